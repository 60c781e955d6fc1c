"""How a file goes out: in which way, under which name and type, with which words. Pure."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePosixPath

from bot.platforms.base import Parcel
from bot.platforms.telegram.drawing import clean, head, units
from bot.platforms.telegram.failures import Failed, Kind

# Telegram's limits in bytes; a test compares them with the library's own constants.
LARGEST_DOWNLOAD = 20_000_000
LARGEST_UPLOAD = 50_000_000
LARGEST_PHOTO = 10_000_000
# No limit of Telegram's: what file systems take, in UTF-16 units.
LONGEST_NAME = 120
LONGEST_ENDING = 16

PHOTO_TYPES = frozenset({"image/jpeg", "image/png"})
PHOTO_ENDINGS = frozenset({".jpg", ".jpeg", ".png"})
VOICE_TYPES = frozenset({"audio/ogg", "audio/opus", "application/ogg"})
VOICE_ENDINGS = frozenset({".ogg", ".oga", ".opus"})
MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9][a-z0-9.+-]{0,80}")
# What would end or bend the header of an upload, or a path.
UNFIT = re.compile(r"[\x00-\x1f\x7f\";\\/\u0085\u2028\u2029]+")


class Way(StrEnum):
    """What Telegram shows a file as."""

    PHOTO = "photo"
    VOICE = "voice"
    DOCUMENT = "document"


def ways(parcel: Parcel, size: int) -> tuple[Way, ...]:
    """Return the ways to try, in order: a document is always the last, for Telegram may refuse a picture's shape or a
    person may want no voice messages."""
    ending, mime = PurePosixPath(parcel.name).suffix.lower(), media_type(parcel)
    if parcel.kind == "photo" and size <= LARGEST_PHOTO and _is(mime, ending, PHOTO_TYPES, PHOTO_ENDINGS):
        return Way.PHOTO, Way.DOCUMENT
    if parcel.kind == "voice" and _is(mime, ending, VOICE_TYPES, VOICE_ENDINGS):
        return Way.VOICE, Way.DOCUMENT
    return (Way.DOCUMENT,)


def is_about_the_way(failed: Failed) -> bool:
    """Whether a picture or voice message was refused for being one, so that a document may pass."""
    about = ("photo", "image", "voice")
    return failed.kind is Kind.BAD_REQUEST and any(word in failed.words for word in about)


def file_name(parcel: Parcel) -> str:
    """Return the name that the person sees: one line, no path, its ending kept if it must be cut."""
    name = UNFIT.sub("_", clean(parcel.name)).strip(" .") or parcel.kind
    if units(name) <= LONGEST_NAME:
        return name
    ending = PurePosixPath(name).suffix
    if units(ending) > LONGEST_ENDING:
        ending = ""
    return head(name, LONGEST_NAME - units(ending)).rstrip(" .") + ending


def media_type(parcel: Parcel) -> str:
    """Return the media type without parameters, empty if it is none."""
    mime = parcel.mime.partition(";")[0].strip().lower()
    return mime if MEDIA_TYPE.fullmatch(mime) else ""


def _is(mime: str, ending: str, types: frozenset[str], endings: frozenset[str]) -> bool:
    return mime in types if mime else ending in endings
