"""From settings to a running office: builds store, platforms and app. The heavy libraries are loaded when they
connect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from bot.app import App, WebPlan
from bot.audit_heads import Plan as HeadsPlan
from bot.calendars import dav
from bot.calendars.plan import Plan
from bot.clock import Clock
from bot.config import Settings
from bot.config_bookings import desk_of
from bot.config_calendars import OFFICE
from bot.config_categories import categories
from bot.config_places import FILES_FOLDER
from bot.config_sla import service_levels_of
from bot.filestore import FileStore
from bot.i18n import COMPLETE, FALLBACK, Wording
from bot.mail.account import PORTS, Account
from bot.platforms.base import Platform
from bot.vault import Safe, safe_of
from handlers.chat.context import Office
from handlers.chat.outgoing import Text
from handlers.features import HOUSE
from storage.engine import Store, open_store
from storage.vault import Keys


def office_of(settings: Settings, wording: Wording, now: datetime) -> Office:
    """Return what handlers know of this installation, its holidays as of an aware `now`."""
    levels = service_levels_of(settings, now)
    closes = settings.office.hours is not None or OFFICE in settings.calendars
    return Office(
        name=settings.office.name,
        language=settings.office.language,
        zone=settings.office.time_zone,
        languages=tuple(language for language in COMPLETE if language in wording.languages()),
        hours=levels.calendar(OFFICE).hours if closes else None,
        categories=categories(settings.categories),
        close_after=timedelta(days=settings.office.close_after_days),
        patience=settings.office.patience(),
        platforms=frozenset(
            name for name, there in (("telegram", settings.telegram), ("slack", settings.slack)) if there
        ),
        slack_command=next((slack.command for slack in settings.slack.values()), "/office"),
        levels=levels,
        remind_before=settings.office.leads(),
        desk=desk_of(settings, levels),
        digests=settings.digest.digests(),
        terms=None if settings.terms is None else settings.terms.terms(),
        periods=settings.retention.periods(),
    )


def calendars_of(settings: Settings) -> list[tuple[Plan, dav.Account]]:
    """Return the hosts' own calendars: what is done with each, and where it is."""
    return [
        (
            Plan(name, writes=caldav.write, reads=caldav.busy, names=caldav.names, every=caldav.every),
            dav.Account(caldav.url, caldav.user, caldav.password.get_secret_value()),
        )
        for name, table in (*settings.hosts.items(), *settings.resources.items())
        if (caldav := table.caldav) is not None
    ]


def mail_of(settings: Settings) -> Account | None:
    """Return where mail is handed over, None if nobody is invited by mail."""
    mail = settings.mail
    if mail is None:
        return None
    password = "" if mail.password is None else mail.password.get_secret_value()
    return Account(mail.host, mail.port or PORTS[mail.tls], mail.tls, mail.address, mail.user, password)


def store_of(settings: Settings, now: Callable[[], datetime], *, workers: int = 8, safe: Safe | None = None) -> Store:
    """Return the database, not started, with the office's keys. Raises NoKeys, WrongMaster, StoreBusy, OSError."""
    safe = safe or safe_of(settings, now)
    url, secret = settings.database.url, safe.audit_secret()
    return open_store(url, now, workers=workers, vault=safe.vault, secret=secret)


def file_store_of(settings: Settings, keys: Keys) -> FileStore:
    """Return the file store, not opened."""
    folder = Path(settings.files.folder or FILES_FOLDER)
    of = settings.files
    return FileStore(folder, keys, most_bytes=of.most_bytes, client_bytes=of.client_bytes, types=of.types)


def platforms_of(settings: Settings, clock: Clock, wording: Wording) -> list[Platform]:
    """Return a connection for each platform section, Telegram first: it is heard soonest."""
    platforms: list[Platform] = []
    if settings.telegram is not None:
        from bot.platforms.telegram import TelegramPlatform

        telegram = settings.telegram
        public = settings.web.public_url if settings.web is not None else None
        platforms.append(
            TelegramPlatform(
                token=telegram.token.get_secret_value(),
                base_url=telegram.base_url,
                base_file_url=telegram.base_file_url,
                mode=telegram.mode,
                webhook_url=f"{public}/telegram" if public else None,
                webhook_secret=telegram.webhook_secret.get_secret_value() if telegram.webhook_secret else None,
                clock=clock,
                limits=settings.limits.telegram(),
            )
        )
    for label in settings.slack:
        platforms.append(_slack(settings, label, clock, wording))
    return platforms


def _slack(settings: Settings, label: str, clock: Clock, wording: Wording) -> Platform:
    from bot.platforms.slack import SlackPlatform

    slack = settings.slack[label]
    say = partial(_line, wording, settings.office.language)
    return SlackPlatform(
        label=label,
        bot_token=slack.bot_token.get_secret_value(),
        app_token=slack.app_token.get_secret_value() if slack.app_token else None,
        signing_secret=slack.signing_secret.get_secret_value() if slack.signing_secret else None,
        mode=slack.mode,
        base_url=slack.base_url,
        command=slack.command,
        clock=clock,
        limits=settings.limits.slack(),
        commands=frozenset(HOUSE.commands),
        commands_with_words=frozenset(name for name, spec in HOUSE.commands.items() if spec.with_words),
        opens_form=HOUSE.opens_form,
        saved_line=partial(say, "form-saved"),
        trouble_line=partial(say, "form-not-saved"),
    )


def _line(wording: Wording, default: str, name: str, language: str | None) -> str:
    spoken = (language or default).replace("_", "-").split("-")[0]
    return wording.say(Text(name), spoken if spoken in COMPLETE else FALLBACK, "UTC")


def compose(
    settings: Settings, clock: Clock, *, alter: Callable[[list[Platform]], list[Platform]] = lambda found: found
) -> App:
    """Return the office these settings describe, not started."""
    wording = Wording()
    safe = safe_of(settings, clock.now)
    store = store_of(settings, clock.now, safe=safe)
    web = None if settings.web is None else WebPlan(settings.web.host, settings.web.port)
    return App(
        store,
        clock,
        office_of(settings, wording, clock.now()),
        alter(platforms_of(settings, clock, wording)),
        teams=tuple(settings.teams),
        web=web,
        wording=wording,
        alarm_file=settings.alarms.path,
        heads=HeadsPlan(Path(heads), settings.audit.tell_managers) if (heads := settings.audit.heads) else None,
        flood=settings.limits.flood(),
        files=file_store_of(settings, safe.keys),
        keys=safe.keys,
        calendars=calendars_of(settings),
        mail=mail_of(settings),
    )
