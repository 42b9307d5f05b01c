"""An annual report by three people in a real browser: compiled, returned, compiled anew, signed on a phone, published, sent."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annual_report.clockwork import open_reports
from annual_report.models import AnnualReport
from annual_report.printing import make_missing_papers
from foundation.agencies.actors import SYSTEM
from foundation.agencies.models import RoleGrant
from foundation.casework.acts import desk_url
from tests.annual_report.offices import Office, entry_of
from tests.annual_report.test_way import withdrawn
from tests.applicants import on
from tests.browser.looking import PHONE, faults
from tests.browser.test_walk import done, opine, press, send
from tests.personas import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Window = Callable[..., Page]

CLERK, HEAD, LEADER = "rfbsc-applications_clerk", "rfbsc-disclosure_head", "rfbsc-leader"


@pytest.fixture
def report(county: County) -> AnnualReport:
    """Last year's, opened by the clock; the head of the office also reviews, as in many a small agency."""
    for n in range(7):
        withdrawn(county, "rfbsc", f"2025-0{n + 1}-10", f"2025-0{n + 1}-17")
    Office(county, year=2024, day="2025-02-03").imported(entry_of({"t3.new.natural": 1, "t3.o3.natural": 1}))
    county.at = on("2026-01-12")
    RoleGrant.objects.create(
        staff=county.people[HEAD], role="secrecy_reviewer", agency=county.agencies["rfbsc"]
    )
    open_reports(at=county.at)
    return AnnualReport.objects.get(agency__code="rfbsc", year=2025)


def decide(page: Page, label: str, **typed: str) -> None:
    """Open a decision on the page of the report, fill it in, confirm it."""
    page.locator("details.decision > summary", has_text=re.compile(f"^{label}$")).click()
    form = page.locator("details.decision[open] form")
    for name, value in typed.items():
        form.locator(f"[name={name}]").fill(value)
    form.get_by_role("button", name=f"确认{label}").click()
    done(page, label)


def compile_it(page: Page, report: AnnualReport, problems: str) -> None:
    page.goto("/desk/")
    page.get_by_role("row").filter(has_text=report.title).get_by_role("link").first.click()
    expect(page.get_by_role("alert").first).to_contain_text("表二还没有填报")
    press(page, "填报数据")
    page.get_by_label("数据来源").fill("台账")
    for label, value in (
        ("行政许可", "126"),
        ("行政处罚", "3"),
        ("行政强制", "0"),
        ("行政事业性收费", "1.5"),
    ):
        page.get_by_label(label).fill(value)
    send(page, "保存数据")
    done(page, "填报数据")
    press(page, "撰写文字")
    expect(page.get_by_label("（二）依申请公开")).to_have_value(re.compile("新收政府信息公开申请7件"))
    page.get_by_label("（五）监督保障").fill("培训两次。")
    page.get_by_label("五、存在的主要问题及改进情况").fill(problems)
    send(page, "保存文字")
    done(page, "撰写文字")


def hand_in(page: Page) -> None:
    press(page, "提交审核")
    send(page, "提交审核")
    done(page, "提交审核")


def check(page: Page, report: AnnualReport) -> None:
    """The head reviews, and then checks."""
    page.goto("/desk/")
    page.get_by_role("row").filter(has_text="保密审查").get_by_role("link").first.click()
    press(page, "提出审查意见")
    opine(page, basis="《中华人民共和国政府信息公开条例》第五十条")
    done(page, "提出审查意见")
    page.goto(desk_url(report))
    decide(page, "审核通过")


