"""Excerpts: what was said to one person, written anew without that person, and published for everybody.

A room's excerpt extends `Excerpt` and names what it is taken from; `declare_excerpt_acts` declares its publication by a second
person, its withdrawal at once, and for an hour the way back (SR-13).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from django.db import models
from django_fsm import FSMModelMixin, transition

from foundation.agencies.models import Staff
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Gate, Objection, Step, act, gate
from foundation.casework.fields import RemarkForm, reason_form
from foundation.casework.models import Matter
from foundation.casework.states import StateField
from foundation.casework.versions import RestoreForm, within_the_hour


class Index(Protocol):
    """Where published excerpts are found."""

    def enter(self, matter: Any) -> None: ...
    def leave(self, matter: Any) -> None: ...


class Excerpt(FSMModelMixin, Matter):  # type: ignore[misc]
    """What everybody may read of it; a concrete model has `source`, what it is taken from, whose excerpts are `excerpts`."""

    class State(models.TextChoices):
        DRAFTED = "drafted", "待公布"
        PUBLISHED = "published", "已公布"
        WITHDRAWN = "withdrawn", "已撤下"

    title = models.CharField("标题", max_length=120)
    answer = models.TextField("答复要点")
    state = StateField("状态", max_length=20, choices=State.choices, default=State.DRAFTED, protected=True)
    drafter = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="拟写人")
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    restored_at = models.DateTimeField("撤销撤下时间", null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def source(self) -> Any:
        """What it is taken from."""
        raise NotImplementedError

    @transition(field=state, source=State.DRAFTED, target=State.PUBLISHED)
    def publish(self, at: datetime) -> None:
        """Open it to everybody."""
        self.published_at = at

    @transition(field=state, source=[State.DRAFTED, State.PUBLISHED], target=State.WITHDRAWN)
    def withdraw(self, at: datetime) -> None:
        """Take it off the site, or drop the draft."""
        self.withdrawn_at = at

    @transition(field=state, source=State.WITHDRAWN, target=State.PUBLISHED)
    def restore(self, at: datetime) -> None:
        """Its withdrawal is undone within the hour, and everybody reads it as before."""
        self.restored_at, self.withdrawn_at = at, None


@gate("SR-13", "公布过的选登才恢复")
def was_published(step: Step) -> Objection | None:
    if step.matter.published_at is None:
        return "这份选登没有公布过，撤下的是稿子。", "需要的，请重新拟写选登。"
    return None


@gate("SR-13", "撤下之后没有另拟选登")
def no_other_excerpt(step: Step) -> Objection | None:
    if step.matter.source.excerpts.exclude(state=Excerpt.State.WITHDRAWN).exists():
        return "撤下之后已经另外拟写了选登。", "请办理新的那一份。"
    return None


def declare_excerpt_acts(
    model: type[Excerpt],
    room: str,
    *,
    index: Index,
    drafts: Role,
    publishes: Role,
    clause: str,
    drafted_by: str,
    names_nobody: Gate,
) -> None:
    """Declare publication, withdrawal and return of a room's excerpts.

    `publishes` is another person than whoever performed `drafted_by` (`clause`); `names_nobody` is the gate of publication and
    return alike. Those who draft may withdraw as well.
    """
    withdraws = (drafts, publishes)

    @act(
        f"{room}.publish_excerpt",
        "公布选登",
        on=model,
        via="publish",
        role=publishes,
        asks=RemarkForm,
        cites=(clause,),
        gates=[names_nobody],
        not_by=Apart(clause, (drafted_by,)),
        weight="primary",
    )
    def publish(step: Step) -> None:
        step.matter.publish(step.at)
        index.enter(step.matter)

    @act(
        f"{room}.withdraw_excerpt",
        "撤下选登",
        on=model,
        via="withdraw",
        role=withdraws,
        asks=reason_form("撤下原因", max_length=500, help_text="当即撤下；撤错了的，一小时以内可以撤销。"),
        cites=("SR-13",),
        weight="quiet",
    )
    def withdraw(step: Step) -> None:
        step.matter.withdraw(step.at)
        index.leave(step.matter)

    @act(
        f"{room}.restore_excerpt",
        "撤销撤下",
        on=model,
        via="restore",
        role=withdraws,
        asks=RestoreForm,
        cites=("SR-13",),
        gates=[was_published, within_the_hour, no_other_excerpt, names_nobody],
        tells=(publishes,),
        when=lambda excerpt: excerpt.published_at is not None,
    )
    def restore(step: Step) -> None:
        step.matter.restore(step.at)
        index.enter(step.matter)
