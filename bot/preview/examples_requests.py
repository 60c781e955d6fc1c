"""Examples of requests before they are tasks, and of the forms around tasks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.preview.example import Example, Shown
from bot.preview.invented import (
    ANSWERED,
    ASKED,
    BOOKED,
    BUSY,
    CALLED_OFF,
    CATEGORY,
    CLIENT,
    COMPLAINT,
    HELD_UP,
    NOTED,
    OFFICE,
    SHORT,
    THANKS,
    TRIP,
    WISH,
    Cast,
    said,
)
from handlers.chat import paging
from handlers.chat.outgoing import Notice, Text
from handlers.tasks import closing, draft_screens, questions, wishes
from storage.drafts import Draft
from storage.vocabulary import FileState, Priority, Role, TaskState

REF = "T-1042"
FRIDAY = "deadline minute - 2026-03-06T12:00:00+01:00"
APRIL = "date day 2026-04-03T00:00:00+02:00 2026-04-04T00:00:00+02:00"


def _draft(cast: Cast) -> Shown:
    return draft_screens.draft_card(cast.draft(), OFFICE)


def _guessed(cast: Cast) -> Shown:
    return draft_screens.draft_card(cast.draft(category=CATEGORY.name), OFFICE, [cast.file(FileState.COMING)])


def _whole(cast: Cast) -> Draft:
    task = cast.task()
    return cast.draft(
        title=task.title, category=CATEGORY.name, priority=Priority.HIGH, wish=task.wish, answers=task.answers
    )


def _filled_in(cast: Cast) -> Shown:
    return draft_screens.draft_card(_whole(cast), OFFICE, [cast.file()])


def _dated(cast: Cast) -> Shown:
    return draft_screens.draft_card(cast.draft(wished=_wished("guessed", FRIDAY)), OFFICE)


def _in_doubt(cast: Cast) -> Shown:
    return draft_screens.draft_card(cast.draft(wished=_wished("said", FRIDAY, APRIL)), OFFICE)


def _wished(by: str, *offers: str) -> dict[str, Any]:
    return {"offers": list(offers), "known": True, "past": False, "words": "", "by": by}


def _for_client(cast: Cast) -> Shown:
    return draft_screens.draft_card(_whole(cast), OFFICE, contact=cast.anna.name)


def _where(*, staff: bool) -> Callable[[Cast], Shown]:
    def build(cast: Cast) -> Shown:
        tasks = [cast.task(TaskState.ACKNOWLEDGED), cast.other_task(TaskState.DONE)]
        return draft_screens.where_card(_words(cast, SHORT), OFFICE, paging.page(tasks, 0), more=True, staff=staff)

    return build


def _where_over(cast: Cast) -> Shown:
    over = cast.task(TaskState.CLOSED)
    return draft_screens.where_card(
        _words(cast, SHORT), OFFICE, paging.page([over], 0), more=False, staff=False, over=over
    )


def _where_asked(cast: Cast) -> Shown:
    asked, tasks = Text("trial-at-week", number=2), [cast.task(TaskState.ACKNOWLEDGED)]
    shown = paging.page(tasks, 0)
    return draft_screens.where_card(_words(cast, SHORT), OFFICE, shown, more=False, staff=False, asked=asked)


def _audience(cast: Cast) -> Shown:
    return draft_screens.audience_card(_words(cast, NOTED), OFFICE, cast.task(), CLIENT)


def _words(cast: Cast, spoken: Mapping[str, str]) -> Draft:
    return cast.draft(words=cast.words(spoken))


def _placed(cast: Cast) -> Shown:
    return draft_screens.placed_card(_words(cast, SHORT), OFFICE, said("placed-task", ref=REF, client=CLIENT).text)


def _form(name: str, submit: str) -> Callable[[Cast], Shown]:
    return lambda _: questions.one_paragraph(name, REF, submit)


def _words_of(spoken: Mapping[str, str]) -> Callable[[Cast], Mapping[str, str]]:
    return lambda cast: {"words": cast.words(spoken)}


def _result(cast: Cast) -> Mapping[str, str]:
    return {"result": cast.words(BOOKED)}


def _asked(cast: Cast) -> Mapping[str, str]:
    task = cast.task()
    filled = {"words": cast.words(TRIP), "title": task.title or "", "priority": str(Priority.HIGH)}
    return {**filled, "wish": cast.words(WISH), **questions.prefilled(task.answers)}


CLIENTS = [
    Example("draft", Role.CLIENT, _draft),
    Example("draft-guessed", Role.CLIENT, _guessed),
    Example("draft-dated", Role.CLIENT, _dated),
    Example("draft-in-doubt", Role.CLIENT, _in_doubt),
    Example("wish-form", Role.CLIENT, lambda _: wishes.form()),
    Example("draft-filled-in", Role.CLIENT, _filled_in),
    Example("draft-discarded", Role.CLIENT, lambda cast: draft_screens.discarded_card(cast.draft(), OFFICE)),
    Example("not-a-request", Role.CLIENT, lambda _: Notice(draft_screens.nothing_in_it("sticker"))),
    Example("where-client", Role.CLIENT, _where(staff=False)),
    Example("where-closed", Role.CLIENT, _where_over),
    Example("where-asked", Role.CLIENT, _where_asked),
    Example("where-answered", Role.CLIENT, _placed),
    Example("answer-form", Role.CLIENT, _form("answer", "send"), _words_of(ANSWERED)),
    Example("rating-form", Role.CLIENT, _form("rating-word", "save"), _words_of(THANKS)),
    Example("request-form", Role.CLIENT, lambda _: questions.request(OFFICE, None), _asked),
    Example("request-form-travel", Role.CLIENT, lambda _: questions.request(OFFICE, CATEGORY.name), _asked),
    Example(
        "send-back-form", Role.CLIENT, lambda _: questions.send_back(REF, closing.COMPLAINTS), _words_of(COMPLAINT)
    ),
]
MANAGERS = [Example("cancel-form", Role.MANAGER, lambda _: questions.cancel(REF), _words_of(CALLED_OFF))]
ASSISTANTS = [
    Example("draft-for-client", Role.ASSISTANT, _for_client),
    Example("where-staff", Role.ASSISTANT, _where(staff=True)),
    Example("audience", Role.ASSISTANT, _audience),
    Example(
        "request-form-for-client",
        Role.ASSISTANT,
        lambda cast: questions.request(OFFICE, None, [(cast.anna, CLIENT)]),
        _asked,
    ),
    Example("done-form", Role.ASSISTANT, lambda cast: questions.done(REF, with_minutes=cast.window), _result),
    Example("hand-over-form", Role.ASSISTANT, lambda cast: questions.hand_over(REF, [cast.eva]), _words_of(NOTED)),
    Example("decline-form", Role.ASSISTANT, _form("decline", "decline"), _words_of(BUSY)),
    Example("give-back-form", Role.ASSISTANT, _form("give-back", "give-back"), _words_of(BUSY)),
    Example("ask-form", Role.ASSISTANT, _form("ask", "send"), _words_of(ASKED)),
    Example("message-form", Role.ASSISTANT, _form("message", "send"), _words_of(BOOKED)),
    Example("note-form", Role.ASSISTANT, _form("note", "save"), _words_of(NOTED)),
    Example("pause-form", Role.ASSISTANT, _form("pause", "pause"), _words_of(HELD_UP)),
]
EXAMPLES = [*CLIENTS, *ASSISTANTS, *MANAGERS]
