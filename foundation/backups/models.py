"""The touchstone: a known value under the portal's keys, by which a start tells whether it has the right ones."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from foundation.privacy.fields import EncryptedTextField


class Touchstone(models.Model):
    """One row: what the keys of personal data must read, and marks of the other keys. Rotation encrypts it like all else."""

    known = EncryptedTextField("已知内容")
    fingerprint = models.CharField("指纹密钥的标记", max_length=64)
    #: Marks of every SECRET_KEY under which the portal ran: receipts given under an old one are opened by it alone.
    secrets = models.JSONField("签名密钥的标记", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "密钥试金石"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="touchstone_one"),
            models.CheckConstraint(condition=~Q(known="") & ~Q(fingerprint=""), name="touchstone_filled"),
        ]

    def __str__(self) -> str:
        return "密钥试金石"
