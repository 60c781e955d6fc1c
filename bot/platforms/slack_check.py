"""What `check` finds about a workspace's app: its tokens, its rights, Socket Mode. Never raises."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.platforms.base import Busy, Finding
from bot.platforms.slack_manifest import missing, superfluous
from bot.platforms.slack_outcomes import FAILURES, Api, Declined


@dataclass(frozen=True, slots=True)
class Setting:
    """The settings of a connection that are looked at."""

    label: str
    mode: str
    app_token: str
    signing_secret: str


async def findings(
    api: Api, setting: Setting, granted: Callable[[], str | None], is_known: Callable[[], Awaitable[bool]]
) -> list[Finding]:
    """Return what is well and what is to be done; `granted` are the scopes, known after a first call, and `is_known`
    tells whether the token belongs to the workspace known before."""
    found = [await _asked(api, "bot token", "put the app's bot token (xoxb-…) into the settings", "auth.test")]
    notes: list[Finding] = []  # well enough, with something to do all the same
    if found[0].ok:
        lacking, needless = missing(granted()), superfluous(granted())
        add = f"add {', '.join(lacking)} to the app's bot scopes and install it again" if lacking else ""
        take = f"remove {', '.join(needless)} from the app's bot scopes: the office does not need it"
        found.append(Finding("rights", not lacking, add))
        notes = [Finding("rights, more than needed", True, take) if needless else Finding("no needless rights", True)]
        found.append(Finding("workspace", await _held(is_known), "this token belongs to another workspace"))
    if setting.mode == "socket":
        todo = "switch Socket Mode on and put an app-level token (xapp-…) with connections:write into the settings"
        found.append(await _asked(api, "Socket Mode", todo, "apps.connections.open", token=setting.app_token))
    else:
        signed = bool(setting.signing_secret.strip())
        found.append(Finding("signing secret", signed, "put the app's signing secret into the settings"))
    found = [finding if not finding.ok else replace(finding, todo="") for finding in found] + notes
    place = f"[slack.{setting.label}]: " if setting.label else ""
    return [replace(finding, what=f"{place}{finding.what}") for finding in found]


async def _asked(api: Api, what: str, todo: str, method: str, **parameters: object) -> Finding:
    try:
        await api.call(method, **parameters)
    except Busy:
        return Finding(what, False, todo)
    except FAILURES as error:
        if not isinstance(error, Declined):
            return Finding(what, False, "Slack can't be reached now: check network, proxy and base_url")
        return Finding(what, False, f"{todo} ({error.code})")
    return Finding(what, True)


async def _held(is_known: Callable[[], Awaitable[bool]]) -> bool:
    try:
        return await is_known()
    except FAILURES:
        return False
