"""Modals: opened while the trigger lives, filled later, and submitted once with an answer the person can see."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from bot.clock import MovableClock
from bot.platforms.base import Arrival, Message, Option, Place, Question, Sheet, Verdict
from bot.platforms.slack import SlackTicket
from tests.platforms.slack_kit import START, Office, office_of
from tests.standins.slack import SlackUser

SHEET = Sheet(
    "dialog-1",
    "New task",
    "Send",
    "Cancel",
    (Question("what", "What", "line", True), Question("kind", "Kind", "one-of", True, (("a", "Call"), ("b", "Visit")))),
)


@pytest.fixture(params=["socket", "http"])
async def office(request: pytest.FixtureRequest) -> AsyncIterator[Office]:
    async with office_of(request.param) as connected:
        yield connected


async def card(office: Office, anna: SlackUser) -> str:
    """Send a card with a button that opens a form and one that doesn't."""
    options = (Option("New <task>", "k1", opens=True), Option("Done", "k2"))
    place = Place("slack", "T0OFFICE", f"user:{anna.id}")
    return await office.platform.send(place, Message(("What next?",), options=options))


async def ticket_of(office: Office, anna: SlackUser, label: str) -> SlackTicket:
    assert (await anna.presses(label).done()).acked
    ticket = list(office.intake.tickets.values())[-1]
    assert isinstance(ticket, SlackTicket)
    return ticket


async def form(office: Office, anna: SlackUser) -> None:
    """Get the form open and filled in."""
    await card(office, anna)
    ticket = await ticket_of(office, anna, "New <task>")
    assert await office.platform.open_form(ticket, SHEET)
    await anna.sees_modal("Kind")
    anna.fills(What="flowers", Kind="Visit")


async def test_skeleton_then_form(office: Office) -> None:
    """A press opens an empty modal beside the insert; the handler's form fills it later, however long that takes."""
    anna = office.slack.user("Anna")
    await card(office, anna)
    ticket = await ticket_of(office, anna, "New <task>")
    assert (ticket.kind, ticket.title) == ("open", "New <task>")
    assert next(iter(office.intake.arrivals.values())).hasty
    skeleton = await anna.sees_modal("⏳")
    assert skeleton.title == "New <task>"
    assert await office.platform.open_form(ticket, SHEET)
    filled = await anna.sees_modal("Kind")
    assert (filled.id, filled.private_metadata, filled.callback_id) == (skeleton.id, "dialog-1", "form")


async def test_the_insert_does_not_wait_for_the_modal() -> None:
    """A slow views.open keeps nobody from acknowledging."""
    async with office_of() as office:
        anna = office.slack.user("Anna")
        await card(office, anna)
        hold = asyncio.Event()
        office.slack.fault("views.open", hold=hold)
        ticket = await ticket_of(office, anna, "New <task>")
        opening = asyncio.ensure_future(office.platform.open_form(ticket, SHEET))
        assert not opening.done()
        hold.set()
        assert await opening


@pytest.mark.parametrize("error", ["expired_trigger_id", "exchanged_trigger_id", "ratelimited"])
async def test_too_late_for_a_modal(error: str) -> None:
    """When the trigger has run out the form goes another way, and a refusal is whispered instead."""
    async with office_of() as office:
        anna = office.slack.user("Anna")
        await card(office, anna)
        office.slack.fault("views.open", error=error)
        ticket = await ticket_of(office, anna, "New <task>")
        assert not await office.platform.open_form(ticket, SHEET)
        await office.platform.answer(ticket, "Not now <!here>")
        assert (await anna.sees("Not now <!here>")).ephemeral
        assert office.slack.live_markup == []


async def test_refusal_in_the_open_modal() -> None:
    """An answer to a press that opened a modal stands in the modal; one without words changes nothing."""
    async with office_of() as office:
        anna = office.slack.user("Anna")
        await card(office, anna)
        ticket = await ticket_of(office, anna, "New <task>")
        await office.platform.answer(ticket, None)
        await anna.sees_modal("⏳")
        await office.platform.answer(ticket, "Taken by Ben")
        assert (await anna.sees_modal("Taken by Ben")).submit is None


async def test_modal_closed_meanwhile() -> None:
    """Who closes the skeleton gets the form another way."""
    async with office_of() as office:
        anna = office.slack.user("Anna")
        await card(office, anna)
        ticket = await ticket_of(office, anna, "New <task>")
        await anna.sees_modal("⏳")
        anna.closes_modal()
        assert not await office.platform.open_form(ticket, SHEET)


@pytest.mark.parametrize("how", [{"error": "hash_conflict"}, {"drop": "after"}])
async def test_drawing_over_a_newer_view(how: dict[str, str]) -> None:
    """A conflicting hash and a lost answer are drawn over; the form is there once."""
    async with office_of() as office:
        anna = office.slack.user("Anna")
        await card(office, anna)
        ticket = await ticket_of(office, anna, "New <task>")
        await anna.sees_modal("⏳")
        office.slack.fault("views.update", **how)  # type: ignore[arg-type]  # values of several types, by name
        assert await office.platform.open_form(ticket, SHEET)
        await anna.sees_modal("Kind")


async def test_plain_press_is_answered_in_a_whisper(office: Office) -> None:
    """A toast goes to the person alone; trouble with it troubles nobody."""
    anna = office.slack.user("Anna")
    await card(office, anna)
    ticket = await ticket_of(office, anna, "Done")
    assert not await office.platform.open_form(ticket, SHEET)
    await office.platform.answer(ticket, "Already done")
    assert (await anna.sees("Already done")).ephemeral
    office.slack.fault("chat.postEphemeral", drop="before")
    await office.platform.answer(ticket, "lost")
    await office.platform.answer(object(), "nothing of ours")


