"""Points come from figures, and figures from rows: recounted by raw SQL, disputed, frozen, read in bounded time (AP-6)."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pgtrigger
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appraisal.computing import Unit, compute, recompute
from appraisal.models import Appraisal, Case, Dispute, Indicator, Standing
from appraisal.results import rows_of
from appraisal.scoring import cents
from foundation.agencies.models import Agency
from foundation.casework.refusals import Invalid, NoSuchMatter, OutOfDate, Refused
from foundation.deadlines.models import Clock
from foundation.figures.declared import FIGURES, Span
from inspection.models import Shortfall
from tests.appraisal.many import APPLICATIONS, DOCUMENTS, units, year_of
from tests.appraisal.people import ASSESSOR, SUPERVISOR, Office, manual, none

pytestmark = pytest.mark.django_db

_SHARE_OF_CLOCKS = """
SELECT 100.0 * count(*) FILTER (WHERE ended_at < due_at) / NULLIF(count(*), 0), count(*) FROM deadlines_clock
WHERE limit_ = %(limit)s AND agency_id = %(unit)s AND (
    (ending = 'met' AND ended_at >= %(first)s AND ended_at < %(after)s)
    OR (ended_at IS NULL AND due_at >= %(first)s AND due_at < %(after)s))
""".replace("limit_", '"limit"')
_UNPUBLISHED = """
SELECT count(*), count(*) FROM deadlines_clock WHERE "limit" = 'disclosure.publication' AND agency_id = %(unit)s
AND due_at < %(after)s AND (ended_at IS NULL OR ended_at >= %(after)s)
"""
_OVERTURNED = """
SELECT count(DISTINCT a.id), count(DISTINCT a.id) FROM applications_application a JOIN applications_remedy r
ON r.application_id = a.id WHERE a.agency_id = %(unit)s AND r.result = 'corrected'
AND r.concluded_on BETWEEN %(from)s AND %(to)s
"""
_COMPLAINTS = """
SELECT count(*), count(*) FROM applications_complaint WHERE against_id = %(unit)s AND finding IN ('founded', 'partly')
AND answered_on BETWEEN %(from)s AND %(to)s
"""
_HOURS = """
SELECT 100.0 * count(*) FILTER (WHERE minutes >= required) / NULLIF(count(*), 0), count(*) FROM training_account
WHERE agency_id = %(unit)s AND year = 2026 AND post = 'disclosure' AND duty
"""
_TOGETHER = """
SELECT 100.0 * count(*) FILTER (WHERE EXISTS (SELECT 1 FROM interpretation_interpretation i
    WHERE i.duty_id = d.id AND i.published_at = c.published_at)) / NULLIF(count(*), 0), count(*)
FROM interpretation_duty d JOIN disclosure_document c ON c.id = d.document_id
WHERE d.agency_id = %(unit)s AND d.state = 'due' AND c.published_at >= %(first)s AND c.published_at < %(after)s
"""
_THIRTY = """
SELECT 100.0 * count(*) FILTER (WHERE days >= 30) / NULLIF(count(*), 0), count(*) FROM participation_call
WHERE agency_id = %(unit)s AND opened_at >= %(first)s AND opened_at < %(after)s
"""
_CONVERTED = """
SELECT count(*), count(*) FROM disclosure_document d WHERE d.agency_id = %(unit)s AND d.published_at >= %(first)s
AND d.published_at < %(after)s AND d.id IN (SELECT disclosure_draft_id FROM applications_application)
"""
_FILED = """
SELECT 100.0 * count(*) FILTER (WHERE filed <= year OR filed = year + 1 AND month <= 6) / NULLIF(count(*), 0), count(*)
FROM (SELECT year, extract(year FROM filed_at AT TIME ZONE 'Asia/Shanghai') AS filed,
        extract(month FROM filed_at AT TIME ZONE 'Asia/Shanghai') AS month
    FROM archive_item WHERE agency_id = %(unit)s AND filed_at >= %(first)s AND filed_at < %(after)s) AS lying
