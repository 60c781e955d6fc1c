"""Cards on which a button was pressed lately: with a press Slack gives an address at which that message may be replaced
a few times. Slack doesn't count that as an edit, so who pressed sees their card change however many edits there are in
the office. In memory only: without the address, a card is edited as ever."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.platforms.slack_outcomes import Json
from bot.platforms.slack_shapes import Payload, ident, part

USES = 5  # Slack takes so many answers to one press,
SECONDS = 25 * 60.0  # for half an hour; some of it is left to clocks and to the way
KEPT = 1_000

Post = Callable[[str, Json], Awaitable[bool]]


@dataclass(slots=True)
class _Address:
    url: str
    until: float
    left: int = USES


class Pressed:
    """The addresses that came with presses, by channel and time stamp of the message pressed."""

    def __init__(self, post: Post, clock: Clock) -> None:
        """`post` gives Slack a body at an address and tells whether it was taken."""
        self._post = post
        self._clock = clock
        self._addresses: OrderedDict[tuple[str, str], _Address] = OrderedDict()

    def note(self, payload: Payload) -> None:
        """Keep the address of a press on a message of the conversation, not in a thread nor for one person alone."""
        container, url = part(payload, "container"), payload.get("response_url")
        card = ident(container, "channel_id"), ident(container, "message_ts")
        in_thread = ident(container, "thread_ts") not in ("", card[1])
        if not all(card) or not isinstance(url, str) or in_thread or container.get("is_ephemeral"):
            return
        self._addresses.pop(card, None)
        self._addresses[card] = _Address(url, self._clock.monotonic() + SECONDS)
        if len(self._addresses) > KEPT:
            self._addresses.popitem(last=False)

    def has(self, channel: str, ts: str) -> bool:
        """Return whether a message can be replaced here."""
        address = self._addresses.get((channel, ts))
        return address is not None and self._clock.monotonic() < address.until

    async def replace(self, channel: str, ts: str, drawn: Json) -> bool:
        """Replace a message as drawn (text and blocks); False if nobody has pressed on it lately, or it was refused."""
        address = self._addresses.pop((channel, ts), None)
        if address is None or self._clock.monotonic() >= address.until:
            return False
        if not await self._post(address.url, {**drawn, "replace_original": True}):
            return False
        address.left -= 1
        if address.left:
            self._addresses.setdefault((channel, ts), address)
        return True