async def test_command_that_opens_a_form() -> None:
    """A command declared to answer with a form opens the modal at once, too."""
    async with office_of(opens_form=lambda command: command.name == "task") as office:
        anna = office.slack.user("Anna")
        await anna.commands("task").done()
        ticket = list(office.intake.tickets.values())[-1]
        assert await office.platform.open_form(ticket, SHEET)
        await anna.sees_modal("Kind")


# --- submissions -----------------------------------------------------------------------------------------------------


async def test_done_closes_the_modal(office: Office) -> None:
    """A submission that is handled in time closes everything."""
    anna = office.slack.user("Anna")
    await form(office, anna)
    assert (await anna.submits().done()).acked
    assert anna.modal is None
    assert office.intake.seconds is not None
    assert office.intake.seconds <= 1.5


async def test_refused_fields(office: Office) -> None:
    """What is refused stands beside its field; the next try is a new event, even with the same words."""
    anna = office.slack.user("Anna")
    await form(office, anna)
    office.intake.judge = lambda inbox_id: Verdict(True, "Not so", {"what": "Too short", "gone": "?"})
    await anna.submits().done()
    assert anna.modal is not None
    assert anna.modal.errors == {"What": "Too short"}
    office.intake.judge = lambda inbox_id: Verdict(False)
    await anna.submits().done()
    assert anna.modal is None
    assert len([key for key in office.intake.arrivals if key.startswith("slack:form:dialog-1:")]) == 2


@pytest.mark.parametrize("errors", [None, {"gone": "Nobody sees this field"}])
async def test_refused_as_a_whole(office: Office, errors: dict[str, str] | None) -> None:
    """A refusal without a field of the form replaces it."""
    anna = office.slack.user("Anna")
    await form(office, anna)
    office.intake.judge = lambda inbox_id: Verdict(True, "Task is <closed>", errors)
    await anna.submits().done()
    modal = await anna.sees_modal("Task is <closed>")
    assert (modal.title, modal.submit) == ("New task", None)


async def test_late_result(office: Office) -> None:
    """What is not handled in time is said to be saved; the result follows as a message."""
    anna = office.slack.user("Anna")
    await form(office, anna)
    office.intake.judge = lambda inbox_id: None
    assert (await anna.submits().done()).acked
    await anna.sees_modal("Saved, working on it")


async def test_late_result_in_the_persons_language() -> None:
    """The line in the modal is worded for the person, as far as they are known."""
    async with office_of(saved_line=lambda language: f"Gespeichert ({language})") as office:
        anna = office.slack.user("Anna", locale="de-DE")
        await form(office, anna)
        await office.platform.profile(office.understood()[0].sender)
        office.intake.judge = lambda inbox_id: None
        await anna.submits().done()
        await anna.sees_modal("Gespeichert (de-DE)")


async def test_delivered_twice() -> None:
    """The same submission twice is kept once, and both deliveries get the same answer."""
    async with office_of("http") as office:
        anna = office.slack.user("Anna")
        await form(office, anna)
        office.intake.judge = lambda inbox_id: Verdict(True, "No", {"what": "Too short"})
        first = await anna.submits().done()
        again = await office.slack.redeliver(first)
        assert again.response == first.response
        assert len([key for key in office.intake.arrivals if key.startswith("slack:form:")]) == 1


async def test_submission_while_the_store_is_down(office: Office) -> None:
    """Never silent: what was not kept is an error in front of the person, and the next press works."""
    anna = office.slack.user("Anna")
    await form(office, anna)
    office.slack.answer_within = 1.0
    office.intake.down = True
    assert not (await anna.submits().done()).acked
    assert anna.modal is not None
    assert anna.errors
    office.intake.down = False
    await anna.submits().done()
    assert anna.modal is None


async def test_press_while_the_store_is_down() -> None:
    """A modal that is open already says that nothing was kept."""
    async with office_of() as office:
        anna = office.slack.user("Anna")
        await card(office, anna)
        office.slack.answer_within = 1.0
        office.intake.down = True
        assert not (await anna.presses("New <task>").done()).acked
        await anna.sees_modal("not saved")


async def test_press_that_is_too_much(office: Office) -> None:
    """Where the office takes no more from somebody, the modal that is open already says that nothing was kept."""
    anna = office.slack.user("Anna")
    await card(office, anna)

    async def none(arrivals: Sequence[Arrival], mark: tuple[str, str] | None = None) -> list[str | None]:
        return [None]

    office.intake.take = none  # type: ignore[method-assign]  # as the gate answers what is too much
    assert (await anna.presses("New <task>").done()).acked
    await anna.sees_modal("not saved")


async def test_slow_store_shortens_the_wait() -> None:
    """What the insert took of Slack's three seconds is not waited for again."""
    clock = MovableClock(START)
    async with office_of(clock=clock) as office:
        anna = office.slack.user("Anna")
        await form(office, anna)
        take = office.intake.take

        async def slow(*args: object) -> list[str | None]:
            clock.move(2)
            return await take(*args)  # type: ignore[arg-type]  # values of several types, by name

        office.intake.take = slow  # type: ignore[method-assign, assignment]  # played over for this test
        await anna.submits().done()
        assert office.intake.seconds == pytest.approx(0.6)
