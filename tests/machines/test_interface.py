"""The interface for programs: paging that stands still, CSV that calculates nothing, errors in words."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.machines.serving import schema
from foundation.sheets import harmless
from tests.personas import SHANGHAI, County
from tests.test_query_counts import excerpt, explain, publish, publish_messages, report
from tests.test_visibility import the_document

pytestmark = pytest.mark.django_db

AT = datetime(2024, 3, 4, 9, 0, tzinfo=SHANGHAI)


def told(address: str, status: int = 200, **asked: Any) -> Any:
    answer = Client().get(f"/api/v1/{address}", asked)
    assert answer.status_code == status, answer.content.decode()[:300]
    return answer.json()


def test_pages_stand_still_while_things_are_published(county: County) -> None:
    """Nothing comes twice or is left out, whatever is published between two pages; equal moments are told apart."""
    county.at = AT
    publish(county, 1, 8)
    first = told("documents", limit=3)
    publish_newer(county)
    seen = [row["index_number"] for row in first["items"]]
    page = first
    while page["next_cursor"]:
        page = told("documents", limit=3, cursor=page["next_cursor"])
        seen += [row["index_number"] for row in page["items"]]
    assert seen == [f"wy-rfbsc/2024-{n:05d}" for n in range(1, 8)]
    assert Client().get(first["next"]).json()["items"][0]["index_number"] == "wy-rfbsc/2024-00004"


def publish_newer(county: County) -> None:
    county.at = AT + timedelta(hours=1)
    publish(county, 20, 23)


def test_filters_leave_what_they_say(county: County) -> None:
    county.at = AT
    publish(county, 1, 4)

    def number(**asked: Any) -> int:
        return len(told("documents", **asked)["items"])

    assert number(agency="rfbsc", year=2024) == 3
    assert number(agency="nobody") == number(year=2023) == number(topic="没有这个主题") == 0
    assert number(published_since="2024-03-04", published_until="2024-03-04") == 3
    assert number(published_since="2024-03-05") == number(published_until="2024-03-03") == 0
    assert number(updated_since="2024-03-04T08:59:58+08:00") == 2
    assert number(updated_since="2024-03-04T00:59:58Z") == 2
    assert number(updated_since="0001-01-01T00:00:00Z") == 3
    assert number(updated_since="9999-12-31T23:59:60Z") == 0


def test_csv_calculates_nothing(county: County) -> None:
    county.at = AT
    publish(county, 1, 3)
    answer = Client().get("/api/v1/documents?format=csv&limit=1")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert not answer.content.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(StringIO(answer.content.decode()))
    assert row["index_number"] == "wy-rfbsc/2024-00001"
    assert 'rel="next"' in answer["Link"]
    for cell in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "\u3000=1"):
        assert harmless(cell) == f"'{cell}"
    assert harmless(-1) == "-1"
    assert harmless(None) == ""
    assert harmless(["甲", "乙"]) == "甲；乙"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("documents?limit=0", 422),
        ("documents?limit=501", 422),
        ("documents?limit=3&limit=4", 422),
        ("documents?colour=red", 422),
        ("documents?cursor=AAAA", 422),
        ("documents?cursor=MjAyNHwx", 422),
        ("documents?cursor=!", 422),
        ("documents?year=9999999999999999999999", 422),
        ("documents?published_since=2024-02-30", 422),
        ("documents?published_since=5", 422),
        ("documents?updated_since=2024-02-03", 422),
        ("documents?updated_since=2024-02-03T00:00:00", 422),
        ("documents?topic=%00", 422),
        ("documents?agency=%FF", 422),
        ("documents?format=xml", 422),
        ("documents/wy-rfbsc/2030-00001", 404),
        ("documents/wy%00/2030-00001", 404),
        ("documents/wy-rfbsc/2024-00001/versions/99999999999", 422),
        ("agencies/nobody", 404),
        ("agencies/a%00", 404),
        ("clauses?status=maybe", 422),
        ("regulations/none", 404),
        ("replies/99999999999999999999", 422),
        ("replies/1", 404),
        ("annual-reports/rfbsc/2024", 404),
        ("search", 422),
        ("search?q=a&page=51", 422),
        ("", 404),
        ("nothing/here", 404),
    ],
)
def test_odd_requests_are_told_what_is_wrong(county: County, address: str, status: int) -> None:
    answer = Client().get(f"/api/v1/{address}")
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]


def test_it_is_read_only_and_open_to_every_site(county: County) -> None:
    for method in ("post", "put", "delete", "patch", "options"):
        answer = getattr(Client(enforce_csrf_checks=True), method)("/api/v1/agencies")
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
        assert answer["Content-Type"] == "application/problem+json"
    head = Client().head("/api/v1/agencies")
    assert (head.status_code, head.content) == (200, b"")
    whole = Client().get("/api/v1/agencies")
    assert whole["Access-Control-Allow-Origin"] == "*"
    assert not whole.cookies
    again = Client().get("/api/v1/agencies", headers={"If-None-Match": whole["ETag"]})
    assert again.status_code == 304


@pytest.mark.clause("SR-13")
def test_a_withdrawn_document_is_gone_with_its_reason(county: County) -> None:
    the_document(county, "withdrawn")
    problem = told("documents/wy-rfbsc/2024-00001", status=410)
    assert "内容有误，另行发布。" in problem["detail"]
    assert problem["url"] == "/documents/wy-rfbsc/2024-00001/"
    (row,) = told("documents/withdrawn")["items"]
    assert (row["index_number"], row["reason"]) == ("wy-rfbsc/2024-00001", "内容有误，另行发布。")
    assert told("documents/withdrawn", withdrawn_since="2999-01-01T00:00:00Z")["items"] == []


def test_a_document_has_its_structure_files_and_versions(county: County) -> None:
    the_document(county, "published")
    document = told("documents/wy-rfbsc/2024-00001")
    assert document["text"] == "杏子入库前预冷十二小时。"
    assert [block["kind"] for block in document["structure"]] == ["paragraph"]
    (file,) = document["files"]
    assert Client().get(file["url"]).status_code == 200
    assert [version["version"] for version in document["versions"]] == [1]


def test_clauses_say_what_enforces_them(county: County) -> None:
    rows = told("clauses", regulation="secrecy_review")["items"]
    enforced = next(row for row in rows if row["id"] == "SR-4")
    assert enforced["status"] == "enforced"
    assert enforced["enforced_by"]
    assert Client().get(enforced["url"]).status_code == 200


@pytest.mark.parametrize(
    ("make", "address"),
    [
        (publish, "/api/v1/documents?limit=500"),
        (publish, "/api/v1/documents/withdrawn?limit=500"),
        (publish, "/api/v1/search?q=通知"),
        (excerpt, "/api/v1/replies?limit=500"),
        (publish_messages, "/api/v1/feedback?limit=500"),
        (explain, "/api/v1/interpretation?limit=500"),
        (report, "/api/v1/annual-reports?limit=500"),
        (report, "/api/v1/agencies"),
    ],
)
def test_a_long_list_costs_no_more_queries(county: County, make: Any, address: str) -> None:
    county.at = AT

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert Client().get(address).status_code == 200
        return len(captured)

    make(county, 1, 4)
    queries()
    few = queries()
    make(county, 4, 40)
    assert queries() == few < 40


def test_the_schema_and_its_page_name_every_address(county: County) -> None:
    described = Client().get(reverse("api:openapi")).json()
    assert described == schema() | {"servers": described.get("servers", schema().get("servers", []))}
    page = Client().get(reverse("api:guide")).content.decode()
    for address, item in described["paths"].items():
        assert address in page
        for parameter in item["get"].get("parameters", ()):
            assert parameter.get("description") or parameter["in"] == "path", (address, parameter["name"])
