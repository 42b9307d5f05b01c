"""Tables in the texts of a reply stand as tables in its paper, on the public page and at the desk."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applications.acts.handling import sentence
from applications.letters import LetterKind, compose
from applications.statute import OUTCOMES
from foundation.papers import render
from tests.applicants import Desk, on
from tests.applications.test_letters import BODIES, CASE, MORE, part, reply
from tests.printed import pages_of

TABLE = "拨付情况如下：\n批次｜户数｜金额（元）\n第一批｜12｜3,600\n第二批｜8｜2,400"
DOCUMENT = f"{TABLE}\n特此公告。\n五原县财政局\n2026年3月2日"

#: The values of letters that are texts of several lines, by kind.
TEXTS: dict[LetterKind, tuple[str, ...]] = {
    LetterKind.AMENDMENT_NOTICE: ("finding", "guidance"),
    LetterKind.EXPLANATION_REQUEST: ("facts",),
    LetterKind.DELAY_NOTICE: ("reasons",),
    LetterKind.EXTENSION_NOTICE: ("reasons",),
    LetterKind.THIRD_PARTY_CONSULTATION: ("content",),
    LetterKind.THIRD_PARTY_REPLY_FORM: ("content",),
    LetterKind.THIRD_PARTY_RESULT: ("content", "reasons"),
    LetterKind.COAUTHOR_CONSULTATION: ("content",),
    LetterKind.FEE_NOTICE: ("payment",),
    LetterKind.SUSPENSION_NOTICE: ("cause",),
    LetterKind.RESUMPTION_NOTICE: ("reasons",),
    LetterKind.REASONS_NOTICE: ("basis", "reasons"),
    LetterKind.COMPLAINT_REPLY: ("complaint", "findings", "handling"),
    LetterKind.REOPENING_NOTICE: ("reasons",),
    LetterKind.PROPOSAL_REPLY: ("proposal", "reasons"),
}


class Nesting(HTMLParser):
    """Notes blocks that stand within a paragraph, where no browser and no paper keeps them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open, self.wrong = 0, list[str]()
        self.feed(page)
        assert self.open == 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if self.open and tag in ("p", "div", "table", "ol"):
            self.wrong.append(tag)
        self.open += tag == "p"

    def handle_endtag(self, tag: str) -> None:
        self.open -= tag == "p"


def tables_in(page: str) -> int:
    """How many tables of texts a page has, each outside every paragraph and with its head."""
    assert Nesting(page).wrong == []
    assert "｜" not in page
    assert page.count('<th scope="col" class="short">批次</th>') == page.count("<table")
    assert page.count('<td class="num">3,600</td>') == page.count("<table")
    return page.count("<table")


@pytest.mark.parametrize("kind", TEXTS)
def test_a_table_in_any_text_of_a_letter(kind: LetterKind) -> None:
    body = {**BODIES[kind], **dict.fromkeys(TEXTS[kind], TABLE)}
    assert tables_in(compose(kind, replace(CASE, body=body))) == len(TEXTS[kind])


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_table_in_any_text_of_a_decision(outcome: str) -> None:
    plain = part(outcome, **MORE.get(outcome, {}))
    page = compose(LetterKind.REPLY, reply(replace(plain, facts=TABLE, reasons=TABLE)))
    assert tables_in(page) == 2


def test_what_the_applicant_asked_in_a_table() -> None:
    page = compose(LetterKind.REPLY, replace(reply(part("disclosed")), wanted=TABLE))
    assert tables_in(page) == 1


def test_a_sentence_is_closed_and_a_table_is_not() -> None:
    assert sentence("已经查明") == "已经查明。"
    assert sentence(TABLE) == f"{TABLE}\n"


def test_an_annex_keeps_its_table_and_signature_and_repeats_the_head_on_every_page() -> None:
    rows = "\n".join(f"第{n}村｜{n}｜{n},000" for n in range(1, 90))
    annex = {
        "title": "拨付明细",
        "text": f"明细如下：\n批次｜户数｜金额（元）\n{rows}\n五原县财政局\n2026年3月2日",
    }
    context = replace(CASE, body={"parts": [part("disclosed")], "annexes": [annex]})
    html = compose(LetterKind.REPLY, context)
    assert html.count('<div class="signed">') == 1
    pages = ["".join(page.split()) for page in pages_of(render(html, title="答复书"))]
    with_rows = [page for page in pages if "村" in page and ",000" in page]
    assert len(with_rows) > 2
    assert all("批次户数金额（元）" in page for page in with_rows)


@pytest.mark.django_db
@pytest.mark.clause("OR-4")
def test_a_reply_with_a_table_from_draft_to_public_page(desk: Desk) -> None:
    application = desk.registered(on("2026-11-02"))
    decision = {"facts": f"经检索，{TABLE}", "reasons": "该信息由本机关制作", "guidance": TABLE}
    desk.answered(application, on("2026-11-05"), decision)
    letter = application.letters.get(kind="reply")
    assert tables_in(letter.content) == 2
    found = application.replies.get()
    text = {"title": "补贴拨付", "question": "拨付情况", "answer": f"予以公开\n{TABLE}"}
    made = desk.clerk("applications.excerpt_reply", found, on("2026-11-06"), text).matter
    desk.by("disclosure_head", "applications.publish_excerpt", made, on("2026-11-06"))
    public = Client().get(reverse("replies:detail", args=[made.pk])).content.decode()
    assert tables_in(public) == 1
    clerk = Client()
    clerk.force_login(desk.county.people["rfbsc-applications_clerk"])
    page = clerk.get(f"/desk/applications/reply/{found.pk}/change/").content.decode()
    assert page.count('<th scope="col" class="short">批次</th>') == 2
    assert 'role="group"' in page
