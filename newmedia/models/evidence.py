"""What is kept of unlawful words before they are deleted, and what the police were told (NM-20)."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localtime

from foundation.agencies.models import Staff
from foundation.files.acts import erase
from foundation.files.models import StoredFile
from foundation.privacy.fields import EncryptedTextField
from newmedia import triggers
from newmedia.models.account import Account
from newmedia.models.message import Message
from newmedia.statute import Reported, Witnessed


def digest_of(text: str) -> str:
    """The SHA-256 of a text in UTF-8."""
    return sha256(text.encode()).hexdigest()


class Evidence(models.Model):
    """What one person kept of a message: never changed; a second person confirms it once, or has it kept anew."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="evidence", verbose_name="留言")
    platform = models.CharField("平台", max_length=40)
    post_url = EncryptedTextField("网址")
    comment_id = EncryptedTextField("评论编号")
    author_name = EncryptedTextField("网名")
    author_id = EncryptedTextField("网民的账号 ID")
    text = EncryptedTextField("言论原文")
    shown_at = models.DateTimeField("平台上显示的时间")
    source = EncryptedTextField("网页源代码", blank=True)
    source_sha256 = models.CharField("网页源代码的摘要", max_length=64, blank=True)
    no_source_because = models.CharField("为什么没有网页源代码", max_length=200, blank=True)
    captured_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="取证人")
    captured_at = models.DateTimeField("取证时间")
    #: When the database wrote it, by its own clock.
    recorded_at = models.DateTimeField("存入时间", editable=False)
    #: Over everything above and the digests of the screenshots.
    digest = models.CharField("摘要", max_length=64, editable=False)
    confirmed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核对人"
    )
    confirmed_at = models.DateTimeField("核对时间", null=True, blank=True)
    witnessed = models.CharField("怎样核对", max_length=10, choices=Witnessed.choices, blank=True)
    returned_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="退回人"
    )
    returned_at = models.DateTimeField("退回时间", null=True, blank=True)
    returned_because = models.CharField("退回的原因", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "证据"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["message"],
                condition=Q(confirmed_at__isnull=True, returned_at__isnull=True),
                name="newmedia_one_evidence_waits",
                violation_error_message="有一份证据还没有核对。",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True, witnessed="")
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False) & ~Q(witnessed=""),
                name="newmedia_evidence_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("captured_by")),
                name="newmedia_evidence_two_people",
                violation_error_message="取证和核对由两个人办（NM-20）。",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(returned_at__isnull=True),
                name="newmedia_evidence_one_end",
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True) | ~Q(returned_because=""),
                name="newmedia_evidence_returned_why",
            ),
            models.CheckConstraint(
                condition=Q(shown_at__lte=F("captured_at")),
                name="newmedia_evidence_after_words",
                violation_error_message="平台上显示的时间还没有到。",
            ),
            models.CheckConstraint(
                condition=Q(source_sha256__regex=r"^[0-9a-f]{64}$", no_source_because="")
                | Q(source="", source_sha256="") & ~Q(no_source_because=""),
                name="newmedia_evidence_source",
                violation_error_message="没有网页源代码的要写明原因。",
            ),
        ]
        triggers = triggers.EVIDENCE

    def __str__(self) -> str:
        return f"证据 {self.pk}"

    def sealed(self, pictures: list[str]) -> str:
        """The digest over what was kept, with the digests of the screenshots in their order."""
        parts = [
            self.message.number,
            self.platform,
            self.post_url,
            self.comment_id,
            self.author_name,
            self.author_id,
            self.text,
            localtime(self.shown_at).isoformat(),
            self.source_sha256,
            self.no_source_because,
            str(self.captured_by_id),
            localtime(self.captured_at).isoformat(),
            *pictures,
        ]
        return digest_of("\x1f".join(parts))

    def erase(self, at: datetime) -> int:
        """Empty what tells of anybody, with the screenshots; the digests stay. Return how many files were erased."""
        shots = list(self.pictures.select_related("file"))
        for shot in shots:
            erase(shot.file, at)
        self.pictures.update(name="")
        Evidence.objects.filter(pk=self.pk).update(**dict.fromkeys(triggers.KEPT_WORDS, ""))
        return len(shots)

    @property
    def as_kept(self) -> bool:
        """Whether everything still gives the digest under which it was kept."""
        pictures = [row.sha256 for row in self.pictures.all()]
        source = digest_of(self.source) if self.source else ""
        return source == self.source_sha256 and self.digest == self.sealed(pictures)


class Screenshot(models.Model):
    """One picture of what stood at the platform: neither changed nor replaced; none is added once a second person looked."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="pictures", verbose_name="证据")
    name = EncryptedTextField("文件名")
    #: Of the bytes as they came. The digest of the stored file is that of salt and bytes.
    sha256 = models.CharField("SHA-256 摘要", max_length=64)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")

    class Meta:
        verbose_name = verbose_name_plural = "截图"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="newmedia_screenshot_sha256"
            ),
            models.UniqueConstraint(
                fields=["evidence", "sha256"],
                name="newmedia_screenshot_once",
                violation_error_message="同一张截图选了两次。",
            ),
        ]
        triggers = triggers.SCREENSHOT

    def __str__(self) -> str:
        return f"截图 {self.pk}"


class PoliceReport(models.Model):
    """That the police were told: of unlawful words, or of an account that was attacked."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="police_reports", verbose_name="账号")
    message = models.OneToOneField(
        Message, models.PROTECT, null=True, blank=True, related_name="police_report", verbose_name="留言"
    )
    sort = models.CharField("为什么报警", max_length=10, choices=Reported.choices)
    noticed_at = models.DateTimeField("发现时间")
    reported_at = models.DateTimeField("报警时间")
    station = models.CharField("受理的公安机关", max_length=100)
    number = models.CharField("报警回执号", max_length=60)
    what = models.CharField("经过", max_length=500, blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = verbose_name_plural = "报警记录"
        ordering = ["pk"]
        indexes = [models.Index(fields=["sort", "reported_at"], name="media_police_sort")]
        constraints = [
            models.CheckConstraint(
                condition=Q(sort="words", message__isnull=False) | Q(sort="hacking", message__isnull=True),
                name="newmedia_police_of_what",
            ),
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(station=""),
                name="newmedia_police_number",
                violation_error_message="要填写公安机关和报警回执号。",
            ),
            models.CheckConstraint(
                condition=Q(reported_at__gte=F("noticed_at")),
                name="newmedia_police_after",
                violation_error_message="报警不能早于发现。",
            ),
        ]
        triggers = triggers.POLICE_REPORT

    def __str__(self) -> str:
        return f"{self.station} {self.number}"

    @property
    def ref(self) -> str:
        """The matter behind it."""
        return self.message.ref if self.message else self.account.ref


class EvidencePackage(models.Model):
    """The evidence of a message as one PDF, as it was made at that moment."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="packages", verbose_name="留言")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    sha256 = models.CharField("SHA-256 摘要", max_length=64)
    made_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="制作人")
    made_at = models.DateTimeField("制作时间")

    class Meta:
        verbose_name = verbose_name_plural = "证据材料"
        ordering = ["pk"]
        triggers = triggers.PACKAGE

    def __str__(self) -> str:
        return f"证据材料 {self.pk}"

    def name(self, made: datetime | None = None) -> str:
        """The name under which it is downloaded."""
        return f"证据材料-{self.message.number}-{localtime(made or self.made_at):%Y%m%d%H%M}.pdf"
