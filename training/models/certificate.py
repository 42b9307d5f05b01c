"""What was registered on the training certificate of a person, and can be checked by anybody who holds its code (TR-4)."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.clauses import Citation, cite
from foundation.files.models import StoredFile
from training import triggers
from training.models.person import READERS, Trainee
from training.models.score import Sitting
from training.statute import FULL_MARKS, Course, Edition, Tag, hours

cite(
    "TR-4", by=Citation("constraint", "training_certificate_once", "一个人一年一门课只登记一次，作废的不再变")
)

#: The letters of a code, none mistaken for another; twenty-four of them have 118 bits.
LETTERS, LENGTH = "ABCDEFGHJKMNPQRSTUVWXYZ23456789", 24


def new_code() -> str:
    """A code that nobody guesses."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


class CertificateQuerySet(MatterQuerySet):
    """Reads of certificates."""

    def coded(self, code: str) -> Self:
        """The one with that code, whatever became of it."""
        return self.filter(code=code)


class Certificate(FSMModelMixin, Matter):  # type: ignore[misc]
    """One entry of the register: who, what, when, hours, mark, topics. What it says never changes."""

    kind = "training_certificate"
    readers = READERS
    read_with = ("agency", "trainee", "sitting")
    heading = F("number")
    listed_as_begun = False

    class State(models.TextChoices):
        ISSUED = "issued", "有效"
        SUPERSEDED = "superseded", "已由新的登记代替"
        REVOKED = "revoked", "已作废"

    number = models.CharField("登记号", max_length=30, unique=True)
    code = models.CharField("核验码", max_length=LENGTH, unique=True, default=new_code, editable=False)
    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="certificates", verbose_name="人员")
    #: The exam that was passed.
    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="certificates", verbose_name="考试")
    #: As they were on that day.
    full_name = models.CharField("姓名", max_length=40)
    agency_name = models.CharField("单位", max_length=100)
    certificate_ends = models.CharField("培训证书号后四位", max_length=4, blank=True)
    course = models.CharField("课程", max_length=10, choices=Course.choices)
    edition = models.CharField("条例版本", max_length=3, choices=Edition.choices)
    year = models.PositiveSmallIntegerField("年度")
    minutes = models.PositiveIntegerField("分钟")
    points = models.PositiveSmallIntegerField("分数")
    pass_mark = models.PositiveSmallIntegerField("及格分数")
    tags = ArrayField(models.CharField(max_length=2, choices=Tag.choices), verbose_name="学过的内容")
    issued_on = models.DateField("登记日期")
    state = StateField("状态", max_length=10, choices=State.choices, default=State.ISSUED, protected=True)
    ended_on = models.DateField("作废、代替的日期", null=True, blank=True)
    because = models.CharField("作废、代替的原因", max_length=300, blank=True)
    superseded_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", verbose_name="新的登记"
    )
    paper = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="证书"
    )

    history = HistoricalRecords(excluded_fields=["code"])
    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "培训证书登记"
        ordering = ["-issued_on", "-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-issued_on"], name="training_certificate_agency"),
            models.Index(fields=["course", "year"], name="training_certificate_course"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["trainee", "course", "edition", "year"],
                condition=Q(state="issued"),
                name="training_certificate_once",
                violation_error_message="这个人这一年的这门课已经登记。",
            ),
            models.CheckConstraint(
                condition=Q(state="issued", ended_on=None, because="")
                | ~Q(state="issued") & Q(ended_on__isnull=False) & ~Q(because=""),
                name="training_certificate_ended",
            ),
            models.CheckConstraint(
                condition=Q(points__gte=F("pass_mark")) & Q(points__lte=FULL_MARKS),
                name="training_certificate_passed",
            ),
        ]
        triggers = triggers.CERTIFICATE

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """Its number."""
        return self.number

    @property
    def named_outside(self) -> str:
        """Mail names nobody."""
        return f"培训证书登记 {self.number}"

    @property
    def hours(self) -> str:
        """学时, with one decimal."""
        return hours(self.minutes)

    @property
    def topics(self) -> list[tuple[str, str]]:
        """The topics, with their labels."""
        return [(tag, str(Tag(tag).label)) for tag in self.tags]

    @transition(field=state, source=State.ISSUED, target=State.SUPERSEDED)
    def supersede(self, on: date, because: str) -> None:
        """Another entry takes its place."""
        self.ended_on, self.because = on, because

    @transition(field=state, source=State.ISSUED, target=State.REVOKED)
    def revoke(self, on: date, because: str) -> None:
        """It counts no more; its page says so."""
        self.ended_on, self.because = on, because
