"""The regular re-assessment of what is not published, item by item (PD-7(3), 条例18), and what the catalogue says of it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Count, F, Q
from django.db.models.expressions import Combinable
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from disclosure import statute, triggers
from disclosure.models.document import Document
from foundation.agencies.models import Agency, Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.clauses import Citation, cite
from foundation.correspondence.models import Letter
from foundation.files.models import Audience

cite("PD-7(3)", by=Citation("constraint", "disclosure.reassessed_whole", "还有没定下来的，复核办不结"))

READERS = Readers.of(
    Role.DRAFTER,
    Role.RECORDS_OFFICE,
    Role.SECRECY_REVIEWER,
    Role.SECRECY_OFFICE,
    Role.DISCLOSURE_HEAD,
    Role.LEADER,
)


class Reassessment(FSMModelMixin, Matter):  # type: ignore[misc]
    """One agency's re-assessment of one year: everything that it did not publish when it began."""

    kind = "reassessment"
    keeper = ("assessor", Role.RECORDS_OFFICE)
    readers = READERS
    read_with = ("agency", "assessor")

    class State(models.TextChoices):
        OPEN = "open", "逐件复核中"
        CLOSED = "closed", "已办结"

    title = models.CharField("标题", max_length=200)
    year = models.PositiveSmallIntegerField("年度")
    #: The dedicated person (专人): nobody else assesses.
    assessor = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复核专人"
    )
    state = StateField("状态", max_length=10, choices=State.choices, default=State.OPEN, protected=True)
    document_number = models.CharField("结果文号", max_length=100, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "不公开信息复核"
        ordering = ["-year", "agency__code"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="reassessment_agency_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year"],
                name="reassessment_once_a_year",
                violation_error_message="这一年已经开展过复核（条例第十八条）。",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_on__isnull=False) & ~Q(document_number=""),
                name="reassessment_closed_in_writing",
            ),
        ]
        triggers = triggers.REASSESSMENT

    def __str__(self) -> str:
        return self.title

    @property
    def named_outside(self) -> str:
        """Whose it is and of which year."""
        return f"{self.agency.short_name} {self.year} 年不公开信息复核"

    def progress(self) -> dict[str, int]:
        """How many items stand in each state."""
        counted = self.items.order_by().values("state").annotate(n=Count("pk"))
        return {row["state"]: row["n"] for row in counted}

    def goes_with(self) -> list[Matter]:
        """Its items that are not decided."""
        return list(self.items.filter(state__in=ReassessedItem.UNDECIDED))

    @transition(field=state, source=State.OPEN, target=State.CLOSED)
    def close(self, number: str, on: date) -> None:
        """Every item is decided, and the result is written down."""
        self.document_number, self.closed_on = number, on


class ReassessedItemQuerySet(MatterQuerySet):
    """Reads of what is re-assessed."""

    def undecided_of(self, subject: Matter) -> ReassessedItemQuerySet:
        """The items about a matter on which nothing is decided yet."""
        return self.filter(
            subject_kind=subject.kind, subject_id=subject.pk, state__in=ReassessedItem.UNDECIDED
        )


class ReassessedItem(FSMModelMixin, Matter):  # type: ignore[misc]
    """One thing that is not published, and whether that still holds."""

    kind = "reassessed_item"
    readers = READERS
    read_with = ("agency", "batch__agency", "batch__assessor")
    listed_as_begun = False

    class State(models.TextChoices):
        DUE = "due", "待复核"
        ASSESSED = "assessed", "复核意见待确认"
        KEPT = "kept", "继续不公开"
        RELEASED = "released", "转为公开"
        GONE = "gone", "已另行处理"

    UNDECIDED = (State.DUE, State.ASSESSED)

    class Verdict(models.TextChoices):
        KEEP = "keep", "继续不公开"
        RELEASE = "release", "情况有变，可以公开"

    batch = models.ForeignKey(Reassessment, models.PROTECT, related_name="items", verbose_name="复核")
    subject_kind = models.CharField("事项类别", max_length=40)
    subject_id = models.BigIntegerField("事项编号")
    title = models.CharField("信息名称", max_length=500)
    sort = models.CharField("原来怎样定的", max_length=40)
    ground = models.CharField("原来的依据", max_length=30, blank=True, choices=statute.GROUNDS.items())
    decided_on = models.DateField("原决定日期", null=True, blank=True)
    decided_by = models.CharField("原决定人", max_length=60, blank=True)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.DUE, protected=True)
    verdict = models.CharField("复核意见", max_length=10, blank=True, choices=Verdict.choices)
    ground_now = models.CharField("现在的依据", max_length=30, blank=True, choices=statute.GROUNDS.items())
    reasons = models.TextField("理由", blank=True)
    until = models.DateField("不公开到", null=True, blank=True)
    assessed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复核人"
    )
    confirmed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    #: The document by which it becomes public: redetermined, or drafted from what was refused.
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="转为公开的公文"
    )

    history = HistoricalRecords()
    objects = ReassessedItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "逐件复核"
        ordering = ["batch", "pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="reassesseditem_agency_state"),
            models.Index(fields=["subject_kind", "subject_id"], name="reassesseditem_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "subject_kind", "subject_id"], name="reassesseditem_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["kept", "released"])
                | Q(assessed_by__isnull=False, confirmed_by__isnull=False, confirmed_at__isnull=False)
                & ~Q(reasons=""),
                name="reassesseditem_decided_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("assessed_by")),
                name="reassesseditem_two_people",
                violation_error_message="复核意见由另一人确认（PD-7(3)）。",
            ),
            models.CheckConstraint(
                condition=~Q(state="kept") | Q(verdict="keep") & ~Q(ground_now=""),
                name="reassesseditem_kept_on_a_ground",
            ),
            models.CheckConstraint(
                condition=~Q(state="released") | Q(verdict="release"), name="reassesseditem_released"
            ),
        ]
        triggers = triggers.REASSESSED_ITEM

    def __str__(self) -> str:
        return self.title

    @property
    def named_outside(self) -> str:
        """What mail says: whose it is, and nothing of what is withheld."""
        return f"{self.batch.named_outside}的一件"

    @classmethod
    def lenders(cls) -> dict[str, Combinable]:
        """The re-assessment, whose time runs until every item is decided."""
        return {Reassessment.kind: F("batch_id")}

    def locked_first(self) -> list[tuple[type[models.Model], int]]:
        return [(Reassessment, self.batch_id)]

    @property
    def subject(self) -> str:
        """The reference of what it is about."""
        return f"{self.subject_kind}:{self.subject_id}"

    @transition(field=state, source=State.DUE, target=State.ASSESSED)
    def assess(
        self, by: Staff | None, *, verdict: str, ground: str, reasons: str, until: date | None
    ) -> None:
        """The dedicated person says whether it stays unpublished, and why."""
        self.assessed_by, self.verdict, self.ground_now = by, verdict, ground
        self.reasons, self.until = reasons, until

    @transition(field=state, source=State.ASSESSED, target=State.DUE)
    def send_back(self) -> None:
        """Somebody else sees it otherwise."""

    @transition(field=state, source=State.ASSESSED, target=State.KEPT)
    def keep(self, by: Staff | None, at: datetime) -> None:
        """It stays unpublished, on a ground that still holds."""
        self.confirmed_by, self.confirmed_at = by, at

    @transition(field=state, source=State.ASSESSED, target=State.RELEASED)
    def release(self, by: Staff | None, at: datetime) -> None:
        """Circumstances have changed, and it becomes public (条例18)."""
        self.confirmed_by, self.confirmed_at = by, at

    @transition(field=state, source=[State.DUE, State.ASSESSED], target=State.GONE)
    def pass_by(self) -> None:
        """Meanwhile somebody decided on it otherwise."""


