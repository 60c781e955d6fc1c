"""What Telegram refuses as a photo: what is no picture, and pictures of an odd shape. Reads headers only."""

import struct
from collections.abc import Iterator

MOST_PIXELS_AROUND = 10_000  # width and height together
MOST_STRETCHED = 20
KNOWN = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF", b"BM")


def trouble_with(content: bytes) -> str | None:
    """Return Telegram's reason for refusing the photo, None if it takes it."""
    if not content.startswith(KNOWN):
        return "IMAGE_PROCESS_FAILED"
    width, height = _size(content) or (800, 600)
    if not width or not height or width + height > MOST_PIXELS_AROUND:
        return "PHOTO_INVALID_DIMENSIONS"
    return "PHOTO_INVALID_DIMENSIONS" if max(width, height) > MOST_STRETCHED * min(width, height) else None


def png_of(width: int, height: int) -> bytes:
    """Return the header of a PNG: enough to be taken for one."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", width, height, 8, 2, 0, 0, 0) + b"\0\0\0\0"


def _size(content: bytes) -> tuple[int, int] | None:
    if content.startswith(b"\x89PNG") and content[12:16] == b"IHDR" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return int(width), int(height)
    return next(_jpeg_frames(content), None) if content.startswith(b"\xff\xd8") else None


def _jpeg_frames(content: bytes) -> Iterator[tuple[int, int]]:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            yield int(width), int(height)
        at += 2 + max(length, 2)
