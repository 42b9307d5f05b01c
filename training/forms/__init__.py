"""What acts of this room are asked: fields that several share."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any

from django import forms

from foundation.casework.fields import day_and_time
from foundation.visitors.identity import Line
from training.statute import HOUR_MINUTES, Edition, Mode, Tag


class StaffNumber(Line):
    """The number by which a person is known to their organ: full-width characters made narrow, no blanks, in capitals."""

    listed_as = "Line"

    def to_python(self, value: Any) -> str:
        """As it is fingerprinted, whatever keyboard it was typed on."""
        return "".join(unicodedata.normalize("NFKC", super().to_python(value)).split()).upper()


class Ahead(forms.SplitDateTimeField):
    """A moment, which may lie ahead."""

    default_error_messages = {
        "invalid_date": "请按 2026-11-20 的格式填写日期。",
        "invalid_time": "请按 14:30 的格式填写时间。",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=day_and_time(), **kwargs)

    def clean(self, value: Any) -> datetime | None:
        """A moment from a program comes in one piece."""
        if isinstance(value, datetime):
            return value
        cleaned: datetime | None = super().clean(value)
        return cleaned


def tags_field(**more: Any) -> forms.MultipleChoiceField:
    """The topics of the curriculum."""
    return forms.MultipleChoiceField(
        label="培训内容",
        choices=[(tag.value, f"{tag.value} {tag.label}") for tag in Tag],
        widget=forms.CheckboxSelectMultiple,
        **more,
    )


def edition_field() -> forms.ChoiceField:
    """The edition of the law that is taught."""
    return forms.ChoiceField(
        label="讲的是哪个版本的条例",
        choices=Edition.choices,
        initial=Edition.ORDER_711,
        help_text="现行的是国务院令第711号；讲旧条例的会标出来，不算学过岗前培训的内容。",
    )


def mode_field() -> forms.ChoiceField:
    """How it is trained."""
    return forms.ChoiceField(
        label="培训方式",
        choices=Mode.choices,
        help_text="培训班、讲座、研讨按到场时间计学时；电台、电视台、报刊、网络自学要有材料，并且考试及格才计。",
    )


#: Said beside minutes.
MINUTES_HELP = f"不含休息和吃饭的时间；{HOUR_MINUTES} 分钟是 1 学时。"
