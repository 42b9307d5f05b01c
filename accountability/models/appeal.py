"""An appeal against a decision (AC-10), beside the case: execution goes on."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition

from accountability import triggers
from accountability.models.case import Case
from accountability.statute import READERS, Decider, Level
from foundation.agencies.actors import Actor
from foundation.agencies.models import Staff
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.files.models import StoredFile
from foundation.privacy.fields import EncryptedTextField


class Appeal(FSMModelMixin, Matter):  # type: ignore[misc]
    """A review by those who decided (复审), or the further one by those above (复核), which is only recorded."""

    kind = "accountability_appeal"
    readers = READERS
    sealed = True
    heading = Concat(Value("申诉 "), F("case__number"))
    read_with = ("agency", "case__agency", "case__unit")
    listed_as_begun = False

    class Stage(models.TextChoices):
        REVIEW = "review", "复审（原处理机关复核）"
        FURTHER = "further", "上一级复核"

    class State(models.TextChoices):
        LODGED = "lodged", "待作出决定"
        UPHELD = "upheld", "维持"
        CHANGED = "changed", "变更"
        REVOKED = "revoked", "撤销"

    case = models.ForeignKey(Case, models.PROTECT, related_name="appeals", verbose_name="案件")
    stage = models.CharField("阶段", max_length=10, choices=Stage.choices)
    lodged_on = models.DateField("提出日期")
    grounds = EncryptedTextField("理由")
    #: Force majeure that a leader acknowledged, where it came after the last day.
    late_because = EncryptedTextField("逾期的正当理由", blank=True)
    reviewer = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复审承办人"
    )
    opinion = EncryptedTextField("决定的理由", blank=True)
    level = models.PositiveSmallIntegerField("变更后的档次", choices=Level.choices, null=True, blank=True)
    measures: Any = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name="变更后的措施"
    )
    decided_on = models.DateField("决定日期", null=True, blank=True)
    #: From its receipt the days of the further appeal run (监察法56).
    served_on = models.DateField("送达日期", null=True, blank=True)
    #: Of what others decide – the person's own organ, or those above: who, its number, and the decision as it came.
    organ = models.CharField("作出决定的机关", max_length=100, blank=True)
    number = models.CharField("决定文号", max_length=60, blank=True)
    paper = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定"
    )
    state = StateField("状态", max_length=20, choices=State.choices, default=State.LODGED, protected=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "责任追究申诉"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="acc_appeal_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "stage"],
                name="acc_appeal_once_a_stage",
                violation_error_message="这一级已经申诉过（AC-10）。",
            ),
            models.CheckConstraint(
                condition=Q(state="lodged") | Q(decided_on__isnull=False), name="acc_appeal_decided_when"
            ),
        ]
        triggers = triggers.APPEAL

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return f"申诉 {self.case.number}"

    @property
    def announced_as(self) -> str:
        """In notices not even the number."""
        return str(self._meta.verbose_name)

    @classmethod
    def narrowed(cls, actor: Actor) -> Q:
        """Whoever reads the case."""
        if actor.kind == "system":
            return Q()
        return Q(case__in=Case.objects.filter(Case.narrowed(actor)).values("pk"))

    @property
    def by_others(self) -> bool:
        """Whether others than the commission decide, and their decision is recorded here."""
        return self.stage == self.Stage.FURTHER or self.case.decider == Decider.ORGAN

    def looked_at(self, actor: Actor, what: str) -> None:
        self.case.looked_at(actor, what)

    def locked_first(self) -> list[tuple[type[models.Model], int]]:
        return [(Case, self.case_id)]

    def ledger_scope(self) -> list[tuple[str, int]]:
        return [(self.kind, self.pk), (Case.kind, self.case_id)]

    @transition(field=state, source=State.LODGED, target=State.UPHELD)
    def uphold(self, on: date, opinion: str) -> None:
        """The decision stands."""
        self.decided_on, self.opinion = on, opinion

    @transition(field=state, source=State.LODGED, target=State.CHANGED)
    def change(self, on: date, opinion: str, level: int, measures: list[str]) -> None:
        """A milder one holds in its place."""
        self.decided_on, self.opinion, self.level, self.measures = on, opinion, level, measures

    @transition(field=state, source=State.LODGED, target=State.REVOKED)
    def revoke(self, on: date, opinion: str) -> None:
        """Nothing of it holds."""
        self.decided_on, self.opinion = on, opinion
