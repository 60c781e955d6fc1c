"""The guide's pictures: drawn by one command, and small without another look."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from bot.__main__ import main
from bot.preview.guide import PICTURES
from bot.preview.palette import MOST, shrunk
from tests.bot.test_preview_pictures import PNG, browser

WIDTH = 5


def _picture(pixels: bytes, channels: int, filters: list[int]) -> bytes:
    """Return a PNG, each line written through the filter named."""
    size, written, above = WIDTH * channels, b"", bytes(WIDTH * channels)
    for at, way in enumerate(filters):
        line = pixels[at * size : (at + 1) * size]
        shifted, corner = bytes(channels) + line[:-channels], bytes(channels) + above[:-channels]
        expected = [_expected(way, *near) for near in zip(shifted, above, corner, strict=True)]
        written += bytes([way]) + bytes((a - b) & 0xFF for a, b in zip(line, expected, strict=True))
        above = line
    header = struct.pack(">IIBBBBB", WIDTH, len(filters), 8, 2 if channels == 3 else 6, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(written)), (b"IEND", b""))
    return PNG + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )


def _expected(way: int, left: int, up: int, corner: int) -> int:
    plane = left + up - corner
    paeth = min((left, up, corner), key=lambda near: abs(plane - near))
    return (0, left, up, (left + up) // 2, paeth)[way]


def _shown(png: bytes) -> list[bytes]:
    """Return the colours of a picture with a palette."""
    chunks, at = {}, len(PNG)
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        chunks[name] = png[at + 8 : at + 8 + length]
        assert zlib.crc32(name + chunks[name]) == struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0]
        at += 12 + length
    lines, palette = zlib.decompress(chunks[b"IDAT"]), chunks[b"PLTE"]
    places = [place for start in range(0, len(lines), WIDTH + 1) for place in lines[start + 1 : start + 1 + WIDTH]]
    return [palette[3 * place : 3 * place + 3] for place in places]


@given(st.sampled_from([3, 4]), st.lists(st.integers(0, 4), min_size=1, max_size=8), st.data())
def test_few_colours_stay_what_they_are(channels: int, filters: list[int], data: st.DataObject) -> None:
    """Whatever filters the picture was written through, each pixel keeps its colour while there are few."""
    count = WIDTH * len(filters)
    pixels = data.draw(st.lists(st.binary(min_size=channels, max_size=channels), min_size=count, max_size=count))
    assert count <= MOST
    assert _shown(shrunk(_picture(b"".join(pixels), channels, filters))) == [pixel[:3] for pixel in pixels]


def test_many_colours_become_the_nearest_ones() -> None:
    """Beyond the most frequent ones each pixel gets a colour that hardly differs."""
    greys = [bytes([at, at, at]) for at in range(250)]
    shown = _shown(shrunk(_picture(b"".join(greys * 2), 3, [0] * 100)))
    assert len(set(shown)) == MOST
    assert shown[: MOST // 2] == greys[: MOST // 2]


def test_a_picture_of_another_kind_is_left_alone() -> None:
    """What has a palette already comes back as it is."""
    once = shrunk(_picture(bytes(WIDTH * 3), 3, [0]))
    assert shrunk(once) == once


def test_the_command_needs_a_chromium(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one it says so and fails, and `make guide` with it; with one it draws the guide's pictures alone."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PLAYWRIGHT_BROWSERS_PATH", raising=False)
    out = tmp_path / "out"
    done = CliRunner().invoke(main, ["preview", "--guide", "--out", str(out)])
    assert (done.exit_code, out.exists()) == (1, False)
    assert done.output.startswith("no pictures: no Chromium found")
    browser(tmp_path)
    monkeypatch.setattr("bot.preview.guide.shrunk", lambda png: png)
    done = CliRunner().invoke(main, ["preview", "--guide", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert len(list(out.iterdir())) == 2 * len(PICTURES)
