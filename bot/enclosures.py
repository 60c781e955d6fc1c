"""What goes with a message besides its words: the message it answers, the file it carries (kept, or made for it), or
that it is a whole page.

Looked up when a message is claimed, used when it is sent; decides nothing about when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from bot.filestore import FileStore
from bot.i18n import Wording
from bot.makers import Makers, Wanted
from bot.platforms.base import Message, Never, Parcel, Place, Platform
from bot.topics import Topic, Write, topic_of
from bot.worded import parts_of
from handlers.chat.wire import unpack
from storage.outbox import Outgoing, Pending
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import FileState

HOME = "home"
MISSING = "file-missing"


class Needless(Exception):
    """What was to be made has lost its sense: nothing is sent."""


@dataclass(frozen=True, slots=True)
class Making:
    """A file that is made before its message goes, by a maker that may be unknown here."""

    makers: Makers
    maker: str
    wanted: Wanted
    name: str

    async def parcel(self) -> Parcel:
        """Return the file. Raises Needless; Never if nobody here makes such files; and what the maker raises."""
        maker = self.makers.get(self.maker)
        if maker is None:
            raise Never("document-unknown")
        content = await maker.make(self.wanted)
        if content is None:
            raise Needless
        return Parcel(content, self.name, maker.mime, maker.kind)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """Where a message goes and with what. `page` is set for a person's home where the platform has a page for it: it
    stands for the message that is edited. `is_lost` tells that its file isn't in the store; `menu` are the commands of
    a chat's menu, which is set instead of anything being said; `topic` is the part of the chat it goes into."""

    place: Place
    reply_to: str | None = None
    parcel: Parcel | None = None
    page: str | None = None
    is_lost: bool = False
    menu: tuple[tuple[str, str], ...] | None = None
    topic: Topic | None = None
    making: Making | None = None

    async def made(self) -> Enclosure:
        """Return it with the file that has to be made, if one has. Raises Needless, Never, and what its maker
        raises."""
        return self if self.making is None else replace(self, parcel=await self.making.parcel())

    def parts(self, row: Outgoing, wording: Wording, platform: Platform) -> list[Message]:
        """Return the message worded, in as many parts as it takes; with a file, and as a page, it is one."""
        if self.parcel is None and self.making is None and self.page is None and self.menu is None:
            return [replace(part, reply_to=self.reply_to) for part in parts_of(row, wording, platform)]
        message = wording.message(row.content, row.language, row.zone, prefix=platform.prefix, mark=row.id)
        return [replace(message, reply_to=self.reply_to)]

    def cut(self, platform: Platform, message: Message) -> list[Message]:
        """Return a message that has grown, in as many pieces as it takes."""
        if self.parcel is not None:
            return [message]
        return [replace(piece, reply_to=message.reply_to) for piece in platform.parts(message)]

    async def send(self, platform: Platform, message: Message) -> str:
        """Send one piece; return the platform's message id. Raises as Platform.send."""
        if self.is_lost:
            raise Never(MISSING)
        if self.menu is not None:
            await platform.set_menu(self.place.chat, self.menu)
            return ""
        send = platform.send if self.parcel is None else partial(_send_file, platform, self.parcel)
        if self.topic is not None:
            return await self.topic.send(platform, self.place, message, send)
        return await send(self.place, message)

    async def edit(self, platform: Platform, message_id: str, message: Message) -> None:
        """Replace a message sent before, or draw the page anew. Raises as Platform.edit."""
        if self.page is not None:
            await platform.show_home(self.place, message)
        else:
            await platform.edit(self.place, message_id, message)


def enclosed(
    row: Outgoing,
    uow: UnitOfWork,
    platform: Platform,
    store: FileStore | None,
    makers: Makers,
    wording: Wording,
    write: Write,
) -> Enclosure:
    """Return what goes with a message. Its content may name a `thread` (the key of the card it hangs below), a `file`
    (its id) or a `document` (which one of the makers makes), say that it is a `home`, that it answers in a `topic`, or
    that it sets the chat's `menu` (names, and their sentences). `write` keeps what is learnt while it is sent."""
    place = Place(row.platform, row.workspace, row.chat)
    content = row.content
    if content.get(HOME) and platform.has_home:
        return Enclosure(replace(place, account=_account(row, uow)), page=HOME)
    if "menu" in content:
        entries = [(name, wording.say(unpack(what), row.language, row.zone)) for name, what in content["menu"]]
        return Enclosure(place, menu=tuple(entries))
    reply_to = None
    if content.get("thread"):
        reply_to = uow.outbox.card(row.platform, row.workspace, row.chat, content["thread"])
    topic = topic_of(row, uow, platform, write)
    if "document" in content:
        return Enclosure(place, reply_to, topic=topic, making=_making(row, makers, wording))
    if not content.get("file"):
        return Enclosure(place, reply_to, topic=topic)
    parcel = _parcel(content["file"], uow, store)
    return Enclosure(place, reply_to, parcel, is_lost=parcel is None, topic=topic)


def lane_of(row: Pending | Outgoing, chat: str | None = None) -> str:
    """Return the lane a message waits in: its chat (or the one given); a home, which may wait some seconds for a newer
    one, holds up nobody in a lane of its own."""
    lane = row.chat if chat is None else chat
    return f"{lane} {HOME}" if row.card is not None and row.card.startswith(f"{HOME}:") else lane


async def _send_file(platform: Platform, parcel: Parcel, to: Place, caption: Message) -> str:
    return await platform.send_file(to, parcel, caption)


def _making(row: Outgoing, makers: Makers, wording: Wording) -> Making:
    document = row.content["document"]
    name = wording.say(unpack(document["name"]), row.language, row.zone)
    return Making(makers, document["maker"], Wanted(document["facts"], row.person_id, row.language, row.zone), name)


def _account(row: Outgoing, uow: UnitOfWork) -> str:
    addresses = [] if row.person_id is None else uow.people.addresses(row.person_id)
    there = [one for one in addresses if (one.platform, one.workspace) == (row.platform, row.workspace)]
    in_chat = [one for one in there if one.chat == row.chat]
    return next((one.account for one in in_chat or there), "")


def _parcel(file: str, uow: UnitOfWork, store: FileStore | None) -> Parcel | None:
    found = uow.files.look(file)
    if store is None or found is None or found.state is not FileState.HERE or found.path is None:
        return None
    if store.size_of(found.path) != found.size:
        return None
    return Parcel(store.content(found.path), found.name, found.mime, found.kind)
