"""The configuration: what is read from it, and what is said about mistakes."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from bot.complaints import ConfigError
from bot.config import (
    AlarmSettings,
    DatabaseSettings,
    DigestSettings,
    FilesSettings,
    LimitSettings,
    LogSettings,
    OfficeSettings,
    Settings,
    SlackSettings,
    TelegramSettings,
    WebSettings,
    load,
)
from bot.config_sla import service_levels_of
from handlers.rules.patience import Patience

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
ENVIRON = {
    "VORZIMMER_TELEGRAM_TOKEN": "123456:telegram-canary",
    "VORZIMMER_SLACK_BOT_TOKEN": "xoxb-slack-canary",
    "VORZIMMER_SLACK_APP_TOKEN": "xapp-app-canary",
    "VORZIMMER_SLACK_SIGNING_SECRET": "signing-canary",
    "VORZIMMER_ACME_BOT_TOKEN": "xoxb-acme-canary",
    "VORZIMMER_ACME_APP_TOKEN": "xapp-acme-canary",
    "VORZIMMER_BEN_CALENDAR": "calendar-canary",
    "VORZIMMER_MAIL_PASSWORD": "mail-canary",
}
OFFICE = '[office]\nname = "Front office"\ntime_zone = "Europe/Berlin"\n'
TELEGRAM = '[telegram]\ntoken = "123456:telegram-canary"\n'
DATABASE = OFFICE + TELEGRAM + '[database]\nurl = "{}"\n'
SLACK = '[slack]\nbot_token = "xoxb-slack-canary"\napp_token = "xapp-app-canary"\n'


def read(folder: Path, text: str) -> Settings:
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return load(path, ENVIRON)


def complaints(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(folder, text)
    assert "canary" not in str(caught.value)
    return caught.value.complaints


def everything_on() -> str:
    """Return the example with every commented key taken into use."""
    return re.sub(r"^#(?=[\[a-z])", "", EXAMPLE.read_text("utf-8"), flags=re.MULTILINE)


# --- the example ---------------------------------------------------------------------------------------------------


def test_example_loads() -> None:
    """The example works as it stands, once the tokens it names are there."""
    settings = load(EXAMPLE, ENVIRON)
    assert settings.office.hours == "Mon-Fri 08:00-17:00"
    assert settings.telegram is not None
    assert settings.telegram.mode == "polling"
    assert list(settings.slack) == [""]
    assert settings.web is None


def test_example_with_every_key_loads(tmp_path: Path) -> None:
    """The commented keys are right too, and those with a default show it."""
    (tmp_path / "telegram-webhook-secret").write_text("hook-canary\n", "utf-8")
    (tmp_path / "closing-days.ics").write_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n", "utf-8")
    settings = read(tmp_path, everything_on())
    defaults = load(EXAMPLE, ENVIRON)
    assert settings.limits == defaults.limits
    assert settings.log == defaults.log
    assert settings.files.model_copy(update={"folder": None}) == defaults.files.model_copy(update={"folder": None})
    assert settings.web is not None
    assert settings.web.model_copy(update={"public_url": None}) == WebSettings()
    assert settings.telegram is not None
    assert defaults.telegram is not None
    assert settings.telegram.model_copy(update={"webhook_secret": None}) == defaults.telegram
    assert list(settings.teams) == ["Office", "Accounting"]
    assert list(settings.slack) == ["", "acme"]
    promised = service_levels_of(settings, datetime(2026, 3, 2, tzinfo=UTC)).promised(
        "travel", "urgent", "gold", "Accounting"
    )
    assert promised is not None
    assert (promised.policy.name, promised.calendar.name, promised.chain.name) == ("quick", "evenings", "at-once")


def test_example_explains_every_key() -> None:
    """The example and the models name the same tables and keys."""
    document: dict[str, Any] = tomllib.loads(everything_on())
    assert set(document) == set(Settings.model_fields)
    models: dict[str, type[BaseModel]] = {
        "office": OfficeSettings,
        "database": DatabaseSettings,
        "telegram": TelegramSettings,
        "web": WebSettings,
        "limits": LimitSettings,
        "files": FilesSettings,
        "alarms": AlarmSettings,
        "digest": DigestSettings,
        "log": LogSettings,
    }
    for table, model in models.items():
        assert set(document[table]) == set(model.model_fields), table
    assert set(document["slack"]) - {"acme"} == set(SlackSettings.model_fields)


# --- what is read --------------------------------------------------------------------------------------------------


def test_defaults(tmp_path: Path) -> None:
    """Few keys are enough; a platform without its section is off; SQLite lives beside the file."""
    settings = read(tmp_path, OFFICE + TELEGRAM)
    assert settings.office.language == "en"
    assert settings.office.business_hours() is None
    assert settings.slack == {}
    assert list(settings.teams) == ["Office"]
    assert settings.database.url == f"sqlite:///{tmp_path / 'vorzimmer.db'}"
    assert (settings.limits.telegram().per_second, settings.limits.telegram().per_chat) == (29, 1)
    assert (settings.limits.slack().per_second, settings.limits.slack().per_chat) == (8, 1)
    assert settings.telegram is not None
    assert settings.alarms.path == tmp_path / "alarms.log"
    assert settings.telegram.base_url == "https://api.telegram.org/bot"
    assert settings.telegram.base_file_url == "https://api.telegram.org/file/bot"


def test_days_and_hours_before(tmp_path: Path) -> None:
    """How long before a deadline people are reminded is said in days, hours and minutes; nothing is a choice, too."""
    leads = {'["3d", "2h 30m"]': (timedelta(days=3), timedelta(hours=2.5)), "[]": ()}
    for said, meant in leads.items():
        assert read(tmp_path, f"{OFFICE}remind_before = {said}\n{TELEGRAM}").office.leads() == meant
    assert read(tmp_path, OFFICE + TELEGRAM).office.leads() == (timedelta(days=1), timedelta(hours=2))


def test_how_long_a_question_waits(tmp_path: Path) -> None:
    """When a client who doesn't answer is asked again, and when the task is given up, are durations of open time."""
    said = 'ask_again = ["4h", "9h 30m"]\ngive_up_after = "40h"\n'
    assert read(tmp_path, OFFICE + said + TELEGRAM).office.patience() == Patience((4 * 3600, 34_200), 40 * 3600)
    said = 'ask_again = []\ngive_up_after = "never"\n'
    assert read(tmp_path, OFFICE + said + TELEGRAM).office.patience() == Patience((), None)
    assert read(tmp_path, OFFICE + TELEGRAM).office.patience() == Patience()


