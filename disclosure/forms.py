"""What the acts of a document ask for."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.http import QueryDict
from django.utils.timezone import localdate

from disclosure import statute
from disclosure.models import Attribute, Document
from foundation.casework.acts import ActForm, Step
from secrecy_review.statute import SPECIAL_CATEGORIES

# Possessive and bounded: a text of nothing but "<" and blanks is read once, not once from every place.
_MARKUP = re.compile(
    r"<\s*+(?:/\s*+)?(?:script|style|iframe|html|head|body|div|span|p|br|img|a|table|svg|object|embed)\b[^<>]{0,300}+>",
    re.I,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


class PlainText(forms.CharField):
    """Text as it was written: line ends made one, control characters dropped, mark-up refused rather than mended."""

    def __init__(self, *, rows: int = 6, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        kwargs.setdefault("strip", False)
        longest = kwargs.pop("max_length", statute.MAX_BODY)
        super().__init__(**kwargs)
        # The widget gets no maxlength: a browser would cut a pasted text short without a word.
        self._check_length = MaxLengthValidator(
            longest, f"超过 {longest:,} 个字。请分成几份，或作为附件上传。"
        )

    def to_python(self, value: Any) -> str:
        text = _CONTROL.sub("", str(value or "").replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
        self._check_length(text)  # before anything reads it
        found = _MARKUP.search(text)
        if found:
            raise forms.ValidationError(
                f"里面有网页代码（{found.group(0)[:40]}）。请粘贴纯文字，版式由系统按公文排出。"
            )
        return text if text.strip() else ""


class DayField(forms.DateField):
    """A day, as the browser's own date control takes it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)
        self.error_messages["invalid"] = "请按 2026-11-20 的格式填写日期。"


