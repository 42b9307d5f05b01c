"""The forms of the acts on an annual report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.timezone import localdate

from annual_report import grids
from annual_report.composing import ENTRY
from annual_report.figures import MOST_DIGITS, Figures, unit_of
from annual_report.layout import CELLS, ENTERED, FEE, SUMS, TABLES, TEXTS
from annual_report.models import PLACES, Adjustment, AnnualReport
from annual_report.paragraphs import paragraphs
from annual_report.queries import is_government, previous_of
from foundation.agencies.county import CITY_GOVERNMENT
from foundation.agencies.queries import superior_of
from foundation.casework.acts import Step
from foundation.casework.fields import (
    Day,
    EditForm,
    FilledForm,
    Offered,
    OneOf,
    PlainText,
    ReasonForm,
    RemarkForm,
    Upload,
    WholeNumber,
    WithdrawForm,
    reason_form,
)
from foundation.casework.forms import ActForm
from foundation.quantities import NotANumber, read_number

__all__ = ["ReasonForm", "RemarkForm", "WithdrawForm"]

#: The most characters and paragraphs of one text: a longer one would take too long to typeset.
MAX_TEXT, MAX_PARAGRAPHS = 20_000, 300
#: The year in which the obligation to report began (条例 of 2007, in force in 2008).
FIRST_YEAR = 2008


class OpenForm(FilledForm):
    """The year that the report is about."""

    reason_field = ""

    year = WholeNumber(
        label="年度",
        unit="年",
        min_value=FIRST_YEAR,
        max_value=2999,
        help_text="报告哪一年的情况，就填哪一年。",
    )

    def known(self, step: Step) -> dict[str, Any]:
        """Fill in last year, whose report is due."""
        return {"year": localdate(step.at).year - 1}


class CountForm(ActForm):
    """A form without fields that says what counting again will do."""

    reason_field = ""
    says = "系统重新数一遍办件。填报的、系统外的、改定的数都保留；没有改写过的文字随数更新，改写过的不动。"


class Narrative(PlainText):
    """A text of a report."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MAX_TEXT, rows=6, **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if len(paragraphs(text)) > MAX_PARAGRAPHS:
            raise forms.ValidationError(f"超过 {MAX_PARAGRAPHS} 段。请合并，或作为附件另外公开。")
        return text


#: The opinion of whoever checks or signs.
SignForm = reason_form("意见", required=False, max_length=1000, rows=2)

#: The decimals of an amount of money in the database.
DECIMALS = 4


class CellNumber(forms.DecimalField):
    """The number of a cell: whole, except for money."""

    def __init__(self, *, cell: str = "", **kwargs: Any) -> None:
        places = DECIMALS if cell == FEE else 0
        kwargs.setdefault("error_messages", {})["max_decimal_places"] = (
            "请填整数。" if not places else "最多四位小数。"
        )
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal" if places else "numeric"}))
        super().__init__(min_value=0, max_digits=MOST_DIGITS, decimal_places=places, **kwargs)
        self.unit = unit_of(cell)
        self.error_messages["min_value"] = "不能是负数。"
        self.error_messages["invalid"] = "请填数字。"

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """Read the number and its unit."""
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            number = read_number(value, self.unit)
        except NotANumber as wrong:
            raise forms.ValidationError(str(wrong), code="invalid") from wrong
        return super().to_python(f"{number:f}")


def field_name(cell: str) -> str:
    """Return the name of a cell's field: `license` for `t2.license`."""
    return cell.rpartition(".")[2]


