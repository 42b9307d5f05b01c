"""A training year in a real browser, from plan to list: at the desk, on phones of those who sign, for whoever checks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from foundation.casework.acts import ACTS, desk_url
from tests.browser.acting import act_here, at_desk, fill
from tests.browser.conftest import session_of
from tests.browser.looking import faults
from tests.browser.test_walk import done, press, send
from tests.personas import County
from tests.training.people import PLAN, School, moment
from training import clockwork, signing
from training.models import BarredList, Certificate, Plan, Session, Sitting, Trainee, Year

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def enter(page: Page, username: str) -> None:
    """A new session: the old one is over after days."""
    origin = "/".join(page.url.split("/")[:3])
    page.context.add_cookies([{**session_of(username), "url": origin}])


def with_file(page: Page, matter: Any, name: str, file: str, **typed: Any) -> None:
    """An act that takes a file."""
    label = ACTS[name].label
    page.goto(desk_url(matter))
    press(page, label)
    fill(page, typed)
    page.locator("input[type=file]").set_input_files(
        {"name": file, "mimeType": "text/plain", "buffer": "内容".encode()}
    )
    send(page, label)
    done(page, label)


def fits(page: Page, address: str) -> None:
    """A page is no wider than a phone, nor than a screen."""
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)


@pytest.mark.clause("TR-4")
@pytest.mark.clause("TR-5")
def test_a_training_year_from_plan_to_list(county: County, window: Callable[..., Page]) -> None:
    school = School(county)
    records, second, head, leader, personnel = (
        window(f"rfbsc-{role}")
        for role in ("records_office", "disclosure_head", "department_head", "leader", "personnel")
    )
    staff = {
        "records_office": records,
        "disclosure_head": second,
        "department_head": head,
        "leader": leader,
        "personnel": personnel,
    }

    def go_on(said: str) -> None:
        """To that moment; whoever was logged in before logs in again."""
        county.at = moment(said)
        for role, page in staff.items():
            page.goto("/training/")
            enter(page, f"rfbsc-{role}")

    records.goto("/desk/")
    for name, number in (("测试一", "10001"), ("测试二", "10002")):
        records.goto("/desk/")
        act_here(
            records,
            "training.register_person",
            full_name=name,
            staff_number=number,
            from_on="2026-01-05",
            establishment="civil",
            post="disclosure",
            post_since="2026-01-05",
        )
    one, two = Trainee.objects.order_by("pk")
    records.goto("/desk/")
    act_here(records, "training.draft_plan", **{**PLAN, "tags": PLAN["tags"]})
    plan = Plan.objects.get()
    at_desk(leader, plan, "training.approve_plan")
    at_desk(records, plan, "training.plan_session", **school.facts("2026-11-05 09:00"))
    session = Session.objects.get()
    at_desk(records, session, "training.invite", whom="all")
    at_desk(records, session, "training.notify")
    # In the hall: the screen at the front, a phone in a hand.
    go_on("2026-11-05 08:50")
    records.goto(f"/desk/training/session/{session.pk}/screen/")
    expect(records.get_by_text("还没有签到 2 人")).to_be_visible()
    phone = window()
    phone.set_viewport_size({"width": 360, "height": 740})
    phone.goto(f"/training/sign/{signing.token(session.pk, county.at)}/")
    phone.get_by_label("姓名").fill("测试一")
    phone.get_by_label("人员编号").fill("10001")
    phone.get_by_role("button", name="签到").click()
    expect(phone.get_by_role("heading", name="已签到")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    # The screen notices by itself, before the code changes.
    expect(records.get_by_text("已签到 1 人")).to_be_visible(timeout=20_000)
    go_on("2026-11-05 12:05")
    at_desk(records, session, "training.hold", head_count="1")
    with_file(records, session, "training.add_file", "签到表.txt", sort="sheet")
    at_desk(records, session, "training.record", agreed=True)
    at_desk(records, session, "training.file_session", summary="讲了九项内容。")
    # The exam, from paper.
    at_desk(
        records,
        plan,
        "training.hold_exam",
        title="岗前培训考试",
        course="induction",
        sat="paper",
        tags=["A1", "A2"],
        edition="711",
        held_on="2026-11-05",
    )
    sitting = Sitting.objects.get()
    lines = f"测试一 {one.number_ends} 88\n测试二 {two.number_ends} 41"
    at_desk(records, sitting, "training.enter_marks", lines=lines)
    at_desk(second, sitting, "training.enter_marks", lines=lines)
    with_file(records, sitting, "training.attach_scan", "试卷.txt")
    at_desk(records, sitting, "training.compare_marks")
    at_desk(head, sitting, "training.publish_marks")
    assert county.fresh(one).state == "inducted"
    # The certificate, and whoever checks it.
    county.at += timedelta(minutes=5)
    clockwork.certify(at=county.at)
    clockwork.print_certificates(at=county.at)
    certificate = Certificate.objects.get()
    fits(phone, f"/training/certificates/{certificate.code}/")
    expect(phone.get_by_text("88 分")).to_be_visible()
    phone.goto("/training/certificates/")
    spaced = " ".join(certificate.code[n : n + 4] for n in range(0, 24, 4)).lower()
    phone.get_by_label("核验码").fill(spaced)
    phone.get_by_role("button", name="核验").click()
    expect(phone.get_by_text("有效", exact=True)).to_be_visible()
    # The year: warned, closed, the list handed over.
    clockwork.open_years(at=county.at)
    clockwork.warn_years(at=county.at)
    go_on("2027-01-02 09:00")
    clockwork.close_years(at=county.at)
    year, made = Year.objects.get(year=2026), BarredList.objects.get()
    assert [row["name"] for row in made.rows] == ["测试二"]
    at_desk(head, made, "training.hand_over_list")
    at_desk(personnel, made, "training.acknowledge_list")
    at_desk(records, plan, "training.close_plan", report="计划的培训都已举办。")
    for address in ("/training/?year=2026", f"/training/sessions/{session.pk}/", "/training/sign/"):
        fits(phone, address)
    for matter in (plan, session, sitting, certificate, year, made, one):
        fits(records, desk_url(matter))
    fits(records, "/desk/training/trainee/mine/")
    fits(records, "/desk/training/trainee/")


def test_the_pages_of_training_serve_everybody(county: County, window: Callable[..., Page]) -> None:
    """As HTML, for assistive technology, wide and on a phone."""
    school = School(county)
    person = school.inducted()
    certificate = school.certified(person)
    plan = Plan.objects.get()
    day = f"{county.at + timedelta(days=2):%Y-%m-%d} 09:00"
    session = school.notified(plan, day)
    clockwork.open_years(at=county.at)
    citizen, records = window(), window("rfbsc-records_office")
    county.at = session.starts_at - timedelta(minutes=5)
    records.goto("/training/")
    enter(records, "rfbsc-records_office")
    public = (
        "/training/",
        f"/training/sessions/{session.pk}/",
        "/training/certificates/",
        f"/training/certificates/{certificate.code}/",
        "/training/sign/",
        f"/training/sign/{signing.token(session.pk, county.at)}/",
    )
    desk = (
        "/desk/training/",
        "/desk/training/trainee/",
        "/desk/training/trainee/mine/",
        f"/desk/training/session/{session.pk}/screen/",
        *(
            desk_url(one)
            for one in (person, plan, session, certificate, Sitting.objects.get(), Year.objects.get())
        ),
        f"/desk/act/training.plan_session/{plan.ref}/",
        f"/desk/act/training.invite/{session.ref}/",
        "/desk/act/training.register_person/agency:rfbsc/",
    )
    found = [fault for address in public for fault in faults(citizen, address)]
    found += [fault for address in desk for fault in faults(records, address)]
    assert found == []
