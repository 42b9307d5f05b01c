"""A file chosen at the desk need not be chosen again when the form comes back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from applications.models import Application, Enclosure
from disclosure.models import Attachment
from foundation.casework.models import Draft, LedgerLine
from foundation.files.acts import open_file
from foundation.files.kept import KeepsFiles
from foundation.files.models import KeptFile
from tests.applicants import FILING, Desk, on, scan
from tests.doors import Doors

pytestmark = pytest.mark.django_db

DRAFTER, CLERK = "rfbsc-drafter", "rfbsc-applications_clerk"
NAMES = "补贴名单".encode()


def paper(name: str = "名单.txt", content: bytes = NAMES) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/plain")


def hidden(page: HttpResponse) -> dict[str, Any]:
    """What the form of a page carries without anybody's typing."""
    found: dict[str, Any] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode()):
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(value)
    return found


def attach(doors: Doors, ref: str, by: str = DRAFTER, **data: Any) -> HttpResponse:
    return doors.post("disclosure.attach", ref, by, {"title": "名单", "audience": "public", **data})


@pytest.mark.clause("SR-3")
def test_a_file_is_attached_without_choosing_it_again(doors: Doors) -> None:
    document = doors.county.draft()
    page = attach(doors, document.ref, title="", file=paper())
    assert page.status_code == 422
    assert '已选好：名单.txt<span class="kept-size">（12' in page.content.decode()
    done = [attach(doors, document.ref, **hidden(page)) for _ in range(2)]
    assert [answer.status_code for answer in done] == [302, 302], (
        "a second press is known though the file is gone"
    )
    attachment = Attachment.objects.get()
    with open_file(attachment.file) as stored:
        assert stored.read() == NAMES
    assert LedgerLine.objects.filter(act="disclosure.attach").count() == 1
    assert not KeptFile.objects.exists()
    assert (
        "已选好"
        not in doors.desk(DRAFTER).get(f"/desk/act/disclosure.attach/{document.ref}/").content.decode()
    )


def test_other_files_with_the_same_key_are_another_form(doors: Doors) -> None:
    document = doors.county.draft()
    page = attach(doors, document.ref, title="", file=paper())
    carried = hidden(page)
    assert attach(doors, document.ref, **carried).status_code == 302
    dropped = {**carried, "file-drop": carried["file-kept"], "file": paper("别的.txt", b"x")}
    assert attach(doors, document.ref, **dropped).status_code == 409


def test_a_gate_that_refuses_loses_no_file(doors: Doors) -> None:
    document = doors.county.draft()
    doors.county.do("disclosure.abandon", document.ref, DRAFTER, {"reason": "不写了"})
    page = attach(doors, document.ref, file=paper())
    assert page.status_code == 409
    assert "已选好：名单.txt" in page.content.decode()


def test_whoever_edited_meanwhile_loses_nobodys_file(doors: Doors) -> None:
    document = doors.county.draft()
    page = attach(doors, document.ref, file=paper(), seen="99.x")
    assert page.status_code == 409
    assert attach(doors, document.ref, **hidden(page)).status_code == 302


@pytest.mark.clause("OR-4(1)")
def test_scans_of_a_letter_are_kept_while_the_number_is_put_right(doors: Doors) -> None:
    Desk(doors.county)
    doors.county.at = on("2026-11-02", 10)
    entered = {**FILING, "channel": "registered_post", "received_on": "2026-11-02"}
    wrong = {**entered, "identity_number": "110105194912310021"}
    given = {"scan": [scan(), paper("信封.txt", b"1")], "authority": [paper("委托书.txt", b"2")]}
    page = doors.post("applications.enter", "agency:rfbsc", CLERK, {**wrong, **given})
    assert page.status_code == 422
    carried = hidden(page)
    assert len(carried["scan-kept"]) == 2
    carried |= {"authority-drop": carried["authority-kept"], "scan": [paper("附页.txt", b"3")]}
    answer = doors.post("applications.enter", "agency:rfbsc", CLERK, {**entered, **carried})
    assert answer.status_code == 302, answer.context["form"].errors
    rows = Enclosure.objects.filter(application=Application.objects.get()).order_by("pk")
    contents = []
    for row in rows:
        with open_file(row.file) as stored:
            contents.append((row.purpose, stored.read()))
    assert sorted(contents) == sorted([("scan", scan().read()), ("scan", b"1"), ("scan", b"3")])


