"""What counts as an application, and when its year begins: at midnight in Wuyuan, not in Greenwich."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from annual_report.clockwork import open_reports
from annual_report.composing import compose
from annual_report.counting import facts, table2, table3
from annual_report.drafting import Subject, draft
from annual_report.figures import Figures
from applications.acts.charging import pieces_before
from applications.models import Application
from foundation.casework.acts import perform
from foundation.casework.refusals import Refused
from foundation.visitors.codes import new_token
from tests.applicants import CITIZEN, FILING, Desk, on, scan
from tests.personas import County

pytestmark = [pytest.mark.django_db, pytest.mark.clause("条例50")]

#: Moments around the midnight that begins 2025 here, which is 16:00 UTC, and the year in which they lie.
AROUND = [
    (datetime(2024, 12, 31, 15, 59, 59, tzinfo=UTC), 2024),
    (datetime(2024, 12, 31, 16, 0, tzinfo=UTC), 2025),
    (datetime(2024, 12, 31, 16, 30, tzinfo=UTC), 2025),
    (datetime(2025, 1, 1, 0, 30, tzinfo=UTC), 2025),
]


def row(figures: Figures, name: str) -> int:
    return int(figures.sum(f"t3.{name}.total"))


def corrects(desk: Desk, at: datetime) -> Application:
    """An application to correct a record."""
    data = {**FILING, "token": new_token(), "sort": "correction", "wanted": "户籍登记的出生日期有误"}
    files = {"evidence": [scan()]}
    done = perform("applications.file", on=desk.agency, actor=CITIZEN, at=at, data=data, files=files)
    return done.matter  # type: ignore[no-any-return]


@pytest.mark.parametrize(("at", "year"), AROUND)
def test_an_application_is_new_in_the_year_of_its_day_here(county: County, at: datetime, year: int) -> None:
    desk = Desk(county)
    application = desk.file(at)
    other = 2025 if year == 2024 else 2024
    assert application.received_on.year == year
    assert application.number.startswith(f"{year}-")
    assert row(compose(table3([desk.agency], year)), "new") == 1
    assert row(compose(table3([desk.agency], other)), "new") == 0
    assert row(compose(table3([desk.agency], other)), "carry_in") == (other > year)


@pytest.mark.parametrize(("at", "year"), AROUND)
def test_an_application_is_done_in_the_year_of_its_day_here(county: County, at: datetime, year: int) -> None:
    desk = Desk(county)
    application = desk.registered(at - timedelta(days=7))
    reply = desk.signed(desk.drafted(application, at), at)
    desk.clerk("applications.issue_reply", reply, at)
    done = {y: row(compose(table3([desk.agency], y)), "done") for y in (2024, 2025)}
    assert done == {year: 1, 4049 - year: 0}
    replies = {y: facts([desk.agency], y)["replies"] for y in (2024, 2025)}
    assert replies == {year: 1, 4049 - year: 0}


@pytest.mark.parametrize(("at", "year"), AROUND)
def test_last_year_is_last_year_here(county: County, at: datetime, year: int) -> None:
    opened = open_reports(at=at)
    assert {report.year for report in opened} <= {year - 1}
    published, _n = table2([county.agencies["rfbsc"]], year)
    assert set(published.values()) == {0}


@pytest.mark.clause("条例41")
def test_a_correction_is_no_application_for_information(county: County) -> None:
    desk = Desk(county)
    desk.file(on("2025-03-03"))
    correction = corrects(desk, on("2025-03-04"))
    correction = desk.clerk("applications.register", correction, on("2025-03-05")).matter
    figures = compose(table3([desk.agency], 2025))
    assert (row(figures, "new"), row(figures, "carry_out")) == (1, 1)
    reply = desk.drafted(correction, on("2025-03-06"), {"outcome": "corrected"})
    desk.clerk("applications.issue_reply", desk.signed(reply, on("2025-03-07")), on("2025-03-07"))
    figures = compose(table3([desk.agency], 2025))
    assert (row(figures, "new"), row(figures, "o3"), row(figures, "done")) == (1, 0, 0)
    told = facts([desk.agency], 2025)
    assert (told["corrections"], told["corrections_closed"], told["replies"]) == (1, 1, 0)
    words = draft(Subject("示范局", 2025, figures, facts=told))["on_request"]
    assert "新收政府信息公开申请1件" in words
    assert "另收到要求更正与自身相关记录的申请1件，办结1件，不计入政府信息公开申请。" in words
    none = draft(Subject("示范局", 2025, figures, facts={}))["on_request"]
    assert "更正" not in none


@pytest.mark.clause("条例41", "国办函〔2020〕109号")
def test_a_correction_costs_nothing_and_makes_no_piece(county: County) -> None:
    desk = Desk(county)
    correction = corrects(desk, on("2025-03-03"))
    later = desk.file(on("2025-03-04"))
    assert pieces_before(later) == 0
    correction = desk.clerk("applications.register", correction, on("2025-03-05")).matter
    charge = {"by": "page", "pages": 44, "facts": "量大", "pay_to": "县财政专户"}
    with pytest.raises(Refused, match="更正记录的申请不收"):
        desk.clerk("applications.charge", correction, on("2025-03-06"), charge)
