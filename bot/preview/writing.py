"""The preview's folder: examples in some languages as pages and, where a Chromium is found, as pictures."""

from __future__ import annotations

import contextlib
import difflib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from bot.i18n import Wording
from bot.preview import chromium
from bot.preview.catalogue import EXAMPLES
from bot.preview.drawn import Wires, wires
from bot.preview.example import Example
from bot.preview.page import figures, index, page, picture

ALL = "all"
NO_CHROMIUM = f"no pictures: no Chromium found ({', '.join(chromium.NAMES)} in PATH, or one of Playwright's)"
THEMES = {"": False, ".dark": True}
I18N = logging.getLogger("bot.i18n")


class NotKnown(Exception):
    """There is no such card or language; the text says which there are."""


def write(folder: Path, language: str, cards: Sequence[str], wording: Wording, say: Callable[[str], None]) -> None:
    """Write pages into `folder`. Raises NotKnown and OSError."""
    languages, examples = chosen_languages(language, wording), chosen(cards)
    folder.mkdir(parents=True, exist_ok=True)
    with _faults(say):
        _write_pages(folder, examples, languages, wording)
    say(f"{len(examples)} cards in {', '.join(languages)}: {folder / 'index.html'}")


def _write_pages(folder: Path, examples: Sequence[Example], languages: Sequence[str], wording: Wording) -> None:
    for example in examples:
        drawn = _drawn(example, languages, wording)
        _write(folder / f"{example.name}.html", page(example, drawn, wording, examples))
    _write(folder / "index.html", index(examples, languages))


def take_pictures(
    folder: Path,
    language: str,
    cards: Sequence[str],
    wording: Wording,
    say: Callable[[str], None],
    environ: Mapping[str, str],
) -> None:
    """Write `CARD.PLATFORM.LANGUAGE.png`, and `.dark.png`, into `folder`; without a Chromium, say so in one line.
    Raises NotKnown, OSError and chromium.NoPicture."""
    languages, examples = chosen_languages(language, wording), chosen(cards)
    browser = chromium.find(environ)
    if browser is None:
        say(NO_CHROMIUM)
        return
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with chromium.Chromium(browser, environ) as tab:
        for example in examples:
            for spoken, drawn in _drawn(example, languages, wording).items():
                for platform, figure in figures(drawn).items():
                    for ending, dark in THEMES.items():
                        shot = tab.picture(picture(figure, spoken), dark=dark)
                        (folder / f"{example.name}.{platform}.{spoken}{ending}.png").write_bytes(shot)
                        count += 1
    say(f"{count} pictures by {browser}: {folder}")


def chosen(cards: Sequence[str]) -> list[Example]:
    """Return the examples of these names, all if none is given. Raises NotKnown."""
    known = {example.name: example for example in EXAMPLES}
    for name in cards:
        if name not in known:
            near = difflib.get_close_matches(name, known, cutoff=0.4) or known
            raise NotKnown(f"there is no card {name!r}; there is {', '.join(near)}")
    return [known[name] for name in dict.fromkeys(cards)] or list(EXAMPLES)


def chosen_languages(language: str, wording: Wording) -> list[str]:
    """Return the languages to show. Raises NotKnown."""
    known = wording.languages()
    if language == ALL:
        return known
    if language not in known:
        raise NotKnown(f"there is no language {language!r}; there is {', '.join([*known, ALL])}")
    return [language]


def _drawn(example: Example, languages: Sequence[str], wording: Wording) -> dict[str, Wires]:
    return {language: wires(example, wording, language) for language in languages}


@contextlib.contextmanager
def _faults(say: Callable[[str], None]) -> Iterator[None]:
    """Collect the sentences that are missing or broken, and say which at the end."""
    found: dict[str, None] = {}

    class Collecting(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            facts = record.__dict__.get("facts", {})
            found[f"{record.getMessage()}: {facts.get('sentence', '')} ({facts.get('language', '')})"] = None

    collecting, passed_on = Collecting(), I18N.propagate
    I18N.addHandler(collecting)
    I18N.propagate = False
    try:
        yield
    finally:
        I18N.removeHandler(collecting)
        I18N.propagate = passed_on
        for fault in found:
            say(fault)


def _write(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")
