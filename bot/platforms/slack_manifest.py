"""What a Slack app of this office must be allowed, and no more; as a manifest to make the app from, and as a check."""

from __future__ import annotations

from typing import Any

# The last four are for groups: two to hear that the bot was added to one, two to leave it.
SCOPES = (
    "chat:write", "im:history", "im:read", "im:write", "commands", "users:read", "files:read", "files:write",
    "channels:read", "groups:read", "channels:manage", "groups:write",
)  # fmt: skip
EVENTS = (
    "message.im", "app_home_opened", "tokens_revoked", "app_uninstalled", "user_change", "member_joined_channel",
    "channel_shared",
)  # fmt: skip
PATH = "/slack/events"
SHORTCUTS = (
    ("New task", "global", "new_task", "Ask the office for something"),
    ("Make this a task", "message", "make_task", "Hand this message to the office"),
)

Json = dict[str, Any]


def manifest(*, name: str, command: str, mode: str, public_url: str | None) -> Json:
    """Return an app manifest with the least rights; `mode` is `socket` or `http`, the latter needs `public_url`.

    Raises ValueError for `http` without an https address.
    """
    socket = mode == "socket"
    if not socket and not (public_url or "").startswith("https://"):
        raise ValueError("HTTP mode needs a public address that begins with https://")
    address = {} if socket else {"url": f"{(public_url or '').rstrip('/')}{PATH}"}
    request = {} if socket else {"request_url": address["url"]}
    menus = {} if socket else {"message_menu_options_url": address["url"]}
    return {
        "display_information": {"name": name[:35]},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name[:80], "always_online": True},
            "shortcuts": [
                {"name": label, "type": kind, "callback_id": callback, "description": description}
                for label, kind, callback, description in SHORTCUTS
            ],
            "slash_commands": [
                {"command": command, "description": name[:80], "usage_hint": "help", "should_escape": False, **address}
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS), **request},
            "interactivity": {"is_enabled": True, **request, **menus},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": False,
        },
    }


def missing(granted: str | None) -> list[str]:
    """Return the rights that are needed and not in `granted` (the `x-oauth-scopes` header)."""
    return [scope for scope in SCOPES if scope not in _listed(granted)]


def superfluous(granted: str | None) -> list[str]:
    """Return the rights that were granted and are not needed."""
    return sorted(_listed(granted) - set(SCOPES))


def _listed(granted: str | None) -> set[str]:
    return {scope.strip() for scope in (granted or "").split(",")} - {""}
