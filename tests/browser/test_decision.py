"""A decision from its proposal to its announcement in a real browser, by everybody whom it concerns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from disclosure.models import Document
from foundation.agencies.roles import AgencyFunction
from foundation.casework.acts import ACTS, desk_url
from foundation.visitors import challenge
from participation.clockwork import suggest_groups
from participation.models import Call, Decision, Hearing, LegalReview, Opinion, Suggestion
from secrecy_review.models import Review
from tests.browser.acting import act_here, at_desk, fill
from tests.browser.test_walk import done, opine, press, send
from tests.feedback.people import with_function
from tests.interpretation.people import Office as Interpreters
from tests.participation.hearings import HEARING, TRANSCRIPT, Hearings, card
from tests.participation.people import ANNOUNCED, BUREAU, CALL, DECISION, DISCUSSED, LEGAL, says
from tests.participation.people import Office as Decisions
from tests.personas import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Window = Callable[..., Page]
PHONE = {"width": 360, "height": 740}
CAMPAIGN = "建议把第一档的用量由每户每月十二吨提高到十五吨，照顾人口多的家庭。"
TOWNS = "隆兴昌塔尔湖复兴巴彦套海天吉泰新公中银定图和胜丰裕"
BASIS = "《中华人民共和国政府信息公开条例》第十五条"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """The challenge's library looks at the real clock; weeks pass between two clicks at the desk."""
    settings.SESSION_COOKIE_AGE = 10**8
    monkeypatch.setattr(challenge, "EFFORT", 500)
    monkeypatch.setattr(challenge, "VALID", timedelta(days=40_000))


@pytest.fixture
def people(window: Window) -> Callable[[str], Page]:
    """The window of whoever holds a role; leaders and citizens have a telephone."""

    def of(role: str, agency: str = "rfbsc") -> Page:
        page = window(f"{agency}-{role}" if role else "")
        if role in ("", "leader"):
            page.set_viewport_size(PHONE)
        return page

    return of


@pytest.mark.clause("PP-3")
@pytest.mark.clause("PP-4")
@pytest.mark.clause("PP-7")
@pytest.mark.clause("PP-9")
@pytest.mark.clause("决策条例29")
def test_a_decision_from_proposal_to_announcement(county: County, people: Callable[..., Page]) -> None:
    with_function(county.agencies[BUREAU], AgencyFunction.JUSTICE_BUREAU)
    decision = started(people)
    call = opened(people, decision)
    hearing = announced(people, decision)
    number, code = speak(county, people, call, hearing)
    hearing = heard(county, people, hearing)
    answered(county, people, call)
    reviewed_by_law(people, decision)
    decided(county, people, decision)
    published(county, people, decision)
    read_to_the_end(people(""), decision, number, code)


def reviewed(people: Callable[..., Page], matter: Any) -> None:
    """The reviewer's opinion, from the work list."""
    page = people("secrecy_reviewer")
    page.goto(desk_url(Review.objects.of(matter).open().get()))
    press(page, "提出审查意见")
    opine(page, basis=BASIS)
    done(page, "提出审查意见")


def started(people: Callable[..., Page]) -> Decision:
    """Proposed with ways that do not fit, refused in words, mended; started by the leader on a phone."""
    page, label = people("drafter"), ACTS["participation.propose"].label
    page.goto("/desk/")
    press(page, label)
    fill(page, {**DECISION, "traits": ["vital_interest", "sharply_divided"], "ways": ["draft"]})
    send(page, label)
    expect(page.get_by_text("应当举行听证会").first).to_be_visible()
    expect(page.locator("[name=title]")).to_have_value(DECISION["title"])
    fill(page, {"ways": ["hearing"]})
    send(page, label)
    done(page, label)
    decision = Decision.objects.get()
    approved = {"approved_on": str(localdate()), "approved_by": "县政府第 3 次常务会议同意。"}
    at_desk(people("leader"), decision, "participation.start", **approved)
    return decision


def opened(people: Callable[..., Page], decision: Decision) -> Call:
    """The draft, reviewed and open to everybody."""
    drafter = people("drafter")
    at_desk(drafter, decision, "participation.draft_call", **{**CALL, "channels": "荣丰周报"})
    call = Call.objects.get()
    at_desk(drafter, call, "participation.hand_in_call")
    reviewed(people, call)
    at_desk(people("records_office"), call, "participation.open_call")
    carrier = call.carriers.get()
    at_desk(
        people("records_office"),
        call,
        "participation.carried_draft",
        channel=carrier.pk,
        carried_on=str(localdate()),
    )
    call.refresh_from_db()
    return call


