"""From a template and facts to Markdown, and from Markdown to a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from markdown_it import MarkdownIt

from bot.config import Settings
from bot.records.facts import Value, facts_of

TEMPLATES = Path(__file__).parent
DOCUMENTS = ("processing", "measures", "sub-processors")
LANGUAGES = ("de", "en")
_BLOCK = re.compile(
    r"^\{\{(?P<sign>[#^])(?P<name>\w+)\}\}\n(?P<inside>.*?)^\{\{/(?P=name)\}\}\n", re.MULTILINE | re.DOTALL
)
_BLANK = re.compile(r"\{\{(\w+)\}\}")
_MEANING = re.compile(r"([\\`*_\[\]<>|#])")
MISSING = {"de": "— bitte eintragen: `[records] {}` —", "en": "— to be filled in: `[records] {}` —"}
_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<style>body{{max-width:60rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 sans-serif}}
table{{border-collapse:collapse}}
td,th{{border:1px solid #888;padding:.3rem .6rem;text-align:left;vertical-align:top}}</style>
</head><body>
{body}</body></html>
"""


def write(settings: Settings, folder: Path, day: date, languages: tuple[str, ...] = LANGUAGES) -> list[Path]:
    """Write each document as Markdown and as a page, in these languages; return the files. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    facts = facts_of(settings, day)
    written = []
    for language in languages:
        for name in DOCUMENTS:
            text = document(name, language, facts)
            for suffix, content in (("md", text), ("html", page(text, language))):
                file = folder / f"{name}.{language}.{suffix}"
                file.write_text(content, encoding="utf-8")
                written.append(file)
    return written


def document(name: str, language: str, facts: Mapping[str, Value]) -> str:
    """Return a document as Markdown. A block `{{#name}}` stays if the fact is true, once for each of several;
    `{{^name}}` if it isn't. A blank nobody filled in names the setting that would. An unknown name is a KeyError."""
    template = (TEMPLATES / f"{name}.{language}.md").read_text(encoding="utf-8")
    return _filled(template, facts, language)


def page(text: str, language: str) -> str:
    """Return Markdown as an HTML page of its own."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    title = text.partition("\n")[0].lstrip("# ")
    return _PAGE.format(language=language, title=title, body=markdown.render(text))


def _filled(template: str, facts: Mapping[str, Value], language: str) -> str:
    def block(found: re.Match[str]) -> str:
        value = facts[found["name"]]
        if found["sign"] == "^":
            return "" if value else _filled(found["inside"], facts, language)
        each = [{}] if isinstance(value, bool | str) and value else value if not isinstance(value, bool | str) else []
        return "".join(_filled(found["inside"], {**facts, **one}, language) for one in each)

    def blank(found: re.Match[str]) -> str:
        value = str(facts[found[1]])
        return _MEANING.sub(r"\\\1", value) if value else MISSING[language].format(found[1])

    return _BLANK.sub(blank, _BLOCK.sub(block, template))
