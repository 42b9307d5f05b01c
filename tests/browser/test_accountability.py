"""A case in a real browser, from a limit that was not kept to its appeal, by all the people concerned (AC-3 to AC-10)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from accountability.models import Appeal, Case, Correction, Paper, Report
from accountability.tasks import render_letters
from foundation.deadlines.models import Clock
from foundation.visitors import challenge
from tests.accountability.people import (
    ACCUSED,
    CLERK,
    CORRECTED_WORDS,
    DEFENCE_WORDS,
    FACTS,
    FIRST,
    LEADER,
    OTHER_LEADER,
    SECOND,
    TRIER,
    Commission,
)
from tests.browser.acting import act_here, at_desk, fill, fits, narrowed
from tests.browser.looking import faults
from tests.browser.test_feedback import reads_well
from tests.browser.test_walk import done, send
from tests.personas import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The challenge's library looks at the real clock."""
    monkeypatch.setattr(challenge, "EFFORT", 500)
    monkeypatch.setattr(challenge, "VALID", timedelta(days=40_000))


@pytest.mark.clause("AC-3", "AC-5", "AC-6(1)", "AC-6(2)", "AC-7", "AC-8", "AC-10")
def test_from_a_limit_that_was_not_kept_to_the_appeal(county: County, window: Callable[..., Page]) -> None:
    commission = Commission.of(county)
    county.determined()
    clock = Clock.objects.open().order_by("due_at").first()
    assert clock is not None
    county.at = clock.due_at + timedelta(days=3)
    clerk, first, trier, leader, office = (window(who) for who in (CLERK, FIRST, TRIER, LEADER, "xzfb-head"))
    accused, supervisor, other_leader = window(), window("county_supervisor"), window(OTHER_LEADER)
    narrowed(clerk, first, trier, leader, office, accused)

    # The clerk sees what was not kept, and takes it on.
    clerk.goto("/desk/accountability/case/clues/")
    fits(clerk)
    clerk.get_by_role("link", name=re.compile("^收下")).first.click()
    fill(clerk, {"leader": commission.pk(LEADER)})
    send(clerk, "收下责任追究线索")
    done(clerk, "收下责任追究线索")
    case = Case.objects.get()
    assert case.evidence
    act_here(clerk, "accountability.verify")
    given = {
        "subject": "head",
        "person": ACCUSED,
        "post": "主任",
        "happened_on": "2026-11-20",
        "facts": FACTS,
    }
    at_desk(leader, case, "accountability.file", **given)
    team = {
        "investigators": [str(commission.pk(FIRST)), str(commission.pk(SECOND))],
        "triers": [str(commission.pk(TRIER))],
    }
    at_desk(leader, case, "accountability.name_team", **team)
    fits(leader)

    # Who answers stands beside the ledger lines it rests on; facts and basis are told.
    at_desk(first, case, "accountability.confirm_responsibility", responsibility="leader")
    told = {"basis": "政务处分法第三十八条", "level": "3", "measures": ["circulated"]}
    at_desk(first, case, "accountability.tell", **told)
    notice = Paper.objects.get(kind="accountability_notice")
    code = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", first.content())
    assert code is not None
    assert code[0] not in notice.content
    render_letters()

    # On a page of their own they read it and say what they think.
    accused.goto("/accountability/served/")
    accused.get_by_label("案件编号").fill(case.number)
    accused.get_by_role("textbox", name="查询码").fill(code[0])
    accused.get_by_role("button", name="查看", exact=True).click()
    expect(accused.get_by_role("link", name="责任追究告知书（PDF）")).to_be_visible()
    fits(accused)
    hand_in(accused, "陈述和申辩", DEFENCE_WORDS)
    at_desk(first, case, "accountability.hear", heard_with=str(commission.pk(SECOND)), checked="已经核对。")
    at_desk(trier, case, "accountability.try_case", opinion="事实清楚。")
    decision = {
        "decider": "supervision",
        "deliberated_on": str(localdate(county.at)),
        "deliberation": "五人出席，一致同意。",
    }
    at_desk(leader, case, "accountability.decide", **decision)
    at_desk(clerk, case, "accountability.serve", served_on=str(localdate(county.at)), service="本人签收。")
    render_letters()

    # They appeal, and report what they put right all the same; the office gets that alone.
    accused.goto("/accountability/served/")
    expect(accused.get_by_role("link", name="责任追究决定书（PDF）")).to_be_visible()
    hand_in(accused, "申请复审", "处理过重。")
    hand_in(accused, "书面报告改正情况", CORRECTED_WORDS, str(localdate(county.at)))
    appeal = Appeal.objects.get()
    for who, part in (("jw-other-trier", "reviewer"), (OTHER_LEADER, "leader")):
        new = {"member": str(commission.pk(who)), "part": part}
        at_desk(leader, case, "accountability.add_member", **new)
    reviewed = {
        "outcome": "upheld",
        "reviewer": str(commission.pk("jw-other-trier")),
        "opinion": "处理恰当。",
    }
    at_desk(other_leader, appeal, "accountability.decide_appeal", **reviewed)
    at_desk(clerk, appeal, "accountability.serve_review", served_on=str(localdate(county.at)))
    at_desk(office, Correction.objects.get(), "accountability.receive_correction")
    assert ACCUSED not in office.content()
    told = {"told_on": str(localdate(county.at)), "how": "办公室主任签收。"}
    at_desk(clerk, case, "accountability.tell_unit", **told)
    at_desk(leader, case, "accountability.close")
    fits(leader, office, accused)
    case.refresh_from_db()
    assert (case.state, case.final_measures) == ("closed", ["circulated"])

    # Whoever supervises all else finds nothing.
    supervisor.goto("/desk/accountability/case/")
    assert case.number not in supervisor.content()
    assert supervisor.request.get(f"/desk/accountability/case/{case.pk}/change/").status == 404


