"""What a stored Slack payload means to the office. Pure: no library, no network, and no payload makes it fail."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from bot.platforms.base import Unreadable
from bot.platforms.slack_shapes import (
    NO_VALUE,
    PICK,
    PICKED_DAY,
    PICKED_TIME,
    Ours,
    Payload,
    cleaned,
    first_of,
    ident,
    is_ours,
    moment,
    part,
    parts_of,
    plain,
    words,
)
from handlers.chat.incoming import (
    Added,
    Command,
    Deleted,
    Edited,
    Event,
    Exposed,
    File,
    Heard,
    Nothing,
    Opened,
    Pressed,
    Said,
    Sender,
    Shared,
    Standing,
    Submitted,
)

SPOKEN = (None, "file_share", "thread_broadcast", "me_message")


PICKED = {
    "datepicker": ("selected_date", re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")),
    "timepicker": ("selected_time", re.compile(r"[0-9]{2}:[0-9]{2}")),
}
CHOSEN = re.compile(r"[A-Za-z0-9_.-]{1,150}")
# What people call a task or an appointment: T-1042, A-17.
REFERENCE = re.compile(r"[A-Za-z]-\d{1,9}")


@dataclass(frozen=True, slots=True)
class Words:
    """What counts as a command: the slash command's name, words known after it, and those that take one word more."""

    command: str = "/office"
    known: frozenset[str] = frozenset()
    with_words: frozenset[str] = frozenset()


def understand(payload: Payload, at: datetime, ours: Ours, vocabulary: Words) -> Event:
    """Return what a payload means; `at` counts where it names no time of its own. Raises Unreadable."""
    kind = payload.get("type")
    if kind == "event_callback":
        if not isinstance(payload.get("event"), dict):
            raise Unreadable("event_callback without an event")
        return _event(payload, part(payload, "event"), at, ours, vocabulary)
    if not is_ours(payload, ours):
        return _nothing("foreign", _interactive_sender(payload, ours), at)
    match kind:
        case "block_actions":
            return _press(payload, at, ours)
        case "view_submission":
            sender = _interactive_sender(payload, ours)
            view = part(payload, "view")
            return Event(sender, Submitted(words(view, "private_metadata"), answers(view), files_in(view)), at)
        case str():
            found = shortcut(payload)
            if found is None:
                return _nothing(_code(kind), _interactive_sender(payload, ours), at)
            done_at = moment(payload.get("action_ts"))
            return Event(_shortcut_sender(payload, ours), found, done_at or at, done_at)
        case _ if "command" in payload:
            sender = _slash_sender(payload, ours)
            return Event(sender, spoken_command(plain(words(payload, "text"))), at)
        case _:
            raise Unreadable("neither an event nor an interaction nor a command")


# --- events ----------------------------------------------------------------------------------------------------------


def _event(payload: Payload, event: Payload, at: datetime, ours: Ours, vocabulary: Words) -> Event:
    at = moment(event.get("event_ts")) or moment(event.get("ts")) or at
    sender = _event_sender(event, event, ours)
    if not is_ours(payload, ours):
        return _nothing("foreign", sender, at)
    match event.get("type"):
        case "message" | "app_mention":
            return _message(event, at, ours, vocabulary)
        case "member_joined_channel":
            return _joined(payload, event, at, ours)
        case "channel_shared":
            place = Sender("slack", ours.team, "", ident(event, "channel"), private=False)
            return Event(place, Exposed(), at)
        case "app_home_opened" if event.get("tab") == "home":
            return Event(sender, Opened(), at)
        case str() as name:
            return _nothing(_code(name), sender, at)
        case _:
            raise Unreadable("event without a type")


def _message(event: Payload, at: datetime, ours: Ours, vocabulary: Words) -> Event:
    match event.get("subtype"):
        case "message_changed":
            return _changed(event, at, ours)
        case "message_deleted":
            return _deleted(event, at, ours)
        case subtype:
            sender = _event_sender(event, event, ours)
            if subtype not in SPOKEN:
                return _nothing(_code(subtype), sender, at)
            if _is_bot(event, ours) or not sender.user or not ident(event, "ts"):
                return _nothing("bot-message", sender, at)
            written_at = moment(event.get("ts"))
            return Event(sender, _said(event, sender, vocabulary), written_at or at, written_at)


def _deleted(event: Payload, at: datetime, ours: Ours) -> Event:
    before = part(event, "previous_message")
    sender = _event_sender(event, before, ours)
    if _is_bot(before, ours):
        return _nothing("own-message", sender, at)
    return Event(sender, Deleted(ident(event, "deleted_ts")), at)


def _changed(event: Payload, at: datetime, ours: Ours) -> Event:
    message, before = part(event, "message"), part(event, "previous_message")
    sender = _event_sender(event, message, ours)
    if _is_bot(message, ours):
        return _nothing("own-message", sender, at)
    if message.get("subtype") == "tombstone":
        sender = _event_sender(event, before, ours)
        return Event(sender, Deleted(ident(message, "ts")), at)
    # Slack changes a message by itself, to hang a preview on it or to count its replies.
    if not message.get("edited") or (before and words(before, "text") == words(message, "text")):
        return _nothing("same-words", sender, at)
    return Event(sender, Edited(ident(message, "ts"), plain(words(message, "text"))), at)


