"""Agencies that disagree on what of a document is published: case, sides, parts, the county office's decision (PD-7)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import models
from django.db.models import F, Q
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
from foundation.correspondence import models as correspondence
from foundation.correspondence.models import Letter
from foundation.database import Written
from foundation.files.models import Audience
from secrecy_review.leaks import normalised

cite("PD-7", by=Citation("constraint", "disclosure.publish_settled", "意见还没有协调好的公文，谁也发布不了"))

#: Whoever works on the documents of an agency reads its cases.
READERS = Readers.of(
    Role.DRAFTER,
    Role.RECORDS_OFFICE,
    Role.DEPARTMENT_HEAD,
    Role.LEADER,
    Role.COUNTY_LEADER,
    Role.DISCLOSURE_HEAD,
)


class Verdict(models.TextChoices):
    """What becomes of the contested text."""

    PUBLIC = "public", "全部公开"
    PARTLY = "partly", "部分公开"
    WITHHELD = "withheld", "不予公开"


class Coordination(FSMModelMixin, Matter):  # type: ignore[misc]
    """One disagreement between the agency that drafts a document, whose matter it is, and others."""

    kind = "coordination"
    readers = READERS
    read_with = ("agency", "office", "document", "opened_by")

    class State(models.TextChoices):
        RAISED = "raised", "待指认公文"
        STATING = "stating", "各方提出意见中"
        WEIGHING = "weighing", "意见已齐，待区分或者提请协调"
        PARTING = "parting", "已区分，待各有权机关决定"
        DECIDING = "deciding", "待县政府办公室协调"
        RULING = "ruling", "协调决定待签发"
        SEPARATED = "separated", "已按权限分别决定"
        DECIDED = "decided", "县政府办公室已决定"
        AGREED = "agreed", "各方已一致，撤回协调"
        DENIED = "denied", "没有这份公文"

    #: While a case is in one of these, its document waits.
    OPEN = (State.STATING, State.WEIGHING, State.PARTING, State.DECIDING, State.RULING)
    SETTLED = (State.SEPARATED, State.DECIDED, State.AGREED)

    title = models.CharField("事项", max_length=400)
    #: None until the agency that drafts has found which of its documents another one means.
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="coordinations", verbose_name="公文"
    )
    #: What another agency called the document, which it does not see.
    text_title = models.CharField("公文标题", max_length=statute.MAX_TITLE)
    text_number = models.CharField("公文文号", max_length=100, blank=True)
    #: The words in dispute, which all sides read; nothing else of the document is theirs to see.
    passage = models.TextField("有分歧的文字")
    #: The digest of the document's text when the case began.
    digest = models.CharField("提出时的文本摘要", max_length=64, blank=True)
    #: Whether the words in dispute are the whole text, so that to withhold them is to publish nothing of it.
    whole_text = models.BooleanField("涉及全文", default=False)
    opened_by = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="提出机关")
    office = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="协调机关"
    )
    state = StateField("状态", max_length=10, choices=State.choices, default=State.RAISED, protected=True)
    inseparable = models.TextField("为什么分不开", blank=True)
    #: What the sides would agree on, while one proposes it and once all have.
    agreement = models.TextField("达成的一致", blank=True)
    agreed_verdict = models.CharField("一致的结果", max_length=10, choices=Verdict.choices, blank=True)
    agreed_words = models.TextField("一致不公开的文字", blank=True)
    agreed_ground = models.CharField("一致的依据", max_length=30, blank=True, choices=statute.GROUNDS.items())
    verdict = models.CharField("结论", max_length=10, choices=Verdict.choices, blank=True)
    #: The words that stay out of what is published, by the decision or the agreement.
    withheld_words = models.TextField("不公开的文字", blank=True)
    ground = models.CharField("不公开的依据", max_length=30, blank=True, choices=statute.GROUNDS.items())
    basis = models.TextField("决定的依据", blank=True)
    reasons = models.TextField("决定的理由", blank=True)
    #: Where the author of the decision works, and who signed it.
    drafted_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="拟写人"
    )
    decided_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签发人"
    )
    document_number = models.CharField("决定文号", max_length=100, blank=True)
    settled_at = models.DateTimeField("办结时间", null=True, blank=True)

    # All sides read its history: not what the document is called by now, nor a decision that nobody has signed.
    history = HistoricalRecords(
        excluded_fields=[
            "document", "digest", "whole_text", "verdict", "withheld_words", "ground", "basis", "reasons", "drafted_by",
        ]
    )  # fmt: skip
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公开协调"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="coordination_agency_state"),
            models.Index(fields=["state", "-id"], name="coordination_state"),
            models.Index(fields=["office", "state"], name="coordination_office"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(state__in=["stating", "weighing", "parting", "deciding", "ruling"]),
                name="coordination_one_open",
                violation_error_message="这份公文正在协调。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["raised", "denied"]) | Q(document__isnull=False),
                name="coordination_names_its_document",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided")
                | Q(office__isnull=False, decided_by__isnull=False, drafted_by__isnull=False)
                & ~(Q(reasons="") | Q(basis="") | Q(verdict="") | Q(document_number="")),
                name="coordination_decided_in_writing",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("drafted_by")),
                name="coordination_decided_by_another",
                violation_error_message="拟写协调决定的人不能签发它（PD-7）。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["separated", "decided", "agreed"])
                | Q(settled_at__isnull=False) & ~Q(verdict=""),
                name="coordination_settled_says_what",
            ),
        ]
        triggers = triggers.COORDINATION

    def __str__(self) -> str:
        return self.title

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """The cases of the agencies that draft, of every side, and of the office that coordinates."""
        sides = CoordinationSide.objects.filter(agency_id__in=agencies).values("coordination")
        return Q(agency_id__in=agencies) | Q(office_id__in=agencies) | Q(pk__in=sides)

    @classmethod
    def acting_field(cls, state: str) -> str:
        """The county office decides what cannot be separated; everything else is for the agency that drafts to lead on."""
        return "office" if state in (cls.State.DECIDING, cls.State.RULING) else "agency"

    @property
    def named_outside(self) -> str:
        """Whose document it is, and no title: it is not public."""
        return f"{self.agency.short_name}一份公文的公开协调"

    def ledger_scope(self) -> list[tuple[str, int]]:
        """Its own ledger and those of its sides and parts: whoever spoke for a side does not decide."""
        sides = ((CoordinationSide.kind, pk) for pk in self.sides.values_list("pk", flat=True))
        parts = ((CoordinationPart.kind, pk) for pk in self.parts.values_list("pk", flat=True))
        return [(self.kind, self.pk), *sides, *parts]

    def goes_with(self) -> list[Matter]:
        """Its parts that are still to be decided by the same agency."""
        return list(self.parts.filter(agency=self.agency, state=CoordinationPart.State.OPEN))

    @property
    def words_withheld(self) -> list[str]:
        """The words that stay out of what is published; of a text that is withheld in part, the rest is given (条例37)."""
        if self.verdict == Verdict.WITHHELD:
            return [self.passage]
        ruled = [self.withheld_words] if self.withheld_words else []
        parts = self.parts.filter(state=CoordinationPart.State.DECIDED, public=False)
        return [*ruled, *parts.values_list("words", flat=True)]

    @property
    def binds(self) -> bool:
        """Whether an authority decided that something stays out, which no side undoes by a new case."""
        return self.state in (self.State.DECIDED, self.State.SEPARATED) and self.verdict != Verdict.PUBLIC

    @transition(field=state, source=State.RAISED, target=State.STATING)
    def identify(self, document: Document) -> None:
        """The agency that drafts names its document."""
        self.document, self.digest = document, document.digest
        self.whole_text = _is_whole(document, self.passage)

    @transition(field=state, source=State.RAISED, target=State.DENIED)
    def deny(self, at: datetime) -> None:
        """It has no such document."""
        self.settled_at = at

    @transition(field=state, source=State.STATING, target=State.WEIGHING)
    def weigh(self) -> None:
        """Every side has spoken, or let its time pass."""

    @transition(field=state, source=State.WEIGHING, target=State.PARTING)
    def part(self) -> None:
        """Each part goes to the authority competent for it (PD-7)."""

    @transition(field=state, source=[State.WEIGHING, State.PARTING], target=State.DECIDING)
    def refer(self, office: Agency, why: str) -> None:
        """It cannot be separated, and the county office coordinates (PD-7)."""
        self.office, self.inseparable = office, why

    @transition(field=state, source=State.DECIDING, target=State.RULING)
    def draft_ruling(self, by: Staff | None) -> None:
        """The office's decision is written, and waits for a signature."""
        self.drafted_by = by

    @transition(field=state, source=State.RULING, target=State.DECIDING)
    def send_back(self) -> None:
        """Whoever signs wants it written anew."""

    @transition(field=state, source=State.RULING, target=State.DECIDED)
    def decide(self, by: Staff | None, number: str, at: datetime) -> None:
        """The county office decides, which binds every side (PD-7)."""
        self.decided_by, self.document_number, self.settled_at = by, number, at

    @transition(field=state, source=State.PARTING, target=State.SEPARATED)
    def separate(self, verdict: str, at: datetime) -> None:
        """Every part is decided by the authority competent for it."""
        self.verdict, self.settled_at = verdict, at

    @transition(field=state, source=list(OPEN), target=State.AGREED)
    def agree(self, at: datetime) -> None:
        """All sides agree, and take the case back; what the office may have written meanwhile is no decision."""
        self.verdict, self.withheld_words, self.settled_at = self.agreed_verdict, self.agreed_words, at
        self.ground, self.basis, self.reasons = self.agreed_ground, "", ""


