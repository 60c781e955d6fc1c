"""When people say when: dates, times, ranges, deadlines and repetitions in German and English, read by rule."""

from handlers.rules.dates.reading import understand, understand_all, warm
from handlers.rules.dates.understanding import Understanding

__all__ = ["Understanding", "understand", "understand_all", "warm"]
