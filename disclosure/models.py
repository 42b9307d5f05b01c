"""The document: one row for each version of it, moved from draft to the public page by acts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from disclosure import statute, triggers
from foundation.agencies.models import Agency, Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import COUNTY_ROLES, Role
from foundation.casework.states import StateField
from foundation.casework.versions import Versioned, VersionedQuerySet
from foundation.clauses import Citation, cite
from foundation.database import kept
from foundation.files.models import StoredFile
from secrecy_review.models import Place, Reviewable

cite(
    "SR-4",
    by=Citation(
        "constraint", "disclosure.publish_reviewed", "数据库：没有这一文本的审查意见和签发，不能发布"
    ),
)
cite("SR-3", by=Citation("constraint", "disclosure.frozen_text", "数据库：发布之后文本不可改动"))


class Attribute(models.TextChoices):
    """SR-5: how a document is disclosed, fixed when it is made."""

    PROACTIVE = "proactive", "主动公开"
    DECLASSIFIED = "declassified", "脱密后公开"
    ON_REQUEST = "on_request", "依申请公开"
    WITHHELD = "withheld", "不予公开"


#: The attributes with which a document comes to the public page.
PUBLISHED_ATTRIBUTES = frozenset({Attribute.PROACTIVE, Attribute.DECLASSIFIED})


class IndexNumber(models.Model):
    """An index number that was given once, and is never given again."""

    number = models.CharField("索引号", max_length=60, unique=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="机构")
    year = models.PositiveSmallIntegerField("年度")
    serial = models.PositiveIntegerField("序号")

    class Meta:
        verbose_name = verbose_name_plural = "索引号"
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "serial"], name="indexnumber_once"),
            models.CheckConstraint(
                condition=Q(number__regex=r"^[a-z]+(-[a-z0-9]+)*/[0-9]{4}-[0-9]{5}$"), name="indexnumber_form"
            ),
        ]
        triggers = kept(unchanged=True)

    def __str__(self) -> str:
        return self.number


class Document(FSMModelMixin, Versioned, Reviewable):  # type: ignore[misc]
    """One version of a piece of government information."""

    kind = "document"
    readers = Readers(frozenset(Role) - COUNTY_ROLES - {Role.AGENCY_ADMIN})
    #: SR-6(1): the internal text and its files are for those who make, review and sign it, and for SR-13's inspection.
    readers_of = {
        "internal": Readers.of(
            Role.DRAFTER,
            Role.RECORDS_OFFICE,
            Role.SECRECY_REVIEWER,
            Role.SECRECY_OFFICE,
            Role.DEPARTMENT_HEAD,
            Role.LEADER,
            county=frozenset({Role.SECRECY_INSPECTOR}),
        ),
    }

    class State(models.TextChoices):
        DRAFT = "draft", "拟稿"
        RECHECK = "recheck", "待文书室复核"
        RECHECKED = "rechecked", "待送保密审查"
        REVIEW = "review", "保密审查中"
        SIGNING = "signing", "待部门负责人签发"
        COUNTERSIGNING = "countersigning", "待领导签发"
        DETERMINED = "determined", "属性已确定，待发布"
        REPORTING = "reporting", "不予公开，待报告上一级"
        KEPT = "kept", "属性已确定，不主动公开"
        PUBLISHED = "published", "已发布"
        SUPERSEDED = "superseded", "已被新版本替代"
        WITHDRAWN = "withdrawn", "已撤回"
        ABANDONED = "abandoned", "已放弃"

    PUBLIC = (State.PUBLISHED,)
    #: The text may still be corrected by the records office; whatever was reviewed or signed is then void.
    BEFORE_PUBLICATION = (
        State.RECHECK,
        State.RECHECKED,
        State.REVIEW,
        State.SIGNING,
        State.COUNTERSIGNING,
        State.DETERMINED,
    )
    reviewable_states = (State.RECHECKED, State.REVIEW, State.SIGNING, State.COUNTERSIGNING, State.DETERMINED)

    title = models.CharField("标题", max_length=statute.MAX_TITLE)
    document_number = models.CharField("文号", max_length=100, blank=True)
    genre = models.CharField("公文种类", max_length=10, blank=True, choices=[(g, g) for g in statute.GENRES])
    topic = models.CharField("主题分类", max_length=60, blank=True)
    formed_on = models.DateField("成文日期", null=True, blank=True)
    changed_on = models.DateField("变更日期", null=True, blank=True)
    validity = models.CharField("效力属性", max_length=20, blank=True, choices=statute.VALIDITIES.items())
    lapsed_on = models.DateField("失效日期", null=True, blank=True)
    normative = models.CharField("规范性质", max_length=10, blank=True, choices=statute.NORMATIVE.items())
    summary = models.TextField("内容概述", blank=True)
    body = models.TextField("正文")
    attribute = models.CharField("公开属性", max_length=20, blank=True, choices=Attribute.choices)
    attribute_reason = models.TextField("公开属性的理由", blank=True)
    ground = models.CharField("不主动公开的依据", max_length=30, blank=True, choices=statute.GROUNDS.items())
    proactive_tests = ArrayField(
        models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name="符合的主动公开要求"
    )
    internal_body = models.TextField("内部行文文稿", blank=True)
    declassification = models.CharField(
        "脱密方式", max_length=10, blank=True, choices=statute.DECLASSIFICATION_METHODS.items()
    )
    drafter = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="拟稿人")
    sign_levels = models.PositiveSmallIntegerField("签发层级", default=2)
    state = StateField("状态", max_length=20, choices=State.choices, default=State.DRAFT, protected=True)
    index = models.ForeignKey(
        IndexNumber, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="索引号"
    )
    refusal_report_number = models.CharField("不予公开报告文号", max_length=100, blank=True)
    refusal_reported_on = models.DateField("不予公开报告日期", null=True, blank=True)

    source_name = models.CharField("来源文件", max_length=200, blank=True)
    source_sha256 = models.CharField("来源文件摘要", max_length=64, blank=True)
    source_publisher = models.CharField("来源所载发布机构", max_length=100, blank=True)
    oddities = models.JSONField("来源中的疑点", default=list, blank=True)

    # The internal text of a declassified document is classified: it is not multiplied into the row history.
    history = HistoricalRecords(excluded_fields=["internal_body"])
    objects = VersionedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公文"
        ordering = ["-published_at", "-pk"]
        constraints = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                fields=["index", "version"], condition=~Q(state="abandoned"), name="document_index_version"
            ),
            models.UniqueConstraint(
                fields=["supersedes"], condition=~Q(state="abandoned"), name="document_one_newer_version"
            ),
            models.UniqueConstraint(
                fields=["index"],
                condition=~Q(state__in=["published", "superseded", "withdrawn", "abandoned"]),
                name="document_one_open_version",
                violation_error_message="这份公文已有一个新版本正在办理。",
            ),
            models.UniqueConstraint(
                fields=["index"], condition=Q(state="published"), name="document_one_published_version"
            ),
            models.UniqueConstraint(
                fields=["agency", "source_sha256"],
                condition=~Q(source_sha256="") & Q(version=1) & ~Q(state="abandoned"),
                name="document_imported_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "superseded"])
                | Q(index__isnull=False, published_at__isnull=False, formed_on__isnull=False),
                name="document_published_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(lapsed_on__isnull=True) | Q(validity__in=sorted(statute.LAPSED)),
                name="document_lapsed_is_marked",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "abandoned"]) | ~Q(attribute=""),
                name="document_attribute_fixed_after_draft",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-published_at"], name="document_state_published"),
            models.Index(fields=["agency", "state", "-published_at"], name="document_agency_state"),
            models.Index(
                fields=["topic", "-published_at"], name="document_topic", condition=Q(state="published")
            ),
        ]
        triggers = triggers.DOCUMENT

    def __str__(self) -> str:
        return self.title

    @classmethod
    def named(cls, key: str) -> Q:
        """By index number (the newest version comes first) or by number."""
        return Q(index__number=key) & ~Q(state="abandoned") if "/" in key else super().named(key)

    @property
    def index_number(self) -> str:
        """The index number, blank before publication."""
        return self.index.number if self.index else ""

    @property
    def topic_name(self) -> str:
        """The second level of the theme, which says more than the whole path where there is little room."""
        return self.topic.rpartition("/")[2]

    @property
    def topic_path(self) -> str:
        """The theme as the national classification writes it: `综合政务 \\ 政务公开`."""
        return self.topic.replace("/", " \\ ")

    @property
    def clock_day(self) -> date | None:
        """The day from which the 20 working days run: of the change for a new version, of formation otherwise (条例26)."""
        return self.changed_on or self.formed_on

    @property
    def goes_public(self) -> bool:
        """Whether its attribute brings it to the public page."""
        return self.attribute in PUBLISHED_ATTRIBUTES

    @property
    def announced_as(self) -> str:
        """Its title where that may be read on any screen; of what is not proactively disclosed, only the number."""
        return self.title if self.attribute == Attribute.PROACTIVE else f"公文 {self.ref}"

    def leaving(self) -> Iterator[Place]:
        yield Place("title", "标题", self.title, True)
        yield Place("document_number", "文号", self.document_number)
        yield Place("summary", "内容概述", self.summary, True)
        yield Place("body", "正文", self.body, True)
        yield Place("change_note", "变更说明", self.change_note, True)
        for attachment in self.attachments.select_related("file").filter(file__audience="public"):
            yield from Place.of_file(attachment.file, attachment.title)

    def signed_by(self) -> set[str]:
        """The capacities in which the present text has been signed."""
        return set(self.signatures.filter(digest=self.digest).values_list("capacity", flat=True))

    # The way of a document: SR-6

    @transition(field=state, source=State.DRAFT, target=State.RECHECK)
    def submit(self) -> None:
        """SR-6(1): the drafter hands it to the records office."""

    @transition(field=state, source=State.DRAFT, target=State.ABANDONED)
    def abandon(self) -> None:
        """The drafter gives it up; what was written and why it ended stays on record."""

    @transition(field=state, source=State.RECHECK, target=State.RECHECKED)
    def recheck(self) -> None:
        """SR-6(2): attribute and reasons conform."""

    @transition(
        field=state,
        source=[
            State.RECHECK,
            State.RECHECKED,
            State.REVIEW,
            State.SIGNING,
            State.COUNTERSIGNING,
            State.DETERMINED,
        ],
        target=State.DRAFT,
    )
    def send_back(self) -> None:
        """SR-6(2): what does not conform goes back to the drafter."""

    @transition(
        field=state,
        source=[State.RECHECKED, State.REVIEW, State.SIGNING, State.COUNTERSIGNING, State.DETERMINED],
        target=State.REVIEW,
    )
    def enter_review(self) -> None:
        """SR-4: its text is under review."""

    @transition(field=state, source=State.REVIEW, target=State.DRAFT)
    def decline(self) -> None:
        """SR-9: the opinion does not fit the attribute proposed."""

    @transition(field=state, source=State.REVIEW, target=State.SIGNING)
    def go_to_head(self) -> None:
        """SR-6(2): signed level by level, the head of the department first."""

    @transition(field=state, source=State.REVIEW, target=State.COUNTERSIGNING)
    def go_to_leader(self) -> None:
        """SR-6(2): where one level signs, the leader does."""

    @transition(field=state, source=State.SIGNING, target=State.COUNTERSIGNING)
    def sign_as_head(self) -> None:
        """The head of the department has signed."""

    @transition(field=state, source=State.COUNTERSIGNING, target=State.DETERMINED)
    def determine_public(self) -> None:
        """The leader has signed, which fixes the attribute: it will be published."""

    @transition(field=state, source=State.COUNTERSIGNING, target=State.REPORTING)
    def determine_withheld(self) -> None:
        """The leader has signed a decision not to disclose: PD-7(2) has it reported upward."""

    @transition(field=state, source=State.COUNTERSIGNING, target=State.KEPT)
    def determine_on_request(self) -> None:
        """The leader has signed: given on request."""

    @transition(field=state, source=State.REPORTING, target=State.KEPT)
    def report(self, number: str, on: date) -> None:
        """PD-7(2): the superior authority has the written report."""
        self.refusal_report_number = number
        self.refusal_reported_on = on

    @transition(field=state, source=State.KEPT, target=State.DRAFT)
    def redetermine(self) -> None:
        """PD-7(3), 条例18: what was withheld is looked at anew."""

    @transition(field=state, source=State.DETERMINED, target=State.PUBLISHED)
    def publish(self, at: datetime, first_published_on: date, index: IndexNumber) -> None:
        """PD-9: on the portal, in full text."""
        self.published_at, self.first_published_on, self.index = at, first_published_on, index

    @transition(field=state, source=State.PUBLISHED, target=State.SUPERSEDED)
    def supersede(self) -> None:
        """A newer version stands in its place; this one stays readable."""

    @transition(field=state, source=[State.PUBLISHED, State.SUPERSEDED], target=State.WITHDRAWN)
    def withdraw(self, at: datetime, reason: str) -> None:
        """Taken down with a reason that everyone can read."""
        self.withdrawn_at, self.withdrawal_reason = at, reason


class Attachment(models.Model):
    """A file of a document, in order. Whether the public may have it is a property of the stored file."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="attachments", verbose_name="公文")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    title = models.CharField("名称", max_length=200)
    position = models.PositiveSmallIntegerField("次序")

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["document", "file"], name="attachment_once")]
        triggers = triggers.ATTACHMENT

    def __str__(self) -> str:
        return self.title


class Signature(models.Model):
    """A person's signature under one exact text."""

    class Capacity(models.TextChoices):
        DEPARTMENT_HEAD = "department_head", "部门负责人签发"
        LEADER = "leader", "领导签发"
        SECRECY_OFFICE = "secrecy_office", "保密办确认脱密结果"

    document = models.ForeignKey(Document, models.PROTECT, related_name="signatures", verbose_name="公文")
    capacity = models.CharField("签名身份", max_length=20, choices=Capacity.choices)
    digest = models.CharField("文本摘要", max_length=64)
    signer = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="签名人")
    signer_name = models.CharField("姓名", max_length=60)
    remark = models.TextField("批注", blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "签名"
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["document", "capacity", "digest"], name="signature_once"),
        ]
        triggers = kept(unchanged=True)

    def __str__(self) -> str:
        return f"{self.get_capacity_display()} {self.signer_name}"
