"""A symposium, and who attends the meeting that decides."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, InternalError, transaction
from django.test import Client

from foundation.casework.acts import ACTS
from foundation.casework.refusals import Invalid, Refused
from foundation.deadlines.calendar import Calendar
from participation.clockwork import erase_due
from participation.models import Decision, Invitee
from participation.statement import statement
from participation.statute import full_working_days
from tests.participation.hearings import EXPERT, Hearings, Symposia, at
from tests.participation.people import ANNOUNCED, Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def symposia(office: Office) -> Symposia:
    return Symposia(office)


@pytest.mark.clause("PP-5")
@pytest.mark.parametrize(("served", "days"), [("2026-09-28", 5), ("2026-09-29", 4), ("2026-10-12", 0)])
def test_working_days_before_are_full_ones_between(served: str, days: int) -> None:
    """The holiday does not count; the Saturday after it that is worked does."""
    first, second = date.fromisoformat(served), date(2026, 10, 12)
    assert full_working_days(first, second, Calendar.load()) == days


@pytest.mark.clause("PP-5")
@pytest.mark.parametrize("missing", ["deputy", "member", "expert", "affected"])
def test_whoever_must_be_invited_and_is_not_stops_it(symposia: Symposia, missing: str) -> None:
    delivered = symposia.delivered(symposia.invited(but=missing))
    with pytest.raises(Refused, match="还没有邀请"):
        symposia.held(delivered)


@pytest.mark.clause("PP-5")
def test_papers_less_than_five_working_days_before_are_refused(symposia: Symposia) -> None:
    invited = symposia.invited()
    symposia.county.at = at("2026-11-13")
    with pytest.raises(Invalid, match="只有 4 个完整的工作日"):
        symposia.delivered(invited)
    symposia.county.at = at("2026-11-20", 10)
    with pytest.raises(Refused, match="没有在召开 5 个工作日以前收到材料"):
        symposia.office.do("hold_symposium", invited, "drafter", {"present": []})
    later = {"held_on": "2026-12-01", "held_time": "09:00", "reason": "材料送达晚了"}
    moved = symposia.office.do("postpone_symposium", invited, "drafter", later).matter
    assert symposia.held(symposia.delivered(moved)).state == "held"


@pytest.mark.clause("PP-5")
def test_every_opinion_is_analysed_before_the_report_and_goes_with_the_decision(symposia: Symposia) -> None:
    said = symposia.said()
    decision = said.decision
    with pytest.raises(Refused, match="“座谈讨论”还没有举行并形成报告"):
        symposia.office.submitted(decision)
    with pytest.raises(Refused, match="还有 1 条意见没有分析"):
        symposia.office.do("report_symposium", said, "department_head", {"report": "报告"})
    assert symposia.reported(said).state == "reported"
    submitted = symposia.office.submitted(decision).statement
    for words in ("租房的怎么算", "写进第三条", "四位代表到会", "邀请 4 人，到会 4 人"):
        assert words in submitted


@pytest.mark.clause("PP-12")
def test_who_attends_the_deciding_meeting_is_recorded_and_shown_masked(symposia: Symposia) -> None:
    decision = symposia.reported().decision
    submitted = symposia.office.submitted(decision)
    day = str(symposia.county.at.date())
    given = {
        "group": "public",
        "name": "列席人甲",
        "meeting": "县政府第 8 次常务会议",
        "met_on": day,
        "said": "同意。",
    }
    symposia.office.do("record_attendee", submitted, "drafter", given)
    page = Client().get(f"/participation/{decision.number}/").content.decode()
    assert "列**" in page
    assert "列席人甲" not in page
    assert "县政府第 8 次常务会议" in page
    with pytest.raises(Invalid, match="会议"):
        symposia.office.do("record_attendee", submitted, "drafter", given | {"meeting": "找 13800138000 问"})


def test_hearing_and_symposium_are_two_ways(office: Office) -> None:
    """A hearing does not stand for the symposium that is planned as well."""
    decision = office.started(ways=["hearing", "symposium"])
    Hearings(office).drafted(decision)
    with pytest.raises(Refused, match="“听证”“座谈讨论”还没有举行"):
        office.submitted(decision)


def detail(decision: Decision) -> str:
    return Client().get(f"/participation/{decision.number}/").content.decode()


@pytest.mark.clause("PP-4")
def test_guests_learn_what_became_of_their_words_before_the_decision_is_published(symposia: Symposia) -> None:
    county, office = symposia.county, symposia.office
    document = county.determined()
    invited = symposia.planned(office.started(traits=["professional"], ways=["symposium"]))
    given = {"group": "affected", "name": "用户丁", "contact": "ding@mail.example"}
    office.do("invite", invited, "drafter", given)
    said = symposia.said(symposia.held(symposia.delivered(symposia.invited(invited, but="affected"))))
    reported, decision = symposia.reported(said), said.decision
    assert "租房的怎么算" not in detail(decision), "it is public with what became of it"
    today = str(county.at.date())
    office.do("record_experts", decision, "drafter", {**EXPERT, "on": today})
    office.do("name_document", county.fresh(decision), "drafter", {"document": document.pk})
    decided = office.decided(decision)
    with pytest.raises(Refused, match="采纳情况还没有公布"):
        county.do("disclosure.publish", document, "rfbsc-records_office")
    done = office.do("feed_back_symposium", reported, "records_office")
    assert done.line.detail == {"told": 1}
    page = detail(decided)
    for words in ("租房的怎么算。", "采纳", "写进第三条。", "有利害关系的人"):
        assert words in page, words
    for words in ("要写明白", "用户丁", "四位代表到会"):
        assert words not in page, words
    county.do("disclosure.publish", document, "rfbsc-records_office")
    office.do("announce", county.fresh(decided), "records_office", ANNOUNCED)
    assert Invitee.objects.get(group="affected").contact == "ding@mail.example"
    erase_due(at=county.at + timedelta(days=366 * (settings.APPLICATION_RETENTION_YEARS + 1)))
    assert Invitee.objects.get(group="affected").contact == ""


@pytest.mark.clause("PP-4")
def test_what_everybody_reads_of_a_point_names_nobody(symposia: Symposia) -> None:
    said = symposia.said()
    given = {
        "statement": said.statements.get().pk,
        "shown": "用户丁说租房。",
        "result": "adopted",
        "because": "写。",
    }
    with pytest.raises(Invalid, match="代表的姓名"):
        symposia.office.do("analyse_statement", said, "drafter", given)
    with pytest.raises(Refused, match="手机号码"):
        symposia.office.do("analyse_statement", said, "drafter", {**given, "shown": "打 13800138000"})
    with pytest.raises(Invalid, match="公布的要点"):
        symposia.office.do("analyse_statement", said, "drafter", {**given, "shown": ""})
    with pytest.raises(IntegrityError, match="analysed_why"), transaction.atomic():
        said.statements.update(result="adopted", reason="写。")


@pytest.mark.clause("PP-5")
def test_a_symposium_at_which_nobody_said_anything_says_so(symposia: Symposia) -> None:
    held, report = symposia.held(), {"report": "四位代表到会。"}
    with pytest.raises(Invalid, match="一条意见也没有登记"):
        symposia.office.do("report_symposium", held, "department_head", report)
    with pytest.raises(InternalError, match="nothing was"), transaction.atomic():
        type(held).objects.filter(pk=held.pk).update(state="reported", report="报告")
    silent = {**report, "silent": "on"}
    reported = symposia.office.do("report_symposium", held, "department_head", silent).matter
    assert "到会的人没有提意见。" in statement(reported.decision)
    symposia.fed_back(reported)
    assert "到会的人没有提意见。" in detail(reported.decision)


@pytest.mark.clause("PP-5")
def test_who_said_something_is_not_reported_as_silent(symposia: Symposia) -> None:
    said = symposia.said()
    row = {"statement": said.statements.get().pk, "shown": "租房。", "result": "adopted", "because": "写。"}
    symposia.office.do("analyse_statement", said, "drafter", row)
    with pytest.raises(Invalid, match="已经登记了意见"):
        symposia.office.do("report_symposium", said, "department_head", {"report": "报告。", "silent": "on"})


def test_why_a_symposium_is_put_off_is_not_said_to_be_public(symposia: Symposia) -> None:
    hint = ACTS["participation.postpone_symposium"].asks.base_fields["reason"].help_text
    assert "不公开" in str(hint)
