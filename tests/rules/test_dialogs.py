"""Forms in a chat, whatever is answered, pressed or changed in whatever order: nothing raises, no good answer is lost,
and what is sent is sent once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.chat import dialogs, form_files, forms, time_fields
from handlers.chat.context import FORGOTTEN, FORM_LIFE, Refused
from handlers.chat.feature import FormSpec
from handlers.chat.incoming import File, Said, TimerDue
from handlers.chat.outgoing import TIMES, Card, Choice, Field, FieldKind, Form, Spoken, Text
from handlers.rules.policy import Act
from handlers.rules.whens import parsed
from storage.dialogs import LEFT, Dialog, Pressable
from storage.vocabulary import PersonId, Role

NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
ME = PersonId("me")
NAMES = ("who", "what", "when", "how", "why")
PICKS = ("a", "b", "B", "yes")
TIMES_SAID = ("03/04/2026", "gestern", "Friday", "3/4 or 5/4")


class Paper:
    """The one dialog of one person, kept in memory as the store keeps it."""

    def __init__(self, dialog: Dialog) -> None:
        self.one = dialog

    def by_id(self, which: str) -> Dialog | None:
        return self.one if which == self.one.id else None

    def answer(self, which: str, answers: Mapping[str, str], at: datetime) -> None:
        self.one = replace(self.one, answers=dict(answers), touched_at=at)

    def note_facts(self, which: str, facts: Mapping[str, Any], at: datetime) -> None:
        self.one = replace(self.one, facts=dict(facts), touched_at=at)

    def close(self, which: str, state: str, at: datetime) -> None:
        if self.one.state == "open":
            self.one = replace(self.one, state=state, touched_at=at)

    def reopen(self, which: str, at: datetime) -> None:
        if self.one.state in LEFT:
            self.one = replace(self.one, state="open", touched_at=at)

    def finish(self, which: str, at: datetime) -> None:
        if self.one.state in {"open", *LEFT}:
            self.one = replace(self.one, state="done", touched_at=at)

    def open_of(self, who: str) -> Dialog | None:
        return self.one if self.one.state == "open" else None


class Desk:
    """One form and one person in front of it. A refused step changes nothing, as in a transaction rolled back."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.now = NOON
        self.paper = Paper(Dialog("d1", ME, form.name, 1, "", {"window": False}, {}, "open", NOON, NOON))
        self.said: list[Any] = []
        self.sent: list[dict[str, str]] = []
        spec = FormSpec(
            lambda _ctx, _dialog: self.form, lambda _ctx, _dialog, given: self.sent.append(dict(given)), Act.USE
        )
        self.house: Any = SimpleNamespace(forms={form.name: spec})
        me = SimpleNamespace(id=ME, role=Role.CLIENT, zone="Europe/Berlin", language="en")
        self.ctx: Any = SimpleNamespace(
            written=None,
            understood={},
            uow=SimpleNamespace(
                dialogs=self.paper,
                people=SimpleNamespace(by_id=lambda _who: me),
                tasks=SimpleNamespace(standing=lambda _which: None),
                channels=SimpleNamespace(concern=lambda _client: None, concerned=()),
            ),
            who=me,
            office=SimpleNamespace(languages=("en", "de")),
            readings=dialogs.as_set,
            reply=lambda card, anew=False: self.said.append(card),
            tell=lambda _who, card: self.said.append(card),
            set_timer=lambda *_args: None,
            put_form_aside=lambda can_go_on: None,
        )

    @property
    def answers(self) -> dict[str, str]:
        return self.paper.one.answers

    @property
    def open(self) -> Dialog | None:
        return self.paper.one if self.paper.one.state == "open" else None

    def presses(self, action: str, field: Field | None = None, value: str = "") -> None:
        about = "d1" if field is None else f"d1={dialogs.token(field, value)}"
        self.takes(lambda: forms.press(self.ctx, _button(action, about), self.open, self.house))

    def takes_time(self, token: str) -> None:
        self.takes(lambda: forms.press(self.ctx, _button(time_fields.TIME, f"d1={token}"), self.open, self.house))

    def says(self, words: str) -> None:
        dialog = self.open
        if dialog is not None and words.strip() and not forms.asks_nothing(self.ctx, dialog, self.house):
            self.takes(lambda: forms.answer(self.ctx, Said(words, "1"), dialog, self.house))

    def forgets(self) -> None:
        self.now += FORM_LIFE + timedelta(seconds=1)
        self.takes(lambda: forms.forgotten(self.ctx, TimerDue("t", FORGOTTEN, "d1", self.now)))

    def takes(self, step: Any) -> None:
        self.now += timedelta(seconds=1)
        self.ctx.now = self.now
        before, sent, said = self.paper.one, list(self.sent), list(self.said)
        try:
            step()
        except Refused:
            self.paper.one = before
            self.sent[:], self.said[:] = sent, said


