"""The document, a row for each version, with its attachments and signatures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.timezone import localdate
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from disclosure import statute, triggers
from disclosure.heads import GUIDE, HEADS
from disclosure.models.numbers import IndexNumber
from foundation.agencies.models import Agency, Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import COUNTY_ROLES, Role
from foundation.casework.states import StateField
from foundation.casework.versions import Versioned, VersionedQuerySet
from foundation.clauses import Citation, cite
from foundation.database import Written, kept
from foundation.files.models import StoredFile
from foundation.files.outgoing import Outgoing
from secrecy_review.models import Place, Reviewable

cite(
    "SR-4",
    by=Citation("constraint", "disclosure.publish_reviewed", "没有对这一稿的审查意见和签发，谁也发布不了"),
)
cite("SR-3", by=Citation("constraint", "disclosure.frozen_text", "发布之后谁也改动不了"))


class Attribute(models.TextChoices):
    """How a document is disclosed, decided when it is drafted (SR-5)."""

    PROACTIVE = "proactive", "主动公开"
    DECLASSIFIED = "declassified", "脱密后公开"
    ON_REQUEST = "on_request", "依申请公开"
    WITHHELD = "withheld", "不予公开"


#: What citizens read, or may still read as a version of before.
READABLE = Q(state__in=["published", "superseded"])

#: The attributes with which a document is published.
PUBLISHED_ATTRIBUTES = frozenset({Attribute.PROACTIVE, Attribute.DECLASSIFIED})


class DocumentQuerySet(VersionedQuerySet):
    """Reads of documents."""

    def as_shown(self) -> DocumentQuerySet:
        """With what a document's own page shows of it, and not what the agency keeps to itself."""
        return self.select_related("agency", "index", "pdf", "docx").defer(
            "internal_body", "attribute_reason", "ground", "proactive_tests", "declassification", "drafter", "oddities",
            "special_category", "source_name", "refusal_report_number", "refusal_reported_on", "restored_at",
            "agency__functions", "agency__disclosure_office", "agency__disclosure_officer", "agency__office_address",
            "agency__office_hours", "agency__office_phone", "agency__overseer", "agency__mark", "agency__parent",
            "agency__successor", "pdf__text", "pdf__metadata", "docx__text", "docx__metadata",
        )  # fmt: skip

    def expired(self, today: date) -> DocumentQuerySet:
        """What is published as being in force, and was in force until a day that is over."""
        return self.filter(state="published", expires_on__lt=today).exclude(
            validity__in=sorted(statute.LAPSED)
        )

    def norms(self) -> DocumentQuerySet:
        """Regulations and normative documents, whether they are in force or not (条例20(1))."""
        return self.exclude(normative="")

    def with_validity_at(self, at: datetime) -> DocumentQuerySet:
        """With `validity_then`: what each said of its validity at that moment."""
        rows = self.model.history.filter(id=OuterRef("pk"), history_date__lte=at)
        last = rows.order_by("-history_date", "-history_id").values("validity")[:1]
        rows_then: DocumentQuerySet = self.annotate(validity_then=Subquery(last))
        return rows_then

    def norms_in_force(self) -> DocumentQuerySet:
        """The normative documents that are in force, at least in part."""
        return self.filter(normative="norms").exclude(validity__in=sorted(statute.LAPSED))

    def of_guide(self, agency: Agency) -> DocumentQuerySet:
        """The guide of an agency, as far as it has come: published, or under way."""
        gone = (Document.State.WITHDRAWN, Document.State.ABANDONED, Document.State.SUPERSEDED)
        return self.filter(agency=agency, head=GUIDE).exclude(state__in=gone)

    def in_a_row(self) -> DocumentQuerySet:
        """With what a row of a list shows of each, and no more."""
        return self.select_related("agency", "index").only(
            "title", "document_number", "topic", "published_at", "agency__short_name", "index__number"
        )


