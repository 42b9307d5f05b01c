"""A letter that was issued: its words frozen at that moment, its PDF kept, how it was delivered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from applications.letters import LetterKind
from applications.models import triggers
from applications.models.application import Application, Way
from applications.models.consultation import Consultation
from foundation.database import erasable
from foundation.files.models import StoredFile
from foundation.privacy.fields import EncryptedTextField


class Letter(models.Model):
    """One letter about an application, to the applicant or to somebody asked."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="letters", verbose_name="申请")
    consultation = models.ForeignKey(
        Consultation, models.PROTECT, null=True, blank=True, related_name="letters", verbose_name="征求意见"
    )
    kind = models.CharField("文书", max_length=30, choices=LetterKind.choices)
    document_number = models.CharField("文号", max_length=60, blank=True)
    #: The composed page, from which the PDF is made once, after commit.
    content = EncryptedTextField("内容")
    issued_at = models.DateTimeField("发出时间")
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文件"
    )

    #: The complaint that it answers: it belongs to the body that looked into it, not to the agency complained of.
    complaint = models.ForeignKey(
        "applications.Complaint",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name="投诉",
    )
    tries = models.PositiveIntegerField("生成次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        ordering = ["issued_at", "pk"]
        indexes = [
            models.Index(fields=["id"], name="letter_unrendered", condition=Q(file__isnull=True)),
        ]
        triggers = triggers.LETTER

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def to_applicant(self) -> bool:
        """Whether the applicant may have it; letters to those asked are theirs alone."""
        return self.consultation_id is None


class Delivery(models.Model):
    """How a letter reached its addressee: way, date, proof of service."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="deliveries", verbose_name="文书")
    way = models.CharField("送达方式", max_length=20, choices=Way.choices)
    delivered_on = models.DateField("送达日期")
    proof = EncryptedTextField("送达凭证", blank=True, help_text="邮件号、签收人、回证。")

    class Meta:
        verbose_name = verbose_name_plural = "送达记录"
        ordering = ["pk"]
        triggers = erasable("applications_delivery", "proof")

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.delivered_on}"
