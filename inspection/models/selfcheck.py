"""What the portal finds wrong each night: shortfalls by indicator, links that lead nowhere (国办秘函〔2019〕19号)."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from foundation.agencies.models import Agency
from inspection import triggers
from inspection.statute import STANDARDS, Standard

CODES = [(standard.code, standard.label) for standard in STANDARDS.values()]


class SelfCheck(models.Model):
    """One run: when, and what it counted. A run that was broken off has no end, and the next begins anew."""

    day = models.DateField("日期", unique=True)
    begun_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    #: When the links of public texts were gathered that day.
    gathered_at = models.DateTimeField("收集链接的时间", null=True, blank=True)
    standing = models.PositiveIntegerField("不达标", default=0)
    appeared = models.PositiveIntegerField("新出现", default=0)
    mended = models.PositiveIntegerField("已改好", default=0)
    #: What could not be measured, by indicator; the shortfalls of those stand as they were.
    failed = models.JSONField("没有算成的指标", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "自查"
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day} 自查"


class ShortfallQuerySet(models.QuerySet["Shortfall"]):
    """Reads of shortfalls."""

    def standing(self) -> Self:
        """Those that are not mended."""
        return self.filter(mended_on__isnull=True)

    def standing_on(self, day: date) -> Self:
        """Those that were seen by then and were not mended on that day."""
        return self.filter(Q(mended_on=None) | Q(mended_on__gt=day), first_seen_on__lte=day)


class Shortfall(models.Model):
    """What of an agency falls short of an indicator, from the run that first saw it until the one that saw it no more."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="单位")
    indicator = models.CharField("指标", max_length=20, choices=CODES)
    #: What falls short: a column, an address, a message by its reference; blank for the agency itself.
    subject = models.CharField("对象", max_length=500, blank=True)
    label = models.CharField("名称", max_length=300)
    #: Where it is seen: an address of the site or of the desk; blank where there is none.
    url = models.CharField("网址", max_length=500, blank=True)
    detail = models.CharField("情况", max_length=500, blank=True)
    #: Since which day it falls short, as far as is known.
    since = models.DateField("从哪一天起", null=True, blank=True)
    #: Who has to act: names and roles, as they were when last seen.
    who = models.CharField("该谁办", max_length=200, blank=True)
    first_seen_on = models.DateField("第一次查到")
    last_seen_on = models.DateField("最近一次查到")
    mended_on = models.DateField("改好的日期", null=True, blank=True)

    objects = ShortfallQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "自查发现"
        ordering = ["agency__code", "indicator", "subject", "pk"]
        indexes = [
            models.Index(
                fields=["agency", "indicator"], name="shortfall_standing", condition=Q(mended_on=None)
            ),
            models.Index(fields=["indicator", "-last_seen_on"], name="shortfall_indicator"),
            models.Index(fields=["-mended_on", "-id"], name="shortfall_mended"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "indicator", "subject"],
                condition=Q(mended_on=None),
                name="shortfall_once",
            ),
            models.CheckConstraint(
                condition=Q(mended_on=None) | Q(mended_on__gte=models.F("first_seen_on")),
                name="shortfall_mended_later",
            ),
        ]
        triggers = triggers.SHORTFALL

    def __str__(self) -> str:
        return f"{self.get_indicator_display()}：{self.label}"

    @property
    def ref(self) -> str:
        """As it stands behind a figure."""
        return f"shortfall:{self.pk}"

    @property
    def standard(self) -> Standard:
        """The indicator."""
        return STANDARDS[self.indicator]

    def days(self, today: date) -> int:
        """For how many days it has been known to fall short."""
        return (today - (self.since or self.first_seen_on)).days


class Link(models.Model):
    """An address that public texts lead to, and what came of asking for it."""

    url = models.TextField("网址")
    digest = models.CharField("网址的摘要", max_length=64, unique=True)
    host = models.CharField("主机", max_length=255, blank=True)
    inside = models.BooleanField("站内", default=False)
    checked_on = models.DateField("最近一次检查", null=True, blank=True)
    status = models.CharField("结果", max_length=100, blank=True)
    #: The different days in a row on which it failed, and the first of them; none once it answered.
    failed_days = models.PositiveSmallIntegerField("连续几天打不开", default=0)
    failed_since = models.DateField("从哪一天起打不开", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "链接"
        indexes = [
            models.Index(fields=["inside", "checked_on"], name="link_next"),
            models.Index(fields=["failed_days"], name="link_failed", condition=Q(failed_days__gt=0)),
        ]

    def __str__(self) -> str:
        return self.url


class LinkUse(models.Model):
    """A public page from whose text an address can be reached."""

    link = models.ForeignKey(Link, models.CASCADE, related_name="uses", verbose_name="链接")
    agency = models.ForeignKey(Agency, models.CASCADE, null=True, related_name="+", verbose_name="单位")
    kind = models.CharField("种类", max_length=40)
    object_id = models.BigIntegerField("对象")
    page = models.CharField("网页", max_length=500)
    title = models.CharField("标题", max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "链接所在的网页"
        constraints = [
            models.UniqueConstraint(fields=["link", "kind", "object_id"], name="link_use_once"),
        ]
        indexes = [models.Index(fields=["kind", "object_id"], name="link_use_page")]

    def __str__(self) -> str:
        return f"{self.title}：{self.link_id}"
