"""Every language says everything, with the facts the code gives; people's words stay inert; dates are the reader's."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from fluent.syntax import ast as ftl
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import COMPLETE, FALLBACK, Wording, inert, moment
from bot.platforms.slack_listening import ALARMS
from bot.rights.reading import SHOWN, STATES
from handlers.chat.outgoing import Text, Typed
from handlers.chat.repeating import UNITS, WEEKDAYS
from handlers.chat.requests import NOT_TAKEN
from handlers.features import HOUSE
from handlers.reports.screens import FIGURES, FORMS
from handlers.rules.kpi.asked import CHOICES
from handlers.rules.kpi.causes import Cause
from handlers.rules.sla_history import ASIDE, FINISHED, WAITING
from handlers.rules.sla_policy import Clock
from handlers.rules.slots.asking import Rule
from handlers.rules.trials import BEGINNINGS, QUESTIONS
from handlers.rules.whens import QUICK
from handlers.tasks.actions import GIVEN_BY, PUT_BACK
from handlers.tasks.board_screens import BY
from handlers.tasks.classes import CLASSES
from handlers.tasks.closing import COMPLAINTS
from handlers.tasks.files import KNOWN_ERRORS
from handlers.tasks.why import PLAINER
from handlers.trials.screens import MOVES, OUTCOMES
from storage import exporting, own_data
from storage.own_data import OF_CONTACTS, OF_STAFF
from storage.vocabulary import (
    BookingState,
    Channel,
    Confidentiality,
    FileState,
    Priority,
    Retention,
    Role,
    SeriesState,
    TaskState,
)
from tests.house.sentences import Spoken, constants, facts_of, messages, outline, resource, spoken, steps_noted
from tests.house.test_platforms import LIBRARIES

WORDING = Wording()
FILES = WORDING.languages()

each_file = pytest.mark.parametrize("language", FILES)
each_language = pytest.mark.parametrize("language", COMPLETE)

# Forms with one question: what they ask for is their name.
ONE_QUESTION = ("decline", "give-back", "ask", "pause", "message", "note", "answer", "rating-word", "cancel")

# Steps of a task's history whose names are passed on from one function to another.
PASSED_STEPS = {"accepted", "closed-by-silence", "edited", "deleted", "policy", "calendar"}
PASSED_STEPS |= {*GIVEN_BY.values(), *PUT_BACK.values()}
# Every reason the rules give for a due time; some of them are said otherwise to clients.
WHY = {
    name.removeprefix("why-")
    for name in (
        *(name for name in constants("handlers/rules/sla_explain.py") if re.fullmatch(r"why-[a-z-]*[a-z]", name)),
        *(f"why-paused-{kind}" for kind in (WAITING, ASIDE, FINISHED)),
        *(name for each in PLAINER if each.startswith("why-") for name in (each, f"{each}-you")),
    )
}

# A name put together, `Text(f"welcome-{role}")`: everything that may come after its beginning, or before its end.
ENDINGS: Mapping[str, Iterable[str]] = {
    "role-": Role,
    "welcome-": Role,
    "help-": Role,
    "state-": TaskState,
    "command-": [command.name for command in HOUSE.listed],
    "language-": COMPLETE,
    "platform-": LIBRARIES,
    "newcomer-": ("confirmed", "refused"),
    "task-note-": ("edited", "deleted"),
    "task-words-": ("edited", "deleted"),
    "mydata-table-": {*OF_CONTACTS, *OF_STAFF},
    "mydata-left-": own_data.LEFT_OUT,
    "export-table-": {*exporting.tables()} & SHOWN.keys(),
    "export-column-": {column for columns in SHOWN.values() for column in columns},
    "export-state-": STATES,
    "export-label-": Retention,
    "export-left-": exporting.LEFT_OUT,
    "cannot-": ("decline", "finish"),
    "invite-": ("used", "withdrawn"),
    "gone-": ("left", "away", "moved", "not-bound"),
    "class-": CLASSES,
    "class-means-": CLASSES,
    "class-line-": [each for each in CLASSES if each is not Confidentiality.NORMAL],
    "channel-": Channel,
    "came-": ("declined", "handed-over", "paused"),
    "file-not-taken-": NOT_TAKEN,
    "task-state-": TaskState,
    "client-state-": TaskState,
    "priority-": Priority,
    "step-": PASSED_STEPS,  # and those noted, see whole_names: reading the code for them takes seconds
    "step-appointment-": ("tied", "untied", "moved", "cancelled"),
    "task-appointment-": ("moved", "cancelled"),
    "board-by-": BY,
    "complaint-": COMPLAINTS,
    "file-": [state for state in FileState if state is not FileState.HERE],
    "weekday-": sorted(day.lower() for day in WEEKDAYS),
    "weekday-short-": sorted(day.lower() for day in WEEKDAYS),
    "repeats-": UNITS.values(),
    "file-error-": (*KNOWN_ERRORS, "other"),
    "*-title": ONE_QUESTION,
    "*-words": ONE_QUESTION,
    "booking-state-": BookingState,
    "invitation-": ("how", "waiting", "later", "told", "failed", "left"),
    "letter-": ("invited", "changed", "over"),
    "letter-subject-": ("invited", "changed", "over"),
    "booking-": ("done", "no-show"),
    "book-no-": Rule,
    "snooze-": ("quarter", "hour", "morning", "working-day"),
    "reminder-is-": ("asked", "told", "dropped"),
    "when-": QUICK,
    "recurring-": SeriesState,
    "clock-": (*Clock, "next-update-you"),
    "why-": WHY,
    "report-": ("client", "category", "platform"),
    "report-by-": ("client", "category", "platform"),
    "report-cause-": Cause,
    "decided-now-": ("released", "withheld"),
    "decided-already-": ("released", "withheld"),
    "decided-by-": ("released", "withheld"),
    "decided-on-": ("released", "withheld"),
    "digest-show-": FIGURES,
    "digest-clock-": sorted(Clock),
    "digest-as-": FORMS,
    "kpi-": CHOICES,
    "trial-": OUTCOMES,
    "trial-ask-": QUESTIONS,
    "trial-at-": QUESTIONS,
    "trial-begins-": BEGINNINGS,
    "trial-step-": MOVES,
    "turn-": ("office", "client", "ours", "yours", "outside"),
    "alarm-": (),  # its one place in bot/inbox.py; the codes are found where alarms are raised
}

# Where a name comes in a variable: all names it may be.
PASSED_ON: Mapping[str, Iterable[str]] = {
    "handlers/absences/screens.py": ("away-line", "away-line-on"),
    "handlers/bookings/screens.py": ("book-earlier-month", "book-later-month"),
    "handlers/chat/closed_forms.py": (
        *("form-aside", "form-cancelled", "form-forgotten", "form-left", "form-moved", "form-put-aside"),
    ),
    "handlers/chat/dispatch.py": ("stranger", "stranger-not-admitted"),
    "handlers/chat/requests.py": ("yes", "no"),
    "handlers/chat/time_fields.py": ("when-is-it", "when-is-past", "when", "when-rather"),
    "handlers/chat/wire.py": (),  # unpacks what another place packed
    "handlers/people/manager_screens.py": (
        *("people-fine", "people-pending", "people-unreachable", "people-away"),
        *("person-set-away", "person-set-back"),
    ),
    "handlers/tasks/conversation.py": ("said", "noted"),
    "handlers/tasks/manager.py": ("handed-over-all", "handed-over-some", "handed-over-none"),
    "handlers/tasks/draft_screens.py": ("to-this", "reopen-this"),
    "handlers/tasks/drafting.py": ("placed-client", "placed-note", "placed-task"),
    "handlers/tasks/questions.py": ("decline", "give-back", "send", "pause", "save", "cancel-task"),
    "handlers/tasks/record.py": ("already-done", "already-closed", "already-cancelled"),
    "handlers/tasks/screens.py": (
        *("acknowledge", "ask-client", "claim", "decline", "done", "give-back", "hand-over"),
        *("internal-note", "message-client", "pause", "resume", "minutes-other", "minutes-change"),
    ),
    "handlers/tasks/appointment_lines.py": ("for-appointment", "for-appointment-gone"),
    "handlers/tasks/alert_screens.py": ("alert-met", "alert-met-late"),
    "bot/scheduler.py": ("alarm-nobody-to-alert",),
    "bot/compose.py": ("form-saved", "form-not-saved"),
    "bot/platforms/slack_listening.py": [f"alarm-{code}" for code in ALARMS.values()],
}

NUMBERS = {"count", "hours", "most", "seconds", "waiting"}
MOMENTS = {"at", "expires"}
COMMANDS = {"command", "help", "kpi", "mine", "queue", "settings"}
LISTS = {"lines"}
NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)


def whole_names(said: Spoken) -> list[str]:
    """Return every name that a place in the code may say."""
    if said.rest:
        begin, end = ("", said.name[1:]) if said.name.startswith("*") else (said.name, "")
        noted = steps_noted() - {""} if said.name == "step-" else ()
        return [f"{begin}{middle}{end}" for middle in {*ENDINGS.get(said.name, ()), *noted}]
    return [said.name] if said.name else list(PASSED_ON.get(said.file, ()))


def sample(fact: str, number: int) -> object:
    """Return a value of the kind that code gives under this name."""
    if fact in NUMBERS:
        return number
    if fact in MOMENTS:
        return NOON
    if fact in COMMANDS:
        return Typed("queue")
    return [Text("help-line", command=Typed("mine"), what="words")] if fact in LISTS else "Anna"


# --- language files --------------------------------------------------------------------------------------------------


def test_complete_languages_have_files() -> None:
    """Whatever is called complete exists, and English, which all others fall back to, is."""
    assert set(COMPLETE) <= set(FILES)
    assert FALLBACK in COMPLETE


@each_file
def test_nothing_is_broken(language: str) -> None:
    """Fluent turns what it can't read into junk without a word: there is none, and nothing is said twice."""
    junk = [entry.content for entry in resource(language).body if isinstance(entry, ftl.Junk)]
    assert junk == []
    names = [message.id.name for message in messages(language)]
    assert sorted({name for name in names if names.count(name) > 1}) == []
    assert [message.id.name for message in messages(language) if message.value is None or message.attributes] == []


