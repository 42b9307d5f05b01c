"""The entries of the full-text index."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from foundation.agencies.models import Agency
from foundation.database import changes_public_pages


class Entry(models.Model):
    """One public matter in the index; everything here may be shown to anyone."""

    kind = models.CharField("种类", max_length=40)
    object_id = models.BigIntegerField("对象")
    title = models.TextField("标题")
    text = models.TextField("正文开头", blank=True)
    url = models.TextField("网址")
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发布机构"
    )
    published_at = models.DateTimeField("发布时间")
    vector = SearchVectorField("词")

    class Meta:
        verbose_name = verbose_name_plural = "检索条目"
        ordering = ["-published_at", "-pk"]
        triggers = [changes_public_pages()]
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="entry_once")]
        indexes = [
            GinIndex(fields=["vector"], name="entry_vector", fastupdate=False),
            models.Index(fields=["-published_at", "-id"], name="entry_newest"),
        ]

    def __str__(self) -> str:
        return self.title
