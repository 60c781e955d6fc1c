"""Greetings and thanks alone are told from words that say more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import pleasantries


@pytest.mark.parametrize(
    "words",
    ["hi", "Hi!", "Good morning", "hello, thank you so much 🙏", "Thanks!", "Guten Tag", "Hallo, vielen Dank!", "DANKE",
     "Danke schön 😊", "dankeschön"],
)  # fmt: skip
def test_alone(words: str) -> None:
    """In either language, with marks, emoji and capitals, one after another."""
    assert pleasantries.alone(words)


@pytest.mark.parametrize(
    "words",
    ["", "🙏", "yes", "ok", "no thanks", "Nein danke", "morning", "Morgen", "Guten Tag, rote bitte", "Thanks, red ones",
     "hi 12", "thanksgiving", "danke nein", "good"],
)  # fmt: skip
def test_more_or_else(words: str) -> None:
    """What may be an answer is none of them: a yes, a no, a time, a number, anything beside the thanks."""
    assert not pleasantries.alone(words)


@pytest.mark.parametrize(
    "words", ["Danke!", "Super, vielen Dank für alles 🙏", "Great, thanks for your help!", "ok danke"]
)
def test_thanks(words: str) -> None:
    """Thanks with praise, and what for, ask for nothing."""
    assert pleasantries.thanks_alone(words)


@pytest.mark.parametrize(
    "words", ["", "Super!", "Hallo", "ok", "nein danke", "Danke, und bitte Rosen", "thanks for the roses"]
)
def test_no_thanks(words: str) -> None:
    """Praise or a greeting alone are no thanks, nor is anything that goes on."""
    assert not pleasantries.thanks_alone(words)


@pytest.mark.parametrize("word", ["moin ", "danke ", "good morning ", "alles gut "])
def test_long_words_are_read_at_once(word: str) -> None:
    """The same word a thousand times over is read in one go, whatever follows."""
    assert not pleasantries.alone(word * 1000 + "x")
    assert not pleasantries.thanks_alone(word * 1000 + "x")


@given(st.text())
def test_any_words(words: str) -> None:
    """Whatever is written, with more behind it it's not thanks alone."""
    assert not pleasantries.alone(f"{words} roses")
