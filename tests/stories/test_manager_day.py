"""A manager's working day: the board, a task's sheet, and the tasks of who is away; all of it in the history."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from storage.query import Query
from storage.tasks import tasks
from tests.stories.conftest import OpenOffice
from tests.stories.days import FLOWERS, TRAVEL, Day, begin, cards, in_turn, labels, until
from tests.stories.kit import makes_sure

CATEGORIES = (FLOWERS, TRAVEL)


async def _busy(day: Day) -> dict[str, str]:
    """Let there be one task in each state; return the references by state."""
    refs = {name: await day.taken(f"Please order flowers {name}") for name in ("waiting", "paused", "acknowledged")}
    await day.presses(day.ben, "ask-client", f"{refs['waiting']} · ")
    await day.fills(day.ben, ask_words="Which colour?")
    await day.ben.sees(day.t("task-state-waiting", reason="Which colour?"))
    await day.presses(day.ben, "pause", f"{refs['paused']} · ")
    await day.fills(day.ben, pause_words="The shop is closed")
    await day.ben.sees(day.t("task-state-paused", reason="The shop is closed"))
    refs["to-acknowledge"] = await day.request("Please book a train")
    day.ben.commands("away")
    await day.ben.sees(day.t("away-now", count=4))
    refs["queued"] = await day.request("Please call the plumber")
    return refs


async def _two_hours_ago(day: Day) -> None:
    """Let everything have been asked for two hours earlier."""
    earlier = Query(update(tasks).values(created_at=day.office.clock.now() - timedelta(hours=2)))
    await day.office.app.database.write(lambda uow: uow.run.change(earlier))


def _counts(day: Day, **counts: int) -> list[str]:
    states = ("queued", "to-acknowledge", "acknowledged", "waiting", "paused")
    numbers = {f"state-{state}": counts.get(state.replace("-", "_"), 0) for state in states}
    numbers["board-overdue"] = counts.get("overdue", 0)
    return [day.t("board-count", what=day.t(name), count=number) for name, number in numbers.items()]


async def _board(day: Day, wanted: list[str], unwanted: list[str]) -> None:
    """Wait until the board lists these tasks and not those."""

    def right() -> bool:
        found = _texts(day, day.t("board-title"))
        return bool(found) and all(ref in found[-1] for ref in wanted) and not any(r in found[-1] for r in unwanted)

    await until(day.mia, right, f"a board with {wanted}, without {unwanted}")


def _texts(day: Day, text: str) -> list[str]:
    messages = day.mia.user.messages  # type: ignore[attr-defined]  # on Telegram or Slack
    shown = [str(getattr(message, "shown", None) or message.text) for message in messages if message.from_bot]
    return [words for words in shown if text in words]


@in_turn
async def test_the_board_counts_and_filters_in_place(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """/board counts each state, filters by state, assistant, client and category, and stays one message."""
    day = await begin(open_office, client_on, staff_on, language, categories=CATEGORIES)
    refs = await _busy(day)
    everything = list(refs.values())
    day.mia.commands("board")
    board = await day.mia.sees(day.t("board-title"))
    for line in _counts(day, queued=1, to_acknowledge=1, acknowledged=1, waiting=1, paused=1):
        assert line in board
    for state, ref in refs.items():
        await day.presses(day.mia, f"state-{state}")
        await _board(day, [ref], [other for other in everything if other != ref])
    for by, what, count, wanted in (
        ("assistant", "Ben", 4, [refs["waiting"], refs["paused"], refs["acknowledged"], refs["to-acknowledge"]]),
        ("assistant", day.t("board-nobody"), 1, [refs["queued"]]),
        ("client", "Dr. Weber", 5, everything),
        ("category", "Blumen" if language == "de" else "Flowers", 3, everything[:3]),
        ("category", day.t("category-none"), 1, [refs["queued"]]),
    ):
        await day.presses(day.mia, f"board-by-{by}")
        await day.mia.sees_button(day.t("state-queued"))  # from the groups, too, one press leads anywhere
        await day.presses(day.mia, "board-group", what=what, count=count)
        await _board(day, wanted, [ref for ref in everything if ref not in wanted])
    await _two_hours_ago(day)
    await day.presses(day.mia, "board-all")
    await until(day.mia, lambda: _counts(day, overdue=2)[-1] in _texts(day, day.t("board-title"))[-1], "overdue tasks")
    await day.presses(day.mia, "board-overdue")
    await _board(day, [refs["queued"], refs["to-acknowledge"]], [refs["waiting"], refs["acknowledged"]])
    assert len(cards(day.mia, day.t("board-title"))) == 1


@in_turn
async def test_a_sheet_changes_everything_and_keeps_the_history(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Reassign, priority, category, a message, a note and cancelling with a reason: everybody concerned hears it, and
    the sheet, one message, says when it was and that it was Mia."""
    day = await begin(open_office, client_on, staff_on, language, categories=CATEGORIES)
    ref = await day.taken("Please order flowers")
    day.mia.commands("task", ref)
    sheet = f"{ref} · Dr. Weber"
    await day.mia.sees(day.t("holder-line", name="Ben"))
    await day.presses(day.mia, "reassign", sheet)
    await day.mia.sees_button(day.t("colleague-away", name="Eva"))
    day.mia.presses(day.t("colleague-away", name="Eva"))
    await day.reads(day.mia, "reassigned-away-toast", ref=ref, name="Eva")
    await day.mia.sees(day.t("holder-line", name="Eva"))
    await day.eva.sees(sheet)
    await day.ben.sees(day.t("task-taken-from-you", ref=ref, name="Eva"))
    await day.ben.sees(day.t("task-reassigned", name="Eva", by="Mia"))
    await day.anna.sees(day.t("request-goes-to", name="Eva"))
    await day.presses(day.mia, "priority", sheet)
    await day.presses(day.mia, "priority-urgent")
    await day.eva.sees(day.t("priority-line", priority=day.t("priority-urgent")))
    await day.presses(day.mia, "category", sheet)
    await day.mia.sees_button("Reisen" if language == "de" else "Travel")
    day.mia.presses("Reisen" if language == "de" else "Travel")
    await day.eva.sees(day.t("category-line", category="Reisen" if language == "de" else "Travel"))
    await day.presses(day.mia, "message-client", sheet)
    await day.fills(day.mia, message_words="We are on it")
    await day.anna.sees("We are on it")
    await day.presses(day.mia, "internal-note", sheet)
    await day.fills(day.mia, note_words="A patient client")
    await day.eva.sees("🔒 Mia: A patient client")
    await day.presses(day.mia, "cancel-task", sheet)
    await day.fills(day.mia, cancel_words="The florist has closed")
    told = day.t("task-cancelled", ref=ref, by="Mia", reason="The florist has closed")
    await day.anna.sees(told)
    await day.eva.sees(told)
    await day.mia.sees(f" · {day.t('step-cancelled')} · Mia")
    history = _texts(day, sheet)[-1]
    for step in ("reassigned", "priority", "category", "staff-said", "noted", "cancelled"):
        assert f" · {day.t(f'step-{step}')} · Mia" in history
    assert len(cards(day.mia, day.t("step-filed"))) == 1
    assert labels(day.mia, sheet) == []
    await day.office.quiet()
    assert "A patient client" not in day.anna.everything()


