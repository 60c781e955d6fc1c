"""People: who belongs to the office, and how they want to be spoken to."""

from __future__ import annotations

from handlers.chat.feature import EVERYONE, ActionSpec, CommandSpec, Feature
from handlers.people import anybody
from storage.vocabulary import Role

_MANAGER = frozenset({Role.MANAGER})

FEATURE = Feature(
    name="people",
    commands={
        "settings": CommandSpec(anybody.settings),
        "language": CommandSpec(anybody.language, with_words=True),
        "zone": CommandSpec(anybody.zone, with_words=True),
        "link": CommandSpec(anybody.link, listed=False),
        "help": CommandSpec(anybody.show_help),
        "start": CommandSpec(anybody.start, with_words=True, listed=False),
        "join": CommandSpec(anybody.start, with_words=True, listed=False),
    },
    actions={
        "people.language": ActionSpec(anybody.press_language, roles=EVERYONE),
        "people.zones": ActionSpec(anybody.press_zones, roles=EVERYONE),
        "people.zone": ActionSpec(anybody.press_zone, roles=EVERYONE),
        "people.told-at": ActionSpec(anybody.press_told_at, roles=EVERYONE),
        "people.link": ActionSpec(anybody.press_link, roles=EVERYONE),
        "people.confirm": ActionSpec(anybody.confirm, roles=_MANAGER),
        "people.refuse": ActionSpec(anybody.refuse, roles=_MANAGER),
    },
    stranger=anybody.stranger,
)
