"""The policy as Markdown tables, for docs/access.md: what each role may do with what, by class."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from handlers.rules import policy
from handlers.rules.policy import Act, Relation, Subject
from storage.vocabulary import Confidentiality, Role

HEADINGS = {
    Confidentiality.NORMAL: "Normal",
    Confidentiality.CONFIDENTIAL: "Confidential",
    Confidentiality.INTERNAL: "Internal only",
    Confidentiality.SECRECY: "Professional secrecy",
}
OF_CLIENTS = (Relation.OWN, Relation.CLIENT)
OF_STAFF = (Relation.ASSIGNED, Relation.TEAM, Relation.OTHER)


def tables() -> str:
    """Return all cells, asked one by one from the policy itself."""
    of_something = sorted(policy.OF_TASKS | policy.OF_BOOKINGS, key=[*Act].index)
    office = [act for act in Act if act not in of_something]
    parts = ["### The office and oneself", "", *_table(office, _about_the_office)]
    for each in Confidentiality:
        parts += ["", f"### {HEADINGS[each]}", "", *_table(of_something, _about(each))]
    return "\n".join(parts) + "\n"


def _table(acts: Sequence[Act], cell: Callable[[Role, Act], str]) -> list[str]:
    head = ["act", "what it is", *Role]
    rows = [[act, policy.MEANING[act], *(cell(role, act) for role in Role)] for act in acts]
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]


def _about_the_office(role: Role, act: Act) -> str:
    return "yes" if any(policy.allowed(role, act, each) for each in Relation) else "–"


def _about(confidentiality: Confidentiality) -> Callable[[Role, Act], str]:
    def cell(role: Role, act: Act) -> str:
        subject = Subject(frozenset({confidentiality}))
        relations = OF_CLIENTS if role is Role.CLIENT else OF_STAFF
        free, bound = (
            [each for each in relations if policy.allowed(role, act, each, subject, bound=obliged)]
            for obliged in (False, True)
        )
        words = ", ".join(bound) or "–"
        return words if free == bound else f"{words} (with an obligation)"

    return cell