@in_turn
async def test_all_tasks_of_who_is_away_in_one_tap(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """With the board open, one tap gives everything somebody absent has in hand to those who are there."""
    day = await begin(open_office, client_on, staff_on, language)
    refs = [await day.taken("Please order flowers"), await day.request("Please book a train")]
    day.ben.commands("away")
    await day.ben.sees(day.t("away-now", count=2))
    day.eva.commands("back")
    await day.eva.sees(day.t("back-now"))
    day.mia.commands("board")
    await day.presses(day.mia, "hand-over-all", name="Ben", count=2)
    await makes_sure(day.mia, day.t("yes"))
    await day.reads(day.mia, "handed-over-all", name="Ben", count=2)
    for ref in refs:
        await day.eva.sees(f"{ref} · Dr. Weber")
        await until(day.ben, lambda r=ref: not labels(day.ben, f"{r} · Dr. Weber"), f"{ref} gone")  # type: ignore[misc]  # defaults bind the loop's values now
    await day.anna.sees(day.t("request-goes-to", name="Eva"), count=2)
    await until(day.mia, lambda: not any("Ben" in label for label in labels(day.mia, day.t("board-title"))), "done")
    await day.presses(day.mia, "manage-this", ref=refs[0])
    await day.mia.sees(f" · {day.t('step-given-back')} · Mia")
    await day.mia.sees(day.t("holder-line", name="Eva"))


@in_turn
async def test_managers_see_every_team_and_nothing_is_guessed(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A reference that doesn't exist, and a task that has ended: the sheet says so and offers nothing."""
    day = await begin(open_office, client_on, staff_on, language)
    day.mia.commands("task", "T-4711")
    await day.reads(day.mia, "task-unknown")
    ref = await day.taken()
    await day.presses(day.ben, "done", ref)
    answers = {"done_result": "Ordered"} | ({"done_minutes": None} if staff_on == "slack" else {})
    await day.fills(day.ben, **answers)
    await day.presses(day.anna, "accept")
    await day.anna.sees(day.t("rate-this"))
    day.mia.commands("task", ref.lower())
    await day.mia.sees(f" · {day.t('step-accepted')} · Anna")
    assert labels(day.mia, day.t("step-accepted")) == []
    day.mia.commands("find", "flowers")
    await day.mia.sees(day.t("find-title", words="flowers"))
