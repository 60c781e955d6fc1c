"""The office's terms: a client's contact is shown each version once, with their first words after it came, and agrees
by one press, which is kept. Without terms in the settings nobody is asked."""

from __future__ import annotations

from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Button, Card, Spoken, Style, Text
from handlers.events import Served
from storage.consents import Consent
from storage.vocabulary import Role

AGREE = "people.agree"


def served(ctx: Context, event: Served) -> None:
    """Show a contact the terms if they have not seen this version yet."""
    terms, who = ctx.office.terms, event.person
    if terms is None or who.role is not Role.CLIENT or not who.active:
        return
    if ctx.uow.consents.of(who.id, terms.version) is not None:
        return
    consent = Consent(who.id, terms.version, ctx.now)
    ctx.uow.consents.add(consent)
    ctx.tell(who, card(consent, Text("spoken", words=Spoken(terms.words))))


def press_agree(ctx: Context, about: str) -> None:
    """Press of Agree: kept, with the version and the moment. Raises Refused."""
    consent = ctx.uow.consents.of(ctx.who.id, about)
    if consent is None or consent.agreed_at is not None:
        raise Refused(Text("button-gone"))
    ctx.uow.consents.agree(ctx.who.id, about, ctx.now)
    ctx.reply(Card(_key(consent), Text("terms-title", version=about), [Text("terms-agreed", at=ctx.now)]))
    ctx.answer(Text("terms-agreed-toast"))


def card(consent: Consent, words: Text) -> Card:
    """Return the terms with the button to agree."""
    agree = Button(Text("terms-agree"), AGREE, consent.version, style=Style.PRIMARY)
    return Card(_key(consent), Text("terms-title", version=consent.version), [words], [agree])


def _key(consent: Consent) -> str:
    return f"terms:{consent.person_id}:{consent.version}"
