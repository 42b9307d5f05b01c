"""Questionnaires as they were opened, answers, codes; no key leads from a code or a person to an answer.

No history, no line of the ledger, no time and no address is kept of an answer. Rows have random keys, and are
written again in random order every night and before they are counted: place and transaction would tell which code brought
which answer.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate

from foundation.agencies.models import Staff
from foundation.questionnaires import triggers
from foundation.questionnaires.wording import Question, questions


class Questionnaire(models.Model):
    """What was asked, fixed from the moment at which it was opened; its result once it is counted."""

    class State(models.TextChoices):
        OPEN = "open", "正在调查"
        COUNTED = "counted", "已统计"

    title = models.CharField("名称", max_length=200)
    #: What everybody is asked once.
    wording = models.TextField("题目", blank=True)
    #: Those about whom `each` is asked, in their order; whoever answers picks some of them.
    subjects = ArrayField(models.CharField(max_length=200), default=list, blank=True, verbose_name="评哪些")
    each = models.TextField("对每一个问的题目", blank=True)
    #: Whether anybody may answer on the web without a code.
    open_web = models.BooleanField("公开网页可以填", default=False)
    #: That nothing leads from an answer to a person: what was promised when it was opened.
    anonymous = models.BooleanField("不记名", default=True, editable=False)
    digest = models.CharField("题目校验值", max_length=64, editable=False)
    opened_at = models.DateTimeField("开始时间")
    #: The moment after its last second; sheets that came in before are entered later.
    closes_at = models.DateTimeField("截止时间")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    counted_at = models.DateTimeField("统计时间", null=True, blank=True)
    #: The counts, as `results.counted` makes them; nobody counts before.
    result = models.JSONField("结果", null=True, blank=True)
    #: SHA-256 of the file of the result.
    result_digest = models.CharField("结果校验值", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "问卷"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", result__isnull=True, counted_at__isnull=True, result_digest="")
                | Q(state="counted", result__isnull=False, counted_at__isnull=False) & ~Q(result_digest=""),
                name="questionnaire_result_when_counted",
            ),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opened_at")), name="questionnaire_lasts"),
            models.CheckConstraint(condition=Q(anonymous=True), name="questionnaire_anonymous"),
            models.CheckConstraint(
                condition=~Q(wording="") & Q(subjects=[], each="") | ~Q(subjects=[]) & ~Q(each=""),
                name="questionnaire_asks_something",
            ),
        ]
        triggers = triggers.QUESTIONNAIRE

    def __str__(self) -> str:
        return self.title

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions in their order; of subjects those that are asked once besides."""
        return questions(self.wording) if self.wording else ()

    @property
    def of_each(self) -> tuple[Question, ...]:
        """The questions that are asked of each subject."""
        return questions(self.each) if self.each else ()

    @property
    def last_day(self) -> date:
        """The last day on which it is answered."""
        return localdate(self.closes_at - timedelta(seconds=1))

    def put_off(self, closes_at: datetime) -> None:
        """Answers are taken until this later moment."""
        self.closes_at = closes_at
        self.save(update_fields=["closes_at"])

    def takes(self, at: datetime) -> bool:
        """Whether an answer that comes at this moment is taken."""
        return self.state == self.State.OPEN and self.opened_at <= at < self.closes_at


class Layer(models.TextChoices):
    """How answers came. Those with a code are the main sample; others are counted apart."""

    CODE = "code", "凭问卷码网上填写"
    PAPER = "paper", "纸质问卷"
    WEB = "web", "公开网页"
    #: On the open web, quicker than anybody reads or with what no eye sees filled in: counted apart.
    QUICK = "quick", "公开网页，填得太快"


#: The layers that are counted together.
MAIN = (Layer.CODE, Layer.PAPER)


class Ballot(models.Model):
    """The ticks of one person; nobody knows whose.

    Of a questionnaire with subjects one person is several rows: one with what was asked once, and one of each subject. Nothing
    leads from one to the other, so that nobody is recognised by the subjects they picked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="+", verbose_name="问卷", db_index=True
    )
    layer = models.CharField("怎样填的", max_length=5, choices=Layer.choices)
    day = models.DateField("日期")
    #: The place of the subject; None in the one row of a person.
    subject = models.PositiveSmallIntegerField("评的是第几个", null=True, blank=True)
    #: `wording.Ticks`.
    ticks = models.JSONField("选择", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "答卷"
        triggers = triggers.BALLOT

    def __str__(self) -> str:
        return f"{self.pk}"


class Remark(models.Model):
    """A free text, apart from the ticks that came with it; personal numbers in it are masked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="+", verbose_name="问卷")
    subject = models.PositiveSmallIntegerField("评的是第几个", null=True, blank=True)
    question = models.PositiveSmallIntegerField("第几题")
    text = models.TextField("内容")

    class Meta:
        verbose_name = verbose_name_plural = "填写的话"
        triggers = triggers.REMARK

    def __str__(self) -> str:
        return f"{self.pk}"


class Code(models.Model):
    """A single-use code: its HMAC and whether it is spent, not when."""

    digest = models.CharField("校验值", max_length=64, primary_key=True)
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="+", verbose_name="问卷")
    spent = models.BooleanField("已用", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "问卷码"
        triggers = triggers.CODE

    def __str__(self) -> str:
        return self.digest[:8]


class Sheet(models.Model):
    """A sheet of paper as one person entered it; once a second enters the same it becomes an answer, and this row goes."""

    code = models.OneToOneField(
        Code, models.PROTECT, primary_key=True, related_name="+", verbose_name="问卷码"
    )
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="+", verbose_name="问卷")
    ticks = models.JSONField("选择", default=dict)
    #: Free texts by the key of their question.
    texts = models.JSONField("填写的话", default=dict)
    #: The same of each subject, by its place.
    on = models.JSONField("对每一个的回答", default=dict)
    first_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="首录人")
    second_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="复录人")

    class Meta:
        verbose_name = verbose_name_plural = "录入的纸质问卷"
        constraints = [
            models.CheckConstraint(
                condition=Q(second_by=None) | ~Q(second_by=F("first_by")),
                name="sheet_by_two",
                violation_error_message="同一张问卷要由两个人各录一遍。",
            )
        ]
        triggers = triggers.SHEET

    def __str__(self) -> str:
        return f"{self.pk[:8]}"
