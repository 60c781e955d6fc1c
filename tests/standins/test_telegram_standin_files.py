"""Files on the Telegram stand-in: what is refused, and downloads that break."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError
from telegram.request import HTTPXRequest

from tests.standins.telegram import TelegramStandIn, TelegramUser
from tests.standins.telegram_pictures import png_of


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramStandIn]:
    async with TelegramStandIn() as standin:
        yield standin


@pytest.fixture
async def bot(telegram: TelegramStandIn) -> AsyncIterator[Bot]:
    async with Bot(
        telegram.token,
        base_url=telegram.base_url,
        base_file_url=telegram.base_file_url,
        request=HTTPXRequest(),
        get_updates_request=HTTPXRequest(),
    ) as connected:
        yield connected


@pytest.fixture
def anna(telegram: TelegramStandIn) -> TelegramUser:
    person = telegram.user("Anna")
    person.started = True
    return person


async def test_what_is_refused_as_a_photo_or_voice_message(bot: Bot, anna: TelegramUser) -> None:
    """No picture, an odd shape, and voice messages to people who want none."""
    await bot.send_photo(anna.id, png_of(800, 600))
    for content, reason in [(b"%PDF", "Image_process_failed"), (png_of(4000, 100), "Photo_invalid_dimensions")]:
        with pytest.raises(BadRequest, match=reason):
            await bot.send_photo(anna.id, content)
    await bot.send_voice(anna.id, b"OggS")
    anna.takes_voice = False
    with pytest.raises(BadRequest, match="Voice_messages_forbidden"):
        await bot.send_voice(anna.id, b"OggS")
    assert anna.last.voice is not None
    assert "<voice" in anna.transcript()


async def test_broken_downloads(telegram: TelegramStandIn, bot: Bot, anna: TelegramUser) -> None:
    """A file can be refused, hung up on half-way, or lie in a folder of this machine."""
    anna.sends_document("plan.pdf", b"%PDF" * 100)
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    file = await update.message.document.get_file()
    telegram.fault("download", status=502)
    with pytest.raises(NetworkError):
        await file.download_as_bytearray()
    telegram.fault("download", drop="after")
    with pytest.raises(NetworkError):
        await file.download_as_bytearray()
    assert len(await file.download_as_bytearray()) == 400
