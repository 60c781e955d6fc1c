"""The content fields of Telegram messages (documents, photos, polls …), the same for people and for the bot."""

from tests.standins.telegram_markup import plain
from tests.standins.telegram_records import Json, StoredFile
from tests.standins.telegram_text import Text

SIZES = ((90, 90, "s"), (800, 600, "x"))


def of_file(file: StoredFile) -> Json:
    """Return the field that carries a stored file, named by its kind."""
    json = file.json()
    match file.kind:
        case "photo":
            sizes = [{"file_unique_id": file.unique + n, "width": w, "height": h} for w, h, n in SIZES]
            return {"photo": [json | size for size in sizes]}
        case "voice":
            return {"voice": {**json, "duration": 4, "mime_type": file.mime}}
        case "video":
            shape = {"width": 640, "height": 480, "duration": 4}
            return {"video": {**json, **shape, "mime_type": file.mime, "file_name": file.filename}}
        case "audio":
            return {"audio": {**json, "duration": 4, "mime_type": file.mime, "file_name": file.filename}}
        case "video_note":
            return {"video_note": {**json, "length": 240, "duration": 4}}
        case "animation":
            shape = {"width": 320, "height": 240, "duration": 2}
            named = {**json, "mime_type": file.mime, "file_name": file.filename}
            return {"animation": {**named, **shape}, "document": named}
        case "sticker":
            shape = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
            return {"sticker": {**json, "type": "regular", **shape, "emoji": "👍"}}
        case _:
            return {"document": {**json, "file_name": file.filename, "mime_type": file.mime}}


def caption(text: str | Text | None) -> Json:
    """Return caption fields; nothing for an empty caption."""
    found = plain(text) if isinstance(text, str) else text
    return found.fields("caption", "caption_entities") if found and found.text else {}


def poll(number: str, question: str, options: list[str]) -> Json:
    """Return a regular open poll."""
    choices = [{"text": o, "voter_count": 0, "persistent_id": str(i)} for i, o in enumerate(options)]
    state = {"total_voter_count": 0, "is_closed": False, "is_anonymous": True, "allows_revoting": True}
    kind = {"type": "regular", "allows_multiple_answers": False, "members_only": False}
    return {"poll": {"id": number, "question": question, "options": choices, **state, **kind}}


def location(latitude: float, longitude: float) -> Json:
    """Return a point."""
    return {"location": {"latitude": latitude, "longitude": longitude}}


def contact(phone: str, first_name: str, user_id: int | None) -> Json:
    """Return a contact card."""
    card: Json = {"phone_number": phone, "first_name": first_name}
    return {"contact": card | ({"user_id": user_id} if user_id else {})}
