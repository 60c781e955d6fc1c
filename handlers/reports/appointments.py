"""What reports say of appointments, as tables and as lines in chat; nothing where there were none. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from handlers.chat.outgoing import Text
from handlers.reports.pages import Cell, Table, share
from handlers.reports.spans import column
from handlers.rules.kpi.bookings import BookingFigures
from handlers.rules.kpi.periods import Period
from handlers.rules.kpi.values import Spread

HOUR, DAY_HOURS = 3600, 24
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Appointments:
    """The appointments of a period and of the one before it."""

    now: BookingFigures
    before: BookingFigures

    @property
    def is_empty(self) -> bool:
        """Whether there were none in the period."""
        return not (self.now.booked.n or self.now.no_shows.n or self.now.cancelled.n)


def table(found: Appointments, period: Period) -> Table:
    """Return their figures beside those of the period before."""
    now, before = found.now, found.before
    rows: tuple[tuple[Cell, ...], ...] = (
        (Text("report-booked"), now.booked.n, before.booked.n),
        (Text("report-appointed"), now.due.n, before.due.n),
        (Text("report-no-shows"), share(now.no_shows), share(before.no_shows)),
        (Text("report-lead"), _lead(now.lead), _lead(before.lead)),
        (Text("report-called-off"), now.cancelled.n, before.cancelled.n),
        (Text("report-called-off-late"), share(now.late), share(before.late)),
    )
    head = (Text("report-what"), column(period), column(period.before()))
    return Table(Text("report-appointments"), head, rows)


def each(found: Appointments) -> Table:
    """Return every appointment of the period and how often it is counted as what, for programs."""
    now = found.now
    parts = (now.booked.refs, now.due.refs, now.no_shows.part, now.cancelled.refs, now.late.part)
    counted = [Counter(refs) for refs in parts]
    refs = sorted({ref for kind in counted for ref in kind}, key=lambda ref: int(ref.removeprefix("A-")))
    head = (
        *(Text("report-reference"), Text("report-booked"), Text("report-appointed"), Text("report-no-shows")),
        *(Text("report-called-off"), Text("report-called-off-late")),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple((ref, *(kind[ref] for kind in counted)) for ref in refs)
    return Table(Text("report-all-appointments"), head, rows)


def lines(found: Appointments | None) -> list[Text]:
    """Return what a card says of them: how many were booked, who did not come, what was cancelled."""
    if found is None or found.is_empty:
        return []
    now, before = found.now, found.before
    said = [Text("digest-booked", count=now.booked.n, before=before.booked.n)]
    if now.no_shows.part:
        more = " …" if len(now.no_shows.part) > MOST_NAMED else ""
        which = ", ".join(now.no_shows.part[:MOST_NAMED]) + more
        said.append(Text("digest-no-shows", share=share(now.no_shows), which=which))
    if now.cancelled.n:
        said.append(Text("digest-called-off", count=now.cancelled.n, late=share(now.late)))
    return said


def _lead(lead: Spread) -> Cell:
    if lead.p50 is None:
        return "–"
    days, hours = divmod(lead.p50 // HOUR, DAY_HOURS)
    return Text("report-days-ahead", days=days, hours=hours, n=lead.n)
