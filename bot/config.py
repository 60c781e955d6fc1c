"""The settings: read from one TOML file, checked, frozen. What is wrong with them is said by `bot.complaints`."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote, unquote, urlsplit

from pydantic import AfterValidator, ConfigDict, Field, SecretStr, ValidationError, model_validator

from bot.clock import SystemClock
from bot.complaints import ConfigError, by_pydantic
from bot.config_bookings import HostSettings, ResourceSettings, ServiceSettings, named_twice, one_calendar_twice
from bot.config_calendars import CalendarSettings
from bot.config_categories import CategorySettings, TermsSettings
from bot.config_file import document
from bot.config_names import at_odds, unknown_names
from bot.config_places import FILES_FOLDER, place_of, same_file_twice, shared_folder
from bot.config_sla import EscalationSettings, PolicySettings, TeamSettings
from bot.config_values import (
    NEVER,
    WEEKDAYS,
    Clock,
    Database,
    DigestDay,
    Extensions,
    Hours,
    HttpSecret,
    KeySource,
    Leads,
    Line,
    LocalFile,
    LocalFolder,
    MailAddress,
    Name,
    Patient,
    PerMinute,
    PerSecond,
    Secret,
    SlackAppToken,
    SlackBotToken,
    Spans,
    Table,
    TelegramToken,
    Url,
    Zone,
    not_blank,
)
from bot.file_types import TAKEN
from bot.filestore import CLIENT_MEGABYTES, MEGABYTE
from bot.flood import Allowance, FloodLimits
from bot.platforms.base import Limits
from handlers.rules.business_hours import BusinessHours
from handlers.rules.client_reports import ClientReports, Readers
from handlers.rules.digests import Digests
from handlers.rules.patience import HOUR, Patience
from handlers.rules.retention import Periods

TELEGRAM_URL = "https://api.telegram.org/bot"
TELEGRAM_FILE_URL = "https://api.telegram.org/file/bot"
SLACK_URL = "https://slack.com/api/"
ALARM_FILE = "alarms.log"
AUDIT_HEADS = "audit.heads"
KEY_STEM = "vorzimmer"
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


# --- tables --------------------------------------------------------------------------------------------------------


class OfficeSettings(Table):
    """Who we are. `language` and `time_zone` hold until a person has chosen their own; `hours` is one weekly line."""

    name: Annotated[str, AfterValidator(not_blank), Field(min_length=1, max_length=100)]
    language: Literal["en", "de"] = "en"
    time_zone: Zone
    hours: Hours | None = None
    close_after_days: Annotated[int, Field(ge=1, le=365)] = 7
    remind_before: Leads = (86_400, 7_200)
    ask_again: Spans = (8 * HOUR, 24 * HOUR)
    give_up_after: Patient = 120 * HOUR

    @model_validator(mode="after")
    def _patient(self) -> OfficeSettings:
        self.patience()
        return self

    def patience(self) -> Patience:
        """Return how long a question to a client waits for its answer."""
        return Patience(self.ask_again, self.give_up_after)

    def leads(self) -> tuple[timedelta, ...]:
        """Return how long before a deadline people are reminded of it."""
        return tuple(timedelta(seconds=each) for each in self.remind_before)

    def business_hours(self) -> BusinessHours | None:
        """Return when the office is open, None if it never closes."""
        return BusinessHours.parse(self.time_zone, self.hours) if self.hours else None


class DatabaseSettings(Table):
    """Where everything is kept. `url` may hold a password, so it is not shown; an SQLite path in it is absolute."""

    url: Database = "sqlite:///vorzimmer.db"

    model_config = ConfigDict(validate_default=True)


class TelegramSettings(Table):
    """One Telegram bot. The URLs are given as python-telegram-bot wants them: the token is put right behind."""

    token: TelegramToken
    mode: Literal["polling", "webhook"] = "polling"
    base_url: Url = TELEGRAM_URL
    base_file_url: Url = TELEGRAM_FILE_URL
    webhook_secret: HttpSecret | None = None

    @model_validator(mode="before")
    @classmethod
    def _derive(cls, raw: object) -> object:
        if not isinstance(raw, dict) or "base_file_url" in raw:
            return raw
        base = raw.get("base_url")
        if isinstance(base, str) and base.endswith("/bot"):
            return {**raw, "base_file_url": f"{base.removesuffix('bot')}file/bot"}
        return raw


class SlackSettings(Table):
    """One Slack workspace and its internal app."""

    bot_token: SlackBotToken
    app_token: SlackAppToken | None = None
    signing_secret: Secret | None = None
    mode: Literal["socket", "http"] = "socket"
    base_url: Annotated[Url, AfterValidator(lambda url: url if url.endswith("/") else f"{url}/")] = SLACK_URL
    command: Annotated[str, Field(pattern=r"^/[a-z0-9_-]{1,31}$")] = "/office"


class WebSettings(Table):
    """Our own HTTP server: health, metrics and what platforms post to us. `public_url` has no slash at its end."""

    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    public_url: Annotated[Url, AfterValidator(lambda url: url.rstrip("/"))] | None = None


class LimitSettings(Table):
    """How fast we send: messages and edits a second over a whole connection, and in one chat. How much we take in: a
    minute, of one account (`person_burst` at once), of all strangers, of all together; 0 for any number."""

    telegram_per_second: PerSecond = 29
    telegram_per_chat: PerSecond = 1
    slack_per_second: PerSecond = 8
    slack_per_channel: PerSecond = 1
    person_per_minute: PerMinute = 20
    person_burst: Annotated[int, Field(ge=1)] = 40
    presses_per_minute: PerMinute = 120
    strangers_per_minute: PerMinute = 60
    all_per_minute: PerMinute = 6000

    def flood(self) -> FloodLimits:
        """Return what is taken in."""
        return FloodLimits(
            person=Allowance(self.person_per_minute, self.person_burst),
            presses=Allowance(self.presses_per_minute, self.presses_per_minute),
            strangers=Allowance(self.strangers_per_minute, 2 * self.strangers_per_minute),
            together=Allowance(self.all_per_minute, self.all_per_minute),
        )

    def telegram(self) -> Limits:
        """Return what one Telegram bot may send."""
        return Limits(self.telegram_per_second, 1 / self.telegram_per_chat)

    def slack(self) -> Limits:
        """Return what one Slack app may send in one workspace."""
        return Limits(self.slack_per_second, 1 / self.slack_per_channel)


class FilesSettings(Table):
    """Where files are kept that people send, and which are taken. Without `folder` the default is filled in when the
    settings are read: `files` beside the SQLite file, with PostgreSQL beside the configuration."""

    folder: LocalFolder | None = None
    most_mb: Annotated[int, Field(ge=1, le=1000)] = 20
    client_mb: Annotated[int, Field(ge=1)] = CLIENT_MEGABYTES
    types: Extensions = TAKEN

    @property
    def most_bytes(self) -> int:
        """Return how large a file may be."""
        return self.most_mb * MEGABYTE

    @property
    def client_bytes(self) -> int:
        """Return how much of one client's contacts is kept."""
        return self.client_mb * MEGABYTE


