"""The grammar of clock times: figures, words, "halb zehn", "quarter to", noon and midnight."""

from __future__ import annotations

from handlers.rules.dates.numerals import count_at
from handlers.rules.dates.tokens import CLOCK_TAIL, RELATING, Token, Tokens
from handlers.rules.dates.values import BARE, CLEAR, WEAK, Clock, Unit
from handlers.rules.dates.wordlists import MILITARY

Found = tuple[Clock, int]
TO_THE_HOUR = {5, 10, 15, 20, 25}
SIDES = frozenset({"past", "to"})
QUARTERS = {("1", "4"): 1, ("1", "2"): 2, ("3", "4"): 3}
HALVES = frozenset({"half_day", "half_letter"})
COUNTED = frozenset({"month", "quantity", "unit", "ordinal_tail"})
NOT_BEHIND_MINUTES = frozenset({"month", "unit", "oclock", "quantity", "sep", "colon", "dot", "past", "to"})
FEWEST_DIALLED = 3
PAIR = 2
FURTHEST_M = 3  # characters from the "p" of "p . m", the last among them


def clock_at(t: Tokens, i: int) -> Found | None:
    """Read a clock time; its strength tells how sure it is that it is one."""
    token = t[i]
    if token.number is not None:
        if "fraction" in t[i + 1].roles and (found := _in_quarters(t, i)):
            return found
        relative = _relative(t, i) if t[i + 1].kinds & RELATING else None
        return relative or _figures(t, i)
    roles = token.roles
    if "named_hour" in roles:
        return Clock(roles["named_hour"] or 24, sure=True, named=True), i + 1
    if "half_to" in roles:
        return _before_hour(t, i + 1, 30)
    if token.word == "drei" and t[i + 1].word == "viertel" and (found := _before_hour(t, i + 2, 15)):
        return found
    if "three_quarter" in roles:
        return _before_hour(t, i + 1, 15)
    if "quarter" in roles:
        return _relative(t, i) or (_before_hour(t, i + 1, 45) if token.word == "viertel" else None)
    if "half" in roles:
        return _relative(t, i) or _half_past(t, i)
    if "number" in roles:
        return _relative(t, i) or (_spoken(t, i) if token.word not in {"a", "an"} else None)
    return None


def _before_hour(t: Tokens, j: int, minutes: int) -> Found | None:
    """Read the hour behind German halb, viertel or dreiviertel: so many minutes before it."""
    hour = count_at(t, j)
    if hour is None or not 1 <= hour[0] <= 24 or "article" in t[j].roles:
        return None
    if "unit" in t[hour[1]].roles and "terse" not in t[hour[1]].roles:
        return None
    before = 12 if hour[0] == 1 else hour[0] - 1
    return _tail(t, hour[1], Clock(before, 60 - minutes, sure=hour[0] > 12))