def test_the_alarm_file(tmp_path: Path) -> None:
    """Alarms that reach nobody lie beside the database, or where the file says, relative to it."""
    database = f'[database]\nurl = "sqlite:///{tmp_path}/data/office.db"\n'
    assert read(tmp_path, OFFICE + TELEGRAM + database).alarms.path == tmp_path / "data" / "alarms.log"
    postgres = '[database]\nurl = "postgresql://u@127.0.0.1/x"\n'
    assert read(tmp_path, OFFICE + TELEGRAM + postgres).alarms.path == tmp_path / "alarms.log"
    named = '[alarms]\nfile = "log/alarms"\n'
    assert read(tmp_path, OFFICE + TELEGRAM + database + named).alarms.path == tmp_path / "log" / "alarms"
    for wrong in ('""', '"log/"', "7"):
        [complaint] = complaints(tmp_path, f"{OFFICE}{TELEGRAM}[alarms]\nfile = {wrong}\n")
        assert complaint.startswith("[alarms] file: must ")


def test_secrets_from_files_and_environment(tmp_path: Path) -> None:
    """A secret may stand elsewhere, and is never shown by printing the settings."""
    (tmp_path / "token").write_text(" 123456:file-canary\n", "utf-8")
    settings = read(
        tmp_path,
        OFFICE
        + '[telegram]\ntoken = "file:token"\n'
        + '[slack]\nbot_token = "env:VORZIMMER_SLACK_BOT_TOKEN"\napp_token = "xapp-canary"\n'
        + '[database]\nurl = "postgresql://office:p%40ss-canary@localhost/office"\n',
    )
    assert settings.telegram is not None
    assert settings.telegram.token.get_secret_value() == "123456:file-canary"
    assert set(settings.secrets()) == {
        "123456:file-canary",
        "xoxb-slack-canary",
        "xapp-canary",
        "p@ss-canary",
        "p%40ss-canary",
    }
    assert "canary" not in f"{settings!r} {settings} {settings.telegram} {settings.slack}"


