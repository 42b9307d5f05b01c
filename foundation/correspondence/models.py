"""Number series, issued letters, deliveries."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from foundation.agencies.models import Agency
from foundation.database import erasable, frozen, kept
from foundation.files.models import Audience, StoredFile
from foundation.privacy.fields import EncryptedTextField

STAYS = "an issued letter is not changed"


class NumberSeries(models.Model):
    """The last number given of one series in one year; see `numbering`."""

    name = models.CharField("序列", max_length=60)
    year = models.PositiveSmallIntegerField("年度")
    last = models.PositiveIntegerField("最后一号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "编号序列"
        constraints = [models.UniqueConstraint(fields=["name", "year"], name="numberseries_once")]

    def __str__(self) -> str:
        return f"{self.name}/{self.year}"


class Letter(models.Model):
    """An issued letter: its content is frozen, its PDF is made from it once.

    A room's own model adds `kind`, its subject, and `keeper`.
    """

    kind: models.CharField[str, str]
    #: Who may open the file.
    audience = Audience.PERSONAL

    document_number = models.CharField("文号", max_length=60, blank=True)
    #: The composed page, from which the PDF is made after commit.
    content = EncryptedTextField("内容")
    issued_at = models.DateTimeField("发出时间")
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文件"
    )
    tries = models.PositiveIntegerField("生成次数", default=0)

    class Meta:
        abstract = True
        verbose_name = verbose_name_plural = "文书"
        ordering = ["issued_at", "pk"]
        indexes = [
            models.Index(fields=["id"], name="%(app_label)s_%(class)s_waits", condition=Q(file__isnull=True)),
        ]
        triggers = [
            *kept(),
            frozen("issued_once", STAYS, but=["file_id", "content", "tries"]),
            frozen("printed_once", STAYS, once=pgtrigger.Q(old__file_id__isnull=False), columns=["file_id"]),
        ]

    @property
    def keeper(self) -> Agency:
        """The agency that keeps the file."""
        raise NotImplementedError

    @property
    def caption(self) -> str:
        """The title of the PDF."""
        return str(self)


class Way(models.TextChoices):
    """The ways in which something reaches its addressee."""

    ONLINE = "online", "在本网站下载"
    EMAIL = "email", "电子邮件"
    POST = "post", "邮寄"
    PICKUP = "pickup", "到机关领取或查阅"
    FAX = "fax", "传真"


class Delivery(models.Model):
    """The delivery of a letter: way, date, proof of service. A room's own model adds the letter."""

    way = models.CharField("送达方式", max_length=20, choices=Way.choices)
    delivered_on = models.DateField("送达日期")
    proof = EncryptedTextField("送达凭证", blank=True, help_text="邮件号、签收人、回证。")

    class Meta:
        abstract = True
        verbose_name = verbose_name_plural = "送达记录"
        ordering = ["pk"]
        triggers = erasable("delivery", "proof")

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.delivered_on}"
