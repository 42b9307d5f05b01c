"""The public form: what it asks, what it forgives, and that a double click files once."""

from __future__ import annotations

import base64
import io
import json
import re
import threading
from datetime import datetime, timedelta
from typing import Any

import altcha
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfWriter

from applications.doors import CODES
from applications.models import Application, Enclosure, FoundPublished
from applications.views import filing
from foundation.agencies.models import CONTACT_ITEMS, Agency
from foundation.casework.acts import ACTS
from foundation.casework.buttons import act_url
from foundation.casework.forms import ActForm
from foundation.files import acts as files
from foundation.files import kept
from foundation.files.inspection import inspect
from foundation.visitors import challenge
from foundation.visitors.codes import new_token
from tests.applicants import FILING, Desk, on, open_agency
from tests.personas import County

PAGE = "/apply/"
AT = on("2026-11-02", 18)


@pytest.fixture(autouse=True)
def door(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """An agency that takes applications, a quiet Monday."""
    monkeypatch.setattr(filing.timezone, "now", lambda: AT)
    monkeypatch.setattr(challenge, "EFFORT", 20)
    # The challenge's library looks at the real clock.
    monkeypatch.setattr(challenge, "VALID", timedelta(days=40_000))
    open_agency(county, "rfbsc")


def proof(at: datetime = AT) -> str:
    """A solved challenge, as the browser's script sends it."""
    given = challenge.new_challenge(at)
    solution = altcha.solve_challenge(
        given["challenge"], given["salt"], given["algorithm"], given["maxNumber"]
    )
    assert solution is not None
    payload = {
        **{k: given[k] for k in ("algorithm", "challenge", "salt", "signature")},
        "number": solution.number,
    }
    return base64.b64encode(json.dumps(payload).encode()).decode()


def form(**fields: Any) -> dict[str, Any]:
    """A filled-in form."""
    token = new_token()
    return {
        **FILING,
        "agency": "rfbsc",
        "do": "send",
        "token": token,
        "opened": challenge.stamp(token, AT - timedelta(minutes=5)),
        "altcha": proof(),
        **fields,
    }


def send(given: dict[str, Any]) -> Any:
    return Client().post(PAGE, given)


def html(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.django_db
@pytest.mark.clause("OR-3")
@pytest.mark.clause("条例29")
def test_a_citizen_files_and_gets_number_code_and_date(county: County) -> None:
    given = form()
    answer = send(given)
    page = html(answer)
    application = Application.objects.get()
    assert answer.status_code == 200
    assert application.number in page
    assert CODES.code_of(given["token"]) in page
    assert "2026-11-30" in page
    assert CODES.matches(CODES.code_of(given["token"]), application.code_hash)
    assert application.wanted == FILING["wanted"]
    assert (answer["Cache-Control"].count("no-store"), answer.cookies) == (1, {})


@pytest.mark.django_db
@pytest.mark.clause("条例27", "条例40", "条例43")
def test_the_form_wanted_and_the_help_needed_reach_the_clerk(county: County) -> None:
    send(form(form="inspection", delivery="pickup", help_needed="右眼看不见，请用大字"))
    application = Application.objects.get()
    assert (application.form, application.help_needed) == ("inspection", "右眼看不见，请用大字")
    (desk := Client()).force_login(county.people["rfbsc-applications_clerk"])
    page = html(desk.get(f"/desk/applications/application/{application.pk}/change/"))
    assert "查阅、抄录" in page


@pytest.mark.django_db
@pytest.mark.clause("OR-3")
def test_nobody_is_asked_what_for(county: County) -> None:
    page = html(Client().get(PAGE))
    assert "不需要说明用途" in page
    assert {"purpose", "need", "reason", "use"} & set(filing.FilingForm.base_fields) == set()


@pytest.mark.django_db
@pytest.mark.clause("PD-4")
def test_the_agencys_four_contact_items_stand_beside_the_form(county: County) -> None:
    page = html(Client().get(PAGE, {"agency": "rfbsc"}))
    for told in (
        "政务公开办公室",
        "五原县隆兴昌镇",
        "周一至周五 9:00-12:00",
        "0478-5220000",
        "/agencies/rfbsc/",
    ):
        assert told in page
    assert 'value="lxcz"' not in page, "an agency that takes no applications is not offered"


@pytest.mark.django_db
def test_a_double_click_shows_the_same_receipt(county: County) -> None:
    given = form()
    first, second = send(given), send(given)
    assert Application.objects.count() == 1
    assert CODES.code_of(given["token"]) in html(first)
    assert CODES.code_of(given["token"]) in html(second)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_file_once(county: County) -> None:
    given = {**form(), "altcha": "", "twice": "1"}
    together, pages = threading.Barrier(2), []

    def click() -> None:
        together.wait()
        pages.append(html(send(given)))
        connections.close_all()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert Application.objects.count() == 1
    assert [CODES.code_of(given["token"]) in page for page in pages] == [True, True]


# Bad input: answered at its field by a sentence, and everything typed is kept


def encrypted_pdf() -> SimpleUploadedFile:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret")
    writer.write(out)
    return SimpleUploadedFile("证件.pdf", out.getvalue(), content_type="application/pdf")


def papers(count: int) -> list[SimpleUploadedFile]:
    return [
        SimpleUploadedFile(f"{n}.txt", f"第 {n} 页".encode(), content_type="text/plain") for n in range(count)
    ]


BAD: dict[str, tuple[str, Any, str]] = {
    "wrong checksum": ("identity_number", "110105194912310021", "最后一位"),
    "a birthday in the future": ("identity_number", "110105209912310020", "请再核对"),
    "too short": ("identity_number", "12345", "请再核对"),
    "emoji in a name": ("name", "张😀三", "表情"),
    "html in a name": ("name", "<b>张三</b>", "只写文字"),
    "a name of blanks": ("name", " 　 ", "请填写姓名"),
    "nothing wanted": ("wanted", "  ", "请写出您要的信息"),
    "ten megabytes": ("wanted", "要" * 3_400_000, "超过 5,000 个字"),
    "a telephone of letters": ("phone", "abcdefg", "电话"),
    "no way to reach": ("phone", "", "至少一样"),
    "an e-mail without a host": ("email", "someone@", "邮箱"),
    "a postcode of four digits": ("postcode", "0150", "邮政编码"),
    "a class that there is not": ("applicant_class", "martian", "没有这个选项"),
    "a file under a password": ("proof", encrypted_pdf(), "证件.pdf"),
    "fifty-one files": ("proof", papers(51), "最多 10 个"),
    "an empty file": ("proof", SimpleUploadedFile("空.txt", b"", content_type="text/plain"), "空"),
    "a program": ("proof", SimpleUploadedFile("证件.exe", b"MZ\x90\x00" * 64), "证件.exe"),
    "post without address": ("delivery", "post", "请填写联系地址"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_answered_at_its_field_and_everything_typed_is_kept(county: County, case: str) -> None:
    field, value, said = BAD[case]
    answer = send(form(**{field: value}))
    assert answer.status_code == 422
    assert Application.objects.count() == 0
    shown = answer.context["form"]
    at = "address" if case == "post without address" else field
    sentences = " ".join(shown.errors.get(at, []))
    assert said in sentences, dict(shown.errors)
    page = html(answer)
    assert "field-error" in page
    for name in ("wanted", "name", "identity_number", "phone"):
        if name != field:
            assert FILING[name] in page, name
    if field == "proof":
        assert ("已选好" in page) is (case == "fifty-one files"), "only what is acceptable in itself is kept"
    assert "选择一个有效的选项" not in page


@pytest.mark.django_db
def test_every_mistake_is_named_at_once_in_the_order_of_the_page(county: County) -> None:
    answer = send(form(agency="", wanted="", name="", email="someone@", delivery="post", postcode="0150"))
    places = [place for place, _said in answer.context["errors"]]
    assert places == ["id_agency", "id_wanted", "id_name", "id_email", "id_address", "id_postcode"]
    page = html(answer)
    assert "<title>（6 处要改）申请公开政府信息" in page
    shown = [page.index(f'id="{place}"') for place in places]
    assert shown == sorted(shown), "as they stand on the page"
    assert re.search(r'class="note note-breach track-summary"[^>]*tabindex="-1"\s+autofocus', page)


@pytest.mark.django_db
def test_what_is_wrong_with_the_form_itself_points_at_no_field(county: County) -> None:
    answer = send(form(token="short"))
    assert ("", "这张表已经失效，请重新打开申请页填写。") in answer.context["errors"]


@pytest.mark.django_db
def test_browser_and_telephone_know_what_is_to_be_typed(county: County) -> None:
    page = html(Client().get(PAGE))
    for name, told in {
        "name": 'autocomplete="name"',
        "phone": 'autocomplete="tel" inputmode="tel"',
        "email": 'autocomplete="email"',
        "address": 'autocomplete="address-line1"',
        "postcode": 'autocomplete="postal-code" inputmode="numeric"',
        "identity_number": 'autocomplete="off"',
        "agent_name": 'autocomplete="off"',
    }.items():
        found = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
        assert found, name
        assert told in found[0], name
    assert page.count("（电话和邮箱至少填一样）") == 2
    assert "（选填）" in page


@pytest.mark.django_db
def test_the_browser_does_not_fill_in_the_clerk(county: County) -> None:
    desk = Client()
    desk.force_login(county.people["rfbsc-applications_clerk"])
    page = html(desk.get(act_url(ACTS["applications.enter"], county.agencies["rfbsc"])))
    assert 'name="phone"' in page
    assert not re.search('autocomplete="(?!off|one-time-code|new-password)', page)


@pytest.mark.django_db
@pytest.mark.clause("条例55")
def test_agencies_stand_in_groups_and_the_others_say_why(county: County) -> None:
    def is_now(code: str, **fields: Any) -> None:
        Agency.objects.filter(code=code).update(**fields)

    is_now("lxcz", kind="utility", overseer="巴彦淖尔市水务局")
    page = html(Client().get(PAGE))
    assert re.search(r'<optgroup label="街道办事处">(?:(?!</optgroup>).)*value="rfbsc"', page, re.S)
    assert "它不公开的，向巴彦淖尔市水务局申诉（条例第五十五条）" in page
    assert 'value="lxcz"' not in page
    for fields, why in (
        ({"kind": "party"}, "不是行政机关"),
        ({"kind": "township", "overseer": "", "office_phone": ""}, "联系方式还不全"),
        (dict.fromkeys(CONTACT_ITEMS, "五原县"), "还没有开通网上申请"),
    ):
        is_now("lxcz", **fields)
        assert why in html(Client().get(PAGE)), fields


@pytest.mark.django_db
@pytest.mark.clause("OR-3", "条例29")
def test_there_is_a_form_on_paper_that_asks_no_more_than_the_law(county: County) -> None:
    assert 'href="/apply/paper/?agency=rfbsc"' in html(Client().get(PAGE, {"agency": "rfbsc"}))
    page = html(Client().get("/apply/paper/", {"agency": "rfbsc"}))
    agency = county.agencies["rfbsc"]
    for told in (
        agency.name,
        "0478-5220000",
        "五原县隆兴昌镇",
        "证件名称、号码",
        "签名或盖章",
        "20 个工作日",
    ):
        assert told in page
    assert "不需要说明用途" in page
    assert Client().get("/apply/paper/", {"agency": "nowhere"}).status_code == 200


@pytest.mark.django_db
def test_another_application_takes_one_press_with_what_was_typed(county: County) -> None:
    page = html(send(form(phone="13800138000", delivery="post", address="隆兴昌镇一街 1 号")))
    again = page[: page.index("用同样的信息再申请一项")].rpartition("<form")[2]
    typed = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">', again))
    assert {"agency", "name", "identity_number", "phone", "address"} <= typed.keys()
    assert not {"wanted", "wanted_number", "token", "altcha", "opened", "may_publish"} & typed.keys()
    empty = html(Client().post(PAGE, {**typed, "do": "again"}))
    assert re.search('name="phone" value="13800138000"', empty)
    assert "<title>申请公开政府信息" in empty
    assert Application.objects.count() == 1


@pytest.mark.django_db
def test_what_no_database_can_hold_is_let_go(county: County) -> None:
    raw = "&".join(
        f"{name}={value}"
        for name, value in {
            **form(),
            "wanted": "%ED%A0%80%00 2024 %E5%B9%B4%E7%9A%84%E8%B4%A6",
            "altcha": "",
        }.items()
    )
    answer = Client().post(PAGE, raw, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200, answer.context and answer.context["errors"]
    assert Application.objects.get().wanted.endswith("2024 年的账")


@pytest.mark.django_db
def test_html_is_shown_as_it_was_typed(county: County) -> None:
    page = html(send(form(wanted="<script>alert(1)</script>合同", phone="")))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;合同" in page
    assert "<script>alert" not in page


@pytest.mark.django_db
def test_more_than_is_read_at_all_is_said_in_words(county: County, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 5
    answer = send(form(proof=papers(6)))
    assert answer.status_code == 413
    assert "文件最多 10 个" in html(answer)


# One matter, not twice, not by machines


@pytest.mark.django_db
def test_several_matters_are_pointed_out_once(county: County) -> None:
    given = form(wanted="1. 2024 年的账\n2. 2025 年的账")
    answer = send(given)
    assert "一张表只申请一项" in html(answer)
    assert Application.objects.count() == 0
    assert send({**given, "several": "1"}).status_code == 200
    assert Application.objects.count() == 1


@pytest.mark.django_db
def test_the_same_person_is_shown_the_same_application(county: County) -> None:
    send(form())
    number = Application.objects.get().number
    given = form(wanted=FILING["wanted"] + "。")
    answer = send(given)
    assert "您好像申请过这项信息" in html(answer)
    assert number in html(answer)
    assert send({**given, "twice": "1", "altcha": proof()}).status_code == 200
    assert Application.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("other", [{"phone": "13900139000"}, {"wanted": "水库的除险加固设计"}])
def test_nobody_learns_by_trying_that_somebody_applied(county: County, other: dict[str, str]) -> None:
    send(form())
    answer = send(form(**other))
    assert "申请过" not in html(answer).replace("已经申请过的", "").replace("别人申请过的", "")
    assert Application.objects.count() == 2


@pytest.mark.django_db
def test_a_challenge_is_good_once_and_patience_does_instead(county: County) -> None:
    solved = proof()
    assert send(form(altcha=solved)).status_code == 200
    token = new_token()
    hasty = {"token": token, "opened": challenge.stamp(token, AT - timedelta(seconds=5)), "twice": "1"}
    assert send(form(altcha=solved, **hasty)).status_code == 429
    assert send(form(altcha="", **hasty)).status_code == 429
    patient = {**hasty, "opened": challenge.stamp(token, AT - timedelta(seconds=25))}
    assert send(form(altcha="", **patient)).status_code == 200
    assert send(form(altcha="", twice="1", opened="made:up:1")).status_code == 429


@pytest.mark.django_db
def test_without_a_challenge_three_an_hour_and_with_one_ten(county: County) -> None:
    slow = [send(form(altcha="", twice="1")).status_code for _ in range(4)]
    assert slow == [200, 200, 200, 429]
    cache.clear()
    fast = [send(form(twice="1")).status_code for _ in range(11)]
    assert fast == [200] * 10 + [429]
    assert "您填写的都还在" in html(send(form(twice="1")))


# What is published already


@pytest.mark.django_db
@pytest.mark.clause("OR-4(3)")
def test_what_is_published_is_offered_and_counted(county: County) -> None:
    document = county.published(title="关于春光村土地权属调查结果的公告")
    county.published(title="关于冬季清洁取暖的通知")
    county.draft(title="春光村土地权属调查结果（内部）")
    offered = html(Client().get("/apply/similar/", {"q": "2024 年春光村土地权属调查的结果"}))
    assert document.title in offered
    assert "内部" not in offered
    looked = html(send({**form(), "do": "look"}))
    assert document.title in looked
    assert FILING["phone"] in looked
    found = Client().post(f"/apply/found/{document.index_number}/")
    assert found["Location"] == f"/documents/{document.index_number}/"
    Client().post(f"/apply/found/{document.index_number}/")
    assert FoundPublished.objects.get().times == 2
    assert Client().post("/apply/found/wy-rfbsc/2020-00001/").status_code == 404


@pytest.mark.django_db
def test_files_are_kept_encrypted_with_the_application(county: County) -> None:
    agent = {
        "agent_name": "代办人",
        "agent_identity_number": FILING["identity_number"],
        "agent_phone": "13900139000",
        "authority": papers(1),
    }
    assert send(form(proof=papers(2), **agent)).status_code == 200
    assert sorted(Enclosure.objects.values_list("purpose", flat=True)) == [
        "authority",
        "identity",
        "identity",
    ]


@pytest.mark.django_db
def test_a_file_is_inspected_once_when_it_is_checked_and_once_when_it_is_kept(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page hands the form that it validated to the act: validated once, and no third look at a file."""
    seen, validated = [], []
    clean = ActForm.full_clean
    monkeypatch.setattr(
        ActForm, "full_clean", lambda form: (validated.append(type(form).__name__), clean(form))
    )
    for module in (kept, files):
        monkeypatch.setattr(module, "inspect", lambda *given: seen.append(given[1]) or inspect(*given))
    assert send(form(proof=papers(2))).status_code == 200
    assert {name: seen.count(name) for name in seen} == {upload.name: 2 for upload in papers(2)}
    assert validated == ["FilingForm"]


@pytest.mark.django_db
def test_the_form_takes_as_many_queries_with_every_agency(county: County) -> None:
    with CaptureQueriesContext(connection) as one:
        Client().get(PAGE)
    for code in ("lxcz", "bmj"):
        open_agency(county, code)
    with CaptureQueriesContext(connection) as more:
        Client().get(PAGE)
    assert len(one) == len(more) <= 3


def test_a_closed_agency_takes_none(db: None, county: County) -> None:
    Desk(county)
    answer = send(form(agency="lxcz"))
    assert answer.status_code == 422
    assert "请选择向哪个机关申请" in html(answer)
