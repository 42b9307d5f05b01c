"""The online exam: the bank of questions, a paper, who sits it and answers what, and what they get for it (TR-4)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, Q
from django.db.models.functions import Left
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.clauses import Citation, cite
from foundation.privacy.fields import EncryptedTextField
from training import exam_triggers as triggers
from training.models.person import Trainee
from training.models.score import Sitting
from training.questions import LETTERS, LONGEST_EXAM, Counts, Level, Purpose, Sort
from training.statute import ATTEMPTS, FULL_MARKS, IN_FORCE, Edition, Tag

cite(
    "TR-4",
    by=Citation("constraint", "training.attempt", "网上考试一个人同时只有一份没交的卷子，到时间自动交卷"),
)

#: Who keeps the bank and prepares exams.
BANK_READERS = Readers.of(Role.RECORDS_OFFICE, Role.DISCLOSURE_HEAD, Role.DEPARTMENT_HEAD)
#: Who sees that somebody sat an exam; who marks what was written in words. Nobody else reads answers, supervisors neither.
MARKERS = Readers.of(Role.RECORDS_OFFICE, Role.DISCLOSURE_HEAD)
ANSWERS = Readers.of(Role.RECORDS_OFFICE, Role.DISCLOSURE_HEAD, county=frozenset())


class BankQuerySet(MatterQuerySet):
    """Reads of the bank."""

    def visible_to(self, actor: Actor) -> Self:
        """As every kind; whoever sits an exam at this moment reads no question, and so no key."""
        return self.none() if Attempt.objects.sat_now_by(actor) else super().visible_to(actor)

    def of_bank(self, agency: int, purpose: str) -> Self:
        """The approved ones that a unit may use: its own and the county's."""
        return self.filter(Q(agency=agency) | Q(countywide=True), state="approved", purpose=purpose)


class Question(FSMModelMixin, Matter):  # type: ignore[misc]
    """One question with its key, its explanation and the clause it asks about."""

    kind = "training_question"
    readers = BANK_READERS
    heading = Left("stem", 60)
    listed_as_begun = False

    class State(models.TextChoices):
        DRAFT = "draft", "待审"
        APPROVED = "approved", "已审定"
        RETIRED = "retired", "不再使用"

    countywide = models.BooleanField("全县可用", default=False)
    purpose = models.CharField("用在", max_length=10, choices=Purpose.choices)
    sort = models.CharField("题型", max_length=10, choices=Sort.choices)
    level = models.CharField("难度", max_length=10, choices=Level.choices, default=Level.MEDIUM)
    tag = models.CharField("内容", max_length=2, choices=Tag.choices)
    clause = models.CharField("条款", max_length=30)
    edition = models.CharField("依据的条例版本", max_length=3, choices=Edition.choices, default=IN_FORCE)
    stem = models.TextField("题干")
    options = ArrayField(models.CharField(max_length=300), default=list, blank=True, verbose_name="选项")
    #: The numbers of the right options, from 0.
    key = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name="答案")
    #: What an answer in words should say, and what each point is for.
    reference = models.TextField("参考答案和评分要点", blank=True)
    explanation = models.TextField("解析")
    state = StateField("状态", max_length=10, choices=State.choices, default=State.DRAFT, protected=True)
    because = models.CharField("不再使用的原因", max_length=300, blank=True)
    retired_on = models.DateField("停用日期", null=True, blank=True)

    history = HistoricalRecords()
    objects = BankQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "题库"
        ordering = ["tag", "sort", "pk"]
        indexes = [
            models.Index(fields=["agency", "state", "tag", "sort"], name="training_question_agency"),
            models.Index(fields=["tag", "purpose", "state"], name="training_question_tag"),
            models.Index(fields=["sort", "state"], name="training_question_sort"),
            models.Index(fields=["edition"], name="training_question_edition"),
            models.Index(fields=["purpose"], name="training_question_purpose"),
            models.Index(fields=["state"], name="training_question_state"),
            models.Index(
                fields=["state", "tag", "sort"], condition=Q(countywide=True), name="training_question_county"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sort="short", key=[]) & ~Q(reference="")
                | Q(sort__in=["single", "multiple", "judge"]) & ~Q(key=[]) & ~Q(options=[]),
                name="training_question_has_key",
            ),
            models.CheckConstraint(
                condition=~Q(state="retired") | Q(retired_on__isnull=False) & ~Q(because=""),
                name="training_question_retired",
            ),
        ]
        triggers = triggers.QUESTION

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Its first words."""
        return self.stem[:60]

    @property
    def named_outside(self) -> str:
        """Mail quotes no question."""
        return f"{self.agency.short_name}题库里的一道题"

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """Those of the agencies, and the county's."""
        anybody: Any = Agency.objects.filter(pk__in=agencies)
        return Q(agency_id__in=agencies) | Q(countywide=True) & Q(Exists(anybody))

    @property
    def outdated(self) -> bool:
        """Whether it asks about an edition of the law that is not in force."""
        return self.edition != IN_FORCE

    @property
    def in_words(self) -> bool:
        """Whether somebody has to read the answer."""
        return self.sort == Sort.SHORT

    @transition(field=state, source=State.DRAFT, target=State.APPROVED)
    def approve(self) -> None:
        """A second person found it right."""

    @transition(field=state, source=[State.DRAFT, State.APPROVED], target=State.RETIRED)
    def retire(self, on: date, because: str) -> None:
        """It is asked no more; what was answered stands."""
        self.retired_on, self.because = on, because


