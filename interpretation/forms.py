"""What is asked: whether a document is interpreted, the plan, the eight parts, the other forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.timezone import localdate

from disclosure.forms.naming import public_document
from disclosure.models import Document
from foundation.agencies.models import Agency
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction
from foundation.casework.acts import Step
from foundation.casework.fields import (
    EditForm,
    FilledForm,
    Offered,
    OneOf,
    PlainText,
    Prose,
    Upload,
    day_and_time,
)
from foundation.casework.forms import ActForm
from foundation.texts.structure import parse
from foundation.visitors.sending import TokenField
from interpretation import statute
from interpretation.charts import BadChart, cleaned, untold
from interpretation.marked import called
from interpretation.models import Duty, Interpretation, Interpreter
from secrecy_review.statute import SPECIAL_CATEGORIES

_LINE = forms.TextInput


def line(label: str, longest: int = 100, **more: Any) -> PlainText:
    """A text of one line."""
    return PlainText(label=label, max_length=longest, widget=_LINE, **more)


# Whether it is interpreted


class JudgeForm(FilledForm):
    """What 自治区政府令第262号 asks of a normative document, and the other kinds of PI-3."""

    reason_field = ""
    says = "按自治区政府令第262号和政策解读制度第三条逐项看，由系统判断要不要解读。判断不用解读的，还要另一人同意。"

    traits = forms.MultipleChoiceField(
        label="这份文件符合哪几项",
        choices=list(statute.TRAITS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="前三项都符合的，是行政规范性文件。一项也不符合的，勾最后一项。",
        error_messages={"required": "请逐项看，一项也不符合的，勾最后一项。"},
    )
    excluded = forms.ChoiceField(
        label="是不是下面这几类",
        choices=[("none", "都不是"), *statute.NOT_NORMATIVE.items()],
        required=False,
        help_text="这几类不是行政规范性文件。",
    )
    issued_by = forms.ChoiceField(
        label="以谁的名义制定",
        choices=[(statute.COUNTY, "县政府或者县政府办"), (statute.DEPARTMENT, "部门、镇或者街道")],
        required=False,
    )
    why_not = PlainText(
        label="为什么不用解读",
        required=False,
        max_length=500,
        rows=2,
        help_text="一项也不符合的才填，例如：会议通知，只管一次。文书复核时要看理由，同意了才算数。",
    )
    lead = Offered(
        lambda document: [
            ("", "本机关"),
            *((agency.code, agency.name) for agency in _others(document)),
        ],
        label="由谁牵头起草",
        required=False,
        help_text="几个机关一起起草的，由牵头的机关解读（第二条）。",
    )

    def known(self, step: Step) -> dict[str, Any]:
        """Nothing is taken for granted but in whose name the agency issues."""
        of_county = AgencyFunction.COUNTY_OFFICE in step.matter.agency.functions
        return {"excluded": "none", "issued_by": statute.COUNTY if of_county else statute.DEPARTMENT}

    def clean_traits(self) -> list[str]:
        """Either some of them or none."""
        chosen: list[str] = self.cleaned_data["traits"]
        if statute.NONE in chosen and len(chosen) > 1:
            raise forms.ValidationError("勾了“以上都不符合”，又勾了别的。请核对。")
        return chosen

    def sort(self) -> str:
        """Which kind of PI-3 follows from the answers; blank where it need not be interpreted."""
        given, traits = self.cleaned_data, set(self.cleaned_data.get("traits", []))
        if traits >= statute.NORMATIVE_TRAITS and given.get("excluded") in ("", "none"):
            return str(given["issued_by"] or self.known(self.step)["issued_by"])
        if "important" in traits:
            return statute.IMPORTANT
        return statute.OTHER if "other" in traits else ""

    def clean(self) -> None:
        """Refuse answers that contradict what the document says of itself."""
        document: Document = self.step.matter
        if document.normative and not self.errors and self.sort() not in (statute.COUNTY, statute.DEPARTMENT):
            self.add_error(
                None, "文稿里标注了“规章”或者“行政规范性文件”，和这里的回答不一致。请核对后改正其中一处。"
            )
        elif not self.errors and not self.sort() and not self.cleaned_data.get("why_not"):
            self.add_error("why_not", "这样回答就不用解读。请写明为什么，另一人看了才能同意。")


def _others(document: Any) -> Any:
    return Agency.objects.public().exclude(pk=document.agency_id).order_by("code")


class FindDueForm(ActForm):
    """Which kind it is after all, and why."""

    sort = forms.ChoiceField(label="属于哪一种", choices=list(statute.SORTS.items()))
    reason = PlainText(label="为什么要解读", max_length=500, rows=2)


def _listed(duty: Duty) -> list[tuple[str, str]]:
    """The people whom a plan may name, each with term and interest beside the name."""
    county = agency_with(AgencyFunction.DISCLOSURE_OFFICE)
    found = Interpreter.objects.listed_for(duty.agency, county)
    named = []
    for one in found:
        interests = f"，利害关系：{one.interests}" if one.interests else ""
        told = f"{one.name}（{one.post}，{one.knows}，聘期到 {one.valid_until}）{interests}"
        named.append((str(one.pk), told))
    return [("", "不从名录里选"), *named]


class PlanForm(EditForm):
    """The plan (PI-4(1)); who interprets is written or taken out of the directory."""

    reason_field = ""
    edited = (*statute.PLAN, *statute.PEOPLE)
    field_order = ("outline", "forms", "press", "press_reason", "channels", "drawn_from")
    outline = PlainText(label="解读提纲", max_length=5000, rows=5, help_text="准备讲哪几点，一行一点。")
    press = forms.ChoiceField(
        label="要不要开新闻发布会",
        choices=[("no", "不用"), ("yes", "要开")],
        widget=forms.RadioSelect,
        help_text="涉及全县重大惠民民生问题、社会高度关注的，要以县政府新闻发布会的形式解读（第七条）。没有规定几小时内，出台后及时开。",
    )
    press_reason = line("为什么要开", 300, required=False, help_text="要开的写明。")
    forms = forms.MultipleChoiceField(
        label="解读形式",
        choices=list(statute.FORMS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="至少有文字解读；图解、问答更好懂。",
    )
    channels = PlainText(
        label="解读渠道", max_length=1000, rows=2, help_text="县政府门户网站为首；其他的写明。"
    )
    drawn_from = Offered(
        _listed,
        label="从解读人员名录里选",
        required=False,
        help_text="选了的，解读人和职务不用再写；有利害关系的写在名字后面，请换人或者回避那一部分。",
    )
    planned_for = line("解读时间", help_text="与文件同步；新闻发布会等写明日期。")
    interpreter = line("解读人", 60, required=False)
    interpreter_post = line("解读人职务", 60, required=False)
    first_interpreter = line("第一解读人", 60, help_text="一般是主要负责人。")
    contact = line("联系方式", help_text="单位电话。")

    def clean(self) -> dict[str, Any] | None:
        """Take who interprets out of the directory, or demand that it be written (PI-9)."""
        given = self.cleaned_data
        number = given.pop("drawn_from", "")
        chosen = Interpreter.objects.filter(pk=number).first() if number else None
        if chosen is not None:
            given["interpreter"], given["interpreter_post"] = chosen.name, chosen.post[:60]
            if chosen.valid_until < localdate(self.step.at):
                self.add_error(
                    "drawn_from", f"{chosen.name}的聘期已于 {chosen.valid_until} 届满，请先续聘或者换人。"
                )
        for name in ("interpreter", "interpreter_post"):
            if not given.get(name) and name not in self.errors:
                self.add_error(name, f"请填写{self.fields[name].label}，或者从名录里选。")
        self._press(given)
        return super().clean()

    def known(self, step: Step) -> dict[str, Any]:
        """The plan as it stands."""
        now = super().known(step)
        said = "yes" if step.matter.press else "no" if step.matter.outline else ""
        return now | {"press": said, "press_reason": step.matter.press_reason if step.matter.press else ""}

    def _press(self, given: dict[str, Any]) -> None:
        """Demand a reason for a press conference; who planned one does not drop it (PI-7(2))."""
        wanted = given.get("press") == "yes"
        if wanted and not given.get("press_reason") and "press_reason" not in self.errors:
            self.add_error("press_reason", "请写明为什么要开。")
        if not wanted and self.step.matter.press and "press" not in self.errors:
            self.add_error("press", "已经定了要开。不开了的，请主要负责人办“不再开新闻发布会”，写明理由。")
        given["press"] = wanted
        if not wanted:
            given["press_reason"] = self.step.matter.press_reason

    def clean_forms(self) -> list[str]:
        """The text with the eight parts is always one of them."""
        chosen: list[str] = self.cleaned_data["forms"]
        return chosen if statute.TEXT in chosen else [statute.TEXT, *chosen]


# What is written


class WrittenForm(EditForm):
    """What every interpretation has."""

    reason_field = ""
    title = PlainText(label="标题", max_length=200, rows=2, help_text="例如：一图看懂取暖补贴怎么领。")
    author = forms.ChoiceField(label="谁解读的", choices=list(statute.AUTHORS.items()), initial="department")
    byline = line("姓名和职务", required=False, help_text="会公开显示，例如：某某局局长。可以不填。")
    spoken = PlainText(
        label="广播稿",
        required=False,
        rows=5,
        max_length=statute.SPOKEN,
        help_text=f"给村里大喇叭念的，不超过 {statute.SPOKEN} 个字，大约一分半钟。可以不填。",
    )
    special_category = forms.ChoiceField(
        label="特别类别", required=False, choices=[("", "无"), *SPECIAL_CATEGORIES.items()]
    )


class MaterialForm(WrittenForm):
    """The eight parts, each written or left out for a reason (PI-4(1)); filled in bit by bit, and whole when handed in."""

    left_out_fields = tuple(f"no_{name}" for name in statute.PARTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in statute.PARTS:
            self.fields[name].optional = "送审以前写上，或者填下面一栏"  # type: ignore[attr-defined]
            self.fields[f"no_{name}"].optional = "没有写才填"  # type: ignore[attr-defined]
        last = ("spoken", "special_category")
        self.order_fields([name for name in self.fields if name not in last] + list(last))

    def known(self, step: Step) -> dict[str, Any]:
        if not isinstance(step.matter, Interpretation):
            return {"title": f"《{step.matter.document.title}》解读"[:200], "author": "department"}
        names = ("title", "author", "byline", "spoken", "special_category", *statute.PARTS)
        why = {f"no_{name}": reason for name, reason in step.matter.left_out.items()}
        return {name: getattr(step.matter, name) for name in names} | why

    def clean(self) -> None:
        """Refuse what says nothing, and a part that is both written and left out."""
        for name, label in statute.PARTS.items():
            text, why = (self.cleaned_data.get(key) or "" for key in (name, f"no_{name}"))
            for key, given in ((name, text), (f"no_{name}", why)):
                if given and len(given.strip()) < (statute.SHORTEST_PART if key == name else 4):
                    self.add_error(key, f"“{given.strip()}”说明不了什么。请写清楚，或者写明为什么不适用。")
            if text and why:
                self.add_error(f"no_{name}", f"“{label}”已经写了，这里请留空。")

    def values(self) -> dict[str, Any]:
        """The fields of an interpretation."""
        given = self.cleaned_data
        left_out = {name: given[f"no_{name}"] for name in statute.PARTS if given[f"no_{name}"]}
        names = ("title", "author", "byline", "spoken", "special_category", *statute.PARTS)
        return {name: given[name] for name in names} | {"left_out": left_out}


_HINTS = {
    "terms": "一行一个词，写成“词：解释”，会收进名词解释。",
    "differences": "和以前比，变了什么、没变什么，老办法到哪一天为止。",
    "opinions": "征求了谁的意见，采纳了哪些，没采纳的为什么。",
    "cautions": "要带什么，找谁办，哪一天以前办。",
}
for _name, _label in statute.PARTS.items():
    MaterialForm.base_fields[_name] = Prose(
        label=_label, required=False, rows=4, max_length=8000, help_text=_HINTS.get(_name, "")
    )
    MaterialForm.base_fields[f"no_{_name}"] = line(f"{_label}：不适用的原因", 200, required=False)


class FurtherForm(WrittenForm):
    """Questions and answers, a chart, a record, a comment (PI-6)."""

    field_order = ("form", "title", "author", "byline", "body", "chart", "alt", "spoken", "special_category")
    form = forms.ChoiceField(label="形式", choices=list(statute.FORMS.items()))
    body = Prose(
        label="内容",
        max_length=20_000,
        rows=10,
        help_text="政策问答：每问一行写“问：…”，下一行写“答：…”。图解：把图里说的都写出来，每个数字都要有。"
        "音频、视频：写文字稿，文件和字幕下一步上传。",
    )
    chart = Upload(
        label="图（SVG）", required=False, help_text="只有图解要传。只留图形和文字，程序和外面的引用不收。"
    )
    alt = line(
        "图的说明",
        statute.LONGEST_ALT,
        required=False,
        help_text=f"一句话说图讲的是什么，不超过 {statute.LONGEST_ALT} 个字。",
    )

    def known(self, step: Step) -> dict[str, Any]:
        if not isinstance(step.matter, Interpretation):
            return {"author": "department"}
        names = ("form", "title", "author", "byline", "body", "alt", "spoken", "special_category")
        return {name: getattr(step.matter, name) for name in names}

    def clean_alt(self) -> str:
        """No file name, and nothing where there is no picture."""
        alt = str(self.cleaned_data["alt"]).strip()
        if alt.lower().rpartition(".")[2] in ("svg", "png", "jpg", "jpeg", "gif", "pdf"):
            raise forms.ValidationError("这是文件名。请写图讲的是什么。")
        return alt

    def clean(self) -> None:
        """Check what each form demands."""
        given = self.cleaned_data
        if given.get("form") == statute.QA and (wrong := _not_a_dialogue(given.get("body") or "")):
            self.add_error("body", wrong)
        if given.get("form") == statute.CHART:
            self._clean_chart()

    def _clean_chart(self) -> None:
        given, before = self.cleaned_data, getattr(self.step.matter, "chart", "")
        try:
            picture = cleaned(given["chart"].read()) if given.get("chart") else before
        except BadChart as bad:
            self.add_error("chart", str(bad))
            return
        if not picture:
            self.add_error("chart", "图解要有一张 SVG 图。")
        if not given.get("alt") and "alt" not in self.errors:
            self.add_error("alt", "请用一句话说图讲的是什么，看不见图的人靠它知道。")
        if missing := untold(picture, given.get("body") or "") if picture else []:
            self.add_error("body", f"图里的这些数字，文字里没有：{'、'.join(missing[:12])}。")
        self.picture = picture

    def values(self) -> dict[str, Any]:
        """The fields of an interpretation."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "chart"}
        is_chart = given["form"] == statute.CHART
        return given | {"chart": self.picture if is_chart else "", "alt": given["alt"] if is_chart else ""}


