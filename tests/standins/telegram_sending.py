"""The Telegram methods that make new messages: send*, forward*, copy*."""

from collections.abc import Callable

from tests.standins import telegram_contents as contents
from tests.standins.telegram_groups import TelegramGroup
from tests.standins.telegram_markup import checked_markup, formatted
from tests.standins.telegram_params import Params
from tests.standins.telegram_people import TelegramUser
from tests.standins.telegram_pictures import trouble_with
from tests.standins.telegram_records import Json, Message, StoredFile, Upload
from tests.standins.telegram_refusals import NO_THREAD, bad
from tests.standins.telegram_text import Text
from tests.standins.telegram_world import Chat, World

MAX_TEXT = 4096
MAX_CAPTION = 1024
ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
        "record_audio",
        "upload_audio",
    ]
)
CONTENT = frozenset(
    [
        "text",
        "entities",
        "caption",
        "caption_entities",
        "document",
        "photo",
        "video",
        "voice",
        "audio",
        "sticker",
        "location",
        "venue",
        "contact",
        "poll",
    ]
)


def text_of(params: Params) -> Text:
    """Return the parsed text parameter; raises Refused."""
    parsed = formatted(params.text("text"), params.text("parse_mode"), params.structure("entities"))
    if not parsed.text:
        raise bad("message text is empty")
    if len(parsed.text) > MAX_TEXT:
        raise bad("message is too long")
    return parsed


def caption_of(params: Params) -> Text:
    """Return the parsed caption parameter; raises Refused."""
    parsed = formatted(params.text("caption"), params.text("parse_mode"), params.structure("caption_entities"))
    if len(parsed.text) > MAX_CAPTION:
        raise bad("message caption is too long")
    return parsed


def post(
    world: World,
    params: Params,
    content: Json,
    *,
    file: StoredFile | None = None,
    prepared: Chat | None = None,
) -> Message:
    """Append a message of the bot after all checks of chat, topic, reply and keyboard."""
    chat = prepared or world.writable(params.structure("chat_id"))
    private = chat.kind == "private"
    inline, other = checked_markup(params.structure("reply_markup"), private=private, limits=world.limits)
    fields = {**_thread(chat, params), **_reply(chat, params), **content}
    if params.flag("protect_content"):
        fields["has_protected_content"] = True
    if inline:
        fields["reply_markup"] = inline
    message = chat.add(fields, {"from": world.bot_json()}, from_bot=True, file=file)
    message.keyboard = other
    return message


def _thread(chat: Chat, params: Params) -> Json:
    number = params.integer("message_thread_id")
    if not number:
        return {}
    topic = chat.topics.get(number)
    if topic is None or topic.closed:
        raise bad(NO_THREAD)
    return {"message_thread_id": number, "is_topic_message": True}


def _reply(chat: Chat, params: Params) -> Json:
    parameters = params.structure("reply_parameters")
    if not isinstance(parameters, dict):
        parameters = {
            "message_id": params.integer("reply_to_message_id"),
            "allow_sending_without_reply": params.flag("allow_sending_without_reply"),
        }
    number = int(parameters.get("message_id") or 0)
    if not number:
        return {}
    replied = chat.by_id.get(number)
    if replied is None:
        if parameters.get("allow_sending_without_reply"):
            return {}
        raise bad("message to be replied not found")
    return {"reply_to_message": {name: v for name, v in replied.body.items() if name != "reply_to_message"}}


def send_message(world: World, params: Params) -> object:
    """sendMessage."""
    parsed = text_of(params)
    content = parsed.fields()
    preview = params.structure("link_preview_options")
    if preview:
        content["link_preview_options"] = preview
    return post(world, params, content).body


def input_file(world: World, params: Params, kind: str, reference: object) -> StoredFile:
    """Return the file meant by an upload, an attach:// address or a file_id; raises Refused."""
    upload = reference if isinstance(reference, Upload) else None
    if isinstance(reference, str) and reference.startswith("attach://"):
        upload = params.upload(reference)
    if upload is None:
        return _known_file(world, kind, reference)
    size = len(upload.content)
    if not size:
        raise bad("file must be non-empty")
    if kind == "photo" and size > world.limits.photo_bytes:
        raise bad(f"file of size {size} bytes is too big for a photo")
    if kind == "photo" and (reason := trouble_with(upload.content)):
        raise bad(reason)
    return world.store(kind, upload.filename, upload.content, upload.mime)


