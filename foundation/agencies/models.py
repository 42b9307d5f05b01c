"""Agencies as a tree, the people who work in them, the roles they hold."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from foundation.agencies.codes import CodeField, CountywideField
from foundation.agencies.roles import AgencyFunction, AgencyKind, Role
from foundation.agencies.triggers import DEPUTYSHIP, GRANT
from foundation.clauses import Citation, cite
from foundation.database import changes_public_pages
from foundation.privacy.fields import EncryptedTextField

#: PD-4: the four public contact items of a disclosure office.
CONTACT_ITEMS = {
    "disclosure_office": "政务公开工作机构名称",
    "office_address": "办公地址",
    "office_hours": "办公时间",
    "office_phone": "联系电话",
}

cite("PD-2", by=Citation("record", "agencies.Agency", "每个机关都指定政务公开工作机构"))
cite("PD-4", by=Citation("constraint", "agency_open_needs_contacts", "四项联系信息不全，不得开通依申请公开"))


class AgencyQuerySet(models.QuerySet["Agency"]):
    """Reads of agencies."""

    def public(self) -> AgencyQuerySet:
        """The agencies that citizens see: those not abolished."""
        return self.filter(abolished_on__isnull=True)


class Agency(models.Model):
    """A body that the county regulations bind: a department, township, office, centre, utility or party body."""

    code = models.CharField(
        "机构代码",
        max_length=30,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", "机构代码只用小写字母、数字和连字符，例如 rfbsc。")
        ],
        help_text="索引号里用的拼音缩写，例如 rfbsc。",
    )
    name = models.CharField("全称", max_length=100, unique=True)
    short_name = models.CharField("简称", max_length=40)
    kind = CodeField("类别", max_length=20, choices=AgencyKind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级机关"
    )
    overseer = models.CharField(
        "上一级主管部门",
        max_length=100,
        blank=True,
        help_text="垂直领导的机关填受理行政复议的上一级主管部门（行政复议法27）；公共企事业单位填受理申诉的主管部门（条例55）。",
    )
    functions = ArrayField(
        CodeField(max_length=30, choices=AgencyFunction.choices),
        default=list,
        blank=True,
        verbose_name="职能",
    )
    disclosure_office = models.CharField("政务公开工作机构名称", max_length=100, blank=True)
    disclosure_officer = models.CharField("政务公开负责岗位", max_length=60, blank=True)
    office_address = models.CharField("办公地址", max_length=200, blank=True)
    office_hours = models.CharField("办公时间", max_length=100, blank=True)
    office_phone = models.CharField("联系电话", max_length=40, blank=True)
    #: What its document numbers begin with: 五自然资 for 五自然资公复〔2026〕12号.
    mark = models.CharField(
        "发文代字", max_length=20, blank=True, help_text="文号的开头，例如“五自然资”；不填用简称。"
    )
    open_for_applications = models.BooleanField("开通依申请公开", default=False)
    sign_levels = models.PositiveSmallIntegerField(
        "签发层级", default=2, choices=[(1, "一级：领导签发"), (2, "两级：部门负责人、领导")]
    )
    abolished_on = models.DateField("撤销日期", null=True, blank=True)
    #: The agency into which it was merged, which goes on with what it had open.
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="并入"
    )

    history = HistoricalRecords()
    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "机构"
        ordering = ["kind", "code"]
        triggers = [changes_public_pages()]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"), name="agency_code_form"
            ),
            models.CheckConstraint(
                condition=Q(open_for_applications=False)
                | ~(Q(disclosure_office="") | Q(office_address="") | Q(office_hours="") | Q(office_phone="")),
                name="agency_open_needs_contacts",
                violation_error_message="名称、地址、时间、电话四项齐全才能开通依申请公开（PD-4）。",
            ),
            models.CheckConstraint(condition=Q(sign_levels__in=[1, 2]), name="agency_sign_levels"),
            models.CheckConstraint(
                condition=Q(abolished_on__isnull=True) | Q(open_for_applications=False),
                name="agency_closed_takes_no_applications",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(abolished_on__isnull=False),
                name="agency_merged_is_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def missing_contacts(self) -> list[str]:
        """The labels of those of the four public contact items of PD-4 that are still blank."""
        return [label for name, label in CONTACT_ITEMS.items() if not getattr(self, name)]

    def name_on(self, day: date) -> str:
        """The name that it bore on that day."""
        before = self.former_names.filter(until__gt=day).order_by("until").first()
        return before.name if before else self.name


class FormerName(models.Model):
    """A name that an agency bore until a day; papers of that time keep it."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="former_names", verbose_name="机构")
    name = models.CharField("全称", max_length=100)
    short_name = models.CharField("简称", max_length=40)
    until = models.DateField("更名日期", help_text="从这一天起用新的名称。")

    class Meta:
        verbose_name = verbose_name_plural = "曾用名"
        triggers = [changes_public_pages()]
        ordering = ["agency", "until"]

    def __str__(self) -> str:
        return self.name


