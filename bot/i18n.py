"""Names and facts become sentences, for one reader, in their language and time zone. Nothing else here words
anything."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot import whens
from bot.platforms.base import Message, Option, Picker, Question, Sheet
from handlers.chat.dialogs import choices
from handlers.chat.outgoing import TIMES, Field, Form, Spoken, Stretch, Text, Typed
from handlers.chat.wire import unpack
from handlers.rules.whens import When, parsed
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

# Fluent: what begins a line is a name, whatever goes on is indented; in braces others are mentioned.
_BEGINNING = re.compile(r"^(-?[A-Za-z][\w-]*) *=", re.MULTILINE)
_MENTIONED = re.compile(r"\{\s*(-?[a-z][\w-]*)")

_LONG = 1000
_STAND_IN = "\u2060"  # no words contain it: see _HARMFUL
_NOTHING = f"{_STAND_IN}-"  # in the place of an empty fact while a sentence is worded
_GAP = re.compile(f"^{_NOTHING} ?| ?{_NOTHING}", re.MULTILINE)

log = logging.getLogger(__name__)


def inert(words: str) -> str:
    """Return people's words without the characters that turn text around or control terminals; lone surrogates go,
    too."""
    return _HARMFUL.sub("", words.replace("\r\n", "\n")).encode("utf-8", "replace").decode("utf-8")


class Wording:
    """The sentences of all languages, read once a process. May be used from any thread; `load` once, away from the
    event loop, leaves nothing to be read later."""

    def __init__(self, folder: Path = LOCALES) -> None:
        self._folder = folder

    def load(self) -> None:
        """Read all sentences of the complete languages."""
        from babel.dates import format_datetime  # noqa: F401 - loaded here so that nobody waits for it later

        for language in COMPLETE:
            self._language(language).read_all()

    def languages(self) -> list[str]:
        """Return the languages there are files for."""
        return sorted(path.stem for path in self._folder.glob("*.ftl"))

    def names(self, language: str) -> set[str]:
        """Return the names of all sentences of a language."""
        return self._language(language).names()

    def say(self, text: Text, language: str, zone: str, prefix: str = "/") -> str:
        """Return the sentence. A missing or broken one falls back to English, a name unknown there to itself; both are
        logged by name."""
        facts = {key: self._fact(value, language, zone, prefix) for key, value in text.facts.items()}
        long = _take_out_long(facts)
        facts.update({key: _NOTHING for key, value in facts.items() if value == ""})
        for tried in dict.fromkeys((language, FALLBACK)):
            worded, errors = self._language(tried).say(text.name, facts)
            if worded is None:
                continue
            if not errors:
                return _put_in(_without_gaps(worded), long)
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
            Option(say(label), key, style, say(confirm) if confirm else None, opens, *day)
            for label, key, style, confirm, opens, *day in content.get("buttons", ())
        )
        lines = tuple(say(line) for line in content.get("lines", ()))
        title = say(content["title"]) if "title" in content else None
        spoken = [content["title"], *content.get("lines", ())] if title else content.get("lines", ())
        moments = [(moment(at, language, zone), at) for at in _instants(spoken)]
        text = "\n".join((title or "", *lines)) if moments else ""
        return Message(
            lines=lines,
            title=title,
            moments=tuple(sorted(moments, key=lambda each: text.find(each[0]))),
            options=options,
            pickers=tuple(
                Picker(say(label), key, kind, whens.standing(kind, parsed(shows or ""), _zone(zone)))
                for label, key, kind, shows in content.get("pickers", ())
            ),
            mark=mark,
            yes=self.say(Text("yes"), language, zone) if options else "",
            no=self.say(Text("no"), language, zone) if options else "",
            weekdays=_weekdays(language) if any(option.day for option in options) else (),
        )

    def sheet(self, dialog: Dialog, form: Form, language: str, zone: str) -> Sheet:
        """Return a form worded for a window."""
        questions = tuple(
            Question(
                name=field.name,
                label=self.say(field.label, language, zone),
                kind=str(field.kind),
                required=field.required and not field.governed,
                choices=tuple((choice.value, self.say(choice.label, language, zone)) for choice in choices(field)),
                value=self._value(field, dialog.answers.get(field.name), language, zone),
                longest=field.longest,
                help=self.say(field.help, language, zone) if field.help else None,
                pick=self._pickers(language, zone) if field.kind in TIMES else None,
            )
            for field in form.fields
        )
        return Sheet(
            dialog=dialog.id,
            title=self.say(form.title, language, zone),
            submit=self.say(form.submit, language, zone),
            cancel=self.say(form.leave or Text("cancel"), language, zone),
            questions=questions,
            intro=self.say(form.intro, language, zone) if form.intro else None,
        )

    def _when(self, when: When, language: str, zone: str) -> str:
        return whens.worded(
            when, _zone(zone), partial(day, language=language), lambda text: self.say(text, language, zone)
        )

    def _pickers(self, language: str, zone: str) -> tuple[str, str]:
        return self.say(Text("pick-day"), language, zone), self.say(Text("pick-time"), language, zone)

    def _value(self, field: Field, value: str | None, language: str, zone: str) -> str | None:
        """Return an answer as a window shows it: a day, and a time of that day, as pickers have them; else words."""
        when = parsed(value) if value and field.kind in TIMES else None
        if when is None:
            return value
        return whens.pickable(when, _zone(zone)) or self.say(Text("when", when=when), language, zone)

    def _fact(self, value: object, language: str, zone: str, prefix: str) -> Any:
        match value:
            case str():
                return inert(value)
            case datetime():
                return moment(value, language, zone)
            case Stretch(begin=begin, end=end):
                return stretch(begin, end, language, zone)
            case When():
                return self._when(value, language, zone)
            case Text():
                return self.say(value, language, zone, prefix)
            case Typed(command=command):
                return prefix + command
            case Spoken(words=words):
                return inert(words.get(language) or next(iter(words.values()), ""))
            case list() | tuple():
                return "\n".join(str(self._fact(item, language, zone, prefix)) for item in value)
            case None:
                return ""
            case _:
                return value

    def _language(self, language: str) -> _Language:
        return _language_of(self._folder / f"{language}.ftl", language)


@cache
def _language_of(path: Path, language: str) -> _Language:
    return _Language(path, language)


class _Language:
    """One language's sentences. Each is parsed when it is first wanted: the whole file takes a tenth of a second, in
    which nobody would be served."""

    def __init__(self, path: Path, language: str) -> None:
        from fluent.runtime import FluentBundle

        self._lock = threading.Lock()
        self._bundle: FluentBundle = FluentBundle([language], use_isolating=False)
        self._unread = _by_name(path.read_text(encoding="utf-8")) if path.exists() else {}

    def say(self, name: str, facts: dict[str, Any]) -> tuple[str | None, Sequence[object]]:
        """Return the sentence, None if there is none, and what is wrong with it."""
        self._read(name)
        pattern = self._bundle.get_message(name).value if self._bundle.has_message(name) else None
        if pattern is None:
            return None, ()
        worded, errors = self._bundle.format_pattern(pattern, facts)
        return str(worded), errors

    def names(self) -> set[str]:
        """Return the names of all sentences that can be read."""
        self.read_all()
        return set(self._bundle._messages)  # noqa: SLF001 - the library has no public list

    def read_all(self) -> None:
        """Parse whatever is not parsed yet, one sentence at a time: others want some meanwhile."""
        for name in list(self._unread):
            self._read(name)

    def _read(self, name: str) -> None:
        if name not in self._unread:
            return
        from fluent.runtime import FluentResource

        with self._lock:
            found = self._with_mentioned(name)
            if found:
                self._bundle.add_resource(FluentResource("".join(found.values())))
            for each in found:
                del self._unread[each]

    def _with_mentioned(self, name: str) -> dict[str, str]:
        """Return the source of a sentence and of all that it mentions, as far as they are not parsed."""
        found: dict[str, str] = {}
        wanted = [name]
        while wanted:
            each = wanted.pop()
            if each in self._unread and each not in found:
                found[each] = self._unread[each]
                wanted += _MENTIONED.findall(found[each])
        return found


def _instants(packed: Any) -> Iterator[datetime]:
    """Yield the instants among the facts of packed sentences, those inside them included."""
    if isinstance(packed, Mapping):
        if "at" in packed and isinstance(packed["at"], str) and len(packed) == 1:
            yield datetime.fromisoformat(packed["at"])
            return
        packed = list(packed.values())
    if isinstance(packed, (list, tuple)):
        for each in packed:
            yield from _instants(each)


def _take_out_long(facts: dict[str, Any]) -> dict[str, str]:
    """Replace long texts by short stand-ins, as Fluent refuses parts of more than 2,500 characters; return them."""
    long = {key: value for key, value in facts.items() if isinstance(value, str) and len(value) > _LONG}
    stand_ins = {f"{_STAND_IN}{number}.": key for number, key in enumerate(long)}
    facts.update({key: stand_in for stand_in, key in stand_ins.items()})
    return {stand_in: long[key] for stand_in, key in stand_ins.items()}


def _without_gaps(worded: str) -> str:
    """Take out the places of facts that are empty, each with the blank before it."""
    return _GAP.sub("", worded) if _NOTHING in worded else worded


def _put_in(worded: str, long: Mapping[str, str]) -> str:
    for stand_in, text in long.items():
        worded = worded.replace(stand_in, text)
    return worded


def _by_name(source: str) -> dict[str, str]:
    """Return the source of each sentence (and term) of a Fluent file: from its name to the next one's."""
    found = list(_BEGINNING.finditer(source))
    ends = [*(each.start() for each in found[1:]), len(source)]
    return {each[1]: source[each.start() : end] for each, end in zip(found, ends, strict=True)}


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _weekdays(language: str) -> tuple[str, ...]:
    """Return the shortest names of the days, Monday first."""
    from babel.dates import get_day_names

    names = get_day_names("short", locale=language)
    return tuple(names[number] for number in range(7))


