"""What an update from Telegram means, read from the plain JSON. Pure; knows neither the library nor the network.

The library's objects would cost 17 times as much; the tests compare this reading with theirs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.platforms.base import Unreadable
from bot.platforms.telegram.fields import Fields
from bot.platforms.telegram.keys import INERT
from handlers.chat.incoming import (
    Added,
    Command,
    Edited,
    Event,
    File,
    Heard,
    Migrated,
    Nothing,
    Pressed,
    Reach,
    Said,
    Sender,
    Standing,
)

MESSAGES = frozenset({"message", "channel_post"})
EDITS = frozenset({"edited_message", "edited_channel_post"})
KNOWN = MESSAGES | EDITS | {"callback_query", "my_chat_member", "chat_member"}

# Accounts behind which Telegram hides others: anonymous group administrators, channels, its own notices.
FACELESS = frozenset({1087968824, 136817688, 777000})
NOBODY = "0"
LONGEST_NAME = 80

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]{1,64}))?(?:\s+(.*))?\s*", re.DOTALL)
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,4}")
KIND = re.compile(r"[a-z_]{1,40}")

# Field, our kind, and the name of a file that has none. An animation comes with a document saying the same, so it is
# asked first.
FILES = (
    ("animation", "document", "animation.mp4"),
    ("document", "document", "document"),
    ("voice", "voice", "voice.ogg"),
    ("video", "video", "video.mp4"),
    ("video_note", "video", "video-note.mp4"),
    ("audio", "audio", "audio.mp3"),
)
# Content that is neither words nor a file we take.
OTHERS = (
    "sticker", "poll", "story", "dice", "game", "invoice", "checklist", "paid_media", "live_photo", "giveaway",
    "giveaway_winners", "gift", "unique_gift", "passport_data", "web_app_data",
)  # fmt: skip
OUTSIDE = frozenset({"left", "kicked"})


def understand(raw: Mapping[str, Any], at: datetime, username: str | None) -> Event:
    """Return what a stored update means. `at` (UTC) counts where Telegram gives no time; `username` is the bot's own
    name, None if not known yet. Raises Unreadable and nothing else, whatever `raw` holds."""
    update = Fields(raw)
    kind = kind_of(update)
    if kind in MESSAGES:
        return _message(update.must(kind), username)
    if kind in EDITS:
        return _edit(update.must(kind))
    if kind == "callback_query":
        return _press(update.must(kind), at)
    if kind == "my_chat_member":
        return _membership(update.must(kind))
    content = update.must(kind) if isinstance(raw.get(kind), Mapping) else None
    return Event(_whoever(content), Nothing(_code(kind)), at)


def kind_of(update: Fields) -> str:
    """Return the name of the update's content, a kind we know if there is one; empty if it holds nothing."""
    names = [name for name in update if name != "update_id"]
    return next((name for name in names if name in KNOWN), names[0] if names else "")


def _message(message: Fields, username: str | None) -> Event:
    sender = _sender(message)
    return Event(sender, _heard(message, sender, username), message.moment("date"))


def _heard(message: Fields, sender: Sender, username: str | None) -> Heard:
    if "migrate_to_chat_id" in message:
        return Migrated(str(message.integer("migrate_to_chat_id")))
    text = message.text("text") or message.text("caption") or _place_or_contact(message)
    forwarded = "forward_origin" in message or "forward_date" in message
    if "text" in message and not forwarded and (found := COMMAND.fullmatch(text)):
        name, bot, words = found.groups()
        if bot is None or username is None or bot.lower() == username.lower():
            return Command(name.lower(), (words or "").strip())
        if not sender.private:
            return Nothing("command-for-another")
    files = _files(message)
    other = None if files else next((name for name in OTHERS if name in message), None)
    if not (text or files or other):
        return Nothing("no-content")
    return Said(
        text=text or (_words_of(message, other) if other else ""),
        message=str(message.integer("message_id")),
        files=files,
        reply_to=_replied(message),
        forwarded=forwarded,
        other=other,
        album=message.text("media_group_id", longest=64) or None,
    )


def _replied(message: Fields) -> str | None:
    """Return the message replied to, with or without a quote from it. In a topic, what answers nothing is given as a
    reply to the notice that made the topic."""
    reply = message.maybe("reply_to_message")
    if reply is None:
        return None
    number = reply.integer("message_id")
    is_topic = message.is_true("is_topic_message") and number == message.number("message_thread_id")
    return None if is_topic else str(number)


