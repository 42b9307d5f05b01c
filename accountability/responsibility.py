"""AC-6(1): who answers, derived from what was signed off in the matter in question, with the ledger lines it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localtime

from accountability.clues import ledger_of
from accountability.statute import APPROVING, COLLECTIVE, Responsibility
from foundation.casework.acts import ACTS
from foundation.clauses import Citation, cite

cite(
    "AC-6(1)",
    by=Citation("record", "accountability.derived", "按办理记录里的审批推出由谁承担责任，并列出所依据的记录"),
)


@dataclass(frozen=True)
class Derived:
    """Who answers, and the ledger lines on which that rests."""

    who: Responsibility
    lines: tuple[Any, ...]

    @property
    def said(self) -> str:
        """The lines in words, one a line."""
        return "\n".join(_said(line) for line in self.lines)


def _said(line: Any) -> str:
    by = line.actor_roles or line.actor_agency or "系统"
    return f"{line.sequence}．{localtime(line.at):%Y-%m-%d %H:%M} {line.label}，{line.actor_name}（{by}）"


def derived(ref: str) -> Derived:
    """What the ledger of a matter says: decided together, approved by a leader, or approved by nobody.

    A line is an approval where its act is one that leaders perform in the state it was performed in, and a leader performed it.
    """
    lines = list(ledger_of(ref)) if ref else []
    if not lines:
        return Derived(Responsibility.UNKNOWN, ())
    together = tuple(line for line in lines if line.act in COLLECTIVE)
    if together:
        return Derived(Responsibility.HEAD, together)
    approved = tuple(line for line in lines if _approves(line))
    if approved:
        return Derived(Responsibility.LEADER, approved)
    return Derived(Responsibility.HANDLER, tuple(lines))


def _approves(line: Any) -> bool:
    declared = ACTS.get(line.act)
    if declared is None or line.actor_kind != "staff":
        return False
    asked = declared.roles_at(line.from_state)
    held = line.actor_roles.split("、")
    return any(role in asked and str(role.label) in held for role in APPROVING)
