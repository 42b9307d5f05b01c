"""From the draft to its discussion: examinations, the legal review, the meeting, the Party committee, the gazette (713)."""

from __future__ import annotations

import re
from datetime import date
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils.timezone import localdate
from pypdf import PdfReader

from foundation.agencies.roles import AgencyFunction
from foundation.casework.refusals import Invalid, NoSuchMatter, NotPermitted, Refused
from foundation.casework.worklist import my_matters
from foundation.deadlines.calendar import Calendar
from participation import dossier, statute
from participation.models import Decision, Deliberation, LegalReview
from tests.applicants import on
from tests.feedback.people import with_function
from tests.participation.hearings import EXPERT
from tests.participation.people import ANNOUNCED, BUREAU, DRAFT, LEGAL, Office, says
from tests.personas import County

pytestmark = pytest.mark.django_db

RISK = {
    "by": "荣丰咨询公司",
    "manner": "重点走访",
    "opinion": "风险点：低收入家庭负担加重。",
    "finding": "after_measures",
    "handling": "低收入家庭另给补贴；有人上访的当天接待。",
}
COMPETITION = {"by": "市场监管局", "opinion": "没有限定经营者。", "finding": "no_limit"}


@pytest.fixture
def office(county: County) -> Office:
    return Office(county)


def closed(office: Office, **fields: object) -> Decision:
    """A decision whose draft closed."""
    decision: Decision = office.closed(office.opened(office.started(**fields))).decision
    return decision


def recorded(office: Office, decision: Decision, name: str, given: dict[str, str], **fields: str) -> None:
    day = {"on": str(localdate(office.county.at))}
    office.do(f"record_{name}", office.county.fresh(decision), "drafter", {**day, **given, **fields})


@pytest.mark.clause("决策条例19")
@pytest.mark.clause("决策条例22")
@pytest.mark.clause("决策条例29")
@pytest.mark.parametrize(
    ("trait", "name", "given", "said"),
    [
        ("professional", "experts", EXPERT, "应当经过专家论证（决策条例19）"),
        ("risky", "risks", RISK, "应当经过风险评估（决策条例22）"),
        ("market_entities", "competition", COMPETITION, "应当经过公平竞争审查（决策条例29）"),
    ],
)
def test_what_a_trait_demands_is_done_before_the_legal_review(
    office: Office, trait: str, name: str, given: dict[str, str], said: str
) -> None:
    decision = closed(office, traits=["vital_interest", trait])
    with pytest.raises(Refused, match=said):
        office.sent(decision)
    recorded(office, decision, name, given)
    assert office.submitted(decision).state == "submitted"


@pytest.mark.clause("决策条例24")
@pytest.mark.parametrize(
    ("name", "given", "bad", "good"),
    [
        ("risks", RISK, "uncontrollable", "controllable"),
        ("competition", COMPETITION, "limits", "exception"),
    ],
)
def test_a_finding_that_stops_a_draft_is_found_anew_before_it_goes_on(
    office: Office, name: str, given: dict[str, str], bad: str, good: str
) -> None:
    decision = closed(office)
    recorded(office, decision, name, given, finding=bad)
    with pytest.raises(Refused, match="改好草案重新"):
        office.sent(decision)
    recorded(office, decision, name, given, finding=good)
    assert office.sent(decision).state == "sent"


@pytest.mark.clause("决策条例20")
@pytest.mark.clause("决策条例19")
@pytest.mark.parametrize(
    ("left", "said"), [("apart", "另请专家"), ("signed", "署名、盖章"), ("handling", "研究采纳情况")]
)
def test_experts_are_apart_sign_and_are_answered(office: Office, left: str, said: str) -> None:
    decision = closed(office)
    with pytest.raises(Invalid, match=said):
        recorded(office, decision, "experts", EXPERT, **{left: ""})


@pytest.mark.clause("决策条例25")
def test_nothing_is_submitted_without_a_legal_review(office: Office) -> None:
    decision = closed(office)
    with pytest.raises(Refused, match="还没有经过合法性审查"):
        office.do("submit", decision, "department_head")
    review = office.sent(decision)
    with pytest.raises(Refused, match="还没有出具意见"):
        office.do("submit", office.county.fresh(decision), "department_head")
    Office(office.county, BUREAU).do("return_legal_review", review, "drafter", {"reason": "缺少依据的条文。"})
    with pytest.raises(Refused, match="退回了材料"):
        office.do("submit", office.county.fresh(decision), "department_head")
    office.legally_reviewed(decision, conclusion="unlawful")
    with pytest.raises(Refused, match="结论是不合法"):
        office.do("submit", office.county.fresh(decision), "department_head")
    office.legally_reviewed(decision)
    assert office.submitted(decision).draft.startswith("第一条")


