"""The preview shows what is really sent: every example, on every platform, in every language, nothing alive in it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.i18n import COMPLETE, Wording
from bot.platforms.telegram.drawing import Drawn
from bot.preview import paint_slack, writing
from bot.preview.catalogue import EXAMPLES
from bot.preview.drawn import Wires, wires
from bot.preview.example import Example, Shown
from bot.preview.html import VOID, Html, element, words
from bot.preview.invented import CATEGORY, OFFICE, Cast
from bot.preview.page import PLATFORMS, figures, index, page, picture
from bot.preview.paint_telegram import message as bubble
from handlers.chat import dialogs
from handlers.chat.outgoing import Button, Card, Choice, Field, FieldKind, Form, Home, Notice, Style, Text

WORDING = Wording()
NAMES = [example.name for example in EXAMPLES]
BY_NAME = {example.name: example for example in EXAMPLES}
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onclick='alert(1)",
    "</style></pre></div><iframe src=//evil.example>",
    "&lt;b&gt; &amp; <!-- ]]>",
    "<!channel> <@U1> javascript:alert(1)",
]

each_language = pytest.mark.parametrize("language", COMPLETE)


class Seen(HTMLParser):
    """What a browser makes of a page: elements in their order, words, words of buttons; raises on bad nesting."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.buttons: list[str] = []
        self.words = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag == "button":
            self.buttons.append("")
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.words += data
        if "button" in self._open:
            self.buttons[-1] += data

    def of(self, name: str) -> list[str | None]:
        """Return the values of an attribute, in their order."""
        return [value for _, given, value in self.attributes if given == name]


def text(said: str) -> Text:
    """Return somebody's own words as a sentence."""
    return Text("words", words=said)


def drawn(shown: Shown, language: str = "en") -> Wires:
    """Return something made up on the wire."""
    return wires(Example("made-up", None, lambda _: shown), WORDING, language)


def form_of(said: str) -> Form:
    """Return a form with every kind of field, all of whose words are these."""
    choices = [Choice("one", text(said)), Choice("two", text(said))]
    fields = [
        Field(f"field-{kind}", text(said), kind, required=False, help=text(said), choices=choices) for kind in FieldKind
    ]
    return Form("made.up", text(said), text(said), fields, summary=True, intro=text(said))


def card_of(said: str) -> Card:
    """Return a card all of whose words are these."""
    buttons = [
        Button(text(said), "made.up", "1", style=Style.DANGER, confirm=text(said)),
        Button(text(said), "made.up", "2", style=Style.PRIMARY),
    ]
    return Card("made-up", text(said), [text(said), text(said)], buttons)


def home_of(said: str) -> Home:
    """Return a home all of whose words are these."""
    return Home(text(said), [text(said)], card_of(said).buttons)


def notice_of(said: str) -> Notice:
    """Return a sentence that consists of these words."""
    return Notice(text(said))


# --- every example ---------------------------------------------------------------------------------------------------


class Lacking(logging.Handler):
    """Collects the sentences that were not there."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        self.names.add(record.__dict__["facts"]["sentence"])


@cache
def sample(name: str, language: str) -> tuple[Wires, dict[str, Html], set[str]]:
    """Return an example on the wire, as figures, and which sentences it lacks; drawn once for all tests."""
    lacking = Lacking()
    logger = logging.getLogger("bot.i18n")
    logger.addHandler(lacking)
    try:
        on_the_wire = wires(BY_NAME[name], WORDING, language)
    finally:
        logger.removeHandler(lacking)
    return on_the_wire, figures(on_the_wire), lacking.names


@each_language
@pytest.mark.parametrize("name", BY_NAME)
def test_every_example_is_drawn(name: str, language: str) -> None:
    """Each one has a figure for every platform, in which all sentences are there and every block is known."""
    on_the_wire, shown, lacking = sample(name, language)
    assert lacking == set()
    assert on_the_wire.telegram
    assert on_the_wire.slack_messages or on_the_wire.slack_views
    assert on_the_wire.terminal
    assert set(shown) == set(PLATFORMS)
    for figure in shown.values():
        assert Seen(figure).words.strip()
        assert 'class="unknown"' not in figure


@each_language
@pytest.mark.parametrize("name", BY_NAME)
def test_every_button_is_there_with_its_words(name: str, language: str) -> None:
    """What can be pressed on the wire can be seen in the figure, in the same order."""
    on_the_wire, shown, _ = sample(name, language)
    keys = [key.label for each in on_the_wire.telegram for row in each.rows for key in row]
    assert Seen(shown["telegram"]).buttons == keys
    on_slack = Seen(shown["slack"]).buttons
    assert all(label.strip() for label in [*keys, *on_slack])
    drawn_blocks = [*on_the_wire.slack_messages, *(view["blocks"] for view in on_the_wire.slack_views)]
    sent = [button["text"]["text"] for blocks in drawn_blocks for button in buttons_of(blocks)]
    assert on_slack[: len(sent)] == sent


def buttons_of(blocks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the buttons in Slack's blocks."""
    found = [each for block in blocks if block["type"] == "actions" for each in block["elements"]]
    return [each for each in found if each["type"] == "button"]


