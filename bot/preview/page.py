"""Whole pages: one for each example with all languages side by side, the index, and bare ones to take pictures of.

Every page stands alone: no script, nothing loaded from anywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.i18n import Wording, moment
from bot.preview import paint_slack, paint_telegram, paint_terminal
from bot.preview.drawn import Wires
from bot.preview.example import Example
from bot.preview.html import Html, element, joined
from bot.preview.invented import NOW, OFFICE, ZONE
from handlers.chat.outgoing import Text
from storage.vocabulary import Role

STYLE = Path(__file__).with_name("preview.css")
INERT = "default-src 'none'; style-src 'unsafe-inline'"
GROUPS: Mapping[Role | None, str] = {
    None: "Everybody",
    Role.CLIENT: "Clients",
    Role.ASSISTANT: "Assistants",
    Role.MANAGER: "Managers",
}
PLATFORMS = {"telegram": "Telegram", "slack": "Slack", "terminal": "Terminal"}


def figures(drawn: Wires) -> dict[str, Html]:
    """Return an example as each platform shows it."""
    clock = moment(NOW, "en", ZONE).rpartition(" ")[2]
    views = [
        paint_slack.home(view, OFFICE.name) if view["type"] == "home" else paint_slack.modal(view)
        for view in drawn.slack_views
    ]
    messages = [paint_slack.channel(drawn.slack_messages, OFFICE.name, clock)] if drawn.slack_messages else []
    return {
        "telegram": paint_telegram.phone(drawn.telegram, OFFICE.name, clock),
        "slack": joined(*messages, *views),
        "terminal": paint_terminal.screen(drawn.terminal),
    }


def page(example: Example, by_language: Mapping[str, Wires], wording: Wording, others: Sequence[Example]) -> Html:
    """Return an example's page; `others` are all that have one, for the ways back and on."""
    columns = [
        element(
            "section",
            element("h2", own_name(wording, language)),
            *(_figure(PLATFORMS[platform], drawn, language) for platform, drawn in figures(wires).items()),
            class_="language",
        )
        for language, wires in by_language.items()
    ]
    here = [other.name for other in others].index(example.name)
    ways = [
        element("a", "All cards", href="index.html"),
        *(_way(f"← {titled(other.name)}", other) for other in others[max(0, here - 1) : here]),
        *(_way(f"{titled(other.name)} →", other) for other in others[here + 1 : here + 2]),
    ]
    role = element("p", f"{GROUPS[example.role]} · ", element("code", example.name), class_="role")
    heading = element("h1", titled(example.name))
    return _document(titled(example.name), element("nav", *ways), heading, role, _languages(columns))


def index(examples: Sequence[Example], languages: Sequence[str]) -> Html:
    """Return the page that leads to all others."""
    groups = []
    for role, group in GROUPS.items():
        items = [element("li", _way(titled(each.name), each)) for each in examples if each.role is role]
        if items:
            groups += [element("h2", group), element("ul", *items, class_="index")]
    told = (
        f"{len(examples)} cards in {', '.join(languages)}, drawn from what is sent to Telegram, Slack and the terminal."
    )
    return _document("Cards", element("h1", "Cards"), element("p", told, class_="role"), *groups)


def picture(drawn: Html, language: str) -> Html:
    """Return a page with nothing but one figure, as large as that."""
    return _document("Picture", element("figure", drawn, lang=language), body="picture")


def titled(name: str) -> str:
    """Return an example's name as a title."""
    return name.replace("-", " ").capitalize()


def own_name(wording: Wording, language: str) -> str:
    """Return what a language calls itself, its tag where its file doesn't say."""
    name = f"language-{language}"
    known = any(name in wording.names(each) for each in (language, "en"))
    return f"{wording.say(Text(f'language-{language}'), language, ZONE)} ({language})" if known else language


def _figure(name: str, drawn: Html, language: str) -> Html:
    return element("figure", element("figcaption", name), element("div", drawn, lang=language))


def _languages(columns: Sequence[Html]) -> Html:
    return element("main", *columns, class_="languages")


def _way(words: str, to: Example) -> Html:
    return element("a", words, href=f"{to.name}.html")


def _document(title: str, *inside: Html, body: str = "") -> Html:
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=INERT),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", Html(STYLE.read_text(encoding="utf-8"))),
    )
    whole = element("html", head, element("body", *inside, class_=body), lang="en")
    return Html(f"<!doctype html>\n{whole}\n")
