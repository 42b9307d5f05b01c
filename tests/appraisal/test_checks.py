"""Routine checks by a draw that anybody repeats; results that everybody reads and adds up again (AP-8, AP-9)."""

from __future__ import annotations

import csv
import hashlib
from decimal import Decimal
from io import StringIO

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from appraisal.models import Case, Check, Draw
from appraisal.scoring import cents
from foundation.casework.refusals import Invalid, NoSuchMatter, Refused
from foundation.deadlines.models import Clock
from foundation.figures.computing import value
from foundation.figures.declared import FIGURES, Span
from tests.appraisal.people import ASSESSOR, LEADER, SUPERVISOR, Office, looked_again, none

pytestmark = pytest.mark.django_db
ALL = ["department", "township", "service"]
SEEN = {"looked_on": "2026-11-02", "found": "公开栏没有更新。", "problems": 2}


def drawn(office: Office, many: int = 1, classes: list[str] | None = None) -> Draw:
    """Some units drawn at random."""
    row = office.begun()
    data = {"topic": "看公开栏", "many": many, "classes": classes or ALL}
    made: Draw = office.do("draw", row, SUPERVISOR, data).matter
    return made


@pytest.mark.clause("AP-8")
def test_a_draw_is_recorded_so_that_anybody_repeats_it(office: Office) -> None:
    draw = drawn(office, 2)
    assert len(draw.seed) == 32
    assert draw.pool == ["gs", "lxcz", "rfbsc", "xzfb"]
    lots = sorted(draw.pool, key=lambda code: hashlib.sha256(f"{draw.seed}:{code}".encode()).hexdigest())
    assert draw.drawn == lots[:2]
    assert {check.agency.code for check in draw.checks.all()} == set(draw.drawn)
    with pytest.raises(DatabaseError, match="stays as it was made"), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(seed="0" * 32)


@pytest.mark.clause("AP-8")
def test_more_units_than_there_are_cannot_be_drawn(office: Office) -> None:
    with pytest.raises(Invalid, match="只有 1 个单位"):
        drawn(office, 2, ["service"])


@pytest.mark.clause("AP-8")
def test_a_unit_learns_of_a_check_when_it_is_told_and_puts_it_right(office: Office) -> None:
    draw = drawn(office, 2, ["township"])
    check = Check.objects.get(draw=draw, agency__code="rfbsc")
    office.do("record_check", check, ASSESSOR, SEEN)
    with pytest.raises(NoSuchMatter):
        office.do("correct_check", check, "rfbsc-leader", {"corrected": "改了。"})
    with pytest.raises(Refused, match="2 个问题"):
        office.do("clear_check", check, ASSESSOR)
    office.do("feed_back_check", check, ASSESSOR)
    assert Draw.objects.get().state == "drawn"
    clock = Clock.objects.get(limit="appraisal.mend")
    assert clock.agency.code == "rfbsc"
    office.do("correct_check", check, "rfbsc-leader", {"corrected": "公开栏都更新了。"})
    assert Check.objects.get(pk=check.pk).state == "corrected"
    other = Check.objects.get(draw=draw, agency__code="lxcz")
    office.do("record_check", other, ASSESSOR, {**SEEN, "problems": 0})
    with pytest.raises(Refused, match="没有查出问题"):
        office.do("feed_back_check", other, ASSESSOR)
    office.do("clear_check", other, ASSESSOR)
    assert Draw.objects.get().state == "over"
    year = Span.of_year(2026)
    kept = value(FIGURES["appraisal.mended_in_time"], year, office.county.agencies["rfbsc"])
    assert (kept.number, kept.rows) == (100, 1)


@pytest.mark.clause("AP-8")
def test_routine_checks_are_the_basis_of_the_yearly_appraisal(office: Office) -> None:
    """What was found in the year and not put right in time costs points in the score of the year."""
    office.on("2026-09-01")
    draw = drawn(office, 2, ["township"])
    check = Check.objects.get(draw=draw, agency__code="rfbsc")
    office.do("record_check", check, ASSESSOR, {**SEEN, "looked_on": "2026-09-01"})
    office.do("feed_back_check", check, ASSESSOR)
    office.on("2026-11-20")
    office.do("compute", draw.appraisal, SUPERVISOR)
    lines = office.case().last_standing.lines  # type: ignore[union-attr]
    line = next(one for one in lines if one["code"] == "1.5")
    assert (line["number"], line["points"]) == ("0.00", "0.00")


@pytest.mark.clause("AP-9")
def test_everybody_reads_the_result_and_adds_it_up_again(office: Office) -> None:
    office.on("2026-11-02")
    row = office.notified()
    for code in ("rfbsc", "xzfb", "gs"):
        office.final(code)
    office.final("lxcz", **none(office.case("lxcz")))
    client = Client()
    assert client.get("/appraisal/2026/").status_code == 404
    office.do("publish", row, SUPERVISOR, {"summary": "考核了四个单位。"})
    page = client.get("/appraisal/2026/").content.decode()
    for said in ("考核了四个单位", "荣丰办事处", "供水公司", "不排名次", "除尘滤布", "四舍五入"):
        assert said in page
    assert "没有公开" not in page, "what assessors wrote of a unit stays with it"
    assert "2026 年政务公开考核" in client.get("/appraisal/").content.decode()
    order = {"demands": "逐项补上。", "due_on": "2026-12-31"}
    mending = office.do("order_rectification", office.case("lxcz"), SUPERVISOR, order).matter
    office.do("report_rectification", mending, "lxcz-leader", {"report": "改了一些。"})
    office.do("recheck", mending, ASSESSOR, looked_again(office.case("lxcz"), 6))
    assert "已通报全县" not in client.get("/appraisal/2026/").content.decode()
    office.do("circulate", mending, LEADER, order)
    assert "已通报全县" in client.get("/appraisal/2026/").content.decode()
    told = client.get("/appraisal/2026/result.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(told)))
    for case in Case.objects.all():
        mine = [one for one in rows if one["单位"] == case.name and not one["编号"].startswith(("J", "F"))]
        spread = sum(Decimal(one["满分"]) for one in mine if one["缺项"] == "分摊")
        got = sum(Decimal(one["得分"]) for one in mine if one["得分"])
        assert cents(got * 100 / (100 - spread)) == case.base, case.name
        assert str(case.total) == mine[0]["总分"]
