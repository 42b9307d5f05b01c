"""Complaints about the handling of an application; reconsideration and suits about it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition

from applications.models.application import PERSONAL_READERS, READERS, Application
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.database import kept
from foundation.privacy.fields import EncryptedTextField


class Complaint(FSMModelMixin, Matter):  # type: ignore[misc]
    """A complaint `against` an agency, handled by `agency`: its superior or the discipline body, never itself (OR-7)."""

    kind = "complaint"
    readers = READERS
    heading = Concat(Value("投诉 "), F("application__number"))

    #: OR-3: who complained, opened for a day by `applications.reveal_complainant`.
    readers_of = {"applicant": PERSONAL_READERS}

    class State(models.TextChoices):
        LODGED = "lodged", "待受理"
        INVESTIGATING = "investigating", "调查中"
        ANSWERED = "answered", "已回复"

    class Finding(models.TextChoices):
        FOUNDED = "founded", "属实"
        PARTLY = "partly", "部分属实"
        UNFOUNDED = "unfounded", "不属实"

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="complaints", verbose_name="申请"
    )
    against = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="被投诉机关")
    text = EncryptedTextField("投诉内容")
    state = StateField("状态", max_length=20, choices=State.choices, default=State.LODGED, protected=True)
    finding = models.CharField("调查结论", max_length=10, choices=Finding.choices, blank=True)
    answer = EncryptedTextField("回复", blank=True)
    answered_on = models.DateField("回复日期", null=True, blank=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "投诉"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="complaint_agency_state")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(agency=F("against")),
                name="complaint_not_to_itself",
                violation_error_message="投诉不由被投诉的机关自己处理（OR-7）。",
            ),
            models.UniqueConstraint(
                fields=["application", "agency"],
                condition=~Q(state="answered"),
                name="complaint_one_open_before_each",
            ),
        ]
        triggers = kept()

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return f"投诉 {self.application.number}"

    def named_in(self, text: str, reader: Actor | None = None) -> list[str]:
        """As the application says."""
        return self.application.named_in(text, reader)

    @transition(field=state, source=State.LODGED, target=State.INVESTIGATING)
    def accept(self) -> None:
        """Begin the investigation."""

    @transition(field=state, source=State.INVESTIGATING, target=State.ANSWERED)
    def reply(self, finding: str, answer: str, on: date) -> None:
        """OR-7: answer the applicant who complained."""
        self.finding, self.answer, self.answered_on = finding, answer, on


class Remedy(models.Model):
    """A reconsideration or suit about an application, with the result that the annual report counts (table 四)."""

    class Way(models.TextChoices):
        RECONSIDERATION = "reconsideration", "行政复议"
        DIRECT_SUIT = "direct_suit", "未经复议直接起诉"
        SUIT_AFTER = "suit_after", "复议后起诉"

    class Result(models.TextChoices):
        UPHELD = "upheld", "结果维持"
        CORRECTED = "corrected", "结果纠正"
        OTHER = "other", "其他结果"
        PENDING = "pending", "尚未审结"

    application = models.ForeignKey(Application, models.PROTECT, related_name="remedies", verbose_name="申请")
    way = models.CharField("救济途径", max_length=20, choices=Way.choices)
    body = models.CharField("复议机关或法院", max_length=100)
    case_number = models.CharField("案号", max_length=100, blank=True)
    accepted_on = models.DateField("受理日期")
    result = models.CharField("结果", max_length=10, choices=Result.choices, default=Result.PENDING)
    concluded_on = models.DateField("审结日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "复议诉讼"
        ordering = ["accepted_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(result="pending", concluded_on__isnull=True)
                | ~Q(result="pending") & Q(concluded_on__gte=F("accepted_on")),
                name="remedy_result_has_day",
            ),
        ]
        triggers = kept()

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.case_number}"
