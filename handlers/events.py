"""What happened that other features may react to, in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass

from storage.people import Person


@dataclass(frozen=True, slots=True)
class RightsBegan:
    """A person may act from now on."""

    person: Person


@dataclass(frozen=True, slots=True)
class PersonUnreachable:
    """None of a person's addresses takes messages any more."""

    person: Person