def _files(message: Fields) -> tuple[File, ...]:
    sizes = message.objects("photo")
    if sizes:
        biggest = max(sizes, key=lambda size: (size.number("width") or 0) * (size.number("height") or 0))
        return (_file(biggest, "photo", "photo.jpg", "image/jpeg"),)
    for field, kind, name in FILES:
        file = message.maybe(field)
        if file:
            return (_file(file, kind, name, ""),)
    return ()


def _file(file: Fields, kind: str, name: str, mime: str) -> File:
    handle = file.text("file_id", longest=512)
    if not handle:
        raise Unreadable("file_id is missing")
    return File(
        handle,
        file.text("file_name")[:255] or name,
        file.text("mime_type", longest=255) or mime,
        file.number("file_size"),
        kind,
    )


def _place_or_contact(message: Fields) -> str:
    """Return a venue, location or contact as words, else nothing. A venue comes with its location a second time."""
    venue = message.maybe("venue")
    point = venue.must("location") if venue else message.maybe("location")
    if point:
        spot = f"{point.degrees('latitude'):.6f}, {point.degrees('longitude'):.6f}"
        return "\n".join(filter(None, (venue.text("title"), venue.text("address"), spot))) if venue else spot
    contact = message.maybe("contact")
    if contact is None:
        return ""
    name = " ".join(filter(None, (contact.text("first_name"), contact.text("last_name"))))
    return ", ".join(filter(None, (name, contact.text("phone_number"))))


def _words_of(message: Fields, other: str) -> str:
    """Return the words inside content of another kind, so that none get lost."""
    return message.must(other).text("question") if other == "poll" else ""


def _edit(message: Fields) -> Event:
    text = message.text("text") or message.text("caption")
    number = str(message.integer("message_id"))
    at = message.moment("edit_date" if "edit_date" in message else "date")
    # A live location edits its message every few seconds.
    return Event(_sender(message), Edited(number, text) if text else Nothing("edit-without-text"), at)


def _press(press: Fields, at: datetime) -> Event:
    card = press.maybe("message")
    sender = _account(press.must("from"), card.must("chat") if card else None, topic=_topic(card) if card else None)
    key = press.text("data", longest=256)
    if not key or card is None:
        return Event(sender, Nothing("press-without-data" if card else "press-elsewhere"), at)
    if key == INERT:
        return Event(sender, Nothing("blank-button"), at)
    return Event(sender, Pressed(key, str(card.integer("message_id"))), at)


def _membership(change: Fields) -> Event:
    chat = change.must("chat")
    before = change.must("old_chat_member").text("status")
    after = change.must("new_chat_member").text("status")
    sender = _account(change.must("from"), chat)
    heard: Heard
    if sender.private:
        heard = Reach(after not in OUTSIDE)
    elif after in OUTSIDE:
        heard = Nothing("left")
    else:
        heard = Added(chat.text("title")) if before in OUTSIDE else Nothing("rights-changed")
    return Event(sender, heard, change.moment("date"))


def _sender(message: Fields) -> Sender:
    chat = message.must("chat")
    author = message.maybe("from") or message.maybe("sender_chat") or chat
    hidden = "from" not in message or "sender_chat" in message
    return _account(author, chat, hidden=hidden, topic=_topic(message))


def _topic(message: Fields) -> str | None:
    number = message.number("message_thread_id") if message.is_true("is_topic_message") else None
    return None if number is None else str(number)


def _account(author: Fields, chat: Fields | None, *, hidden: bool = False, topic: str | None = None) -> Sender:
    """Return the account of `author` (a user, or a chat speaking for itself) in `chat`."""
    user = author.integer("id")
    language = author.text("language_code")
    name = " ".join(filter(None, (author.text("first_name"), author.text("last_name")))) or author.text("title")
    return Sender(
        platform="telegram",
        workspace="",
        user=str(user),
        chat=str(chat.integer("id")) if chat else "",
        name=name[:LONGEST_NAME].strip(),
        language=language if LANGUAGE.fullmatch(language) else None,
        standing=Standing.BOT if author.is_true("is_bot") else Standing.MEMBER,
        private=chat is not None and chat.text("type") == "private",
        anonymous=hidden or user in FACELESS,
        topic=topic,
    )


def _whoever(content: Fields | None) -> Sender:
    """Return who an update of a kind we don't know may be from."""
    author = (content.maybe("from") or content.maybe("user")) if content else None
    if content is None or author is None:
        return Sender("telegram", "", NOBODY, "", standing=Standing.UNKNOWN, private=False)
    return _account(author, content.maybe("chat"))


def _code(kind: str) -> str:
    return f"update-{kind.replace('_', '-')}" if KIND.fullmatch(kind) else "update-unknown"
