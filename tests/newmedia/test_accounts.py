"""Accounts: one per agency and platform, filed before they are opened, kept by staff on the establishment (NM-8, NM-18)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.utils.timezone import localdate

from foundation.agencies.models import Staff
from foundation.casework.refusals import Invalid, NoSuchMatter, NotPermitted, Refused
from foundation.casework.worklist import my_matters
from foundation.deadlines.models import Clock
from foundation.notices.models import Notice
from newmedia.models import Account, Assignment, Filing, FilingCopy
from newmedia.statute import REFILE
from tests.newmedia.people import ACCOUNT, LIVE, Office
from tests.personas import County


def waits(county: County, username: str) -> list[tuple[str, str]]:
    """What stands in somebody's list, as reference and act."""
    return [(row.matter.ref, row.act.name) for row in my_matters(county.actor(username), 50)[0]]


@pytest.mark.clause("NM-8")
def test_an_agency_has_one_account_on_a_platform(office: Office) -> None:
    office.proposed()
    with pytest.raises(Invalid, match="已经有一个没有注销的账号"):
        office.proposed(title="荣丰便民")
    office.proposed(platform="weibo")
    other = Office(office.county, "lxcz")
    other.proposed(subject="隆兴昌镇人民政府")


@pytest.mark.clause("NM-8")
def test_the_database_holds_it_too(office: Office) -> None:
    account = office.proposed()
    account.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        account.save(force_insert=True)


@pytest.mark.clause("NM-8")
def test_a_platform_of_another_name_is_named_once_however_it_is_written(office: Office) -> None:
    with pytest.raises(Invalid, match="请填写平台的名称"):
        office.proposed(platform="other")
    with pytest.raises(Invalid, match="列表里有“抖音”"):
        office.proposed(platform="other", platform_name="抖 音")
    office.proposed(platform="other", platform_name="Bili Bili")
    with pytest.raises(Invalid, match="已经有一个"):
        office.proposed(platform="other", platform_name="bilibili")


@pytest.mark.clause("NM-8")
def test_a_dropped_account_makes_room_for_another(office: Office) -> None:
    office.do("drop", office.proposed(), "leader", {"reason": "先不开。"})
    assert office.proposed().state == "proposed"


@pytest.mark.clause("NM-8")
def test_one_account_is_nobody_elses(office: Office) -> None:
    office.live()
    with pytest.raises(Invalid, match="账号 ID 已经登记过"):
        Office(office.county, "lxcz").live(handle="RongFeng-Fabu", title="冒名")


@pytest.mark.clause("NM-20")
def test_without_any_way_to_answer_there_is_a_reason(office: Office) -> None:
    with pytest.raises(Invalid, match="互动功能一样都没开"):
        office.proposed(interactions=[])
    account = office.proposed(interactions=[], no_interaction_because="平台不提供。")
    assert account.no_interaction_because == "平台不提供。"


