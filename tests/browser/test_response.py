"""What stirs the public is answered within its hours, in a real browser, across a night before a holiday."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from foundation.casework.acts import ACTS, desk_url
from interpretation.models import OpinionCase, Response
from secrecy_review.models import Review
from tests.browser.acting import act_here, at_desk, fill
from tests.browser.test_walk import done, opine, press, send
from tests.interpretation.opinions import moment, on
from tests.personas import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.clause("PI-8")
@pytest.mark.clause("PI-10")
def test_an_emergency_is_answered_within_its_hours(
    county: County, window: Callable[..., Page], settings: Any
) -> None:
    settings.SESSION_COOKIE_AGE = 10**8
    happened = on("2026-09-30 23:50")
    county.at = happened + timedelta(minutes=25)
    records, label = window("rfbsc-records_office"), ACTS["interpretation.register_opinion"].label
    records.goto("/desk/")
    press(records, label)
    typed = {"title": "罐车侧翻，路口封了", "emergency": "yes", "level": "second", "source": "weibo"}
    fill(records, {**typed, "summary": "路口封闭，附近的人担心。", "link": "https://weibo.example/1"})
    send(records, label)
    expect(records.get_by_text("什么时候").first).to_be_visible()
    expect(records.locator("[name=title]")).to_have_value(typed["title"])
    fill(records, {**moment("appeared_at", happened), **moment("found_at", county.at)})
    send(records, label)
    done(records, label)
    case = OpinionCase.objects.get()
    expect(records.get_by_text("04:50").first).to_be_visible()

    at_desk(
        window("rfbsc-drafter"),
        case,
        "interpretation.draft_response",
        sort="first",
        title="关于罐车侧翻的情况说明",
        body="凌晨一点以前清理完毕，没有泄漏，路口三点恢复通行。",
        speaker="县应急管理局负责人",
    )
    response = Response.objects.get()
    at_desk(window("rfbsc-drafter"), response, "interpretation.hand_in_response")
    reviewer = window("rfbsc-secrecy_reviewer")
    reviewer.goto(desk_url(Review.objects.of(response).open().get()))
    press(reviewer, "提出审查意见")
    opine(reviewer, basis="《中华人民共和国政府信息公开条例》第十五条")
    done(reviewer, "提出审查意见")
    county.at = happened + timedelta(hours=4)
    leader = window("rfbsc-leader")
    leader.set_viewport_size({"width": 360, "height": 740})
    leader.goto("/desk/")
    leader.get_by_role("row").filter(has_text="罐车侧翻").get_by_role("link").first.click()
    act_here(leader, "interpretation.publish_response")

    citizen = window()
    citizen.set_viewport_size({"width": 360, "height": 740})
    citizen.goto("/interpretation/responses/")
    citizen.get_by_role("link", name="罐车侧翻").first.click()
    expect(citizen.get_by_text("没有泄漏").first).to_be_visible()
    expect(citizen.get_by_text("4 小时").first).to_be_visible()
    assert citizen.evaluate("document.documentElement.scrollWidth") <= 360
