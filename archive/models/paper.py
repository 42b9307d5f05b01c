"""Papers that the archive issues: made once, kept with their digest, never made again (AR-2)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from archive import triggers
from archive.models.disposal import Disposal
from archive.models.quarter import QuarterCheck
from archive.models.transfer import Transfer
from archive.models.volume import Volume
from foundation.files.models import StoredFile


class Paper(models.Model):
    """One paper of a volume, a transfer, a disposal or a quarter's check; the worker makes its file after the act."""

    class Kind(models.TextChoices):
        COVER = "cover", "案卷封面"
        LIST = "list", "卷内文件目录"
        NOTE = "note", "备考表"
        REGISTER = "register", "档案移交登记表"
        DESTRUCTION = "destruction", "档案销毁清册"
        QUARTER = "quarter", "季度自查报告"

    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    volume = models.ForeignKey(
        Volume, models.PROTECT, null=True, blank=True, related_name="papers", verbose_name="案卷"
    )
    transfer = models.ForeignKey(
        Transfer, models.PROTECT, null=True, blank=True, related_name="papers", verbose_name="移交"
    )
    disposal = models.ForeignKey(
        Disposal, models.PROTECT, null=True, blank=True, related_name="papers", verbose_name="鉴定销毁"
    )
    quarter = models.ForeignKey(
        QuarterCheck, models.PROTECT, null=True, blank=True, related_name="papers", verbose_name="季度自查"
    )
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文件"
    )
    tries = models.PositiveIntegerField("生成次数", default=0)
    issued_at = models.DateTimeField("形成时间")

    class Meta:
        verbose_name = verbose_name_plural = "档案文书"
        ordering = ["pk"]
        indexes = [models.Index(fields=["id"], name="archive_paper_waits", condition=Q(file__isnull=True))]
        constraints = [
            models.CheckConstraint(
                condition=Q(volume__isnull=False, transfer=None, disposal=None, quarter=None)
                | Q(volume=None, transfer__isnull=False, disposal=None, quarter=None)
                | Q(volume=None, transfer=None, disposal__isnull=False, quarter=None)
                | Q(volume=None, transfer=None, disposal=None, quarter__isnull=False),
                name="archive_paper_of_one",
            )
        ]
        triggers = triggers.PAPER

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def about(self) -> Volume | Transfer | Disposal | QuarterCheck:
        """What it is about."""
        matter = self.volume or self.transfer or self.disposal or self.quarter
        assert matter is not None, "it is of one of the four"
        return matter
