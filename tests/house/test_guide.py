"""The user guides: in every language, with buttons and commands that exist, and with described pictures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fluent.syntax import ast as ftl

from bot.i18n import COMPLETE
from bot.preview.guide import PICTURES
from handlers.features import HOUSE
from storage.vocabulary import Role
from tests.house.sentences import messages

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"
LARGEST = 60_000
SAYS_SO = {"In bold", "Fett"}  # what the pages say of themselves
JOINING = {"start", "join", "cancel"}  # for everybody, in no list

each_page = pytest.mark.parametrize(("role", "language"), [(role, language) for role in Role for language in COMPLETE])


def _page(role: str, language: str) -> str:
    return (GUIDE / f"{role}.{language}.md").read_text(encoding="utf-8")


@each_page
def test_buttons_in_bold_exist(role: Role, language: str) -> None:
    """Whatever stands in bold is the whole of some sentence in that language."""
    said = {
        element.value
        for message in messages(language)
        if message.value is not None and len(message.value.elements) == 1
        for element in message.value.elements
        if isinstance(element, ftl.TextElement)
    }
    bold = {" ".join(found.split()) for found in re.findall(r"\*\*(.+?)\*\*", _page(role, language), re.DOTALL)}
    assert bold
    assert bold - SAYS_SO - said == set()


@each_page
def test_commands_exist_for_the_role(role: Role, language: str) -> None:
    """Commands are written `/name`, and this role has them."""
    known = {command.name for command in HOUSE.listed if role in command.roles} | JOINING
    assert set(re.findall(r"`/(?:office )?([a-z]+)", _page(role, language))) - known == set()


@each_page
def test_pictures_are_there_and_described(role: Role, language: str) -> None:
    """Each picture is in the page's language, has words for those who don't see it, and is small."""
    shown = re.findall(r'<img src="([^"]+)" width="\d+" alt="([^"]+)">', _page(role, language))
    assert len(shown) == _page(role, language).count("<img")
    assert shown or role is Role.ADMINISTRATOR  # who sees nothing of what clients ask for
    for source, words in shown:
        assert source.endswith(f".{language}.png")
        assert (GUIDE / source).stat().st_size < LARGEST
        assert len(words) > 40


def test_pictures_are_those_of_make_guide() -> None:
    """`make guide` draws all of them and no other."""
    drawn = {f"{card}.{platform}.{language}.png" for card, platform in PICTURES for language in COMPLETE}
    assert {path.name for path in (GUIDE / "pictures").iterdir()} == drawn
    pages = "".join(_page(role, language) for role in Role for language in COMPLETE)
    assert {Path(source).name for source in re.findall(r'src="([^"]+)"', pages)} == drawn


@pytest.mark.parametrize(
    "page", [*GUIDE.glob("*.md"), ROOT / "README.md", ROOT / "README.de.md"], ids=lambda page: page.name
)
def test_links_lead_somewhere(page: Path) -> None:
    """Every link to a file of the house finds it."""
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        assert "://" in target or (page.parent / target).exists(), target