class SheetNames(PlainText):
    """The names of the sheets of a workbook that are to be read, in a row or a line each; blank for all."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text", "文件里有隐藏的、重复的工作表时，写明取哪几张的名称，用顿号隔开；其余不填。"
        )
        super().__init__(label="工作表", required=False, max_length=500, widget=forms.TextInput, **kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return [name.strip() for name in re.split(r"[、，,；;\n]", text) if name.strip()]


class EntryForm(FilledForm):
    """The numbers of table two that the portal does not know; one left blank is not changed."""

    reason_field = "source"
    button = "保存数据"
    demanded = frozenset(map(field_name, ENTERED))

    source = PlainText(
        label="数据来源", max_length=200, widget=forms.TextInput, help_text="例如：县行政审批局 2025 年台账。"
    )
    sheet = Upload(
        label="从表格取数",
        required=False,
        help_text="XLSX：一行一项，名称后面是数，例如“行政许可”“行政处罚”“行政强制”“行政事业性收费”。下面填了的，以下面为准。",
    )
    sheets = SheetNames()

    def known(self, step: Step) -> dict[str, Any]:
        """Fill in the numbers entered before, and their last source."""
        entered = step.matter.adjustments.filter(kind=ENTRY)
        last = entered.last()
        numbers = {field_name(a.cell): f"{a.value.normalize():f}" for a in entered}
        return {**numbers, "source": last.note if last else ""}


for _cell, _label in ENTERED.items():
    EntryForm.base_fields[field_name(_cell)] = CellNumber(
        cell=_cell,
        label=f"{_label}（万元）" if _cell == FEE else f"{_label}（件）",
        required=False,
        help_text="没有的填 0。" if _cell != FEE else "全年收费金额，没有的填 0，最多四位小数。",
    )


class GridInput(forms.Widget):
    """Input for documents, table three and table four; from the command line a mapping of cells to numbers."""

    template_name = "annual_report/widgets/grid.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if isinstance(data.get(name), Mapping):
            return data[name]
        prefix = f"{name}-"
        return {key.removeprefix(prefix): data[key] for key in data if key.startswith(prefix) and data[key]}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not self.value_from_datadict(data, files, name)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        given = value if isinstance(value, Mapping) else {}
        context: dict[str, Any] = super().get_context(name, None, attrs)
        sheets = grids.sheets(Figures({cell: str(typed) for cell, typed in given.items()}))
        # Of table two only the documents: its other numbers have a form of their own.
        context["sheets"] = [sheets["t2"][0], *sheets["t3"], *sheets["t4"]]
        return context


class GridField(forms.Field):
    """The numbers of the cells that are filled in."""

    widget = GridInput

    def to_python(self, value: Any) -> dict[str, Decimal]:
        found = {}
        for cell, given in dict(value or {}).items():
            if str(given).strip() == "":
                continue
            if cell not in CELLS or cell in SUMS or cell in ENTERED:
                raise forms.ValidationError(
                    f"“{CELLS.get(cell, str(cell)[:40])}”由系统合计，或另行填报，不在这里填。"
                )
            try:
                number = read_number(given, unit_of(cell))
            except NotANumber:
                number = Decimal(-1)
            if not (0 <= number < 10**MOST_DIGITS and number == int(number)):
                raise forms.ValidationError(f"“{CELLS[cell]}”：请填整数，不能是负数。")
            found[cell] = number
        return found


class ElsewhereForm(ActForm):
    """The numbers of cases handled outside the portal, with their source."""

    reason_field = "source"
    button = "保存件数"

    source = PlainText(
        label="来源",
        max_length=200,
        widget=forms.TextInput,
        help_text="在哪里办的、以什么为凭，例如：2025 年 3 月以前的纸质登记簿。同一来源再填，替换上一次。",
    )
    cells = GridField(
        label="件数",
        help_text="只填有的，合计由系统算。一件申请既计入新收或者结转，也计入一项办理结果。",
        error_messages={"required": "还没有填件数。"},
    )


class SourceForm(ActForm):
    """The source whose cases handled elsewhere are removed."""

    reason_field = "source"

    source = Offered(lambda report: [(note, note) for note in sources(report)], label="来源")


def sources(report: AnnualReport) -> list[str]:
    """List the sources of cases handled elsewhere, each once."""
    found = report.adjustments.filter(kind=Adjustment.Kind.ELSEWHERE).order_by("pk")
    return list(dict.fromkeys(found.values_list("note", flat=True)))


def overrides(report: AnnualReport) -> list[tuple[str, str]]:
    """List the numbers that replace computed ones, with their cells."""
    return [(row.cell, str(row)) for row in report.adjustments.filter(kind=Adjustment.Kind.OVERRIDE)]


class OverrideForm(ActForm):
    """A number in place of the computed one, and the reason."""

    button = "保存改定"

    cell = forms.ChoiceField(
        label="数据项",
        choices=[
            (title, [(cell, label) for cell, label in CELLS.items() if cell.startswith(f"{code}.")])
            for code, title in TABLES.items()
        ],
    )
    value = CellNumber(cell=FEE, label="改定后的数")
    reason = PlainText(
        label="理由",
        max_length=500,
        rows=3,
        help_text="例如：登记簿第 3 号漏登。两个数都会显示。",
        error_messages={"required": "请写明为什么改，例如：登记簿第 3 号漏登。"},
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        self.fields["value"].error_messages["required"] = "请填改定后的数，没有的填 0。"
        # Whoever comes from the page of a cell need not choose it again from a list of two hundred.
        chosen = self.data.get("cell") if self.is_bound else self.initial.get("cell")
        if chosen in CELLS:
            self.fields["value"].unit = unit_of(str(chosen))  # type: ignore[attr-defined]
            self.fields["cell"].widget = forms.HiddenInput()
            self.says = f"{CELLS[chosen]}：现在是 {grids.cell_text(step.matter.table[chosen]) or '空'}。"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        value = given.get("value")
        if value is not None and given.get("cell") != FEE and value != value.to_integral_value():
            self.add_error("value", "请填整数。")
        return given


class LiftForm(ActForm):
    """The override to be lifted."""

    reason_field = ""

    cell = Offered(overrides, label="数据项")


class TextsForm(EditForm):
    """The texts of the six sections."""

    reason_field = ""
    button = "保存文字"
    says = "提交审核之前都要写；没有情况的也写明没有。"
    demanded = frozenset(TEXTS)

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        before = previous_of(step.matter)
        for code in TEXTS:
            if before is not None and (last := before.texts[code]):
                self.fields[code].beside = (f"{before.year} 年怎么写的", last)  # type: ignore[attr-defined]
        self.fields["proactive"].heading = "一、总体情况"  # type: ignore[attr-defined]
        self.fields["problems"].heading = "第五、第六部分"  # type: ignore[attr-defined]
        if is_government(step.matter):
            hint = "政府的报告还要写明工作考核、社会评议和责任追究的结果（条例第五十条第四项）。"
            self.fields["supervision"].help_text = hint


_HINTS = {
    "opening": "编制依据、统计期限、哪里可以下载、向谁询问。",
    "management": "公开属性认定、保密审查、动态调整、规范性文件管理。",
    "platform": "本平台的栏目、政务新媒体、公开查阅点。",
    "supervision": "考核、社会评议、责任追究、培训、监督检查。",
    "problems": "写本机关的实际问题，以及做了什么、打算怎么改。",
    "others": "信息处理费必须写明，没有收取的也要写。",
}
for _code, _label in TEXTS.items():
    TextsForm.base_fields[_code] = Narrative(label=_label, required=False, help_text=_HINTS.get(_code, ""))


class CommentForm(ActForm):
    """A comment on one paragraph or table."""

    reason_field = ""

    place = forms.ChoiceField(label="位置", choices=PLACES.items())
    paragraph = forms.IntegerField(label="第几段", required=False, min_value=0, max_value=999, initial=0)
    text = PlainText(label="批注", max_length=1000, rows=3)


class SettleForm(ActForm):
    """The comment that was dealt with, and how."""

    reason_field = "settled_as"

    comment = OneOf(lambda report: report.comments.filter(settled_at=None), label="批注")
    settled_as = PlainText(
        label="怎样处理的", max_length=500, widget=forms.TextInput, help_text="例如：已改写。"
    )


class SendForm(FilledForm):
    """The authority that the report was sent to, and the day."""

    reason_field = ""

    sent_to = PlainText(label="报送机关", max_length=100, widget=forms.TextInput)
    sent_on = Day(label="报送日期", not_before="signed_at", which_is="签发日期")

    def known(self, step: Step) -> dict[str, Any]:
        """Fill in the superior authority and today."""
        above = superior_of(step.matter.agency)
        to = CITY_GOVERNMENT if step.matter.is_county else above.name if above is not None else ""
        return {"sent_on": localdate(step.at), "sent_to": to}


class ReceiptForm(ActForm):
    """The receipt of the superior authority."""

    reason_field = ""

    receipt = PlainText(
        label="回执", max_length=200, widget=forms.TextInput, help_text="回执号，或者签收人。"
    )
    received_on = Day(label="收到日期", not_before="sent_on")
    receipt_file = Upload(label="回执文件", required=False, help_text="盖章的回执扫描件，可以不传。")


#: The reason why a published report is corrected, which the public reads.
ReviseForm = reason_form("更正说明", max_length=1000, help_text="更正什么、为什么，公众看得到。")


class ImportForm(ActForm):
    """An old report to be imported."""

    reason_field = ""

    year = WholeNumber(label="年度", unit="年", min_value=FIRST_YEAR, max_value=2999)
    reporter = PlainText(
        label="报告机关当时的名称",
        required=False,
        max_length=100,
        widget=forms.TextInput,
        help_text="与现在的名称相同的，不填。",
    )
    file = Upload(
        inspected=False,
        label="文件",
        help_text="XLSX（国家统一格式的三张表，空格、“/”和 0 照原样保留），或本系统导出的 JSON。",
    )
    sheets = SheetNames()
    first_published_on = Day(
        label="原公布日期", required=False, help_text="旧网站上的公布日期，不知道的不填。"
    )

    def clean_first_published_on(self) -> Any:
        day, year = self.cleaned_data["first_published_on"], self.cleaned_data.get("year")
        if day and year and day.year <= year:
            raise forms.ValidationError("原公布日期应当在报告年度之后。")
        return day


class ImportAgainForm(ActForm):
    """The file that replaces what was imported before."""

    reason_field = ""
    says = "用新的文件替换原来导入的数据和文字。"

    file = Upload(
        inspected=False, label="文件", help_text="XLSX（国家统一格式的三张表），或本系统导出的 JSON。"
    )
    sheets = SheetNames()