def _button(action: str, about: str) -> Pressable:
    return Pressable("k", ME, action, about, None, NOON + timedelta(days=1), None, None)


# --- what there may be -----------------------------------------------------------------------------------------------

spoken = st.sampled_from([*PICKS, "ja", "nein", "Anna"])


@st.composite
def fields(draw: st.DrawFn, name: str) -> Field:
    kind = draw(st.sampled_from(list(FieldKind)))
    offers = kind in {FieldKind.ONE_OF, FieldKind.SOME_OF} or (kind is FieldKind.LINE and draw(st.booleans()))
    values = draw(st.lists(st.sampled_from(PICKS), min_size=1, max_size=4, unique=True)) if offers else []
    choices = [Choice(value, Text("spoken", words=Spoken({"en": draw(spoken)}))) for value in values]
    return Field(name, Text(name), kind, draw(st.booleans()), choices, longest=draw(st.sampled_from([10, 3000])))


@st.composite
def all_forms(draw: st.DrawFn) -> Form:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    asked = [draw(fields(name)) for name in names]
    return Form("x.form", Text("title"), Text("send"), asked, summary=draw(st.booleans()))


words = st.one_of(
    st.text(max_size=20), st.sampled_from([*PICKS, "12", "5 min", "a, b", "Ja!", "x" * 11, "-1", "Anna", *TIMES_SAID])
)
number = st.integers(0, 5)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("say"), words),
        st.tuples(st.sampled_from(["choose", "change", "skip", "next"]), number, number),
        st.tuples(st.sampled_from(["submit", "forget", "go on", "nonsense", "add", "remove", "time"]), number),
        st.tuples(st.just("cancel")),
    ),
    max_size=15,
)


def _good(field: Field) -> str:
    if field.choices:
        return field.choices[0].value
    if field.kind in TIMES:
        return "today"
    return {FieldKind.YES_NO: "yes", FieldKind.NUMBER: "5"}.get(field.kind, "x")


def _do(desk: Desk, step: tuple[Any, ...]) -> str | None:
    """Take a step; return the field it asked to answer anew, if it did."""
    match step:
        case ("say", said):
            desk.says(said)
        case ("submit", _):
            desk.presses(forms.SUBMIT)
        case ("forget", _):
            desk.forgets()
        case ("go on", _):
            desk.presses(forms.GO_ON)
        case ("nonsense", which):
            actions = sorted(forms.ACTIONS - {forms.CANCEL, forms.SUBMIT})
            desk.presses(actions[which % len(actions)], Field("never asked", Text("never")), str(which))
        case ("time", which):
            offers = (desk.paper.one.facts.get(time_fields.DOUBTED) or {}).get("offers") or ["date day 2026-03-01 -"]
            when = parsed(offers[which % len(offers)])
            desk.takes_time(time_fields.WORDS if when is None else when.token())
        case ("cancel",):
            desk.presses(forms.CANCEL)
        case ("add", which):
            new = [name for name in NAMES if name not in {field.name for field in desk.form.fields}]
            more = [Field(new[0], Text(new[0]), required=False)] if new else []
            place = which % (len(desk.form.fields) + 1)
            desk.form = replace(desk.form, fields=[*desk.form.fields[:place], *more, *desk.form.fields[place:]])
        case ("remove", which):
            if len(desk.form.fields) > 1:
                gone = desk.form.fields[which % len(desk.form.fields)]
                desk.form = replace(desk.form, fields=[field for field in desk.form.fields if field != gone])
        case (verb, which, pick):
            field = desk.form.fields[which % len(desk.form.fields)]
            offered = dialogs.choices(field)
            value = offered[pick % len(offered)].value if offered and verb == "choose" else ""
            desk.presses(f"forms.{verb}", field, value)
            return field.name if verb == "change" else None
        case _:
            raise AssertionError(step)
    return None


