"""The county's accounts in a real browser: from proposal to closing, a post, an emergency on a phone, a third party that goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from foundation.agencies.models import Staff
from foundation.casework.acts import ACTS, desk_url
from foundation.deadlines.sweep import sweep
from newmedia.clockwork import check_months, end_contracts
from newmedia.models import Account, FilingCopy, Incident, MonthCheck, Post
from tests.browser.acting import act_here, at_desk, fill, fits, narrowed
from tests.browser.conftest import session_of
from tests.browser.test_walk import press, send
from tests.newmedia.people import ACCOUNT, CLOSING, GATES, INCIDENT, LIVE, POST, WORD, Office
from tests.newmedia.test_security import on_file, outsider
from tests.personas import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def enter(page: Page, username: str) -> None:
    """A new session: the old one is over after days, and a cookie's own end would be counted from the real day."""
    origin = "/".join(page.url.split("/")[:3])
    page.context.add_cookies([{**session_of(username), "url": origin}])


def acknowledge(page: Page, account: Account) -> None:
    """All three offices, which are one agency here, have the newest filing on file."""
    for copy in FilingCopy.objects.filter(filing__account=account, state="waiting").order_by("pk"):
        at_desk(page, copy, "newmedia.acknowledge")


#: A phone and a desk.


@pytest.mark.clause("NM-8")
@pytest.mark.clause("NM-13")
def test_an_account_from_its_proposal_to_its_closing(county: County, window: Callable[..., Page]) -> None:
    office = Office(county)
    drafter, records, leader = (window(f"rfbsc-{role}") for role in ("drafter", "records_office", "leader"))
    offices, citizen = window("bmj-records_office"), window()
    narrowed(drafter, records, leader, offices, citizen)
    drafter.goto("/desk/")
    act_here(drafter, "newmedia.propose", **{**ACCOUNT, "interactions": ["messages", "notes"]})
    account = Account.objects.get()
    for duty, role in (
        ("manager", "records_office"),
        ("editor", "drafter"),
        ("first", "records_office"),
        ("second", "department_head"),
        ("final", "leader"),
    ):
        staff = county.people[f"rfbsc-{role}"].pk
        at_desk(records, account, "newmedia.assign", staff=staff, duty=duty)
    at_desk(leader, account, "newmedia.file_opening", reason="方便群众了解政策。")
    acknowledge(offices, account)
    opened = {**LIVE, "opened_on": str(localdate(county.at))}
    at_desk(drafter, account, "newmedia.go_live", **opened)
    citizen.goto(f"/newmedia/{account.pk}/")
    expect(citizen.get_by_role("heading", name="荣丰发布")).to_be_visible()
    at_desk(leader, account, "newmedia.decide_closing", **CLOSING)
    acknowledge(offices, account)
    at_desk(drafter, account, "newmedia.begin_notice", notice_from=str(localdate(county.at)))
    at_desk(drafter, account, "newmedia.record_archive", archive="县档案馆光盘 1 号", archived_items="12 条")
    office.over(county.fresh(account))
    # Weeks later nobody is logged in any more.
    enter(drafter, "rfbsc-drafter")
    at_desk(drafter, account, "newmedia.cancel", closed_on=str(localdate(county.at)))
    citizen.goto(f"/newmedia/{account.pk}/")
    expect(citizen.get_by_text("请关注“五原发布”微信公众号").first).to_be_visible()
    fits(drafter, records, leader, offices, citizen)


@pytest.mark.clause("NM-9")
@pytest.mark.clause("NM-21")
def test_a_post_through_three_reviews_and_a_correction(county: County, window: Callable[..., Page]) -> None:
    office = Office(county)
    account = office.live()
    drafter = window("rfbsc-drafter")
    narrowed(drafter)
    at_desk(drafter, account, "newmedia.write", **POST)
    post = Post.objects.get()
    at_desk(drafter, post, "newmedia.hand_in")
    for name, role in (
        ("pass_first", "records_office"),
        ("pass_second", "department_head"),
        ("approve", "leader"),
    ):
        reviewer = window(f"rfbsc-{role}")
        narrowed(reviewer)
        at_desk(reviewer, post, f"newmedia.{name}", gates=GATES)
        fits(reviewer)
    given = {"address": "https://weixin.example.cn/s/1", "released_text": POST["body"], **office.now()}
    county.at += timedelta(minutes=5)
    at_desk(drafter, post, "newmedia.release", **given)
    head = window("rfbsc-department_head")
    at_desk(head, post, "newmedia.mend", sort="correction", text="应为 11 月 4 日。")
    citizen = window()
    narrowed(head, citizen)
    citizen.goto("/newmedia/corrections/")
    expect(citizen.get_by_text("应为 11 月 4 日。")).to_be_visible()
    fits(drafter, head, citizen)