class Exam(FSMModelMixin, Matter):  # type: ignore[misc]
    """How an exam of the register is sat online: when, how long, how often, with which paper."""

    kind = "training_exam"
    readers = BANK_READERS
    read_with = ("agency", "sitting")
    heading = F("sitting__title")

    class State(models.TextChoices):
        DRAFT = "draft", "待出卷"
        OPEN = "open", "已开考"
        CLOSED = "closed", "考完，待阅卷"
        MARKED = "marked", "已阅卷"
        DROPPED = "dropped", "不再举行"

    #: Nobody answers any more: keys and explanations are shown to whoever sat it.
    OVER: ClassVar[tuple[str, ...]] = ("closed", "marked")

    sitting = models.OneToOneField(Sitting, models.PROTECT, related_name="online", verbose_name="考试")
    opens_at = models.DateTimeField("开始时间")
    #: Nobody begins later; whoever began has all their minutes.
    closes_at = models.DateTimeField("最晚进场时间")
    minutes = models.PositiveSmallIntegerField("答题分钟数")
    attempts = models.PositiveSmallIntegerField("可以考几次")
    counts = models.CharField("考两次的，算哪一次", max_length=10, choices=Counts.choices)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.DRAFT, protected=True)

    history = HistoricalRecords()
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "网上考试"
        ordering = ["-opens_at", "-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-opens_at"], name="training_exam_agency"),
            models.Index(fields=["state", "closes_at"], name="training_exam_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="training_exam_closes_later",
                violation_error_message="最晚进场的时间要晚于开始的时间。",
            ),
            models.CheckConstraint(
                condition=Q(minutes__range=(1, LONGEST_EXAM)), name="training_exam_minutes"
            ),
            models.CheckConstraint(condition=Q(attempts__range=(1, ATTEMPTS)), name="training_exam_attempts"),
        ]
        triggers = triggers.EXAM

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """That of the exam in the register."""
        return self.sitting.title

    @property
    def named_outside(self) -> str:
        """Mail says whose it is."""
        return f"{self.agency.short_name}的一次网上考试"

    @property
    def over(self) -> bool:
        """Whether keys may be shown to those who sat it."""
        return self.state in self.OVER

    @transition(field=state, source=State.DRAFT, target=State.OPEN)
    def open(self) -> None:
        """The paper stands; from its time on whoever may sit it begins."""

    @transition(field=state, source=State.OPEN, target=State.CLOSED)
    def close(self) -> None:
        """Nobody begins any more, and nobody sits it."""

    @transition(field=state, source=State.CLOSED, target=State.MARKED)
    def mark(self) -> None:
        """Every attempt is scored."""

    @transition(field=state, source=[State.DRAFT, State.OPEN], target=State.DROPPED)
    def drop(self) -> None:
        """Nobody sat it, and nobody will."""