@each_language
def test_complete_languages_say_everything(language: str) -> None:
    """A complete language has the names of English, no others, in the same order under the same sections."""
    ours, theirs = set(outline(FALLBACK)), set(outline(language))
    assert sorted(ours - theirs) == []
    assert sorted(theirs - ours) == []
    assert outline(language) == outline(FALLBACK)


@each_file
def test_translations_use_known_names_and_facts(language: str) -> None:
    """A translation may leave a fact out, but can't use one that English doesn't: nobody gives it."""
    ours, theirs = facts_of(FALLBACK), facts_of(language)
    assert sorted(set(theirs) - set(ours)) == []
    unknown = {name: sorted(facts - ours[name]) for name, facts in theirs.items()}
    assert {name: facts for name, facts in unknown.items() if facts} == {}


@each_file
@pytest.mark.parametrize("number", [0, 1, 2, 3, 24, 1234])
def test_every_sentence_can_be_said(language: str, number: int, caplog: pytest.LogCaptureFixture) -> None:
    """Each sentence takes its facts without an error, and nothing of the file's own syntax shows."""
    caplog.set_level(logging.INFO)
    for name, facts in facts_of(language).items():
        worded = WORDING.say(Text(name, **{fact: sample(fact, number) for fact in facts}), language, "Europe/Berlin")
        assert worded.strip(), name
        assert not re.search(r"[{}$]|\bNone\b", worded), (name, worded)
    assert [record.__dict__.get("sentence") for record in caplog.records] == []


