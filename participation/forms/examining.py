"""What the acts between the draft and its discussion ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.timezone import localdate

from foundation.casework.acts import Step
from foundation.casework.fields import Day, EditForm, PlainText, Prose
from foundation.casework.forms import ActForm
from foundation.deadlines.calendar import Calendar
from foundation.visitors.identity import Line
from participation import statute
from participation.models import Call, Decision
from participation.statute import FINDINGS, Examined, Lawful


def _findings(sort: Examined) -> Callable[[], list[tuple[str, str]]]:
    return lambda: [(finding.value, str(finding.label)) for finding in FINDINGS[sort]]


class ExpertForm(ActForm):
    """What experts argued, and what became of it (决策条例19, 20)."""

    reason_field = ""
    on = Day(label="论证日期", not_before="started_at", which_is="启动的日期")
    by = Line(
        label="专家、专业机构",
        max_length=500,
        help_text="写姓名、单位和职称；不同意见的专家也要请（决策条例20）。",
    )
    manner = Line(label="方式", max_length=200, help_text="例如：论证会、书面咨询、委托论证。")
    opinion = Prose(label="论证意见", max_length=50_000, rows=8, help_text="少数意见、不同意见照实写。")
    finding = forms.ChoiceField(label="结论", choices=_findings(Examined.EXPERT))
    handling = PlainText(
        label="研究采纳情况",
        max_length=5000,
        rows=4,
        help_text="采纳了什么；没有采纳的写明理由。决策公布以后人人看得到（决策条例32）。",
    )
    apart = forms.BooleanField(
        label="和决策事项没有直接利害关系",
        help_text="有直接利害关系的专家、专业机构不能参加（决策条例20）。",
        error_messages={"required": "有直接利害关系的，请另请专家（决策条例20）。"},
    )
    signed = forms.BooleanField(
        label="书面论证意见有署名或者盖章",
        error_messages={"required": "书面意见要有署名、盖章（决策条例19）。"},
    )


class RiskForm(ActForm):
    """What a risk assessment found (决策条例22–24)."""

    reason_field = ""
    on = Day(label="评估日期", not_before="started_at", which_is="启动的日期")
    by = Line(label="评估的单位或者机构", max_length=500, help_text="委托第三方的写明。")
    manner = Line(label="方式", max_length=200, help_text="例如：舆情跟踪、重点走访、会商分析。")
    opinion = Prose(label="风险评估报告", max_length=50_000, rows=8, help_text="写明风险点。")
    finding = forms.ChoiceField(label="结论", choices=_findings(Examined.RISK))
    handling = PlainText(label="防范措施和处置预案", max_length=20_000, rows=5)


class CompetitionForm(ActForm):
    """What the review of fair competition found (决策条例29(1))."""

    reason_field = ""
    on = Day(label="审查日期", not_before="started_at", which_is="启动的日期")
    by = Line(label="审查机构", max_length=500)
    opinion = Prose(label="审查意见", max_length=50_000, rows=6)
    finding = forms.ChoiceField(label="结论", choices=_findings(Examined.COMPETITION))


def _last_draft(decision: Decision) -> str:
    """The text that was sent or opened last; blank where nothing was written."""
    sent = decision.legal_reviews.order_by("-pk").first()
    if sent is not None:
        return str(sent.draft)
    call = decision.calls.exclude(state=Call.State.ABANDONED).order_by("-edition").first()
    return str(call.draft) if call is not None else ""


class LegalForm(EditForm):
    """What is sent to be reviewed, and until when (决策条例26)."""

    reason_field = ""
    draft = Prose(
        label="决策草案（送审稿）",
        max_length=statute.MAX_DRAFT,
        rows=16,
        help_text="采纳了意见的，改好再送。审查通过以后提请审议的就是这一稿。",
    )
    basis = PlainText(
        label="法律、法规、规章等依据", max_length=20_000, rows=5, help_text="写名称和条款，一行一条。"
    )
    until = Day(
        label="请在这一天以前出具意见",
        not_after_today=False,
        help_text=f"一般不少于 {statute.LEGAL_REVIEW_WORKING_DAYS} 个工作日，送审当日不算（决策条例26）。",
    )
    shorter_because = PlainText(
        label=f"少于 {statute.LEGAL_REVIEW_WORKING_DAYS} 个工作日的理由",
        max_length=1000,
        rows=2,
        required=False,
    )

    def known(self, step: Step) -> dict[str, Any]:
        """The last text, the basis of the decision, the day that leaves the usual time."""
        decision: Decision = step.matter
        until = statute.reviewed_until(step.at, Calendar.load())
        return {
            "draft": _last_draft(decision),
            "basis": decision.basis,
            "until": until,
            "shorter_because": "",
        }

    def clean(self) -> None:
        """Refuse a day that is over, and less than the usual time without a reason."""
        until = self.cleaned_data.get("until")
        if until is None:
            return
        usual = statute.reviewed_until(self.step.at, Calendar.load())
        if until <= localdate(self.step.at):
            self.add_error("until", "这一天要在今天以后。")
        elif until < usual and not self.cleaned_data.get("shorter_because"):
            said = (
                f"不满 {statute.LEGAL_REVIEW_WORKING_DAYS} 个工作日，最早 {usual}。确需提前的，请写明理由。"
            )
            self.add_error("until", said)


class LegalOpinionForm(EditForm):
    """The opinion of the legal review, part by part (决策条例27, 28)."""

    reason_field = ""
    authority = PlainText(label="是否符合法定权限", max_length=5000, rows=3)
    formed = PlainText(label="草案的形成是否履行法定程序", max_length=5000, rows=3)
    content = PlainText(
        label="内容是否符合法律、法规、规章和国家政策",
        max_length=20_000,
        rows=5,
        help_text="不符合的写明哪一条、怎样改。",
    )
    counsel = PlainText(
        label="法律顾问、公职律师的意见",
        max_length=5000,
        rows=3,
        help_text="写明是谁的意见；审查过程中应当组织他们提出（决策条例28）。",
    )
    conclusion = forms.ChoiceField(label="审查结论", choices=Lawful.choices)


class SubmitForm(EditForm):
    """The draft that is discussed, and what was changed because the legal review asked for it."""

    draft = Prose(
        label="提请审议的草案",
        max_length=statute.MAX_DRAFT,
        rows=16,
        help_text="就是审查过的那一稿；只能按审查意见改，改了别的要重新送审。",
    )
    followed = PlainText(label="按合法性审查意见作了哪些调整", max_length=5000, rows=3, required=False)
    reason = PlainText(label="批注", max_length=2000, rows=2, required=False, help_text="可以不填。")

    def known(self, step: Step) -> dict[str, Any]:
        """The text that was reviewed."""
        decision: Decision = step.matter
        return {"draft": _last_draft(decision), "followed": decision.followed, "reason": ""}

    def clean(self) -> None:
        """Refuse another text than the reviewed one, unless the review asked to amend it."""
        given, reviewed = self.cleaned_data, self.step.matter.legal_reviews.order_by("-pk").first()
        if reviewed is None or "draft" not in given:
            return  # the gate says what is missing
        same = _same(given["draft"], reviewed.draft)
        if reviewed.conclusion == Lawful.AMENDED:
            if not given.get("followed"):
                self.add_error("followed", "审查意见要求修改，请写明作了哪些调整（决策条例28）。")
            if same:
                self.add_error("draft", "审查意见要求修改，草案却和送审的一样，请先改好。")
        elif not same:
            self.add_error(
                "draft", "草案和审查过的不一样，请用审查过的那一稿，或者重新送合法性审查（决策条例25）。"
            )


def _same(one: str, other: str) -> bool:
    """Whether two texts say the same, line breaks of browsers and blank ends aside."""
    return [line.rstrip() for line in one.strip().splitlines()] == [
        line.rstrip() for line in other.strip().splitlines()
    ]


class _DiscussedForm(ActForm):
    """What is recorded of every discussion by the county government (决策条例30, PP-12)."""

    reason_field = ""
    sort = forms.ChoiceField(label="会议种类", choices=statute.Meeting.choices)
    meeting = Line(label="会议", max_length=100, help_text="例如：第 8 次常务会议。")
    decided_on = Day(label="审议日期", not_before="submitted_at", which_is="提请审议的日期")
    last = forms.BooleanField(
        label="会议组成人员充分发表了意见，行政首长最后发表意见",
        error_messages={"required": "行政首长要最后发表意见（决策条例30）。"},
    )
    dissent = PlainText(
        label="不同意见", max_length=5000, rows=3, help_text="如实载明，没有的写“无”。不公开。"
    )
    against_majority = PlainText(
        label="决定和多数人意见不一致的，会上说明的理由",
        max_length=2000,
        rows=2,
        required=False,
        help_text="一致的不填。不公开。",
    )
    no_attendees_because = PlainText(
        label="没有代表列席的原因",
        max_length=500,
        rows=2,
        required=False,
        help_text="有代表列席的，先“登记列席代表”，这里不填（PP-12）。",
    )

    def clean(self) -> None:
        """PP-12: somebody attended, or it is said why nobody did."""
        met_on = self.cleaned_data.get("decided_on")
        attended = self.step.matter.attendees.filter(met_on=met_on).exists()
        if not attended and not self.cleaned_data.get("no_attendees_because"):
            self.add_error(
                "no_attendees_because", "还没有登记这一天的列席代表；没有请代表列席的，请写明原因（PP-12）。"
            )


class OutcomeForm(_DiscussedForm):
    """What the county government decided."""

    outcome = PlainText(
        label="审议结果",
        max_length=2000,
        rows=3,
        help_text="人人看得到，例如：县政府第 8 次常务会议审议通过。",
    )


class AgainForm(_DiscussedForm):
    """Why it is discussed again."""

    reason_field = "reason"
    reason = PlainText(label="要修改什么", max_length=2000, rows=3)


class PartyForm(ActForm):
    """When the Party committee was asked and told."""

    reason_field = ""
    party_on = Day(
        label="向县委请示报告的日期",
        not_before="submitted_at",
        which_is="提请审议的日期",
        help_text="决策公布以前办理（决策条例31）。",
    )


class AnnounceForm(ActForm):
    """Where else the decision was announced (决策条例32)."""

    reason_field = ""
    gazette = Line(
        label="县政府公报", max_length=200, help_text="例如：2026 年第 4 期。没有公报的，写明用什么代替。"
    )
    newspaper = Line(
        label="报纸等",
        max_length=200,
        help_text="报纸名称和日期；没有在报纸上公布的，写明用什么代替。人人看得到。",
    )