@pytest.mark.parametrize(
    ("field", "given", "says"),
    [
        ("address", "javascript:alert(1)", "不是一个网址"),
        ("address", "在微信里搜", "不是一个网址"),
        ("credit_code", "123", "18 位"),
        ("title", "", "账号名称"),
        ("platform", "myspace", "没有这个选项"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(office: Office, field: str, given: str, says: str) -> None:
    with pytest.raises(Invalid) as refused:
        office.proposed(**{field: given})
    assert says in str(refused.value)


# Who keeps it


@pytest.mark.clause("NM-18")
def test_only_staff_on_the_establishment_are_named(office: Office) -> None:
    account, temporary = office.proposed(), office.county.people["rfbsc-drafter"]
    Staff.objects.filter(pk=temporary.pk).update(on_establishment=False)
    for who in (temporary, office.county.people["lxcz-drafter"]):
        with pytest.raises(Invalid, match="只能从本单位的在编人员里选"):
            office.do("assign", account, "records_office", {"staff": who.pk, "duty": "watch"})
    with pytest.raises(InternalError, match="NM-18"), transaction.atomic():
        Assignment.objects.create(
            account=account, staff=temporary, duty="editor", from_on=localdate(office.county.at)
        )


@pytest.mark.clause("NM-18")
def test_who_is_no_longer_on_it_holds_up_the_filing(office: Office) -> None:
    account = office.staffed()
    Staff.objects.filter(username="rfbsc-drafter").update(on_establishment=False)
    with pytest.raises(Refused, match="荣丰办事处拟稿人不在编"):
        office.filing(account)


@pytest.mark.clause("NM-9")
def test_the_three_reviews_are_three_people(office: Office) -> None:
    account = office.staffed()
    first = office.county.people["rfbsc-records_office"]
    with pytest.raises(Invalid, match="三个不同的人"):
        office.do("assign", account, "records_office", {"staff": first.pk, "duty": "final"})
    clerk = office.county.people["rfbsc-applications_clerk"]
    with pytest.raises(Invalid, match="没有可以办理初审的角色"):
        office.do("assign", account, "records_office", {"staff": clerk.pk, "duty": "first"})
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(
            account=account, staff=first, duty="final", from_on=localdate(office.county.at)
        )


@pytest.mark.clause("NM-18")
def test_without_manager_and_reviewers_nothing_is_filed(office: Office) -> None:
    with pytest.raises(Refused, match="管理员、初审、复审、终审"):
        office.filing(office.proposed())
    account = office.staffed(platform="weibo")
    staff = office.county.people["rfbsc-leader"]
    with pytest.raises(Invalid, match="请先免去"):
        office.do("assign", account, "records_office", {"staff": staff.pk, "duty": "manager"})


# Filed


@pytest.mark.clause("NM-8(2)")
def test_an_account_is_opened_once_all_three_offices_acknowledged_it(office: Office) -> None:
    account = office.filing()
    filing = Filing.objects.get()
    copies = list(filing.copies.order_by("pk"))
    assert [copy.function for copy in copies] == ["propaganda", "cyberspace", "disclosure_office"]
    today = {**LIVE, "opened_on": str(localdate(office.county.at))}
    for copy in copies:
        with pytest.raises(Refused, match="不能“登记开通”"):
            office.do("go_live", account, "drafter", today)
        assert (copy.ref, "newmedia.acknowledge") in waits(office.county, "bmj-records_office")
        office.county.do("newmedia.acknowledge", copy, "bmj-records_office")
    account = office.county.fresh(account)
    assert (account.state, account.filed_on) == ("filed", localdate(office.county.at))
    assert office.county.fresh(filing).state == "complete"
    assert waits(office.county, "rfbsc-drafter") == [(account.ref, "newmedia.go_live")]
    live = office.do("go_live", account, "drafter", today).matter
    assert live.state == "live"
    assert waits(office.county, "rfbsc-drafter") == [(account.ref, "newmedia.record_national")]
    office.do("record_national", live, "drafter", {"national_on": today["opened_on"]})
    assert waits(office.county, "rfbsc-drafter") == []


@pytest.mark.clause("NM-8(2)")
def test_the_database_opens_no_account_that_two_offices_have_on_file(office: Office) -> None:
    account = office.filing()
    for copy in FilingCopy.objects.order_by("pk")[:2]:
        office.county.do("newmedia.acknowledge", copy, "bmj-records_office")
    with pytest.raises(InternalError, match="NM-8"), transaction.atomic():
        Account.objects.filter(pk=account.pk).update(state="filed")
    with pytest.raises(InternalError, match="NM-8"), transaction.atomic():
        Filing.objects.update(state="complete")
    with pytest.raises(InternalError, match="NM-8"), transaction.atomic():
        Account.objects.filter(pk=account.pk).update(state="live")


@pytest.mark.clause("NM-8(2)")
def test_one_office_sends_it_back_with_a_reason_and_all_three_read_the_next(office: Office) -> None:
    account = office.filing()
    first = FilingCopy.objects.order_by("pk")[0]
    with pytest.raises(Invalid, match="请写明理由"):
        office.county.do("newmedia.return_copy", first, "bmj-records_office", {"reason": ""})
    account = office.decide(account, "return_copy", reason="名称和别的县重复。")
    assert account.state == "proposed"
    assert [copy.state for copy in FilingCopy.objects.order_by("pk")] == ["returned", "lapsed", "lapsed"]
    assert "名称和别的县重复" in Notice.objects.filter(subject__contains="开通报备被退回").first().body  # type: ignore[union-attr]
    changed = {name: value for name, value in ACCOUNT.items() if name != "platform"}
    office.do("edit", account, "drafter", {**changed, "title": "荣丰办事处发布"})
    account = office.decide(office.filing(office.county.fresh(account)))
    assert account.state == "filed"
    assert FilingCopy.objects.count() == 6


@pytest.mark.clause("NM-8(2)")
def test_whoever_filed_it_acknowledges_it_for_no_office(office: Office) -> None:
    """The propaganda department has accounts of its own."""
    own = Office(office.county, "bmj")
    own.filing(subject="五原县国家保密局")
    copy = FilingCopy.objects.order_by("pk")[0]
    office.county.grant("bmj-leader", "records_office", "bmj-agency_admin")
    with pytest.raises(NotPermitted, match="您已办理过"):
        office.county.do("newmedia.acknowledge", copy, "bmj-leader")


@pytest.mark.clause("NM-8(2)")
def test_without_the_three_offices_nothing_can_be_filed(office: Office) -> None:
    account = office.staffed()
    bureau = office.county.agencies["bmj"]
    bureau.functions = ["propaganda"]
    bureau.save()
    with pytest.raises(Refused, match="网信办、县政务公开办公室"):
        office.filing(account)


def test_the_offices_read_the_accounts_that_were_filed_with_them(office: Office) -> None:
    kept, filed = office.proposed(platform="weibo"), office.filing()
    actor = office.county.actor("bmj-records_office")
    assert list(Account.objects.all().visible_to(actor)) == [filed]
    assert kept not in Account.objects.all().visible_to(actor)
    with pytest.raises(NoSuchMatter):
        office.county.do("newmedia.edit", filed.ref, "lxcz-drafter", {})


@pytest.mark.clause("NM-8(2)")
def test_an_account_that_was_there_before_it_was_filed_says_why(office: Office) -> None:
    account = office.filed()
    early = {**LIVE, "opened_on": "2020-05-01"}
    with pytest.raises(Invalid, match="应当先报备"):
        office.do("go_live", account, "drafter", early)
    early["early_because"] = "本制度施行以前已经开设。"
    assert office.do("go_live", account, "drafter", early).matter.early_because


def test_an_opening_day_in_the_future_is_refused(office: Office) -> None:
    account = office.filed()
    tomorrow = str(localdate(office.county.at + timedelta(days=1)))
    with pytest.raises(Invalid, match="还没有到"):
        office.do("go_live", account, "drafter", {**LIVE, "opened_on": tomorrow})


# Changed


def facts(account: Account, **fields: Any) -> dict[str, Any]:
    """What the form of a change is filled in with."""
    names = [name for name in ACCOUNT if name != "platform"]
    return {name: getattr(account, name) for name in (*names, "handle", "address")} | fields


@pytest.mark.clause("NM-8(2)")
def test_a_change_is_filed_within_its_working_days(office: Office) -> None:
    account = office.live()
    with pytest.raises(Refused, match="没有变动"):
        office.do("file_change", account, "leader", {"reason": "更名"})
    account = office.do("change", account, "drafter", facts(account, title="荣丰办事处发布")).matter
    clock = Clock.objects.open().get(limit=REFILE.code)
    assert account.unfiled == "账号名称"
    assert (account.ref, "newmedia.file_change") in waits(office.county, "rfbsc-leader")
    office.do("file_change", account, "leader", {"reason": "和单位名称一致。"})
    filing = Filing.objects.order_by("-pk")[0]
    assert (filing.sort, ["账号名称", "荣丰办事处发布"] in filing.content) == ("change", True)
    assert office.county.fresh(clock).ending == "met"
    with pytest.raises(Refused, match="没有变动"):
        office.do("file_change", office.county.fresh(account), "leader", {"reason": "再报"})
    account = office.decide(account)
    assert (account.state, account.unfiled, account.national_due) == ("live", "", True)


@pytest.mark.clause("NM-8(2)")
def test_a_change_that_comes_back_is_filed_anew_in_time(office: Office) -> None:
    account = office.live()
    office.do("change", account, "drafter", facts(account, phone="0478-1111111"))
    office.do("file_change", account, "leader", {"reason": "电话变了。"})
    account = office.decide(account, "return_copy", reason="号码不全。")
    assert account.unfiled == "上次被退回的变动"
    assert Clock.objects.open().filter(limit=REFILE.code).count() == 1


@pytest.mark.clause("NM-8(2)")
@pytest.mark.clause("NM-18")
def test_somebody_who_leaves_keeps_it_no_more_and_the_change_is_filed(office: Office) -> None:
    account = office.live()
    leaving = office.county.people["rfbsc-records_office"]
    office.county.do(
        "agencies.move_account",
        leaving,
        "county_supervisor",
        {"agency": office.county.agencies["lxcz"].pk, "reason": "调动"},
    )
    account = office.county.fresh(account)
    assert not account.serving().filter(staff=leaving).exists()
    assert "离岗，不再担任管理员、初审" in account.unfiled
    with pytest.raises(Refused, match="还没有确定：管理员、初审"):
        office.do("file_change", account, "leader", {"reason": "人员变动"})
    for duty, role in (("first", "secrecy_reviewer"), ("manager", "drafter")):
        staff = office.county.people[f"rfbsc-{role}"]
        office.do("assign", account, "department_head", {"staff": staff.pk, "duty": duty})
    assert office.do("file_change", account, "leader", {"reason": "人员变动"}).matter.unfiled == ""


@pytest.mark.clause("NM-8(2)")
def test_a_renamed_agency_has_its_account_renamed(office: Office) -> None:
    account = office.live()
    renamed = {"name": "荣丰街道办事处", "short_name": "荣丰街道", "reason": "机构改革。"}
    office.county.do("agencies.rename", "agency:rfbsc", "county_supervisor", renamed)
    account = office.county.fresh(account)
    assert account.outdated == "单位更名为荣丰街道办事处"
    assert (account.ref, "newmedia.change") in waits(office.county, "rfbsc-drafter")
    account = office.do("change", account, "drafter", facts(account, title="荣丰街道发布")).matter
    assert account.outdated == ""
    assert (account.ref, "newmedia.change") not in waits(office.county, "rfbsc-drafter")


@pytest.mark.clause("NM-8(2)")
def test_a_merged_agencys_account_waits_for_its_successor(office: Office) -> None:
    account = office.live()
    given = {"successor": office.county.agencies["lxcz"].pk, "reason": "机构改革。"}
    office.county.do("agencies.merge", "agency:rfbsc", "county_supervisor", given)
    account = office.county.fresh(account)
    assert account.outdated.startswith("单位并入隆兴昌镇")
    assert (account.ref, "newmedia.change") in waits(office.county, "lxcz-drafter")


@pytest.mark.clause("NM-8(2)")
def test_a_suspended_account_runs_again_with_people_who_answer_for_it(office: Office) -> None:
    account = office.live()
    office.do("suspend", account, "records_office", {"because": "staff", "reason": "管理员调走了。"})
    row = account.assignments.get(duty="final")
    office.do("relieve", account, "records_office", {"assignment": row.pk})
    with pytest.raises(Refused, match="还没有确定：终审"):
        office.do("resume", account, "leader", {"reason": "找回来了。"})
    staff = office.county.people["rfbsc-leader"]
    office.do("assign", account, "records_office", {"staff": staff.pk, "duty": "final"})
    assert office.do("resume", account, "leader", {"reason": "找回来了。"}).matter.state == "live"


@pytest.mark.clause("NM-8")
def test_a_filed_account_stays_on_its_platform_and_what_was_filed_stays(office: Office) -> None:
    account = office.filing()
    with pytest.raises(InternalError, match="NM-8"), transaction.atomic():
        Account.objects.filter(pk=account.pk).update(platform="weibo")
    with pytest.raises(InternalError, match="NM-8"), transaction.atomic():
        Filing.objects.update(content=[["账号名称", "别的"]])
    with pytest.raises(InternalError), transaction.atomic():
        FilingCopy.objects.all().delete()
