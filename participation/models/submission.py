"""What somebody hands in in their own words and gets an answer to, and the files that come with such words.

What proposals (`proposal.py`) and objections (`objection.py`) have in common: they are matters of an agency, with a number and a
query code. An `Enclosure` is a file that came with one of them or with an opinion.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import FSMModelMixin

from foundation.agencies.actors import Actor
from foundation.agencies.models import Staff
from foundation.casework.models import Matter
from foundation.files.models import StoredFile
from foundation.privacy.fields import EncryptedTextField
from participation import triggers
from participation.models.opinion import Consent, Opinion, Source
from participation.statute import Aside
from secrecy_review.leaks import mentions


class Submission(FSMModelMixin, Matter):  # type: ignore[misc]
    """Words that somebody handed in, encrypted, with number and query code; `shown` is what everybody may read of them.

    A concrete model has a `state`, and says in `said` which of its encrypted columns hold the words.
    """

    #: What the number begins with, what one is called, and the columns with the words, by the headings under which they are read.
    LETTER: ClassVar[str]
    CALLED: ClassVar[str]
    SAID: ClassVar[dict[str, str]]

    number = models.CharField("编号", max_length=20, unique=True)
    name = EncryptedTextField("姓名或者单位", blank=True)
    contact = EncryptedTextField("联系方式", blank=True)
    consent = models.CharField("公布方式", max_length=10, choices=Consent.choices)
    channel = models.CharField("渠道", max_length=10, choices=Source.choices)
    received_at = models.DateTimeField("收到时间")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )
    #: The digests of the form's token and of the query code.
    form_token = models.CharField(max_length=64, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, blank=True, editable=False)
    #: What everybody reads of the words, once somebody has looked at them; blank without consent.
    shown = models.TextField("公布的文字", blank=True)
    answer = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    set_aside_for = models.TextField("不予处理的原因", blank=True)
    set_aside_ground = models.CharField("不予处理的种类", max_length=10, choices=Aside.choices, blank=True)
    erased_at = models.DateTimeField("清除时间", null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The heading at the desk, in clocks and notices: the number, nothing that anybody wrote."""
        return f"{self.CALLED} {self.number}"

    @classmethod
    def named(cls, key: str) -> Q:
        """The submission with this number or primary key."""
        return Q(number=key) if key.startswith(cls.LETTER) else super().named(key)

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The words under their headings, without those that were left blank."""
        found = [(label, getattr(self, name)) for name, label in self.SAID.items()]
        return [(label, text) for label, text in found if text]

    @property
    def words(self) -> str:
        """All the words as one text."""
        parts = self.parts
        return parts[0][1] if len(self.SAID) == 1 and parts else "\n".join(f"{a}：{b}" for a, b in parts)

    @property
    def published(self) -> bool:
        """Whether its sender lets the words be read by everybody."""
        return self.consent != Consent.PRIVATE

    @property
    def who(self) -> str:
        """Who handed it in, as everybody reads it: 朱**, or 匿名."""
        if self.consent != Consent.NAMED or not self.name:
            return "匿名"
        return f"{self.name.strip()[0]}**"

    def named_in(self, text: str, reader: Actor | None = None) -> list[str]:
        """The labels of what in a text tells who handed it in; none for a reader who may not know."""
        if reader is not None and not self.part_open_to("sender", reader):
            return []
        named = ((self.name, "姓名"), (self.contact, "联系方式"))
        return [label for value, label in named if value and mentions(text, value)]

    @property
    def personal_columns(self) -> Iterable[str]:
        """The columns that are emptied when the retention term is over."""
        return (*self.SAID, "name", "contact", "code_hash")

    def erase(self, at: datetime) -> None:
        """Blank what its sender told; what everybody reads, answer and days stay."""
        for name in self.personal_columns:
            setattr(self, name, "")
        self.erased_at = at


class Enclosure(models.Model):
    """A file that came with an opinion, a proposal or an objection: encrypted, never public, erased with its sender's name."""

    opinion = models.ForeignKey(
        Opinion, models.PROTECT, null=True, related_name="enclosures", verbose_name="意见"
    )
    proposal = models.ForeignKey(
        "participation.Proposal",
        models.PROTECT,
        null=True,
        related_name="enclosures",
        verbose_name="决策建议",
    )
    objection = models.ForeignKey(
        "participation.Objection",
        models.PROTECT,
        null=True,
        related_name="enclosures",
        verbose_name="对决策的意见",
    )
    name = EncryptedTextField("文件名", blank=True)
    #: The SHA-256 of the bytes as they came, which the digest of an opinion covers. Encrypted: it would confirm a guess.
    sha256 = EncryptedTextField("文件校验值", blank=True)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    added_at = models.DateTimeField("收到时间")

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opinion__isnull=False, proposal__isnull=True, objection__isnull=True)
                | Q(opinion__isnull=True, proposal__isnull=False, objection__isnull=True)
                | Q(opinion__isnull=True, proposal__isnull=True, objection__isnull=False),
                name="enclosure_of_one",
            )
        ]
        triggers = triggers.ENCLOSURE

    def __str__(self) -> str:
        return f"附件 {self.pk}"

    @property
    def of(self) -> Any:
        """What it came with."""
        return self.opinion or self.proposal or self.objection
