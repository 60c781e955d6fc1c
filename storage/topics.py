"""Topics: where in a chat a task has a place of its own, on platforms whose chats have such parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import PrimaryKeyConstraint, String, Table, bindparam, select

from storage.query import Query, Runner, upsert
from storage.schema import metadata
from storage.types import ERASE, KEEP, Moment, column

topics = Table(
    "topics",
    metadata,
    column("platform", String(16), KEEP),
    column("workspace", String(32), ERASE),
    column("chat", String(64), ERASE),
    column("about", String(32), KEEP),
    column("topic", String(64), ERASE, nullable=True),
    column("at", Moment, KEEP),
    PrimaryKeyConstraint("platform", "workspace", "chat", "about"),
)


@dataclass(frozen=True, slots=True)
class KeptTopic:
    """The platform's id of a task's topic in a chat; None if it was refused there: the chat itself is the place."""

    topic: str | None


_OF = Query(
    select(topics.c.topic).where(
        topics.c.platform == bindparam("platform"),
        topics.c.workspace == bindparam("workspace"),
        topics.c.chat == bindparam("chat"),
        topics.c.about == bindparam("about"),
    )
)
_KEEP = upsert(topics, ("platform", "workspace", "chat", "about"), ("topic", "at"))


def as_thread(topic: str) -> str:
    """Return what stands for a topic among the messages of a chat (`threads`): what is said in it is about its task."""
    return f"topic:{topic}"


class Topics:
    """The topics of one unit of work."""

    __slots__ = ("_run",)

    def __init__(self, run: Runner) -> None:
        self._run = run

    def of(self, platform: str, workspace: str, chat: str, about: str) -> KeptTopic | None:
        """Return what is known of a task's topic in a chat, None if it was never tried to make one."""
        row = self._run.one(_OF, platform=platform, workspace=workspace, chat=chat, about=about)
        return None if row is None else KeptTopic(row[0])

    def keep(self, platform: str, workspace: str, chat: str, about: str, topic: str | None, at: datetime) -> None:
        """Keep a task's topic in a chat; None forgets it for good."""
        self._run.change(_KEEP, platform=platform, workspace=workspace, chat=chat, about=about, topic=topic, at=at)
