"""An important matter is whole when its ledger holds what the regulation demands of it (DA/T 70-2018, AR-2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from archive.models import Item, Member
from archive.testing import examine_all
from foundation.casework.acts import ACTS
from foundation.casework.models import LedgerLine
from foundation.records.declared import SAID, Needs, PassedOver
from tests.archive.people import Archive
from tests.archive.test_opening import application_ready

pytestmark = [pytest.mark.django_db, pytest.mark.clause("AR-2")]


def point(item: Item, code: str, archive: Archive, stage: str = "filing") -> dict[str, str]:
    """What the test says of one point."""
    points = examine_all([item], stage, archive.county.at)[item.pk].points
    return next(each for each in points if each["code"] == code)


def without(item: Item, act: str) -> None:
    """The line of an act is taken out of the ledger, past its triggers."""
    lines = LedgerLine.objects.filter(matter_kind=item.source_kind, matter_id=item.source_id, act=act)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        assert lines._raw_delete(lines.db), act
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("disclosure.recheck", "复核"),
        ("disclosure.conclude_review", "保密审查"),
        ("disclosure.sign", "签发"),
        ("disclosure.publish", "发布"),
    ],
)
def test_a_published_document_is_not_whole_without(archive: Archive, act: str, said: str) -> None:
    item = archive.ready()
    assert point(item, "whole.process", archive)["outcome"] == "通过"
    without(item, act)
    found = point(item, "whole.process", archive)
    assert found["outcome"] == "不通过"
    assert f"没有“{said}”" in found["reason"]


def test_an_application_is_not_whole_without_the_signature_of_its_reply(archive: Archive) -> None:
    item = application_ready(archive)
    assert point(item, "whole.process", archive)["outcome"] == "通过"
    (reply,) = (ref for ref in item.matters if ref.startswith("reply:"))
    line = LedgerLine.objects.filter(
        matter_kind="reply", matter_id=reply.partition(":")[2], act="applications.sign_reply"
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        assert line._raw_delete(line.db)
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert f"{reply} 的办理记录：没有“签发答复”" in point(item, "whole.process", archive)["reason"]


def test_what_a_room_hands_out_is_what_was_collected(archive: Archive) -> None:
    item = application_ready(archive)
    assert point(item, "true.sent", archive)["outcome"] == "通过"
    assert "没有可以对照" in point(item, "true.sent", archive, "transfer")["reason"]
    letter = Member.objects.filter(item=item, sort="letter")[0]
    letter.delete()
    found = point(item, "true.sent", archive)
    assert (found["outcome"], found["reason"]) == ("不通过", "业务系统发出的文件：有 1 个不在里面。")


def test_what_no_room_hands_out_is_found(archive: Archive) -> None:
    item = application_ready(archive)
    record = Member.objects.get(item=item, sort="record")
    Member.objects.create(
        item=item,
        sequence=99,
        sort="file",
        title="别处来的",
        file=record.file,
        sha256=record.sha256,
        size=record.size,
        media_type=record.media_type,
    )
    Member.objects.filter(pk=record.pk).delete()
    assert "不是业务系统发出的" in point(item, "true.sent", archive)["reason"]


def test_what_ended_otherwise_later_is_not_asked_of_what_was_filed_before(archive: Archive) -> None:
    """At a transfer the ledger says in which state it was kept: what its matter became since makes a supplement."""
    document = archive.county.published()
    item = archive.filed(document)
    archive.county.at += timedelta(hours=1)
    archive.county.do("disclosure.withdraw", document.ref, "rfbsc-records_office", {"reason": "内容有误"})
    lines = LedgerLine.objects.filter(matter_kind="document", matter_id=document.pk)
    assert lines.last().pk > item.upto  # type: ignore[union-attr]
    assert point(item, "whole.process", archive, "transfer")["outcome"] == "通过"


def declared() -> list[tuple[type[Any], Needs]]:
    """What is demanded of each kind."""
    return [
        (said.model, each)
        for said in SAID.values()
        if not isinstance(said, PassedOver)
        for each in said.needs
    ]


def test_no_way_leads_to_the_end_without_what_is_demanded() -> None:
    """What could end rightly without an act must not be sent back for want of it."""
    wrong = []
    for model, each in declared():
        assert set(each.acts) <= set(ACTS), each
        edges = [
            move
            for act in ACTS.values()
            if issubclass(model, act.on) and act.name not in each.acts
            for move in act.moves()
        ]
        reached = {model._meta.get_field("state").default}
        while further := {target for source, target in edges if source in reached} - reached:
            reached |= further
        wrong += [(model.kind, each.said, state) for state in each.ended if state in reached]
        assert set(each.ended) <= set(SAID[model.kind].ended), each
    assert wrong == []


def test_what_is_published_or_decided_is_demanded_of() -> None:
    kinds = {model.kind for model, _each in declared()}
    assert {"document", "reply", "interpretation", "annual_report", "call", "hearing", "poll"} <= kinds
    assert {"decision", "appraisal_case", "evaluation_round", "archive_transfer", "archive_disposal"} <= kinds
