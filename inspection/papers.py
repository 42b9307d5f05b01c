"""The papers of supervision, each composed once: notices, findings, orders, checks, reports, deployments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.timezone import localdate

from foundation.agencies.models import Agency
from foundation.casework import matters
from foundation.clauses import REGISTER
from foundation.correspondence.letters import Case, Form, compose, letterhead
from foundation.correspondence.models import Service
from inspection.models import Deployment, Finding, Inspection, Paper, Part
from inspection.numbering import next_number
from inspection.statute import CLAUSE, MARK, Field

Kind = Paper.Kind
FORMS = {
    Kind.ANNOUNCEMENT: Form("检查通知书", "inspection/letters/announcement.html", ("inspection",)),
    Kind.FINDINGS: Form("检查问题告知书", "inspection/letters/findings.html", ("findings", "days")),
    Kind.ORDER: Form("责令改正通知书", "inspection/letters/order.html", ("findings", "part")),
    Kind.RECHECK: Form("复查意见书", "inspection/letters/recheck.html", ("finding", "why")),
    Kind.WITHDRAWAL: Form("撤回改正要求通知书", "inspection/letters/withdrawal.html", ("finding", "why")),
    Kind.REPORT: Form("检查情况通报", "inspection/letters/report.html", ("inspection", "rows")),
    Kind.DEPLOYMENT: Form("工作部署通知", "inspection/letters/deployment.html", ("deployment",)),
}


def basis(clause: str) -> str:
    """A clause as papers cite it: 《政府信息主动公开工作制度》第十一条."""
    found = REGISTER.find(clause)
    return found.named


def _issue(
    kind: Paper.Kind,
    office: Agency,
    number: str,
    at: datetime,
    to: str,
    body: dict[str, Any],
    **of: Any,
) -> Paper:
    """Compose and keep a paper; one to an agency of this site is served the moment that it stands at its desk."""
    case = Case(**letterhead(office), document_number=number, issued_on=localdate(at), body=body)
    letter = Paper.objects.create(
        kind=kind,
        document_number=number,
        content=compose(FORMS[kind], case, to=to),
        issued_at=at,
        **of,
    )
    letter.deliver(Service.SENT, way="online", on=localdate(at))
    return letter


def _number(field: str, mark: str, at: datetime) -> str:
    return next_number(f"{MARK[Field(field)]}{mark}", localdate(at))


def _about(row: Inspection) -> dict[str, Any]:
    return {
        "inspection": row,
        "basis": basis(CLAUSE[Field(row.field)]),
        "inspectors": "、".join(
            str(each.staff) for each in row.inspectors.filter(until_at=None).select_related("staff")
        ),
    }


def announcement(part: Part, at: datetime) -> Paper:
    """To an agency: that it is inspected, when, by whom, in what."""
    row = part.inspection
    number = _number(row.field, "通", at)
    return _issue(Kind.ANNOUNCEMENT, row.agency, number, at, part.agency.name, _about(row), part=part)


def _told(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as papers list them, with where and by which clause."""
    return [{"row": each, "where": where(each), "basis": basis(each.breaches)} for each in findings]


def where(finding: Finding) -> str:
    """Where it was found, in words."""
    return "，".join(part for part in (_subject(finding.place_ref), finding.place) if part)


def _subject(ref: str) -> str:
    """A matter as a paper names it: a document by its index number, anything without a number by its name."""
    named = matters.named_by(ref)
    row = named[0]._default_manager.filter(named[1]).first() if named else None
    if named is None or row is None:
        return ""
    index = getattr(row, "index_number", "") or getattr(row, "number", "")
    if not index:
        return str(getattr(row, "named_outside", row))
    return f"{named[0]._meta.verbose_name} {index}"


def findings_letter(part: Part, days: int, at: datetime) -> Paper:
    """To an agency: what was found, and how long it may state its view."""
    row = part.inspection
    found = part.findings.filter(state=Finding.State.RECORDED).order_by("number")
    body = {**_about(row), "findings": _told(found), "days": days}
    number = _number(row.field, "告", at)
    return _issue(Kind.FINDINGS, row.agency, number, at, part.agency.name, body, part=part)


def order_letter(part: Part, at: datetime) -> Paper:
    """The order to correct: what, by which clause, by when, and what follows otherwise (责令改正通知书)."""
    row = part.inspection
    found = part.findings.filter(state=Finding.State.TOLD).order_by("number")
    body = {**_about(row), "findings": _told(found), "part": part}
    return _issue(Kind.ORDER, row.agency, part.order_number, at, part.agency.name, body, part=part)


def recheck_letter(finding: Finding, why: str, at: datetime) -> Paper:
    """To an agency: what is not put right yet, and the new day."""
    part, row = finding.part, finding.part.inspection
    body = {**_about(row), "finding": finding, "why": why, "part": part}
    number = _number(row.field, "复", at)
    return _issue(Kind.RECHECK, row.agency, number, at, part.agency.name, body, part=part)


def withdrawal_letter(finding: Finding, why: str, at: datetime) -> Paper:
    """To an agency: what it need not put right after all, and why."""
    part, row = finding.part, finding.part.inspection
    body = {**_about(row), "finding": finding, "why": why, "part": part}
    number = _number(row.field, "撤", at)
    return _issue(Kind.WITHDRAWAL, row.agency, number, at, part.agency.name, body, part=part)


def figures_of(row: Inspection) -> list[dict[str, Any]]:
    """What was found in each agency, and how far it is put right; one query."""
    counted = row.parts.exclude(state=Part.State.DROPPED).select_related("agency")
    so = ~Q(findings__state__in=Finding.NOT_SO)
    return [
        {
            "agency": part.agency,
            "part": part,
            "found": part.found,  # type: ignore[attr-defined]
            "grave": part.grave,  # type: ignore[attr-defined]
            "closed": part.closed,  # type: ignore[attr-defined]
            "referred": part.referred,  # type: ignore[attr-defined]
        }
        for part in counted.annotate(
            found=Count("findings", filter=so),
            grave=Count("findings", filter=so & Q(findings__gravity="grave")),
            closed=Count("findings", filter=Q(findings__state="closed")),
            referred=Count("findings", filter=Q(findings__state="referred")),
        ).order_by("agency__kind", "agency__code")
    ]


def summary_of(row: Inspection) -> str:
    """The figures of an inspection in words, to go on from; no name of a person in it."""
    rows = figures_of(row)
    found = sum(each["found"] for each in rows)
    told = (
        f"这次检查了 {len(rows)} 个单位，发现 {found} 个问题，"
        f"其中严重的 {sum(each['grave'] for each in rows)} 个；"
        f"已经改正并复查销号 {sum(each['closed'] for each in rows)} 个，"
        f"移送处理 {sum(each['referred'] for each in rows)} 个。"
    )
    without = [each["agency"].short_name for each in rows if not each["found"]]
    return told + (f"没有发现问题的：{'、'.join(without)}。" if without else "")


def report_letter(row: Inspection, at: datetime) -> Paper:
    """The report of the whole inspection, for those who were inspected and those who lead them."""
    body = {**_about(row), "rows": figures_of(row)}
    number = _number(row.field, "报", at)
    return _issue(Kind.REPORT, row.agency, number, at, "各有关单位", body, inspection=row)


def deployment_letter(row: Deployment, agencies: Iterable[Agency], at: datetime) -> Paper:
    """What is deployed, to whom, by when."""
    body = {"deployment": row, "basis": basis(row.basis)}
    to = "、".join(agency.short_name for agency in agencies)
    return _issue(Kind.DEPLOYMENT, row.agency, row.number, at, to, body, deployment=row)
