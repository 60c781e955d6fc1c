"""The office in the terminal: whole transcripts, the same each time, and the conversation the README opens with."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.compose import office_of
from bot.config import KeysSettings, load
from bot.demo import START, Demo
from bot.demo_office import ZONE
from bot.i18n import Wording
from bot.outbox import Relay
from bot.vault import safe_at
from handlers.chat.outgoing import Text
from storage.looking import looking

ROOT = Path(__file__).parents[2]
Play = Callable[..., Awaitable[list[str]]]

TRIP = """\
@anna Please order flowers for Friday
@anna 1
@ben [Acknowledge]
@ben 6
@ben Roses, Friday at ten
@ben [15 min]
@anna [Accept]
"""
TRANSCRIPT = """\
> @anna Please order flowers for Friday
anna ◂ New request
anna ◂   Please order flowers for Friday
anna ◂   Category: Errands
anna ◂   Wished for: Fri 6 March 2026
anna ◂   [1] Send request  [2] Another time  [3] No date  [4] Change  [5] Discard
> @anna 1
anna ◂ (Sent as T-1001.)
ben ◂ T-1001 · Dr. Weber
ben ◂   Please order flowers for Friday
ben ◂   Category: Errands
ben ◂   Wished for: Fri 6 March 2026
ben ◂   Due Mon 2 Mar, 09:15
ben ◂   Yours since Mon 2 Mar, 09:00. Please acknowledge.
ben ◂   [1] Acknowledge  [2] Decline  [3] Hand over  [4] Why?  [5] Change date
anna ◂ ✎ Request T-1001
anna ◂   Please order flowers for Friday
anna ◂   Category: Errands
anna ◂   Wished for: Fri 6 March 2026
anna ◂   Received. It goes to Ben.
anna ◂   You'll hear from us by Mon 2 Mar, 09:15.
anna ◂   Done by Mon 2 Mar, 13:00.
anna ◂   [6] Why?  [7] Change date  [8] Cancel task
> @ben [Acknowledge]
ben ◂ (T-1001 is yours.)
ben ◂ ✎ T-1001 · Dr. Weber
ben ◂   Please order flowers for Friday
ben ◂   Category: Errands
ben ◂   Wished for: Fri 6 March 2026
ben ◂   Due Mon 2 Mar, 13:00
ben ◂   In your hands since Mon 2 Mar, 09:00
ben ◂   [6] Done  [7] Ask client  [8] Message client  [9] Internal note  [10] Hand over  [11] Pause  [12] Give back  [13] Why?  [14] Change date
anna ◂ Ben is taking care of T-1001.
> @ben 6
ben ◂ Finish T-1001
ben ◂   ❓ What shall the client read as the result?
ben ◂   [15] Cancel
> @ben Roses, Friday at ten
ben ◂ ✎ Finish T-1001
ben ◂   What shall the client read as the result? Roses, Friday at ten
ben ◂ ✎ T-1001 · Dr. Weber
ben ◂   Please order flowers for Friday
ben ◂   Category: Errands
ben ◂   Wished for: Fri 6 March 2026
ben ◂   Result: Roses, Friday at ten
ben ◂   How many minutes did it take?
ben ◂   Done Mon 2 Mar, 09:00
ben ◂   [16] 5 min  [17] 10 min  [18] 15 min  [19] 30 min  [20] 60 min  [21] Other …  [22] Message client  [23] Internal note
anna ◂ T-1001 is done, by Ben
anna ◂   Roses, Friday at ten
anna ◂   If we hear nothing, it closes on Mon 9 Mar, 09:00.
anna ◂   [9] Accept  [10] Send back
anna ◂ ✎ Request T-1001
anna ◂   Please order flowers for Friday
anna ◂   Category: Errands
anna ◂   Wished for: Fri 6 March 2026
anna ◂   Done Mon 2 Mar, 09:00
> @ben [15 min]
ben ◂ (15 min noted.)
ben ◂ ✎ T-1001 · Dr. Weber
ben ◂   Please order flowers for Friday
ben ◂   Category: Errands
ben ◂   Wished for: Fri 6 March 2026
ben ◂   Result: Roses, Friday at ten
ben ◂   Worked: 15 min
ben ◂   Done Mon 2 Mar, 09:00
ben ◂   [24] Change minutes  [25] Message client  [26] Internal note
> @anna [Accept]
anna ◂ (Thank you! T-1001 is closed.)
anna ◂ ✎ T-1001 is done, by Ben
anna ◂   Roses, Friday at ten
anna ◂   Closed Mon 2 Mar, 09:00
anna ◂   How content are you? 1 is poor, 5 is very good.
anna ◂   [11] 1 ★  [12] 2 ★  [13] 3 ★  [14] 4 ★  [15] 5 ★  [16] Reopen
anna ◂ ✎ Request T-1001
anna ◂   Please order flowers for Friday
anna ◂   Category: Errands
anna ◂   Wished for: Fri 6 March 2026
anna ◂   Closed Mon 2 Mar, 09:00
ben ◂ ✎ T-1001 · Dr. Weber
ben ◂   Please order flowers for Friday
ben ◂   Category: Errands
ben ◂   Wished for: Fri 6 March 2026
ben ◂   Result: Roses, Friday at ten
ben ◂   Worked: 15 min
ben ◂   Closed Mon 2 Mar, 09:00
ben ◂   [27] Change minutes  [28] Internal note
"""  # noqa: E501 - as long as the terminal's line is


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Play]:
    """Plays lines in an office of their own and returns the transcript."""
    count = iter(range(100))
    open_ones: list[Demo] = []

    async def played(*lines: str, name: str = "", language: str = "en", seeded: bool = False) -> list[str]:
        shown: list[str] = []
        demo = Demo(tmp_path / f"{name or next(count)}.db", shown.append, language=language, seeded=seeded)
        await demo.open()
        open_ones.append(demo)
        for line in lines:
            shown.append(f"> {line}")
            if not await demo.obey(line):
                break
        await demo.close()
        open_ones.remove(demo)
        return shown

    yield played
    for demo in open_ones:
        await demo.close()


async def test_the_trip_as_a_transcript(play: Play) -> None:
    """The whole trip, line by line: buttons counted per person, pressed by number and by label."""
    assert "\n".join(await play(*TRIP.splitlines())) == TRANSCRIPT.strip()


async def test_the_same_input_gives_the_same_transcript(play: Play) -> None:
    """Twice the same lines, with restarts and moved time between them: not a letter differs."""
    lines = [
        "@anna Please order flowers", "@anna [Send request]", ":restart", "@ben /queue", "@ben [Acknowledge T-1001]",
        ":later 26h", "@ben /mine", "@ben [Decline]", "@mia /help", "@anna /tasks", "@zoe Hello", ":nonsense",
        "@anna /language de",
        "@anna Bitte einen Tisch", "@anna [Absenden]", "@anna 99", ":later 90m", "@mia /settings",
    ]  # fmt: skip
    first, second = await play(*lines), await play(*lines)
    assert first == second
    assert len(first) > 60


async def test_numbers_count_while_the_card_shows_them(play: Play) -> None:
    """A number is good while its card shows it; after the card was edited it is refused, as an unknown label is."""
    shown = await play(
        "@anna Please order flowers", "@anna 1", "@anna 1", "@anna [Send request]", "@ben 2", "@ben [cancel]", "@ben 2"
    )
    after = shown[shown.index("> @anna 1", shown.index("> @anna 1") + 1) :]
    assert after[1] == "anna ◂ (no such button; there are: [4] Why?, [5] Cancel task)"
    assert "ben ◂   ❓ Why can't you take it?" in after
    assert "ben ◂ ✎ Cancelled. Nothing was changed." in after
    gone = await play("@anna Please order flowers", "@anna 3", "@anna [Send request]")
    assert gone[-1] == "anna ◂ (no such button; there are: none)"


async def test_hints_are_in_the_language_of_who_reads_them(play: Play) -> None:
    """What the terminal itself says of a wrong line is in the language its writer chose."""
    shown = await play("@anna /language de", "@anna [Weg]", "@anna file:/nowhere/x.pdf", "@ben [Gone]")
    assert "anna ◂ (diesen Knopf gibt es nicht; es gibt gerade keinen)" in shown
    assert any(line.startswith("anna ◂ (die Datei /nowhere/x.pdf gibt es nicht") for line in shown)
    assert "ben ◂ (no such button; there are: none)" in shown


async def test_labels_may_be_written_in_any_case(play: Play) -> None:
    """A label is found whatever its case, the newest card first; a wrong one lists those there are."""
    shown = await play(
        "@anna One", ":later 2m", "@anna Two", "@anna [SEND request]", "@anna [Sent]", "@anna [send Request]"
    )
    sent = shown[shown.index("anna ◂ ✎ Request T-1001") :]
    assert sent[1] == "anna ◂   Two"
    assert (
        "anna ◂ (no such button; there are: [1] Send request, [2] Change, [3] Discard, [7] Why?, [8] Cancel task)"
        in sent
    )
    assert "anna ◂ (Sent as T-1002.)" in sent


async def test_later_moves_time_and_wakes_what_is_due(play: Play) -> None:
    """:later moves the office's clock; what comes due on the way happens on the way, and out of hours is out of
    hours."""
    shown = await play(
        "@anna First", "@anna [Send request]", "@ben [Decline]", "@ben On leave", ":later 2h", ":later 12h",
        "@anna Late", "@anna [New request]", "@anna [Send request]", ":later 30", ":later 2d",
    )  # fmt: skip
    text = "\n".join(shown)
    assert "mia ◂ Nobody can take T-1001 of Dr. Weber" in text
    assert text.count("mia ◂ T-1001 of Dr. Weber is still in the queue") >= 2
    assert "· it is now Mon 2 Mar, 11:00" in text
    assert "· it is now Mon 2 Mar, 23:00" in text
    assert "anna ◂   The office is closed just now and will be back on Tue 3 Mar, 08:00." in text
    assert "· I don't understand this line." in text
    assert "· it is now Wed 4 Mar, 23:00" in text


async def test_later_goes_a_year_at_once_at_most(play: Play) -> None:
    """A number typed too long is refused at once; it would keep the terminal busy for ever."""
    shown = await play(":later 99999999999d", ":later 367d", ":later 1h")
    text = "\n".join(shown)
    assert text.count("· I don't understand this line. A number and s, m, h or d, a year at most: :later 90m") == 2
    assert "· it is now Mon 2 Mar, 10:00" in text


@pytest.mark.parametrize("language", ["en", "de"])
async def test_a_promise_at_the_terminal(play: Play, language: str) -> None:
    """A promise is warned of, broken and looked after within minutes of the demo's time; each of the manager's buttons
    does what it says."""
    wording = Wording()

    def t(name: str, /, **facts: object) -> str:
        return wording.say(Text(name, **facts), language, ZONE)

    flowers = {"en": "Please order flowers", "de": "Bitte Blumen bestellen"}[language]
    shown = await play(
        f"@anna {flowers}", f"@anna [{t('send-request')}]", f"@anna [{t('why-button')}]", ":later 12m", ":later 4m",
        f"@mia [{t('extend')}]", f"@mia [{t('hours-more', hours=1)}]", "@mia XYZ", f"@mia [{t('i-take-care')}]",
        f"@mia [{t('raise-priority')}]", f"@mia [{t('priority-high')}]", f"@ben [{t('acknowledge')}]",
        "@anna /why T-1001", language=language,
    )  # fmt: skip
    text = "\n".join(shown)
    clock, began = t("clock-acknowledge"), datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
    for expected in (
        f"anna ◂   {t('promise-line', at=began)}",
        f"anna ◂   {t('why-clock-due', clock=clock, at=began)}",
        f"ben ◂ {t('soon-title', count=1)}",
        f"mia ◂   {t('alert-at-risk', at=began)}",
        f"mia ◂   {t('alert-breached', at=began)}",
        f"mia ◂   {t('alert-now-due', at=began + timedelta(hours=1, minutes=1))}",
        f"mia ◂   {t('alert-met-late', at=began + timedelta(minutes=1))}",
    ):
        assert expected in text, expected
    assert text.count(t("alert-care", name="Mia", until=began + timedelta(hours=4, minutes=1))) >= 1
    assert "XYZ" not in "\n".join(line for line in shown if line.startswith("anna"))
    assert f"] {t('priority-low')}" not in text


async def test_a_restart_loses_nothing(play: Play) -> None:
    """Closed and opened in the middle of a form, the office takes the answer; buttons keep their numbers."""
    shown = await play(
        "@anna Flowers", ":restart", "@anna 1", "@ben [Acknowledge]", "@ben [Done]", ":restart", "@ben Roses"
    )
    assert "· the office was closed and is open again" in shown
    assert "anna ◂ T-1001 is done, by Ben" in shown
    assert shown.count("anna ◂ Ben is taking care of T-1001.") == 1


async def test_the_audit_of_a_demo_is_whole(tmp_path: Path) -> None:
    """Whoever tries the command line on the office they play finds its audit chained as everywhere."""
    demo = Demo(tmp_path / "office.db", print)
    await demo.open()
    await demo.close()
    places = KeysSettings(master=f"file:{tmp_path}/office.key", store=f"sqlite:///{tmp_path}/office.keys")
    safe = safe_at(places, demo.clock.now, {})
    with looking(f"sqlite:///{tmp_path}/office.db", safe.vault, safe.audit_secret()) as uow:
        assert uow.audit.head() is not None
        assert uow.audit.first_fault([]) is None


async def test_a_form_left_at_once_goes_on(play: Play) -> None:
    """What was answered before /cancel is kept, also where no time has passed, and Go on takes it up again."""
    shown = await play("@anna /task", "@anna buy milk", "@anna /cancel", "@anna [Go on]", "@anna [Errands]")
    assert shown[-1].startswith("anna ◂   [")
    assert "anna ◂   What is it about? Errands" in shown
    assert "Nothing was changed" not in "\n".join(shown)


async def test_the_same_date_again_is_told_once(play: Play) -> None:
    """A second press of the same day says that it is kept, and the assistant hears of it once."""
    dated = ["@anna Flowers by Friday", "@anna [Send request]", "@ben [Acknowledge]", "@anna [Change date]"]
    shown = await play(*dated, "@anna [Tomorrow]", "@anna [Tomorrow]", "@anna /why T-1001")
    assert shown.count("anna ◂ (Saved for T-1001.)") == 2
    assert len([line for line in shown if line.startswith("ben ◂ Anna ") and "T-1001" in line]) == 1


@pytest.mark.parametrize("slow", [False, True], ids=["shown at once", "shown late"])
async def test_files(play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slow: bool) -> None:
    """file:PATH sends a file with the words after it; quotes take blanks; a missing one is said and nothing is sent. A
    file never comes before its card is shown, however long that takes."""
    if slow:
        send = Relay._deliver  # noqa: SLF001 - what takes long here

        async def deliver(relay: Relay, chat: str, row: str) -> None:
            await asyncio.sleep(0.05)
            await send(relay, chat, row)

        monkeypatch.setattr(Relay, "_deliver", deliver)
    plan = tmp_path / "my plan.txt"
    plan.write_text("tea")
    bare = tmp_path / "list.txt"
    bare.write_text("milk")
    shown = await play(
        f'@anna file:"{plan}" Please print this', f"@anna file:{bare}", "@anna file:/nowhere/x.pdf Please"
    )
    assert "anna ◂   Please print this" in shown
    assert "anna ◂   📎 my plan.txt (coming)" in shown
    assert "anna ◂   📎 my plan.txt" in shown
    assert "anna ◂   📎 list.txt" in shown
    assert shown[-1].startswith("anna ◂ (there is no file /nowhere/x.pdf; a path with blanks wants quotes")
    assert shown.count("anna ◂ New request") == 1  # what follows within a minute joins the draft


async def test_german_at_the_terminal(play: Play) -> None:
    """One person can change to German in the middle; the others go on in English."""
    shown = await play(
        "@anna /language de", "@anna Bitte Blumen", "@anna [Absenden]", "@ben [Acknowledge]", "@anna /help"
    )
    assert "anna ◂ Ab jetzt spreche ich Deutsch mit Ihnen." in shown
    assert "anna ◂   [1] Absenden  [2] Ändern  [3] Verwerfen" in shown
    assert "anna ◂ Ben kümmert sich um T-1001." in shown
    assert "ben ◂ (T-1001 is yours.)" in shown
    assert any(line.endswith("/tasks – Ihre offenen Aufträge") for line in shown)


async def test_somebody_new_at_the_terminal(play: Play) -> None:
    """:invite makes a code, the newcomer uses it, Mia confirms, and they are given work."""
    shown: list[str] = []
    demo_lines = [":invite assistant Eva", "@eva Hello", "@anna One", "@anna [Send request]"]
    shown = await play(*demo_lines, name="eva")
    code = next(line.rpartition(" ")[2] for line in shown if "code for Eva" in line)
    assert "eva ◂ Hello, this is Vorzimmer." in "\n".join(shown)
    again = ["@anna Two", "@anna [New request]", "@anna [Send request]"]
    more = await play(f"@eva /start {code}", "@mia [Confirm]", *again, name="eva")
    text = "\n".join(more)
    assert "mia ◂ Eva would like to join" in text
    assert "eva ◂ Mia has confirmed you: you can begin." in text
    assert "eva ◂ T-1002 · Dr. Weber" in text


async def test_any_role_can_be_invited_at_the_terminal(play: Play) -> None:
    """Team leads and administrators, too; what is none is said, with those there are."""
    shown = await play(":invite lead Lea", ":invite administrator Zoe", ":invite king Leo")
    assert sum("code for" in line for line in shown) == 2
    assert any(line.endswith("(or client, lead, manager, administrator)") for line in shown)


async def test_every_line_begins_with_its_reader(play: Play) -> None:
    """Each line of output says whose screen it is on; the office's own remarks begin with a dot."""
    shown = await play(*TRIP.splitlines(), ":later 1h", "@anna /help", "@mia /queue", "@ben line one\nline two")
    for line in shown:
        assert re.match(r"> |· |[a-z]+ ◂ ", line), line


