"""What is asked of material from outside, of checks, damage, loans."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate

from archive.models import Hold, Material
from foundation.agencies.models import Agency, Staff
from foundation.casework.fields import Day, EditForm, OneOf, Open, OpenLine, Upload
from foundation.casework.forms import ActForm

#: The longest that a file is lent at once.
LONGEST_LOAN = 90


class MaterialForm(ActForm):
    """The descriptive fields of DA/T 50 and 63, in their order."""

    reason_field = ""
    says = "先写清楚是什么，再添加原件：照片不要修饰，不要经微信转存（会丢掉拍摄信息）。"

    sort = forms.ChoiceField(label="种类", choices=Material.Sort.choices)
    title = OpenLine(label="题名", max_length=200)
    occasion = OpenLine(label="事由", max_length=500)
    happened_on = Day(label="时间")
    place = OpenLine(label="地点", max_length=200, required=False)
    people = OpenLine(label="人物", max_length=500, required=False, help_text="主要人物的姓名、职务、位置。")
    background = Open(label="背景", max_length=2000, required=False)
    author = OpenLine(label="摄影者、录制者或者形成单位", max_length=100)
    original_kept_at = OpenLine(
        label="原件存放地点", max_length=200, required=False, help_text="有实物、纸质原件的填写。"
    )


class MaterialEditForm(EditForm, MaterialForm):
    """The same of what is entered already."""


class OriginalForm(ActForm):
    """One original."""

    reason_field = ""
    file = Upload(label="原件")
    title = OpenLine(label="文字说明", max_length=500, required=False)


class RemoveOriginalForm(ActForm):
    """Which original goes out again."""

    reason_field = ""
    original = OneOf("originals", label="哪一个")


class HandInForm(ActForm):
    """What whoever hands it in says."""

    reason_field = ""
    valid_copy = forms.BooleanField(
        label="扫描件、复印件已经与原件核对，一致、完整、清晰", required=False, help_text="扫描件必须勾选。"
    )

    def clean(self) -> dict[str, Any]:
        """A scan is compared with its original."""
        data = super().clean() or {}
        if self.step.matter.sort == Material.Sort.PAPER and not data.get("valid_copy"):
            self.add_error("valid_copy", "扫描件要先与原件核对一致，才能归档（AR-2）。")
        return data


class SignQuarterForm(ActForm):
    """What came of the check of a quarter."""

    reason_field = ""
    words = Open(
        label="自查情况", max_length=3000, rows=5, help_text="查了什么，补了什么，还没有补上的怎么办。"
    )


class ReportLossForm(ActForm):
    """The report of a loss to the archive authority."""

    reason_field = ""
    to = OpenLine(label="报告给", max_length=100, initial="五原县档案局")
    number = OpenLine(label="报告文号", max_length=60, required=False)
    cause = Open(label="损毁的原因、内容和处理", max_length=3000, rows=5)


class LoanForm(ActForm):
    """Who borrows what for."""

    reason_field = ""
    borrower = forms.ModelChoiceField(queryset=Staff.objects.none(), label="借阅人")
    purpose = OpenLine(label="用途", max_length=300)
    until_on = Day(
        label="借阅到",
        not_after_today=False,
        not_before=lambda step: localdate(step.at),
        which_is="今天",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Staff.objects.filter(is_active=True, agency__in=Agency.objects.public())
        self.fields["borrower"].queryset = rows.order_by("agency__code", "username")  # type: ignore[attr-defined]

    def clean_until_on(self) -> Any:
        """Not for ever."""
        day = self.cleaned_data["until_on"]
        if day > localdate(self.step.at) + timedelta(days=LONGEST_LOAN):
            raise forms.ValidationError(f"一次最多借 {LONGEST_LOAN} 天，到期可以再借。")
        return day


class HoldForm(ActForm):
    """Why an item is not to be disposed of."""

    reason_field = ""
    cause = forms.ChoiceField(label="原因", choices=Hold.Cause.choices)
    because = OpenLine(label="说明", max_length=300)


class LiftForm(ActForm):
    """Which reason is over."""

    reason = OpenLine(label="解除的理由", max_length=300)
    hold = OneOf(lambda item: item.holds.filter(lifted_at=None), label="哪一个")
