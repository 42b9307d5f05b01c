"""A session of training, who was asked to come and came, what of it counts, and its file (TR-4)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import DurationField, Exists, ExpressionWrapper, F, Q
from django.urls import reverse
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.models import Agency
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.clauses import Citation, cite
from foundation.database import alone
from foundation.deadlines.limits import SHANGHAI
from foundation.files.models import StoredFile
from training import triggers
from training.models.person import READERS, Trainee
from training.models.plan import Plan
from training.statute import IN_FORCE, LONGEST_MINUTES, TOGETHER, Edition, Mode, Proof, Tag, Way

cite("TR-5", by=Citation("constraint", "training_no_two_rooms", "同一段时间不重复计学时，跨年的按年分开"))


class SessionQuerySet(MatterQuerySet):
    """Reads of sessions."""

    def public(self) -> Self:
        """Those that were announced, and what became of them."""
        return self.filter(notified_at__isnull=False)

    def held(self) -> Self:
        """Those that took place."""
        return self.filter(state__in=Session.DONE)


#: The minutes that count, as a duration.
_LASTS = ExpressionWrapper(F("minutes") * timedelta(minutes=1), output_field=DurationField())


class Session(FSMModelMixin, Matter):  # type: ignore[misc]
    """One session of a plan. The county's is open to the people of every unit, and counts for them."""

    kind = "training_session"
    readers = READERS
    read_with = ("agency", "plan__agency")

    class State(models.TextChoices):
        PLANNED = "planned", "已安排"
        NOTIFIED = "notified", "已通知"
        HELD = "held", "已举办，待确认到场"
        RECORDED = "recorded", "学时已登记"
        FILED = "filed", "已归集材料"
        CANCELLED = "cancelled", "已取消"
        MOVED = "moved", "已改期"

    #: It took place.
    DONE: ClassVar[tuple[str, ...]] = ("held", "recorded", "filed")
    #: Its hours stand.
    COUNTED: ClassVar[tuple[str, ...]] = ("recorded", "filed")
    #: It is still to come.
    AHEAD: ClassVar[tuple[str, ...]] = ("planned", "notified")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="sessions", verbose_name="计划")
    countywide = models.BooleanField("面向全县", default=False)
    title = models.CharField("名称", max_length=100)
    mode = models.CharField("培训方式", max_length=10, choices=Mode.choices)
    tags = ArrayField(models.CharField(max_length=2, choices=Tag.choices), verbose_name="培训内容")
    edition = models.CharField(
        "讲的是哪个版本的条例", max_length=3, choices=Edition.choices, default=IN_FORCE
    )
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    #: What counts at most; breaks do not.
    minutes = models.PositiveSmallIntegerField("计入的分钟数")
    place = models.CharField("地点", max_length=200)
    speakers = models.CharField("授课人", max_length=200, blank=True)
    state = StateField("状态", max_length=10, choices=State.choices, default=State.PLANNED, protected=True)
    notified_at = models.DateTimeField("通知时间", null=True, blank=True)
    head_count = models.PositiveSmallIntegerField("清点人数", null=True, blank=True)
    head_count_differs = models.CharField("和名单不一致的原因", max_length=300, blank=True)
    held_at = models.DateTimeField("登记举办的时间", null=True, blank=True)
    recorded_at = models.DateTimeField("登记学时的时间", null=True, blank=True)
    summary = models.TextField("小结", blank=True)
    because = models.CharField("取消、改期的原因", max_length=300, blank=True)
    moved_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="moved_to", verbose_name="由哪一次改期"
    )

    history = HistoricalRecords()
    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "培训场次"
        ordering = ["-starts_at", "-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-starts_at"], name="training_session_agency"),
            models.Index(fields=["state", "starts_at"], name="training_session_state"),
            models.Index(fields=["plan", "state"], name="training_session_plan"),
            models.Index(fields=["mode"], name="training_session_mode"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="training_session_ends_later",
                violation_error_message="结束的时间要晚于开始的时间。",
            ),
            models.CheckConstraint(
                condition=~Q(mode__in=list(TOGETHER))
                | Q(ends_at__lte=F("starts_at") + timedelta(minutes=LONGEST_MINUTES)),
                name="training_session_length",
                violation_error_message="一次培训不超过 12 小时，请核对时间。",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1)
                & Q(minutes__lte=LONGEST_MINUTES)
                & Q(ends_at__gte=F("starts_at") + _LASTS),
                name="training_session_minutes",
                violation_error_message="计入的分钟数不能超过培训的时长。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["held", "recorded", "filed"]) | Q(head_count__isnull=False),
                name="training_session_counted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["cancelled", "moved"]) | ~Q(because=""), name="training_session_why"
            ),
            models.CheckConstraint(
                condition=Q(moved_from=None) | ~Q(moved_from=F("id")), name="training_moved_elsewhere"
            ),
        ]
        triggers = triggers.SESSION

    def __str__(self) -> str:
        return self.title

    def public_address(self) -> str:
        return reverse("training:session", args=[self.pk]) if self.notified_at else ""

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """Those of the agencies, and those for the whole county."""
        anybody: Any = Agency.objects.filter(pk__in=agencies)
        return Q(agency_id__in=agencies) | Q(countywide=True) & Q(Exists(anybody))

    @property
    def named_outside(self) -> str:
        """What mail says: its title once it is announced."""
        return self.title if self.notified_at else f"{self.agency.short_name}的一次培训"

    @property
    def together(self) -> bool:
        """Whether people come together, and sign."""
        return self.mode in TOGETHER

    @property
    def outdated(self) -> bool:
        """Whether it teaches an edition of the law that is no longer in force."""
        return self.edition != IN_FORCE

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From when until when."""
        return self.starts_at, self.ends_at

    @transition(field=state, source=State.PLANNED, target=State.NOTIFIED)
    def notify(self, at: datetime) -> None:
        """Everybody reads when and where."""
        self.notified_at = at

    @transition(field=state, source=State.NOTIFIED, target=State.HELD)
    def hold(self, at: datetime, head_count: int) -> None:
        """It took place; so many were counted in the room."""
        self.held_at, self.head_count = at, head_count

    @transition(field=state, source=State.HELD, target=State.RECORDED)
    def record(self, at: datetime) -> None:
        """Who was there is confirmed; the hours stand."""
        self.recorded_at = at

    @transition(field=state, source=State.RECORDED, target=State.FILED)
    def file(self, summary: str) -> None:
        """Its file is complete."""
        self.summary = summary

    @transition(field=state, source=(State.PLANNED, State.NOTIFIED), target=State.CANCELLED)
    def cancel(self, because: str) -> None:
        """It does not take place."""
        self.because = because

    @transition(field=state, source=(State.PLANNED, State.NOTIFIED), target=State.MOVED)
    def move(self, because: str) -> None:
        """Another session takes its place."""
        self.because = because


class SessionFile(models.Model):
    """A file of a session: the proof that it took place, and what was taught."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="files", verbose_name="场次")
    sort = models.CharField("种类", max_length=10, choices=Proof.choices)
    edition = models.CharField("讲的是哪个版本的条例", max_length=3, choices=Edition.choices, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    added_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "培训材料"
        ordering = ["session", "sort", "pk"]
        triggers = triggers.SESSION_FILE
        constraints = [models.UniqueConstraint(fields=["session", "sort", "file"], name="training_file_once")]

    def __str__(self) -> str:
        return f"{self.get_sort_display()}：{self.file}"

    @property
    def outdated(self) -> bool:
        """Whether it is about an edition that is no longer in force."""
        return bool(self.edition) and self.edition != IN_FORCE


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """Reads of attendance."""

    def came(self) -> AttendanceQuerySet:
        """Those who were there, at least for a part."""
        return self.filter(state__in=Attendance.CAME)


class Attendance(models.Model):
    """One person at one session."""

    class State(models.TextChoices):
        INVITED = "invited", "应到"
        PRESENT = "present", "到场"
        LATE = "late", "迟到"
        LEFT_EARLY = "left_early", "早退"
        ABSENT = "absent", "缺席"
        EXCUSED = "excused", "请假"

    #: They were there, at least for a part.
    CAME: ClassVar[tuple[str, ...]] = ("present", "late", "left_early")

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendance", verbose_name="场次")
    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="attendance", verbose_name="人员")
    #: Where they worked on that day.
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="单位")
    state = models.CharField("到场情况", max_length=10, choices=State.choices, default=State.INVITED)
    way = models.CharField("签到方式", max_length=10, choices=Way.choices, blank=True)
    arrived_at = models.DateTimeField("到场时间", null=True, blank=True)
    left_at = models.DateTimeField("离场时间", null=True, blank=True)
    excuse = models.CharField("请假事由", max_length=200, blank=True)
    #: The organiser confirmed it; from then on it changes by a correction alone.
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    corrected = models.CharField("更正的原因", max_length=300, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "到场记录"
        ordering = ["session", "agency__code", "trainee__full_name", "pk"]
        indexes = [models.Index(fields=["agency", "session"], name="training_attendance_agency")]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "trainee"],
                name="training_invited_once",
                violation_error_message="这个人已经在名单里。",
            ),
            models.CheckConstraint(
                condition=~Q(state="excused") | ~Q(excuse=""), name="training_excuse_said"
            ),
            models.CheckConstraint(
                condition=Q(arrived_at=None) | Q(left_at=None) | Q(left_at__gt=F("arrived_at")),
                name="training_left_later",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["present", "late", "left_early"])
                | Q(arrived_at=None, left_at=None, way=""),
                name="training_absent_signs_nothing",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | ~Q(state="invited"), name="training_confirmed_is_known"
            ),
        ]
        triggers = triggers.ATTENDANCE

    def __str__(self) -> str:
        return f"{self.trainee}：{self.get_state_display()}"


