"""The office's terms: shown once for each version, agreed to by one press, kept."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from handlers.chat.incoming import Command, Pressed, Said
from handlers.rules.office_terms import OfficeTerms
from storage.dialogs import buttons
from storage.query import Query
from tests.stories.kit import Desk
from tests.stories.rights_scene import A, C

_KEYS = Query(select(buttons.c.key, buttons.c.about).where(buttons.c.action == "people.agree"))


def test_terms_are_shown_once_for_each_version(desk: Desk) -> None:
    """Without terms nobody is asked. With them a contact reads each version with their first words, which are handled
    all the same; one press is kept with the version. Staff are not asked."""
    anna, _ = desk.joins(C, "Anna"), desk.joins(A, "Ben")
    assert desk.hears("anna", Said("Please order flowers", "1")).said == ("draft-title",)
    for version in ("2026-1", "2026-2"):
        desk.facts = replace(desk.facts, terms=OfficeTerms(version, {"en": "As agreed."}))
        shown = desk.hears("anna", Command("settings")).said
        assert shown[-1] == "terms-title"
        assert len(shown) == 2
        assert "terms-title" not in desk.hears("anna", Command("settings")).said
        assert "terms-title" not in desk.hears("ben", Command("settings")).said
        kept = desk.run(lambda uow, v=version: uow.consents.of(anna.id, v))  # type: ignore[misc]  # defaults bind the loop's values now
        assert kept is not None
        assert kept.agreed_at is None
        key = next(key for key, about in desk.run(lambda uow: uow.run.all(_KEYS)) if about == version)
        assert desk.hears("anna", Pressed(key)).toast == "terms-agreed-toast"
        kept = desk.run(lambda uow, v=version: uow.consents.of(anna.id, v))  # type: ignore[misc]  # as above
        assert kept is not None
        assert kept.agreed_at is not None
