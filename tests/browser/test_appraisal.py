"""A year's appraisal in a real browser: from the draft of a scheme to published grades, by all the people concerned (AP-9)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from appraisal.models import Appraisal, Case, Rectification, Scheme
from foundation.agencies.actors import SYSTEM
from foundation.agencies.models import Agency
from foundation.casework.acts import perform
from tests.appraisal.many import units, year_of
from tests.appraisal.people import ASSESSOR, LEADER, SUPERVISOR, Office, looked_again, manual, none
from tests.browser.acting import act_here, at_desk, fits, narrowed
from tests.browser.looking import faults
from tests.browser.test_newmedia import enter
from tests.personas import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHIEF = "rfbsc-leader"


@pytest.mark.clause("AP-9")
def test_a_year_of_twelve_units_to_published_grades(county: County, window: Callable[..., Page]) -> None:
    office = Office.of(county)
    others = units(8)
    year_of([*others, county.agencies["rfbsc"]], 60, 20)
    office.on("2026-11-02")
    supervisor, confirms, unit = (window(who) for who in (SUPERVISOR, LEADER, CHIEF))
    narrowed(supervisor, confirms, unit)

    # The office drafts the scheme from the sample, tries it on last year, and the county's leader issues it.
    supervisor.goto("/desk/appraisal/scheme/")
    supervisor.get_by_role("link", name="拟定考核方案").click()
    supervisor.locator("[name=source]").select_option("sample")
    supervisor.get_by_role("button", name="拟定考核方案").click()
    scheme = Scheme.objects.get()
    fits(supervisor)
    at_desk(supervisor, scheme, "appraisal.try_scheme")
    at_desk(supervisor, scheme, "appraisal.check_scheme")
    at_desk(confirms, scheme, "appraisal.issue_scheme", number="五政办发〔2026〕12号")
    at_desk(supervisor, scheme, "appraisal.begin")
    row = Appraisal.objects.get()
    assert row.cases.count() == 12
    at_desk(supervisor, row, "appraisal.notify")
    fits(supervisor)

    # A unit sees its score of today and assesses itself; the rest are left to the day.
    case = office.case()
    unit.goto("/desk/")
    expect(unit.get_by_role("link", name=case.title).first).to_be_visible()
    unit.goto(f"/desk/appraisal/case/{case.pk}/change/")
    expect(unit.get_by_role("heading", name="今天的得分")).to_be_visible()
    fits(unit)
    act_here(unit, "appraisal.assess_itself", summary="全年按方案逐项自查，情况属实。")

    # The assessor looks at it in December, on a phone or at a desk, and the figures are frozen.
    office.on("2026-12-02")
    for page, who in ((supervisor, SUPERVISOR), (confirms, LEADER), (unit, CHIEF)):
        enter(page, who)
    assessor = window(ASSESSOR)
    narrowed(assessor)
    leaf = next(leaf for leaf in office.case().leaves if leaf.kind == "manual")
    seen = {
        "heard": "听了汇报。",
        "looked": "看了公开栏。",
        "feedback": "内部公开再细一些。",
        "signed_by_unit": "办公室主任",
        "read_out": True,
        f"p{leaf.place}": "0",
        f"w{leaf.place}": "没有分工文件。",
    }
    at_desk(assessor, case, "appraisal.check_in_field", **seen)
    fits(assessor)
    at_desk(assessor, case, "appraisal.give_opinion")
    at_desk(confirms, case, "appraisal.confirm_grade")
    at_desk(supervisor, case, "appraisal.serve")

    # It objects to one line; the answer is confirmed above.
    at_desk(unit, case, "appraisal.object", codes=[leaf.code], objection="分工文件在会议纪要里。")
    corrected = {"outcome": "corrected", "answer": "查到了。", f"p{leaf.place}": str(leaf.points)}
    at_desk(supervisor, case, "appraisal.answer_objection", **corrected)
    at_desk(confirms, case, "appraisal.confirm_answer")
    assert office.case().state == "final"

    # The others by the same acts; one of them is unqualified, puts it right and is looked at again.
    for each in Agency.objects.filter(code__in=[*(one.code for one in others), "lxcz", "xzfb", "gs"]):
        given = none if each.code == "lxcz" else manual
        office.served(each.code, **given(office.case(each.code)))
    for each in Case.objects.filter(state="served"):
        perform("appraisal.leave_unobjected", on=each, actor=SYSTEM, at=county.at)
    # An hour has passed: whoever was idle logs in again.
    enter(supervisor, SUPERVISOR)
    enter(assessor, ASSESSOR)
    at_desk(supervisor, row, "appraisal.publish")
    bad = office.case("lxcz")
    assert (bad.state, bad.grade) == ("published", "unqualified")
    at_desk(supervisor, bad, "appraisal.order_rectification", due_on="2026-12-31")
    mending = Rectification.objects.get()
    neighbour = window("lxcz-leader")
    at_desk(neighbour, mending, "appraisal.report_rectification", report="都补上了。")
    at_desk(assessor, mending, "appraisal.recheck", **looked_again(bad, 10))
    fits(assessor)

    # Everybody reads the result with its method.
    citizen = window()
    narrowed(citizen)
    citizen.goto("/appraisal/2026/")
    expect(citizen.get_by_role("heading", name="2026 年政务公开考核")).to_be_visible()
    expect(citizen.get_by_role("rowheader", name="荣丰办事处")).to_be_visible()
    assert faults(citizen, "/appraisal/2026/") == []
    assert faults(citizen, "/appraisal/") == []


@pytest.mark.clause("AP-6")
def test_the_pages_of_the_appraisal_serve_everybody(county: County, window: Callable[..., Page]) -> None:
    office = Office.of(county)
    year_of([county.agencies["rfbsc"]], 60, 20)
    office.on("2026-11-02")
    row = office.notified()
    case = office.served(**none(office.case()))
    drawn = office.do(
        "draw",
        row,
        SUPERVISOR,
        {"topic": "看公开栏", "many": 1, "classes": ["township"]},
    ).matter
    page = window(SUPERVISOR)
    wrong = []
    for address in (
        f"/desk/appraisal/scheme/{row.scheme_id}/change/",
        f"/desk/appraisal/appraisal/{row.pk}/change/",
        f"/desk/appraisal/case/{case.pk}/change/",
        f"/desk/appraisal/draw/{drawn.pk}/change/",
        f"/desk/act/appraisal.check_in_field/{office.case('lxcz').ref}/",
        "/desk/appraisal/case/",
    ):
        wrong += faults(page, address)
    assert wrong == []
