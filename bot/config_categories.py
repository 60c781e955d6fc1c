"""The settings of request categories: names, keywords, a process description, and each category's own questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bot.config_values import Name, Table
from handlers.rules.categories import Category, Question
from handlers.rules.office_terms import OfficeTerms

CHOOSING = frozenset({"one-of", "some-of"})
LONGEST_LABEL = 75


def _by_language(given: object) -> object:
    """Return words given as one text as those of every language."""
    return {"": given} if isinstance(given, str) else given


def _worded(words: dict[str, str]) -> dict[str, str]:
    if not words or not all(text.strip() for text in words.values()):
        raise ValueError('needs words: a text, or one for each language such as { en = "Travel", de = "Reise" }')
    return words


Words = Annotated[dict[str, str], BeforeValidator(_by_language), AfterValidator(_worded)]


def _as_table(given: object) -> object:
    """Return choices given as a list of texts as a table of them."""
    if isinstance(given, list) and all(isinstance(each, str) for each in given):
        return {each: each for each in given}
    return given


class FieldSettings(Table):
    """One question of a category. `choices` is a list of texts, or a table of what is kept and what is shown."""

    name: Name
    label: Words
    type: Literal["line", "paragraph", "one-of", "some-of", "yes-no", "number", "day"] = "line"
    required: bool = True
    help: Words | None = None
    choices: Annotated[dict[Annotated[str, Field(pattern=r"^[^,]{1,60}$")], Words], BeforeValidator(_as_table)] = Field(
        default_factory=dict
    )

    @model_validator(mode="after")
    def _offered(self) -> FieldSettings:
        if self.type in CHOOSING and not self.choices:
            raise ValueError(f'type = "{self.type}" needs choices')
        if self.choices and self.type not in CHOOSING:
            raise ValueError(f'choices only go with type = "one-of" or "some-of", not "{self.type}"')
        return self

    def question(self) -> Question:
        """Return the question as the rules know it."""
        offered = tuple(self.choices.items())
        return Question(self.name, self.label, self.type, self.required, self.help, offered)


class CategorySettings(Table):
    """One kind of request; its name is the table's own. `sla` names the promise it is under, as that promise's own
    `categories` may, too. `confidential`: such a request is known to who works on it alone."""

    label: Words
    keywords: list[str] = Field(default_factory=list)
    examples: list[str] = Field(default_factory=list)
    process: Words | None = None
    sla: str | None = None
    confidential: bool = False
    fields: list[FieldSettings] = Field(default_factory=list)

    @model_validator(mode="after")
    def _each_once(self) -> CategorySettings:
        names = [field.name for field in self.fields]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"fields: {', '.join(twice)} is there twice; each needs a name of its own")
        return self

    def category(self, name: str) -> Category:
        """Return the category as the rules know it."""
        asked = tuple(field.question() for field in self.fields)
        return Category(
            name, self.label, tuple(self.keywords), tuple(self.examples), self.process, asked, self.confidential
        )


class TermsSettings(Table):
    """What clients' contacts are asked to agree to; another `version` is asked about anew."""

    version: Annotated[str, Field(min_length=1, max_length=40)]
    words: Words

    def terms(self) -> OfficeTerms:
        """Return the terms as the rules know them."""
        return OfficeTerms(self.version, self.words)


def categories(tables: Mapping[str, CategorySettings]) -> tuple[Category, ...]:
    """Return all categories in the file's order."""
    return tuple(table.category(name) for name, table in tables.items())
