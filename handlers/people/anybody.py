"""What everybody can do about themselves: join, help, language, time zone, where to be told, second platform."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from handlers.chat.context import Context, Refused
from handlers.chat.outgoing import Card, Text
from handlers.events import Greeted
from handlers.people import actions, inviting, screens
from storage.vocabulary import PersonId


def stranger(ctx: Context, code: str | None) -> None:
    """Serve somebody with a code."""
    used = actions.redeem(ctx, code or "")
    if used is not None:
        inviting.ended(ctx, used, "used")


def start(ctx: Context, words: str) -> None:
    """Greet somebody who is known; a code is only worth something to a stranger."""
    if words:
        ctx.reply(Text("already-here", name=ctx.who.name))
        return
    ctx.react(ctx, Greeted(ctx.who))


def show_help(ctx: Context, words: str) -> None:
    """List what this person can do here."""
    ctx.reply(screens.help_text(ctx.who, ctx.commands))


def settings(ctx: Context, words: str) -> None:
    """Show the settings."""
    ctx.reply(screens.settings_card(ctx.who, ctx.uow.people.addresses(ctx.who.id), ctx.office), anew=True)


def language(ctx: Context, words: str) -> None:
    """Show the choice of language, or take the one named."""
    wanted = words.strip().lower()
    if not wanted:
        ctx.reply(screens.language_card(ctx.who, ctx.office), anew=True)
        return
    for known in ctx.office.languages:
        if wanted in {known, *_LANGUAGE_NAMES.get(known, ())}:
            _set_language(ctx, known)
            return
    raise Refused(Text("language-unknown", language=words.strip()[:20]))


def zone(ctx: Context, words: str) -> None:
    """Show the choice of time zone, or take the one named."""
    if words.strip():
        named = _zone_named(words.strip())
        _set_zone(ctx, named)
        ctx.reply(Text("zone-set", zone=named))
    else:
        ctx.reply(screens.zone_card(ctx.who, ctx.office), anew=True)


def link(ctx: Context, words: str) -> None:
    """Give a code for the second platform."""
    code = actions.link_code(ctx)
    ctx.reply(Text("link-code", code=code.code, expires=code.expires_at, join=f"{ctx.office.slack_command} join"))


def press_language(ctx: Context, about: str) -> None:
    """Press of a language."""
    if about not in ctx.office.languages:
        raise Refused(Text("button-gone"))
    _set_language(ctx, about)


def press_zones(ctx: Context, about: str) -> None:
    """Press of Change time zone."""
    ctx.reply(screens.zone_card(ctx.who, ctx.office), anew=True)


def press_zone(ctx: Context, about: str) -> None:
    """Press of a time zone."""
    _set_zone(ctx, _zone_named(about))
    ctx.reply(Card(f"zone:{ctx.who.id}", Text("zone-set", zone=about)))
    ctx.answer(Text("zone-set", zone=about))


def press_told_at(ctx: Context, about: str) -> None:
    """Press of Tell me on ..."""
    addresses = ctx.uow.people.addresses(ctx.who.id)
    if about not in {address.id for address in addresses}:
        raise Refused(Text("button-gone"))
    ctx.uow.people.set_told_at(ctx.who.id, about)
    refresh(ctx)
    platform = next(address.platform for address in addresses if address.id == about)
    ctx.answer(Text("settings-told-at", platform=Text(f"platform-{platform}")))


def press_link(ctx: Context, about: str) -> None:
    """Press of Second platform."""
    link(ctx, "")


def confirm(ctx: Context, about: str) -> None:
    """Press of Confirm on a newcomer's card."""
    actions.confirm(ctx, PersonId(about))


def refuse(ctx: Context, about: str) -> None:
    """Press of Refuse on a newcomer's card."""
    actions.refuse(ctx, PersonId(about))


_LANGUAGE_NAMES = {"de": ("deutsch", "german"), "en": ("englisch", "english")}


def _set_language(ctx: Context, wanted: str) -> None:
    ctx.uow.people.set_language(ctx.who.id, wanted)
    refresh(ctx)
    ctx.show_menu(ctx.who)
    ctx.reply(Text("language-set", language=Text(f"language-{wanted}")))


@cache
def _zones() -> dict[str, list[str]]:
    """Return the zones by what people may write, in small letters: the whole name, or its last part (`lisbon`)."""
    found: dict[str, list[str]] = {}
    for name in sorted(available_timezones()):
        for written in {name.lower(), name.lower().rpartition("/")[2]}:
            found.setdefault(written.replace("_", " "), []).append(name)
    return found


def _zone_named(words: str) -> str:
    """Return the one zone somebody means. Raises Refused."""
    named = _zones().get(words.lower().replace("_", " "), [])
    if words in named:
        return words
    if len(named) != 1:
        raise Refused(Text("zone-unknown", zone=words[:40]))
    return named[0]


def _set_zone(ctx: Context, wanted: str) -> None:
    ctx.uow.people.set_zone(ctx.who.id, wanted, known=True)
    refresh(ctx)


def refresh(ctx: Context) -> None:
    """Go on as the person is now, and let their settings' card show it."""
    changed = ctx.uow.people.by_id(ctx.who.id)
    if changed is not None:
        ctx.become(changed)
        ctx.redraw(changed, screens.settings_card(changed, ctx.uow.people.addresses(changed.id), ctx.office))
