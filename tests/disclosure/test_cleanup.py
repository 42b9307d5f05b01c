"""The periodic cleanup of normative documents: judged one by one, announced, and marked on each (PD-3, 条例20)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client

from disclosure.acts.cleaning_up import in_force_no_longer
from disclosure.clockwork import open_cleanups
from disclosure.models import Cleanup, CleanupItem, Document
from disclosure.statute import CLEANUP_TIME
from foundation.agencies.models import Agency
from foundation.casework.acts import ACTS, Step
from foundation.casework.clock_faces import summary
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Invalid, Refused
from foundation.casework.worklist import my_matters
from foundation.deadlines import clocks
from tests.disclosure.test_versions import CHANGE
from tests.personas import OPINION, County

pytestmark = [pytest.mark.django_db, pytest.mark.clause("PD-3")]
RECORDS, DRAFTER = "rfbsc-records_office", "rfbsc-drafter"
KEEP = {"verdict": "keep", "reasons": "仍然适用。"}
REPEAL = {"verdict": "repeal", "reasons": "所依据的办法已经废止"}


def norm(county: County, title: str, **more: Any) -> Document:
    """A normative document in force."""
    return county.published(title=title, normative="norms", validity="in_force", **more)


def begun(county: County) -> Cleanup:
    batch: Cleanup = county.do("disclosure.open_cleanup", "agency:rfbsc", RECORDS).matter
    return batch


def announced(county: County, batch: Cleanup) -> Document:
    """The announcement, drafted."""
    head = {"title": "关于公布 2026 年规范性文件清理结果的公告", "formed_on": "2026-11-02"}
    county.do("disclosure.announce_cleanup", batch.ref, DRAFTER, head)
    document = county.fresh(batch).result
    assert document is not None
    known = {
        "genre": "公告",
        "attribute": "proactive",
        "proactive_tests": ["1"],
        "topic": "综合政务/政务公开",
    }
    text = {name: getattr(document, name) for name in ("title", "formed_on", "body")}
    county.do("disclosure.edit", document.ref, DRAFTER, {**text, **known})
    return county.fresh(document)


def published(county: County, document: Document, *, judged: bool = False) -> None:
    """Take the announcement the way of every document."""
    if not judged:
        county.judge(document, DRAFTER)
    county.do("disclosure.submit", document.ref, DRAFTER)
    county.do("disclosure.recheck", document.ref, RECORDS)
    review = county.do("secrecy_review.request", document.ref, RECORDS).matter
    county.do("secrecy_review.give_opinion", review.ref, "rfbsc-secrecy_reviewer", OPINION)
    if document.sign_levels > 1:
        county.do("disclosure.sign", document.ref, "rfbsc-department_head")
    county.do("disclosure.sign", document.ref, "rfbsc-leader")
    county.do("disclosure.publish", document.ref, RECORDS)


def rows(county: County, username: str) -> list[tuple[str, str]]:
    return [(row.matter.ref, row.act.name) for row in my_matters(county.actor(username), 50)[0]]


@pytest.mark.clause("条例20")
def test_what_the_announcement_says_becomes_the_validity_of_each(county: County) -> None:
    stays = norm(county, "关于牲畜检疫的办法", document_number="荣办发〔2024〕1号")
    goes = norm(county, "关于摊点管理的办法")
    instead = county.published(title="关于摊点管理的新办法")
    county.published(title="不是规范性文件的通知")
    batch = begun(county)
    clock = clocks.open_clock(batch, CLEANUP_TIME)
    assert clock is not None
    assert str(clock.due_on) == "2027-02-02"
    kept, ended = batch.items.order_by("pk")
    assert [(item.title, item.index) for item in (kept, ended)] == [
        (stays.title, stays.index),
        (goes.title, goes.index),
    ]
    assert (kept.ref, "disclosure.judge_norm") in rows(county, RECORDS)
    county.do("disclosure.judge_norm", kept.ref, RECORDS, KEEP)
    with pytest.raises(Refused, match="还有 1 件"), transaction.atomic():
        announced(county, batch)
    county.do("disclosure.judge_norm", ended.ref, RECORDS, REPEAL | {"replaced_by": instead.index_number})
    assert (batch.ref, "disclosure.announce_cleanup") in rows(county, DRAFTER)
    document = announced(county, batch)
    assert document.body.splitlines()[1:-1] == [
        "一、继续有效的（1 件）",
        "1. 《关于牲畜检疫的办法》（荣办发〔2024〕1号）：仍然适用。",
        "二、废止的（1 件）",
        f"1. 《关于摊点管理的办法》：所依据的办法已经废止，由索引号为 {instead.index_number} 的文件代替。",
    ]
    assert county.fresh(goes).validity == "in_force", "nothing counts before it is announced"
    published(county, document)
    batch, goes, stays = county.fresh(batch), county.fresh(goes), county.fresh(stays)
    document = county.fresh(document)
    assert (batch.state, str(batch.published_on)) == ("published", "2026-11-02")
    assert clocks.open_clock(batch, CLEANUP_TIME) is None
    assert (goes.validity, str(goes.lapsed_on), goes.replaced_by) == ("repealed", "2026-11-02", instead.index)
    assert document.index_number in goes.validity_reason, "by its number: a title may have to be hidden"
    assert (stays.validity, stays.lapsed_on) == ("in_force", None)
    assert {item.state for item in batch.items.all()} == {"decided"}
    page = Client().get("/documents/norms/").text
    assert "2026 年：继续有效" in page
    assert "2026 年：废止" in page
    assert document.title in page
    assert "不是规范性文件" not in page
    assert stays.title not in Client().get("/documents/norms/?validity=over").text
    assert goes.title not in Client().get("/documents/norms/?validity=in_force&agency=rfbsc").text


def test_the_announcement_says_what_was_judged(county: County) -> None:
    norm(county, "关于摊点管理的办法")
    batch = begun(county)
    item = batch.items.get()
    county.do("disclosure.judge_norm", item.ref, RECORDS, KEEP)
    document = announced(county, batch)
    county.do("disclosure.judge_norm", item.ref, RECORDS, REPEAL)
    county.judge(document, DRAFTER)
    with pytest.raises(Refused, match="废止的（1 件）") as caught, transaction.atomic():
        county.do("disclosure.submit", document.ref, DRAFTER)
    assert caught.value.clause.id == "PD-3"
    county.do("disclosure.judge_norm", item.ref, RECORDS, KEEP)
    county.do("disclosure.submit", document.ref, DRAFTER)


def test_an_announcement_given_up_is_drafted_anew(county: County) -> None:
    norm(county, "关于摊点管理的办法")
    batch = begun(county)
    county.do("disclosure.judge_norm", batch.items.get().ref, RECORDS, KEEP)
    document = announced(county, batch)
    county.do("disclosure.abandon", document.ref, DRAFTER, {"reason": "重新拟写。"})
    batch = county.fresh(batch)
    assert (batch.state, batch.result) == ("open", None)
    published(county, announced(county, batch))
    assert county.fresh(batch).state == "published"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("disclosure.withdraw", {"reason": "内容有误。"}),
        (
            "disclosure.set_validity",
            {"validity": "void", "lapsed_on": "2026-11-02", "reason": "任务已经完成。"},
        ),
    ],
)
def test_what_ends_otherwise_is_no_longer_waited_for(county: County, name: str, data: dict[str, str]) -> None:
    document = norm(county, "关于摊点管理的办法")
    other = norm(county, "关于牲畜检疫的办法")
    batch = begun(county)
    county.do(name, document.ref, RECORDS, data)
    gone, stays = batch.items.order_by("pk")
    assert (gone.state, stays.state) == ("gone", "due")
    county.do("disclosure.judge_norm", stays.ref, RECORDS, KEEP)
    announcement = announced(county, batch)
    assert document.title not in announcement.body
    published(county, announcement)
    assert county.fresh(other).validity == "in_force"


def test_the_beat_begins_it_every_two_years_however_often_it_runs(county: County) -> None:
    assert open_cleanups(at=county.at) == 0
    norm(county, "关于摊点管理的办法")
    assert open_cleanups(at=county.at.replace(month=8)) == 0
    assert [open_cleanups(at=county.at + timedelta(hours=n)) for n in range(3)] == [1, 0, 0]
    with pytest.raises(Refused, match="已经开展"), transaction.atomic():
        begun(county)
    assert open_cleanups(at=county.at.replace(year=2027)) == 0
    assert open_cleanups(at=county.at.replace(year=2028)) == 0, "that of 2026 is still open"
    batch = Cleanup.objects.get()
    county.do("disclosure.judge_norm", batch.items.get().ref, RECORDS, KEEP)
    published(county, announced(county, batch))
    assert open_cleanups(at=county.at.replace(year=2028)) == 1


def test_what_makes_no_sense_is_refused(county: County) -> None:
    with pytest.raises(Refused, match="没有标注为规范性文件"), transaction.atomic():
        begun(county)
    document = norm(county, "关于摊点管理的办法")
    item = begun(county).items.get()
    for given, said in (
        ({"replaced_by": document.index_number}, "它自己"),
        ({"replaced_by": "wy-rfbsc/2020-00001"}, "没有公开"),
        ({"verdict": "burn"}, "清理意见"),
        ({"reasons": ""}, "理由"),
        ({"reasons": "联系张三 13947812345"}, "手机"),
    ):
        with pytest.raises(Invalid, match=said):
            county.do("disclosure.judge_norm", item.ref, RECORDS, REPEAL | given)
    other = county.published(title="关于另一件事的通知")
    with pytest.raises(Invalid, match="才有替代"):
        county.do("disclosure.judge_norm", item.ref, RECORDS, KEEP | {"replaced_by": other.index_number})


def test_the_database_lets_nothing_count_that_is_not_announced(county: County) -> None:
    norm(county, "关于摊点管理的办法")
    batch = begun(county)
    item = batch.items.get()
    with pytest.raises(IntegrityError, match="judged_with_reasons"), transaction.atomic():
        CleanupItem.objects.filter(pk=item.pk).update(state="judged")
    county.do("disclosure.judge_norm", item.ref, RECORDS, REPEAL)
    with pytest.raises(InternalError, match="PD-3"), transaction.atomic():
        CleanupItem.objects.filter(pk=item.pk).update(state="decided")
    announced(county, batch)
    with pytest.raises(InternalError, match="PD-3"), transaction.atomic():
        Cleanup.objects.filter(pk=batch.pk).update(state="published", published_on="2026-11-02")


def test_months_are_counted_down_in_days(county: County) -> None:
    norm(county, "关于摊点管理的办法")
    clock = clocks.open_clock(begun(county), CLEANUP_TIME)
    assert clock is not None
    shown = summary(clock, county.at)
    assert (shown["words"], shown["percent"], shown["level"]) == ("剩 92 天", 0, "main")
    later = summary(clock, county.at + timedelta(days=60))
    assert (later["words"], later["percent"]) == ("剩 33 天", 60)


def test_what_was_withdrawn_by_mistake_is_waited_for_again(county: County) -> None:
    document = norm(county, "关于摊点管理的办法")
    norm(county, "关于牲畜检疫的办法")
    batch = begun(county)
    county.do("disclosure.withdraw", document.ref, RECORDS, {"reason": "点错了。"})
    item = batch.items.get(index=document.index)
    assert item.state == "gone"
    county.do("disclosure.restore", document.ref, RECORDS, {"reason": "没有问题。"})
    assert county.fresh(item).state == "due"
    county.do("disclosure.set_normative", document.ref, RECORDS, {"normative": "", "reason": "只管一次。"})
    assert county.fresh(item).state == "gone", "it is no normative document"


def test_a_cleanup_of_nothing_is_over(county: County) -> None:
    document = norm(county, "关于摊点管理的办法")
    batch = begun(county)
    county.do("disclosure.withdraw", document.ref, RECORDS, {"reason": "内容有误。"})
    assert county.fresh(batch).state == "void"
    assert clocks.open_clock(batch, CLEANUP_TIME) is None


def test_what_came_back_under_way_is_judged_before_the_announcement_goes_on(county: County) -> None:
    document = norm(county, "关于摊点管理的办法")
    other = norm(county, "关于牲畜检疫的办法")
    batch = begun(county)
    county.do("disclosure.withdraw", document.ref, RECORDS, {"reason": "点错了。"})
    county.do("disclosure.judge_norm", batch.items.get(index=other.index).ref, RECORDS, KEEP)
    result = announced(county, batch)
    county.judge(result, DRAFTER)
    county.do("disclosure.restore", document.ref, RECORDS, {"reason": "没有问题。"})
    with pytest.raises(Refused, match="还有 1 件没有提出意见") as caught, transaction.atomic():
        county.do("disclosure.submit", result.ref, DRAFTER)
    assert caught.value.clause.id == "PD-3"
    item = batch.items.get(index=document.index)
    assert (item.ref, "disclosure.judge_norm") in rows(county, RECORDS)


def test_a_cleanup_whose_announcement_was_given_up_with_nothing_left_is_over(county: County) -> None:
    document = norm(county, "关于摊点管理的办法")
    batch = begun(county)
    county.do("disclosure.judge_norm", batch.items.get().ref, RECORDS, KEEP)
    result = announced(county, batch)
    county.do("disclosure.withdraw", document.ref, RECORDS, {"reason": "内容有误。"})
    assert county.fresh(batch).state == "drafted", "whoever drafts it gives it up"
    county.do("disclosure.abandon", result.ref, DRAFTER, {"reason": "没有要公布的了。"})
    assert county.fresh(batch).state == "void"
    assert clocks.open_clock(batch, CLEANUP_TIME) is None


def test_a_version_begun_before_does_not_bring_it_back_into_force(county: County) -> None:
    document = norm(county, "关于摊点管理的办法")
    batch = begun(county)
    newer = county.do(
        "disclosure.revise", document.ref, DRAFTER, {**CHANGE, "changed_on": "2026-11-02"}
    ).matter
    county.do("disclosure.edit", newer.ref, DRAFTER, {"body": f"{newer.body}\n补充一句。"})
    county.do("disclosure.judge_norm", batch.items.get().ref, RECORDS, REPEAL)
    published(county, announced(county, batch))
    step = Step(ACTS["disclosure.publish"], county.fresh(newer), county.actor(RECORDS), county.at)
    objection = in_force_no_longer.check(step)
    assert objection is not None
    assert "前一版已经标注“废止”" in objection[0]
    assert in_force_no_longer in ACTS["disclosure.publish"].gates


def test_the_announcement_is_published_and_leaves_with_its_verdicts(county: County) -> None:
    document = norm(county, "关于摊点管理的办法")
    batch = begun(county)
    county.do("disclosure.judge_norm", batch.items.get().ref, RECORDS, REPEAL)
    announcement = announced(county, batch)
    kept = {"attribute": "withheld", "ground": "internal_affairs", "attribute_reason": "内部掌握。"}
    county.do("disclosure.edit", announcement.ref, DRAFTER, kept)
    county.judge(announcement, DRAFTER)
    with pytest.raises(Refused, match="清理结果要公布"), transaction.atomic():
        county.do("disclosure.submit", announcement.ref, DRAFTER)
    public = {"attribute": "proactive", "proactive_tests": ["1"], "ground": "", "attribute_reason": ""}
    county.do("disclosure.edit", announcement.ref, DRAFTER, public)
    published(county, announcement, judged=True)
    assert "2026 年：废止" in Client().get("/documents/norms/").text
    given = {"reason": "公告有误。", "title": "hide"}
    county.do("disclosure.withdraw", announcement.ref, RECORDS, given)
    page = Client().get("/documents/norms/").text
    assert announcement.title not in page
    assert "2026 年：废止" not in page
    assert announcement.title not in Client().get(f"/documents/{document.index_number}/").text
    assert LedgerLine.objects.filter(act="disclosure.cleanup_unsaid").exists()


def test_what_a_merged_agency_left_is_its_successors_to_clean_up(county: County) -> None:
    norm(county, "关于摊点管理的办法")
    gone, successor = county.agencies["rfbsc"], county.agencies["lxcz"]
    Agency.objects.filter(pk=gone.pk).update(abolished_on="2026-11-02", successor=successor)
    assert open_cleanups(at=county.at) == 1
    assert Cleanup.objects.get().agency == successor
    assert CleanupItem.objects.get().title == "关于摊点管理的办法"
