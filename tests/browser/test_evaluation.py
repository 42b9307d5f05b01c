"""A round in a real browser, from its plan to the page of the next year, with four hundred answers on every way."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from evaluation.clockwork import open_and_close
from evaluation.models import Complaint, Round, Suggestion, UnitResult
from foundation.questionnaires import answering, codes, counting, taking
from foundation.questionnaires.models import Ballot, Code
from foundation.visitors import challenge
from secrecy_review.models import Review
from tests.browser.acting import act_here, at_desk, fits, narrowed
from tests.browser.test_newmedia import enter
from tests.evaluation.rounds import CODE, KEYS, ONCE, PLAN, QUESTIONS, Rounds, said
from tests.personas import OPINION, County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OTHER = "lxcz"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Easy proofs, which the library compares with the real clock."""
    monkeypatch.setattr(challenge, "EFFORT", 500)
    monkeypatch.setattr(challenge, "VALID", timedelta(days=40_000))
    # A robot ticks quicker than anybody reads; tests/evaluation/test_pages.py sees that this is counted apart.
    monkeypatch.setattr(answering, "LEAST_PER_QUESTION", timedelta(0))


class Walk:
    """The people of the office and of one unit, each in a window of a phone's width."""

    def __init__(self, rounds: Rounds, window: Callable[..., Page]) -> None:
        self.rounds, self.window = rounds, window

    def page(self, role: str = "", code: str = CODE) -> Page:
        """Somebody's window, logged in today."""
        page = self.window(f"{code}-{role}" if role else "")
        narrowed(page)
        if role and page.url != "about:blank":
            enter(page, f"{code}-{role}")
        return page

    def planned(self) -> Round:
        """Planned, reviewed, public."""
        drafter = self.page("drafter")
        drafter.goto("/desk/")
        act_here(drafter, "evaluation.plan_round", **{**PLAN, "questions": QUESTIONS, "once": ONCE})
        row = Round.objects.get()
        at_desk(drafter, row, "evaluation.hand_in_round")
        review = Review.objects.of(row).open().get()
        self.rounds.county.do("secrecy_review.give_opinion", review, f"{CODE}-secrecy_reviewer", OPINION)
        at_desk(self.page("records_office"), row, "evaluation.notice_round")
        return row

    def key_of(self, row: Round, many: int) -> str:
        """The key of a batch, as it is shown this once."""
        clerk = self.page("applications_clerk")
        at_desk(clerk, row, "evaluation.issue_slips", many=many)
        found = re.search(r"取件码：([0-9A-Z-]{20,})", clerk.content())
        assert found
        return found[1]

    def printed(self, key: str) -> list[str]:
        """The slips, by whoever has the key."""
        page = self.page()
        page.goto("/evaluation/2026/slips/")
        page.get_by_label("取件码").fill(key)
        page.get_by_role("button", name="打开纸条").click()
        expect(page.get_by_role("heading", name="问卷码纸条 400 张")).to_be_visible(timeout=30_000)
        fits(page)
        return page.locator(".slip-number").all_inner_texts()

    def answered_here(self, code: str) -> None:
        """The ordinary form, opened by the QR code of a slip, which brings the code along."""
        page = self.page()
        page.goto(f"/evaluation/2026/answer/#{code}")
        page.get_by_label("荣丰办事处").check()
        page.get_by_role("button", name="开始评").click()
        expect(page.get_by_label("问卷码")).to_have_value(code)
        for key in KEYS:
            page.locator(f"input[name=s{self.place}q{key}][value='0']").check()
        page.get_by_role("button", name="提交").click()
        expect(page.get_by_role("heading", name="问卷已收到")).to_be_visible()
        fits(page)

    def answered_large(self, code: str) -> None:
        """One question a screen, on a tablet at the counter."""
        page = self.page()
        page.goto("/evaluation/2026/one/?kiosk=1")
        page.get_by_label("荣丰办事处").check()
        page.get_by_role("button", name="开始评").click()
        for _key in KEYS:
            page.get_by_role("button", name="基本满意").click()
        page.get_by_role("button", name="来办过事").click()
        page.get_by_label("最该改的一件事是什么？").fill("停水通知早点贴。")
        fits(page)
        page.get_by_role("button", name="下一题").click()
        page.get_by_role("button", name="不想答，跳过").click()
        page.get_by_label("问卷码").fill(code)
        page.get_by_role("button", name="提交").click()
        expect(page.get_by_role("heading", name="问卷已收到")).to_be_visible()
        expect(page.get_by_role("link", name="下一位")).to_be_visible()

    def answered_openly(self) -> None:
        """Without a code: the browser proves its work."""
        page = self.page()
        page.goto("/evaluation/2026/")
        page.get_by_role("link", name="填问卷").click()
        page.get_by_label("荣丰办事处").check()
        page.get_by_role("button", name="开始评").click()
        page.locator(f"input[name=s{self.place}q1][value='2']").check()
        page.get_by_role("button", name="提交").click()
        expect(page.get_by_role("heading", name="问卷已收到")).to_be_visible(timeout=30_000)

    def complained(self) -> None:
        """Somebody was told what to tick."""
        page = self.page()
        page.goto("/evaluation/2026/complain/")
        page.get_by_label("怎么回事").fill("单位让把问卷截图发到群里。")
        page.get_by_role("button", name="提交").click()
        expect(page.get_by_role("heading", name="已经收到")).to_be_visible(timeout=30_000)
        fits(page)
        at_desk(
            self.page("records_office"),
            Complaint.objects.get(),
            "evaluation.handle_complaint",
            finding="true",
            handling="约谈负责人。",
        )

    @property
    def place(self) -> int:
        return self.rounds.unit(Round.objects.get(), CODE).place