# --- what always holds -----------------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(all_forms(), steps)
def test_any_order_of_steps(form: Form, taken: list[tuple[Any, ...]]) -> None:
    """No step raises or loses a good answer; the form is sent at most once, with answers that will do, and never after
    it was cancelled; whoever goes on to answer what is asked gets it sent."""
    desk = Desk(form)
    for step in taken:
        before, was = dict(desk.answers), desk.open
        anew = _do(desk, step)
        asked = {field.name: field for field in desk.form.fields}
        for name, answer in before.items():
            if was is not None and name != anew and (name not in asked or dialogs.fault(asked[name], answer) is None):
                assert desk.answers.get(name) == answer, (step, name)
        _looks_right(desk)
    _finish(desk)
    assert len(desk.sent) == (0 if desk.paper.one.state == "cancelled" else 1)
    desk.presses(forms.SUBMIT)
    desk.presses(forms.GO_ON)
    desk.says("yes")
    assert len(desk.sent) <= 1


def _looks_right(desk: Desk) -> None:
    assert len(desk.sent) <= 1
    assert (desk.paper.one.state == "done") == (len(desk.sent) == 1)
    shown = [card for card in desk.said if isinstance(card, Card)]
    assert all(card.key in {"form:d1", "unfit:d1:1"} for card in shown)
    for given_away in desk.sent[-1:]:
        assert set(given_away) <= set(NAMES)


def _finish(desk: Desk) -> None:
    if desk.paper.one.state in {"forgotten", "aside"}:
        desk.presses(forms.GO_ON)
    for _ in range(len(NAMES) + 1):
        if desk.open is None:
            return
        field = dialogs.position(desk.form, desk.answers)
        if field is None:
            desk.presses(forms.SUBMIT)
        elif field.kind is FieldKind.SOME_OF:
            desk.says(_good(field))
        else:
            desk.presses(forms.CHOOSE, field, _good(field)) if dialogs.choices(field) else desk.says(_good(field))


@given(all_forms(), st.dictionaries(st.sampled_from(NAMES), words))
def test_the_position_is_the_first_unanswered_field(form: Form, answers: dict[str, str]) -> None:
    """Whatever was answered, in whatever order: the first field without an answer is next; others don't count, and
    files are never asked for."""
    at = dialogs.position(form, answers)
    names = [field.name for field in form.fields if field.kind is not FieldKind.FILES]
    open_ones = [name for name in names if name not in answers]
    assert (None if at is None else at.name) == (open_ones[0] if open_ones else None)


@given(all_forms(), st.dictionaries(st.sampled_from(NAMES), words), st.sampled_from(NAMES))
def test_fields_added_and_removed_between_answers(form: Form, answers: dict[str, str], name: str) -> None:
    """A field that is added is asked, wherever it stands; one that is removed isn't, and takes no other's answer
    along."""
    added = replace(form, fields=[Field("fresh", Text("fresh")), *form.fields])
    first = dialogs.position(added, answers)
    assert first is not None
    assert first.name == "fresh"
    fewer = replace(form, fields=[field for field in form.fields if field.name != name])
    at = dialogs.position(fewer, answers)
    assert at is None or at.name != name
    clean, faults = dialogs.check(fewer, answers)
    assert name not in {*clean, *faults}
    assert dialogs.without(answers, name) == {key: value for key, value in answers.items() if key != name}


@given(all_forms(), words)
def test_hearing_keeps_good_answers_only(form: Form, said: str) -> None:
    """What is heard is kept for the field that was asked if it will do, and kept the same when it is checked again."""
    answers, wrong = dialogs.hear(form, {}, said)
    field = dialogs.position(form, {})
    if field is None:  # it asks for files alone
        assert (answers, wrong) == ({}, None)
        return
    assert (wrong is None) == (field.name in answers)
    if wrong is None:
        assert dialogs.fault(field, answers[field.name]) is None
        assert dialogs.check(form, answers)[0][field.name] == answers[field.name]


@given(all_forms())
def test_tokens_find_their_way_back(form: Form) -> None:
    """Each choice has a token of its own that leads back to it, and to nothing else."""
    tokens = {(field.name, value): dialogs.token(field, value) for field in form.fields for value in _values(field)}
    assert len(set(tokens.values())) == len(tokens)
    for (name, value), token in tokens.items():
        found = dialogs.meant(form, token)
        assert found is not None
        assert (found[0].name, found[1]) == (name, value)
    assert dialogs.meant(form, "0" * 16) is None


