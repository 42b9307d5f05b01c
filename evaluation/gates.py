"""What the regulation on social evaluation demands before a step."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import localdate

from evaluation import plan, statute
from evaluation.models import Round, UnitResult
from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyFunction
from foundation.casework.acts import Objection, Step, gate
from foundation.questionnaires.wording import WordingError, questions


def is_office(agency: Agency) -> bool:
    """Whether an agency is the county's disclosure office, which organises the evaluation (SE-6)."""
    return AgencyFunction.DISCLOSURE_OFFICE in agency.functions


@gate("SE-6", "评议由县政务公开办公室组织")
def organised_by_the_office(step: Step) -> Objection | None:
    if not is_office(step.matter):
        return "社会评议由县政务公开办公室组织。", "请由县政务公开办公室办理。"
    return None


@gate("SE-6", "一年评议一次", on_entry=True)
def once_a_year(step: Step) -> Objection | None:
    rows = Round.objects.exclude(state__in=[Round.State.WITHDRAWN, Round.State.ABANDONED])
    if isinstance(step.matter, Round):
        rows = rows.exclude(pk=step.matter.pk)
    if (other := rows.filter(year=step.data["year"]).first()) is not None:
        return (
            f"{step.data['year']} 年已经有一次社会评议（{other.title}）。",
            "请在那一次里办理；要重来的，先撤回它。",
        )
    return None


@gate("SE-6", "方案一项不缺，题目问得出来，算法算得出来")
def plan_complete(step: Step) -> Objection | None:
    row: Round = step.matter
    missing = [label for name, label in Round.ITEMS.items() if not str(getattr(row, name)).strip()]
    if not row.pilot.strip():
        missing.append("试填和审读情况")
    if missing:
        return f"缺：{'、'.join(missing)}。", "请补上再办。"
    try:
        plan.asked(row.questions)
        if row.once.strip():
            questions(row.once)
    except WordingError as wrong:
        return f"{'；'.join(wrong.sentences)}。", "请改好题目再办。"
    if sum(row.ways) != 100 or sum(row.heads) != 100:
        return "权重加起来不是 100。", "请改好权重再办。"
    return None


@gate("SE-6", "方案在开始之前公示")
def notice_long_enough(step: Step) -> Objection | None:
    first = localdate(step.at) + timedelta(days=statute.NOTICE_DAYS)
    if step.matter.opens_on < first:
        return (
            f"方案要公示 {statute.NOTICE_DAYS} 日，今天公示的最早 {first} 开始，方案写的是 {step.matter.opens_on}。",
            "请退回修改开始和截止的日期。",
        )
    return None


@gate("SE-6", "每个单位都收到了书面反馈，没有未答复的异议", done_by=("evaluation.answer_objection",))
def every_unit_heard(step: Step) -> Objection | None:
    waiting = step.matter.results.exclude(state=UnitResult.State.SETTLED)
    names = list(waiting.values_list("unit__name", flat=True)[:4])
    if names:
        more = "等" if len(names) > 3 else ""
        return (
            f"{'、'.join(names[:3])}{more}还在异议期里，或者它的异议没有答复。",
            "请等异议期过去；已经提了的，先答复。",
        )
    return None


@gate("SE-5", "代填、要求填写的投诉都核查过", done_by=("evaluation.handle_complaint",))
def complaints_handled(step: Step) -> Objection | None:
    left = step.matter.complaints.filter(state="received").count()
    if left:
        return f"还有 {left} 件代填、要求填写的投诉没有核查。", "请先核查：属实的有几件，网页上一并公布。"
    return None


@gate("SE-8", "意见建议都办完了")
def suggestions_over(step: Step) -> Objection | None:
    left = step.matter.suggestions.exclude(state__in=["fed_back", "declined"]).count()
    if left:
        return f"还有 {left} 条意见建议没有办完。", "请等它们整改、核验并公开反馈以后再归档。"
    return None
