"""What the office hears, the same from every platform: who spoke, where, and what it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Standing(StrEnum):
    """What a platform says an account is. UNKNOWN means it could not be found out: treated as refused."""

    MEMBER = "member"
    GUEST = "guest"
    OUTSIDER = "outsider"
    BOT = "bot"
    GONE = "gone"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Sender:
    """An account on a platform and the place it wrote in; ids as text.

    `workspace` is the Slack team, empty elsewhere. `private` is false in groups and channels. `anonymous` is true for
    group administrators hiding behind the group, channel identities and the like. `language` (BCP 47) and `zone`
    (IANA) are what the platform says of the person, or None. `topic` is the part of the chat they wrote in, where
    chats have such parts.
    """

    platform: str
    workspace: str
    user: str
    chat: str
    name: str = ""
    language: str | None = None
    zone: str | None = None
    standing: Standing = Standing.MEMBER
    private: bool = True
    anonymous: bool = False
    topic: str | None = None

    @property
    def address(self) -> str:
        """Return the account as one text, `platform:workspace:user`."""
        return f"{self.platform}:{self.workspace}:{self.user}"


@dataclass(frozen=True, slots=True)
class File:
    """A file on a platform: the platform's own handle, from which it can be fetched later; size in bytes if known.
    `kind` is document, photo, voice, audio or video."""

    handle: str
    name: str
    mime: str = ""
    size: int | None = None
    kind: str = "document"


@dataclass(frozen=True, slots=True)
class Said:
    """Words and files in a chat. `message` is the platform's id, `reply_to` that of the message replied to or of the
    thread's first. A location or contact is words (`52.520000, 13.405000`). `other` names content that is neither words
    nor files (sticker, poll, story ...); `forwarded` tells whether the words are somebody else's; `album` joins the
    messages of one album. `alone`: it was kept for itself, and what was said before or after it is no part of it."""

    text: str
    message: str
    files: tuple[File, ...] = ()
    reply_to: str | None = None
    forwarded: bool = False
    other: str | None = None
    album: str | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """Somebody's message, handed in to become a task (a message shortcut); `message` is its id in the chat it is
    from, `chat` that chat."""

    text: str
    message: str
    chat: str = ""
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A person looks at their home (Slack's App Home)."""


@dataclass(frozen=True, slots=True)
class Edited:
    """An earlier message has a new text."""

    message: str
    text: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """An earlier message was taken back."""

    message: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command without its slash, in lower case, and the rest of the line."""

    name: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button; `key` is what the wire carried, `message` the platform's id of the card it hung on. `asked` tells that
    the platform has asked already what the button wants confirmed. `picked` is the date (`2026-03-17`), the time on
    the wall (`09:30`) or the choice that a picker was set to, empty for a button."""

    key: str
    message: str = ""
    asked: bool = False
    picked: str = ""


@dataclass(frozen=True, slots=True)
class Submitted:
    """A whole form at once (a modal), with the files given in it."""

    dialog: str
    answers: Mapping[str, str] = field(default_factory=dict)
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """The person blocked (False) or unblocked (True) the bot."""

    open: bool


@dataclass(frozen=True, slots=True)
class Added:
    """The bot was put into a group or channel."""

    title: str = ""


@dataclass(frozen=True, slots=True)
class Exposed:
    """A channel that the bot can see is shared with another company from now on."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """A group got a new chat id."""

    to: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """Stored and ignored; `why` is a short code for the log, never content."""

    why: str


@dataclass(frozen=True, slots=True)
class TimerDue:
    """A timer row came due; `due_at` is when it should have fired (UTC)."""

    key: str
    kind: str
    about: str
    due_at: datetime
    facts: Mapping[str, object] = field(default_factory=dict)


Heard = (
    Said
    | Shared
    | Opened
    | Edited
    | Deleted
    | Command
    | Pressed
    | Submitted
    | Reach
    | Added
    | Exposed
    | Migrated
    | Nothing
    | TimerDue
)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing heard from one sender at one time (UTC, the platform's time where it gives one). `done_at` is that time
    again where things may reach us in another order than they were done in, None where they don't."""

    sender: Sender
    heard: Heard
    at: datetime
    done_at: datetime | None = None