@pytest.mark.parametrize(
    ("base", "files"),
    [
        ("http://localhost:8081/bot", "http://localhost:8081/file/bot"),
        ("https://bots.example.org/api/bot", "https://bots.example.org/api/file/bot"),
    ],
)
def test_own_bot_api_server(tmp_path: Path, base: str, files: str) -> None:
    """The address of files follows that of an own Bot API server."""
    settings = read(tmp_path, f'{OFFICE}{TELEGRAM}base_url = "{base}"\n')
    assert settings.telegram is not None
    assert settings.telegram.base_file_url == files


def test_several_workspaces(tmp_path: Path) -> None:
    """Tables below [slack] are further workspaces, keys in it are those of the main one."""
    text = (
        f'{OFFICE}{SLACK}[slack.acme]\nbot_token = "xoxb-2"\nsigning_secret = "s"\nmode = "http"\ncommand = "/desk"\n'
    )
    settings = read(
        tmp_path, f'{text}base_url = "https://slack-gov.com/api"\n[web]\npublic_url = "https://o.example/"\n'
    )
    assert [(name, one.mode, one.command) for name, one in settings.slack.items()] == [
        ("", "socket", "/office"),
        ("acme", "http", "/desk"),
    ]
    assert settings.slack["acme"].base_url == "https://slack-gov.com/api/"
    assert settings.web is not None
    assert settings.web.public_url == "https://o.example"


def test_only_further_workspaces(tmp_path: Path) -> None:
    """Without keys of its own [slack] is no workspace."""
    settings = read(tmp_path, f"{OFFICE}{SLACK.replace('[slack]', '[slack.acme]')}")
    assert list(settings.slack) == ["acme"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:///data/office.db", "sqlite:///{folder}/data/office.db"),
        ("sqlite:////var/lib/office.db", "sqlite:////var/lib/office.db"),
        ("postgresql://u:p@localhost:5432/office", "postgresql://u:p@localhost:5432/office"),
        ("postgresql:///office?host=/run/postgresql", "postgresql:///office?host=/run/postgresql"),
    ],
)
def test_database_addresses(tmp_path: Path, url: str, expected: str) -> None:
    """A relative SQLite path starts where the configuration is, everything else stays as written."""
    settings = read(tmp_path, f'{OFFICE}{TELEGRAM}[database]\nurl = "{url}"\n')
    assert settings.database.url == expected.format(folder=tmp_path)


@pytest.mark.parametrize(
    ("database", "key", "expected"),
    [
        ("sqlite:///data/office.db", "", "{folder}/data/files"),
        ("postgresql://u:p@localhost/office", "", "{folder}/files"),
        ("sqlite:///data/office.db", 'folder = "kept"', "{folder}/kept"),
        ("sqlite:///data/office.db", 'folder = "/srv/kept"', "/srv/kept"),
    ],
)
def test_where_files_are_kept(tmp_path: Path, database: str, key: str, expected: str) -> None:
    """Beside what else is kept, unless it is said."""
    settings = read(tmp_path, f'{OFFICE}{TELEGRAM}[database]\nurl = "{database}"\n[files]\n{key}\n')
    assert settings.files.folder == expected.format(folder=tmp_path)


def test_types_of_files(tmp_path: Path) -> None:
    """Dots and capitals don't matter."""
    settings = read(tmp_path, f'{OFFICE}{TELEGRAM}[files]\ntypes = [".PDF", "dwg"]\nmost_mb = 5\nclient_mb = 7\n')
    assert settings.files.types == ("pdf", "dwg")
    assert (settings.files.most_bytes, settings.files.client_bytes) == (5 * 1024 * 1024, 7 * 1024 * 1024)


