"""The plan of a year, from its draft to what came of it (TR-1, TR-2)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.timezone import localdate

from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyFunction, Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.fields import EditForm, Open, OpenLine, RemarkForm, WholeNumber
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
from training import queries
from training.forms import tags_field
from training.models import Plan, Session
from training.statute import FOR_ALL, FULL_MARKS, PASS_MARK, YEAR_HOURS

State = Plan.State
RECORDS, OFFICE_HEAD, HEAD, LEADER = (
    Role.RECORDS_OFFICE,
    Role.DISCLOSURE_HEAD,
    Role.DEPARTMENT_HEAD,
    Role.LEADER,
)
#: Who organises training in a unit (TR-2).
OFFICE = (RECORDS, OFFICE_HEAD)
#: Who organises it for the county.
FOR_COUNTY = (AgencyFunction.COUNTY_OFFICE, AgencyFunction.DISCLOSURE_OFFICE)


class PlanFacts(ActForm):
    """What is to be trained in a year."""

    reason_field = ""

    title = OpenLine(label="名称", max_length=100)
    aims = Open(label="目标和安排", max_length=5000, rows=6, help_text="时间、内容、对象、师资。人人看得到。")
    attendance_rule = Open(label="考勤要求", max_length=1000, rows=3)
    tags = tags_field()
    hours_planned = WholeNumber(label="计划学时", unit="学时", min_value=1, max_value=200)
    sessions_planned = WholeNumber(label="计划次数", unit="次", min_value=1, max_value=100)
    pass_mark = WholeNumber(label="及格分数", unit="分", min_value=1, max_value=FULL_MARKS, initial=PASS_MARK)

    def clean(self) -> None:
        """TR-3: the three topics for everybody stand in every plan."""
        lacking = set(FOR_ALL) - set(self.cleaned_data.get("tags", []))
        if lacking and "tags" not in self.errors:
            self.add_error("tags", "意义、条例、配套制度三项人人都要学（TR-3），计划里不能少。")


class DraftPlanForm(PlanFacts):
    """The plan of a year."""

    year = WholeNumber(label="年度", unit="年", min_value=2020, max_value=2100)
    countywide = forms.BooleanField(
        label="这是全县的计划",
        required=False,
        help_text="县政府办公室、县政务公开办公室才能勾选；全县的培训对每个单位都算。",
    )
    field_order = ("year", "countywide")

    def clean(self) -> None:
        """The county's plan is made by the county's office; a unit has one plan a year."""
        super().clean()
        agency, given = self.step.matter, self.cleaned_data
        if given.get("countywide") and not set(agency.functions) & set(FOR_COUNTY):
            self.add_error("countywide", f"{agency}不组织全县的培训，请不要勾选。")
        same = Plan.objects.filter(
            agency=agency, year=given.get("year") or 0, countywide=bool(given.get("countywide"))
        )
        if given.get("year") and same.exists():
            self.add_error("year", f"{given['year']} 年的计划已经有了，请在那一份上改。")


@act(
    "training.draft_plan",
    "拟订培训计划",
    on=Agency,
    creates=Plan,
    role=OFFICE,
    asks=DraftPlanForm,
    cites=("TR-1", "TR-2", "PI-9"),
)
def draft_plan(step: Step) -> Plan:
    plan = Plan(agency=step.matter, created_at=step.at, **step.data)
    attribute(step, plan).save()
    return plan


class EditPlanForm(PlanFacts, EditForm):
    """A plan before it is approved."""

    edited = tuple(PlanFacts.base_fields)


@act(
    "training.edit_plan",
    "修改培训计划",
    on=Plan,
    states=(State.DRAFT,),
    role=OFFICE,
    asks=EditPlanForm,
    cites=("TR-1", "TR-2"),
)
def edit_plan(step: Step) -> None:
    for name, value in step.data.items():
        setattr(step.matter, name, value)


@gate("TR-5", "计划的学时够不够")
def enough_hours(step: Step) -> Objection | None:
    """The county's plan and a unit's together offer what TR-5 demands of everybody in disclosure."""
    plan: Plan = step.matter
    county = Plan.objects.public().filter(year=plan.year, countywide=True).exclude(pk=plan.pk)
    offered = plan.hours_planned + sum(county.values_list("hours_planned", flat=True))
    if not plan.countywide and offered < YEAR_HOURS:
        return (
            f"本单位计划 {plan.hours_planned} 学时，加上已批准的全县计划一共 {offered} 学时，不够每人每年 {YEAR_HOURS} 学时。",
            "请增加培训，或者等全县的计划批准以后再批。",
        )
    return None


@act(
    "training.approve_plan",
    "批准培训计划",
    on=Plan,
    via="approve",
    role=(HEAD, LEADER),
    asks=RemarkForm,
    cites=("TR-1", "TR-2"),
    gates=[enough_hours],
    not_by=Apart("TR-2", ("training.draft_plan", "training.edit_plan")),
    weight="primary",
    tells=(RECORDS, OFFICE_HEAD),
)
def approve_plan(step: Step) -> None:
    """From now on everybody reads it, and it does not change."""
    step.matter.approve(step.at)
    queries.index.enter(step.matter)


@act("training.plan_begun", "开始执行计划", on=Plan, via="begin", cites=("TR-1",))
def plan_begun(step: Step) -> None:
    step.matter.begin()


class ClosePlanForm(ActForm):
    """What came of a year."""

    reason_field = ""
    report = Open(label="年度总结", max_length=10_000, rows=10, help_text="人人看得到，不写人名。")


@gate("TR-1", "每一次培训、考试都有了结果")
def nothing_open(step: Step) -> Objection | None:
    plan: Plan = step.matter
    open_ones = plan.sessions.filter(state__in=[*Session.AHEAD, Session.State.HELD, Session.State.RECORDED])
    if count := open_ones.count():
        return f"还有 {count} 次培训没有办完。", "请先归集材料，或者取消。"
    if count := plan.sittings.filter(state__in=["open", "compared"]).count():
        return f"还有 {count} 次考试没有成绩。", "请先公布成绩，或者不举行。"
    return None


@act(
    "training.close_plan",
    "总结培训计划",
    on=Plan,
    via="close",
    role=OFFICE,
    asks=ClosePlanForm,
    cites=("TR-1", "TR-2"),
    gates=[nothing_open],
    tells=(HEAD, LEADER),
)
def close_plan(step: Step) -> None:
    """Also a plan of which nothing was held: its report says so."""
    if localdate(step.at).year < step.matter.year:
        raise Invalid({"年度总结": [f"{step.matter.year} 年还没有到。"]})
    step.matter.close(step.at, step.data["report"])
    queries.index.enter(step.matter)


def begin(step: Step, plan: Plan) -> None:
    """The first session announced sets a plan going."""
    if plan.state == State.APPROVED:
        step.also("training.plan_begun", plan)


def facts_of(plan: Plan) -> dict[str, Any]:
    """The values that a session takes over."""
    return {"agency": plan.agency, "countywide": plan.countywide}
