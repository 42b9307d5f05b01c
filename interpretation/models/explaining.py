"""Whether a document is interpreted and by what plan; the interpretation, what it is about, its signatures and releases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from disclosure.models import Document
from foundation.agencies.models import Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.database import kept
from foundation.files.captions import clock, spoken_words
from foundation.files.models import StoredFile
from foundation.files.outgoing import Outgoing
from interpretation import statute, triggers
from interpretation.charts import words
from secrecy_review.models import Place, Reviewable

READERS = Readers.of(
    Role.DRAFTER,
    Role.RECORDS_OFFICE,
    Role.SECRECY_REVIEWER,
    Role.SECRECY_OFFICE,
    Role.DEPARTMENT_HEAD,
    Role.LEADER,
    Role.COUNTY_LEADER,
    Role.DISCLOSURE_HEAD,
)
#: The states of a document whose text everybody can read.
READABLE = (Document.State.PUBLISHED, Document.State.SUPERSEDED)


class Duty(FSMModelMixin, Matter):  # type: ignore[misc]
    """Whether one document has to be interpreted, by which agency, and the plan for it (PI-2, PI-3, PI-4)."""

    kind = "interpretation_duty"
    readers = READERS
    heading = Concat(Value("解读责任："), F("document__title"))
    read_with = ("agency", "document")
    listed_as_begun = False

    class State(models.TextChoices):
        JUDGED = "judged", "判断为不需要解读，待另一人同意"
        NOT_DUE = "not_due", "不需要解读"
        DUE = "due", "须解读"
        EXEMPTING = "exempting", "免解读待批准"
        EXEMPT = "exempt", "已批准免解读"

    document = models.OneToOneField(
        Document, models.PROTECT, related_name="interpretation_duty", verbose_name="公文"
    )
    sort = models.CharField("属于哪一种", max_length=20, blank=True, choices=statute.SORTS.items())
    #: The answers from which that follows, by the names of the questions.
    answers = models.JSONField("判断时的回答", default=dict)
    state = StateField("状态", max_length=20, choices=State.choices, default=State.JUDGED, protected=True)
    #: Why it need not be interpreted, who says so, and who agreed (PI-3).
    not_due_reason = models.TextField("不需要解读的理由", blank=True)
    judged_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="判断人"
    )
    cleared_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="同意人"
    )
    digest = models.CharField("方案摘要", max_length=64, editable=False, help_text="由数据库计算。")

    outline = models.TextField("解读提纲", blank=True)
    forms = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name="解读形式")
    channels = models.TextField("解读渠道", blank=True)
    planned_for = models.CharField("解读时间", max_length=100, blank=True)
    interpreter = models.CharField("解读人", max_length=60, blank=True)
    interpreter_post = models.CharField("解读人职务", max_length=60, blank=True)
    first_interpreter = models.CharField("第一解读人", max_length=60, blank=True)
    contact = models.CharField("联系方式", max_length=100, blank=True)

    #: Whether the county holds a press conference on it, and why (PI-7(2)).
    press = models.BooleanField("要开新闻发布会", default=False)
    press_reason = models.CharField("开或者不再开发布会的理由", max_length=300, blank=True)

    exemption_reason = models.TextField("免解读的理由", blank=True)
    asked_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提出人"
    )
    exempted_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准人"
    )

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "解读责任"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="duty_agency_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["judged", "not_due"], sort="")
                | ~Q(state__in=["judged", "not_due"]) & ~Q(sort=""),
                name="duty_due_is_of_a_sort",
            ),
            models.CheckConstraint(
                condition=Q(press=False) | ~Q(press_reason=""), name="duty_press_conference_why"
            ),
        ]
        triggers = triggers.DUTY

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The heading at the desk."""
        return f"解读责任：{self.document.title}"

    @property
    def named_outside(self) -> str:
        """What mail says: nothing of a document that is not public."""
        return f"解读责任：{self.document.named_outside}"

    @classmethod
    def lenders(cls) -> dict[str, Combinable]:
        """Its document, whose time to be published runs on while it is considered."""
        return {Document.kind: F("document_id")}

    def locked_first(self) -> list[tuple[type[models.Model], int]]:
        return [(Document, self.document_id)]

    def leads_to(self) -> Matter:
        """Back to the document, of which nothing more is to be done here; what was just judged may have fallen due since."""
        ended = Duty.objects.filter(pk=self.pk, state__in=[self.State.JUDGED, self.State.NOT_DUE]).exists()
        return self.document if ended else self

    def goes_with(self) -> list[Matter]:
        """Its interpretations that are not public yet."""
        done = (
            Interpretation.State.PUBLISHED,
            Interpretation.State.WITHDRAWN,
            Interpretation.State.ABANDONED,
        )
        return list(self.interpretations.filter(agency=self.agency_id).exclude(state__in=done))

    def content_digest(self) -> str:
        return self.digest

    @property
    def binding(self) -> bool:
        """Whether the document is neither received nor published without its interpretation (PI-3(1)–(3), PI-4)."""
        return self.sort in statute.BINDING and self.state in (self.State.DUE, self.State.EXEMPTING)

    @property
    def plan_gaps(self) -> list[str]:
        """The labels of what the plan lacks."""
        named = statute.PLAN | statute.PEOPLE
        return [label for name, label in named.items() if not getattr(self, name)]

    @property
    def form_labels(self) -> list[str]:
        """The planned forms in words."""
        return [statute.FORMS[form] for form in self.forms if form in statute.FORMS]

    def material(self) -> Interpretation | None:
        """The interpretation with the eight parts that goes with the document, unless it was given up."""
        rows = self.interpretations.filter(form=statute.TEXT)
        return rows.exclude(state=Interpretation.State.ABANDONED).order_by("pk").first()

    def conference(self) -> Interpretation | None:
        """The record of the press conference on it, unless it was given up."""
        rows = self.interpretations.filter(form=statute.PRESS)
        return rows.exclude(state=Interpretation.State.ABANDONED).order_by("pk").first()

    @transition(field=state, source=State.JUDGED, target=State.NOT_DUE)
    def agree_not_due(self, by: Staff) -> None:
        """A second person agrees that it need not be interpreted (PI-3)."""
        self.cleared_by = by

    @transition(field=state, source=[State.JUDGED, State.NOT_DUE, State.EXEMPT], target=State.DUE)
    def find_due(self, sort: str) -> None:
        """It has to be interpreted after all."""
        self.sort = sort
        self.exemption_reason, self.asked_by, self.exempted_by = "", None, None
        self.not_due_reason, self.judged_by, self.cleared_by = "", None, None

    @transition(field=state, source=State.DUE, target=State.EXEMPTING)
    def ask_exemption(self, reason: str, by: Staff) -> None:
        """Somebody asks that it need not be interpreted."""
        self.exemption_reason, self.asked_by = reason, by

    @transition(field=state, source=State.EXEMPTING, target=State.EXEMPT)
    def exempt(self, by: Staff) -> None:
        """A second person approves."""
        self.exempted_by = by

    @transition(field=state, source=State.EXEMPTING, target=State.DUE)
    def refuse_exemption(self) -> None:
        """The second person does not approve."""
        self.exemption_reason, self.asked_by = "", None


