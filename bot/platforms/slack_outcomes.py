"""What Slack's refusals mean to the relay, and what its other rooms need from the Web API. Knows no library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from bot.platforms.base import Busy, Never, NotSent, Uneditable, Unknown

# The token is of no use any more, or not for this: nothing is lost, everything waits until somebody mends it.
LOCKED_OUT = frozenset({
    "invalid_auth", "token_revoked", "account_inactive", "token_expired", "not_authed", "org_login_required",
    "ekm_access_denied", "missing_scope", "not_allowed_token_type", "team_access_not_granted", "no_permission",
})  # fmt: skip
LIMITED = frozenset({"ratelimited", "rate_limited"})
# Slack says of these that a part may have been done.
TROUBLED = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable", "team_added_to_org"})
UNREACHABLE = frozenset({
    "channel_not_found", "is_archived", "user_disabled", "cannot_dm_bot", "not_in_channel", "user_not_found",
    "users_not_found", "user_not_visible", "user_not_in_channel", "messages_tab_disabled", "restricted_action",
    "restricted_action_read_only_channel", "restricted_action_thread_only_channel", "access_denied",
})  # fmt: skip
UNEDITABLE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
BAD_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "block_mismatch"})
THREAD_GONE = frozenset({
    "invalid_thread_ts", "thread_not_found", "cannot_reply_to_message", "restricted_action_thread_locked",
})  # fmt: skip
# A limit of these is one conversation's, or holds up nothing that is said; any other's holds for all that use it.
OWN_LIMIT = frozenset({
    "chat.postMessage", "chat.postEphemeral", "chat.update", "conversations.open", "views.publish",
    "files.getUploadURLExternal", "files.completeUploadExternal", "files.info", "files.delete",
})  # fmt: skip

Json = dict[str, Any]


class Declined(Exception):
    """Slack understood the call and said no; `code` is Slack's word for why, without content."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


FAILURES = (Busy, NotSent, Unknown, Declined)


class SignInPage(NotSent):
    """Slack asked to sign in instead of giving a file: the right to read files is gone."""


class Api(Protocol):
    """The Web API, one method at a time."""

    async def call(self, method: str, /, **parameters: object) -> Json:
        """Return Slack's answer. Raises Busy, NotSent, Unknown and Declined, never with content or a token in it."""


def refusal(method: str, code: str, headers: Mapping[str, str]) -> Exception:
    """Return what an answer `{"ok": false, "error": code}` is to the caller."""
    if code in LIMITED:
        return busy(method, headers)
    if code in LOCKED_OUT:
        return Busy(60.0, everybody=True)
    if code in TROUBLED:
        return Unknown()
    return Declined(code)


def busy(method: str, headers: Mapping[str, str]) -> Busy:
    """Return the pause that a 429 asks for, 30 s if it names none."""
    named = headers.get("Retry-After", "").strip()
    seconds = float(named) if named.isascii() and named.isdigit() and len(named) <= 6 else 30.0
    return Busy(max(1.0, seconds), everybody=method not in OWN_LIMIT)


def never(declined: Declined) -> Never:
    """Return a refused message's end: for good, and whether another address should be tried."""
    return Never(declined.code, unreachable=declined.code in UNREACHABLE)


def unedited(declined: Declined) -> Exception:
    """Return a refused edit's end: the message may be beyond editing, or its chat beyond reach."""
    return Uneditable(declined.code) if declined.code in UNEDITABLE else never(declined)


async def harmless(api: Api, method: str, /, **parameters: object) -> Json:
    """Call a method that may be repeated without a trace: a lost answer is then as good as a call never made."""
    try:
        return await api.call(method, **parameters)
    except Unknown:
        lost = True
    if lost:
        raise NotSent("answer lost")
    raise AssertionError