def test_no_colleague_and_no_other_matter_gets_the_file(doors: Doors) -> None:
    one, other = doors.county.draft(), doors.county.draft()
    carried = hidden(attach(doors, one.ref, title="", file=paper()))
    carried.pop("seen")
    assert "已经过期" in attach(doors, other.ref, **carried).content.decode()
    assert attach(doors, one.ref, by="lxcz-drafter", **carried).status_code == 404
    refused = attach(doors, one.ref, by="rfbsc-leader", **carried, title="", file=paper("x.txt"))
    assert refused.status_code == 409
    assert "已选好" not in refused.content.decode()
    assert (KeptFile.objects.count(), Attachment.objects.count()) == (1, 0)


@pytest.mark.clause("SR-3")
def test_of_several_files_those_that_were_refused_are_kept(doors: Doors) -> None:
    document = doors.county.draft()
    assert attach(doors, document.ref, file=paper()).status_code == 302
    address = f"/desk/files/disclosure.attach/{document.ref}/"
    carried = hidden(doors.desk(DRAFTER).get(address))
    files = [paper("说明.txt", b"1"), paper(), paper("程序.exe", b"MZ\x90\x00")]
    page = doors.desk(DRAFTER).post(address, {**carried, "audience": "public", "files": files})
    assert [row.name for row in KeptFile.objects.all()] == ["名单.txt"]
    html = page.content.decode()
    assert "已选好：名单.txt" in html
    assert html.count("程序.exe") == 1
    document.attachments.filter(title="名单").delete()
    for _ in range(2):
        done = doors.desk(DRAFTER).post(address, {**hidden(page), "audience": "internal"})
        assert [outcome.name for outcome in done.context["done"]] != [], done.context["refused"]
    assert LedgerLine.objects.filter(act="disclosure.attach").count() == 3
    assert not KeptFile.objects.exists()


def test_files_come_back_with_the_draft_and_go_with_it(doors: Doors) -> None:
    """The clerk's session ended, or the window was shut."""
    Desk(doors.county)
    doors.county.at = on("2026-11-02", 10)
    address = "/desk/act/applications.enter/agency:rfbsc/"
    entered = {**FILING, "channel": "registered_post", "received_on": "2026-11-02", "wanted": ""}
    page = doors.post("applications.enter", "agency:rfbsc", CLERK, {**entered, "scan": [scan()]})
    typed = {**entered, **hidden(page), "wanted": "某份文件"}
    typed.pop("seen")
    doors.desk(CLERK).post("/desk/draft/applications.enter/agency:rfbsc/", typed)
    assert "kept" not in Draft.objects.get().typed
    assert "已选好" not in doors.desk(CLERK).get(address).content.decode()
    again = doors.desk(CLERK).get(f"{address}?draft=1")
    assert "已选好：来信.txt" in again.content.decode()
    answer = doors.post("applications.enter", "agency:rfbsc", CLERK, {**typed, **hidden(again)})
    assert answer.status_code == 302
    assert Enclosure.objects.count() == 1
    doors.post("applications.enter", "agency:rfbsc", CLERK, {**entered, "scan": [scan()]})
    doors.desk(CLERK).post("/desk/draft/applications.enter/agency:rfbsc/", {"forget": "1"})
    assert not KeptFile.objects.exists()


def test_every_file_field_of_every_act_keeps_its_files() -> None:
    from django import forms

    from foundation.casework.acts import ACTS

    fields = [entry for act in ACTS.values() for entry in act.asks.base_fields.values()]
    files = [entry for entry in fields if isinstance(entry, forms.FileField)]
    assert len(files) > 8
    assert [entry for entry in files if not isinstance(entry, KeepsFiles)] == []
