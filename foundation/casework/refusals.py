"""How the portal says no: by the clause that forbids, the reason, and what would satisfy it."""

from __future__ import annotations

from django.forms import Form

from foundation.clauses import Clause, cite


class Refused(Exception):
    """An act that the regulations do not allow now. Nothing was changed."""

    #: The form as it was entered and validated, where it came so far; a page shows it again.
    form: Form | None = None

    def __init__(self, clause: Clause | str, why: str, remedy: str = "") -> None:
        self.clause = cite(clause) if isinstance(clause, str) else clause
        self.why = why
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        return f"{self.clause.id} {self.why}{self.remedy}"


class NotPermitted(Refused):
    """The actor sees the matter but does not hold the role that the act needs, or may not act twice in it."""


class NoSuchMatter(Refused):
    """There is no such matter, or none that this actor may know of: the two are never told apart."""


class OutOfDate(Refused):
    """Somebody else moved the matter after this actor looked at it."""


class Repeated(Refused):
    """The form has been sent before, with something else in it."""


class Invalid(Exception):
    """What was entered cannot be used; `errors` maps each field to sentences that say how to mend it."""

    #: The form as it was entered and validated, where it came so far; a page shows it again.
    form: Form | None = None

    def __init__(self, errors: dict[str, list[str]]) -> None:
        self.errors = errors
        super().__init__("；".join(f"{name}：{' '.join(texts)}" for name, texts in errors.items()))
