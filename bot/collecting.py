"""What the garbage collector goes through, and how often, once everything is loaded."""

from __future__ import annotations

import gc

THRESHOLDS = 5_000, 5, 5
"""What a report or a search makes mostly stays until it ends: a look at it every 700 objects, as Python has it, would
be up to a fifth of its time. A full round still comes about as often as with Python's own, so memory stays low."""


def spare_what_stays() -> None:
    """Take all there is out of what is gone through: libraries stay anyway, and a full round over them would hold the
    event loop for a tenth of a second, again and again."""
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
