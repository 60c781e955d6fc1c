"""Makes a picture small by giving it few colours: a drawn card has hardly more. The format is PNG's own (RFC 2083)."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER = ">IIBBBBB"  # width, height, bits a channel, kind, and three that are 0 in what Chromium draws
BITS = 8
PALETTE, COLOUR, COLOUR_AND_ALPHA = 3, 2, 6
CHANNELS = {COLOUR: 3, COLOUR_AND_ALPHA: 4}
MOST = 96  # at most 256 fit into a palette
LEFT, ABOVE, MEAN, PAETH = 1, 2, 3, 4


def shrunk(png: bytes) -> bytes:
    """Return the picture with its 96 most frequent colours; every other pixel gets the nearest of them. Transparency
    is left out. A picture of another kind than Chromium's comes back as it is."""
    chunks = list(_chunks(png))
    width, height, bits, kind, *rest = struct.unpack(HEADER, dict(chunks)[b"IHDR"])
    if kind not in CHANNELS or bits != BITS or any(rest):
        return png
    pixels = _pixels(zlib.decompress(b"".join(data for name, data in chunks if name == b"IDAT")), width, CHANNELS[kind])
    known = [colour for colour, _ in Counter(pixels).most_common(MOST)]
    places = {colour: place for place, colour in enumerate(known)}
    for colour in set(pixels) - places.keys():
        places[colour] = places[min(known, key=lambda other: _distance(colour, other))]
    indices = bytes(places[pixel] for pixel in pixels)
    lines = b"".join(b"\0" + indices[at * width : (at + 1) * width] for at in range(height))
    header = struct.pack(HEADER, width, height, BITS, PALETTE, 0, 0, 0)
    written = [(b"IHDR", header), (b"PLTE", b"".join(known)), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b"")]
    return SIGNATURE + b"".join(_chunk(name, data) for name, data in written)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        yield name, png[at + 8 : at + 8 + length]
        at += 12 + length


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _pixels(raw: bytes, width: int, channels: int) -> list[bytes]:
    """Return the pixels, three bytes each, of lines that begin with the filter they went through."""
    size = width * channels
    found: list[bytes] = []
    above = bytearray(size)
    for start in range(0, len(raw), size + 1):
        line = bytearray(raw[start + 1 : start + 1 + size])
        _unfilter(raw[start], line, above, channels)
        found += [bytes(line[at : at + 3]) for at in range(0, size, channels)]
        above = line
    return found


def _unfilter(way: int, line: bytearray, above: bytearray, channels: int) -> None:
    """Undo a line's filter in place: each byte was written as its difference from what its neighbours let expect."""
    if way == ABOVE:
        line[:] = bytes((byte + up) & 0xFF for byte, up in zip(line, above, strict=True))
    elif way == LEFT:
        for at in range(channels, len(line)):
            line[at] = (line[at] + line[at - channels]) & 0xFF
    elif way == MEAN:
        for at, up in enumerate(above):
            left = line[at - channels] if at >= channels else 0
            line[at] = (line[at] + (left + up) // 2) & 0xFF
    elif way == PAETH:
        for at, up in enumerate(above):
            left, corner = (line[at - channels], above[at - channels]) if at >= channels else (0, 0)
            line[at] = (line[at] + _nearest(left, up, corner)) & 0xFF


def _nearest(left: int, up: int, corner: int) -> int:
    """Return which neighbour is nearest to their plane, left before up before corner."""
    to_left, to_up, to_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
    if to_left <= to_up and to_left <= to_corner:
        return left
    return up if to_up <= to_corner else corner


def _distance(one: bytes, other: bytes) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
