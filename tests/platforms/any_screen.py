"""Any screen of the office: the real ones, with arbitrary words, names, numbers and moments in them."""

from __future__ import annotations

import types
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from handlers.absences import screens as absence_screens
from handlers.bookings import feeds
from handlers.chat import dialogs as positions
from handlers.chat import forms, paging
from handlers.chat.context import CommandHelp, Office
from handlers.chat.outgoing import Card, Field, FieldKind, Form, Home, Text
from handlers.chat.wire import pack, pack_button, pack_picker
from handlers.features import HOUSE
from handlers.home import screens as home_screens
from handlers.people import invite_screens, manager_screens
from handlers.people import screens as people_screens
from handlers.recurring import screens as recurring_screens
from handlers.reminders import screens as reminder_screens
from handlers.rules.categories import Category, Question
from handlers.rules.dates.understanding import Grain, Kind
from handlers.rules.sla import ClockState, Status
from handlers.rules.sla_policy import Clock
from handlers.rules.whens import When
from handlers.tasks import (
    alert_screens,
    board_screens,
    date_screens,
    draft_screens,
    giving_screens,
    history,
    lease_screens,
    list_screens,
    questions,
    screens,
    wishes,
)
from handlers.tasks.appointment_lines import Choice
from handlers.tasks.giving_screens import Taker
from handlers.tasks.list_screens import Rows
from handlers.tasks.screens import Around
from storage.absences import Absence
from storage.bookings import Booking
from storage.clients import Client
from storage.conversation import Message, Note
from storage.dialogs import Dialog
from storage.drafts import Draft
from storage.files import StoredFile
from storage.invites import Invite
from storage.outbox import DeadMessage
from storage.people import Address, Person
from storage.reminders import Reminder
from storage.series import Series
from storage.tasks import Step, Task
from storage.vocabulary import TaskState

T = TypeVar("T")
Screen = Card | Home | Text
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BIDI = "\u202eabc\u202c \u2066שלום\u2069 \u200fمرحبا"
PIECES = ["x", " ", "\n", "word ", "😀", "👨‍👩‍👧", "🇩🇪", "\u0301", "\x00", "\u200b", "\r\n", "<b>&", "<!channel> ",
          "@anna ", "/start ", "{ $x }", "https://a.example/x ", "*_`[", BIDI]  # fmt: skip
WORDS = st.text(max_size=40) | st.builds(str.__mul__, st.sampled_from(PIECES), st.integers(0, 1200))
NAMES = st.text(max_size=30) | st.builds(str.__mul__, st.sampled_from(PIECES), st.integers(0, 60))
IDS = [f"0192f0c1d2e3745{number:017x}" for number in range(4)]
KEY = "abcdefghijklmnopqrstu"  # with a digit more as long as real ones
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001 - made aware at once
FIXED = {
    "language": st.sampled_from(["en", "de"]),
    "zone": st.sampled_from(["Europe/Berlin", "Asia/Kathmandu"]),
    "platform": st.sampled_from(["telegram", "slack", "console"]),
    "name": NAMES,
    "note": st.sampled_from([None, "edited", "deleted"]),
    "category": st.sampled_from([None, "flowers", "unknown"]),
    "move": st.sampled_from(["filed", "assigned", "acknowledged", "done"]),
    "files": st.lists(st.fixed_dictionaries({"name": NAMES}), max_size=3),
    "answers": st.none() | st.dictionaries(st.sampled_from(["colour", "other"]), WORDS),
    "parts": st.none(),
    "facts": st.just({}),
    "rating": st.none() | st.integers(1, 5),
    "version": st.integers(1, 9),
}


def any_of(kind: type[T], **given: st.SearchStrategy[Any]) -> st.SearchStrategy[T]:
    """Return any object of a class that names its fields: its texts anything, its ids some of few."""
    hints = get_type_hints(kind)
    known = {**FIXED, **given}
    return st.builds(kind, **{name: known[name] if name in known else _any(hint, name) for name, hint in hints.items()})


def _any(hint: Any, name: str) -> st.SearchStrategy[Any]:
    if isinstance(hint, NewType) or name == "id":
        return st.sampled_from(IDS)
    if get_origin(hint) in {Union, types.UnionType}:
        return st.one_of([st.none() if one is type(None) else _any(one, name) for one in get_args(hint)])
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    simple: dict[Any, st.SearchStrategy[Any]] = {
        str: WORDS, int: st.integers(0, 10**9), bool: st.booleans(), datetime: MOMENTS,
    }  # fmt: skip
    found: st.SearchStrategy[Any] = simple[hint]
    return found