@pytest.mark.clause("PD-9(3)")
@pytest.mark.clause("条例49")
@pytest.mark.clause("条例50")
def test_three_people_make_a_report(county: County, window: Window, report: AnnualReport) -> None:
    clerk, head, leader = window(CLERK), window(HEAD), window(LEADER)
    compile_it(clerk, report, "公布偏晚。")
    hand_in(clerk)
    check(head, report)

    # The leader, on a phone: what changed since last year is marked, and a number leads to its cases.
    leader.set_viewport_size(PHONE)
    leader.goto("/desk/")
    leader.get_by_role("row").filter(has_text=report.title).get_by_role("link").first.click()
    expect(leader.locator(".due")).to_contain_text("2026-01-31")
    expect(leader.locator("td.notable").first).to_be_visible()
    assert leader.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    leader.get_by_role("group", name="表三").get_by_role("link", name="7").first.click()
    expect(leader.get_by_role("main")).to_contain_text("共 7 件")
    leader.go_back()
    leader.locator("section[aria-labelledby=s5]").get_by_role("link", name="批注").click()
    leader.get_by_role("textbox", name="批注").fill("写明最长晚了几天。")
    send(leader, "批注")
    done(leader, "批注")
    decide(leader, "退回修改", reason="见批注。")

    clerk.goto(desk_url(report))
    expect(clerk.locator(".remark")).to_contain_text("写明最长晚了几天。")
    press(clerk, "撰写文字")
    clerk.get_by_label("五、存在的主要问题及改进情况").fill("公布偏晚，最长的第十八个工作日公布。")
    send(clerk, "保存文字")
    done(clerk, "撰写文字")
    clerk.get_by_role("link", name="处理批注").click()
    clerk.get_by_role("combobox", name="批注").select_option(index=1)
    clerk.get_by_label("怎样处理的").fill("已写明。")
    send(clerk, "批注已处理")
    done(clerk, "批注已处理")
    # A case that comes in meanwhile is told, and taken in by counting anew.
    withdrawn(county, "rfbsc", "2025-09-10", "2025-09-17")
    clerk.reload()
    expect(clerk.get_by_role("alert").first).to_contain_text("取数之后，办件有了变化")
    press(clerk, "重新取数")
    send(clerk, "重新取数")
    done(clerk, "重新取数")
    hand_in(clerk)
    check(head, report)

    leader.goto(desk_url(report))
    decide(leader, "签发", reason="同意。")
    assert AnnualReport.objects.get(pk=report.pk).state == "signed"

    clerk.goto(desk_url(report))
    press(clerk, "公布")
    send(clerk, "公布")
    done(clerk, "公布")
    press(clerk, "报送上级")
    clerk.get_by_label("报送机关").fill("县政府办公室")
    send(clerk, "报送上级")
    done(clerk, "报送上级")
    press(clerk, "登记回执")
    clerk.get_by_label("回执", exact=True).fill("收〔2026〕7号")
    clerk.get_by_label("收到日期").fill("2026-01-12")
    send(clerk, "登记回执")
    done(clerk, "登记回执")

    make_missing_papers(at=county.at, by=SYSTEM)
    citizen = window()
    citizen.goto("/")
    citizen.get_by_role("navigation", name="栏目").get_by_role("link", name="政府信息公开年报").click()
    citizen.get_by_role("link", name="荣丰办事处").click()
    expect(citizen.get_by_role("heading", level=1)).to_have_text(report.title)
    expect(citizen.get_by_role("article")).to_contain_text("最长的第十八个工作日公布")
    expect(
        citizen.get_by_role("group", name="表三").get_by_role("row").filter(has_text="本年新收")
    ).to_contain_text("8")
    with citizen.expect_download() as started:
        citizen.get_by_role("link", name="PDF").click()
    assert started.value.path().read_bytes().startswith(b"%PDF")


def test_whoever_signs_what_has_moved_meanwhile_is_told(county: County, window: Window) -> None:
    office = Office(county, day="2026-01-12").with_leader()
    county.at = office.at
    leader = window(LEADER)
    leader.goto(desk_url(office.report))
    office.act("send_back", "disclosure_head", reason="再看一遍。")
    office.with_leader()
    county.at = office.at
    leader.locator("details.decision > summary", has_text="签发").click()
    leader.get_by_role("button", name="确认签发").click()
    expect(leader.get_by_role("alert").first).to_contain_text("您打开页面之后")
    assert office.report.state == "with_leader"


def test_pages_of_reports_serve_everybody(county: County, window: Window) -> None:
    Office(county, year=2024, day="2025-01-06").compiled(license=2).submitted()
    published = Office(county, day="2026-01-06").submitted()
    office = Office(county, "lxcz", day="2026-01-06").compiled()
    office.act("override", cell="t3.new.natural", value=3, reason="登记簿还有三件。")
    compiling = desk_url(office.report)
    newer = published.act("revise", reason="补计一件。").matter
    published.take(newer).with_leader()
    published.act("comment", "leader", place="problems", paragraph=1, text="写具体些。")
    public = (
        "/annual-reports/",
        "/annual-reports/rfbsc/2025/",
        "/annual-reports/rfbsc/2025/versions/1/",
        "/annual-reports/compare/",
        "/annual-reports/compare/?report=rfbsc-2025",
        "/annual-reports/compare/?report=rfbsc-2025&report=rfbsc-2024",
        "/documents/?q=年报",
        "/agencies/rfbsc/",
    )
    found = [fault for address in public for fault in faults(window(), address)]
    at_desk = {
        LEADER: (desk_url(newer), "/desk/annual_report/annualreport/"),
        "county_supervisor": ("/desk/annual_report/annualreport/?year=2025",),
        "lxcz-applications_clerk": (
            compiling,
            f"/desk/annual_report/annualreport/{office.report.pk}/cells/t3.new.natural/",
            f"/desk/act/annual_report.enter/{office.report.ref}/",
            f"/desk/act/annual_report.write/{office.report.ref}/",
            f"/desk/act/annual_report.add_elsewhere/{office.report.ref}/",
            f"/desk/act/annual_report.override/{office.report.ref}/?cell=t3.new.natural",
            "/desk/act/annual_report.import_report/agency:lxcz/",
        ),
    }
    found += [
        fault
        for who, addresses in at_desk.items()
        for address in addresses
        for fault in faults(window(who), address)
    ]
    assert found == []
