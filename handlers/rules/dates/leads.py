"""The small words before a piece of an expression, and the neighbours that tell whether a bare number is meant as a
time."""

from __future__ import annotations

from handlers.rules.dates.days import day_at
from handlers.rules.dates.tokens import LABEL, LEADING, VERSION, Roles, Tokens
from handlers.rules.dates.values import Bound, MonthDay, Numeric, Unit
from handlers.rules.dates.wordlists import STREETS, words_of

LONGEST_LEAD = 6
GAME = words_of(
    "spiel ergebnis score won lost beat gewonnen verloren verliert gewinnt wins ratio verhältnis maßstab aspect "
    "endstand halbzeit "
    "tor tore match goals remis unentschieden führt leads drew psalm vers lukas matthäus"
)
NUMBERED = words_of(
    "floor page street avenue st road time place edition version chapter grade attempt class draft item part party "
    "step generation "
    "largest biggest best most reminder invoice contract person one option thing point half quarter prize"
)
NOT_PLURAL = words_of(
    "is was this as us always sharp has yes works thanks perhaps his its does across unless plus vs regards pls "
    "please besides "
    "treffen essen besprechen termin telefonieren abendessen mittagessen"
)
PLURALS = ("e", "en", "er", "n", "s", "el")
AFTER_PRICE = {"%", "€", "$", "£", "°", "each", "per", "pro", "je", "apiece", "k", "mio"}


class Lead:
    """What stood before a piece; `end` is where the piece begins. What was not said is not set, for speed."""

    at = False
    on = False
    inside = False
    approx = False
    within = False
    during = False
    comma = False
    ago = False
    since = False
    bound: Bound | None = None
    firm = False

    def __init__(self, begin: int, end: int) -> None:
        self.begin = begin
        self.end = end


def lead_at(t: Tokens, i: int, begun: int) -> Lead:
    """Read the small words at a place; commas and brackets only inside an expression, which has begun before it."""
    lead = Lead(i, i)
    if not t[i].kinds & LEADING:
        return lead
    inside = i > begun
    j = i
    while j < i + LONGEST_LEAD:
        roles = t[j].roles
        if "prep" in roles:
            if "weekday" in roles and _begins_date(t, j):
                break
            _note(lead, roles)
        elif "within" in roles:
            lead.within = True
        elif inside and not lead.bound and ("comma" in roles or (t[j].word == ":" and t[j + 1].gap)):
            lead.comma = True
        elif j > i and t[j].word == "." and not t[j].gap and {"approx", "inclusive"} & t[j - 1].roles.keys():
            pass  # an abbreviation: "ca."
        elif inside and t[j].word == "." and not t[j].gap and lead.bound is None and t[j + 1].roles:
            if "prep" not in t[j + 1].roles or t[j + 1].capital:
                break
        else:
            break
        j += 1
    lead.end = j
    return lead


def _note(lead: Lead, roles: Roles) -> None:
    if "at" in roles:
        lead.at = True
    if "on" in roles:
        lead.on = True
    if "in" in roles:
        lead.inside = True
    if "approx" in roles:
        lead.approx = True
    if "for" in roles:
        lead.during = True
    if "since" in roles:
        lead.since = True
    if "within" in roles:
        lead.within = True
    lead.ago = "ago" in roles
    if "bound" in roles and not lead.firm:
        lead.bound = roles["bound"]
        lead.firm = "firm" in roles


def _begins_date(t: Tokens, j: int) -> bool:
    """Tell whether a short weekday that is also a small word ("so") is meant as the day."""
    k = j + 1
    while t[k].word in {".", ","} and k < j + 3:
        k += 1
    return k > j + 1 and (t[k].number is not None or "on" in t[k].roles)


def ends_clause(t: Tokens, j: int) -> bool:
    """Tell whether nothing follows, or a mark that ends a clause."""
    return t[j].word in {"", "\n", "!", "?", ";", ")", ",", "…"} or (t[j].word == "." and t[j + 1].number is None)


