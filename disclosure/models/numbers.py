"""The index number (索引号) of what is disclosed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from foundation.agencies.models import Agency
from foundation.database import kept


class IndexNumber(models.Model):
    """An index number, given once and never reused."""

    number = models.CharField("索引号", max_length=60, unique=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    year = models.PositiveSmallIntegerField("年度")
    serial = models.PositiveIntegerField("序号")

    class Meta:
        verbose_name = verbose_name_plural = "索引号"
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "serial"], name="indexnumber_once"),
            models.CheckConstraint(
                condition=Q(number__regex=r"^[a-z]+(-[a-z0-9]+)*/[0-9]{4}-[0-9]{5}$"), name="indexnumber_form"
            ),
        ]
        triggers = kept(unchanged=True)

    def __str__(self) -> str:
        return self.number
