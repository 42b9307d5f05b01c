"""Unqualified: put right by a day, looked at again, until qualified; still not, the county is told (AP-10)."""

from __future__ import annotations

from django.db.models import Q
from django.utils.timezone import localdate

from appraisal.audiences import assessors, at_the_county, confirming, every_unit, in_the_unit
from appraisal.forms import checking as forms
from appraisal.gates import not_of_the_unit, reported_or_overdue, to_be_rectified
from appraisal.models import Case, Rectification
from appraisal.papers import circular_letter, recheck_letter, rectify_letter
from appraisal.results import rechecked
from appraisal.scoring import Grade
from appraisal.statute import RECHECK, RECTIFY, SIGNING
from appraisal.tasks import render_letters
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Step, act, attribute
from foundation.deadlines import clocks
from foundation.worker import soon

State = Rectification.State


def _run(row: Rectification, step: Step) -> None:
    """The clock to the day that was named."""
    clocks.start(RECTIFY, row, at=step.at, span=(row.due_on - localdate(step.at)).days)


@act(
    "appraisal.order_rectification",
    "责令限期整改",
    on=Case,
    creates=Rectification,
    states=("final", "published"),
    role=Role.COUNTY_SUPERVISOR,
    asks=forms.OrderForm,
    cites=("AP-10",),
    gates=[to_be_rectified],
    tells=(in_the_unit, assessors),
    when=lambda case: case.grade == "unqualified" and not Rectification.objects.filter(case=case).exists(),
    waits_if=lambda model: Q(grade="unqualified", rectification__isnull=True),
    writes=True,
)
def order_rectification(step: Step) -> Rectification:
    case: Case = step.matter
    row = Rectification(agency=case.agency, created_at=step.at, case=case, office=case.office, **step.data)
    attribute(step, row).save()
    _run(row, step)
    rectify_letter(row, step.at)
    soon(render_letters)
    return row


@act(
    "appraisal.report_rectification",
    "报告整改情况",
    on=Rectification,
    via="say_done",
    role=SIGNING,
    asks=forms.DoneForm,
    cites=("AP-10",),
    meets=(RECTIFY,),
    tells=(assessors, at_the_county),
    weight="primary",
)
def report_rectification(step: Step) -> None:
    row: Rectification = step.matter
    row.say_done(step.at, step.staff, step.data["report"])
    clocks.start(RECHECK, row, at=step.at, owed_by=row.office)


@act(
    "appraisal.recheck",
    "复核整改",
    on=Rectification,
    via=("qualify", "fail"),
    role=Role.ASSESSOR,
    asks=forms.RecheckForm,
    cites=("AP-10", "AP-7"),
    gates=[not_of_the_unit, reported_or_overdue],
    not_by=Apart("AP-10", ("appraisal.report_rectification",)),
    # Looked at without a report, whose last day is over: that clock ends late.
    meets=(RECHECK, RECTIFY),
    tells=(in_the_unit, at_the_county, confirming),
    weight="primary",
    queue=("reported",),
    writes=True,
)
def recheck(step: Step) -> None:
    """From 75 points on, without a veto, it is qualified (AP-7); otherwise the county's leaders circulate it."""
    row: Rectification = step.matter
    found = step.form.found()  # type: ignore[union-attr]
    now = rechecked(row.case, found)
    assert now.total is not None, "the grade that is put right was one of points"
    row.look_again(step.at, step.staff, found, now.total, step.data["rechecked"])
    if now.grade is Grade.UNQUALIFIED:
        row.fail()
    else:
        row.qualify(step.at)
    recheck_letter(row, step.at)
    soon(render_letters)
    step.detail = {"points": str(row.points), "round": row.round}


@act(
    "appraisal.circulate",
    "通报全县，取消当年评优资格",
    on=Rectification,
    via="circulate",
    role=Role.COUNTY_LEADER,
    asks=forms.OrderForm,
    cites=("AP-10",),
    not_by=Apart("AP-10", ("appraisal.recheck",)),
    tells=(every_unit, at_the_county),
    weight="primary",
    writes=True,
)
def circulate(step: Step) -> None:
    """The unit takes part in no honours of that year, and is proposed for accountability; it goes on putting it right."""
    row: Rectification = step.matter
    row.circulate(step.at, step.data["demands"], step.data["due_on"])
    _run(row, step)
    circular_letter(row, step.at)
    soon(render_letters)
