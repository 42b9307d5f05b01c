"""Passwords set anew, computers declared, third parties in for the term of their contract (NM-19, NM-22)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import InternalError, transaction
from django.utils.timezone import localdate

from foundation.agencies.models import Staff
from foundation.casework import clockwork
from foundation.casework.refusals import Invalid, Refused
from foundation.deadlines.models import Clock
from newmedia.clockwork import end_contracts, open_declarations
from newmedia.models import Account, Declaration, PasswordTask, Post, Provider, ProviderPerson
from newmedia.statute import RESET
from tests.newmedia.people import GATES, POST, Office
from tests.newmedia.test_accounts import waits

PROVIDER: dict[str, Any] = {
    "name": "测试传媒有限公司",
    "credit_code": "91150821MA0PTR2E35",
    "qualification": "增值电信业务经营许可证",
    "services": ["content"],
    "contract": "2026-7",
}


def due(account: Account) -> PasswordTask:
    """The open task of an account."""
    return account.password_tasks.get(state="due")


def new_manager(office: Office, account: Account, role: str = "drafter") -> None:
    """The manager goes, somebody else comes."""
    row = account.assignments.get(duty="manager", until_on=None)
    office.do("relieve", account, "department_head", {"assignment": row.pk})
    staff = office.county.people[f"rfbsc-{role}"]
    office.do("assign", account, "department_head", {"staff": staff.pk, "duty": "manager"})


def reset(office: Office, task: PasswordTask, role: str = "drafter", **more: Any) -> PasswordTask:
    given = {"reset_on": str(localdate(office.county.at)), "kept_alone": "on", **more}
    return office.do("record_reset", task, role, given).matter


@pytest.mark.clause("NM-22")
def test_a_new_manager_sets_the_password_anew(office: Office) -> None:
    account = office.live()
    assert not account.password_tasks.exists(), "the first one is set at the opening"
    new_manager(office, account)
    task = due(account)
    assert "免去账号人员" in task.occasion
    assert "确定账号人员" in task.occasion
    clocks = Clock.objects.of(task.kind, task.pk)
    assert list(clocks.values_list("limit", flat=True)) == [RESET.code]
    assert (task.ref, "newmedia.record_reset") in waits(office.county, "rfbsc-drafter")
    with pytest.raises(Refused, match="不是“荣丰发布”的管理员"):
        reset(office, task, "records_office")
    with pytest.raises(Invalid, match="专人负责管理"):
        reset(office, task, kept_alone="")
    task = reset(office, task)
    assert (task.state, clocks.get().ending) == ("done", "met")
    with pytest.raises(InternalError, match="NM-22"), transaction.atomic():
        PasswordTask.objects.filter(pk=task.pk).update(reset_on=None)


@pytest.mark.clause("NM-22")
def test_a_password_set_before_the_last_change_does_not_do(office: Office) -> None:
    account = office.live()
    new_manager(office, account)
    before = str(localdate(office.county.at))
    office.county.at += timedelta(days=1)
    office.do("suspend", account, "leader", {"because": "hacked", "reason": "有人冒发"})
    with pytest.raises(Invalid, match="最近一次变动的日期"):
        reset(office, due(account), reset_on=before)
    assert reset(office, due(account)).state == "done"


@pytest.mark.clause("NM-22")
def test_whoever_leaves_knows_no_password_any_more(office: Office) -> None:
    account = office.live()
    office.county.do(
        "agencies.close_account", "staff:rfbsc-records_office", "rfbsc-agency_admin", {"reason": "调离"}
    )
    assert "离岗" in due(account).occasion


@pytest.mark.clause("NM-22")
def test_what_was_hacked_runs_again_once_its_password_is_new(office: Office) -> None:
    account = office.live()
    office.do("suspend", account, "leader", {"because": "hacked", "reason": "有人冒发"})
    task = due(account)
    assert task.because == "hacked"
    told = {
        "what": "半夜发了广告。",
        "station": "五原县公安局网安大队",
        "number": "J2026-78",
        **office.minutes_ago(60, "noticed_at"),
        **office.minutes_ago(0, "reported_at"),
    }
    office.do("report_hacking", account, "records_office", told)
    with pytest.raises(Refused, match="密码还没有重新设置"):
        office.do("resume", account, "leader", {"reason": "已经处理"})
    reset(office, task, "records_office")
    assert office.do("resume", account, "leader", {"reason": "已经处理"}).matter.state == "live"


@pytest.mark.clause("NM-22")
def test_a_cancelled_account_has_no_password(office: Office) -> None:
    account = office.live()
    new_manager(office, account, "secrecy_reviewer")
    account = office.closed(office.county.fresh(account))
    assert account.password_tasks.get().state == "lapsed"


# Computers


@pytest.mark.clause("NM-22")
def test_the_computers_are_declared_every_half_year(office: Office) -> None:
    office.live()
    assert open_declarations(at=office.county.at) == 1
    assert open_declarations(at=office.county.at) == 0
    row = Declaration.objects.get()
    assert (row.year, row.half, row.agency.code) == (2026, 2, "rfbsc")
    assert (row.ref, "newmedia.declare") in waits(office.county, "rfbsc-records_office")
    today = str(localdate(office.county.at))
    given = {"computers": "3 台", "licensed": "3", "protected_ones": "2", "checked_on": today}
    with pytest.raises(Invalid, match="怎么改"):
        office.do("declare", row, "records_office", given)
    with pytest.raises(Invalid, match="不能多于 3 台"):
        office.do("declare", row, "records_office", {**given, "licensed": "4"})
    more = {"remedy": "下周安装", "remedy_by": str(localdate(office.county.at) + timedelta(days=7))}
    row = office.do("declare", row, "records_office", {**given, **more}).matter
    assert (row.state, row.protected_ones) == ("declared", 2)
    with pytest.raises(InternalError, match="NM-22"), transaction.atomic():
        Declaration.objects.filter(pk=row.pk).update(licensed=1)


@pytest.mark.clause("NM-22")
def test_the_next_half_year_asks_again(office: Office) -> None:
    office.live()
    open_declarations(at=office.county.at)
    office.county.at += timedelta(days=62)
    assert open_declarations(at=office.county.at) == 1
    assert Declaration.objects.filter(year=2027, half=1).exists()


@pytest.mark.clause("NM-22")
def test_without_an_account_nothing_is_declared(office: Office) -> None:
    account = office.live()
    open_declarations(at=office.county.at)
    office.closed(account)
    row = Declaration.objects.get()
    assert row.state == "lapsed"
    assert not Clock.objects.of(row.kind, row.pk).open().exists()


# Third parties


def provider(office: Office, account: Account | None = None, days: int = 30, **more: Any) -> Provider:
    """A third party, proposed."""
    today = localdate(office.county.at)
    term = {"contract_from": str(today), "contract_until": str(today + timedelta(days=days))}
    account = account or office.live()
    return office.do("propose_provider", account, "records_office", {**PROVIDER, **term, **more}).matter


def on_file(office: Office, **more: Any) -> Provider:
    row = office.do("file_provider", provider(office, **more), "leader").matter
    assert (row.ref, "newmedia.accept_provider") in waits(office.county, "bmj-records_office")
    return office.county.do("newmedia.accept_provider", row, "bmj-records_office", {}).matter


def outsider(office: Office, row: Provider) -> Staff:
    """One of its people, let in: a drafter who is not on the establishment."""
    staff = office.county.people["rfbsc-archivist"]
    office.county.grant("rfbsc-archivist", "drafter")
    Staff.objects.filter(pk=staff.pk).update(on_establishment=False)
    office.do("admit", row, "records_office", {"staff": staff.pk})
    return staff


@pytest.mark.clause("NM-19")
def test_a_third_party_writes_and_never_approves(office: Office) -> None:
    row = on_file(office)
    outsider(office, row)
    post = office.do("write", row.account, "archivist", POST).matter
    post = office.do("edit_post", post, "archivist", {**POST, "title": "换季供水通知"}).matter
    with pytest.raises(Refused, match="采编人员"):
        office.do("hand_in", post, "archivist")
    post = office.do("hand_in", post, "drafter").matter
    # Handed in by a form that nobody was shown.
    other = office.handed_in(office.written(row.account))
    with pytest.raises(Refused, match="在编人员"):
        office.do("pass_first", other, "archivist", {"gates": GATES})
    office.reviewed(post)
    given = {"address": "https://weixin.example.cn/s/1", "released_text": post.body, **office.now()}
    with pytest.raises(Refused, match="采编人员"):
        office.do("release", post, "archivist", given)


@pytest.mark.clause("NM-19")
def test_an_outsider_who_is_put_on_the_establishment_reviews_nothing_meanwhile(office: Office) -> None:
    row = on_file(office)
    staff = outsider(office, row)
    Staff.objects.filter(pk=staff.pk).update(on_establishment=True)
    given = {"staff": staff.pk, "duty": "editor"}
    with pytest.raises(Invalid, match="在编人员"):
        office.do("assign", row.account, "records_office", given)
    with pytest.raises(InternalError, match="NM-18"), transaction.atomic():
        row.account.assignments.create(staff=staff, duty="editor", from_on=localdate(office.county.at))


@pytest.mark.clause("NM-19")
def test_the_day_after_the_contract_nobody_of_it_has_access(office: Office) -> None:
    row = on_file(office, days=10)
    staff = outsider(office, row)
    office.do("write", row.account, "archivist", POST)
    office.county.at += timedelta(days=10)
    assert end_contracts(at=office.county.at) == 0, "the last day counts"
    office.county.at += timedelta(days=1)
    with pytest.raises(Refused, match="采编"):
        office.do("write", row.account, "archivist", POST)
    assert end_contracts(at=office.county.at) == 1
    row = office.county.fresh(row)
    staff.refresh_from_db()
    assert (row.state, staff.is_active) == ("ended", False)
    assert row.people.get().until_on == localdate(office.county.at)
    assert Post.objects.get().drafter == office.county.people["rfbsc-drafter"], "its draft goes on"
    assert due(row.account).because == "provider"


@pytest.mark.clause("NM-19")
def test_one_that_refuses_holds_up_no_other(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody ended one at the desk while the portal was at it."""
    first = on_file(office, days=1)
    second = on_file(office, account=office.live(platform="weibo", handle="weibo"), days=1)
    office.county.at += timedelta(days=3)
    performed = clockwork.perform

    def meanwhile(name: str, *, on: Provider, **more: Any) -> Any:
        if on.pk == first.pk:
            office.do("end_provider", on, "leader", {"reason": "内容不合要求"})
        return performed(name, on=on, **more)

    monkeypatch.setattr(clockwork, "perform", meanwhile)
    assert end_contracts(at=office.county.at) == 1
    assert {office.county.fresh(row).state for row in (first, second)} == {"ended"}


