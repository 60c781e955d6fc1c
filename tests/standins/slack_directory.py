"""Web API methods about conversations, people, bots and the team: who and where, not what was said."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tests.standins.slack_registry import conversation, flag, method, page, text_of
from tests.standins.slack_shown import Json
from tests.standins.slack_state import Conversation, Profile, SlackError, Workspace

WRITE_ANY = ("channels:manage", "groups:write", "im:write", "mpim:write")
READ_ANY = ("channels:read", "groups:read", "im:read", "mpim:read")
TZ_LABELS = {
    "CET": "Central European Time", "CEST": "Central European Summer Time", "GMT": "Greenwich Mean Time",
    "BST": "British Summer Time", "EST": "Eastern Standard Time", "EDT": "Eastern Daylight Time",
    "PST": "Pacific Standard Time", "PDT": "Pacific Daylight Time", "IST": "India Standard Time",
}  # fmt: skip


@method("api.test")
def api_test(workspace: Workspace, params: Json) -> Json:
    return {"args": params}


@method("auth.test")
def auth_test(workspace: Workspace, params: Json) -> Json:
    return {
        "url": "https://office.slack.com/", "team": "Office", "user": "office", "team_id": workspace.team,
        "user_id": workspace.bot_user, "bot_id": workspace.bot, "is_enterprise_install": False,
    }  # fmt: skip


def channel_object(workspace: Workspace, place: Conversation) -> Json:
    """A conversation as Slack describes it; far fewer fields for a DM than for a channel."""
    common: Json = {
        "id": place.id, "created": place.created, "is_archived": place.archived, "is_org_shared": False,
        "context_team_id": workspace.team, "updated": place.created * 1000,
    }  # fmt: skip
    if place.kind == "im":
        person = workspace.profiles[place.person or ""]
        more = {"is_im": True, "user": person.id, "is_user_deleted": person.deleted, "priority": 0}
        return {**common, **more, "is_ext_shared": person.is_stranger}
    return {
        **common, "name": place.name, "name_normalized": place.name, "is_channel": True, "is_group": False,
        "is_im": False, "is_mpim": False, "is_private": False, "is_general": False, "is_shared": False,
        "is_member": workspace.bot_user in place.members, "num_members": len(place.members),
        "topic": {"value": "", "creator": "", "last_set": 0}, "purpose": {"value": "", "creator": "", "last_set": 0},
    }  # fmt: skip


@method("conversations.open", *WRITE_ANY)
def open_conversation(workspace: Workspace, params: Json) -> Json:
    if params.get("channel"):
        place = conversation(workspace, params)
        return {"no_op": True, "already_open": True, "channel": {"id": place.id}}
    users = [each for each in text_of(params, "users").split(",") if each]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        raise SlackError("not_enough_users")  # group DMs are not played here
    person = workspace.profiles.get(users[0])
    if person is None:
        raise SlackError("user_not_found")
    if person.deleted:
        raise SlackError("user_disabled")
    if person.is_bot:
        raise SlackError("cannot_dm_bot")
    already = person.id in workspace.dms
    place = workspace.dm(person.id)
    channel = channel_object(workspace, place) if flag(params, "return_im") else {"id": place.id}
    return {"no_op": already, "already_open": already, "channel": channel}


@method("conversations.info", *READ_ANY)
def info(workspace: Workspace, params: Json) -> Json:
    place = conversation(workspace, params, member=False)
    return {"channel": channel_object(workspace, place)}


def _listed(workspace: Workspace, params: Json, *, joined: bool) -> Json:
    kinds = {each.strip() for each in (text_of(params, "types") or "public_channel").split(",")}
    unknown = kinds - {"public_channel", "private_channel", "mpim", "im"}
    if unknown:
        raise SlackError("invalid_types")
    found = [
        channel_object(workspace, place)
        for place in workspace.conversations.values()
        if ("im" if place.kind == "im" else "public_channel") in kinds
        and not (flag(params, "exclude_archived") and place.archived)
        and (workspace.bot_user in place.members or not (joined or place.kind == "im"))
    ]
    chosen, cursor = page(params, found)
    return {"channels": chosen, "response_metadata": {"next_cursor": cursor}}


@method("conversations.list", *READ_ANY)
def list_conversations(workspace: Workspace, params: Json) -> Json:
    return _listed(workspace, params, joined=False)


@method("users.conversations", *READ_ANY)
def own_conversations(workspace: Workspace, params: Json) -> Json:
    return _listed(workspace, params, joined=True)


@method("conversations.members", *READ_ANY)
def members(workspace: Workspace, params: Json) -> Json:
    place = conversation(workspace, params)
    chosen, cursor = page(params, [{"id": each} for each in sorted(place.members)])
    return {"members": [each["id"] for each in chosen], "response_metadata": {"next_cursor": cursor}}


@method("conversations.join", "channels:join")
def join(workspace: Workspace, params: Json) -> Json:
    place = conversation(workspace, params, member=False)
    if place.kind == "im":
        raise SlackError("method_not_supported_for_channel_type")
    if place.archived:
        raise SlackError("is_archived")
    place.members.add(workspace.bot_user)
    return {"channel": channel_object(workspace, place)}


@method("conversations.leave", *WRITE_ANY)
def leave(workspace: Workspace, params: Json) -> Json:
    place = conversation(workspace, params, member=False)
    if place.kind == "im":
        raise SlackError("method_not_supported_for_channel_type")
    if workspace.bot_user not in place.members:
        return {"not_in_channel": True}
    place.members.discard(workspace.bot_user)
    return {}


def user_object(workspace: Workspace, person: Profile, *, with_locale: bool = False) -> Json:
    """A person as Slack describes them. A deactivated account has no zone and no rights."""
    profile = {
        "real_name": person.real_name, "real_name_normalized": person.real_name, "display_name": person.name,
        "display_name_normalized": person.name, "team": person.team, "avatar_hash": "g0", "title": "", "phone": "",
    }  # fmt: skip
    common: Json = {
        "id": person.id, "team_id": person.team, "name": person.name, "deleted": person.deleted, "profile": profile,
        "is_bot": person.is_bot, "is_app_user": False, "updated": 1_700_000_000,
    }  # fmt: skip
    if person.is_stranger:
        common["is_stranger"] = True
    if person.deleted:
        return common
    now = datetime.fromtimestamp(workspace.clock(), UTC).astimezone(ZoneInfo(person.tz))
    offset = now.utcoffset()
    common |= {
        "color": "9f69e7", "real_name": person.real_name, "tz": person.tz,
        "tz_label": TZ_LABELS.get(now.tzname() or "", now.tzname()),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_admin": False, "is_owner": False, "is_primary_owner": False, "is_restricted": person.is_restricted,
        "is_ultra_restricted": person.is_ultra_restricted, "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
    }  # fmt: skip
    return {**common, "locale": person.locale} if with_locale else common


@method("users.info", "users:read")
def user_info(workspace: Workspace, params: Json) -> Json:
    person = workspace.profiles.get(text_of(params, "user"))
    if person is None:
        raise SlackError("user_not_found")
    return {"user": user_object(workspace, person, with_locale=flag(params, "include_locale"))}


@method("users.list", "users:read")
def list_users(workspace: Workspace, params: Json) -> Json:
    with_locale = flag(params, "include_locale")
    found = [user_object(workspace, person, with_locale=with_locale) for person in workspace.profiles.values()]
    chosen, cursor = page(params, found, 1000)
    return {"members": chosen, "cache_ts": int(workspace.clock()), "response_metadata": {"next_cursor": cursor}}


@method("bots.info", "users:read")
def bot_info(workspace: Workspace, params: Json) -> Json:
    if text_of(params, "bot") not in {"", workspace.bot}:
        raise SlackError("bot_not_found")
    return {
        "bot": {
            "id": workspace.bot, "deleted": False, "name": "Office", "updated": 1_700_000_000,
            "app_id": workspace.app, "user_id": workspace.bot_user, "icons": {},
        }
    }  # fmt: skip


@method("team.info", "team:read")
def team_info(workspace: Workspace, params: Json) -> Json:
    return {
        "team": {
            "id": workspace.team, "name": "Office", "domain": "office", "url": "https://office.slack.com/",
            "email_domain": "", "icon": {"image_default": True}, "avatar_base_url": "https://ca.slack-edge.com/",
            "is_verified": False,
        }
    }  # fmt: skip
