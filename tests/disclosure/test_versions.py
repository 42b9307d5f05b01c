"""Versions of a published document, and its withdrawal."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from disclosure.models import Document
from disclosure.statute import PUBLICATION
from foundation.casework import ledger, matters
from foundation.casework.refusals import Invalid, Refused
from foundation.deadlines.models import Clock
from foundation.search.models import Entry
from foundation.search.queries import search
from tests.doors import Doors
from tests.personas import OPINION, TEXT, County

RECORDS = "rfbsc-records_office"
CHANGE = {"changed_on": "2026-11-05", "reason": "调整报送时间"}
NEW_TEXT = TEXT.replace("本月底前报送总结", "十二月十日前报送台账")


def revised(county: County, document: Document, body: str = NEW_TEXT) -> Document:
    """The next version, drafted three days later with a text of its own."""
    county.at = county.at.replace(day=5)
    newer = county.do("disclosure.revise", document.ref, "rfbsc-drafter", CHANGE).matter
    return county.do("disclosure.edit", newer.ref, "rfbsc-drafter", {"body": body}).matter


def take_through(county: County, document: Document) -> Document:
    """From draft to publication."""
    county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    county.do("disclosure.recheck", document.ref, RECORDS)
    review = county.do("secrecy_review.request", document.ref, RECORDS).matter
    county.do("secrecy_review.give_opinion", review.ref, "rfbsc-secrecy_reviewer", OPINION)
    county.do("disclosure.sign", document.ref, "rfbsc-department_head")
    county.do("disclosure.sign", document.ref, "rfbsc-leader")
    return county.do("disclosure.publish", document.ref, RECORDS).matter


def page(document: Document, version: int | None = None) -> tuple[int, str]:
    """The public page of a document or of one of its versions."""
    args = [document.index_number] + ([version] if version else [])
    answer = Client().get(reverse("documents:version" if version else "documents:detail", args=args))
    # The head repeats the beginning of the text for search engines.
    return answer.status_code, answer.content.decode().partition("</head>")[2]


def found(q: str) -> list[str]:
    """The addresses that a search finds."""
    return [entry.url for entry in search(q).entries]


@pytest.mark.clause("SR-3")
@pytest.mark.clause("PD-9", "条例26")
def test_a_new_version_goes_the_whole_way_with_a_clock_from_the_change(county: County) -> None:
    first = county.published()
    newer = revised(county, first)
    assert (newer.version, newer.index, newer.supersedes, newer.state) == (2, first.index, first, "draft")
    assert (newer.title, newer.first_published_on) == (first.title, first.first_published_on)
    clock = Clock.objects.of("document", newer.pk).get(limit=PUBLICATION.code)
    # From Thursday the 5th: the twentieth working day is Thursday, 3 December.
    assert (clock.started_on, clock.due_on) == (date(2026, 11, 5), date(2026, 12, 3))
    assert page(first)[1].count("本月底前报送总结") == 1

    second = take_through(county, newer)
    assert (second.state, county.fresh(first).state) == ("published", "superseded")
    assert second.index_number == first.index_number
    assert second.first_published_on == first.first_published_on
    assert Clock.objects.get(pk=clock.pk).ending == "met"
    line = ledger.last_line("document", first.pk)
    assert line is not None
    assert (line.act, line.detail["cause"]) == ("disclosure.supersede", "disclosure.publish")


@pytest.mark.clause("SR-3")
def test_the_old_version_stays_readable_at_its_own_address(county: County) -> None:
    first = county.published()
    second = take_through(county, revised(county, first))
    code, now = page(second)
    assert (code, "十二月十日前报送台账" in now, "本月底前报送总结" in now) == (200, True, False)
    assert CHANGE["reason"] in now
    assert reverse("documents:version", args=[first.index_number, 1]) in now
    code, then = page(first, 1)
    assert (code, "本月底前报送总结" in then) == (200, True)
    assert reverse("documents:detail", args=[first.index_number]) in then
    assert page(second, 2)[0] == 200
    assert page(second, 3)[0] == 404
    assert list(Document.objects.public(county.at)) == [second]


@pytest.mark.clause("SR-3")
def test_search_finds_the_newest_version_only(county: County) -> None:
    first = county.published()
    address = reverse("documents:detail", args=[first.index_number])
    assert found("报送总结") == [address]
    newer = revised(county, first)
    assert found("台账") == []
    take_through(county, newer)
    assert (found("台账"), found("报送总结")) == ([address], [])
    assert Entry.objects.count() == 1


@pytest.mark.clause("SR-3")
def test_an_open_version_is_not_public(county: County) -> None:
    first = county.published()
    newer = revised(county, first)
    assert page(first, newer.version)[0] == 404
    assert "台账" not in page(first)[1]


@pytest.mark.clause("SR-3")
def test_one_new_version_at_a_time(doors: Doors) -> None:
    first = doors.county.published()
    revised(doors.county, first)
    doors.refuse("disclosure.revise", first, "rfbsc-drafter", CHANGE, clause="SR-3", why="已有新版本在办理")


@pytest.mark.clause("SR-3")
def test_a_third_version_follows_the_second(county: County) -> None:
    second = take_through(county, revised(county, county.published()))
    newer = county.do("disclosure.revise", second.ref, "rfbsc-drafter", CHANGE).matter
    third = take_through(county, newer)
    assert third.version == 3
    assert [page(third, n)[0] for n in (1, 2, 3)] == [200, 200, 200]


@pytest.mark.clause("PD-9")
def test_a_change_does_not_lie_ahead(county: County) -> None:
    first = county.published()
    with pytest.raises(Invalid, match="变更日期还没有到"):
        county.do("disclosure.revise", first.ref, "rfbsc-drafter", {**CHANGE, "changed_on": "2026-11-03"})
    for blank in CHANGE:
        with pytest.raises(Invalid, match="请"):
            county.do("disclosure.revise", first.ref, "rfbsc-drafter", {**CHANGE, blank: ""})


# Withdrawal


@pytest.mark.clause("SR-13")
@pytest.mark.parametrize("by", [RECORDS, "secrecy_inspector"])
def test_a_withdrawn_document_leaves_a_page_that_says_why(county: County, by: str) -> None:
    document = county.published()
    done = county.do("disclosure.withdraw", document.ref, by, {"reason": "附表所列数字有误"})
    assert (done.line.reason, done.matter.withdrawn_at) == ("附表所列数字有误", county.at)
    code, gone = page(document)
    assert code == 410
    assert "附表所列数字有误" in gone
    assert document.title in gone
    assert "认真组织，按时完成" not in gone
    assert page(document, 1)[0] == 404
    assert document.title not in Client().get("/documents/").content.decode()
    assert found("清洁取暖") == []
    told = county.people["rfbsc-drafter"].notices.get(key=f"ledger:{done.line.pk}")
    assert "附表所列数字有误" in told.body


@pytest.mark.clause("SR-13")
@pytest.mark.parametrize(
    ("asked", "hidden"),
    [
        ({"reason": "内容有误"}, False),
        ({"reason": "涉及个人隐私"}, True),
        ({"reason": "含有个人信息"}, True),
        ({"reason": "涉及国家秘密"}, True),
        ({"reason": "附件里有当事人的手机号"}, True),
        ({"reason": "附表含有个人信息", "title": "show"}, False),
        ({"reason": "不应公开", "title": "hide"}, True),
    ],
)
def test_a_withdrawal_for_privacy_or_secrecy_hides_the_title(
    county: County, asked: dict[str, str], hidden: bool
) -> None:
    document = county.published()
    county.do("disclosure.withdraw", document.ref, RECORDS, asked)
    code, gone = page(document)
    assert (code, document.title in gone, asked["reason"] in gone) == (410, not hidden, True)
    assert county.fresh(document).title_hidden is hidden
    county.do("disclosure.restore", document.ref, RECORDS, {"reason": "撤错了一份"})
    assert document.title in page(document)[1]


@pytest.mark.clause("SR-13")
def test_a_title_can_be_hidden_afterwards(county: County) -> None:
    document = county.published()
    county.do("disclosure.withdraw", document.ref, RECORDS, {"reason": f"《{document.title}》内容有误"})
    assert document.title in page(document)[1]
    with pytest.raises(Refused, match="写着标题"):
        county.do(
            "disclosure.hide_title",
            document.ref,
            RECORDS,
            {"reason": f"{document.title[:4]} {document.title[4:]}"},
        )
    county.do("disclosure.hide_title", document.ref, RECORDS, {"reason": "涉及个人隐私"})
    gone = page(document)[1]
    assert document.title not in gone
    assert "涉及个人隐私" in gone


@pytest.mark.clause("SR-13")
def test_what_inspection_says_of_its_withdrawal_is_not_rewritten_by_the_agency(county: County) -> None:
    document = county.published()
    county.do("disclosure.withdraw", document.ref, "secrecy_inspector", {"reason": "内容有误"})
    with pytest.raises(Refused, match="保密检查作出的撤回"):
        county.do("disclosure.hide_title", document.ref, RECORDS, {"reason": "另有原因"})
    county.do("disclosure.hide_title", document.ref, "secrecy_inspector", {"reason": "另有原因"})


@pytest.mark.clause("SR-13")
def test_the_reason_does_not_repeat_the_title_that_it_hides(county: County) -> None:
    document = county.published()
    with pytest.raises(Refused, match="写着标题"):
        county.do("disclosure.withdraw", document.ref, RECORDS, {"reason": f"{document.title}涉及个人隐私"})


@pytest.mark.clause("SR-13")
def test_the_older_versions_go_with_it(county: County) -> None:
    second = take_through(county, revised(county, county.published()))
    newer = county.do("disclosure.revise", second.ref, "rfbsc-drafter", CHANGE).matter
    third = take_through(county, newer)
    county.do("disclosure.withdraw", third.ref, RECORDS, {"reason": "内容有误"})
    versions = Document.objects.filter(index=third.index).order_by("version")
    assert [(v.state, v.withdrawal_reason) for v in versions] == [("withdrawn", "内容有误")] * 3
    assert [page(third, n)[0] for n in (1, 2, 3)] == [404, 404, 404]
    assert page(third)[0] == 410
    assert not Entry.objects.exists()
    for old in versions[:2]:
        line = ledger.last_line("document", old.pk)
        assert line is not None
        assert line.act == "disclosure.withdraw_older"
        assert ledger.broken_at("document", old.pk) is None


@pytest.mark.clause("SR-13")
def test_the_index_is_left_in_the_transaction_of_the_withdrawal(county: County) -> None:
    document = county.published()

    class Unplugged(Exception):
        """Something fails after the act."""

    def withdraw_and_fail() -> None:
        with transaction.atomic():
            county.do("disclosure.withdraw", document.ref, RECORDS, {"reason": "内容有误"})
            assert found("清洁取暖") == []
            raise Unplugged

    with pytest.raises(Unplugged):
        withdraw_and_fail()
    assert county.fresh(document).state == "published"
    assert len(found("清洁取暖")) == 1
    assert page(document)[0] == 200


@pytest.mark.clause("SR-13")
def test_a_withdrawal_says_why(county: County) -> None:
    document = county.published()
    with pytest.raises(Invalid, match="请写明理由"):
        county.do("disclosure.withdraw", document.ref, RECORDS, {"reason": " "})
    assert page(document)[0] == 200


def test_nothing_is_public_before_its_moment(county: County) -> None:
    document = county.published()
    assert document.published_at is not None
    before = document.published_at - timedelta(seconds=1)
    assert not Document.objects.public(before).exists()
    assert not Document.objects.readable(before).exists()


@pytest.mark.clause("PD-8")
def test_the_catalogue_lists_what_is_published(county: County) -> None:
    document = county.published()
    county.draft(title="关于做好春耕备耕工作的通知")
    listed = Client().get("/documents/").content.decode()
    assert document.title in listed
    assert document.index_number in listed
    assert "春耕备耕" not in listed


@pytest.mark.clause("SR-6(2)")
def test_a_version_begun_by_mistake_is_given_up_and_another_begun(county: County) -> None:
    document = county.published()
    change = {"changed_on": "2026-11-02", "reason": "补充说明。"}
    mistaken = county.do("disclosure.revise", document.ref, "rfbsc-drafter", change).matter
    with pytest.raises(Refused, match="SR-3"):
        county.do("disclosure.revise", document.ref, "rfbsc-drafter", change)
    county.do("disclosure.abandon", mistaken.ref, "rfbsc-drafter", {"reason": "点错了。"})
    assert not Clock.objects.of("document", mistaken.pk).open().exists()
    again = county.do("disclosure.revise", document.ref, "rfbsc-drafter", change).matter
    assert (again.version, county.fresh(mistaken).state) == (2, "abandoned")
    assert matters.find(f"document:{document.index_number}", county.actor("rfbsc-drafter")) == again
    assert Document.objects.public(county.at).get() == document


@pytest.mark.clause("SR-13")
def test_a_new_version_of_what_was_taken_down_is_reviewed_anew(county: County) -> None:
    document = county.published()
    change = {"changed_on": "2026-11-02", "reason": "补充说明。"}
    newer = county.do("disclosure.revise", document.ref, "rfbsc-drafter", change).matter
    county.do("disclosure.submit", newer.ref, "rfbsc-drafter")
    county.do("disclosure.recheck", newer.ref, "rfbsc-records_office")
    review = county.do("secrecy_review.request", newer.ref, "rfbsc-records_office").matter
    assert any(place["text"] == "补充说明。" for place in review.places)
    county.do("disclosure.withdraw", document.ref, "secrecy_inspector", {"reason": "内容须重新核定。"})
    county.do("secrecy_review.give_opinion", review.ref, "rfbsc-secrecy_reviewer", OPINION)
    county.do("disclosure.sign", newer.ref, "rfbsc-department_head")
    county.do("disclosure.sign", newer.ref, "rfbsc-leader")
    with pytest.raises(Refused, match="SR-13"):
        county.do("disclosure.publish", newer.ref, "rfbsc-records_office")


@pytest.mark.clause("SR-4")
def test_the_reason_of_a_withdrawal_shows_nothing_that_must_not_be_seen(county: County) -> None:
    document = county.published()
    marked = {"reason": "原件标注机密★20年，误公开"}
    with pytest.raises(Refused, match="SR-4"):
        county.do("disclosure.withdraw", document.ref, "rfbsc-records_office", marked)
    with pytest.raises(Invalid, match="手机号码"):
        county.do(
            "disclosure.withdraw",
            document.ref,
            "rfbsc-records_office",
            {"reason": "误载手机号 13812345678。"},
        )
