"""Stored files: their bytes lie in a root under their digest, their rows never change."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pgtrigger
from django.db import models
from django.db.models import F, Q

from foundation.agencies.models import Agency, Staff
from foundation.database import kept
from foundation.files.roots import Place
from foundation.files.telling import metadata_text, to_be_looked_at
from foundation.privacy.fields import EncryptedTextField

#: How long a file of a form that came back is kept: for a visitor, and for the staff.
KEPT_FOR_VISITORS, KEPT_FOR_STAFF = timedelta(hours=1), timedelta(days=1)
#: Where the bytes of kept files lie, within the root of personal files.
KEPT = "kept"


class Audience(models.TextChoices):
    """Who may ever see a file. An internal file has no public address (SR-6(1)).

    A personal file belongs to one applicant: its bytes are encrypted, and the database holds nothing of its content.
    """

    PUBLIC = "public", "可对外公开"
    INTERNAL = "internal", "仅限内部"
    PERSONAL = "personal", "个人信息"


class StoredFile(models.Model):
    """A file as stored: uploader, agency, digest, sniffed type, text and metadata.

    Equal bytes lie once for each audience; there is one row for each agency and name. Rows and bytes never change or
    go, except that a personal file is erased after its term, once, and its row says when.
    """

    sha256 = models.CharField("SHA-256 摘要", max_length=64)
    size = models.PositiveBigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=100)
    name = models.CharField("文件名", max_length=150)
    audience = models.CharField("公开范围", max_length=10, choices=Audience.choices)
    text = models.TextField("提取的文字", blank=True)
    metadata = models.JSONField("文件属性", default=dict, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="files", verbose_name="所属机构")
    uploaded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="uploaded_files", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间")
    erased_at = models.DateTimeField("清除时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "文件"
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["sha256", "audience", "agency", "name"], name="storedfile_once"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="storedfile_sha256_form"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="storedfile_not_empty"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="storedfile_audience"),
            models.CheckConstraint(
                condition=~Q(audience=Audience.PERSONAL) | Q(text="", metadata={}),
                name="storedfile_personal_says_nothing",
            ),
            models.CheckConstraint(
                condition=Q(audience=Audience.PERSONAL) | Q(erased_at__isnull=True),
                name="storedfile_only_personal_erased",
            ),
        ]
        triggers = [
            *kept(),
            # The one change there is: the moment of erasure, of a personal file, once.
            pgtrigger.Protect(
                name="storedfile_never_changes",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["erased_at"]),
            ),
            pgtrigger.Protect(
                name="storedfile_erased_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__erased_at__isnull=False)
                | ~pgtrigger.Q(old__audience=Audience.PERSONAL.value),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> Place:
        """Where the bytes lie, in the root of the file's audience."""
        return place_of(self.sha256, self.audience)

    @property
    def metadata_text(self) -> str:
        """Every text in the metadata, one a line, each with what it is: author, company, comments, struck-out text and so on."""
        return metadata_text(self.metadata)

    @property
    def text_complete(self) -> bool:
        """Whether all text was read; if not, a reviewer has to look at the file itself."""
        return bool(self.metadata.get("text_complete", False))

    @property
    def to_be_looked_at(self) -> list[str]:
        """Why a person must look at the file itself: pictures, what is hidden or was not read; empty if nothing."""
        return to_be_looked_at(self.metadata) or ([] if self.text else ["没有文字"])


def place_of(sha256: str, audience: str) -> Place:
    """Where the bytes with that digest lie, fanned out by its first four digits."""
    return Place(Audience(audience).value, f"{sha256[:2]}/{sha256[2:4]}/{sha256}")


class KeptFile(models.Model):
    """A file chosen in a form that came back with an error, kept encrypted until the form is sent again (`kept.py`).

    It is of whoever has the token of that form, of which the digest alone is stored, and of the member of the staff who sent it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.ForeignKey(
        Staff, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    owner_hash = models.CharField("表单凭据摘要", max_length=64)
    form = models.CharField("表单", max_length=220)
    field = models.CharField("栏目", max_length=60)
    position = models.PositiveSmallIntegerField("次序")
    name = EncryptedTextField("文件名")
    size = models.PositiveBigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=100)
    kept_at = models.DateTimeField("保存时间")
    expires_at = models.DateTimeField("到期时间")

    class Meta:
        verbose_name = verbose_name_plural = "待提交的文件"
        ordering = ["position"]
        indexes = [
            models.Index(fields=["expires_at"], name="keptfile_expires"),
            models.Index(fields=["owner_hash"], name="keptfile_owner"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(owner_hash__regex=r"^[0-9a-f]{64}$"), name="keptfile_owned"),
            models.CheckConstraint(condition=~Q(form="") & ~Q(field=""), name="keptfile_of_a_form"),
            models.CheckConstraint(condition=Q(size__gt=0), name="keptfile_not_empty"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("kept_at"))
                & (
                    Q(staff__isnull=True, expires_at__lte=F("kept_at") + KEPT_FOR_VISITORS)
                    | Q(staff__isnull=False, expires_at__lte=F("kept_at") + KEPT_FOR_STAFF)
                ),
                name="keptfile_not_for_long",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.field} {self.position}"

    @property
    def place(self) -> Place:
        """Where the encrypted bytes lie."""
        return Place(Audience.PERSONAL.value, f"{KEPT}/{self.id.hex}")
