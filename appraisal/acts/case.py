"""A unit's year: its own written assessment, the field check with feedback on the spot (AP-9)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from appraisal.audiences import assessors, at_the_county, in_the_unit
from appraisal.computing import freeze
from appraisal.forms.case import FieldForm, MarksForm, SelfForm
from appraisal.gates import assessed_itself, disputes_decided, in_december, not_of_the_unit
from appraisal.models import Case, CaseFile, Indicator, Mark
from appraisal.papers import self_letter, sheet_letter
from appraisal.statute import FIELD, OPINION, SELF, SIGNING, YEARLY
from appraisal.tasks import render_letters
from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Step, act
from foundation.casework.filing import stored
from foundation.deadlines import clocks
from foundation.worker import soon

State = Case.State


def put(case: Case, leaf: Indicator, **said: Any) -> None:
    """What is said of one indicator of a case."""
    mark = Mark.objects.filter(case=case, code=leaf.code).first() or Mark(case=case, code=leaf.code)
    for name, value in said.items():
        setattr(mark, name, value)
    mark.save()


def keep_files(step: Step, sort: str, agency: Agency, uploads: Iterable[Any], label: str) -> None:
    """Keep what came along."""
    for file in stored(step, uploads, agency, label):
        CaseFile.objects.create(case=step.matter, sort=sort, file=file, by=step.staff, added_at=step.at)


@act(
    "appraisal.assess_itself",
    "报送自查自评",
    on=Case,
    via="assess_itself",
    role=SIGNING,
    asks=SelfForm,
    cites=("AP-9", "AP-5"),
    meets=(SELF,),
    tells=(at_the_county, assessors),
    weight="primary",
    writes=True,
)
def assess_itself(step: Step) -> None:
    """In writing, line by line; what the portal knows is in it already."""
    case: Case = step.matter
    for row in step.form.rows:  # type: ignore[union-attr]
        given = step.form.of(row.leaf, "p")  # type: ignore[union-attr]
        if given is not None:
            words = step.form.of(row.leaf, "w") or ""  # type: ignore[union-attr]
            put(case, row.leaf, self_points=given, self_words=words)
    keep_files(step, CaseFile.Sort.SELF, case.agency, step.data["files"], "佐证材料")
    case.assess_itself(step.at, step.staff, step.data["summary"])
    self_letter(case, step.at)
    soon(render_letters)


@act(
    "appraisal.check_in_field",
    "实地考核",
    on=Case,
    via="check_in_field",
    role=Role.ASSESSOR,
    asks=FieldForm,
    cites=("AP-9", "AP-8"),
    gates=[not_of_the_unit, in_december, assessed_itself, disputes_decided],
    # Checked without its own assessment, whose last day is over: that clock ends late.
    meets=(FIELD, SELF),
    tells=(in_the_unit, at_the_county),
    weight="primary",
    writes=True,
)
def check_in_field(step: Step) -> None:
    """Heard, read, looked at, told on the spot; the figures are frozen as they are at this moment."""
    case: Case = step.matter
    for leaf, said in step.form.marks():  # type: ignore[union-attr]
        put(case, leaf, **said)
    keep_files(step, CaseFile.Sort.FIELD, case.office, step.data["files"], "现场照片、材料")
    case.check_in_field(
        checked_on=step.data["checked_on"],
        heard=step.data["heard"],
        looked=step.data["looked"],
        feedback=step.data["feedback"],
        signed_by_unit=step.data["signed_by_unit"],
        checked_by=step.staff,
        frozen=freeze(case, step.at),
    )
    clocks.start(OPINION, case, at=step.at, owed_by=case.office)
    sheet_letter(case, step.at)
    soon(render_letters)
    step.then("appraisal.field_checked", on=case)


@act(
    "appraisal.mark_again",
    "补正考核评分",
    on=Case,
    states=(State.FIELD_DONE,),
    role=Role.ASSESSOR,
    asks=MarksForm,
    cites=("AP-9",),
    gates=[not_of_the_unit],
    tells=(in_the_unit,),
    weight="quiet",
    writes=True,
)
def mark_again(step: Step) -> None:
    """Before the opinion, or once it was given back; the figures stay as they were frozen, and the sheet is issued anew."""
    case: Case = step.matter
    for leaf, said in step.form.marks():  # type: ignore[union-attr]
        put(case, leaf, **said)
    sheet_letter(case, step.at, because=step.reason)
    soon(render_letters)


@act("appraisal.field_checked", "数据已冻结", on=Case, states=(State.FIELD_DONE,), cites=("AP-6", "PD-10"))
def field_checked(step: Step) -> None:
    """With the last unit the year's appraisal is made in its quarter (PD-10)."""
    case: Case = step.matter
    step.detail = {"standing": case.frozen_id}
    waiting = Case.objects.filter(appraisal=case.appraisal_id, state__in=Case.LIVE)
    if not waiting.exists():
        clocks.meet(YEARLY, case.appraisal, at=step.at)