async def test_control_characters_do_not_reach_the_terminal(play: Play) -> None:
    """What somebody writes can't move the cursor, clear the screen or turn text around on another's screen."""
    shown = await play("@anna \x1b[2J\x9b2J\u202eflowers\x07", "@anna [Send request]")
    said = [line for line in shown if not line.startswith("> ")]
    assert not [line for line in said if re.search("[\x00-\x1f\x7f-\x9f\u202e]", line)]


def test_piped_input_is_played_and_ends(tmp_path: Path) -> None:
    """With standard input not a terminal, `python -m bot demo` plays the lines and exits; stdout has the transcript
    alone. An office of before is gone, and nothing else."""
    for name in ("demo.db", "demo.log", "demo.toml"):
        (tmp_path / name).write_bytes(b"what was left of an earlier office")
    done = _piped(tmp_path, TRIP, "--empty")
    assert done.returncode == 0, done.stderr
    assert done.stdout == TRANSCRIPT
    assert (tmp_path / "demo.toml").exists()
    lines = "@anna /tasks\n@anna Another one\n@anna [New request]\n@anna [Send request]\n:quit\n@anna never said\n"
    kept = _piped(tmp_path, lines, "--keep")
    assert "anna ◂ You have no open requests." in kept.stdout
    assert "T-1002" in kept.stdout
    assert "never said" not in kept.stdout


