"""Trials: clients try the office out, say how it goes, and a manager decides with them what becomes of it."""

from __future__ import annotations

from handlers.chat.feature import ActionSpec, CommandSpec, Feature, FormSpec
from handlers.rules.policy import Act
from handlers.trials import actions, client, manager, screens

FEATURE = Feature(
    name="trials",
    commands={
        "trial": CommandSpec(manager.trial, Act.FIGURES),
        "probe": CommandSpec(manager.trial, Act.FIGURES, listed=False),
    },
    actions={
        screens.LIST: ActionSpec(manager.press_list, Act.FIGURES, again=True),
        screens.CHOOSE: ActionSpec(manager.press_choose, Act.FIGURES, again=True),
        screens.SHOW: ActionSpec(manager.press_show, Act.FIGURES, again=True),
        screens.BEGIN: ActionSpec(manager.ask_begin, Act.FIGURES, again=True),
        screens.EXTEND: ActionSpec(manager.ask_extend, Act.FIGURES, again=True),
        screens.DECIDE: ActionSpec(manager.ask_decide, Act.FIGURES, again=True),
        screens.ANSWER: ActionSpec(client.ask_answer, Act.DECIDE, again=True),
        screens.WORDS: ActionSpec(client.press_words, Act.DECIDE),
    },
    forms={
        screens.BEGIN: FormSpec(manager.begin_form, manager.begun, Act.FIGURES),
        screens.EXTEND: FormSpec(manager.extend_form, manager.extended, Act.FIGURES),
        screens.DECIDE: FormSpec(manager.decide_form, manager.decided, Act.FIGURES),
        screens.ANSWER: FormSpec(client.answer_form, client.answered, Act.DECIDE),
    },
    heard={Act.DECIDE: client.heard},
    timers={actions.DUE: actions.due},
)
