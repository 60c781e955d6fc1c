"""Parsers, escapers, writers and button keys, for a while in each run and for half an hour in the long one
(times in words have an hour of their own): nothing raises, nothing takes longer than 200 ms."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest

from handlers.chat.incoming import Pressed
from storage.vocabulary import Role
from tests.fuzz.inputs import words
from tests.fuzz.targets import TARGETS
from tests.stories.kit import Desk

SHORT, PORTION = 1.0, 515.0  # seconds for each target
SLOWEST, TRIES = 0.2, 3
Target = Callable[[random.Random], None]

targets = pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.__name__)


def fuzz(target: Target, seed: int, seconds: float) -> int:
    """Run a target for a while, each time with a chance of its own, which is told if it fails; return how often."""
    end, number = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        number += 1
        try:
            taken = _taken(target, f"{seed}:{number}")
            if taken > SLOWEST:
                taken = min(_taken(target, f"{seed}:{number}") for _ in range(TRIES))
            assert taken <= SLOWEST, f"{taken:.3f} s"
        except BaseException as trouble:
            trouble.add_note(f"{target.__name__} with random.Random('{seed}:{number}')")
            raise
    return number


def _taken(target: Target, chance: str) -> float:
    """Return the processor time of one run: other work on the machine is not what is measured."""
    began = time.process_time()
    target(random.Random(chance))
    return time.process_time() - began


def button_keys(desk: Desk) -> Target:
    """Return what presses buttons that don't exist: refused like any other, and nothing changes."""

    def press(chance: random.Random) -> None:
        key = chance.choice((words(chance), words(chance)[:64], chance.randbytes(24).hex(), "-", "' OR 1=1 --"))
        outcome = desk.hears("anna", Pressed(key, "1"), keep=False)
        assert (outcome.refused, outcome.changed, outcome.said) == ("button-gone", False, ())

    return press


@targets
def test_fuzz_for_a_while(target: Target) -> None:
    """Other inputs in each run; the seed is told if one fails."""
    assert fuzz(target, random.SystemRandom().randrange(2**32), SHORT)


def test_fuzz_button_keys_for_a_while(desk: Desk) -> None:
    """As above; a forged key is looked for among those of a real office."""
    desk.joins(Role.CLIENT, "Anna")
    assert fuzz(button_keys(desk), random.SystemRandom().randrange(2**32), SHORT)


@pytest.mark.long
@targets
def test_fuzz(target: Target) -> None:
    """An hour in seven portions."""
    assert fuzz(target, 1, PORTION)


@pytest.mark.long
def test_fuzz_button_keys(desk: Desk) -> None:
    """As above."""
    desk.joins(Role.CLIENT, "Anna")
    assert fuzz(button_keys(desk), 1, PORTION)