class InterpretationQuerySet(MatterQuerySet):
    """Reads of interpretations; the only place that decides what the public may see."""

    def public(self, at: datetime) -> InterpretationQuerySet:
        """Those that anybody may read: published, about at least one document that anybody can read."""
        links = Link.objects.filter(interpretation=OuterRef("pk"), document__state__in=READABLE)
        return self.filter(
            Exists(links.filter(document__published_at__lte=at)),
            state=Interpretation.State.PUBLISHED,
            published_at__lte=at,
        )


class Interpretation(FSMModelMixin, Reviewable):  # type: ignore[misc]
    """One text, table of questions, chart or record that explains one or more documents (PI-5, PI-6)."""

    kind = "interpretation"
    readers = READERS
    keeper = ("drafter", Role.DRAFTER)
    #: Nobody requests its review: that begins when it is handed in.
    reviewable_states = ()

    class State(models.TextChoices):
        DRAFT = "draft", "编写中"
        REVIEW = "under_review", "保密审查中"
        SIGNING = "with_head", "待主要负责人审签"
        COUNTERSIGNING = "with_county_leader", "待县政府领导审签"
        SIGNED = "signed", "已审签，待发布"
        PUBLISHED = "published", "已发布"
        WITHDRAWN = "withdrawn", "已撤下"
        ABANDONED = "abandoned", "已放弃"

    #: The states in which its text is under decision or decided, and may be taken back.
    UNDER_WAY: ClassVar[tuple[str, ...]] = (
        State.REVIEW,
        State.SIGNING,
        State.COUNTERSIGNING,
        State.SIGNED,
    )

    #: The duty that it fulfils; none for what explains a published document later.
    duty = models.ForeignKey(
        Duty,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="interpretations",
        verbose_name="解读责任",
    )
    form = models.CharField("形式", max_length=20, choices=statute.FORMS.items())
    author = models.CharField("谁解读的", max_length=20, choices=statute.AUTHORS.items())
    byline = models.CharField("姓名和职务", max_length=100, blank=True)
    title = models.CharField("标题", max_length=200)
    background = models.TextField("出台背景", blank=True)
    purpose = models.TextField("目的意义", blank=True)
    measures = models.TextField("工作措施", blank=True)
    differences = models.TextField("新旧差异与衔接", blank=True)
    terms = models.TextField("关键词诠释", blank=True)
    highlights = models.TextField("特色亮点", blank=True)
    cautions = models.TextField("注意事项", blank=True)
    opinions = models.TextField("意见采纳", blank=True)
    #: Why a part does not apply, by its name; read by whoever signs, not by the public.
    left_out = models.JSONField("不适用的部分", default=dict, blank=True)
    body = models.TextField("内容", blank=True)
    #: The picture as cleaned SVG, and what stands in its place for whoever does not see it.
    chart = models.TextField("图", blank=True)
    alt = models.CharField("图的说明", max_length=statute.LONGEST_ALT, blank=True)
    spoken = models.TextField("广播稿", blank=True)
    #: What one hears or sees, with captions in WebVTT; what is said in it is written in `body` (PI-6, 无障碍法 32).
    media = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="音频或者视频"
    )
    captions = models.TextField("字幕", blank=True)
    #: A press conference: when, where, led by whom, who spoke, which media were there (PI-7(2)).
    held_at = models.DateTimeField("发布会时间", null=True, blank=True)
    held_where = models.CharField("发布会地点", max_length=100, blank=True)
    host = models.CharField("主持人", max_length=100, blank=True)
    speakers = models.TextField("发布人", blank=True)
    attended = models.TextField("到场媒体", blank=True)
    #: Texts with marks of their own (marked.py): worked cases, 跟我有关吗, days to keep in mind.
    cases = models.TextField("案例", blank=True)
    selfcheck = models.TextField("跟我有关吗", blank=True)
    dates = models.TextField("要记住的日子", blank=True)
    #: It in large print, made once it is published (printing.py).
    sheet = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="广播稿 PDF"
    )
    levels = models.PositiveSmallIntegerField("审签层级", default=1)
    state = StateField("状态", max_length=20, choices=State.choices, default=State.DRAFT, protected=True)
    drafter = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="编写人")
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    restored_at = models.DateTimeField("撤销撤下时间", null=True, blank=True)
    #: What became of a document since, until somebody has looked whether the interpretation still fits.
    flag = models.CharField("须核对的原因", max_length=200, blank=True)

    history = HistoricalRecords(excluded_fields=["sheet"])
    objects = InterpretationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "解读"
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="interpretation_agency_state"),
            models.Index(
                fields=["-published_at", "-id"], name="interpretation_newest", condition=Q(state="published")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["duty"],
                condition=Q(form="text") & ~Q(state="abandoned"),
                name="interpretation_one_material",
                violation_error_message="这份公文已有解读材料，请修改那一份。",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="interpretation_published_when",
            ),
            models.CheckConstraint(
                condition=Q(chart="") | ~Q(alt="") & ~Q(body=""), name="interpretation_chart_in_words"
            ),
            models.CheckConstraint(
                condition=~Q(form__in=[statute.AUDIO, statute.VIDEO])
                | ~Q(state="published")
                | Q(media__isnull=False) & ~Q(body="") & (Q(form=statute.AUDIO) | ~Q(captions="")),
                name="interpretation_media_in_words",
            ),
        ]
        triggers = triggers.INTERPRETATION

    def __str__(self) -> str:
        return self.title

    @property
    def named_outside(self) -> str:
        """What mail says: its title once it is published."""
        return self.title if self.state == self.State.PUBLISHED else f"{self.agency.short_name}的一份解读"

    @classmethod
    def lenders(cls) -> dict[str, Combinable]:
        """The document with which it is published, while that one's time runs."""
        return {Document.kind: F("duty__document_id")}

    def locked_first(self) -> list[tuple[type[models.Model], int]]:
        return [(Document, self.duty.document_id)] if self.duty else []

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The labels and texts of the eight parts that there are."""
        named = ((label, getattr(self, name)) for name, label in statute.PARTS.items())
        return [(label, text) for label, text in named if text]

    @property
    def gaps(self) -> list[str]:
        """The labels of the eight parts that are neither written nor left out for a reason; none for other forms."""
        if self.form != statute.TEXT:
            return []
        return [
            label
            for name, label in statute.PARTS.items()
            if not getattr(self, name) and not self.left_out.get(name)
        ]

    @property
    def text(self) -> str:
        """Everything that is read of it, below its title."""
        parts = "\n".join(f"{label}\n{text}" for label, text in self.parts)
        return "\n".join(filter(None, (parts, self.body, self.cases, self.selfcheck, self.dates)))

    @property
    def seconds(self) -> float:
        """How long sound or film lasts; nought where there is none."""
        return float(self.media.metadata.get("seconds", 0)) if self.media else 0.0

    @property
    def lasts(self) -> str:
        """How long it lasts, as people read it: `1:05`."""
        return clock(round(self.seconds * 1000))

    def leaving(self) -> Iterator[Place]:
        """List the texts that the secrecy review reads."""
        yield Place("title", "标题", self.title, True)
        yield Place("byline", "姓名和职务", self.byline, True)
        for name, label in statute.PARTS.items():
            yield Place(name, label, getattr(self, name), True)
        yield Place("body", "内容", self.body, True)
        yield Place("alt", "图的说明", self.alt, True)
        unread = "图要人工看一看" if self.chart else ""
        yield Place("chart", "图里的字", " ".join(words(self.chart)), unread=unread)
        yield Place("spoken", "广播稿", self.spoken, True)
        # Not struck here: a cut in the middle of a cue leaves captions that no player reads.
        yield Place("captions", "字幕", spoken_words(self.captions))
        for name, label in (("cases", "案例"), ("selfcheck", "跟我有关吗"), ("dates", "要记住的日子")):
            yield Place(name, label, getattr(self, name), True)
        for name, label in (
            ("held_where", "发布会地点"),
            ("host", "主持人"),
            ("speakers", "发布人"),
            ("attended", "到场媒体"),
        ):
            yield Place(name, label, getattr(self, name), True)
        if self.media:
            yield from Place.of_file(self.media, self.media.name)
        for photo in self.photos.select_related("file", "original"):
            yield Place(f"photo:{photo.pk}", "照片的说明", photo.alt)
            yield from Place.of_outgoing(photo, photo.file, photo.file.name)

    def documents(self) -> models.QuerySet[Document]:
        """The documents that it is about, each once."""
        return Document.objects.filter(pk__in=self.links.values("document"))

    def signed_as_it_stands(self, capacity: str) -> bool:
        """Whether there is that signature under this text with plan and document as they stand now."""
        signed = self.signatures.filter(capacity=capacity, text=self.digest)
        if self.duty is not None:
            document = Document.objects.only("digest").get(pk=self.duty.document_id)
            signed = signed.filter(plan=self.duty.digest, document=document.digest)
        return signed.exists()

    @property
    def is_signed(self) -> bool:
        """Whether every signature that it needs holds."""
        needed = [Signature.Capacity.HEAD, Signature.Capacity.COUNTY_LEADER][: self.levels]
        return all(self.signed_as_it_stands(capacity) for capacity in needed)

    # Its way

    @transition(field=state, source=State.DRAFT, target=State.REVIEW)
    def hand_in(self) -> None:
        """The drafter hands it in, and its review begins."""

    @transition(field=state, source=State.REVIEW, target=State.SIGNING)
    def pass_review(self) -> None:
        """SR-9: the reviewer finds that it may be disclosed."""

    @transition(field=state, source=State.REVIEW, target=State.DRAFT)
    def fail_review(self) -> None:
        """SR-9: the reviewer finds that it may not be disclosed."""

    @transition(field=state, source=list(UNDER_WAY), target=State.DRAFT)
    def take_back(self) -> None:
        """It goes back to be changed."""

    @transition(field=state, source=[State.SIGNING, State.SIGNED], target=State.COUNTERSIGNING)
    def go_to_county(self) -> None:
        """The head signs; the county's leader signs next (PI-4(3))."""

    @transition(field=state, source=[State.SIGNING, State.COUNTERSIGNING, State.SIGNED], target=State.SIGNED)
    def sign(self) -> None:
        """It is signed by everybody who has to."""

    @transition(field=state, source=State.SIGNED, target=State.PUBLISHED)
    def publish(self, at: datetime) -> None:
        """Everybody can read it (PI-4, PI-7)."""
        self.published_at = at

    @transition(field=state, source=State.PUBLISHED, target=State.WITHDRAWN)
    def withdraw(self, at: datetime) -> None:
        """Take it down; the document's page says that it is being renewed."""
        self.withdrawn_at = at

    @transition(field=state, source=State.WITHDRAWN, target=State.PUBLISHED)
    def restore(self, at: datetime) -> None:
        """Its withdrawal is undone within the hour."""
        self.restored_at, self.withdrawn_at = at, None

    @transition(field=state, source=State.DRAFT, target=State.ABANDONED)
    def abandon(self) -> None:
        """It is given up."""