@pytest.mark.clause("NM-19")
def test_ended_before_its_time_with_the_same_effect(office: Office) -> None:
    row = on_file(office)
    staff = outsider(office, row)
    assert office.do("end_provider", row, "leader", {"reason": "内容不合要求"}).matter.state == "ended"
    staff.refresh_from_db()
    assert not staff.is_active


@pytest.mark.clause("NM-19")
def test_one_of_its_people_goes(office: Office) -> None:
    row = on_file(office)
    staff = outsider(office, row)
    person = row.people.get()
    office.do("let_go", row, "records_office", {"person": person.pk, "reason": "离职"})
    staff.refresh_from_db()
    assert not staff.is_active
    assert office.county.fresh(row).state == "in_force"


@pytest.mark.clause("NM-19")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"credit_code": "91150821MA0PTR2E3X"}, "末位和前面对不上"),
        ({"qualification": ""}, "资质"),
        ({"services": ["all"]}, "做什么"),
        ({"contract_until": "2026-01-01", "contract_from": "2025-01-01"}, "已经在 2026-01-01 到期"),
        ({"contract_until": "2031-01-01"}, "一次不超过 3 年"),
        ({"contract_from": "2027-05-01", "contract_until": "2027-01-01"}, "不能早于第一天"),
    ],
)
def test_no_third_party_without_code_qualification_and_term(
    office: Office, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(Invalid, match=said):
        provider(office, **change)


@pytest.mark.clause("NM-19")
def test_nobody_is_let_in_before_it_is_on_file_nor_colleagues(office: Office) -> None:
    row = provider(office)
    with pytest.raises(Invalid, match="已经登记在这个账号上"):
        provider(office, row.account)
    staff = office.county.people["rfbsc-archivist"]
    Staff.objects.filter(pk=staff.pk).update(on_establishment=False)
    with pytest.raises(InternalError, match="NM-19"), transaction.atomic():
        ProviderPerson.objects.create(provider=row, staff=staff, from_on=localdate(office.county.at))
    row = office.do("file_provider", row, "leader").matter
    row = office.county.do("newmedia.accept_provider", row, "bmj-records_office", {}).matter
    colleague = office.county.people["rfbsc-drafter"]
    with pytest.raises(Invalid, match="非在编"):
        office.do("admit", row, "records_office", {"staff": colleague.pk})
    with pytest.raises(InternalError, match="NM-19"), transaction.atomic():
        ProviderPerson.objects.create(provider=row, staff=colleague, from_on=localdate(office.county.at))


@pytest.mark.clause("NM-19")
def test_sent_back_it_is_put_right_and_filed_again(office: Office) -> None:
    row = office.do("file_provider", provider(office), "leader").matter
    with pytest.raises(InternalError, match="NM-19"), transaction.atomic():
        Provider.objects.filter(pk=row.pk).update(contract_until=localdate(office.county.at))
    row = office.county.do(
        "newmedia.return_provider", row, "bmj-records_office", {"reason": "附上许可证"}
    ).matter
    row = office.do("edit_provider", row, "records_office", {"qualification": "许可证 B2-1"}).matter
    assert row.qualification == "许可证 B2-1"
    assert office.do("drop_provider", row, "records_office", {"reason": "不做了"}).matter.state == "dropped"
