"""Who may do what in the appraisal, who reads it, what the desk and the public pages show of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pgtrigger

from appraisal.models import (
    Appraisal,
    Case,
    CaseFile,
    Check,
    Dispute,
    Draw,
    Indicator,
    Paper,
    Rectification,
    Scheme,
)
from foundation.agencies.roles import Role
from foundation.files.acts import store
from tests.personas import County
from tests.rooms import ANY, LOGIN, NOTHING

SUPERVISOR, ASSESSOR, CONFIRMS = Role.COUNTY_SUPERVISOR, Role.ASSESSOR, Role.COUNTY_LEADER
RECORDS, HEAD, LEADER, DISCLOSURE = (
    Role.RECORDS_OFFICE,
    Role.DEPARTMENT_HEAD,
    Role.LEADER,
    Role.DISCLOSURE_HEAD,
)
_ANSWERING = (RECORDS, DISCLOSURE, HEAD, LEADER)
_SIGNING = (DISCLOSURE, HEAD, LEADER)


def _in(states: tuple[str, ...] | str, *who: str) -> dict[str, set[str]]:
    return {state: set(who) for state in ((states,) if isinstance(states, str) else states)}


_OPEN = ("running", "under_way")
ACTS: dict[str, Any] = {
    "appraisal.draft_scheme": _in(ANY, SUPERVISOR),
    "appraisal.import_scheme": _in("drafting", SUPERVISOR),
    "appraisal.edit_scheme": _in("drafting", SUPERVISOR),
    "appraisal.put_indicator": _in("drafting", SUPERVISOR),
    "appraisal.drop_indicator": _in("drafting", SUPERVISOR),
    "appraisal.try_scheme": _in(("drafting", "checked"), SUPERVISOR),
    "appraisal.check_scheme": _in("drafting", SUPERVISOR),
    "appraisal.return_scheme": _in("checked", SUPERVISOR, CONFIRMS),
    "appraisal.issue_scheme": _in("checked", CONFIRMS),
    "appraisal.scheme_superseded": {},
    "appraisal.revise_scheme": _in("issued", SUPERVISOR),
    "appraisal.abandon_scheme": _in(("drafting", "checked"), SUPERVISOR),
    "appraisal.begin": _in("issued", SUPERVISOR),
    "appraisal.open_case": {},
    "appraisal.take_in": {},
    "appraisal.computed": {},
    "appraisal.compute": _in(_OPEN, SUPERVISOR),
    "appraisal.compute_nightly": {},
    "appraisal.adopt_scheme": _in(_OPEN, SUPERVISOR),
    "appraisal.notify": _in("running", SUPERVISOR),
    "appraisal.case_notified": {},
    "appraisal.merge_case": {},
    "appraisal.publish": _in("under_way", SUPERVISOR),
    "appraisal.case_published": {},
    "appraisal.draw": _in(_OPEN, SUPERVISOR),
    "appraisal.open_check": {},
    "appraisal.end_draw": {},
    "appraisal.record_check": _in("drawn", ASSESSOR),
    "appraisal.feed_back_check": _in("done", ASSESSOR),
    "appraisal.clear_check": _in("done", ASSESSOR),
    "appraisal.correct_check": _in("fed_back", *_ANSWERING),
    "appraisal.dispute_row": _in((*Case.LIVE, "objected"), *_ANSWERING),
    "appraisal.excuse_row": _in("open", SUPERVISOR, ASSESSOR),
    "appraisal.count_row": _in("open", SUPERVISOR, ASSESSOR),
    "appraisal.assess_itself": _in("notified", *_SIGNING),
    "appraisal.check_in_field": _in(("notified", "self_done"), ASSESSOR),
    "appraisal.field_checked": {},
    "appraisal.mark_again": _in("field_done", ASSESSOR),
    "appraisal.give_opinion": _in("field_done", ASSESSOR),
    "appraisal.return_opinion": _in("opinion", CONFIRMS),
    "appraisal.confirm_grade": _in("opinion", CONFIRMS),
    "appraisal.serve": _in("graded", SUPERVISOR),
    "appraisal.object": _in("served", *_SIGNING),
    "appraisal.accept": _in("served", *_SIGNING),
    "appraisal.leave_unobjected": {},
    "appraisal.answer_objection": _in("objected", SUPERVISOR, ASSESSOR),
    "appraisal.confirm_answer": _in("answered", CONFIRMS),
    "appraisal.return_answer": _in("answered", CONFIRMS),
    "appraisal.order_rectification": _in(("final", "published"), SUPERVISOR),
    "appraisal.report_rectification": _in(("rectifying", "circulated"), *_SIGNING),
    "appraisal.recheck": _in(("rectifying", "circulated", "reported"), ASSESSOR),
    "appraisal.circulate": _in("failed", CONFIRMS),
}
_KINDS = ("scheme", "appraisal", "case", "draw", "check", "dispute", "rectification")
_READ_BY = {RECORDS, HEAD, LEADER, DISCLOSURE, CONFIRMS, SUPERVISOR, ASSESSOR}
_AT_THE_OFFICE = {CONFIRMS, SUPERVISOR, ASSESSOR}
READERS = dict.fromkeys(
    (
        "appraisal_scheme",
        "appraisal",
        "appraisal_case",
        "appraisal_draw",
        "appraisal_check",
        "appraisal_dispute",
        "appraisal_rectification",
    ),
    _READ_BY,
)
READERS |= dict.fromkeys(("appraisal", "appraisal_draw"), _AT_THE_OFFICE)
#: Before a unit is told of its check it learns nothing of it.
NARROWED = {"appraisal_check": _READ_BY - _AT_THE_OFFICE}
DESK = {
    **{f"appraisal_{kind}_changelist": (LOGIN, 200, 200) for kind in _KINDS},
    **{f"appraisal_{kind}_change": (LOGIN, 200, 404) for kind in _KINDS},
    **{f"appraisal_{kind}_change": (LOGIN, 404, 404) for kind in ("appraisal", "draw", "check")},
    **dict.fromkeys(
        (
            "appraisal_scheme_paper",
            "appraisal_case_paper",
            "appraisal_case_file",
            "appraisal_case_rows",
            "appraisal_rectification_paper",
        ),
        (LOGIN, 200, 404),
    ),
}
PUBLIC: dict[str, Any] = {"appraisal:list": NOTHING, "appraisal:detail": 404, "appraisal:result": 404}
PUBLIC_ARGUMENTS = {f"appraisal:{name}": [2026] for name in ("detail", "result")}


def desk_arguments(made: dict[Any, Any]) -> dict[str, list[Any]]:
    """Papers and a piece of evidence of the samples."""
    county: County = made["county"]
    by, own = county.actor("rfbsc-records_office"), county.agencies["rfbsc"]
    scheme, case, row = made[Scheme], made[Case], made[Rectification]

    def paper(kind: str, **of: Any) -> Paper:
        letter = Paper.objects.create(kind=kind, content="<p>文书</p>", issued_at=county.at, **of)
        file = store("文书".encode(), name="文书.txt", agency=own, audience="personal", by=by, at=county.at)
        Paper.objects.filter(pk=letter.pk).update(file=file)
        return letter

    proof = store("佐证".encode(), name="佐证.txt", agency=own, audience="internal", by=by, at=county.at)
    evidence = CaseFile.objects.create(case=case, sort="self", file=proof, added_at=county.at)
    Indicator.objects.create(
        scheme=scheme,
        place=1,
        code="8.1",
        name="按期发布",
        classes=["township"],
        points=5,
        kind="ratio",
        figure="disclosure.in_time",
        clause="PD-9",
    )
    return {
        "appraisal_case_rows": [case.pk, "8.1"],
        "appraisal_scheme_paper": [scheme.pk, paper("appraisal_scheme", scheme=scheme).pk],
        "appraisal_case_paper": [case.pk, paper("appraisal_notice", case=case).pk],
        "appraisal_case_file": [case.pk, evidence.pk],
        "appraisal_rectification_paper": [row.pk, paper("appraisal_rectify", rectification=row).pk],
    }


def samples(county: County, made: dict[Any, Any]) -> None:
    """A scheme that is drafted, and what belongs to a year; one unit is told that it puts something right."""
    own = county.agencies["rfbsc"]
    here = {"agency": own, "created_at": county.at}
    scheme = Scheme.objects.create(
        **here, year=2026, title="方案", starts_on=date(2026, 1, 1), ends_on=date(2026, 11, 30)
    )
    with pgtrigger.ignore("appraisal.Appraisal:d_issued", "appraisal.Rectification:f_unqualified"):
        year = Appraisal.objects.create(**here, year=2026, scheme=scheme)
        case = Case.objects.create(
            **here,
            appraisal=year,
            office=own,
            unit=own,
            counts_from=scheme.starts_on,
            name="荣丰办事处",
            unit_class="township",
        )
        draw = Draw.objects.create(
            **here,
            appraisal=year,
            number=1,
            topic="看公开栏",
            seed="0" * 32,
            many=1,
            pool=["rfbsc"],
            drawn=["rfbsc"],
        )
        made |= {
            Scheme: scheme,
            Appraisal: year,
            Case: case,
            Draw: draw,
            Check: Check.objects.create(**here, draw=draw),
            Dispute: Dispute.objects.create(
                **here,
                case=case,
                figure="disclosure.in_time",
                row=1,
                row_ref="document:1",
                subject="一份公文",
                ground="force",
                words="停电",
            ),
            Rectification: Rectification.objects.create(
                **here, case=case, office=own, demands="补上", due_on=date(2026, 12, 31)
            ),
        }
