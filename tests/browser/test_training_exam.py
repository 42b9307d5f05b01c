"""An exam sat on a phone from its beginning to its result, a marker at the desk, and the self-study track."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from foundation.casework.acts import desk_url
from foundation.deadlines.limits import SHANGHAI
from tests.browser.acting import act_here, at_desk
from tests.browser.conftest import session_of
from tests.browser.looking import faults
from tests.personas import County
from tests.training.exams import JUDGE, MULTIPLE, SHORT, SINGLE, Hall
from tests.training.people import two
from training import invigilating
from training.models import Answer, Attempt, Exam, Mark, Question

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 780}


def enter(page: Page, username: str) -> None:
    """A new session: the old one is over after hours."""
    origin = "/".join(page.url.split("/")[:3])
    page.context.add_cookies([{**session_of(username), "url": origin}])


def fits(page: Page) -> None:
    """A page is no wider than a phone, nor than a screen, and has no fault of accessibility."""
    assert faults(page, page.url) == []
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]


@pytest.mark.clause("TR-4")
def test_an_exam_on_a_phone_from_beginning_to_result(county: County, window: Callable[..., Page]) -> None:
    hall = Hall(county)
    hall.examinee()
    records, head = window("rfbsc-records_office"), window("rfbsc-department_head")
    marker, phone = window("rfbsc-disclosure_head"), window("rfbsc-drafter")
    records.goto("/desk/")
    act_here(records, "training.write_question", **SINGLE)
    at_desk(marker, Question.objects.get(), "training.approve_question")
    for facts in (MULTIPLE, JUDGE, SHORT):
        hall.question(facts)
    sitting = hall.exam(hall.plan(), sat="online")
    first = county.at.astimezone(SHANGHAI) + timedelta(minutes=10)
    given = {**two("opens_at", first), **two("closes_at", first + timedelta(hours=2))}
    at_desk(records, sitting, "training.set_online", minutes="60", attempts="2", counts="best", **given)
    exam = Exam.objects.get()
    rules = "A2 单选 1 30\nA2 多选 1 30\nA2 判断 1 20\nA2 简答 1 20"
    at_desk(records, exam, "training.paper_by_rule", rules=rules)
    at_desk(head, exam, "training.open_exam")
    county.at = first + timedelta(minutes=1)

    phone.set_viewport_size(PHONE)  # type: ignore[arg-type]
    phone.goto("/desk/training/attempt/sit/")
    fits(phone)
    phone.get_by_role("button", name="开始").click()
    attempt = Attempt.objects.get()
    for row in Answer.objects.filter(attempt=attempt).select_related("question"):
        expect(phone.get_by_role("heading", level=1)).to_have_text(row.question.stem)
        assert row.question.explanation not in phone.content()
        fits(phone)
        if row.question.in_words:
            phone.get_by_role("textbox", name="回答").fill("一次性告知补正，写明期限。")
        else:
            for number in row.question.key:
                text = row.question.options[number]
                phone.locator(".field-choices label", has_text=text).click()
        phone.get_by_role("button", name="保存，下一题").or_(
            phone.get_by_role("button", name="保存，去交卷")
        ).click()
    expect(phone.get_by_text("4 题都答了")).to_be_visible()
    fits(phone)
    phone.get_by_role("button", name="交卷").click()
    expect(phone.get_by_text("有简答题，考试结束以后由别人阅卷")).to_be_visible()
    fits(phone)

    county.at = exam.closes_at + timedelta(minutes=1)
    invigilating.keep_exams(at=county.at)
    enter(marker, "rfbsc-disclosure_head")
    enter(phone, "rfbsc-drafter")
    marker.goto(desk_url(attempt))
    expect(marker.get_by_text("一次性告知补正，写明期限。")).to_be_visible()
    answer = Answer.objects.get(attempt=attempt, question__sort="short")
    at_desk(marker, attempt, "training.mark_answers", **{f"points_{answer.pk}": "15"})
    invigilating.keep_exams(at=county.at)
    assert Mark.objects.get().points == 95

    phone.goto(f"/desk/training/attempt/sit/{attempt.pk}/result/")
    expect(phone.get_by_text("及格", exact=False).first).to_be_visible()
    expect(phone.get_by_text(SHORT["explanation"])).to_be_visible()
    fits(phone)
    marker.goto(desk_url(exam))
    fits(marker)


@pytest.mark.clause("TR-3")
def test_a_newcomer_studies(county: County, window: Callable[..., Page]) -> None:
    hall = Hall(county)
    hall.examinee()
    for number in range(4):
        hall.question({**SINGLE, "purpose": "study"}, stem=f"自学题{number}？")
    phone = window("rfbsc-drafter")
    phone.goto("/desk/training/attempt/study/")
    expect(phone.get_by_text("还差 9 项")).to_be_visible()
    fits(phone)
    phone.get_by_role("link", name="政府信息公开条例的基本内容").click()
    phone.locator(".exam-try").first.locator("label", has_text="20 个").click()
    phone.get_by_role("button", name="看答案").click()
    expect(phone.get_by_text("✓ 答对了")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    fits(phone)
