"""The forms of the acts on a document."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.timezone import localdate

from disclosure import heads, hints, statute
from disclosure.forms.naming import public_document
from disclosure.guides import guide_text
from disclosure.models import Attribute, Document, EmptyHead, IndexNumber
from disclosure.redactions import is_made
from foundation.agencies.models import Agency
from foundation.casework import fields
from foundation.casework.acts import Step
from foundation.casework.fields import (
    Day,
    EditForm,
    FilledForm,
    OneOf,
    Open,
    PlainText,
    Prose,
    ReasonForm,
    RemarkForm,
    Upload,
)
from foundation.casework.forms import ActForm
from foundation.casework.outgoing import AS_IT_IS, COPY_SAYS, OutgoingForm
from foundation.privacy.detectors import detect
from secrecy_review.statute import SPECIAL_CATEGORIES

__all__ = ["ReasonForm", "RemarkForm", "WithdrawForm"]


def _is_made(document: Document) -> bool:
    """Whether its public text is made of the internal one by marks, and not entered."""
    begun = document.attribute == Attribute.DECLASSIFIED and bool(document.internal_body)
    return begun and is_made(document.internal_body, document.body, list(document.redactions.all()))


class DocumentForm(EditForm):
    """The texts and attributes of a document."""

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
    formed_on = Day(
        label="成文日期",
        required=False,
        not_before=date(1949, 1, 1),
        error_messages={"early": "成文日期早于 1949 年，请核对年份。"},
        help_text="自这一天起 20 个工作日内发布（PD-9）。",
    )
    validity = forms.ChoiceField(
        label="效力属性", required=False, choices=[("", "未标注"), *statute.VALIDITIES.items()]
    )
    expires_on = Day(
        label="有效期至",
        required=False,
        not_after_today=False,
        help_text="文件写明有效期的才填最后一天，过了这一天自动标注失效。",
    )
    normative = forms.ChoiceField(
        label="规范性质",
        required=False,
        choices=[("", "不是规章、规范性文件"), *statute.NORMATIVE.items()],
        help_text="规章和行政规范性文件计入年度报告（条例第二十条第一项）。",
    )
    head = forms.ChoiceField(
        label="公开内容的目",
        required=False,
        choices=[("", "还没有归目"), *heads.choices()],
        help_text="公开后列在法定主动公开内容的这一目下（条例第二十条、第二十一条）。",
    )
    summary = PlainText(label="内容概述", required=False, max_length=2000, rows=3)
    body = Prose(label="正文", rows=20, error_messages={"required": "请填写正文。"})
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
    internal_body = Prose(
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
        "title", "document_number", "genre", "topic", "formed_on", "validity", "expires_on", "normative", "head", "summary",
        "body", "attribute", "proactive_tests", "ground", "attribute_reason", "internal_body", "declassification",
        "special_category",
    )  # fmt: skip
    edited = FIELDS

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        if self.edits(step) and _is_made(step.matter):
            del self.fields["body"]
            self.fields[
                "internal_body"
            ].help_text = "公开文稿由它和脱密标记生成；标出的文字改动了的，请先撤销标记。"
        if not self.edits(step):
            del self.fields["note"]
        elif not self.is_bound:
            for name, likely in hints.on_fields(step.matter).items():
                self.fields[name].help_text += likely

    @property
    def oddities(self) -> list[dict[str, Any]]:
        """What a clerk was asked to check of an imported text, shown beside it."""
        return self.step.matter.oddities if isinstance(self.step.matter, Document) else []

    def known(self, step: Step) -> dict[str, Any]:
        """Fill in what the document says now, where there is one."""
        return super().known(step) if self.edits(step) else {}

    @staticmethod
    def edits(step: Step) -> bool:
        """Whether the form changes an existing document."""
        return isinstance(step.matter, Document)

    def clean(self) -> dict[str, Any]:
        """Refuse a last day of force before the day of formation."""
        given = super().clean() or self.cleaned_data
        formed, expires = given.get("formed_on"), given.get("expires_on")
        if formed and expires and expires < formed:
            self.add_error("expires_on", f"有效期至 {expires} 早于成文日期 {formed}，请核对。")
        return given

    def clean_formed_on(self) -> date | None:
        """Refuse a day of formation after the day of first publication."""
        formed_on: date | None = self.cleaned_data["formed_on"]
        published = getattr(self.step.matter, "first_published_on", None)
        if formed_on and published and formed_on > published:
            raise forms.ValidationError(f"成文日期 {formed_on} 晚于首次发布日期 {published}，请核对。")
        return formed_on


class GuideForm(DocumentForm):
    """The guide of an agency (条例12, PD-8), begun with what the portal knows of the agency."""

    def known(self, step: Step) -> dict[str, Any]:
        agency: Agency = step.matter
        return {
            "title": f"{agency.name}政府信息公开指南",
            "genre": "其他",
            "topic": "综合政务/政务公开",
            "formed_on": localdate(step.at),
            "validity": "in_force",
            "head": heads.GUIDE,
            "summary": "政府信息的分类、编排和获取方式，公开工作机构的联系方式，监督和救济渠道。",
            "body": guide_text(agency),
            "attribute": Attribute.PROACTIVE,
            "proactive_tests": [2, 3],
        }


class ClassifyForm(FilledForm):
    """The head of a document in the catalogue."""

    reason_field = ""
    head = forms.ChoiceField(
        label="公开内容的目",
        choices=[("", "请选择"), *heads.choices()],
        help_text="先选好的是看标题猜的，请核对。",
        error_messages={"required": "请选择一目。"},
    )

    def known(self, step: Step) -> dict[str, Any]:
        """The present head, or the likely one."""
        return {"head": step.matter.head or hints.likely_head(step.matter)}


class EmptyHeadForm(ActForm):
    """Why nothing stands under a head of an agency, and where it does."""

    reason_field = "said"
    head = forms.ChoiceField(
        label="哪一目",
        choices=[("", "请选择"), *heads.choices()[:-1]],
        error_messages={"required": "请选择一目。"},
    )
    why = forms.ChoiceField(
        label="为什么没有",
        choices=EmptyHead.Why.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择为什么没有。"},
    )
    elsewhere = forms.ModelChoiceField(
        Agency.objects.public().order_by("code"),
        label="由哪个机关公开",
        required=False,
        empty_label="请选择",
        help_text="选“由另一机关公开”时填写。",
    )
    said = PlainText(
        label="说明",
        required=False,
        max_length=300,
        rows=2,
        help_text="会公开显示，例如“每年三月形成”；没有这项职责的必须写明理由。",
    )

    def clean(self) -> dict[str, Any]:
        """Demand the other agency where it publishes, and drop it where it does not."""
        given = self.cleaned_data
        if detect(given.get("said") or ""):
            self.add_error("said", "说明会公开显示，里面像有个人信息，请改写。")
        if given.get("why") == EmptyHead.Why.NOT_OURS and not given.get("said") and "said" not in self.errors:
            self.add_error("said", "请写明为什么没有这项职责，例如由哪里统一办理。")
        if given.get("why") != EmptyHead.Why.ELSEWHERE:
            given["elsewhere"] = None
        elif not given.get("elsewhere"):
            self.add_error("elsewhere", "请选择由哪个机关公开。")
        elif given["elsewhere"] == self.step.matter:
            self.add_error("elsewhere", "请选择另一个机关。")
        return given


class CorrectionForm(DocumentForm):
    """The texts and attributes of a document as the records office corrects them, and what it corrected."""

    note = forms.CharField(
        label="改动了什么", max_length=500, error_messages={"required": "请写明改动了什么。"}
    )


class RevisionForm(ActForm):
    """The day and reason of a new version."""

    changed_on = Day(
        label="变更日期",
        not_before="clock_day",
        which_is="前一版本的日期",
        help_text="自变更之日起 20 个工作日内发布新版本（条例第二十六条）。",
        error_messages={"required": "请填写变更日期。", "ahead": "变更日期还没有到，请核对。"},
    )
    reason = forms.CharField(
        label="变更说明",
        max_length=500,
        help_text="会显示在新版本的页面上。",
        error_messages={"required": "请写明改动了什么。"},
    )


class AttachForm(OutgoingForm):
    """A file to be attached to a document."""

    field_order = ("title", "audience", "why_original", "figure", "file")
    AUDIENCES = (
        ("public", "随公文公开：对外提供清理后的副本，原件留在内部"),
        (AS_IT_IS, "按原件公开，不清理"),
        ("internal", "仅供内部，不公开"),
    )

    title = PlainText(
        label="附件名称",
        max_length=200,
        widget=forms.TextInput,
        error_messages={"required": "请填写附件名称。"},
    )
    audience = forms.ChoiceField(
        label="是否公开",
        choices=AUDIENCES,
        widget=forms.RadioSelect,
        initial="public",
        help_text=COPY_SAYS,
    )
    figure = forms.IntegerField(
        label="插图号",
        required=False,
        min_value=1,
        max_value=999,
        help_text="图片要放进正文的才填，例如 1：正文里另起一行写〔图1：画的是什么〕，图就显示在那里。",
    )
    file = Upload(label="文件", help_text="PDF、DOCX、XLSX、PPTX、OFD、图片或文本。")

    def clean(self) -> dict[str, Any]:
        """Refuse a picture that nobody outside would see, and a second one of the same number."""
        given = super().clean()
        if number := given.get("figure"):
            if given.get("audience") == "internal":
                self.add_error("figure", "正文里的插图随公文公开；仅供内部的文件不填插图号。")
            elif self.step.matter.attachments.filter(figure=number).exists():
                self.add_error("figure", f"这份公文已经有图{number}。")
        return given


class DetachForm(ActForm):
    """The attachment to be removed."""

    attachment = OneOf(
        "attachments", label="附件", error_messages={"invalid_choice": "这份公文没有这个附件。"}
    )


class ReportForm(FilledForm):
    """The number and day of the report on a refusal to disclose (PD-7(2)); the portal writes the report itself."""

    reason_field = ""
    says = "系统按决定生成给上一级政务公开主管部门的书面报告（PDF），并按报告日期计算是否按时。"
    report_number = PlainText(
        label="报告文号",
        max_length=60,
        widget=forms.TextInput,
        error_messages={"required": "请填写报告的文号。"},
    )
    reported_on = Day(label="报告日期", help_text="不早于作出不予公开决定之日。")

    def known(self, step: Step) -> dict[str, Any]:
        """Fill in today."""
        return {"reported_on": localdate(step.at)}


#: Reasons for which a title is hidden unless somebody decides otherwise: in these its own words may be the leak.
TITLE_MAY_LEAK = re.compile(
    r"隐私|个人信息|姓名|身份|证件|手机|电话|住址|地址|银行|账号|卡号|病|秘密|机密|绝密|密级|涉密|泄密|泄露|内部"
)


class WithdrawForm(fields.WithdrawForm):
    """The reason for a withdrawal, and whether the title stays to be read (SR-13); `title_hidden` is what follows."""

    HIDE, SHOW = "hide", "show"

    title = forms.ChoiceField(
        label="标题",
        required=False,
        choices=[
            ("", "按理由定：因个人信息、隐私或者秘密撤回的，标题一并隐去；其他的照旧显示"),
            (HIDE, "标题一并隐去"),
            (SHOW, "标题照旧显示"),
        ],
        widget=forms.RadioSelect,
        initial="",
    )

    def clean(self) -> dict[str, Any]:
        """Decide on the title, by the reason where nobody chose."""
        given = super().clean() or self.cleaned_data
        chosen = given.pop("title", "")
        by_reason = TITLE_MAY_LEAK.search(given.get("reason", "")) is not None
        return given | {"title_hidden": chosen == self.HIDE or (not chosen and by_reason)}


class HideTitleForm(ReasonForm):
    """The reason that the public reads from now on in the place of the former one."""

    says = "原网址上不再显示标题；下面的理由代替原来公开显示的撤回理由。"

    def clean(self) -> dict[str, Any]:
        """Say that the title is hidden, as `WithdrawForm` does."""
        return (super().clean() or self.cleaned_data) | {"title_hidden": True}


def replacement(typed: str, own: int | None, at: datetime) -> IndexNumber | None:
    """The index number, as it was typed, of a published document that stands in place of another; None where nothing was typed.

    Raises `ValidationError` for a number that is not published, or is its `own`.
    """
    found = public_document(typed, at)
    if found is None:
        return None
    if found.index_id == own:
        raise forms.ValidationError("这是它自己的索引号。")
    index: IndexNumber | None = found.index
    return index


class ValidityForm(FilledForm):
    """Whether a document is still in force."""

    validity = forms.ChoiceField(
        label="效力属性", choices=statute.VALIDITIES.items(), error_messages={"required": "请选择效力属性。"}
    )
    lapsed_on = Day(
        label="失效日期",
        required=False,
        not_before="formed_on",
        error_messages=dict.fromkeys(("early", "ahead"), "失效日期不能早于成文日期，也不能晚于今天。"),
        help_text="失效或废止的，填自哪一天起；年度报告按这一天计数。",
    )
    expires_on = Day(
        label="有效期至",
        required=False,
        not_after_today=False,
        not_before="formed_on",
        help_text="写明有效期的填最后一天，过了这一天自动标注失效。",
    )
    replaced_by = forms.CharField(
        label="替代它的文件",
        required=False,
        max_length=60,
        help_text="已经在本网站发布的，填索引号，例如 wy-rfbsc/2026-00012；两份文件的页面互相指向。",
    )
    reason = Open(
        label="依据",
        max_length=500,
        rows=2,
        help_text="会公开显示，例如废止它的文件。",
        error_messages={"required": "请写明依据，例如废止它的文件。"},
    )

    def known(self, step: Step) -> dict[str, Any]:
        """What is said of it now."""
        document: Document = step.matter
        replaced_by = document.replaced_by.number if document.replaced_by else ""
        known = {name: getattr(document, name) for name in ("validity", "lapsed_on", "expires_on")}
        return known | {"replaced_by": replaced_by}

    def clean_replaced_by(self) -> IndexNumber | None:
        """The index number of another published document; None where none is named."""
        return replacement(self.cleaned_data["replaced_by"], self.step.matter.index_id, self.step.at)

    def clean(self) -> dict[str, Any]:
        """Demand the day for a document that has lapsed, and for no other."""
        given = super().clean() or self.cleaned_data
        lapsed, day = given.get("validity") in statute.LAPSED, given.get("lapsed_on")
        if lapsed and day is None and "lapsed_on" not in self.errors:
            self.add_error("lapsed_on", "请填写自哪一天起失效。")
        elif day and not lapsed:
            self.add_error("lapsed_on", "仍然有效的，不填失效日期。")
        return given


class NormativeForm(ActForm):
    """Whether a published document is a regulation or a normative document."""

    normative = forms.ChoiceField(
        label="规范性质", required=False, choices=[("", "不是规章、规范性文件"), *statute.NORMATIVE.items()]
    )
    reason = forms.CharField(
        label="依据", max_length=500, error_messages={"required": "请写明依据，例如合法性审核、备案的文号。"}
    )


class WordForm(ActForm):
    """The Word file that a draft begins with."""

    says = (
        "标题、文号、成文日期、正文、表格和图片从文件里读出来，文字逐字保留；修订按全部接受处理，批注不带进来。"
        "读完列出要核对的地方，接着选公开属性、补其余各项。"
    )
    file = Upload(label="Word 文件", help_text="DOCX。旧的 DOC 请先在 Word 或 WPS 里另存为 DOCX。")


class OpenDraftForm(ActForm):
    """The contents of a draft that another room opens."""

    FIELDS = ("title", "document_number", "formed_on", "body", "released_on")

    title = PlainText(label="标题", max_length=statute.MAX_TITLE)
    document_number = PlainText(label="文号", required=False, max_length=100)
    formed_on = Day(label="成文日期")
    body = PlainText(label="正文")
    released_on = Day(label="转为公开日期", required=False)


class ImportForm(ActForm):
    """A page saved from the old portal, or a Word file."""

    file = Upload(
        label="文件",
        help_text="旧网站另存的文本（UTF-8 或 GB18030），或 DOCX。文字逐字保留，来源中的疑点会列出。",
    )
