"""A hearing of a decision: its notice, who registered, who represents whom, what they said, its report (PP-9 to PP-11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from hashlib import sha256
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.models import Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.models import MatterQuerySet
from foundation.casework.states import StateField
from foundation.deadlines.counting import local_date
from foundation.privacy.fields import EncryptedTextField
from participation import triggers
from participation.models.decision import READERS, Decision
from participation.models.opinion import Answer
from participation.statute import CITIZENS, PERIODS, Group, HearingSort, Periods, end_of
from secrecy_review.models import Place, Reviewable

#: Who may read who registered, who represents whom by full name, and the record.
PERSONAL_READERS = Readers.of(Role.DRAFTER, Role.APPLICATIONS_CLERK, Role.RECORDS_OFFICE, county=frozenset())


class HearingQuerySet(MatterQuerySet):
    """Hearings in any state; pages show those of `public` alone."""

    def public(self) -> Self:
        """Those that were announced; a withdrawn one says so and shows nothing."""
        return self.filter(state__in=Hearing.SHOWN)

    def registering(self, today: date) -> Self:
        """Those for which people register today, the next to close first."""
        rows = self.filter(state=Hearing.State.ANNOUNCED, registration_from__lte=today)
        return rows.filter(registration_until__gte=today).order_by("registration_until", "pk")


class Hearing(FSMModelMixin, Reviewable):  # type: ignore[misc]
    """A public hearing of a decision. What both notices say stands in it before its review, but for the list of names."""

    kind = "hearing"
    readers = READERS
    readers_of = {"representatives": PERSONAL_READERS}
    read_with = ("agency", "decision")
    #: Nobody requests its review: that begins when the notice is handed in.
    reviewable_states = ()

    class State(models.TextChoices):
        DRAFTING = "drafting", "拟稿"
        UNDER_REVIEW = "under_review", "保密审查中"
        READY = "ready", "待公告"
        ANNOUNCED = "announced", "已公告，正在报名"
        CLOSED = "closed", "报名截止"
        LISTED = "listed", "已公布代表名单"
        HELD = "held", "已举行"
        REPORTED = "reported", "已公布听证报告"
        WITHDRAWN = "withdrawn", "已取消"
        ABANDONED = "abandoned", "已放弃"

    #: What stays readable, and what shows a notice.
    SHOWN: ClassVar[tuple[str, ...]] = ("announced", "closed", "listed", "held", "reported", "withdrawn")
    READABLE: ClassVar[tuple[str, ...]] = ("announced", "closed", "listed", "held", "reported")
    #: While one of these is under way the decision is not submitted.
    UNFINISHED: ClassVar[tuple[str, ...]] = (
        "drafting",
        "under_review",
        "ready",
        "announced",
        "closed",
        "listed",
        "held",
    )
    #: What must stand in the notices, by field, as PP-9 names it.
    ITEMS: ClassVar[dict[str, str]] = {
        "title": "名称",
        "place": "地点",
        "content": "拟决策事项的内容",
        "draft": "决策草案",
        "reasons": "理由",
        "basis": "依据",
        "background": "背景资料",
        "selection": "代表的产生方式",
        "eligibility": "报名条件",
        "how": "报名方式",
        "contact": "联系人",
        "telephone": "联系电话",
        "lot": "抽签用的公开数字",
        "chair": "听证主持人",
        "speaker": "决策发言人",
        "recorder": "记录人",
        "supervisor": "监察人",
    }

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="hearings", verbose_name="决策事项")
    edition = models.PositiveSmallIntegerField("第几次听证", default=1)
    sort = models.CharField("听证会种类", max_length=10, choices=HearingSort.choices)
    title = models.CharField("名称", max_length=200)
    content = models.TextField("拟决策事项的内容", blank=True)
    #: 决策条例16: the draft is public with the notice.
    draft = models.TextField("决策草案", blank=True)
    reasons = models.TextField("理由", blank=True)
    basis = models.TextField("依据", blank=True)
    background = models.TextField("背景资料", blank=True)
    #: When the notice says that it begins; `begins_at` moves when it is postponed.
    first_at = models.DateTimeField("公告的举行时间", null=True, blank=True)
    begins_at = models.DateTimeField("举行时间", null=True, blank=True)
    place = models.CharField("地点", max_length=200, blank=True)
    #: Seats by group: {"public": 4, …}.
    seats = models.JSONField("代表名额", default=dict, blank=True)
    selection = models.TextField("代表的产生方式", blank=True)
    eligibility = models.TextField("报名条件", blank=True)
    how = models.TextField("报名方式", blank=True)
    registration_from = models.DateField("报名开始", null=True, blank=True)
    registration_until = models.DateField("报名截止", null=True, blank=True)
    observers = models.PositiveSmallIntegerField("旁听席", default=0)
    press = models.PositiveSmallIntegerField("记者席", default=0)
    contact = models.CharField("联系人", max_length=60, blank=True)
    telephone = models.CharField("联系电话", max_length=60, blank=True)
    #: Which public number will decide, and the day on which it becomes known: after registration is closed.
    lot = models.CharField("抽签用的公开数字", max_length=200, blank=True)
    lot_on = models.DateField("数字公布的日期", null=True, blank=True)
    chair = models.CharField("听证主持人", max_length=60, blank=True)
    speaker = models.CharField("决策发言人", max_length=60, blank=True)
    recorder = models.CharField("记录人", max_length=60, blank=True)
    supervisor = models.CharField("监察人", max_length=60, blank=True)
    state = StateField("状态", max_length=20, choices=State.choices, default=State.DRAFTING, protected=True)
    drafter = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="拟稿人")
    announced_at = models.DateTimeField("公告时间", null=True, blank=True)
    #: The digest over all registrations, kept when registration closes, before the number is known.
    list_hash = models.CharField("清单校验值", max_length=64, blank=True)
    lot_number = models.CharField("公开数字", max_length=60, blank=True)
    lot_source = models.CharField("数字的出处", max_length=200, blank=True)
    drawn_at = models.DateTimeField("抽签时间", null=True, blank=True)
    #: The seats that nobody has after the lot.
    lacking = models.PositiveSmallIntegerField("缺额", default=0)
    listed_at = models.DateTimeField("名单公布时间", null=True, blank=True)
    held_at = models.DateTimeField("登记举行的时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    #: The record with every speaker's view and reason; the public reads the report.
    transcript = EncryptedTextField("听证笔录", blank=True)
    report = models.TextField("听证报告", blank=True)
    conclusion = models.TextField("结论性建议", blank=True)
    reported_at = models.DateTimeField("报告时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("取消时间", null=True, blank=True)
    withdrawal_reason = models.TextField("取消原因", blank=True)

    history = HistoricalRecords(excluded_fields=["transcript"])
    objects = HearingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "听证会"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="hearing_agency_state"),
            models.Index(
                fields=["registration_until"], name="hearing_closes", condition=Q(state="announced")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "edition"], condition=~Q(state="abandoned"), name="hearing_edition"
            ),
            models.UniqueConstraint(
                fields=["decision"],
                condition=Q(
                    state__in=["drafting", "under_review", "ready", "announced", "closed", "listed", "held"]
                ),
                name="hearing_one_at_a_time",
                violation_error_message="这件决策事项已经有一场在办的听证会。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["announced", "closed", "listed", "held", "reported"])
                | Q(
                    begins_at__isnull=False,
                    announced_at__isnull=False,
                    registration_from__isnull=False,
                    registration_until__gte=F("registration_from"),
                    lot_on__gt=F("registration_until"),
                ),
                name="hearing_announced_whole",
                violation_error_message="公告的内容要齐全，抽签的数字在报名截止以后才公布（PP-9）。",
            ),
            models.CheckConstraint(
                condition=~Q(state="reported") | ~Q(report="") & ~Q(conclusion=""),
                name="hearing_report_concludes",
                violation_error_message="听证报告要有明确的结论性建议（PP-11）。",
            ),
        ]
        triggers = triggers.HEARING

    def __str__(self) -> str:
        return self.title

    def leaving(self) -> Iterator[Place]:
        """Everything that the notices say, the list of names aside."""
        for name, label in self.ITEMS.items():
            yield Place(name, label, getattr(self, name), True)
        facts = [
            f"举行时间：{self.first_at.isoformat() if self.first_at else ''}",
            *(f"{label}：{n} 人" for label, n in self.seated),
            f"报名：{self.registration_from} 至 {self.registration_until}",
            f"旁听席 {self.observers}，记者席 {self.press}，数字公布：{self.lot_on}",
        ]
        yield Place("facts", "时间和名额", "\n".join(facts))

    @property
    def periods(self) -> Periods:
        """The periods of its kind."""
        return PERIODS[HearingSort(self.sort)]

    @property
    def total(self) -> int:
        """The seats of all groups."""
        return sum(self.seats.values())

    @property
    def seated(self) -> list[tuple[str, int]]:
        """Groups in words with their seats, in the order of PP-10, those without left out."""
        return [(str(group.label), self.seats[group]) for group in Group if self.seats.get(group)]

    @property
    def groups(self) -> list[tuple[str, str]]:
        """The groups that have seats, by value and in words."""
        return [(group.value, str(group.label)) for group in Group if self.seats.get(group)]

    @property
    def begins_on(self) -> date | None:
        """The day of the hearing."""
        return local_date(self.begins_at) if self.begins_at else None

    def takes(self, at: datetime) -> bool:
        """Whether a registration that comes at this moment is taken."""
        first, last = self.registration_from, self.registration_until
        if self.state != self.State.ANNOUNCED or first is None or last is None:
            return False
        return local_date(at) >= first and at < end_of(last)

    def closes(self, at: datetime) -> bool:
        """Whether registration is over."""
        return self.registration_until is not None and at >= end_of(self.registration_until)

    @property
    def transcript_digest(self) -> str:
        """The digest of the record, by which a signature stays with the words that were signed."""
        return sha256(self.transcript.encode()).hexdigest()

    # The way of a hearing

    @transition(field=state, source=State.DRAFTING, target=State.UNDER_REVIEW)
    def hand_in(self) -> None:
        """The drafter hands the notices in to be reviewed."""
        self.begins_at = self.first_at

    @transition(field=state, source=State.UNDER_REVIEW, target=State.READY)
    def pass_review(self) -> None:
        """SR-9: the reviewer finds that they may be disclosed."""

    @transition(field=state, source=State.UNDER_REVIEW, target=State.DRAFTING)
    def fail_review(self) -> None:
        """SR-9: the reviewer finds that they may not be disclosed."""

    @transition(field=state, source=State.READY, target=State.DRAFTING)
    def rework(self) -> None:
        """It goes back to the drafter."""

    @transition(field=state, source=[State.DRAFTING, State.READY], target=State.ABANDONED)
    def abandon(self) -> None:
        """It is given up before anybody read of it."""

    @transition(field=state, source=State.READY, target=State.ANNOUNCED)
    def announce(self, at: datetime) -> None:
        """The first notice is public."""
        self.announced_at = at

    @transition(field=state, source=State.ANNOUNCED, target=State.CLOSED)
    def close(self, over: str) -> None:
        """The last day of registration is over; the digest over all registrations is fixed."""
        self.list_hash = over

    @transition(field=state, source=State.CLOSED, target=State.LISTED)
    def publish_list(self, at: datetime) -> None:
        """The second notice is public."""
        self.listed_at = at

    @transition(field=state, source=State.LISTED, target=State.HELD)
    def hold(self, at: datetime, ended: datetime) -> None:
        """It took place."""
        self.held_at, self.ended_at = at, ended

    @transition(field=state, source=State.HELD, target=State.REPORTED)
    def publish_report(self, at: datetime, report: str, conclusion: str) -> None:
        """What came of it is public."""
        self.reported_at, self.report, self.conclusion = at, report, conclusion

    @transition(field=state, source=[State.ANNOUNCED, State.CLOSED, State.LISTED], target=State.WITHDRAWN)
    def withdraw(self, at: datetime, reason: str) -> None:
        """It does not take place, and the public reads why."""
        self.withdrawn_at, self.withdrawal_reason = at, reason


class Postponement(models.Model):
    """A later time of a hearing, with the reason that the public reads."""

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="postponements", verbose_name="听证会")
    was = models.DateTimeField("原定时间")
    until = models.DateTimeField("改到")
    reason = models.TextField("理由")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "改期"
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(until__gt=F("was")), name="postponed_to_later")]
        triggers = triggers.SAID

    def __str__(self) -> str:
        return f"{self.hearing_id} {self.until}"


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Registrations with those that their holders withdrew; most ask for `standing`."""

    def standing(self) -> Self:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)

    def listed(self, hearing: Hearing) -> Self:
        """Those on the list of a hearing, which stays as it was at the last second of registration.

        Who withdraws afterwards stays on it, for its digest is public, and is passed over by the lot.
        """
        assert hearing.registration_until is not None, "a list belongs to a hearing that was announced"
        late = Q(withdrawn_at__gte=end_of(hearing.registration_until))
        return self.filter(Q(withdrawn_at=None) | late, hearing=hearing)


