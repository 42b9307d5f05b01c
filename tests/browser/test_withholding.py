"""Disagreement, declassification, re-assessment and cleanup in a real browser, by all the people concerned."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from disclosure.models import Cleanup, Coordination, Document, Reassessment, WithheldEntry
from disclosure.models.coordination import DisputeRuling
from disclosure.tasks import print_rulings
from foundation.casework.acts import desk_url
from tests.browser.acting import act_here, at_desk, fits, narrowed
from tests.browser.looking import faults
from tests.disclosure.disputes import AGAINST, INSEPARABLE, PASSAGE, RULING, VIEW, side, with_an_office
from tests.disclosure.kept import GOES, STAYS, withheld
from tests.disclosure.test_redactions import BRIDGE, TEXT
from tests.personas import OPINION, County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.clause("PD-7")
def test_two_agencies_disagree_and_the_county_office_decides(
    county: County, window: Callable[..., Page]
) -> None:
    with_an_office(county)
    document = county.determined()
    records, others, office, leader = (
        window(name)
        for name in ("rfbsc-records_office", "lxcz-records_office", "bmj-records_office", "bmj-leader")
    )
    narrowed(leader, others)
    view = {**VIEW, **INSEPARABLE}
    at_desk(records, document, "disclosure.open_coordination", others="lxcz", passage=PASSAGE, **view)
    case = Coordination.objects.get()
    records.goto(desk_url(document))
    expect(records.get_by_text("不因协调顺延").first).to_be_visible()

    # The other side reads the words in dispute on a phone, and nothing else of the document.
    others.goto("/desk/")
    expect(others.get_by_role("link", name=case.title).first).to_be_visible()
    at_desk(others, side(case, "lxcz"), "disclosure.state_view", **{**AGAINST, **INSEPARABLE})
    fits(others)
    at_desk(records, case, "disclosure.refer_to_office", reason="两句互为因果，分不开。")

    # One person of the county office writes, another signs on a phone; each side signs for the letter.
    ruling = {**RULING, "verdict": "public", "withheld_words": "", "ground": ""}
    at_desk(office, case, "disclosure.draft_ruling", **ruling)
    leader.goto("/desk/")
    expect(leader.get_by_role("link", name=case.title).first).to_be_visible()
    at_desk(leader, case, "disclosure.decide_coordination")
    fits(leader)
    assert print_rulings() == 2
    for page, code in ((records, "rfbsc"), (others, "lxcz")):
        at_desk(page, side(case, code), "disclosure.receive_ruling")
        assert not faults(page, desk_url(case))
        number = DisputeRuling.objects.get(side=side(case, code)).document_number
        expect(page.get_by_text(number).first).to_be_visible()
    at_desk(records, document, "disclosure.publish")
    assert county.fresh(document).state == "published"


@pytest.mark.clause("SR-7(2)")
def test_one_draft_becomes_two_texts_and_every_mark_is_confirmed(
    county: County, window: Callable[..., Page]
) -> None:
    drafter, secrecy, citizen = window("rfbsc-drafter"), window("rfbsc-secrecy_office"), window()
    leaders = window("rfbsc-department_head"), window("rfbsc-leader")
    narrowed(*leaders, citizen)
    document = county.draft(body=TEXT)
    at_desk(drafter, document, "disclosure.begin_declassification", declassification="delete")
    drafter.goto(desk_url(document))
    # Words are chosen in the internal text beside the form, and taken over.
    drafter.get_by_role("link", name="标出脱密的一处").click()
    internal = drafter.locator("[data-taken-from]")
    internal.get_by_text(BRIDGE).first.evaluate(
        """(node, words) => {
            const text = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
            let at = text.nextNode();
            while (!at.data.includes(words)) { at = text.nextNode(); }
            const range = document.createRange();
            range.setStart(at, at.data.indexOf(words));
            range.setEnd(at, at.data.indexOf(words) + words.length);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
        }""",
        BRIDGE,
    )
    drafter.get_by_role("button", name="填入选中的文字").click()
    expect(drafter.locator("#id_passage")).to_have_value(BRIDGE)
    drafter.goto(desk_url(document))
    marking = {"how": "replace", "replacement": "某桥", "ground": "state_secret", "reason": "设防位置。"}
    at_desk(drafter, document, "disclosure.mark_passage", passage=BRIDGE, **marking)
    assert not faults(drafter, desk_url(document))
    at_desk(drafter, document, "disclosure.submit")
    county.do("disclosure.recheck", document.ref, "rfbsc-records_office")
    review = county.do("secrecy_review.request", document.ref, "rfbsc-records_office").matter
    county.do("secrecy_review.give_opinion", review.ref, "rfbsc-secrecy_reviewer", OPINION)

    # The secrecy office ticks each mark; one that it did not look at keeps it from confirming.
    marks = [str(pk) for pk in document.redactions.values_list("pk", flat=True)]
    assert len(marks) == 2
    secrecy.goto(desk_url(document))
    secrecy.get_by_role("link", name="确认脱密结果").click()
    secrecy.locator(f"input[value='{marks[0]}']").check()
    secrecy.get_by_role("button", name="确认脱密结果").click()
    expect(secrecy.get_by_text("还有 1 处没有确认").first).to_be_visible()
    at_desk(secrecy, document, "disclosure.confirm_declassification", marks=marks)
    for page in leaders:
        at_desk(page, document, "disclosure.sign")
        fits(page)
    county.do("disclosure.publish", document.ref, "rfbsc-records_office")
    citizen.goto(f"/documents/{county.fresh(document).index_number}/")
    expect(citizen.get_by_text("某桥加固时间").first).to_be_visible()
    assert BRIDGE not in citizen.content()


@pytest.mark.clause("PD-7(3)")
def test_what_is_withheld_is_gone_through_and_the_public_told(
    county: County, window: Callable[..., Page]
) -> None:
    head, records, reviewer, citizen = (
        window("rfbsc-disclosure_head"),
        window("rfbsc-records_office"),
        window("rfbsc-secrecy_reviewer"),
        window(),
    )
    narrowed(head, citizen)
    stays, goes = withheld(county), withheld(county, title="关于值班流程的规定")
    head.goto("/desk/")
    act_here(head, "disclosure.open_reassessment")
    batch = Reassessment.objects.get()
    assessor = str(county.people["rfbsc-records_office"].pk)
    at_desk(head, batch, "disclosure.name_assessor", assessor=assessor)
    for item, said in zip(batch.items.order_by("pk"), (STAYS, GOES), strict=True):
        at_desk(records, item, "disclosure.assess_item", **said)
        at_desk(head, item, "disclosure.confirm_item")
        fits(head)
    at_desk(head, batch, "disclosure.close_reassessment")
    assert not faults(head, desk_url(batch))
    assert county.fresh(goes).state == "draft"
    entry = {"description": "一份内部流程文件"}
    at_desk(records, stays, "disclosure.propose_entry", **entry)
    at_desk(reviewer, WithheldEntry.objects.get(), "disclosure.list_entry")
    assert not faults(records, "/desk/disclosure/reassessment/withheld/")
    expect(records.get_by_role("cell", name=stays.title).first).to_be_visible()
    assert not faults(citizen, "/documents/withheld/")
    expect(citizen.get_by_text("一份内部流程文件")).to_be_visible()
    assert stays.title not in citizen.content()


@pytest.mark.clause("PD-3")
def test_normative_documents_are_cleaned_up(county: County, window: Callable[..., Page]) -> None:
    records, drafter, citizen = window("rfbsc-records_office"), window("rfbsc-drafter"), window()
    narrowed(citizen)
    for title in ("关于牲畜检疫的办法", "关于摊点管理的办法"):
        county.published(title=title, normative="norms", validity="in_force")
    records.goto("/desk/")
    act_here(records, "disclosure.open_cleanup")
    batch = Cleanup.objects.get()
    for item, verdict in zip(batch.items.order_by("pk"), ("keep", "repeal"), strict=True):
        at_desk(records, item, "disclosure.judge_norm", verdict=verdict, reasons="经核对。")
    at_desk(drafter, batch, "disclosure.announce_cleanup")
    document = Document.objects.get(cleanups=batch)
    drafter.goto(desk_url(document))
    expect(drafter.get_by_text("二、废止的（1 件）").first).to_be_visible()
    assert not faults(drafter, desk_url(batch))
    assert not faults(citizen, "/documents/norms/")
    expect(citizen.get_by_role("link", name="关于摊点管理的办法")).to_be_visible()
