"""The pictures of the user guides: a few cards on one platform each, light, in every complete language, made small."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from bot.i18n import COMPLETE, Wording
from bot.preview import chromium
from bot.preview.drawn import wires
from bot.preview.page import figures, picture
from bot.preview.palette import shrunk
from bot.preview.writing import NO_CHROMIUM, chosen

PICTURES = (
    ("draft-guessed", "telegram"),
    ("result", "slack"),
    ("task-in-hand", "telegram"),
    ("home-assistant", "slack"),
    ("board", "slack"),
    ("why-client", "telegram"),
    ("alert-breached", "slack"),
)


def take_guide_pictures(folder: Path, wording: Wording, say: Callable[[str], None], environ: Mapping[str, str]) -> bool:
    """Write `CARD.PLATFORM.LANGUAGE.png` into `folder`; without a Chromium, say so and return False. Raises OSError and
    chromium.NoPicture."""
    browser = chromium.find(environ)
    if browser is None:
        say(NO_CHROMIUM)
        return False
    folder.mkdir(parents=True, exist_ok=True)
    with chromium.Chromium(browser, environ) as tab:
        for card, platform in PICTURES:
            (example,) = chosen([card])
            for language in COMPLETE:
                figure = figures(wires(example, wording, language))[platform]
                shot = shrunk(tab.picture(picture(figure, language), dark=False))
                (folder / f"{card}.{platform}.{language}.png").write_bytes(shot)
    say(f"{len(PICTURES) * len(COMPLETE)} pictures by {browser}: {folder}")
    return True