class ExamPart(models.Model):
    """A part of a paper: so many questions of a topic and sort, drawn for each attempt, or one question for everybody."""

    exam = models.ForeignKey(Exam, models.CASCADE, related_name="parts", verbose_name="考试")
    tag = models.CharField("内容", max_length=2, choices=Tag.choices)
    sort = models.CharField("题型", max_length=10, choices=Sort.choices)
    question = models.ForeignKey(
        Question, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="题"
    )
    count = models.PositiveSmallIntegerField("题数")
    points = models.PositiveSmallIntegerField("每题分数")

    class Meta:
        verbose_name = verbose_name_plural = "出卷规则"
        ordering = ["exam", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gte=1) & Q(points__range=(1, FULL_MARKS)), name="training_exampart_some"
            ),
            models.CheckConstraint(
                condition=Q(question__isnull=True) | Q(count=1), name="training_exampart_fixed"
            ),
            models.UniqueConstraint(fields=["exam", "question"], name="training_exampart_question"),
            models.UniqueConstraint(
                fields=["exam", "tag", "sort"], condition=Q(question=None), name="training_exampart_rule"
            ),
        ]
        triggers = triggers.EXAM_PART

    def __str__(self) -> str:
        return f"{self.tag} {self.get_sort_display()} {self.count} × {self.points}"


