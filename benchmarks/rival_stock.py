"""The rival: the same request on the usual stack, written fairly.

python-telegram-bot's objects, one AsyncSession with ORM an event, a pool of five connections, aiosqlite; WAL,
synchronous=FULL, and BEGIN IMMEDIATE, without which it only fails. It looks up and keeps what ours does: people with
addresses, an open form, a choice of the last minutes, who looks at their home, the client's name, and every field of
drafts, tasks, buttons and messages, with the time that is wished for, its buttons and its reminders. Times and promises
it finds by our own rules, which are pure. What only our way of working needs (an event's own state, the load of an
assistant as a row, older drawings of a card) it does without.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, event, func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from telegram import Bot, CallbackQuery, Message, Update

from benchmarks import payloads
from benchmarks.measured import ASSISTANTS, Measured
from benchmarks.office import KEY, LEVELS, bodies
from handlers.rules import escalation, recurrences, sla, whens
from handlers.rules.reminding import deadline_by
from handlers.rules.sla_history import Filed

LANGUAGES = ("en", "de")
REMIND_BEFORE = (timedelta(days=1), timedelta(hours=2))
OPEN = ("assigned", "acknowledged")


def _key() -> str:
    return uuid.uuid4().hex


def _now() -> datetime:
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """All tables."""


class Person(Base):
    __tablename__ = "people"
    id: Mapped[str] = mapped_column(primary_key=True, default=_key)
    name: Mapped[str]
    role: Mapped[str] = mapped_column(index=True)
    client_id: Mapped[str | None] = mapped_column(ForeignKey("clients.id"))
    team_id: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="en")
    zone: Mapped[str] = mapped_column(default="Europe/Berlin")
    told_at: Mapped[str | None]
    away_since: Mapped[datetime | None]
    last_assigned_at: Mapped[datetime | None]


class Client(Base):
    __tablename__ = "clients"
    id: Mapped[str] = mapped_column(primary_key=True, default=_key)
    name: Mapped[str]


class Address(Base):
    __tablename__ = "addresses"
    __table_args__ = (UniqueConstraint("platform", "workspace", "account"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=_key)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    platform: Mapped[str] = mapped_column(default="telegram")
    workspace: Mapped[str] = mapped_column(default="")
    account: Mapped[str]
    chat: Mapped[str]
    open: Mapped[bool] = mapped_column(default=True)


class Seen(Base):
    __tablename__ = "updates"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    platform: Mapped[str] = mapped_column(default="telegram")
    workspace: Mapped[str] = mapped_column(default="")
    key: Mapped[str] = mapped_column(unique=True)
    lane: Mapped[str] = mapped_column(index=True)
    raw: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=_now)


class Dialog(Base):
    __tablename__ = "dialogs"
    id: Mapped[str] = mapped_column(primary_key=True, default=_key)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    state: Mapped[str]
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)


class Focus(Base):
    __tablename__ = "focus"
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    about: Mapped[str]
    until: Mapped[datetime]


class Draft(Base):
    __tablename__ = "drafts"
    id: Mapped[str] = mapped_column(primary_key=True, default=_key)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    words: Mapped[str]
    source: Mapped[str] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(default="open")
    task_id: Mapped[str | None]
    files: Mapped[list[Any]] = mapped_column(JSON, default=list)
    parts: Mapped[list[Any] | None] = mapped_column(JSON)
    title: Mapped[str | None]
    category: Mapped[str | None]
    priority: Mapped[str | None]
    wish: Mapped[str | None]
    answers: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    contact_id: Mapped[str | None]
    asks: Mapped[bool | None]
    wished: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(default=_now)
    touched_at: Mapped[datetime] = mapped_column(default=_now)


class PressButton(Base):
    __tablename__ = "buttons"
    key: Mapped[str] = mapped_column(primary_key=True, default=lambda: secrets.token_urlsafe(16))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    action: Mapped[str]
    about: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    expires_at: Mapped[datetime] = mapped_column(default=lambda: _now() + timedelta(days=90))
    used_at: Mapped[datetime | None]


class Task(Base):
    __tablename__ = "tasks"
    id: Mapped[str] = mapped_column(primary_key=True, default=_key)
    number: Mapped[int] = mapped_column(unique=True)
    client_id: Mapped[str | None] = mapped_column(ForeignKey("clients.id"), index=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    team_id: Mapped[str | None] = mapped_column(index=True)
    words: Mapped[str]
    files: Mapped[list[Any]] = mapped_column(JSON, default=list)
    state: Mapped[str]
    assistant_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"), index=True)
    result: Mapped[str | None]
    note: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[str | None]
    category: Mapped[str | None]
    priority: Mapped[str] = mapped_column(default="normal")
    wish: Mapped[str | None]
    answers: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    reason: Mapped[str | None]
    minutes: Mapped[int | None]
    rating: Mapped[int | None]
    wish_at: Mapped[datetime | None]
    wished: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=_now)
    assigned_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Step(Base):
    __tablename__ = "task_history"
    id: Mapped[str] = mapped_column(primary_key=True, default=_key)
    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.id"), index=True)
    move: Mapped[str]
    by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    at: Mapped[datetime] = mapped_column(default=_now)


class Outgoing(Base):
    __tablename__ = "outbox"
    id: Mapped[str] = mapped_column(primary_key=True, default=_key)
    key: Mapped[str | None] = mapped_column(unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    platform: Mapped[str] = mapped_column(default="telegram")
    workspace: Mapped[str] = mapped_column(default="")
    chat: Mapped[str]
    card: Mapped[str]
    urgency: Mapped[str] = mapped_column(default="dialogue")
    language: Mapped[str] = mapped_column(default="en")
    zone: Mapped[str] = mapped_column(default="Europe/Berlin")
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(default="new", index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    parts_sent: Mapped[int] = mapped_column(default=0)
    repeat: Mapped[bool] = mapped_column(default=False)
    not_before: Mapped[datetime] = mapped_column(default=_now)
    sending_since: Mapped[datetime | None]
    message_id: Mapped[str | None]
    error: Mapped[str | None]
    about: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=_now)
    sent_at: Mapped[datetime | None]


class Promise(Base):
    __tablename__ = "task_promises"
    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.id"), primary_key=True)
    policy: Mapped[str] = mapped_column(default="standard@1")
    calendar: Mapped[str] = mapped_column(default="office@1")
    chain: Mapped[list[Any]] = mapped_column(JSON, default=list)
    due: Mapped[dict[str, Any]] = mapped_column(JSON)
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    look_at: Mapped[datetime | None] = mapped_column(index=True)
    held_by: Mapped[str | None]
    held_until: Mapped[datetime | None]


class Timer(Base):
    __tablename__ = "timers"
    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    about: Mapped[str]
    due_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(default="open")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    attempts: Mapped[int] = mapped_column(default=0)
    fired_at: Mapped[datetime | None]


class Mark(Base):
    __tablename__ = "marks"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Number(Base):
    __tablename__ = "numbers"
    name: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


async def take(sessions: async_sessionmaker[AsyncSession], bot: Bot, body: bytes) -> str:
    """Handle one update in one session; return the key of the card's first button, if it made a card."""
    raw = json.loads(body)
    update = Update.de_json(raw, bot)
    async with sessions() as session, session.begin():
        said, press = update.message, update.callback_query
        key = f"{said.chat.id}:{said.message_id}" if said else f"update:{update.update_id}"
        if await session.get(Seen, update.update_id) is not None:
            return ""
        account = str(update.effective_user.id) if update.effective_user else ""
        whose = select(Person).join(Address).where(Address.platform == "telegram", Address.account == account)
        person = (await session.scalars(whose)).one()
        session.add(Seen(id=update.update_id, key=key, lane=person.id, raw=json.dumps(raw)))
        asked = select(Dialog).where(Dialog.person_id == person.id, Dialog.state == "open")
        if (await session.scalars(asked)).first() is not None:
            return ""
        if said is not None:
            return await _words(session, person, said)
        if press is not None:
            await _press(session, person, press)
        return ""


