"""Who an account is, as Slack says: language, zone and standing. What Slack leaves open counts against the account."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.platforms.base import Busy, NotSent, Unknown
from bot.platforms.slack_outcomes import Api, Declined, Json
from bot.platforms.slack_shapes import ident, part, words
from handlers.chat.incoming import Sender, Standing

KEPT = 24 * 3600.0
DOUBTED = 60.0  # what could not be found out is asked again soon
FACTS = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted")


class People:
    """The accounts of one workspace, asked for once a day and after each change."""

    def __init__(self, api: Api, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._known: OrderedDict[str, tuple[float, Sender]] = OrderedDict()
        self._changes = 0
        self._busy_until = float("-inf")

    def forget(self, user: str) -> None:
        """Ask anew about an account when it is next heard: it has changed."""
        self._changes += 1
        self._known.pop(user, None)

    def forget_all(self) -> None:
        """Ask anew about everybody: changes may have been missed."""
        self._changes += 1
        self._known.clear()

    async def profile(self, sender: Sender) -> Sender:
        """Return the sender with language, zone, name and standing. Raises NotSent if Slack can't be asked now."""
        if not sender.user:
            return sender
        known = self._known.get(sender.user)
        if known is None or known[0] <= self._clock.monotonic():
            changes = self._changes
            found = await self._ask(sender)
            keep = DOUBTED if found.standing is Standing.UNKNOWN else KEPT
            known = (self._clock.monotonic() + keep, found)
            if changes != self._changes:  # perhaps of this account, while Slack was answering
                return replace(found, standing=_stricter(sender, found))
            self._known[sender.user] = known
            if len(self._known) > 10_000:
                self._known.popitem(last=False)
        found = known[1]
        standing = _stricter(sender, found)
        return replace(sender, name=found.name, language=found.language, zone=found.zone, standing=standing)

    def language(self, user: str) -> str | None:
        """Return the language of somebody asked for before, without asking."""
        known = self._known.get(user)
        return known[1].language if known is not None else None

    async def _ask(self, sender: Sender) -> Sender:
        if self._clock.monotonic() < self._busy_until:
            raise NotSent("Busy")
        try:
            answer = await self._api.call("users.info", user=sender.user, include_locale=True)
        except Declined:
            return replace(sender, standing=Standing.UNKNOWN)
        except Busy as busy:
            self._busy_until = self._clock.monotonic() + busy.seconds
            reason = "Busy"
        except Unknown:
            reason = "Unknown"
        else:
            return _read(sender, answer)
        raise NotSent(reason)


def _stricter(sender: Sender, found: Sender) -> Standing:
    """What the message itself showed is never softened by an older answer."""
    return found.standing if sender.standing is Standing.MEMBER else sender.standing


def _read(sender: Sender, answer: Json) -> Sender:
    user = part(answer, "user")
    profile = part(user, "profile")
    name = words(user, "real_name") or words(profile, "real_name") or words(user, "name")
    return replace(
        sender,
        name=" ".join(name.split())[:200],
        language=ident(user, "locale") or None,
        zone=_zone(words(user, "tz")),
        standing=standing(user, sender.workspace),
    )


def standing(user: object, team: str) -> Standing:
    """Return what a user object of `users.info` says of an account, seen from `team`."""
    facts = {key: part({"user": user}, "user").get(key) for key in (*FACTS, "is_stranger", "is_workflow_bot")}
    teams = {ident(user, "team_id"), *(_enterprise_teams(user))} - {""}
    if facts["deleted"] is True:
        return Standing.GONE
    if facts["is_bot"] or facts["is_workflow_bot"] or ident(user, "id") == "USLACKBOT":
        return Standing.BOT
    if facts["is_stranger"] or (teams and team not in teams):
        return Standing.OUTSIDER
    if facts["is_restricted"] is True or facts["is_ultra_restricted"] is True:
        return Standing.GUEST
    if not team or not teams or any(facts[key] is not False for key in FACTS):
        return Standing.UNKNOWN
    return Standing.MEMBER


def _enterprise_teams(user: object) -> list[str]:
    teams = part(part({"user": user}, "user"), "enterprise_user").get("teams")
    return [each for each in teams if isinstance(each, str)] if isinstance(teams, list) else []


def _zone(name: str) -> str | None:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return None
    return name
