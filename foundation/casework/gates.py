"""Gates: the checks that clauses demand before acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foundation.casework.refusals import Refused
from foundation.clauses import Clause, cite

if TYPE_CHECKING:
    from foundation.casework.acts import Step

#: Why a gate refuses, and what would satisfy its clause.
Objection = tuple[str, str]


@dataclass(frozen=True)
class Gate:
    """A check that a clause demands before an act; it returns an objection, or None when satisfied."""

    clause: Clause
    label: str
    check: Callable[[Step], Objection | None]
    #: Whether the check reads the entered data; it then runs only after the form is valid.
    on_entry: bool = False
    #: The names of the acts of other people that satisfy it.
    done_by: tuple[str, ...] = ()

    def guard(self, step: Step) -> None:
        """Raise `Refused` when the check objects."""
        objection = self.check(step)
        if objection is not None:
            raise Refused(self.clause, *objection)


def gate(
    clause: str, label: str, *, on_entry: bool = False, done_by: tuple[str, ...] = ()
) -> Callable[[Callable[[Step], Objection | None]], Gate]:
    """Declare a gate with its clause and a short Chinese label of what it demands."""

    def declare(check: Callable[[Step], Objection | None]) -> Gate:
        return Gate(cite(clause), label, check, on_entry, done_by)

    return declare
