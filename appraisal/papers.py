"""The papers of the appraisal, each composed once from what the case holds (AP-6, AP-9, AP-10)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from appraisal.models import Case, Paper, Rectification, Scheme
from appraisal.numbering import next_number
from appraisal.results import rows_of, totals
from appraisal.rules import explained
from appraisal.statute import METHOD, OBJECTION, Grade, UnitClass
from foundation.agencies.models import Agency
from foundation.clauses import REGISTER
from foundation.correspondence.letters import Case as Letterhead
from foundation.correspondence.letters import Form, compose, letterhead
from foundation.correspondence.models import Service
from foundation.deadlines import clocks

Kind = Paper.Kind
FORMS = {
    Kind.SCHEME: Form("考核方案", "appraisal/letters/scheme.html", ("scheme", "classes")),
    Kind.SELF: Form("自查自评报告", "appraisal/letters/self.html", ("unit", "lines")),
    Kind.SHEET: Form("实地考核表", "appraisal/letters/sheet.html", ("unit", "lines")),
    Kind.OPINION: Form("考核意见", "appraisal/letters/opinion.html", ("unit", "lines")),
    Kind.NOTICE: Form("考核结果通知书", "appraisal/letters/notice.html", ("unit", "lines", "last_day")),
    Kind.ANSWER: Form("考核异议答复书", "appraisal/letters/answer.html", ("unit",)),
    Kind.RECTIFY: Form("限期整改通知书", "appraisal/letters/rectify.html", ("row", "unit")),
    Kind.RECHECK: Form("整改复核意见书", "appraisal/letters/recheck.html", ("row", "unit")),
    Kind.CIRCULAR: Form("考核不合格情况通报", "appraisal/letters/circular.html", ("row", "unit")),
}


def basis(clause: str) -> str:
    """A clause as papers cite it: 《政务公开考核制度》第九条."""
    return REGISTER.find(clause).named


def _issue(
    kind: Paper.Kind, sender: Agency, number: str, at: datetime, to: str, body: dict[str, Any], **of: Any
) -> Paper:
    """Compose and keep a paper; one to an agency of this site is served the moment that it stands at its desk."""
    head = Letterhead(**letterhead(sender), document_number=number, issued_on=localdate(at), body=body)
    letter = Paper.objects.create(
        kind=kind, document_number=number, content=compose(FORMS[kind], head, to=to), issued_at=at, **of
    )
    letter.deliver(Service.SENT, way="online", on=localdate(at))
    return letter


def scheme_letter(row: Scheme, at: datetime) -> Paper:
    """The scheme as it is issued: by kind of unit, each indicator with its points, rule and clause."""
    classes = [
        {"label": kind.label, "nodes": [_node(node) for node in row.tree if node.is_for(kind)]}
        for kind in UnitClass
    ]
    body = {"scheme": row, "classes": classes, "method": METHOD, "basis": basis("AP-6")}
    return _issue(Kind.SCHEME, row.agency, row.number, at, "各有关单位", body, scheme=row)


def _node(node: Any) -> dict[str, Any]:
    return {
        "node": node,
        "how": explained(node.rule) if node.leaf else "",
        "basis": basis(node.clause) if node.clause else "",
    }


def _about(case: Case) -> dict[str, Any]:
    return {
        "unit": case,
        "year": case.appraisal.year,
        "grade": case.get_grade_display() if case.grade else "",
        "method": METHOD,
        "basis": basis("AP-9"),
        "converted": case.converted,
    }


def lines_of(case: Case) -> list[dict[str, Any]]:
    """Every indicator of a case as its papers list it; of a graded one what was concluded."""
    if case.result:
        return [
            {**line, "points": line["points"] if line["points"] is not None else _unsaid(line)}
            for line in case.result
        ]
    rows = rows_of(case, confirmed=case.frozen_id is not None)
    return [
        {
            "code": row.leaf.code,
            "name": row.leaf.name,
            "full": row.leaf.points,
            "points": "待评" if row.waits else "不适用" if row.absent else row.points,
            "how": row.how,
            "kind": row.rule.kind.value,
            "vetoed": row.vetoed,
        }
        for row in rows
        if row.rule.counts or row.vetoed or row.points
    ]


def _unsaid(line: dict[str, Any]) -> str:
    return (
        "有"
        if line["vetoed"]
        else "无"
        if line["kind"] == "veto"
        else "—"
        if line["kind"] == "bonus"
        else "不适用"
    )


def self_letter(case: Case, at: datetime) -> Paper:
    """From the unit to the office: the year in words, and line by line."""
    body = {**_about(case), "lines": lines_of(case), "totals": totals(case, rows_of(case))}
    return _issue(Kind.SELF, case.agency, "", at, f"{case.office.name}", body, case=case)


def sheet_letter(case: Case, at: datetime, because: str = "") -> Paper:
    """The sheet of the field check with what was told on the spot, to be signed by both; anew where points are corrected."""
    body = {**_about(case), "lines": lines_of(case), "because": because}
    return _issue(
        Kind.SHEET, case.office, next_number("表", localdate(at)), at, case.agency.name, body, case=case
    )


def opinion_letter(case: Case, at: datetime) -> Paper:
    """From the group to those who confirm the grade."""
    body = {**_about(case), "lines": lines_of(case)}
    to = "县政务公开领导小组"
    return _issue(Kind.OPINION, case.office, next_number("意", localdate(at)), at, to, body, case=case)


def notice_letter(case: Case, at: datetime) -> Paper:
    """To the unit: grade, points line by line, what it is converted to, by when it may object (AP-9, AP-10)."""
    clock = clocks.open_clock(case, OBJECTION)
    assert clock is not None, "it runs from the notice on"
    body = {
        **_about(case),
        "lines": lines_of(case),
        "days": OBJECTION.span,
        "last_day": clock.due_on,
        "provisional": clock.provisional,
        "unqualified": case.grade == Grade.UNQUALIFIED,
    }
    return _issue(
        Kind.NOTICE, case.office, next_number("通", localdate(at)), at, case.agency.name, body, case=case
    )


def answer_letter(case: Case, before: Decimal | None, at: datetime) -> Paper:
    """To the unit: what was looked at again, and what becomes of its points."""
    objected = [line for line in lines_of(case) if line["code"] in case.objected_to]
    body = {**_about(case), "lines": objected, "before": before}
    return _issue(
        Kind.ANSWER, case.office, next_number("复", localdate(at)), at, case.agency.name, body, case=case
    )


def _rectified(row: Rectification) -> dict[str, Any]:
    return {**_about(row.case), "row": row, "basis": basis("AP-10")}


def rectify_letter(row: Rectification, at: datetime) -> Paper:
    """To the unit: what is to be put right by when, and what follows otherwise."""
    number = next_number("改", localdate(at))
    return _issue(Kind.RECTIFY, row.office, number, at, row.agency.name, _rectified(row), rectification=row)


def recheck_letter(row: Rectification, at: datetime) -> Paper:
    """To the unit: what it has now."""
    number = next_number("核", localdate(at))
    return _issue(Kind.RECHECK, row.office, number, at, row.agency.name, _rectified(row), rectification=row)


def circular_letter(row: Rectification, at: datetime) -> Paper:
    """To the whole county: who is still unqualified, and what that means (AP-10)."""
    number = next_number("报", localdate(at))
    return _issue(Kind.CIRCULAR, row.office, number, at, "各有关单位", _rectified(row), rectification=row)