class KeysSettings(Table):
    """Where the master key comes from (`file:PATH`, `env:NAME` or `credential:NAME`), the one before it while it is
    changed, and where the data keys are kept. Defaults are filled in when the settings are read: a file and a store
    beside the SQLite file; with PostgreSQL a file beside the configuration and a schema of their own."""

    master: KeySource = ""
    former: KeySource | None = None
    store: Database = ""


class DigestSettings(Table):
    """When managers get their weekly digest, each in their own time zone, if at all, and how many promises of a hundred
    are to be kept; who gets the monthly reports of clients, and when on the first working day of the month."""

    day: DigestDay = "monday"
    at: Clock = "08:00"
    target_percent: Annotated[int, Field(ge=1, le=100)] = 90
    client_reports: Literal["clients", "managers", "never"] = "clients"
    client_reports_at: Clock = "09:00"

    def digests(self) -> Digests:
        """Return it as rules have it."""
        day = None if self.day == NEVER else WEEKDAYS.index(self.day)
        readers = None if self.client_reports == NEVER else Readers(self.client_reports)
        monthly = ClientReports(readers, time.fromisoformat(self.client_reports_at))
        return Digests(day, time.fromisoformat(self.at), self.target_percent, monthly)


class MailSettings(Table):
    """The mail server that takes invitations; without this table nobody is invited by mail. Without `port` the usual
    one of `tls` is meant."""

    host: Annotated[str, Field(min_length=1, max_length=253)]
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    tls: Literal["starttls", "tls", "none"] = "starttls"
    user: Annotated[str, Field(min_length=1, max_length=254)] | None = None
    password: Secret | None = None
    address: MailAddress

    @model_validator(mode="after")
    def _logs_in(self) -> MailSettings:
        if (self.user is None) != (self.password is None):
            raise ValueError("user and password go together: give both, or neither if the server asks for none")
        if self.password is not None and self.tls == "none" and self.host not in THIS_MACHINE:
            raise ValueError('tls: "none" would send the password unencrypted; use "starttls" or "tls"')
        return self


