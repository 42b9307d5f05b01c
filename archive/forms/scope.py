"""What is asked of the table of scope and of fonds."""

from __future__ import annotations

from typing import Any

from django import forms

from archive.forms import TermField
from archive.models import Fonds
from archive.statute import FONDS_PATTERN
from foundation.casework.fields import Day, OneOf, OpenLine, Upload
from foundation.casework.forms import ActForm
from foundation.records.declared import Term


class RowForm(ActForm):
    """One row of the table."""

    reason_field = ""
    row = OneOf("rows", label="哪一类事项")
    filed = forms.ChoiceField(label="是否归档", choices=[("yes", "归档"), ("no", "不归档")])
    term = TermField(label="保管期限", required=False)
    why_not = OpenLine(label="不归档的理由", max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """A term that is not below the room's own, or a reason."""
        data = super().clean() or {}
        row, filed = data.get("row"), data.get("filed")
        if row is None or filed is None:
            return data
        if filed == "no":
            data["term"] = ""
            if not data.get("why_not"):
                self.add_error("why_not", "不归档的，请写明理由。")
            return data
        data["why_not"] = ""
        if not row.least:
            self.add_error("filed", "这一类事项不单独归档，见表中的理由。")
        elif not data.get("term"):
            self.add_error("term", "请选择保管期限。")
        elif Term(data["term"]).rank < Term(row.least).rank:
            self.add_error("term", f"不能短于{Term(row.least).label}（国家档案局令第8号）。")
        return data


class ApproveForm(ActForm):
    """The agreement of the archive authority."""

    reason_field = ""
    approved_by = OpenLine(label="档案主管部门", max_length=100)
    number = OpenLine(label="审核同意的文号", max_length=60)
    approved_on = Day(label="审核同意的日期")
    file = Upload(label="审核同意的文件", required=False)


class FondsForm(ActForm):
    """The number of a fonds."""

    reason_field = ""
    number = forms.RegexField(
        FONDS_PATTERN,
        label="全宗号",
        help_text="由县档案馆编给，一个大写字母和三位数字，例如 A012。不知道的不要填，档号前会写“待定”。",
        error_messages={"invalid": "全宗号是一个大写字母和三位数字，例如 A012。"},
    )
    given_on = Day(label="档案馆编给的日期")

    def clean_number(self) -> str:
        """Nobody else's."""
        number: str = self.cleaned_data["number"]
        if Fonds.objects.filter(number=number).exists():
            raise forms.ValidationError("这个全宗号已经登记给另一个单位，请与档案馆核对。")
        return number
