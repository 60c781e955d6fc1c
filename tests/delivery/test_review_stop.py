# ruff: noqa: SLF001 - seen from inside, at the very moment in question
"""The end of a process: nothing new is taken in while what is in hand ends, however long that takes."""

from __future__ import annotations

import asyncio

from bot.platforms.telegram import TelegramPlatform
from tests.delivery.conftest import OpenSetting
from tests.delivery.setting import reached, tell, until


async def test_nobody_listens_again_during_a_long_end(sqlite: str, opened: OpenSetting) -> None:
    """A message on its way keeps the office from ending for some time: it does not begin to poll again meanwhile."""
    setting = await opened(sqlite, anna="telegram")
    office = setting.office
    held = asyncio.Event()
    fault = office.telegram.fault("sendMessage", hold=held)
    await tell(setting, "Anna", "Your flowers are here")
    await reached(fault.reached)
    app, platform = office.app, office.app.connections[0].platform
    assert isinstance(platform, TelegramPlatform)
    stopping = asyncio.ensure_future(app.stop())
    await until(lambda: platform._work is None)
    for _ in range(20):
        office.later(1)
        await asyncio.sleep(0.005)
    listens = platform._work is not None
    held.set()
    await stopping
    await office.start()
    assert not listens
    await setting.anna.sees("Your flowers are here")