@pytest.mark.parametrize(
    ("name", "english", "german"),
    [
        ("send-request", "Send request", "Absenden"),
        ("discard", "Discard", "Verwerfen"),
        ("acknowledge", "Acknowledge", "Annehmen"),
        ("decline", "Decline", "Ablehnen"),
        ("done", "Done", "Erledigt"),
    ],
)
def test_labels(name: str, english: str, german: str) -> None:
    """The labels that people know the steps of a request by."""
    assert (WORDING.say(Text(name), "en", "UTC"), WORDING.say(Text(name), "de", "UTC")) == (english, german)


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        (Text("alarm-telegram-gap", count=1), "en", "a message:"),
        (Text("alarm-telegram-gap", count=2), "en", "2 are missing"),
        (Text("alarm-telegram-gap", count=1), "de", "eine Nachricht"),
        (Text("alarm-telegram-gap", count=1234), "de", "fehlen 1.234"),
        (Text("alarm-outage", hours=1), "en", "for an hour"),
        (Text("alarm-outage", hours=30), "en", "for 30 hours"),
        (Text("outage-notice", hours=1, office="Weber"), "de", "eine Stunde"),
        (Text("outage-notice", hours=30, office="Weber"), "de", "30 Stunden"),
        (Text("form-answer-too-long", most=3000), "en", "3,000 characters"),
        (Text("form-answer-too-long", most=3000), "de", "3.000 Zeichen"),
    ],
)
def test_numbers(text: Text, language: str, words: str) -> None:
    """One and many are told apart, and thousands are grouped as readers are used to."""
    assert words in WORDING.say(text, language, "UTC")


