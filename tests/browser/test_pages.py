"""How the pages stand: for assistive technology, on a phone, under the content policy."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from evaluation.clockwork import open_and_close
from foundation.notices.models import Dispatch
from foundation.visitors.codes import new_token
from participation.doors import CODES
from participation.registering import Wish, register
from tests.applicants import Desk
from tests.browser.looking import faults
from tests.evaluation.rounds import Rounds
from tests.interpretation.people import (
    CHART,
    answered,
    asked,
    conference,
    further,
    out,
    seen,
    svg,
    with_photo,
)
from tests.interpretation.people import Office as Interpreters
from tests.newmedia.messages import Inbox
from tests.newmedia.people import GATES
from tests.newmedia.people import Office as Accounts
from tests.participation import polls
from tests.participation.hearings import Hearings, card
from tests.participation.people import Office as Decisions
from tests.participation.people import says
from tests.participation.submissions import ANSWER, COUNTY, SAID, Proposing, handed_in, in_force, objects
from tests.personas import MONDAY, County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_public_page_serves_everybody(county: County, window: Callable[..., Page]) -> None:
    document = county.published()
    office = Interpreters(county)
    explained = office.published(
        title="取暖补贴办法", body="一、谁可以领\n本镇户籍的农户。\n二、领多少\n每户 1200 元。"
    )
    chart = further(office, explained, **CHART, chart=svg())
    office.by("drafter", "interpretation.link", chart, {"article": "二、"})
    helps = {
        "cases": "二、领多少：李婶家按 1200 元补。\n数字：1200",
        "selfcheck": "问：您家烧煤吗？\n是：每户补 1200 元。\n条文：二、领多少\n要带：户口簿\n否：没有补贴。",
        "dates": "2026-12-31 以前到村委会申请",
    }
    helped = further(office, explained)
    office.by("drafter", "interpretation.help_readers", helped, helps)
    begun = further(office, explained, form="press", body="发布词。")
    office.by("drafter", "interpretation.edit_conference", begun, conference(office))
    with_photo(office, begun)
    shown = (
        office.material(explained),
        out(office, chart),
        out(office, helped),
        out(office, seen(office, explained)),
        out(office, begun),
    )
    number = answered(office, asked(county, explained)).number
    addresses = (
        "/",
        "/documents/",
        "/documents/?q=取暖",
        "/documents/?q=没有这样的词",
        "/search/",
        "/search/?q=取暖",
        "/search/?q=没有这样的词",
        f"/documents/{document.index_number}/",
        "/apply/",
        "/apply/paper/",
        "/apply/track/",
        "/agencies/",
        "/agencies/rfbsc/",
        "/regulations/",
        "/regulations/secrecy_review/",
        "/time-limits/",
        "/replies/",
        "/replies/outcomes/",
        "/feedback/",
        "/feedback/error/?page=/documents/",
        "/feedback/complaint/",
        "/feedback/why/",
        "/feedback/track/",
        "/accountability/",
        "/accountability/report/",
        "/accountability/track/",
        "/accountability/served/",
        f"/documents/{explained.index_number}/",
        "/interpretation/",
        "/interpretation/terms/",
        *(f"/interpretation/{one.pk}/" for one in shown),
        f"/interpretation/{helped.pk}/mine/?q1=1",
        "/interpretation/questions/",
        f"/interpretation/questions/{number}/",
        f"/interpretation/ask/?document={explained.index_number}",
        "/interpretation/track/",
        f"/interpretation/unclear/?document={explained.index_number}",
        "/participation/",
        "/participation/catalogue/",
        "/participation/track/",
        "/ledger/",
        "/api/",
        "/data/",
        "/site-map/",
        "/accessibility/",
        "/privacy/",
        "/desk/login/",
    )
    assert [fault for address in addresses for fault in faults(window(), address)] == []


def test_paper_asks_for_nothing(county: County, window: Callable[..., Page]) -> None:
    """What only leads on – buttons, and headings with nothing but buttons below – is not printed."""
    page = window()
    for address, questions in (
        (f"/documents/{county.published().index_number}/", True),
        ("/replies/", False),
    ):
        page.goto(address)
        asks = [page.get_by_text("这一页有问题")]
        asks += [page.get_by_role("heading", name="看不明白？")] if questions else []
        for one in asks:
            expect(one).to_be_visible()
        page.emulate_media(media="print")
        for one in asks:
            expect(one).to_be_hidden()
        page.emulate_media(media="screen")


def test_the_pages_of_a_decision_serve_everybody(county: County, window: Callable[..., Page]) -> None:
    office = Decisions(county)
    over = office.opened()
    says(over, "反对，先把漏水的管子修好。", stance="against")
    office.fed_back(office.answered(office.closed(over)))
    polled = polls.reported(office, office.started(ways=["poll"], traits=[]), many=40)
    county.at = MONDAY
    lxcz = Decisions(county, "lxcz")
    opened = lxcz.opened(lxcz.started(ways=["draft", "poll"]))
    asked = polls.opened(lxcz, opened.decision)
    done, number = f"/participation/{over.decision.number}/", opened.decision.number
    addresses = (
        "/participation/",
        "/participation/catalogue/",
        f"/participation/{number}/",
        f"/participation/{number}/write/",
        f"/participation/{number}/digests/",
        f"/participation/{number}/digests/prove/",
        done,
        f"{done}opinions/1/",
        f"/participation/{polled.decision.number}/",
        f"/participation/{polled.decision.number}/poll/",
        f"/participation/{asked.decision.number}/poll/answer/",
        f"/participation/{asked.decision.number}/poll/slips/",
    )
    assert [fault for address in addresses for fault in faults(window(), address)] == []


def test_the_pages_of_an_evaluation_serve_everybody(county: County, window: Callable[..., Page]) -> None:
    now, rounds = county.at, Rounds(county)
    row = rounds.announced(year=2025, title="2025 年社会评议")
    card = rounds.passed_on(row, "rfbsc")
    rounds.nominated()
    rounds.do("announce_supervisor", rounds.nominated("乙某"), "records_office")
    county.at = now
    opens, closes = (str(localdate(now) + timedelta(days=days)) for days in (6, 26))
    asked = rounds.noticed(opens_on=opens, closes_on=closes)
    county.at = now + timedelta(days=7)
    open_and_close(at=county.at)
    unit = rounds.unit(row, "rfbsc").number
    addresses = (
        "/evaluation/",
        "/evaluation/2025/",
        f"/evaluation/2025/units/{unit}/",
        "/evaluation/2026/",
        "/evaluation/2026/arithmetic/?well=24&rather=6&badly=2&panel=",
        "/evaluation/2026/answer/",
        "/evaluation/2026/answer/?unit=0",
        "/evaluation/2026/one/",
        "/evaluation/2026/complain/",
        "/evaluation/2026/slips/",
        "/evaluation/suggestions/",
        "/evaluation/supervisors/",
    )
    assert [fault for address in addresses for fault in faults(window(), address)] == []
    drafter = window("rfbsc-drafter")
    desk = (
        f"/desk/evaluation/round/{asked.pk}/change/",
        f"/desk/evaluation/unitresult/{rounds.result(row).pk}/change/",
        f"/desk/evaluation/suggestion/{card.pk}/change/",
        f"/desk/act/evaluation.record_sheet/{asked.ref}/",
        "/desk/act/evaluation.nominate/agency:rfbsc/",
    )
    assert [fault for address in desk for fault in faults(drafter, address)] == []


def test_the_pages_of_proposals_and_objections_serve_everybody(
    county: County, window: Callable[..., Page]
) -> None:
    office, proposing = Decisions(county), Proposing(county)
    taken, private = proposing.taken_up(), proposing.declined(consent="private")
    proposing.referred()
    decision = in_force(office)
    for consent in ("named", "private"):
        objection = objects(county, decision, consent=consent)
        given = {**ANSWER, **({"shown": SAID["text"]} if consent == "named" else {})}
        office.do("answer_objection", objection, "drafter", given)
    evaluation = handed_in(office, decision)
    county.do("participation.take_evaluation", evaluation, COUNTY, {"conclusion": "照旧执行。"})
    addresses = (
        "/participation/propose/",
        "/participation/proposals/",
        f"/participation/proposals/{taken.number}/",
        f"/participation/proposals/{private.number}/",
        f"/participation/{decision.number}/",
        f"/participation/{decision.number}/object/",
        f"/participation/{decision.number}/objections/",
    )
    assert [fault for address in addresses for fault in faults(window(), address)] == []
    drafter, clerk = window("rfbsc-drafter"), window("lxcz-applications_clerk")
    received = proposing.submitted()
    waiting = objects(county, decision)
    found = [
        fault
        for page, address in (
            (clerk, f"/desk/participation/proposal/{received.pk}/change/"),
            (clerk, f"/desk/act/participation.refer_proposal/{received.ref}/"),
            (clerk, "/desk/act/participation.record_proposal/agency:lxcz/"),
            (drafter, f"/desk/participation/objection/{waiting.pk}/change/"),
            (drafter, f"/desk/act/participation.answer_objection/{waiting.ref}/"),
            (drafter, f"/desk/participation/decision/{decision.pk}/change/"),
            (drafter, f"/desk/participation/evaluation/{evaluation.pk}/change/"),
            (drafter, f"/desk/act/participation.propose_evaluation/{decision.ref}/"),
        )
        for fault in faults(page, address)
    ]
    assert found == []


def test_the_pages_that_a_query_code_opens_serve_whoever_has_it(
    county: County, window: Callable[..., Page]
) -> None:
    """A proposal and a registration for a hearing, with their forms."""
    token = new_token()
    proposal = Proposing(county).submitted(token=token)
    hearing = Hearings(Decisions(county)).announced(held_on="2027-03-01")
    wish = Wish("public", "报名人甲", card(1), "13800000001", "职业：农民\n住址：隆兴昌镇")
    done = register(hearing, wish, new_token(), county.at)
    page, found = window(), []
    for number, code, addresses in (
        (proposal.number, CODES.code_of(token), ["proposal/"]),
        (done.registration.number, done.code, ["registration/", "registration/correct/"]),
    ):
        page.goto("/participation/track/")
        page.locator("[name=number]").fill(number)
        page.locator("[name=code]").fill(code)
        page.get_by_role("button", name="查我的意见").click()
        page.get_by_role("heading", level=1).filter(has_text=number).wait_for()
        for address in addresses:
            found += faults(page, f"/participation/track/{address}")
    assert found == []


def test_the_pages_of_accounts_serve_everybody(county: County, window: Callable[..., Page]) -> None:
    office, other = Accounts(county), Accounts(county, "lxcz")
    closed = office.closed(office.live())
    noticed = office.announced(office.live(platform="weibo", handle="weibo"))
    live = other.live(handle="lxc", title="隆兴昌发布")
    other.do("suspend", live, "leader", {"because": "hacked", "reason": "密码被改。"})
    posted = Accounts(county, "bmj")
    post = posted.released(posted.written(posted.live(handle="bmj", subject="五原县国家保密局")))
    posted.do("mend", post, "leader", {"sort": "correction", "text": "应为 11 月 4 日。"})
    shown = (
        "/newmedia/",
        "/newmedia/corrections/",
        f"/newmedia/posts/{post.pk}/",
        f"/newmedia/{post.account_id}/",
    )
    survey = posted.planned(county.fresh(post.account))
    posted.do("announce_exchange", survey, "leader", {"gates": GATES})
    county.at += timedelta(hours=2)
    talks = f"/newmedia/exchanges/{survey.pk}/"
    shown += ("/newmedia/exchanges/", talks, f"{talks}answer/")
    addresses = (*shown, *(f"/newmedia/{one.pk}/" for one in (closed, noticed, live)))
    assert [fault for address in addresses for fault in faults(window(), address)] == []


def test_the_pages_of_messages_serve_everybody(county: County, window: Callable[..., Page]) -> None:
    inbox = Inbox(Accounts(county))
    petition, captured, told = (
        inbox.registered(),
        inbox.captured(),
        inbox.packaged(inbox.deleted(inbox.confirmed(inbox.captured(inbox.unlawful(author_id="b"))))),
    )
    waiting = inbox.unlawful(author_id="c")
    drafter, head = window("rfbsc-drafter"), window("rfbsc-department_head")
    found = [
        fault
        for page, address in (
            (drafter, "/desk/newmedia/message/"),
            *((drafter, f"/desk/newmedia/message/{one.pk}/change/") for one in (petition, captured, told)),
            (drafter, f"/desk/act/newmedia.record_message/{inbox.account.ref}/"),
            (drafter, f"/desk/act/newmedia.direct/{petition.ref}/"),
            (drafter, f"/desk/act/newmedia.capture/{waiting.ref}/"),
            (head, f"/desk/act/newmedia.confirm_evidence/{captured.ref}/"),
            (drafter, f"/desk/act/newmedia.report_hacking/{inbox.account.ref}/"),
        )
        for fault in faults(page, address)
    ]
    assert found == []


def test_the_pages_of_a_hearing_serve_everybody(county: County, window: Callable[..., Page]) -> None:
    announced, reported = Hearings(Decisions(county, "rfbsc")), Hearings(Decisions(county, "rfbsc"))
    done = reported.reported()
    county.at = MONDAY
    begun = announced.announced()
    addresses = [
        f"/participation/{hearing.decision.number}/{page}"
        for hearing in (done, begun)
        for page in ("", "hearing/1/register/", "hearing/1/notice/", "hearing/1/draw/")
    ]
    assert [fault for address in addresses for fault in faults(window(), address)] == []


def test_the_page_that_confirms_an_address_serves_everybody(
    county: County, window: Callable[..., Page]
) -> None:
    Desk(county).file(county.at, email="someone@mail.example")
    token = re.search(r"/reminders/\S+", Dispatch.objects.filter(channel="email").latest("pk").body)
    assert token
    assert faults(window(), token[0]) == []


def test_every_page_of_the_desk_serves_everybody(county: County, window: Callable[..., Page]) -> None:
    document, review = county.under_review()
    office = Interpreters(county)
    unjudged, duty = office.draft({}), office.planned(office.draft(title="另一份办法"))
    material = office.written(duty.document)
    film = seen(office, county.published(title="有录像的通知"))
    reviewer, drafter = window("rfbsc-secrecy_reviewer"), window("rfbsc-drafter")
    found = [
        fault
        for page, addresses in (
            (
                reviewer,
                (
                    "/desk/",
                    "/desk/inbox/",
                    "/desk/password_change/",
                    "/desk/secrecy_review/review/",
                    f"/desk/secrecy_review/review/{review.pk}/change/",
                    f"/desk/act/secrecy_review.give_opinion/{review.ref}/",
                ),
            ),
            (
                drafter,
                (
                    "/desk/disclosure/document/",
                    f"/desk/disclosure/document/{document.pk}/change/",
                    "/desk/act/disclosure.draft/agency:rfbsc/",
                    f"/desk/interpretation/duty/{duty.pk}/change/",
                    f"/desk/interpretation/interpretation/{material.pk}/change/",
                    f"/desk/act/interpretation.judge/{unjudged.ref}/",
                    f"/desk/act/interpretation.plan/{duty.ref}/",
                    f"/desk/act/interpretation.edit_material/{material.ref}/",
                    f"/desk/interpretation/interpretation/{film.pk}/change/",
                    f"/desk/act/interpretation.attach_media/{film.ref}/",
                    f"/desk/act/interpretation.add_photo/{film.ref}/",
                    f"/desk/act/interpretation.help_readers/{film.ref}/",
                    f"/desk/act/interpretation.record_conference/{duty.ref}/",
                ),
            ),
        )
        for address in addresses
        for fault in faults(page, address)
    ]
    assert found == []