def hand_in(page: Page, title: str, text: str, day: str = "") -> None:
    """One of the forms of the page of whom a case is about."""
    page.get_by_role("link", name=title, exact=True).click()
    page.locator("[name=text]").fill(text)
    if day:
        page.locator("[name=corrected_on]").fill(day)
    page.get_by_role("button", name=re.compile("^(提交陈述申辩|提交复审申请|报告改正情况)$")).click()
    expect(page.get_by_role("status")).to_be_visible()


@pytest.mark.clause("AC-9")
def test_somebody_reports_and_the_pages_serve_everybody(county: County, window: Callable[..., Page]) -> None:
    commission = Commission.of(county)
    citizen = window()
    citizen.goto("/accountability/")
    citizen.get_by_role("link", name=re.compile("^举报")).first.click()
    citizen.locator("[name=about]").select_option("rfbsc")
    citizen.get_by_label("未按规定实行政务公开").check()
    citizen.locator("[name=text]").fill("文件一直没有公开。")
    citizen.get_by_role("button", name="提交举报").click()
    expect(citizen.get_by_role("heading", name="举报已收到")).to_be_visible()
    reads_well(citizen)
    row = Report.objects.get()
    citizen.get_by_role("button", name="看是否受理").click()
    expect(citizen.get_by_role("heading", level=1)).to_contain_text(row.number)
    case = commission.served()
    clerk, leader = window(CLERK), window(LEADER)
    found = [
        fault
        for page, address in (
            (clerk, "/desk/"),
            (clerk, "/desk/accountability/case/"),
            (clerk, "/desk/accountability/case/clues/"),
            (clerk, f"/desk/accountability/report/{row.pk}/change/"),
            (clerk, f"/desk/act/accountability.take_report/{row.ref}/"),
            (clerk, "/desk/act/accountability.take_clue/agency:jw/"),
            (leader, f"/desk/accountability/case/{case.pk}/change/"),
            (leader, f"/desk/act/accountability.recuse/{case.ref}/"),
        )
        for fault in faults(page, address)
    ]
    assert found == []
