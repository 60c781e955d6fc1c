"""Review meetings: a manager asks for a client's pack, and notes what was agreed; each line becomes a task."""

from __future__ import annotations

import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from handlers.chat import clients, paging
from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Form, Text
from handlers.events import RequestDue
from handlers.reports import actions, naming, review_screens, screens
from handlers.rules import categories
from handlers.rules.kpi.asked import last_months
from handlers.rules.kpi.periods import Period, named
from storage.dialogs import Dialog
from storage.drafts import Draft
from storage.people import Person
from storage.report_runs import ReportRun
from storage.vocabulary import ClientId, DraftId, DraftState, PersonId, TaskId

MOST_ACTIONS = 20
_BULLET = re.compile(r"^\s*(?:[-–•*·]|\d{1,2}[.)])\s+")


def command(ctx: Context, words: str) -> None:
    """`/review Dr. Weber`: the last three months with a client, `/review October Dr. Weber` another period; without a
    client it offers them."""
    period, client = naming.client_asked_for(ctx, words)
    if client is None:
        _offer(ctx, 0, period)
    else:
        _want(ctx, client, period)


def press_clients(ctx: Context, about: str) -> None:
    """Press of one of the pages of the clients."""
    period, number = paging.asked(about)
    _offer(ctx, number or 0, _named(ctx, period))


def press_client(ctx: Context, about: str) -> None:
    """Press of a client, of a period if one was named (`ID`, `ID:2026-10`)."""
    which, _, period = about.partition(":")
    client = ClientId(which)
    if clients.by_id(ctx, client) is None:
        raise Refused(Text("button-gone"))
    _want(ctx, client, _named(ctx, period))


def ask_agreed(ctx: Context, about: str) -> None:
    """Press of Actions agreed: ask which."""
    run, people = _met(ctx, about)
    ctx.ask(review_screens.agreed_form(_client_name(ctx, run), people), run.id)


def agreed_form(ctx: Context, dialog: Dialog) -> Form:
    """Return the question what was agreed."""
    run, people = _met(ctx, dialog.about)
    return review_screens.agreed_form(_client_name(ctx, run), people)


def agreed(ctx: Context, dialog: Dialog, given: Mapping[str, str]) -> None:
    """The answer is there: each line becomes a task of the client, and stands in the next pack. Raises Refused."""
    run, people = _met(ctx, dialog.about)
    lines = [said for line in given["words"].splitlines() if (said := _BULLET.sub("", line).strip())]
    if not lines or run.client_id is None:
        raise Refused(Text("form-answer-needed"), "words")
    if len(lines) > MOST_ACTIONS:
        raise Refused(Text("agreed-too-many", most=MOST_ACTIONS), "words")
    wanted = PersonId(given.get("contact", ""))
    contact = next((person for person in people if person.id == wanted), people[0])
    tasks = [_file(ctx, run, run.client_id, contact, number, line) for number, line in enumerate(lines)]
    filed = [task for each in tasks if (task := ctx.uow.tasks.look(each)) is not None]
    ctx.reply(review_screens.agreed_card(run, _client_name(ctx, run), filed), anew=True)


def _file(ctx: Context, run: ReportRun, client: ClientId, contact: Person, number: int, words: str) -> TaskId:
    draft = Draft(
        id=DraftId(ctx.uow.new_id()),
        person_id=ctx.who.id,
        contact_id=contact.id,
        words=words,
        files=[],
        source=f"review:{run.id}:{number}",
        state=DraftState.OPEN,
        task_id=None,
        created_at=ctx.now,
        category=categories.guess(words, ctx.office.categories),
    )
    ctx.uow.drafts.add(draft)
    ctx.react(ctx, RequestDue(draft, dated=True))
    ctx.uow.agreed.add(TaskId(draft.id), client, run.id, ctx.now)
    return TaskId(draft.id)


def _offer(ctx: Context, page: int, period: Period | None) -> None:
    by_name = sorted(clients.known(ctx), key=lambda client: client.name.casefold())
    ctx.reply(review_screens.choice_card(ctx.who.id, paging.page(by_name, page), period))


def _named(ctx: Context, name: str) -> Period | None:
    """Return the period that a button carries, None for one without. Raises Refused."""
    if name in {"", review_screens.ALL}:
        return None
    try:
        return named(name, ZoneInfo(ctx.who.zone))
    except ValueError:
        raise Refused(Text("button-gone")) from None


def _want(ctx: Context, client: ClientId, period: Period | None) -> None:
    zone = ZoneInfo(ctx.who.zone)
    shown = period or last_months(ctx.now.astimezone(zone).date(), zone)
    actions.want(ctx, screens.REVIEW, shown, client=client)


def _met(ctx: Context, about: str) -> tuple[ReportRun, list[Person]]:
    """Return a pack of who acts, and the client's contacts. Raises Refused where there are none."""
    run = naming.own(ctx, about)
    if run.client_id is None:
        raise Refused(Text("button-gone"))
    people = list(ctx.uow.people.contacts(run.client_id))
    if not people:
        raise Refused(Text("agreed-nobody", client=_client_name(ctx, run)))
    return run, people


def _client_name(ctx: Context, run: ReportRun) -> str:
    return "" if run.client_id is None else ctx.uow.clients.name(run.client_id)