class ExtraTime(models.Model):
    """A decision that somebody has half as much time again in one exam. Why is read by whoever organises it."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="extra_time", verbose_name="考试")
    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="+", verbose_name="人员")
    reason = EncryptedTextField("理由")
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="决定的人")
    decided_at = models.DateTimeField("决定时间")

    class Meta:
        verbose_name = verbose_name_plural = "延长答题时间"
        ordering = ["exam", "trainee"]
        constraints = [models.UniqueConstraint(fields=["exam", "trainee"], name="training_extratime_once")]
        triggers = triggers.EXTRA_TIME

    def __str__(self) -> str:
        return f"{self.exam} {self.trainee}"


class AttemptQuerySet(MatterQuerySet):
    """Reads of attempts."""

    def of_staff(self, staff: Staff) -> Self:
        """Those of the person behind an account, under whatever account of theirs."""
        return self.filter(trainee__in=Trainee.objects.of_staff(staff))

    def sat_now_by(self, actor: Actor) -> bool:
        """Whether this person sits an exam at this moment, under whatever account of theirs."""
        if actor.staff_id is None:
            return False
        whose = Q(trainee__staff=actor.staff_id) | Q(staff=actor.staff_id)
        if actor.person:
            whose |= Q(trainee__person=actor.person)
        return self.filter(whose, state="started").exists()

    def overdue(self, at: datetime) -> Self:
        """Those whose time is over and that were not handed in."""
        return self.filter(state="started", ends_at__lte=at)


class Attempt(FSMModelMixin, Matter):  # type: ignore[misc]
    """One person sits one exam once. The time is the server's; the paper is drawn by the seed that stands here."""

    kind = "training_attempt"
    readers = MARKERS
    readers_of: ClassVar[Mapping[str, Readers]] = {"answers": ANSWERS}
    read_with = ("agency", "exam__sitting", "trainee", "staff")
    heading = F("exam__sitting__title")
    listed_as_begun = False

    class State(models.TextChoices):
        STARTED = "started", "答题中"
        SUBMITTED = "submitted", "已交卷，待阅卷"
        EXPIRED = "expired", "到时自动交卷，待阅卷"
        SCORED = "scored", "已阅卷"

    HANDED_IN: ClassVar[tuple[str, ...]] = ("submitted", "expired")

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="sat", verbose_name="考试")
    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="+", verbose_name="人员")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="账号")
    number = models.PositiveSmallIntegerField("第几次")
    seed = models.BigIntegerField("出卷的随机数")
    started_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("最晚交卷时间")
    handed_in_at = models.DateTimeField("交卷时间", null=True, blank=True)
    points = models.PositiveSmallIntegerField("分数", null=True, blank=True)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.STARTED, protected=True)

    history = HistoricalRecords()
    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "答卷"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="training_attempt_agency"),
            models.Index(fields=["exam", "state"], name="training_attempt_exam"),
            models.Index(fields=["ends_at"], condition=Q(state="started"), name="training_attempt_ends"),
            models.Index(fields=["state"], name="training_attempt_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["trainee"],
                condition=Q(state="started"),
                name="training_one_open_attempt",
                violation_error_message="还有一份没有交的卷子。",
            ),
            models.UniqueConstraint(fields=["exam", "trainee", "number"], name="training_attempt_once"),
            models.CheckConstraint(condition=Q(number__range=(1, ATTEMPTS)), name="training_attempt_number"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("started_at")), name="training_attempt_lasts"),
            models.CheckConstraint(
                condition=Q(state="scored", points__range=(0, FULL_MARKS))
                | ~Q(state="scored") & Q(points__isnull=True),
                name="training_attempt_points",
            ),
        ]
        triggers = triggers.ATTEMPT

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The exam that it is of."""
        return self.exam.title

    @property
    def named_outside(self) -> str:
        """Mail names nobody."""
        return f"{self.agency.short_name}网上考试的一份答卷"

    @transition(field=state, source=State.STARTED, target=State.SUBMITTED)
    def submit(self, at: datetime) -> None:
        """Handed in by whoever sat it."""
        self.handed_in_at = at

    @transition(field=state, source=State.STARTED, target=State.EXPIRED)
    def expire(self) -> None:
        """The time is over: what was saved is handed in."""
        self.handed_in_at = self.ends_at

    @transition(field=state, source=HANDED_IN, target=State.SCORED)
    def score(self, points: int) -> None:
        """Every answer has its points."""
        self.points = points


class Answer(models.Model):
    """One question of somebody's paper and what they answered, which they and the markers read."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="answers", verbose_name="答卷")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", verbose_name="题")
    place = models.PositiveSmallIntegerField("第几题")
    points = models.PositiveSmallIntegerField("分数")
    #: The options in the order in which they are shown.
    options = ArrayField(
        models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name="选项顺序"
    )
    #: Numbers of options as JSON, or a text.
    given = EncryptedTextField("回答", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "回答"
        ordering = ["attempt", "place"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "place"], name="training_answer_place"),
            models.UniqueConstraint(fields=["attempt", "question"], name="training_answer_question"),
        ]
        triggers = triggers.ANSWER

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.place}"

    @property
    def chosen(self) -> list[int]:
        """The numbers of the options that were chosen."""
        if not self.given or self.question.in_words:
            return []
        return [int(number) for number in json.loads(self.given)]

    @property
    def shown(self) -> list[tuple[int, str, str]]:
        """The options as they are shown: number in the bank, letter, text."""
        options = self.question.options
        return [(number, LETTERS[place], options[number]) for place, number in enumerate(self.options)]


class Award(models.Model):
    """The points of one answer: by the key, or by somebody who read it."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="awards", verbose_name="答卷")
    answer = models.OneToOneField(Answer, models.PROTECT, related_name="award", verbose_name="回答")
    points = models.PositiveSmallIntegerField("得分")
    #: Who read it; nobody where the key decides.
    by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="阅卷人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "得分"
        ordering = ["attempt", "answer"]
        triggers = triggers.AWARD

    def __str__(self) -> str:
        return f"{self.answer}：{self.points}"
