"""Whatever is read, for a while in each run, for an hour in the long one: nothing raises, nothing takes long."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

import pytest

from handlers.rules.dates import understand_all
from tests.rules.dates.making import made
from tests.rules.dates.well_formed import not_quick, well_formed

SHORT, PORTION, PORTIONS = 6, 300, 12  # seconds, seconds, how many portions make an hour


def _fuzz(seed: int, seconds: int) -> None:
    chance = random.Random(seed)
    end = time.monotonic() + seconds
    number = 0
    while time.monotonic() < end:
        number += 1
        text, language, region, now = made(chance)
        said = f"text {number} of seed {seed}: {text!r} {language} {region} {now.isoformat()}"
        with told(said):
            well_formed(text, language, now, region)
            slow = not_quick(partial(understand_all, text, language=language, region=region, now=now))
            assert slow is None, f"{slow:.3f} s"


@contextmanager
def told(what: str) -> Iterator[None]:
    """Say of any trouble inside with what it came."""
    try:
        yield
    except BaseException as trouble:
        trouble.add_note(what)
        raise


def test_fuzz_for_a_while() -> None:
    """Other texts in each run; the seed is told if one fails."""
    _fuzz(random.SystemRandom().randrange(2**32), SHORT)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(PORTIONS))
def test_fuzz(seed: int) -> None:
    """An hour in portions, each with a seed of its own."""
    _fuzz(seed, PORTION)


def test_a_span_that_was_cut_has_no_empty_stretch() -> None:
    """What lay between two parts of a reading is forgotten where one of the parts was given to the next reading."""
    text = "friday 2 to 4 und 17.11 - 18.11 und 9am to 5pm mon-fri und 14.00-16.00 und every half hour"
    well_formed(text, "en-GB", datetime(2006, 11, 23, 10, 53, 15, tzinfo=UTC))
