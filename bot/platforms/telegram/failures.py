"""What a failed call means: for listening (`Failed`), for the relay (`outcome`), and for files that are
fetched (`fetch_outcome`). Pure; knows no library."""

from __future__ import annotations

import re
from collections import deque
from enum import StrEnum

from bot.platforms.base import Busy, Moved, Never, NoTopic, NotSent, Uneditable, Unknown

# An invalid token heals when somebody puts in a new one, so nothing is given up; asking more often would not help.
TOKEN_PAUSE = 60.0
# Telegram's 429 does not say whether the chat or the bot is meant. One chat's hold must not stop the others, but if
# this many different chats are refused within so many seconds, the bot itself is over its limit.
FLOODED_CHATS, FLOOD_SECONDS = 3, 2.0
# A hold that was perhaps wrongly taken for everybody's is tried again after this long.
LONGEST_COMMON_HOLD = 30.0

# First fit counts. Left: part of Telegram's words in lower case; right: our code. All mean: this chat can't be reached.
UNREACHABLE = (
    ("blocked", "blocked"),
    ("deactivated", "deactivated"),
    ("kicked", "kicked"),
    ("not a member", "not-a-member"),
    ("can't initiate", "never-started"),
    ("was deleted", "deleted"),
    ("chat not found", "chat-not-found"),
    ("peer_id_invalid", "chat-not-found"),
    ("user not found", "chat-not-found"),
    ("not enough rights to send", "no-rights"),
    ("have no rights to send", "no-rights"),
    ("chat_write_forbidden", "no-rights"),
    ("chat_restricted", "no-rights"),
)
GONE = ("message to edit not found", "message can't be edited", "message_id_invalid", "message identifier is not")


class Kind(StrEnum):
    """What went wrong with a call. NOT_SENT: surely not executed. LOST and SERVER: perhaps executed."""

    NOT_SENT = "not-sent"
    LOST = "lost"
    SERVER = "server"
    TOKEN = "token"  # noqa: S105 - no password
    BUSY = "busy"
    CONFLICT = "conflict"
    MOVED = "moved"
    FORBIDDEN = "forbidden"
    BAD_REQUEST = "bad-request"
    REFUSED = "refused"


class Failed(Exception):
    """A call that Telegram refused or that got lost. Its text is the kind alone; `words` (lower case) may carry
    content, so they are only ever compared. `seconds` is the pause asked for, `chat` the new id of a moved group."""

    def __init__(self, kind: Kind, words: str = "", *, seconds: float = 0.0, chat: str = "", status: int = 0) -> None:
        super().__init__(kind.value)
        self.kind = kind
        self.words = words.lower()
        self.seconds = seconds
        self.chat = chat
        self.status = status

    @property
    def is_about_entities(self) -> bool:
        """Whether the formatting was refused, so that the same as plain text may pass."""
        return self.kind is Kind.BAD_REQUEST and "entit" in self.words

    @property
    def is_about_topic(self) -> bool:
        """Whether a topic was refused, so that the same may pass in the chat itself."""
        return self.kind is Kind.BAD_REQUEST and any(word in self.words for word in ("thread", "topic", "forum"))

    @property
    def is_not_modified(self) -> bool:
        """Whether an edit was refused because the message says this already."""
        return self.kind is Kind.BAD_REQUEST and "message is not modified" in self.words


class Floods:
    """Which chats were told to wait just now; tells one chat's hold from the whole bot's."""

    def __init__(self) -> None:
        self._recent: deque[tuple[float, str]] = deque(maxlen=100)

    def hold(self, chat: str, seconds: float, now: float) -> Busy:
        """Return what a 429 for `chat` at `now` (monotonic seconds) means."""
        self._recent.append((now, chat))
        chats = {other for at, other in self._recent if now - at <= FLOOD_SECONDS}
        everybody = len(chats) >= FLOODED_CHATS
        seconds = max(1.0, seconds)
        return Busy(min(seconds, LONGEST_COMMON_HOLD) if everybody else seconds, everybody=everybody)


def outcome(failed: Failed, chat: str, floods: Floods, now: float) -> Exception:
    """Return the relay's word for a message to `chat` that failed; `now` in monotonic seconds."""
    result: Exception
    match failed.kind:
        case Kind.NOT_SENT:
            result = NotSent(failed.kind.value)
        case Kind.LOST | Kind.SERVER | Kind.CONFLICT:  # a 502 may have been executed; 409 is no documented answer here
            result = Unknown(failed.kind.value)
        case Kind.TOKEN:
            result = Busy(TOKEN_PAUSE, everybody=True)
        case Kind.BUSY:
            result = floods.hold(chat, failed.seconds, now)
        case Kind.MOVED:
            result = Moved(failed.chat)
        case Kind.FORBIDDEN:
            result = Never(_unreachable(failed.words) or "forbidden", unreachable=True)
        case Kind.BAD_REQUEST:
            code = _unreachable(failed.words)
            result = Never(code or f"bad-request:{slug(failed.words)}", unreachable=code is not None)
        case Kind.REFUSED:
            result = Never(f"http-{failed.status}")
    return result


def edit_outcome(failed: Failed, chat: str, floods: Floods, now: float) -> Exception | None:
    """Return the relay's word for an edit that failed, None if the message says this already."""
    if failed.is_not_modified:
        return None
    if failed.kind is Kind.BAD_REQUEST and any(words in failed.words for words in GONE):
        return Uneditable("uneditable")
    return outcome(failed, chat, floods, now)


def topic_outcome(failed: Failed, chat: str, floods: Floods, now: float) -> Exception:
    """Return the word for a topic that could not be made. Nothing was said yet: a lost answer costs no repeat."""
    result = outcome(failed, chat, floods, now)
    if isinstance(result, Unknown):
        return NotSent(failed.kind.value)
    refused = isinstance(result, Never) and not result.unreachable
    return NoTopic() if refused or failed.is_about_topic else result


def fetch_outcome(failed: Failed) -> Exception:
    """Return the word for a file that could not be fetched. Telegram's `wrong file_id or the file is temporarily
    unavailable` leaves open which; such a file is asked for again until the errand gives up."""
    if failed.kind is Kind.BAD_REQUEST and "temporarily" not in failed.words:
        return Never("too-big" if "too big" in failed.words else "file-unknown")
    return NotSent(failed.kind.value)


def slug(words: str) -> str:
    """Return the beginning of Telegram's words as a code, up to where quoted content could begin."""
    head = re.split(r"[:\"“”<>\d]", words.lower().removeprefix("bad request: "), maxsplit=1)[0]
    return re.sub(r"[^a-z]+", "-", head).strip("-")[:40].strip("-") or "other"


def _unreachable(words: str) -> str | None:
    return next((code for part, code in UNREACHABLE if part in words), None)