class AlarmSettings(Table):
    """Where alarms are written that reach no manager. Without `file` the default is filled in when the settings are
    read: `alarms.log` beside the SQLite file, with PostgreSQL beside the configuration."""

    file: LocalFile | None = None

    @property
    def path(self) -> Path | None:
        """Return the file, absolute."""
        return Path(self.file) if self.file else None


class AuditSettings(Table):
    """Where the audit's heads are written, and whether managers are told the head each day. The default is filled in as
    that of alarms: beside the SQLite file, with PostgreSQL beside the configuration."""

    heads: LocalFile | None = None
    tell_managers: bool = False


class RetentionSettings(Table):
    """How long words and files are kept after a request ended and after an appointment, in days, and evidence of orders
    in years from the end of the calendar year."""

    request_days: Annotated[int, Field(ge=7, le=365)] = 90
    appointment_days: Annotated[int, Field(ge=7, le=3650)] = 180
    evidence_years: Annotated[int, Field(ge=6, le=30)] = 8

    def periods(self) -> Periods:
        """Return it as rules have it."""
        return Periods(self.request_days, self.appointment_days, self.evidence_years)


class RecordsSettings(Table):
    """What the generated records of processing say of the office, and of who runs its machine."""

    address: Line | None = None
    contact: Line | None = None
    officer: Line | None = None
    host: Line | None = None
    host_address: Line | None = None


class LogSettings(Table):
    """How much is written to standard error."""

    level: Literal["debug", "info", "warning", "error"] = "info"


