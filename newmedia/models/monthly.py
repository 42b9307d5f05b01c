"""The check of every account at the end of a month, as it was made (NM-13, NM-24)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, Q, Value, When
from django.db.models.functions import Concat, ExtractMonth, ExtractYear
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.models import Agency
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from newmedia import triggers
from newmedia.models.account import READERS
from newmedia.statute import COUNT_DOWN_WITH


class MonthCheck(FSMModelMixin, Matter):  # type: ignore[misc]
    """Every account of the county in one month; of the agency that is the county's disclosure office."""

    kind = "media_check"
    readers = READERS
    heading = Concat(
        ExtractYear("month"),
        Value(" 年 "),
        ExtractMonth("month"),
        Value(" 月政务新媒体检查表"),
        Case(
            When(edition=1, then=Value("")),
            default=Concat(Value("（第 "), F("edition"), Value(" 版）"), output_field=models.CharField()),
        ),
        output_field=models.CharField(),
    )
    listed_as_begun = False

    class State(models.TextChoices):
        MADE = "made", "待通报"
        CIRCULATED = "circulated", "已通报"

    #: Its first day.
    month = models.DateField("月份")
    #: The first stays as it was issued; a later one says why it was made, and what differs from the one before.
    edition = models.PositiveSmallIntegerField("版次", default=1)
    because = models.CharField("为什么再做一版", max_length=300, blank=True)
    differences = models.JSONField("和上一版不同的", default=list, blank=True)
    rows = models.JSONField("账号")
    accounts = models.PositiveIntegerField("账号数")
    failing = models.PositiveIntegerField("有问题的")
    digest = models.CharField("摘要", max_length=64, editable=False, default="")
    state = StateField("状态", max_length=10, choices=State.choices, default=State.MADE, protected=True)

    history = HistoricalRecords(excluded_fields=["rows", "differences"])
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "新媒体月检查表"
        ordering = ["-month", "-edition"]
        indexes = [models.Index(fields=["state", "-month"], name="media_check_state")]
        constraints = [
            models.CheckConstraint(condition=Q(failing__lte=F("accounts")), name="newmedia_check_counts"),
            models.UniqueConstraint(fields=["month", "edition"], name="newmedia_check_edition"),
            models.CheckConstraint(
                condition=Q(edition=1, because="", differences=[])
                | Q(edition__gt=1) & ~Q(because="") & ~Q(differences=[]),
                name="newmedia_check_says_why",
                violation_error_message="再做一版要写明为什么，和上一版有什么不同。",
            ),
        ]
        triggers = triggers.CHECK

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The month that it is of, and which edition where there are several."""
        edition = f"（第 {self.edition} 版）" if self.edition > 1 else ""
        return f"{self.month.year} 年 {self.month.month} 月政务新媒体检查表{edition}"

    @property
    def newest(self) -> bool:
        """Whether no later edition was made."""
        return not MonthCheck.objects.filter(month=self.month, edition__gt=self.edition).exists()

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """All, for the county's offices; for every other agency those that were circulated."""
        offices = Agency.objects.filter(pk__in=agencies, functions__overlap=list(COUNT_DOWN_WITH))
        anybody: Any = Agency.objects.filter(pk__in=agencies)
        return Q(agency_id__in=agencies) | Q(Exists(offices)) | Q(state="circulated") & Q(Exists(anybody))

    def content_digest(self) -> str:
        return self.digest

    @transition(field=state, source=State.MADE, target=State.CIRCULATED)
    def circulate(self) -> None:
        """Every agency reads it."""
