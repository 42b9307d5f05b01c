"""Refusals of acts: the clause that forbids, the reason, and what would satisfy it."""

from __future__ import annotations

from datetime import datetime

from django.forms import Form

from foundation.clauses import Clause, cite
from foundation.deadlines.moments import to_the_minute


class Refused(Exception):
    """The regulations do not allow the act now. Nothing was changed."""

    #: The validated form, if it came so far; a page shows it again.
    form: Form | None = None

    def __init__(self, clause: Clause | str, why: str, remedy: str = "") -> None:
        self.clause = cite(clause) if isinstance(clause, str) else clause
        self.why = why
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        return f"{self.clause.id} {self.why}{self.remedy}"


class NotPermitted(Refused):
    """The actor may read the matter but lacks the act's role, or has performed an act that rules this one out."""


class NoSuchMatter(Refused):
    """The matter does not exist or this actor may not read it: the two are never told apart."""


class OutOfDate(Refused):
    """Somebody else changed the matter after this actor looked at it."""


class Repeated(Refused):
    """The form has been sent before, with something else in it."""


class Invalid(Exception):
    """The entered data cannot be used; `errors` maps field labels to sentences on how to correct them."""

    #: The validated form, if it came so far; a page shows it again.
    form: Form | None = None

    def __init__(self, errors: dict[str, list[str]]) -> None:
        self.errors = errors
        super().__init__("；".join(f"{name}：{' '.join(texts)}" for name, texts in errors.items()))


class TooEarly(Invalid):
    """The act is dated before the newest one of its matter, which was performed at `last`."""

    def __init__(self, last: datetime) -> None:
        super().__init__({"时间": [f"上一步办理于 {to_the_minute(last)}，这一步的时间不能更早。"]})
        self.last = last