class Credit(models.Model):
    """Time of one person that counts for one year, for one session; no minute of a person counts twice."""

    attendance = models.ForeignKey(
        Attendance, models.PROTECT, related_name="credits", verbose_name="到场记录"
    )
    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="credits", verbose_name="人员")
    year = models.PositiveSmallIntegerField("年度")
    minutes = models.PositiveSmallIntegerField("分钟")
    #: When; empty where somebody learnt alone, at no hour that is known.
    during = DateTimeRangeField("时间", null=True, blank=True)
    #: Taken back by a correction.
    withdrawn_at = models.DateTimeField("更正时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "学时"
        ordering = ["trainee", "year", "pk"]
        indexes = [
            models.Index(fields=["trainee", "year"], name="training_credit_year"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1), name="training_credit_minutes"),
            ExclusionConstraint(
                name="training_no_two_rooms",
                expressions=[
                    (alone("trainee_id"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn_at=None),
                violation_error_message="同一个人在同一段时间不能计两次学时。",
            ),
        ]
        triggers = triggers.CREDIT

    def __str__(self) -> str:
        return f"{self.trainee} {self.year}：{self.minutes}"


def years_of(session: Session) -> list[int]:
    """The years over which it goes."""
    first, last = session.starts_at.astimezone(SHANGHAI).year, session.ends_at.astimezone(SHANGHAI).year
    return list(range(first, last + 1))


def day_of(session: Session) -> date:
    """The day on which it begins."""
    return session.starts_at.astimezone(SHANGHAI).date()
