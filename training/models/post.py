"""From which day nobody untrained takes a disclosure role, and who may for a few days all the same (TR-5)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.codes import CodeField
from foundation.agencies.models import RoleGrant, Staff
from foundation.agencies.roles import Role
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.clauses import Citation, cite
from training import triggers
from training.models.person import READERS
from training.statute import COVER_DAYS

cite(
    "TR-5",
    by=Citation("constraint", "training.role", "没有经过岗前培训的，不能取得公开岗位的角色，不管从哪里授予"),
)


class Rule(FSMModelMixin, Matter):  # type: ignore[misc]
    """The county says from which day the gate holds, and until when those in post are trained."""

    kind = "training_rule"
    readers = READERS
    heading = models.Value("先培训后上岗的施行日期", output_field=models.CharField())
    listed_as_begun = False

    class State(models.TextChoices):
        STATED = "stated", "已公布"
        IN_FORCE = "in_force", "已施行"

    from_on = models.DateField("施行日期")
    in_post_until = models.DateField("在岗人员完成培训的最后一天")
    state = StateField("状态", max_length=10, choices=State.choices, default=State.STATED, protected=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "先培训后上岗的施行日期"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(models.Value(1), name="training_one_rule"),
            models.CheckConstraint(condition=Q(in_post_until__gte=F("from_on")), name="training_rule_days"),
        ]
        triggers = triggers.RULE

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What it says."""
        return "先培训后上岗的施行日期"

    @transition(field=state, source=State.STATED, target=State.IN_FORCE)
    def begin(self) -> None:
        """The day has come; it is not put off any more."""


class CoverQuerySet(MatterQuerySet):
    """Reads of emergency cover."""

    def on(self, day: date) -> Self:
        """Those that hold on that day."""
        return self.filter(state=Cover.State.STANDS, from_on__lte=day, until_on__gte=day)


class Cover(FSMModelMixin, Matter):  # type: ignore[misc]
    """Somebody untrained at a disclosure post, for thirty days at most; the text knows no exception, so it is a finding."""

    kind = "training_cover"
    readers = READERS
    read_with = ("agency", "staff")
    heading = Concat(F("staff__full_name"), models.Value("临时顶岗"), output_field=models.CharField())

    class State(models.TextChoices):
        STANDS = "stands", "临时顶岗中"
        ENDED = "ended", "已结束"

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="training_covers", verbose_name="人员")
    role = CodeField("角色", max_length=30, choices=Role.choices)
    because = models.CharField("理由", max_length=500)
    from_on = models.DateField("从")
    until_on = models.DateField("到")
    state = StateField("状态", max_length=10, choices=State.choices, default=State.STANDS, protected=True)
    ended_on = models.DateField("结束日期", null=True, blank=True)

    history = HistoricalRecords()
    objects = CoverQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "临时顶岗"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="training_cover_agency"),
            models.Index(fields=["until_on"], condition=Q(state="stands"), name="training_cover_until"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on"))
                & Q(until_on__lt=F("from_on") + timedelta(days=COVER_DAYS)),
                name="training_cover_days",
                violation_error_message=f"临时顶岗最长 {COVER_DAYS} 天。",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(ended_on__isnull=False), name="training_cover_ended"
            ),
            models.UniqueConstraint(fields=["staff"], condition=Q(state="stands"), name="training_one_cover"),
        ]
        triggers = triggers.COVER

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Who stands in."""
        return f"{self.staff}临时顶岗"

    @property
    def named_outside(self) -> str:
        """Mail names nobody."""
        return f"{self.agency.short_name}的一次临时顶岗"

    @transition(field=state, source=State.STANDS, target=State.ENDED)
    def end(self, on: date) -> None:
        """The role goes with it, unless they were trained meanwhile."""
        self.ended_on = on


class GuardedGrant(RoleGrant):
    """Grants of roles, for the trigger that this room has on them."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "公开岗位的角色"
        triggers = triggers.ROLE

    @property
    def ref(self) -> str:
        """The account that holds it."""
        return f"staff:{self.staff.username}"