"""
_FALLS_SHORT = """
SELECT count(*), count(*) FROM inspection_shortfall WHERE agency_id = %(unit)s AND indicator = '{indicator}'
AND first_seen_on <= %(to)s AND (mended_on IS NULL OR mended_on > %(to)s)
"""
#: Every figure of the sample, as somebody counts it who knows no more than the tables: a limit, or SQL.
RECOUNT = {
    "training.enough_hours": _HOURS,
    "annual_report.in_time": "annual_report.report",
    "inspection.tasks_in_time": "inspection.task",
    "appraisal.mended_in_time": "appraisal.mend",
    "newmedia.kept_up": "newmedia.silence",
    "interpretation.together": _TOGETHER,
    "disclosure.in_time": "disclosure.publication",
    "disclosure.formed_unpublished": _UNPUBLISHED,
    "applications.in_time": "applications.reply",
    "applications.overturned": _OVERTURNED,
    "applications.complaints_upheld": _COMPLAINTS,
    "evaluation.mended_in_time": "evaluation.mend",
    "inspection.corrected_in_time": "inspection.correct",
    "inspection.empty_columns": _FALLS_SHORT.format(indicator="empty"),
    "inspection.not_named": _FALLS_SHORT.format(indicator="mechanism"),
    "secrecy_review.opinions_in_time": "secrecy_review.opinion",
    "disclosure.refusals_reported_in_time": "disclosure.refusal_report",
    "interpretation.answer_in_time": "interpretation.answer",
    "participation.thirty_days": _THIRTY,
    "applications.converted": _CONVERTED,
    "archive.in_time": _FILED,
}


def recounted(figure: str, unit: int, span: Span) -> tuple[Decimal | None, int]:
    """The number of a figure and its rows, by raw SQL."""
    told = RECOUNT[figure]
    after = f"{span.last + timedelta(days=1)} 00:00+08"
    given = {
        "unit": unit,
        "first": f"{span.first} 00:00+08",
        "after": after,
        "from": span.first,
        "to": span.last,
        "limit": told,
    }
    with connection.cursor() as cursor:
        cursor.execute(told if told.strip().startswith("SELECT") else _SHARE_OF_CLOCKS, given)
        number, rows = cursor.fetchone()
    return (None if number is None else cents(Decimal(number))), rows


@pytest.mark.clause("AP-6", "NM-24", "PI-10(2)")
def test_the_figures_behind_a_whole_score_equal_a_recount_by_raw_sql(office: Office) -> None:
    office.on("2026-11-02")
    own = [*(office.county.agencies[code] for code in ("rfbsc", "xzfb", "gs"))]
    year_of(own, 90, 30)
    office.begun()
    seen, late = set(), 0
    for code in ("rfbsc", "xzfb", "gs"):
        case = office.case(code)
        standing = case.last_standing
        assert standing is not None
        span = Span(case.appraisal.scheme.starts_on, standing.until)
        earned = Decimal(0)
        for line in standing.lines:
            leaf = next(leaf for leaf in case.leaves if leaf.code == line["code"])
            number, rows = recounted(leaf.figure, case.agency_id, span)
            kept = None if line["number"] is None else Decimal(line["number"])
            assert (kept, line["rows"]) == (number, rows), (code, leaf.figure)
            seen.add(leaf.figure)
            late += number not in (None, 0, 100)
            if leaf.kind == "ratio":
                expected = None if number is None else leaf.points * number / 100
            elif leaf.kind == "per_case":
                expected = max(leaf.points - (number or 0), Decimal(0))
            else:
                continue
            told = None if line["points"] is None else Decimal(line["points"])
            assert (told is None) == (expected is None)
            if told is not None and expected is not None:
                assert abs(told - expected) <= Decimal("0.01"), leaf.figure
                earned += told
        assert standing.earned == earned
    assert seen == set(RECOUNT)
    assert late > 10, "something is counted"


@pytest.mark.clause("AP-6")
def test_what_a_force_majeure_stopped_is_shown_apart(office: Office) -> None:
    office.on("2026-11-02")
    year_of([office.county.agencies["rfbsc"]], 200, 0)
    office.begun()
    standing = office.case().last_standing
    assert standing is not None
    line = next(one for one in standing.lines if one["code"] == "8.1")
    assert line["stopped"] > 0
    assert "因不可抗力停止计时" in next(r.how for r in rows_of(office.case()) if r.leaf.code == "8.1")


@pytest.mark.clause("AP-6")
def test_a_disputed_row_is_marked_and_decided_on_and_never_deleted(office: Office) -> None:
    office.on("2026-11-02")
    year_of([office.county.agencies["rfbsc"]], 60, 0)
    row = office.begun()
    case = office.case()
    late = (
        FIGURES["disclosure.in_time"]
        .rows(Span.of_year(2026))
        .filter(agency=case.agency)
        .exclude(FIGURES["disclosure.in_time"].part)
        .first()
    )
    assert late is not None
    before = next(one for one in case.last_standing.lines if one["code"] == "8.1")  # type: ignore[union-attr]
    given = {
        "row": f"disclosure.in_time|{late.pk}|{late.ref}",
        "ground": "force",
        "words": "暴雪断电三天。",
    }
    with pytest.raises(NoSuchMatter):
        office.do("dispute_row", case, "lxcz-leader", given)
    dispute: Dispute = office.do("dispute_row", case, "rfbsc-leader", given).matter
    with pytest.raises(Invalid, match="已经提过"):
        office.do("dispute_row", case, "rfbsc-leader", given)
    # Who does not read the row is told its kind and number in words; who reads it comes to it from the dispute.
    assert dispute.subject.endswith(f"公文 {late.ref.partition(':')[2]} 号")
    client = Client()
    client.force_login(office.county.people[SUPERVISOR])
    page = client.get(f"/desk/appraisal/dispute/{dispute.pk}/change/").text
    assert f"/desk/disclosure/document/{late.ref.partition(':')[2]}/change/" in page
    office.on("2026-12-02")
    office.do("notify", row, SUPERVISOR)
    with pytest.raises(Refused, match="有争议"):
        office.checked_in_field()
    office.do("excuse_row", dispute, SUPERVISOR, {"why": "气象局证明。"})
    office.do("compute", row, SUPERVISOR)
    after = next(one for one in office.case().last_standing.lines if one["code"] == "8.1")  # type: ignore[union-attr]
    assert after["without"] == 1
    assert after["rows"] == before["rows"] - 1
    assert Decimal(after["number"]) > Decimal(before["number"])
    assert Clock.objects.filter(pk=late.pk).exists()
    row.refresh_from_db()
    assert {(one["unit"], one["code"]) for one in row.changes} >= {("荣丰办事处", "8.1")}
    with pytest.raises(DatabaseError), transaction.atomic():
        Dispute.objects.filter(pk=dispute.pk).delete()


@pytest.mark.clause("PD-2")
@pytest.mark.clause("AP-6")
def test_what_the_self_check_sees_costs_points_until_it_is_mended(office: Office) -> None:
    """An empty column half a point, nobody named one: each with the row that says what is missing."""
    office.on("2026-11-02")
    unit = office.county.agencies["rfbsc"]
    seen = {"agency": unit, "first_seen_on": "2026-10-08", "last_seen_on": "2026-11-01"}
    empty = [
        Shortfall.objects.create(**seen, indicator="empty", subject=code, label=label, detail="没有信息")
        for code, label in (("20-1", "政策文件"), ("20-3", "规划"))
    ]
    Shortfall.objects.create(**seen, indicator="mechanism", label="公开工作机制", detail="没有经办人")
    mended = {**seen, "mended_on": "2026-10-20"}
    Shortfall.objects.create(**mended, indicator="empty", subject="20-5", label="统计")
    row = office.begun()

    def points() -> dict[str, tuple[str, int]]:
        standing = office.case().last_standing
        assert standing is not None
        return {
            one["code"]: (one["points"], one["rows"])
            for one in standing.lines
            if one["code"] in ("1.6", "8.7")
        }

    assert points() == {"1.6": ("0.00", 1), "8.7": ("1.00", 2)}
    address = f"/desk/appraisal/case/{office.case().pk}/rows/8.7/"
    for who, sees in (("rfbsc-leader", True), (ASSESSOR, False)):
        client = Client()
        client.force_login(office.county.people[who])
        page = client.get(address).text
        assert ("政策文件" in page) is sees
        assert f"/desk/inspection/shortfall/{empty[0].pk}/change/" in page or not sees
        assert "统计" not in page
    Shortfall.objects.filter(pk__in=[one.pk for one in empty]).update(mended_on="2026-11-03")
    office.on("2026-11-04")
    office.do("compute", row, SUPERVISOR)
    assert points()["8.7"] == ("2.00", 0)


@pytest.mark.clause("AP-6")
def test_late_figures_after_the_freeze_are_listed_and_not_applied(office: Office) -> None:
    office.on("2026-11-02")
    year_of([office.county.agencies["rfbsc"]], 60, 0)
    row = office.notified()
    case = office.opined()
    total = case.total
    with pgtrigger.ignore():
        Clock.objects.filter(agency=case.agency, limit="disclosure.publication").update(
            ended_at=None, ending="", took=None
        )
    office.do("compute", row, SUPERVISOR)
    case = office.case()
    assert (case.total, case.frozen.until.isoformat()) == (total, "2026-11-30")  # type: ignore[union-attr]
    client = Client()
    client.force_login(office.county.people[SUPERVISOR])
    page = client.get(f"/desk/appraisal/case/{case.pk}/change/").content.decode()
    assert "冻结以后的变化" in page
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(frozen=Standing.objects.order_by("-pk").first())


@pytest.mark.clause("AP-9")
def test_two_assessors_saving_at_once_one_is_told_what_the_other_did(office: Office) -> None:
    office.on("2026-11-02")
    office.notified()
    office.assessed()
    case = office.case()
    from foundation.casework import ledger

    seen = ledger.lines(case.kind, case.pk).last().sequence  # type: ignore[union-attr]
    checked = office.checked_in_field()
    data = {**manual(checked), "feedback": "另一份反馈", "signed_by_unit": "甲"}
    with pytest.raises(OutOfDate):
        office.do("check_in_field", checked, ASSESSOR, data, seen=seen)
    assert office.case().feedback == "公开栏更新及时，内部公开再细一些。"


@pytest.mark.clause("AP-9", "AP-6")
@pytest.mark.parametrize("bad", ["99", "NaN", "1e9", "-1", "3.005", "十分"])
def test_points_out_of_bounds_are_refused(office: Office, bad: str) -> None:
    office.on("2026-11-02")
    office.notified()
    leaf = next(leaf for leaf in office.case().leaves if leaf.kind == "manual")
    with pytest.raises(Invalid):
        office.assessed(**{f"p{leaf.place}": bad, f"w{leaf.place}": "说明"})
    assert office.assessed(**{f"p{leaf.place}": "２分", f"w{leaf.place}": "差一份文件"}).state == "self_done"


@pytest.mark.clause("AP-7")
def test_a_veto_leaves_no_bonus_and_no_better_grade(office: Office) -> None:
    office.on("2026-11-02")
    office.notified()
    leaves = {leaf.code: leaf for leaf in office.case().leaves}
    veto, bonus = leaves["F1"].place, leaves["J2"].place
    case = office.opined(
        **{f"v{veto}": "on", f"w{veto}": "公开栏内容是假的。", f"p{bonus}": "2", f"w{bonus}": "推广"}
    )
    assert (case.grade, case.bonus) == ("unqualified", 0)
    assert case.total is not None
    assert case.total > 75
    assert "公开栏内容是假的" in case.vetoes[0]


@pytest.mark.clause("AP-4")
def test_a_unit_merged_in_the_year_counts_for_its_successor(office: Office) -> None:
    office.on("2026-11-02")
    gone, heir = office.county.agencies["lxcz"], office.county.agencies["rfbsc"]
    year_of([gone], 40, 0)
    row = office.begun()
    rows = {c: office.case(c).last_standing.lines for c in ("lxcz", "rfbsc")}  # type: ignore[union-attr]
    of = {c: next(one["rows"] for one in lines if one["code"] == "8.1") for c, lines in rows.items()}
    assert of["lxcz"] > 0
    Agency.objects.filter(pk=gone.pk).update(abolished_on="2026-11-02", successor=heir)
    from appraisal.clockwork import compute_all

    office.later(1)
    compute_all(at=office.county.at)
    assert office.case("lxcz").state == "merged"
    lines = office.case("rfbsc").last_standing.lines  # type: ignore[union-attr]
    assert next(one["rows"] for one in lines if one["code"] == "8.1") == of["lxcz"] + of["rfbsc"]
    assert row.cases.going_on().count() == 3


@pytest.mark.clause("AP-6")
def test_popularity_is_no_figure() -> None:
    words = ("阅读", "点赞", "转发", "浏览", "粉丝", "在线时长", "打卡")
    assert not [figure.id for figure in FIGURES.values() if any(word in figure.label for word in words)]


def wide_scheme(row: Any) -> None:
    """120 leaves for every kind of unit, of every figure that there is; past the trigger that fixes an issued scheme."""
    ids = sorted(FIGURES)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Indicator.objects.filter(scheme=row).delete()
        Indicator.objects.bulk_create(
            Indicator(
                scheme=row,
                place=n,
                code=f"W{n}",
                name=f"指标 {n}",
                classes=["department", "township", "service"],
                points=Decimal("0.83"),
                kind="ratio" if FIGURES[ids[n % len(ids)]].part is not None else "target",
                params={} if FIGURES[ids[n % len(ids)]].part is not None else {"target": "10"},
                figure=ids[n % len(ids)],
                clause="AP-6",
            )
            for n in range(120)
        )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


@pytest.mark.clause("AP-6")
def test_seventy_units_and_120_indicators_are_computed_in_bounded_queries(
    office: Office,
) -> None:
    """Over 10,000 documents and 1,000 applications: the number of queries hangs on the figures alone."""
    office.on("2026-11-28")
    agencies = units()
    year_of(agencies, DOCUMENTS, APPLICATIONS)
    row = office.begun()
    wide_scheme(row.scheme)
    row = Appraisal.objects.select_related("scheme", "agency").get(pk=row.pk)
    figures = {leaf.figure for leaf in row.scheme.leaves}
    with CaptureQueriesContext(connection) as asked:
        recompute(row, office.county.at)
    clock_figures = sum(FIGURES[one].rows(Span.of_year(2026)).model is Clock for one in figures)
    bound = 2 * len(figures) + clock_figures + 8
    assert len(asked) <= bound
    with CaptureQueriesContext(connection) as fewer:
        compute(row.scheme.leaves, [Unit(agencies[0].pk, "department")], Span.of_year(2026))
    assert len(asked) - len(fewer) <= 6, "one unit asks as often as seventy"


def test_a_year_page_asks_as_often_for_many_units_as_for_few(office: Office) -> None:
    office.on("2026-11-02")
    row = office.begun()
    client = Client()
    client.force_login(office.county.people[SUPERVISOR])
    address = f"/desk/appraisal/appraisal/{row.pk}/change/"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    for agency in units(20):
        Case.objects.create(
            agency=agency,
            created_at=office.county.at,
            appraisal=row,
            office=row.agency,
            unit=agency,
            counts_from=row.scheme.starts_on,
            name=agency.short_name,
            unit_class="department",
        )
    office.do("compute", row, SUPERVISOR)
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).status_code == 200
    assert len(many) <= len(few) + 2


@pytest.mark.clause("AP-6")
def test_indicators_are_named_in_the_order_of_the_scheme(office: Office) -> None:
    office.on("2026-11-02")
    row = office.notified()
    case = office.served(**none(office.case()))
    office.do("object", case, "rfbsc-leader", {"codes": ["5.10", "5.2"], "objection": "都公开了。"})
    client = Client()
    client.force_login(office.county.people[SUPERVISOR])
    page = client.get(f"/desk/appraisal/appraisal/{row.pk}/change/").text
    assert re.findall(r">\s*(5\.\d+) \w", page) == [f"5.{n}" for n in range(1, 11)]
    page = client.get(f"/desk/appraisal/case/{case.pk}/change/").text
    assert "5.2 目标责任制公开；5.10 其他应对社会公开的事项" in page


@pytest.mark.clause("AP-9")
def test_nobody_sees_another_units_case_before_it_is_published(office: Office) -> None:
    office.on("2026-11-02")
    office.notified()
    served = office.served(**none(office.case()))
    client = Client()
    for who, status in (
        ("lxcz-leader", 404),
        ("rfbsc-leader", 200),
        (ASSESSOR, 200),
        ("secrecy_inspector", 404),
    ):
        client.force_login(office.county.people[who])
        assert client.get(f"/desk/appraisal/case/{served.pk}/change/").status_code == status, who
    assert client.get("/appraisal/2026/").status_code == 404


@pytest.mark.clause("AP-9")
def test_a_unit_does_not_read_opinion_or_grade_before_the_notice(office: Office) -> None:
    office.on("2026-11-02")
    office.notified()
    case = office.opined(**none(office.case()))
    client = Client()
    client.force_login(office.county.people["rfbsc-leader"])
    page = client.get(f"/desk/appraisal/case/{case.pk}/change/").content.decode()
    assert "综合平时考核和实地考核" not in page
    assert "不合格" not in page.partition("今天的得分")[0]
    client.force_login(office.county.people[SUPERVISOR])
    assert "综合平时考核和实地考核" in client.get(f"/desk/appraisal/case/{case.pk}/change/").content.decode()
