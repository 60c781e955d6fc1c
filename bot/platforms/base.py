"""What a platform must do, and the words it shares with the inbox and the relay. Nothing here knows a library."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Protocol

from handlers.chat.incoming import Event, Sender

# --- what comes in -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Arrival:
    """One raw event before anybody has understood it.

    `key` is the natural key (unique for ever in this installation), `second_key` a further one (Slack's event id);
    `account` is `platform:workspace:user` of the sender, or of the chat where there is none: the lane until the person
    is known. `raw` is the payload as ASCII JSON text. `broken` is a code if even this much could not be read: the
    row is then
    set aside with an alert at once. `order` is the platform's own time of it, by which those of one account are handled
    that reach us in another order than they were done in; None where they come in order. `ticket` is what a direct
    answer needs (callback id, open view), kept in memory until the event is handled; one with a true attribute `window`
    stands for a window (a modal) that is being opened and waits for a form or a text.
    """

    platform: str
    workspace: str
    key: str
    account: str
    raw: str
    at: datetime
    second_key: str | None = None
    broken: str | None = None
    order: datetime | None = None
    press: bool = False  # of a button or a window's: few for each card, somebody waits for what comes of it
    sent: datetime | None = None  # the platform's own time of it where they come in order, if it tells
    hasty: bool = False  # a person is waiting in front of an open window (Slack modal)
    looked_up: bool = False  # found in a history, not told: taken from people we know alone, as others were erased
    ticket: object | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an event: refused or done, the worded reply, and errors by field for an open form."""

    refused: bool
    text: str | None = None
    errors: Mapping[str, str] | None = None


class Intake(Protocol):
    """What a platform hands its events to."""

    async def take(self, arrivals: Sequence[Arrival], mark: tuple[str, str] | None = None) -> list[str | None]:
        """Commit the arrivals, and `mark` (name, value: a poll offset), in one transaction; return the inbox id of
        each,
        None for one known already. Raises StoreDown if nothing was committed: don't confirm then."""

    async def marked(self, name: str) -> str | None:
        """Return the value last committed under `name`."""

    async def verdict(self, inbox_id: str, seconds: float) -> Verdict | None:
        """Wait at most `seconds` for the event to be handled; None if it was not."""

    async def suggest(self, sender: Sender, key: str, words: str) -> list[tuple[str, str]]:
        """Return what a picker offers (worded label, value; at most 100) to who has typed these words into it; nothing
        to whoever may not pick, and where it is gone. Only reads. Raises StoreDown and NotSent."""

    def alarm(self, code: str, **facts: str | int) -> None:
        """Tell managers of trouble (`alarm-<code>` is the sentence), at most once in an hour for each code."""

    def heard(self, platform: str) -> None:
        """Note that the platform's connection is alive (for health)."""

    def trouble(self, platform: str, code: str) -> None:
        """Note that the platform can't be reached now (for health and the log)."""


class StoreDown(Exception):
    """The store could not commit; nothing was kept, so the platform must not be told otherwise."""


class Unreadable(Exception):
    """A stored payload can't be understood; it is set aside with an alert, its neighbours go on."""


# --- what goes out -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes: a chat on a platform, or a topic in it; for a home also the person's account there."""

    platform: str
    workspace: str
    chat: str
    account: str = ""
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """A worded button. `key` goes over the wire, alone. `opens` says that a form follows the press; `day` is the date
    it stands for (`2026-11-24`), for those who draw a month."""

    label: str
    key: str
    style: str | None = None
    confirm: str | None = None
    opens: bool = False
    day: str | None = None


@dataclass(frozen=True, slots=True)
class Picker:
    """A worded picker of a `kind`, `day`, `clock` or `offer` (see `Intake.suggest`). `key` goes over the wire; it
    stands at `value` first, a date (`2026-03-17`) or a time on the reader's wall (`09:30`)."""

    label: str
    key: str
    kind: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A worded message for one reader: an optional title (bold), lines, buttons. All texts are plain: nothing in
    them may
    become mark-up, a mention or a hidden link. `mark` is the outbox id, carried along invisibly where a platform can.
    `yes`/`no` label the dialog of a button's confirm; where a
    platform has none, the office asks by a card. `reply_to` is the platform's id of the
    message this one answers or whose thread it belongs to; if that is gone, the message is sent without. `moments` are
    worded instants (their words as they stand in the text, in order, and the aware UTC time), which a platform may show
    in the reader's own zone. `pickers` are drawn where the platform has any; elsewhere a button asks in words.
    `weekdays` are their short names, Monday first, where there are options for days."""

    lines: tuple[str, ...]
    title: str | None = None
    options: tuple[Option, ...] = ()
    mark: str = ""
    yes: str = "OK"
    no: str = "–"
    reply_to: str | None = None
    moments: tuple[tuple[str, datetime], ...] = ()
    pickers: tuple[Picker, ...] = ()
    weekdays: tuple[str, ...] = ()

    def text(self) -> str:
        """Return title and lines as plain text, one a line."""
        return "\n".join(((self.title,) if self.title else ()) + self.lines)

    def with_note(self, note: str) -> Message:
        """Return the message with a line in front of all others."""
        return replace(self, lines=(note, *self.lines))


@dataclass(frozen=True, slots=True)
class Question:
    """One worded field of a form; `kind` and `choices` (value, label) as in `handlers.chat.outgoing.Field`. `pick`
    labels what may pick a day, and a time, beside the words, where the platform can; `value` is then `2026-03-17` or
    `2026-03-17 09:30`, else words."""

    name: str
    label: str
    kind: str
    required: bool
    choices: tuple[tuple[str, str], ...] = ()
    value: str | None = None
    longest: int = 3000
    help: str | None = None
    pick: tuple[str, str] | None = None


class Content(Protocol):
    """What can be opened when it is sent. Both raise OSError."""

    def open(self) -> IO[bytes]: ...
    def size(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file to be sent: where it lies, or what is in it; its name, media type, and kind as in
    `handlers.chat.incoming.File`."""

    content: Path | bytes | Content
    name: str
    mime: str = ""
    kind: str = "document"

    def open(self) -> IO[bytes]:
        """Return what is in it, to be read. Raises OSError."""
        if isinstance(self.content, bytes):
            return BytesIO(self.content)
        return self.content.open("rb") if isinstance(self.content, Path) else self.content.open()

    def size(self) -> int:
        """Return its size in bytes. Raises OSError."""
        if isinstance(self.content, bytes):
            return len(self.content)
        return self.content.stat().st_size if isinstance(self.content, Path) else self.content.size()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worded form for a modal."""

    dialog: str
    title: str
    submit: str
    cancel: str
    questions: tuple[Question, ...]
    intro: str | None = None


class Busy(Exception):
    """Not sent; try again after `seconds`. `everybody` is true if the whole connection must wait, not just this
    chat."""

    def __init__(self, seconds: float, *, everybody: bool = False) -> None:
        super().__init__(f"busy for {seconds} s")
        self.seconds = seconds
        self.everybody = everybody


class NotSent(Exception):
    """Surely not sent (no connection, no pool): repeat freely."""


class Unknown(Exception):
    """Perhaps sent, the answer was lost: reconcile or repeat once, marked."""


class Never(Exception):
    """Refused for good. `unreachable`: the person can't be reached at this address (blocked, left, gone), so try
    another.
    `code` is short and without content."""

    def __init__(self, code: str, *, unreachable: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.unreachable = unreachable


class Moved(Exception):
    """The chat has a new id; pending rows follow."""

    def __init__(self, chat: str) -> None:
        super().__init__("chat moved")
        self.chat = chat


class Uneditable(Exception):
    """The message to edit is gone, too old, or can't be edited soon: send a new one. `asked` is false if the platform
    was not even called, so that the new one may go in the edit's place."""

    def __init__(self, code: str = "", *, asked: bool = True) -> None:
        super().__init__(code)
        self.asked = asked


class NoTopic(Exception):
    """The topic is gone, or there can be none: nothing was sent, so say it in the chat itself."""


class CannotTell(Exception):
    """Reconciliation is not possible here or failed just now."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a connection may send: messages and edits a second over all, the least seconds between two in one chat."""

    per_second: float
    per_chat: float


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `check`: what was looked at, whether it is well, and what to do if not."""

    what: str
    ok: bool
    todo: str = ""


class Platform(Protocol):
    """One connection to one platform (a bot token, a workspace). Async methods run on the event loop and never hold
    it."""

    name: str
    limits: Limits
    reconciles: bool  # `find` can tell whether a message with an unknown outcome arrived
    parallel: int  # how many messages may be on their way at once
    has_home: bool  # `show_home` draws a page of its own; elsewhere a home is a card
    has_topics: bool  # private chats have topics, and `open_topic` makes one
    largest_file: int  # bytes that `fetch` and `send_file` can move

    @property
    def workspace(self) -> str:
        """The Slack team, empty where there is none or it isn't known yet."""

    @property
    def prefix(self) -> str:
        """What is typed before a command: `/`, `/office `."""

    async def listen(self, intake: Intake) -> None:
        """Connect and hand in events until cancelled. Never ends by itself: trouble is reported and retried with
        back-off."""

    async def stop_listening(self) -> None:
        """Take nothing new in; sending still works (drain)."""

    async def close(self) -> None:
        """Give back connections."""

    def understand(self, raw: Mapping[str, Any], at: datetime) -> Event:
        """Return what a stored payload means; pure. `at` is when it came in, for payloads without a time of their own.
        Raises Unreadable."""

    def ticket(self, raw: Mapping[str, Any]) -> object | None:
        """Return what still reaches a window that was opened for a stored payload before a restart; None where there
        was none, or nothing reaches it."""

    async def profile(self, sender: Sender) -> Sender:
        """Return the sender with language, zone and standing as the platform knows them; cached. Raises NotSent if
        unknown now."""

    def parts(self, message: Message) -> list[Message]:
        """Return the message cut to the platform's limits, in order; buttons hang on the last part. Pure."""

    async def send(self, to: Place, message: Message) -> str:
        """Send one part; return the platform's message id. Raises Busy, NotSent, Unknown, Never, Moved; and NoTopic if
        `to` names a topic that is refused."""

    async def edit(self, to: Place, message_id: str, message: Message) -> None:
        """Replace a message sent before; saying the same again is no error. Raises as send, and Uneditable."""

    def answers_press(self, to: Place, message_id: str) -> bool:
        """Whether an edit of this message would be the answer to a press on it, which no limit of the platform
        counts."""

    async def find(self, to: Place, mark: str, since: datetime) -> str | None:
        """Return the id of the message that carries `mark`, None if it surely never arrived. Raises CannotTell."""

    async def answer(self, ticket: object, text: str | None) -> None:
        """Answer a press or command directly (toast); best effort, never raises."""

    async def open_form(self, ticket: object, sheet: Sheet) -> bool:
        """Show a form in a window of its own at once; False where the platform has none or it is too late."""

    async def send_file(self, to: Place, parcel: Parcel, caption: Message) -> str:
        """Send a file with words below it (`caption.mark` and `reply_to` as in `send`; no buttons); return the message
        id. Raises as send. A document whose outcome is unknown is looked up by `find`, where that is possible."""

    def fetch(self, handle: str) -> AsyncIterator[bytes]:
        """Yield a file's content in pieces, from a fresh link. Raises NotSent (try again later) and Never (gone, too
        big, not ours)."""

    async def open_topic(self, to: Place, name: str) -> str:
        """Make a topic in a chat; return its id. Only where `has_topics`. Raises Busy, NotSent, NoTopic, and Never if
        the person can't be reached."""

    async def show_home(self, to: Place, message: Message) -> None:
        """Draw a person's page; only where `has_home`. Raises as send."""

    async def show_work(self, to: Place) -> None:
        """Show that something is being worked on (a chat action), best effort; never raises."""

    async def set_menu(self, chat: str, entries: Sequence[tuple[str, str]]) -> None:
        """Set the command menu of one chat: names and descriptions, best effort; never raises. Nothing where commands
        have no menu."""

    async def leave(self, chat: str) -> None:
        """Leave a group; best effort, never raises."""

    async def check(self) -> list[Finding]:
        """Look at tokens, rights and settings over the network; never raises."""
