"""Health as JSON, counters as Prometheus reads them."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime

import pytest

from bot.health import Counters, Health, histogram_text


def test_health_is_json() -> None:
    """Every part's facts are there; a moment is given as text."""
    health = Health(ok=False, parts={"database": {"ok": False, "since": datetime(2026, 1, 2, tzinfo=UTC)}})
    assert json.loads(health.to_json()) == {
        "ok": False,
        "parts": {"database": {"ok": False, "since": "2026-01-02 00:00:00+00:00"}},
    }


def test_counters_as_text() -> None:
    """Names are in order, each with its type once; labels are in order and escaped."""
    counters = Counters()
    counters.add("sent_total", platform="telegram", kind="text")
    counters.add("sent_total", 2, kind="text", platform="telegram")
    counters.add("sent_total", platform='sl"a\\c\nk')
    counters.set("waiting", 5)
    counters.set("waiting", 0.25)
    assert counters.text() == (
        "# TYPE vorzimmer_sent_total counter\n"
        'vorzimmer_sent_total{kind="text",platform="telegram"} 3\n'
        'vorzimmer_sent_total{platform="sl\\"a\\\\c\\nk"} 1\n'
        "# TYPE vorzimmer_waiting gauge\n"
        "vorzimmer_waiting 0.25\n"
    )
    assert counters.value("sent_total", platform="telegram", kind="text") == 3
    assert counters.value("nothing") == 0
    assert Counters().text() == ""


def test_a_name_is_one_kind() -> None:
    """What only grows can't be set."""
    counters = Counters()
    counters.add("sent_total")
    with pytest.raises(ValueError, match="counter"):
        counters.set("sent_total", 1)


def test_counting_from_threads() -> None:
    """No count is lost between the loop and the writer thread."""
    counters = Counters()

    def count() -> None:
        for _ in range(5000):
            counters.add("n")

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counters.value("n") == 20_000


def test_histogram() -> None:
    """Buckets add up to the last, which is infinity."""
    assert histogram_text("stall_ms", {1.0: 2, 2.5: 0, float("inf"): 1}, 12.5) == (
        "# TYPE vorzimmer_stall_ms histogram\n"
        'vorzimmer_stall_ms_bucket{le="1"} 2\n'
        'vorzimmer_stall_ms_bucket{le="2.5"} 2\n'
        'vorzimmer_stall_ms_bucket{le="+Inf"} 3\n'
        "vorzimmer_stall_ms_sum 12.5\n"
        "vorzimmer_stall_ms_count 3\n"
    )