def day(on: date, language: str) -> str:
    """Return a date in words: weekday, day, month, year."""
    from babel.dates import format_date

    return str(format_date(on, "EEE d. MMMM y" if language == "de" else "EEE d MMMM y", locale=language))


def moment(at: datetime, language: str, zone: str) -> str:
    """Return an instant in words: weekday, date, 24-hour time in the reader's zone."""
    from babel.dates import format_datetime

    pattern = "EEE d. MMM, HH:mm" if language == "de" else "EEE d MMM, HH:mm"
    return str(format_datetime(at.astimezone(_zone(zone)), pattern, locale=language))


def dated(at: datetime, language: str, zone: str) -> str:
    """Return an instant in words for what is kept for years: date with year, 24-hour time in the reader's zone."""
    from babel.dates import format_datetime

    pattern = "d. MMMM y, HH:mm" if language == "de" else "d MMMM y, HH:mm"
    return str(format_datetime(at.astimezone(_zone(zone)), pattern, locale=language))


def stretch(begin: datetime, end: datetime, language: str, zone: str) -> str:
    """Return a stretch of time in words: where it ends on the date on which it began, that is said once."""
    first, last = moment(begin, language, zone), moment(end, language, zone)
    date, _, clock = last.rpartition(", ")
    return f"{first}–{clock}" if first.startswith(f"{date}, ") else f"{first} – {last}"
