"""Ten thousand messages through the real relay, in virtual time: the limits kept, used, and urgent ones first."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from benchmarks.report import Line
from tests.sending import PUBLISHED, Seen, Wave, Weather, send_all
from tests.virtual import run

DIGESTS, CHATS = 10_000, 1_000
ROUGH = Weather(send=(0.02, 0.3), store=(0.001, 0.03), late=(0.0, 0.01))
STORM = Weather(send=(0.02, 0.5), store=(0.001, 0.05), late=(0.0, 0.01), busy_chat=0.01, busy_all=0.002)


def lines(folder: Path) -> list[Line]:
    """Return what the platform saw, in rough weather and with 429s in between."""
    rough, storm = _sent(folder, "rough", ROUGH), _sent(folder, "storm", STORM)
    most = max(rough.most_in_a_second, storm.most_in_a_second)
    in_chat = max(rough.most_in_a_chat, storm.most_in_a_chat)
    late = rough.urgent_late(0.99)
    wrong = rough.out_of_order + storm.out_of_order
    lost = sum(DIGESTS + len(seen.written) - len({call.row for call in seen.arrived}) for seen in (rough, storm))
    return [
        Line("limiter: most in any one second", f"{most}", bar=f"≤ {PUBLISHED}", met=most <= PUBLISHED),
        Line("limiter: most in a chat in any one second", f"{in_chat}", bar="≤ 1", met=in_chat <= 1),
        Line("limiter: sent inside a Retry-After hold", f"{storm.inside_hold}", bar="0", met=storm.inside_hold == 0),
        Line("limiter: use of the limit", f"{rough.use:.1%}", "30 a second", bar="≥ 95 %", met=rough.use >= 0.95),
        Line("limiter: urgent behind 10,000, p99", f"{late:.2f} s", bar="≤ 1 s", met=late <= 1),
        Line("limiter: out of order in a chat, lost", f"{wrong}, {lost}", bar="0, 0", met=wrong == lost == 0),
    ]


def _sent(folder: Path, name: str, weather: Weather) -> Seen:
    place = folder / name
    place.mkdir()
    return run(partial(send_all, Wave(DIGESTS, CHATS, weather=weather), place))
