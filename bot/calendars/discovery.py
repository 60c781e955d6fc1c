"""Which calendars an account has, from any address of its server: where they are nobody sees in iCloud (RFC 6764,
section 6; RFC 4791, section 6.2.1). Waits for the network."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bot.calendars.dav import CAL, Account, DavCalendar, Trouble
from bot.calendars.multistatus import DAV, Multistatus, Resource

MOST_HOPS = 5
PRINCIPAL, HOME = f"{DAV}current-user-principal", f"{CAL}calendar-home-set"
_PROPERTIES = '<d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop>%s</d:prop></d:propfind>'
_WHO = _PROPERTIES % "<d:current-user-principal/>"
_WHERE = _PROPERTIES % "<c:calendar-home-set/>"
_WHAT = _PROPERTIES % "<d:resourcetype/><d:displayname/><c:supported-calendar-component-set/>"


@dataclass(frozen=True, slots=True)
class Offered:
    """A calendar that events can be written into: its address and what it is called."""

    url: str
    name: str


def calendars(account: Account) -> list[Offered]:
    """Return the calendars of an account, whose `url` may be any of its server; none where the server doesn't say.
    Raises Trouble."""
    connection = DavCalendar(account)
    try:
        principal = _principal(connection, account.url)
        where, home = _linked(connection, principal, _WHERE, HOME) if principal else ("", "")
        if not home:
            return []
        at, found = _asked(connection, urljoin(where, home), _WHAT, depth=1)
        fitting = (each for each in found.resources if _fits(each))
        return [Offered(urljoin(at, each.href), each.text(f"{DAV}displayname") or "") for each in fitting]
    finally:
        connection.close()


def is_calendar(connection: DavCalendar, url: str) -> bool:
    """Return whether there is a calendar at an address. Raises Trouble."""
    return any(_fits(each) for each in connection.properties(url, _WHAT, depth=0).resources)


def _principal(connection: DavCalendar, url: str) -> str:
    """Return who the server says we are, as an address; empty where it doesn't."""
    trouble = None
    for start in (url, urljoin(url, "/.well-known/caldav"), urljoin(url, "/")):
        try:
            at, href = _linked(connection, start, _WHO, PRINCIPAL)
        except Trouble as found:
            if found.code == "unreachable":
                raise
            trouble = trouble or found
            continue
        if href:
            return urljoin(at, href)
    if trouble is not None:
        raise trouble
    return ""


def _linked(connection: DavCalendar, url: str, query: str, tag: str) -> tuple[str, str]:
    """Return where a property was read, and the address it holds, empty if it holds none."""
    at, said = _asked(connection, url, query, depth=0)
    found = next((each.properties[tag] for each in said.resources if tag in each.properties), None)
    return at, "" if found is None else (found.findtext(f"{DAV}href") or "").strip()


def _asked(connection: DavCalendar, url: str, query: str, depth: int) -> tuple[str, Multistatus]:
    """Return where properties were read at last, and what was said; followed wherever the server sends us."""
    for _ in range(MOST_HOPS):
        try:
            return url, connection.properties(url, query, depth)
        except Trouble as trouble:
            is_weaker = urlsplit(url).scheme == "https" and urlsplit(trouble.there).scheme != "https"
            if trouble.code != "moved" or not trouble.there or is_weaker:
                raise
            url = trouble.there
    raise Trouble("moved")


def _fits(found: Resource) -> bool:
    kind = found.properties.get(f"{DAV}resourcetype")
    holds = found.properties.get(f"{CAL}supported-calendar-component-set")
    parts = [] if holds is None else [each.get("name", "").upper() for each in holds.iterfind(f"{CAL}comp")]
    return kind is not None and kind.find(f"{CAL}calendar") is not None and (not parts or "VEVENT" in parts)