def test_names_are_unique_and_make_file_names() -> None:
    """A card is asked for by its name, and its page is called like it."""
    assert len(set(NAMES)) == len(NAMES)
    assert [name for name in NAMES if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)] == []
    assert "index" not in NAMES


def test_only_the_cast_is_in_it() -> None:
    """Nobody but Anna, Ben, Eva and Mia, and the office speaks the reader's language with all of them."""
    cast = Cast.speaking("de")
    everybody = [cast.anna, cast.ben, cast.eva, cast.mia]
    assert [person.name for person in everybody] == ["Anna", "Ben", "Eva", "Mia"]
    assert {person.language for person in everybody} == {"de"}
    assert OFFICE.category(CATEGORY.name) is CATEGORY


# --- what is painted -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", HOSTILE)
@pytest.mark.parametrize("make", [card_of, form_of, home_of, notice_of])
def test_hostile_words_stay_words(said: str, make: Callable[[str], Shown]) -> None:
    """Whatever somebody typed comes out as typed, and adds no element, attribute or address to the page."""
    harmless, hostile = drawn(make("harmless")), drawn(make(said))
    for platform in PLATFORMS:
        plain, tried = Seen(figures(harmless)[platform]), Seen(figures(hostile)[platform])
        assert set(tried.tags) <= set(plain.tags)
        assert len(tried.tags) <= len(plain.tags) + len(hostile.telegram) * 4  # rows of long labels
        assert {name for _, name, _ in tried.attributes} == {name for _, name, _ in plain.attributes}
        assert said in tried.words
    whole = Seen(page(EXAMPLES[0], {"en": hostile}, WORDING, EXAMPLES))
    assert not {"script", "iframe", "img", "object", "link"} & set(whole.tags)


def test_a_home_is_a_page_on_slack_and_a_message_elsewhere() -> None:
    """As the platforms have it."""
    on_the_wire = drawn(home_of("Good morning"))
    assert on_the_wire.slack_messages == ()
    assert on_the_wire.slack_views[0]["type"] == "home"
    shown = figures(on_the_wire)
    assert "sl-home" in shown["slack"]
    assert "Good morning" in Seen(shown["telegram"]).words


def test_a_form_is_a_window_on_slack_and_questions_elsewhere() -> None:
    """Every field stands in the window; in a chat each is asked in its turn, and all answers are shown at the end."""
    form = form_of("Which one?")
    on_the_wire = drawn(form)
    assert on_the_wire.slack_views[0]["type"] == "modal"
    assert len(on_the_wire.telegram) == len(dialogs.asked(form)) + 1
    modal = Seen(figures(on_the_wire)["slack"])
    assert modal.buttons == ["Cancel", "Which one?"]
    assert modal.words.count("Which one?") >= 2 * len(form.fields) + 3
    assert {"input", "textarea"} <= set(modal.tags)


def test_a_question_before_a_press_is_shown() -> None:
    """Slack asks in a small window of its own: question, yes and no."""
    shown = Seen(figures(drawn(card_of("Really?")))["slack"])
    assert shown.buttons == ["Really?", "Really?", "No", "Yes"]


def test_bold_is_counted_in_utf_16_units() -> None:
    """A title with characters beyond the first plane is bold to its very end."""
    assert "<b>👍 Anna</b>\nbody" in bubble(Drawn("👍 Anna\nbody", 7), "10:12")


def test_unknown_blocks_are_shown_as_such() -> None:
    """A kind of block that nobody painted is seen at once instead of missing."""
    assert 'class="unknown">carousel?' in paint_slack.blocks([{"type": "carousel"}])


