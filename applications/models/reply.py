"""The reply: its decisions, the texts and files given with it, the decisions on third parties' information."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat
from django.utils.timezone import localtime
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from applications import triggers
from applications.models.application import READERS, Application, Form
from applications.models.consultation import Consultation
from applications.statute import OUTCOMES, Outcome
from disclosure.models import Document
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.agencies.roles import Role
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.files.models import StoredFile
from foundation.files.outgoing import Outgoing
from foundation.privacy.fields import EncryptedTextField
from secrecy_review.models import Place, Reviewable


class ReplyQuerySet(MatterQuerySet):
    """Reads of replies."""

    def issued(self) -> ReplyQuerySet:
        """Replies that were issued and stand: not those that were quashed."""
        return self.filter(state=Reply.State.ISSUED, quashed_on=None)

    def under_way(self, *, explains: bool) -> ReplyQuerySet:
        """Replies neither abandoned nor quashed, drafts and issued ones; with `explains` the later statements of reasons."""
        return self.exclude(state=Reply.State.ABANDONED).filter(explains=explains, quashed_on=None)


class Reply(FSMModelMixin, Reviewable):  # type: ignore[misc]
    """The written answer to one application, reviewed and signed word for word before it is issued."""

    kind = "reply"
    read_with = ("agency", "application")
    keeper = ("drafter", Role.APPLICATIONS_CLERK)
    about, whose = F("application__wanted"), F("application__applicant__name")
    readers = READERS
    heading = Concat(
        Case(When(explains=True, then=Value("说明理由 ")), default=Value("答复 ")), F("application__number")
    )

    class State(models.TextChoices):
        DRAFTING = "drafting", "拟写中"
        RECHECKED = "rechecked", "待送保密审查"
        REVIEW = "review", "保密审查中"
        SIGNING = "signing", "待签发"
        SIGNED = "signed", "已签发，待发出"
        ISSUED = "issued", "已发出"
        ABANDONED = "abandoned", "已作废"

    reviewable_states = (State.RECHECKED, State.REVIEW, State.SIGNING)
    UNISSUED = (State.DRAFTING, *reviewable_states, State.SIGNED)

    class FormReason(models.TextChoices):
        """条例40: why information is given in another form than the applicant wanted."""

        DAMAGE = "damage", "按要求的形式提供，可能危及政府信息载体安全"
        COST = "cost", "按要求的形式提供，成本过高"

    application = models.ForeignKey(Application, models.PROTECT, related_name="replies", verbose_name="申请")
    #: The day of the decision or judgment by which it was quashed; another reply takes its place.
    quashed_on = models.DateField("撤销日期", null=True, blank=True)
    explains = models.BooleanField(
        "说明理由", default=False, help_text="答复之后应申请人要求另行说明不予公开的理由（OR-4(2)）。"
    )
    opening = models.TextField("开头补充", blank=True)
    public_interest = models.TextField(
        "不公开会对公共利益造成的重大影响",
        blank=True,
        help_text="第三方没有同意而仍予公开的理由（条例第三十二条）。",
    )
    #: Blank where it is given in the form that the applicant wanted.
    form = models.CharField("改用的形式", max_length=20, choices=Form.choices, blank=True)
    form_because = models.CharField("改用的原因", max_length=10, choices=FormReason.choices, blank=True)
    arrangement = models.TextField("查阅、抄录的安排", blank=True)
    #: 条例33: given at the counter; it points at what is public and says nothing else, so that nobody has to review it.
    on_the_spot = models.BooleanField("当场答复", default=False)
    state = StateField("状态", max_length=20, choices=State.choices, default=State.DRAFTING, protected=True)
    drafter = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="拟稿人")
    signer = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="签发人")
    signed_digest = models.CharField("签发的文本摘要", max_length=64, blank=True)
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    issued_at = models.DateTimeField("发出时间", null=True, blank=True)

    history = HistoricalRecords()
    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申请答复"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="reply_agency_state"),
            models.Index(fields=["-issued_at", "-id"], name="reply_issued", condition=Q(state="issued")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "explains"],
                condition=~Q(state="abandoned") & Q(quashed_on__isnull=True),
                name="reply_one_per_application",
                violation_error_message="这件申请已有一份答复在办理。",
            ),
            models.UniqueConstraint(
                fields=["document_number"], condition=~Q(document_number=""), name="reply_number_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="issued") | (~Q(document_number="") & Q(issued_at__isnull=False)),
                name="reply_issued_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(quashed_on__isnull=True) | Q(state="issued"), name="reply_quashed_was_issued"
            ),
            models.CheckConstraint(
                condition=Q(form="", form_because="") | ~Q(form="") & ~Q(form_because=""),
                name="reply_other_form_has_a_reason",
                violation_error_message="不按申请人要求的形式提供的，要有原因（条例第四十条）。",
            ),
        ]
        triggers = triggers.REPLY

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return f"{'说明理由' if self.explains else '答复'} {self.application.number}"

    def named_in(self, text: str, reader: Actor | None = None) -> list[str]:
        """As the application says."""
        return self.application.named_in(text, reader)

    @classmethod
    def lenders(cls) -> dict[str, Combinable]:
        """Its application, whose time runs on while it is under way."""
        return {Application.kind: F("application_id")}

    def locked_first(self) -> list[tuple[type[models.Model], int]]:
        """The application: acts on the reply and acts on its application lock in the same order."""
        return [(Application, self.application_id)]

    def goes_with(self) -> list[Matter]:
        """The application that it answers, too."""
        return [*super().goes_with(), self.application, *self.application.goes_with()]

    def leaving(self) -> Iterator[Place]:
        """Every text and file that is sent out, except the applicant's own words and address."""
        yield Place("opening", "开头补充", self.opening, True)
        yield Place("public_interest", "公共利益理由", self.public_interest, True)
        yield Place("arrangement", "查阅、抄录的安排", self.arrangement, True)
        for n, decision in enumerate(self.decisions.all(), 1):
            for name, label in Decision.WRITTEN.items():
                key = f"decision:{decision.pk}:{name}"
                yield Place(key, f"决定{n}的{label}", getattr(decision, name), True)
        for weighing in self.weighings.all():
            for name, label in Weighing.WRITTEN.items():
                key = f"weighing:{weighing.pk}:{name}"
                yield Place(key, f"对第三方的{label}", getattr(weighing, name), True)
        for passage in self.passages.all():
            yield Place(f"passage:{passage.pk}:title", f"《{passage.title}》名称", passage.title, True)
            yield Place(f"passage:{passage.pk}:released", f"《{passage.title}》", passage.released, True)
        known = "files" in getattr(self, "_prefetched_objects_cache", {})
        for given in self.files.all() if known else self.files.select_related("file", "original"):
            yield from Place.of_outgoing(given, given.file, given.title)

    def struck_grounds(self) -> set[str]:
        """The outcomes on whose grounds passages of the application were struck (条例37)."""
        every = Passage.objects.filter(reply__application=self.application_id)
        texts = every if self.explains else self.passages.all()
        return {piece["ground"] for passage in texts for piece in passage.struck}

    def holding(self, place: str) -> tuple[models.Model, str]:
        """A field of the reply, or of one of its decisions, weighings or passages."""
        if ":" not in place:
            return self, place
        part, pk, name = place.split(":")
        return getattr(self, f"{part}s").get(pk=pk), name

    @transition(field=state, source=State.DRAFTING, target=State.RECHECKED)
    def submit(self) -> None:
        """条例45: hand in the complete draft."""

    @transition(field=state, source=list(reviewable_states), target=State.REVIEW)
    def enter_review(self) -> None:
        """SR-4: begin the secrecy review of its text."""

    @transition(field=state, source=State.REVIEW, target=State.SIGNING)
    def pass_review(self) -> None:
        """SR-9: go on to signing, the text cleared for disclosure."""

    @transition(field=state, source=[*reviewable_states, State.SIGNED], target=State.DRAFTING)
    def send_back(self) -> None:
        """Return it to the drafter."""

    @transition(field=state, source=State.SIGNING, target=State.SIGNED)
    def sign(self, signer: Staff | None, at: datetime) -> None:
        """Sign exactly the present text."""
        self.signer, self.signed_digest, self.signed_at = signer, self.digest, at

    @transition(field=state, source=State.SIGNED, target=State.ISSUED)
    def issue(self, number: str, at: datetime) -> None:
        """OR-4: send it to the applicant under its number."""
        self.document_number, self.issued_at = number, at

    @transition(field=state, source=State.DRAFTING, target=State.ISSUED)
    def answer_on_the_spot(self, number: str, at: datetime) -> None:
        """条例33: hand it over at once; the database lets only what points at public information go this way."""
        self.document_number, self.issued_at = number, at

    @transition(field=state, source=list(UNISSUED), target=State.ABANDONED)
    def abandon(self) -> None:
        """Drop it, because the application ended otherwise or a new draft is wanted."""


