"""Number series, issued letters, deliveries."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from foundation.agencies.actors import Actor
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


class Way(models.TextChoices):
    """The ways in which something reaches its addressee."""

    ONLINE = "online", "在本网站下载"
    EMAIL = "email", "电子邮件"
    POST = "post", "邮寄"
    PICKUP = "pickup", "到机关领取或查阅"
    FAX = "fax", "传真"


class Service(models.TextChoices):
    """How far a letter has come on its way to its addressee."""

    DUE = "due", "待送达"
    SENT = "sent", "已交邮、发出或者通知领取"
    ARRIVED = "arrived", "已送达"
    RETURNED = "returned", "退回，没有送达"


#: What a delivery can tell of a letter.
EVENTS = [choice for choice in Service.choices if choice[0] != Service.DUE]


class Letter(models.Model):
    """An issued letter: its content is frozen, its PDF is made from it once.

    A room's own model adds `kind`, its subject, `keeper`, and its `deliveries`.
    """

    kind: models.CharField[str, str]
    deliveries: Any
    #: Who may open the file.
    audience = Audience.PERSONAL
    #: Whether one letter goes to several at one moment, under one number.
    to_several: ClassVar[bool] = False

    document_number = models.CharField("文号", max_length=60, blank=True)
    #: The composed page, from which the PDF is made after commit.
    content = EncryptedTextField("内容")
    issued_at = models.DateTimeField("发出时间")
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文件"
    )
    tries = models.PositiveIntegerField("生成次数", default=0)
    service = models.CharField("送达情况", max_length=10, choices=Service.choices, default=Service.DUE)

    class Meta:
        abstract = True
        verbose_name = verbose_name_plural = "文书"
        ordering = ["issued_at", "pk"]
        indexes = [
            models.Index(fields=["id"], name="%(app_label)s_%(class)s_waits", condition=Q(file__isnull=True)),
        ]
        triggers = [
            *kept(),
            frozen("issued_once", STAYS, but=["file_id", "content", "tries", "service"]),
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

    def open_to(self, actor: Actor, at: datetime) -> bool:
        """Whether this person may read it now; a room with personal letters says who."""
        return True

    @property
    def handed_over(self) -> bool:
        """Whether it was handed to the post, sent, or has arrived, and did not come back."""
        return self.service in (Service.SENT, Service.ARRIVED)

    def deliver(self, event: str, *, way: str, on: date, proof: str = "") -> None:
        """Record what became of the letter on a day: an event of `Service`."""
        self.deliveries.create(event=event, way=way, delivered_on=on, proof=proof)
        self.service = event
        self.save(update_fields=["service"])


class Delivery(models.Model):
    """What became of a letter on a day: event, way, date, proof of service. A room's own model adds the letter."""

    event = models.CharField("情况", max_length=10, choices=EVENTS, default=Service.ARRIVED)
    way = models.CharField("送达方式", max_length=20, choices=Way.choices)
    delivered_on = models.DateField("日期")
    proof = EncryptedTextField("送达凭证", blank=True, help_text="邮件号、签收人、回证。")

    class Meta:
        abstract = True
        verbose_name = verbose_name_plural = "送达记录"
        ordering = ["pk"]
        triggers = erasable("delivery", "proof")

    def __str__(self) -> str:
        return f"{self.delivered_on} {self.get_way_display()}，{self.get_event_display()}"
