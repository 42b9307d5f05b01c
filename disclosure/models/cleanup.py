"""The periodic cleanup of normative documents: which stay in force, which are to be amended, which lapse (PD-3, 条例20)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from disclosure import statute, triggers
from disclosure.models.document import Document, DocumentQuerySet
from disclosure.models.numbers import IndexNumber
from foundation.agencies.models import Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.clauses import Citation, cite

cite(
    "条例20",
    by=Citation("record", "disclosure.Cleanup", "规范性文件定期清理：逐件提出意见，结果以公告公布"),
)

READERS = Readers.of(
    Role.DRAFTER, Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD, Role.LEADER, Role.DISCLOSURE_HEAD
)


class CleanupQuerySet(MatterQuerySet):
    """Reads of cleanups."""

    def public(self, at: datetime) -> CleanupQuerySet:
        """Those whose result is announced, and can be read."""
        announced = Document.objects.public(at).values("index")
        return self.filter(state=Cleanup.State.PUBLISHED, result__index__in=announced)


class Cleanup(FSMModelMixin, Matter):  # type: ignore[misc]
    """One agency's cleanup of the normative documents that were in force when it began."""

    kind = "cleanup"
    readers = READERS
    read_with = ("agency", "result")

    class State(models.TextChoices):
        OPEN = "open", "逐件清理中"
        DRAFTED = "drafted", "结果公告办理中"
        PUBLISHED = "published", "结果已公布"
        VOID = "void", "没有要清理的文件了"

    title = models.CharField("标题", max_length=200)
    year = models.PositiveSmallIntegerField("年度")
    state = StateField("状态", max_length=10, choices=State.choices, default=State.OPEN, protected=True)
    #: The announcement of what came of it: what it says is in force from its publication on.
    result = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="cleanups", verbose_name="结果公告"
    )
    published_on = models.DateField("公布日期", null=True, blank=True)

    history = HistoricalRecords()
    objects = CleanupQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "规范性文件清理"
        ordering = ["-year", "agency__code"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="cleanup_agency_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["agency"],
                condition=Q(state__in=["open", "drafted"]),
                name="cleanup_one_open",
                violation_error_message="这个单位的清理正在办理。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "void"], result=None, published_on=None)
                | Q(state="drafted", result__isnull=False, published_on=None)
                | Q(state="published", result__isnull=False, published_on__isnull=False),
                name="cleanup_ends_in_writing",
            ),
        ]
        triggers = triggers.CLEANUP

    def __str__(self) -> str:
        return self.title

    @property
    def named_outside(self) -> str:
        """Whose it is and of which year."""
        return f"{self.agency.short_name} {self.year} 年规范性文件清理"

    def goes_with(self) -> list[Matter]:
        """Its items that are not decided."""
        return list(self.items.exclude(state__in=CleanupItem.OVER))

    @transition(field=state, source=State.OPEN, target=State.DRAFTED)
    def draft_result(self, document: Document) -> None:
        """The announcement is drafted, and goes the way of every document."""
        self.result = document

    @transition(field=state, source=State.DRAFTED, target=State.OPEN)
    def reopen(self) -> None:
        """The draft was given up, and another has to be made."""
        self.result = None

    @transition(field=state, source=State.OPEN, target=State.VOID)
    def find_nothing(self) -> None:
        """Every document was withdrawn, or lapsed otherwise, before anything was announced."""

    @transition(field=state, source=State.DRAFTED, target=State.PUBLISHED)
    def publish(self, on: date) -> None:
        """What came of it is announced."""
        self.published_on = on


class CleanupItem(FSMModelMixin, Matter):  # type: ignore[misc]
    """One normative document, and what becomes of it."""

    kind = "cleanup_item"
    readers = READERS
    read_with = ("agency", "batch__agency")
    listed_as_begun = False

    class State(models.TextChoices):
        DUE = "due", "待提出意见"
        JUDGED = "judged", "已提出意见，待公布"
        DECIDED = "decided", "结果已公布"
        GONE = "gone", "已另行处理"

    OVER = (State.DECIDED, State.GONE)

    batch = models.ForeignKey(Cleanup, models.PROTECT, related_name="items", verbose_name="清理")
    #: By its index number, so that a version made meanwhile is meant as well.
    index = models.ForeignKey(
        IndexNumber, models.PROTECT, related_name="cleanup_items", verbose_name="索引号"
    )
    title = models.CharField("标题", max_length=statute.MAX_TITLE)
    document_number = models.CharField("文号", max_length=100, blank=True)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.DUE, protected=True)
    verdict = models.CharField("清理意见", max_length=12, blank=True, choices=statute.CLEANUP.items())
    reasons = models.CharField("理由", max_length=500, blank=True)
    replaced_by = models.ForeignKey(
        IndexNumber, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="替代它的文件"
    )
    judged_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提出意见的人"
    )

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "逐件清理"
        ordering = ["batch", "pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="cleanupitem_agency_state")]
        constraints = [
            models.UniqueConstraint(fields=["batch", "index"], name="cleanupitem_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["judged", "decided"])
                | Q(verdict__in=list(statute.CLEANUP), judged_by__isnull=False) & ~Q(reasons=""),
                name="cleanupitem_judged_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | ~Q(replaced_by=models.F("index")),
                name="cleanupitem_not_by_itself",
            ),
        ]
        triggers = triggers.CLEANUP_ITEM

    def __str__(self) -> str:
        return self.title

    @property
    def named_outside(self) -> str:
        return f"{self.batch.named_outside}的一件"

    @classmethod
    def lenders(cls) -> dict[str, Combinable]:
        """The cleanup, whose time runs until every document is judged."""
        return {Cleanup.kind: F("batch_id")}

    def locked_first(self) -> list[tuple[type[models.Model], int]]:
        return [(Cleanup, self.batch_id)]

    @property
    def cited(self) -> str:
        """Title and number in one line, as the announcement names it."""
        number = f"（{self.document_number}）" if self.document_number else ""
        return " ".join(f"《{self.title}》{number}".split())

    def documents(self, at: datetime) -> DocumentQuerySet:
        """Its version in public, if there is one."""
        found: DocumentQuerySet = Document.objects.public(at).filter(index=self.index_id)
        return found

    @transition(field=state, source=[State.DUE, State.JUDGED], target=State.JUDGED)
    def judge(self, by: Staff | None, *, verdict: str, reasons: str, replaced_by: IndexNumber | None) -> None:
        """Somebody of the records office says what should become of it, and why."""
        self.judged_by, self.verdict, self.reasons, self.replaced_by = by, verdict, reasons, replaced_by

    @transition(field=state, source=State.JUDGED, target=State.DECIDED)
    def decide(self) -> None:
        """The announcement that says so is published."""

    @transition(field=state, source=[State.DUE, State.JUDGED], target=State.GONE)
    def pass_by(self) -> None:
        """Meanwhile it was withdrawn, or lapsed otherwise."""

    @transition(field=state, source=State.GONE, target=State.DUE)
    def come_back(self) -> None:
        """Its withdrawal was undone."""
        self.verdict, self.reasons, self.replaced_by, self.judged_by = "", "", None, None
