"""The editions of the files of everything public."""

from __future__ import annotations

from django.db import models

from foundation.database import changes_public_pages


class Edition(models.Model):
    """A file of everything public of one noun, as it was at one moment."""

    dataset = models.CharField("数据", max_length=40, unique=True)
    day = models.DateField("日期")
    made_at = models.DateTimeField("生成时间")
    name = models.CharField("文件", max_length=120)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("字节数")
    rows = models.PositiveBigIntegerField("条数")
    #: The keys of what was withdrawn before it was made, and therefore is not in it.
    withdrawn = models.JSONField("生成时已撤回的", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "数据文件"
        ordering = ["dataset"]
        triggers = [changes_public_pages()]

    def __str__(self) -> str:
        return self.name
