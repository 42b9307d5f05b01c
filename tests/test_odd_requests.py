"""Whatever a client sends, it is answered in Chinese, and the portal goes on: never a 500, never a bare page of Django's."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client

from disclosure.models import Document
from tests.doors import Doors
from tests.personas import DRAFT, PASSWORD, County

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=xyz"
PUBLIC_FORMS = (
    "/feedback/error/",
    "/feedback/complaint/",
    "/feedback/why/",
    "/feedback/track/",
    "/feedback/track/leave/",
    "/accountability/report/",
    "/accountability/track/",
    "/accountability/track/leave/",
    "/accountability/served/",
    "/accountability/served/leave/",
    "/accountability/served/defence/",
    "/accountability/served/appeal/",
    "/accountability/served/correction/",
    "/interpretation/ask/",
    "/interpretation/track/",
    "/interpretation/unclear/",
    "/participation/track/",
    "/participation/track/leave/",
    "/participation/track/withdraw/",
    "/participation/track/proposal/withdraw/",
    "/participation/track/objection/withdraw/",
    "/participation/track/registration/correct/",
    "/participation/track/registration/withdraw/",
    "/participation/J2026-001/write/",
    "/participation/J2026-001/hearing/1/register/",
    "/participation/J2026-001/poll/answer/",
    "/participation/J2026-001/poll/slips/",
    "/participation/J2026-001/object/",
    "/participation/propose/",
    "/evaluation/2026/answer/",
    "/evaluation/2026/one/",
    "/evaluation/2026/slips/",
    "/evaluation/2026/complain/",
    "/apply/",
    "/apply/track/",
    "/apply/consultation/",
    "/apply/track/leave/",
    "/desk/login/",
)
PUBLIC_PAGES = (
    "/",
    "/documents/",
    "/agencies/",
    "/annual-reports/",
    "/apply/",
    "/apply/track/",
    "/apply/similar/",
    "/feedback/",
    "/feedback/error/",
    "/feedback/why/",
    "/feedback/track/",
    "/accountability/",
    "/accountability/report/",
    "/accountability/track/",
    "/accountability/served/",
    "/accountability/served/papers/1/",
    "/interpretation/",
    "/interpretation/questions/",
    "/interpretation/ask/",
    "/interpretation/track/",
    "/interpretation/unclear/",
    "/interpretation/1/mine/",
    "/interpretation/1/media",
    "/interpretation/1/captions.vtt",
    "/interpretation/1/dates.ics",
    "/newmedia/",
    "/newmedia/1/",
    "/newmedia/posts/1/",
    "/newmedia/corrections/",
    "/newmedia/exchanges/",
    "/newmedia/exchanges/1/",
    "/newmedia/exchanges/1/answer/",
    "/evaluation/",
    "/evaluation/2026/",
    "/evaluation/2026/units/1/",
    "/evaluation/2026/arithmetic/",
    "/evaluation/2026/answer/",
    "/evaluation/2026/one/",
    "/evaluation/2026/slips/",
    "/evaluation/2026/complain/",
    "/evaluation/suggestions/",
    "/evaluation/supervisors/",
    "/participation/",
    "/participation/catalogue/",
    "/participation/track/",
    "/participation/J2026-001/",
    "/participation/J2026-001/poll/",
    "/participation/J2026-001/poll/answer/",
    "/participation/J2026-001/poll/slips/",
    "/participation/J2026-001/write/",
    "/participation/J2026-001/object/",
    "/participation/J2026-001/objections/",
    "/participation/propose/",
    "/participation/proposals/",
    "/participation/proposals/T2026-0001/",
    "/participation/track/proposal/",
    "/participation/track/registration/",
    "/training/",
    "/training/sessions/1/",
    "/training/calendar/rfbsc.ics",
    "/training/certificates/",
    "/training/certificates/AAAAAAAAAAAAAAAAAAAAAAAA/",
    "/training/sign/",
    "/training/sign/form/",
    "/training/sign/1-1-1/",
)


def answered(answer: Any, about: object = "", *, proper: bool = True) -> None:
    """Assert that an answer is one of the portal's."""
    assert answer.status_code < 500, (about, answer.status_code)
    if answer.status_code >= 400 and proper and answer.headers["Content-Type"].startswith("text/html"):
        page = answer.content.decode("utf-8")
        assert '<html lang="zh' in page, (about, page[:300])
        assert "<h1" in page, about


