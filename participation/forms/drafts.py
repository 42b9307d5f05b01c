"""What the acts on decisions, drafts for comment and opinions ask."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localdate

from disclosure.models import Document
from foundation.casework.acts import Step
from foundation.casework.fields import (
    Day,
    EditForm,
    ManyFiles,
    Offered,
    OneOf,
    PlainText,
    Prose,
    WholeNumber,
)
from foundation.casework.forms import ActForm
from foundation.deadlines.counting import midnight
from foundation.visitors.identity import Line
from participation import statute
from participation.masks import personal_in
from participation.models import (
    Answer,
    Call,
    Channel,
    Consent,
    Decision,
    Opinion,
    Source,
    Stance,
    Suggestion,
)
from participation.statute import Trait, Way


def _lines(text: str) -> list[str]:
    """The lines of a text that are not blank, each once."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


class DecisionForm(EditForm):
    """A major decision: what it changes in three sentences, its basis, its traits and the ways of participation."""

    reason_field = ""
    title = PlainText(label="决策事项", max_length=200, rows=1)
    year = WholeNumber(label="目录年度", unit="年", min_value=2008, max_value=2999)
    changes = PlainText(label="要改变什么", max_length=200, rows=2, help_text="一两句大白话，人人看得到。")
    whom = PlainText(label="涉及哪些人", max_length=200, rows=2)
    effective = PlainText(
        label="从什么时候起", max_length=200, rows=2, help_text="还没有定的，写打算什么时候。"
    )
    basis = PlainText(label="决策依据", max_length=3000, rows=3)
    partners = PlainText(
        label="配合单位",
        max_length=500,
        rows=2,
        required=False,
        help_text="两个以上单位承办的，由本单位牵头，这里写其他单位，一行一个。",
    )
    traits = forms.MultipleChoiceField(
        label="特点", choices=Trait.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    ways = forms.MultipleChoiceField(
        label="公众参与方式",
        choices=Way.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="涉及切身利益的要听证或者公开征求意见；依法应当听证、有重大分歧、关注度高的要听证（PP-3）。",
        error_messages={"required": "请选择公众参与方式。"},
    )

    def clean(self) -> None:
        """PP-3: the ways fit the traits."""
        if "ways" in self.cleaned_data and "traits" in self.cleaned_data:
            chosen = set(self.cleaned_data["traits"]), set(self.cleaned_data["ways"])
            for sentence in statute.ways_lacking(*chosen):
                self.add_error("ways", f"{sentence}。")


class ProposeForm(DecisionForm):
    """A new decision, by default of this year."""

    def known(self, step: Step) -> dict[str, Any]:
        """This year."""
        return {"year": localdate(step.at).year}


class StartForm(EditForm):
    """That the county government decided to begin (决策条例10, 11)."""

    reason_field = ""
    approved_on = Day(label="县政府决定启动的日期")
    approved_by = Line(
        label="县政府怎样决定启动",
        max_length=200,
        help_text="例如：县政府第 3 次常务会议同意列入年度目录。人人看得到。",
    )

    def known(self, step: Step) -> dict[str, Any]:
        """What the county answered where it took up a proposal."""
        proposal = step.matter.proposals.exclude(answered_at=None).order_by("pk").first()
        if proposal is None:
            return {}
        return {
            "approved_on": localdate(proposal.answered_at),
            "approved_by": f"县政府采纳决策建议 {proposal.number}",
        }


def documents(decision: Decision) -> Any:
    """The documents of the agency that may be the decision's."""
    taken = Decision.objects.exclude(pk=decision.pk).exclude(document=None)
    rows = Document.objects.filter(agency=decision.agency_id).exclude(pk__in=taken.values("document"))
    numbers = taken.exclude(document__index=None).values("document__index")
    return rows.exclude(index__isnull=False, index__in=numbers).order_by("-pk")


class DocumentForm(ActForm):
    """The document that decides."""

    reason_field = ""
    document = OneOf(documents, label="作出决策的公文", help_text="公开反馈以前，这份公文不能发布（PP-4）。")


class CallForm(EditForm):
    """A draft for comment with everything that PP-7 names."""

    reason_field = ""
    title = PlainText(label="名称", max_length=200, rows=1)
    draft = Prose(
        label="征求意见稿",
        max_length=statute.MAX_DRAFT,
        rows=16,
        required=False,
        help_text="分条写的（第一条……），群众可以逐条提意见。",
    )
    background = PlainText(label="背景", max_length=20_000, rows=4, required=False)
    basis = PlainText(label="依据", max_length=20_000, rows=4, required=False)
    process = PlainText(label="起草过程", max_length=20_000, rows=4, required=False)
    content = PlainText(label="主要内容和理由", max_length=20_000, rows=6, required=False)
    recipient = Line(label="收件人", max_length=100, required=False)
    letter = Line(label="收件地址", max_length=200, required=False)
    telephone = Line(label="电话", max_length=60, required=False)
    email = Line(label="电子邮箱", max_length=100, required=False)
    fax = Line(label="传真号", max_length=60, required=False, help_text="没有传真的写“无”。")
    channels = PlainText(
        label="同时公开的其他渠道",
        max_length=1000,
        rows=3,
        required=False,
        help_text="门户网站之外的报刊、广播、微信、公示栏等，一行一个；以后反馈也要在这些渠道公开。",
    )
    days = WholeNumber(
        label="征求意见的天数",
        unit="日",
        min_value=1,
        max_value=statute.MOST_DAYS,
        initial=statute.USUAL_DAYS,
        help_text="一般不少于 30 日，最少 10 日；公开当日不算，最后一日是休息日的顺延。",
    )
    shorter_because = PlainText(
        label="少于 30 日的理由", max_length=1000, rows=2, required=False, help_text="公开时一并公布。"
    )

    def known(self, step: Step) -> dict[str, Any]:
        """The present texts; of a new call the decision's title and basis."""
        if isinstance(step.matter, Decision):
            decision = step.matter
            return {"title": f"{decision.title}（征求意见稿）", "basis": decision.basis}
        known = super().known(step)
        return known | {"channels": "\n".join(step.matter.channels)}

    def clean_channels(self) -> list[str]:
        """The channels, each once."""
        names = _lines(self.cleaned_data["channels"])
        if long := [name for name in names if len(name) > 60]:
            raise forms.ValidationError(f"“{long[0][:20]}……”超过 60 个字，请一行写一个渠道。")
        return names


class NewEditionForm(CallForm):
    """A new edition of a draft that changed in substance: what it says now, and what the last one said."""

    def known(self, step: Step) -> dict[str, Any]:
        """The texts of the last edition."""
        call: Call = step.matter
        known = {name: getattr(call, name) for name in self.base_fields}
        return known | {"channels": "\n".join(call.channels)}


class ExtendForm(ActForm):
    """A later last day, and why."""

    until = Day(label="延长到", not_after_today=False, help_text="到这一天 24 时截止，要晚于原来的截止日期。")
    reason = PlainText(label="理由", max_length=500, rows=2, help_text="人人看得到。")

    def clean_until(self) -> Any:
        """PP-7: never shorter."""
        call: Call = self.step.matter
        if call.last_day is not None and self.cleaned_data["until"] <= call.last_day:
            raise forms.ValidationError(f"原来到 {call.last_day} 截止，只能延长，不能缩短。")
        if (self.cleaned_data["until"] - localdate(self.step.at)).days > statute.MOST_DAYS:
            raise forms.ValidationError("延长得太久，请核对日期。")
        return self.cleaned_data["until"]


class ExplainForm(ActForm):
    """An explanation for everybody."""

    reason_field = ""
    title = PlainText(label="标题", max_length=120, rows=1, help_text="例如：为什么要分两档收费。")
    text = Prose(label="说明", max_length=20_000, rows=8, help_text="人人看得到，不写个人信息。")


def articles_of(call: Call) -> Iterable[tuple[str, str]]:
    """What an opinion may be about."""
    return [("", "整个草案"), *((label, label) for label in call.articles())]


class SaidFields(forms.Form):
    """What is said of a draft, by whoever enters it."""

    text = PlainText(
        label="意见和理由",
        max_length=statute.MAX_OPINION,
        rows=7,
        help_text=f"最多 {statute.MAX_OPINION} 个字。请不要写身份证号码和电话，写了的公布时会隐去。",
        error_messages={"required": "请写明您的意见。"},
    )
    stance = forms.ChoiceField(
        label="总的态度",
        choices=Stance.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择总的态度。"},
    )
    consent = forms.ChoiceField(
        label="公布方式",
        choices=Consent.choices,
        widget=forms.RadioSelect,
        initial=Consent.ANONYMOUS,
        error_messages={"required": "请选择公布方式。"},
    )
    name = Line(label="姓名或者单位", required=False, max_length=60, help_text="可以不填。加密保存。")
    contact = Line(
        label="电子邮箱或者电话",
        required=False,
        max_length=100,
        help_text="可以不填。加密保存，只用于告诉您采纳情况；填了邮箱的，反馈公开时发邮件。",
    )


def files_field() -> ManyFiles:
    """The field for files that come with somebody's words."""
    return ManyFiles(
        label="附件",
        most=statute.MAX_FILES,
        required=False,
        help_text=(
            f"可以不附。PDF、Word、Excel、图片或者文本文件，最多 {statute.MAX_FILES} 个。不公开，只有承办的人看。"
        ),
    )


class RecordForm(ActForm):
    """An opinion that came on paper, by mail, by telephone or in person."""

    reason_field = ""
    channel = forms.ChoiceField(
        label="渠道",
        choices=[choice for choice in Source.choices if choice[0] != Source.WEB],
        error_messages={"required": "请选择渠道。"},
    )
    received_on = Day(
        label="收到日期", help_text="信函以收到的日期为准；截止以前收到的，截止以后也可以补登。"
    )
    article = Offered(articles_of, label="针对哪一条", required=False)
    stance = SaidFields.base_fields["stance"]
    text = PlainText(
        label="意见内容", max_length=statute.MAX_OPINION, rows=5, help_text="照原话登记，不改写、不归纳。"
    )
    name = Line(label="姓名或者单位", required=False, max_length=60)
    contact = Line(label="联系方式", required=False, max_length=100)
    enclosed = files_field()
    consent = SaidFields.base_fields["consent"]

    def clean_received_on(self) -> Any:
        """It came while the call was open."""
        day, call = self.cleaned_data["received_on"], self.step.matter
        opened = localdate(call.opened_at) if call.opened_at else day
        if not opened <= day or (call.last_day is not None and day > call.last_day):
            raise forms.ValidationError(f"征求意见从 {opened} 到 {call.last_day}，这一天不在里面。")
        return day

    def received_at(self) -> datetime:
        """The moment of receipt: now, or noon of an earlier day, within the period."""
        call, day = self.step.matter, self.cleaned_data["received_on"]
        if day == localdate(self.step.at):
            return self.step.at
        noon = midnight(day).replace(hour=12)
        opened: datetime = call.opened_at
        return max(noon, opened)


# Grouping and answering


def numbered(text: str) -> list[int]:
    """The numbers of opinions in a text: Y000012, 12."""
    return [
        int(word) for word in text.upper().replace("Y", " ").split() if word.isdecimal() and len(word) < 19
    ]


class OpinionsField(PlainText):
    """Numbers of opinions of the call."""

    listed_as = "PlainText"
    step: Step | None = None

    def take(self, step: Step) -> None:
        """Keep the step, which knows the call."""
        self.step = step

    def clean(self, value: Any) -> list[Opinion]:  # type: ignore[override]
        """The opinions with these numbers."""
        text = super().clean(value)
        wanted = dict.fromkeys(numbered(text.replace("、", " ").replace(",", " ").replace("，", " ")))
        assert self.step is not None, "the form told it"
        found = Opinion.objects.filter(call=self.step.matter, pk__in=wanted).in_bulk()
        if missing := [f"Y{pk:06d}" for pk in wanted if pk not in found]:
            raise forms.ValidationError(f"这次征集里没有这些意见：{'、'.join(missing[:5])}。")
        if not found:
            raise forms.ValidationError("请写意见编号，例如 Y000012。")
        return list(found.values())


class GroupForm(ActForm):
    """Opinions that say the same."""

    reason_field = ""
    title = PlainText(label="要点", max_length=200, rows=2, help_text="这些意见说的是什么，人人看得到。")
    opinions = OpinionsField(
        label="意见编号", rows=3, max_length=1_000_000, help_text="一行一个，或者用空格、顿号隔开。"
    )


def suggested(call: Call) -> Any:
    """What the portal finds alike in a call, the largest first."""
    rows = Suggestion.objects.filter(call=call).select_related("sample")
    return rows.order_by("-members__len", "pk")


class ConfirmForm(ActForm):
    """What of the opinions that are found alike belongs together."""

    reason_field = ""
    suggestion = OneOf(suggested, label="哪一组", help_text="请先看过里面的意见；意思相反的不要归并。")
    title = PlainText(label="要点", max_length=200, rows=2, help_text="这些意见说的是什么，人人看得到。")
    without = PlainText(
        label="不归并进来的意见",
        rows=2,
        max_length=100_000,
        required=False,
        help_text="编号，一行一个或者用空格隔开，例如 Y000012。",
    )


class MoveForm(ActForm):
    """An opinion that is taken out of its group, with the reason."""

    opinions = OpinionsField(label="意见编号", rows=1, max_length=200)
    reason = PlainText(label="为什么移出", max_length=300, rows=2)


def to_be_answered(call: Call) -> Iterable[tuple[str, str]]:
    """The groups of a call."""
    return [("", "不是归并的，只答复一条"), *((str(g.pk), f"{g.title}") for g in call.groups.order_by("pk"))]


class AnswerForm(ActForm):
    """What becomes of one opinion or of all of a group."""

    reason_field = ""
    group = Offered(to_be_answered, label="答复哪一组", required=False)
    opinions = PlainText(
        label="或者哪一条", max_length=40, rows=1, required=False, help_text="例如 Y000012。"
    )
    result = forms.ChoiceField(label="采纳情况", choices=Answer.Result.choices)
    because = PlainText(
        label="理由",
        max_length=statute.MAX_ANSWER,
        rows=4,
        required=False,
        help_text="没有采纳、部分采纳、已体现、转办的，都要写明。人人看得到，不写个人信息。",
    )

    def clean(self) -> None:
        """PP-4: a reason for whatever is not adopted, and one thing that is answered."""
        given = self.cleaned_data
        if given.get("result") and given["result"] != Answer.Result.ADOPTED and not given.get("because"):
            self.add_error("because", "没有采纳的，请写明理由。")
        if bool(given.get("group")) == bool(given.get("opinions")):
            self.add_error("group", "请选一组，或者写一条意见的编号，两样只填一样。")


class ShownAsForm(ActForm):
    """The words of an opinion as everybody reads them."""

    opinions = OpinionsField(label="意见编号", rows=1, max_length=40)
    text = PlainText(
        label="公布的文字",
        max_length=statute.MAX_OPINION,
        rows=5,
        help_text="只隐去个人信息和违法的内容：标点之间的整句换成“〔隐去……〕”，其余照原话；反对的意见不得删改。",
    )
    reason = PlainText(label="为什么隐去", max_length=300, rows=2, help_text="和意见一起公布，人人看得到。")

    def clean(self) -> None:
        """PP-4: what is shown are the words that were said, with nothing but notes in place of whole passages."""
        text = self.cleaned_data.get("text") or ""
        if found := personal_in(text):
            self.add_error("text", f"公布的文字里有{'、'.join(found)}，请连同那一句一起隐去。")
        for opinion in self.cleaned_data.get("opinions") or []:
            if not made_of(text, opinion.text):
                self.add_error(
                    "text",
                    f"不是 {opinion.number} 的原话。只能把标点之间的整句换成“〔隐去……〕”，别的一字不改。",
                )


_HIDDEN = re.compile(r"(〔隐去[^〔〕]{0,40}〕)")
#: What ends a passage: no part of one is hidden, by which 不同意 would become 同意.
_ENDS = re.compile(r"[。，；：！？!?;\n]|,(?!\d)")


def made_of(shown: str, said: str) -> bool:
    """Whether a text is another with notes in the place of whole passages, and nothing added, moved or dropped without a note.

    A passage begins and ends with the text, a line, or at a punctuation mark. A note that was there stays.
    """
    ends = {0, len(said)}
    for sign in _ENDS.finditer(said):
        ends |= {sign.start(), sign.end()}
    reached = {0}
    for n, piece in enumerate(_HIDDEN.split(shown)):
        kept = {place + len(piece) for place in reached if said.startswith(piece, place)}
        if n % 2:
            first = min(reached & ends, default=len(said))
            kept |= {place for place in ends if place > first}
        reached = kept
        if not reached:
            return False
    return len(said) in reached


class RevealForm(ActForm):
    """Whose name, contact and words are looked at, and why."""

    opinions = OpinionsField(label="意见编号", rows=1, max_length=200)
    reason = PlainText(label="查看理由", max_length=200, rows=1, help_text="例如：打电话核实情况。")


class FeedBackForm(ActForm):
    """What everybody reads above the table."""

    reason_field = ""
    result = Prose(
        label="反馈说明",
        max_length=20_000,
        rows=6,
        help_text="总的情况和主要修改；采纳情况表、各渠道件数和反对意见由系统附上。不写个人信息。",
    )


class CarriedDraftForm(ActForm):
    """The day on which a channel carried the draft."""

    reason_field = ""
    channel = OneOf(lambda call: Channel.objects.filter(call=call, carried_on=None), label="哪个渠道")
    carried_on = Day(
        label="公开草案的日期", not_before="opened_at", which_is="本网站公开的日期", help_text="人人看得到。"
    )


class CarriedForm(ActForm):
    """The day on which a channel carried the feedback."""

    reason_field = ""
    channel = OneOf(lambda call: Channel.objects.filter(call=call, feedback_on=None), label="哪个渠道")
    feedback_on = Day(label="公开反馈的日期", not_before="fed_back_at", which_is="本网站公开反馈的日期")
    where = Line(label="网址、期号或者地点", max_length=200)
