"""Passwords set anew, and the computers on which accounts are run (NM-22). No password is kept here."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.models import Staff
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from newmedia import triggers
from newmedia.models.account import READERS, Account
from newmedia.statute import ResetBecause


class PasswordTask(FSMModelMixin, Matter):  # type: ignore[misc]
    """The password of one account is to be set anew, by its manager."""

    kind = "media_password"
    readers = READERS
    heading = Concat(Value("重新设置密码："), F("account__title"), output_field=models.CharField())
    read_with = ("agency", "account__agency")
    listed_as_begun = False

    class State(models.TextChoices):
        DUE = "due", "待重新设置"
        DONE = "done", "已重新设置"
        LAPSED = "lapsed", "账号已注销"

    account = models.ForeignKey(Account, models.PROTECT, related_name="password_tasks", verbose_name="账号")
    because = models.CharField("原因", max_length=10, choices=ResetBecause.choices)
    #: What happened, in words; more of it where something else happens before it is done.
    occasion = models.CharField("什么情况", max_length=300)
    #: When the last of it happened: a password that was set before is none that nobody else knows.
    wanted_at = models.DateTimeField("最近一次变动的时间")
    state = StateField("状态", max_length=10, choices=State.choices, default=State.DUE, protected=True)
    reset_on = models.DateField("重新设置的日期", null=True, blank=True)
    reset_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办理的管理员"
    )

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "账号密码"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="media_password_agency_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(state="due"), name="newmedia_one_reset_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(reset_on__isnull=False, reset_by__isnull=False),
                name="newmedia_reset_by_somebody",
            ),
        ]
        triggers = triggers.PASSWORD

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What is to be done, and for which account."""
        return f"重新设置密码：{self.account.title}"

    @transition(field=state, source=State.DUE, target=State.DONE)
    def done(self, on: date, by: Staff | None) -> None:
        """The manager set it anew."""
        self.reset_on, self.reset_by = on, by

    @transition(field=state, source=State.DUE, target=State.LAPSED)
    def lapse(self) -> None:
        """The account is no more."""


class Declaration(FSMModelMixin, Matter):  # type: ignore[misc]
    """What an agency declares of the computers on which it runs its accounts, every half-year."""

    kind = "media_computers"
    readers = READERS
    heading = Concat(
        F("year"),
        models.Case(
            models.When(half=1, then=Value(" 年上半年电脑安全情况")), default=Value(" 年下半年电脑安全情况")
        ),
        output_field=models.CharField(),
    )
    listed_as_begun = False

    class State(models.TextChoices):
        DUE = "due", "待填报"
        DECLARED = "declared", "已填报"
        LAPSED = "lapsed", "已没有账号"

    HALVES: ClassVar[dict[int, str]] = {1: "上半年", 2: "下半年"}

    year = models.PositiveSmallIntegerField("年")
    half = models.PositiveSmallIntegerField("半年", choices=HALVES.items())
    state = StateField("状态", max_length=10, choices=State.choices, default=State.DUE, protected=True)
    computers = models.PositiveSmallIntegerField("运行账号的电脑", null=True, blank=True)
    licensed = models.PositiveSmallIntegerField("装有正版系统的", null=True, blank=True)
    protected_ones = models.PositiveSmallIntegerField("装有杀毒软件的", null=True, blank=True)
    checked_on = models.DateField("检查日期", null=True, blank=True)
    #: What is done where not every computer has both.
    remedy = models.CharField("怎么改", max_length=300, blank=True)
    remedy_by = models.DateField("什么时候改好", null=True, blank=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "电脑安全情况"
        ordering = ["-year", "-half", "-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="media_computers_agency")]
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "half"], name="newmedia_declared_once"),
            models.CheckConstraint(
                condition=~Q(state="declared")
                | Q(computers__gte=1, licensed__lte=F("computers"), protected_ones__lte=F("computers"))
                & Q(checked_on__isnull=False),
                name="newmedia_declared_in_numbers",
            ),
            models.CheckConstraint(
                condition=~Q(state="declared")
                | Q(licensed=F("computers"), protected_ones=F("computers"))
                | ~Q(remedy="") & Q(remedy_by__isnull=False),
                name="newmedia_lacking_with_remedy",
                violation_error_message="有电脑没有正版系统或者杀毒软件的，写明怎么改、什么时候改好（NM-22）。",
            ),
        ]
        triggers = triggers.DECLARATION

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The half-year that it is of."""
        return f"{self.year} 年{self.HALVES[self.half]}电脑安全情况"

    @transition(field=state, source=State.DUE, target=State.DECLARED)
    def declare(self) -> None:
        """The agency says how it is."""

    @transition(field=state, source=State.DUE, target=State.LAPSED)
    def lapse(self) -> None:
        """The agency has no account any more."""