def send(method: str, address: str, **more: Any) -> Any:
    client = Client(raise_request_exception=False)
    return client.generic(method, address, **more)


@pytest.mark.parametrize(
    "content_type",
    [
        f"{FORM}; charset=gbk",
        f"{FORM}; charset=no-such-charset",
        f"{FORM}; charset=",
        f"{FORM}; charset=utf-16",
        f"{FORM}; charset=\u00e9",
        f"{FORM}; charset=idna",
        f"{FORM}; charset=rot13",
        f"{FORM}; charset=base64",
        f"{FORM}; charset={'x' * 5000}",
        f"{MULTIPART}; charset=gbk",
        f"{MULTIPART}; charset=no-such-charset",
        f"{MULTIPART}; charset=hex",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        f"multipart/form-data; boundary={'b' * 500}",
        "multipart/form-data; boundary=\u00e9",
        "application/json",
        "application/json; charset=gbk",
        "",
        "nonsense",
    ],
)
def test_a_body_in_whatever_charset(county: County, content_type: str) -> None:
    bodies = (
        b"",
        b"wanted=%D6%D0%B9%FA&do=send",
        "number=中国&code=x".encode("gbk"),
        b"--xyz\r\n\r\n",
        b'{"a":"\xff"}',
    )
    for address, body in product(PUBLIC_FORMS, bodies):
        answered(send("POST", address, data=body, content_type=content_type), (address, body))


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_a_page_with_whatever_query(county: County, address: str) -> None:
    for query in (
        "q=%FF%FE",
        "q=%",
        "q=%zz",
        "q=%00",
        "q=a%00b&agency=%00&year=%00&topic=%00&page=%00&number=%00&from=%00&theme=%00&kind=%00",
        "q=%ED%A0%80",
        "q=" + "%E6" * 2000,
        "q=" + "a" * 7000,
        "agency=%FF&year=%FF&page=%FF&number=%FF",
        "page=99999999999999999999999999",
        "page=-1",
        "year=99999999999999999999",
        "year=%D9%A3%D9%A3%D9%A3%D9%A3",
        "&".join(f"k{n}=1" for n in range(3000)),
        "\u00ff=\u00ff",
    ):
        answered(send("GET", f"{address}?{query}"), query[:100])


@pytest.mark.parametrize(
    "path",
    [
        "/%FF/",
        "/documents/%FF/",
        "/documents/%00/",
        "/documents/wy-rfbsc/%ED%A0%80/",
        "/documents/wy-rfbsc/2026-1/9999999999999999999999/",
        "/agencies/%FF/",
        "/agencies/%00/",
        "/agencies/" + "a" * 5000 + "/",
        "/apply/consultation/%00/",
        "/apply/consultation/%FF%FE/",
        "/apply/consultation/" + "x" * 5000 + "/",
        "/apply/track/%FF/",
        "/apply/track/letters/99999999999999999999999/",
        "/apply/track/files/99999999999999999999999/",
        "/annual-reports/%FF/",
        "/annual-reports/99999999999999999999/",
        "/clauses/%00/",
        "/clauses/%FF/",
        "/../../etc/passwd",
        "/desk/%FF/",
        "/static/%FF",
        "/static/%00",
        "/static/../../etc/passwd",
        "//example.com/",
        "/\\example.com/",
        "/%0a%0dSet-Cookie:x",
    ],
)
def test_whatever_path(county: County, path: str) -> None:
    for method in ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "QUERY"):
        answered(send(method, path), method, proper=method in ("GET", "POST"))


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_COOKIE": "sessionid=\xff\xfe; csrftoken=\x00; track=\xff"},
        {"HTTP_COOKIE": "track=" + "x" * 7000},
        {"HTTP_COOKIE": "sessionid=" + "x" * 7000},
        {"HTTP_COOKIE": 'track="a\\377\\000"; sessionid="\\000"'},
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": "\xff"},
        {"HTTP_HOST": "a b"},
        {"HTTP_ACCEPT_LANGUAGE": "\xff" * 100},
        {"HTTP_IF_NONE_MATCH": '"\xff'},
        {"HTTP_IF_MODIFIED_SINCE": "\xff"},
        {"HTTP_RANGE": "bytes=\xff-"},
        {"HTTP_USER_AGENT": "\xff\x00" * 500},
        {"HTTP_ACCEPT": "a" * 5000},
        {"HTTP_REFERER": "http://[::"},
        {"HTTP_ORIGIN": "http://[::"},
        {"HTTP_X_FORWARDED_FOR": "\xff"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "unix:"},
        {"CONTENT_LENGTH": "abc"},
        {"CONTENT_LENGTH": "-5"},
        {"CONTENT_LENGTH": "99999999999999999999"},
    ],
)
def test_whatever_headers(county: County, headers: dict[str, str]) -> None:
    more = {key: value for key, value in headers.items() if key != "CONTENT_LENGTH"}
    for address in ("/", "/documents/", "/apply/track/", "/desk/", "/desk/login/"):
        answered(send("GET", address, **headers), address)
        answered(send("POST", address, data=b"a=1", content_type=FORM, **more), address)


