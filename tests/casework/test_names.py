"""What people read calls matters by name, never by the portal's own references, and speaks Chinese."""

from __future__ import annotations

import re

import pytest

from foundation.casework.matters import kinds
from foundation.notices.models import Notice
from tests.applicants import Desk, on
from tests.disclosure.texts import DECLASSIFIED
from tests.doors import Doors
from tests.samples import one_of_each

#: `document:12` and its like.
REFERENCE = re.compile(rf"\b(?:{'|'.join(kinds())}):\d+")
TAGS = re.compile(r"<(?:script|style).*?</(?:script|style)>|<[^>]*>", re.S)


def read(html: str) -> str:
    """What a page shows."""
    return TAGS.sub(" ", html)


@pytest.mark.clause("SR-6(1)")
def test_no_notice_and_no_page_names_a_reference(doors: Doors) -> None:
    county = doors.county
    samples = one_of_each(county)
    document = county.reviewed(**DECLASSIFIED)
    county.do("disclosure.confirm_declassification", document.ref, "rfbsc-secrecy_office")
    county.do("disclosure.return_to_drafter", document.ref, "rfbsc-records_office", {"reason": "再核对"})
    told = [f"{notice.subject} {notice.body}" for notice in Notice.objects.all()]
    assert len(told) > 5
    assert [said for said in told if REFERENCE.search(said)] == []
    # A declassified document is still not named by its title where a message may be read by others.
    assert not any(document.title in said for said in told if "退回拟稿人" in said)
    supervisor = doors.desk("county_supervisor")
    for matter in samples.values():
        address = f"/desk/{matter._meta.app_label}/{matter._meta.model_name}/"
        for url in (address, f"{address}{matter.pk}/change/"):
            assert REFERENCE.findall(read(supervisor.get(url).content.decode())) == [], url


@pytest.mark.clause("OR-3")
def test_notices_name_number_and_agency_and_nothing_that_the_applicant_wrote(doors: Doors) -> None:
    desk = Desk(doors.county)
    application = desk.file(on("2026-11-02"))
    notice = Notice.objects.get(recipient__username="rfbsc-applications_clerk")
    assert application.number in notice.subject
    assert desk.agency.short_name in notice.subject
    assert application.wanted not in notice.subject + notice.body
    assert "测" not in notice.subject + notice.body


def test_a_room_with_several_lists_has_an_index_in_chinese(doors: Doors) -> None:
    Desk(doors.county).file(on("2026-11-02"))
    clerk = doors.desk("rfbsc-applications_clerk")
    for address, said in (
        (
            "/desk/applications/",
            ("依申请公开", "公开申请", "申请答复", "征求意见", "投诉", "答复选登", "申请较为集中的信息"),
        ),
        ("/desk/agencies/", ("机构与人员", "机构", "工作人员")),
        ("/desk/disclosure/", ("主动公开", "公文")),
    ):
        html = read(clerk.get(address).content.decode())
        assert all(word in html for word in said), address
        assert re.findall(r"[A-Za-z]{3,}", html) == [], address
    assert [entry["count"] for entry in clerk.get("/desk/applications/").context["lists"]] == [
        1,
        0,
        0,
        0,
        0,
        0,
    ]
    for address in ("/desk/", "/desk/applications/application/", "/desk/agencies/agency/"):
        words = re.findall(r"[A-Za-z]{3,}", read(clerk.get(address).content.decode()))
        assert {word for word in words if not word.startswith(("rfbsc", "lxcz", "bmj"))} == set(), address
    assert clerk.get("/desk/nothing/").status_code == 404


def test_the_page_of_an_act_says_on_whose_matter(doors: Doors) -> None:
    desk = Desk(doors.county)
    reply = desk.drafted(desk.registered(on("2026-11-02")), on("2026-11-03"))
    html = doors.desk("rfbsc-applications_clerk").get(f"/desk/act/applications.submit_reply/{reply.ref}/")
    shown = read(html.content.decode())
    for said in (reply.title, desk.agency.name, "测＊＊", reply.application.wanted):
        assert said in shown, said


@pytest.mark.clause("SR-8")
def test_a_reviewer_sees_why_the_text_was_given_back_before(doors: Doors) -> None:
    county = doors.county
    document, _review = county.under_review()
    why = {"reason": "附表与正文的数字不符"}
    county.do("disclosure.return_to_drafter", document.ref, "rfbsc-secrecy_reviewer", why)
    county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    county.do("disclosure.recheck", document.ref, "rfbsc-records_office")
    review = county.do("secrecy_review.request", document.ref, "rfbsc-records_office").matter
    page = doors.desk("rfbsc-secrecy_reviewer").get(f"/desk/secrecy_review/review/{review.pk}/change/")
    html = page.content.decode()
    assert html.index(why["reason"]) < html.index("/desk/act/secrecy_review.give_opinion/")
