"""Several at once: each is an act of its own, what is refused stands beside what was done, nothing is done twice."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from applications.models import Application, Letter
from disclosure.models import Document
from foundation.casework.models import LedgerLine
from foundation.casework.together import FILES, MOST_FILES, TOGETHER
from tests.applicants import Desk, on
from tests.doors import Doors
from tests.personas import County

CLERK, RECORDS, DRAFTER = "rfbsc-applications_clerk", "rfbsc-records_office", "rfbsc-drafter"


def page_of(doors: Doors, who: str, address: str) -> dict[str, Any]:
    """What the form of a page carries as it stands there: hidden, chosen and ticked."""
    html = doors.desk(who).get(address).content.decode()
    hidden = dict(re.findall(r'<input\s+type="hidden"\s+name="([^"]*)"\s+value="([^"]*)"', html))
    picked = re.findall(r'name="pick"\s+value="([^"]*)"\s+checked', html)
    return {**hidden, "pick": picked}


def sent(doors: Doors, who: str, act: str, **entered: Any) -> HttpResponse:
    """Send the form for several matters as it stands there, but for what is entered."""
    address = f"/desk/together/{act}/"
    return doors.desk(who).post(address, {**page_of(doors, who, address), **entered})


def lines(act: str) -> list[tuple[str, int]]:
    """The ledger lines of an act."""
    return list(LedgerLine.objects.filter(act=act).order_by("pk").values_list("matter_kind", "matter_id"))


@pytest.mark.clause("条例45")
def test_several_applications_are_registered_in_one_form(doors: Doors) -> None:
    desk = Desk(doors.county)
    three = [desk.file(on("2026-11-02")) for _ in range(3)]
    doors.county.at = on("2026-11-03")
    html = doors.desk(CLERK).get("/desk/").content.decode()
    assert "一并登记并办理（3 件）" in html
    assert "/desk/together/applications.register/" in html
    answer = sent(doors, CLERK, "applications.register", pick=[three[0].ref, three[2].ref])
    assert answer.status_code == 200
    assert [outcome.name for outcome in answer.context["done"]] == [
        f"{application.wanted}（{application.title}）" for application in (three[0], three[2])
    ]
    states = Application.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["handling", "received", "handling"]
    assert lines("applications.register") == [("application", three[0].pk), ("application", three[2].pk)]
    assert [row.ref for row in answer.context["rows"]] == [three[1].ref]


@pytest.mark.clause("条例45")
def test_the_refused_stand_beside_the_done_and_nothing_is_half_done(doors: Doors) -> None:
    desk = Desk(doors.county)
    good, gone, moved = (desk.file(on("2026-11-02")) for _ in range(3))
    elsewhere = Desk(doors.county, "lxcz").file(on("2026-11-02"))
    doors.county.at = on("2026-11-03")
    carried = page_of(doors, CLERK, "/desk/together/applications.register/")
    desk.citizen("applications.withdraw", gone, on("2026-11-03"), {"sure": "on"})
    desk.clerk("applications.correct_class", moved, on("2026-11-03"), CLASS)
    doors.county.at += timedelta(minutes=9)
    pick = [good.ref, gone.ref, moved.ref, elsewhere.ref, "application:99999", "nonsense", "application:x"]
    answer = doors.desk(CLERK).post("/desk/together/applications.register/", {**carried, "pick": pick})
    assert answer.status_code == 409
    assert [outcome.url for outcome in answer.context["done"]] == [
        f"/desk/applications/application/{good.pk}/change/"
    ]
    why = [outcome.refused[0] for outcome in answer.context["refused"]]
    assert len(why) == 6
    assert "办理“撤回申请”" in why[0]
    assert "请看过最新情况再办" in why[1]
    assert elsewhere.wanted not in str([outcome.name for outcome in answer.context["refused"]][2])
    assert lines("applications.register") == [("application", good.pk)]
    html = answer.content.decode()
    assert "没有办 6 件" in html
    assert "已办 1 件" in html


CLASS = {"applicant_class": "research", "reason": "申请人来电更正"}


@pytest.mark.clause("条例45")
def test_a_form_for_several_that_is_sent_twice_does_nothing_twice(doors: Doors) -> None:
    desk = Desk(doors.county)
    two = [desk.file(on("2026-11-02")) for _ in range(2)]
    doors.county.at = on("2026-11-03")
    address = "/desk/together/applications.register/"
    carried = page_of(doors, CLERK, address)
    for _ in range(2):
        answer = doors.desk(CLERK).post(address, carried)
        assert answer.status_code == 200
    assert all(outcome.done.again for outcome in answer.context["done"])
    assert "没有重复办理" in answer.content.decode()
    assert len(lines("applications.register")) == len(two)
    nothing = doors.desk(CLERK).post(address, {**carried, "pick": []})
    assert "请至少勾选一件" in nothing.content.decode()


@pytest.mark.clause("SR-4")
def test_documents_and_replies_are_sent_to_review_together(doors: Doors) -> None:
    county = doors.county
    documents = [county.rechecked(), county.rechecked(title="关于春灌的通知")]
    desk = Desk(county)
    reply = desk.drafted(desk.registered(county.at), county.at)
    desk.clerk("applications.submit_reply", reply, county.at)
    assert "一并送保密审查（3 件）" in doors.desk(RECORDS).get("/desk/").content.decode()
    answer = sent(doors, RECORDS, "secrecy_review.request")
    assert answer.status_code == 200, answer.context["refused"]
    assert len(answer.context["done"]) == 3
    assert {Document.objects.get(pk=d.pk).state for d in documents} == {"review"}
    assert len(lines("secrecy_review.request")) == 3


def posted(county: County) -> list[Application]:
    """Two applications whose replies wait to be handed to the post."""
    desk = Desk(county)
    both = [
        desk.enter(
            on("2026-11-02"), "registered_post", "2026-11-02", delivery="post", address="五原县某街1号"
        )
        for _ in range(2)
    ]
    for application in both:
        desk.clerk("applications.register", application, on("2026-11-02", 10))
        desk.answered(application, on("2026-11-04"))
    county.at = on("2026-11-05")
    return both


@pytest.mark.clause("条例33")
def test_letters_are_recorded_as_delivered_together_each_with_its_own_proof(doors: Doors) -> None:
    both = posted(doors.county)
    address = "/desk/together/applications.deliver/"
    page = doors.desk(CLERK).get(address)
    rows = {row.ref: row for row in page.context["rows"]}
    assert set(rows) == {application.ref for application in both}
    own: dict[str, Any] = {}
    for n, application in enumerate(both):
        letter = rows[application.ref].form["letter"].value()
        assert application.letters.get(pk=letter).kind == "reply"
        prefix = rows[application.ref].form.prefix
        own |= {f"{prefix}-letter": letter, f"{prefix}-proof": f"挂号 XA00{n}"}
    shared = {"event": "sent", "way": "post", "delivered_on": "2026-11-05"}
    answer = sent(doors, CLERK, "applications.deliver", **own, **shared)
    assert answer.status_code == 200, answer.context["refused"]
    for n, application in enumerate(both):
        letter = Letter.objects.get(application=application, kind="reply")
        assert letter.service == "sent"
        assert f"XA00{n}" in str(letter.deliveries.get().proof)
        assert Application.objects.get(pk=application.pk).state == "answered"


@pytest.mark.clause("条例33")
def test_what_one_lacks_does_not_stop_the_others_and_stays_in_the_form(doors: Doors) -> None:
    good, wrong = posted(doors.county)
    rows = doors.desk(CLERK).get("/desk/together/applications.deliver/").context["rows"]
    own = {f"{row.form.prefix}-letter": row.form["letter"].value() for row in rows}
    own |= {f"application-{wrong.pk}-letter": "99999", f"application-{wrong.pk}-proof": "挂号 XB"}
    shared = {"event": "sent", "way": "post", "delivered_on": "2026-11-05"}
    answer = sent(doors, CLERK, "applications.deliver", **own, **shared)
    assert answer.status_code == 409
    assert [outcome.refused for outcome in answer.context["refused"]] == [["文书：没有这份文书。"]]
    assert lines("applications.deliver") == [("application", good.pk)]
    assert "挂号 XB" in answer.content.decode()


@pytest.mark.clause("SR-3")
def test_several_files_are_attached_each_by_an_act_of_its_own(doors: Doors) -> None:
    document = doors.county.draft()
    page = doors.desk(DRAFTER).get(f"/desk/disclosure/document/{document.pk}/change/").content.decode()
    address = f"/desk/files/disclosure.attach/{document.ref}/"
    assert address in page
    carried = page_of(doors, DRAFTER, address)

    def upload() -> list[SimpleUploadedFile]:
        return [
            SimpleUploadedFile("补贴名单.txt", "名单".encode(), content_type="text/plain"),
            SimpleUploadedFile("程序.exe", b"MZ\x90\x00", content_type="application/octet-stream"),
            SimpleUploadedFile("说明.txt", "说明".encode(), content_type="text/plain"),
        ]

    doors.county.at += timedelta(minutes=1)
    for again in (False, True):
        data = {**carried, "audience": "public", "files": upload()}
        answer = doors.desk(DRAFTER).post(address, data)
        assert answer.status_code == 409
        assert [outcome.name for outcome in answer.context["done"]] == ["补贴名单.txt", "说明.txt"]
        assert {outcome.done.again for outcome in answer.context["done"]} == {again}
        assert [outcome.name for outcome in answer.context["refused"]] == ["程序.exe"]
    assert list(document.attachments.values_list("title", flat=True)) == ["补贴名单", "说明"]
    assert lines("disclosure.attach") == [("document", document.pk)] * 2
    assert "请选择文件" in doors.desk(DRAFTER).post(address, carried).content.decode()


@pytest.mark.clause("SR-3")
def test_no_more_files_are_taken_than_said_and_nobody_else_attaches(doors: Doors) -> None:
    document = doors.county.draft()
    doors.county.at += timedelta(minutes=1)
    address = f"/desk/files/disclosure.attach/{document.ref}/"
    many = [
        SimpleUploadedFile(f"{n}.txt", f"第 {n} 份".encode(), content_type="text/plain")
        for n in range(MOST_FILES + 1)
    ]
    answer = doors.desk(DRAFTER).post(
        address, {**page_of(doors, DRAFTER, address), "audience": "public", "files": many}
    )
    assert document.attachments.count() == MOST_FILES
    assert f"最多 {MOST_FILES} 个文件" in answer.content.decode()
    assert doors.desk("lxcz-drafter").get(address).status_code == 404
    refused = doors.desk("rfbsc-leader").post(
        address,
        {
            "once": "x" * 22,
            "audience": "public",
            "files": [SimpleUploadedFile("a.txt", b"a", content_type="text/plain")],
        },
    )
    assert refused.status_code == 409
    assert document.attachments.count() == MOST_FILES


def test_what_is_offered_together_is_declared_and_found(doors: Doors) -> None:
    assert set(TOGETHER) == {
        "applications.register",
        "applications.deliver",
        "secrecy_review.request",
        "disclosure.assess_item",
        "disclosure.confirm_item",
        "disclosure.judge_norm",
        "archive.file",
        "archive.leave_out",
    }
    assert set(FILES) == {"disclosure.attach", "applications.attach_to_reply", "archive.add_original"}
    assert doors.desk(CLERK).get("/desk/together/disclosure.sign/").status_code == 404
    document = doors.county.draft()
    assert doors.desk(DRAFTER).get(f"/desk/files/disclosure.edit/{document.ref}/").status_code == 404
    desk = Desk(doors.county)
    reply = desk.drafted(desk.registered(on("2026-11-02")), on("2026-11-03"))
    page = doors.desk(CLERK).get(f"/desk/applications/reply/{reply.pk}/change/").content.decode()
    assert f"/desk/files/applications.attach_to_reply/{reply.ref}/" in page
