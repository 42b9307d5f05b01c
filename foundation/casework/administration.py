"""Acts on agencies and people, and the working-day calendar."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from foundation.agencies.actors import SYSTEM
from foundation.agencies.models import CONTACT_ITEMS, Agency, Staff
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction, AgencyKind, Role
from foundation.casework.accounts import (
    fingerprint_of,
    give_password,
    refuse_second_account,
    refuse_second_telephone,
)
from foundation.casework.acts import Objection, Step, act, attribute, gate, perform
from foundation.casework.fields import EditForm, WholeNumber
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid, Refused
from foundation.deadlines.holidays import InvalidNotice, enter_notice, read_days, withdraw_notice
from foundation.deadlines.models import HolidayNotice


class AgencyForm(ActForm):
    """The particulars of a new agency."""

    code = forms.RegexField(
        r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$",
        label="机构代码",
        max_length=30,
        help_text="索引号里用的拼音缩写，例如 rfbsc。",
        error_messages={"invalid": "机构代码只用小写字母、数字和连字符，例如 rfbsc。"},
    )
    name = forms.CharField(label="全称", max_length=100)
    short_name = forms.CharField(label="简称", max_length=40)
    kind = forms.ChoiceField(label="类别", choices=AgencyKind.choices)
    functions = forms.MultipleChoiceField(
        label="职能", choices=AgencyFunction.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    sign_levels = forms.TypedChoiceField(
        label="签发层级", coerce=int, choices=[(1, "一级"), (2, "两级")], initial=2
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].lower()
        Agency._meta.get_field("code").run_validators(code)
        if Agency.objects.filter(code=code).exists():
            raise forms.ValidationError(f"机构代码“{code}”已经用过，请换一个。")
        return code

    def clean_functions(self) -> list[str]:
        functions: list[str] = self.cleaned_data["functions"]
        for function in map(AgencyFunction, functions):
            if holder := agency_with(function):
                raise forms.ValidationError(f"“{function.label}”已由{holder}承担。")
        return functions

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if Agency.objects.filter(name=name).exists():
            raise forms.ValidationError("这个机构已经设立。")
        return name


@act(
    "agencies.establish",
    "设立机构",
    on=Agency,
    creates=Agency,
    role=Role.COUNTY_SUPERVISOR,
    asks=AgencyForm,
    cites=("PD-2", "PD-1"),
)
def establish(step: Step) -> Agency:
    agency = Agency(parent=step.matter, **step.data)
    attribute(step, agency).save()
    return agency


class ContactsForm(EditForm):
    """The four public contact items of PD-4, and the post responsible for disclosure."""

    disclosure_office = forms.CharField(label="政务公开工作机构名称", max_length=100, required=False)
    disclosure_officer = forms.CharField(label="政务公开负责岗位", max_length=60, required=False)
    office_address = forms.CharField(label="办公地址", max_length=200, required=False)
    office_hours = forms.CharField(label="办公时间", max_length=100, required=False)
    office_phone = forms.CharField(label="联系电话", max_length=40, required=False)
    mark = forms.CharField(
        label="发文代字", max_length=20, required=False, help_text="文号的开头，例如“五自然资”；不填用简称。"
    )


@gate("PD-4", "已开通依申请公开的，四项联系信息不得缺", on_entry=True)
def stays_reachable(step: Step) -> Objection | None:
    if step.matter.open_for_applications and not all(step.data[name] for name in CONTACT_ITEMS):
        return "本机关已开通依申请公开，名称、地址、时间、电话不能留空。", "请补齐，或先关闭依申请公开。"
    return None


@act(
    "agencies.set_contacts",
    "填报公开联系信息",
    on=Agency,
    role=Role.AGENCY_ADMIN,
    asks=ContactsForm,
    cites=("PD-4", "PD-2"),
    gates=[stays_reachable],
)
def set_contacts(step: Step) -> None:
    for name, value in step.data.items():
        setattr(step.matter, name, value)


@gate("PD-4", "名称、地址、时间、电话四项齐全")
def contacts_complete(step: Step) -> Objection | None:
    missing = step.matter.missing_contacts()
    if missing:
        return f"还缺{'、'.join(missing)}，不能开通依申请公开。", "请先填报公开联系信息。"
    return None


class OverseerForm(EditForm):
    """The superior authority of an organ that is led vertically, or of a utility."""

    overseer = forms.CharField(
        label="上一级主管部门",
        max_length=100,
        required=False,
        help_text="垂直领导的机关、公共企事业单位填写全称，写进告知救济途径的文书；其他机关留空。",
    )


@act(
    "agencies.set_overseer",
    "登记上一级主管部门",
    on=Agency,
    role=Role.COUNTY_SUPERVISOR,
    asks=OverseerForm,
    cites=("行政复议法27", "条例55"),
)
def set_overseer(step: Step) -> None:
    step.matter.overseer = step.data["overseer"]


@act(
    "agencies.open_for_applications",
    "开通依申请公开",
    on=Agency,
    role=Role.AGENCY_ADMIN,
    cites=("PD-4",),
    gates=[contacts_complete],
    when=lambda agency: not agency.open_for_applications,
)
def open_for_applications(step: Step) -> None:
    step.matter.open_for_applications = True


@act(
    "agencies.close_for_applications",
    "关闭依申请公开",
    on=Agency,
    role=Role.AGENCY_ADMIN,
    cites=("PD-4",),
    weight="quiet",
    when=lambda agency: agency.open_for_applications,
)
def close_for_applications(step: Step) -> None:
    step.matter.open_for_applications = False


class StaffForm(ActForm):
    """The account of a person who works in the agency."""

    username = forms.SlugField(label="用户名", max_length=60)
    full_name = forms.CharField(label="姓名", max_length=40)
    password = forms.CharField(
        label="初始密码",
        required=False,
        strip=False,
        widget=forms.PasswordInput,
        help_text="留空，由系统给一个，只显示一次。第一次登录都要修改。",
    )
    staff_number = forms.CharField(
        label="人员编号",
        required=False,
        max_length=40,
        help_text="工号或者身份证号。只留指纹，不留号码；一个人只能有一个在用的账号。",
    )
    on_establishment = forms.BooleanField(label="在编", required=False)
    email = forms.EmailField(label="邮箱", required=False)
    phone = forms.CharField(label="手机", required=False, max_length=20)

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if Staff.objects.filter(username=username).exists():
            raise forms.ValidationError("这个用户名已经有人使用，请换一个。")
        return username

    def clean_staff_number(self) -> str:
        """The fingerprint of the number, which alone leaves the form."""
        person = fingerprint_of(self.cleaned_data["staff_number"])
        refuse_second_account(person)
        return person

    def clean_phone(self) -> str:
        """A telephone of one's own is one person's."""
        phone: str = self.cleaned_data["phone"]
        refuse_second_telephone(phone)
        return phone

    def clean(self) -> dict[str, Any]:
        """The hash of the password alone leaves the form; who bears a colleague's name is told apart by a number."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if password := data.get("password", ""):
            told = {name: data.get(name, "") for name in ("username", "full_name", "phone", "email")}
            try:
                validate_password(password, Staff(agency=self.step.matter, **told))
            except forms.ValidationError as weak:
                self.add_error("password", weak)
            else:
                data["password"] = make_password(password)
        namesakes = Staff.objects.filter(agency=self.step.matter, is_active=True)
        named = data.get("full_name") and namesakes.filter(full_name=data["full_name"]).exists()
        if named and not data.get("staff_number") and "staff_number" not in self.errors:
            self.add_error(
                "staff_number",
                f"本单位已有“{data['full_name']}”的账号在用。是同名的另一个人，请填写人员编号；是同一个人，就用原来的账号。",
            )
        return data