def test_german_is_formal_and_fits_everybody() -> None:
    """German says Sie, and no word makes a guess at whether somebody is a man or a woman."""
    informal = re.compile(r"\b(?:[Dd]u|[Dd]ein(?:e[mnrs]?)?|[Dd]i(?:r|ch)|[Ee]uch|[Ee]u(?:er|re)\w*)\b")
    gendered = re.compile(r"\b(?:Kund(?:e|en|in)|Assistent\w*|Manager\w*|Leiter\w*|Mitarbeiter\w*|Administrator\w*)\b")
    values = {name: WORDING.say(Text(name, **_samples(name)), "de", "UTC") for name in facts_of("de")}
    assert {name: words for name, words in values.items() if informal.search(words) or gendered.search(words)} == {}


def _samples(name: str) -> dict[str, object]:
    return {fact: sample(fact, 2) for fact in facts_of("de")[name]}


# --- what the code says ----------------------------------------------------------------------------------------------


def test_names_put_together_are_known() -> None:
    """Where the code puts a name together or passes it on, this file says what it can be, and no more."""
    begun = {said.name for said in spoken() if said.rest}
    assert sorted(begun ^ set(ENDINGS)) == []
    passing = {said.file for said in spoken() if not said.name}
    assert sorted(passing ^ set(PASSED_ON)) == []
    invented = [
        f"{file}: {name}"
        for file, names in PASSED_ON.items()
        for name in names
        if not {name, name.removeprefix("alarm-")} & (constants(file) | constants("handlers/tasks/alerts.py"))
    ]
    assert invented == []
    assert {step for step in PASSED_STEPS if step not in constants("handlers/tasks/record.py")} == set()


def test_everything_said_has_a_sentence() -> None:
    """No name is misspelt: each one in the code has its sentence in English."""
    known = facts_of(FALLBACK)
    missing = {f"{said.where} {name}" for said in spoken() for name in whole_names(said) if name not in known}
    assert sorted(missing) == []


def test_sentences_get_their_facts() -> None:
    """Whoever says a sentence gives every fact that is in it."""
    known = facts_of(FALLBACK)
    short = {
        f"{said.where} {name} lacks {', '.join(sorted(known[name] - said.facts))}"
        for said in spoken()
        if said.facts is not None
        for name in whole_names(said)
        if name in known and known[name] - said.facts
    }
    assert sorted(short) == []


def test_no_sentence_is_left_over() -> None:
    """A sentence that nobody says any more is no work for translators."""
    said = {name for place in spoken() for name in whole_names(place)}
    assert sorted(set(facts_of(FALLBACK)) - said) == []


# --- people's own words ----------------------------------------------------------------------------------------------

B05 = [
    "<!channel>", "<!here|now>", "<@U1>", "<#C1>", "<https://evil.example|your bank>", "&lt;!channel&gt;",
    "[x](tg://user?id=1)", "<a href='tg://user?id=1'>x</a>", "<b>bold</b>", "*bold* _italic_ ~gone~ `code`",
    "||hidden||", "@everyone", "/start CODE", "{ $office }", "{ yes }", "{-term}", "{\"\"}", "\\u0041",
    "%s %(ref)s {0}", "'; DROP TABLE people; --", "=HYPERLINK(\"https://evil.example\")",
]  # fmt: skip