@pytest.mark.clause("决策条例25")
def test_the_database_refuses_a_submission_without_a_legal_review(office: Office) -> None:
    decision = closed(office)
    with (
        pytest.raises(DatabaseError, match="决策条例25"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE participation_decision SET state = 'submitted', statement = 'x', submitted_at = now()"
            " WHERE id = %s",
            [decision.pk],
        )


@pytest.mark.clause("决策条例26")
@pytest.mark.parametrize(
    ("sent", "until"),
    [
        ("2026-11-02", date(2026, 11, 11)),
        ("2026-09-24", date(2026, 10, 12)),
        ("2026-11-06", date(2026, 11, 17)),
    ],
)
def test_the_review_has_seven_working_days(sent: str, until: date) -> None:
    assert statute.reviewed_until(on(sent), Calendar.load()) == until


@pytest.mark.clause("决策条例26")
def test_less_time_needs_a_reason_that_goes_along(office: Office) -> None:
    decision = closed(office)
    usual = statute.reviewed_until(office.county.at, Calendar.load())
    soon = str(localdate(office.county.at) + statute.ONE_DAY)
    with pytest.raises(Invalid, match=f"不满 7 个工作日，最早 {usual}"):
        office.sent(decision, until=soon)
    with pytest.raises(Invalid, match="要在今天以后"):
        office.sent(decision, until=str(localdate(office.county.at)), shorter_because="防汛")
    assert office.sent(decision, until=soon, shorter_because="防汛要用").shorter_because == "防汛要用"


@pytest.mark.clause("决策条例26")
def test_what_was_done_goes_along_and_nobody_changes_it(office: Office) -> None:
    call = office.opened()
    says(call)
    office.answered(office.closed(call))
    review = office.sent(call.decision)
    assert "共收到意见 1 条" in review.procedure
    assert review.agency.code == BUREAU
    with pytest.raises(DatabaseError, match="决策条例26"), transaction.atomic():
        LegalReview.objects.filter(pk=review.pk).update(draft="换了一稿")
    with pytest.raises(Refused, match="正在合法性审查"):
        office.sent(call.decision)


@pytest.mark.clause("决策条例27")
@pytest.mark.clause("决策条例28")
@pytest.mark.parametrize("left", ["authority", "formed", "content", "counsel"])
def test_an_opinion_has_every_part(office: Office, left: str) -> None:
    review, bureau = office.sent(closed(office)), Office(office.county, BUREAU)
    with pytest.raises(Refused, match="还没有写"):
        bureau.do("conclude_legal_review", review, "department_head")
    with pytest.raises(Invalid):
        bureau.do("write_legal_opinion", review, "drafter", {**LEGAL, left: ""})


@pytest.mark.clause("决策条例28")
def test_who_writes_the_opinion_does_not_give_it(office: Office) -> None:
    county, review = office.county, office.sent(closed(office))
    county.grant(f"{BUREAU}-drafter", "department_head")
    bureau = Office(county, BUREAU)
    bureau.do("write_legal_opinion", review, "drafter", LEGAL)
    with pytest.raises(NotPermitted, match="另一位同事"):
        bureau.do("conclude_legal_review", review, "drafter")
    with pytest.raises(NoSuchMatter):
        office.do("conclude_legal_review", review, "department_head")


@pytest.mark.clause("决策条例25")
@pytest.mark.clause("决策条例28")
def test_what_is_submitted_is_what_was_reviewed(office: Office) -> None:
    decision = closed(office)
    office.legally_reviewed(decision)
    with pytest.raises(Invalid, match="和审查过的不一样"):
        office.submitted(decision, draft=f"{DRAFT}\n第四条 另外收费。")
    other = closed(office, title="另一件事项")
    office.legally_reviewed(other, conclusion="amended", content="第三条没有依据，应当删去。")
    changed = DRAFT.rpartition("\n")[0]
    with pytest.raises(Invalid, match="作了哪些调整"):
        office.submitted(other, draft=changed)
    with pytest.raises(Invalid, match="却和送审的一样"):
        office.submitted(other, followed="删去第三条。")
    done = office.submitted(other, draft=changed, followed="删去第三条。")
    assert (done.draft, done.followed) == (changed, "删去第三条。")
    with pytest.raises(DatabaseError, match="PP-4"), transaction.atomic():
        Decision.objects.filter(pk=done.pk).update(draft="换了")


@pytest.mark.clause("决策条例25")
def test_a_draft_that_was_opened_again_is_reviewed_again(office: Office) -> None:
    call = office.closed(office.opened())
    office.legally_reviewed(call.decision)
    again = office.do("new_edition", call, "drafter", {"draft": f"{DRAFT}\n第四条 另外收费。"}).matter
    office.closed(office.do("open_call", office.reviewed(again), "records_office").matter)
    with pytest.raises(Refused, match="又公开征求过意见"):
        office.do("submit", office.county.fresh(call.decision), "department_head")


@pytest.mark.clause("决策条例30")
@pytest.mark.clause("PP-12")
@pytest.mark.parametrize(
    ("left", "said"),
    [
        ("last", "行政首长要最后发表意见"),
        ("dissent", "不同意见"),
        ("no_attendees_because", "没有请代表列席的"),
    ],
)
def test_a_discussion_is_recorded_as_it_was(office: Office, left: str, said: str) -> None:
    decision = office.submitted(closed(office))
    given = {**office.discussed(), "outcome": "通过。", left: ""}
    with pytest.raises(Invalid, match=said):
        office.do("decide", decision, "leader", given)


@pytest.mark.clause("PP-12")
def test_who_attended_makes_the_reason_needless(office: Office) -> None:
    decision = office.submitted(closed(office))
    attended = {"group": "public", "name": "测试甲", "meeting": "第 8 次常务会议"}
    office.do(
        "record_attendee", decision, "drafter", {**attended, "met_on": str(localdate(office.county.at))}
    )
    given = {**office.discussed(), "outcome": "通过。", "no_attendees_because": ""}
    assert office.do("decide", office.county.fresh(decision), "leader", given).matter.state == "decided"


@pytest.mark.clause("决策条例30")
def test_it_is_discussed_again_when_it_was_changed(office: Office) -> None:
    decision = office.submitted(closed(office))
    given = {**office.discussed(), "reason": "补贴的办法还要写清楚。", "dissent": "财政局不同意补贴。"}
    again = office.do("discuss_again", decision, "leader", given).matter
    assert (again.state, again.party_on) == ("summarising", None)
    with pytest.raises(Refused, match="讨论以后要求修改"):
        office.do("submit", again, "department_head")
    assert "send_for_legal_review" in waiting(office.county, "rfbsc-drafter", again)
    office.legally_reviewed(again)
    assert office.decided(again).state == "decided"
    assert list(Deliberation.objects.values_list("result", "dissent")) == [
        ("again", "财政局不同意补贴。"),
        ("passed", "无"),
    ]
    with pytest.raises(DatabaseError), transaction.atomic():
        Deliberation.objects.update(dissent="")


@pytest.mark.clause("决策条例31")
@pytest.mark.clause("决策条例32")
def test_the_party_committee_first_then_gazette_and_newspaper(office: Office) -> None:
    county, document = office.county, office.county.determined()
    call = office.closed(office.opened(office.started(traits=["vital_interest", "professional"])))
    recorded(office, call.decision, "experts", EXPERT)
    decision = office.submitted(call.decision)
    decision = office.do("decide", decision, "leader", {**office.discussed(), "outcome": "通过。"}).matter
    decision = office.do("name_document", decision, "drafter", {"document": document.pk}).matter
    office.fed_back(call)
    for carrier in call.carriers.all():
        day = str(localdate(county.at))
        given = {"channel": carrier.pk, "carried_on": day}
        office.do("carried_draft", call, "records_office", given)
        office.do(
            "carried", call, "records_office", {"channel": carrier.pk, "feedback_on": day, "where": "第三版"}
        )
    with pytest.raises(Refused, match="还没有向县委请示报告"):
        county.do("disclosure.publish", document, "rfbsc-records_office")
    office.do("report_to_party", decision, "drafter", {"party_on": str(localdate(county.at))})
    county.do("disclosure.publish", document, "rfbsc-records_office")
    with pytest.raises(Invalid, match="请填写县政府公报"):
        office.do("announce", county.fresh(decision), "records_office")
    assert "第二档已经调低" not in page(decision)
    office.do("announce", county.fresh(decision), "records_office", ANNOUNCED)
    shown = page(decision)
    assert "第二档已经调低" in shown
    assert "2026 年第 4 期" in shown
    assert "测试甲" not in shown


def page(decision: Decision) -> str:
    return Client().get(f"/participation/{decision.number}/").content.decode()


@pytest.mark.clause("决策条例26")
def test_the_reviewing_department_finds_it_on_its_list(office: Office) -> None:
    decision = closed(office)
    assert "send_for_legal_review" in waiting(office.county, "rfbsc-drafter", decision)
    review = office.sent(decision)
    county = office.county
    assert waiting(county, "rfbsc-drafter", decision) == set()
    assert waiting(county, f"{BUREAU}-drafter", review) == {"write_legal_opinion"}
    Office(county, BUREAU).do("write_legal_opinion", review, "drafter", LEGAL)
    assert waiting(county, f"{BUREAU}-department_head", review) == {"conclude_legal_review"}


def waiting(county: County, username: str, matter: Decision | LegalReview) -> set[str]:
    rows, _count = my_matters(county.actor(username), 50)
    return {
        row.act.name.partition(".")[2] for row in rows if (row.model, row.pk) == (type(matter), matter.pk)
    }


@pytest.mark.clause("PP-5")
def test_a_consultation_is_held_like_a_symposium(office: Office) -> None:
    decision = office.started(traits=[], ways=["consultation"])
    given = {
        "sort": "symposium",
        "title": "用水价格协商",
        "held_on": "2026-11-20",
        "held_time": "09:00",
        "place": "县政府",
        "papers": "方案和说明",
    }
    with pytest.raises(Invalid, match="没有“座谈讨论”"):
        office.do("plan_symposium", decision, "drafter", given)
    done = office.do("plan_symposium", decision, "drafter", {**given, "sort": "consultation"}).matter
    assert done.get_sort_display() == "咨询协商"


def text_of(pdf: bytes) -> str:
    """The words of a PDF without blanks."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


@pytest.mark.clause("决策条例29")
def test_the_dossier_has_everything_in_its_order(office: Office) -> None:
    call = office.opened(
        office.started(traits=["vital_interest", "professional", "risky", "market_entities"])
    )
    says(call, "反对，第二档太高。", stance="against", consent="named", name="测试丙")
    office.answered(office.closed(call), result="not_adopted", because="测算过。")
    for name, given in (("experts", EXPERT), ("risks", RISK), ("competition", COMPETITION)):
        recorded(office, call.decision, name, given)
    decision = office.submitted(call.decision)
    client = Client()
    client.force_login(office.county.people["rfbsc-department_head"])
    where = f"/desk/participation/decision/{decision.pk}/dossier"
    text = text_of(client.get(f"{where}.pdf").content)
    heads = [
        "（一）决策草案及相关材料",
        "（二）社会公众主要意见的研究采纳情况",
        "（三）专家论证意见的研究采纳情况",
        "（四）风险评估报告",
        "（五）合法性审查意见",
    ]
    places = [text.index(head) for head in heads]
    assert places == sorted(places)
    for said in (
        "居民用水按三档收费",
        "公平竞争审查",
        "反对，第二档太高。",
        "测算过。",
        "第二档已经调低",
        "法律顾问认为合法",
    ):
        assert said in text
    assert "测试丙" not in text, "names stay as the public reads them"
    first, again = (client.get(f"{where}.zip").content for _n in range(2))
    assert first == again, "the same dossier is the same file"
    with ZipFile(BytesIO(first)) as members:
        listed = dict(
            reversed(line.split("  ", 1)) for line in members.read("目录.txt").decode().splitlines()[2:]
        )
        assert set(listed) == set(members.namelist()) - {"目录.txt"}
        for name, digest in listed.items():
            assert sha256(members.read(name)).hexdigest() == digest
        assert any(name.endswith(".csv") for name in listed)


@pytest.mark.clause("决策条例29")
def test_more_opinions_than_paper_holds_stand_in_the_table_alone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dossier, "MOST_PRINTED", 1)
    call = office.opened()
    says(call), says(call, "另一条。")
    office.closed(call)
    found = dossier.parts(call.decision)
    assert "共 2 条意见" in found[2].note
    assert not found[2].table


@pytest.mark.clause("PP-4")
def test_the_adoption_table_is_a_paper_too(office: Office) -> None:
    call = office.opened()
    says(call, "第二档太高。")
    call = office.answered(office.closed(call))
    address = f"/participation/{call.decision.number}/opinions/1.pdf"
    assert Client().get(address).status_code == 404, "not before the feedback"
    office.fed_back(call)
    assert "第二档太高" in text_of(Client().get(address).content)


@pytest.mark.clause("决策条例28")
def test_who_prepared_a_decision_does_not_review_it(office: Office) -> None:
    with_function(office.county.agencies["rfbsc"], AgencyFunction.JUSTICE_BUREAU)
    decision = closed(office)
    review = office.do("send_for_legal_review", office.county.fresh(decision), "drafter").matter
    with pytest.raises(Refused, match="经办了这件决策事项"):
        office.do("write_legal_opinion", review, "drafter", LEGAL)


@pytest.mark.clause("PP-12")
def test_who_attended_another_meeting_did_not_attend_this_one(office: Office) -> None:
    decision = office.submitted(closed(office))
    attended = {"group": "public", "name": "测试甲", "meeting": "第 8 次常务会议"}
    office.do(
        "record_attendee", decision, "drafter", {**attended, "met_on": str(localdate(office.county.at))}
    )
    again = {**office.discussed(), "reason": "再算。"}
    office.do("discuss_again", office.county.fresh(decision), "leader", again)
    office.county.at += statute.ONE_DAY
    office.legally_reviewed(decision)
    decision = office.submitted(decision)
    given = {**office.discussed(), "outcome": "通过。", "no_attendees_because": ""}
    with pytest.raises(Invalid, match="还没有登记这一天的列席代表"):
        office.do("decide", decision, "leader", given)


@pytest.mark.clause("决策条例26")
def test_what_is_sent_back_says_why_and_a_decision_under_review_is_not_dropped(office: Office) -> None:
    county, decision = office.county, closed(office)
    review = office.sent(decision)
    with pytest.raises(Refused, match="正在合法性审查"):
        office.do("drop", county.fresh(decision), "leader", {"reason": "不再需要"})
    Office(county, BUREAU).do("return_legal_review", review, "drafter", {"reason": "缺少依据的条文。"})
    client = Client()
    client.force_login(county.people["rfbsc-drafter"])
    page = client.get(f"/desk/participation/decision/{decision.pk}/change/").content.decode()
    assert "缺少依据的条文" in page
    assert (
        office.do("drop", county.fresh(decision), "leader", {"reason": "不再需要"}).matter.state == "dropped"
    )


@pytest.mark.clause("PP-3")
def test_nobody_takes_a_trait_away_once_the_decision_was_started(office: Office) -> None:
    decision = office.started(traits=["high_attention"], ways=["draft", "hearing"])
    given = {"traits": [], "ways": ["draft"]}
    with pytest.raises(Refused, match="特点只能增加"):
        office.do("edit_decision", decision, "drafter", given)
    more = {"traits": ["high_attention", "risky"], "ways": ["draft", "hearing"]}
    assert office.do("edit_decision", decision, "drafter", more).matter.traits == more["traits"]


@pytest.mark.clause("决策条例25")
def test_what_is_found_after_the_review_makes_it_outdated(office: Office) -> None:
    decision = closed(office)
    office.legally_reviewed(decision)
    recorded(office, decision, "risks", RISK)
    with pytest.raises(Refused, match="又做过论证、评估、审查"):
        office.submitted(decision)


@pytest.mark.clause("决策条例10")
def test_the_county_decides_that_it_is_begun(office: Office) -> None:
    decision = office.proposed()
    with pytest.raises(Invalid, match="县政府怎样决定启动"):
        office.do("start", decision, "leader")
    started = office.do("start", decision, "leader", office.approved()).matter
    assert "第 3 次常务会议" in page(started)
    with pytest.raises(DatabaseError, match="decision_started_by_the_county"), transaction.atomic():
        Decision.objects.filter(pk=started.pk).update(approved_by="")
