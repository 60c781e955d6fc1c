"""Pictures of cards by a Chromium, here a stand-in that speaks over the same pipe; and what happens without one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.preview import chromium
from bot.preview.chromium import Chromium, NoPicture, find

PNG = b"\x89PNG\r\n\x1a\n"
STAND_IN = """#!{python}
import base64, json, os, sys

ANSWERS = {{
    "Target.createTarget": {{"targetId": "T"}},
    "Target.attachToTarget": {{"sessionId": "S"}},
    "Page.getFrameTree": {{"frameTree": {{"frame": {{"id": "F"}}}}}},
    "Page.getLayoutMetrics": {{"cssContentSize": {{"x": 0, "y": 0, "width": 390, "height": 512}}}},
    "Page.captureScreenshot": {{"data": base64.b64encode({png!r} + os.urandom(200_000)).decode()}},
}}
mood = {mood!r}
rest = b""
with open({log!r}, "a") as log:
    print(json.dumps({{"started": sys.argv[1:], "process": os.getpid()}}), file=log, flush=True)
    while piece := os.read(3, 65536):
        *requests, rest = (rest + piece).split(b"\\0")
        for request in map(json.loads, requests):
            print(json.dumps(request), file=log, flush=True)
            if mood == "dies" and request["method"] == "Page.setDocumentContent":
                sys.exit(1)
            if mood == "silent":
                continue
            answer = {{"id": request["id"], "result": ANSWERS.get(request["method"], {{}})}}
            if mood == "refuses" and request["method"] == "Page.captureScreenshot":
                answer = {{"id": request["id"], "error": {{"message": "no screen"}}}}
            noise = {{"method": "Page.frameStartedLoading", "params": {{}}}}
            out = b"".join(json.dumps(each).encode() + b"\\0" for each in (noise, answer))
            while out:
                out = out[os.write(4, out):]
"""


def browser(folder: Path, mood: str = "well") -> Path:
    """Put a stand-in for Chromium into a folder; what it is asked stands in `asked` beside it."""
    path = folder / "chromium"
    log = str(folder / "asked")
    path.write_text(STAND_IN.format(python=sys.executable, png=PNG, mood=mood, log=log), encoding="utf-8")
    path.chmod(0o755)
    return path


def asked(folder: Path, method: str = "") -> list[dict[str, Any]]:
    """Return what the stand-in was asked, or the parameters of all calls of one method."""
    lines = [json.loads(line) for line in (folder / "asked").read_text(encoding="utf-8").splitlines()]
    return [line["params"] for line in lines if line.get("method") == method] if method else lines


def test_the_command_takes_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each card on each platform in each language, light and dark, as large as it is."""
    found, out = browser(tmp_path), tmp_path / "out"
    monkeypatch.setenv("PATH", str(tmp_path))
    done = CliRunner().invoke(main, ["preview", "--card", "settings", "--png", "--out", str(out)])
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, f"12 pictures by {found}: {out}")
    names = {path.name for path in out.glob("*.png")}
    assert len(names) == 12
    assert {"settings.telegram.de.png", "settings.slack.en.dark.png"} <= names
    assert all(path.read_bytes().startswith(PNG) for path in out.glob("*.png"))
    assert [shot["clip"]["height"] for shot in asked(tmp_path, "Page.captureScreenshot")] == [512] * 12
    schemes = [each["features"][0]["value"] for each in asked(tmp_path, "Emulation.setEmulatedMedia")]
    assert schemes == ["light", "dark"] * 6
    assert "Ihre Einstellungen" in asked(tmp_path, "Page.setDocumentContent")[0]["html"]


def test_without_a_chromium_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, and the pages are there all the same."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PLAYWRIGHT_BROWSERS_PATH", raising=False)
    done = CliRunner().invoke(main, ["preview", "--card", "settings", "--png", "--out", str(tmp_path / "out")])
    assert done.exit_code == 0
    pages, pictures = done.output.splitlines()
    assert pages.startswith("1 cards in de, en:")
    assert pictures.startswith("no pictures: no Chromium found (chromium,")
    assert (tmp_path / "out" / "settings.html").exists()


@pytest.mark.parametrize(("mood", "why"), [("dies", "Chromium has ended"), ("refuses", "no screen")])
def test_a_chromium_in_trouble_is_said_in_one_line(
    mood: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback."""
    browser(tmp_path, mood)
    monkeypatch.setenv("PATH", str(tmp_path))
    done = CliRunner().invoke(main, ["preview", "--card", "settings", "--png", "--out", str(tmp_path / "out")])
    assert done.exit_code == 1
    assert why in done.output.splitlines()[-1]


def test_a_silent_chromium_is_not_waited_for_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its process is gone afterwards, and so is its profile."""
    monkeypatch.setattr(chromium, "PATIENCE", 0.5)
    path = str(browser(tmp_path, "silent"))
    with pytest.raises(NoPicture, match="has said nothing"), Chromium(path, {}):
        pass
    if not (tmp_path / "asked").exists():
        return  # it had not even begun
    started = asked(tmp_path)[0]
    assert not Path(f"/proc/{started['process']}").exists()
    profile = next(each for each in started["started"] if each.startswith("--user-data-dir="))
    assert not Path(profile.partition("=")[2]).exists()


def test_what_cannot_be_started_is_said(tmp_path: Path) -> None:
    """A path that is none ends in an error of the system, and nothing is left open."""
    with pytest.raises(OSError, match="No such file"), Chromium(str(tmp_path / "none"), {}):
        pass


def test_a_chromium_is_found_in_the_path_or_with_playwright(tmp_path: Path) -> None:
    """The path comes first; of Playwright's the newest."""
    home, path = tmp_path / "home", tmp_path / "bin"
    path.mkdir()
    for number in ("1100", "1200"):
        folder = home / ".cache" / "ms-playwright" / f"chromium-{number}" / "chrome-linux"
        folder.mkdir(parents=True)
        browser(folder).rename(folder / "chrome")
    environ = {"HOME": str(home), "PATH": str(path)}
    bundled = find(environ)
    assert bundled is not None
    assert "chromium-1200" in bundled
    assert find({"HOME": str(path), "PATH": str(path)}) is None
    assert find({**environ, "PATH": str(browser(path).parent)}) == str(path / "chromium")