def _known_file(world: World, kind: str, reference: object) -> StoredFile:
    if not reference or not isinstance(reference, str):
        raise bad(f"there is no {kind} in the request")
    if reference.startswith(("http://", "https://")):
        raise bad("failed to get HTTP URL content")
    file = world.files.get(reference)
    if file is None:
        raise bad("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad(f"can't use file of type {file.kind.title()} as {kind.title()}")
    return file


def send_file(kind: str) -> Callable[[World, Params], object]:
    """Return the method that sends one file of a kind."""

    def send(world: World, params: Params) -> object:
        words = contents.caption(caption_of(params))
        chat = world.writable(params.structure("chat_id"))
        if kind == "voice" and isinstance(chat, TelegramUser) and not chat.takes_voice:
            raise bad("VOICE_MESSAGES_FORBIDDEN")
        file = input_file(world, params, kind, params.structure(kind))
        return post(world, params, {**contents.of_file(file), **words}, file=file, prepared=chat).body

    return send


def send_media_group(world: World, params: Params) -> object:
    """sendMediaGroup."""
    media = params.structure("media")
    if not isinstance(media, list) or not 2 <= len(media) <= 10:
        raise bad("media group must include 2-10 items" if isinstance(media, list) else "can't parse media JSON object")
    chat = world.writable(params.structure("chat_id"))
    prepared = [prepared_media(world, params, item) for item in media]
    group = {"media_group_id": world.new_id()}
    return [post(world, params, {**content, **group}, file=file, prepared=chat).body for content, file in prepared]


def prepared_media(world: World, params: Params, item: object) -> tuple[Json, StoredFile]:
    """Return content fields and file of an InputMedia; raises Refused."""
    if not isinstance(item, dict) or item.get("type") not in {"photo", "document", "video", "audio"}:
        raise bad("can't parse InputMedia: Media type is unsupported")
    words = caption_of(Params({**item, "caption_entities": item.get("caption_entities")}))
    file = input_file(world, params, item["type"], item.get("media"))
    return {**contents.of_file(file), **contents.caption(words)}, file


def send_location(world: World, params: Params) -> object:
    """sendLocation."""
    return post(world, params, _place(params)).body


def _place(params: Params) -> Json:
    latitude, longitude = params.number("latitude"), params.number("longitude")
    if latitude is None or longitude is None:
        raise bad("latitude is empty" if latitude is None else "longitude is empty")
    return contents.location(latitude, longitude)


def send_venue(world: World, params: Params) -> object:
    """sendVenue."""
    place = _place(params)
    venue = {**place, "title": params.text("title"), "address": params.text("address")}
    return post(world, params, {**place, "venue": venue}).body


def send_contact(world: World, params: Params) -> object:
    """sendContact."""
    if not params.text("phone_number"):
        raise bad("phone number is empty")
    if not params.text("first_name"):
        raise bad("first name is empty")
    return post(world, params, contents.contact(params.text("phone_number"), params.text("first_name"), None)).body


def send_chat_action(world: World, params: Params) -> object:
    """sendChatAction."""
    chat = world.writable(params.structure("chat_id"))
    if params.text("action") not in ACTIONS:
        raise bad("wrong parameter action in request")
    _thread(chat, params)
    chat.actions.append(params.text("action"))
    chat.changes.notify()
    return True


def _source(world: World, params: Params, number: int, purpose: str) -> Message:
    return world.chat(params.structure("from_chat_id")).message(number, purpose)


def _content(message: Message) -> Json:
    return {name: value for name, value in message.body.items() if name in CONTENT}


def _forward(world: World, params: Params, number: int) -> Message:
    source = _source(world, params, number, "message to forward")
    if source.body.get("has_protected_content"):
        raise bad("the message can't be forwarded")
    origin = {"type": "user", "sender_user": source.body.get("from"), "date": source.body["date"]}
    return post(world, params, {"forward_origin": origin, **_content(source)}, file=source.file)


def _copy(world: World, params: Params, number: int) -> Message:
    source = _source(world, params, number, "message to copy")
    content = _content(source)
    if params.given("caption"):
        content |= contents.caption(caption_of(params))
    if not content:
        raise bad("the message can't be copied")
    return post(world, params, content, file=source.file)


def forward_message(world: World, params: Params) -> object:
    """forwardMessage."""
    return _forward(world, params, params.message_id()).body


def copy_message(world: World, params: Params) -> object:
    """copyMessage."""
    return {"message_id": _copy(world, params, params.message_id()).id}


def _several(make: Callable[[World, Params, int], Message]) -> Callable[[World, Params], object]:
    def send(world: World, params: Params) -> object:
        world.writable(params.structure("chat_id"))
        known = world.chat(params.structure("from_chat_id")).by_id
        numbers = [number for number in params.structure("message_ids") or [] if number in known]
        if not numbers:
            raise bad("there are no messages to forward")
        return [{"message_id": make(world, params, number).id} for number in numbers]

    return send


def is_forum(chat: Chat) -> bool:
    """Whether the chat has topics."""
    return isinstance(chat, TelegramGroup) and chat.forum


METHODS: dict[str, Callable[[World, Params], object]] = {
    "sendMessage": send_message,
    "sendDocument": send_file("document"),
    "sendPhoto": send_file("photo"),
    "sendVideo": send_file("video"),
    "sendAudio": send_file("audio"),
    "sendVoice": send_file("voice"),
    "sendMediaGroup": send_media_group,
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendContact": send_contact,
    "forwardMessage": forward_message,
    "forwardMessages": _several(_forward),
    "copyMessage": copy_message,
    "copyMessages": _several(_copy),
}
