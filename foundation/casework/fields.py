"""Form fields and small forms for the acts of every room."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.timezone import localdate, localtime

from foundation.casework.acts import Step
from foundation.casework.forms import ActForm
from foundation.characters import folded
from foundation.files.kept import KeepsFiles
from foundation.files.rejected import Rejected
from foundation.privacy.detectors import detect
from foundation.quantities import NotANumber, read_number
from foundation.visitors.identity import Line

#: The most characters of a text field that names no bound of its own.
LONGEST_TEXT = 2_000_000
#: The first day allowed: the name of an attribute of the matter, a day, or a function of the step.
Earliest = str | date | Callable[[Step], date | None]

# Possessive and bounded: a text of nothing but "<" and blanks is read once, not once from every place.
_MARKUP = re.compile(
    r"<\s*+(?:/\s*+)?(?:script|style|iframe|html|head|body|div|span|p|br|img|a|table|svg|object|embed)\b[^<>]{0,300}+>",
    re.I,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


class PlainText(forms.CharField):
    """Plain text: line ends unified, radicals made characters, control characters dropped, mark-up refused."""

    def __init__(self, *, max_length: int = LONGEST_TEXT, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        kwargs.setdefault("strip", False)
        # Django's own `max_length` would have the browser cut a pasted text short without a word.
        self.longest = max_length
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """Clean the text; blanks alone become the empty text."""
        text = _CONTROL.sub("", str(value or "").replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
        if len(text) > self.longest:  # before anything reads it
            raise forms.ValidationError(f"超过 {self.longest:,} 个字。请分成几份，或作为附件上传。")
        text = folded(text)
        found = _MARKUP.search(text)
        if found:
            raise forms.ValidationError(
                f"里面有网页代码（{found.group(0)[:40]}）。请粘贴纯文字，版式由系统按公文排出。"
            )
        return text if text.strip() else ""


class Open(PlainText):
    """A text that everybody reads: nothing personal, no mark of secrecy."""

    listed_as = "PlainText"

    def validate(self, value: str) -> None:
        """Refuse numbers, addresses and markings."""
        super().validate(value)
        _refuse_personal(value)


class OpenLine(Line):
    """One line that everybody reads: nothing personal, no mark of secrecy."""

    def validate(self, value: str) -> None:
        """Refuse numbers, addresses and markings."""
        super().validate(value)
        _refuse_personal(value)


def _refuse_personal(text: str) -> None:
    if found := list(dict.fromkeys(each.label for each in detect(text))):
        raise forms.ValidationError(f"写的内容里有{'、'.join(found)}，人人看得到，请删去。")


class Prose(PlainText):
    """A text that pages and papers set out with its tables; the desk shows beside it how it will stand."""

    listed_as = "PlainText"
    set_out = True


class OpenProse(Open, Prose):
    """A text that everybody reads and that pages set out: nothing personal, no mark of secrecy."""


class Day(forms.DateField):
    """A day, by default none in the future.

    `not_before` is the first day allowed; `which_is` names that bound in the error message if it is no field of the matter.
    """

    #: The name of the field's type in `act --list --json`, if not that of its class.
    listed_as = "DayField"
    default_error_messages = {
        "invalid": "请按 2026-11-20 的格式填写日期。",
        "ahead": "{label} {day} 还没有到，请核对：不能晚于今天（{today}）。",
        "early": "{label}不能早于{bound}（{earliest}）。",
    }
    step: Step | None = None

    def __init__(
        self,
        *,
        not_after_today: bool = True,
        not_before: Earliest | None = None,
        which_is: str = "",
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)
        self.not_after_today, self.not_before, self.which_is = not_after_today, not_before, which_is

    def take(self, step: Step) -> None:
        """Keep the step, which knows the matter and today."""
        self.step = step

    def validate(self, value: date | None) -> None:
        """Refuse a day outside the bounds."""
        super().validate(value)
        if value is None or self.step is None:
            return
        today, earliest = localdate(self.step.at), self._earliest(self.step)
        told = {"label": self.label, "day": value, "today": today, "earliest": earliest}
        if self.not_after_today and value > today:
            raise forms.ValidationError(self.error_messages["ahead"].format(**told))
        if earliest is not None and value < earliest:
            raise forms.ValidationError(self.error_messages["early"].format(bound=self._bound(), **told))

    def _earliest(self, step: Step) -> date | None:
        bound = self.not_before
        if isinstance(bound, str):
            bound = getattr(step.matter, bound)
        elif callable(bound):
            bound = bound(step)
        return localdate(bound) if isinstance(bound, datetime) else bound

    def _bound(self) -> str:
        if self.which_is or self.step is None or not isinstance(self.not_before, str):
            return self.which_is
        return str(self.step.matter._meta.get_field(self.not_before).verbose_name)


def day_and_time() -> forms.SplitDateTimeWidget:
    """Two controls under one label, each of which says what it is to whoever does not see it."""
    return forms.SplitDateTimeWidget(
        date_attrs={"type": "date", "aria-label": "日期"}, time_attrs={"type": "time", "aria-label": "时间"}
    )


class Moment(forms.SplitDateTimeField):
    """A day and a time of that day, none in the future."""

    default_error_messages = {
        "invalid_date": "请按 2026-11-20 的格式填写日期。",
        "invalid_time": "请按 14:30 的格式填写时间。",
        "ahead": "{label} {moment:%Y-%m-%d %H:%M} 还没有到，请核对：不能晚于现在（{now:%Y-%m-%d %H:%M}）。",
    }
    step: Step | None = None

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", day_and_time())
        super().__init__(**kwargs)

    def take(self, step: Step) -> None:
        """Keep the step, which knows now."""
        self.step = step

    def validate(self, value: datetime | None) -> None:
        """Refuse a moment that has not come."""
        super().validate(value)
        if isinstance(value, datetime) and self.step is not None and value > self.step.at:
            told = {"label": self.label, "moment": localtime(value), "now": localtime(self.step.at)}
            raise forms.ValidationError(self.error_messages["ahead"].format(**told))


class WholeNumber(forms.IntegerField):
    """A whole number, as people type one: `12`, `12件`, `１２`, `1,234`."""

    listed_as = "IntegerField"
    default_error_messages = {
        "min_value": "不能小于 %(limit_value)s。",
        "max_value": "不能大于 %(limit_value)s。",
        "whole": "请填整数。",
    }

    def __init__(self, *, unit: str = "", **kwargs: Any) -> None:
        # A browser's own number input lets nobody type a unit, and drops what it cannot read.
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        super().__init__(**kwargs)
        self.unit = unit

    def to_python(self, value: Any) -> int | None:
        """Read the number and its unit."""
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            number = read_number(value, self.unit)
        except NotANumber as wrong:
            raise forms.ValidationError(str(wrong), code="invalid") from wrong
        if number != number.to_integral_value():
            raise forms.ValidationError(self.error_messages["whole"], code="invalid")
        return int(number)


class OneOf(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One row of those that the matter has: `OneOf("attachments")`, or those that a function of the matter returns."""

    listed_as = "ModelChoiceField"

    def __init__(self, rows: str | Callable[[Any], QuerySet[Any]], **kwargs: Any) -> None:
        super().__init__(queryset=None, **kwargs)
        self.rows = rows

    def take(self, step: Step) -> None:
        """Set the choices to the rows of this matter."""
        matter, rows = step.matter, self.rows
        self.queryset = getattr(matter, rows).all() if isinstance(rows, str) else rows(matter)


