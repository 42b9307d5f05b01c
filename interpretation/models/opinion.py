"""What stirs the public, and what the county answers to it (PI-8, PI-10). Topics, never files on persons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from disclosure.models import Document
from foundation.agencies.models import Agency, Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.files.models import StoredFile
from interpretation import statute, triggers
from secrecy_review.models import Place, Reviewable

READERS = Readers.of(
    Role.DRAFTER,
    Role.RECORDS_OFFICE,
    Role.DISCLOSURE_HEAD,
    Role.DEPARTMENT_HEAD,
    Role.SECRECY_REVIEWER,
    Role.LEADER,
    Role.COUNTY_LEADER,
)


class OpinionCase(FSMModelMixin, Matter):  # type: ignore[misc]
    """One matter that stirs the public, from collecting it to evaluating what was answered (PI-8)."""

    kind = "opinion_case"
    readers = READERS

    class State(models.TextChoices):
        REGISTERED = "registered", "已登记，待会商"
        CONFERRED = "conferred", "已会商，待研判"
        HANDLING = "handling", "处置中，待首次回应"
        ANSWERED = "answered", "已首次回应"
        EVALUATED = "evaluated", "已评估"
        CLOSED = "closed", "已结案"
        NO_ANSWER = "no_answer", "不需回应"

    #: The states in which nothing has been answered yet.
    WAITING: ClassVar[tuple[str, ...]] = (State.REGISTERED, State.CONFERRED, State.HANDLING)
    OPEN: ClassVar[tuple[str, ...]] = (*WAITING, State.ANSWERED, State.EVALUATED)

    number = models.CharField("编号", max_length=20, unique=True)
    title = models.CharField("是什么事", max_length=120)
    emergency = models.BooleanField("突发事件", default=False)
    level = models.CharField("等级", max_length=10, choices=statute.LEVELS.items())
    source = models.CharField("来源", max_length=20, choices=statute.SOURCES.items())
    link = models.URLField("网址", max_length=500, blank=True)
    #: What it looked like when it was found: the link may be gone tomorrow.
    evidence = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="截图或者原件"
    )
    appeared_at = models.DateTimeField("发生或者出现的时间", null=True, blank=True)
    found_at = models.DateTimeField("发现的时间")
    summary = models.TextField("大家在说什么")
    place = models.CharField("涉及的地方", max_length=100, blank=True)
    reach = models.CharField("传播情况", max_length=200, blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="涉及的文件"
    )
    #: How often it was passed on by agencies: the second "not ours" is the county's to decide.
    passed = models.PositiveSmallIntegerField("转交次数", default=0)

    conferred_at = models.DateTimeField("会商时间", null=True, blank=True)
    conferred_by = models.CharField("谁参加会商", max_length=300, blank=True)
    conferred_on = models.TextField("会商结果", blank=True)
    truth = models.CharField("是否属实", max_length=10, choices=statute.TRUTH.items(), blank=True)
    risk = models.TextField("影响和风险", blank=True)
    measures = models.TextField("处置措施", blank=True)
    line = models.TextField("回应口径", blank=True)
    no_answer_because = models.TextField("不回应的理由", blank=True)

    first_word_at = models.DateTimeField("首次回应时间", null=True, blank=True)
    first_word_where = models.CharField("首次回应在哪里", max_length=100, blank=True)
    first_word_link = models.URLField("首次回应的网址", max_length=500, blank=True)
    #: A first word that somebody says was heard elsewhere; it counts once a head confirms it (PI-10).
    heard_at = models.DateTimeField("报告的首次回应时间", null=True, blank=True)
    heard_where = models.CharField("报告的首次回应在哪里", max_length=100, blank=True)
    heard_link = models.URLField("报告的首次回应的网址", max_length=500, blank=True)
    press_at = models.DateTimeField("新闻发布会时间", null=True, blank=True)
    press_place = models.CharField("发布会地点", max_length=100, blank=True)
    press_speakers = models.CharField("发布人职务", max_length=200, blank=True)
    press_link = models.URLField("报道的网址", max_length=500, blank=True)
    effect = models.TextField("回应效果", blank=True)
    lessons = models.TextField("教训和改进", blank=True)
    taken_up = models.TextField("采纳的意见", blank=True)

    state = StateField("状态", max_length=20, choices=State.choices, default=State.REGISTERED, protected=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "舆情"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="opinion_agency_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(emergency=False) | Q(appeared_at__isnull=False), name="opinion_emergency_when"
            ),
            models.CheckConstraint(
                condition=Q(appeared_at__isnull=True) | Q(appeared_at__lte=F("found_at")),
                name="opinion_appeared_before_found",
            ),
            models.CheckConstraint(
                condition=Q(found_at__lte=F("created_at")), name="opinion_found_before_entered"
            ),
            models.CheckConstraint(
                condition=Q(appeared_at__isnull=True)
                | (Q(first_word_at__isnull=True) | Q(first_word_at__gte=F("appeared_at")))
                & (Q(press_at__isnull=True) | Q(press_at__gte=F("appeared_at"))),
                name="opinion_answered_after_the_event",
            ),
            models.CheckConstraint(
                condition=Q(emergency=True) | ~Q(level="first"), name="opinion_especially_grave_emergency"
            ),
            models.CheckConstraint(
                condition=~Q(state="no_answer") | ~Q(no_answer_because=""), name="opinion_no_answer_because"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "evaluated"]) | Q(first_word_at__isnull=False),
                name="opinion_answered_when",
            ),
        ]
        triggers = triggers.OPINION

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def named_outside(self) -> str:
        """What mail says: the number, not what it is about."""
        return f"舆情 {self.number}"

    @classmethod
    def named(cls, key: str) -> Q:
        """The case with this number or primary key."""
        return Q(number=key) if key.startswith("S") else super().named(key)

    @property
    def origin(self) -> datetime:
        """From when the hours run: from the event or the first appearance, as far as that is known."""
        return self.appeared_at or self.found_at

    @property
    def grave(self) -> bool:
        """Whether it is an especially grave or a grave emergency (PI-10)."""
        return self.emergency and self.level in statute.GRAVE

    @transition(field=state, source=State.REGISTERED, target=State.CONFERRED)
    def confer(self) -> None:
        """Those concerned have conferred."""

    @transition(field=state, source=State.ANSWERED, target=State.ANSWERED)
    def confer_late(self) -> None:
        """They conferred after the first word of an emergency, which does not wait for that."""

    @transition(field=state, source=State.ANSWERED, target=State.ANSWERED)
    def judge_late(self) -> None:
        """It is judged after the first word of an emergency."""

    @transition(field=state, source=State.CONFERRED, target=State.HANDLING)
    def take_in_hand(self) -> None:
        """It is judged to need an answer."""

    @transition(field=state, source=State.CONFERRED, target=State.NO_ANSWER)
    def leave_unanswered(self, why: str) -> None:
        """It is judged to need none."""
        self.no_answer_because = why

    @transition(field=state, source=list(WAITING), target=State.ANSWERED)
    def answer(self, at: datetime, where: str, link: str = "") -> None:
        """The first word is out, here or elsewhere."""
        self.first_word_at, self.first_word_where, self.first_word_link = at, where, link

    @transition(field=state, source=State.ANSWERED, target=State.EVALUATED)
    def evaluate(self) -> None:
        """What the answers did is evaluated (国办发〔2016〕80号)."""

    @transition(field=state, source=State.EVALUATED, target=State.CLOSED)
    def close(self) -> None:
        """Nothing more is to be done."""

    @transition(field=state, source=[State.EVALUATED, State.CLOSED], target=State.ANSWERED)
    def stir_again(self) -> None:
        """It goes on after all: further words follow."""

    @transition(field=state, source=State.NO_ANSWER, target=State.HANDLING)
    def answer_after_all(self) -> None:
        """It needs an answer after all."""
        self.no_answer_because = ""

    def forget_heard(self) -> None:
        """What was said to be heard elsewhere waits no more."""
        self.heard_at, self.heard_where, self.heard_link = None, "", ""

    def pass_on(self, to: Agency) -> None:
        """It goes to the agency concerned."""
        self.agency = to
        self.passed += 1


class ResponseQuerySet(MatterQuerySet):
    """Reads of responses; the only place that decides what the public may see."""

    def public(self, at: datetime) -> ResponseQuerySet:
        """Those that anybody may read."""
        return self.filter(state=Response.State.PUBLISHED, published_at__lte=at)


class Response(FSMModelMixin, Reviewable):  # type: ignore[misc]
    """One word of the county on a matter: the first, the record of a press conference, or a later one (PI-10)."""

    kind = "opinion_response"
    readers = READERS
    keeper = ("drafter", Role.DRAFTER)
    #: Nobody requests its review: that begins when it is handed in.
    reviewable_states = ()

    class State(models.TextChoices):
        DRAFT = "draft", "拟写中"
        REVIEW = "under_review", "保密审查中"
        READY = "ready", "待负责人发布"
        PUBLISHED = "published", "已发布"
        WITHDRAWN = "withdrawn", "已撤下"
        ABANDONED = "abandoned", "已放弃"

    #: The states in which it is being written, reviewed or about to be published.
    UNDER_WAY: ClassVar[tuple[str, ...]] = (State.DRAFT, State.REVIEW, State.READY)

    case = models.ForeignKey(OpinionCase, models.PROTECT, related_name="responses", verbose_name="舆情")
    sort = models.CharField("是什么", max_length=10, choices=statute.RESPONSES.items())
    title = models.CharField("标题", max_length=120)
    body = models.TextField("内容")
    speaker = models.CharField("谁回应", max_length=60)
    state = StateField("状态", max_length=20, choices=State.choices, default=State.DRAFT, protected=True)
    drafter = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="拟写人")
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    restored_at = models.DateTimeField("撤销撤下时间", null=True, blank=True)

    history = HistoricalRecords()
    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "舆情回应"
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="response_agency_state"),
            models.Index(
                fields=["-published_at", "-id"], name="response_newest", condition=Q(state="published")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="response_published_when",
            ),
        ]
        triggers = triggers.RESPONSE

    def __str__(self) -> str:
        return self.title

    @property
    def named_outside(self) -> str:
        """What mail says: its title once it is published."""
        return self.title if self.state == self.State.PUBLISHED else f"{self.agency.short_name}的一份回应"

    def locked_first(self) -> list[tuple[type[models.Model], int]]:
        return [(OpinionCase, self.case_id)]

    def leaving(self) -> Iterator[Place]:
        """List the texts that the secrecy review reads."""
        yield Place("title", "标题", self.title, True)
        yield Place("body", "内容", self.body, True)
        yield Place("speaker", "谁回应", self.speaker, True)

    @transition(field=state, source=State.DRAFT, target=State.REVIEW)
    def hand_in(self) -> None:
        """The drafter hands it in, and its review begins."""

    @transition(field=state, source=State.REVIEW, target=State.READY)
    def pass_review(self) -> None:
        """SR-9: the reviewer finds that it may be disclosed."""

    @transition(field=state, source=State.REVIEW, target=State.DRAFT)
    def fail_review(self) -> None:
        """SR-9: the reviewer finds that it may not be disclosed."""

    @transition(field=state, source=[State.REVIEW, State.READY], target=State.DRAFT)
    def take_back(self) -> None:
        """It goes back to be changed."""

    @transition(field=state, source=State.READY, target=State.PUBLISHED)
    def publish(self, at: datetime) -> None:
        """Everybody can read it."""
        self.published_at = at

    @transition(field=state, source=State.PUBLISHED, target=State.WITHDRAWN)
    def withdraw(self, at: datetime) -> None:
        """Take it off the site."""
        self.withdrawn_at = at

    @transition(field=state, source=State.WITHDRAWN, target=State.PUBLISHED)
    def restore(self, at: datetime) -> None:
        """Its withdrawal is undone within the hour."""
        self.restored_at, self.withdrawn_at = at, None

    @transition(field=state, source=State.DRAFT, target=State.ABANDONED)
    def abandon(self) -> None:
        """It is given up."""