def announced(people: Callable[..., Page], decision: Decision) -> Hearing:
    """The notice of the hearing, reviewed and public."""
    drafter = people("drafter")
    at_desk(drafter, decision, "participation.draft_hearing", **HEARING)
    hearing = Hearing.objects.get()
    at_desk(drafter, hearing, "participation.hand_in_hearing")
    reviewed(people, hearing)
    at_desk(people("records_office"), hearing, "participation.announce_hearing")
    hearing.refresh_from_db()
    return hearing


def speak(county: County, people: Callable[..., Page], call: Call, hearing: Hearing) -> tuple[str, str]:
    """Thirty opinions: by telephone, on the web and on paper, many of a campaign; and people who register. The first's code."""
    citizen = people("")
    citizen.goto("/participation/")
    citizen.get_by_role("link", name=DECISION["title"]).first.click()
    citizen.get_by_role("link", name="写意见").first.click()
    submit = citizen.get_by_role("main").get_by_role("button", name="提交", exact=False).last
    submit.click()
    expect(citizen.get_by_role("alert").first).to_contain_text("请写明您的意见")
    fill(citizen, {"text": "第二档的价格偏高，请打 13800138000 商量。", "stance": "against"})
    fill(citizen, {"consent": "named", "name": "测试甲", "contact": "citizen@example.org"})
    citizen.get_by_role("main").get_by_role("button", name="提交", exact=False).last.click()
    expect(citizen.get_by_role("heading", level=1)).to_contain_text("收到")
    number, code = (citizen.locator(".apply-receipt dd").nth(n).inner_text().strip() for n in (0, 1))
    assert "〔隐去" in Opinion.objects.get().text

    clerk = people("applications_clerk")
    at_desk(
        clerk,
        call,
        "participation.record_opinion",
        channel="letter",
        received_on=str(localdate()),
        text="来信：租房的人家怎么算，请写明白。",
        stance="conditional",
        consent="anonymous",
    )
    at = county.at
    for n, town in enumerate(TOWNS):
        says(call, f"{town}的住户：{CAMPAIGN}", at=at + timedelta(minutes=n), stance="for")
    for n, text in enumerate(
        ("不同意涨价，收入没有涨。", "同意。", "老人多的家庭要照顾。", "先修管道再调价。")
    ):
        says(call, text, at=at + timedelta(hours=n + 1), stance="against" if n == 0 else "other")
    assert Opinion.objects.count() >= 30

    citizen.goto(f"/participation/{hearing.decision.number}/")
    citizen.get_by_role("link", name="报名当听证代表").first.click()
    citizen.locator("input[name=group][value=public]").check()
    wish = {"name": "测试丁", "identity": card(77), "telephone": "13900139000", "occupation": "农民"}
    fill(citizen, {**wish, "address": "隆兴昌镇", "stake": "家里用水多。", "apart": True})
    citizen.get_by_role("main").get_by_role("button", name="报名").last.click()
    expect(citizen.get_by_role("heading", level=1)).to_contain_text("报名")
    return number, code


def heard(county: County, people: Callable[..., Page], hearing: Hearing) -> Hearing:
    """Drawn by lot, listed, served, held, signed, reported."""
    hearings, records, drafter = Hearings(Decisions(county)), people("records_office"), people("drafter")
    hearing = hearings.closed(county.fresh(hearing))
    county.at = max(county.at, county.at.replace(day=10, hour=16))
    lot = {"number": "3421.07", "source": "上海证券交易所网站"}
    at_desk(records, hearing, "participation.draw", **lot)
    hearing = hearings.full(county.fresh(hearing))
    at_desk(records, hearing, "participation.publish_list")
    waiting = [str(row.pk) for row in hearing.representatives.all()]
    at_desk(drafter, hearing, "participation.serve_papers", served_on=str(localdate()), who=waiting)
    assert hearing.begins_at is not None
    county.at = hearing.begins_at + timedelta(hours=4)
    at_desk(drafter, hearing, "participation.hold_hearing", present=waiting[1:], ended="12:00")
    at_desk(drafter, hearing, "participation.write_transcript", transcript=TRANSCRIPT)
    first, *others = hearing.representatives.filter(attended=True)
    refused = {"representative": first.pk, "signed": "no", "note": "要求补充发言。"}
    at_desk(drafter, hearing, "participation.sign_transcript", **refused)
    for row in others:
        given = {"representative": row.pk, "signed": "yes", "note": ""}
        hearings.office.do("sign_transcript", county.fresh(hearing), "drafter", given)
    point = {"text": "第二档的价格偏高。", "result": "partly", "because": "每吨降低两角。"}
    at_desk(drafter, hearing, "participation.answer_point", **point)
    report = {"report": "九位代表到会，逐一发言。", "conclusion": "建议修改第二档价格以后通过。"}
    at_desk(records, hearing, "participation.report_hearing", **report)
    return county.fresh(hearing)