async def _words(session: AsyncSession, person: Person, said: Message) -> str:
    await session.get(Focus, person.id)
    latest = select(Draft).where(Draft.person_id == person.id, Draft.state == "open").order_by(Draft.id.desc()).limit(1)
    await session.scalars(latest)
    words = said.text or ""
    draft = Draft(person_id=person.id, words=words, source=f"{said.chat.id}:{said.message_id}", wished=_wished(words))
    session.add(draft)
    await session.flush()
    times = ("other-time", "no-time", "pick-day", "pick-clock") if draft.wished else ()
    buttons = await _buttons(session, person, draft.id, "send", *times, "change", "discard")
    content = {"title": "New request", "lines": [draft.words], "buttons": buttons}
    await _tell(session, person, f"draft:{draft.id}", content)
    return buttons[0][1]


def _wished(words: str) -> dict[str, Any] | None:
    """Return the time that words wish for, and whether again and again."""
    now = _now().astimezone(ZoneInfo("Europe/Berlin"))
    times = whens.times(words, LANGUAGES, now)
    reading, again = whens.one_of(times, now), recurrences.read(words, times)
    return {"offers": [one.noted() for one in reading.offers], "again": again is not None} if reading.offers else None


async def _buttons(session: AsyncSession, person: Person, about: str, *actions: str) -> list[list[str]]:
    buttons = [PressButton(person_id=person.id, action=action, about=about) for action in actions]
    session.add_all(buttons)
    await session.flush()
    return [[button.action, button.key] for button in buttons]


async def _tell(session: AsyncSession, person: Person, card: str, content: dict[str, Any]) -> None:
    address = (await session.scalars(select(Address).where(Address.person_id == person.id))).all()[0]
    session.add(Outgoing(person_id=person.id, chat=address.chat, card=card, content=content))


