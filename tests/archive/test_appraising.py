"""Everybody of the group that appraises signs the report, and until then it goes nowhere (AR-3(3))."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from archive.models import Disposal, DisposalSignature
from foundation.casework import ledger
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.casework.worklist import my_matters
from foundation.notices.models import Notice
from tests.archive.people import DISCLOSURE, HEAD, KEEPER, LEADER, SECOND, Archive
from tests.archive.test_keeping import appraised, expired

pytestmark = [pytest.mark.django_db, pytest.mark.clause("AR-3(3)")]
GROUP = (HEAD, SECOND, DISCLOSURE)
REPORT = {"report": "建议销毁。"}


def signing(archive: Archive) -> Disposal:
    """An appraisal whose report lies before its group."""
    expired(archive)
    disposal = appraised(archive)
    judged = {"row": "", "verdict": "destroy", "term": "", "because": "没有查考价值"}
    archive.do("judge", disposal, KEEPER, judged)
    done = archive.do("report_disposal", disposal, KEEPER, REPORT)
    found: Disposal = done.matter
    return found


def waits(archive: Archive, who: str, disposal: Disposal) -> bool:
    """Whether it stands on somebody's list."""
    rows, _count = my_matters(archive.county.actor(who), 50)
    return any((row.model.kind, row.pk) == (disposal.kind, disposal.pk) for row in rows)


def test_it_lies_before_whoever_approves_when_all_have_signed(archive: Archive) -> None:
    disposal = signing(archive)
    assert disposal.state == "signing"
    told = set(
        Notice.objects.filter(subject__contains="鉴定报告").values_list("recipient__username", flat=True)
    )
    assert told == set(GROUP)
    for number, each in enumerate(GROUP, 1):
        assert waits(archive, each, disposal)
        assert not waits(archive, LEADER, disposal)
        archive.do("sign_appraisal", disposal, each)
        assert not waits(archive, each, disposal)
        assert DisposalSignature.objects.count() == number
    disposal.refresh_from_db()
    assert disposal.state == "reported"
    assert waits(archive, LEADER, disposal)
    lines = [
        line for line in ledger.lines(disposal.kind, disposal.pk) if line.act == "archive.sign_appraisal"
    ]
    assert {line.digest for line in lines} == {disposal.digest}


def test_only_its_members_sign_each_once_and_have_a_row_for_it(archive: Archive) -> None:
    disposal = signing(archive)
    for stranger in (KEEPER, LEADER, "rfbsc-drafter"):
        assert not waits(archive, stranger, disposal)
    with pytest.raises(Refused) as not_mine:
        archive.do("sign_appraisal", disposal, KEEPER)
    assert "不是这次鉴定小组的成员" in str(not_mine.value)
    archive.do("sign_appraisal", disposal, HEAD)
    with pytest.raises(Refused) as twice:
        archive.do("sign_appraisal", disposal, HEAD)
    assert "已经签过字" in str(twice.value)


def test_one_who_does_not_agree_sends_it_back_and_all_sign_anew(archive: Archive) -> None:
    disposal = signing(archive)
    archive.do("sign_appraisal", disposal, HEAD)
    archive.do("object_to_appraisal", disposal, SECOND, {"reason": "这一件还有查考价值"})
    disposal.refresh_from_db()
    assert disposal.state == "appraising"
    archive.do("report_disposal", disposal, KEEPER, REPORT)
    disposal.refresh_from_db()
    assert {each.staff.username for each in disposal.unsigned()} == set(GROUP)
    page_of = {each.digest for each in DisposalSignature.objects.all()}
    assert disposal.digest not in page_of


def test_the_database_lets_no_report_go_on_without_every_signature(archive: Archive) -> None:
    disposal = signing(archive)
    archive.do("sign_appraisal", disposal, HEAD)
    with pytest.raises(DatabaseError, match="everybody of the group has signed"), transaction.atomic():
        Disposal.objects.filter(pk=disposal.pk).update(state="reported")
    with pytest.raises(DatabaseError, match="what the group signs stays"), transaction.atomic():
        Disposal.objects.filter(pk=disposal.pk).update(report="别的结论")
    second = disposal.people.get(staff__username=SECOND)
    with pytest.raises(DatabaseError, match="the group signs the report"), transaction.atomic():
        DisposalSignature.objects.create(person=second, digest="0" * 64, at=archive.county.at)
    with pytest.raises(NotPermitted):
        archive.do("approve_disposal", disposal, "rfbsc-drafter", {"number": "1"})


def test_only_whoever_reads_what_they_sign_is_named(archive: Archive) -> None:
    expired(archive)
    people = archive.county.people
    named = {"leads": HEAD, "keeps": SECOND, "section": "rfbsc-agency_admin"}
    with pytest.raises(Invalid) as unread:
        archive.do(
            "open_disposal", "agency:rfbsc", KEEPER, {part: people[who].pk for part, who in named.items()}
        )
    assert "业务人员" in str(unread.value)
