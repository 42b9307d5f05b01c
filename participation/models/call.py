"""A draft for comment, and what belongs to it: extensions, explanations, digests, channels."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.models import Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.models import MatterQuerySet
from foundation.casework.states import StateField
from foundation.deadlines.counting import local_date, midnight
from foundation.texts.structure import Article, Block, parse
from participation import statute, triggers
from participation.models.decision import READERS, Decision
from secrecy_review.models import Place, Reviewable

#: Who may read who gave an opinion, and the words that are masked.
PERSONAL_READERS = Readers.of(Role.DRAFTER, Role.APPLICATIONS_CLERK, county=frozenset())


class CallQuerySet(MatterQuerySet):
    """Drafts for comment in any state; pages show those of `public` alone."""

    def public(self) -> Self:
        """Those that anybody may read; a withdrawn one says so and shows nothing."""
        return self.filter(state__in=Call.SHOWN)

    def readable(self) -> Self:
        """Those whose draft anybody may read."""
        return self.filter(state__in=Call.READABLE)

    def open_on(self, day: date) -> Self:
        """Those that take opinions on a day, up to its last second, whether the portal has closed them since or not."""
        return self.filter(state=Call.State.OPEN, closes_at__gt=midnight(day))


class Call(FSMModelMixin, Reviewable):  # type: ignore[misc]
    """One edition of the draft of a decision, open for comment for a while (PP-7)."""

    kind = "call"
    readers = READERS
    readers_of = {"sender": PERSONAL_READERS}
    read_with = ("agency", "decision")
    #: Nobody requests its review: that begins when the draft is handed in.
    reviewable_states = ()

    class State(models.TextChoices):
        DRAFTING = "drafting", "拟稿"
        UNDER_REVIEW = "under_review", "保密审查中"
        READY = "ready", "待公开"
        OPEN = "open", "正在征求意见"
        CLOSED = "closed", "已截止"
        FED_BACK = "fed_back", "已反馈"
        WITHDRAWN = "withdrawn", "已撤回"
        ABANDONED = "abandoned", "已放弃"

    #: What stays readable, and what shows a draft.
    SHOWN: ClassVar[tuple[str, ...]] = (State.OPEN, State.CLOSED, State.FED_BACK, State.WITHDRAWN)
    READABLE: ClassVar[tuple[str, ...]] = (State.OPEN, State.CLOSED, State.FED_BACK)
    #: What must stand in a call, by field, as PP-7 names it.
    ITEMS: ClassVar[dict[str, str]] = {
        "title": "名称",
        "draft": "征求意见稿",
        "background": "起草说明：背景",
        "basis": "起草说明：依据",
        "process": "起草说明：起草过程",
        "content": "起草说明：主要内容和理由",
        "recipient": "收件人",
        "letter": "收件地址",
        "telephone": "电话",
        "email": "电子邮箱",
        "fax": "传真号",
    }

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="calls", verbose_name="决策事项")
    edition = models.PositiveSmallIntegerField("第几次征求意见", default=1)
    title = models.CharField("名称", max_length=200)
    draft = models.TextField("征求意见稿", blank=True)
    background = models.TextField("背景", blank=True)
    basis = models.TextField("依据", blank=True)
    process = models.TextField("起草过程", blank=True)
    content = models.TextField("主要内容和理由", blank=True)
    recipient = models.CharField("收件人", max_length=100, blank=True)
    letter = models.CharField("收件地址", max_length=200, blank=True)
    telephone = models.CharField("电话", max_length=60, blank=True)
    fax = models.CharField("传真号", max_length=60, blank=True)
    email = models.CharField("电子邮箱", max_length=100, blank=True)
    channels = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        verbose_name="同时公开的其他渠道",
    )
    days = models.PositiveSmallIntegerField("征求意见的天数", default=statute.USUAL_DAYS)
    shorter_because = models.TextField("少于 30 日的理由", blank=True)
    market_entities = models.BooleanField("与市场主体密切相关的规范性文件", default=False)
    state = StateField("状态", max_length=20, choices=State.choices, default=State.DRAFTING, protected=True)
    drafter = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="拟稿人")
    opened_at = models.DateTimeField("公开时间", null=True, blank=True)
    first_last_day = models.DateField("原定截止日期", null=True, blank=True)
    #: The moment after its last second.
    closes_at = models.DateTimeField("截止时间", null=True, blank=True)
    fed_back_at = models.DateTimeField("反馈时间", null=True, blank=True)
    result = models.TextField("反馈说明", blank=True)
    #: The counts of the result, written with it; the format is that of `counting.Counts`.
    counts = models.JSONField("统计", default=dict, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawal_reason = models.TextField("撤回原因", blank=True)

    history = HistoricalRecords(excluded_fields=["counts"])
    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "意见征集"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="call_agency_state"),
            models.Index(fields=["closes_at"], name="call_closes", condition=Q(state="open")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "edition"], condition=~Q(state="abandoned"), name="call_edition"
            ),
            models.UniqueConstraint(
                fields=["decision"],
                condition=Q(state__in=["drafting", "under_review", "ready", "open"]),
                name="call_one_at_a_time",
                violation_error_message="这件决策事项已经有一份在办的征求意见稿。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["open", "closed", "fed_back"])
                | Q(
                    opened_at__isnull=False,
                    first_last_day__isnull=False,
                    closes_at__gte=F("opened_at") + timedelta(days=statute.LEAST_DAYS),
                ),
                name="call_open_ten_days",
                violation_error_message="征求意见不少于 10 日（PP-7）。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["open", "closed", "fed_back"])
                | ~Q(shorter_because="") & Q(market_entities=False)
                | Q(closes_at__gte=F("opened_at") + timedelta(days=statute.USUAL_DAYS)),
                name="call_shorter_says_why",
                violation_error_message="征求意见一般不少于 30 日，短的要说明理由（暂行条例 15）。",
            ),
            models.CheckConstraint(
                condition=~Q(state="fed_back") | Q(fed_back_at__isnull=False), name="call_fed_back_when"
            ),
        ]
        triggers = triggers.CALL

    def __str__(self) -> str:
        return self.title

    def leaving(self) -> Iterator[Place]:
        """Everything that the public reads of it."""
        for name, label in self.ITEMS.items():
            yield Place(name, label, getattr(self, name), True)
        yield Place("shorter_because", "少于 30 日的理由", self.shorter_because, True)
        yield Place("channels", "其他渠道", "\n".join(self.channels))

    @property
    def last_day(self) -> date | None:
        """The last day on which opinions are taken; None before it opened."""
        return local_date(self.closes_at - timedelta(seconds=1)) if self.closes_at else None

    def takes(self, at: datetime) -> bool:
        """Whether an opinion that comes at this moment is taken."""
        return self.state == self.State.OPEN and self.closes_at is not None and at < self.closes_at

    @property
    def blocks(self) -> list[Block]:
        """The draft, block by block."""
        return parse(self.draft)

    def articles(self) -> list[str]:
        """The labels of the articles that can be addressed (第三条), in their order; those named twice are left out."""
        labels = [block.label.replace(" ", "") for block in self.blocks if isinstance(block, Article)]
        return [label for label in dict.fromkeys(labels) if labels.count(label) == 1]

    # The way of a draft

    @transition(field=state, source=State.DRAFTING, target=State.UNDER_REVIEW)
    def hand_in(self) -> None:
        """The drafter hands it in to be reviewed."""

    @transition(field=state, source=State.UNDER_REVIEW, target=State.READY)
    def pass_review(self) -> None:
        """SR-9: the reviewer finds that it may be disclosed."""

    @transition(field=state, source=State.UNDER_REVIEW, target=State.DRAFTING)
    def fail_review(self) -> None:
        """SR-9: the reviewer finds that it may not be disclosed."""

    @transition(field=state, source=State.READY, target=State.DRAFTING)
    def rework(self) -> None:
        """It goes back to the drafter."""

    @transition(field=state, source=[State.DRAFTING, State.READY], target=State.ABANDONED)
    def abandon(self) -> None:
        """It is given up before anybody read it."""

    @transition(field=state, source=State.READY, target=State.OPEN)
    def open(self, at: datetime, last: date) -> None:
        """Everybody reads it and may say something, to the last second of its last day."""
        # In whole seconds, as opinions are received.
        opened = at.replace(microsecond=0)
        self.opened_at, self.first_last_day, self.closes_at = opened, last, statute.end_of(last)

    @transition(field=state, source=State.OPEN, target=State.CLOSED)
    def close(self) -> None:
        """Its last day is over."""

    @transition(field=state, source=State.OPEN, target=State.WITHDRAWN)
    def withdraw(self, at: datetime, reason: str) -> None:
        """It is taken off the site with a reason that the public reads; opinions stay."""
        self.withdrawn_at, self.withdrawal_reason = at, reason

    @transition(field=state, source=State.CLOSED, target=State.FED_BACK)
    def feed_back(self, at: datetime, result: str) -> None:
        """What became of the opinions is published."""
        self.fed_back_at, self.result = at, result


class Extension(models.Model):
    """A longer period of an open call, with the reason that the public reads."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="extensions", verbose_name="意见征集")
    was = models.DateField("原截止日期")
    until = models.DateField("延长到")
    reason = models.TextField("理由")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "延长"
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(until__gt=F("was")), name="extension_is_longer")]
        triggers = triggers.SAID

    def __str__(self) -> str:
        return f"{self.call_id} {self.until}"


