"""Privacy: clients are exported and erased, and everybody gets what is kept of them."""

from __future__ import annotations

from handlers.chat.feature import ActionSpec, CommandSpec, Feature, FormSpec
from handlers.events import TermsChanged
from handlers.privacy import actions, ending, ending_screens, handing, keeping, keeping_screens, manager, own, screens
from handlers.rules.policy import Act

FEATURE = Feature(
    name="privacy",
    commands={
        "mydata": CommandSpec(own.mine, Act.USE, always=True),
        "meinedaten": CommandSpec(own.mine, Act.USE, always=True, listed=False),
        "export": CommandSpec(handing.choose, Act.EXPORT, with_words=True),
        "erase": CommandSpec(manager.choose, Act.ERASE, with_words=True),
        "loeschen": CommandSpec(manager.choose, Act.ERASE, with_words=True, listed=False),
    },
    actions={
        screens.CHOOSE: ActionSpec(manager.press_choose, Act.ERASE, again=True),
        screens.ERASE: ActionSpec(manager.erase, Act.ERASE, second=actions.to_be_erased),
        ending_screens.CHOOSE_EXPORT: ActionSpec(handing.press_choose, Act.EXPORT, again=True),
        ending_screens.EXPORT: ActionSpec(handing.export, Act.EXPORT, second=handing.exportable),
        ending_screens.CHOOSE_END: ActionSpec(ending.press_choose, Act.ERASE, again=True),
        ending_screens.END: ActionSpec(ending.begin, Act.ERASE, second=ending.to_be_ended),
        ending_screens.AGAIN: ActionSpec(ending.again, Act.EXPORT, again=True),
        ending_screens.HANDED_OVER: ActionSpec(ending.handed_over, Act.ERASE),
        ending_screens.CALL_OFF: ActionSpec(ending.call_off, Act.ERASE),
        keeping_screens.CHOOSE: ActionSpec(keeping.press_choose, Act.CLIENTS, again=True),
        keeping_screens.TRY: ActionSpec(keeping.press_try, Act.CLIENTS, again=True),
        keeping_screens.SET: ActionSpec(keeping.press_set, Act.CLIENTS),
        keeping_screens.ASK: ActionSpec(keeping.ask, Act.CLIENTS),
    },
    reactions={TermsChanged: ending.terms_changed},
    forms={keeping_screens.FORM: FormSpec(keeping.form, keeping.typed, Act.CLIENTS)},
)
