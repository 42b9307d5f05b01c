"""What acts of this room are asked: fields that several share."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.timezone import localdate

from foundation.casework.acts import Step
from foundation.casework.fields import Day, ManyFiles
from foundation.quantities import NotANumber, read_number

#: Files that one act brings along at most.
MOST_FILES = 20


class Points(forms.DecimalField):
    """Points of at most two decimals between none and a most, as people type them: `3`, `2.5`, `２．５分`."""

    listed_as = "DecimalField"
    default_error_messages = {
        "min_value": "不能小于 %(limit_value)s。",
        "max_value": "不能大于 %(limit_value)s。",
        "decimals": "最多写两位小数。",
    }

    def __init__(self, *, most: Decimal = Decimal(100), **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(min_value=0, max_value=most, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """Read the number and, where somebody wrote it, 分 behind it; NaN and powers of ten are none."""
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            number = read_number(value, "分")
        except NotANumber as wrong:
            raise forms.ValidationError(str(wrong), code="invalid") from wrong
        if number != round(number, 2):
            raise forms.ValidationError(self.error_messages["decimals"], code="decimals")
        return number


class LastDay(Day):
    """A day by which something has to be done: tomorrow at the earliest, `longest` days ahead at most."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        kwargs.setdefault("not_before", lambda step: localdate(step.at) + timedelta(days=1))
        kwargs.setdefault("which_is", "明天")
        super().__init__(not_after_today=False, **kwargs)
        self.longest = longest

    def validate(self, value: Any) -> None:
        """Refuse what lies too far ahead."""
        super().validate(value)
        if value and self.step is not None and (value - localdate(self.step.at)).days > self.longest:
            raise forms.ValidationError(f"期限不能超过 {self.longest} 天，请核对年份。")


def evidence(label: str, help_text: str = "") -> ManyFiles:
    """Files that show something, given once and read by everybody in the case."""
    told = help_text or f"最多 {MOST_FILES} 个。交过的不用再交；网站里能查到的不用截图。"
    return ManyFiles(most=MOST_FILES, label=label, required=False, help_text=told)


def day_of(step: Step) -> Any:
    """Today."""
    return localdate(step.at)