class SomeOf(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Some of the rows that a function of the matter returns, each with a box to tick."""

    listed_as = "ModelMultipleChoiceField"

    def __init__(self, rows: Callable[[Any], QuerySet[Any]], **kwargs: Any) -> None:
        super().__init__(queryset=None, widget=forms.CheckboxSelectMultiple, **kwargs)
        self.rows = rows

    def take(self, step: Step) -> None:
        """Set the choices to the rows of this matter."""
        self.queryset = self.rows(step.matter)


class Offered(forms.ChoiceField):
    """One of the choices that a function of the matter returns."""

    listed_as = "ChoiceField"

    def __init__(self, offers: Callable[[Any], Iterable[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.offers = offers

    def take(self, step: Step) -> None:
        """Set the choices to those of this matter."""
        self.choices = list(self.offers(step.matter))


class Upload(KeepsFiles):
    """One file."""

    listed_as = "FileField"
    default_error_messages = {"required": "请选择文件。", "empty": "这个文件是空的，请重新选择。"}


class ManyFiles(KeepsFiles):
    """Up to `most` files, each inspected before it is stored."""

    class Input(forms.ClearableFileInput):
        """A file input for several files."""

        allow_multiple_selected = True

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        kwargs.setdefault("widget", self.Input())
        super().__init__(**kwargs)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Refuse too many files, and any that may not be stored."""
        given = [item for item in (data if isinstance(data, list | tuple) else [data]) if item]
        if not given:
            super().clean(None, initial)
        if len(given) > self.most:
            raise forms.ValidationError(
                f"一共选了 {len(given)} 个文件，最多 {self.most} 个，请挑出最要紧的。"
            )
        for upload in given:
            super().clean(upload, initial)
            try:
                self.acceptable(upload)
            except Rejected as rejected:
                raise forms.ValidationError(f"{str(upload.name)[:60]}：{rejected}") from rejected
        return given


class ReasonForm(ActForm):
    """A form with a required reason."""

    reason = forms.CharField(
        label="理由",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写明理由。"},
    )


class RemarkForm(ActForm):
    """A form with an optional remark, kept as the reason."""

    reason = forms.CharField(
        label="批注",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WithdrawForm(ReasonForm):
    """A form with the reason for a withdrawal, which the public can read (SR-13)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "原网址上人人都看得到，不要写入不宜公开的内容和个人信息。"
        self.says = "当即从网页、检索和列表上撤下；撤错了的，一小时以内可以撤销。"


def reason_form(label: str, **options: Any) -> type[ActForm]:
    """A form with one text field, whose text goes into the ledger; `options` are those of `PlainText`."""

    class Asked(ActForm):
        reason = PlainText(label=label, **options)

    return Asked


class FilledForm(ActForm):
    """A form filled in with known values."""

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        initial = {**self.known(step), **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, step=step, initial=initial, **kwargs)

    def known(self, step: Step) -> dict[str, Any]:
        """The initial values by field name."""
        raise NotImplementedError


class EditForm(FilledForm):
    """A form that changes attributes of the matter; from the command line those not given stay as they are."""

    #: The names of those attributes; by default all fields of the form.
    edited: tuple[str, ...] = ()

    def __init__(self, data: Any = None, *args: Any, step: Step, **kwargs: Any) -> None:
        if data is not None and not isinstance(data, QueryDict):
            data = {**self.known(step), **data}
        super().__init__(data, *args, step=step, **kwargs)

    def known(self, step: Step) -> dict[str, Any]:
        """The matter's present values."""
        return {name: getattr(step.matter, name) for name in self.edited or self.base_fields}


def show_meanwhile(form: forms.Form, step: Step) -> None:
    """Beside each text that somebody typed into an outdated form, show what the matter says now, where it differs."""
    if not isinstance(form, FilledForm):
        return
    for name, value in form.known(step).items():
        entry = form.fields.get(name)
        if entry is None:
            continue
        now, typed = form[name].field.prepare_value(value), form[name].value()
        if isinstance(now, str) and _lines(now) != _lines(str(typed or "")):
            entry.beside = ("现在的内容（您打开以后别人办理过）", now or "（空）")  # type: ignore[attr-defined]
            entry.beside_open = True  # type: ignore[attr-defined]


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()
