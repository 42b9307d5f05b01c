"""PD-3: until when a document is in force, what stands in its place, and what the public reads of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from disclosure.clockwork import expire
from disclosure.models import Document
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Invalid
from tests.personas import County

pytestmark = [pytest.mark.django_db, pytest.mark.clause("PD-3")]

RECORDS = "rfbsc-records_office"


def page_of(document: Document) -> str:
    return Client().get(f"/documents/{document.index_number}/").text


def test_what_names_its_last_day_is_void_from_the_next_on(county: County) -> None:
    document = county.published(validity="in_force", expires_on="2026-11-20")
    assert "有效期至 2026-11-20" in page_of(document)
    county.at = county.at.replace(day=20)
    assert expire(at=county.at) == 0
    county.at += timedelta(days=9)  # the beat may miss a week
    assert expire(at=county.at) == 1
    assert expire(at=county.at) == 0
    document = county.fresh(document)
    assert (document.validity, str(document.lapsed_on)) == ("void", "2026-11-21")
    page = page_of(document)
    assert "已经失效，2026-11-21 起不再适用" in page
    assert "期满失效" in page
    line = LedgerLine.objects.filter(act="disclosure.expire").get()
    assert line.actor_kind == "system"


def test_two_documents_lead_to_each_other(county: County) -> None:
    old = county.published(validity="in_force")
    new = county.published(title="关于调整清洁取暖补贴的通知")
    given = {"validity": "repealed", "lapsed_on": "2026-11-02", "reason": "按新的通知执行。"}
    county.do("disclosure.set_validity", old.ref, RECORDS, given | {"replaced_by": new.index_number})
    page = page_of(old)
    assert "按新的通知执行。" in page
    assert f"看替代它的《{new.title}》" in page
    assert old.title in page_of(new).partition("它替代的文件")[2]
    county.do("disclosure.withdraw", new.ref, RECORDS, {"reason": "内容有误。"})
    assert "看替代它的" not in page_of(old)


def test_what_makes_no_sense_is_refused(county: County) -> None:
    document = county.published()
    for given, said in (
        ({"replaced_by": "wy-rfbsc/2020-00001"}, "没有公开"),
        ({"replaced_by": document.index_number}, "它自己"),
        ({"expires_on": "2020-01-01"}, "早于"),
        ({"reason": "联系张三 13947812345"}, "手机"),
    ):
        known = {"validity": "in_force", "reason": "核对"}
        with pytest.raises(Invalid, match=said):
            county.do("disclosure.set_validity", document.ref, RECORDS, known | given)


def test_the_database_lets_nothing_replace_itself(county: County) -> None:
    document = county.published()
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(replaced_by=document.index)
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(expires_on="2000-01-01")


def test_a_draft_expires_no_earlier_than_it_was_formed(county: County) -> None:
    with pytest.raises(Invalid, match="早于成文日期"):
        county.draft(expires_on="2025-12-31")
