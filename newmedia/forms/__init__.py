"""What the acts on accounts and filings ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.timezone import localdate
from stdnum.cn import uscc

from foundation.agencies.models import Staff
from foundation.casework.acts import Step
from foundation.casework.fields import (
    Day,
    EditForm,
    FilledForm,
    OneOf,
    PlainText,
    ReasonForm,
    WholeNumber,
)
from foundation.casework.forms import ActForm
from foundation.visitors.identity import Line
from newmedia.models import Account, ProviderPerson
from newmedia.statute import NOTICE_WORKING_DAYS, REFILE, Duty, Interaction, Platform, Suspended

#: The most days for which an account may stay silent: whatever is longer is closed.
LONGEST_SILENCE = 90


class WebAddress(forms.CharField):
    """An address of the web, as it is copied out of a browser; one without http:// or https:// is taken as https."""

    listed_as = "URLField"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "url"}))
        super().__init__(max_length=500, **kwargs)

    def clean(self, value: Any) -> str:
        """Refuse what is no address, and schemes that a page may not link to."""
        text: str = super().clean(value)
        if not text:
            return ""
        if "://" not in text:
            text = f"https://{text}"
        try:
            URLValidator(schemes=["http", "https"])(text)
        except forms.ValidationError as wrong:
            raise forms.ValidationError(
                "这不是一个网址。请从浏览器或者平台里复制，例如 https://weibo.com/u/1。"
            ) from wrong
        return text


