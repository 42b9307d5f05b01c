"""The secrecy review of one exact text and its files."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.utils.timezone import localtime
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework import matters
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.clauses import Citation, cite
from foundation.database import Written, begins, enters, frozen, kept, only_while, ways
from foundation.files.models import StoredFile
from foundation.files.outgoing import Outgoing
from foundation.privacy.fields import EncryptedTextField
from secrecy_review import triggers
from secrecy_review.statute import HEADS, LEVELS, SPECIAL_CATEGORIES

cite("SR-9", by=Citation("constraint", "review_concluded_is_complete", "意见、依据、理由、四项结论缺一不可"))


@dataclass(frozen=True)
class Place:
    """One text that is disclosed with a matter: its body, its title, a file's text, a file's metadata."""

    key: str
    label: str
    text: str
    #: Whether the portal can strike a passage from it, which it cannot in files.
    editable: bool = False
    #: What of it a person must look at, because the portal did not read it or nobody who opens the file sees it.
    unread: str = ""
    #: What the reviewer has to know of it, and nobody outside reads: it is neither searched nor compared.
    beside: str = ""

    @classmethod
    def of_file(cls, file: StoredFile, title: str, *, look: str = "", beside: str = "") -> list[Place]:
        """The texts of a file that is disclosed under this title: its name, its text, its metadata.

        `look` is one more reason to look at the file, `beside` what its original said.
        """
        key, named = f"file:{file.pk}", f"附件《{title}》"
        return [
            cls(f"{key}:name", f"{named}名称", f"{title}\n{file.name}"),
            cls(
                key,
                named,
                file.text,
                unread="；".join(filter(None, [look, *file.to_be_looked_at])),
                beside=beside,
            ),
            cls(f"{key}:metadata", f"{named}属性", file.metadata_text),
        ]

    @classmethod
    def of_outgoing(cls, given: Outgoing, file: StoredFile, title: str) -> list[Place]:
        """The texts of a file that leaves as a cleaned copy or as it is."""
        return cls.of_file(file, title, look=given.look, beside=given.beside)


class Reviewable(Matter):
    """A matter whose text must be reviewed before it is disclosed (SR-4).

    Its room calls `declare_review_acts`. A room whose reviews nobody requests performs `secrecy_review.open` when its matter is
    ready, and sets no `reviewable_states`.
    """

    #: The names of the acts `disclose`, `exempt`, `strike`, and `requested` if somebody requests the review.
    review_acts: ClassVar[dict[str, str]]
    #: The states in which its review may be requested.
    reviewable_states: ClassVar[tuple[str, ...]]

    special_category = models.CharField(
        "特别类别",
        max_length=30,
        blank=True,
        choices=SPECIAL_CATEGORIES.items(),
        help_text="农产品质量、疫情、地理、统计等信息，须有主管机关的批准文号（SR-7）。",
    )
    digest = models.CharField("文本摘要", max_length=64, editable=False, help_text="由数据库计算。")

    class Meta:
        abstract = True

    def ledger_scope(self) -> list[tuple[str, int]]:
        """Include its reviews: whoever made the text does not review it, whoever reviewed it does not sign."""
        return [*super().ledger_scope(), *((Review.kind, pk) for (pk,) in _ABOUT.rows(self.kind, self.pk))]

    def goes_with(self) -> list[Matter]:
        """Its reviews that are under way; a concluded one stands as it is, and holds under the successor as well."""
        return list(Review.objects.of(self).exclude(state=Review.State.CONCLUDED))

    def content_digest(self) -> str:
        return self.digest

    def review_places(self) -> list[Place]:
        """Every text that would be disclosed with this matter, without blank ones."""
        return [place for place in self.leaving() if place.text or place.unread or place.beside]

    def leaving(self) -> Iterable[Place]:
        """Every text that would be disclosed with this matter, blank or not."""
        raise NotImplementedError

    def holding(self, place: str) -> tuple[models.Model, str]:
        """The row and the field that hold the text of an editable place."""
        return self, place


class Opinion(models.TextChoices):
    """The three opinions of SR-9."""

    DISCLOSE = "disclose", "公开"
    EXEMPT = "exempt", "免予公开"
    REFER = "refer", "需报审"


class Answer(models.TextChoices):
    """The answer to one head of SR-4."""

    NOT_INVOLVED = "no", "不涉及"
    HANDLED = "handled", "涉及，已作处理"
    INVOLVED = "yes", "涉及"


class ReviewQuerySet(MatterQuerySet):
    """Reads of reviews."""

    def of(self, subject: Matter) -> Self:
        """The reviews of a subject, the newest first."""
        return self.about(subject.kind, subject.pk)

    def about(self, kind: str, pk: int) -> Self:
        """The reviews of the matter of this kind and number, the newest first."""
        return self.filter(subject_kind=kind, subject_id=pk).order_by("-pk")

    def open(self) -> Self:
        """Reviews without an opinion yet."""
        return self.filter(state__in=Review.OPEN)

    def valid(self) -> Self:
        """Reviews that are not void."""
        return self.exclude(state=Review.State.VOID)

    def standing(self, subject: Matter) -> Self:
        """Reviews, not void, of exactly the present text of the subject."""
        return self.of(subject).valid().filter(digest=subject.content_digest())

    def approving(self, subject: Matter) -> Self:
        """Reviews by which exactly the present text of the subject may be disclosed (SR-3, SR-4)."""
        return self.of(subject).filter(
            state=Review.State.CONCLUDED, opinion=Opinion.DISCLOSE, digest=subject.content_digest()
        )


class Review(FSMModelMixin, Matter):  # type: ignore[misc]
    """One review of one text."""

    kind = "review"
    readers = Readers.of(
        Role.DRAFTER,
        Role.RECORDS_OFFICE,
        Role.SECRECY_REVIEWER,
        Role.SECRECY_OFFICE,
        Role.DEPARTMENT_HEAD,
        Role.LEADER,
        Role.APPLICATIONS_CLERK,
        Role.DISCLOSURE_HEAD,
    )

    class State(models.TextChoices):
        PENDING = "pending", "待审查"
        REFERRED = "referred", "已报审"
        OUTSIDE = "outside", "已报县外机关，待答复"
        CONCLUDED = "concluded", "已提出意见"
        VOID = "void", "已失效"

    #: The states without an opinion yet.
    OPEN = (State.PENDING, State.REFERRED, State.OUTSIDE)

    subject_kind = models.CharField("审查对象类别", max_length=30)
    subject_id = models.BigIntegerField("审查对象")
    title = models.CharField("标题", max_length=500)
    digest = models.CharField("文本摘要", max_length=64)
    places = models.JSONField("审查文本", default=list)
    special_category = models.CharField(
        "特别类别", max_length=30, blank=True, choices=SPECIAL_CATEGORIES.items()
    )
    approval_reference = models.CharField("批准机关与文号", max_length=200, blank=True)
    state = StateField("状态", max_length=20, choices=State.choices, default=State.PENDING, protected=True)
    opinion = models.CharField("审查意见", max_length=10, choices=Opinion.choices, blank=True)
    basis = models.TextField("依据", blank=True)
    reasons = models.TextField("理由", blank=True)
    state_secret = models.CharField("国家秘密", max_length=10, choices=Answer.choices, blank=True)
    state_secret_basis = models.TextField("国家秘密：依据", blank=True)
    commercial_secret = models.CharField("商业秘密", max_length=10, choices=Answer.choices, blank=True)
    commercial_secret_basis = models.TextField("商业秘密：依据", blank=True)
    personal_privacy = models.CharField("个人隐私", max_length=10, choices=Answer.choices, blank=True)
    personal_privacy_basis = models.TextField("个人隐私：依据", blank=True)
    security_stability = models.CharField("安全与稳定", max_length=10, choices=Answer.choices, blank=True)
    security_stability_basis = models.TextField("安全与稳定：依据", blank=True)
    authority = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报审机关"
    )
    reviewer = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="审查人")
    concluded_at = models.DateTimeField("提出意见时间", null=True)
    void_reason = models.CharField("失效原因", max_length=200, blank=True)

    history = HistoricalRecords(excluded_fields=["places"])
    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "保密审查"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "digest"], name="review_subject"),
            models.Index(fields=["agency", "state"], name="review_agency_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"],
                condition=Q(state__in=["pending", "referred", "outside"]),
                name="review_one_open_per_subject",
                violation_error_message="一份文本同时只能有一次保密审查（SR-3）。",
            ),
            models.CheckConstraint(
                condition=~Q(state="concluded")
                | (
                    Q(opinion__in=["disclose", "exempt"], reviewer__isnull=False, concluded_at__isnull=False)
                    & ~Q(basis="")
                    & ~Q(reasons="")
                    & ~(Q(state_secret="") | Q(state_secret_basis=""))
                    & ~(Q(commercial_secret="") | Q(commercial_secret_basis=""))
                    & ~(Q(personal_privacy="") | Q(personal_privacy_basis=""))
                    & ~(Q(security_stability="") | Q(security_stability_basis=""))
                ),
                name="review_concluded_is_complete",
            ),
        ]
        triggers = [
            *kept(),
            begins("begin_pending", "pending", "SR-4: a review begins pending"),
            frozen(
                "conclude_once",
                "SR-3: a concluded review is of one exact text",
                once=["concluded", "void"],
                but=["state", "void_reason"],
            ),
            ways("conclude_ways", "SR-3", {"concluded": ["void"], "void": []}),
            enters("conclude_answered", "concluded", triggers.ANSWERED),
        ]

    def __str__(self) -> str:
        return f"保密审查：{self.title}"

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """The filter for reviews of these agencies' texts, and for those referred to these agencies (SR-8)."""
        return Q(agency_id__in=agencies) | Q(authority_id__in=agencies)

    @classmethod
    def acting_field(cls, state: str) -> str:
        """The agency that made the text gives the opinion, or after a referral the authority (SR-8), which sent it on outside."""
        return "authority" if state in (cls.State.REFERRED, cls.State.OUTSIDE) else "agency"

    @classmethod
    def lenders(cls) -> dict[str, Combinable]:
        """The reviewed matter, and what that belongs to: a reply's application."""
        found: dict[str, list[When]] = {}
        for subject in (kind for kind in matters.matter_kinds() if issubclass(kind, Reviewable)):
            found[subject.kind] = [When(subject_kind=subject.kind, then=F("subject_id"))]
            for kind, number in subject.lenders().items():
                beyond = subject._default_manager.filter(pk=OuterRef("subject_id")).values(n=number)
                found.setdefault(kind, []).append(When(subject_kind=subject.kind, then=Subquery(beyond)))
        return {kind: Case(*ways, output_field=models.BigIntegerField()) for kind, ways in found.items()}

    @classmethod
    def called(cls, actor: Actor) -> tuple[Combinable, Combinable]:
        """As the reviewed matter is called, for those who read it: a review has more readers, an authority's among them."""
        ways: tuple[list[When], list[When]] = ([], [])
        for subject in (kind for kind in matters.matter_kinds() if issubclass(kind, Reviewable)):
            reads = Q(subject_kind=subject.kind)
            if not subject.readers.everywhere(actor):
                reads &= Q(agency_id__in=subject.readers.agencies(actor))
            for found, said in zip(ways, subject.called(actor), strict=True):
                if not isinstance(said, Value):
                    row = subject._default_manager.filter(pk=OuterRef("subject_id")).values(said=said)
                    found.append(When(reads, then=Subquery(row)))
        about, whose = (Case(*found, default=cls.about, output_field=EncryptedTextField()) for found in ways)
        return about, whose

    @property
    def announced_as(self) -> str:
        """Whose text is reviewed, and since when: notices must not name the title of what is reviewed."""
        return f"{self.agency.short_name} {localtime(self.created_at):%Y-%m-%d %H:%M} 送审的文稿"

    def locked_first(self) -> list[tuple[type[models.Model], int]]:
        return [(matters.kinds()[self.subject_kind], self.subject_id)]

    @property
    def subject_ref(self) -> str:
        """The reference of the reviewed matter."""
        return f"{self.subject_kind}:{self.subject_id}"

    def content_digest(self) -> str:
        return self.digest

    def heads(self) -> list[tuple[str, str, str]]:
        """The labels of the four heads (SR-4) with answer and basis."""
        return [
            (label, str(dict(Answer.choices).get(getattr(self, name), "")), getattr(self, f"{name}_basis"))
            for name, label in HEADS.items()
        ]

    @transition(field=state, source=[State.PENDING, State.REFERRED], target=State.REFERRED)
    def refer(self, authority: Agency) -> None:
        """Pass the decision to an authority (SR-8)."""
        self.authority = authority

    @transition(field=state, source=[State.PENDING, State.REFERRED], target=State.OUTSIDE)
    def refer_outside(self) -> None:
        """Whoever has it now sends it to an authority outside the portal, and waits for the answer (SR-8)."""
        self.authority = self.authority or self.agency

    @transition(field=state, source=State.OUTSIDE, target=State.PENDING)
    def answered(self) -> None:
        """The answer has come to the agency that made the text."""
        self.authority = None

    @transition(field=state, source=State.OUTSIDE, target=State.REFERRED)
    def answered_higher(self) -> None:
        """The answer has come to the authority that sent it on."""

    @transition(field=state, source=[State.PENDING, State.REFERRED], target=State.CONCLUDED)
    def conclude(self) -> None:
        """Conclude with the opinion (SR-9)."""

    @transition(field=state, source=[*OPEN, State.CONCLUDED], target=State.VOID)
    def void(self, reason: str) -> None:
        """Void the review because the text has changed (SR-3)."""
        self.void_reason = reason


