"""What the expressions of one text make of one another: days that are ruled out, one hour instead of another, one hour
of several days."""

from __future__ import annotations

from handlers.rules.dates.frame import Frame
from handlers.rules.dates.leads import ends_clause
from handlers.rules.dates.tokens import REFUSAL, Tokens
from handlers.rules.dates.values import MonthDay, Numeric, RelativeDay, Repeat, Unit, Weekday
from handlers.rules.dates.wordlists import (
    ANOTHER_CLAUSE,
    DENIED,
    DENYING,
    MANAGED,
    NOT,
    REFUSING,
    SMALL,
    SUITABLE,
    words_of,
)

# "Why not Monday?", "if not Monday, then Tuesday" want that day.
WANTED_STILL = words_of("why if warum wieso weshalb wenn falls ob")
ONLY = words_of("only just merely")  # "not only on Monday"
ANY = words_of("day days time times anytime anything")
RATHER = words_of("lieber eher besser doch sondern dann rather better but then preferably")
EITHER = words_of("or nor oder noch")
MOST_REFUSING = 5  # words from there to "nicht"
UNABLE = words_of("can't can’t cant cannot")
WHOLE_WEEK = tuple(range(7))
LONGEST_JOIN = 3
# Words between a day and the clock time of one sentence: so many, with these roles only, and none that begins a clause.
MOST_BETWEEN = 7
TO_A_PLACE = frozenset({"bound", "past", "over", "weak_from"})  # "nach Berlin", "ab Hauptbahnhof"
PLAIN = frozenset(
    {"prep", "article", "number", "on", "the", "of", "in", "for", "title", "approx", "few", "half_letter", "quantity"}
)


def settle(t: Tokens, frames: list[Frame]) -> list[Frame]:
    """Return the expressions of a text from left to right as they are meant among one another; those that are ruled out
    are `negated`. The words that do so are those of both languages: who reads a text in both finds neither a date that
    is ruled out in the other."""
    if len(frames) == 1:
        frames[0].negated = _may_be_refused(t, frames[0]) and _negated(t, frames[0], None)
        return frames
    for at, frame in enumerate(frames):
        before = frames[at - 1] if at else None
        frame.negated = _negated(t, frame, before)
        if frame.negated and before is not None:
            _taken_out(t, before, frame)
    settled: list[Frame] = []
    for frame in frames:
        if not frame.negated and not (frame.clock is None and frame.part is None):
            settled = _with_hour(t, settled, frame)
        elif settled and _says_when(t, settled[-1], frame):
            settled[-1] = _on_its_day(settled[-1], frame)
        else:
            settled.append(frame)
    return settled


def _may_be_refused(t: Tokens, frame: Frame) -> bool:
    """Tell quickly whether one of the words that rule a time out stands beside it."""
    return (t[frame.start - 1].kinds | t[frame.end].kinds) & REFUSAL != 0 or t[frame.start].word == "of"


def _negated(t: Tokens, frame: Frame, before: Frame | None) -> bool:
    """Tell whether an expression is ruled out: "not on Monday", "außer montags", "any day but Friday", "instead of
    Thursday", "Montag nicht"."""
    i = frame.start
    if _german_no(t, frame.end) or _english_no(t, i, frame.end):
        return True
    if before is not None and before.negated and 0 < i - before.end <= 2:
        return all(token.word in EITHER for token in t[before.end : i])
    if not i or t[i].word in ONLY:
        return False
    while i > 1 and t[i - 1].word in SMALL:  # of the other language, whose small words are none here
        i -= 1
    first, second = t[i - 1].word, t[i - 2].word if i > 1 else ""
    if t[i].word == "of" or (first, second) == ("than", "rather"):
        first, second = (first, second) if t[i].word == "of" else (second, "")
        return first in {"instead", "rather"}
    if first == "but":
        return second in ANY
    if first not in NOT or second in WANTED_STILL:
        return False
    return not (first == "nicht" and _asked(t, frame.end))


def _german_no(t: Tokens, j: int) -> bool:
    """Tell whether the words behind a day refuse it: "Montag nicht", "Montag kann ich leider nicht", not "Montag kann
    ich die Datei nicht öffnen"."""
    if t[j].word in REFUSING:
        last = j + MOST_REFUSING
        while j < last and t[j].word[:1].isalpha() and t[j].word != "nicht":
            j += 1
    return t[j].word == "nicht" and (ends_clause(t, j + 1) or t[j + 1].word in RATHER) and not _asked(t, j)


def _english_no(t: Tokens, i: int, j: int) -> bool:
    """Tell whether the words around a day refuse it: "Monday doesn't work", "I can't make it on Monday"."""
    word = t[j].word
    k = j + 1 if word in DENIED and t[j + 1].word == "not" else j
    if (k > j or word in DENYING) and t[k + 1].word in SUITABLE:
        return True
    last = i - 2 if i and t[i - 1].word == "it" else i - 1
    return last > 0 and t[last].word in MANAGED and t[last - 1].word in UNABLE


def _asked(t: Tokens, j: int) -> bool:
    """Tell whether the sentence is a question, in which "nicht" denies nothing: "Geht es nicht am Montag?"."""
    while t[j].word not in {"", "\n", ".", "!", "?", ";"}:
        j += 1
    return t[j].word == "?"