def test_saved_with_byte_order_mark(tmp_path: Path) -> None:
    """Editors on Windows put a mark in front; that is no mistake."""
    assert read(tmp_path, "\ufeff" + OFFICE + TELEGRAM).telegram is not None


# --- what is complained about --------------------------------------------------------------------------------------

WRONG = """
token = "123456:canary"
[telegrm]
[office]
nam = "x"
language = "fr"
time_zone = "Europe/Berln"
hours = "Mon-Fry 08:00-17:00"
[database]
url = "mysql://u:canary@h/x"
signing_secret = "canary"
[telegram]
token = "env:NOPE"
mode = "webhook"
base_url = "htp:/x"
webhook_secret = "canary!"
[slack]
bot_token = "xapp-canary"
mode = "http"
command = "office"
[slack.acme]
bot_tokn = "xoxb-canary"
[web]
host = ""
port = "80"
[limits]
telegram_per_chat = 0
[teams]
Desk = 5
[log]
level = "loud"
"""


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    """Each mistake has its own line with the key, the trouble and the nearest right word, and no secret."""
    found = complaints(tmp_path, WRONG)
    expected = [
        "token: stands outside its table; it belongs below [telegram]",
        "[telegrm]: there is no such table, did you mean telegram?",
        "[office] nam: there is no such key, did you mean name?",
        "[office] name: is missing",
        "[office] language: must be 'en' or 'de'",
        "[office] time_zone: there is no time zone 'Europe/Berln', did you mean Europe/Berlin?",
        "[office] hours: 'Fry' in 'Mon-Fry 08:00-17:00' is not a day",
        "[database] url: must begin with sqlite:/// or postgresql://",
        "[database] signing_secret: there is no such key; it belongs below [slack]",
        "[telegram] token: the environment variable NOPE is not set or empty",
        "[telegram] base_url: must look like https://",
        "[telegram] base_file_url: is missing",
        "[telegram] webhook_secret: may only have A-Z",
        "[slack] bot_token: must begin with xoxb-",
        "[slack] signing_secret: is missing",
        "[slack] command: must be a slash",
        "[slack.acme] bot_tokn: there is no such key, did you mean bot_token?",
        "[slack.acme] bot_token: is missing",
        '[slack.acme] app_token: is missing; mode = "socket" needs it',
        "[web] host: is empty",
        "[web] port: must be a whole number without quotes",
        '[web] public_url: is missing; [telegram] mode = "webhook" needs',
        '[web] public_url: is missing; [slack] mode = "http" needs',
        "[limits] telegram_per_chat: must be more than 0",
        "[teams.Desk]: must be a table",
        "[log] level: must be 'debug', 'info', 'warning' or 'error'",
    ]
    for line in expected:
        assert sum(complaint.startswith(line) for complaint in found) == 1, (line, found)
    assert len(found) == len(expected)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "config.toml: is empty"),
        ("# nothing\n", "config.toml: is empty"),
        ("[office]\nname = Front\n", "at line 2"),
        (TELEGRAM, "[office]: the table is missing"),
        ("office = 5\n" + TELEGRAM, "[office]: must be a table"),
        ("slack = 5\n" + OFFICE, "[slack]: must be a table"),
        (OFFICE + 'remind_before = "1d"\n' + TELEGRAM, "[office] remind_before: must be a list of at most 5 durations"),
        ('[office]\nname = "  "\ntime_zone = "Europe/Berlin"\n' + TELEGRAM, "[office] name: is empty; give it a value"),
        ("x = " + "[" * 5000 + "]" * 5000, "config.toml: has lists within lists without end"),
        (DATABASE.format("sqlite:///" + "a" * 300 + ".db"), "[database] url: a name in the path is too long"),
        (DATABASE.format("postgresql://mia:first@canary@localhost/office"), "[database] url: is no address of a data"),
        (
            DATABASE.format("postgresql://mia:1/canary@localhost/office"),
            "in the password %40 for @, %3A for :, %2F for /",
        ),
        (DATABASE.format("postgresql://mia:1#canary@localhost/office"), "[database] url: is no address of a database"),
        (
            DATABASE.format("sqlite:///o.db") + '[keys]\nstore = "sqlite:///o.db"\n',
            "[keys] store: is the same file as [da",
        ),
        (
            DATABASE.format("sqlite:///o.db") + '[keys]\nmaster = "file:o.keys"\n',
            "[keys] master: is the same file as [ke",
        ),
        (
            DATABASE.format("sqlite:///o.db") + '[alarms]\nfile = "a.log"\n[audit]\nheads = "a.log"\n',
            "[audit] heads: is the same file as [al",
        ),
        (OFFICE + 'remind_before = ["2"]\n' + TELEGRAM, "[office] remind_before: must be a duration"),
        (OFFICE + 'ask_again = "8h"\n' + TELEGRAM, "[office] ask_again: must be a list of at most 5 durations"),
        (OFFICE + 'ask_again = ["9h", "8h"]\n' + TELEGRAM, "[office] ask_again: must be ascending durations"),
        (
            OFFICE + 'give_up_after = "24h"\n' + TELEGRAM,
            "[office] give_up_after: must be more than the last of ask_again",
        ),
        (OFFICE + 'give_up_after = "soon"\n' + TELEGRAM, "[office] give_up_after: must be a duration"),
        (OFFICE, "[telegram] and [slack] are both missing"),
        (OFFICE + "[slack]\n", "[slack] bot_token: is missing"),
        (OFFICE + SLACK + "[slack.mode]\n", "[slack] mode: must be"),
        (OFFICE + SLACK + SLACK.replace("[slack]", "[slack.b]"), "two workspaces have the same"),
        (OFFICE + SLACK.replace("[slack]", '[slack."a b"]'), "workspace's name"),
        (OFFICE + '[telegram]\ntoken = "file:nowhere"\n', "nowhere can't be read (No such file or directory)"),
        (OFFICE + "[telegram]\ntoken = 5\n", "[telegram] token: must be text in quotes"),
        (OFFICE + '[telegram]\ntoken = " "\n', "[telegram] token: is empty"),
        (OFFICE + '[telegram]\ntoken = "canary"\n', "[telegram] token: does not look like"),
        (OFFICE + TELEGRAM + '[database]\nurl = "sqlite:///:memory:"\n', "[database] url: must name a file"),
        (OFFICE + TELEGRAM + '[database]\nurl = "sqlite://"\n', "[database] url: must name a file"),
        (OFFICE + TELEGRAM + '[database]\nurl = "postgresql://h:canary/x"\n', "[database] url: is no address"),
        (OFFICE + TELEGRAM + '[web]\npublic_url = "https://u:canary@h/"\n', "[web] public_url: must look like"),
        (OFFICE + TELEGRAM + "[web]\nport = 70000\n", "[web] port: must be at most 65535"),
        (OFFICE + TELEGRAM + "[teams]\n", "[teams]: is empty"),
        (OFFICE + TELEGRAM + '[files]\nfolder = ""\n', "[files] folder: must name a folder"),
        (OFFICE + TELEGRAM + "[files]\nmost_mb = 0\n", "[files] most_mb: must be at least 1"),
        (OFFICE + TELEGRAM + '[files]\ntypes = "exe"\n', "[files] types: must be a list"),
        (OFFICE + TELEGRAM + '[files]\ntypes = ["a.b"]\n', "[files] types: 'a.b' is no extension"),
    ],
)
def test_one_mistake(tmp_path: Path, text: str, complaint: str) -> None:
    """One mistake is one complaint that says what to do."""
    found = complaints(tmp_path, text)
    assert len(found) == 1 or (complaint.startswith("[slack] bot_token") and len(found) == 2), found
    assert complaint in found[0]


def test_no_file(tmp_path: Path) -> None:
    """A missing file names itself and the example."""
    with pytest.raises(ConfigError, match=r"none\.toml: No such file.*config\.example\.toml"):
        load(tmp_path / "none.toml")


def test_not_text(tmp_path: Path) -> None:
    """A file that is no UTF-8 is said to be none."""
    (tmp_path / "config.toml").write_bytes(b"[office]\nname = '\xff'\n")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load(tmp_path / "config.toml")
