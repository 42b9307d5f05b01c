"""The yearly catalogue of decisions as the county published it, with the consent of the Party committee (决策条例3)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from foundation.agencies.models import Staff
from participation import triggers


class Catalogue(models.Model):
    """One publication of a year's catalogue; an adjustment is a later edition, agreed to anew."""

    year = models.PositiveSmallIntegerField("目录年度")
    edition = models.PositiveSmallIntegerField("第几次公布")
    #: The numbers of the decisions in it.
    numbers = ArrayField(models.CharField(max_length=20), verbose_name="列入的决策事项")
    party_on = models.DateField("县委同意的日期")
    party_document = models.CharField("县委同意的文件或者会议", max_length=200)
    published_on = models.DateField("公布日期")
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="公布人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "年度目录的公布"
        ordering = ["-year", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["year", "edition"], name="catalogue_edition"),
            models.CheckConstraint(
                condition=~Q(party_document="") & Q(party_on__lte=F("published_on")),
                name="catalogue_agreed_to",
                violation_error_message="目录经县委同意以后公布，写明日期和文件（决策条例3）。",
            ),
            models.CheckConstraint(condition=~Q(numbers=[]), name="catalogue_lists_something"),
        ]
        triggers = triggers.CATALOGUE

    def __str__(self) -> str:
        return f"{self.year} 年度目录（第 {self.edition} 次公布）"
