"""What one person alone can't do: they begin it, and somebody else who may do it, too, confirms it within a day. An
action declares it (`ActionSpec.second`); it happens with the second person's press, and nothing of it before."""

from __future__ import annotations

from datetime import timedelta

from handlers.chat.context import Context, Refused
from handlers.chat.feature import ActionSpec
from handlers.chat.outgoing import Button, Card, Style, Text, Urgency
from handlers.chat.router import House
from handlers.chat.wire import pack, unpack
from handlers.rules import policy
from storage.approvals import Approval
from storage.dialogs import Pressable
from storage.people import Person
from storage.vocabulary import ApprovalState

LIFE = timedelta(hours=24)
CONFIRM, REFUSE = "second.confirm", "second.refuse"
ACTIONS = frozenset({CONFIRM, REFUSE})


def ask(ctx: Context, spec: ActionSpec, action: str, about: str, what: Text) -> None:
    """Ask everybody else who may do it to confirm an action; `what` says in words what it is. What is begun again
    before anybody decided is shown again. Raises Refused if it can't be done anyway, or nobody else is there."""
    assert spec.second is not None  # only such actions are asked about
    spec.second(ctx, about)
    seconds = _seconds(ctx, spec, ctx.who)
    if not seconds:
        raise Refused(Text("second-nobody"))
    begun = ctx.uow.approvals.waiting(action, about, ctx.who.id, ctx.now)
    approval = begun or Approval(
        *(ctx.uow.new_id(), action, about, pack(what), ctx.who.id),
        *(ctx.now, ctx.now + LIFE, ApprovalState.ASKED),
    )
    if begun is None:
        ctx.uow.approvals.add(approval)
    ctx.uow.audit.record("second-asked", "approval", approval.id)
    for person in seconds:
        ctx.tell_anew(person, _card(approval, ctx.who), urgency=Urgency.URGENT)
    ctx.reply(Text("second-asked", names=", ".join(person.name for person in seconds)))
    ctx.answer(Text("second-asked-toast"))


def decide(ctx: Context, button: Pressable, house: House) -> None:
    """Press of Confirm or Refuse by the second person: what was begun happens now, with the rights of both as they are
    now, or never. Raises Refused."""
    approval = ctx.uow.approvals.take(button.about)
    asker = None if approval is None else ctx.uow.people.by_id(approval.asked_by)
    spec = None if approval is None else house.actions.get(approval.action)
    if approval is None or asker is None or spec is None or asker.id == ctx.who.id:
        raise Refused(Text("button-gone"))
    if approval.state is not ApprovalState.ASKED or approval.expires_at <= ctx.now:
        raise Refused(Text("second-too-late"))
    if ctx.who.role not in spec.roles or not asker.active or asker.role not in spec.roles:
        raise Refused(Text("button-not-yours"))
    state = ApprovalState.CONFIRMED if button.action == CONFIRM else ApprovalState.REFUSED
    readers = [asker, *_seconds(ctx, spec, asker)]
    ctx.uow.approvals.decide(approval.id, state, ctx.who.id, ctx.now)
    ctx.uow.audit.record("second-decided", "approval", approval.id, facts={"state": state})
    if state is ApprovalState.CONFIRMED:
        ctx.act, ctx.asker = spec.act, asker
        spec.run(ctx, approval.about)
    said = Text("second-confirmed" if state is ApprovalState.CONFIRMED else "second-refused", name=ctx.who.name)
    for person in readers:
        ctx.tell(person, Card(_key(approval), unpack(approval.what), [said]))


def _seconds(ctx: Context, spec: ActionSpec, asker: Person) -> list[Person]:
    there = ctx.uow.people.active(*sorted(policy.roles(spec.act)))
    return [person for person in there if person.id != asker.id]


def _card(approval: Approval, asker: Person) -> Card:
    lines = [Text("second-why", name=asker.name), Text("second-until", at=approval.expires_at)]
    buttons = [
        Button(Text("second-confirm"), CONFIRM, approval.id, style=Style.PRIMARY),
        Button(Text("second-refuse"), REFUSE, approval.id, style=Style.DANGER),
    ]
    return Card(_key(approval), unpack(approval.what), lines, buttons)


def _key(approval: Approval) -> str:
    return f"second:{approval.id}"
