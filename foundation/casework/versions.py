"""Versions of published matters: each is a row, replaced by the next, withdrawn with the earlier ones, back within the hour."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django import forms
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.timezone import localdate

from foundation.agencies.roles import Role
from foundation.casework import ledger
from foundation.casework.acts import Audience, Gate, Objection, Roles, Step, act, gate
from foundation.casework.forms import ActForm
from foundation.casework.models import LedgerLine, Matter, MatterQuerySet

SUPERSEDED, WITHDRAWN, ABANDONED = "superseded", "withdrawn", "abandoned"

#: A withdrawal takes effect at once and is one person's act, so that nothing secret waits for a second one; for this long it can
#: be undone. A measure of ours, held by the database as well.
UNDO = timedelta(hours=1)


class VersionedQuerySet(MatterQuerySet):
    """Reads of versions; the only place that decides what the public may see."""

    def public(self, at: datetime) -> Self:
        """The newest published version of each, as citizens can read it at that moment."""
        return self.filter(state__in=self.model.PUBLIC, published_at__lte=at)

    def readable(self, at: datetime) -> Self:
        """The public versions and the versions that they replaced."""
        return self.filter(state__in=[*self.model.PUBLIC, SUPERSEDED], published_at__lte=at)

    def as_it_was(self, at: datetime) -> Self:
        """The version of each that citizens read at a past moment; what was withdrawn since is gone from there too (SR-13).

        Whether what came back after a withdrawal was away at that moment, the ledger says.
        """
        newer = self.model.objects.filter(supersedes=OuterRef("pk"), published_at__lte=at)
        lines = LedgerLine.objects.filter(matter_kind=self.model.kind, matter_id=OuterRef("pk"), at__lte=at)
        rows = self.readable(at).alias(
            state_then=Subquery(lines.order_by("-sequence").values("to_state")[:1])
        )
        stayed = Q(restored_at__isnull=True) | Q(restored_at__lte=at) | ~Q(state_then=WITHDRAWN)
        return rows.filter(stayed, ~Exists(newer))

    def gone_since(self, at: datetime) -> Self:
        """What citizens read at a past moment and may read no longer, for it was withdrawn since."""
        newer = self.model.objects.filter(supersedes=OuterRef("pk"), published_at__lte=at)
        return self.filter(~Exists(newer), state=WITHDRAWN, published_at__lte=at, withdrawn_at__gt=at)

    def tombstones(self, at: datetime) -> Self:
        """Withdrawn versions, of which citizens read a notice with the reason, not the text."""
        return self.filter(state=WITHDRAWN, withdrawn_at__lte=at)

    def once_public(self, at: datetime) -> Self:
        """Whatever citizens could read at some time up to that moment, withdrawn versions as well."""
        states = [*self.model.PUBLIC, SUPERSEDED, WITHDRAWN]
        return self.filter(state__in=states, published_at__lte=at)


class Versioned(Matter):
    """One version of a published matter.

    A concrete model has the states `superseded`, `withdrawn` and `abandoned`, the transitions `supersede()` and
    `withdraw(at, reason)`, and for each state before the withdrawal one back, `restore_as_published(at)`, which calls `restored`;
    its room declares a `Succession`.
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
    restored_at = models.DateTimeField("撤销撤回时间", null=True, blank=True)

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

    @property
    def ended(self) -> str:
        """Why it is in force no longer, for whoever holds a copy; blank while it is."""
        if self.state == WITHDRAWN:  # type: ignore[attr-defined]
            assert self.withdrawn_at is not None
            return f"已于 {localdate(self.withdrawn_at)} 撤回"
        return "已被新版本替代" if self.state == SUPERSEDED else ""  # type: ignore[attr-defined]

    def restored(self, at: datetime) -> None:
        """Forget the withdrawal; the ledger keeps it."""
        self.restored_at, self.withdrawn_at, self.withdrawal_reason = at, None, ""

    def withdrawal(self) -> LedgerLine | None:
        """The ledger line of its last withdrawal."""
        return (
            ledger.lines(self.kind, self.pk).filter(to_state=WITHDRAWN).exclude(from_state=WITHDRAWN).last()
        )

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


