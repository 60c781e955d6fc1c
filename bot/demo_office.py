"""The office that the demo opens unless it is given another: its hours, its one category, what it promises, and the one
appointment that can be booked there."""

from __future__ import annotations

from datetime import timedelta

from bot.i18n import COMPLETE
from handlers.chat.context import Office
from handlers.rules.categories import Category
from handlers.rules.client_reports import ClientReports, Readers
from handlers.rules.digests import Digests
from handlers.rules.service_levels import Calendar, Level, ServiceLevels, policy_of
from handlers.rules.sla_policy import Applies, Budget, Clock, Policy
from handlers.rules.slots.desk import Desk, Host
from handlers.rules.slots.opening import Opening
from handlers.rules.slots.service import MINUTE as SLOT
from handlers.rules.slots.service import Service

ZONE = "Europe/Berlin"
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
HOURS = Calendar("office", {"zone": ZONE, "week": "Mon-Fri 08:00-17:00", "exceptions": []})
ERRANDS = Category(
    "errands", {"en": "Errands", "de": "Besorgungen"}, ("flowers", "buy", "Blumen", "kaufen", "besorgen")
)
CALL = Service(
    "call",
    {"en": "Call", "de": "Telefonat"},
    (30 * SLOT, 60 * SLOT),
    (("ben",),),
    step=30 * SLOT,
    place={"en": "by phone, we call you", "de": "telefonisch, wir rufen an"},
)


def office(language: str) -> Office:
    """Return an office that takes up everything within an hour, and errands within a quarter of one; its clients get
    their monthly report."""
    errands = _promise("quick", acknowledge=15 * MINUTE, resolution=4 * HOUR)
    standard = _promise("standard", acknowledge=HOUR, resolution=16 * HOUR)
    levels = (Level(Applies(standard)), Level(Applies(errands, category=ERRANDS.name)))
    return Office(
        "Vorzimmer",
        language,
        ZONE,
        COMPLETE,
        hours=HOURS.hours,
        categories=(ERRANDS,),
        levels=ServiceLevels({"office": HOURS}, levels),
        desk=Desk({CALL.name: CALL}, {"ben": Host("ben", {"": "Ben"}, Opening(HOURS.hours), "Ben")}),
        digests=Digests(clients=ClientReports(Readers.CLIENTS)),
    )


def _promise(name: str, **within: timedelta) -> Policy:
    return policy_of(name, {Clock(clock): Budget(int(time.total_seconds())) for clock, time in within.items()})
