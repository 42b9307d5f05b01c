"""What an account publishes: written, reviewed by three people, released, put right in public (NM-2 to NM-11, NM-21)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from disclosure.models import Document
from foundation.agencies.models import Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from newmedia import triggers
from newmedia.models.account import Account
from newmedia.models.incident import Incident
from newmedia.models.lists import Source
from newmedia.statute import GATES, ON_DUTY, REVIEWS, Bulletin, Duty, Kind, Mend, Severity

READERS = Readers.of(
    Role.DRAFTER,
    Role.RECORDS_OFFICE,
    Role.SECRECY_REVIEWER,
    Role.DEPARTMENT_HEAD,
    Role.LEADER,
    Role.DISCLOSURE_HEAD,
)


class PostQuerySet(MatterQuerySet):
    """Reads of posts."""

    def public(self) -> Self:
        """Those that were released, put right or withdrawn."""
        return self.filter(state__in=Post.OUT)


class Post(FSMModelMixin, Matter):  # type: ignore[misc]
    """One post of one account; three people approve exactly this text."""

    kind = "media_post"
    readers = READERS
    read_with = (
        "agency",
        "account__agency",
        "source",
        "document",
        "incident",
        "original__account",
        "submitter",
    )
    keeper = ("drafter", Role.DRAFTER)

    class State(models.TextChoices):
        DRAFT = "draft", "采编中"
        FIRST = "first", "待初审"
        SECOND = "second", "待复审"
        FINAL = "final", "待终审"
        APPROVED = "approved", "已审定，待发布"
        RELEASED = "released", "已发布"
        CORRECTED = "corrected", "已发布，有更正"
        WITHDRAWN = "withdrawn", "已撤下"
        ABANDONED = "abandoned", "已放弃"

    #: The states in which everybody reads of it.
    OUT: ClassVar[tuple[str, ...]] = ("released", "corrected", "withdrawn")

    account = models.ForeignKey(Account, models.PROTECT, related_name="posts", verbose_name="账号")
    sort = models.CharField("内容类别", max_length=12, choices=Kind.choices)
    bulletin = models.CharField("人事、案件信息", max_length=10, choices=Bulletin.choices, blank=True)
    title = models.CharField("标题", max_length=120)
    body = models.TextField("正文")
    pictures = models.CharField("配图、视频", max_length=300, blank=True)
    made_by_ai = models.BooleanField("有人工智能生成的内容", default=False)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name="转发自"
    )
    source_author = models.CharField("原作者", max_length=100, blank=True)
    source_address = models.URLField("原文网址", max_length=500, blank=True)
    #: The published document that it is about.
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="有关的公文"
    )
    #: The post of another account that it passes on, word for word (NM-5).
    original = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="passed_on", verbose_name="转发的原创"
    )
    recommended_on = models.DateField("推荐日期", null=True, blank=True)
    #: The emergency that it is about (NM-12).
    incident = models.ForeignKey(
        Incident, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name="突发事件"
    )
    #: The first word on it, which one duty leader approves.
    first_word = models.BooleanField("首发", default=False)
    next_word_by = models.DateTimeField("预告的下次发布", null=True, blank=True)
    digest = models.CharField("摘要", max_length=64, editable=False, default="")
    #: How often it was handed in: reviews count for their own round.
    round = models.PositiveSmallIntegerField("送审次数", default=0)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.DRAFT, protected=True)
    drafter = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="采编人")
    #: The colleague who submitted it within the agency (NM-10).
    submitter = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报送人"
    )
    approved_at = models.DateTimeField("审定时间", null=True, blank=True)
    released_at = models.DateTimeField("发布时间", null=True, blank=True)
    address = models.URLField("发布的网址", max_length=500, blank=True)
    #: It only beats the two weeks (NM-13).
    trivial = models.BooleanField("卡着期限凑数", default=False)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdrawal_reason = models.CharField("撤下原因", max_length=500, blank=True)

    history = HistoricalRecords(excluded_fields=["body"])
    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "新媒体信息"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="media_post_agency_state"),
            models.Index(fields=["state", "sort", "-id"], name="media_post_state_sort"),
            models.Index(
                fields=["account", "-released_at"],
                condition=Q(released_at__isnull=False),
                name="media_post_released",
            ),
            models.Index(
                fields=["-released_at"],
                condition=Q(state__in=["corrected", "withdrawn"]),
                name="media_post_mended",
            ),
            models.Index(
                fields=["-recommended_on", "-id"],
                condition=Q(recommended_on__isnull=False),
                name="media_post_recommended",
            ),
            models.Index(
                fields=["document"], condition=Q(document__isnull=False), name="media_post_document"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(source__isnull=True) | Q(original__isnull=True),
                name="newmedia_taken_from_one",
            ),
            models.CheckConstraint(
                condition=Q(recommended_on__isnull=True) | Q(source__isnull=True, original__isnull=True),
                name="newmedia_own_recommended",
                violation_error_message="只能推荐本账号的原创（NM-5）。",
            ),
            models.CheckConstraint(
                condition=Q(first_word=False) | Q(incident__isnull=False, sort="emergency"),
                name="newmedia_first_word_of_an_incident",
            ),
            models.UniqueConstraint(
                fields=["incident"],
                condition=Q(first_word=True) & ~Q(state__in=["abandoned", "withdrawn"]),
                name="newmedia_one_first_word",
                violation_error_message="这件事的首发已经有人在写，或者已经发布（NM-12）。",
            ),
            models.CheckConstraint(
                condition=Q(source__isnull=True, source_address="")
                | Q(source__isnull=False) & ~Q(source_address=""),
                name="newmedia_repost_with_address",
                violation_error_message="转发的要写明来源和原文网址（NM-4）。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["released", "corrected", "withdrawn"])
                | Q(released_at__isnull=False, approved_at__isnull=False) & ~Q(address=""),
                name="newmedia_released_with_address",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | Q(released_at__gte=models.F("approved_at")),
                name="newmedia_approved_before_release",
                violation_error_message="先审后发：发布不能早于审定（NM-9）。",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawal_reason=""),
                name="newmedia_withdrawn_with_reason",
            ),
        ]
        triggers = triggers.POST

    def __str__(self) -> str:
        return self.title

    @property
    def named_outside(self) -> str:
        """What mail says: its title once it is released."""
        return self.title if self.state in self.OUT else f"{self.agency.short_name}的一条新媒体信息"

    @property
    def own(self) -> bool:
        """Whether it is the account's own."""
        return self.source_id is None and self.original_id is None

    def content_digest(self) -> str:
        return self.digest

    @property
    def text(self) -> str:
        """Title and text, as they are looked through and compared."""
        return f"{self.title}\n{self.body}"

    @transition(field=state, source=State.DRAFT, target=State.FIRST)
    def hand_in(self) -> None:
        """It goes to the first reviewer; reviews of before count no more."""
        self.round += 1

    @transition(field=state, source=State.FIRST, target=State.SECOND)
    def pass_first(self) -> None:
        """The first reviewer approves."""

    @transition(field=state, source=State.SECOND, target=State.FINAL)
    def pass_second(self) -> None:
        """The second reviewer approves."""

    @transition(field=state, source=State.FINAL, target=State.APPROVED)
    def approve(self, at: datetime) -> None:
        """The last reviewer approves: exactly this text may be released."""
        self.approved_at = at

    @transition(field=state, source=State.DRAFT, target=State.APPROVED)
    def approve_word(self, at: datetime) -> None:
        """The duty leader approves the first word on an emergency, which waits for nobody else (NM-12)."""
        self.approved_at = at

    @transition(
        field=state, source=[State.FIRST, State.SECOND, State.FINAL, State.APPROVED], target=State.DRAFT
    )
    def back(self) -> None:
        """It is written anew, and reviewed anew."""
        self.approved_at = None

    @transition(field=state, source=State.APPROVED, target=State.RELEASED)
    def release(self, at: datetime, address: str) -> None:
        """It stands at the platform."""
        self.released_at, self.address = at, address

    @transition(field=state, source=[State.RELEASED, State.CORRECTED], target=State.CORRECTED)
    def mend(self) -> None:
        """Something was wrong or misunderstood, and is put right in public."""

    @transition(field=state, source=[State.RELEASED, State.CORRECTED], target=State.WITHDRAWN)
    def withdraw(self, at: datetime, reason: str) -> None:
        """It is taken off the platform; why stands here."""
        self.withdrawn_at, self.withdrawal_reason = at, reason

    @transition(field=state, source=State.DRAFT, target=State.ABANDONED)
    def abandon(self) -> None:
        """It is not published."""


