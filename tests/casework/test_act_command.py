"""`manage.py act`: the same door as the desk, for programs and for people at a shell."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from disclosure.models import Document
from foundation.casework import ledger
from foundation.casework.acts import ACTS
from tests.doors import Doors, unchanged
from tests.personas import DRAFT, SHANGHAI, County


def run(*args: str, **options: Any) -> str:
    """What the command printed."""
    out = StringIO()
    call_command("act", *args, stdout=out, **options)
    return out.getvalue()


# Listing


def test_every_act_is_listed_with_its_way_and_roles() -> None:
    rows = {row.split("\t")[0]: row.split("\t")[1:] for row in run("--list").splitlines()}
    assert set(rows) == set(ACTS)
    assert rows["disclosure.recheck"] == ["复核通过", "recheck → rechecked", "records_office"]
    assert rows["disclosure.draft"] == ["拟稿", "—", "drafter"]
    assert rows["disclosure.supersede"] == ["由新版本替代", "published → superseded", "系统"]
    assert rows["disclosure.sign"][2] == "department_head、leader"


def test_as_json_with_the_fields_that_each_act_takes() -> None:
    acts = {row["name"]: row for row in json.loads(run("--list", "--json"))}
    assert set(acts) == set(ACTS)
    withdraw = acts["disclosure.withdraw"]
    assert (withdraw["label"], withdraw["on"], withdraw["creates"]) == ("撤回", "document", None)
    assert withdraw["moves"] == [["published", "withdrawn"], ["superseded", "withdrawn"]]
    assert withdraw["roles"] == ["records_office", "secrecy_inspector"]
    assert withdraw["clauses"] == ["SR-13"]
    reason, title = withdraw["fields"]
    assert (reason["name"], reason["label"], reason["required"]) == ("reason", "理由", True)
    assert (title["name"], title["required"]) == ("title", False)
    draft = acts["disclosure.draft"]
    assert (draft["on"], draft["creates"], draft["moves"]) == ("agency", "document", [])
    fields = {entry["name"]: entry for entry in draft["fields"]}
    assert ["withheld", "不予公开"] in fields["attribute"]["choices"]
    assert fields["title"]["required"]
    assert not fields["summary"]["required"]
    assert acts["disclosure.edit"]["states"] == ["draft"]
    opinion = {entry["name"] for entry in acts["secrecy_review.give_opinion"]["fields"]}
    assert {"opinion", "basis", "reasons", "authority", "state_secret", "state_secret_basis"} <= opinion


def test_everything_listed_says_what_it_is() -> None:
    listed = {act["name"]: act for act in json.loads(run("--list", "--json"))}
    assert set(listed) == set(ACTS)
    for name, act in listed.items():
        assert act["label"], name
        assert act["clauses"], name
        assert act["on"], name
        for entry in act["fields"]:
            assert entry["label"] != entry["name"] or not act["roles"], (name, entry)


# Performing


@pytest.mark.clause("SR-6(1)")
def test_one_json_line_says_what_was_done(doors: Doors) -> None:
    document = doors.county.draft()
    told = doors.command("disclosure.submit", document.ref, "rfbsc-drafter")
    assert (told.code, told.err) == (0, "")
    [printed] = told.out.splitlines()
    line = ledger.last_line("document", document.pk)
    assert line is not None
    assert json.loads(printed) == {
        "act": "disclosure.submit",
        "matter": document.ref,
        "from": "draft",
        "to": "recheck",
        "line": {"sequence": 2, "at": "2026-11-02T09:01:00+08:00", "hash": line.hash},
    }


def test_what_is_created_is_the_matter_of_the_line(doors: Doors) -> None:
    told = doors.command("disclosure.draft", "agency:rfbsc", "rfbsc-drafter", DRAFT)
    assert json.loads(told.out)["matter"] == Document.objects.get().ref
    assert json.loads(told.out)["from"] == ""


def test_the_points_of_the_ledger_line_are_printed_with_it(doors: Doors) -> None:
    document = doors.county.determined()
    told = doors.command("disclosure.publish", document.ref, "rfbsc-records_office")
    assert json.loads(told.out)["line"]["index_number"] == "wy-rfbsc/2026-00001"


def test_what_is_not_given_stays_as_it_is(doors: Doors) -> None:
    document = doors.county.draft(summary="部署取暖。")
    doors.command("disclosure.edit", document.ref, "rfbsc-drafter", {"title": "新标题"})
    fresh = doors.county.fresh(document)
    assert (fresh.title, fresh.summary, fresh.body) == ("新标题", "部署取暖。", document.body)


def test_a_file_is_given_by_its_path(doors: Doors, tmp_path: Path) -> None:
    document = doors.county.draft()
    file = tmp_path / "名单.txt"
    file.write_text("取暖户名单", encoding="utf-8")
    data = {"title": "名单", "audience": "public", "file": str(file)}
    assert doors.command("disclosure.attach", document.ref, "rfbsc-drafter", data).code == 0
    assert document.attachments.get().file.text == "取暖户名单"
    with unchanged(), pytest.raises(CommandError, match=r"文件：请选择文件"):
        doors.command(
            "disclosure.attach", document.ref, "rfbsc-drafter", {**data, "file": str(tmp_path / "没有.txt")}
        )


def test_what_to_enter_may_come_from_standard_input(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(DRAFT)))
    run("disclosure.draft", on="agency:rfbsc", user="rfbsc-drafter", data="-")
    assert Document.objects.get().title == DRAFT["title"]


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ("2026-11-20T09:30", datetime(2026, 11, 20, 9, 30, tzinfo=SHANGHAI)),
        ("2026-11-20 09:30:15", datetime(2026, 11, 20, 9, 30, 15, tzinfo=SHANGHAI)),
        ("2026-11-20", datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)),
        ("2026-11-20T01:30:00Z", datetime(2026, 11, 20, 9, 30, tzinfo=SHANGHAI)),
    ],
)
def test_at_is_a_moment_in_the_countys_time(county: County, given: str, moment: datetime) -> None:
    document = county.draft()
    run("disclosure.submit", on=document.ref, user="rfbsc-drafter", at=given)
    line = ledger.last_line("document", document.pk)
    assert line is not None
    assert line.at == moment


def test_without_at_it_is_now(county: County) -> None:
    document = county.draft()
    county.at += timedelta(hours=1)
    run("disclosure.submit", on=document.ref, user="rfbsc-drafter")
    line = ledger.last_line("document", document.pk)
    assert line is not None
    assert line.at == county.at


# What it says no to


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"on": "document:1", "user": "rfbsc-drafter", "name": "disclosure.nosuch"},
            "没有“disclosure.nosuch”这一步",
        ),
        ({"on": "document:1", "user": "nobody"}, "没有用户“nobody”"),
        ({"on": "document:1", "user": "rfbsc-drafter", "data": "{"}, "--with 不是 JSON"),
        ({"on": "document:1", "user": "rfbsc-drafter", "data": "[1]"}, "--with 须是一个对象"),
        (
            {"on": "document:1", "user": "rfbsc-drafter", "data": '{"remark": "x", "why": 1}'},
            "“提交复核”没有这些填写项：remark、why",
        ),
        ({"on": "document:1", "user": "rfbsc-drafter", "at": "gestern"}, "看不懂时间“gestern”"),
        ({"on": "document:1", "user": "rfbsc-drafter", "at": "2026-02-30"}, "看不懂时间“2026-02-30”"),
        ({"user": "rfbsc-drafter"}, "用法"),
        ({"on": "document:1"}, "用法"),
    ],
)
def test_a_call_that_cannot_be_meant_says_how(county: County, options: dict[str, str], said: str) -> None:
    name = options.pop("name", "disclosure.submit")
    with unchanged(), pytest.raises(CommandError, match=said) as caught:
        run(name, **options)
    assert caught.value.returncode == 1


def test_an_unusable_entry_names_its_field_and_changes_nothing(county: County) -> None:
    data = json.dumps({**DRAFT, "title": "", "formed_on": "2027-01-01"})
    with unchanged(), pytest.raises(CommandError) as caught:
        run("disclosure.draft", on="agency:rfbsc", user="rfbsc-drafter", data=data)
    assert "标题：请填写标题。" in str(caught.value)
    assert "成文日期：成文日期 2027-01-01 还没有到" in str(caught.value)


def test_an_account_that_was_closed_is_no_user(county: County) -> None:
    person = county.people["rfbsc-drafter"]
    person.is_active = False
    person.save()
    with pytest.raises(CommandError, match="没有用户“rfbsc-drafter”，或已停用"):
        run("disclosure.draft", on="agency:rfbsc", user="rfbsc-drafter", data=json.dumps(DRAFT))


@pytest.mark.parametrize(
    ("data", "title"),
    [({"title": 7}, "7"), ({"title": 7.5}, "7.5"), ({"proactive_tests": [2]}, DRAFT["title"])],
)
def test_numbers_are_read_as_they_are_written(county: County, data: dict[str, Any], title: str) -> None:
    document = county.draft()
    run("disclosure.edit", on=document.ref, user="rfbsc-drafter", data=json.dumps(data))
    assert county.fresh(document).title == title


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"title": {"a": 1}}, "“title”须是文字"),
        ({"title": None}, "标题：请填写标题"),
        ({"formed_on": 20261102}, "成文日期：请按"),
        ({"attribute": [True]}, "公开属性"),
    ],
)
def test_json_of_another_kind_than_the_field_is_told(county: County, data: dict[str, Any], said: str) -> None:
    document = county.draft()
    with unchanged(), pytest.raises(CommandError, match=said):
        run("disclosure.edit", on=document.ref, user="rfbsc-drafter", data=json.dumps(data))