class Explanation(models.Model):
    """What the agency explains to the public while a call is open (PP-8)."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="explanations", verbose_name="意见征集")
    title = models.CharField("标题", max_length=120)
    text = models.TextField("说明")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "解释说明"
        ordering = ["pk"]
        triggers = triggers.SAID

    def __str__(self) -> str:
        return self.title


class Digest(models.Model):
    """What had come to a call by the end of a day: how many opinions, on which articles, and one digest over all of them."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="digests", verbose_name="意见征集")
    day = models.DateField("日期")
    total = models.PositiveIntegerField("累计意见")
    #: How many by article; those on the whole under a blank label.
    by_article = models.JSONField("各条意见数", default=dict)
    root = models.CharField("总校验值", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "每日校验"
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["call", "day"], name="digest_once_a_day")]
        triggers = triggers.SAID

    def __str__(self) -> str:
        return f"{self.call_id} {self.day}"


class Channel(models.Model):
    """A further channel that carried a draft, and the day on which it carried the feedback (PP-4)."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="carriers", verbose_name="意见征集")
    name = models.CharField("渠道", max_length=60)
    #: Empty while it is planned: somebody enters the day.
    carried_on = models.DateField("公开草案的日期", null=True, blank=True)
    feedback_on = models.DateField("公开反馈的日期", null=True, blank=True)
    where = models.CharField("网址、期号或者地点", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公开渠道"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["call", "name"], name="channel_once")]
        triggers = triggers.CHANNEL

    def __str__(self) -> str:
        return self.name
