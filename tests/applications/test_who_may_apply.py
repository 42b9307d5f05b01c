"""People and bodies that a form must not turn away (OR-3, 条例27, 29)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from applications.forms import FilingForm
from applications.models import Applicant, Application
from foundation.agencies.actors import Actor
from foundation.casework.acts import ACTS, Step, desk_url
from foundation.visitors.codes import new_token
from tests.applicants import FILING, Desk, on
from tests.personas import County

pytestmark = pytest.mark.django_db

AGENT = {"agent_name": "代办人", "agent_phone": "13900139000"}
CREDIT_CODE = "11150000MB1604391C"


def filled(county: County, **fields: Any) -> FilingForm:
    step = Step(ACTS["applications.file"], Desk(county).agency, Actor.citizen("申请人"), on("2026-11-02"))
    authority = {"authority": [SimpleUploadedFile("委托书.txt", "委托".encode())]}
    files = MultiValueDict(authority if "agent_name" in fields else {})
    return FilingForm({**FILING, "token": new_token(), **fields}, files, step=step)


@pytest.mark.clause("OR-3")
@pytest.mark.parametrize(
    ("name", "kind", "number"),
    [
        ("代办人", "resident", "11010519491231002X"),
        ("代办人", "passport", "E12345678"),
        ("代办人", "hong_kong_macao", "H12345678"),
        ("代办人", "taiwan", "12345678"),
        ("代办人", "permanent_resident", "911124198108030024"),
        ("代办人", "other", "军字第1234567号"),
        ("某某（包头）律师事务所", "credit_code", CREDIT_CODE),
    ],
)
def test_an_agent_may_have_any_paper(county: County, name: str, kind: str, number: str) -> None:
    agent = {**AGENT, "agent_name": name, "agent_identity_kind": kind, "agent_identity_number": number}
    form = filled(county, **agent)
    assert form.is_valid(), dict(form.errors)
    assert form.cleaned_data["agent_identity_kind"] == kind


@pytest.mark.clause("OR-3")
@pytest.mark.parametrize(
    ("kind", "number"), [("passport", "E1"), ("resident", "E12345678"), ("", "E12345678")]
)
def test_an_agents_number_is_checked_by_its_paper(county: County, kind: str, number: str) -> None:
    form = filled(county, **AGENT, agent_identity_kind=kind, agent_identity_number=number)
    assert list(form.errors) == ["agent_identity_number"]


BODIES = {
    "homeowners' committee": {
        "applicant_class": "other",
        "name": "五原县某小区业主委员会",
        "identity_number": "五建备字2024-12",
    },
    "company of Hong Kong": {
        "applicant_class": "enterprise",
        "name": "某某（香港）有限公司",
        "identity_number": "12345678",
    },
}


@pytest.mark.clause("条例29")
@pytest.mark.parametrize("body", BODIES)
def test_a_body_without_credit_code_has_a_paper_too(county: County, body: str) -> None:
    form = filled(county, representative="测试甲", contact_name="乌", identity_kind="other", **BODIES[body])
    assert form.is_valid(), dict(form.errors)
    assert form.cleaned_data["identity_kind"] == "other"
    assert form.cleaned_data["identity_number"] == BODIES[body]["identity_number"]


@pytest.mark.clause("条例29", "条例30")
@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"identity_number": CREDIT_CODE}, "credit_code"),
        ({"identity_kind": "other", "identity_number": "五建备字2024-12"}, "other"),
    ],
)
def test_a_body_that_wrote_without_its_number_gives_it_later(
    county: County, given: dict[str, str], kind: str
) -> None:
    """The list stood on 居民身份证 when the letter was entered: its number would never have been taken."""
    desk = Desk(county)
    body = {"applicant_class": "other", "name": "五原县某小区业主委员会", "identity_number": ""}
    application = desk.enter(on("2026-11-02"), "in_person", "2026-11-02", **body)
    desk.clerk(
        "applications.request_amendment", application, on("2026-11-03"), {"items": "证件号码", "span": 5}
    )
    amended = {"wanted": FILING["wanted"], "received_on": "2026-11-04", **given}
    desk.clerk("applications.amend", application, on("2026-11-04"), amended)
    applicant = Applicant.objects.get(application=application)
    assert (applicant.identity_kind, applicant.identity_number) == (kind, given["identity_number"])
    assert applicant.fingerprint


@pytest.mark.clause("OR-3")
def test_what_was_copied_out_of_a_pdf_is_found_again(county: County) -> None:
    """Radicals look like characters, and no search finds one for the other; every field of the form makes them characters."""
    application = Desk(county).file(
        on("2026-11-02"), name="⼀凡", wanted="⻓胜镇⼟地权属调查结果", help_needed="⽿背"
    )
    kept = Application.objects.get(pk=application.pk)
    assert kept.wanted == "长胜镇土地权属调查结果"
    assert (kept.help_needed, kept.applicant.name) == ("耳背", "一凡")


@pytest.mark.clause("OR-3")
def test_the_clerk_is_told_what_the_papers_cannot_print(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which characters they are may tell who applied: that stands there once the clerk has asked for the personal data."""
    desk = Desk(county)
    usual, rare = (desk.file(on("2026-11-02"), name=name) for name in ("测试人", "测𠮷ᠰ"))
    monkeypatch.setattr(timezone, "now", lambda: on("2026-11-02", 10))
    clerk = Client()
    clerk.force_login(county.people["rfbsc-applications_clerk"])

    def page(application: Application) -> str:
        return clerk.get(desk_url(application)).content.decode()

    assert "印不出" not in page(usual)
    assert "印不出" in page(rare)
    assert "2 个，办理“查看申请人信息”后可见" in page(rare)
    assert "𠮷" not in page(rare)
    desk.clerk("applications.reveal", rare, on("2026-11-02"), {"reason": "核对姓名"})
    assert "ᠰ、𠮷" in page(rare)