class ReviewResult(Letter):
    """What came of a re-assessment, written down for the authority above."""

    kind = "reassessment_result"  # type: ignore[assignment]
    audience = Audience.INTERNAL

    batch = models.ForeignKey(Reassessment, models.PROTECT, related_name="results", verbose_name="复核")

    class Meta(Letter.Meta):
        verbose_name = verbose_name_plural = "不公开信息复核结果"
        constraints = [
            models.UniqueConstraint(fields=["batch"], name="reviewresult_once"),
            models.CheckConstraint(condition=~Q(document_number=""), name="reviewresult_numbered"),
        ]

    def __str__(self) -> str:
        return "不公开信息复核结果报告"

    @property
    def keeper(self) -> Agency:
        return self.batch.agency

    @property
    def caption(self) -> str:
        return f"{self} {self.document_number}"


class WithheldEntryQuerySet(MatterQuerySet):
    """Reads of what the catalogue says of withheld information."""

    def public(self) -> WithheldEntryQuerySet:
        """What citizens read: entries that two people of the agency let stand there."""
        return self.filter(state=WithheldEntry.State.LISTED)


class WithheldEntry(FSMModelMixin, Matter):  # type: ignore[misc]
    """What the public catalogue says of a document that is not published, as far as its ground allows."""

    kind = "withheld_entry"
    readers = READERS
    heading = F("description")
    read_with = ("agency", "document")
    listed_as_begun = False

    class State(models.TextChoices):
        PROPOSED = "proposed", "待确认列入"
        LISTED = "listed", "已列入目录"
        DROPPED = "dropped", "不在目录"

    PUBLIC = (State.LISTED,)

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="withheld_entries", verbose_name="公文"
    )
    #: The title, or neutral words in its place; whatever stands here is read by everybody.
    description = models.CharField("目录里的名称", max_length=200)
    sort = models.CharField("公开属性", max_length=40)
    ground = models.CharField("依据", max_length=30, choices=statute.GROUNDS.items())
    decided_on = models.DateField("决定日期")
    until = models.DateField("不公开到", null=True, blank=True)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.PROPOSED, protected=True)

    history = HistoricalRecords()
    objects = WithheldEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "不公开信息目录"
        ordering = ["-decided_on", "-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="withheldentry_agency_state"),
            models.Index(
                fields=["-decided_on", "-id"], name="withheldentry_listed", condition=Q(state="listed")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(state__in=["proposed", "listed"]),
                name="withheldentry_once",
                violation_error_message="这份公文已经列入，或者正待确认。",
            ),
            models.CheckConstraint(
                condition=Q(ground__in=sorted(statute.LISTABLE_GROUNDS)), name="withheldentry_may_be_listed"
            ),
        ]
        triggers = triggers.WITHHELD_ENTRY

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What the catalogue calls it."""
        return self.description

    @property
    def named_outside(self) -> str:
        return f"{self.agency.short_name}不公开信息目录的一条"

    def ledger_scope(self) -> list[tuple[str, int]]:
        """Its own ledger and that of the document: whoever wrote the text does not let its name stand in public."""
        return [(self.kind, self.pk), (Document.kind, self.document_id)]

    @transition(field=state, source=State.PROPOSED, target=State.LISTED)
    def enter(self) -> None:
        """A second person lets it stand there."""

    @transition(field=state, source=[State.PROPOSED, State.LISTED], target=State.DROPPED)
    def drop(self) -> None:
        """It is taken off, or never entered."""
