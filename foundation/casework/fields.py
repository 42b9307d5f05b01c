"""The fields and little forms that the acts of every room share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.timezone import localdate

from foundation.casework.acts import Step
from foundation.casework.forms import ActForm
from foundation.characters import folded
from foundation.files.inspection import inspect
from foundation.files.rejected import Rejected

#: Characters of a text, where a field names no bound of its own.
LONGEST_TEXT = 2_000_000
#: The first day that a date may fall on: an attribute of the matter, a day, or what the step tells.
Earliest = str | date | Callable[[Step], date | None]

# Possessive and bounded: a text of nothing but "<" and blanks is read once, not once from every place.
_MARKUP = re.compile(
    r"<\s*+(?:/\s*+)?(?:script|style|iframe|html|head|body|div|span|p|br|img|a|table|svg|object|embed)\b[^<>]{0,300}+>",
    re.I,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


class PlainText(forms.CharField):
    """Text as it was written: line ends made one, radicals made characters, control characters dropped, mark-up refused."""

    def __init__(self, *, max_length: int = LONGEST_TEXT, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        kwargs.setdefault("strip", False)
        # Django's own `max_length` would have the browser cut a pasted text short without a word.
        self.longest = max_length
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """The text; one of nothing but blanks is empty."""
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


class Day(forms.DateField):
    """A day, as the browser's own date control takes it, and by default none that is still to come.

    `not_before` bounds it below; `which_is` names that bound to the reader where it is not a named field of the matter.
    """

    #: What `act --list --json` calls the type of a field, where that is not its class.
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
        """Learn what today is, and of which matter."""
        self.step = step

    def validate(self, value: date | None) -> None:
        """Refuse a day out of bounds."""
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


class OneOf(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One row of those that belong to the matter: `OneOf("attachments")`, or what a function of the matter finds."""

    listed_as = "ModelChoiceField"

    def __init__(self, rows: str | Callable[[Any], QuerySet[Any]], **kwargs: Any) -> None:
        super().__init__(queryset=None, **kwargs)
        self.rows = rows

    def take(self, step: Step) -> None:
        """Offer the rows of this matter."""
        matter, rows = step.matter, self.rows
        self.queryset = getattr(matter, rows).all() if isinstance(rows, str) else rows(matter)


class Offered(forms.ChoiceField):
    """One of the choices that the matter offers, by a function of it."""

    listed_as = "ChoiceField"

    def __init__(self, offers: Callable[[Any], Iterable[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.offers = offers

    def take(self, step: Step) -> None:
        """Offer what this matter has."""
        self.choices = list(self.offers(step.matter))


class Upload(forms.FileField):
    """One file."""

    listed_as = "FileField"
    default_error_messages = {"required": "请选择文件。", "empty": "这个文件是空的，请重新选择。"}


class ManyFiles(forms.FileField):
    """Any number of files up to a bound, each looked at before it is taken in."""

    class Input(forms.ClearableFileInput):
        """The browser's control for several files."""

        allow_multiple_selected = True

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        kwargs.setdefault("widget", self.Input())
        super().__init__(**kwargs)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """The files, none of them of a kind that may not be taken in."""
        given = [item for item in (data if isinstance(data, list | tuple) else [data]) if item]
        if not given:
            super().clean(None, initial)
        if len(given) > self.most:
            raise forms.ValidationError(
                f"一共选了 {len(given)} 个文件，最多 {self.most} 个，请挑出最要紧的。"
            )
        for upload in given:
            super().clean(upload, initial)
            _look_into(upload)
        return given


def _look_into(upload: UploadedFile[Any]) -> None:
    try:
        upload.seek(0)
        inspect(upload.read(), str(upload.name))
        upload.seek(0)
    except Rejected as rejected:
        raise forms.ValidationError(f"{str(upload.name)[:60]}：{rejected}") from rejected


class ReasonForm(ActForm):
    """An act that needs a reason."""

    reason = forms.CharField(
        label="理由",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写明理由。"},
    )


class RemarkForm(ActForm):
    """An act to which something may be said."""

    reason = forms.CharField(
        label="批注",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="可以不填。",
    )


class WithdrawForm(ReasonForm):
    """What was public goes, and everybody may know why (SR-13)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "原网址上人人都看得到，不要写入不宜公开的内容和个人信息。"


def reason_form(label: str, **options: Any) -> type[ActForm]:
    """A form that asks for one text, which goes into the ledger; `options` are those of `PlainText`."""

    class Asked(ActForm):
        reason = PlainText(label=label, **options)

    return Asked


class FilledForm(ActForm):
    """A form that comes filled in with what is known already."""

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        initial = {**self.known(step), **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, step=step, initial=initial, **kwargs)

    def known(self, step: Step) -> dict[str, Any]:
        """What the fields begin with, by name."""
        raise NotImplementedError


class EditForm(FilledForm):
    """A form that changes what the matter says. From the command line, what is not given stays as it is."""

    #: The attributes of the matter that it fills and is filled from; by default all its fields.
    edited: tuple[str, ...] = ()

    def __init__(self, data: Any = None, *args: Any, step: Step, **kwargs: Any) -> None:
        if data is not None and not isinstance(data, QueryDict):
            data = {**self.known(step), **data}
        super().__init__(data, *args, step=step, **kwargs)

    def known(self, step: Step) -> dict[str, Any]:
        """What the matter says now."""
        return {name: getattr(step.matter, name) for name in self.edited or self.base_fields}