class CoordinationSide(FSMModelMixin, Matter):  # type: ignore[misc]
    """One agency in a case: what it says, and whether it would take the case back."""

    kind = "coordination_side"
    readers = READERS
    heading = F("coordination__title")
    read_with = ("agency", "coordination__agency")
    listed_as_begun = False

    class State(models.TextChoices):
        ASKED = "asked", "待提出意见"
        STATED = "stated", "已提出意见"
        SILENT = "silent", "逾期没有提出意见"

    coordination = models.ForeignKey(
        Coordination, models.PROTECT, related_name="sides", verbose_name="公开协调"
    )
    state = StateField("状态", max_length=10, choices=State.choices, default=State.ASKED, protected=True)
    view = models.CharField("意见", max_length=10, choices=Verdict.choices, blank=True)
    reasons = models.TextField("理由", blank=True)
    separable = models.BooleanField("能按权限区分", null=True, blank=True)
    own_part = models.TextField("属于本机关权限的部分", blank=True)
    stated_at = models.DateTimeField("提出时间", null=True, blank=True)
    #: The day on which it agreed to take the case back.
    agreed_on = models.DateField("同意撤回日期", null=True, blank=True)
    #: The day on which it received the county office's decision.
    received_on = models.DateField("签收日期", null=True, blank=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "协调各方"
        ordering = ["pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="coordinationside_agency")]
        constraints = [
            models.UniqueConstraint(fields=["coordination", "agency"], name="coordinationside_once"),
            models.CheckConstraint(
                condition=~Q(state="stated")
                | Q(stated_at__isnull=False, separable__isnull=False) & ~(Q(view="") | Q(reasons="")),
                name="coordinationside_stated_with_reasons",
            ),
        ]
        triggers = triggers.COORDINATION_SIDE

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title of its case."""
        return self.coordination.title

    @property
    def named_outside(self) -> str:
        return self.coordination.named_outside

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """Those of every case that they read: each side knows what the others say."""
        return Q(coordination__in=Coordination.objects.filter(Coordination.read_in(agencies)).values("pk"))

    def locked_first(self) -> list[tuple[type[models.Model], int]]:
        return [(Coordination, self.coordination_id)]

    def ledger_scope(self) -> list[tuple[str, int]]:
        return self.coordination.ledger_scope()

    def leads_to(self) -> Matter:
        return self.coordination

    @transition(field=state, source=[State.ASKED, State.SILENT], target=State.STATED)
    def say(self, at: datetime, *, view: str, reasons: str, separable: bool, own_part: str) -> None:
        """It says what should become of the text, and why."""
        self.stated_at, self.view, self.reasons = at, view, reasons
        self.separable, self.own_part = separable, own_part

    @transition(field=state, source=State.ASKED, target=State.SILENT)
    def lapse(self) -> None:
        """It said nothing in its time; the case goes on without it, and silence is no consent."""


class CoordinationPart(FSMModelMixin, Matter):  # type: ignore[misc]
    """A part of the text, which the authority competent for it decides on (PD-7)."""

    kind = "coordination_part"
    readers = READERS
    heading = F("described")
    read_with = ("agency", "coordination__agency", "coordination__document")
    listed_as_begun = False

    class State(models.TextChoices):
        DRAWN = "drawn", "拟区分"
        OPEN = "open", "待有权机关决定"
        DECIDED = "decided", "已决定"
        DROPPED = "dropped", "不按此区分"

    coordination = models.ForeignKey(
        Coordination, models.PROTECT, related_name="parts", verbose_name="公开协调"
    )
    described = models.CharField("哪一部分", max_length=300)
    words = models.TextField("这一部分的文字")
    competence = models.CharField("为什么由它决定", max_length=500)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.DRAWN, protected=True)
    public = models.BooleanField("公开", null=True, blank=True)
    ground = models.CharField("不公开的依据", max_length=30, blank=True, choices=statute.GROUNDS.items())
    reasons = models.TextField("理由", blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人"
    )

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "按权限区分的部分"
        ordering = ["pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="coordinationpart_agency")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="decided")
                | Q(public__isnull=False, decided_at__isnull=False, decided_by__isnull=False)
                & ~Q(reasons=""),
                name="coordinationpart_decided_with_reasons",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided") | Q(public=True) | ~Q(ground=""),
                name="coordinationpart_withheld_on_a_ground",
            ),
        ]
        triggers = triggers.COORDINATION_PART

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Which part it is."""
        return self.described

    @property
    def named_outside(self) -> str:
        return self.coordination.named_outside

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """Those of every case that they read."""
        return Q(coordination__in=Coordination.objects.filter(Coordination.read_in(agencies)).values("pk"))

    def locked_first(self) -> list[tuple[type[models.Model], int]]:
        return [(Coordination, self.coordination_id)]

    def ledger_scope(self) -> list[tuple[str, int]]:
        return self.coordination.ledger_scope()

    def leads_to(self) -> Matter:
        return self.coordination

    @transition(field=state, source=State.DRAWN, target=State.OPEN)
    def hand_over(self) -> None:
        """The division stands, and the authority competent decides."""

    @transition(field=state, source=[State.DRAWN, State.OPEN, State.DECIDED], target=State.DROPPED)
    def drop(self) -> None:
        """It is divided otherwise, or not at all."""

    @transition(field=state, source=State.OPEN, target=State.DECIDED)
    def decide(self, by: Staff | None, at: datetime, *, public: bool, ground: str, reasons: str) -> None:
        """The authority competent decides."""
        self.decided_by, self.decided_at = by, at
        self.public, self.ground, self.reasons = public, ground, reasons


class DisputeRuling(Letter):
    """The county office's written decision, as one side gets it."""

    kind = "coordination_ruling"  # type: ignore[assignment]
    audience = Audience.INTERNAL
    to_several = True

    side = models.ForeignKey(CoordinationSide, models.PROTECT, related_name="letters", verbose_name="一方")

    class Meta(Letter.Meta):
        verbose_name = verbose_name_plural = "公开协调决定书"
        constraints = [
            models.UniqueConstraint(fields=["side"], name="disputeruling_once"),
            models.CheckConstraint(condition=~Q(document_number=""), name="disputeruling_numbered"),
        ]

    def __str__(self) -> str:
        return "公开协调决定书"

    @property
    def keeper(self) -> Agency:
        """The office that wrote it."""
        office = self.side.coordination.office
        assert office is not None
        return office

    @property
    def caption(self) -> str:
        return f"{self} {self.document_number}"


class RulingDelivery(correspondence.Delivery):
    """How a decision reached a side."""

    letter = models.ForeignKey(
        DisputeRuling, models.PROTECT, related_name="deliveries", verbose_name="决定书"
    )


_OPEN = Written(lambda document: Coordination.objects.filter(document=document, state__in=Coordination.OPEN))


def open_case(document: Document) -> Coordination | None:
    """The case for which a document waits, or None."""
    case: Coordination | None = _OPEN.first(document.pk)
    return case


def _is_whole(document: Document, passage: str) -> bool:
    """Whether a passage leaves nothing of a text, or names none of its words and so means all of it."""
    said = normalised(passage)
    lines = [line for line in map(normalised, document.body.splitlines()) if line]
    there = normalised("\n".join(place.text for place in document.review_places()))
    quoted = any(normalised(line) in there for line in passage.splitlines() if normalised(line))
    return not quoted or all(line in said for line in lines)


def settled_case(document: Document) -> Coordination | None:
    """The newest case on any version of a document that came to a result, or None."""
    index = document.index_id or (document.supersedes.index_id if document.supersedes else None)
    known: tuple[int, ...] = (document.pk,) if index is None else (document.pk, index)
    case: Coordination | None = _SETTLED.first(*known)
    return case


def _settled(document: int, index: int | None = None) -> models.QuerySet[Coordination]:
    versions = Q(document=document)
    if index is not None:
        versions |= Q(document__index=index) | Q(document__supersedes__index=index)
    found = Coordination.objects.filter(versions, state__in=Coordination.SETTLED)
    return found.order_by("-settled_at", "-pk")[:1]


_SETTLED = Written(_settled)