@pytest.mark.parametrize("axes", [True, False])
@pytest.mark.parametrize(
    "username",
    [
        "用" * 1000,
        "a" * 1000,
        "a" * 100_000,
        "a\0b",
        "\0",
        "\ud800",
        "a\nb",
        " ",
        "\u202e",
        "a" * 150,
        "a" * 151,
        "ﬀ" * 150,
    ],
)
def test_whatever_user_name(county: County, settings: Any, username: str, axes: bool) -> None:
    settings.AXES_ENABLED = axes
    said = username.encode("utf-8", "surrogatepass")
    for body in (
        {"username": said, "password": PASSWORD, "next": "\0"},
        {"username": "rfbsc-leader", "password": said},
    ):
        for more in ({}, {"HTTP_USER_AGENT": "x\0" * 400, "HTTP_ACCEPT": "y" * 3000}):
            answered(send("POST", "/desk/login/", data=urlencode(body), content_type=FORM, **more))
    assert (
        Client().post("/desk/login/", {"username": "rfbsc-leader", "password": PASSWORD}).status_code == 302
    )


def parts(*fields: tuple[str, bytes]) -> bytes:
    made = b"".join(b"--xyz\r\n" + head.encode() + b"\r\n\r\n" + body + b"\r\n" for head, body in fields)
    return made + b"--xyz--\r\n"


def bodies() -> Iterator[tuple[str, bytes]]:
    name = 'Content-Disposition: form-data; name="{}"'
    many = [(name.format(f"k{n}"), b"1") for n in range(3000)]
    files = [(name.format(f"f{n}") + f'; filename="f{n}.txt"', b"1") for n in range(200)]
    yield "fields", parts(*many)
    yield "files", parts(*files)
    yield "bytes", parts((name.format("wanted"), b"\xff\xfe\x00"))
    yield "name", parts((name.format("a\0b"), b"1"))
    yield "file name", parts((name.format("proof") + '; filename="a\0/../b.pdf"', b"1"))
    yield "file name*", parts((name.format("proof") + "; filename*=no-such'x'%FF.pdf", b"1"))
    yield "file name* odd", parts((name.format("proof") + "; filename*=utf-8'%FF", b"1"))
    yield "charset", parts((name.format("wanted") + "\r\nContent-Type: text/plain; charset=no-such", b"1"))
    yield (
        "file charset",
        parts((name.format("proof") + '; filename="a"\r\nContent-Type: text/plain; charset=no-such', b"1")),
    )
    yield "base64", parts((name.format("wanted") + "\r\nContent-Transfer-Encoding: base64", b"\xff===!"))
    yield (
        "base64 file",
        parts((name.format("proof") + '; filename="a"\r\nContent-Transfer-Encoding: base64', b"\xff===!")),
    )
    yield "headers", b"--xyz\r\n" + b"X: y\r\n" * 5000 + b"\r\n1\r\n--xyz--\r\n"
    yield "cut", parts((name.format("wanted"), b"1"))[:-20]
    yield "large", parts((name.format("wanted"), b"a" * 21_000_000))
    yield "long", parts((name.format("wanted"), "政".encode() * 2_000_000), (name.format("do"), b"send"))


