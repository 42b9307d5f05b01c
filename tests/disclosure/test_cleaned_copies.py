"""What goes public is a cleaned copy; the original stays inside, and whoever may reads there what it was."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, transaction
from django.test import Client

from disclosure.models import Attachment, Document
from foundation.accesses.models import Access
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Invalid, Refused
from foundation.files.acts import store, store_cleaned, verify
from foundation.files.cleaning import NotCleanable
from foundation.files.models import Audience, StoredFile
from tests.disclosure.test_published_files import ask, publish
from tests.doors import Doors
from tests.files import samples
from tests.files.hiding import CARD, HEAD, TAIL, d, docx, ofd, pdf, rooted, said, value_of
from tests.personas import DRAFT, County

pytestmark = pytest.mark.django_db

DRAFTER, RECORDS = "rfbsc-drafter", "rfbsc-records_office"
WORD = samples.word("各镇：按时完成。", author="张三", comment="这里写少一点")


def attach(county: County, content: bytes, name: str = "通知.docx", **data: str) -> Attachment:
    document = county.draft()
    given = {"title": "通知", "audience": "public"} | data
    county.do(
        "disclosure.attach", document.ref, DRAFTER, given, files={"file": SimpleUploadedFile(name, content)}
    )
    found: Attachment = document.attachments.get()
    return found


def address_of(attachment: Attachment, original: bool = False) -> str:
    return (
        f"/desk/disclosure/document/{attachment.document_id}/files/{attachment.pk}/" + "original/" * original
    )


@pytest.mark.clause("SR-4")
@pytest.mark.clause("SR-6(1)")
def test_the_copy_goes_public_and_the_original_stays_inside(county: County, client: Client) -> None:
    attachment = attach(county, WORD)
    copy, original = attachment.file, attachment.original
    assert original is not None
    assert (copy.audience, original.audience) == ("public", "internal")
    assert original.place.on_disk.read_bytes() == WORD
    assert verify(copy)
    assert original.metadata["author"] == "张三"
    assert "author" not in copy.metadata
    assert copy.text == original.text.replace("\n这里写少一点", "")
    assert attachment.removed == "作者、备注、最后修改人、批注和修订的作者、批注"
    line = LedgerLine.objects.get(act="disclosure.attach")
    assert line.detail["file"] == copy.sha256
    assert line.detail["original"] == original.sha256
    assert line.detail["removed"] == attachment.removed
    document = attachment.document
    publish(county, document)
    page = client.get(f"/documents/{county.fresh(document).index_number}/").content.decode()
    assert copy.sha256 in page
    assert original.sha256 not in page
    # Only the copy is known as published.
    assert "现在仍然公布着" in ask(client, copy.place.on_disk.read_bytes())
    assert "没有公布过" in ask(client, WORD)


@pytest.mark.clause("SR-6(1)")
def test_the_original_is_read_by_whoever_reads_what_is_internal(county: County, doors: Doors) -> None:
    attachment = attach(county, WORD)
    page = (
        doors.desk(DRAFTER)
        .get(f"/desk/disclosure/document/{attachment.document_id}/change/")
        .content.decode()
    )
    assert "对外提供的是清理后的副本（已去掉：作者、备注、最后修改人、批注和修订的作者、批注）。" in page
    assert address_of(attachment, original=True) in page
    answer = doors.desk(DRAFTER).get(address_of(attachment, original=True))
    assert b"".join(answer.streaming_content) == WORD
    assert Access.objects.filter(kind="download", staff__username=DRAFTER).exists()
    # A member of the staff of the same agency who does not read internal parts sees neither link nor file.
    clerk = doors.desk("rfbsc-applications_clerk")
    assert (
        address_of(attachment, original=True)
        not in clerk.get(f"/desk/disclosure/document/{attachment.document_id}/change/").content.decode()
    )
    assert clerk.get(address_of(attachment)).status_code == 200
    assert clerk.get(address_of(attachment, original=True)).status_code == 404
    assert Client().get(address_of(attachment, original=True)).status_code == 302


@pytest.mark.clause("SR-4")
def test_a_file_goes_public_as_it_is_for_a_reason_alone(county: County, doors: Doors) -> None:
    with pytest.raises(Invalid, match="为什么按原件提供"):
        attach(county, WORD, audience="as_it_is")
    attachment = attach(county, WORD, audience="as_it_is", why_original="带有电子签名。")
    assert attachment.file.place.on_disk.read_bytes() == WORD
    assert (attachment.file.audience, attachment.original) == ("public", None)
    line = LedgerLine.objects.get(act="disclosure.attach")
    assert (line.reason, line.detail["as_it_is"]) == ("带有电子签名。", True)
    page = (
        doors.desk(DRAFTER)
        .get(f"/desk/disclosure/document/{attachment.document_id}/change/")
        .content.decode()
    )
    assert "按原件提供，没有清理：带有电子签名。" in page
    unread = [place.unread for place in attachment.document.review_places() if place.unread]
    assert unread == ["按原件提供，没有清理：带有电子签名。"]
    # A reason that belongs to nothing is not kept.
    assert attach(county, WORD, why_original="带有电子签名。").uncleaned_reason == ""


@pytest.mark.parametrize(
    ("name", "content"),
    [("版式.ofd", ofd()), ("签名.pdf", pdf(rooted("/Perms", lambda w: d(DocMDP=value_of(1)))))],
)
def test_what_cannot_be_cleaned_says_how_to_go_on(county: County, name: str, content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        attach(county, content, name)
    [why] = refused.value.errors["是否公开"]
    assert "按原件" in why
    assert not StoredFile.objects.exists()
    assert (
        attach(county, content, name, audience="as_it_is", why_original="带有签名。").file.audience
        == "public"
    )


def test_a_plain_text_is_its_own_copy(county: County) -> None:
    attachment = attach(county, "名单".encode(), "名单.txt")
    assert (attachment.original, attachment.removed) == (None, "")
    assert StoredFile.objects.count() == 1


def test_an_internal_file_stays_as_it_is(county: County) -> None:
    attachment = attach(county, WORD, audience="internal")
    assert (attachment.file.place.on_disk.read_bytes(), attachment.original) == (WORD, None)


@pytest.mark.clause("SR-3")
def test_a_newer_version_takes_the_original_with_it(county: County) -> None:
    attachment = attach(county, WORD)
    publish(county, attachment.document)
    change = {"changed_on": DRAFT["formed_on"], "reason": "标准有变。"}
    newer = county.do("disclosure.revise", attachment.document.ref, DRAFTER, change).matter
    kept = newer.attachments.get()
    assert (kept.file, kept.original, kept.removed) == (
        attachment.file,
        attachment.original,
        attachment.removed,
    )


@pytest.mark.clause("SR-7(2)")
@pytest.mark.parametrize("dressed", [CARD, f"{HEAD}·{TAIL}", "".join(chr(ord(c) + 0xFEE0) for c in CARD)])
def test_the_leak_check_reads_the_copy(county: County, dressed: str) -> None:
    """What was struck is found where the copy shows it, and is no obstacle where it was hidden."""

    def submitted(content: bytes) -> Document:
        document = county.draft(
            body="一、安排。\n三、完成。",
            internal_body=f"一、安排。\n二、身份证号{CARD}。\n三、完成。",
            attribute="declassified",
            declassification="delete",
            attribute_reason="含个人信息",
        )
        upload = {"file": SimpleUploadedFile("附表.docx", content)}
        county.do(
            "disclosure.attach", document.ref, DRAFTER, {"title": "表", "audience": "public"}, files=upload
        )
        county.do("disclosure.submit", document.ref, DRAFTER)
        return county.fresh(document)

    with pytest.raises(Refused, match="附件《表》"):
        submitted(docx(said(dressed)))
    vanished = f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{dressed}</w:t></w:r></w:p>"
    document = submitted(docx(vanished))
    copy = document.attachments.get().file.place.on_disk.read_bytes()
    with zipfile.ZipFile(io.BytesIO(copy)) as parts:
        assert dressed.encode() not in b"".join(parts.read(name) for name in parts.namelist())


@pytest.mark.clause("SR-6(1)")
def test_the_database_keeps_originals_inside(county: County) -> None:
    attachment = attach(county, WORD)
    public = attach(county, b"text", "a.txt").file
    for change in ({"original": public}, {"original": None}, {"removed": ""}, {"uncleaned_reason": "x"}):
        with pytest.raises(Error), transaction.atomic():
            Attachment.objects.filter(pk=attachment.pk).update(**change)
    with pytest.raises(Error, match="the original of a copy is internal"), transaction.atomic():
        Attachment.objects.create(
            document=county.draft(), file=attachment.file, title="a", position=1, original=public
        )


def test_equal_files_are_stored_once_and_what_fails_not_at_all(county: County) -> None:
    how = {"name": "a.docx", "agency": county.draft().agency, "by": county.actor(DRAFTER), "at": county.at}
    first = store_cleaned(WORD, audience=Audience.PUBLIC, **how)  # type: ignore[arg-type]
    again = store_cleaned(WORD, audience=Audience.PUBLIC, **how)  # type: ignore[arg-type]
    assert (first.file, first.original) == (again.file, again.original)
    assert StoredFile.objects.count() == 2
    with pytest.raises(NotCleanable):
        store_cleaned(ofd(), audience=Audience.PUBLIC, **how | {"name": "a.ofd"})  # type: ignore[arg-type]
    assert StoredFile.objects.count() == 2
    assert store(WORD, audience="internal", **how) == first.original  # type: ignore[arg-type]
