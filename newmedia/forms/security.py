"""What the acts on passwords, computers and third parties ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.timezone import localdate
from stdnum.cn import uscc

from foundation.agencies.models import Staff
from foundation.casework.fields import Day, EditForm, OneOf, PlainText, WholeNumber
from foundation.casework.forms import ActForm
from foundation.visitors.identity import Line
from newmedia.models import Provider
from newmedia.statute import ResetBecause, Service

#: The most years of one contract.
LONGEST_CONTRACT = 3


class WantedForm(ActForm):
    """Why a password is set anew, handed on by what brings it about."""

    reason_field = ""
    because = forms.ChoiceField(choices=ResetBecause.choices)
    occasion = PlainText(max_length=300)


class ResetForm(ActForm):
    """That it was done; the password itself is written nowhere."""

    reason_field = ""
    says = "在平台上重新设置密码，再来登记。密码不要写在这里，也不要写给别人。"

    reset_on = Day(
        label="重新设置的日期",
        not_before=lambda step: localdate(step.matter.wanted_at),
        which_is="最近一次变动的日期",
    )
    kept_alone = forms.BooleanField(
        label="新密码只由管理员一个人保管，绑定的手机和邮箱也已核对",
        error_messages={"required": "请核对以后勾选：密码由专人负责管理（NM-22）。"},
    )


class AskedForm(ActForm):
    """The half-year that is declared."""

    reason_field = ""
    year = forms.IntegerField()
    half = forms.IntegerField()


class DeclareForm(ActForm):
    """How many computers, and what they have."""

    reason_field = ""
    says = "运行政务新媒体的电脑都要装正版系统软件和杀毒软件（NM-22）。"

    computers = WholeNumber(label="运行账号的电脑", unit="台", min_value=1, max_value=500)
    licensed = WholeNumber(label="其中装有正版系统的", unit="台", min_value=0, max_value=500)
    protected_ones = WholeNumber(label="其中装有杀毒软件的", unit="台", min_value=0, max_value=500)
    checked_on = Day(label="检查日期")
    remedy = Line(label="还没有装的怎么改", max_length=300, required=False, help_text="都装了的不填。")
    remedy_by = Day(label="什么时候改好", required=False, not_after_today=False)

    def clean(self) -> None:
        """No more than there are; what lacks something is put right by a day."""
        given = self.cleaned_data
        total, lacking = given.get("computers"), False
        for name in ("licensed", "protected_ones"):
            count = given.get(name)
            if total is None or count is None:
                continue
            if count > total:
                self.add_error(name, f"一共 {total} 台，这里不能多于 {total} 台。")
            lacking = lacking or count < total
        if not lacking:
            given["remedy"], given["remedy_by"] = "", None
            return
        for name in ("remedy", "remedy_by"):
            if not given.get(name) and name not in self.errors:
                self.add_error(name, "有电脑还没有装，请写明怎么改、什么时候改好。")
        if given.get("remedy_by") and given["remedy_by"] < localdate(self.step.at):
            self.add_error("remedy_by", "改好的日期要在今天或者以后。")


class ProviderFacts(ActForm):
    """A third party, and what the contract says."""

    reason_field = ""
    says = "不得把账号整体交给第三方：第三方的人只能写稿，审核和发布都由本单位在编人员办理（NM-19）。"

    name = Line(label="单位名称", max_length=100, help_text="营业执照上的名称。")
    credit_code = forms.CharField(label="统一社会信用代码", max_length=18)
    qualification = Line(
        label="资质", max_length=300, help_text="例如：增值电信业务经营许可证，编号 B2-2025-0001。"
    )
    services = forms.MultipleChoiceField(
        label="做什么", choices=Service.choices, widget=forms.CheckboxSelectMultiple
    )
    contract = Line(label="合同编号", max_length=60)
    contract_from = Day(label="合同从", not_after_today=False)
    contract_until = Day(label="合同到", not_after_today=False)

    def clean_credit_code(self) -> str:
        """Refuse a code whose last character does not fit: it has to be a legal person."""
        code = str(self.cleaned_data["credit_code"]).strip().upper()
        if not uscc.is_valid(code):
            raise forms.ValidationError("统一社会信用代码是 18 位，末位和前面对不上，请照营业执照核对。")
        return code

    def clean(self) -> None:
        """A term that is not over, and not too long."""
        given, today = self.cleaned_data, localdate(self.step.at)
        first, last = given.get("contract_from"), given.get("contract_until")
        if not first or not last:
            return
        if last < first:
            self.add_error("contract_until", "合同的最后一天不能早于第一天。")
        elif last < today:
            self.add_error("contract_until", f"合同已经在 {last} 到期。")
        elif (last - first).days > LONGEST_CONTRACT * 366:
            self.add_error("contract_until", f"合同一次不超过 {LONGEST_CONTRACT} 年。")


#: The fields of `ProviderFacts`.
PROVIDER_FACTS = tuple(ProviderFacts.base_fields)


class EditProviderForm(ProviderFacts, EditForm):
    """A third party before it is filed."""

    edited = PROVIDER_FACTS


def outsiders(provider: Provider) -> Any:
    """The people with an account at the agency who are not on the establishment and work for no third party yet."""
    rows = Staff.objects.filter(agency=provider.agency_id, is_active=True, on_establishment=False)
    return rows.exclude(media_provider_of__until_on=None, media_provider_of__isnull=False).order_by(
        "full_name", "pk"
    )


class AdmitForm(ActForm):
    """Who of the third party is let in."""

    reason_field = ""
    says = "账号由单位管理员开立，注明非在编，只授予“拟稿人”；合同期满的次日自动停用。"

    staff = OneOf(
        outsiders,
        label="人员",
        error_messages={"invalid_choice": "只能选本单位已经开立账号、非在编、没有列在别的第三方名下的人。"},
    )


class LetGoForm(ActForm):
    """Who of the third party goes."""

    person = OneOf(lambda provider: provider.people.filter(until_on=None).select_related("staff"), label="谁")
    reason = PlainText(label="原因", max_length=300, rows=2)