class Settings(Table):
    """The whole file. `slack` is by name of the workspace, "" for the plain `[slack]` table; a platform without its
    section is off (None, or not in `slack`)."""

    office: OfficeSettings
    database: DatabaseSettings = Field(default_factory=DatabaseSettings)
    telegram: TelegramSettings | None = None
    slack: dict[str, SlackSettings] = Field(default_factory=dict)
    web: WebSettings | None = None
    mail: MailSettings | None = None
    teams: Annotated[dict[str, TeamSettings], Field(min_length=1)] = Field(
        default_factory=lambda: {"Office": TeamSettings()}
    )
    terms: TermsSettings | None = None
    categories: dict[Name, CategorySettings] = Field(default_factory=dict)
    calendars: dict[Name, CalendarSettings] = Field(default_factory=dict)
    sla: dict[Name, PolicySettings] = Field(default_factory=dict)
    escalations: dict[Name, EscalationSettings] = Field(default_factory=dict)
    services: dict[Name, ServiceSettings] = Field(default_factory=dict)
    hosts: dict[Name, HostSettings] = Field(default_factory=dict)
    resources: dict[Name, ResourceSettings] = Field(default_factory=dict)
    limits: LimitSettings = LimitSettings()
    files: FilesSettings = FilesSettings()
    keys: KeysSettings = KeysSettings()
    digest: DigestSettings = DigestSettings()
    alarms: AlarmSettings = AlarmSettings()
    audit: AuditSettings = AuditSettings()
    retention: RetentionSettings = RetentionSettings()
    records: RecordsSettings = RecordsSettings()
    log: LogSettings = LogSettings()

    def secrets(self) -> list[str]:
        """Return every secret in plain text, for the one who must keep them out of the logs."""
        calendars = [table.caldav for table in (*self.hosts.values(), *self.resources.values()) if table.caldav]
        single = [table for table in (self.telegram, self.mail) if table is not None]
        tables: list[Table] = [*self.slack.values(), *single, *calendars]
        found = [value.get_secret_value() for table in tables for _, value in table if isinstance(value, SecretStr)]
        password = _password(self.database.url)
        return [*found, *{password, quote(password, safe="")}] if password else found


def _password(url: str) -> str:
    return unquote(urlsplit(url).password or "") if url.startswith("postgresql:") else ""


# --- reading -------------------------------------------------------------------------------------------------------


def load(
    path: Path, environ: Mapping[str, str] | None = None, now: datetime | None = None, *, at_terminal: bool = False
) -> Settings:
    """Return the settings in a TOML file; `env:` looks into `environ`, by default the process's own environment.

    Calendars are tried with the holidays of the years around `now`, by default the machine's time. `at_terminal`: the
    office is played there, and does without a platform.
    Raises ConfigError with everything that is wrong, each complaint naming its key and what to do.
    """
    raw = _sorted_out(document(path))
    office = raw.get("office")
    context = {
        "folder": path.absolute().parent,
        "environ": os.environ if environ is None else environ,
        "now": now or SystemClock().now(),
        "hours": office.get("hours") if isinstance(office, dict) else None,
    }
    complaints = _missing_partners(raw, at_terminal=at_terminal) + unknown_names(raw) + named_twice(raw)
    try:
        settings = Settings.model_validate(raw, context=context)
    except ValidationError as error:
        raise ConfigError(by_pydantic(error, Settings) + complaints) from None
    tokens = [workspace.bot_token.get_secret_value() for workspace in settings.slack.values()]
    if len(set(tokens)) < len(tokens):
        complaints.append("[slack] bot_token: two workspaces have the same; each needs the token of its own app")
    complaints += at_odds(settings) + one_calendar_twice(settings)
    if complaints:
        raise ConfigError(complaints)
    settings = _with_places(settings, path.absolute())
    complaints += same_file_twice(_files(settings))
    if shared := shared_folder(_database_file(settings), settings.files.folder):
        complaints.append(shared)
    if complaints:
        raise ConfigError(complaints)
    return settings


def _files(settings: Settings) -> dict[str, Path]:
    """Return the files that an office writes, by their keys."""
    named = {
        "[database] url": settings.database.url,
        "[keys] store": settings.keys.store,
        "[keys] master": settings.keys.master,
        "[alarms] file": f"file:{settings.alarms.file}",
        "[audit] heads": f"file:{settings.audit.heads}",
    }
    places = {key: re.fullmatch(r"(?:sqlite:///|file:)(.+)", place) for key, place in named.items()}
    return {key: Path(place[1]) for key, place in places.items() if place is not None}