def test_what_is_no_demo_is_not_removed(tmp_path: Path) -> None:
    """A file that no demo has made is not played in, and stays."""
    real = tmp_path / "office.db"
    real.write_bytes(b"a real office")
    refused = CliRunner().invoke(main, ["demo", "--file", str(real)])
    assert refused.exit_code == 1, refused.output
    assert "name another --file" in refused.output
    assert real.read_bytes() == b"a real office"


@pytest.mark.parametrize(("name", "language"), [("README.md", "en"), ("README.de.md", "de")])
async def test_the_readme_opens_with_a_conversation_that_is_true(play: Play, name: str, language: str) -> None:
    """The README's first conversation, played in the office of `make demo`, gives exactly what is printed there."""
    text = (ROOT / name).read_text(encoding="utf-8")
    found = re.search(r"^```text\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    assert found is not None
    printed = found[1].splitlines()
    lines = [line.removeprefix("> ") for line in printed if line.startswith("> ")]
    assert lines
    assert await play(*lines, language=language, seeded=True) == printed


@pytest.mark.parametrize("language", ["en", "de"])
async def test_the_demo_begins_with_an_office_full_of_life(play: Play, language: str) -> None:
    """A newcomer finds people, tasks in different states and an open question, buttons counted from 1; the next request
    is T-1006."""
    label = {"en": ("New request", "Send request"), "de": ("Neuer Auftrag", "Absenden")}[language]
    lines = [
        "@anna /home",
        "@ben /mine",
        "@eva /home",
        "@mia /board",
        "@anna Tea",
        *(f"@anna [{each}]" for each in label),
    ]
    text = "\n".join(await play(*lines, language=language, seeded=True))
    opened = {"en": "Waits for you: T-1001", "de": "Wartet auf Sie: T-1001"}[language]
    assert f"anna ◂   {opened}" in text
    assert f"anna ◂   [1] {label[0]}  [2] T-1001  [3] T-1004" in text
    states = {
        "en": ("waiting for an answer", "paused", "in progress", "to acknowledge"),
        "de": ("wartet auf Antwort", "pausiert", "in Arbeit", "anzunehmen"),
    }
    for number, state, name in zip((1, 3, 4, 5), states[language], ("Ben", "Eva", "Ben", "Eva"), strict=True):
        assert re.search(rf"^mia ◂   T-100{number} · .* · {state} · {name}$", text, re.MULTILINE), state
    assert "T-1002" not in text
    assert "T-1006" in text
    assert "T-1007" not in text


def _piped(folder: Path, lines: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", "demo", "--file", str(folder / "demo.db"), *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        command,
        input=lines,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env=environment,
        timeout=120,
        check=False,
    )


async def test_the_demo_of_an_own_office(tmp_path: Path) -> None:
    """With a file of one's own, without a platform, the past is there whatever categories ask; a bare number at a
    question for one is the answer, also where a button has that number, and elsewhere it presses."""
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    facts = replace(office_of(load(file, at_terminal=True), Wording(), START), language="de")
    shown: list[str] = []
    demo = Demo(tmp_path / "own.db", shown.append, office=facts, seeded=True)
    await demo.open()
    for line in ("@mia /board", "@anna /task Ein Flug nach Rom", "@anna [Überspringen]", "@anna [Flüge]"):
        await demo.obey(line)
    await demo.obey("@anna [normal]")
    await demo.obey("@anna [Überspringen]")
    assert "anna ◂   ❓ Wie viele?" in shown
    await demo.obey("@anna 45")
    await demo.obey("@anna [Absenden]")
    await demo.close()
    assert any(line.endswith("T-1005") or "T-1005 ·" in line for line in shown)
    assert any("T-1006" in line for line in shown)
    assert any("Wie viele? 45" in line for line in shown)


OWN = """
[office]
name = "Eigen"
time_zone = "Europe/Berlin"

[categories.flights]
label = {en = "Flights", de = "Flüge"}
keywords = ["flight", "Flug"]

[[categories.flights.fields]]
name = "people"
label = {en = "How many?", de = "Wie viele?"}
type = "number"
"""