class Link(models.Model):
    """That an interpretation is about a document, or about one article of it."""

    interpretation = models.ForeignKey(
        Interpretation, models.PROTECT, related_name="links", verbose_name="解读"
    )
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name="公文")
    #: The anchor of the article on the document's page, and the number it bears; blank for the whole document.
    anchor = models.CharField("条文位置", max_length=60, blank=True)
    label = models.CharField("条文", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "解读的公文"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["interpretation", "document", "anchor"], name="link_once"),
        ]
        triggers = triggers.LINK

    def __str__(self) -> str:
        return f"{self.document} {self.label}".strip()


class Photo(Outgoing):
    """A photo of a press conference, or the picture that stands for a film until it plays, told in words (WCAG 1.1.1)."""

    interpretation = models.ForeignKey(
        Interpretation, models.PROTECT, related_name="photos", verbose_name="解读"
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="照片")
    alt = models.CharField("照片的说明", max_length=statute.LONGEST_ALT)

    class Meta:
        verbose_name = verbose_name_plural = "照片"
        ordering = ["pk"]
        constraints = [
            *Outgoing.Meta.constraints,
            models.CheckConstraint(condition=~Q(alt=""), name="photo_in_words"),
        ]
        triggers = [*Outgoing.Meta.triggers, *triggers.PHOTO]

    def __str__(self) -> str:
        return self.alt