class Document(FSMModelMixin, Versioned, Reviewable):  # type: ignore[misc]
    """One version of a piece of government information."""

    kind = "document"
    keeper = ("drafter", Role.DRAFTER)
    readers = Readers(frozenset(Role) - COUNTY_ROLES - {Role.AGENCY_ADMIN})
    #: The internal text and its files are read by those who draft, review and sign it (SR-6(1)) and by the inspector (SR-13).
    internal_text = "internal_body"
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
    #: What acts change in a published version.
    UNVERSIONED = (
        "validity",
        "validity_reason",
        "lapsed_on",
        "expires_on",
        "replaced_by_id",
        "head",
        "topic",
    )
    reviewable_states = (State.RECHECKED, State.REVIEW, State.SIGNING, State.COUNTERSIGNING, State.DETERMINED)
    #: The states in which the records office may correct the text, which voids its reviews and signatures.
    BEFORE_PUBLICATION = (State.RECHECK, *reviewable_states)

    title = models.CharField("标题", max_length=statute.MAX_TITLE)
    document_number = models.CharField("文号", max_length=100, blank=True)
    genre = models.CharField("公文种类", max_length=10, blank=True, choices=[(g, g) for g in statute.GENRES])
    topic = models.CharField("主题分类", max_length=60, blank=True)
    formed_on = models.DateField("成文日期", null=True, blank=True)
    changed_on = models.DateField("变更日期", null=True, blank=True)
    #: On which day what was not public was found to be: by a re-assessment, between agencies, or asked for again and again.
    released_on = models.DateField("转为公开日期", null=True, blank=True)
    validity = models.CharField("效力属性", max_length=20, blank=True, choices=statute.VALIDITIES.items())
    lapsed_on = models.DateField("失效日期", null=True, blank=True)
    #: The last day of its force, which it names itself; and why it has none any more, as the public reads it.
    expires_on = models.DateField("有效期至", null=True, blank=True)
    validity_reason = models.CharField("效力的依据", max_length=500, blank=True)
    #: The document that stands in its place: by its index number, so that it leads to the newest version.
    replaced_by = models.ForeignKey(
        IndexNumber,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced",
        verbose_name="替代它的文件",
    )
    normative = models.CharField("规范性质", max_length=10, blank=True, choices=statute.NORMATIVE.items())
    #: Where it stands in the catalogue; no part of the text, so that it may be classified after its publication.
    head = models.CharField(
        "公开内容的目", max_length=10, blank=True, choices=[(head.code, head.name) for head in HEADS.values()]
    )
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
    #: The text as its page shows it, to be taken away; made once it is published (printouts.py).
    pdf = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="PDF"
    )
    docx = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="DOCX"
    )
    title_hidden = models.BooleanField("撤回后隐去标题", default=False, editable=False)
    refusal_report_number = models.CharField("不予公开报告文号", max_length=100, blank=True)
    refusal_reported_on = models.DateField("不予公开报告日期", null=True, blank=True)

    source_name = models.CharField("来源文件", max_length=200, blank=True)
    source_sha256 = models.CharField("来源文件摘要", max_length=64, blank=True)
    source_publisher = models.CharField("来源所载发布机构", max_length=100, blank=True)
    oddities = models.JSONField("来源中的疑点", default=list, blank=True)

    # The internal text of a declassified document is classified, and not copied into the row history.
    history = HistoricalRecords(excluded_fields=["internal_body", "pdf", "docx"])
    objects = DocumentQuerySet.as_manager()

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
                fields=["agency"],
                condition=Q(state="published", head="guide"),
                name="document_one_guide",
                violation_error_message="这个机关已经公布了一份公开指南，请制作它的新版本。",
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
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=F("index")),
                name="document_not_by_itself",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True)
                | Q(formed_on__isnull=True)
                | Q(expires_on__gte=F("formed_on")),
                name="document_expires_after_it_was_formed",
            ),
            models.CheckConstraint(
                condition=Q(title_hidden=False) | Q(state="withdrawn"), name="document_title_hidden_withdrawn"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "abandoned"]) | ~Q(attribute=""),
                name="document_attribute_fixed_after_draft",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                name="document_unprinted",
                condition=Q(state="published", pdf__isnull=True),
            ),
            models.Index(fields=["state", "-published_at"], name="document_state_published"),
            # What was public on a past day: versions that were replaced since stand among those that are public.
            models.Index(fields=["-published_at", "-id"], name="document_readable", condition=READABLE),
            models.Index(fields=["head", "-published_at"], name="document_readable_head", condition=READABLE),
            models.Index(fields=["agency", "state", "-published_at"], name="document_agency_state"),
            models.Index(
                fields=["topic", "-published_at"], name="document_topic", condition=Q(state="published")
            ),
            models.Index(
                fields=["head", "-published_at"], name="document_head", condition=Q(state="published")
            ),
            models.Index(
                fields=["expires_on"],
                name="document_expiring",
                condition=Q(state="published", expires_on__isnull=False)
                & ~Q(validity__in=sorted(statute.LAPSED)),
            ),
            models.Index(
                fields=["-formed_on", "-id"],
                name="document_norms",
                condition=Q(state="published") & ~Q(normative=""),
            ),
            models.Index(
                fields=["genre", "-published_at"], name="document_genre", condition=Q(state="published")
            ),
            models.Index(
                fields=["agency", "head", "-published_at"],
                name="document_agency_head",
                condition=Q(state="published"),
            ),
        ]
        triggers = triggers.DOCUMENT

    @property
    def publisher(self) -> str:
        """The name that its agency bore when the document was formed."""
        return self.agency.name_on(self.formed_on) if self.formed_on else self.agency.name

    def __str__(self) -> str:
        return self.title

    @classmethod
    def named(cls, key: str) -> Q:
        """Find by index number (the newest version comes first) or by number."""
        return Q(index__number=key) & ~Q(state="abandoned") if "/" in key else super().named(key)

    @property
    def index_number(self) -> str:
        """The index number, blank before publication."""
        return self.index.number if self.index else ""

    @property
    def topic_name(self) -> str:
        """The last level of the theme, for places with little room."""
        return self.topic.rpartition("/")[2]

    @property
    def topic_path(self) -> str:
        """The theme as the national classification writes it: `综合政务 \\ 政务公开`."""
        return self.topic.replace("/", " \\ ")

    @property
    def clock_day(self) -> date | None:
        """The day from which the 20 working days run (条例26): on which it was found to be public, changed, or formed."""
        return self.released_on or self.changed_on or self.formed_on

    @property
    def goes_public(self) -> bool:
        """Whether it is published, by its attribute."""
        return self.attribute in PUBLISHED_ATTRIBUTES

    def locked_first(self) -> list[tuple[type[models.Model], int]]:
        """What its publication changes: the documents whose cleanup it announces, and that cleanup, so that no opinion changes
        meanwhile.
        """
        batches = _ANNOUNCED.found(self.pk)
        if not batches:
            return []
        norms = Document.objects.filter(state="published", index__cleanup_items__batch__in=batches)
        return [
            *((Document, pk) for pk in norms.order_by("pk").values_list("pk", flat=True)),
            *((type(batch), batch.pk) for batch in batches),
        ]

    @property
    def announced_as(self) -> str:
        """Its title if it is disclosed proactively, else only whose it is and of which day."""
        if self.attribute == Attribute.PROACTIVE:
            return self.title
        return self._described

    @property
    def _described(self) -> str:
        day = self.formed_on or localdate(self.created_at)
        return f"{self.agency.short_name}的一份公文（{(self.formed_on and '成文') or '拟稿'}日期 {day}）"

    @property
    def named_outside(self) -> str:
        """Its title once it is published, before that only whose it is and of which day."""
        return self.title if self.state in self.PUBLIC else self._described

    @classmethod
    def put_back(cls, documents: Sequence[Document], at: datetime) -> None:
        """Let what changes without a new version say what it said at that moment: validity, and the place in the catalogue."""
        rows = cls.history.filter(id__in=[one.pk for one in documents], history_date__lte=at)
        last = (
            rows.order_by("id", "-history_date", "-history_id").distinct("id").values("id", *cls.UNVERSIONED)
        )
        said = {row.pop("id"): row for row in last}
        for document in documents:
            for name, value in said.get(document.pk, {}).items():
                setattr(document, name, value)

    @property
    def gone_title(self) -> str:
        """What the public reads in the place of its title once it is withdrawn (SR-13)."""
        return "标题不再显示的一份文件" if self.title_hidden else self.title

    def restored(self, at: datetime) -> None:
        """Forget the withdrawal, and show the title again."""
        super().restored(at)
        self.title_hidden = False

    def leaving(self) -> Iterator[Place]:
        """List the texts and public files that the secrecy review reads."""
        yield Place("title", "标题", self.title, True)
        yield Place("document_number", "文号", self.document_number)
        yield Place("summary", "内容概述", self.summary, True)
        yield Place("body", "正文", self.body, True)
        yield Place("change_note", "变更说明", self.change_note, True)
        for attachment in self.attachments.select_related("file", "original").filter(file__audience="public"):
            yield from Place.of_outgoing(attachment, attachment.file, attachment.title)

    def ledger_scope(self) -> list[tuple[str, int]]:
        """With the catalogue that it came from: whoever had that imported drafted it."""
        batches = self.imported_rows.values_list("batch", flat=True) if self.source_sha256 else []
        return [*super().ledger_scope(), *(("import_batch", pk) for pk in batches)]

    def pictures(self) -> dict[int, StoredFile]:
        """The public pictures of its text, by the numbers of their places in it."""
        return {
            attachment.figure: attachment.file for attachment in _PICTURES.found(self.pk) if attachment.figure
        }

    def signed_by(self) -> set[str]:
        """Return the capacities in which the present text is signed."""
        return {capacity for (capacity,) in _CAPACITIES.rows(self.pk, self.digest, self.genre)}

    def valid_signatures(self) -> models.QuerySet[Signature]:
        """Those under the present text and the kind that its paper shows; of old ones the kind was not kept."""
        return self.signatures.filter(_under(self.digest, self.genre))

    # The way of a document: SR-6

    @transition(field=state, source=State.DRAFT, target=State.RECHECK)
    def submit(self) -> None:
        """The drafter hands it to the records office (SR-6(1))."""

    @transition(field=state, source=State.DRAFT, target=State.ABANDONED)
    def abandon(self) -> None:
        """The drafter gives it up; text and reason are kept."""

    @transition(field=state, source=State.RECHECK, target=State.RECHECKED)
    def recheck(self) -> None:
        """The records office finds attribute and reasons in order (SR-6(2))."""

    @transition(field=state, source=list(BEFORE_PUBLICATION), target=State.DRAFT)
    def send_back(self) -> None:
        """It goes back to the drafter (SR-6(2))."""

    @transition(field=state, source=list(reviewable_states), target=State.REVIEW)
    def enter_review(self) -> None:
        """Its text is sent to the secrecy review (SR-4)."""

    @transition(field=state, source=State.REVIEW, target=State.DRAFT)
    def decline(self) -> None:
        """The opinion does not fit the proposed attribute, and the drafter decides anew (SR-9)."""

    @transition(field=state, source=State.REVIEW, target=State.SIGNING)
    def go_to_head(self) -> None:
        """Two levels sign, the head of the department first (SR-6(2))."""

    @transition(field=state, source=State.REVIEW, target=State.COUNTERSIGNING)
    def go_to_leader(self) -> None:
        """One level signs, the leader (SR-6(2))."""

    @transition(field=state, source=State.SIGNING, target=State.COUNTERSIGNING)
    def sign_as_head(self) -> None:
        """The head of the department signs."""

    @transition(field=state, source=State.COUNTERSIGNING, target=State.DETERMINED)
    def determine_public(self) -> None:
        """The leader signs; it will be published."""

    @transition(field=state, source=State.COUNTERSIGNING, target=State.REPORTING)
    def determine_withheld(self) -> None:
        """The leader signs a refusal to disclose, which is reported to the superior authority (PD-7(2))."""

    @transition(field=state, source=State.COUNTERSIGNING, target=State.KEPT)
    def determine_on_request(self) -> None:
        """The leader signs; it is given on request."""

    @transition(field=state, source=State.REPORTING, target=State.KEPT)
    def report(self, number: str, on: date) -> None:
        """The refusal is reported to the superior authority (PD-7(2))."""
        self.refusal_report_number = number
        self.refusal_reported_on = on

    @transition(field=state, source=State.KEPT, target=State.DRAFT)
    def redetermine(self) -> None:
        """Its attribute is determined anew (PD-7(3), 条例18)."""

    @transition(field=state, source=State.DETERMINED, target=State.PUBLISHED)
    def publish(self, at: datetime, first_published_on: date, index: IndexNumber) -> None:
        """The full text is published on the portal (PD-9)."""
        self.published_at, self.first_published_on, self.index = at, first_published_on, index

    @transition(field=state, source=State.PUBLISHED, target=State.SUPERSEDED)
    def supersede(self) -> None:
        """A newer version replaces it; this one stays readable."""

    @transition(field=state, source=[State.PUBLISHED, State.SUPERSEDED], target=State.WITHDRAWN)
    def withdraw(self, at: datetime, reason: str) -> None:
        """It is taken down with a reason that the public reads (SR-13)."""
        self.withdrawn_at, self.withdrawal_reason = at, reason

    @transition(field=state, source=State.WITHDRAWN, target=State.PUBLISHED)
    def restore_as_published(self, at: datetime) -> None:
        """Its withdrawal is undone within the hour, and it is public as before."""
        self.restored(at)

    @transition(field=state, source=State.WITHDRAWN, target=State.SUPERSEDED)
    def restore_as_superseded(self, at: datetime) -> None:
        """The withdrawal of an older version is undone, and it is readable as before."""
        self.restored(at)


