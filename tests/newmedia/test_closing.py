"""Closing: decided, filed, announced for 15 working days, archived, cancelled; everybody reads where to go (NM-13)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import InternalError, transaction
from django.test import Client
from django.utils.timezone import localdate

from foundation.casework.refusals import Invalid, NotPermitted, Refused
from newmedia.clockwork import end_notices
from newmedia.models import Account
from tests.newmedia.messages import Inbox
from tests.newmedia.people import GATES, INTERVIEW, Office
from tests.newmedia.test_accounts import waits
from tests.personas import County


@pytest.mark.clause("NM-13")
def test_from_the_decision_to_the_end(office: Office) -> None:
    county, account = office.county, office.live()
    with pytest.raises(NotPermitted):
        office.do("decide_closing", account, "department_head", {"reason": "不办了"})
    account = office.closing(account)
    assert account.state == "closing"
    assert (account.ref, "newmedia.begin_notice") not in waits(county, "rfbsc-drafter")
    today = {"notice_from": str(localdate(county.at))}
    with pytest.raises(Refused, match="还没有经三个部门备案"):
        office.do("begin_notice", account, "drafter", today)
    account = office.decide(account)
    assert (account.ref, "newmedia.begin_notice") in waits(county, "rfbsc-drafter")
    account = office.do("begin_notice", account, "drafter", today).matter
    # Fifteen working days after Monday 2 November 2026.
    assert (account.notice_from, account.notice_until) == (date(2026, 11, 2), date(2026, 11, 23))
    assert (account.ref, "newmedia.record_archive") in waits(county, "rfbsc-drafter")
    county.at += timedelta(days=21)
    assert end_notices(at=county.at) == 0
    with pytest.raises(Refused, match="不能“登记注销”"):
        office.do("cancel", office.archived(account), "drafter", {"closed_on": "2026-11-23"})
    county.at += timedelta(days=1)
    assert end_notices(at=county.at) == 1
    assert end_notices(at=county.at) == 0
    with pytest.raises(Invalid, match="公示期满以后"):
        office.do("cancel", account, "drafter", {"closed_on": "2026-11-23"})
    account = office.do("cancel", account, "drafter", {"closed_on": "2026-11-24"}).matter
    assert (account.state, account.archived_items, account.national_due) == ("closed", 1204, True)
    assert office.proposed().state == "proposed", "its place on the platform is free"


@pytest.mark.clause("NM-13")
def test_nothing_is_cancelled_before_it_is_archived(office: Office) -> None:
    account = office.over(office.announced(office.live()))
    with pytest.raises(Refused, match="还没有归档"):
        office.do("cancel", account, "drafter", {"closed_on": str(localdate(office.county.at))})
    with pytest.raises(InternalError, match="NM-13"), transaction.atomic():
        Account.objects.filter(pk=account.pk).update(state="closed", closed_on=localdate(office.county.at))


@pytest.mark.clause("NM-13")
def test_no_notice_stands_before_the_three_offices_know(office: Office) -> None:
    account = office.closing(office.live())
    with pytest.raises(InternalError, match="NM-8"), transaction.atomic():
        Account.objects.filter(pk=account.pk).update(state="notice")


@pytest.mark.clause("NM-13")
def test_a_closing_that_comes_back_leaves_the_account_as_it_was(office: Office) -> None:
    account = office.live()
    office.do("suspend", account, "leader", {"because": "staff", "reason": "没有人手。"})
    account = office.decide(office.closing(account), "return_copy", reason="先说明为什么不并入县里的账号。")
    assert (account.state, account.where_now) == ("suspended", "")
    assert office.closing(account).state == "closing"


@pytest.mark.clause("NM-13")
def test_a_closing_is_called_off_before_its_notice(office: Office) -> None:
    account = office.closing(office.live())
    with pytest.raises(Refused, match="还没有办完"):
        office.do("call_off_closing", account, "leader", {"reason": "有人接手。"})
    account = office.do("call_off_closing", office.decide(account), "leader", {"reason": "有人接手。"}).matter
    assert (account.state, account.unfiled) == ("live", "不注销了，继续运行")


@pytest.mark.clause("NM-13")
def test_an_account_merges_into_another(county: County) -> None:
    into = Office(county, "lxcz").live(handle="lxc", subject="隆兴昌镇人民政府", title="隆兴昌发布")
    office = Office(county)
    account = office.closed(office.live(), merged_into=into.pk)
    assert (account.state, account.merged_into) == ("merged", into)
    page = Client().get(f"/newmedia/{account.pk}/").content.decode()
    assert f"/newmedia/{into.pk}/" in page
    assert "隆兴昌发布" in page


@pytest.mark.clause("NM-13")
def test_a_closed_account_is_not_opened_again(office: Office) -> None:
    account = office.closed(office.live())
    with pytest.raises(InternalError, match="no way leads"), transaction.atomic():
        Account.objects.filter(pk=account.pk).update(state="live")
    with pytest.raises(InternalError, match="NM-13"), transaction.atomic():
        Account.objects.filter(pk=account.pk).update(where_now="别处")


@pytest.mark.clause("NM-13")
def test_nothing_is_cancelled_while_somebody_waits_for_an_answer_on_it(office: Office) -> None:
    account, county = office.live(), office.county
    inbox = Inbox(office, account)
    question = inbox.enquiry()
    petition = inbox.registered()
    survey = office.do("plan_exchange", account, "drafter", {**INTERVIEW, **office.when()}).matter
    survey = office.do("announce_exchange", survey, "leader", {"gates": GATES}).matter
    incident = office.said(office.word(office.incident(), account))
    account = office.archived(office.over(office.announced(county.fresh(account))))
    today = {"closed_on": str(localdate(county.at))}

    def left() -> str:
        with pytest.raises(Refused) as told:
            office.do("cancel", account, "drafter", today)
        return str(told.value)

    said = left()
    for what in ("1 件信访事项没有办完", "1 条留言没有办完", "1 次微调查、访谈", "1 件突发事件"):
        assert what in said
    inbox.answered(question)
    assert "条留言没有办完" not in left()
    inbox.directed(petition)
    assert "信访事项" not in left()
    office.do("call_off_exchange", survey, "leader", {"reason": "账号注销"})
    assert "微调查" not in left()
    # What was promised on it can still be said.
    given = {"account": account.pk, "sort": "emergency", "title": "最新情况", "body": "善后已经办完。"}
    follow = office.do("follow_up", incident, "drafter", given).matter
    office.release(office.reviewed(office.do("hand_in", follow, "drafter").matter))
    office.do("close_incident", county.fresh(incident), "leader", {"reason": "处置完了"})
    assert office.do("cancel", account, "drafter", today).matter.state == "closed"