class PostReview(models.Model):
    """One review of exactly this text: which of the three, by whom, the five gates passed."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="reviews", verbose_name="信息")
    round = models.PositiveSmallIntegerField("送审次数")
    stage = models.CharField(
        "审核",
        max_length=10,
        choices=[*((str(each), Duty(each).label) for each in REVIEWS), (ON_DUTY, "带班领导批准首发")],
    )
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="审核人")
    digest = models.CharField("审的文本", max_length=64)
    gates = ArrayField(models.CharField(max_length=12, choices=list(GATES.items())), verbose_name="五关")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "信息审核"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["post", "round", "stage"], name="newmedia_reviewed_once"),
            models.UniqueConstraint(
                fields=["post", "round", "staff"],
                name="newmedia_three_reviewers",
                violation_error_message="三级审核由三个不同的人担任（NM-9）。",
            ),
            models.CheckConstraint(
                condition=Q(gates__len=len(GATES)),
                name="newmedia_five_gates",
                violation_error_message="五关都要核对。",
            ),
        ]
        triggers = triggers.REVIEW

    def __str__(self) -> str:
        return f"{self.get_stage_display()}：{self.staff}"


class Finding(models.Model):
    """A passage of a draft that has to be looked at, and what its editor said of it."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="findings", verbose_name="信息")
    sort = models.CharField("提示", max_length=40)
    severity = models.CharField("轻重", max_length=10, choices=Severity.choices)
    before = models.CharField("前文", max_length=20, blank=True)
    passage = models.CharField("文字", max_length=300)
    after = models.CharField("后文", max_length=20, blank=True)
    advice = models.CharField("怎么办", max_length=300, blank=True)
    answer = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "文字提示"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.sort}：{self.before}【{self.passage}】{self.after}".replace("\n", " ")


class Mending(models.Model):
    """A correction or a supplement of something that was published, which everybody reads (NM-21)."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="mendings", verbose_name="信息")
    sort = models.CharField("方式", max_length=12, choices=Mend.choices)
    text = models.TextField("内容")
    address = models.URLField("发布的网址", max_length=500, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "更正和补充说明"
        ordering = ["pk"]
        triggers = triggers.MENDING

    def __str__(self) -> str:
        return f"{self.get_sort_display()}：{self.text[:40]}"
