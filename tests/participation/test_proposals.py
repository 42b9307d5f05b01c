"""Proposals for decision: received from anybody, looked at, studied, taken up or declined, answered; nothing personal shown."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Invalid, NotPermitted, Refused
from foundation.casework.worklist import my_matters
from foundation.deadlines.models import Clock
from foundation.machines.declaring import DATASETS
from foundation.notices.models import Dispatch
from participation.clockwork import erase_due
from participation.models import Decision, Proposal
from participation.statute import PASSING_ON, PROPOSAL
from tests.participation.people import DECISION, Office
from tests.participation.submissions import PROPOSED, STUDY, Proposing
from tests.personas import County

pytestmark = pytest.mark.django_db

#: Everything of a proposal that nobody outside the offices may read.
SECRET = {
    "reasons": "南区三千个孩子，最近的小学在四公里以外。请打 13800138000 找我。",
    "name": "欧阳某某",
    "contact": "13900139000",
}

#: The same with words that may be published as they are.
SECRET_TITLED: dict[str, Any] = {**SECRET, "wanted": "在粮库建小学", "reasons": "南区三千个孩子。"}


@pytest.fixture
def office(county: County) -> Proposing:
    return Proposing(county)


def rows_of(county: County, username: str) -> list[tuple[str, str]]:
    return [(row.matter.ref, row.act.name) for row in my_matters(county.actor(username), 50)[0]]


def page(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.clause("决策条例10")
@pytest.mark.clause("决策条例11")
def test_a_proposal_is_studied_before_the_county_takes_it_up(office: Proposing) -> None:
    county, proposal = office.county, office.submitted()
    assert proposal.number == "T2026-0001"
    assert rows_of(county, "lxcz-records_office") == [(proposal.ref, "participation.refer_proposal")]
    assert {clock.limit for clock in Clock.objects.of("proposal", proposal.pk).open()} == {
        PASSING_ON.code,
        PROPOSAL.code,
    }
    # Nobody decides on what nobody studied, by whatever door.
    for name in ("take_up_proposal", "decline_proposal", "lay_before"):
        who = "lxcz-records_office" if name == "lay_before" else "lxcz-county_leader"
        with pytest.raises(Refused):
            office.act(name, proposal, who, answer="好", shown_title="x", shown="x", title="x")
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        Proposal.objects.update(state="declined", answer="不行", answered_at=county.at, answered_by=1)
    referred = office.referred(proposal)
    assert rows_of(county, "rfbsc-drafter") == [(proposal.ref, "participation.study_proposal")]
    assert rows_of(county, "lxcz-records_office") == []
    assert [clock.limit for clock in Clock.objects.of("proposal", proposal.pk).open()] == [PROPOSAL.code]
    done = office.act("study_proposal", referred, "rfbsc-drafter", **STUDY)
    assert rows_of(county, "lxcz-county_leader")[0][0] == proposal.ref
    given = {"in_charge": "rfbsc", "title": "县城南区小学建设", "answer": "同意，列入决策事项。"}
    taken = office.act("take_up_proposal", done, "lxcz-county_leader", **given)
    decision = Decision.objects.get()
    assert (taken.decision, decision.state, decision.agency.code) == (decision, "proposed", "rfbsc")
    assert not Clock.objects.of("proposal", proposal.pk).open().exists()
    # It waits for the drafter of the agency in charge, and is not started with nothing but its name.
    assert (decision.ref, "participation.edit_decision") in rows_of(county, "rfbsc-drafter")
    with pytest.raises(Refused, match="参与方式"):
        county.do("participation.start", decision, "rfbsc-leader")
    county.do("participation.edit_decision", decision, "rfbsc-drafter", {**DECISION, "title": decision.title})
    assert (decision.ref, "participation.edit_decision") not in rows_of(county, "rfbsc-drafter")
    county.do("participation.start", decision, "rfbsc-leader")
    shown = page(f"/participation/{decision.number}/")
    assert f"/participation/proposals/{proposal.number}/" in shown
    assert decision.title in page(f"/participation/proposals/{proposal.number}/")


@pytest.mark.clause("决策条例10")
def test_a_proposal_joins_a_decision_that_there_is(office: Proposing) -> None:
    decision = Office(office.county).proposed()
    studied = office.studied()
    nothing = {"in_charge": "", "title": "", "answer": "同意"}
    with pytest.raises(Invalid, match="承办单位"):
        office.act("take_up_proposal", studied, "lxcz-county_leader", **nothing)
    given = {**nothing, "decision": decision.pk}
    assert office.act("take_up_proposal", studied, "lxcz-county_leader", **given).decision == decision
    assert Decision.objects.count() == 1


@pytest.mark.clause("决策条例10")
def test_whoever_studied_it_does_not_decide(office: Proposing) -> None:
    office.county.grant("lxcz-county_leader", "drafter", by="lxcz-agency_admin")
    proposal = office.submitted()
    office.studies = "bmj"
    referred = office.referred(proposal)
    office.county.people["lxcz-county_leader"].grants.create(
        role="drafter", agency=office.county.agencies["bmj"]
    )
    done = office.act("study_proposal", referred, "lxcz-county_leader", **STUDY)
    with pytest.raises(Refused) as refused:
        office.act("decline_proposal", done, "lxcz-county_leader", answer="不行")
    assert refused.value.clause.id == "决策条例10"


@pytest.mark.clause("决策条例10")
def test_an_agency_proposes_with_its_own_study(office: Proposing) -> None:
    county = office.county
    given = {**PROPOSED, **STUDY, "basis": "《义务教育法》", "solution": ""}
    with pytest.raises(Invalid, match="初步方案"):
        county.do("participation.propose_as_agency", "agency:rfbsc", "rfbsc-drafter", given)
    given["solution"] = "用原来的粮库的地。"
    proposal = county.do("participation.propose_as_agency", "agency:rfbsc", "rfbsc-drafter", given).matter
    assert (proposal.agency, proposal.studied_by) == (office.agency, county.agencies["rfbsc"])
    # Its own agency reads it, and the county's office lays it before the leader.
    assert Proposal.objects.all().visible_to(county.actor("rfbsc-drafter")).get() == proposal
    shown = {"shown_title": proposal.wanted, "shown": proposal.words}
    laid = office.act("lay_before", proposal, "lxcz-records_office", **shown)
    assert laid.state == "studied"
    back = office.act("return_study", laid, "lxcz-county_leader", reason="资金从哪里来")
    assert rows_of(county, "rfbsc-drafter") == [(back.ref, "participation.study_proposal")]


@pytest.mark.clause("决策条例10")
def test_a_clerk_enters_what_came_on_paper_and_the_code_is_told_once(office: Proposing) -> None:
    county = office.county
    day = localdate(county.at) - timedelta(days=2)
    given = {**PROPOSED, "proposer": "deputy", "channel": "letter", "received_on": str(day)}
    done = county.do("participation.record_proposal", "agency:lxcz", "lxcz-applications_clerk", given)
    proposal = done.matter
    assert proposal.number in done.shown[0]
    assert localdate(proposal.received_at) == day
    code = done.shown[0].partition("查询码 ")[2].rstrip("。")
    opened = Client().post("/participation/track/", {"number": proposal.number, "code": code})
    assert (opened.status_code, opened["Location"]) == (303, "/participation/track/proposal/")
    with pytest.raises(Refused) as refused:
        county.do("participation.record_proposal", "agency:rfbsc", "rfbsc-applications_clerk", given)
    assert refused.value.clause.id == "决策条例10"


@pytest.mark.clause("决策条例10")
def test_nothing_is_read_outside_before_somebody_has_looked_and_nothing_hidden_after(
    office: Proposing,
) -> None:
    proposal = office.submitted(**SECRET)
    assert Client().get(f"/participation/proposals/{proposal.number}/").status_code == 404
    assert proposal.number not in page("/participation/proposals/")
    by, given = "lxcz-records_office", {"to": "rfbsc", "shown_title": proposal.wanted}
    for shown, said in (
        (proposal.words, "公布的文字里有"),
        ("为什么：孩子上学近。", "原话"),
    ):
        with pytest.raises(Invalid, match=said):
            office.act("refer_proposal", proposal, by, **given, shown=shown)
    shown = proposal.words.replace("请打 13800138000 找我。", "〔隐去电话〕")
    referred = office.act("refer_proposal", proposal, by, **given, shown=shown)
    done = office.act("study_proposal", referred, "rfbsc-drafter", **STUDY)
    for words, said in (
        ("请打13800138000", "手机号码"),
        ("感谢欧阳某某", "姓名"),
        ("一三八零零一三八零零零", "隐去"),
    ):
        with pytest.raises((Invalid, Refused), match=said):
            office.act("decline_proposal", done, "lxcz-county_leader", answer=words)
    office.act("decline_proposal", done, "lxcz-county_leader", answer="明年扩建老校。")
    public = page(f"/participation/proposals/{proposal.number}/") + page("/participation/proposals/")
    assert "欧**" in public
    assert "明年扩建老校。" in public
    for secret in ("13800138000", "13900139000", "欧阳某某"):
        assert secret not in public


@pytest.mark.clause("决策条例10")
def test_without_consent_only_number_and_result_are_public(office: Proposing) -> None:
    done = office.declined(consent="private")
    public = page(f"/participation/proposals/{done.number}/") + page("/participation/proposals/")
    assert "未采纳" in public
    for words in (PROPOSED["wanted"], "三千个孩子", "明年扩建老校", "朱"):
        assert words not in public
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=done.pk).update(shown="三千个孩子")


@pytest.mark.clause("决策条例10")
def test_whoever_left_an_address_is_told_and_no_message_says_what_it_is_about(office: Proposing) -> None:
    office.declined(contact="someone@mail.example")
    [sent] = [row for row in Dispatch.objects.filter(channel="email") if "决策建议" in row.body]
    for words in ("小学", "扩建", "朱某某"):
        assert words not in sent.body + sent.subject


def test_what_citizens_write_is_encrypted_and_in_no_ledger_line_or_log(
    office: Proposing, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    proposal = office.taken_up(office.submitted(consent="private", **SECRET))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wanted || reasons || solution || whom || name || contact FROM participation_proposal"
        )
        (stored,) = cursor.fetchone()
    lines = "".join(f"{line.reason}{line.detail}" for line in LedgerLine.objects.all())
    for secret in ("13800138000", "13900139000", "欧阳", "三千个孩子", "粮库"):
        assert secret not in stored
        assert secret not in lines
        assert secret not in caplog.text
    assert proposal.number in lines


@pytest.mark.clause("决策条例10")
def test_a_proposal_sent_back_or_set_aside_tells_why(office: Proposing) -> None:
    referred = office.referred()
    back = office.act("send_back_proposal", referred, "rfbsc-drafter", reason="归教育局")
    assert back.state == "received"
    assert Client().get(f"/participation/proposals/{back.number}/").status_code == 404
    given = {"ground": "elsewhere", "reason": "这是学校自己的事，请向学校反映。"}
    aside = office.act("set_aside_proposal", back, "lxcz-applications_clerk", **given)
    assert "请向学校反映" in aside.set_aside_for
    assert not Clock.objects.of("proposal", aside.pk).open().exists()
    with pytest.raises(InternalError), transaction.atomic():
        Proposal.objects.update(set_aside_for="别的理由")


def test_the_database_keeps_what_was_answered(office: Proposing) -> None:
    done = office.declined()
    for change in ({"answer": "改了"}, {"state": "studied"}, {"number": "T1"}, {"consent": "private"}):
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            Proposal.objects.filter(pk=done.pk).update(**change)
    with pytest.raises(InternalError), transaction.atomic():
        Proposal.objects.all()._raw_delete("default")  # type: ignore[attr-defined]


def test_who_it_was_opens_to_whoever_says_why(office: Proposing) -> None:
    county, proposal = office.county, office.submitted(contact="13900139000")
    client = Client()
    client.force_login(county.people["lxcz-records_office"])
    address = f"/desk/participation/proposal/{proposal.pk}/change/"
    assert "13900139000" not in client.get(address).content.decode()
    with pytest.raises(NotPermitted):
        office.act("reveal_proposal", proposal, "lxcz-county_leader", reason="好奇")
    county.at = timezone.now() - timedelta(minutes=2)
    office.act("reveal_proposal", proposal, "lxcz-records_office", reason="打电话核实")
    assert "13900139000" in client.get(address).content.decode()


def test_more_is_hidden_when_somebody_asks(office: Proposing) -> None:
    done = office.declined()
    given = {"shown_title": done.shown_title, "shown": done.shown, "reason": "提出人要求"}
    for was, becomes in (("南区的居民。", "县城的居民。"), ("原来的粮库的地。", "〔隐去地点〕")):
        changed = given | {"shown": done.shown.replace(was, becomes)}
        with pytest.raises(Invalid, match="原话"):
            office.act("hide_in_proposal", done, "lxcz-records_office", **changed)
    hidden = given | {"shown": done.shown.replace("用原来的粮库的地", "〔隐去地点〕")}
    after = office.act("hide_in_proposal", done, "lxcz-records_office", **hidden)
    assert "粮库" not in page(f"/participation/proposals/{after.number}/")


@pytest.mark.clause("OR-3")
def test_after_the_term_nothing_personal_is_left(office: Proposing) -> None:
    done = office.declined(contact="13900139000")
    erase_due(at=office.county.at + timedelta(days=366 * 12))
    left: Any = office.county.fresh(done)
    assert (left.name, left.contact, left.reasons, left.code_hash) == ("", "", "", "")
    assert left.answer
    assert left.shown
    page(f"/participation/proposals/{done.number}/")


@pytest.mark.clause("决策条例10")
def test_what_was_taken_up_is_not_dropped_unseen(office: Proposing) -> None:
    proposal = office.taken_up()
    with pytest.raises(Refused, match="先启动"):
        Office(office.county).do("drop", proposal.decision, "leader", {"reason": "不办了"})


def found(words: str) -> str:
    return page(f"/search/?q={words}")


def asked(more: str = "", **query: str) -> Any:
    answer = Client().get(f"/api/v1/proposals{more}", query)
    return answer.json() if answer.status_code == 200 else answer.status_code


@pytest.mark.clause("决策条例10")
def test_an_answered_proposal_is_found_by_searching_and_by_programs(office: Proposing) -> None:
    studied = office.studied(**SECRET_TITLED)
    assert asked()["items"] == []
    assert studied.number not in found("粮库小学")
    answer = {"answer": "明年扩建老校，已经够用。"}
    declined = office.act("decline_proposal", studied, "lxcz-county_leader", **answer)
    [row] = asked()["items"]
    assert (row["number"], row["outcome"], row["answer"]) == (declined.number, "未采纳", answer["answer"])
    assert row["title"] == declined.shown_title
    assert asked(f"/{declined.pk}") == row
    assert declined.number in found("粮库小学")
    everything = str(row) + page("/api/v1/proposals?format=csv")
    for secret in ("欧阳某某", "13900139000"):
        assert secret not in everything
    before = DATASETS["proposals"].withdrawn()
    hidden = {"shown_title": "〔隐去标题〕", "shown": "〔隐去全文〕", "reason": "提出人要求"}
    office.act("hide_in_proposal", declined, "lxcz-records_office", **hidden)
    assert declined.number not in found("粮库小学")
    assert asked()["items"][0]["text"] == "〔隐去全文〕"
    assert not set(DATASETS["proposals"].withdrawn()) <= set(before), "the file of the night is out of date"
    [line] = DATASETS["proposals"].rows(office.county.at)
    assert line["title"] == "〔隐去标题〕"


@pytest.mark.clause("决策条例10")
def test_what_is_not_to_be_published_is_in_no_index(office: Proposing) -> None:
    declined = office.declined(consent="private")
    assert asked()["items"] == []
    assert asked(f"/{declined.pk}") == 404
    assert declined.number not in found("小学")


@pytest.mark.clause("决策条例11")
def test_what_a_proposal_led_to_is_told_once_it_was_started(office: Proposing) -> None:
    taken = office.taken_up()
    assert asked()["items"][0]["decision"] == ""
    assert taken.decision is not None
    approved = {"approved_on": localdate(office.county.at), "approved_by": "常务会议"}
    Decision.objects.filter(pk=taken.decision.pk).update(
        state="started", started_at=office.county.at, **approved
    )
    assert asked()["items"][0]["decision"] == taken.decision.number
