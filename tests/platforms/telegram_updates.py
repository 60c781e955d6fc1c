"""Updates as Telegram sends them, for the tests that read them."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

DATE = 1_772_442_000
ANNA: Json = {"id": 5_000_000_001, "is_bot": False, "first_name": "Anna", "last_name": "Berg", "language_code": "de"}
PRIVATE: Json = {"id": 5_000_000_001, "type": "private", "first_name": "Anna", "last_name": "Berg"}
GROUP: Json = {"id": -1001, "type": "supergroup", "title": "Family"}
CHANNEL: Json = {"id": -1002, "type": "channel", "title": "News"}
BOT_USER: Json = {"id": 700000001, "is_bot": True, "first_name": "Office", "username": "vorzimmer_bot"}
HIDDEN_ADMIN: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


def file(**more: object) -> Json:
    """A file with the fields every kind has."""
    return {"file_id": "F1", "file_unique_id": "U1", **more}


def message(kind: str = "message", /, **more: object) -> Json:
    """An update with a message of Anna in her private chat."""
    body = {"message_id": 7, "from": ANNA, "chat": PRIVATE, "date": DATE, **more}
    return {"update_id": 70, kind: {name: value for name, value in body.items() if value is not None}}


def press(**more: object) -> Json:
    """An update with a press of Anna on our message 6."""
    card = {"message_id": 6, "from": BOT_USER, "chat": PRIVATE, "date": DATE, "text": "Well?"}
    body = {"id": "99", "from": ANNA, "message": card, "chat_instance": "1", "data": "key-1", **more}
    return {"update_id": 71, "callback_query": {name: value for name, value in body.items() if value is not None}}


def membership(before: str, after: str, chat: Json = PRIVATE) -> Json:
    """An update about our own membership."""
    member = {"user": BOT_USER, "until_date": 0}
    change = {
        "chat": chat,
        "from": ANNA,
        "date": DATE,
        "old_chat_member": {**member, "status": before},
        "new_chat_member": {**member, "status": after},
    }
    return {"update_id": 72, "my_chat_member": change}


PHOTO = [
    file(width=90, height=60),
    file(file_id="F2", width=900, height=600),
    file(file_id="F3", width=320, height=200),
]
QUOTED = {"message_id": 3, "chat": PRIVATE, "date": DATE, "text": "earlier"}
FORWARDED = {"type": "hidden_user", "sender_user_name": "Somebody", "date": DATE}

CORPUS: list[Json] = [
    message(text="Please order flowers"),
    message(text="Grüße 👋🏽", reply_to_message=QUOTED),
    message(text="/start Code"),
    message(text="/start", chat=GROUP),
    message(text="forwarded", forward_origin=FORWARDED),
    message(photo=PHOTO, caption="a receipt"),
    message(document=file(file_name="bill.pdf", mime_type="application/pdf", file_size=100)),
    message(voice=file(duration=3, mime_type="audio/ogg")),
    message(video=file(width=1, height=1, duration=3)),
    message(audio=file(duration=3, file_name="song.mp3")),
    message(venue={"location": {"latitude": 1.0, "longitude": 2.0}, "title": "Café", "address": "Main 1"}),
    message(location={"latitude": 1.0, "longitude": 2.0}),
    message(contact={"phone_number": "+49", "first_name": "Ben"}),
    message(video_note=file(length=240, duration=3, file_size=100)),
    message(animation=file(width=1, height=1, duration=3), document=file(file_name="cat.gif.mp4")),
    message(photo=PHOTO, media_group_id="4100"),
    message(text="in a topic", reply_to_message=QUOTED, quote={"text": "ear", "position": 0}),
    message(sticker=file(width=1, height=1, is_animated=False, is_video=False, type="regular")),
    message(dice={"emoji": "🎲", "value": 4}),
    message("edited_message", text="Please order tulips", edit_date=DATE + 60),
    message("channel_post", **{"from": None}, chat=CHANNEL, sender_chat=CHANNEL, text="news"),
    message(text="as the group", **{"from": HIDDEN_ADMIN}, chat=GROUP, sender_chat=GROUP),
    message(migrate_to_chat_id=-1003, chat={"id": -5, "type": "group", "title": "Family"}),
    message(new_chat_members=[BOT_USER], chat=GROUP),
    press(),
    membership("member", "kicked"),
    membership("left", "member", GROUP),
]
