"""Every refusal on a document's way, with its clause: by a call, on the command line and at the desk."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any
from urllib.parse import quote

import pgtrigger
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from disclosure.models import Document
from foundation.agencies.models import RoleGrant
from foundation.agencies.roles import Role
from foundation.casework.refusals import Invalid, NoSuchMatter, NotPermitted
from foundation.files.models import StoredFile
from tests.disclosure.texts import DECLASSIFIED, STRUCK, WITHHELD
from tests.doors import Doors, unchanged
from tests.personas import DRAFT, OPINION, TEXT, County, make_county


def also(doors: Doors, username: str, role: Role) -> None:
    """Have somebody hold one role more in their own agency."""
    staff = doors.county.people[username]
    RoleGrant.objects.create(staff=staff, role=role, agency=staff.agency)


# Publishing


@pytest.mark.clause("SR-4")
@pytest.mark.clause("PD-5")
@pytest.mark.parametrize("way", ["draft", "rechecked", "under review"])
def test_what_was_not_reviewed_is_not_published(doors: Doors, way: str) -> None:
    make = {
        "draft": doors.county.draft,
        "rechecked": doors.county.rechecked,
        "under review": lambda: doors.county.under_review()[0],
    }
    doors.refuse(
        "disclosure.publish", make[way](), "rfbsc-records_office", clause="SR-4", why="没有经过保密审查"
    )


@pytest.mark.clause("SR-4")
@pytest.mark.django_db(transaction=True)
def test_the_shell_gets_code_2_and_the_clause_on_standard_error() -> None:
    """As a process of its own, on what is committed."""
    county = make_county()
    document = county.rechecked()
    database = connection.settings_dict
    login = f"{quote(database['USER'])}:{quote(database['PASSWORD'])}"
    place = f"{quote(database['HOST'], safe='')}:{database['PORT']}/{database['NAME']}"
    command = ["act", "disclosure.publish", "--on", document.ref, "--as", "rfbsc-records_office"]
    done = subprocess.run(
        [sys.executable, "manage.py", *command, "--at", county.at.isoformat()],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": f"postgres://{login}@{place}", "DEBUG": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert done.stderr.strip() == "Refused: SR-4 这份文稿没有经过保密审查。请先送保密审查，取得审查意见。"


@pytest.mark.clause("SR-3")
def test_after_one_character_changed_it_is_neither_signed_nor_published(doors: Doors) -> None:
    county = doors.county
    correction = {"body": TEXT.replace("月底", "月末"), "note": "改一个字"}
    document = county.reviewed()
    county.do("disclosure.correct", document.ref, "rfbsc-records_office", correction)
    doors.refuse("disclosure.sign", document, "rfbsc-department_head", clause="SR-3", why="审查之后有改动")

    document = county.determined()
    county.do("disclosure.correct", document.ref, "rfbsc-records_office", correction)
    doors.refuse("disclosure.publish", document, "rfbsc-records_office", clause="SR-3", why="审查之后有改动")
    # Put back to the very letter, the text is the reviewed one again; its review is void all the same.
    county.do("disclosure.correct", document.ref, "rfbsc-records_office", {"body": TEXT, "note": "改回"})
    doors.refuse("disclosure.publish", document, "rfbsc-records_office", clause="SR-4", why="审查意见")


@pytest.mark.clause("SR-4")
def test_what_was_not_reviewed_is_not_signed_either(doors: Doors) -> None:
    document = doors.county.rechecked()
    doors.refuse("disclosure.sign", document, "rfbsc-department_head", clause="SR-4", why="没有经过保密审查")
    document = doors.county.reviewed()
    for body in (TEXT + "。", TEXT):
        note = {"body": body, "note": "改过又改回"}
        doors.county.do("disclosure.correct", document.ref, "rfbsc-records_office", note)
    doors.refuse(
        "disclosure.sign", document, "rfbsc-department_head", clause="SR-4", why="没有“公开”的审查意见"
    )


@pytest.mark.clause("SR-5")
def test_what_is_not_for_the_public_is_not_published(doors: Doors) -> None:
    document = doors.county.determined(**{**WITHHELD, "attribute": "on_request"}, opinion="disclose")
    assert document.state == Document.State.KEPT
    doors.refuse("disclosure.publish", document, "rfbsc-records_office", clause="SR-5", why="依申请公开")


@pytest.mark.clause("SR-6(2)")
def test_what_is_not_signed_at_every_level_is_not_published(doors: Doors) -> None:
    document = doors.county.reviewed()
    doors.refuse(
        "disclosure.publish",
        document,
        "rfbsc-records_office",
        clause="SR-6(2)",
        why="还缺部门负责人签发、领导签发",
    )
    doors.county.do("disclosure.sign", document.ref, "rfbsc-department_head")
    doors.refuse("disclosure.publish", document, "rfbsc-records_office", clause="SR-6(2)", why="还缺领导签发")


@pytest.mark.clause("PD-9")
def test_without_a_formation_date_it_is_neither_submitted_nor_published(doors: Doors) -> None:
    draft = doors.county.draft(formed_on="")
    doors.refuse("disclosure.submit", draft, "rfbsc-drafter", clause="PD-9", why="没有成文日期")
    document = doors.county.determined()
    note = {"formed_on": "", "note": "日期存疑"}
    doors.county.do("disclosure.correct", document.ref, "rfbsc-records_office", note)
    doors.refuse("disclosure.publish", document, "rfbsc-records_office", clause="PD-9", why="没有成文日期")
    recheck = doors.county.draft()
    doors.county.do("disclosure.submit", recheck.ref, "rfbsc-drafter")
    doors.county.do("disclosure.correct", recheck.ref, "rfbsc-records_office", note)
    doors.refuse("disclosure.recheck", recheck, "rfbsc-records_office", clause="PD-9", why="没有成文日期")


# Attributes and their reasons


@pytest.mark.clause("SR-5")
def test_a_draft_names_its_attribute(doors: Doors) -> None:
    entered = {**DRAFT, "attribute": ""}
    doors.refuse("disclosure.draft", "agency:rfbsc", "rfbsc-drafter", entered, clause="SR-5", why="公开属性")


@pytest.mark.clause("SR-6(1)")
@pytest.mark.parametrize("attribute", ["withheld", "on_request"])
def test_withheld_and_on_request_say_why(doors: Doors, attribute: str) -> None:
    entered = {**DRAFT, **WITHHELD, "attribute": attribute}
    for blank, why in (("attribute_reason", "没有随文标注理由"), ("ground", "没有选定依据")):
        doors.refuse(
            "disclosure.draft",
            "agency:rfbsc",
            "rfbsc-drafter",
            {**entered, blank: ""},
            clause="SR-6(1)",
            why=why,
        )
    doors.refuse(
        "disclosure.draft",
        "agency:rfbsc",
        "rfbsc-drafter",
        {**entered, "attribute_reason": " 　\n"},
        clause="SR-6(1)",
        why="没有随文标注理由",
    )


@pytest.mark.clause("SR-7(3)")
def test_that_somebody_needs_it_specially_is_no_ground(county: County) -> None:
    for attribute in ("withheld", "on_request"):
        with pytest.raises(Invalid, match="依据"):
            county.draft(**{**WITHHELD, "attribute": attribute, "ground": "special_need"})


@pytest.mark.clause("SR-6(1)")
@pytest.mark.clause("SR-7(1)")
@pytest.mark.parametrize(
    ("lost", "clause", "why"),
    [
        ({"attribute": ""}, "SR-5", "没有注明公开属性"),
        ({"attribute_reason": ""}, "SR-6(1)", "没有随文标注理由"),
        ({"attribute": "proactive"}, "SR-7(1)", "一项也没有勾选"),
        ({"attribute": "declassified"}, "SR-6(1)", "缺内部文稿"),
    ],
)
def test_what_the_draft_had_to_say_is_asked_again_when_it_is_handed_in(
    doors: Doors, lost: dict[str, str], clause: str, why: str
) -> None:
    document = doors.county.draft(**WITHHELD, proactive_tests=[])
    Document.objects.filter(pk=document.pk).update(**lost)
    doors.refuse("disclosure.submit", document, "rfbsc-drafter", clause=clause, why=why)


@pytest.mark.clause("SR-6(1)")
@pytest.mark.clause("SR-7(1)")
@pytest.mark.parametrize(
    ("lost", "clause"),
    [
        ({"attribute_reason": ""}, "SR-6(1)"),
        ({"attribute": "proactive"}, "SR-7(1)"),
        ({"attribute": "declassified"}, "SR-6(1)"),
    ],
)
def test_and_again_by_the_records_office(doors: Doors, lost: dict[str, str], clause: str) -> None:
    document = doors.county.draft(**WITHHELD, proactive_tests=[])
    doors.county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    doors.refuse(
        "disclosure.correct",
        document,
        "rfbsc-records_office",
        {**DRAFT, **WITHHELD, "proactive_tests": [], **lost, "note": "改属性"},
        clause=clause,
    )
    Document.objects.filter(pk=document.pk).update(**lost)
    doors.refuse("disclosure.recheck", document, "rfbsc-records_office", clause=clause)


@pytest.mark.clause("SR-7(1)")
def test_proactive_disclosure_meets_one_of_the_four_tests(doors: Doors) -> None:
    entered = {name: value for name, value in DRAFT.items() if name != "proactive_tests"}
    doors.refuse(
        "disclosure.draft", "agency:rfbsc", "rfbsc-drafter", entered, clause="SR-7(1)", why="一项也没有勾选"
    )
    document = doors.county.draft()
    doors.refuse(
        "disclosure.edit",
        document,
        "rfbsc-drafter",
        {**DRAFT, "proactive_tests": []},
        clause="SR-7(1)",
        why="一项也没有勾选",
    )


@pytest.mark.clause("SR-5")
@pytest.mark.clause("SR-6(1)")
@pytest.mark.parametrize(
    ("change", "clause", "why"),
    [
        ({"attribute": ""}, "SR-5", "没有注明公开属性"),
        ({"attribute": "withheld", "ground": "internal_affairs"}, "SR-6(1)", "没有随文标注理由"),
        ({"attribute": "declassified", "declassification": "delete"}, "SR-6(1)", "缺内部文稿"),
    ],
)
def test_whoever_changes_the_attribute_says_as_much(
    doors: Doors, change: dict[str, str], clause: str, why: str
) -> None:
    document = doors.county.draft()
    doors.refuse("disclosure.edit", document, "rfbsc-drafter", {**DRAFT, **change}, clause=clause, why=why)
    doors.county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    entered = {**DRAFT, **change, "note": "改属性"}
    doors.refuse("disclosure.correct", document, "rfbsc-records_office", entered, clause=clause, why=why)


@pytest.mark.clause("SR-5")
def test_beyond_the_draft_no_document_is_without_attribute(doors: Doors) -> None:
    document = doors.county.rechecked()
    with pytest.raises(IntegrityError, match="attribute_fixed_after_draft"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(attribute="")


# Declassification


@pytest.mark.clause("SR-6(1)(2)")
@pytest.mark.clause("SR-6(1)")
@pytest.mark.parametrize(
    ("blank", "why"), [("internal_body", "缺内部文稿"), ("declassification", "脱密处理的方式")]
)
def test_declassified_brings_both_texts_and_says_how(doors: Doors, blank: str, why: str) -> None:
    entered = {**DRAFT, **DECLASSIFIED, blank: ""}
    doors.refuse("disclosure.draft", "agency:rfbsc", "rfbsc-drafter", entered, clause="SR-6(1)", why=why)


@pytest.mark.clause("SR-7(2)")
@pytest.mark.parametrize("field", ["title", "summary", "document_number"])
def test_what_was_struck_shows_nowhere_else(doors: Doors, field: str) -> None:
    document = doors.county.draft(**{**DECLASSIFIED, field: f"关于{STRUCK}"})
    refusal = doors.refuse(
        "disclosure.submit", document, "rfbsc-drafter", clause="SR-7(2)", why="已删去的内容还残留在"
    )
    label = str(Document._meta.get_field(field).verbose_name)
    assert label in refusal.why
    assert STRUCK not in str(refusal)


@pytest.mark.clause("SR-7(2)")
def test_nor_does_a_correction_bring_it_back(doors: Doors) -> None:
    """The leak is looked for again at every step that follows."""
    county = doors.county
    leaking = {"summary": f"另有{STRUCK}", "note": "补概述"}
    document = county.draft(**DECLASSIFIED)
    county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    county.do("disclosure.correct", document.ref, "rfbsc-records_office", leaking)
    doors.refuse("disclosure.recheck", document, "rfbsc-records_office", clause="SR-7(2)", why="残留在")
    document = county.reviewed(**DECLASSIFIED)
    county.do("disclosure.correct", document.ref, "rfbsc-records_office", leaking)
    doors.refuse(
        "disclosure.confirm_declassification",
        document,
        "rfbsc-secrecy_office",
        clause="SR-7(2)",
        why="残留在",
    )


@pytest.mark.clause("SR-7(2)")
def test_a_changed_internal_text_voids_what_was_reviewed_and_confirmed(doors: Doors) -> None:
    """The secrecy office confirmed a public text beside one internal text: the digest holds both."""
    document = doors.county.determined(**DECLASSIFIED)
    Document.objects.filter(pk=document.pk).update(internal_body=f"{TEXT}\n冬季清洁取暖")
    fresh = doors.county.fresh(document)
    assert fresh.digest != document.digest
    doors.refuse("disclosure.publish", fresh, "rfbsc-records_office", clause="SR-3", why="审查之后有改动")


@pytest.mark.clause("SR-7(2)")
def test_what_a_file_turns_out_to_say_is_looked_for_once_more_before_publication(doors: Doors) -> None:
    """A file read anew, by a better reader, may say what nobody saw when the text was confirmed."""
    county = doors.county
    document = county.draft(**DECLASSIFIED)
    upload = SimpleUploadedFile("附表.txt", "取暖户数".encode())
    data = {"title": "附表", "audience": "public"}
    county.do("disclosure.attach", document.ref, "rfbsc-drafter", data, files={"file": upload})
    county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    county.do("disclosure.recheck", document.ref, "rfbsc-records_office")
    review = county.do("secrecy_review.request", document.ref, "rfbsc-records_office").matter
    county.do("secrecy_review.give_opinion", review.ref, "rfbsc-secrecy_reviewer", OPINION)
    for name, role in (
        ("confirm_declassification", "secrecy_office"),
        ("sign", "department_head"),
        ("sign", "leader"),
    ):
        county.do(f"disclosure.{name}", document.ref, f"rfbsc-{role}")
    with pgtrigger.ignore():
        StoredFile.objects.update(text=f"取暖户数\n{STRUCK}")
    doors.refuse(
        "disclosure.publish", document, "rfbsc-records_office", clause="SR-7(2)", why="残留在附件《附表》"
    )


@pytest.mark.clause("SR-7(2)")
def test_without_the_secrecy_offices_word_it_is_neither_signed_nor_published(doors: Doors) -> None:
    document = doors.county.reviewed(**DECLASSIFIED)
    for name, by in (("sign", "department_head"), ("publish", "records_office")):
        doors.refuse(
            f"disclosure.{name}",
            document,
            f"rfbsc-{by}",
            clause="SR-7(2)",
            why="还没有经本机关保密办审核确认",
        )


# Four eyes


@pytest.mark.clause("SR-6(2)")
def test_who_has_not_the_role_does_not_sign(doors: Doors) -> None:
    document = doors.county.reviewed()
    refusal = doors.refuse(
        "disclosure.sign", document, "rfbsc-drafter", clause="SR-6(2)", why="须由部门负责人办理"
    )
    assert isinstance(refusal, NotPermitted)


@pytest.mark.clause("SR-6(2)")
@pytest.mark.parametrize(
    ("person", "did"), [("rfbsc-drafter", "拟稿"), ("rfbsc-secrecy_reviewer", "提出审查意见")]
)
def test_who_drafted_or_reviewed_does_not_sign_with_the_role_either(
    doors: Doors, person: str, did: str
) -> None:
    document = doors.county.reviewed()
    also(doors, person, Role.DEPARTMENT_HEAD)
    also(doors, person, Role.LEADER)
    doors.refuse("disclosure.sign", document, person, clause="SR-6(2)", why=f"您已办理过这一事项的“{did}”")
    doors.county.do("disclosure.sign", document.ref, "rfbsc-department_head")
    doors.refuse("disclosure.sign", document, person, clause="SR-6(2)", why=f"您已办理过这一事项的“{did}”")


@pytest.mark.clause("SR-6(2)")
def test_nobody_signs_at_both_levels(doors: Doors) -> None:
    document = doors.county.reviewed()
    also(doors, "rfbsc-department_head", Role.LEADER)
    doors.county.do("disclosure.sign", document.ref, "rfbsc-department_head")
    doors.refuse(
        "disclosure.sign", document, "rfbsc-department_head", clause="SR-6(2)", why="您已签发过这一文本"
    )


@pytest.mark.clause("SR-6(2)")
def test_the_drafter_does_not_recheck_or_confirm(doors: Doors) -> None:
    also(doors, "rfbsc-drafter", Role.RECORDS_OFFICE)
    also(doors, "rfbsc-drafter", Role.SECRECY_OFFICE)
    document = doors.county.draft(**DECLASSIFIED)
    doors.county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    doors.refuse("disclosure.recheck", document, "rfbsc-drafter", clause="SR-6(2)", why="“拟稿”")
    doors.county.do("disclosure.recheck", document.ref, "rfbsc-records_office")
    doors.refuse(
        "disclosure.confirm_declassification", document, "rfbsc-drafter", clause="SR-6(2)", why="“拟稿”"
    )


@pytest.mark.clause("SR-6(2)")
def test_the_reviewer_does_not_go_on_writing(doors: Doors) -> None:
    document = doors.county.reviewed()
    doors.county.do(
        "disclosure.return_to_drafter", document.ref, "rfbsc-department_head", {"reason": "补附件"}
    )
    also(doors, "rfbsc-secrecy_reviewer", Role.DRAFTER)
    doors.refuse(
        "disclosure.edit",
        document,
        "rfbsc-secrecy_reviewer",
        {**DRAFT, "title": "另一个标题"},
        clause="SR-6(2)",
        why="“提出审查意见”",
    )


# The order of things


@pytest.mark.clause("SR-6(2)")
def test_a_step_is_taken_in_its_turn(doors: Doors) -> None:
    document = doors.county.draft()
    doors.refuse("disclosure.recheck", document, "rfbsc-records_office", clause="SR-6(2)", why="现在是“拟稿”")
    published = doors.county.published()
    doors.refuse("disclosure.publish", published, "rfbsc-records_office", clause="SR-4", why="现在是“已发布”")
    doors.refuse(
        "disclosure.edit", published, "rfbsc-drafter", dict(DRAFT), clause="SR-5", why="现在是“已发布”"
    )


@pytest.mark.clause("SR-4")
@pytest.mark.parametrize(
    "name",
    [
        "disclosure.enter_review",
        "disclosure.conclude_review",
        "disclosure.take_exemption",
        "disclosure.supersede",
        "disclosure.withdraw_older",
        "disclosure.strike",
    ],
)
def test_what_the_portal_does_by_itself_nobody_does_by_hand(doors: Doors, name: str) -> None:
    document = doors.county.reviewed()
    told = doors.command(name, document.ref, "rfbsc-leader", {})
    assert (told.code, told.out) == (2, "")
    assert "由系统自动办理" in told.err
    assert doors.post(name, document.ref, "rfbsc-leader").status_code == 404


# Other agencies


@pytest.mark.clause("SR-3")
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_agencys_document_is_not_there_at_the_desk(doors: Doors, method: str) -> None:
    document = doors.county.determined()
    stranger = doors.desk("lxcz-records_office")
    for ref in (document.ref, "document:999999"):
        url = reverse("admin:act", args=["disclosure.publish", ref])
        with unchanged():
            answer = getattr(stranger, method)(url)
        assert answer.status_code == 404
        assert document.title not in answer.content.decode()
    for pk in (document.pk, 999999):
        assert stranger.get(f"/desk/disclosure/document/{pk}/change/").status_code == 404


@pytest.mark.clause("SR-3")
def test_nor_can_the_command_line_tell_it_from_one_that_does_not_exist(doors: Doors) -> None:
    county = doors.county
    document = county.published()
    missing = "document:999999"
    for name, by in (("publish", "records_office"), ("revise", "drafter"), ("withdraw", "records_office")):
        hidden = doors.command(f"disclosure.{name}", document.ref, f"lxcz-{by}")
        absent = doors.command(f"disclosure.{name}", missing, f"lxcz-{by}")
        assert hidden.code == absent.code == 2
        assert hidden.err.replace(document.ref, missing) == absent.err
        assert "没有" in hidden.err
    by_number = doors.command(
        "disclosure.withdraw", f"document:{document.index_number}", "lxcz-records_office"
    )
    other = doors.command("disclosure.withdraw", "document:wy-rfbsc/2026-99999", "lxcz-records_office")
    assert by_number.err.replace(document.index_number, "wy-rfbsc/2026-99999") == other.err
    with pytest.raises(NoSuchMatter):
        county.do("disclosure.withdraw", document, "lxcz-records_office", {"reason": "不归我管"})


@pytest.mark.clause("SR-3")
def test_drafting_for_another_agency_is_not_offered_either(doors: Doors) -> None:
    told = doors.command("disclosure.draft", "agency:rfbsc", "lxcz-drafter", DRAFT)
    absent = doors.command("disclosure.draft", "agency:nosuch", "lxcz-drafter", DRAFT)
    assert told.code == absent.code == 2
    assert told.err.replace("rfbsc", "nosuch") == absent.err
    assert doors.post("disclosure.draft", "agency:rfbsc", "lxcz-drafter", DRAFT).status_code == 404


# What is lost by a refusal: nothing


@pytest.mark.clause("SR-6(1)")
def test_a_long_text_comes_back_whole_with_the_refusal(doors: Doors) -> None:
    body = "\n".join(f"第{n}段，关于“取暖”与<补贴>标准的说明 & 附注。" for n in range(500))
    entered: dict[str, Any] = {**DRAFT, **WITHHELD, "attribute_reason": "", "body": body}
    page = doors.post("disclosure.draft", "agency:rfbsc", "rfbsc-drafter", entered)
    assert page.status_code == 409
    assert page.context["form"]["body"].value() == body
    assert "第499段，关于“取暖”与&lt;补贴&gt;标准的说明 &amp; 附注。" in page.content.decode()
    assert not Document.objects.exists()


def test_the_desk_shows_what_would_refuse_before_anything_is_entered(doors: Doors) -> None:
    document = doors.county.reviewed(**DECLASSIFIED)
    page = doors.desk("rfbsc-department_head").get(f"/desk/disclosure/document/{document.pk}/change/")
    assert page.status_code == 200
    assert "还没有经本机关保密办审核确认" in page.content.decode()
    form = doors.desk("rfbsc-department_head").get(
        reverse("admin:act", args=["disclosure.sign", document.ref])
    )
    assert form.status_code == 200
    assert "SR-7(2)" in form.content.decode()


def test_nobody_acts_without_signing_in(doors: Doors) -> None:
    document = doors.county.determined()
    doors.desk("rfbsc-records_office").logout()
    answer = doors.post("disclosure.publish", document.ref, "rfbsc-records_office")
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]
    assert doors.county.fresh(document).state == Document.State.DETERMINED


def test_an_account_that_was_closed_performs_nothing(doors: Doors) -> None:
    document = doors.county.determined()
    person = doors.county.people["rfbsc-records_office"]
    person.is_active = False
    person.save()
    with unchanged(), pytest.raises(NoSuchMatter):
        doors.county.do("disclosure.publish", document.ref, "rfbsc-records_office")
