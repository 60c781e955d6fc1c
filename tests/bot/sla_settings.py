"""What the tests of the settings of promises have in common: an office, and how its settings are read at a moment."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.complaints import ConfigError
from bot.config import Settings, load
from bot.config_sla import service_levels_of
from handlers.rules.service_levels import ServiceLevels

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
OFFICE = '[telegram]\ntoken = "123456:x"\n[office]\nname = "Office Berlin"\ntime_zone = "Europe/Berlin"\n'
HOURS = OFFICE + 'hours = "Mon-Thu 08:00-12:00,13:00-17:00; Fri 08:00-14:00"\n'


def read(folder: Path, text: str, now: datetime = NOW) -> Settings:
    """Return the settings that say `text`, read at `now`."""
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return load(path, {}, now)


def levels(folder: Path, text: str, now: datetime = NOW) -> ServiceLevels:
    """Return what they promise then."""
    return service_levels_of(read(folder, text, now), now)


def complaints(folder: Path, text: str) -> list[str]:
    """Return what is said about wrong ones."""
    with pytest.raises(ConfigError) as caught:
        read(folder, text)
    return caught.value.complaints
