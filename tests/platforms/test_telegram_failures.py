"""What Telegram's refusals mean to the relay, word by word."""

from __future__ import annotations

import pytest

from bot.platforms.base import Busy, Moved, Never, NotSent, Uneditable, Unknown
from bot.platforms.telegram.failures import Failed, Floods, Kind, edit_outcome, outcome, slug


def after(failed: Failed) -> Exception:
    return outcome(failed, "5", Floods(), 0.0)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Forbidden: bot was blocked by the user", "blocked"),
        ("Forbidden: user is deactivated", "deactivated"),
        ("Forbidden: bot was kicked from the group chat", "kicked"),
        ("Forbidden: bot is not a member of the channel chat", "not-a-member"),
        ("Forbidden: bot can't initiate conversation with a user", "never-started"),
        ("Forbidden: the group chat was deleted", "deleted"),
        ("Forbidden: something new", "forbidden"),
    ],
)
def test_forbidden_means_unreachable(words: str, code: str) -> None:
    """Every 403 says that this address is closed, so the person's next one is tried."""
    refused = after(Failed(Kind.FORBIDDEN, words))
    assert isinstance(refused, Never)
    assert (refused.code, refused.unreachable) == (code, True)


@pytest.mark.parametrize(
    ("words", "code", "unreachable"),
    [
        ("Bad Request: chat not found", "chat-not-found", True),
        ("Bad Request: not enough rights to send text messages to the chat", "no-rights", True),
        ("Bad Request: CHAT_WRITE_FORBIDDEN", "no-rights", True),
        ("Bad Request: message is too long", "bad-request:message-is-too-long", False),
        ("Bad Request: BUTTON_DATA_INVALID", "bad-request:button-data-invalid", False),
        ("Bad Request: wrong thing: Anna's secret words", "bad-request:wrong-thing", False),
        ('Bad Request: unsupported "Anna"', "bad-request:unsupported", False),
        ("", "bad-request:other", False),
    ],
)
def test_bad_requests(words: str, code: str, unreachable: bool) -> None:
    """A 400 is final; its code is the beginning of Telegram's words, without anything quoted."""
    refused = after(Failed(Kind.BAD_REQUEST, words))
    assert isinstance(refused, Never)
    assert (refused.code, refused.unreachable) == (code, unreachable)


def test_slug_is_short() -> None:
    """A code has letters and dashes only, at most forty."""
    assert slug("a" * 100) == "a" * 40
    assert slug("Ünïcode 7 words") == "n-code"


def test_moved_and_lost() -> None:
    """A moved group says where to; what may have arrived is unknown, what can't have is not sent."""
    moved = after(Failed(Kind.MOVED, chat="-1003"))
    assert isinstance(moved, Moved)
    assert moved.chat == "-1003"
    assert isinstance(after(Failed(Kind.NOT_SENT)), NotSent)
    for kind in (Kind.LOST, Kind.SERVER, Kind.CONFLICT):
        assert isinstance(after(Failed(kind)), Unknown)
    refused = after(Failed(Kind.REFUSED, status=413))
    assert isinstance(refused, Never)
    assert refused.code == "http-413"


def test_token_holds_everybody() -> None:
    """Without a valid token nothing can be sent, but nothing is given up."""
    busy = after(Failed(Kind.TOKEN))
    assert isinstance(busy, Busy)
    assert (busy.seconds, busy.everybody) == (60.0, True)


def test_one_chat_does_not_hold_the_others() -> None:
    """A long hold of one chat is its own, however often it is repeated."""
    floods = Floods()
    for at in range(10):
        busy = floods.hold("5", 600, at / 10)
        assert (busy.seconds, busy.everybody) == (600, False)


def test_three_chats_hold_everybody() -> None:
    """Three chats refused within two seconds mean the whole bot; that guess is tried again after half a minute."""
    floods = Floods()
    holds = [floods.hold(chat, 600, at) for chat, at in (("1", 0.0), ("2", 0.5), ("3", 1.0))]
    assert [(hold.seconds, hold.everybody) for hold in holds] == [(600, False), (600, False), (30, True)]
    later = [floods.hold(chat, 5, at) for chat, at in (("4", 10.0), ("5", 13.0), ("6", 16.0))]
    assert [hold.everybody for hold in later] == [False] * 3
    assert floods.hold("7", 0, 100.0).seconds == 1.0


@pytest.mark.parametrize(
    "words",
    [
        "Bad Request: message to edit not found",
        "Bad Request: message can't be edited",
        "Bad Request: MESSAGE_ID_INVALID",
    ],
)
def test_edits_of_what_is_gone(words: str) -> None:
    """A message that is gone or too old is sent anew."""
    assert isinstance(edit_outcome(Failed(Kind.BAD_REQUEST, words), "5", Floods(), 0.0), Uneditable)


def test_edit_that_changes_nothing() -> None:
    """Saying the same again is no error."""
    words = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    assert edit_outcome(Failed(Kind.BAD_REQUEST, words), "5", Floods(), 0.0) is None
    assert isinstance(edit_outcome(Failed(Kind.FORBIDDEN, "blocked"), "5", Floods(), 0.0), Never)


def test_no_content_in_texts() -> None:
    """What Telegram said stays out of every exception's text."""
    failed = Failed(Kind.BAD_REQUEST, "Bad Request: canary: canary", status=400)
    assert "canary" not in f"{failed!r} {failed}"
    assert str(after(Failed(Kind.BAD_REQUEST, "Bad Request: odd: canary"))) == "bad-request:odd"