_ABOUT = Written(lambda kind, pk: Review.objects.about(kind, pk).values_list("pk"))


class Finding(models.Model):
    """A passage that a reviewer must look at before the text may be disclosed."""

    class Resolution(models.TextChoices):
        REMOVED = "removed", "删去"
        MASKED = "masked", "遮盖"
        JUSTIFIED = "justified", "可以公开，说明理由"

    review = models.ForeignKey(Review, models.PROTECT, related_name="findings", verbose_name="审查")
    rule = models.CharField("发现", max_length=40)
    label = models.CharField("名称", max_length=60)
    excerpt = models.CharField("内容", max_length=200, help_text="已遮盖的摘录。")
    place = models.CharField("位置", max_length=60)
    place_label = models.CharField("所在", max_length=300)
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")
    resolution = models.CharField("处理", max_length=10, choices=Resolution.choices, blank=True)
    justification = models.TextField("说明", blank=True)
    resolved_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="处理人")
    resolved_at = models.DateTimeField("处理时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "审查发现"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(resolution="justified") | ~Q(justification=""), name="finding_justified_says_why"
            ),
        ]
        triggers = [
            *kept(),
            only_while(
                "fixed_with_opinion",
                "SR-4: the findings of a concluded review stand",
                parent="secrecy_review_review",
                column="review_id",
                states=["pending", "referred"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}：{self.excerpt}"


class Referral(models.Model):
    """One referral of a review to a higher authority (SR-8)."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="referrals", verbose_name="审查")
    from_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="报审机关")
    to_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="受理机关")
    reasons = models.TextField("报审理由")
    #: Why it may determine that: the secrecy administration, the authority above, or by what rule.
    competence = models.CharField("为什么由它确定", max_length=500, blank=True)
    at = models.DateTimeField("报审时间")

    class Meta:
        verbose_name = verbose_name_plural = "逐级报审"
        ordering = ["at"]
        triggers = kept(unchanged=True)

    def __str__(self) -> str:
        return f"{self.from_agency} → {self.to_agency}"


class OutsideReferral(models.Model):
    """One referral to an authority outside the portal, and its answer when that has come (SR-8)."""

    class Answered(models.TextChoices):
        DISCLOSE = "disclose", "可以公开"
        PARTLY = "partly", "处理后可以公开一部分"
        EXEMPT = "exempt", "不得公开"
        UNDETERMINED = "undetermined", "仍不能确定，须再上报"

    review = models.ForeignKey(Review, models.PROTECT, related_name="outside", verbose_name="审查")
    from_agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="报审机关")
    authority = models.CharField("受理机关", max_length=100)
    level = models.CharField("层级", max_length=10, choices=LEVELS.items())
    competence = models.CharField("为什么由它确定", max_length=500)
    reasons = models.TextField("报审理由")
    document_number = models.CharField("报审文号", max_length=100)
    sent_on = models.DateField("报送日期")
    #: The digest of the text that was sent.
    digest = models.CharField("文本摘要", max_length=64)
    at = models.DateTimeField("登记时间")
    answer = models.CharField("答复", max_length=15, choices=Answered.choices, blank=True)
    answer_number = models.CharField("答复文号", max_length=100, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answer_text = models.TextField("答复内容", blank=True)
    answer_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复文件"
    )

    class Meta:
        verbose_name = verbose_name_plural = "报县外机关"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review"], condition=Q(answer=""), name="outsidereferral_one_unanswered"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_on__isnull=True)
                | ~Q(answer="")
                & Q(answered_on__gte=F("sent_on"))
                & ~(Q(answer_number="") | Q(answer_text="")),
                name="outsidereferral_answered_in_writing",
            ),
        ]
        triggers = [
            *kept(),
            frozen(
                "sent_as_it_was",
                "SR-8: a referral stays as it was sent",
                but=["answer", "answer_number", "answered_on", "answer_text", "answer_file_id"],
            ),
            frozen("answered_once", "SR-8: an answer stays as it came", once=pgtrigger.Q(old__answer__gt="")),
        ]

    def __str__(self) -> str:
        return f"{self.from_agency} → {self.authority}"

    @property
    def determined(self) -> bool:
        """Whether the authority decided what may be published."""
        return bool(self.answer) and self.answer != self.Answered.UNDETERMINED
