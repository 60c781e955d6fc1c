"""Words about a task that is closed or cancelled: nobody guesses what they mean."""

from __future__ import annotations

from tests.stories.conftest import OpenOffice
from tests.stories.days import in_turn, labels, sentences
from tests.stories.journey import finishes, opened, orders, presses, replies, task_in_hand
from tests.stories.kit import makes_sure

ROSES = {"ref": "T-1001", "title": "Ten roses"}


@in_turn
async def test_a_reply_about_a_closed_task(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Words below the card of a closed task say so, and offer to open it again or a new request; what follows at once
    joins them. Staff can only note something there."""
    t = sentences(language)
    office, ben, anna = await opened(open_office, client_on, staff_on, language)
    await task_in_hand(ben, anna, language=language)
    await finishes(ben, anna, "Delivered", language=language)
    await presses(anna, t("accept"))
    await ben.sees(t("task-state-closed", at="#").split("#")[0])
    await orders(anna, "Two vases", language=language)
    await anna.sees(t("request-accepted", ref="T-1002"))
    await office.quiet()
    replies(anna, t("request-accepted", ref="T-1001"), "One rose is broken")
    await anna.sees(f"{t('where-title')}\n{t('already-closed', ref='T-1001')}\nOne rose is broken")
    offered = [t("new-request"), t("reopen-this", **ROSES), t("to-this", ref="T-1002", title="Two vases")]
    assert labels(anna, t("where-title")) == [*offered, t("nothing-more")]
    await office.quiet()
    replies(anna, t("request-accepted", ref="T-1001"), "The vase, too")
    await anna.sees(f"{t('already-closed', ref='T-1001')}\nOne rose is broken\nThe vase, too")
    await office.quiet()
    replies(ben, "T-1001 · Dr. Weber", "She was not happy")
    await ben.sees(f"{t('where-title')}\n{t('already-closed', ref='T-1001')}\nShe was not happy")
    await presses(ben, t("to-this", **ROSES))
    await ben.sees(f"{t('audience-title', ref='T-1001', client='Dr. Weber')}\n{t('already-closed', ref='T-1001')}")
    assert labels(ben, t("already-closed", ref="T-1001")) == [t("internal-note"), t("discard")]
    await presses(ben, t("internal-note"))
    await ben.sees(t("placed-note", ref="T-1001"))
    await presses(anna, t("reopen-this", **ROSES))
    await ben.sees(t("said", name="Anna", ref="T-1001", lines="One rose is broken\nThe vase, too"))
    assert "not happy" not in anna.everything()


@in_turn
async def test_a_reply_about_a_cancelled_task(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Words below the card of a cancelled request say that it was, and offer a new one; it can't be opened again."""
    t = sentences(language)
    office, _, anna = await opened(open_office, client_on, staff_on, language)
    await orders(anna, "Ten roses", language=language)
    await presses(anna, t("cancel-task"))
    await makes_sure(anna, t("yes"))
    await anna.sees(t("client-cancelled", at="#").split("#")[0])
    await office.quiet()
    replies(anna, t("request-accepted", ref="T-1001"), "But send a card")
    await anna.sees(f"{t('where-title')}\n{t('already-cancelled', ref='T-1001', at='#').split('#')[0]}")
    assert labels(anna, t("where-title")) == [t("new-request"), t("nothing-more")]
    await presses(anna, t("new-request"))
    await presses(anna, t("send-request"))
    await anna.sees(t("request-accepted", ref="T-1002"))
