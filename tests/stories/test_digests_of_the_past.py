"""What a digest says of a week that is over stays as it was, whoever leaves or moves later, and whatever hours the
office has by then."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from handlers.rules.digests import Digests
from tests.cast import SlackPerson, TelegramPerson
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, both, labels, press, until
from tests.stories.kit import makes_sure
from tests.stories.test_promises import levels

MONDAY, MONDAY_AFTER = (datetime(2026, 12, day, 9, 0, tzinfo=UTC) for day in (7, 14))
THURSDAY_NIGHT, FRIDAY_NIGHT = (datetime(2026, 12, day, 19, 0, tzinfo=UTC) for day in (10, 11))
WEEK, OTHER_WEEK = "Mon-Fri 09:00-17:00", "Mon-Fri 13:00-15:00"
LAST_WEEK = {"en": "last week", "de": "letzte Woche"}


def _texts(day: Day) -> list[str]:
    """Return what the manager's messages say."""
    if isinstance(day.mia, TelegramPerson):
        return [message.text for message in day.mia.user.messages if message.from_bot]
    return [note.shown for note in cast(SlackPerson, day.mia).user.messages if note.from_bot]


def _reachable(day: Day) -> list[list[str]]:
    """Return what digests said of how reachable the office was, the newest last."""
    begins = [
        day.t(name, **dict.fromkeys(facts, "§")).partition("§")[0]
        for name, facts in (("digest-reached", ("reached", "before")), ("digest-unstaffed", ("span", "of")))
    ]
    said = [[line for line in text.splitlines() if any(each in line for each in begins)] for text in _texts(day)]
    return [lines for lines in said if lines]


async def _last_week(day: Day) -> list[list[str]]:
    """Return what the digest of last week says of that, of the office, of its first team and of a client."""
    found = []
    for whose in ("", " Office", " Dr. Weber"):
        before = len(_reachable(day))
        day.mia.commands("digest", LAST_WEEK[day.language] + whose)
        await until(day.mia, lambda before=before: len(_reachable(day)) > before, f"the digest{whose}")  # type: ignore[misc]  # bound early
        found.append(_reachable(day)[-1])
    return found


async def _opens(day: Day, name: str) -> None:
    """Open somebody's card from /people."""
    day.mia.commands("people")
    await until(day.mia, lambda: name in labels(day.mia, day.t("people-title")), f"[{name}]")
    press(day.mia, name, day.t("people-title"))
    await until(day.mia, lambda: bool(labels(day.mia, day.t("person-title", name=name))), f"{name}'s card")


def _later(day: Day, moment: datetime) -> None:
    day.office.later((moment - day.office.clock.now()).total_seconds())


async def _a_week(day: Day) -> None:
    """Let Ben alone be there and take on five requests; he goes on Thursday night, and Eva comes on Friday night."""
    for words in ("Rosen", "Nelken", "Astern", "Tulpen", "Lilien"):
        await day.taken(words)
    _later(day, THURSDAY_NIGHT)
    day.ben.commands("away")
    await day.ben.sees(day.t("away-now", count=5))
    _later(day, FRIDAY_NIGHT)
    day.eva.commands("back")
    await day.eva.sees(day.t("back-now"))
    _later(day, MONDAY_AFTER)


@both
async def test_a_week_that_is_over_stays_as_it_was(open_office: OpenOffice, on: str, language: str) -> None:
    """The digest of last week says the same reachability after an assistant left, after another one changed teams, and
    after the office was restarted with other hours; nobody was there on its Friday."""
    day = await begin(
        open_office, on, on, language, start=MONDAY, hours=WEEK, teams=("Office", "Travel"),
        digests=Digests(day=None), levels=levels(week=WEEK, acknowledge=1),
    )  # fmt: skip
    await _a_week(day)
    told = await _last_week(day)
    assert all(len(lines) == 2 for lines in told)
    assert day.t("span", hours=8, minutes=0) in told[0][1]
    await _opens(day, "Ben")
    await day.presses(day.mia, "person-deactivate", day.t("person-title", name="Ben"))
    await makes_sure(day.mia, day.t("yes"))
    await day.mia.sees(day.t("person-deactivated", name="Ben"))
    assert await _last_week(day) == told
    await _opens(day, "Eva")
    await day.presses(day.mia, "person-move", day.t("person-title", name="Eva"), team="Travel")
    await makes_sure(day.mia, day.t("yes"))
    await day.mia.sees(day.t("person-team", team="Travel"))
    assert await _last_week(day) == told
    day.office.plan.hours, day.office.plan.levels = OTHER_WEEK, levels(week=OTHER_WEEK, acknowledge=1)
    await day.office.restart()
    assert await _last_week(day) == told
