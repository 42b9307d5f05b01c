"""What is asked of transfers and disposals."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from archive.forms import TermField
from archive.models import DisposalRow, TransferRow
from archive.models.base import APPRAISING
from archive.packing import name_of
from foundation.agencies.models import Staff
from foundation.agencies.queries import holders
from foundation.casework.fields import Day, FilledForm, OneOf, Open, OpenLine, PlainText, Upload
from foundation.casework.forms import ActForm
from foundation.records.declared import Term


class TransferRowForm(ActForm):
    """The opinion on one item, with how it stands with its disclosure and its security class (实施条例30)."""

    reason_field = ""
    row = OneOf(lambda transfer: transfer.rows.select_related("item"), label="哪一件")
    opinion = forms.ChoiceField(label="到期开放意见", choices=TransferRow.Opinion.choices)
    because = OpenLine(
        label="理由", max_length=300, required=False, help_text="控制使用、延期开放的必须填写。"
    )
    openness = OpenLine(label="政府信息公开情况", max_length=300, required=False, help_text="不填的不改。")
    secrecy = OpenLine(label="密级变更情况", max_length=300, required=False, help_text="不填的不改。")

    def clean(self) -> dict[str, Any]:
        """What is not opened says why."""
        data = super().clean() or {}
        if data.get("opinion") != TransferRow.Opinion.OPEN and not data.get("because"):
            self.add_error("because", "不到期开放的，请写明理由。")
        return data


class LeaveRowForm(ActForm):
    """Which item does not go along."""

    reason = OpenLine(label="理由", max_length=300)
    row = OneOf(lambda transfer: transfer.rows.select_related("item"), label="哪一件")


class OfferTransferForm(ActForm):
    """What a person saw to before it is signed: the test asks for it."""

    reason_field = ""
    says = "系统把每一件再做一遍四性检测；杀毒要人工做，并写明软件和版本。"
    scanner = OpenLine(label="杀毒软件和版本", max_length=100)
    found = forms.ChoiceField(label="杀毒结论", choices=[("none", "没有病毒"), ("some", "有病毒")])
    opened = forms.ChoiceField(label="抽查打开的文件", choices=[("yes", "都打得开"), ("no", "有打不开的")])


class SendForm(ActForm):
    """How it goes."""

    reason_field = ""
    sent_on = Day(label="移交日期")
    online = forms.BooleanField(label="政务网在线移交，不用载体", required=False)
    carrier = OpenLine(label="载体", max_length=100, required=False, help_text="例如：只读光盘 2 张。")

    def clean(self) -> dict[str, Any]:
        """On a carrier, or without one."""
        data = super().clean() or {}
        if data.get("online"):
            data["carrier"] = "政务网在线移交"
        elif not data.get("carrier"):
            self.add_error("carrier", "请写明用什么载体；在线移交的请勾选“政务网在线移交”。")
        return data


class CarrierForm(ActForm):
    """What lies on the carrier, and what somebody saw of it."""

    reason_field = ""
    says = "数据包写到载体以后，列出载体上的全部文件，逐一核对；载体要在两台电脑上都读得出来。"
    names = PlainText(label="载体上的全部文件", max_length=20_000, rows=4)
    sound = forms.ChoiceField(
        label="载体", choices=[("yes", "外观完好、编号清楚，两台电脑都读得出来"), ("no", "有划痕、读不出来")]
    )
    said = OpenLine(label="载体编号和检查情况", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        belongs = name_of(self.step.matter)
        self.fields["names"].help_text = f"每行一个，应当只有“{belongs}”。Windows 可以用 dir /s /b 列出。"

    def clean_names(self) -> list[str]:
        """The names alone, without folders."""
        lines = (line.strip().rstrip("/\\") for line in self.cleaned_data["names"].splitlines())
        return [re.split(r"[/\\]", line)[-1] for line in lines if line]


class ReceiveForm(ActForm):
    """What the county archive signed."""

    reason_field = ""
    number = OpenLine(label="交接文据编号", max_length=60)
    received_by = OpenLine(label="接收人", max_length=60)
    received_on = Day(label="签收日期", not_before="sent_on")
    file = Upload(label="签字盖章的交接文据", required=False)


class OpenDisposalForm(ActForm):
    """Who appraises."""

    reason_field = ""
    says = "鉴定小组由分管领导、档案人员、业务人员组成，每个人都要在鉴定报告上签字；批准人、两位监销人都要另外的人。"
    leads = forms.ModelChoiceField(queryset=Staff.objects.none(), label="组长（分管领导）")
    keeps = forms.ModelChoiceField(queryset=Staff.objects.none(), label="档案人员")
    section = forms.ModelChoiceField(queryset=Staff.objects.none(), label="业务人员")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = holders(APPRAISING, self.step.matter).order_by("username")
        for name in ("leads", "keeps", "section"):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Three people, and not three accounts."""
        data = super().clean() or {}
        named = [data.get(name) for name in ("leads", "keeps", "section")]
        people = {(one.person or f"account {one.pk}") for one in named if one is not None}
        if None not in named and len(people) < len(named):
            raise forms.ValidationError("鉴定小组要三位不同的人。")
        return data


class JudgeForm(ActForm):
    """What becomes of one item, or of all that are not decided."""

    reason_field = ""
    row = OneOf(
        lambda disposal: disposal.rows.select_related("item"),
        label="哪一件",
        required=False,
        empty_label="所有还没有定的",
    )
    verdict = forms.ChoiceField(
        label="鉴定意见", choices=[choice for choice in DisposalRow.Verdict.choices if choice[0]]
    )
    term = TermField(label="新的保管期限", required=False)
    because = OpenLine(label="理由", max_length=300)

    def clean(self) -> dict[str, Any]:
        """What is kept gets a longer term."""
        data = super().clean() or {}
        if data.get("verdict") == DisposalRow.Verdict.DESTROY:
            data["term"] = ""
        elif not data.get("term"):
            self.add_error("term", "继续保存的，请重新划定保管期限（档案法实施条例第二十四条）。")
        elif data.get("row") and Term(data["term"]).rank <= Term(data["row"].item.term).rank:
            self.add_error("term", "新的保管期限要比原来的长。")
        return data


class ReportForm(FilledForm):
    """The report of the group."""

    reason_field = ""
    report = Open(label="鉴定报告", max_length=5000, rows=8)

    def known(self, step: Any) -> dict[str, Any]:
        """What the rows say already."""
        rows = list(step.matter.rows.all())
        gone = sum(row.verdict == DisposalRow.Verdict.DESTROY for row in rows)
        people = "、".join(str(each) for each in step.matter.people.select_related("staff"))
        said = f"鉴定小组：{people}。本次鉴定到期档案 {len(rows)} 件，建议销毁 {gone} 件"
        return {"report": f"{said}，继续保存 {len(rows) - gone} 件，逐件理由见清册。"}


class ApproveDisposalForm(ActForm):
    """The approval."""

    reason_field = ""
    number = OpenLine(label="批准文号", max_length=60)


class CarryOutForm(ActForm):
    """How it was done."""

    reason_field = ""
    way = OpenLine(
        label="销毁方式", max_length=300, initial="删除电子档案和副本；有纸质件的送指定场所粉碎化浆"
    )
    carried_out_on = Day(label="销毁日期")
