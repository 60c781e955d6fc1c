"""The rival: the same request on the usual stack, written fairly.

python-telegram-bot's objects, one AsyncSession with ORM an event, a pool of five connections, aiosqlite; WAL,
synchronous=FULL, and BEGIN IMMEDIATE, without which it only fails.
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

from sqlalchemy import JSON, ForeignKey, event, func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from telegram import Bot, CallbackQuery, Message, Update

from benchmarks import payloads
from benchmarks.measured import ASSISTANTS, Measured
from benchmarks.office import KEY, bodies

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
    account: Mapped[str] = mapped_column(unique=True)
    client: Mapped[str | None]
    last_assigned_at: Mapped[datetime | None]


class Seen(Base):
    __tablename__ = "updates"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(unique=True)
    raw: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=_now)


class Draft(Base):
    __tablename__ = "drafts"
    id: Mapped[str] = mapped_column(primary_key=True, default=_key)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    words: Mapped[str]
    source: Mapped[str] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(default="open")
    created_at: Mapped[datetime] = mapped_column(default=_now)


class PressButton(Base):
    __tablename__ = "buttons"
    key: Mapped[str] = mapped_column(primary_key=True, default=lambda: secrets.token_urlsafe(16))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    action: Mapped[str]
    about: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(default=lambda: _now() + timedelta(days=90))
    used_at: Mapped[datetime | None]


class Task(Base):
    __tablename__ = "tasks"
    id: Mapped[str] = mapped_column(primary_key=True, default=_key)
    number: Mapped[int] = mapped_column(unique=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    words: Mapped[str]
    state: Mapped[str]
    assistant_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=_now)
    assigned_at: Mapped[datetime | None]


class Step(Base):
    __tablename__ = "task_history"
    id: Mapped[str] = mapped_column(primary_key=True, default=_key)
    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.id"), index=True)
    move: Mapped[str]
    by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(default=_now)


class Outgoing(Base):
    __tablename__ = "outbox"
    id: Mapped[str] = mapped_column(primary_key=True, default=_key)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    chat: Mapped[str]
    card: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(default="new", index=True)
    created_at: Mapped[datetime] = mapped_column(default=_now)


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
        session.add(Seen(id=update.update_id, key=key, raw=json.dumps(raw)))
        account = str(update.effective_user.id) if update.effective_user else ""
        person = (await session.scalars(select(Person).where(Person.account == account))).one()
        if said is not None:
            return await _words(session, person, said)
        if press is not None:
            await _press(session, person, press)
        return ""


async def _words(session: AsyncSession, person: Person, said: Message) -> str:
    draft = Draft(person_id=person.id, words=said.text or "", source=f"{said.chat.id}:{said.message_id}")
    session.add(draft)
    await session.flush()
    buttons = [PressButton(person_id=person.id, action=action, about=draft.id) for action in ("send", "discard")]
    session.add_all(buttons)
    await session.flush()
    labels = [[button.action, button.key] for button in buttons]
    content = {"title": "New request", "lines": [draft.words], "buttons": labels}
    session.add(Outgoing(person_id=person.id, chat=str(said.chat.id), card=f"draft:{draft.id}", content=content))
    return buttons[0].key


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
    task.assistant_id = assistant.id
    session.add(task)
    await session.flush()
    session.add_all(Step(task_id=task.id, move=move, by=person.id) for move in ("filed", "assigned"))
    actions = [PressButton(person_id=assistant.id, action=one, about=task.id) for one in ("acknowledge", "decline")]
    session.add_all(actions)
    draft.state, button.used_at = "sent", _now()
    await session.flush()
    card = {"title": f"T-{task.number}", "lines": [task.words], "buttons": [[one.action, one.key] for one in actions]}
    told = {"title": f"T-{task.number} accepted", "lines": [task.words, assistant.name]}
    session.add(Outgoing(person_id=assistant.id, chat=assistant.account, card=f"task:{task.id}", content=card))
    session.add(Outgoing(person_id=person.id, chat=person.account, card=f"draft:{draft.id}", content=told))


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
            session.add(Person(name=f"Ben {number}", role="assistant", account=str(first + 1_000 + number)))
        for number in range(clients):
            name = f"Anna {number}"
            session.add(Person(name=name, role="client", account=str(first + number), client=f"Practice {number}"))
    return sessions
