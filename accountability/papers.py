"""The papers of a case, each composed once (AC-7, AC-10): what 政务处分法45 asks of a decision, and receipts of service."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate

from accountability import clues
from accountability.models import Appeal, Case, Member, Paper
from accountability.numbering import paper_number
from accountability.statute import ITEM_LAW, MONTHS, REMEDIES, Item, Measure, Subject
from foundation.clauses import REGISTER, Citation, cite
from foundation.correspondence.letters import Case as Letterhead
from foundation.correspondence.letters import Form, compose, letterhead
from foundation.deadlines.models import Clock

Kind = Paper.Kind
FORMS = {
    Kind.FILING: Form("立案决定书", "accountability/letters/filing.html", ("row",)),
    Kind.NOTICE: Form(
        "责任追究告知书", "accountability/letters/notice.html", ("row", "until", "measures", "law")
    ),
    Kind.HEARING: Form("陈述申辩笔录", "accountability/letters/hearing.html", ("row", "hearers")),
    Kind.DECISION: Form(
        "责任追究决定书", "accountability/letters/decision.html", ("row", "measures", "ending", "law")
    ),
    Kind.RECOMMENDATION: Form(
        "监察建议书", "accountability/letters/recommendation.html", ("row", "measures")
    ),
    Kind.NONE: Form("不予责任追究决定书", "accountability/letters/none.html", ("row",)),
    Kind.WITHDRAWAL: Form("撤销案件决定书", "accountability/letters/withdrawal.html", ("row",)),
    Kind.UNIT: Form("处分决定告知书", "accountability/letters/unit.html", ("row", "measures")),
    Kind.RECEIPT: Form("送达回证", "accountability/letters/receipt.html", ("row", "papers")),
    Kind.REVIEW: Form("复审决定书", "accountability/letters/review.html", ("row", "appeal", "outcome")),
}
MARK = {
    Kind.FILING: "立",
    Kind.NOTICE: "告",
    Kind.HEARING: "录",
    Kind.RECOMMENDATION: "建",
    Kind.NONE: "免",
    Kind.WITHDRAWAL: "撤",
    Kind.UNIT: "知",
    Kind.RECEIPT: "送",
    Kind.REVIEW: "复",
}
for _kind in FORMS:
    cite("AC-7", by=Citation("paper", _kind.value, str(_kind.label)))


def basis(clause: str) -> str:
    """A clause as papers cite it."""
    return REGISTER.find(clause).named


def page_url() -> str:
    """The address of the page of whoever holds number and code."""
    return f"{settings.SITE_URL}{reverse('accountability:served')}"


def terms(measures: list[str]) -> list[str]:
    """Each measure in words, with the months for which it runs (政务处分法8)."""
    found = []
    for measure in Measure:
        if measure in measures:
            months = MONTHS.get(measure)
            found.append(
                f"{measure.label}" + (f"（期限 {months} 个月，自作出决定之日起计算）" if months else "")
            )
    return found


def _issue(
    case: Case, kind: Kind, at: datetime, body: dict[str, Any], *, number: str = "", to: str = ""
) -> Paper:
    """Compose and keep a paper of the case; its words are encrypted."""
    number = number or paper_number(MARK[kind], localdate(at))
    evidence = clues.told(case.evidence)
    told = {
        "row": case,
        "item": case.get_item_display(),
        "item_law": ITEM_LAW[Item(case.item)],
        "county_basis": basis("AC-5"),
        "unit_only": case.subject == Subject.UNIT,
        "evidence": evidence,
        **body,
    }
    theirs = bool(settings.SITE_URL and kind in Paper.TO_THEM and case.code_hash)
    head = Letterhead(
        **letterhead(case.agency),
        document_number=number,
        issued_on=localdate(at),
        online="本人查看和提交的网页" if theirs else "",
        page=page_url() if theirs else "",
        body=told,
    )
    return Paper.objects.create(
        kind=kind,
        case=case,
        document_number=number,
        content=compose(FORMS[kind], head, to=to or addressee(case)),
        issued_at=at,
    )


def addressee(case: Case) -> str:
    """Whom papers are to: the unit, or the person."""
    return case.unit.name if case.subject == Subject.UNIT else case.person


def filing_paper(case: Case, at: datetime) -> Paper:
    """That a case is opened, for what."""
    return _issue(case, Kind.FILING, at, {"clause": basis("AC-3")})


def notice_paper(case: Case, clock: Clock, at: datetime) -> Paper:
    """Facts, evidence, intended measures and their basis, the right to be heard, the way to their own page without its code."""
    body = {
        "where": page_url(),
        "until": clock.due_on,
        "provisional": clock.provisional,
        "measures": terms(case.intended_measures),
        "law": case.intended_basis,
        "days": clock.span,
        "proofs": [proof.text for proof in case.proofs.all()],  # type: ignore[attr-defined]
        "level": case.get_intended_level_display(),
        "investigators": _names(case, Member.Part.INVESTIGATOR),
    }
    return _issue(case, Kind.NOTICE, at, body)


def _names(case: Case, part: str) -> str:
    rows = case.members.filter(part=part, until_at=None).select_related("staff")  # type: ignore[attr-defined]
    return "、".join(str(row.staff) for row in rows)


def hearing_paper(case: Case, at: datetime) -> Paper:
    """What was said, who heard it, and what came of it."""
    return _issue(case, Kind.HEARING, at, {"hearers": f"{case.heard_by}、{case.heard_with}"})


def decision_paper(case: Case, at: datetime) -> Paper:
    """政务处分法45: who; facts and evidence; kind and basis; how and until when it is appealed against; organ and day."""
    remedy = REMEDIES[case.decider]
    body = {
        "measures": terms(case.measures),
        "law": case.basis,
        "level": case.get_level_display(),
        "ending": remedy.ending,
        "remedy_law": remedy.law,
        "by": case.get_decider_display(),
        "proofs": [proof.text for proof in case.proofs.all()],  # type: ignore[attr-defined]
        "responsibility": basis("AC-6(1)"),
        "levels": basis("AC-6(2)"),
        "correction": basis("AC-8"),
    }
    return _issue(case, Kind.DECISION, at, body, number=case.decision_number)


def recommendation_paper(case: Case, at: datetime) -> Paper:
    """To the unit: what it is to decide, or to put right."""
    body = {"measures": terms(case.measures), "rectify": Measure.RECTIFICATION in case.measures}
    return _issue(case, Kind.RECOMMENDATION, at, body, to=case.unit.name)


def none_paper(case: Case, at: datetime) -> Paper:
    """That nobody is sanctioned, and why."""
    return _issue(case, Kind.NONE, at, {"how": case.get_ended_how_display()})


def withdrawal_paper(case: Case, at: datetime) -> Paper:
    """That the case is withdrawn, and why."""
    to = "被调查人近亲属" if case.ended_how == "died" else ""
    return _issue(case, Kind.WITHDRAWAL, at, {"how": case.get_ended_how_display()}, to=to)


def unit_paper(case: Case, at: datetime) -> Paper:
    """To the unit: what was decided of somebody of theirs, and what it carries out (政务处分法46, 54)."""
    return _issue(case, Kind.UNIT, at, {"measures": terms(case.final_measures)}, to=case.unit.name)


def receipt_paper(case: Case, at: datetime) -> Paper:
    """What was served on whom, when and how; the place for signatures."""
    served = case.letters.filter(kind__in=[Kind.DECISION, Kind.RECOMMENDATION])  # type: ignore[attr-defined]
    return _issue(case, Kind.RECEIPT, at, {"papers": list(served)})


def review_paper(appeal: Appeal, at: datetime) -> Paper:
    """The outcome of a review, and what is still open to them."""
    case = appeal.case
    body = {
        "appeal": appeal,
        "outcome": appeal.get_state_display(),
        "measures": terms(appeal.measures),
        "ending": REMEDIES[case.decider].further,
        "remedy_law": REMEDIES[case.decider].law,
    }
    return _issue(case, Kind.REVIEW, at, body)
