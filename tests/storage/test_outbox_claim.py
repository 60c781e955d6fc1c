"""A message taken in hand again and again: the first try whose end nobody saw is remembered, to be looked up from."""

from datetime import timedelta

from handlers.chat.rows import outbox_row
from storage.unit_of_work import UnitOfWork
from tests.storage.kit import NOW, started


def test_a_claim_cut_short_does_not_forget_the_first_try(office: str) -> None:
    """D22 twice over: killed after sending, and killed again while looking whether it had arrived."""
    store = started(office)

    def add(uow: UnitOfWork) -> str:
        row = outbox_row(uow, ("slack", "T0", "D0"), "en", "UTC", content={"lines": []})
        uow.outbox.add(row)
        return str(row["id"])

    try:
        message = store.run(add)
        tries = [NOW + timedelta(seconds=seconds) for seconds in (0, 6, 12)]
        found = [store.run(lambda uow, at=at: uow.outbox.claim(message, "slack", "T0", at)) for at in tries]  # type: ignore[misc]  # defaults bind the loop's values now
        assert [row and row.sending_since for row in found] == [None, NOW, NOW]
        store.run(lambda uow: uow.outbox.put_back(message, NOW, "not sent", repeat=False))
        again = store.run(lambda uow: uow.outbox.claim(message, "slack", "T0", tries[-1]))
        assert again is not None
        assert again.sending_since is None
    finally:
        store.stop()
