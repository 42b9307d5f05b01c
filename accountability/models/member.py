"""The team of a case, the log of who read it, and what it rests on (AC-3, AC-7)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accountability import triggers
from accountability.models.case import Case
from accountability.models.report import Report
from accountability.statute import CLERK, LEADER, TRIAL
from foundation.agencies.models import Staff
from foundation.files.models import StoredFile
from foundation.privacy.fields import EncryptedTextField


class Member(models.Model):
    """Somebody of the team, from a moment until another: recused, or replaced."""

    class Part(models.TextChoices):
        CLERK = "clerk", "承办"
        LEADER = "leader", "负责人"
        INVESTIGATOR = "investigator", "调查人员"
        TRIER = "trier", "审理人员"
        REVIEWER = "reviewer", "复审承办"

    class Ended(models.TextChoices):
        RECUSED = "recused", "回避"
        REPLACED = "replaced", "更换"

    case = models.ForeignKey(Case, models.PROTECT, related_name="members", verbose_name="案件")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="人员")
    part = models.CharField("职责", max_length=20, choices=Part.choices)
    from_at = models.DateTimeField("从")
    until_at = models.DateTimeField("到", null=True, blank=True)
    ended = models.CharField("怎样结束", max_length=10, choices=Ended.choices, blank=True)
    why = EncryptedTextField("回避或者更换的理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "办案人员"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["staff", "case"], name="acc_member_now", condition=Q(until_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "staff", "part"], condition=Q(until_at=None), name="acc_member_once"
            ),
            models.CheckConstraint(
                condition=Q(until_at=None, ended="") | Q(until_at__isnull=False) & ~Q(ended=""),
                name="acc_member_ended_how",
            ),
        ]
        triggers = triggers.MEMBER

    def __str__(self) -> str:
        return f"{self.staff}（{self.get_part_display()}）"


#: The roles one of which each part of a team needs.
ROLES_OF = {
    Member.Part.CLERK: (CLERK,),
    Member.Part.LEADER: (LEADER,),
    Member.Part.INVESTIGATOR: (CLERK,),
    Member.Part.TRIER: (TRIAL,),
    Member.Part.REVIEWER: (CLERK, TRIAL),
}


class Reading(models.Model):
    """One reading of a case at the desk; only the one who leads it sees these lines."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="readings", verbose_name="案件")
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="人员")
    at = models.DateTimeField("时间", db_default=Now(), editable=False)
    what = models.CharField("看了什么", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "查阅记录"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["case", "-id"], name="acc_reading_case")]
        triggers = triggers.KEPT

    def __str__(self) -> str:
        return f"{self.staff} {self.at}"


class ReportReading(models.Model):
    """One reading of a report that is no case's, or not yet; only whoever leads the commission sees these lines."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="readings", verbose_name="举报")
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="人员")
    at = models.DateTimeField("时间", db_default=Now(), editable=False)
    what = models.CharField("看了什么", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "举报查阅记录"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["report", "-id"], name="acc_report_reading")]
        triggers = triggers.KEPT

    def __str__(self) -> str:
        return f"{self.staff} {self.at}"


class Statement(models.Model):
    """What somebody said in writing in their defence, as often as they did; none replaces another (政务处分法43)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="statements", verbose_name="案件")
    text = EncryptedTextField("书面陈述申辩")
    at = models.DateTimeField("收到的时间")

    class Meta:
        verbose_name = verbose_name_plural = "书面陈述申辩"
        ordering = ["pk"]
        triggers = triggers.KEPT

    def __str__(self) -> str:
        return f"书面陈述申辩 {self.pk}"


class Evidence(models.Model):
    """Something that proves what was done: what it is, and a file where there is one, stored encrypted."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="proofs", verbose_name="案件")
    text = EncryptedTextField("证据")
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文件"
    )
    added_by: Any = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="收集的人"
    )
    added_at = models.DateTimeField("收集时间")

    class Meta:
        verbose_name = verbose_name_plural = "证据"
        ordering = ["pk"]
        triggers = triggers.KEPT

    def __str__(self) -> str:
        return f"证据 {self.pk}"