class DocumentForm(ActForm):
    """A document's text and attributes. From the command line, what is not given stays as it is."""

    reason_field = "note"
    demanded = frozenset({"attribute"})

    title = PlainText(
        label="标题", max_length=statute.MAX_TITLE, rows=2, error_messages={"required": "请填写标题。"}
    )
    document_number = PlainText(
        label="文号",
        required=False,
        max_length=100,
        widget=forms.TextInput,
        help_text="例如 五农科发〔2026〕48号，没有可不填。",
    )
    genre = forms.ChoiceField(
        label="公文种类", required=False, choices=[("", "请选择"), *((g, g) for g in statute.GENRES)]
    )
    topic = forms.ChoiceField(
        label="主题分类",
        required=False,
        choices=lambda: [
            ("", "请选择"),
            *((path, path.replace("/", " \\ ")) for path in statute.theme_paths()),
        ],
    )
    formed_on = DayField(
        label="成文日期",
        required=False,
        help_text="自这一天起 20 个工作日内发布（PD-9）。",
    )
    validity = forms.ChoiceField(
        label="效力属性", required=False, choices=[("", "未标注"), *statute.VALIDITIES.items()]
    )
    normative = forms.ChoiceField(
        label="规范性质",
        required=False,
        choices=[("", "不是规章、规范性文件"), *statute.NORMATIVE.items()],
        help_text="规章和行政规范性文件计入年度报告（条例第二十条第一项）。",
    )
    summary = PlainText(label="内容概述", required=False, max_length=2000, rows=3)
    body = PlainText(label="正文", rows=20, error_messages={"required": "请填写正文。"})
    attribute = forms.ChoiceField(
        label="公开属性",
        required=False,
        choices=Attribute.choices,
        widget=forms.RadioSelect,
        help_text="由拟稿人提出（SR-5）。",
    )
    proactive_tests = forms.TypedMultipleChoiceField(
        label="符合的主动公开要求",
        required=False,
        coerce=int,
        choices=statute.PROACTIVE_TESTS.items(),
        widget=forms.CheckboxSelectMultiple,
        help_text="主动公开至少符合一项（SR-7(1)）。",
    )
    ground = forms.ChoiceField(
        label="不主动公开的依据", required=False, choices=[("", "无"), *statute.GROUNDS.items()]
    )
    attribute_reason = PlainText(
        label="公开属性的理由",
        required=False,
        max_length=2000,
        rows=3,
        help_text="依申请公开、不予公开的，须写明理由（SR-6(1)）。下列六种文件须从严把握，但仍要落到条例的依据上："
        + "；".join(statute.UNSUITABLE_HINTS)
        + "。",
    )
    internal_body = PlainText(
        label="内部行文文稿",
        required=False,
        rows=12,
        help_text="只有“脱密后公开”需要：完整的内部文本。它不会出现在任何公开页面、检索或文件里。",
    )
    declassification = forms.ChoiceField(
        label="脱密方式", required=False, choices=[("", "无"), *statute.DECLASSIFICATION_METHODS.items()]
    )
    special_category = forms.ChoiceField(
        label="特别类别", required=False, choices=[("", "不属于"), *SPECIAL_CATEGORIES.items()],
        help_text="这几类信息须经主管机关批准才能公开（SR-7）。",
    )  # fmt: skip
    note = forms.CharField(label="修改说明", required=False, max_length=500)

    #: The model fields that the form fills.
    FIELDS = (
        "title", "document_number", "genre", "topic", "formed_on", "validity", "normative", "summary", "body",
        "attribute", "proactive_tests", "ground", "attribute_reason", "internal_body", "declassification", "special_category",
    )  # fmt: skip

    def __init__(self, data: Any = None, files: Any = None, *, step: Step, **kwargs: Any) -> None:
        current = {name: getattr(step.matter, name) for name in self.FIELDS} if self.edits(step) else {}
        if data is not None and not isinstance(data, QueryDict):
            data = {**current, **data}
        super().__init__(data, files, step=step, initial={**current, **kwargs.pop("initial", {})}, **kwargs)
        if not current:
            del self.fields["note"]

    @staticmethod
    def edits(step: Step) -> bool:
        """Whether the form changes a document that is there already."""
        return isinstance(step.matter, Document)

    def clean_formed_on(self) -> Any:
        """PD-9 counts from the day of formation, which cannot lie ahead."""
        formed_on = self.cleaned_data["formed_on"]
        today = self.step.at.astimezone().date()
        if formed_on and formed_on > today:
            raise forms.ValidationError(f"成文日期 {formed_on} 还没有到，请核对（今天是 {today}）。")
        published = getattr(self.step.matter, "first_published_on", None)
        if formed_on and published and formed_on > published:
            raise forms.ValidationError(f"成文日期 {formed_on} 晚于首次发布日期 {published}，请核对。")
        if formed_on and formed_on.year < 1949:
            raise forms.ValidationError("成文日期早于 1949 年，请核对年份。")
        return formed_on


class CorrectionForm(DocumentForm):
    """The same for the records office, which says what it corrected."""

    note = forms.CharField(
        label="改动了什么", max_length=500, error_messages={"required": "请写明改动了什么。"}
    )


class RevisionForm(ActForm):
    """A change of what is published."""

    changed_on = DayField(
        label="变更日期",
        help_text="自变更之日起 20 个工作日内发布新版本（条例第二十六条）。",
        error_messages={"required": "请填写变更日期。"},
    )
    reason = forms.CharField(
        label="变更说明",
        max_length=500,
        help_text="会显示在新版本的页面上。",
        error_messages={"required": "请写明改动了什么。"},
    )

    def clean_changed_on(self) -> Any:
        """A change cannot lie ahead."""
        changed_on = self.cleaned_data["changed_on"]
        if changed_on > self.step.at.astimezone().date():
            raise forms.ValidationError("变更日期还没有到，请核对。")
        before = self.step.matter.clock_day
        if before and changed_on < before:
            raise forms.ValidationError(f"变更日期不能早于前一版本的日期 {before}，请核对。")
        return changed_on


class ReasonForm(ActForm):
    """An act that needs a reason."""

    reason = forms.CharField(
        label="理由",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写明理由。"},
    )