def _said(event: Payload, sender: Sender, vocabulary: Words) -> Heard:
    text, files = plain(words(event, "text")), _files(event)
    shared = [each for each in parts_of(event, "attachments") if each.get("is_share") or each.get("is_msg_unfurl")]
    if sender.private and not files and not shared:
        command = _typed_command(text, vocabulary)
        if command is not None:
            return command
    text = _with_attached(text, shared)
    other = None
    if not text and not files:
        other = "attachment" if event.get("attachments") else "blocks" if event.get("blocks") else "empty"
    thread, own = ident(event, "thread_ts"), ident(event, "ts")
    reply_to = thread if thread and thread != own else None
    return Said(text, own, files, reply_to, forwarded=bool(shared), other=other)


def _with_attached(text: str, attachments: list[Payload]) -> str:
    passages = [text, *(plain(words(each, "text") or words(each, "fallback")) for each in attachments)]
    return "\n".join(passage for passage in passages if passage.strip())


def _files(event: Payload) -> tuple[File, ...]:
    found = []
    for each in parts_of(event, "files"):
        handle, size = ident(each, "id"), each.get("size")
        if handle and each.get("mode") != "tombstone":
            known = size if isinstance(size, int) and not isinstance(size, bool) and size >= 0 else None
            name = words(each, "name") or words(each, "title") or handle
            found.append(File(handle, name, words(each, "mimetype"), known, _kind(each)))
    return tuple(found)


def _kind(file: Payload) -> str:
    """Return what a file is to a reader; Slack records voice and video itself, and says so."""
    if file.get("subtype") == "slack_audio":
        return "voice"
    general = words(file, "mimetype").partition("/")[0]
    return {"image": "photo", "audio": "audio", "video": "video"}.get(general, "document")


def _joined(payload: Payload, event: Payload, at: datetime, ours: Ours) -> Event:
    bots = {ident(each, "user_id") for each in parts_of(payload, "authorizations") if each.get("is_bot")}
    sender = Sender("slack", ours.team, ident(event, "inviter"), ident(event, "channel"), private=False)
    user = ident(event, "user")
    if user and user in bots | {ours.bot_user}:
        return Event(sender, Added(), at)
    return _nothing("member-joined", sender, at)


def _event_sender(event: Payload, message: Payload, ours: Ours) -> Sender:
    """`message` carries the author: the event itself, or the message inside that was changed or deleted."""
    chat = ident(event, "channel")
    kind = event.get("channel_type")
    private = kind in ("im", "app_home") or (kind is None and chat.startswith("D"))
    teams = {ident(each, key) for each in (event, message) for key in ("user_team", "team", "source_team")} - {""}
    standing = Standing.MEMBER
    if _is_bot(message, ours):
        standing = Standing.BOT
    elif ours.team and any(team != ours.team for team in teams):
        standing = Standing.OUTSIDER
    return Sender("slack", ours.team, ident(message, "user"), chat, standing=standing, private=private)


def _is_bot(message: Payload, ours: Ours) -> bool:
    user = ident(message, "user")
    return bool(message.get("bot_id") or message.get("subtype") == "bot_message" or (user and user == ours.bot_user))


# --- interactions and commands ---------------------------------------------------------------------------------------


def _press(payload: Payload, at: datetime, ours: Ours) -> Event:
    sender = _interactive_sender(payload, ours)
    action = first_of(payload, "actions")
    done_at = moment(action.get("action_ts"))
    at = done_at or at
    message = ident(part(payload, "container"), "message_ts") or ident(part(payload, "message"), "ts")
    name, picked = words(action, "action_id"), _picked(action)
    if picked and name.startswith(PICK):
        return Event(sender, Pressed(name.removeprefix(PICK), message, asked=True, picked=picked), at, done_at)
    if action.get("type") != "button" or not isinstance(action.get("value"), str):
        return _nothing("no-button", sender, at)
    return Event(sender, Pressed(words(action, "value"), message, asked=True), at, done_at)


def asked(payload: Payload, ours: Ours) -> tuple[Sender, str, str] | None:
    """Return who has typed into a picker that offers something, the picker's key and the words; None if the payload
    tells of nothing like it, or of another workspace."""
    name = words(payload, "action_id")
    if not is_ours(payload, ours) or not name.startswith(PICK):
        return None
    return _interactive_sender(payload, ours), name.removeprefix(PICK), words(payload, "value")


def _picked(action: Payload) -> str:
    """Return the day, the time of day or the choice that a picker was set to, empty for anything else."""
    if action.get("type") == "external_select":
        value = words(part(action, "selected_option"), "value")
        return value if CHOSEN.fullmatch(value) else ""
    for kind, (key, shape) in PICKED.items():
        value = words(action, key) if action.get("type") == kind else ""
        if shape.fullmatch(value):
            return value
    return ""