@pytest.mark.clause("SE-5")
@pytest.mark.clause("SE-6")
@pytest.mark.clause("SE-8")
def test_a_round_from_its_plan_to_the_page_of_the_next_year(
    county: County, window: Callable[..., Page]
) -> None:
    rounds = Rounds(county)
    people = [rounds.nominated(f"{name}某", "panel") for name in "甲乙丙"]
    for person in people:
        rounds.do("announce_supervisor", person, "records_office")
    county.at += timedelta(days=6)
    people = [
        rounds.do("appoint", person, "department_head", {"starts_on": "2026-03-10"}).matter
        for person in people
    ]
    county.at -= timedelta(days=6)
    walk = Walk(rounds, window)
    row = walk.planned()
    rounds.on("2026-03-20")
    open_and_close(at=county.at)
    row = rounds.fresh(row)
    made = walk.printed(walk.key_of(row, 400))
    assert len(made) == 400
    walk.answered_here(made[0])
    walk.answered_large(made[1])
    walk.answered_openly()
    walk.complained()
    day, place = localdate(county.at), walk.place
    for n, code in enumerate(codes.normalised(shown) for shown in made[2:380]):
        taking.take(row.questionnaire, said(place, 0 if n % 4 else 1), day, code=code)
    lines = [f"{code}|{place + 1}|1|1|1|1|1|1|1|1|慢\n{code}|0|2" for code in made[380:400]]
    at_desk(walk.page("drafter"), row, "evaluation.enter_sheets", sheets="\n".join(lines))
    at_desk(walk.page("applications_clerk"), row, "evaluation.enter_sheets", sheets="\n".join(lines))
    unit = rounds.unit(row, CODE)
    for person in people:
        ticks = {f"q{key}": "0" for key in KEYS}
        signed = {"supervisor": person.pk, "unit": unit.pk, "signed_on": str(day), **ticks}
        for role in ("applications_clerk", "drafter"):
            at_desk(walk.page(role), row, "evaluation.record_sheet", **signed)
    counting.shuffle_all(at=county.at)
    assert Ballot.objects.filter(subject=place).count() == 401
    assert not Code.objects.filter(spent=False).exists()
    rounds.on("2026-04-11")
    open_and_close(at=county.at)
    numbers = {"printed": 400, "issued": 400, "returned": 400, "void": 0}
    at_desk(walk.page("drafter"), row, "evaluation.count_round", **numbers)
    at_desk(walk.page("department_head"), row, "evaluation.grade_round")
    at_desk(walk.page("records_office"), row, "evaluation.feed_back")
    for code in (CODE, OTHER):
        at_desk(walk.page("leader", code), rounds.result(row, code), "evaluation.accept")
    at_desk(walk.page("records_office"), row, "evaluation.announce_round", summary="四百零一人参加。")
    result = UnitResult.objects.get(unit=unit)
    assert (result.grade, result.ways["main"]["persons"], result.ways["open"]["persons"]) == ("well", 400, 1)
    citizen = walk.page()
    citizen.goto("/evaluation/2026/")
    citizen.get_by_role("link", name="荣丰办事处", exact=True).click()
    expect(citizen.get_by_text(f"指数 {result.index}").first).to_be_visible()
    fits(citizen)
    words = {"unit": rounds.unit(row, OTHER).pk, "text": "预算公开得太晚。", "many": 3}
    at_desk(walk.page("records_office"), row, "evaluation.pass_on", **words)
    card = Suggestion.objects.get()
    head, clerk = walk.page("department_head", OTHER), walk.page("drafter", OTHER)
    promised = {"reply": "二十日内公开。", "promised_on": "2026-05-30"}
    at_desk(head, card, "evaluation.adopt", **promised)
    at_desk(clerk, card, "evaluation.finish", done="预算公开了。", done_on="2026-04-11")
    at_desk(walk.page("records_office"), card, "evaluation.verify")
    at_desk(clerk, card, "evaluation.feed_back_suggestion", manner="notice", feedback="网上公告。")
    citizen.goto("/evaluation/suggestions/")
    expect(citizen.get_by_text("预算公开得太晚。")).to_be_visible()
    rounds.on("2027-01-05")
    rounds.noticed(year=2027, title="2027 年社会评议", opens_on="2027-02-01", closes_on="2027-02-20")
    citizen.goto("/evaluation/2027/")
    expect(citizen.get_by_text("去年您说的，今年改了")).to_be_visible()
    expect(citizen.get_by_text("预算公开了。")).to_be_visible()
    fits(citizen, head, clerk)
