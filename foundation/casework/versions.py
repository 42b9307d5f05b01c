"""Versions of published matters: each is a row, replaced by the next and withdrawn with the earlier ones."""

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
    """Reads of versions; the only place that decides what the public may see."""

    def public(self, at: datetime) -> Self:
        """The newest published version of each, as citizens can read it at that moment."""
        return self.filter(state__in=self.model.PUBLIC, published_at__lte=at)

    def readable(self, at: datetime) -> Self:
        """The public versions and the versions that they replaced."""
        return self.filter(state__in=[*self.model.PUBLIC, SUPERSEDED], published_at__lte=at)

    def tombstones(self, at: datetime) -> Self:
        """Withdrawn versions, of which citizens read a notice with the reason, not the text."""
        return self.filter(state=WITHDRAWN, withdrawn_at__lte=at)


class Versioned(Matter):
    """One version of a published matter.

    A concrete model has the states `superseded`, `withdrawn` and `abandoned` and the transitions `supersede()` and
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
        """Include the earlier versions."""
        earlier = self.supersedes.ledger_scope() if self.supersedes else []
        return [*super().ledger_scope(), *earlier]

    def next_version(self, step: Step, copied: Iterable[str], **more: Any) -> Self:
        """An unsaved next version with the fields `copied` of this one; the step's reason is its change note."""
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
    """The reason of the withdrawal of the version after it."""

    reason = forms.CharField(label="理由")


class Succession:
    """The acts `supersede` and `withdraw_older`, the portal's own, on published versions of one kind of matter.

    `superseded` and `withdrawn_with` are their labels; `leave` takes a version out of the search index.
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
        declare = act(f"{room}.supersede", superseded, on=model, via="supersede", cites=cites)
        self.supersede = declare(self._supersede)
        name, form = f"{room}.withdraw_older", WithdrawnForm
        declare = act(name, withdrawn_with, on=model, via="withdraw", asks=form, cites=("SR-13",))
        self.withdraw_older = declare(self.take_down)

    def replace_older(self, step: Step) -> None:
        """Supersede the version before the matter of this act, if that is public."""
        older = step.matter.supersedes
        if older is not None and older.state in older.PUBLIC:
            step.also(self.supersede.name, on=older)

    def _supersede(self, step: Step) -> None:
        step.matter.supersede()
        self.leave(step.matter)

    def take_down(self, step: Step) -> None:
        """Withdraw the version, take it out of the index, and withdraw the versions that it superseded."""
        matter = step.matter
        matter.withdraw(step.at, step.reason)
        self.leave(matter)
        if matter.supersedes is not None and matter.supersedes.state == SUPERSEDED:
            step.then(self.withdraw_older.name, on=matter.supersedes, reason=step.reason)


def one_at_a_time(clause: str, what: str, newer: str) -> Gate:
    """A gate that refuses a new version while there is one; `what` and `newer` are the Chinese words for both."""

    @gate(clause, f"一次只办一个{newer}")
    def check(step: Step) -> Objection | None:
        if step.matter.newer_versions.exclude(state=ABANDONED).exists():
            return f"这份{what}已有{newer}在办理。", "请接着办那一个版本。"
        return None

    return check
