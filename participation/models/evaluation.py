"""The later look at a decision in force (决策条例36): the county decides that it takes place and by whom, and takes notice."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.models import Agency, Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from participation import triggers
from participation.models.decision import Decision
from participation.statute import Ground


class EvaluationQuerySet(MatterQuerySet):
    """Evaluations in any state; pages show those of `public` alone."""

    def public(self) -> Self:
        """Those of which the county took notice, and those that it left for now with a reason."""
        return self.filter(state__in=Evaluation.OVER)

    def under_way(self) -> Self:
        """Those that are asked for or being made; a decision has one at most."""
        return self.filter(state__in=Evaluation.UNDER_WAY)


class Evaluation(FSMModelMixin, Matter):  # type: ignore[misc]
    """An evaluation at the county government's office (`agency`); the agency in charge of the decision sees to the work.

    Whoever evaluates was not asked to argue and assess before the decision was taken.
    """

    kind = "decision_evaluation"
    heading = Concat(F("decision__title"), Value("（后评估）"))
    readers = Readers.of(
        Role.COUNTY_LEADER,
        Role.DRAFTER,
        Role.RECORDS_OFFICE,
        Role.DEPARTMENT_HEAD,
        Role.LEADER,
        Role.APPLICATIONS_CLERK,
    )
    read_with = ("agency", "decision__agency")

    class State(models.TextChoices):
        ASKED = "asked", "待县政府决定"
        ORDERED = "ordered", "正在评估"
        REPORTED = "reported", "待县政府审定"
        HELD = "held", "已评估"
        LEFT = "left", "暂不评估"

    UNDER_WAY: ClassVar[tuple[str, ...]] = ("asked", "ordered", "reported")
    OVER: ClassVar[tuple[str, ...]] = ("held", "left")

    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="evaluations", verbose_name="决策事项"
    )
    state = StateField("状态", max_length=20, choices=State.choices, default=State.ASKED, protected=True)
    ground = models.CharField("为什么评估", max_length=20, choices=Ground.choices)
    #: Who or what asked for it; the desk alone reads it.
    occasion = models.TextField("由来", blank=True)
    evaluator = models.CharField("评估单位", max_length=100, blank=True)
    #: Who did the main arguing and assessing before the decision, one a line: they do not evaluate it afterwards.
    assessed_before = models.TextField("决策前承担论证、评估的单位", blank=True)
    ordered_at = models.DateTimeField("县政府决定评估的时间", null=True, blank=True)
    evaluated_on = models.DateField("评估日期", null=True, blank=True)
    #: How the public was heard, and which deputies and organisations took part.
    heard = models.TextField("怎样听取公众意见、哪些人参与", blank=True)
    result = models.TextField("评估结果或者暂不评估的理由", blank=True)
    #: What the county makes of the result.
    conclusion = models.TextField("县政府的处理意见", blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="决定人")
    #: When the county took notice of the result, or left it.
    at = models.DateTimeField("审定时间", null=True, blank=True)

    history = HistoricalRecords()
    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "决策后评估"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="evaluation_agency_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["decision"],
                condition=Q(state__in=["asked", "ordered", "reported"]),
                name="evaluation_one_at_a_time",
                violation_error_message="这件决策已经有一次在办的后评估。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ordered", "reported", "held"])
                | ~Q(evaluator="") & ~Q(assessed_before="") & Q(ordered_at__isnull=False),
                name="evaluation_ordered_of_whom",
                violation_error_message="县政府决定评估，要确定评估单位（决策条例36）。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["reported", "held"])
                | ~Q(heard="") & ~Q(result="") & Q(evaluated_on__isnull=False),
                name="evaluation_reported_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | ~Q(conclusion="") & Q(at__isnull=False),
                name="evaluation_noticed_by_the_county",
                violation_error_message="评估结果由县政府审定（决策条例36）。",
            ),
            models.CheckConstraint(
                condition=~Q(state="left")
                | ~Q(result="") & Q(at__isnull=False, evaluated_on__isnull=True, evaluator=""),
                name="evaluation_left_for_a_reason",
            ),
        ]
        triggers = triggers.EVALUATION

    def __str__(self) -> str:
        return self.title

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """Those of the county's office there, and those of decisions that these agencies are in charge of."""
        return Q(agency_id__in=agencies) | Q(decision__agency_id__in=agencies)

    @classmethod
    def acting_field(cls, state: str) -> str:
        """While it is made, the agency in charge of the decision acts."""
        return "decision__agency" if state == cls.State.ORDERED else "agency"

    @property
    def acting_agency(self) -> Agency:
        """The agency that acts now."""
        return self.decision.agency if self.state == self.State.ORDERED else self.agency

    @property
    def title(self) -> str:
        """What is evaluated."""
        return f"{self.decision.title}（后评估）"

    @property
    def held(self) -> bool:
        """Whether it took place; else `result` says why it does not for now."""
        return bool(self.state == self.State.HELD)

    @transition(field=state, source=State.ASKED, target=State.ORDERED)
    def order(self, at: datetime, evaluator: str, assessed_before: str) -> None:
        """The county decides that it takes place, and by whom."""
        self.ordered_at, self.evaluator, self.assessed_before = at, evaluator, assessed_before

    @transition(field=state, source=State.ORDERED, target=State.REPORTED)
    def report(self, on: date, heard: str, result: str) -> None:
        """The result is handed in."""
        self.evaluated_on, self.heard, self.result = on, heard, result

    @transition(field=state, source=State.REPORTED, target=State.ORDERED)
    def send_back(self) -> None:
        """The result does not suffice."""

    @transition(field=state, source=State.REPORTED, target=State.HELD)
    def take(self, at: datetime, conclusion: str) -> None:
        """The county takes notice of the result, and everybody reads it."""
        self.at, self.conclusion = at, conclusion

    @transition(field=state, source=State.ASKED, target=State.LEFT)
    def leave(self, at: datetime, result: str) -> None:
        """It does not take place for now, and everybody reads why."""
        self.at, self.result = at, result