class AccountFacts(ActForm):
    """What is known of an account whatever its platform."""

    reason_field = ""

    title = Line(label="账号名称", max_length=60, help_text="和平台上显示的一字不差。")
    handle = Line(label="账号 ID", max_length=100, required=False, help_text="还没有的先不填，开通时补上。")
    address = WebAddress(
        label="账号网址",
        required=False,
        help_text="公开页上的二维码指向这里；公众号填平台给的二维码里的网址。",
    )
    purpose = Line(label="功能定位", max_length=200, help_text="发布什么、为谁服务，人人看得到。")
    subject = Line(label="认证主体", max_length=100)
    credit_code = forms.CharField(label="统一社会信用代码", max_length=18, required=False)
    in_charge = Line(label="分管领导", max_length=60)
    phone = Line(label="办公电话", max_length=40)
    interactions = forms.MultipleChoiceField(
        label="开着的互动功能",
        choices=Interaction.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    no_interaction_because = Line(
        label="关闭互动功能的理由",
        max_length=300,
        required=False,
        help_text="原则上不得关闭互动功能（NM-20）；都不开的，或者把开着的关掉的，写明理由。",
    )

    def clean_credit_code(self) -> str:
        """Refuse a code whose last character does not fit."""
        code = str(self.cleaned_data["credit_code"]).strip().upper()
        if code and not uscc.is_valid(code):
            raise forms.ValidationError("统一社会信用代码是 18 位，末位和前面对不上，请照证书核对。")
        return code

    def clean(self) -> None:
        """Without any way to answer there is a reason, and so there is where one is closed that was open."""
        given = self.cleaned_data
        if "interactions" not in given:
            return
        if closed := self.closed(given["interactions"]):
            if not given.get("no_interaction_because"):
                told = f"{closed}，请写明理由，或者留着它（NM-20：原则上不得关闭私信、评论、留言）。"
                self.add_error("no_interaction_because", told)
        else:
            given["no_interaction_because"] = ""

    def closed(self, ways: list[str]) -> str:
        """What these ways leave closed that has to have a reason, in words; blank where nothing does."""
        if not ways:
            return "互动功能一样都没开"
        before = getattr(self.step.matter, "interactions", [])
        live = getattr(self.step.matter, "state", "") in Account.RUNNING
        gone = [str(Interaction(way).label) for way in before if way not in ways]
        kept = [way for way in ways if way not in before]
        still = live and bool(getattr(self.step.matter, "no_interaction_because", "")) and not kept
        return f"关闭了{'、'.join(gone)}" if live and gone else "还有互动功能关着" if still else ""


#: The fields of `AccountFacts`.
FACTS = tuple(AccountFacts.base_fields)


class ProposeForm(AccountFacts, FilledForm):
    """An account that an agency wants to open, or has had already."""

    says = "先报备，后开通：宣传部、网信办、政务公开办公室三家都同意备案以后，账号才能开通（NM-8）。"

    platform = forms.ChoiceField(
        label="平台", choices=Platform.choices, help_text="一个单位在一个平台上只开一个账号。"
    )
    platform_name = Line(label="平台名称", max_length=40, required=False, help_text="选“其他平台”的填写。")
    field_order = ("platform", "platform_name", *FACTS)

    def known(self, step: Step) -> dict[str, Any]:
        agency = getattr(step.matter, "agency", step.matter)
        return {"subject": agency.name, "phone": agency.office_phone}

    def clean(self) -> None:
        """Another platform is named; one of the list is not named again."""
        super().clean()
        given = self.cleaned_data
        if given.get("platform") == Platform.OTHER:
            if not given.get("platform_name") and "platform_name" not in self.errors:
                self.add_error("platform_name", "请填写平台的名称。")
            given["platform_name"] = "".join(str(given.get("platform_name", "")).split())
            if given["platform_name"] in Platform.labels:
                self.add_error("platform", f"列表里有“{given['platform_name']}”，请直接选它。")
        else:
            given["platform_name"] = ""


class EditProposedForm(AccountFacts, EditForm):
    """An account before it is filed."""

    edited = FACTS


class ChangeForm(AccountFacts, EditForm):
    """What is different at the platform now."""

    edited = FACTS
    says = f"照平台上现在的样子改。改了以后 {REFILE.span} 个工作日内更新报备（NM-8），系统会提醒。"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("handle", "address"):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = f"请填写{self.fields[name].label}。"


def colleagues(account: Account) -> Any:
    """The people of the account's agency with an open account, those on the establishment."""
    return on_establishment(account.agency.successor_id or account.agency_id)


def on_establishment(agency: int) -> Any:
    """The people there who are on the establishment and work for no third party."""
    rows = Staff.objects.filter(agency=agency, is_active=True, on_establishment=True)
    outside = ProviderPerson.objects.filter(until_on=None).values("staff")
    return rows.exclude(pk__in=outside).order_by("full_name", "pk")


class AssignForm(ActForm):
    """Who does what from now on."""

    reason_field = ""
    says = "只列出本单位的在编人员：采编、审核和值班不得由非在编人员承担（NM-18）。"

    staff = OneOf(
        colleagues, label="人员", error_messages={"invalid_choice": "只能从本单位的在编人员里选（NM-18）。"}
    )
    duty = forms.ChoiceField(label="职责", choices=Duty.choices)


class RelieveForm(ActForm):
    """Whose work for the account ends."""

    reason_field = ""
    assignment = OneOf(
        lambda account: account.assignments.filter(until_on=None).select_related("staff"),
        label="谁的哪项职责",
    )


class FileForm(ActForm):
    """What is filed, and why."""

    reason = PlainText(label="事项和理由", max_length=1000, rows=3)


class ReturnForm(ReasonForm):
    """What an office does not agree with."""

    says = "理由会显示给报备的单位；单位改好以后重新报备，三个部门都要重新备案。"


class LiveForm(EditForm):
    """The account as it is at the platform."""

    edited = ("handle", "address", "opened_on", "verified_on", "early_because")

    reason_field = ""
    handle = Line(label="账号 ID", max_length=100)
    address = WebAddress(label="账号网址", help_text="公开页上的二维码指向这里。")
    opened_on = Day(label="开设日期")
    verified_on = Day(label="认证日期", required=False)
    early_because = Line(
        label="先开设后报备的原因",
        max_length=300,
        required=False,
        help_text="开设日期早于备案日期的填写，例如：本制度施行以前已经开设。",
    )

    def clean(self) -> None:
        """An account that was there before it was filed has a reason."""
        given, filed = self.cleaned_data, self.step.matter.filed_on
        opened = given.get("opened_on")
        if opened and filed and opened < filed:
            if not given.get("early_because"):
                told = (
                    f"开设日期 {opened} 早于备案日期 {filed}，应当先报备（NM-8）。请核对日期，或者写明原因。"
                )
                self.add_error("early_because", told)
        else:
            given["early_because"] = ""
        if opened and given.get("verified_on") and given["verified_on"] < opened:
            self.add_error("verified_on", "认证日期不能早于开设日期。")


class SuspendForm(ActForm):
    """Why nothing is published for a while."""

    because = forms.ChoiceField(label="暂停原因", choices=Suspended.choices)
    reason = PlainText(label="具体情况", max_length=500, rows=2)


def others(account: Account) -> Any:
    """The running accounts into which this one may be merged: the agency's own first."""
    rows = Account.objects.filter(state=Account.State.LIVE).exclude(pk=account.pk).select_related("agency")
    return rows.order_by("agency__code", "pk")


class ClosingForm(ActForm):
    """Why an account is closed, and where people go instead."""

    says = (
        f"先向三个部门报备，备案以后在账号上公示 {NOTICE_WORKING_DAYS} 个工作日，内容归档，再到平台上注销。"
    )

    reason = PlainText(label="注销的理由", max_length=500, rows=3)
    merged_into = OneOf(others, label="并入哪个账号", required=False, help_text="不并入其他账号的不选。")
    where_now = Line(
        label="以后到哪里看", max_length=200, help_text="人人看得到，例如：请关注“五原发布”微信公众号。"
    )
    where_address = WebAddress(label="那里的网址", required=False)


class NoticeForm(ActForm):
    """The notice that stands on the account."""

    reason_field = ""
    notice_from = Day(
        label="公示开始的日期",
        not_before=lambda step: localdate(step.matter.closing_filed_at),
        which_is="三个部门备案的日期",
    )
    notice_address = WebAddress(label="公示的网址", required=False)


class ArchiveForm(ActForm):
    """Where what was published is kept."""

    reason_field = ""
    archive = Line(
        label="内容归档的位置", max_length=300, help_text="例如：县档案馆，新媒体归档 2026-003 号光盘。"
    )
    archived_items = WholeNumber(label="归档的条数", unit="条", min_value=0, max_value=10_000_000)
    archive_sha256 = forms.RegexField(
        r"^[0-9a-fA-F]{64}$",
        label="归档文件的 SHA-256 摘要",
        required=False,
        error_messages={"invalid": "SHA-256 摘要是 64 位的十六进制数，请从校验工具里复制。"},
    )


class CancelledForm(ActForm):
    """The day on which the account ceased to be."""

    reason_field = ""
    closed_on = Day(label="在平台上注销的日期")

    def clean_closed_on(self) -> Any:
        """Not while the notice stands."""
        on, until = self.cleaned_data["closed_on"], self.step.matter.notice_until
        if until and on <= until:
            raise forms.ValidationError(f"公示到 {until} 为止，公示期满以后才能注销。")
        return on


class NationalForm(ActForm):
    """When the national system was told."""

    reason_field = ""
    national_on = Day(label="填报的日期", help_text="照“全国系统信息表”在全国政务新媒体信息报送系统里填报。")


class WokenForm(ActForm):
    """When something was published."""

    reason_field = ""
    released_at = forms.DateTimeField()


class ExplainForm(ActForm):
    """Why nothing was published, and what comes of it."""

    says = "报宣传部、网信办、县政务公开办公室，由宣传部答复。发布一条新的信息，就不用说明了。"

    reason = PlainText(label="没有发布的原因", max_length=500, rows=3)


class AcceptForm(ActForm):
    """Until when it may stay silent."""

    reason = PlainText(label="意见", max_length=300, rows=2, required=False)
    accepted_until = Day(label="同意暂缓到", not_after_today=False)
    field_order = ("accepted_until", "reason")

    def clean_accepted_until(self) -> Any:
        """A day to come, and none too far."""
        until, today = self.cleaned_data["accepted_until"], localdate(self.step.at)
        if not 0 < (until - today).days <= LONGEST_SILENCE:
            raise forms.ValidationError(f"请填明天以后、{LONGEST_SILENCE} 天以内的日期；更久的请关停账号。")
        return until