def _in_quarters(t: Tokens, i: int) -> Found | None:
    """Read German quarters written as fractions: "1/2 10", "3/4 8", "1/4 nach 5"."""
    quarters = QUARTERS.get((t[i].word, t[i + 2].word))
    behind = t[i + 3]
    if quarters is None or t[i + 1].gap or t[i + 2].gap or not behind.gap:
        return None
    if quarters == 1 and not SIDES.isdisjoint(behind.roles):
        target = _target_hour(t, i + 4)
        if target is None:
            return None
        clock, end = target
        total = clock.hour * 60 + clock.minute + (15 if "past" in behind.roles else -15)
        return Clock(total // 60, total % 60, half=clock.half, sure=clock.sure, strength=CLEAR), end
    return _before_hour(t, i + 3, 60 - 15 * quarters) if behind.digits in {1, 2} else None


def _half_past(t: Tokens, i: int) -> Found | None:
    """Read British "half nine"."""
    hour = count_at(t, i + 1)
    if hour is None or not 1 <= hour[0] <= 12 or "article" in t[i + 1].roles or "unit" in t[hour[1]].roles:
        return None
    return _tail(t, hour[1], Clock(hour[0], 30))


def _relative(t: Tokens, i: int) -> Found | None:
    """Read minutes before or after an hour: "quarter past six", "zehn vor halb acht", "15 minuten vor 12"."""
    j = i + 1 if "article" in t[i].roles and ("quarter" in t[i + 1].roles or "unit" in t[i + 1].roles) else i
    roles = t[j].roles
    spoken_unit = False
    if "quarter" in roles:
        minutes, j = 15, j + 1
    elif "half" in roles:
        minutes, j = 30, j + 1
    else:
        read = count_at(t, i)
        if read is None or not 1 <= read[0] <= 59:
            return None
        minutes, j = read
        if t[j].roles.get("unit") == Unit.MINUTE:
            spoken_unit, j = True, j + 1
    if t[j].word == "-" and not t[j].gap and not SIDES.isdisjoint(t[j + 1].roles):
        j += 1
    side = t[j].roles
    k = j + 2 if t[j + 1].word == "-" and not t[j + 1].gap else j + 1
    if "past" not in side and "to" not in side and t[j].word != "of":
        return None
    target = _target_hour(t, k)
    if target is None or (t[j].word == "of" and "quarter" not in roles):
        return None
    clock, end = target
    if "to" in side and not spoken_unit and not _plausible_to(t, i, minutes, clock, target[1]):
        return None
    total = clock.hour * 60 + clock.minute + (minutes if "past" in side else -minutes)
    if total < 0 or (t[i].number is not None and not spoken_unit and "past" in side and minutes % 5):
        return None
    return Clock(total // 60, total % 60, half=_half_kept(clock, total), sure=clock.sure, strength=CLEAR), end


def _half_kept(clock: Clock, total: int) -> int | None:
    return clock.half if clock.half is None or total >= 0 else None


def _plausible_to(t: Tokens, i: int, minutes: int, clock: Clock, end: int) -> bool:
    """Tell "ten to three" from a range of hours, days or things."""
    if clock.hour > 12 and t[i].number is not None and t[i + 1].word == "to":
        return False
    if minutes not in TO_THE_HOUR and t[i + 1].word in {"to", "till"}:
        return False
    bound = t[i - 1].roles.get("bound") if i else None
    if t[i].number is not None and (bound is not None or clock.half is not None) and t[i + 1].word in {"to", "till"}:
        return False
    told = t[i - 1].word in {"it's", "it’s", "is", "its", "a"} or "at" in t[i - 1].roles if i else False
    if minutes < clock.hour and minutes in {5, 10} and t[i + 1].word == "to" and not told:
        return False
    after = t[end].roles
    return COUNTED.isdisjoint(after) or "terse" in after


def _target_hour(t: Tokens, j: int) -> Found | None:
    """Read the hour that minutes are counted from: a number with its tail, noon, or German "halb acht"."""
    roles = t[j].roles
    if "named_hour" in roles:
        return Clock(roles["named_hour"] or 24, sure=True), j + 1
    if "half_to" in roles:
        return _before_hour(t, j + 1, 30)
    hour = count_at(t, j)
    if hour is None or hour[0] > 24 or "article" in roles or t[hour[1]].word in {":", "/"}:
        return None
    if t[hour[1]].word == "." and t[hour[1] + 1].number is not None:
        return None
    if "unit" in t[hour[1]].roles and "terse" not in t[hour[1]].roles:
        return None
    return _tail(t, hour[1], Clock(hour[0], sure=hour[0] > 12))


def _spoken(t: Tokens, i: int) -> Found | None:
    """Read an hour in words, with minutes in words if they follow: "three twenty", "nine o nine", "fünfzehn Uhr
    zehn"."""
    hour = t[i].roles["number"]
    if hour > 24:
        return None
    bare = Clock(hour, sure=hour > 12, strength=BARE)
    j = i + 1
    found = _tail(t, j, bare)
    if found[0].strength is CLEAR:
        return found
    if 1 <= hour <= 12 and "article" not in t[i].roles:
        k = j + 1 if t[j].word == "-" else j
        minute = count_at(t, k + 1) if "oh" in t[k].roles else count_at(t, k)
        low, high = (1, 9) if "oh" in t[k].roles else (10, 59)
        if (
            minute
            and low <= minute[0] <= high
            and (t[minute[1] - 1].number is None)
            and "quantity" not in t[minute[1]].roles
        ):
            return _tail(t, minute[1], Clock(hour, minute[0], strength=WEAK))
    return found if "article" not in t[i].roles else None


def _figures(t: Tokens, i: int) -> Found | None:
    """Read a time in figures, from "9" to "15:23:24"."""
    token, mark, minute = t[i], t[i + 1], t[i + 2]
    value = token.number or 0
    if token.digits > 2:
        return _run_together(t, i, value)
    if value > 24 or (not token.gap and _inside_number(t, i)):
        return None
    if minute.number is not None and not minute.gap and not mark.gap:
        if mark.word == ":":
            return _colon(t, i, value)
        if minute.digits == 2 and (found := _pointed(t, i, value)):
            return found
    return _tail(t, i + 1, Clock(value, sure=value > 12 or value == 0 or token.word[0] == "0", strength=BARE))


def _pointed(t: Tokens, i: int, hour: int) -> Found | None:
    """Read the minutes behind a point or an h: "9.30", "9h30"."""
    mark, minute = t[i + 1].word, t[i + 2].number or 0
    if minute > 59 or mark not in {".", "h"} or (mark == "." and _goes_on(t, i + 3)):
        return None
    clock, behind = Clock(hour, minute, sure=_sure(t[i])), t[i + 3]
    if mark == "h":
        return _tail(t, i + 3, clock)
    clock.strength = WEAK
    found = _tail(t, i + 3, clock)
    counted = behind.word in {"%", "€", "$", "£"} or "quantity" in behind.roles
    return None if counted and found[0].strength is not CLEAR else found


def _goes_on(t: Tokens, j: int) -> bool:
    """Tell whether a mark with more figures stands straight behind figures, as in a date or a version."""
    behind = t[j + 1]
    return t[j].word in {".", ",", ":"} and behind.number is not None and not behind.gap and not t[j].gap


def _sure(hour: Token) -> bool:
    """Tell whether an hour with minutes is written as one of 24."""
    return hour.digits == 2 or hour.number == 0


def _inside_number(t: Tokens, i: int) -> bool:
    """Tell whether the figures go on to the left: part of a longer number, a version, a sum."""
    if i == 0 or t[i].gap:
        return False
    left = t[i - 1]
    if left.word in {":", ".", ","}:
        return not left.gap and i > 1 and t[i - 2].number is not None and (left.word != "," or t[i].digits == 3)
    return left.word in {"€", "$", "£", "#", "_", "="}


def _run_together(t: Tokens, i: int, value: int) -> Found | None:
    hour, minute = divmod(value, 100)
    if hour > 24 or minute > 59 or _inside_number(t, i) or t[i + 1].word in {"/", ":"} or _dialled(t, i):
        return None
    found = _tail(t, i + 1, Clock(hour, minute, sure=t[i].word[0] == "0" or hour > 12, strength=WEAK))
    yearlike = 19 <= hour <= 20 and t[i].digits == 4
    if yearlike and found[0].strength is not CLEAR and "at" not in t[i - 1].roles:
        return None
    return found


def _dialled(t: Tokens, i: int) -> bool:
    """Tell a telephone number from two clock times: "555-123-4567", "555-1234", not "900-1030"."""
    groups, j = [t[i].number or 0], i
    while t[j + 1].word == "-" and not t[j + 1].gap and t[j + 2].digits >= FEWEST_DIALLED and not t[j + 2].gap:
        groups.append(t[j + 2].number or 0)
        j += 2
    return len(groups) > PAIR or (len(groups) == PAIR and any(group % 5 for group in groups))


def _colon(t: Tokens, i: int, hour: int) -> Found | None:
    minute, mark, second = t[i + 2], t[i + 3], t[i + 4]
    if minute.digits != 2 or (minute.number or 0) > 59:
        return None
    sure = _sure(t[i])
    if mark.word == ":" and not mark.gap and second.number is not None and not second.gap:
        if second.digits != 2 or (second.number or 0) > 59 or (t[i + 5].word == ":" and t[i + 6].number is not None):
            return None
        end = i + 5
        if t[end].word in {".", ","} and not t[end].gap and t[end + 1].number is not None and not t[end + 1].gap:
            end += 2
        return _tail(t, end, Clock(hour, minute.number or 0, second.number, sure=sure))
    if mark.word == ":" and not mark.gap and second.number is not None:
        return None
    return _tail(t, i + 3, Clock(hour, minute.number or 0, sure=sure))


def _tail(t: Tokens, j: int, clock: Clock) -> Found:
    """Read what makes a number a clock time: Uhr, h, o'clock, am, pm; and minutes behind "Uhr"."""
    token = t[j]
    if not token.kinds & CLOCK_TAIL or (token.word in {".", "-"} and not t[j + 1].kinds & CLOCK_TAIL):
        return clock, j
    if "oclock" in token.roles and not (token.word == "h" and clock.hour > 24):
        clock = _clear(clock, written=clock.minute > 0 and t[j - 1].number is not None and token.word in {"uhr", "h"})
        j += 1
        if token.word.startswith("u"):
            return _minutes_behind(t, j, clock)
        token = t[j]
    elif (token.word in MILITARY and (clock.minute or clock.sure)) or (token.word == "ish" and not token.gap):
        return _clear(clock), j + 1
    elif token.word == "-" and t[j + 1].word == "ish":
        return _clear(clock), j + 2
    elif "hundred" in token.roles and t[j + 1].word in MILITARY and not clock.minute:
        return Clock(clock.hour, sure=True), j + 2
    if clock.hour == 12 and clock.minute == 0 and "named_hour" in token.roles:
        return Clock(token.roles["named_hour"] or 24, sure=True, named=True), j + 1
    half = _half_at(t, j)
    if half is None or (clock.hour > 12 and half[0] == 0) or clock.hour == 0:
        return clock, j if half is None or clock.strength is BARE else half[1]
    end = half[1] + 1 if "approx_tail" in t[half[1]].roles else half[1]
    return _clear(clock, half=half[0] if clock.hour <= 12 else None), _past_ish(t, end)


def _past_ish(t: Tokens, j: int) -> int:
    if t[j].word == "ish" and not t[j].gap:
        return j + 1
    return j + 2 if t[j].word == "-" and t[j + 1].word == "ish" and not t[j + 1].gap else j


def _clear(clock: Clock, half: int | None = None, *, written: bool = False) -> Clock:
    """Return the clock time, made anew by its reader, as one that is sure to be one."""
    clock.half = half
    clock.strength = CLEAR
    clock.written = written or clock.written
    return clock


def _half_at(t: Tokens, j: int) -> tuple[int, int] | None:
    """Read am or pm: "pm", "p.m.", "p m", or a letter that stands at its number."""
    token = t[j]
    if token.word != "." and HALVES.isdisjoint(token.roles):
        return None
    if token.word == "." and not t[j + 1].gap and not HALVES.isdisjoint(t[j + 1].roles):
        j, token = j + 1, t[j + 1]
    if "half_day" in token.roles:
        return token.roles["half_day"], _past_dot(t, j + 1)
    half = token.roles.get("half_letter")
    if half is None:
        return None
    k = j + 2 if t[j + 1].word == "." else j + 1
    if t[k].word == "m" and sum(1 + between.gap for between in t[j + 1 : k + 1]) <= FURTHEST_M:
        return half, _past_dot(t, k + 1)
    return (half, j + 1) if not token.gap else None


def _past_dot(t: Tokens, j: int) -> int:
    return j + 1 if t[j].word == "." and not t[j].gap and t[j + 1].word not in {""} else j


def _minutes_behind(t: Tokens, j: int, clock: Clock) -> Found:
    """Read minutes behind "Uhr": "18 Uhr 12", "ein Uhr und vierundvierzig Minuten"."""
    k = j + 1 if "and" in t[j].roles else j
    minute = count_at(t, k)
    if minute is None or clock.minute or not 1 <= minute[0] <= 59 or "article" in t[k].roles:
        return clock, j
    behind: Token = t[minute[1]]
    if behind.roles.get("unit") == Unit.MINUTE:
        return Clock(clock.hour, minute[0], sure=clock.sure), minute[1] + 1
    other = not NOT_BEHIND_MINUTES.isdisjoint(behind.roles)
    if k != j or other or t[k].digits == 1 or (behind.capital and not behind.roles and t[k].number is not None):
        return clock, j
    return Clock(clock.hour, minute[0], sure=clock.sure), minute[1]
