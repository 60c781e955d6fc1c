"""Which files are taken: by the extension of their name, and by what their first bytes show them to be.

What can be recognised has to be what its name says, and no program, script or page; what can't is taken under an
extension that is allowed. Nothing is ever unpacked (delivery-and-safety, part 5; ASVS 5.2)."""

from __future__ import annotations

from collections.abc import Collection

LOOKED_AT = 64  # bytes from the beginning

PDF, PNG, JPEG, GIF, WEBP, BMP, TIFF = "pdf", "png", "jpeg", "gif", "webp", "bmp", "tiff"
MP4, ZIP, OLE, OGG, MP3, WAV, FLAC, RTF = "mp4", "zip", "ole", "ogg", "mp3", "wav", "flac", "rtf"
MATROSKA, AMR, TEXT = "matroska", "amr", "text"
PROGRAM = "program"  # or a script, or a page: whatever opens it may run something

FAMILIES: dict[str, str] = {
    **dict.fromkeys(("pdf",), PDF),
    **dict.fromkeys(("png",), PNG),
    **dict.fromkeys(("jpg", "jpeg"), JPEG),
    **dict.fromkeys(("gif",), GIF),
    **dict.fromkeys(("webp",), WEBP),
    **dict.fromkeys(("bmp",), BMP),
    **dict.fromkeys(("tif", "tiff"), TIFF),
    **dict.fromkeys(("heic", "heif", "mp4", "m4a", "m4v", "mov", "3gp"), MP4),
    **dict.fromkeys(("docx", "xlsx", "pptx", "odt", "ods", "odp", "zip", "epub", "pages", "numbers", "key"), ZIP),
    **dict.fromkeys(("doc", "xls", "ppt", "msg"), OLE),
    **dict.fromkeys(("ogg", "oga", "ogv", "opus"), OGG),
    **dict.fromkeys(("mp3",), MP3),
    **dict.fromkeys(("wav",), WAV),
    **dict.fromkeys(("flac",), FLAC),
    **dict.fromkeys(("rtf",), RTF),
    **dict.fromkeys(("webm", "mkv"), MATROSKA),
    **dict.fromkeys(("amr",), AMR),
    **dict.fromkeys(("txt", "md", "csv", "tsv", "log", "ics", "vcf", "eml", "json", "xml", "asc"), TEXT),
}
TAKEN = tuple(sorted(FAMILIES))
"""The extensions that are taken unless the operator names others."""

_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"BM", BMP),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"OggS", OGG),
    (b"ID3", MP3),
    (b"fLaC", FLAC),
    (b"{\\rtf", RTF),
    (b"\x1aE\xdf\xa3", MATROSKA),
    (b"#!AMR", AMR),
    (b"\x7fELF", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"\xce\xfa\xed\xfe", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"#!", PROGRAM),
    (b"L\0\0\0\x01\x14\x02\0", PROGRAM),  # a Windows shortcut
)
_LIKE_TEXT = frozenset({BMP, MP3, OGG, FLAC, GIF})  # a text may begin with the same letters, but holds no NUL
_PAGES = (b"<!doctype html", b"<html", b"<script", b"<svg", b"<?php", b"<hta:")
_BOX = slice(4, 8)
_RIFF = slice(8, 12)


def extension_of(name: str) -> str:
    """Return a name's extension in small letters, empty without one. Windows drops dots and blanks at the end, so that
    `x.exe.` is a program, too."""
    stem, dot, extension = name.rstrip(". \t\r\n\0").rpartition(".")
    return extension.lower() if dot and stem else ""


def is_taken(name: str, allowed: Collection[str]) -> bool:
    """Return whether files of this name are taken; those without an extension are, until their content is looked at."""
    extension = extension_of(name)
    return not extension or extension in allowed


def fits(name: str, beginning: bytes) -> bool:
    """Return whether what a file begins with (64 bytes, or all of it) may stand under this name."""
    found = family_of(beginning)
    if found is None:
        return True
    if found == PROGRAM:
        return False
    expected = FAMILIES.get(extension_of(name))
    return expected is None or expected == found


def family_of(beginning: bytes) -> str | None:
    """Return what a file is by its first bytes, None if they show nothing."""
    for signature, family in _BEGINNINGS:
        if beginning.startswith(signature):
            return None if family in _LIKE_TEXT and b"\0" not in beginning else family
    if beginning.startswith(b"MZ") and b"\0" in beginning:
        return PROGRAM
    if beginning[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(beginning[_RIFF])
    if beginning[_BOX] == b"ftyp":
        return MP4
    start = beginning.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return PROGRAM if start.startswith(_PAGES) else None
