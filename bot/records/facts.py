"""What the documents say of this office: from its settings alone, without a secret."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlsplit

from bot.config import SLACK_URL, TELEGRAM_URL, Settings
from handlers.rules.retention import LEAST_DAYS, MOST_DAYS, PASSING_DAYS

Value = str | bool | Sequence[Mapping[str, str]]


def facts_of(settings: Settings, day: date) -> dict[str, Value]:
    """Return the facts by the names that the templates use; what nobody filled in is empty."""
    said = settings.records
    tables = (*settings.hosts.values(), *settings.resources.values())
    calendars = sorted({_host(table.caldav.url) for table in tables if table.caldav})
    postgres = settings.database.url.startswith("postgresql:")
    return {
        "office": settings.office.name,
        "day": day.isoformat(),
        **{name: getattr(said, name) or "" for name in ("address", "contact", "officer", "host", "host_address")},
        "telegram": settings.telegram is not None,
        "telegram_own": settings.telegram is not None and settings.telegram.base_url != TELEGRAM_URL,
        "slack": [
            {"name": name or settings.office.name, "at": _host(table.base_url)}
            for name, table in settings.slack.items()
            if table.base_url == SLACK_URL
        ],
        "mail": settings.mail is not None,
        "mail_host": settings.mail.host if settings.mail else "",
        "mail_encrypted": settings.mail is not None and settings.mail.tls != "none",
        "calendars": [{"at": host} for host in calendars],
        "postgres": postgres,
        "database_host": _host(settings.database.url) if postgres else "",
        "sqlite": not postgres,
        "web": settings.web is not None,
        "files_mb": str(settings.files.most_mb),
        "close_after": str(settings.office.close_after_days),
        "request_days": str(settings.retention.periods().request_days),
        "appointment_days": str(settings.retention.periods().appointment_days),
        "evidence_years": str(settings.retention.periods().evidence_years),
        "passing_days": str(PASSING_DAYS),
        "least_days": str(LEAST_DAYS),
        "most_days": str(MOST_DAYS),
        "per_minute": str(settings.limits.person_per_minute),
        "heads_to_managers": settings.audit.tell_managers,
    }


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
