"""What is sent when: the limits are kept at any moment and used to the full, urgent messages go first. Virtual time."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from bot.limits import AHEAD, Agenda
from tests.sending import PUBLISHED, Seen, Wave, Weather, send_all
from tests.virtual import run

CALM = Weather()
ROUGH = Weather(send=(0.02, 0.3), store=(0.001, 0.03), late=(0.0, 0.01))
STORMY = Weather(send=(0.02, 0.5), store=(0.001, 0.05), late=(0.0, 0.01), busy_chat=0.01, busy_all=0.002)
WEATHERS = [pytest.param(CALM, id="calm"), pytest.param(ROUGH, id="rough")]


def sent(wave: Wave, folder: Path) -> Seen:
    """Return what the platform saw of a wave."""
    return run(partial(send_all, wave, folder))


def check(seen: Seen, wave: Wave) -> None:
    """See that nothing was lost, doubled or sent too soon."""
    assert len({call.row for call in seen.arrived}) == len(seen.arrived) == wave.messages + len(seen.written)
    assert seen.most_in_a_second <= PUBLISHED
    assert seen.most_in_a_chat <= 1
    assert seen.inside_hold == 0
    assert seen.out_of_order == 0


@pytest.mark.parametrize("weather", WEATHERS)
def test_limit_is_kept_and_used(weather: Weather, tmp_path: Path) -> None:
    """A thousand messages wait: never more than 30 in a second nor one in a chat, and 95 % of the limit is used; what
    is urgent goes within a second."""
    wave = Wave(digests=1000, chats=200, weather=weather)
    seen = sent(wave, tmp_path)
    check(seen, wave)
    assert seen.use >= 0.95
    assert seen.urgent_late(0.99) <= 1.0


def test_holds_are_obeyed(tmp_path: Path) -> None:
    """Told to wait, for one chat or as a whole, nothing is sent there before the time is over; nothing gets lost."""
    wave = Wave(digests=1000, chats=200, weather=STORMY)
    seen = sent(wave, tmp_path)
    assert len(seen.calls) > len(seen.arrived)
    assert seen.held > 0
    check(seen, wave)


def test_few_chats(tmp_path: Path) -> None:
    """Where only a few chats are written to, each gets its message a second, whatever the others do."""
    wave = Wave(digests=120, chats=3, urgent=False, weather=ROUGH)
    seen = sent(wave, tmp_path)
    check(seen, wave)
    assert seen.calls[-1].at - seen.calls[0].at <= 40 * 1.5


def test_parts_count(tmp_path: Path) -> None:
    """Each part of a text that is too long for one message counts as one, over all and in its chat."""
    wave = Wave(digests=300, chats=100, urgent=False, weather=ROUGH, long_every=7)
    check(sent(wave, tmp_path), wave)


@pytest.mark.long
@pytest.mark.parametrize("weather", WEATHERS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ten_thousand(weather: Weather, seed: int, tmp_path: Path) -> None:
    """The same with ten thousand messages."""
    wave = Wave(digests=10_000, chats=1000, weather=weather, seed=seed)
    seen = sent(wave, tmp_path)
    check(seen, wave)
    assert seen.use >= 0.95
    assert seen.urgent_late(0.99) <= 1.0


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ten_thousand_in_a_storm(seed: int, tmp_path: Path) -> None:
    """Holds of both kinds among ten thousand messages."""
    wave = Wave(digests=10_000, chats=1000, weather=STORMY, seed=seed)
    check(sent(wave, tmp_path), wave)


def test_a_hold_is_not_lifted() -> None:
    """A hold ends by time alone: neither a message that ends, nor a shorter hold, nor a new row changes it."""
    agenda = Agenda(29, 1)
    agenda.add("a", "1-dialogue", "1")
    assert agenda.take(0.0) == ("a", "1")
    agenda.hold_all(10.0)
    agenda.hold_all(5.0)
    agenda.release("a", 1.0)
    agenda.add("b", "0-urgent", "2")
    assert agenda.take(9.9) is None
    assert agenda.wait(9.0) == pytest.approx(1.0)
    assert agenda.take(10.0) == ("b", "2")


def test_a_chat_on_hold_keeps_its_order() -> None:
    """What was put back goes before what came after it, once the hold is over; other chats don't wait."""
    agenda = Agenda(29, 1)
    for row in ("1", "2"):
        agenda.add("a", "1-dialogue", row)
    agenda.add("b", "1-dialogue", "3")
    assert agenda.take(0.0) == ("a", "1")
    agenda.hold("a", 10.0)
    agenda.add("a", "1-dialogue", "1", 10.0)
    agenda.release("a", 0.1)
    assert agenda.take(0.2) == ("b", "3")
    assert agenda.take(9.9) is None
    assert agenda.take(10.0) == ("a", "1")


def test_no_burst_at_the_start() -> None:
    """The overall limit starts empty: the second message waits its step, however long nothing was sent before."""
    agenda = Agenda(10, 0)
    for row in range(3):
        agenda.add(str(row), "1-dialogue", str(row))
    chats = [taken[0] for _ in range(3) if (taken := agenda.take(100.0))]
    assert [round(agenda.turn(chat, 100.0), 3) for chat in chats] == [0.0, 0.1, 0.1]
    assert agenda.turn(chats[1], 100.1) == 0.0
    assert agenda.turn(chats[2], 100.1) == pytest.approx(0.1)


def test_few_are_made_ready_ahead() -> None:
    """Only some messages are made ready before their turn, so that an urgent one needn't wait behind many."""
    agenda = Agenda(10, 1)
    for row in range(100):
        agenda.add(str(row), "2-digest", f"{row:03}")
    taken = [agenda.take(0.0) for _ in range(AHEAD)]
    assert None not in taken
    assert agenda.take(0.0) is None
    assert agenda.wait(0.0) is None
    assert agenda.turn("0", 0.0) == 0.0
    agenda.add("urgent", "0-urgent", "999")
    assert agenda.take(0.0) == ("urgent", "999")
