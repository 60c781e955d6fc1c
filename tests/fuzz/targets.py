"""What is fuzzed: each target makes one input and sees that what comes of it is sound. Nothing may raise but what is
said to."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from bot.platforms import slack_drawing
from bot.platforms.base import Message, Unreadable
from bot.platforms.slack_keys import arrival
from bot.platforms.slack_reading import Words
from bot.platforms.slack_reading import understand as understand_slack
from bot.platforms.slack_shapes import Ours
from bot.platforms.telegram.batches import Garbled, read_poll, read_post
from bot.platforms.telegram.drawing import draw, parts, units
from bot.platforms.telegram.reading import understand as understand_telegram
from bot.reports.rows import FORMULA, as_csv
from bot.reports.worded import Sheet, Worded
from handlers.bookings import ics
from tests.fuzz.inputs import changed, damaged, words
from tests.platforms.telegram_updates import CORPUS
from tests.standins.slack_rules import block_errors
from tests.storage.test_ics import NOW, booking, vobject

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
OURS = Ours("T0OFFICE", "A0", "UBOT")
_ANNA = {"user": {"id": "U1", "team_id": "T0OFFICE"}, "team": {"id": "T0OFFICE"}, "trigger_id": "1.2.3"}
_EVENT = {"type": "event_callback", "team_id": "T0OFFICE", "api_app_id": "A0", "event_id": "Ev1"}
_SAID = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "ts": "1772442000.000100"}
SLACK = (
    {**_EVENT, "event": {**_SAID, "text": "Please order &lt;flowers&gt; <@U1>"}},
    {**_EVENT, "event": {**_SAID, "files": [{"id": "F1", "name": "a.pdf", "size": 7, "mimetype": "application/pdf"}]}},
    {**_EVENT, "event": {**_SAID, "subtype": "message_changed", "message": {**_SAID, "text": "x"}}},
    {**_EVENT, "event": {**_SAID, "subtype": "message_deleted", "deleted_ts": "1772442000.000100"}},
    {**_EVENT, "event": {"type": "member_joined_channel", "user": "UBOT", "channel": "C1", "inviter": "U1"}},
    {**_ANNA, "type": "block_actions", "actions": [{"action_id": "k", "value": "key-1", "action_ts": "1772442000.1"}]},
    {
        **_ANNA,
        "type": "view_submission",
        "view": {
            "id": "V1",
            "private_metadata": "d-1",
            "state": {"values": {"words": {"a": {"type": "plain_text_input", "value": "x"}}}},
        },
    },
    {"command": "/office", "text": "task Please", "user_id": "U1", "team_id": "T0OFFICE", "channel_id": "D1"},
)


def telegram_bodies(chance: random.Random) -> None:
    """A webhook's or a poll's body, whatever it holds: kept, set aside, or refused as a whole."""
    update = chance.choice(CORPUS)
    for _ in range(chance.choice((0, 1, 1, 2, 4))):
        update = changed(update, chance)
    body = json.dumps(chance.choice((update, {"ok": True, "result": [update, update]}))).encode()
    body = damaged(body, chance) if chance.random() < 0.4 else body
    for reader in (read_poll, read_post):
        try:
            batch = reader(body, "700", AT)
        except Garbled:
            continue
        for one in batch.arrivals:
            assert one.raw.isascii()
            assert len(one.key) < 4000
            if one.broken is None:
                with suppress(Unreadable):
                    understand_telegram(json.loads(one.raw), AT, "office_bot")


def slack_bodies(chance: random.Random) -> None:
    """A payload of Slack, whatever it holds: kept and understood, or set aside."""
    payload = chance.choice(SLACK)
    for _ in range(chance.choice((0, 1, 1, 2, 4))):
        payload = changed(payload, chance)
    if not isinstance(payload, dict):
        return
    kept = arrival(payload, OURS, AT)
    assert kept.raw.isascii()
    if kept.broken is None:
        with suppress(Unreadable):
            understand_slack(json.loads(kept.raw), AT, OURS, Words())


def _message(chance: random.Random) -> Message:
    lines = tuple(words(chance) for _ in range(chance.randint(0, 5)))
    return Message(lines or ("-",), title=chance.choice((None, words(chance) or None)))


def telegram_drawing(chance: random.Random) -> None:
    """Whatever words a card holds, each part fits into a message and its bold title lies in it."""
    for part in parts(_message(chance)):
        drawn = draw(part)
        assert 1 <= units(drawn.text) <= 4096
        assert drawn.bold <= units(drawn.text)


def slack_drawing_of_words(chance: random.Random) -> None:
    """Whatever words a card holds, its blocks are legal, and no word of them becomes a mention, a link or mark-up."""
    for part in slack_drawing.parts(_message(chance)):
        drawn = slack_drawing.blocks(part)
        assert block_errors(drawn) == []
        for text in _mrkdwn(drawn):
            assert "<" not in text
            assert ">" not in text


def _mrkdwn(found: object) -> list[str]:
    if isinstance(found, dict):
        own = [str(found["text"])] if found.get("type") == "mrkdwn" else []
        return own + [text for each in found.values() for text in _mrkdwn(each)]
    return [text for each in found for text in _mrkdwn(each)] if isinstance(found, list) else []


def calendar_objects(chance: random.Random) -> None:
    """Whatever an appointment is called, the object has the properties it should and no other's."""
    what = ics.Described(words(chance), words(chance), words(chance))
    by, to = ics.Party(words(chance), "office@example.org"), ics.Party(words(chance), "anna@example.org")
    written = ics.request([booking()], what, by, [to], NOW)
    lines = written.split(b"\r\n")
    assert all(b"\n" not in line and b"\r" not in line and len(line) <= 75 for line in lines)
    assert (lines.count(b"BEGIN:VCALENDAR"), lines.count(b"BEGIN:VEVENT"), lines[-1]) == (1, 1, b"")
    found = vobject.readOne(written.decode())
    found.validate(raiseException=True)
    event = found.vevent
    assert [len(event.contents.get(name, [])) for name in ("attendee", "organizer", "uid", "dtstart")] == [1] * 4
    assert len(found.contents["vevent"]) == 1
    assert ics.feed([([booking()], what)], words(chance), NOW).split(b"\r\n").count(b"BEGIN:VEVENT") == 1


def tables_of_text(chance: random.Random) -> None:
    """Whatever a cell holds, it comes back from the table as one cell, and no spreadsheet takes it for a formula."""
    rows = tuple(tuple(words(chance).replace("\0", "") for _ in range(3)) for _ in range(chance.randint(1, 4)))
    report = Worded("t", "en", (), (Sheet("s", ("a", "b", "c"), rows),))
    read_again = list(csv.reader(io.StringIO(as_csv(report).decode("utf-8-sig"), newline="")))
    found = [tuple(row) for row in read_again[2:-1]]
    assert len(found) == len(rows)
    for row, cells in zip(rows, found, strict=True):
        assert not any(cell.startswith(FORMULA) for cell in cells)
        assert [cell.removeprefix("'") for cell in cells] == [cell.removeprefix("'") for cell in row]


TARGETS: tuple[Callable[[random.Random], None], ...] = (
    telegram_bodies,
    slack_bodies,
    telegram_drawing,
    slack_drawing_of_words,
    calendar_objects,
    tables_of_text,
)