def _with_places(settings: Settings, config: Path) -> Settings:
    """Say where everything lies that the file doesn't: beside an SQLite database, else beside the configuration. Names
    tell several offices in one folder apart: those of a database or configuration of an unusual name begin with it."""
    database = _database_file(settings)
    beside = config.parent if database is None else database.parent
    stem = config.stem if database is None else database.stem
    place = partial(place_of, beside, stem, begun=database is None or database.exists())
    alarms = {"file": settings.alarms.file or place(ALARM_FILE)}
    files = {"folder": settings.files.folder or place(FILES_FOLDER)}
    audit = {"heads": settings.audit.heads or place(AUDIT_HEADS)}
    of_file = KEY_STEM if database is None else stem
    keys = {
        "master": settings.keys.master or f"file:{beside / of_file}.key",
        "store": settings.keys.store
        or (settings.database.url if database is None else f"sqlite:///{beside / of_file}.keys"),
    }
    return settings.model_copy(
        update={
            "alarms": settings.alarms.model_copy(update=alarms),
            "audit": settings.audit.model_copy(update=audit),
            "files": settings.files.model_copy(update=files),
            "keys": settings.keys.model_copy(update=keys),
        }
    )


def _sorted_out(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document with `[slack]` and `[slack.NAME]` side by side: workspaces by name, the plain one as ""."""
    raw = {"database": {}, **document}
    slack = raw.get("slack")
    if isinstance(slack, dict):
        others = {
            name: table
            for name, table in slack.items()
            if isinstance(table, dict) and name not in SlackSettings.model_fields
        }
        main = {name: value for name, value in slack.items() if name not in others}
        raw["slack"] = {"": main, **others} if main or not others else others
    return raw


def _missing_partners(raw: Mapping[str, Any], *, at_terminal: bool = False) -> list[str]:
    """Return the complaints about keys that need one another. On the raw file, so that they come beside all others."""
    complaints = []
    if "telegram" not in raw and "slack" not in raw and not at_terminal:
        complaints.append(
            "[telegram] and [slack] are both missing, so nobody could be served; add at least one of them"
        )
    web = raw.get("web")
    public = isinstance(web, dict) and "public_url" in web
    telegram = raw.get("telegram")
    if isinstance(telegram, dict) and telegram.get("mode") == "webhook":
        complaints += _needs(
            "[telegram]", 'mode = "webhook"', {"webhook_secret": "webhook_secret" in telegram}, public=public
        )
    if isinstance(telegram, dict) and "base_file_url" not in telegram:
        base = telegram.get("base_url", TELEGRAM_URL)
        if isinstance(base, str) and not base.endswith("/bot"):
            complaints.append("[telegram] base_file_url: is missing; it is only guessed where base_url ends in /bot")
    workspaces = raw.get("slack")
    for name, table in workspaces.items() if isinstance(workspaces, dict) else ():
        complaints += _slack_partners(f"[slack.{name}]" if name else "[slack]", name, table, public=public)
    return complaints


def _slack_partners(place: str, name: str, table: Mapping[str, Any], *, public: bool) -> list[str]:
    complaints = []
    if name and re.fullmatch(r"[A-Za-z0-9_-]+", name) is None:
        complaints.append(
            f"{place}: a workspace's name may only have A-Z a-z 0-9 _ -, it is part of an address; rename it"
        )
    mode = table.get("mode", "socket")
    if mode == "socket":
        complaints += _needs(place, 'mode = "socket"', {"app_token": "app_token" in table}, public=True)
    if mode == "http":
        complaints += _needs(place, 'mode = "http"', {"signing_secret": "signing_secret" in table}, public=public)
    return complaints


def _needs(place: str, because: str, keys: Mapping[str, bool], *, public: bool) -> list[str]:
    missing = [f"{place} {key}: is missing; {because} needs it" for key, there in keys.items() if not there]
    if not public:
        missing.append(
            f"[web] public_url: is missing; {place} {because} needs the https address under which we are reached"
        )
    return missing


def _database_file(settings: Settings) -> Path | None:
    url = settings.database.url
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None
