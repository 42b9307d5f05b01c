"""Files chosen on a public form need not be chosen again – once the sender is known to be no machine, and for an hour."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from applications import doors
from applications.models import Application, Enclosure
from applications.views import filing
from foundation.casework.models import LedgerLine
from foundation.files.acts import open_file
from foundation.files.models import KeptFile
from foundation.visitors import challenge
from foundation.visitors.throttle import Door, Meter
from tests.applicants import Desk, on
from tests.applications.test_filing_page import AT, door, form, html, proof, send  # noqa: F401
from tests.applications.visitors import PAGE, TOKEN, Visitor
from tests.personas import County

pytestmark = pytest.mark.django_db

WRONG = "110105194912310021"


def papers() -> dict[str, Any]:
    return {
        "proof": [
            SimpleUploadedFile("身份证.txt", "鸿雁正面".encode()),
            SimpleUploadedFile("背面.txt", b"2"),
        ],
        "authority": SimpleUploadedFile("委托书.txt", b"3"),
    }


def carried(answer: Any) -> dict[str, Any]:
    """What a page that came back sends by itself."""
    found: dict[str, Any] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', html(answer)):
        found.setdefault(name, []).append(value)
    return found


def again(given: dict[str, Any], answer: Any, **fields: Any) -> dict[str, Any]:
    """The form sent again, nothing chosen anew."""
    rest = {name: value for name, value in given.items() if name not in ("proof", "authority")}
    return {**rest, **carried(answer), "altcha": proof(), **fields}


def digests() -> set[str]:
    found = set()
    for row in Enclosure.objects.all():
        with open_file(row.file) as stored:
            found.add(hashlib.sha256(stored.read()).hexdigest())
    return found


@pytest.mark.clause("OR-3")
def test_two_files_and_a_wrong_number_and_the_files_arrive(county: County) -> None:
    given = form(identity_number=WRONG, **papers())
    given.pop("authority")
    answer = send(given)
    page = html(answer)
    assert answer.status_code == 422
    for name in ("身份证.txt", "背面.txt"):
        assert f"已选好：{name}<span" in page
    assert "没有留下" not in page
    right = again(given, answer, identity_number="11010519491231002X")
    first, second = send(right), send(right)
    assert "登记号" in html(first)
    assert html(first) == html(second)
    assert digests() == {hashlib.sha256(content).hexdigest() for content in ("鸿雁正面".encode(), b"2")}
    assert (Application.objects.count(), KeptFile.objects.count()) == (1, 0)


def test_what_is_dropped_does_not_arrive(county: County) -> None:
    given = form(identity_number=WRONG, **papers())
    answer = send(given)
    fields = carried(answer)
    drop = {"authority-drop": fields["authority-kept"], "proof-drop": fields["proof-kept"][:1]}
    more = {"proof": SimpleUploadedFile("新.txt", b"4"), "identity_number": "11010519491231002X"}
    assert Application.objects.count() == 0
    send(again(given, answer, **drop, **more))
    assert digests() == {hashlib.sha256(content).hexdigest() for content in (b"2", b"4")}


def test_every_way_back_keeps_them(county: County) -> None:
    """No agency chosen, several things asked for, the same applied for before."""
    given = form(agency="", **papers())
    answer = send(given)
    assert "已选好：委托书.txt" in html(answer)
    several = "1. 甲村的档案\n2. 乙村的档案"
    answer = send(again(given, answer, agency="rfbsc", wanted=several, authority=[]))
    assert answer.status_code == 422
    assert "已选好：身份证.txt" in html(answer)
    looked = send(again(given, answer, do="look", wanted=several))
    assert "已选好：身份证.txt" in html(looked), "what was kept stays while somebody looks around"
    assert KeptFile.objects.count() == 3


@pytest.mark.parametrize("why", ["throttled", "no proof", "kept too often", "other token"])
def test_nothing_is_stored_of_whom_we_do_not_let_through(
    county: County, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    given = form(identity_number=WRONG, **papers())
    none = Door("applications.test", Meter("address", 0, 3600))
    if why == "throttled":
        monkeypatch.setattr(filing, "FORM", none)
        monkeypatch.setattr(filing, "INTAKE", replace(filing.INTAKE, form=none))
    elif why == "kept too often":
        monkeypatch.setattr(filing, "INTAKE", replace(filing.INTAKE, keeping=none))
    elif why == "no proof":
        given |= {"altcha": "", "opened": challenge.stamp(given["token"], AT - timedelta(seconds=3))}
    else:
        given |= {"altcha": "", "opened": challenge.stamp("y" * 43, AT - timedelta(minutes=5))}
    answer = send(given)
    assert answer.status_code == (422 if why == "kept too often" else 429)
    assert KeptFile.objects.count() == 0
    assert "刚才选的文件没有留下，请重新选择" in html(answer)
    assert "已选好" not in html(answer)


def test_without_script_it_takes_a_while_and_a_few_times_are_all(county: County) -> None:
    for n in range(1, 5):
        given = {**form(identity_number=WRONG, **papers()), "altcha": ""}
        answer = send(given)
        assert ("已选好" in html(answer)) is (n < 4)
    assert KeptFile.objects.count() == 9


def test_whoever_has_to_wait_keeps_what_was_kept(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    given = form(identity_number=WRONG, proof=papers()["proof"])
    answer = send(given)
    with monkeypatch.context() as patch:
        patch.setattr(filing, "FILING", Door("applications.test", Meter("address", 0, 3600)))
        waits = send(again(given, answer, identity_number="11010519491231002X"))
    assert waits.status_code == 429
    assert "已选好：身份证.txt" in html(waits)
    assert "没有留下" not in html(waits)


def test_after_an_hour_the_sender_is_asked_again(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    given = form(identity_number=WRONG, **papers())
    answer = send(given)
    later = AT + timedelta(hours=1)
    monkeypatch.setattr(filing.timezone, "now", lambda: later)
    late = send(again(given, answer, identity_number="11010519491231002X"))
    assert late.status_code == 422
    assert "已经过期，请重新选择" in html(late)
    assert Application.objects.count() == 0


def test_the_token_of_one_form_is_worth_nothing_in_another(county: County) -> None:
    given = form(identity_number=WRONG, **papers())
    stolen = {name: value for name, value in carried(send(given)).items() if "kept" in name}
    stranger = form(**{**stolen, "kept": "z" * 43})
    assert "已经过期" in html(send(stranger))
    assert digests() == set()


def test_the_follow_up_of_an_applicant_keeps_its_files_too(county: County) -> None:
    desk = Desk(county)
    application = desk.file(on("2026-11-02"), token=TOKEN)
    visitor = Visitor(county)
    visitor.opens(application, on("2026-11-02", 19))
    bad = [SimpleUploadedFile("户口本.txt", "户口".encode()), SimpleUploadedFile("x.exe", b"MZ\x90\x00")]
    answer = visitor.acts("supplement", {"files": bad})
    assert answer.status_code == 422
    assert "已选好：户口本.txt" in html(answer)
    assert "x.exe" in html(answer)
    for _ in range(2):
        done = visitor.post(f"{PAGE}supplement/", carried(answer))
        assert (done.status_code, done["Location"]) == (303, f"{PAGE}?done=supplement")
    assert Enclosure.objects.count() == 1
    assert LedgerLine.objects.filter(act="applications.supplement").count() == 1
    assert not KeptFile.objects.exists()
    assert not LedgerLine.objects.filter(detail__icontains="户口本").exists()


def test_a_form_of_another_application_keeps_nothing(county: County) -> None:
    application = Desk(county).file(on("2026-11-02"), token=TOKEN)
    visitor = Visitor(county)
    visitor.opens(application, on("2026-11-02", 19))
    answer = visitor.post(
        f"{PAGE}supplement/", {"token": "0" * 64, "files": [SimpleUploadedFile("a.txt", b"1")]}
    )
    assert answer.status_code == 403
    assert "没有留下" in html(answer)
    assert not KeptFile.objects.exists()


def test_keeping_has_meters_of_its_own() -> None:
    assert {doors.KEEPING.name, doors.KEEPING_UNPROVED.name}.isdisjoint(
        {doors.FILING.name, doors.UNPROVED.name}
    )
