"""What time zones are called, as data: names by which people mean one zone and no other."""

from __future__ import annotations

from collections.abc import Mapping

Roles = Mapping[str, int]

# Names, minutes from UTC, place. "@": in one language only. Left out is what names several zones, such as IST.
ZONED: tuple[tuple[str, int | None, str | None], ...] = (
    ("utc|gmt|z", 0, None),
    ("wez|wet", 0, "Europe/Lisbon"), ("wesz|west@de", 60, "Europe/Lisbon"), ("bst", 60, "Europe/London"),
    ("mez|cet", 60, "Europe/Berlin"), ("mesz|cest", 120, "Europe/Berlin"),
    ("oez|eet", 120, "Europe/Helsinki"), ("oesz|eest", 180, "Europe/Helsinki"), ("msk", 180, "Europe/Moscow"),
    ("est", -300, "America/New_York"), ("edt", -240, "America/New_York"),
    ("cst", -360, "America/Chicago"), ("cdt", -300, "America/Chicago"),
    ("mst", -420, "America/Denver"), ("mdt", -360, "America/Denver"),
    ("pst", -480, "America/Los_Angeles"), ("pdt", -420, "America/Los_Angeles"),
    ("jst", 540, "Asia/Tokyo"),
    ("london time@en|uk time@en|british time@en|londoner zeit@de|britischer zeit@de|britische zeit@de", None,
     "Europe/London"),
    ("berlin time@en|german time@en|central european time@en|berliner zeit@de|deutscher zeit@de|deutsche zeit@de"
     "|mitteleuropäischer zeit@de|mitteleuropäische zeit@de", None, "Europe/Berlin"),
    ("vienna time@en|wiener zeit@de", None, "Europe/Vienna"),
    ("zurich time@en|swiss time@en|zürcher zeit@de|schweizer zeit@de", None, "Europe/Zurich"),
    ("paris time@en|pariser zeit@de", None, "Europe/Paris"), ("dublin time@en|irish time@en", None, "Europe/Dublin"),
    ("new york time@en|eastern time@en|et@en|new yorker zeit@de", None, "America/New_York"),
    ("chicago time@en|central time@en", None, "America/Chicago"), ("mountain time@en", None, "America/Denver"),
    ("pacific time@en|california time@en|los angeles time@en", None, "America/Los_Angeles"),
    ("tokyo time@en|tokioter zeit@de", None, "Asia/Tokyo"), ("singapore time@en", None, "Asia/Singapore"),
    ("hong kong time@en", None, "Asia/Hong_Kong"), ("dubai time@en", None, "Asia/Dubai"),
    ("sydney time@en", None, "Australia/Sydney"),
)  # fmt: skip


def zone_words(language: str) -> tuple[list[tuple[str, Roles]], list[tuple[str, Roles]]]:
    """Return the words and the phrases that name a zone, each with an index into ZONED."""
    single: list[tuple[str, Roles]] = []
    several: list[tuple[str, Roles]] = []
    for index, (names, _, _) in enumerate(ZONED):
        for name in names.split("|"):
            spoken, _, only = name.partition("@")
            if only in {"", language}:
                (several if " " in spoken else single).append((spoken, {"zone": index}))
    return single, several
