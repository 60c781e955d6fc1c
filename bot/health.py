"""What the office says about itself: is it well (for supervisors), how much it did (for Prometheus). Neither contents
nor names."""

from __future__ import annotations

import json
import threading
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Health:
    """Whether everything works, and facts by part (`{"database": {"ok": True}, "telegram": {"silent_seconds": 3}}`)."""

    ok: bool
    parts: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return one JSON object: `ok`, then the parts; a fact that is no JSON is given as text."""
        return json.dumps({"ok": self.ok, "parts": self.parts}, default=str)


class Counters:
    """Numbers that only grow and numbers that are set, by name and labels; may be used from any thread."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._lock = threading.Lock()
        self._values: dict[str, dict[Labels, float]] = {}
        self._kinds: dict[str, str] = {}

    def add(self, name: str, n: float = 1, **labels: str) -> None:
        """Count `n` more under a name (`sent_total`) and labels. Labels are few and fixed (platform), never ids."""
        with self._lock:
            values = self._values_of(name, "counter")
            key = _labels(labels)
            values[key] = values.get(key, 0) + n

    def set(self, name: str, value: float, **labels: str) -> None:
        """Say how much there is now (`outbox_waiting`)."""
        with self._lock:
            self._values_of(name, "gauge")[_labels(labels)] = value

    def value(self, name: str, **labels: str) -> float:
        """Return the number under a name and exactly these labels, 0 if there is none."""
        with self._lock:
            return self._values.get(name, {}).get(_labels(labels), 0)

    def by_label(self, name: str, label: str) -> dict[str, float]:
        """Return the numbers under a name by the value of one label, added up over the others."""
        with self._lock:
            found: dict[str, float] = {}
            for labels, number in self._values.get(name, {}).items():
                value = dict(labels).get(label, "")
                found[value] = found.get(value, 0) + number
            return found

    def text(self) -> str:
        """Return everything in Prometheus' text format 0.0.4, each name with `vorzimmer_` in front."""
        with self._lock:
            lines: list[str] = []
            for name in sorted(self._values):
                lines.append(f"# TYPE vorzimmer_{name} {self._kinds[name]}")
                samples = sorted(self._values[name].items())
                lines.extend(_sample(f"vorzimmer_{name}", labels, value) for labels, value in samples)
        return "".join(f"{line}\n" for line in lines)

    def _values_of(self, name: str, kind: str) -> dict[Labels, float]:
        if self._kinds.setdefault(name, kind) != kind:
            raise ValueError(f"{name} is a {self._kinds[name]}")
        return self._values.setdefault(name, {})


class Histogram:
    """How often numbers were how great. The last of the `bounds`, which ascend, is infinity."""

    def __init__(self, name: str, bounds: Sequence[float]) -> None:
        """Begin without any."""
        self._name = name
        self._bounds = tuple(bounds)
        self._counts = [0] * len(self._bounds)
        self.total = 0.0

    def note(self, value: float) -> None:
        """Count one."""
        self._counts[bisect_left(self._bounds, value)] += 1
        self.total += value

    def text(self) -> str:
        """Return it in Prometheus' text format, its name with `vorzimmer_` in front."""
        return histogram_text(self._name, dict(zip(self._bounds, self._counts, strict=True)), self.total)


def histogram_text(name: str, counts: Mapping[float, int], total: float) -> str:
    """Return a Prometheus histogram: how many were at most each bound and above the one before (the last bound is
    infinity), and the sum of all of them."""
    lines = [f"# TYPE vorzimmer_{name} histogram"]
    so_far = 0
    for bound, count in sorted(counts.items()):
        so_far += count
        label = "+Inf" if bound == float("inf") else f"{bound:g}"
        lines.append(_sample(f"vorzimmer_{name}_bucket", (("le", label),), so_far))
    lines.append(_sample(f"vorzimmer_{name}_sum", (), total))
    lines.append(_sample(f"vorzimmer_{name}_count", (), so_far))
    return "".join(f"{line}\n" for line in lines)


def _labels(labels: Mapping[str, str]) -> Labels:
    return tuple(sorted(labels.items()))


def _sample(name: str, labels: Labels, value: float) -> str:
    written = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels)
    return f"{name}{{{written}}} {value:.15g}" if written else f"{name} {value:.15g}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