@act(
    "agencies.appoint",
    "增加人员",
    on=Agency,
    creates=Staff,
    role=(Role.AGENCY_ADMIN, Role.COUNTY_SUPERVISOR),
    asks=StaffForm,
    cites=("PD-3",),
)
def appoint(step: Step) -> Staff:
    """Whoever founds the county chose their password; everybody else changes theirs at the first login."""
    given = dict(step.data)
    staff = Staff(agency=step.matter, person=given.pop("staff_number"), **given)
    staff.must_change_password = step.actor.kind == "staff"
    if not staff.password:
        give_password(step, staff)
    attribute(step, staff).save()
    return staff


class NoticeForm(ActForm):
    """A notice on holidays and make-up working days."""

    reason_field = "document_number"

    year = WholeNumber(label="年份", unit="年", min_value=2004, max_value=2100)
    document_number = forms.CharField(label="文号", max_length=100, help_text="例如 国办发明电〔2026〕7号。")
    title = forms.CharField(label="标题", max_length=200)
    scope = forms.ChoiceField(label="范围", choices=HolidayNotice.Scope.choices, required=False)
    days = forms.CharField(
        label="放假和调休日",
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=20_000,
        help_text="一行写一天或一段，例如“2027-02-05 至 2027-02-11 休 春节”，下一行“2027-02-14 班”。",
    )
    amends = forms.BooleanField(
        label="调整已录入的安排",
        required=False,
        help_text="新的通知改变了以前通知里的假期，才勾选；录错了的，先撤销再录入。",
    )


