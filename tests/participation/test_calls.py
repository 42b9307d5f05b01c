"""A decision and its draft for comment: ways, items, periods, and what the database refuses."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.utils.timezone import localdate

from foundation.casework.acts import perform
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.deadlines.calendar import Calendar
from participation import statute
from participation.clockwork import close_due
from participation.models import Call, Channel
from participation.statement import statement
from participation.statute import ways_lacking
from tests.participation.people import CALL, Office
from tests.personas import SHANGHAI

pytestmark = pytest.mark.django_db


@pytest.mark.clause("PP-3")
@pytest.mark.parametrize(
    ("traits", "ways", "fits"),
    [
        ({"vital_interest"}, {"draft"}, True),
        ({"vital_interest"}, {"hearing"}, True),
        ({"vital_interest"}, {"symposium", "poll"}, False),
        ({"hearing_by_law"}, {"draft"}, False),
        ({"sharply_divided"}, {"draft"}, False),
        ({"high_attention"}, {"draft"}, False),
        ({"high_attention", "vital_interest"}, {"hearing"}, True),
        ({"market_entities"}, {"hearing"}, False),
        ({"market_entities"}, {"draft"}, True),
        (set(), {"consultation"}, True),
        (set(), set(), False),
    ],
)
def test_the_ways_fit_the_traits(traits: set[str], ways: set[str], fits: bool) -> None:
    assert (ways_lacking(traits, ways) == []) is fits


@pytest.mark.clause("PP-3")
def test_a_decision_whose_ways_do_not_fit_is_not_entered(office: Office) -> None:
    with pytest.raises(Invalid, match="听证会"):
        office.proposed(traits=["sharply_divided"])
    decision = office.proposed()
    type(decision).objects.filter(pk=decision.pk).update(traits=["hearing_by_law"])
    with pytest.raises(Refused, match="PP-3"):
        office.do("start", decision, "leader", office.approved())


@pytest.mark.clause("PP-3")
def test_a_way_that_is_planned_only_is_not_submitted_as_if_it_were_held(office: Office) -> None:
    heard = office.started(ways=["draft", "hearing"])
    closed = office.closed(office.opened(heard))
    with pytest.raises(Refused, match="“听证”还没有举行并形成报告"):
        office.submitted(heard)
    assert "听证（计划）" in statement(closed.decision)
    only = office.started(traits=[], ways=["consultation"])
    with pytest.raises(Refused, match="“咨询协商”还没有举行并形成报告"):
        office.submitted(only)
    with pytest.raises(Refused, match="还没有征求过意见"):
        office.submitted(office.started())
    for page in (f"/participation/{only.number}/", "/participation/catalogue/?year=2026"):
        assert "计划" in Client().get(page).content.decode()


@pytest.mark.clause("PP-7")
@pytest.mark.parametrize(
    ("opened", "days", "last"),
    [
        ("2026-03-02", 30, "2026-04-01"),
        ("2026-03-02", 10, "2026-03-12"),
        ("2026-09-25", 10, "2026-10-08"),
    ],
)
def test_days_are_counted_from_the_day_after_and_end_on_a_working_day(
    opened: str, days: int, last: str
) -> None:
    at = datetime.fromisoformat(f"{opened}T09:00:00").replace(tzinfo=SHANGHAI)
    assert statute.last_day(at, days, Calendar.load()) == date.fromisoformat(last)


@pytest.mark.clause("PP-7")
@pytest.mark.parametrize("name", sorted(Call.ITEMS))
def test_a_draft_with_an_item_missing_is_refused_and_the_item_is_named(office: Office, name: str) -> None:
    call = office.drafted(**({name: ""} if name != "title" else {}))
    if name == "title":
        Call.objects.filter(pk=call.pk).update(title="")
        call.refresh_from_db()
    with pytest.raises(Refused, match=Call.ITEMS[name]):
        office.do("hand_in_call", call, "drafter")


@pytest.mark.clause("PP-7")
@pytest.mark.clause("决策条例15")
@pytest.mark.parametrize(
    ("fields", "traits", "why"),
    [
        ({"days": 9, "shorter_because": "汛期将到"}, ["vital_interest"], "少于 10 日"),
        ({"days": 10}, ["vital_interest"], "理由"),
        ({"days": 29}, ["vital_interest"], "理由"),
        ({"days": 10, "shorter_because": "汛期将到"}, ["vital_interest"], ""),
        ({"days": 30}, ["vital_interest"], ""),
        ({"days": 29, "shorter_because": "汛期将到"}, ["market_entities"], "没有例外"),
        ({"days": 30}, ["market_entities"], ""),
    ],
)
def test_a_short_period_is_refused(
    office: Office, fields: dict[str, Any], traits: list[str], why: str
) -> None:
    call = office.drafted(office.started(traits=traits), **fields)
    if why:
        with pytest.raises(Refused, match=why):
            office.do("hand_in_call", call, "drafter")
        return
    opened = office.do("open_call", office.reviewed(call), "records_office").matter
    assert (opened.state, office.county.fresh(opened.decision).state) == ("open", "consulting")
    assert opened.last_day >= opened.opened_at.astimezone(SHANGHAI).date() + timedelta(days=fields["days"])


@pytest.mark.clause("PP-7")
def test_the_database_opens_nothing_for_less_than_ten_days_or_thirty_without_a_reason(office: Office) -> None:
    call = office.ready()
    for days, because in ((9, "汛期"), (20, "")):
        until = office.county.at + timedelta(days=days)
        opened = {"state": "open", "opened_at": office.county.at, "first_last_day": until.date()}
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            Call.objects.filter(pk=call.pk).update(closes_at=until, shorter_because=because, **opened)


@pytest.mark.clause("SR-4")
def test_nothing_is_opened_without_a_review_of_exactly_this_text(office: Office) -> None:
    call = office.drafted()
    with pytest.raises(Refused, match="审查"):
        office.do("open_call", call, "records_office")
    ready = office.reviewed(call)
    with pytest.raises(InternalError), transaction.atomic():
        Call.objects.filter(pk=ready.pk).update(draft="换了一稿")
    with pytest.raises(NotPermitted):
        office.do("open_call", ready, "drafter")
    back = office.do("rework_call", ready, "records_office", {"reason": "错字"}).matter
    office.do("edit_call", back, "drafter", {"title": "改过的名称"})
    until = office.county.at + timedelta(days=40)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        Call.objects.filter(pk=back.pk).update(
            state="open", opened_at=office.county.at, first_last_day=until.date(), closes_at=until
        )


@pytest.mark.clause("PP-7")
def test_an_open_period_is_extended_and_never_shortened(office: Office) -> None:
    call = office.opened()
    last = call.last_day
    assert last is not None
    for day in (last, last - timedelta(days=1)):
        with pytest.raises(Invalid, match="只能延长"):
            office.do("extend_call", call, "records_office", {"until": str(day), "reason": "再议"})
    later = last + timedelta(days=7)
    longer = office.do(
        "extend_call", call, "records_office", {"until": str(later), "reason": "群众要求"}
    ).matter
    assert (longer.last_day, longer.first_last_day) == (later, last)
    assert longer.extensions.get().reason == "群众要求"
    with pytest.raises(InternalError), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(closes_at=longer.closes_at - timedelta(seconds=1))
    with pytest.raises(Refused):
        office.do("edit_call", longer, "drafter", {"days": 10})


@pytest.mark.clause("PP-7")
def test_it_closes_at_the_last_second_of_its_day(office: Office) -> None:
    call = office.opened()
    assert call.closes_at is not None
    assert call.closes_at.astimezone(SHANGHAI).strftime("%H:%M:%S") == "00:00:00"
    assert close_due(at=call.closes_at - timedelta(seconds=1)) == 0
    assert close_due(at=call.closes_at) == 1
    call.refresh_from_db()
    assert (call.state, call.decision.state) == ("closed", "summarising")
    with pytest.raises(NotPermitted):
        perform(
            "participation.close_call", on=call, actor=office.county.actor("rfbsc-leader"), at=call.closes_at
        )


@pytest.mark.clause("PP-7")
def test_a_material_change_is_opened_anew_with_a_review_of_its_own(office: Office) -> None:
    call = office.opened()
    with pytest.raises(Refused):
        office.do("new_edition", call, "drafter", CALL)
    closed = office.closed(call)
    changed = {**CALL, "draft": CALL["draft"].replace("三档", "四档")}
    second = office.do("new_edition", closed, "drafter", changed).matter
    assert (second.edition, second.state) == (2, "drafting")
    with pytest.raises(Refused, match="已经有一份"):
        office.do("new_edition", closed, "drafter", changed)
    with pytest.raises(Refused):
        office.do("open_call", second, "records_office")
    opened = office.do("open_call", office.reviewed(second), "records_office").matter
    assert office.county.fresh(opened.decision).state == "consulting"


@pytest.mark.clause("PP-8")
def test_what_is_explained_while_open_stays_as_it_was_said(office: Office) -> None:
    call = office.opened()
    given = {"title": "为什么分三档", "text": "用得少的少交。"}
    office.do("explain", call, "department_head", given)
    office.do("explain", call, "department_head", {**given, "title": "什么时候起算"})
    assert call.explanations.count() == 2
    with pytest.raises(Refused, match="手机号码"):
        office.do("explain", call, "department_head", {**given, "text": "请打 13800138000"})
    with pytest.raises(InternalError), transaction.atomic():
        call.explanations.update(text="另一种说法")


@pytest.mark.clause("PP-7")
@pytest.mark.clause("PP-4")
def test_a_channel_is_planned_until_somebody_enters_the_day(office: Office) -> None:
    call = office.opened()
    address = f"/participation/{call.decision.number}/"
    paper, board = Channel.objects.filter(call=call)
    assert [(each.name, each.carried_on) for each in (paper, board)] == [
        ("荣丰周报", None),
        ("局公示栏", None),
    ]
    assert "计划公开在荣丰周报" in Client().get(address).content.decode()
    assert "计划公开在荣丰周报、局公示栏" in statement(call.decision)
    opened = localdate(office.county.at)
    given = {"channel": paper.pk, "carried_on": str(opened - timedelta(days=1))}
    with pytest.raises(Invalid, match="公开草案的日期"):
        office.do("carried_draft", call, "records_office", given)
    office.do("carried_draft", call, "records_office", {**given, "carried_on": str(opened)})
    page = Client().get(address).content.decode()
    assert "也公开在荣丰周报" in page
    assert "计划公开在局公示栏" in page
    assert f"荣丰周报（{opened}）公开。计划公开在局公示栏" in statement(call.decision)
    done = office.fed_back(office.closed(call))
    early = {
        "channel": paper.pk,
        "feedback_on": str(localdate(office.county.at) - timedelta(days=1)),
        "where": "第 8 期",
    }
    with pytest.raises(Invalid, match="公开反馈的日期"):
        office.do("carried", done, "records_office", early)


@pytest.mark.clause("PP-7")
def test_nothing_is_extended_after_its_last_second(office: Office) -> None:
    call = office.opened()
    assert call.closes_at is not None
    assert call.last_day is not None
    office.county.at = call.closes_at
    given = {"until": str(call.last_day + timedelta(days=7)), "reason": "再议"}
    with pytest.raises(Refused, match="已经过去"):
        office.do("extend_call", call, "records_office", given)


def test_the_reasons_that_everybody_reads_name_nobody(office: Office) -> None:
    call = office.opened()
    for reason in ("请打 13800138000", "本文件属于机密★5年"):
        with pytest.raises((Refused, Invalid)):
            office.do("withdraw_call", call, "records_office", {"reason": reason})
        with pytest.raises((Refused, Invalid)):
            office.do("drop", office.started(), "leader", {"reason": reason})


def test_a_withdrawn_call_takes_nothing_more(office: Office) -> None:
    call = office.do(
        "withdraw_call", office.opened(), "records_office", {"reason": "有误，另行公开。"}
    ).matter
    assert (call.state, office.county.fresh(call.decision).state) == ("withdrawn", "summarising")
    assert not call.takes(office.county.at)