class Signature(models.Model):
    """A signature under an interpretation, the plan and the document, each exactly as it stood (PI-4(2), (3))."""

    class Capacity(models.TextChoices):
        HEAD = "head", "主要负责人审签"
        COUNTY_LEADER = "county_leader", "县政府领导审签"

    interpretation = models.ForeignKey(
        Interpretation, models.PROTECT, related_name="signatures", verbose_name="解读"
    )
    capacity = models.CharField("审签身份", max_length=20, choices=Capacity.choices)
    text = models.CharField("解读摘要", max_length=64)
    plan = models.CharField("方案摘要", max_length=64, blank=True)
    document = models.CharField("公文摘要", max_length=64, blank=True)
    signer = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="审签人")
    signer_name = models.CharField("姓名", max_length=60)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "解读审签"
        ordering = ["at"]
        triggers = kept(unchanged=True)

    def __str__(self) -> str:
        return f"{self.get_capacity_display()} {self.signer_name}"


class Release(models.Model):
    """Where an interpretation was released besides the portal, and when (PI-7)."""

    interpretation = models.ForeignKey(
        Interpretation, models.PROTECT, related_name="releases", verbose_name="解读"
    )
    medium = models.CharField("在哪里发布", max_length=100)
    address = models.CharField("网址", max_length=300, blank=True)
    released_at = models.DateTimeField("发布时间")
    #: Whether it came out there before it was on the portal, and why.
    early = models.BooleanField("早于门户网站", default=False)
    reason = models.CharField("早于门户网站的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "在别处的发布"
        ordering = ["released_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(early=False) | ~Q(reason=""), name="release_early_says_why"),
        ]
        triggers = triggers.RELEASE

    def __str__(self) -> str:
        return self.medium