def test_other_parts_of_slack() -> None:
    """Whatever Slack's drawing may send one day: fields, accessories, context, pictures with their alternative text."""
    shown = Seen(
        paint_slack.blocks(
            [
                {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Open* 3"}], "accessory": overflow()},
                {"type": "context", "elements": [{"type": "image", "alt_text": "A clock"}]},
                {"type": "divider"},
            ]
        )
    )
    assert "*Open* 3" in shown.words
    assert "Later" in shown.words
    assert shown.of("aria-label") == ["A clock"]


def overflow() -> dict[str, object]:
    """Return a menu behind three dots."""
    return {"type": "overflow", "options": [{"text": {"type": "plain_text", "text": "Later"}, "value": "1"}]}


def test_pictures_have_words() -> None:
    """Every picture says what it shows to those who can't see it."""
    for name in NAMES:
        for figure in sample(name, "en")[1].values():
            for tag in re.findall(r'<[^>]*role="img"[^>]*>', figure):
                assert re.search(r'aria-label="[^"]+"', tag), tag


def test_elements_escape_everything() -> None:
    """Words and attributes alike; HTML is only taken for such if it was made here."""
    assert element("b", "<i>", class_='"x"') == '<b class="&quot;x&quot;">&lt;i&gt;</b>'
    assert element("b", Html("<i></i>")) == "<b><i></i></b>"
    assert element("input", value="", readonly=True, disabled=False, class_="") == '<input value="" readonly>'
    assert words("a\nb", "p", class_="x") == '<p class="words x" dir="auto">a\nb</p>'


# --- pages and the command -------------------------------------------------------------------------------------------


def test_pages_stand_alone() -> None:
    """No script, no address but to the other pages, and a rule that lets nothing be loaded."""
    both = {language: wires(EXAMPLES[0], WORDING, language) for language in COMPLETE}
    for html in (page(EXAMPLES[0], both, WORDING, EXAMPLES), index(EXAMPLES, COMPLETE), picture(Html(""), "en")):
        seen = Seen(html.removeprefix("<!doctype html>\n"))
        assert "script" not in seen.tags
        assert seen.of("src") == []
        assert all(re.fullmatch(r"[a-z0-9-]+\.html", str(to)) for to in seen.of("href"))
        assert "default-src 'none'; style-src 'unsafe-inline'" in seen.of("content")
        assert not re.search(r"url\(|@import|https?:", html)


def test_the_index_leads_to_every_card_by_role() -> None:
    """Grouped by whom they are for."""
    seen = Seen(index(EXAMPLES, COMPLETE))
    assert sorted(str(to) for to in seen.of("href")) == sorted(f"{name}.html" for name in NAMES)
    assert all(group in seen.words for group in ("Everybody", "Clients", "Assistants", "Managers"))


def test_the_command_writes_the_cards_asked_for(tmp_path: Path) -> None:
    """Both languages side by side unless one is named; a folder of pages and where to begin."""
    done = CliRunner().invoke(main, ["preview", "--card", "settings", "--card", "newcomer", "--out", str(tmp_path)])
    assert (done.exit_code, done.output) == (0, f"2 cards in de, en: {tmp_path / 'index.html'}\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index.html", "newcomer.html", "settings.html"]
    both = (tmp_path / "settings.html").read_text(encoding="utf-8")
    assert "Ihre Einstellungen" in both
    assert "Your settings" in both
    CliRunner().invoke(main, ["preview", "--card", "settings", "--language", "de", "--out", str(tmp_path)])
    assert "Your settings" not in (tmp_path / "settings.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("arguments", "said"), [(["--card", "setings"], "settings"), (["--language", "xx"], "de, en")])
def test_the_command_names_what_there_is(arguments: list[str], said: str, tmp_path: Path) -> None:
    """A card or language that isn't there is no traceback."""
    done = CliRunner().invoke(main, ["preview", *arguments, "--out", str(tmp_path)])
    assert done.exit_code == 2
    assert said in done.output


def test_missing_sentences_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A translator reads which sentence a card lacks, once."""
    lacking = Example("made-up", None, lambda _: Notice(Text("no-such-sentence")))
    monkeypatch.setattr(writing, "EXAMPLES", [lacking])
    said: list[str] = []
    writing.write(tmp_path, "de", [], WORDING, said.append)
    assert said == ["missing sentence: no-such-sentence (de)", f"1 cards in de: {tmp_path / 'index.html'}"]
    assert logging.getLogger("bot.i18n").handlers == []
