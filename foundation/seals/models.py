"""Seals over the ledger, the lines that each covers, and what each verification found."""

from __future__ import annotations

import hashlib
from datetime import UTC

import pgtrigger
from django.db import models

from foundation.clauses import Citation, cite
from foundation.database import changes_public_pages, dated_now, kept

cite("SR-6(2)", by=Citation("constraint", "seals.Seal", "办理记录每夜封存签名，封签公布，谁都可以核验"))

_FOLLOWS = """
IF NEW.number <> 1 + (SELECT count(*) FROM seals_seal) THEN RAISE EXCEPTION 'seals are numbered one after another'; END IF;
RETURN NEW;
"""
_OF_A_LINE = """
IF NOT EXISTS (SELECT 1 FROM casework_ledgerline l WHERE l.matter_kind = NEW.matter_kind AND l.matter_id = NEW.matter_id
    AND l.sequence = NEW.sequence AND l.hash = NEW.hash)
THEN RAISE EXCEPTION 'only a line of the ledger is sealed'; END IF;
RETURN NEW;
"""


class Seal(models.Model):
    """A signed statement of which lines the ledger held at one moment, bound to the seal before it.

    `root` is the Merkle root (RFC 9162) over the hashes of the lines that no earlier seal covers, in the order of the hashes.
    """

    number = models.PositiveIntegerField("编号", unique=True)
    sealed_at = models.DateTimeField("封存时间")
    lines = models.PositiveIntegerField("新封存的记录")
    total = models.PositiveBigIntegerField("累计封存的记录")
    root = models.CharField("根", max_length=64)
    #: The SHA-256 of the line that publishes the seal before it; `-` of the first.
    previous = models.CharField("上一封签", max_length=64)
    #: Ed25519, in hexadecimal digits.
    public_key = models.CharField("公钥", max_length=64)
    signature = models.CharField("签名", max_length=128)

    class Meta:
        verbose_name = verbose_name_plural = "封签"
        ordering = ["-number"]
        triggers = [
            *kept(unchanged=True),
            dated_now("sealed_at", "a seal bears the time at which it is made"),
            pgtrigger.Trigger(
                name="follows", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_FOLLOWS
            ),
            changes_public_pages(),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 号封签"

    @property
    def statement(self) -> str:
        """What is signed: number, moment (UTC), lines, total, root, previous and public key, between them one space."""
        moment = self.sealed_at.astimezone(UTC).isoformat(timespec="microseconds")
        told = (self.number, moment, self.lines, self.total, self.root, self.previous, self.public_key)
        return " ".join(map(str, told))

    @property
    def published(self) -> str:
        """The line by which the seal is published: the statement and its signature."""
        return f"{self.statement} {self.signature}"

    @property
    def digest(self) -> str:
        """The SHA-256 of the published line, which the next seal names."""
        return hashlib.sha256(self.published.encode("ascii")).hexdigest()


class SealedLine(models.Model):
    """A line of the ledger that a seal covers: named here, so that a line that is gone can still be named."""

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="covers", verbose_name="封签")
    matter_kind = models.CharField("事项类别", max_length=30)
    matter_id = models.BigIntegerField("事项")
    sequence = models.PositiveIntegerField("序号")
    hash = models.CharField("本条", max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "已封存的记录"
        triggers = [
            *kept(unchanged=True),
            pgtrigger.Trigger(
                name="of_a_line", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_OF_A_LINE
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_kind}:{self.matter_id} {self.sequence}"


class Verification(models.Model):
    """One verification of everything that can be proved, and the first of what it found."""

    checked_at = models.DateTimeField("核验时间")
    lines = models.PositiveBigIntegerField("核对的记录")
    found = models.PositiveIntegerField("异常")
    #: The first findings, each in one sentence.
    findings = models.JSONField("发现", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "核验"
        ordering = ["-checked_at", "-pk"]
        triggers = [*kept(unchanged=True), changes_public_pages()]

    def __str__(self) -> str:
        return f"{self.checked_at:%Y-%m-%d %H:%M} {self.found}"