def _not_a_dialogue(text: str) -> str:
    """What is wrong with questions and answers; blank where nothing is."""
    expected, pairs = "问", 0
    for number, line in enumerate(text.splitlines(), 1):
        mark = line.strip()[:2]
        if mark in ("问：", "答：", "问:", "答:"):
            if mark[0] != expected:
                return f"第 {number} 行应当是“{expected}：”开头。"
            pairs += mark[0] == "答"
            expected = "答" if expected == "问" else "问"
        elif line.strip() and expected == "问" and not pairs:
            return f"第 {number} 行应当是“问：”开头。"
    return "最后一问没有答。" if expected == "答" else "" if pairs else "请写成一问一答。"


class LinkForm(ActForm):
    """The document, or the article, that it is about as well."""

    reason_field = ""
    document = line("索引号", 60, required=False, help_text="另一份文件的索引号；同一份文件的另一条，不填。")
    article = line("条文", 60, required=False, help_text="例如 第三条，或者 二、领多少；整份文件的不填。")

    def clean(self) -> None:
        """Find both, or say kindly what there is."""
        try:
            found = public_document(str(self.cleaned_data.get("document") or ""), self.step.at)
        except forms.ValidationError as unknown:
            self.add_error("document", unknown)
            return
        found = found or self._first()
        if found is None:
            self.add_error("document", "请填写索引号。")
            return
        self.about, self.anchor, self.label = found, "", ""
        wanted = "".join(str(self.cleaned_data.get("article") or "").split())
        if not wanted:
            return
        places: list[tuple[Any, str]] = [
            (block, called(block)) for block in parse(found.body) if called(block)
        ]
        for block, name in places:
            if name.startswith(wanted) or block.label == wanted:
                self.anchor, self.label = block.anchor, name[:60]
                return
        known = "；".join(name[:12] for _block, name in places[:12])
        self.add_error("article", f"这份文件里没有这一条。有：{known}。" if known else "这份文件没有分条。")

    def _first(self) -> Document | None:
        first = self.step.matter.links.select_related("document").first()
        return first.document if first else None