def counts_things(t: Tokens, j: int, *, german: bool) -> bool:
    """Tell whether the number before `j` counts what follows: "10 Ordner", "3 %", "5 Main Street"."""
    token = t[j]
    roles = token.roles
    if token.word == "out" and t[j + 1].word == "of":
        return True
    if token.word in AFTER_PRICE or "quantity" in roles or ("ordinal_tail" in roles and not token.gap):
        return True
    if "unit" in roles and "terse" not in roles:
        return "which" not in roles
    if ("month" in roles or token.number is not None) and isinstance((day_at(t, j) or (None,))[0], MonthDay | Numeric):
        return False
    if (
        "month" in roles
        or token.number is not None
        or (token.word in {".", ","} and not token.gap and t[j + 1].number is not None and not t[j + 1].gap)
    ):
        return True
    if roles or not token.word[:1].isalpha():
        return token.word == "-" and not token.gap and t[j + 1].word[:1].isalpha() and not t[j + 1].roles
    if not token.gap:
        return True
    if german:
        return token.capital and token.word.endswith(PLURALS) and token.word not in NOT_PLURAL
    return token.capital or (token.word.endswith("s") and token.word not in NOT_PLURAL)


def glued(t: Tokens, i: int) -> bool:
    """Tell whether figures are part of a name: T-1042, A17, v2.1, §3."""
    if i == 0 or t[i].gap or t[i].number is None:
        return False
    left = t[i - 1]
    if left.word[:1].isalpha():
        return (
            left.word != "t" and "month" not in left.roles and "week_word" not in left.roles and "at" not in left.roles
        )
    if left.word in {"_", "#", "§", "=", "&", "*", "+", "\\", "'"}:
        return True
    if left.word in {"-", "/", ":"} and not left.gap and i > 1:
        before = t[i - 2]
        return (
            before.word[:1].isalpha()
            and not (
                {
                    "weekday",
                    "month",
                    "oclock",
                    "week_word",
                    "part",
                    "half_day",
                    "half_letter",
                    "day",
                    "ordinal_tail",
                    "ordinal",
                    "number",
                    "weekday_habit",
                    "named_hour",
                    "holiday",
                }
                & before.roles.keys()
            )
            and before.word not in {"says"}
        )
    return False


def labelled(t: Tokens, i: int) -> bool:
    """Tell whether a word before the figures says that they number something else than time."""
    if not t[i - 1].kinds & LABEL:
        return False
    j = i - 1
    while j >= 0 and j > i - 3 and t[j].word in {".", ":", "#"}:
        j -= 1
    label = t[j]
    if j < 0 or not label.kinds & LABEL or ("sharp" in label.roles and "oclock" in t[i + 1].roles):
        return False
    if "sep" in label.roles:
        return j > 0 and t[j - 1].number is not None and labelled(t, j - 1)
    if label.word == "des":
        return j > 0 and t[j - 1].word.endswith(STREETS)
    return label.word not in {".", ":", "#"}


def versioned(t: Tokens, i: int) -> bool:
    """Tell whether one of the last three words speaks of software or paragraphs, so that 2.8.26 is no date."""
    return (t[i - 1].kinds | t[i - 2].kinds | t[i - 3].kinds) & VERSION != 0


def in_a_game(t: Tokens, i: int) -> bool:
    """Tell whether words near a colon speak of a score or a proportion."""
    return not GAME.isdisjoint([token.word for token in t[max(0, i - 6) : i + 8]])


def whole_text(t: Tokens, i: int, j: int) -> bool:
    """Tell whether nothing but signs stands around the tokens from `i` to `j`."""
    return not any(token.word[:1].isalnum() for token in t[:i]) and not any(token.word[:1].isalnum() for token in t[j:])


def is_unit(t: Tokens, j: int) -> bool:
    """Tell whether a unit of time stands there, not the h of a clock time."""
    return "unit" in t[j].roles and ("terse" not in t[j].roles or t[j].roles["unit"] != Unit.HOUR)
