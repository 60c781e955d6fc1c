"""The trip of a request: a client asks, an assistant acknowledges and finishes, the client hears each step once."""

import pytest

from tests.stories.conftest import OpenOffice

PAIRS = [
    ("telegram", "telegram"),
    ("telegram", "slack"),
    ("slack", "telegram"),
    ("slack", "slack"),
    ("console", "console"),
]
WAYS = {"telegram": ("polling", "webhook"), "slack": ("socket", "http")}


@pytest.mark.parametrize(("client_on", "assistant_on"), PAIRS)
@pytest.mark.parametrize("way", [0, 1], ids=["polling-socket", "webhook-http"])
async def test_a_request_makes_its_whole_trip(
    open_office: OpenOffice, client_on: str, assistant_on: str, way: int
) -> None:
    """On every pair of platforms and every way of connecting, the trip is the same and each step is heard once."""
    if client_on == "console":
        office = await open_office(telegram=None, slack=None, console=True)
    else:
        office = await open_office(telegram=WAYS["telegram"][way], slack=WAYS["slack"][way])
    mia = await office.manager("Mia", on=client_on)
    (ben,) = await office.assistants("Ben", on=assistant_on, by=mia)
    anna = await office.client("Anna", on=client_on)

    anna.says("Please order flowers")
    await anna.sees_button("Send request")
    anna.presses("Send request")
    await anna.sees("T-1001")
    await anna.sees("goes to Ben")

    await ben.sees("Please order flowers")
    await ben.sees_button("Acknowledge")
    ben.presses("Acknowledge")
    await anna.sees("Ben is taking care of T-1001")
    await ben.sees("In your hands")

    await ben.sees_button("Done")
    ben.presses("Done")
    await ben.sees_form("What shall the client read")
    await ben.answers("Roses, Friday at ten")
    await anna.sees("T-1001 is done")
    await anna.sees("Roses, Friday at ten")
    await office.quiet()
    assert anna.count("Ben is taking care of T-1001") == 1
    assert anna.count("T-1001 is done") == 1