B06 = [
    ("invoice\u202egnp.exe", "invoicegnp.exe"),
    ("\u202aA\u202bn\u202cn\u202da", "Anna"),
    ("\u2066An\u2067n\u2068a\u2069", "Anna"),
    ("\u200eAn\u200fn\u061ca", "Anna"),
    ("\ufeffAnna", "Anna"),
    ("An\u200bna", "Anna"),
    ("An\u2060na", "Anna"),
    ("An\u00adna", "Anna"),
    ("An\x00na", "Anna"),
    ("\x1b[2JAnna\x07\x08", "[2JAnna"),
    ("\x9b2JAnna\x85", "2JAnna"),
    ("Anna\x7f", "Anna"),
    ("one\r\ntwo\tthree", "one\ntwo\tthree"),
    ("half \ud83d", "half ?"),
    ("\udc00\ud800", "??"),
]

HARMLESS = [
    "Änne Grüßle, Zoë, Ελένη, Мария, 山田",
    "Zoe\u0308",
    "\u05e9\u05dc\u05d5\u05dd, \u0645\u0631\u062d\u0628\u0627",  # Hebrew and Arabic need no marks to read right to left
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian "I want", with a non-joiner inside
    "\u0915\u094d\u200d\u0937",  # Devanagari, with a joiner
    "👨\u200d👩\u200d👧 👍🏽 🇩🇪",
    "1\u00a0000 € – “quoted” …",
]


@each_language
@pytest.mark.parametrize("nasty", B05)
def test_b05_markup_stays_words(language: str, nasty: str) -> None:
    """Mark-up, mentions, links, placeholders: in a name, a title or a file's name they come out as they were typed."""
    taken = Text("already-taken", ref="T-1042", by=nasty, at=NOON)
    for text in (Text("words", words=nasty), Text("file-line", name=nasty), Text("newcomer-title", name=nasty), taken):
        assert nasty in WORDING.say(text, language, "UTC")


@each_language
@pytest.mark.parametrize(("nasty", "harmless"), B06)
def test_b06_nothing_turns_text_around(language: str, nasty: str, harmless: str) -> None:
    """Direction marks, unseen characters, terminal controls and halves of characters are gone before anybody reads."""
    assert inert(nasty) == harmless
    assert WORDING.say(Text("words", words=nasty), language, "UTC") == harmless
    assert harmless in WORDING.say(Text("help-client", lines=[Text("file-line", name=nasty)]), language, "UTC")


@pytest.mark.parametrize("words", HARMLESS)
def test_honest_words_stay_whole(words: str) -> None:
    """What other scripts and emoji need stays: joiners, marks, narrow spaces."""
    assert inert(words) == words


@given(st.text(st.characters(exclude_categories=())))
def test_inert_is_inert(words: str) -> None:
    """Whatever was typed can be sent as UTF-8, controls nothing, and doesn't change when it is made inert again."""
    safe = inert(words)
    assert safe.encode("utf-8").decode("utf-8") == safe
    controls = {character for character in safe if unicodedata.category(character) in {"Cc", "Cs"}}
    directions = {
        character for character in safe if unicodedata.bidirectional(character)[:2] in {"LR", "RL", "FS", "PD"}
    }
    assert controls <= {"\n", "\t"}
    assert directions == set()
    assert inert(safe) == safe


# --- dates -----------------------------------------------------------------------------------------------------------