def _taken_out(t: Tokens, every: Frame, out: Frame) -> None:
    """Take a weekday out of what comes every day: "jeden Tag außer montags um 8"."""
    repeat, days = every.repeat, _weekdays(out)
    near = out.start - every.end <= LONGEST_JOIN and not any(
        token.word in {".", "!", "?"} for token in _gap(t, every, out)
    )
    if repeat is None or every.negated or not near or not days or repeat.interval != 1:
        return
    kept = [day for day in repeat.weekdays or WHOLE_WEEK if day not in days]
    if not kept or not (repeat.unit == Unit.DAY or (repeat.unit == Unit.WEEK and repeat.weekdays)):
        return
    every.repeat = Repeat(Unit.WEEK, 1, tuple(kept))
    if every.clock is None and every.part is None:
        every.clock, every.part, every.until = out.clock, out.part, out.until
    gap = ((every.end, out.start),) if out.start > every.end else ()
    every.between = (*every.between, *gap, *out.between)
    every.end = out.end


def _weekdays(frame: Frame) -> tuple[int, ...]:
    if frame.repeat is not None:
        return frame.repeat.weekdays
    return (frame.day.weekday,) if isinstance(frame.day, Weekday) and frame.until is None else ()


def _with_hour(t: Tokens, settled: list[Frame], hour: Frame) -> list[Frame]:
    """Return the expressions with one more, which has an hour that those before it may lack."""
    if _undated(hour) and settled and settled[-1].negated and _only(t, settled[-1], hour, RATHER):
        return _instead(settled, hour)
    days: list[Frame] = []
    while settled and _lacks_hour(settled[-1]) and _one_of_several(t, settled[-1], days[0] if days else hour):
        days.insert(0, settled.pop())
    if not days or not isinstance(hour.day, Weekday | RelativeDay):
        return [*settled, *days, hour]
    hour.others = (*(each.day for each in days[1:] if each.day is not None), hour.day)
    hour.day, hour.start = days[0].day, days[0].start
    return [*settled, hour]


def _instead(settled: list[Frame], hour: Frame) -> list[Frame]:
    """Give an hour the day of what it is said instead of: "Donnerstag statt um 10 lieber um 11", "nicht Montag um 10,
    sondern um 11"."""
    instead, earlier = settled[-1], settled[-2] if len(settled) > 1 else None
    if _undated(instead) and earlier is not None and _lacks_hour(earlier):
        hour.between = ((earlier.end, hour.start),)
        hour.day, hour.start = earlier.day, earlier.start
        return [*settled[:-2], hour]
    if instead.day is not None and instead.clock is not None:
        hour.day = instead.day
    return [*settled, hour]


def _undated(frame: Frame) -> bool:
    return not frame.dated() and frame.repeat is None and (frame.until is None or not frame.until.dated())


def _lacks_hour(frame: Frame) -> bool:
    """Tell whether only a weekday, or a day counted from today, is said."""
    alone = frame.period is None and frame.until is None and frame.bound is None and frame.length is None
    return (
        not frame.negated
        and alone
        and frame.clock is None
        and frame.part is None
        and isinstance(frame.day, Weekday | RelativeDay)
    )


def _one_of_several(t: Tokens, one: Frame, other: Frame) -> bool:
    """Tell whether two days are counted up: "mo, mi, fr um 8", "heute oder morgen um 10"."""
    said = isinstance(other.day, Weekday | RelativeDay) and other.bound is None and other.period is None
    between = _gap(t, one, other)
    return said and bool(between) and all({"and", "or", "comma"} & token.roles.keys() for token in between)


def _says_when(t: Tokens, hour: Frame, day: Frame) -> bool:
    """Tell whether a day is that of an hour said before it in the same sentence: "um 9 brauche ich am Freitag ein
    Taxi", "8:47 ab Hbf am Montag"."""
    if hour.negated or day.negated or hour.clock is None or hour.others or not _undated(hour) or hour.now:
        return False
    introduced = "on" in t[day.start].roles and "the" not in t[day.start].roles
    alone = day.until is None and day.bound is None and day.period is None and day.length is None and day.part is None
    last = t[day.end - 1].word.replace("’", "'")
    counted = isinstance(day.day, RelativeDay) and day.day.days >= 0 and "for" not in t[day.start].roles
    said = (counted and not last.endswith("'s")) or (introduced and isinstance(day.day, Weekday | MonthDay | Numeric))
    if any("comma" in token.roles for token in t[day.start : day.end]):
        return False
    between = _gap(t, hour, day)
    plain = [token.word[:1].isalpha() and token.roles.keys() <= PLAIN | TO_A_PLACE for token in between]
    return (
        alone
        and said
        and len(plain) <= MOST_BETWEEN
        and all(plain)
        and ANOTHER_CLAUSE.isdisjoint(token.word for token in between)
    )


def _on_its_day(hour: Frame, day: Frame) -> Frame:
    hour.day, hour.weekday = day.day, day.weekday
    hour.between = (*hour.between, (hour.end, day.start), *day.between)
    hour.end = day.end
    return hour


def _only(t: Tokens, one: Frame, other: Frame, words: frozenset[str]) -> bool:
    return all(token.word in words or "comma" in token.roles for token in _gap(t, one, other))


def _gap(t: Tokens, one: Frame, other: Frame) -> Tokens:
    return t[one.end : other.start]