class Staff(AbstractUser):
    """A person who works in an agency and signs in at the desk."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    full_name = models.CharField("姓名", max_length=40)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="staff", verbose_name="单位"
    )
    on_establishment = models.BooleanField("在编", default=True, help_text="在编在岗人员（NM-18）。")
    phone = models.CharField("手机", max_length=20, blank=True)
    #: The fingerprint of the number of the person, who may have had other accounts before; blank where it is not known.
    person = models.CharField("人员编号指纹", max_length=64, blank=True, editable=False)
    must_change_password = models.BooleanField("须修改密码", default=False, editable=False)
    #: Part of what a session is signed with: a higher number ends every session.
    session_round = models.PositiveIntegerField("登录轮次", default=0, editable=False)
    second_factor_at = models.DateTimeField("启用动态口令", null=True, editable=False)

    history = HistoricalRecords(
        excluded_fields=["password", "last_login", "phone", "email", "person", "session_round"]
    )

    class Meta:
        verbose_name = verbose_name_plural = "工作人员"
        ordering = ["agency__code", "username"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(is_active=True) & ~Q(person=""),
                name="staff_one_open_account_per_person",
                violation_error_message="一个人只能有一个在用的账号。",
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    def end_sessions(self) -> None:
        """End every session once the row is saved."""
        self.session_round += 1

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session is signed with, as Django's own, and its round."""
        return f"{super()._get_session_auth_hash(secret=secret)}.{self.session_round}"  # type: ignore[misc]


class RoleGrant(models.Model):
    """One role of one person, within one agency or, for the county's roles, within the county."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="grants", verbose_name="人员")
    role = CodeField("角色", max_length=30, choices=Role.choices)
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name="单位",
        help_text="县级角色留空。",
    )
    countywide = CountywideField("县级角色")

    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = "角色授予"
        ordering = ["staff", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "role", "agency"], name="rolegrant_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(countywide=True, agency__isnull=True) | Q(countywide=False, agency__isnull=False),
                name="rolegrant_county_roles_have_no_agency",
                violation_error_message="县级角色不属于某一单位，其他角色必须选定单位。",
            ),
        ]
        triggers = GRANT

    def __str__(self) -> str:
        return f"{self.staff} {self.get_role_display()} {self.agency or '全县'}"


class DeputyshipQuerySet(models.QuerySet["Deputyship"]):
    """Reads of who stands in for whom."""

    def on(self, day: date) -> DeputyshipQuerySet:
        """Those that hold on that day."""
        return self.filter(ended_at__isnull=True, from_on__lte=day, until_on__gte=day)


class Deputyship(models.Model):
    """One person acts in another's roles, from one day until another."""

    represented = models.ForeignKey(Staff, models.PROTECT, related_name="deputies", verbose_name="被代理人")
    deputy = models.ForeignKey(Staff, models.PROTECT, related_name="deputises", verbose_name="代理人")
    from_on = models.DateField("从")
    until_on = models.DateField("到")
    ended_at = models.DateTimeField("提前结束", null=True, blank=True)

    objects = DeputyshipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "代理"
        ordering = ["from_on"]
        constraints = [
            models.CheckConstraint(condition=Q(from_on__lte=F("until_on")), name="deputyship_days"),
            models.CheckConstraint(condition=~Q(represented=F("deputy")), name="deputyship_of_another"),
        ]
        triggers = DEPUTYSHIP

    def __str__(self) -> str:
        return f"{self.deputy}代{self.represented}（{self.from_on} 至 {self.until_on}）"


class SecondFactor(models.Model):
    """What an authenticator application of one person shares with the portal, and what was tried with it."""

    staff = models.OneToOneField(Staff, models.PROTECT, related_name="second_factor", verbose_name="人员")
    secret = EncryptedTextField("密钥")
    #: The last interval of thirty seconds whose code was used: none counts twice.
    last_step = models.BigIntegerField("上次用到", default=0)
    #: Fingerprints of the recovery codes that are left.
    recovery = ArrayField(models.CharField(max_length=64), default=list, verbose_name="备用码")
    failures = models.PositiveSmallIntegerField("连续输错", default=0)
    locked_until = models.DateTimeField("锁定到", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "动态口令"

    def __str__(self) -> str:
        return str(self.staff)
