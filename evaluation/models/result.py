"""What a round says of one unit: computed, fed back in writing, objected to, announced (SE-6, SE-7)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from evaluation import triggers
from evaluation.models.round import Round, Unit
from evaluation.statute import Grade, Head, Way
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.correspondence import models as correspondence

READERS = Readers.of(
    Role.DRAFTER, Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD, Role.LEADER, Role.APPLICATIONS_CLERK
)


class UnitResultQuerySet(MatterQuerySet):
    """Results in any state; pages show those of `public` alone."""

    def public(self) -> Self:
        """Those of announced rounds."""
        return self.filter(state=UnitResult.State.ANNOUNCED)


class UnitResult(FSMModelMixin, Matter):  # type: ignore[misc]
    """The result of one unit (`agency`); what was computed is never changed, a correction stands beside it."""

    kind = "evaluation_result"
    readers = READERS
    heading = Concat(F("unit__name"), Value("："), F("round__title"), Value("结果"))
    read_with = ("agency", "round__agency", "unit")

    class State(models.TextChoices):
        GRADED = "graded", "待书面反馈"
        FED_BACK = "fed_back", "已书面反馈，可以提出异议"
        OBJECTED = "objected", "有异议，待答复"
        SETTLED = "settled", "待通报"
        ANNOUNCED = "announced", "已通报"

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "维持"
        CORRECTED = "corrected", "更正"

    AT_OFFICE: ClassVar[tuple[str, ...]] = ("graded", "objected")

    round = models.ForeignKey(Round, models.PROTECT, related_name="results", verbose_name="社会评议")
    unit = models.OneToOneField(Unit, models.PROTECT, related_name="result", verbose_name="被评议单位")
    grade = models.CharField("等次", max_length=10, choices=Grade.choices)
    #: With one decimal; None where too few answered.
    index = models.DecimalField("指数", max_digits=4, decimal_places=1, null=True, blank=True)
    #: What it is made of, as `evaluation.results` writes it: ways with persons, heads, index, interval.
    ways = models.JSONField("怎样算出来的")
    #: The grades that the interval of the questionnaires reaches besides.
    across = models.JSONField("区间还跨到的等次", default=list)
    #: SHA-256 over what was computed.
    digest = models.CharField("校验值", max_length=64, editable=False)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.GRADED, protected=True)
    fed_back_at = models.DateTimeField("书面反馈的时间", null=True, blank=True)
    objection = models.TextField("异议", blank=True)
    objected_at = models.DateTimeField("提出异议的时间", null=True, blank=True)
    answer = models.TextField("对异议的答复", blank=True)
    outcome = models.CharField("异议的结果", max_length=10, choices=Outcome.choices, blank=True)
    answered_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复异议的时间", null=True, blank=True)
    corrected_grade = models.CharField("更正后的等次", max_length=10, choices=Grade.choices, blank=True)
    #: What the unit put right altogether, as it reports it (整改报告).
    report = models.TextField("整改报告", blank=True)
    reported_at = models.DateTimeField("提交整改报告的时间", null=True, blank=True)

    history = HistoricalRecords()
    objects = UnitResultQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位评议结果"
        ordering = ["-round", "unit"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="evalresult_agency_state"),
            models.Index(fields=["round", "state"], name="evalresult_round"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(grade="too_few", index=None) | ~Q(grade="too_few") & Q(index__isnull=False),
                name="evalresult_too_few_has_no_grade",
                violation_error_message="样本不足的，不定等次（SE-7）。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["fed_back", "objected", "settled", "announced"])
                | Q(fed_back_at__isnull=False),
                name="evalresult_fed_back_first",
                violation_error_message="先书面反馈被评议单位，再通报（SE-6）。",
            ),
            models.CheckConstraint(
                condition=Q(corrected_grade="") | ~Q(grade="too_few") & ~Q(corrected_grade="too_few"),
                name="evalresult_too_few_stays",
                violation_error_message="样本不足的，更正不出等次。",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answer="", answered_at=None, corrected_grade="")
                | Q(outcome="upheld", answered_at__isnull=False, corrected_grade="") & ~Q(answer="")
                | Q(outcome="corrected", answered_at__isnull=False) & ~Q(answer="") & ~Q(corrected_grade=""),
                name="evalresult_objection_answered",
            ),
        ]
        triggers = triggers.RESULT

    def __str__(self) -> str:
        return self.title

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """Those of these agencies, and all where the office is among them; a unit reads its own once it is fed back."""
        own = Q(agency_id__in=agencies) & ~Q(state="graded")
        return own | Q(round__agency_id__in=agencies)

    @classmethod
    def acting_field(cls, state: str) -> str:
        """The office feeds back and answers; otherwise the unit acts."""
        return "round__agency" if state in cls.AT_OFFICE else "agency"

    @property
    def acting_agency(self) -> Agency:
        """The agency that acts now."""
        return self.round.agency if self.state in self.AT_OFFICE else self.agency

    @property
    def title(self) -> str:
        """Whose result of which round."""
        return f"{self.unit.name}：{self.round.title}结果"

    @property
    def named_outside(self) -> str:
        """What mail says: nothing of the result."""
        return f"{self.round.year} 年社会评议的结果"

    @property
    def standing(self) -> Grade:
        """The grade that holds: the corrected one where an objection was right."""
        return Grade(self.corrected_grade or self.grade)

    @property
    def panel_index(self) -> Decimal | None:
        """What panel and supervisors say, where enough of them do."""
        told = self.ways[Way.PANEL.value]["index"]
        return Decimal(told) if told is not None else None

    @property
    def signed(self) -> dict[str, int]:
        """How many sheets count of the panel and of the supervisors."""
        signed: dict[str, int] = self.ways.get("signed", {})
        return signed

    @property
    def heads(self) -> list[tuple[str, str | None]]:
        """The heads with the points of the questionnaires; None where too few know."""
        told = self.ways[Way.MAIN.value]["heads"]
        return [(head.label, told.get(head.value)) for head in Head]

    @property
    def counting(self) -> dict[str, int]:
        """The ways of which the index is made, with their weights."""
        counting: dict[str, int] = self.ways["counting"]
        return counting

    @transition(field=state, source=State.GRADED, target=State.FED_BACK)
    def feed_back(self, at: datetime) -> None:
        """The unit has it in writing (SE-6)."""
        self.fed_back_at = at

    @transition(field=state, source=State.FED_BACK, target=State.OBJECTED)
    def object(self, at: datetime, objection: str) -> None:
        """The unit objects, once."""
        self.objected_at, self.objection = at, objection

    @transition(field=state, source=State.OBJECTED, target=State.SETTLED)
    def settle(self, at: datetime, outcome: str, answer: str, grade: str) -> None:
        """The office upholds the result or corrects the grade; what was computed stays beside it."""
        self.answered_at, self.outcome, self.answer, self.corrected_grade = at, outcome, answer, grade

    @transition(field=state, source=State.FED_BACK, target=State.SETTLED)
    def leave(self) -> None:
        """The unit did not object in time, or says that it does not."""

    @transition(field=state, source=State.SETTLED, target=State.ANNOUNCED)
    def announce(self) -> None:
        """Everybody reads it with the round."""


class ResultLetter(correspondence.Letter):
    """The written feedback to a unit (评议结果反馈书, SE-6)."""

    class Kind(models.TextChoices):
        FEEDBACK = "evaluation_feedback", "评议结果反馈书"

    result = models.ForeignKey(UnitResult, models.PROTECT, related_name="letters", verbose_name="评议结果")
    kind = models.CharField("文书", max_length=30, choices=Kind.choices, default=Kind.FEEDBACK)

    class Meta(correspondence.Letter.Meta):
        verbose_name = verbose_name_plural = "评议结果反馈书"

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def keeper(self) -> Agency:
        return self.result.round.agency

    @property
    def caption(self) -> str:
        return f"{self.get_kind_display()}（{self.result.unit.name}）"

    def open_to(self, actor: Actor, at: datetime) -> bool:
        """Whether this person reads it: whoever reads the result."""
        return UnitResult.objects.filter(pk=self.result_id).visible_to(actor).exists()


class ResultDelivery(correspondence.Delivery):
    """What became of such a letter."""

    letter: Any = models.ForeignKey(
        ResultLetter, models.PROTECT, related_name="deliveries", verbose_name="反馈书"
    )

    class Meta(correspondence.Delivery.Meta):
        verbose_name = verbose_name_plural = "反馈书的送达"
