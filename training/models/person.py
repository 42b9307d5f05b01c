"""Who is trained: a person, whatever account and whatever unit, so that hours move along (TR-1, TR-3, TR-7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.models import Agency, Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.privacy.fields import EncryptedTextField
from training import triggers
from training.statute import FOR_POST, Establishment, Post, Tag, is_duty

#: Who looks after training in a unit, whoever gets the yearly list, and the county.
READERS = Readers.of(
    Role.RECORDS_OFFICE,
    Role.DISCLOSURE_HEAD,
    Role.DEPARTMENT_HEAD,
    Role.LEADER,
    Role.PERSONNEL,
    county=frozenset({Role.COUNTY_SUPERVISOR}),
)


class TraineeQuerySet(MatterQuerySet):
    """Reads of people."""

    def here(self) -> Self:
        """Those who work in an agency now."""
        return self.exclude(state="left")

    def in_post(self) -> Self:
        """Those who work in disclosure now."""
        return self.here().filter(post=Post.DISCLOSURE)

    def of_staff(self, staff: Staff) -> Self:
        """The person behind an account, found by the account or by the number of the person."""
        whose = Q(staff=staff)
        if staff.person:
            whose |= Q(person=staff.person)
        return self.filter(whose)


def _inducted_before(person: Any) -> bool:
    return person.inducted_on is not None


def _never_inducted(person: Any) -> bool:
    return person.inducted_on is None


class Trainee(FSMModelMixin, Matter):  # type: ignore[misc]
    """One person of the county's organs, utilities and authorised organisations, in the unit where they are now."""

    kind = "trainee"
    readers = READERS
    heading = F("full_name")
    listed_as_begun = False

    class State(models.TextChoices):
        UNTRAINED = "untrained", "未经岗前培训"
        INDUCTED = "inducted", "已经岗前培训"
        LEFT = "left", "已离开"

    full_name = models.CharField("姓名", max_length=40)
    #: The fingerprint of the staff number, by which two of one name are told apart, and one under two accounts is one.
    person = models.CharField("人员编号指纹", max_length=64, unique=True, editable=False)
    #: Its last four characters, for whoever has to choose between two of one name.
    number_ends = models.CharField("人员编号后四位", max_length=4)
    #: The account of the person at the desk, where there is one.
    staff = models.OneToOneField(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="账号"
    )
    establishment = models.CharField("编制类型", max_length=12, choices=Establishment.choices)
    post = models.CharField("岗位", max_length=10, choices=Post.choices)
    certificate_number = EncryptedTextField("国家公务员培训证书号", blank=True)
    #: Whether the regulation binds, and does not only advise (TR-7): follows from the unit.
    duty = models.BooleanField("按义务执行", default=True)
    post_since = models.DateField("到公开岗位的日期", null=True, blank=True)
    #: The topics that attendance which counts covered.
    covered = ArrayField(
        models.CharField(max_length=2, choices=Tag.choices), default=list, verbose_name="学过的内容"
    )
    inducted_on = models.DateField("完成岗前培训的日期", null=True, blank=True)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.UNTRAINED, protected=True)

    history = HistoricalRecords(excluded_fields=["certificate_number", "person", "covered"])
    objects = TraineeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "培训人员"
        ordering = ["agency__code", "full_name", "pk"]
        indexes = [
            models.Index(fields=["agency", "state", "full_name"], name="trainee_agency_state"),
            models.Index(fields=["post", "state"], name="trainee_post"),
            models.Index(fields=["establishment"], name="trainee_establishment"),
            models.Index(fields=["full_name"], name="trainee_name"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="inducted") | Q(inducted_on__isnull=False), name="trainee_inducted_on"
            ),
            models.CheckConstraint(
                condition=~Q(post="disclosure") | Q(post_since__isnull=False), name="trainee_post_since"
            ),
            models.CheckConstraint(condition=~Q(person=""), name="trainee_has_number"),
        ]
        triggers = triggers.TRAINEE

    def __str__(self) -> str:
        return self.full_name

    @property
    def title(self) -> str:
        """The name."""
        return self.full_name

    @property
    def named_outside(self) -> str:
        """Mail names nobody."""
        return f"{self.agency.short_name}的一名培训人员"

    @property
    def missing(self) -> list[Tag]:
        """The topics of the induction that were not heard yet."""
        return [tag for tag in FOR_POST if tag not in self.covered]

    def take_duty(self) -> None:
        """Whether the unit is bound or advised."""
        self.duty = is_duty(self.agency.kind)

    @transition(field=state, source=State.UNTRAINED, target=State.INDUCTED)
    def induct(self, on: date) -> None:
        """Every topic heard, the exam passed: they may take post."""
        self.inducted_on = on

    @transition(field=state, source=State.INDUCTED, target=State.UNTRAINED)
    def lapse(self) -> None:
        """What the induction rested on was corrected."""
        self.inducted_on = None

    @transition(field=state, source=(State.UNTRAINED, State.INDUCTED), target=State.LEFT)
    def leave(self) -> None:
        """They work here no more; what they learnt stays."""

    @transition(field=state, source=State.LEFT, target=State.UNTRAINED, conditions=[_never_inducted])
    def come_back(self) -> None:
        """They are back, and were never inducted."""

    @transition(field=state, source=State.LEFT, target=State.INDUCTED, conditions=[_inducted_before])
    def come_back_inducted(self) -> None:
        """They are back with what they learnt."""


class PostingQuerySet(models.QuerySet["Posting"]):
    """Reads of where people were."""

    def on(self, day: date) -> PostingQuerySet:
        """Those that held on that day."""
        return self.filter(Q(until_on=None) | Q(until_on__gte=day), from_on__lte=day)


class Posting(models.Model):
    """Where somebody worked from one day until another."""

    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="postings", verbose_name="人员")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="单位")
    from_on = models.DateField("从")
    until_on = models.DateField("到", null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职经历"
        ordering = ["trainee", "from_on", "pk"]
        indexes = [models.Index(fields=["agency", "from_on"], name="training_posting_agency")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="training_posting_days"
            ),
            models.UniqueConstraint(
                fields=["trainee"], condition=Q(until_on=None), name="training_one_posting"
            ),
        ]
        triggers = triggers.POSTING

    def __str__(self) -> str:
        return f"{self.trainee}：{self.agency}"


def named_people(rows: Iterable[Any], most: int = 5) -> str:
    """The first names of these, and how many there are."""
    found = [str(row) for row in rows]
    said = "、".join(found[:most])
    return f"{said}等 {len(found)} 人" if len(found) > most else said
