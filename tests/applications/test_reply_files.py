"""An applicant gets the cleaned copy of a file that goes with a reply; the original stays inside."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from applications.models import Reply, ReplyFile
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Invalid
from tests.applicants import DECISION, Desk, on
from tests.applications.visitors import PAGE, TOKEN, Visitor
from tests.files import samples
from tests.files.hiding import ofd
from tests.personas import County

pytestmark = pytest.mark.django_db

WORD = samples.word("春光村承包地调查结果。", author="张三", comment="此处再核")


@pytest.fixture
def visitor(county: County) -> Visitor:
    return Visitor(county)


def attach(desk: Desk, reply: Reply, content: bytes = WORD, name: str = "结果.docx", **how: str) -> ReplyFile:
    upload: dict[str, Any] = {"file": SimpleUploadedFile(name, content)}
    desk.clerk("applications.attach_to_reply", reply, on("2026-11-09"), {"title": "结果"} | how, files=upload)
    found: ReplyFile = reply.files.get()
    return found


@pytest.mark.clause("OR-4")
@pytest.mark.clause("SR-4")
def test_the_applicant_gets_the_copy_and_the_reviewer_reads_of_the_original(
    desk: Desk, visitor: Visitor
) -> None:
    application = desk.registered(on("2026-11-02"), token=TOKEN)
    reply = desk.drafted(application, on("2026-11-09"), DECISION)
    given = attach(desk, reply)
    assert given.original is not None
    assert (given.file.audience, given.original.audience) == ("internal", "internal")
    assert given.original.place.on_disk.read_bytes() == WORD
    assert given.removed == "作者、备注、最后修改人、批注和修订的作者、批注"
    assert (
        LedgerLine.objects.get(act="applications.attach_to_reply").detail["original"] == given.original.sha256
    )
    [beside] = [place.beside for place in reply.leaving() if place.beside]
    assert "作者：张三" in beside
    assert "张三" not in "".join(place.text for place in reply.leaving())
    desk.clerk("applications.issue_reply", desk.signed(reply, on("2026-11-10")), on("2026-11-12"))
    visitor.opens(application, on("2026-11-13"))
    answer = visitor.get(f"{PAGE}files/{given.pk}/")
    assert b"".join(answer.streaming_content) == given.file.place.on_disk.read_bytes() != WORD


def test_a_file_is_given_as_it_is_for_a_reason(desk: Desk) -> None:
    reply = desk.drafted(desk.registered(on("2026-11-02")), on("2026-11-09"), DECISION)
    with pytest.raises(Invalid, match="为什么按原件提供"):
        attach(desk, reply, given="as_it_is")
    with pytest.raises(Invalid, match="也可以换一种格式"):
        attach(desk, reply, ofd(), "结果.ofd")
    given = attach(desk, reply, ofd(), "结果.ofd", given="as_it_is", why_original="带有电子签章。")
    assert (given.original, given.uncleaned_reason) == (None, "带有电子签章。")
    assert "按原件提供，没有清理：带有电子签章。" in "".join(place.unread for place in reply.leaving())
