"""Which names may mean the same client."""

from __future__ import annotations

import pytest

from handlers.rules.names import LONGEST_IN_FILE, alike, as_file, meant


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dr. Weber", "dr weber"),
        ("Weber", "Dr. Weber"),
        ("Müller GmbH", "Mueller"),
        ("Müller", "Muller"),
        ("Café Lindner", "cafe lindner"),
        ("Baker & Sons", "Baker and Sons"),
        ("Baker-Sons Ltd.", "baker sons"),
        ("Webber & Co. KG", "Weber"),
        ("Straße 7", "STRASSE 7"),
        ("李氏", "李氏"),
    ],
)
def test_the_same(one: str, other: str) -> None:
    """Case, accents, punctuation, titles, legal forms and a slip of a letter make no other name, either way round."""
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Dr. Weber", "Dr. Wagner"), ("Baker & Sons", "Butcher & Sons"), ("GmbH", "Weber GmbH"), ("李氏", "王氏")],
)
def test_not_the_same(one: str, other: str) -> None:
    """Other names are other names."""
    assert not alike(one, other)


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ("Weber", [1]),
        ("dr. w", [0, 2]),
        ("dr weber", [0, 1]),
        ("wagner", [2]),
        ("lindner", [3]),
        ("cafe lindner", [3]),
        ("indner", []),
        ("", []),
    ],
)
def test_which_is_meant(said: str, places: list[int]) -> None:
    """What is said whole goes before its beginning, that before a word of it, and that before what is alike."""
    assert meant(said, ["Dr. Weber", "Weber", "Dr. Wagner", "Café Lindner"]) == places


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("Dr. Weber", "dr-weber"),
        ("Café Müller & Co. KG", "cafe-mueller-und-co-kg"),
        ("../../etc/passwd\x00.pdf", "etc-passwd-pdf"),
        ("=cmd|' /C calc'!A0", "cmd-c-calc-a0"),
        ("Straße 7", "strasse-7"),
        ("山田", ""),
    ],
)
def test_as_part_of_a_file(name: str, part: str) -> None:
    """A name in a file's name has nothing that a file system, a shell or a table could take for something else."""
    assert as_file(name) == part
    assert len(as_file(name * 50)) <= LONGEST_IN_FILE
