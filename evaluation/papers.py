"""The papers of the room: the written feedback to a unit, the announcement, a supervisor's certificate, sheets to fill in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.template.loader import render_to_string

from evaluation.arithmetic import shown
from evaluation.models import Round, Supervisor, UnitResult
from evaluation.statute import OBJECTION, Grade
from foundation.correspondence.letters import Case, Form, compose, letterhead
from foundation.papers import render
from foundation.questionnaires.arithmetic import LEAST_CELL
from foundation.questionnaires.results import remarks_about
from foundation.questionnaires.wording import questions

FEEDBACK = Form("评议结果反馈书", "evaluation/letters/feedback.html", ("result", "round"))
#: Of what was written about a unit so much is quoted.
QUOTED = 5


def feedback_letter(result: UnitResult, number: str, on: date) -> str:
    """The page of the letter to a unit: grade, how many answered and how, heads, what was written, how to object."""
    row = result.round
    assert row.questionnaire is not None, "it was counted"
    case = Case(
        **letterhead(row.agency),
        document_number=number,
        issued_on=on,
        body={
            "result": result,
            "round": row,
            "heads": heads(result),
            "too_few": result.grade == Grade.TOO_FEW,
            "quotes": quotes(result),
            "days": OBJECTION.span,
            "mean": mean(row),
        },
    )
    return compose(FEEDBACK, case, to=result.agency.name)


def mean(row: Round) -> Decimal | None:
    """The mean index of the county's units that have one; None of fewer than five, of whom one tells of another."""
    indices = [Fraction(index) for index in row.results.exclude(index=None).values_list("index", flat=True)]
    return shown(sum(indices, Fraction(0)) / len(indices)) if len(indices) >= LEAST_CELL else None


def heads(result: UnitResult) -> list[tuple[str, str]]:
    """The six heads with the points of the questionnaires; — where too few know."""
    return [(label, points or "—") for label, points in result.heads]


def quotes(result: UnitResult) -> list[str]:
    """What the unit reads of what was written: the longest, by which one understands most; nothing where too few wrote."""
    row = result.round
    if row.questionnaire is None or result.ways["main"]["persons"] + result.ways["open"]["persons"] < QUOTED:
        return []
    found = set(remarks_about(row.questionnaire, result.unit.place))
    return sorted(sorted(found, key=len, reverse=True)[:QUOTED])


def announcement(row: Round) -> bytes:
    """The announcement of a round as PDF: in words, and every unit in the order of the plan (SE-6)."""
    context = {
        "round": row,
        "results": list(row.results.select_related("unit").order_by("unit__place")),
    }
    return render(render_to_string("evaluation/papers/announcement.html", context), title=f"{row.title}通报")


def certificate(person: Supervisor) -> bytes:
    """The certificate of appointment as PDF (聘书)."""
    return render(
        render_to_string("evaluation/papers/certificate.html", {"person": person}),
        title=f"聘书 {person.certificate}",
    )


def sheet(row: Round) -> bytes:
    """A questionnaire to fill in by hand, in large print."""
    context = {
        "round": row,
        "units": list(row.units.all()),
        "asked": row.asked,
        "once": questions(row.once) if row.once else (),
    }
    return render(render_to_string("evaluation/papers/sheet.html", context), title=f"{row.title}问卷")