LABELS = st.fixed_dictionaries({"en": NAMES, "de": NAMES})
CATEGORIES = st.builds(
    Category,
    name=st.sampled_from(["flowers", "cars"]),
    label=LABELS,
    process=st.none() | st.fixed_dictionaries({"en": WORDS}),
    questions=st.lists(
        st.builds(
            Question, name=st.just("colour"), label=LABELS, kind=st.sampled_from([str(kind) for kind in FieldKind]),
            help=st.none() | LABELS, choices=st.lists(st.tuples(st.sampled_from(["r", "g"]), LABELS), max_size=2,
                                                      unique_by=lambda choice: choice[0]),
        ), max_size=1,
    ),
)  # fmt: skip
OFFICES = st.builds(
    Office, name=NAMES, language=st.just("en"), zone=st.just("Europe/Berlin"),
    categories=st.lists(CATEGORIES, max_size=2).map(tuple),
)  # fmt: skip
WHENS = st.builds(
    lambda start, hours, grain, kind: When(start, start + timedelta(hours=hours), grain, kind).noted(),
    MOMENTS, st.integers(0, 400), st.sampled_from(get_args(Grain)), st.sampled_from(get_args(Kind)),
)  # fmt: skip
RULES = WORDS | st.sampled_from(
    ["FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,SU", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYMONTHDAY=31"]
)
AGAIN = st.fixed_dictionaries(
    {
        "words": WORDS, "said": WORDS, "rule": RULES, "first": st.just("2026-03-02T09:00:00"),
        "too_often": st.just(False), "at": st.just(NOON.isoformat()),
    }
)  # fmt: skip
WISHED = st.none() | st.fixed_dictionaries(
    {
        "offers": st.lists(WHENS, max_size=4), "known": st.booleans(), "past": st.booleans(), "words": WORDS,
        "by": st.sampled_from([wishes.CHOSEN, wishes.SAID, wishes.GUESSED]), "again": st.none() | AGAIN,
    }
)  # fmt: skip
TASKS = any_of(Task, wished=st.none() | WHENS)
OPEN_TASKS = any_of(
    Task,
    wished=st.none() | WHENS,
    state=st.sampled_from(board_screens.STATES),
)
MANY = st.lists(TASKS, max_size=20)
PEOPLE = any_of(Person)
DRAFTS = any_of(Draft, wished=WISHED)
BOOKINGS = any_of(Booking, guests=st.just([]), overridden=st.just([]))
CHOICES = st.builds(Choice, st.none() | BOOKINGS, st.lists(BOOKINGS, max_size=3))
FILES = st.lists(any_of(StoredFile), max_size=3)
ADDRESSES = st.lists(any_of(Address), min_size=1, max_size=3)
AROUND = st.builds(
    Around, client=NAMES, category=st.none() | CATEGORIES, files=FILES,
    messages=st.lists(st.tuples(any_of(Message), NAMES), max_size=3),
    notes=st.lists(st.tuples(any_of(Note), NAMES), max_size=3),
    appointment=st.none() | BOOKINGS,
)  # fmt: skip
FACTS = st.dictionaries(
    st.sampled_from(["reason", "words", "question"]), st.sampled_from(["away", "left"]) | WORDS.filter(bool)
)
BY = NAMES | st.just(Text("somebody"))
CALLED = st.fixed_dictionaries(dict.fromkeys(IDS, NAMES))
SOMETHING = st.builds(lambda at: Text("result-closes", at=at), MOMENTS)
COUNTS = st.integers(0, 10**6)
FILTERS = st.builds(
    board_screens.Filter,
    st.sampled_from(["", "state", *board_screens.BY]),
    st.sampled_from(["", "-", "overdue", *IDS]),
    st.integers(0, 5),
)
STEPS = st.lists(any_of(Step, facts=FACTS), max_size=30)
HISTORY = st.builds(history.lines, STEPS, CALLED, OFFICES)
COMMANDS = [CommandHelp(name, spec.roles) for name, spec in HOUSE.commands.items()]


def pages(items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return pages of lists of such items."""
    return st.builds(paging.page, st.lists(items, max_size=40), st.integers(0, 5))


ABSENCES = any_of(Absence, offers=st.lists(WHENS, min_size=1, max_size=4))
REMINDERS = any_of(Reminder)
SERIES = any_of(Series, rule=RULES)
SOME_MOMENTS = st.lists(MOMENTS, max_size=3)
ROWS = st.builds(Rows, pages(TASKS), CALLED, st.sets(st.sampled_from(IDS)))


SOMETIMES = st.none() | MOMENTS
CLOCKS = st.builds(
    ClockState, clock=st.sampled_from(Clock), round=st.integers(1, 9), status=st.sampled_from(Status),
    started_at=MOMENTS, policy=st.none(), due=SOMETIMES, breached_at=SOMETIMES, met_at=SOMETIMES, ended_at=SOMETIMES,
    paused_since=MOMENTS,
)  # fmt: skip


def screen(make: Callable[..., Screen], *given: st.SearchStrategy[Any], **named: st.SearchStrategy[Any]) -> Any:
    """Return what a screen's maker makes of anything."""
    return st.builds(make, *given, **named)


SCREENS: dict[str, st.SearchStrategy[Screen]] = {
    "accepted": screen(screens.accepted_card, TASKS, AROUND, st.lists(SOMETHING, max_size=2)),
    "result": screen(screens.result_card, TASKS, FILES, BY, st.none() | SOMETHING),
    "question": screen(screens.question_card, TASKS, BY, WORDS, is_open=st.booleans()),
    "client's task": screen(screens.client_task_card, TASKS, AROUND, BY),
    "task": screen(screens.task_card, TASKS, AROUND),
    "elsewhere": screen(screens.elsewhere_card, TASKS, NAMES, SOMETHING),
    "queue": screen(list_screens.queue_card, st.just("queue:1"), ROWS, CALLED, manages=st.booleans()),
    "mine": screen(list_screens.mine_card, st.just("mine:1"), ROWS),
    "own": screen(list_screens.own_card, st.just("tasks:1"), pages(TASKS), st.lists(DRAFTS, max_size=3)),
    "found": screen(list_screens.found_card, st.just("find:1"), WORDS, ROWS),
    "alert": screen(screens.alert_card, st.just("1"), TASKS, SOMETHING),
    "queue alert": screen(screens.queue_alert, TASKS, NAMES),
    "still waiting": screen(screens.still_waiting, st.just("still:1"), st.lists(TASKS, min_size=1, max_size=5), NAMES),
    "queue alerts": screen(
        screens.queue_alerts, st.just("1"), st.lists(TASKS, min_size=2, max_size=5), st.none() | SOMETHING
    ),
    "promise in danger": screen(
        alert_screens.alert_card, TASKS, CLOCKS,
        client=NAMES, holder=st.none() | NAMES, late=st.none() | MOMENTS,
        care=st.none() | st.tuples(NAMES, st.none() | MOMENTS), manages=st.booleans(), now=MOMENTS,
    ),
    "still on it": screen(lease_screens.question_card, TASKS, NAMES, MOMENTS, MOMENTS),
    "lapsed": screen(lease_screens.lapsed, TASKS, NAMES, NAMES, SOMETHING, NAMES),
    "absent": screen(screens.absent_card, PEOPLE, COUNTS, st.none() | MOMENTS),
    "contact left": screen(
        board_screens.contact_left_card, PEOPLE, NAMES, pages(TASKS), st.lists(PEOPLE, max_size=30)
    ),
    "contacts": screen(board_screens.contacts_card, TASKS, NAMES, st.lists(PEOPLE, max_size=30)),
    "filed": screen(draft_screens.filed_card, DRAFTS, OFFICES, TASKS, NAMES, PEOPLE, st.none() | PEOPLE),
    "due soon": screen(
        alert_screens.soon_card,
        st.just("soon:1"),
        st.lists(st.tuples(TASKS, NAMES, SOMETIMES), min_size=1, max_size=5),
        MOMENTS,
    ),
    "taken by": screen(screens.taken_by, st.none() | PEOPLE, any_of(Task, acknowledged_at=MOMENTS)),
    "draft": screen(draft_screens.draft_card, DRAFTS, OFFICES, FILES, st.none() | NAMES, CHOICES),
    "date": screen(date_screens.date_card, TASKS, DRAFTS, CHOICES),
    "discarded": screen(draft_screens.discarded_card, DRAFTS, OFFICES),
    "where": screen(
        draft_screens.where_card, DRAFTS, OFFICES, pages(TASKS),
        more=st.booleans(), staff=st.booleans(), over=st.none() | TASKS,
    ),
    "audience": screen(draft_screens.audience_card, DRAFTS, OFFICES, TASKS, NAMES),
    "placed": screen(draft_screens.placed_card, DRAFTS, OFFICES, SOMETHING),
    "board": screen(
        board_screens.board_card, st.just("board:1"), OFFICES, FILTERS,
        st.builds(
            board_screens.OpenWork, st.lists(OPEN_TASKS, max_size=20), CALLED, CALLED,
            st.lists(st.tuples(PEOPLE, COUNTS), max_size=5),
        ),
    ),
    "sheet": screen(board_screens.sheet_card, TASKS, AROUND, HISTORY, st.none() | NAMES),
    "history": screen(board_screens.history_card, TASKS, HISTORY, st.integers(0, 9)),
    "reassign": screen(giving_screens.people_card, TASKS, pages(PEOPLE), others=st.booleans()),
    "other team": screen(
        giving_screens.others_card, TASKS,
        pages(st.builds(Taker, st.sampled_from(IDS), NAMES, st.none() | PEOPLE)),
    ),
    "priority": screen(board_screens.priority_card, TASKS),
    "category": screen(board_screens.category_card, TASKS, st.lists(CATEGORIES, max_size=10)),
    "client's home": screen(home_screens.client_home, NAMES, MANY, st.lists(DRAFTS, max_size=3)),
    "assistant's home": screen(home_screens.assistant_home, NAMES, MANY, CALLED, COUNTS),
    "manager's home": screen(
        home_screens.manager_home, NAMES, st.dictionaries(st.sampled_from(TaskState), COUNTS), st.lists(NAMES)
    ),
    "newcomer": screen(people_screens.newcomer_card, PEOPLE),
    "newcomer settled": screen(
        people_screens.newcomer_settled, PEOPLE, PEOPLE, st.sampled_from(["confirmed", "refused"]), MOMENTS
    ),
    "settings": screen(people_screens.settings_card, PEOPLE, ADDRESSES, OFFICES),
    "calendar address": screen(feeds.card, PEOPLE, st.none() | MOMENTS),
    "language": screen(people_screens.language_card, PEOPLE, OFFICES),
    "zone": screen(people_screens.zone_card, PEOPLE, OFFICES),
    "help": screen(people_screens.help_text, PEOPLE, st.just(COMMANDS)),
    "people": screen(
        manager_screens.people_card, st.just("people:1"), pages(PEOPLE), NAMES, st.sets(st.sampled_from(IDS)),
        st.builds(manager_screens.Waiting, COUNTS, COUNTS), st.lists(any_of(Client), max_size=10),
    ),
    "person": screen(
        manager_screens.person_card, PEOPLE, ADDRESSES, NAMES,
        st.lists(st.tuples(st.sampled_from(IDS), NAMES), max_size=5), st.none() | COUNTS,
    ),
    "gone": screen(manager_screens.gone_card, PEOPLE),
    "clients": screen(manager_screens.clients_card, st.just("clients:1"), pages(any_of(Client))),
    "client": screen(
        manager_screens.client_card, st.just("client:1"), any_of(Client), st.lists(PEOPLE, max_size=30)
    ),
    "code": screen(
        invite_screens.code_card, any_of(Invite), NAMES, st.just("c" * 32),
        telegram=st.none() | st.just("vorzimmer_bot"), slack=st.none() | st.just("/office"),
    ),
    "invites": screen(
        invite_screens.invites_card, st.just("people:1"), pages(st.tuples(any_of(Invite), NAMES))
    ),
    "alike": screen(invite_screens.alike_card, st.just("d" * 32), NAMES, st.lists(any_of(Client), max_size=5)),
    "absence asked": screen(absence_screens.asked_card, ABSENCES, known=st.booleans()),
    "absence planned": screen(absence_screens.planned_card, ABSENCES),
    "absence begun": screen(absence_screens.begun_card, ABSENCES, COUNTS),
    "absence over": screen(absence_screens.over_card, ABSENCES),
    "absences": screen(absence_screens.list_card, PEOPLE, st.lists(ABSENCES, max_size=20)),
    "reminder asked": screen(
        reminder_screens.asked_card, REMINDERS, st.none() | NAMES, SOME_MOMENTS, once=st.booleans()
    ),
    "reminder set": screen(
        reminder_screens.set_card, REMINDERS, st.none() | NAMES, fresh=st.booleans(), once=st.booleans()
    ),
    "reminder due": screen(
        reminder_screens.due_card, REMINDERS, st.none() | NAMES, called=st.none() | NAMES,
        late=st.integers(0, 10**6).map(lambda seconds: timedelta(seconds=seconds)),
        snooze=st.just(["quarter", "hour", "morning", "working-day"]),
    ),
    "reminder ended": screen(reminder_screens.ended_card, REMINDERS, st.none() | NAMES, MOMENTS),
    "reminders": screen(
        reminder_screens.list_card, PEOPLE, st.lists(REMINDERS, max_size=15), CALLED, st.sets(st.sampled_from(IDS))
    ),
    "recurring": screen(recurring_screens.series_card, SERIES, SOME_MOMENTS, st.none() | NAMES),
    "all recurring": screen(
        recurring_screens.list_card, PEOPLE, st.lists(SERIES, max_size=20),
        st.fixed_dictionaries(dict.fromkeys(IDS, st.none() | MOMENTS)),
    ),
    "dead": screen(
        manager_screens.dead_card, st.just("dead:1"), pages(any_of(DeadMessage)),
        st.fixed_dictionaries(dict.fromkeys([None, *IDS], BY)),
    ),
}  # fmt: skip

FORMS: st.SearchStrategy[Form] = st.one_of(
    st.builds(
        questions.request, OFFICES, st.sampled_from([None, "flowers", "cars"]),
        st.lists(st.tuples(PEOPLE, NAMES), max_size=30, unique_by=lambda one: one[0].id),
    ),
    st.builds(questions.done, NAMES, with_minutes=st.booleans()),
    st.builds(questions.hand_over, NAMES, st.lists(PEOPLE, max_size=30, unique_by=lambda one: one.id)),
    st.builds(questions.one_paragraph, st.sampled_from(["ask", "pause", "decline"]), NAMES, st.just("done")),
    st.builds(
        invite_screens.invite_form, st.lists(NAMES.filter(bool), max_size=5, unique=True),
        st.lists(any_of(Client), max_size=30, unique_by=lambda one: one.id),
        st.just({"role": "client", "client": "new"}),
        in_window=st.booleans(),
    ),
    st.builds(manager_screens.rename_form, NAMES),
)  # fmt: skip


@st.composite
def dialogs(draw: st.DrawFn) -> tuple[Form, Dialog]:
    """Return any form, as far as somebody came with it: some answers among those offered, some anything."""
    form = draw(FORMS)
    answers = {field.name: draw(_answers(field)) for field in form.fields[: draw(st.integers(0, len(form.fields)))]}
    return form, Dialog("d" * 32, IDS[0], form.name, 1, "", {}, answers, "open", NOON, NOON)  # type: ignore[arg-type]  # an id


def _answers(field: Field) -> st.SearchStrategy[str]:
    offered = [choice.value for choice in field.choices]
    return WORDS | st.sampled_from(offered) if offered else WORDS


def asked(form: Form, dialog: Dialog) -> Card:
    """Return the card that a form is in a chat just now."""
    position = positions.position(form, dialog.answers)
    return forms.summary(form, dialog) if position is None else forms.question(form, dialog)


def content(shown: Screen) -> dict[str, Any]:
    """Return a screen as the outbox keeps it, its buttons with keys as long as real ones."""
    if isinstance(shown, Text):
        return {"lines": [pack(shown)]}
    made: dict[str, Any] = {"title": pack(shown.title), "lines": _packed(shown.lines)}
    made["buttons"] = [pack_button(button, _key(number)) for number, button in enumerate(shown.buttons)]
    if isinstance(shown, Card) and shown.pickers:
        made["pickers"] = [pack_picker(picker, _key(number)) for number, picker in enumerate(shown.pickers, start=1000)]
    return made


def _key(number: int) -> str:
    return f"{KEY[: 22 - len(str(number))]}{number}"


def _packed(lines: Sequence[Text]) -> list[Any]:
    return [pack(line) for line in lines]
