"""To which hour words move an appointment, bare numbers and all."""

from __future__ import annotations

from datetime import time
from time import process_time

import pytest

from handlers.rules.slots.moving import is_hour, one_hour, says_no_more


@pytest.mark.parametrize(
    ("text", "begins", "meant"),
    [
        ("statt um 10 lieber um 11", 10, "11:00"),
        ("bitte 11 statt 10", 10, "bitte 11:00"),
        ("lieber 11 als 10", 10, "11:00"),
        ("von 10 auf 11:30 Uhr", 10, "11:30"),
        ("nicht um zehn, sondern um elf", 10, "11:00"),
        ("4 statt 3", 15, "16:00"),
        ("statt 3 lieber 11", 15, "11:00"),
        ("instead of 10 rather 11", 10, "11:00"),
        ("Thursday 11 instead of 10", 10, "Thursday 11:00"),
        ("rather at eleven than at ten", 10, "11:00"),
        ("from 10 to 11 please", 10, "11:00 please"),
        ("not 10 but 11", 10, "11:00"),
        ("statt 9 lieber 11", 10, "statt 9 lieber 11"),
        ("99 statt 10", 10, "99 statt 10"),
        ("10.3. statt 11.3.", 10, "10.3. statt 11.3."),
        ("Friday 8:00", 10, "Friday 8:00"),
    ],
)
def test_one_hour_instead_of_another(text: str, begins: int, meant: str) -> None:
    """Where the other hour is the present one, the hour that is meant is left, nearest to it on the clock's face."""
    assert one_hour(text, time(begins)) == meant


@pytest.mark.parametrize("text", ["11" + " " * 4000 + "x", "lieber " * 600, "11 statt " * 20 + "x"])
def test_hostile_words_take_no_time(text: str) -> None:
    """What goes on and on is answered at once."""
    begun = process_time()
    one_hour(text, time(10))
    is_hour(text)
    assert process_time() - begun < 0.2


@pytest.mark.parametrize(("text", "is_one"), [("um 11 Uhr, bitte", True), ("11:30", True), ("morgen 11", False)])
def test_an_hour_alone(text: str, is_one: bool) -> None:
    """An hour with politeness says no day."""
    assert is_hour(text) is is_one


@pytest.mark.parametrize(
    ("text", "no_more"),
    [
        ("Can we move it to TIME, please?", True),
        ("Lieber TIME", True),
        ("TIME and bring roses", False),
        ("please", False),
    ],
)
def test_when_and_nothing_else(text: str, no_more: bool) -> None:
    """Politeness and words of moving may stand beside the time, nothing else, and a time has to be said."""
    begin = text.find("TIME")
    assert says_no_more(text, [] if begin < 0 else [(begin, begin + 4)]) is no_more