def _values(field: Field) -> list[str]:
    return ["", *(choice.value for choice in dialogs.choices(field))]


@given(fields("what"), st.lists(st.sampled_from(PICKS), max_size=6))
def test_picking_twice_is_not_picking(field: Field, picked: list[str]) -> None:
    """Several may be picked; each press turns one on or off, only those offered, in the order they are offered."""
    now = ""
    for value in picked:
        now = dialogs.toggled(field, now, value)
    offered = [choice.value for choice in dialogs.choices(field)]
    assert now == ",".join(value for value in offered if picked.count(value) % 2)


@pytest.mark.parametrize(
    ("kind", "said", "kept"),
    [
        (FieldKind.NUMBER, " 15 min ", "15"),
        (FieldKind.NUMBER, "007", "7"),
        (FieldKind.NUMBER, "20 Minuten", "20"),
        (FieldKind.YES_NO, "Ja!", "yes"),
        (FieldKind.YES_NO, "nö", "no"),
        (FieldKind.LINE, "  roses ", "roses"),
        (FieldKind.ONE_OF, "REISE", "travel"),
        (FieldKind.ONE_OF, "trip", "travel"),
        (FieldKind.ONE_OF, "Travel", "travel"),
        (FieldKind.SOME_OF, "trip, food", "travel,food"),
    ],
)
def test_what_is_typed_as_it_is_kept(kind: FieldKind, said: str, kept: str) -> None:
    """Numbers with their unit, yes in German, a choice in either language or by its name."""
    named = [
        Choice("travel", Text("spoken", words=Spoken({"en": "Trip", "de": "Reise"}))),
        Choice("food", Text("spoken", words=Spoken({"en": "Food"}))),
    ]
    field = Field("x", Text("x"), kind, choices=named if kind in dialogs.CLOSED else ())
    assert dialogs.kept(field, said) == kept
    assert dialogs.fault(field, kept) is None


@pytest.mark.parametrize(
    ("field", "answer", "wrong"),
    [
        (Field("x", Text("x")), "  ", "form-answer-needed"),
        (Field("x", Text("x"), required=False), "", None),
        (Field("x", Text("x"), longest=5), "123456", "form-answer-too-long"),
        (Field("x", Text("x"), FieldKind.NUMBER), "many", "form-answer-no-number"),
        (Field("x", Text("x"), FieldKind.NUMBER), "٣", "form-answer-no-number"),
        (Field("x", Text("x"), FieldKind.NUMBER), "1000000001", "form-answer-too-much"),
        (Field("x", Text("x"), FieldKind.YES_NO), "maybe", "form-answer-not-offered"),
        (Field("x", Text("x"), FieldKind.ONE_OF, choices=[Choice("a", Text("a"))]), "b", "form-answer-not-offered"),
        (Field("x", Text("x"), FieldKind.SOME_OF, choices=[Choice("a", Text("a"))]), "a,b", "form-answer-not-offered"),
    ],
)
def test_faults(field: Field, answer: str, wrong: str | None) -> None:
    """What will not do is said by name."""
    found = dialogs.fault(field, answer)
    assert (None if found is None else found.name) == wrong


@pytest.mark.parametrize("in_window", [True, False])
def test_a_refused_window_keeps_its_files(*, in_window: bool) -> None:
    """All of a refused submission is rolled back but its answers and files, which a later one brings anew or the chat
    sends on."""
    plan = File("F1", "plan.pdf")
    chat = Desk(Form("f", Text("f"), Text("send"), [Field("what", Text("what"), required=False)]))
    chat.ctx.now = NOON
    opened = chat.paper.one
    sent = form_files.with_sent(form_files.with_sent(opened, [File("F0", "old.pdf")]), [plan])

    def refuse(*_: object) -> None:
        raise Refused(Text("no"))

    with pytest.raises(forms.FormRefused) as caught:
        forms.hand_in(chat.ctx, FormSpec(lambda _ctx, _dialog: chat.form, refuse, Act.USE), sent, {"what": "roses"})
    chat.paper.one = opened
    forms.stay_open(chat.ctx, caught.value, chat.house, in_window=in_window)
    assert form_files.of(chat.paper.one) == (plan,)
