"""Random bytes that are drawn many at once: never the same twice, in threads and in forked processes."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

from storage.chance import DRAWN_AT_ONCE, random_bytes


def test_none_is_given_out_twice() -> None:
    """Ten thousand draws of twelve bytes, over many pools and four threads, all differ."""

    def draw(_: int) -> list[bytes]:
        return [random_bytes(12) for _ in range(2500)]

    with ThreadPoolExecutor(4) as threads:
        drawn = [one for found in threads.map(draw, range(4)) for one in found]
    assert len(drawn) == len(set(drawn)) == 10_000
    assert {len(one) for one in drawn} == {12}


def test_as_many_as_are_asked_for() -> None:
    """Draws of any size up to a whole pool have that size."""
    assert [len(random_bytes(count)) for count in (0, 1, 16, DRAWN_AT_ONCE, 3)] == [0, 1, 16, DRAWN_AT_ONCE, 3]


def test_a_forked_process_draws_its_own() -> None:
    """What was drawn for later before a fork is used by one of the two alone: nonces are never used twice."""
    random_bytes(16)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, random_bytes(64))
        os._exit(0)
    os.close(writer)
    theirs = os.read(reader, 64)
    os.close(reader)
    os.waitpid(child, 0)
    assert len(theirs) == 64
    assert theirs != random_bytes(64)