@pytest.mark.parametrize("address", PUBLIC_FORMS)
def test_whatever_a_form_holds(county: County, address: str) -> None:
    for what, body in bodies():
        answered(send("POST", address, data=body, content_type=MULTIPART), what)


@pytest.mark.parametrize("address", PUBLIC_FORMS)
def test_fields_without_end(county: County, address: str) -> None:
    answered(send("POST", address, data=b"&".join(b"k%d=1" % n for n in range(3000)), content_type=FORM))
    answered(send("POST", address, data=b"a=" + b"1" * 21_000_000, content_type=FORM))


def test_at_the_desk_as_well(doors: Doors) -> None:
    document = doors.county.draft()
    client = doors.desk("rfbsc-drafter")
    client.raise_request_exception = False
    edit = f"/desk/act/disclosure.edit/{document.ref}/"
    answered(client.generic("POST", edit, b"title=%D6%D0", content_type=f"{FORM}; charset=gbk"))
    answered(client.generic("POST", edit, b"title=%D6%D0", content_type=f"{FORM}; charset=no-such"))
    for what, body in bodies():
        answer = client.generic("POST", edit, body, content_type=MULTIPART)
        answered(answer)
        # What holds nothing odd that is asked for changes nothing.
        assert answer.status_code in (302, 400, 409, 413, 422), what
    assert doors.county.fresh(document).title == document.title
    for address in (
        "/desk/act/disclosure.edit/document:%00/",
        "/desk/act/disclosure.edit/document:99999999999999999999/",
        "/desk/act/%00/document:1/",
        "/desk/act/disclosure.edit/%FF/",
        "/desk/disclosure/document/?q=%00",
        "/desk/disclosure/document/?q=%FF",
        "/desk/disclosure/document/?p=99999999999999999999",
        "/desk/disclosure/document/?o=%FF",
        "/desk/disclosure/document/?state=%00",
        "/desk/disclosure/document/?due=%FF&agency=%FF",
        "/desk/disclosure/document/99999999999999999999/change/",
        "/desk/due/%00/",
        "/desk/mine/?page=%FF",
        "/desk/inbox/?page=%00",
        "/desk/?sort=%00",
        "/desk/agencies/staff/?q=%00",
        "/desk/applications/application/?q=" + "a" * 5000,
        "/desk/no%00such/",
    ):
        answered(client.get(address))


def test_djangos_own_refusals_are_pages_of_the_portal(county: County) -> None:
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    for answer, status in (
        (strict.post("/desk/login/", {"username": "a"}), 403),
        (strict.get("/nowhere/"), 404),
        (Client(raise_request_exception=False, HTTP_HOST="evil.example").get("/"), 400),
        (Client(raise_request_exception=False).put("/"), 405),
        (Client(raise_request_exception=False).post("/documents/"), 405),
        (
            Client(raise_request_exception=False).post("/desk/login/", {f"k{n}": "1" for n in range(3000)}),
            413,
        ),
    ):
        assert isinstance(answer, HttpResponse)
        assert answer.status_code == status
        assert '<html lang="zh-CN">' in answer.content.decode(), status


def test_a_text_of_two_million_characters(doors: Doors) -> None:
    """It is kept and shown as any other; one more character is told in a sentence."""
    draft = "/desk/act/disclosure.draft/agency:rfbsc/"
    client = doors.desk("rfbsc-drafter")
    client.raise_request_exception = False
    said = {**DRAFT, "body": "政" * 2_000_000}
    assert client.post(draft, said).status_code == 302
    document = Document.objects.get()
    page = client.get(f"/desk/disclosure/document/{document.pk}/change/")
    assert page.status_code == 200
    assert len(page.content) > 6_000_000
    refused = client.post(draft, {**said, "body": "政" * 2_000_001})
    answered(refused)
    assert refused.status_code == 422