# Instants around the days on which clocks change, and what hangs on the reader's wall then.
WALLS = [
    # 9 o'clock in Berlin, before, on and after both changes of 2026
    ("Europe/Berlin", "2026-03-28T08:00", "Sat 28 Mar, 09:00", "Sa. 28. März, 09:00"),
    ("Europe/Berlin", "2026-03-29T07:00", "Sun 29 Mar, 09:00", "So. 29. März, 09:00"),
    ("Europe/Berlin", "2026-03-30T07:00", "Mon 30 Mar, 09:00", "Mo. 30. März, 09:00"),
    ("Europe/Berlin", "2026-10-24T07:00", "Sat 24 Oct, 09:00", "Sa. 24. Okt., 09:00"),
    ("Europe/Berlin", "2026-10-25T08:00", "Sun 25 Oct, 09:00", "So. 25. Okt., 09:00"),
    # the minute before and after the gap; the hour that comes twice
    ("Europe/Berlin", "2026-03-29T00:59", "Sun 29 Mar, 01:59", "So. 29. März, 01:59"),
    ("Europe/Berlin", "2026-03-29T01:00", "Sun 29 Mar, 03:00", "So. 29. März, 03:00"),
    ("Europe/Berlin", "2026-10-25T00:30", "Sun 25 Oct, 02:30", "So. 25. Okt., 02:30"),
    ("Europe/Berlin", "2026-10-25T01:30", "Sun 25 Oct, 02:30", "So. 25. Okt., 02:30"),
    # 13 o'clock in New York, which changes on other days
    ("America/New_York", "2026-03-07T18:00", "Sat 7 Mar, 13:00", "Sa. 7. März, 13:00"),
    ("America/New_York", "2026-03-08T17:00", "Sun 8 Mar, 13:00", "So. 8. März, 13:00"),
    ("America/New_York", "2026-11-01T18:00", "Sun 1 Nov, 13:00", "So. 1. Nov., 13:00"),
    # the office's 15:00 in Berlin as a client in New York reads it, in and out of the odd weeks
    ("America/New_York", "2026-03-06T14:00", "Fri 6 Mar, 09:00", "Fr. 6. März, 09:00"),
    ("America/New_York", "2026-03-09T14:00", "Mon 9 Mar, 10:00", "Mo. 9. März, 10:00"),
    ("America/New_York", "2026-10-26T14:00", "Mon 26 Oct, 10:00", "Mo. 26. Okt., 10:00"),
    # offsets that are no whole hours, a place without summer time, a half-hour change, midnights that don't exist
    ("Asia/Kathmandu", "2026-07-01T03:15", "Wed 1 Jul, 09:00", "Mi. 1. Juli, 09:00"),
    ("America/Regina", "2026-07-01T15:00", "Wed 1 Jul, 09:00", "Mi. 1. Juli, 09:00"),
    ("Australia/Lord_Howe", "2026-10-03T15:29", "Sun 4 Oct, 01:59", "So. 4. Okt., 01:59"),
    ("Australia/Lord_Howe", "2026-10-03T15:30", "Sun 4 Oct, 02:30", "So. 4. Okt., 02:30"),
    ("Africa/Cairo", "2026-04-23T22:00", "Fri 24 Apr, 01:00", "Fr. 24. Apr., 01:00"),
    ("Asia/Beirut", "2026-03-28T22:00", "Sun 29 Mar, 01:00", "So. 29. März, 01:00"),
    ("America/Havana", "2026-03-08T05:00", "Sun 8 Mar, 01:00", "So. 8. März, 01:00"),
    ("Atlantic/Azores", "2026-03-29T01:00", "Sun 29 Mar, 01:00", "So. 29. März, 01:00"),
    # a quarter past midnight
    ("Europe/Berlin", "2026-01-14T23:15", "Thu 15 Jan, 00:15", "Do. 15. Jan., 00:15"),
    ("UTC", "2026-01-15T00:15", "Thu 15 Jan, 00:15", "Do. 15. Jan., 00:15"),
]


@pytest.mark.parametrize(("zone", "instant", "english", "german"), WALLS)
def test_dates_hang_on_the_readers_wall(zone: str, instant: str, english: str, german: str) -> None:
    """An instant is said as the wall clock of the reader's zone shows it, in the reader's language."""
    at = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert (moment(at, "en", zone), moment(at, "de", zone)) == (english, german)
    assert english in WORDING.say(Text("office-back", at=at), "en", zone)
    assert german in WORDING.say(Text("office-back", at=at), "de", zone)


@each_language
@pytest.mark.parametrize("zone", sorted({zone for zone, *_ in WALLS}))
def test_v19_a_quarter_past_midnight_is_never_past_noon(language: str, zone: str) -> None:
    """Each hour of a day is said as one of 24: 00:15 is not 12:15, and 12:15 is not 00:15."""
    for hour in range(24):
        at = datetime(2026, 7, 1, hour, 15, tzinfo=ZoneInfo(zone))
        assert moment(at, language, zone).endswith(f", {hour:02}:15")


def test_a_moment_without_a_zone_given_is_the_readers() -> None:
    """Two readers of one sentence read the same instant, each on their own wall."""
    at = NOON + timedelta(minutes=15)
    said = Text("already-yours", ref="T-1042", at=at)
    assert "12:15" in WORDING.say(said, "en", "Europe/Berlin")
    assert "06:15" in WORDING.say(said, "en", "America/New_York")