def answered(county: County, people: Callable[..., Page], call: Call) -> None:
    """The campaign is grouped as suggested and answered at once; the others one by one; the feedback is public."""
    drafter, records = people("drafter"), people("records_office")
    suggest_groups(at=county.at)
    Decisions(county).closed(county.fresh(call))
    suggestion = Suggestion.objects.filter(call=call).first()
    assert suggestion is not None, "campaign letters are suggested as one group"
    at_desk(
        drafter,
        call,
        "participation.confirm_group",
        suggestion=suggestion.pk,
        title="提高第一档的用量",
    )
    group = call.groups.get()
    adopted = {"result": "partly", "because": "提高到十三吨。"}
    at_desk(drafter, call, "participation.answer", group=group.pk, **adopted)
    for opinion in Opinion.objects.filter(call=call, membership=None, answer=None):
        given = {"opinions": opinion.number, "result": "not_adopted", "because": "测算过，不宜再改。"}
        Decisions(county).do("answer", county.fresh(call), "drafter", given)
    at_desk(records, call, "participation.feed_back", result="多数意见已经采纳。")
    carrier = call.carriers.get()
    at_desk(
        records,
        call,
        "participation.carried",
        channel=carrier.pk,
        feedback_on=str(localdate()),
        where="第三版",
    )


def reviewed_by_law(people: Callable[..., Page], decision: Decision) -> None:
    """Sent by the drafter, opinion written and given by two people of the county's department for it."""
    at_desk(people("drafter"), decision, "participation.send_for_legal_review")
    review = LegalReview.objects.get()
    at_desk(people("drafter", BUREAU), review, "participation.write_legal_opinion", **LEGAL)
    page = people("department_head", BUREAU)
    page.goto("/desk/")
    page.get_by_role("row").filter(has_text=decision.title).get_by_role("link").first.click()
    act_here(page, "participation.conclude_legal_review")


def decided(county: County, people: Callable[..., Page], decision: Decision) -> None:
    """Submitted by the head, discussed; a leader enters on a phone what was decided."""
    at_desk(people("department_head"), decision, "participation.submit")
    attended = {"group": "public", "name": "测试丁", "meeting": "第 8 次常务会议", "met_on": str(localdate())}
    at_desk(people("drafter"), decision, "participation.record_attendee", **attended)
    discussed = {**DISCUSSED, "last": True, "no_attendees_because": "", "decided_on": str(localdate())}
    at_desk(
        people("leader"),
        decision,
        "participation.decide",
        **discussed,
        outcome="县政府第 8 次常务会议审议通过。",
    )
    at_desk(people("drafter"), decision, "participation.report_to_party", party_on=str(localdate()))


def published(county: County, people: Callable[..., Page], decision: Decision) -> None:
    """The document that decides and its interpretation appear together, then the announcement."""
    interpreters = Interpreters(county)
    body = CALL["draft"].replace("三档收费", "三档收费，第一档十三吨")
    binding = interpreters.determined(interpreters.ready(title=decision.title, body=body))
    document: Document = binding
    at_desk(people("drafter"), decision, "participation.name_document", document=document.pk)
    at_desk(people("records_office"), document, "disclosure.publish")
    at_desk(people("records_office"), decision, "participation.announce", **ANNOUNCED)


def read_to_the_end(page: Page, decision: Decision, number: str, code: str) -> None:
    """A citizen reads on the same address what came of it, what was changed, how it is meant, and of their own opinion."""
    page.goto(f"/participation/{decision.number}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for words in ("多数意见已经采纳", "建议修改第二档价格以后通过", "2026 年第 4 期", "审议通过"):
        expect(page.get_by_text(words).first).to_be_visible()
    page.get_by_role("link", name="征求意见以后改了什么").click()
    expect(page.get_by_text("第一档十三吨").first).to_be_visible()
    page.goto(f"/participation/{decision.number}/")
    page.get_by_role("main").get_by_role("link", name=decision.title).first.click()
    expect(page.get_by_role("heading", name="这份文件的解读")).to_be_visible()
    page.goto("/participation/track/")
    page.get_by_role("textbox").nth(-2).fill(number)
    page.get_by_role("textbox").nth(-1).fill(code)
    page.get_by_role("main").get_by_role("button").last.click()
    expect(page.get_by_text("测算过，不宜再改").first).to_be_visible()