class Attachment(Outgoing):
    """A file of a document; the stored file says whether it is public."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="attachments", verbose_name="公文")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    title = models.CharField("名称", max_length=200)
    position = models.PositiveSmallIntegerField("次序")
    #: The picture of 〔图1〕 in the text is the attachment with this number.
    figure = models.PositiveSmallIntegerField("插图号", null=True, blank=True)

    #: What a newer version of its document takes over with it.
    KEPT = ("file", "title", "position", "figure", "original", "removed", "uncleaned_reason")

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["position", "pk"]
        constraints = [
            *Outgoing.Meta.constraints,
            models.UniqueConstraint(fields=["document", "file"], name="attachment_once"),
            models.UniqueConstraint(
                fields=["document", "figure"],
                name="attachment_one_picture",
                violation_error_message="这份公文已经有这个号的插图。",
            ),
        ]
        triggers = [*triggers.ATTACHMENT, *Outgoing.Meta.triggers]

    def __str__(self) -> str:
        return self.title


class Signature(models.Model):
    """A person's signature under the exact text of a document."""

    class Capacity(models.TextChoices):
        DEPARTMENT_HEAD = "department_head", "部门负责人签发"
        LEADER = "leader", "领导签发"
        SECRECY_OFFICE = "secrecy_office", "保密办确认脱密结果"

    document = models.ForeignKey(Document, models.PROTECT, related_name="signatures", verbose_name="公文")
    capacity = models.CharField("签名身份", max_length=20, choices=Capacity.choices)
    digest = models.CharField("文本摘要", max_length=64)
    #: The kind of document, which decides on the head of its paper; unknown of signatures from before papers were printed.
    genre = models.CharField("公文种类", max_length=10, null=True, blank=True)
    signer = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="签名人")
    signer_name = models.CharField("姓名", max_length=60)
    remark = models.TextField("批注", blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "签名"
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "capacity", "digest", "genre"],
                name="signature_once",
                nulls_distinct=False,
            ),
        ]
        triggers = kept(unchanged=True)

    def __str__(self) -> str:
        return f"{self.get_capacity_display()} {self.signer_name}"


def _under(digest: str, genre: str) -> Q:
    return (Q(genre=None) | Q(genre=genre)) & Q(digest=digest)


#: The cleanups whose outcome a document is to announce.
_ANNOUNCED = Written(lambda pk: Document(pk=pk).cleanups.filter(state="drafted").order_by("pk"))
_CAPACITIES = Written(
    lambda document, digest, genre: Signature.objects.filter(
        _under(digest, genre), document=document
    ).values_list("capacity")
)
_PICTURES = Written(
    lambda document: Attachment.objects.filter(
        document=document, figure__isnull=False, file__audience="public"
    ).select_related("file")
)
