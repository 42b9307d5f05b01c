"""One application's whole way in a real browser: a citizen, a clerk, a reviewer and a signatory each do their part."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from applications.models import Application, Letter, Reply
from foundation.agencies.actors import SYSTEM
from foundation.casework.acts import desk_url
from foundation.correspondence.printing import print_waiting
from foundation.visitors import challenge
from tests.applicants import on, open_agency
from tests.browser import acting
from tests.browser.test_walk import done, opine, press, send
from tests.personas import County
from tests.printed import pages_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Window = Callable[..., Page]

WANTED = "2025 年荣丰办事处道路工程的验收意见"
STRUCK = "施工单位的报价是每平方米四百三十五元。"
SOURCE = f"工程于六月完工，验收合格。{STRUCK}质保期两年。"
RELEASED = "工程于六月完工，验收合格。质保期两年。"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """The challenge's library looks at the real clock; weeks pass between two clicks at the desk."""
    settings.SESSION_COOKIE_AGE = 10**8
    monkeypatch.setattr(challenge, "EFFORT", 500)
    monkeypatch.setattr(challenge, "VALID", timedelta(days=40_000))


def at_desk(page: Page, matter: Application | Reply, name: str, **typed: str) -> None:
    """An act of this room on the desk's page of a matter."""
    acting.at_desk(page, matter, f"applications.{name}", **typed)


@pytest.mark.clause("OR-3")
@pytest.mark.clause("OR-4(1)")
@pytest.mark.clause("条例37")
def test_from_filing_to_complaint(county: County, window: Window, quick: None) -> None:
    agency = open_agency(county, "rfbsc")
    agency.parent = county.agencies["lxcz"]
    agency.save()
    citizen, clerk = window(), window("rfbsc-applications_clerk")
    number, code = file(citizen)
    application = Application.objects.get(number=number)

    clerk.goto("/desk/")
    expect(clerk.get_by_role("row").filter(has_text=number)).to_be_visible()
    at_desk(clerk, application, "register")
    at_desk(clerk, application, "request_amendment", items="请写明是哪一条道路。", span="10")

    county.at = on("2026-11-04")
    track(citizen, number, code)
    expect(citizen.get_by_text("请写明是哪一条道路").first).to_be_visible()
    citizen.get_by_role("link", name="补正申请").first.click()
    citizen.locator("[name=wanted]").fill(f"{WANTED}（团结路）")
    citizen.get_by_role("main").get_by_role("button", name="提交补正").click()
    expect(citizen.get_by_role("status").first).to_be_visible()
    expect(citizen.get_by_text("2026-12-02").first).to_be_visible()

    county.at = on("2026-11-20")
    at_desk(clerk, application, "ask_extension", reason="要到县档案馆调阅施工档案。")
    at_desk(window("rfbsc-disclosure_head"), application, "extend", reason="要到县档案馆调阅施工档案。")
    track(citizen, number, code)
    expect(citizen.get_by_text("2026-12-30").first).to_be_visible()

    county.at = on("2026-12-10")
    reply = answer(clerk, window, application)
    print_waiting(Letter, at=county.at, by=SYSTEM)
    letter = download(citizen, number, code)
    assert reply.document_number in letter
    assert "质保期两年" in letter
    assert "四百三十五" not in letter
    assert "行政复议" in letter

    citizen.get_by_role("link", name="投诉").first.click()
    citizen.get_by_role("radio").first.check()
    citizen.locator("[name=text]").fill("没有说明报价为什么属于商业秘密。")
    citizen.get_by_role("main").get_by_role("button", name="提交投诉").click()
    expect(citizen.get_by_role("status").first).to_be_visible()
    assert application.complaints.get().agency.code == "lxcz"


def file(page: Page) -> tuple[str, str]:
    """Fill in the form as a citizen does, once wrong; the number and the query code."""
    page.goto("/")
    page.get_by_role("link", name="申请公开").first.click()
    page.get_by_label("向哪个机关申请").select_option("rfbsc")
    expect(page.get_by_text("0478-5220000")).to_be_visible()
    page.get_by_label("您要的信息").fill(WANTED)
    page.get_by_label("姓名或单位名称").fill("测试人")
    page.locator("#id_identity_number").fill("110105194912310021")
    page.get_by_label("联系电话").fill("13800138000")
    page.get_by_role("main").get_by_role("button", name="提交申请").last.click()
    expect(page.get_by_role("alert").first).to_contain_text("最后一位")
    expect(page.get_by_label("您要的信息")).to_have_value(WANTED)
    page.locator("#id_identity_number").fill("11010519491231002X")
    page.get_by_role("main").get_by_role("button", name="提交申请").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("申请已收到")
    number, code = (page.locator(".apply-receipt dd").nth(n).inner_text().strip() for n in (0, 1))
    return number, code


def track(page: Page, number: str, code: str) -> None:
    """Follow it with number and code, on a computer that does not know them."""
    page.context.clear_cookies()
    page.goto("/apply/track/")
    page.get_by_role("textbox", name="登记号").fill(number)
    page.get_by_role("textbox", name="查询码").fill(code.lower())
    page.get_by_role("main").get_by_role("button", name="查办理进度").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)


def answer(clerk: Page, window: Window, application: Application) -> Reply:
    """A partial disclosure: drafted, reviewed, signed, issued."""
    at_desk(clerk, application, "draft_reply")
    reply = Reply.objects.get()
    at_desk(
        clerk,
        reply,
        "decide",
        outcome="partial",
        facts="验收意见由本机关制作，其中载有施工单位的报价",
        basis="《中华人民共和国政府信息公开条例》第十六条第一款、第三十七条",
        reasons="报价属于商业秘密，可以区分处理",
        guidance="随本答复书附送。",
    )
    at_desk(
        clerk,
        reply,
        "give_passage",
        title="验收意见",
        source=SOURCE,
        released=RELEASED,
        ground="internal_affairs",
    )
    at_desk(clerk, reply, "submit_reply")
    records, reviewer = window("rfbsc-records_office"), window("rfbsc-secrecy_reviewer")
    records.goto(desk_url(reply))
    press(records, "送保密审查")
    send(records, "送保密审查")
    done(records, "送保密审查")
    reviewer.goto("/desk/")
    reviewer.get_by_role("row").filter(has_text=application.number).get_by_role("link").first.click()
    press(reviewer, "提出审查意见")
    opine(reviewer, basis="《中华人民共和国政府信息公开条例》第十五条")
    done(reviewer, "提出审查意见")
    at_desk(window("rfbsc-leader"), reply, "sign_reply")
    at_desk(clerk, reply, "issue_reply")
    return Reply.objects.get()


def download(page: Page, number: str, code: str) -> str:
    """The text of the reply's letter, as the citizen gets it."""
    track(page, number, code)
    with page.expect_download() as started:
        page.get_by_role("link", name="答复书").first.click()
    content = started.value.path().read_bytes()
    assert content.startswith(b"%PDF")
    return "".join(pages_of(content)).replace("\n", "")
