"""The entries of the full-text index, and how many there are of each sort."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from foundation.agencies.models import Agency
from foundation.database import changes_public_pages

_ANY = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
_SORT = "{row}.kind, {row}.agency_id, extract(year FROM {row}.published_at AT TIME ZONE 'Asia/Shanghai'), {row}.topic"
_COUNT = f"INSERT INTO search_tally (kind, agency_id, year, topic, entries) VALUES ({_SORT}, {{by}}); END IF;"  # noqa: S608
_COUNTED = f"""
IF TG_OP = 'UPDATE' AND ROW({_SORT.format(row="OLD")}) IS NOT DISTINCT FROM ROW({_SORT.format(row="NEW")}) THEN
    RETURN NULL; END IF;
IF TG_OP <> 'INSERT' THEN {_COUNT.format(row="OLD", by=-1)}
IF TG_OP <> 'DELETE' THEN {_COUNT.format(row="NEW", by=1)}
RETURN NULL;
"""


class Entry(models.Model):
    """One public matter in the index; everything here may be shown to anyone."""

    kind = models.CharField("种类", max_length=40)
    object_id = models.BigIntegerField("对象")
    title = models.TextField("标题")
    text = models.TextField("正文开头", blank=True)
    #: The document's number and its theme, where it has them.
    number = models.CharField("文号", max_length=100, blank=True, default="")
    topic = models.CharField("主题", max_length=100, blank=True, default="")
    #: The head of the catalogue under which a document stands, and what kind of paper it is; blank for other kinds.
    head = models.CharField("公开内容", max_length=20, blank=True, default="")
    genre = models.CharField("种类", max_length=20, blank=True, default="")
    url = models.TextField("网址")
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发布机构"
    )
    published_at = models.DateTimeField("发布时间")
    vector = SearchVectorField("词")

    class Meta:
        verbose_name = verbose_name_plural = "检索条目"
        ordering = ["-published_at", "-pk"]
        triggers = [
            changes_public_pages(),
            pgtrigger.Trigger(name="counted", when=pgtrigger.After, operation=_ANY, func=_COUNTED),
        ]
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="entry_once")]
        indexes = [
            GinIndex(fields=["vector"], name="entry_vector", fastupdate=False),
            models.Index(fields=["-published_at", "-id"], name="entry_newest"),
            models.Index(fields=["kind", "-published_at", "-id"], name="entry_kind_newest"),
            models.Index(fields=["agency", "-published_at", "-id"], name="entry_agency_newest"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def topic_name(self) -> str:
        """The last level of the theme, for places with little room."""
        return self.topic.rpartition("/")[2]


class Tally(models.Model):
    """How many entries more, or fewer, there are of a kind, an agency, a year and a theme.

    Each change of the index adds rows and waits for nobody; a task adds them up (`counts.add_up`). The sums are what pages show,
    so that nothing is counted by reading every entry.
    """

    kind = models.CharField("种类", max_length=40)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", verbose_name="发布机构")
    year = models.SmallIntegerField("年度")
    topic = models.CharField("主题", max_length=100, blank=True)
    entries = models.IntegerField("条目数的增减")

    class Meta:
        verbose_name = verbose_name_plural = "检索条目的计数"

    def __str__(self) -> str:
        return f"{self.kind} {self.year} {self.topic}：{self.entries:+}"


class Synonym(models.Model):
    """A word that people in the county say, and the official words of what they mean by it."""

    everyday = models.CharField("百姓的说法", max_length=20)
    official = models.CharField("文件里的说法", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "同义词"
        ordering = ["everyday", "official"]
        constraints = [models.UniqueConstraint(fields=["everyday", "official"], name="synonym_once")]
        triggers = [changes_public_pages()]

    def __str__(self) -> str:
        return f"{self.everyday} → {self.official}"


class VainSearch(models.Model):
    """Words for which a month's searches found nothing that fits: how often, and which agency would know. Not who searched."""

    words = models.CharField("说法", max_length=40)
    month = models.DateField("月份", help_text="当月第一天。")
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, related_name="+", verbose_name="可能掌握的机关"
    )
    times = models.PositiveIntegerField("次数", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "没有找到的说法"
        ordering = ["-month", "-times", "words"]
        constraints = [models.UniqueConstraint(fields=["month", "words"], name="vain_search_once")]
        indexes = [models.Index(fields=["agency", "-month", "-times"], name="vain_search_of_agency")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.words}：{self.times}"