class RestoreForm(ActForm):
    """Why the withdrawal is undone."""

    says = "撤回之后一小时以内可以撤销：网页、检索和列表当即恢复原样，撤回和撤销都留在办理记录里。"
    reason = forms.CharField(
        label="撤销的理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如：撤错了一份。",
    )


@gate("SR-13", "撤回之后一小时以内")
def within_the_hour(step: Step) -> Objection | None:
    at = step.matter.withdrawn_at
    if at is not None and not at <= step.at <= at + UNDO:
        return (
            "撤回已经超过一小时，不能撤销。",
            "需要重新公开的，请制作新的版本或者重新拟稿，按程序审查、签发。",
        )
    return None


@gate("SR-13", "保密检查作出的撤回由保密检查撤销")
def by_the_side_that_withdrew(step: Step) -> Objection | None:
    line = step.matter.withdrawal()
    inspected = line is not None and Role.SECRECY_INSPECTOR.label in line.actor_roles.split("、")
    if inspected and not step.actor.has(Role.SECRECY_INSPECTOR, None):
        return "这是保密检查作出的撤回，本机关不能撤销，也不能改动。", "请与保密行政管理部门联系。"
    return None


@gate("SR-13", "撤回之后没有发布新版本")
def not_replaced_since(step: Step) -> Objection | None:
    line = step.matter.withdrawal()
    was_public = line is not None and line.from_state in step.matter.PUBLIC
    if was_public and step.matter.newer_versions.filter(state__in=step.matter.PUBLIC).exists():
        return "撤回之后已经发布了新的版本。", "原来的版本不再恢复。"
    return None


class Succession:
    """The acts `supersede`, `withdraw_older`, `restore` and `restore_older` on published versions of one kind of matter.

    `restore` is done by `may_restore`, the others by the portal itself. `superseded`, `withdrawn_with`, `restored` and
    `restored_with` are their labels; `enter` and `leave` put a version into the search index and take it out.
    """

    def __init__(
        self,
        model: type[Versioned],
        *,
        enter: Callable[[Any], None],
        leave: Callable[[Any], None],
        may_restore: Roles,
        tells: tuple[Audience, ...],
        superseded: str,
        cites: tuple[str, ...],
        withdrawn_with: str,
        restored: str,
        restored_with: str,
    ) -> None:
        room = model._meta.app_label
        self.enter, self.leave = enter, leave
        declare = act(f"{room}.supersede", superseded, on=model, via="supersede", cites=cites)
        self.supersede = declare(self._supersede)
        name, form = f"{room}.withdraw_older", WithdrawnForm
        declare = act(name, withdrawn_with, on=model, via="withdraw", asks=form, cites=("SR-13",))
        self.withdraw_older = declare(self.take_down)
        declare = act(
            f"{room}.restore",
            restored,
            on=model,
            via=tuple(f"restore_as_{state}" for state in (*model.PUBLIC, SUPERSEDED)),
            role=may_restore,
            asks=RestoreForm,
            cites=("SR-13",),
            gates=[within_the_hour, by_the_side_that_withdrew, not_replaced_since],
            tells=tells,
        )
        self.restore = declare(self._restore)
        name, via = f"{room}.restore_older", f"restore_as_{SUPERSEDED}"
        self.restore_older = act(name, restored_with, on=model, via=via, cites=("SR-13",))(self._restore)

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

    def _restore(self, step: Step) -> None:
        """Undo the withdrawal: as it was before, with the versions that were withdrawn along with it."""
        matter = step.matter
        withdrawn_at, line = matter.withdrawn_at, matter.withdrawal()
        before = line.from_state if line is not None else SUPERSEDED
        getattr(matter, f"restore_as_{before}")(step.at)
        if before in matter.PUBLIC:
            step.save()
            self.enter(matter)
        older = matter.supersedes
        if older is not None and older.state == WITHDRAWN and older.withdrawn_at == withdrawn_at:
            step.then(self.restore_older.name, on=older)


def one_at_a_time(clause: str, what: str, newer: str) -> Gate:
    """A gate that refuses a new version while there is one; `what` and `newer` are the Chinese words for both."""

    @gate(clause, f"一次只办一个{newer}")
    def check(step: Step) -> Objection | None:
        if step.matter.newer_versions.exclude(state=ABANDONED).exists():
            return f"这份{what}已有{newer}在办理。", "请接着办那一个版本。"
        return None

    return check
