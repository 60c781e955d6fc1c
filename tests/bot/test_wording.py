"""Languages are read away from the event loop, and a wording never waits for more than its own sentence."""

from __future__ import annotations

import asyncio
from pathlib import Path

import fluent.runtime
import pytest

from bot import i18n
from bot.i18n import COMPLETE, LOCALES, Wording
from handlers.chat.outgoing import Text
from storage.vocabulary import Role
from tests.databases import fresh_sqlite
from tests.office import Office, Plan
from tests.stories.kit import joined, only


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is parsed in this test, as source, in a process that has read no language yet."""
    i18n._language_of.cache_clear()  # noqa: SLF001 - there is one process for all tests
    seen: list[str] = []
    original = fluent.runtime.FluentResource

    def noted(source: str) -> object:
        seen.append(source)
        return original(source)

    monkeypatch.setattr(fluent.runtime, "FluentResource", noted)
    return seen


def test_a_wording_parses_its_own_sentence_only(parsed: list[str]) -> None:
    """The first sentence of a language costs that sentence; the second time nothing is parsed."""
    wording = Wording()
    assert wording.say(Text("yes"), "de", "UTC") == "Ja"
    assert [source.split()[0] for source in parsed] == ["yes"]
    wording.say(Text("yes"), "de", "UTC")
    assert len(parsed) == 1


def test_once_loaded_nothing_is_parsed(parsed: list[str]) -> None:
    """After `load` no sentence of any complete language is parsed any more."""
    wording = Wording()
    wording.load()
    before = len(parsed)
    for language in COMPLETE:
        for name in wording.names(language):
            wording.say(Text(name), language, "UTC")
    assert len(parsed) == before


def test_sentence_by_sentence_is_the_whole_file() -> None:
    """Nothing is lost by reading sentences one by one."""
    for language in COMPLETE:
        whole = fluent.runtime.FluentBundle([language])
        whole.add_resource(fluent.runtime.FluentResource((LOCALES / f"{language}.ftl").read_text("utf-8")))
        assert Wording().names(language) == set(whole._messages)  # noqa: SLF001 - the library has no public list


def test_sentences_that_mention_others(tmp_path: Path) -> None:
    """Terms and messages mentioned in a sentence come along, also over several steps, lines and loops."""
    (tmp_path / "en.ftl").write_text(
        "-firm = Vorzimmer\n# a note\nsmall = { -firm } { $n ->\n    [one] one\n   *[other] many\n}\n\n"
        "big =\n    This is { small }\n    and { loop }.\nloop = { big }\nplain = just this\n    .attribute = no\n"
    )
    wording = Wording(tmp_path)
    assert wording.say(Text("small", n=2), "en", "UTC") == "Vorzimmer many"
    assert wording.say(Text("plain"), "en", "UTC") == "just this"
    assert wording.say(Text("loop"), "en", "UTC") == "loop"
    assert wording.say(Text("nothing"), "en", "UTC") == "nothing"


async def test_a_running_office_has_read_its_languages(tmp_path: Path, parsed: list[str]) -> None:
    """Once an office is heard its languages are being read by themselves: what is said later parses nothing."""
    office = Office(Plan(fresh_sqlite(tmp_path), **only("telegram")))  # type: ignore[arg-type]  # fields of Plan
    try:
        await office.open()
        await asyncio.wait_for(office.app.worded.wait(), 30)
        before = len(parsed)
        anna = await joined(office, Role.CLIENT, "Anna", "telegram", language="de")
        anna.commands("settings")
        await anna.sees("Einstellungen")
        assert before > 0
        assert len(parsed) == before
    finally:
        await office.close()
