"""Slack's windows over a restart: one that was opened before it is known again, and gets what belongs into it."""

from __future__ import annotations

from tests.cast import PATIENCE, Person, SlackPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.days import in_turn_with, sentences
from tests.stories.journey import opened, presses, task_in_hand
from tests.stories.kit import keys, makes_sure

WAITING = "⏳"


async def _sees_the_hourglass(person: Person) -> SlackPerson:
    """Wait until a window is open that nothing stands in yet."""
    assert isinstance(person, SlackPerson)
    await person.user.sees_modal(WAITING, timeout=PATIENCE)
    return person


async def _presses_done(office: Office, ben: Person, anna: Person, language: str) -> SlackPerson:
    """Let Ben press Done on a task of his while nothing is handled any more: a window opens that nothing stands in."""
    done = sentences(language)("done")
    await task_in_hand(ben, anna, language=language)
    await ben.sees_button(done)
    await office.app.inbox.drain()
    ben.presses(done)
    return await _sees_the_hourglass(ben)


@in_turn_with(staff_on="slack")
async def test_a_window_gets_its_form_after_a_restart(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """The office is closed between the press that opened the window and its handling: afterwards the window asks, and
    what is written there reaches the client, once."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    await _presses_done(office, ben, anna, language)
    await office.restart()
    await ben.sees_form(t("done-result"))
    await ben.answers("Delivered")
    await anna.sees("Delivered")
    await office.quiet()
    assert anna.count("Delivered") == 1
    assert t("form-question", label=t("done-result")) not in ben.everything()


@in_turn_with(client_on="slack")
async def test_a_command_gets_its_window_after_a_restart(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """The same with a command: the window it opened becomes the form of a request."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    await office.app.inbox.drain()
    anna.commands("task")
    await _sees_the_hourglass(anna)
    await office.restart()
    await anna.sees_form(t("request-words"))
    assert isinstance(anna, SlackPerson)
    anna.user.fills(**{t("request-words"): "Ten roses"})
    anna.user.submits()
    await ben.sees("Ten roses")


@in_turn_with(staff_on="slack")
async def test_who_closed_the_window_meanwhile_is_asked_in_the_chat(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """A window that its person has closed is not opened again: the question comes in the chat."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    (await _presses_done(office, ben, anna, language)).user.closes_modal()
    await office.restart()
    await ben.sees(t("form-question", label=t("done-result")))
    ben.says("Delivered")
    await anna.sees("Delivered")


@in_turn_with(staff_on="slack")
async def test_what_can_not_be_done_any_more_is_said(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """The task was cancelled before the press was handled: the chat says so, and the window waits no longer."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    await task_in_hand(ben, anna, language=language)
    await ben.sees_button(t("done"))
    old = keys(ben, t("done"))[-1]
    await presses(anna, t("cancel-task"))
    await makes_sure(anna, t("yes"))
    await ben.sees(t("task-cancelled", ref="T-1001", by="Anna", reason="").strip())
    await office.quiet()
    await office.app.inbox.drain()
    assert isinstance(ben, SlackPerson)
    ben.user.presses_value(old, f"open:{old}")
    await _sees_the_hourglass(ben)
    await office.restart()
    await ben.sees(t("already-cancelled", ref="T-1001", at="#").partition("#")[0])
    await ben.user.sees_modal(t("window-nothing"), timeout=PATIENCE)
