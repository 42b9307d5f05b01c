"""Versions of what is published: each a row of its own, replaced by the next, taken down with those before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, ClassVar, Self

from django import forms
from django.db import models
from django.db.models import Q

from foundation.casework.acts import Gate, Objection, Step, act, gate
from foundation.casework.forms import ActForm
from foundation.casework.models import Matter, MatterQuerySet

SUPERSEDED, WITHDRAWN, ABANDONED = "superseded", "withdrawn", "abandoned"


class VersionedQuerySet(MatterQuerySet):
    """Reads of versions. What the public may see is decided here and nowhere else."""

    def public(self, at: datetime) -> Self:
        """What any citizen can read at that moment: the newest published version of each."""
        return self.filter(state__in=self.model.PUBLIC, published_at__lte=at)

    def readable(self, at: datetime) -> Self:
        """The public versions, and the versions they replaced, which stay readable."""
        return self.filter(state__in=[*self.model.PUBLIC, SUPERSEDED], published_at__lte=at)

    def tombstones(self, at: datetime) -> Self:
        """Withdrawn versions: that they were there and why they went stays to be read, their text does not."""
        return self.filter(state=WITHDRAWN, withdrawn_at__lte=at)


class Versioned(Matter):
    """One version of something published.

    A concrete matter knows the states `superseded`, `withdrawn` and `abandoned`, and has the transitions `supersede()` and
    `withdraw(at, reason)`; its room declares a `Succession`.
    """

    #: The states in which citizens read it.
    PUBLIC: ClassVar[tuple[str, ...]]

    version = models.PositiveSmallIntegerField("版本", default=1)
    supersedes: models.ForeignKey[Any, Any] = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="newer_versions", verbose_name="前一版本"
    )
    change_note = models.TextField("变更说明", blank=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    first_published_on = models.DateField("首次发布日期", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawal_reason = models.TextField("撤回原因", blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=WITHDRAWN) | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
                name="%(class)s_withdrawn_says_why",
            ),
        ]

    def ledger_scope(self) -> list[tuple[str, int]]:
        """Earlier versions count with it."""
        earlier = self.supersedes.ledger_scope() if self.supersedes else []
        return [*super().ledger_scope(), *earlier]

    def next_version(self, step: Step, copied: Iterable[str], **more: Any) -> Self:
        """The version after this one, not yet saved: the same in the fields `copied`, changed for the reason given."""
        return type(self)(
            agency=self.agency,
            created_at=step.at,
            version=self.version + 1,
            supersedes=self,
            change_note=step.reason,
            first_published_on=self.first_published_on,
            **{name: getattr(self, name) for name in copied},
            **more,
        )


class WithdrawnForm(ActForm):
    """Why the version after it was withdrawn."""

    reason = forms.CharField(label="理由")


class Succession:
    """What becomes of the published versions of one kind of matter.

    It declares the acts `supersede` and `withdraw_older` of the kind's room, both the portal's own. `leave` takes a version out
    of the search index.
    """

    def __init__(
        self,
        model: type[Versioned],
        *,
        leave: Callable[[Any], None],
        superseded: str,
        cites: tuple[str, ...],
        withdrawn_with: str,
    ) -> None:
        room = model._meta.app_label
        self.leave = leave
        self.supersede = act(f"{room}.supersede", superseded, on=model, via="supersede", cites=cites)(
            self._supersede
        )
        self.withdraw_older = act(
            f"{room}.withdraw_older",
            withdrawn_with,
            on=model,
            via="withdraw",
            asks=WithdrawnForm,
            cites=("SR-13",),
        )(self.take_down)

    def replace_older(self, step: Step) -> None:
        """Where the version before the one of this act is published, have it give way; it stays readable."""
        older = step.matter.supersedes
        if older is not None and older.state in older.PUBLIC:
            step.also(self.supersede.name, on=older)

    def _supersede(self, step: Step) -> None:
        step.matter.supersede()
        self.leave(step.matter)

    def take_down(self, step: Step) -> None:
        """Out of sight and out of the index, and the versions before it with it."""
        matter = step.matter
        matter.withdraw(step.at, step.reason)
        self.leave(matter)
        if matter.supersedes is not None and matter.supersedes.state == SUPERSEDED:
            step.then(self.withdraw_older.name, on=matter.supersedes, reason=step.reason)


def one_at_a_time(clause: str, what: str, newer: str) -> Gate:
    """The gate of the act that makes a new version: none is under way or out already. `what` and `newer` name both."""

    @gate(clause, f"一次只办一个{newer}")
    def check(step: Step) -> Objection | None:
        if step.matter.newer_versions.exclude(state=ABANDONED).exists():
            return f"这份{what}已有{newer}在办理。", "请接着办那一个版本。"
        return None

    return check
