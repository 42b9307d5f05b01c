"""How far a simulated year has come, and what each of its matters waits for."""

from __future__ import annotations

from django.db import models


class SimulatedYear(models.Model):
    """The year that this portal plays: what decides it, and the last day that is done. There is one at most."""

    year = models.PositiveSmallIntegerField("年份")
    seed = models.BigIntegerField("种子")
    scale = models.FloatField("规模")
    played_until = models.DateField("已模拟到", null=True)
    acts = models.PositiveIntegerField("办理次数", default=0)
    courses = models.PositiveIntegerField("事项数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "模拟年度"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="simulatedyear_only_one")]

    def __str__(self) -> str:
        return f"{self.year} 年（种子 {self.seed}，规模 {self.scale:g}）"


class Course(models.Model):
    """One thing that people of the simulated county are about: a matter, and the stage that is due next.

    Its key follows from the plan of a day alone, so that whatever is drawn for it is the same in every run.
    """

    key = models.CharField("键", max_length=120, unique=True)
    player = models.CharField("演员", max_length=60)
    stage = models.CharField("下一步", max_length=40)
    step = models.PositiveIntegerField("第几步", default=0)
    #: When the stage is due; None while another course is waited for.
    due_at = models.DateTimeField("到期", null=True)
    #: The matter that it is about, as a reference; blank before there is one.
    ref = models.CharField("事项", max_length=60, blank=True)
    #: What the player keeps about it.
    facts = models.JSONField("情况", default=dict)
    #: The key of the course that goes on when this one ends, and after how many working days.
    wakes = models.CharField("唤醒", max_length=120, blank=True)
    wakes_after = models.PositiveSmallIntegerField("几天后唤醒", default=0)
    #: The refusal at which it ended before its time; blank for all that goes well.
    refused = models.TextField("被拒", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "模拟事项"
        ordering = ["due_at", "key"]
        indexes = [
            models.Index(fields=["due_at"], name="course_due", condition=models.Q(due_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.stage}"
