"""The signed sheets of panel and supervisors: entered by one person and again by another, and counted where both agree (SE-5)."""

from __future__ import annotations

from evaluation.acts.running import AT_THE_COUNTER, COMING_IN
from evaluation.forms.round import ScoreForm
from evaluation.models import Conflict, Round, ScoreSheet
from foundation.casework.acts import Step, act
from foundation.casework.refusals import Invalid


@act(
    "evaluation.record_sheet",
    "录入评议员的评分表",
    on=Round,
    states=COMING_IN,
    role=AT_THE_COUNTER,
    asks=ScoreForm,
    cites=("SE-5",),
)
def record_sheet(step: Step) -> None:
    """What somebody signed; nobody evaluates a unit of their own, or outside their term."""
    form = step.form
    assert isinstance(form, ScoreForm), "it asks that form"
    supervisor, unit = step.data["supervisor"], step.data["unit"]
    sheet = ScoreSheet(
        round=step.matter,
        supervisor=supervisor,
        unit=unit,
        ticks=form.ticks,
        remark=step.data["remark"],
        signed_on=step.data["signed_on"],
        entered_by=step.staff,
        entered_at=step.at,
    )
    if wrong := may_not(sheet):
        raise Invalid({"评议员": [wrong]})
    step.shown.append(_entered(sheet))
    step.detail = {"supervisor": supervisor.ref, "unit": unit.place}


def may_not(sheet: ScoreSheet) -> str:
    """Why this person does not evaluate this unit now; blank where they do."""
    supervisor, day = sheet.supervisor, sheet.signed_on
    first, last = supervisor.starts_on, supervisor.ends_on
    if day > sheet.round.last_day:
        return f"评议在 {sheet.round.last_day} 截止，{day} 签的不算。"
    if not (first and last and first <= day <= last):
        return f"{supervisor.name}在 {day} 不在聘期里。"
    if Conflict.objects.filter(supervisor=supervisor, unit=sheet.unit.evaluated_id).exists():
        return f"{supervisor.name}申报过同{sheet.unit.name}的关系，要回避。"
    return ""


def _entered(sheet: ScoreSheet) -> str:
    """Keep a sheet that is entered a first time, or confirm it a second time; says what became of it.

    Raises `Invalid` where it is entered already, or the second entry differs from the first.
    """
    same = ScoreSheet.objects.filter(round=sheet.round, supervisor=sheet.supervisor, unit=sheet.unit)
    first = same.select_for_update().first()
    if first is None:
        sheet.save()
        return "第一遍录好了，请另一个人对照原件再录一遍，一致的才算。"
    if first.second_by_id is not None:
        told = f"{sheet.supervisor.name}评{sheet.unit.name}的评分表已经录过两遍，一次评议里评一次。"
        raise Invalid({"评议员": [told]})
    differing = first.differs_from(sheet)
    if first.entered_by_id == sheet.entered_by_id:
        if not differing:
            raise Invalid({"评议员": ["第一遍是您录的，第二遍要由另一个人录。"]})
        # Whoever mistyped enters it anew.
        first.ticks, first.remark, first.signed_on = sheet.ticks, sheet.remark, sheet.signed_on
        first.save(update_fields=["ticks", "remark", "signed_on"])
        return "第一遍改好了，请另一个人对照原件再录一遍。"
    if differing:
        raise Invalid({"评分表": [f"{'、'.join(differing)}两遍录的不一样，请对照原件：录错的一方重录。"]})
    first.second_by = sheet.entered_by
    first.save(update_fields=["second_by"])
    return "两遍一致，算数了。"
