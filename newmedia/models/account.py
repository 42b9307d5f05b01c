"""An account on a platform, and who keeps it (NM-8, NM-13, NM-18)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.models import Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from newmedia import triggers
from newmedia.statute import REVIEWS, Duty, Interaction, Platform, Sort, Suspended

READERS = Readers.of(
    Role.DRAFTER, Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD, Role.LEADER, Role.DISCLOSURE_HEAD
)


class AccountQuerySet(MatterQuerySet):
    """Reads of accounts."""

    def public(self) -> Self:
        """Those that were ever opened: open ones are recognised, closed ones say where to go."""
        return self.filter(live_at__isnull=False)

    def open(self) -> Self:
        """Those that stand: proposed, filed, live, closing, and not yet cancelled."""
        return self.exclude(state__in=Account.OVER)


class Account(FSMModelMixin, Matter):  # type: ignore[misc]
    """One official account of one agency; those of any agency are read by the offices with which they are filed."""

    kind = "media_account"
    readers = READERS

    class State(models.TextChoices):
        PROPOSED = "proposed", "拟开设"
        FILING = "filing", "报备中"
        FILED = "filed", "已备案，待开通"
        LIVE = "live", "运行中"
        SUSPENDED = "suspended", "暂停运行"
        CLOSING = "closing", "注销报备中"
        NOTICE = "notice", "注销公示中"
        DUE = "due", "公示期满，待注销"
        CLOSED = "closed", "已注销"
        MERGED = "merged", "已并入其他账号"
        DROPPED = "dropped", "不再开设"

    #: The states at its end; another account may take the place on the platform.
    OVER: ClassVar[tuple[str, ...]] = ("closed", "merged", "dropped")
    #: The states in which it publishes, or could again.
    RUNNING: ClassVar[tuple[str, ...]] = ("live", "suspended")

    title = models.CharField("账号名称", max_length=60)
    platform = models.CharField("平台", max_length=12, choices=Platform.choices)
    platform_name = models.CharField("平台名称", max_length=40, blank=True)
    handle = models.CharField("账号 ID", max_length=100, blank=True)
    address = models.URLField("账号网址", max_length=500, blank=True)
    purpose = models.CharField("功能定位", max_length=200)
    subject = models.CharField("认证主体", max_length=100)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    in_charge = models.CharField("分管领导", max_length=60)
    phone = models.CharField("办公电话", max_length=40)
    interactions = ArrayField(
        models.CharField(max_length=10, choices=Interaction.choices),
        verbose_name="互动功能",
        default=list,
        blank=True,
    )
    no_interaction_because = models.CharField("不开互动功能的理由", max_length=300, blank=True)
    opened_on = models.DateField("开设日期", null=True, blank=True)
    verified_on = models.DateField("认证日期", null=True, blank=True)
    #: Why it was there before it was filed, where it was (NM-8(2) asks for it in advance).
    early_because = models.CharField("先开设后报备的原因", max_length=300, blank=True)
    state = StateField("状态", max_length=12, choices=State.choices, default=State.PROPOSED, protected=True)
    filed_on = models.DateField("备案日期", null=True, blank=True)
    live_at = models.DateTimeField("登记开通的时间", null=True, blank=True)
    #: What changed since the last filing, in words; blank where the filing says how it is.
    unfiled = models.CharField("还没有报备的变动", max_length=500, blank=True)
    #: What became of the agency: the account bears a name that is no longer right.
    outdated = models.CharField("单位的变动", max_length=200, blank=True)
    suspended_because = models.CharField("暂停原因", max_length=10, choices=Suspended.choices, blank=True)
    #: Whether it was attacked and the police are still to be told (NM-20).
    police_due = models.BooleanField("待报警", default=False)
    #: Whether the national system is still to be told of its opening, change or closing.
    national_due = models.BooleanField("待填全国系统", default=False)
    national_on = models.DateField("填全国系统的日期", null=True, blank=True)
    where_now = models.CharField("注销以后到哪里看", max_length=200, blank=True)
    where_address = models.URLField("那里的网址", max_length=500, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="absorbed", verbose_name="并入的账号"
    )
    notice_address = models.URLField("公示的网址", max_length=500, blank=True)
    notice_from = models.DateField("公示开始", null=True, blank=True)
    notice_until = models.DateField("公示的最后一天", null=True, blank=True)
    archive = models.CharField("内容归档的位置", max_length=300, blank=True)
    archived_items = models.PositiveIntegerField("归档的条数", null=True, blank=True)
    archive_sha256 = models.CharField("归档文件的摘要", max_length=64, blank=True)
    closed_on = models.DateField("在平台上注销的日期", null=True, blank=True)

    history = HistoricalRecords()
    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "政务新媒体账号"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="media_account_agency_state"),
            models.Index(fields=["state", "platform", "-id"], name="media_account_platform"),
            models.Index(
                fields=["agency", "platform"],
                condition=Q(live_at__isnull=False),
                name="media_account_public",
            ),
            models.Index(fields=["notice_until"], condition=Q(state="notice"), name="media_account_notice"),
        ]
        constraints = [
            models.UniqueConstraint(
                "agency",
                "platform",
                Lower("platform_name"),
                condition=~Q(state__in=["closed", "merged", "dropped"]),
                name="newmedia_one_account",
                violation_error_message="这个单位在这个平台上已经有一个账号（NM-8）。",
            ),
            models.UniqueConstraint(
                "platform",
                Lower("platform_name"),
                Lower("handle"),
                condition=~Q(state__in=["closed", "merged", "dropped"]) & ~Q(handle=""),
                name="newmedia_account_once",
                violation_error_message="这个账号 ID 已经登记过。",
            ),
            models.CheckConstraint(
                condition=Q(platform="other") & ~Q(platform_name="")
                | ~Q(platform="other") & Q(platform_name=""),
                name="newmedia_platform_named",
                violation_error_message="其他平台要写明名称。",
            ),
            models.CheckConstraint(
                condition=Q(interactions__len__gt=0) | ~Q(no_interaction_because=""),
                name="newmedia_interaction_open",
                violation_error_message="互动功能原则上不得关闭，都不开的要写明理由（NM-20）。",
            ),
            models.CheckConstraint(
                condition=Q(live_at__isnull=True)
                | Q(opened_on__isnull=False, filed_on__isnull=False) & ~Q(address="") & ~Q(handle=""),
                name="newmedia_live_with_address",
                violation_error_message="开通的账号要有 ID、网址、开设日期和备案日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["closing", "notice", "due", "closed", "merged"]) | ~Q(where_now=""),
                name="newmedia_closing_says_where",
                violation_error_message="注销要写明以后到哪里看。",
            ),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(merged_into__isnull=False),
                name="newmedia_merged_into",
            ),
        ]
        triggers = triggers.ACCOUNT

    def __str__(self) -> str:
        return self.title

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """Those of the agencies themselves, and those that were filed with them."""
        from newmedia.models.filing import FilingCopy

        filed = FilingCopy.objects.filter(agency_id__in=agencies).values("filing__account")
        return Q(agency_id__in=agencies) | Q(pk__in=filed)

    @property
    def platform_label(self) -> str:
        """The platform by its name."""
        return self.platform_name or str(self.get_platform_display())

    @property
    def interaction_labels(self) -> list[str]:
        """How people can answer, in words."""
        return [str(Interaction(each).label) for each in self.interactions]

    @property
    def interaction_said(self) -> str:
        """How people can answer, and why not otherwise."""
        if not self.interactions:
            return f"不开：{self.no_interaction_because}"
        why = f"（关了一部分：{self.no_interaction_because}）" if self.no_interaction_because else ""
        return "、".join(self.interaction_labels) + why

    @property
    def announced_as(self) -> str:
        return f"{self.title}（{self.platform_label}）"

    @property
    def closing_filed_at(self) -> datetime | None:
        """When all three offices had its closing on file; None before."""
        newest = self.filings.filter(sort=Sort.CLOSE).order_by("-pk").first()
        return newest.completed_at if newest else None

    def serving(self) -> Any:
        """Who keeps it now."""
        return self.assignments.filter(until_on=None).select_related("staff__agency")

    def facts(self) -> list[tuple[str, str]]:
        """What a filing says of it, by the labels of the form."""
        rows = list(self.serving())
        people = [
            (str(duty.label), "、".join(row.staff.full_name for row in rows if row.duty == duty))
            for duty in Duty
        ]
        return [
            ("账号名称", self.title),
            ("平台", self.platform_label),
            ("账号 ID", self.handle),
            ("账号网址", self.address),
            ("开设单位", self.agency.name),
            ("认证主体", self.subject),
            ("统一社会信用代码", self.credit_code),
            ("功能定位", self.purpose),
            ("开设日期", str(self.opened_on or "")),
            ("认证日期", str(self.verified_on or "")),
            ("分管领导", self.in_charge),
            ("办公电话", self.phone),
            ("互动功能", self.interaction_said),
            ("运行方式", "自行运行维护"),
            *people,
        ]

    @transition(field=state, source=State.PROPOSED, target=State.FILING)
    def file(self) -> None:
        """It goes to the three offices."""

    @transition(field=state, source=State.FILING, target=State.PROPOSED)
    def sent_back(self) -> None:
        """One of them sent it back."""

    @transition(field=state, source=State.FILING, target=State.FILED)
    def acknowledged(self, on: date) -> None:
        """All three acknowledged it."""
        self.filed_on = on

    @transition(field=state, source=State.FILED, target=State.LIVE)
    def go_live(self, at: datetime) -> None:
        """It is opened, and everybody sees that it is the county's."""
        self.live_at = at

    @transition(field=state, source=State.LIVE, target=State.SUSPENDED)
    def suspend(self, because: str) -> None:
        """It publishes nothing for a while."""
        self.suspended_because = because

    @transition(field=state, source=State.SUSPENDED, target=State.LIVE)
    def resume(self) -> None:
        """It publishes again."""
        self.suspended_because = ""

    @transition(field=state, source=[State.LIVE, State.SUSPENDED], target=State.CLOSING)
    def decide_closing(self) -> None:
        """The leader decided; the closing goes to the three offices."""

    @transition(field=state, source=State.CLOSING, target=State.LIVE)
    def stay_live(self) -> None:
        """It is not closed."""

    @transition(field=state, source=State.CLOSING, target=State.SUSPENDED)
    def stay_suspended(self) -> None:
        """It is not closed, and still suspended."""

    def stay(self) -> None:
        """It is not closed, and as it was."""
        if self.suspended_because:
            self.stay_suspended()
        else:
            self.stay_live()
        self.where_now = self.where_address = ""
        self.merged_into = None

    @transition(field=state, source=State.CLOSING, target=State.NOTICE)
    def begin_notice(self, first: date, last: date) -> None:
        """Its readers are told where to go."""
        self.notice_from, self.notice_until = first, last

    @transition(field=state, source=State.NOTICE, target=State.DUE)
    def end_notice(self) -> None:
        """The notice has stood long enough."""

    @transition(field=state, source=State.DUE, target=State.CLOSED)
    def close(self, on: date) -> None:
        """It is cancelled at the platform."""
        self.closed_on = on

    @transition(field=state, source=State.DUE, target=State.MERGED)
    def merge(self, on: date) -> None:
        """It is cancelled at the platform; another goes on with what it did."""
        self.closed_on = on

    @transition(field=state, source=[State.PROPOSED, State.FILED], target=State.DROPPED)
    def drop(self) -> None:
        """It is not opened after all."""


class Assignment(models.Model):
    """What one person does for an account, from one day on until another."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="assignments", verbose_name="账号")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="media_assignments", verbose_name="人员")
    duty = models.CharField("职责", max_length=10, choices=Duty.choices)
    from_on = models.DateField("从")
    until_on = models.DateField("到", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "账号人员"
        ordering = ["account", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "staff", "duty"],
                condition=Q(until_on=None),
                name="newmedia_assigned_once",
                violation_error_message="这个人已经在做这项工作。",
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(until_on=None, duty="manager"),
                name="newmedia_one_manager",
                violation_error_message="账号密码由一个人专门管理（NM-22）。",
            ),
            models.UniqueConstraint(
                fields=["account", "staff"],
                condition=Q(until_on=None, duty__in=[str(duty) for duty in REVIEWS]),
                name="newmedia_one_review_each",
                violation_error_message="一个人只能担任一级审核（NM-9）。",
            ),
        ]
        triggers = triggers.ASSIGNMENT

    def __str__(self) -> str:
        return f"{self.staff}（{self.get_duty_display()}）"