class Decision(models.Model):
    """One outcome of a reply, with facts, articles and reasons."""

    #: The free texts, reviewed and searched for leaks, with their labels.
    WRITTEN = {"facts": "事实", "basis": "法律依据", "reasons": "理由", "guidance": "获取方式"}

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="decisions", verbose_name="答复")
    position = models.PositiveSmallIntegerField("次序")
    outcome = models.CharField("决定", max_length=30, choices=[(o.code, o.label) for o in OUTCOMES.values()])
    facts = models.TextField("事实", help_text="查到了什么，怎么查的。")
    basis = models.TextField("法律依据", help_text="写到条、款、项。")
    reasons = models.TextField("理由")
    guidance = models.TextField("获取方式", blank=True, help_text="到哪里、怎样、什么时候可以得到。")
    until = models.DateField(
        "暂不公开到哪一天",
        null=True,
        blank=True,
        help_text="暂时不宜公开的：到这一天再办，并告诉申请人（OR-4(2)）。",
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="负责公开的机关"
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="已公开的信息"
    )

    class Meta:
        verbose_name = verbose_name_plural = "答复决定"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["reply", "outcome"], name="decision_outcome_once"),
            models.CheckConstraint(
                condition=~(Q(facts="") | Q(basis="") | Q(reasons="")), name="decision_is_reasoned"
            ),
        ]
        triggers = triggers.PART

    def __str__(self) -> str:
        return self.get_outcome_display()

    @property
    def kind(self) -> Outcome:
        """The entry of the statute for this outcome."""
        return OUTCOMES[self.outcome]

    @property
    def month(self) -> str:
        """The month in which it was issued, `2026-11`; the day might tell whose it is."""
        assert self.reply.issued_at is not None
        return f"{localtime(self.reply.issued_at):%Y-%m}"


