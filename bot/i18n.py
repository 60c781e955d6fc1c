"""Names and facts become sentences, for one reader, in their language and time zone. Nothing else here words
anything."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.platforms.base import Message, Option, Question, Sheet
from handlers.chat.outgoing import Form, Text, Typed
from handlers.chat.wire import unpack
from storage.dialogs import Dialog

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle

LOCALES = Path(__file__).parent / "locales"
FALLBACK = "en"
COMPLETE = ("en", "de")

# Direction overrides and isolates, blanks without width, and control characters but for line feed and tab: they could
# make words lie. Some terminals obey U+009B as they do Escape. The joiners U+200C and U+200D are part of spelling.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)

_LONG = 1000
_STAND_IN = "\u2060"  # no words contain it: see _HARMFUL

log = logging.getLogger(__name__)


def inert(words: str) -> str:
    """Return people's words without the characters that turn text around or control terminals; lone surrogates go,
    too."""
    return _HARMFUL.sub("", words.replace("\r\n", "\n")).encode("utf-8", "replace").decode("utf-8")


class Wording:
    """The sentences of all languages. Bundles are read at first use."""

    def __init__(self, folder: Path = LOCALES) -> None:
        self._folder = folder
        self._bundles: dict[str, FluentBundle] = {}

    def languages(self) -> list[str]:
        """Return the languages there are files for."""
        return sorted(path.stem for path in self._folder.glob("*.ftl"))

    def names(self, language: str) -> set[str]:
        """Return the names of all sentences of a language."""
        return set(self._bundle(language)._messages)  # noqa: SLF001 - the library has no public list

    def say(self, text: Text, language: str, zone: str, prefix: str = "/") -> str:
        """Return the sentence. A missing or broken one falls back to English, a name unknown there to itself; both are
        logged by name."""
        facts = {key: self._fact(value, language, zone, prefix) for key, value in text.facts.items()}
        long = _take_out_long(facts)
        for tried in dict.fromkeys((language, FALLBACK)):
            bundle = self._bundle(tried)
            if not bundle.has_message(text.name):
                continue
            pattern = bundle.get_message(text.name).value
            if pattern is None:
                continue
            worded, errors = bundle.format_pattern(pattern, facts)
            if not errors:
                return _put_in(str(worded), long)
            log.error("broken sentence", extra={"facts": {"sentence": text.name, "language": tried}})
        log.error("missing sentence", extra={"facts": {"sentence": text.name, "language": language}})
        return text.name

    def message(
        self, content: Mapping[str, Any], language: str, zone: str, *, prefix: str = "/", mark: str = ""
    ) -> Message:
        """Return the outbox content `content` worded for one reader."""

        def say(packed: Sequence[Any]) -> str:
            return self.say(unpack(packed), language, zone, prefix)

        options = tuple(
            Option(say(label), key, style, say(confirm) if confirm else None, opens)
            for label, key, style, confirm, opens in content.get("buttons", ())
        )
        return Message(
            lines=tuple(say(line) for line in content.get("lines", ())),
            title=say(content["title"]) if "title" in content else None,
            options=options,
            mark=mark,
            yes=self.say(Text("yes"), language, zone) if options else "",
            no=self.say(Text("no"), language, zone) if options else "",
        )

    def sheet(self, dialog: Dialog, form: Form, language: str, zone: str) -> Sheet:
        """Return a form worded for a window."""
        questions = tuple(
            Question(
                name=field.name,
                label=self.say(field.label, language, zone),
                kind=str(field.kind),
                required=field.required,
                choices=tuple((choice.value, self.say(choice.label, language, zone)) for choice in field.choices),
                value=dialog.answers.get(field.name),
                longest=field.longest,
            )
            for field in form.fields
        )
        return Sheet(
            dialog=dialog.id,
            title=self.say(form.title, language, zone),
            submit=self.say(form.submit, language, zone),
            cancel=self.say(Text("cancel"), language, zone),
            questions=questions,
        )

    def _fact(self, value: object, language: str, zone: str, prefix: str) -> Any:
        match value:
            case str():
                return inert(value)
            case datetime():
                return moment(value, language, zone)
            case Text():
                return self.say(value, language, zone, prefix)
            case Typed(command=command):
                return prefix + command
            case list() | tuple():
                return "\n".join(str(self._fact(item, language, zone, prefix)) for item in value)
            case None:
                return ""
            case _:
                return value

    def _bundle(self, language: str) -> FluentBundle:
        bundle = self._bundles.get(language)
        if bundle is None:
            bundle = self._bundles[language] = _read(self._folder / f"{language}.ftl", language)
        return bundle


def _take_out_long(facts: dict[str, Any]) -> dict[str, str]:
    """Replace long texts by short stand-ins, as Fluent refuses parts of more than 2,500 characters; return them."""
    long = {key: value for key, value in facts.items() if isinstance(value, str) and len(value) > _LONG}
    stand_ins = {f"{_STAND_IN}{number}.": key for number, key in enumerate(long)}
    facts.update({key: stand_in for stand_in, key in stand_ins.items()})
    return {stand_in: long[key] for stand_in, key in stand_ins.items()}


def _put_in(worded: str, long: Mapping[str, str]) -> str:
    for stand_in, text in long.items():
        worded = worded.replace(stand_in, text)
    return worded


def _read(path: Path, language: str) -> FluentBundle:
    from fluent.runtime import FluentBundle, FluentResource

    bundle = FluentBundle([language], use_isolating=False)
    if path.exists():
        bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return bundle


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def moment(at: datetime, language: str, zone: str) -> str:
    """Return an instant in words: weekday, date, 24-hour time in the reader's zone."""
    from babel.dates import format_datetime

    pattern = "EEE d. MMM, HH:mm" if language == "de" else "EEE d MMM, HH:mm"
    return str(format_datetime(at.astimezone(_zone(zone)), pattern, locale=language))
