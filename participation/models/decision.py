"""A major decision, from its proposal to its announcement."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from disclosure.models import Document
from foundation.agencies.models import Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from participation import triggers
from participation.statute import Trait, Way

#: Who works on decisions and reads what citizens say of them.
READERS = Readers.of(
    Role.DRAFTER,
    Role.RECORDS_OFFICE,
    Role.SECRECY_REVIEWER,
    Role.DEPARTMENT_HEAD,
    Role.LEADER,
    Role.APPLICATIONS_CLERK,
)


def versions(document: Document) -> QuerySet[Document]:
    """A document in all its versions."""
    same = Q(pk=document.pk)
    if document.index_id is not None:
        same |= Q(index=document.index_id)
    found: QuerySet[Document] = Document.objects.filter(same)
    return found


class DecisionQuerySet(MatterQuerySet):
    """Decisions in any state; pages show those of `public` alone."""

    def public(self) -> Self:
        """Decisions that anybody may read: those of the catalogue, and those whose draft is or was open."""
        return self.exclude(state=Decision.State.PROPOSED).exclude(
            state=Decision.State.DROPPED, started_at=None
        )


class Decision(FSMModelMixin, Matter):  # type: ignore[misc]
    """A major decision of the year's catalogue, from its proposal to its announcement; `agency` is in charge."""

    kind = "decision"
    readers = READERS

    class State(models.TextChoices):
        PROPOSED = "proposed", "拟定"
        STARTED = "started", "已启动"
        CONSULTING = "consulting", "征求意见"
        SUMMARISING = "summarising", "归纳意见"
        SUBMITTED = "submitted", "提请审议"
        DECIDED = "decided", "已决定"
        REFUSED = "refused", "不予决定"
        ANNOUNCED = "announced", "已公布"
        DROPPED = "dropped", "终止"

    number = models.CharField("编号", max_length=20, unique=True)
    title = models.CharField("决策事项", max_length=200)
    year = models.PositiveSmallIntegerField("目录年度")
    partners = models.TextField("配合单位", blank=True, help_text="两个以上单位承办的，本单位牵头。")
    changes = models.CharField("要改变什么", max_length=200)
    whom = models.CharField("涉及哪些人", max_length=200)
    effective = models.CharField("从什么时候起", max_length=200)
    basis = models.TextField("决策依据")
    traits = ArrayField(
        models.CharField(max_length=20, choices=Trait.choices), default=list, blank=True, verbose_name="特点"
    )
    ways = ArrayField(
        models.CharField(max_length=20, choices=Way.choices),
        default=list,
        blank=True,
        verbose_name="公众参与方式",
    )
    state = StateField("状态", max_length=20, choices=State.choices, default=State.PROPOSED, protected=True)
    #: The document that decides; it is published only after the feedback.
    document = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="作出决策的公文"
    )
    drafter = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="经办人")
    statement = models.TextField("公众参与情况说明", blank=True)
    draft = models.TextField("提请审议的草案", blank=True)
    #: What was changed because the legal review asked for it (决策条例28).
    followed = models.TextField("按合法性审查意见作的调整", blank=True)
    started_at = models.DateTimeField("启动时间", null=True, blank=True)
    #: Who at the county government decided that it is begun, and when (决策条例10).
    approved_on = models.DateField("县政府决定启动的日期", null=True, blank=True)
    approved_by = models.CharField("县政府怎样决定启动", max_length=200, blank=True)
    submitted_at = models.DateTimeField("提请审议时间", null=True, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    outcome = models.TextField("审议结果", blank=True)
    #: When the Party committee was asked and told (决策条例31).
    party_on = models.DateField("向县委请示报告的日期", null=True, blank=True)
    announced_at = models.DateTimeField("公布时间", null=True, blank=True)
    #: Where else it was announced (决策条例32).
    gazette = models.CharField("县政府公报", max_length=200, blank=True)
    newspaper = models.CharField("报纸等", max_length=200, blank=True)

    history = HistoricalRecords(excluded_fields=["statement", "draft"])
    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "重大决策事项"
        ordering = ["-year", "-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="decision_agency_state"),
            models.Index(fields=["-year", "-id"], name="decision_year"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(year__gte=2008, year__lte=2999), name="decision_year"),
            models.CheckConstraint(
                condition=Q(started_at=None) | Q(approved_on__isnull=False) & ~Q(approved_by=""),
                name="decision_started_by_the_county",
                violation_error_message="是否启动由县政府决定，请写明什么时候、怎样决定的（决策条例10）。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "decided", "refused", "announced"])
                | ~Q(statement="") & Q(submitted_at__isnull=False),
                name="decision_submitted_with_statement",
                violation_error_message="提请审议要附公众参与情况说明（PP-4）。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["decided", "refused", "announced"]) | Q(decided_on__isnull=False),
                name="decision_decided_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="announced")
                | Q(party_on__isnull=False) & ~Q(gazette="") & ~Q(newspaper=""),
                name="decision_announced_where",
                violation_error_message="公布以前向县委请示报告，并写明公报和报纸（决策条例31、32）。",
            ),
        ]
        triggers = triggers.DECISION

    def __str__(self) -> str:
        return self.title

    @classmethod
    def named(cls, key: str) -> Q:
        """The decision with this number or primary key."""
        return Q(number=key) if key.startswith("J") else super().named(key)

    @property
    def versions(self) -> QuerySet[Document]:
        """The document that decides in all its versions, which share their index number; none before it is named."""
        if self.document is None:
            return Document.objects.none()
        return versions(self.document)

    @property
    def way_labels(self) -> list[str]:
        """The planned ways in words."""
        return [str(Way(way).label) for way in self.ways]

    @property
    def unheld_labels(self) -> list[str]:
        """The planned hearings, symposia and consultations without a report, in words; three queries at most."""
        meetings: dict[Way, QuerySet[Any]] = {
            Way.HEARING: self.hearings.all(),  # type: ignore[attr-defined]
            **{way: self.symposia.filter(sort=way) for way in (Way.SYMPOSIUM, Way.CONSULTATION)},  # type: ignore[attr-defined]
        }
        planned = [way for way in meetings if way in self.ways]
        done = ("reported", "fed_back")
        return [str(way.label) for way in planned if not meetings[way].filter(state__in=done).exists()]

    @property
    def trait_labels(self) -> list[str]:
        """The traits in words."""
        return [str(Trait(trait).label) for trait in self.traits]

    @transition(field=state, source=State.PROPOSED, target=State.STARTED)
    def start(self, at: datetime, approved_on: date, approved_by: str) -> None:
        """The county government decided to begin: it enters the catalogue, and the agency in charge works on it."""
        self.started_at, self.approved_on, self.approved_by = at, approved_on, approved_by

    @transition(field=state, source=[State.STARTED, State.SUMMARISING], target=State.CONSULTING)
    def consult(self) -> None:
        """A draft is open for comment."""

    @transition(field=state, source=State.CONSULTING, target=State.SUMMARISING)
    def summarise(self) -> None:
        """The last draft closed."""

    @transition(field=state, source=[State.STARTED, State.SUMMARISING], target=State.SUBMITTED)
    def submit(self, at: datetime, draft: str, statement: str) -> None:
        """The draft goes to the county government with the statement on participation."""
        self.submitted_at, self.draft, self.statement = at, draft, statement

    @transition(field=state, source=State.SUBMITTED, target=State.SUMMARISING)
    def discuss_again(self) -> None:
        """The county government discusses it again when it is changed: reviewed anew, and reported to the Party anew."""
        self.party_on, self.followed = None, ""

    @transition(field=state, source=State.SUBMITTED, target=State.DECIDED)
    def decide(self, on: date, outcome: str) -> None:
        """The county government decides."""
        self.decided_on, self.outcome = on, outcome

    @transition(field=state, source=State.SUBMITTED, target=State.REFUSED)
    def refuse(self, on: date, outcome: str) -> None:
        """The county government decides against it."""
        self.decided_on, self.outcome = on, outcome

    @transition(field=state, source=State.DECIDED, target=State.ANNOUNCED)
    def announce(self, at: datetime, gazette: str, newspaper: str) -> None:
        """The document that decides is public, here and where else (决策条例32)."""
        self.announced_at, self.gazette, self.newspaper = at, gazette, newspaper

    @transition(field=state, source=[State.PROPOSED, State.STARTED, State.SUMMARISING], target=State.DROPPED)
    def drop(self, outcome: str) -> None:
        """It is given up, and the public reads why."""
        self.outcome = outcome
