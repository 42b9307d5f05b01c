"""That somebody filled in a questionnaire for others, or had them fill it in: a complaint of anybody, without account."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from evaluation import triggers
from evaluation.models.round import Round, Unit
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.privacy.fields import EncryptedTextField


class Complaint(FSMModelMixin, Matter):  # type: ignore[misc]
    """One complaint, read at the county's office alone, never in the unit it is about: of the office itself the county reads."""

    kind = "evaluation_complaint"
    readers = Readers.of(Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD)
    heading = Concat(Value("评议投诉 "), Cast("pk", models.CharField()))
    read_with = ("agency", "round", "unit")

    class State(models.TextChoices):
        RECEIVED = "received", "待核查"
        HANDLED = "handled", "已处理"

    class Finding(models.TextChoices):
        TRUE = "true", "属实"
        UNPROVED = "unproved", "没有查到"
        OTHER = "other", "不属于这类问题"

    round = models.ForeignKey(Round, models.PROTECT, related_name="complaints", verbose_name="社会评议")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="哪个单位"
    )
    text = EncryptedTextField("怎么回事", blank=True)
    contact = EncryptedTextField("联系方式", blank=True)
    form_token = models.CharField(max_length=64, unique=True, editable=False)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.RECEIVED, protected=True)
    finding = models.CharField("核查结果", max_length=10, choices=Finding.choices, blank=True)
    handling = models.TextField("怎样处理", blank=True)
    handled_at = models.DateTimeField("处理时间", null=True, blank=True)
    erased_at = models.DateTimeField("清除时间", null=True, blank=True)

    history = HistoricalRecords(excluded_fields=["text", "contact"])
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评议投诉"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="evalcomplaint_agency_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="received", finding="", handling="", handled_at=None)
                | Q(state="handled", handled_at__isnull=False) & ~Q(finding="") & ~Q(handling=""),
                name="evalcomplaint_handled_how",
            )
        ]
        triggers = triggers.COMPLAINT

    @classmethod
    def lenders(cls) -> dict[str, Combinable]:
        """The round, whose result is announced when every complaint is looked into."""
        return {Round.kind: F("round_id")}

    def __str__(self) -> str:
        return self.title

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """Those of the office there, but for those about the office itself."""
        return Q(agency_id__in=agencies) & (Q(unit=None) | ~Q(unit__evaluated=F("agency")))

    @property
    def about_the_office(self) -> bool:
        """Whether it is about the office that would look into it."""
        return self.unit is not None and self.unit.evaluated_id == self.agency_id

    @property
    def title(self) -> str:
        """The heading at the desk: nothing that anybody wrote."""
        return f"评议投诉 {self.pk}"

    @transition(field=state, source=State.RECEIVED, target=State.HANDLED)
    def handle(self, at: datetime, finding: str, handling: str) -> None:
        """It was looked into."""
        self.handled_at, self.finding, self.handling = at, finding, handling

    def erase(self, at: datetime) -> None:
        """Blank what was written; finding and days stay."""
        self.text, self.contact, self.erased_at = "", "", at
