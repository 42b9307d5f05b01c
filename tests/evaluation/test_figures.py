"""The figures of evaluations, by agency, with the rows behind them."""

from __future__ import annotations

import pytest

from annual_report.counting import facts
from annual_report.drafting import Subject, draft
from annual_report.figures import Figures
from foundation.figures.computing import values
from foundation.figures.declared import FIGURES, Span
from tests.evaluation.rounds import Rounds

pytestmark = [pytest.mark.django_db, pytest.mark.clause("SE-7")]


def shown(agency: int) -> dict[str, str]:
    """Every figure of the room for an agency in 2026, as the desk shows it."""
    year = Span.of_year(2026)
    ours = [id for id in FIGURES if id.startswith("evaluation.")]
    return {id.partition(".")[2]: values(FIGURES[id], year).of(agency).shown for id in ours}


def test_what_a_round_leaves_is_counted(rounds: Rounds) -> None:
    row = rounds.announced()
    card = rounds.passed_on(row)
    data = {"reply": "二十日内公开。", "promised_on": "2026-06-01"}
    rounds.do("adopt", card, "department_head", data, code="lxcz")
    office, unit = (shown(rounds.unit(row, code).evaluated_id) for code in ("rfbsc", "lxcz"))
    assert (office["rounds"], office["results"], office["well"]) == ("1", "1", "100")
    assert (unit["results"], unit["too_few"], unit["suggestions"], unit["adopted"]) == (
        "1",
        "100",
        "1",
        "100",
    )
    assert unit["mended"] == "0"


def test_the_annual_report_says_how_the_agency_was_evaluated(rounds: Rounds) -> None:
    """条例46: in its first part, under 监督保障, and only once the result is announced."""
    row = rounds.settled()
    agency = rounds.unit(row, "rfbsc").evaluated

    def said() -> str:
        return draft(Subject("荣丰办事处", 2026, Figures({}), facts=facts([agency], 2026)))["supervision"]

    assert "社会评议" not in said()
    rounds.announce(row)
    assert said().endswith("2026年社会评议的结果为满意。")
    both = facts([agency, rounds.unit(row, "lxcz").evaluated], 2026)
    county = Subject("五原县人民政府", 2026, Figures({}), facts=both, county=True)
    assert draft(county)["supervision"].endswith("2026年社会评议的结果，1个单位满意，1个单位样本不足。")
