"""Whoever holds a downloaded file learns whether it is the one published, when, and whether it still stands."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from disclosure.models import Document
from tests.personas import DRAFT, OPINION, County

CONTENT = "补贴标准：每户一千元。".encode()
DRAFTER, RECORDS = "rfbsc-drafter", "rfbsc-records_office"


def ask(client: Client, content: bytes = CONTENT) -> str:
    digest = hashlib.sha256(content).hexdigest()
    return client.get("/ledger/file/", {"sha256": digest}).content.decode()


def attached(county: County, audience: str) -> Document:
    document = county.draft()
    data = {"title": "补贴标准", "audience": audience}
    upload = SimpleUploadedFile("标准.txt", CONTENT)
    county.do("disclosure.attach", document.ref, DRAFTER, data, files={"file": upload})
    return document


def publish(county: County, document: Document) -> None:
    county.do("disclosure.submit", document.ref, DRAFTER)
    county.do("disclosure.recheck", document.ref, RECORDS)
    review = county.do("secrecy_review.request", document.ref, RECORDS).matter
    county.do("secrecy_review.give_opinion", review.ref, "rfbsc-secrecy_reviewer", OPINION)
    county.do("disclosure.sign", document.ref, "rfbsc-department_head")
    county.do("disclosure.sign", document.ref, "rfbsc-leader")
    county.do("disclosure.publish", document.ref, RECORDS)


@pytest.mark.clause("SR-3")
def test_a_file_is_known_from_its_publication_on(county: County, client: Client) -> None:
    document = attached(county, "public")
    assert "没有公布过" in ask(client)
    publish(county, document)
    page = ask(client)
    assert document.title in page
    assert "附件：补贴标准" in page
    assert "现在仍然公布着" in page
    assert "没有公布过" in ask(client, CONTENT + b" ")
    change = {"changed_on": DRAFT["formed_on"], "reason": "标准有变。"}
    newer = county.do("disclosure.revise", document.ref, DRAFTER, change).matter
    attachment = newer.attachments.get()
    county.do("disclosure.detach", newer.ref, DRAFTER, {"attachment": attachment.pk})
    publish(county, newer)
    assert "已被新版本替代" in ask(client)


@pytest.mark.clause("SR-13")
def test_a_withdrawn_file_says_so_and_nothing_that_was_hidden(county: County, client: Client) -> None:
    document = attached(county, "public")
    publish(county, document)
    county.do("disclosure.withdraw", document.ref, RECORDS, {"reason": "含有姓名。", "title": "hide"})
    page = ask(client)
    assert "撤回" in page
    assert document.title not in page
    assert "补贴标准" not in page


@pytest.mark.clause("SR-6(1)")
def test_an_internal_file_is_not_known(county: County, client: Client) -> None:
    publish(county, attached(county, "internal"))
    assert "没有公布过" in ask(client)