class WithdrawForm(ReasonForm):
    """What was public goes, and everybody may know why (SR-13)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "原网址上人人都看得到，不要写入不宜公开的内容和个人信息。"


class RemarkForm(ActForm):
    """An act to which something may be said."""

    reason = forms.CharField(
        label="批注",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="可以不填。",
    )


class AttachForm(ActForm):
    """A file for a document."""

    AUDIENCES = (("public", "随公文公开"), ("internal", "仅供内部，不公开"))

    title = PlainText(
        label="附件名称",
        max_length=200,
        widget=forms.TextInput,
        error_messages={"required": "请填写附件名称。"},
    )
    audience = forms.ChoiceField(
        label="是否公开", choices=AUDIENCES, widget=forms.RadioSelect, initial="public"
    )
    file = forms.FileField(
        label="文件",
        error_messages={"required": "请选择文件。", "empty": "这个文件是空的，请重新选择。"},
        help_text="PDF、DOCX、XLSX、PPTX、OFD、图片或文本。",
    )


class DetachForm(ActForm):
    """A file that is taken away again."""

    attachment = forms.ModelChoiceField(
        label="附件", queryset=None, error_messages={"invalid_choice": "这份公文没有这个附件。"}
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        choice = self.fields["attachment"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = step.matter.attachments.all()


class ReportForm(ActForm):
    """The written report on a decision not to disclose."""

    report_number = forms.CharField(
        label="报告文号", max_length=100, error_messages={"required": "请填写报告的文号。"}
    )
    reported_on = DayField(
        label="报告日期",
        error_messages={"required": "请填写报告日期。"},
    )

    def clean_reported_on(self) -> Any:
        """A report that has not been made yet was not made."""
        reported_on = self.cleaned_data["reported_on"]
        if reported_on > self.step.at.astimezone().date():
            raise forms.ValidationError("报告日期还没有到，请核对。")
        return reported_on


class ValidityForm(ActForm):
    """Whether a document is still in force."""

    validity = forms.ChoiceField(
        label="效力属性", choices=statute.VALIDITIES.items(), error_messages={"required": "请选择效力属性。"}
    )
    lapsed_on = DayField(
        label="失效日期",
        required=False,
        help_text="失效或废止的，填自哪一天起；年度报告按这一天计数。",
    )
    reason = forms.CharField(
        label="依据", max_length=500, error_messages={"required": "请写明依据，例如废止它的文件。"}
    )

    def clean(self) -> dict[str, Any]:
        """A day for what has lapsed, and for nothing else; not before it was made, nor ahead of today."""
        given = super().clean() or self.cleaned_data
        lapsed, day = given.get("validity") in statute.LAPSED, given.get("lapsed_on")
        formed_on = self.step.matter.formed_on
        if lapsed and day is None and "lapsed_on" not in self.errors:
            self.add_error("lapsed_on", "请填写自哪一天起失效。")
        elif day and not lapsed:
            self.add_error("lapsed_on", "仍然有效的，不填失效日期。")
        elif day and (day > localdate(self.step.at) or (formed_on and day < formed_on)):
            self.add_error("lapsed_on", "失效日期不能早于成文日期，也不能晚于今天。")
        return given


class NormativeForm(ActForm):
    """Whether a published document is a regulation or a normative document."""

    normative = forms.ChoiceField(
        label="规范性质", required=False, choices=[("", "不是规章、规范性文件"), *statute.NORMATIVE.items()]
    )
    reason = forms.CharField(
        label="依据", max_length=500, error_messages={"required": "请写明依据，例如合法性审核、备案的文号。"}
    )


class OpenDraftForm(ActForm):
    """What a draft begins with when another room opens it."""

    FIELDS = ("title", "document_number", "formed_on", "body")

    title = PlainText(label="标题", max_length=statute.MAX_TITLE)
    document_number = PlainText(label="文号", required=False, max_length=100)
    formed_on = DayField(label="成文日期")
    body = PlainText(label="正文")


class ImportForm(ActForm):
    """A page saved from the old portal, or a Word file."""

    file = forms.FileField(
        label="文件",
        error_messages={"required": "请选择文件。", "empty": "这个文件是空的，请重新选择。"},
        help_text="旧网站另存的文本（UTF-8 或 GB18030），或 DOCX。文字逐字保留，来源中的疑点会列出。",
    )