class UnlinkForm(ActForm):
    """What it is no longer about."""

    reason_field = ""
    link = OneOf("links", label="不再解读")


class ReleaseForm(ActForm):
    """Where else it was released, and when (PI-7)."""

    medium = line("在哪里发布", help_text="例如：五原发布微信公众号、县广播电视台。")
    address = forms.URLField(label="网址", required=False, max_length=300, assume_scheme="https")
    released_at = forms.SplitDateTimeField(
        label="什么时候发布的",
        widget=day_and_time(),
    )
    reason = line(
        "早于门户网站的原因",
        200,
        required=False,
        help_text="门户网站应当最先发布；在那里先发了的，写明原因。",
    )


# What citizens ask


class AskForm(ActForm):
    """A question about one published document; nobody says who they are."""

    reason_field = ""
    document = forms.CharField(
        widget=forms.HiddenInput,
        max_length=60,
        error_messages=dict.fromkeys(("required", "max_length"), "请从文件页重新打开这张表。"),
    )
    text = PlainText(
        label="您想问什么",
        max_length=1000,
        rows=5,
        help_text="一次问一件事，说说您家的情况。不要写姓名、电话、证件号码。",
        error_messages={"required": "请写明想问什么。"},
    )
    token = TokenField()
    about: Document | None = None

    def clean_document(self) -> str:
        """Find the document among those that everybody can read."""
        number = str(self.cleaned_data["document"])
        try:
            self.about = public_document(number, self.step.at)
        except forms.ValidationError as unknown:
            raise forms.ValidationError("没有这份公开的文件，请从文件页重新打开这张表。") from unknown
        return number


class AnswerForm(ActForm):
    """Question and answer as everybody reads them."""

    reason_field = ""
    question = PlainText(
        label="公开的问题", max_length=500, rows=3, help_text="用一句话写清问的是什么，看不出是谁问的。"
    )
    answer = Prose(
        label="公开的答复", max_length=5000, rows=8, help_text="先说能不能、怎么办，再说依据哪一条。"
    )


class SetAsideForm(ActForm):
    """Why a question is not answered; its sender reads it."""

    ground = forms.ChoiceField(
        label="原因",
        choices=[
            ("spam", "广告、乱码或者机器发的"),
            ("unlawful", "内容违法，例如辱骂、造谣"),
            ("repeated", "同一个问题已经公开答复"),
            ("elsewhere", "问的不是这份文件的事"),
        ],
        widget=forms.RadioSelect,
    )
    reason = PlainText(
        label="说明", max_length=300, help_text="提问人看得到；写明在哪里能看到答复，或者该问谁。"
    )
