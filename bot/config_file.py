"""The settings' file, before anybody looks at what stands in it: TOML, as UTF-8."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from bot.complaints import ConfigError


def document(path: Path) -> dict[str, Any]:
    """Return the tables of a file. Raises ConfigError where there are none to be read."""
    try:
        document = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        why = error.strerror or "unreadable"
        raise ConfigError([f"{path}: {why}; copy config.example.toml there, or name yours with --config"]) from None
    except UnicodeDecodeError:
        raise ConfigError([f"{path}: is not UTF-8 text; save it as UTF-8"]) from None
    except RecursionError:
        raise ConfigError(
            [f"{path}: has lists within lists without end; begin with a copy of config.example.toml"]
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([f"{path}: is not valid TOML: {error}; text needs quotes, and a table [brackets]"]) from None
    if not document:
        raise ConfigError([f"{path}: is empty; begin with a copy of config.example.toml"])
    return document