def shortcut(payload: Payload) -> Command | Shared | None:
    """Return what one of the office's shortcuts means, None if the payload is none of them."""
    match payload.get("type"), payload.get("callback_id"):
        case "shortcut", "new_task":
            return Command("task", "")
        case "message_action", "make_task":
            message = part(payload, "message")
            text = _with_attached(plain(words(message, "text")), parts_of(message, "attachments"))
            ts = ident(payload, "message_ts") or ident(message, "ts")
            return Shared(text, ts, ident(part(payload, "channel"), "id"), _files(message))
        case _:
            return None


def answers(view: Payload) -> dict[str, str]:
    """Return what was filled into a view, by block id (the field's name); an empty field is an empty text. A day or a
    time that was picked beside a field's words goes before them; without a day, a time behind them."""
    found: dict[str, str] = {}
    values = part(part(view, "state"), "values")
    for name, block in values.items():
        if isinstance(block, dict):
            found[cleaned(str(name))] = next((_answer(each) for each in block.values() if isinstance(each, dict)), "")
    for name in [name for name in found if f"{name}{PICKED_DAY}" in found]:
        day, time = found.pop(f"{name}{PICKED_DAY}"), found.pop(f"{name}{PICKED_TIME}", "")
        said = found[name].strip()
        if day:
            said = " ".join(part for part in (day, time, f"({said})" if said else "") if part)
        found[name] = said if day or not time else f"{said} {time}".strip()
    return found


def files_in(view: Payload) -> tuple[File, ...]:
    """Return the files given in a view: each field for them lists its own, described as in a message."""
    blocks = part(part(view, "state"), "values").values()
    elements = [element for block in blocks if isinstance(block, dict) for element in block.values()]
    return tuple(file for element in elements if isinstance(element, dict) for file in _files(element))


def _answer(element: Payload) -> str:
    option = part(element, "selected_option")
    if option:
        return words(option, "value") if option.get("value") != NO_VALUE else ""
    chosen = parts_of(element, "selected_options")
    if chosen:
        return ",".join(value for each in chosen if (value := words(each, "value")) not in ("", NO_VALUE))
    keys = ("value", "selected_date", "selected_time", "selected_user", "selected_conversation", "selected_channel")
    found = next((words(element, key) for key in keys if element.get(key)), "")
    exact = element.get("selected_date_time")
    return found or (str(exact) if isinstance(exact, int) and abs(exact) < 10**12 else "")


def spoken_command(text: str) -> Command:
    """Return the command in the words after the slash command; none at all ask for help."""
    first, _, rest = text.strip().partition(" ")
    return Command(first.lower().removeprefix("/") or "help", rest.strip())


def _typed_command(text: str, vocabulary: Words) -> Command | None:
    """Return the command a private message is, None if it is somebody's own words.

    Whole words only: "help me order flowers" is a request and no call for help.
    """
    line = text.strip()
    slash = vocabulary.command.lower()
    if line.lower() == slash or line.lower().startswith(slash + " "):
        return spoken_command(line[len(slash) :])
    first, *more = line.split()[:3] or [""]
    name = first.lower().removeprefix("/")
    if name not in vocabulary.known:
        return None
    takes = len(more) == 1 and (name in vocabulary.with_words or REFERENCE.fullmatch(more[0]) is not None)
    if first.startswith("/") or takes or not more:
        return Command(name, line[len(first) :].strip())
    return None


def _slash_sender(payload: Payload, ours: Ours) -> Sender:
    # A command's channel may be any DM or group the person sits in; ours with them is opened when we answer.
    user = ident(payload, "user_id")
    foreign = ours.team and ident(payload, "team_id") not in ("", ours.team)
    standing = Standing.OUTSIDER if foreign else Standing.MEMBER
    return Sender("slack", ours.team, user, f"user:{user}", standing=standing)


def _interactive_sender(payload: Payload, ours: Ours) -> Sender:
    person = part(payload, "user")
    user, team = ident(person, "id"), ident(person, "team_id")
    chat = ident(part(payload, "channel"), "id") or ident(part(payload, "container"), "channel_id")
    foreign = bool(ours.team and team and team != ours.team)
    standing = Standing.OUTSIDER if foreign else Standing.MEMBER
    private = not chat or chat.startswith("D")
    return Sender("slack", ours.team, user, chat or f"user:{user}", standing=standing, private=private)


def _shortcut_sender(payload: Payload, ours: Ours) -> Sender:
    # A shared message may be from any conversation, with people who are nothing to the office.
    sender = _interactive_sender(payload, ours)
    return replace(sender, chat=f"user:{sender.user}", private=True)


def _nothing(why: str, sender: Sender, at: datetime) -> Event:
    return Event(sender, Nothing(why), at)


def _code(kind: object) -> str:
    """Return a payload's kind as a code for the log; a kind is no place for content, but nobody promises that."""
    return kind if isinstance(kind, str) and kind.isascii() and kind.isidentifier() and len(kind) <= 60 else "unknown"
