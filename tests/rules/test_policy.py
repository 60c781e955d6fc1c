"""The policy, cell by cell: what no cell may grant whatever the table says, and the page that prints all of them."""

from __future__ import annotations

from itertools import product
from pathlib import Path

from handlers.chat.feature import NeedsAct
from handlers.features import HOUSE
from handlers.rules import policy
from handlers.rules.policy import Act, Relation, Subject, allowed
from handlers.rules.policy_table import tables
from storage.vocabulary import Confidentiality, Role

CELLS = [*product(Role, Act, Relation, Confidentiality, (False, True))]
OF_CLIENTS = policy.OF_TASKS | policy.OF_BOOKINGS | {Act.FIGURES}
PAGE = Path(__file__).parents[2] / "docs" / "access.md"
BEGIN, END = "<!-- the policy: begin -->\n", "<!-- the policy: end -->\n"


def of(*classes: Confidentiality, restricted: bool = False) -> Subject:
    """Return something of these classes."""
    return Subject(frozenset(classes), restricted=restricted)


def test_a01_no_class_ever_gives_anything() -> None:
    """Over all cells: what is denied for the ordinary is denied for every class, alone and together with another."""
    for role, act, relation, confidentiality, bound in CELLS:
        if not allowed(role, act, relation, bound=bound):
            for other in Confidentiality:
                about = of(confidentiality, other)
                assert not allowed(role, act, relation, about, bound=bound), (role, act, relation, about)


def test_a01_what_no_cell_may_grant() -> None:
    """Over all cells: clients and the internal, assistants and the confidential of others, secrets without an
    obligation, administrators and content, anybody and what is restricted."""
    for role, act, relation, confidentiality, bound in CELLS:
        may = allowed(role, act, relation, of(confidentiality), bound=bound)
        cell = (role, act, relation, confidentiality, bound)
        if role is Role.ADMINISTRATOR:
            assert not (may and act in OF_CLIENTS), cell
        if role is Role.CLIENT and act in OF_CLIENTS:
            assert not (may and relation not in {Relation.OWN, Relation.CLIENT}), cell
            assert not (may and confidentiality is Confidentiality.INTERNAL), cell
            assert not (may and confidentiality is Confidentiality.CONFIDENTIAL and relation is not Relation.OWN), cell
        if role is Role.ASSISTANT and confidentiality is Confidentiality.CONFIDENTIAL:
            assert not (may and relation in {Relation.TEAM, Relation.OTHER}), cell
        if role in {Role.ASSISTANT, Role.LEAD} and confidentiality is Confidentiality.SECRECY:
            assert bound or not may, cell
        if role is Role.ASSISTANT and may:
            assert allowed(Role.LEAD, act, relation, of(confidentiality), bound=bound), cell
        left = allowed(role, act, relation, of(confidentiality, restricted=True), bound=bound)
        assert not left or act in {Act.CLIENTS, Act.EXPORT, Act.ERASE}, cell


def test_a01_the_page_prints_the_policy() -> None:
    """docs/access.md says of every cell what the policy answers (`python -m bot access` prints it anew)."""
    _, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    assert rest.partition(END)[0] == tables()


def test_a01_everything_that_can_be_done_names_its_act() -> None:
    """Every command, button, form and claim of words is declared with one act of the policy, and with nothing else that
    could say whose it is."""
    declared: list[NeedsAct] = [*HOUSE.commands.values(), *HOUSE.actions.values(), *HOUSE.forms.values()]
    claims = [act for each in HOUSE.features for claim in (each.words, each.heard, each.shared) for act in claim]
    for spec in declared:
        assert spec.roles == policy.roles(spec.act)
    assert all(policy.roles(act) for act in [*(spec.act for spec in declared), *claims])
    assert set(policy.MEANING) == set(policy.GRANTS) == set(Act)