@act(
    "deadlines.enter_notice",
    "录入放假通知",
    on=Agency,
    role=Role.COUNTY_SUPERVISOR,
    asks=NoticeForm,
    cites=("PD-9", "SR-10"),
)
def enter_holiday_notice(step: Step) -> None:
    try:
        entered = {
            **step.data,
            "scope": step.data["scope"] or HolidayNotice.Scope.NATIONAL,
            "days": read_days(step.data["days"]),
        }
        _notice, recounted = enter_notice(**entered, at=step.at)
    except InvalidNotice as invalid:
        raise Invalid({"放假和调休日": invalid.messages}) from invalid
    step.detail = {"document_number": step.data["document_number"], "recomputed": len(recounted)}


class WithdrawNoticeForm(ActForm):
    """A wrongly entered notice to withdraw."""

    document_number = forms.ModelChoiceField(
        label="放假通知",
        queryset=HolidayNotice.objects.filter(withdrawn_at__isnull=True),
        to_field_name="document_number",
        error_messages={"invalid_choice": "没有这份通知，或已撤销。"},
    )
    reason = forms.CharField(label="理由", max_length=500)


@act(
    "deadlines.withdraw_notice",
    "撤销录错的放假通知",
    on=Agency,
    role=Role.COUNTY_SUPERVISOR,
    asks=WithdrawNoticeForm,
    cites=("PD-9", "SR-10"),
    weight="quiet",
    when=lambda agency: HolidayNotice.objects.filter(withdrawn_at__isnull=True).exists(),
)
def withdraw_holiday_notice(step: Step) -> None:
    notice: HolidayNotice = step.data["document_number"]
    recounted = withdraw_notice(notice, at=step.at)
    step.detail = {"document_number": notice.document_number, "recomputed": len(recounted)}


@transaction.atomic
def found_county(
    *, code: str, name: str, username: str, full_name: str, password: str, at: datetime
) -> Staff:
    """Create the county's disclosure office and its first supervisor in an empty portal.

    Nobody is there yet to confirm the role. Raises `Refused` if there is any agency: everything later is an act of people.
    """
    if Agency.objects.exists():
        raise Refused("PD-1", "县里已经设立机构，", "请由县政务公开督查办理。")
    functions = [AgencyFunction.COUNTY_OFFICE, AgencyFunction.DISCLOSURE_OFFICE]
    office = Agency.objects.create(
        code=code, name=name, short_name=name, kind=AgencyKind.DEPARTMENT, functions=functions
    )
    given = {"username": username, "full_name": full_name, "password": password, "on_establishment": True}
    appointed = perform("agencies.appoint", on=office, actor=SYSTEM, at=at, data=given).matter
    granted = {"role": Role.COUNTY_SUPERVISOR.value}
    perform("agencies.grant_role", on=appointed, actor=SYSTEM, at=at, data=granted)
    return Staff.objects.get(pk=appointed.pk)
