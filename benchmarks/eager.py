"""The bot as it would start with all imports at the top: everything its dependencies offer, loaded first.

`python -m benchmarks.eager run --config FILE` is then the same as `python -m bot run --config FILE`.
"""

from __future__ import annotations

import importlib
import pkgutil

from bot.__main__ import main

# What the bot uses of each dependency, and what those load when they are imported the usual way.
LIBRARIES = (
    "telegram.ext",
    "slack_bolt",
    "slack_bolt.async_app",
    "slack_bolt.adapter.socket_mode.aiohttp",
    "slack_sdk.socket_mode.aiohttp",
    "slack_sdk.web.async_client",
    "aiohttp.web",
    "sqlalchemy.orm",
    "sqlalchemy.ext.asyncio",
    "sqlalchemy.dialects.sqlite.aiosqlite",
    "sqlalchemy.dialects.postgresql.psycopg",
    "alembic.command",
    "alembic.autogenerate",
    "psycopg",
    "apscheduler.schedulers.asyncio",
    "pydantic",
    "fluent.runtime",
    "babel.dates",
    "babel.numbers",
    "click",
    "rich.console",
    "rich.table",
    "dateparser.search",
    "holidays",
    "icalendar",
    "recurring_ical_events",
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
    "fpdf",
    "xlsxwriter",
    "caldav",
)
OURS = ("bot", "handlers", "storage")


def load() -> None:
    """Import all libraries and all our own modules."""
    for name in LIBRARIES:
        importlib.import_module(name)
    for package in OURS:
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            if not module.name.startswith(("storage.migrations", "bot.__main__")):
                importlib.import_module(module.name)


if __name__ == "__main__":
    load()
    main()