@pytest.mark.clause("NM-12")
def test_an_emergency_on_a_phone_in_time_and_one_too_late(
    county: County, window: Callable[..., Page]
) -> None:
    office = Office(county)
    account = office.live()
    phone, leader = window("rfbsc-drafter"), window("rfbsc-leader")
    narrowed(phone, leader)

    def happened(title: str, minutes: int) -> Incident:
        phone.goto("/desk/")
        known = office.minutes_ago(minutes - 5, "known_at")
        given = {**INCIDENT, "title": title, **office.minutes_ago(minutes), **known}
        act_here(phone, "newmedia.open_incident", **given)
        return Incident.objects.get(title=title)

    def said(incident: Incident) -> Incident:
        soon = office.minutes_ago(-180, "next_word_by")
        at_desk(phone, incident, "newmedia.write_word", account=account.pk, **WORD, **soon)
        post = incident.posts.get()
        at_desk(leader, post, "newmedia.approve_word", gates=GATES)
        county.at += timedelta(minutes=3)
        given = {"address": "https://weixin.example.cn/s/1", "released_text": post.body}
        at_desk(phone, post, "newmedia.release", **given, **office.minutes_ago(1, "released_at"))
        fits(phone, leader)
        return county.fresh(incident)

    fire = happened("民房火灾", 40)
    phone.goto(desk_url(fire))
    expect(phone.locator("[data-until]").first).to_contain_text("分钟")
    fire = said(fire)
    assert (fire.state, fire.minutes is not None and fire.minutes < 120) == ("first_out", True)
    # What it promises counts down as well.
    phone.goto(desk_url(fire))
    expect(phone.locator("[data-until]").first).to_contain_text("分钟")
    expect(phone.get_by_text("按预告再次发布突发事件的进展").first).to_be_visible()
    phone.goto("/desk/")
    known = office.minutes_ago(30, "known_at")
    again = {**INCIDENT, "title": "一处民房起火", **office.minutes_ago(35), **known}
    label = ACTS["newmedia.open_incident"].label
    press(phone, label)
    fill(phone, again)
    send(phone, label)
    expect(phone.get_by_text(f"可能已经登记过：{fire}").first).to_be_visible()
    fits(phone)
    flood = happened("道路积水", 110)
    county.at += timedelta(minutes=20)
    sweep(county.at)
    phone.goto(desk_url(flood))
    expect(phone.get_by_text("超过 120 分钟，还没有首发").first).to_be_visible()
    flood = said(flood)
    assert (flood.state, flood.minutes is not None and flood.minutes > 120) == ("first_out", True)


@pytest.mark.clause("NM-19")
def test_a_third_party_has_no_access_on_the_day_after_its_contract(
    county: County, window: Callable[..., Page]
) -> None:
    office = Office(county)
    row = on_file(office, days=3)
    staff = outsider(office, row)
    page = window(staff.username)
    at_desk(page, row.account, "newmedia.write", **POST)
    county.at += timedelta(days=3)
    enter(page, staff.username)
    page.goto("/desk/")
    expect(page.get_by_role("heading", name="待我办理")).to_be_visible()
    county.at += timedelta(days=1)
    end_contracts(at=county.at)
    enter(page, staff.username)
    page.goto("/desk/")
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    assert not Staff.objects.get(pk=staff.pk).is_active


@pytest.mark.clause("NM-13")
def test_a_month_that_was_corrected_has_a_second_edition(county: County, window: Callable[..., Page]) -> None:
    office = Office(county)
    account = office.live()
    approved, then = office.approved(office.written(account)), office.now()
    county.at += timedelta(days=30)
    check_months(at=county.at)
    first = MonthCheck.objects.get()
    office.release(approved, **then)
    clerk = window(f"{first.agency.code}-records_office")
    narrowed(clerk)
    clerk.goto(desk_url(first))
    expect(clerk.get_by_role("heading", name="做出以后有补登、更正，现在统计不同的")).to_be_visible()
    fits(clerk)
    at_desk(clerk, first, "newmedia.make_edition", reason="有一条 11 月的信息补登。")
    second = MonthCheck.objects.get(edition=2)
    clerk.goto(desk_url(second))
    expect(clerk.get_by_role("heading", name="和上一版不同的")).to_be_visible()
    expect(clerk.get_by_text("有一条 11 月的信息补登。").first).to_be_visible()
    fits(clerk)