class Registration(models.Model):
    """Somebody who wants to speak for a group. Of the number of their identity card a fingerprint alone is kept."""

    #: What the number begins with.
    LETTER: ClassVar[str] = "B"

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="registrations", verbose_name="听证会")
    group = models.CharField("报名的组别", max_length=12, choices=Group.choices)
    #: A keyed digest of the number of the identity card and the hearing: one person registers once.
    person = models.CharField(max_length=64, editable=False)
    name = EncryptedTextField("姓名", blank=True)
    telephone = EncryptedTextField("电话", blank=True)
    #: Age, occupation, employer, address, stake and views, as the form asks them.
    details = EncryptedTextField("报名表", blank=True)
    received_at = models.DateTimeField("报名时间")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )
    #: The digests of the form's token and of the query code.
    form_token = models.CharField(max_length=64, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, editable=False)
    #: SHA-256 over what the receipt says (`drawing.leaf`).
    digest = models.CharField("校验值", max_length=64, unique=True, editable=False)
    #: When its holder last corrected it: name, telephone and form are what they are now.
    corrected_at = models.DateTimeField("更正时间", null=True, blank=True)
    #: When its holder withdrew it; name, telephone and form are emptied then.
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "听证会报名"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hearing", "person"],
                condition=Q(withdrawn_at=None),
                name="registered_once",
                violation_error_message="这个人已经报过名。",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(name="", telephone="", details=""),
                name="withdrawn_registration_names_nobody",
            ),
        ]
        triggers = triggers.REGISTRATION

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Its receipt number: the number of the row."""
        return f"{self.LETTER}{self.pk:06d}"


class RepresentativeQuerySet(models.QuerySet["Representative"]):
    """Representatives with those who gave up their seat; most ask for `sitting`."""

    def sitting(self) -> Self:
        """Those who did not give up their seat."""
        return self.filter(left_on=None)


class Representative(models.Model):
    """Somebody who sits at a hearing for a group: drawn from those who registered, or invited with a reason."""

    hearing = models.ForeignKey(
        Hearing, models.PROTECT, related_name="representatives", verbose_name="听证会"
    )
    group = models.CharField("组别", max_length=12, choices=Group.choices)
    registration = models.OneToOneField(
        Registration,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="representative",
        verbose_name="报名",
    )
    name = EncryptedTextField("姓名", blank=True)
    telephone = EncryptedTextField("电话", blank=True)
    #: What the public reads in place of the name: 朱**.
    shown = models.CharField("公布的姓名", max_length=10)
    #: Why somebody was invited who was not drawn; blank for who was drawn.
    reason = models.CharField("邀请的理由", max_length=300, blank=True)
    papers_on = models.DateField("材料送达日期", null=True, blank=True)
    attended = models.BooleanField("到会", null=True, blank=True)
    #: When somebody gave up the seat after the list; why stays in the ledger.
    left_on = models.DateField("退出日期", null=True, blank=True)

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "听证会代表"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(registration__isnull=False) | ~Q(reason=""),
                name="representative_drawn_or_why",
                violation_error_message="不是抽签产生的代表，要写明理由。",
            )
        ]
        triggers = triggers.REPRESENTATIVE

    def __str__(self) -> str:
        return f"{self.shown}（{self.get_group_display()}）"

    @property
    def ref(self) -> str:
        """The reference of its hearing, which is the matter."""
        return self.hearing.ref

    @property
    def of_citizens(self) -> bool:
        """Whether it is a seat of citizens, which nobody takes who works for an agency."""
        return self.group in CITIZENS


class Signature(models.Model):
    """That a representative signed the record, or refused to; it holds for exactly the words that were read out."""

    representative = models.ForeignKey(
        Representative, models.PROTECT, related_name="signatures", verbose_name="代表"
    )
    signed = models.BooleanField("签字")
    note = EncryptedTextField("说明", blank=True)
    transcript_digest = models.CharField(max_length=64, editable=False)
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "笔录签字"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(signed=True) | ~Q(note=""),
                name="signature_refused_why",
                violation_error_message="拒绝签字的，要写明情况（PP-11）。",
            )
        ]
        triggers = triggers.SIGNATURE

    def __str__(self) -> str:
        return f"{self.representative_id} {self.signed}"


class Point(models.Model):
    """A view of the representatives in a few words, what becomes of it, and why (PP-11)."""

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="points", verbose_name="听证会")
    text = models.TextField("意见")
    result = models.CharField("采纳情况", max_length=12, choices=Answer.Result.choices)
    reason = models.TextField("理由", blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "听证意见"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(result="adopted") | ~Q(reason=""),
                name="point_says_why",
                violation_error_message="没有采纳的，要写明理由（PP-11）。",
            )
        ]
        triggers = triggers.POINT

    def __str__(self) -> str:
        return self.text[:40]