class Passage(models.Model):
    """条例37: a source text, kept encrypted and never sent out, and the part of it that is given."""

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="passages", verbose_name="答复")
    title = models.CharField("名称", max_length=200)
    source = EncryptedTextField("原文")
    released = models.TextField("提供的文字")
    #: For each stretch that was struck: where it stood in the source and on what ground.
    struck = models.JSONField("删去的部分及其依据", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "区分处理的文本"
        ordering = ["pk"]
        triggers = triggers.PART

    def __str__(self) -> str:
        return self.title


class Weighing(models.Model):
    """条例32: the decision on the information about which one third party was asked, with the reasons told to that party."""

    class Decided(models.TextChoices):
        DISCLOSED = "disclosed", "予以公开"
        PARTLY = "partly", "公开一部分"
        WITHHELD = "withheld", "不予公开"

    class Objection(models.TextChoices):
        REASONABLE = "reasonable", "合理：公开会损害其商业秘密、个人隐私等合法权益（条例第十五条）"
        UNFOUNDED = "unfounded", "不合理，或者没有说明理由"

    WRITTEN = {"given": "公开的内容", "reasons": "理由"}

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="weighings", verbose_name="答复")
    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="weighings", verbose_name="征求意见"
    )
    decided = models.CharField("决定", max_length=10, choices=Decided.choices)
    #: Said where something is disclosed against an objection.
    objection = models.CharField("第三方不同意的理由", max_length=10, choices=Objection.choices, blank=True)
    given = models.TextField("公开的内容", blank=True)
    reasons = models.TextField("理由")

    class Meta:
        verbose_name = verbose_name_plural = "对第三方意见的决定"
        ordering = ["consultation_id"]
        constraints = [
            models.UniqueConstraint(fields=["reply", "consultation"], name="weighing_once"),
            models.CheckConstraint(condition=~Q(reasons=""), name="weighing_is_reasoned"),
            models.CheckConstraint(condition=~Q(decided="partly", given=""), name="weighing_names_its_part"),
        ]
        triggers = triggers.PART

    def __str__(self) -> str:
        return self.get_decided_display()

    @property
    def against_objection(self) -> bool:
        """Whether something is disclosed that the third party objected to; silence is no objection (条例32)."""
        return self.consultation.objects_to(self.decided)

    @property
    def needs_public_interest(self) -> bool:
        """Whether it discloses against a reasonable objection: only the public interest allows that (条例15, 32)."""
        return self.against_objection and self.objection == self.Objection.REASONABLE


class ReplyFile(Outgoing):
    """A file given with a reply."""

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="files", verbose_name="答复")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    title = models.CharField("名称", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "答复附件"
        ordering = ["pk"]
        constraints = [
            *Outgoing.Meta.constraints,
            models.UniqueConstraint(fields=["reply", "file"], name="replyfile_once"),
        ]
        triggers = [*triggers.PART, *Outgoing.Meta.triggers]

    def __str__(self) -> str:
        return self.title
