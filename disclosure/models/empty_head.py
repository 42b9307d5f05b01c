"""Why a head of the catalogue is empty, as an agency says it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from disclosure.heads import HEADS
from foundation.agencies.models import Agency
from foundation.database import changes_public_pages


class EmptyHead(models.Model):
    """Why an agency has published nothing under a head (条例20, 21), and who answers for it."""

    class Why(models.TextChoices):
        NOT_OURS = "not_ours", "本机关没有这项职责，不产生这类信息"
        NOTHING_YET = "nothing_yet", "有这项职责，到目前没有形成这类信息"
        ELSEWHERE = "elsewhere", "由另一机关公开"

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="empty_heads", verbose_name="机关")
    head = models.CharField("目", max_length=10, choices=[(head.code, head.name) for head in HEADS.values()])
    why = models.CharField("为什么没有", max_length=20, choices=Why.choices)
    elsewhere = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公开的机关"
    )
    said = models.TextField("说明", blank=True)
    said_on = models.DateField("说明日期")

    class Meta:
        verbose_name = verbose_name_plural = "空目说明"
        ordering = ["agency", "head"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "head"], name="emptyhead_once"),
            models.CheckConstraint(
                condition=Q(why="elsewhere", elsewhere__isnull=False)
                | ~Q(why="elsewhere") & Q(elsewhere__isnull=True),
                name="emptyhead_elsewhere_is_named",
            ),
        ]
        triggers = [changes_public_pages()]

    def __str__(self) -> str:
        return f"{self.agency} {self.get_head_display()}：{self.get_why_display()}"
