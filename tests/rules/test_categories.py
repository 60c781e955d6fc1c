"""Which category some words are about: by keywords and examples, in any language, never by chance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.chat.context import Office
from handlers.rules.categories import Category, Question, guess
from handlers.tasks import questions

TRAVEL = Category(
    "travel",
    {"en": "Travel", "de": "Reise"},
    keywords=("flight", "train ticket", "Flug", "Bahn"),
    examples=("Please book a hotel room in Vienna", "Bitte buchen Sie ein Zimmer in Wien"),
    process={"en": "We compare three offers.", "de": "Wir vergleichen drei Angebote."},
    questions=(
        Question("where", {"en": "Where to?", "de": "Wohin?"}),
        Question("class", {"en": "Which class?"}, "one-of", choices=(("1", {"en": "First"}), ("2", {"en": "Second"}))),
        Question("notes", {"en": "Anything else?"}, "paragraph", required=False, help={"en": "Seat, meal …"}),
    ),
)
FOOD = Category("food", {"en": "Food"}, keywords=("table", "Tisch"), examples=("Reserve a table for four",))
PLAIN = Category("plain", {"en": "Other"})
ALL = (TRAVEL, FOOD, PLAIN)


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("Please find me a flight to Oslo", "travel"),
        ("FLIGHT!", "travel"),
        ("Ich brauche einen Flug.", "travel"),
        ("two train tickets", None),  # another word: nothing is guessed
        ("a train ticket, please", "travel"),
        ("a ticket for the train", None),  # the phrase as a whole
        ("flights", None),
        ("Tisch, Flug", "travel"),  # the first of equals
        ("A table, a table for four", "food"),
        ("hotel room", "travel"),  # two words of an example
        ("hotel", None),  # one alone may be chance
        ("ein Zimmer in Wien, bitte", "travel"),
        ("for a in", None),  # short words say nothing
        ("", None),
        ("   \n", None),
        ("🚆", None),
    ],
)
def test_guesses(words: str, category: str | None) -> None:
    """Whole keywords and phrases count, words shared with an example a little, one chance word not at all."""
    assert guess(words, ALL) == category


def test_nothing_to_guess_from() -> None:
    """Without categories, or without hints, there is no guess."""
    assert guess("flight", ()) is None
    assert guess("other things", (PLAIN,)) is None


@given(st.text(), st.lists(st.sampled_from(ALL), unique_by=lambda each: each.name))
def test_any_words(words: str, offered: list[Category]) -> None:
    """Whatever is written: one of those offered or none, the same each time, and case doesn't matter."""
    found = guess(words, offered)
    assert found is None or found in {each.name for each in offered}
    assert guess(words, offered) == found


@given(
    st.sampled_from([(each, word) for each in (TRAVEL, FOOD) for word in each.keywords]), st.text(alphabet="xyz .,!")
)
def test_a_keyword_is_found_among_other_words(pair: tuple[Category, str], around: str) -> None:
    """A keyword between other words, in capitals too, is found."""
    category, word = pair
    assert guess(f"{around} {word.upper()} {around}", ALL) == category.name


def test_a_category_brings_its_own_questions() -> None:
    """The form of a request has the category's questions after its own, with kind, choices, help and duty, and begins
    with how such requests go."""
    office = Office("Office Berlin", "en", "Europe/Berlin", categories=ALL)
    form = questions.request(office, "travel")
    own = [field.name for field in form.fields if field.name.startswith(questions.QUESTION)]
    assert own == ["q-where", "q-class", "q-notes"]
    where, klass, notes = (field for field in form.fields if field.name in own)
    assert (where.required, klass.required, notes.required) == (True, True, False)
    assert [choice.value for choice in klass.choices] == ["1", "2"]
    assert notes.help is not None
    assert form.intro is not None
    without = questions.request(office, "plain")
    assert [field for field in form.fields if field.name not in own] == list(without.fields)
    assert questions.request(office, "gone by now").intro is None


def test_answers_to_own_questions() -> None:
    """The form's names of a category's answers and the task's lead to each other."""
    own = {"where": "Oslo", "class": "2"}
    form = {**questions.prefilled(own), "words": "Please"}
    assert questions.own_answers(form) == own
    assert questions.own_answers({}) == questions.prefilled(None) == {}
