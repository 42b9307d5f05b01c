"""Routine checks: drawn by a recorded seed, looked at, told, corrected (AP-8)."""

from __future__ import annotations

from django.db.models import F, Max, Q

from appraisal.audiences import assessors, at_the_county, in_the_unit
from appraisal.drawing import drawn
from appraisal.forms import checking as forms
from appraisal.gates import not_of_the_unit
from appraisal.models import Appraisal, Case, Check, Draw
from appraisal.statute import ANSWERING, MEND
from foundation import lots
from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.fields import RemarkForm
from foundation.casework.refusals import Invalid
from foundation.deadlines import clocks

State = Check.State


@act(
    "appraisal.draw",
    "随机抽取，平时考核",
    on=Appraisal,
    creates=Draw,
    states=Appraisal.OPEN,
    role=Role.COUNTY_SUPERVISOR,
    asks=forms.DrawForm,
    cites=("AP-8",),
    tells=(assessors,),
)
def draw(step: Step) -> Draw:
    """The seed is the portal's, made at this moment; with the pool it is kept, so that anybody draws the same units again."""
    row: Appraisal = step.matter
    given = step.data
    # Of a unit that was merged its result goes on, and nothing is left to look at.
    wanted = Case.objects.filter(appraisal=row, unit_class__in=given["classes"], unit=F("agency")).going_on()
    pool = sorted(wanted.values_list("agency__code", flat=True))
    if given["many"] > len(pool):
        raise Invalid({"抽取几个单位": [f"参加抽取的只有 {len(pool)} 个单位。"]})
    seed = lots.seed()
    found = Draw(
        agency=row.agency,
        created_at=step.at,
        appraisal=row,
        number=(row.draws.aggregate(last=Max("number"))["last"] or 0) + 1,
        topic=given["topic"],
        seed=seed,
        many=given["many"],
        pool=pool,
        drawn=drawn(seed, pool, given["many"]),
    )
    attribute(step, found).save()
    for code in found.drawn:
        step.then("appraisal.open_check", on=found, agency=code)
    step.detail = {"seed": seed, "drawn": found.drawn}
    return found


@act("appraisal.open_check", "抽中", on=Draw, creates=Check, asks=forms.CheckForm, cites=("AP-8",))
def open_check(step: Step) -> Check:
    agency = Agency.objects.get(code=step.data["agency"])
    row = Check(agency=agency, created_at=step.at, draw=step.matter)
    attribute(step, row).save()
    return row


@act(
    "appraisal.record_check",
    "记录平时考核",
    on=Check,
    via="look",
    role=Role.ASSESSOR,
    asks=forms.LookForm,
    cites=("AP-8",),
    gates=[not_of_the_unit],
    weight="primary",
)
def record_check(step: Step) -> None:
    given = step.data
    step.matter.look(step.staff, given["looked_on"], given["found"], given["problems"])
    step.detail = {"problems": given["problems"]}


@gate("AP-8", "查出了问题")
def something_found(step: Step) -> Objection | None:
    if step.matter.state == State.DONE and not step.matter.problems:
        return "没有查出问题。", "请办“反馈没有问题”。"
    return None


@gate("AP-8", "没有查出问题")
def nothing_found(step: Step) -> Objection | None:
    if step.matter.problems:
        return f"查出了 {step.matter.problems} 个问题。", "请办“反馈问题”。"
    return None


@act(
    "appraisal.feed_back_check",
    "反馈问题",
    on=Check,
    via="feed_back",
    role=Role.ASSESSOR,
    asks=RemarkForm,
    cites=("AP-8",),
    gates=[not_of_the_unit, something_found],
    tells=(in_the_unit, at_the_county),
    weight="primary",
    when=lambda row: row.problems > 0,
    waits_if=lambda model: Q(problems__gt=0),
)
def feed_back_check(step: Step) -> None:
    """The unit learns of it now, and has its days to put it right."""
    step.matter.feed_back(step.at)
    clocks.start(MEND, step.matter, at=step.at)
    _end_draw(step)


@act(
    "appraisal.clear_check",
    "反馈没有问题",
    on=Check,
    via="clear",
    role=Role.ASSESSOR,
    asks=RemarkForm,
    cites=("AP-8",),
    gates=[not_of_the_unit, nothing_found],
    tells=(in_the_unit,),
    when=lambda row: row.problems == 0,
    waits_if=lambda model: Q(problems=0),
)
def clear_check(step: Step) -> None:
    step.matter.clear(step.at)
    _end_draw(step)


def _end_draw(step: Step) -> None:
    check: Check = step.matter
    others = check.draw.checks.filter(state__in=Check.UNTOLD).exclude(pk=check.pk)
    if not others.exists():
        step.then("appraisal.end_draw", on=check.draw)


@act("appraisal.end_draw", "抽中的单位都已检查", on=Draw, via="end", cites=("AP-8",))
def end_draw(step: Step) -> None:
    step.matter.end()


@act(
    "appraisal.correct_check",
    "报告已整改",
    on=Check,
    via="correct",
    role=ANSWERING,
    asks=forms.CorrectForm,
    cites=("AP-8",),
    meets=(MEND,),
    tells=(at_the_county,),
    weight="primary",
)
def correct_check(step: Step) -> None:
    step.matter.correct(step.at, step.data["corrected"])