async def _press(session: AsyncSession, person: Person, press: CallbackQuery) -> None:
    button = await session.get(PressButton, press.data)
    if button is None or button.person_id != person.id or button.used_at is not None:
        return
    draft = (await session.scalars(select(Draft).where(Draft.id == button.about))).one()
    number = (await session.scalars(select(Number).where(Number.name == "task"))).one()
    number.last += 1
    carried = func.count(Task.id)
    chosen = (
        select(Person)
        .outerjoin(Task, (Task.assistant_id == Person.id) & Task.state.in_(OPEN))
        .where(Person.role == "assistant")
        .group_by(Person.id)
        .order_by(carried, Person.last_assigned_at)
        .limit(1)
    )
    assistant = (await session.scalars(chosen)).one()
    assistant.last_assigned_at = _now()
    task = Task(number=number.last, contact_id=person.id, words=draft.words, state="assigned", assigned_at=_now())
    task.client_id, task.assistant_id, task.team_id = person.client_id, assistant.id, assistant.team_id
    wished = whens.parsed(draft.wished["offers"][0]) if draft.wished else None
    if wished is not None:
        task.wished, task.wish_at = wished.noted(), deadline_by(wished, _now(), None)
    session.add(task)
    await session.flush()
    session.add_all(Step(task_id=task.id, move=move, by=person.id) for move in ("filed", "assigned"))
    _promise(session, task)
    await session.scalars(select(Mark).where(Mark.name.in_([f"home:{one.id}" for one in (person, assistant)])))
    await session.get(Focus, assistant.id)
    await session.get(Focus, person.id)
    draft.state, draft.task_id, button.used_at = "sent", task.id, _now()
    button.result = {"text": "request-sent", "ref": f"T-{task.number}"}
    client = await session.get(Client, person.client_id)
    lines = [task.words, client.name if client else ""]
    actions = await _buttons(session, assistant, task.id, "acknowledge", "decline", "hand-over", "why")
    card = {"title": f"T-{task.number}", "lines": lines, "buttons": actions}
    await _tell(session, assistant, f"task:{task.id}", card)
    actions = await _buttons(session, person, task.id, "why", "cancel")
    told = {"title": f"T-{task.number} accepted", "lines": [task.words, assistant.name], "buttons": actions}
    await _tell(session, person, f"draft:{draft.id}", told)


def _promise(session: AsyncSession, task: Task) -> None:
    """Keep when a task is due, and look again before that, and before the time it is wished for."""
    now, what = _now(), LEVELS.promised(task.category, task.priority, None, "")
    if what is not None:
        hours = what.calendar.hours
        rounds = sla.all_rounds([Filed(now, what.policy)], hours, now, what.policy.targets)
        due = {str(each.clock): each.due for each in rounds if each.due is not None}
        looks = [each.at for one in rounds for each in escalation.plan(what.chain, one, hours, repeats=False)]
        promise = Promise(task_id=task.id, due={name: at.timestamp() for name, at in due.items()})
        promise.chain, promise.due_at, promise.look_at = what.chain.to_json()["steps"], min(due.values()), min(looks)
        session.add(promise)
        session.add(Timer(key=f"sla:{task.id}", kind="promise", about=task.id, due_at=promise.look_at))
    if task.wish_at is not None:
        moments = [at for before in REMIND_BEFORE if (at := task.wish_at - before) > now]
        session.add_all(
            Timer(key=f"deadline:{task.id}:{at}", kind="deadline", about=task.id, due_at=at) for at in moments
        )


async def run(path: Path, requests: int, clients: int) -> Measured:
    """Let all clients make requests, one after another each, `requests` in all, on a new database."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}", pool_size=5, max_overflow=0, pool_timeout=600)
    event.listen(engine.sync_engine, "connect", _connected)
    event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    sessions = await _opened(engine, clients)
    bot = Bot("1:not-used")
    latencies: list[float] = []

    async def request(one: int, number: int) -> None:
        words, press, _ = bodies(one, number)
        key = await take(sessions, bot, words)
        await take(sessions, bot, press.replace(KEY, key.encode()))

    async def client(one: int) -> None:
        for number in range(1, requests // clients + 1):
            began = time.perf_counter()
            await request(one, number)
            latencies.append(time.perf_counter() - began)

    await asyncio.gather(*(request(one, 0) for one in range(clients)))
    started = time.perf_counter()
    await asyncio.gather(*(client(one) for one in range(clients)))
    measured = Measured(len(latencies), time.perf_counter() - started, latencies)
    await engine.dispose()
    return measured


def _connected(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=60000"):
        connection.execute(f"PRAGMA {pragma}")


async def _opened(engine: AsyncEngine, clients: int) -> async_sessionmaker[AsyncSession]:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    async with sessions() as session, session.begin():
        session.add(Number(name="task", last=1000))
        first = payloads.FIRST_USER
        for number in range(ASSISTANTS):
            await _person(session, Person(name=f"Ben {number}", role="assistant"), first + 1_000 + number)
        for number in range(clients):
            client = Client(name=f"Practice {number}")
            session.add(client)
            await session.flush()
            await _person(session, Person(name=f"Anna {number}", role="client", client_id=client.id), first + number)
    return sessions


async def _person(session: AsyncSession, person: Person, account: int) -> None:
    session.add(person)
    await session.flush()
    session.add(Address(person_id=person.id, account=str(account), chat=str(account)))
