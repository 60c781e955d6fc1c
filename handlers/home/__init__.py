"""Home: how things stand for each person at a glance, drawn again when something of theirs changes."""

from __future__ import annotations

from handlers.chat.feature import CommandSpec, Feature
from handlers.events import Greeted, PersonLeft, TaskChanged
from handlers.home import glance
from handlers.rules.policy import Act

FEATURE = Feature(
    name="home",
    commands={"home": CommandSpec(glance.home, Act.USE)},
    timers={glance.DRAW: glance.draw},
    opened=glance.opened,
    reactions={Greeted: glance.greeted, TaskChanged: glance.changed, PersonLeft: glance.left},
)
