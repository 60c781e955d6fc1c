"""Telegram: polling or a webhook on one side, messages on the other. Loading this package does not load the library."""

from bot.platforms.telegram.platform import TelegramPlatform

__all__ = ["TelegramPlatform"]
