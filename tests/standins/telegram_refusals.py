"""How the Telegram stand-in says no: the refusal methods raise, and the official words used in several places."""

from typing import Any

PREFIXES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}

CHAT_NOT_FOUND = "chat not found"
CANNOT_INITIATE = "bot can't initiate conversation with a user"
BLOCKED = "bot was blocked by the user"
DEACTIVATED = "user is deactivated"
UPGRADED = "group chat was upgraded to a supergroup chat"
NO_THREAD = "message thread not found"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
ENDED_BY_WEBHOOK = "terminated by setWebhook request"


class Refused(Exception):
    """The server answers `status` with the official prefix and `reason`; `parameters` become ResponseParameters."""

    def __init__(self, status: int, reason: str = "", **parameters: int) -> None:
        super().__init__(status, reason)
        self.status = status
        self.description = describe(status, reason)
        self.parameters = parameters

    @property
    def body(self) -> dict[str, Any]:
        """The JSON object of the answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


class HungUp(Exception):
    """The connection is to be closed without an answer."""


def describe(status: int, reason: str) -> str:
    """Return the description with its prefix; first letter lower-cased unless the second is a capital or "_"."""
    prefix = PREFIXES.get(status, "Internal Server Error")
    if not reason:
        return prefix
    if reason.startswith(prefix):
        return reason
    if not (len(reason) > 1 and (reason[1].isupper() or reason[1] == "_")):
        reason = reason[0].lower() + reason[1:]
    return f"{prefix}: {reason}"


def bad(reason: str) -> Refused:
    """A 400 with `reason`."""
    return Refused(400, reason)


def forbidden(reason: str) -> Refused:
    """A 403 with `reason`."""
    return Refused(403, reason)


def too_many(seconds: int) -> Refused:
    """A 429 asking for `seconds` of patience."""
    return Refused(429, f"retry after {seconds}", retry_after=seconds)
