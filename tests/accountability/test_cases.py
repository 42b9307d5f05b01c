"""A case from a clue to its end, and whatever is refused on its way (AC-3 to AC-10)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, InternalError, connection, transaction

from accountability.models import Appeal, Case, Correction, Member, Paper
from accountability.records import held
from accountability.responsibility import derived
from accountability.statute import ALLOWED, Level, Measure, Responsibility, Subject
from foundation.casework.refusals import Invalid, NoSuchMatter, NotPermitted, Refused
from foundation.casework.worklist import my_matters
from foundation.deadlines.models import Clock
from tests.accountability.people import (
    ACCUSED,
    CLERK,
    CORRECTED_WORDS,
    DEFENCE_WORDS,
    FILED,
    FIRST,
    LEADER,
    OTHER_LEADER,
    SECOND,
    TOLD,
    TRIER,
    Commission,
    scan,
)

pytestmark = pytest.mark.django_db


@pytest.mark.clause("AC-3", "AC-7", "AC-8")
def test_the_usual_way_from_clue_to_end(commission: Commission) -> None:
    case = commission.closed()
    assert case.state == "closed"
    assert (case.final_level, case.final_measures) == (3, ["demerit"])
    kinds = list(Paper.objects.filter(case=case).order_by("pk").values_list("kind", flat=True))
    assert [kind.removeprefix("accountability_") for kind in kinds] == [
        "filing",
        "notice",
        "hearing",
        "decision",
        "receipt",
        "unit",
    ]


@pytest.mark.clause("AC-3")
@pytest.mark.parametrize("who", ["rfbsc-leader", "rfbsc-discipline_clerk", "xzfb-leader"])
def test_only_the_commission_takes_a_clue(commission: Commission, who: str) -> None:
    data = {"unit": commission.agency.pk, "item": "1", "clue": "有", "leader": commission.pk(LEADER)}
    with pytest.raises((NoSuchMatter, NotPermitted)):
        commission.do("take_clue", "agency:jw", who, data)
    if who == "rfbsc-discipline_clerk":
        with pytest.raises(Refused, match="不是纪委监委"):
            commission.do("take_clue", "agency:rfbsc", who, data)


@pytest.mark.clause("AC-3")
def test_whoever_took_the_clue_does_not_lead_and_whoever_investigates_does_not_try(
    commission: Commission,
) -> None:
    commission.county.people[CLERK].grants.create(role="discipline_leader", agency=commission.agency)
    with pytest.raises(Invalid, match="不参加决定"):
        commission.clue(leader=commission.pk(CLERK))
    case = commission.filed()
    commission.county.people[FIRST].grants.create(role="discipline_trial", agency=commission.agency)
    team = {
        "investigators": [commission.pk(FIRST), commission.pk(SECOND)],
        "triers": [commission.pk(FIRST)],
    }
    with pytest.raises(Refused, match="不能既调查又审理"):
        commission.do("name_team", case, LEADER, team)


@pytest.mark.clause("AC-7")
def test_one_investigator_is_not_enough(commission: Commission) -> None:
    case = commission.filed()
    team = {"investigators": [commission.pk(FIRST)], "triers": [commission.pk(TRIER)]}
    with pytest.raises(Invalid, match="两人以上"):
        commission.do("name_team", case, LEADER, team)


@pytest.mark.clause("AC-7")
def test_nothing_is_decided_before_they_were_heard(commission: Commission) -> None:
    for case in (commission.told(), commission.told(filed={"person": "另一个"})):
        with pytest.raises(Refused, match="还没有听取"):
            commission.do("decide", case, LEADER, commission.decision())
    early = commission.filed(filed={"person": "第三个"})
    with pytest.raises(Refused, match="还没有把查明的事实"):
        commission.do("decide", early, LEADER, commission.decision())


@pytest.mark.clause("AC-7")
def test_nobody_is_heard_after_the_decision(commission: Commission) -> None:
    case = commission.decided()
    data = {"heard_with": commission.pk(SECOND), "hearing": "晚了", "checked": "晚了"}
    with pytest.raises(Refused, match="不能“听取陈述申辩”"):
        commission.do("hear", case, FIRST, data)
    with pytest.raises(Refused):
        commission.themselves("state_defence", case, {"text": "晚了"})
    with pytest.raises(InternalError, match="stays as it was made"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(heard_at=commission.county.at)


@pytest.mark.clause("AC-7")
def test_one_person_does_not_hear_alone(commission: Commission) -> None:
    case = commission.told()
    data = {"heard_with": commission.pk(FIRST), "hearing": "独自", "checked": "独自", "in_person": "on"}
    with pytest.raises(Invalid, match="两个人"):
        commission.do("hear", case, FIRST, data)
    first = commission.pk(FIRST)
    with pytest.raises(IntegrityError, match="heard_by_two"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(
            state="heard", heard_at=commission.county.at, heard_by=first, heard_with=first
        )


@pytest.mark.clause("AC-6(2)")
def test_a_slight_case_does_not_end_in_a_demerit(commission: Commission) -> None:
    case = commission.answered_for()
    with pytest.raises(Refused, match="第一档对直接责任人不能用记过"):
        commission.do("tell", case, FIRST, {**TOLD, "level": 1})
    case = commission.tried(filed={"person": "另一个"})
    with pytest.raises(Refused, match="第一档对直接责任人不能用记过"):
        commission.do("decide", case, LEADER, commission.decision(level=1))
    with pytest.raises(IntegrityError, match="measures_of_level"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(level=1, measures=["demerit"])


@pytest.mark.clause("AC-6(2)")
@pytest.mark.parametrize("level", [each for each in Level if each != Level.CRIME])
@pytest.mark.parametrize("subject", list(Subject))
def test_the_database_takes_at_each_level_the_measures_of_that_level_alone(
    commission: Commission, level: Level, subject: Subject
) -> None:
    case = commission.clue()
    allowed = ALLOWED.get((level, subject), ())
    for measure in Measure:
        fits = measure in allowed
        try:
            with transaction.atomic():
                Case.objects.filter(pk=case.pk).update(
                    subject=subject, level=int(level), measures=[measure.value]
                )
                assert fits, f"{level} {subject} {measure}"
                transaction.set_rollback(True)
        except IntegrityError:
            assert not fits, f"{level} {subject} {measure}"


@pytest.mark.clause("AC-7")
def test_a_defence_never_aggravates(commission: Commission) -> None:
    case = commission.tried()
    for heavier in (
        {"measures": ["major_demerit"]},
        {"measures": ["demerit", "party_warning"]},
    ):
        with pytest.raises(Refused, match="不得因为陈述申辩加重"):
            commission.do("decide", case, LEADER, commission.decision(**heavier))
    milder = commission.do("decide", case, LEADER, commission.decision(measures=["warning"])).matter
    assert milder.measures == ["warning"]


@pytest.mark.clause("AC-7")
def test_the_database_takes_no_decision_that_was_not_heard_tried_and_within_what_was_told(
    commission: Commission,
) -> None:
    case = commission.tried()
    made = {
        "state": "decided",
        "level": 3,
        "measures": ["demerit"],
        "deliberation": "gAAAAAx",
        "deliberated_on": commission.county.at.date(),
        "correct_by": commission.county.at.date(),
        "decided_by": commission.pk(LEADER),
    }
    for wrong, said in (
        ({"measures": ["major_demerit"]}, "never aggravates"),
        ({"measures": ["demerit", "warning"]}, "never aggravates"),
        ({"heard_with": commission.pk("jw-other-clerk")}, "two heard the defence"),
        ({"tried_by": commission.pk("jw-other-trier")}, "others than those who investigated"),
        ({"heard_at": None}, "two heard the defence"),
        ({"tried_at": None}, "others than those who investigated"),
        ({"tried_by": commission.pk(FIRST)}, "others than those who investigated"),
        ({"deliberated_on": None}, "decided together"),
        ({"correct_by": None}, "names the day"),
    ):
        with pytest.raises((InternalError, IntegrityError), match=said), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(**{**made, **wrong})
    assert Case.objects.filter(pk=case.pk).update(**made) == 1


@pytest.mark.clause("AC-3")
def test_a_case_against_the_commissions_own_is_handed_up(commission: Commission) -> None:
    case = commission.clue(unit=commission.agency.pk)
    with pytest.raises(Refused, match="本机关不能办"):
        commission.do("verify", case, CLERK)
    with pytest.raises(Refused, match="本机关不能办"):
        commission.do("drop_clue", case, LEADER, {"how": "untrue", "because": "不查了"})
    Case.objects.filter(pk=case.pk).update(state="verifying")
    with pytest.raises(Refused, match="本机关不能办"):
        commission.do("file", case, LEADER, FILED)
    with pytest.raises(IntegrityError, match="not_of_ourselves"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="filed")
    done = commission.do("hand_up", case, LEADER, {"to": "巴彦淖尔市纪委监委", "because": "涉及本机关"})
    assert done.matter.state == "transferred"
    other = commission.verifying()
    with pytest.raises(Refused, match="应当由本机关办"):
        commission.do("hand_up", other, LEADER, {"to": "市纪委监委", "because": "推出去"})


@pytest.mark.clause("AC-7")
def test_who_has_left_gets_no_sanction_and_who_died_ends_the_case(commission: Commission) -> None:
    case = commission.answered_for()
    commission.do("note_left", case, CLERK, {"left_on": "2026-11-01"})
    with pytest.raises(Refused, match="已经离职或者退休"):
        commission.do("tell", case, FIRST, TOLD)
    commission.do("tell", case, FIRST, {**TOLD, "level": 2, "measures": ["circulated"]})
    other = commission.told(filed={"person": "另一个"})
    done = commission.do("withdraw_case", other, LEADER, {"how": "died", "because": "因病去世。"})
    assert done.matter.state == "withdrawn"
    assert not Clock.objects.of(Case.kind, other.pk).open().filter(limit="accountability.defence").exists()
    assert "撤销案件" in commission.paper(other, "withdrawal").content
    assert commission.do("close", other, LEADER).matter.final_level is None


@pytest.mark.clause("AC-7")
def test_the_same_act_is_not_held_against_somebody_twice(commission: Commission) -> None:
    commission.filed()
    again = commission.verifying()
    with pytest.raises(Refused, match="同一行为不得重复追究"):
        commission.do("file", again, LEADER, FILED)
    # Another act of the same person, and the same act of another, are other cases.
    commission.do("file", again, LEADER, {**FILED, "happened_on": "2026-09-01"})
    third = commission.verifying()
    commission.do("file", third, LEADER, {**FILED, "person": "另一个"})


@pytest.mark.clause("AC-10")
def test_an_appeal_is_taken_on_the_last_day_and_refused_on_the_next(commission: Commission) -> None:
    case = commission.served()
    assert str(case.served_on) == "2026-11-02"
    commission.on("2026-12-03")
    with pytest.raises(Refused, match="最后一天是 2026-12-02"):
        commission.themselves("appeal", case, {"text": "不服"})
    late = {"stage": "review", "lodged_on": "2026-12-03", "text": "不服"}
    with pytest.raises(Refused, match="最后一天是"):
        commission.do("enter_appeal", case, LEADER, late)
    excused = {**late, "late_because": "住院，出院证明在卷。"}
    with pytest.raises(Invalid, match="由负责人"):
        commission.do("enter_appeal", case, CLERK, excused)
    row = commission.do("enter_appeal", case, LEADER, excused).matter
    assert row.late_because


@pytest.mark.clause("AC-10")
def test_a_review_is_decided_by_others_in_a_month_and_never_aggravates(commission: Commission) -> None:
    case = commission.served()
    commission.on("2026-12-02")
    commission.themselves("appeal", case, {"text": "处理过重"})
    row = commission.appeal(case)
    reviewer = {"member": commission.pk("jw-other-trier"), "part": "reviewer"}
    with pytest.raises(Invalid):
        commission.do("add_member", case, LEADER, {"member": commission.pk(FIRST), "part": "reviewer"})
    commission.do("add_member", case, LEADER, reviewer)
    commission.do("add_member", case, LEADER, {"member": commission.pk(OTHER_LEADER), "part": "leader"})
    clock = Clock.objects.get(matter_kind=Appeal.kind, matter_id=row.pk)
    assert (clock.limit, str(clock.due_on)) == ("accountability.review", "2027-01-04")
    case = commission.fresh(case)
    assert case.state == "correcting"
    given = {
        "opinion": "情节较轻。",
        "decided_on": "2026-12-02",
        "reviewer": commission.pk("jw-other-trier"),
    }
    with pytest.raises(Refused, match="不得因为申诉加重"):
        commission.do(
            "decide_appeal",
            row,
            OTHER_LEADER,
            {**given, "outcome": "changed", "level": 3, "measures": ["removal"]},
        )
    with pytest.raises(Invalid):
        commission.do(
            "decide_appeal",
            row,
            OTHER_LEADER,
            {**given, "outcome": "upheld", "reviewer": commission.pk(FIRST)},
        )
    changed = {**given, "outcome": "changed", "level": 3, "measures": ["warning"]}
    with pytest.raises(Refused, match="是您签发的"):
        commission.do("decide_appeal", row, LEADER, changed)
    commission.do("decide_appeal", row, OTHER_LEADER, changed)
    case = commission.fresh(case)
    assert (case.measures, case.final_measures) == (["demerit"], ["warning"])
    said = commission.paper(case, "review").content
    assert "市监察委员会申请复核" in said
    with pytest.raises(Refused, match="已经申诉过"):
        commission.themselves("appeal", case, {"text": "还是不服"})
    further = {"stage": "further", "lodged_on": "2026-12-02", "text": "向市监委申请复核"}
    with pytest.raises(Refused, match="还没有送达"):
        commission.do("enter_appeal", case, CLERK, further)
    commission.do("serve_review", row, CLERK, {"served_on": "2026-12-02"})
    row = commission.do("enter_appeal", case, CLERK, further).matter
    revoked = {"outcome": "revoked", "opinion": "市监委决定撤销。", "decided_on": "2026-12-02"}
    with pytest.raises(Invalid, match="决定文号"):
        commission.do("decide_appeal", row, LEADER, revoked)
    theirs = {**revoked, "organ": "巴彦淖尔市监察委员会", "number": "巴监复〔2026〕1号"}
    row = commission.do("decide_appeal", row, LEADER, theirs, files={"file": scan()}).matter
    assert row.number == "巴监复〔2026〕1号"
    assert row.paper is not None
    assert row.paper.audience == "personal"
    case = commission.fresh(case)
    assert case.final_level is None
    assert not Clock.objects.of(Case.kind, case.pk).open().exists()
    assert commission.do("close", case, LEADER).matter.state == "closed"


@pytest.mark.clause("AC-10")
@pytest.mark.parametrize(
    ("decider", "measures", "told", "ending"),
    [
        ("supervision", ["demerit"], ["demerit"], "监察法》第五十六条"),
        ("party", ["party_warning"], ["party_warning"], "向作出决定的党组织提出书面申诉"),
    ],
)
def test_the_letter_ends_by_who_decided(
    commission: Commission, decider: str, measures: list[str], told: list[str], ending: str
) -> None:
    case = commission.decided({"decider": decider, "measures": measures}, told={"measures": told})
    said = commission.paper(case, "decision").content
    assert ending in said
    assert not Paper.objects.filter(case=case, kind="accountability_recommendation").exists()


@pytest.mark.clause("AC-10")
def test_a_sanction_of_the_persons_own_organ_is_appealed_against_there(commission: Commission) -> None:
    case = commission.decided({"decider": "organ"})
    kinds = set(Paper.objects.filter(case=case).values_list("kind", flat=True))
    assert "accountability_recommendation" in kinds
    assert "accountability_decision" not in kinds, (
        "what another organ decides is no decision of the commission"
    )
    assert case.decision_number == ""
    day = str(commission.county.at.date())
    serving = {"served_on": day, "service": "本人当面签收。"}
    with pytest.raises(Refused, match="它的决定还没有录入"):
        commission.do("serve", case, CLERK, serving)
    with pytest.raises(DatabaseError, match="who decides by law decides"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="served", served_on=day)
    theirs = {"organ": "荣丰办事处", "number": "荣处〔2026〕3号", "decided_on": day, "level": 3}
    with pytest.raises(Invalid, match="扫描件"):
        commission.do("record_organ_decision", case, CLERK, {**theirs, "measures": ["warning"]})
    heavier = {**theirs, "measures": ["major_demerit"]}
    with pytest.raises(Refused, match="不得因为陈述申辩加重"):
        commission.do("record_organ_decision", case, CLERK, heavier, files={"file": scan()})
    given = {**theirs, "measures": ["warning"]}
    commission.do("record_organ_decision", case, CLERK, given, files={"file": scan()})
    case = commission.fresh(case)
    assert (case.organ_number, case.final_measures, case.measures) == (
        "荣处〔2026〕3号",
        ["warning"],
        ["demerit"],
    )
    with pytest.raises(DatabaseError, match="stays as it came"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(organ_number="荣处〔2026〕4号")
    commission.do("serve", case, CLERK, serving)
    assert "荣处〔2026〕3号" in commission.paper(case, "receipt").content
    with pytest.raises(Refused, match="任免机关"):
        commission.themselves("appeal", case, {"text": "不服"})
    lodged = {"stage": "review", "lodged_on": day, "text": "向荣丰办事处申请复核"}
    row = commission.do("enter_appeal", case, CLERK, lodged).matter
    settled = {
        "outcome": "upheld",
        "opinion": "维持。",
        "decided_on": day,
        "organ": "荣丰办事处",
        "number": "荣复〔2026〕1号",
    }
    row = commission.do("decide_appeal", row, LEADER, settled, files={"file": scan()}).matter
    assert (row.state, row.number) == ("upheld", "荣复〔2026〕1号")
    assert not Paper.objects.filter(case=case, kind="accountability_review").exists()


@pytest.mark.clause("AC-7")
def test_the_unit_is_told_and_a_sanction_announced_before_a_case_is_done_with(commission: Commission) -> None:
    case = commission.corrected()
    limits = {clock.limit: clock for clock in Clock.objects.of(Case.kind, case.pk).open()}
    assert {"accountability.tell_unit", "accountability.announce"} <= set(limits)
    waits = {row.act.name for row in my_matters(commission.county.actor(CLERK), 50)[0]}
    assert "accountability.tell_unit" in waits
    with pytest.raises(Refused, match="还没有告知所在单位"):
        commission.do("close", case, LEADER)
    with pytest.raises(DatabaseError, match="the unit is told"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="closed", closed_at=commission.county.at)
    day = str(commission.county.at.date())
    commission.do("tell_unit", case, CLERK, {"told_on": day, "how": "办公室主任签收。"})
    paper = commission.paper(case, "unit")
    assert "存入本人档案" in paper.content
    assert case.decision_number in paper.content
    with pytest.raises(Refused, match="还没有在一定范围内宣布"):
        commission.do("close", case, LEADER)
    commission.do("announce", case, CLERK, {"announced_on": day, "where": "单位班子会。"})
    assert commission.do("close", case, LEADER).matter.state == "closed"


@pytest.mark.clause("AC-7")
def test_the_words_of_a_decision_are_held_by_the_byte(commission: Commission) -> None:
    """Saved again they keep their ciphertext; no other text takes their place, whoever writes it."""
    case = commission.decided()
    with connection.cursor() as cursor:
        cursor.execute("SELECT facts, deliberation FROM accountability_case WHERE id = %s", [case.pk])
        before = cursor.fetchone()
        commission.do(
            "serve", case, CLERK, {"served_on": str(commission.county.at.date()), "service": "签收。"}
        )
        cursor.execute("SELECT facts, deliberation FROM accountability_case WHERE id = %s", [case.pk])
        assert cursor.fetchone() == before
    for words in ("facts", "deliberation", "person", "hearing"):
        with pytest.raises(DatabaseError, match="stays as it was"), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(**{words: "另一种说法"})
    changed = commission.fresh(case)
    changed.trial = "改过的审理意见"
    with pytest.raises(DatabaseError, match="stays as it was"), transaction.atomic():
        changed.save()


@pytest.mark.clause("AC-10")
def test_party_sanctions_and_the_supervisions_are_not_mixed(commission: Commission) -> None:
    case = commission.tried(told={"measures": ["party_warning", "warning"]})
    with pytest.raises(Refused, match="党纪处分由党的"):
        commission.do("decide", case, LEADER, commission.decision(measures=["party_warning"]))
    with pytest.raises(Refused, match="政务处分不由党的"):
        commission.do("decide", case, LEADER, commission.decision(decider="party", measures=["warning"]))


@pytest.mark.clause("AC-7")
def test_a_decision_says_everything_that_the_law_asks(commission: Commission) -> None:
    case = commission.decided()
    said = commission.paper(case, "decision").content
    for part in (
        ACCUSED,
        "文书室主任",
        case.unit.name,
        case.facts,
        "墨绶证据词",
        "记过（期限 12 个月",
        "第三十八条",
        "自收到决定之日起一个月内",
        commission.agency.name,
        "2026年11月2日",
        case.decision_number,
        "责任追究制度》第八条",
    ):
        assert part in said, part


@pytest.mark.clause("AC-6(1)")
def test_who_answers_is_derived_from_what_was_signed_off(commission: Commission) -> None:
    county = commission.county
    signed = county.published()
    found = derived(signed.ref)
    assert found.who == Responsibility.LEADER
    assert any(line.act == "disclosure.sign" for line in found.lines)
    unsigned = county.draft(title="没有人签发的")
    assert derived(unsigned.ref).who == Responsibility.HANDLER
    assert derived("").who == Responsibility.UNKNOWN


@pytest.mark.clause("AC-6(1)")
def test_whoever_departs_from_the_record_says_why_and_holds_the_right_one_to_account(
    commission: Commission,
) -> None:
    case = commission.investigating()
    with pytest.raises(Invalid, match="请写明理由"):
        commission.do("confirm_responsibility", case, FIRST, {"responsibility": "handler"})
    data = {"responsibility": "leader", "departed_because": "领导口头批准，有两人证明。"}
    with pytest.raises(Refused, match="由单位主管领导或者主要负责人承担责任"):
        commission.do("confirm_responsibility", case, FIRST, data)
    with pytest.raises(Refused, match="还没有认定"):
        commission.do("tell", case, FIRST, TOLD)


@pytest.mark.clause("AC-8")
def test_what_was_corrected_goes_to_the_commission_and_the_disclosure_office(commission: Commission) -> None:
    case = commission.corrected()
    row = Correction.objects.get()
    assert row.agency.code == "xzfb"
    assert row.text == CORRECTED_WORDS
    assert not any(ACCUSED in str(value) or case.number in str(value) for value in vars(row).values())
    commission.do("receive_correction", row, "xzfb-head")
    left = set(Clock.objects.of(Case.kind, case.pk).open().values_list("limit", flat=True))
    assert left == {"accountability.tell_unit", "accountability.announce"}


@pytest.mark.clause("AC-8")
def test_a_correction_that_is_late_is_a_breach(commission: Commission) -> None:
    case = commission.served({"correct_by": "2026-11-20"})
    clock = Clock.objects.of(Case.kind, case.pk).get(limit="accountability.correct")
    assert str(clock.due_on) == "2026-11-20"
    with pytest.raises(Refused, match="改正情况还没有书面报告"):
        commission.do("close", case, LEADER)
    commission.on("2026-11-23")
    data = {"text": CORRECTED_WORDS, "corrected_on": "2026-11-19"}
    commission.do("enter_correction", case, CLERK, data)
    clock.refresh_from_db()
    assert clock.ended_at is not None
    assert clock.ended_at >= clock.due_at


@pytest.mark.clause("AC-7")
def test_whoever_is_recused_is_gone_and_replaced(commission: Commission) -> None:
    case = commission.investigating()
    member = Member.objects.get(case=case, staff=commission.pk(SECOND))
    data = {
        "member": member.pk,
        "ended": "recused",
        "why": "是被调查人的亲属。",
        "replacement": commission.pk("jw-other-trier"),
    }
    with pytest.raises(Refused, match="没有“纪委监委承办”的角色"):
        commission.do("recuse", case, LEADER, data)
    with pytest.raises(Invalid, match="只能自己申请回避"):
        commission.do("recuse", case, FIRST, {**data, "replacement": commission.pk("jw-other-clerk")})
    commission.do("recuse", case, LEADER, {**data, "replacement": commission.pk("jw-other-clerk")})
    assert not Case.objects.filter(pk=case.pk).visible_to(commission.county.actor(SECOND)).exists()
    assert Case.objects.filter(pk=case.pk).visible_to(commission.county.actor("jw-other-clerk")).exists()
    with pytest.raises(InternalError, match="does not come back"), transaction.atomic():
        Member.objects.create(
            case=case, staff_id=commission.pk(SECOND), part="investigator", from_at=commission.county.at
        )
    with pytest.raises(InternalError, match="neither tries nor decides"), transaction.atomic():
        Member.objects.create(
            case=case, staff_id=commission.pk(FIRST), part="trier", from_at=commission.county.at
        )


@pytest.mark.clause("AC-7")
def test_what_is_given_back_is_told_and_heard_anew(commission: Commission) -> None:
    case = commission.heard()
    commission.do("give_back", case, TRIER, {"opinion": "补查时间。"})
    case = commission.fresh(case)
    assert (case.state, case.heard_at, case.told_at) == ("investigating", None, None)
    with pytest.raises(Refused, match="还没有把查明的事实"):
        commission.do("decide", case, LEADER, commission.decision())
    commission.do("tell", case, FIRST, {**TOLD, "measures": ["warning"]})
    assert commission.fresh(case).intended_measures == ["warning"]


@pytest.mark.clause("AC-6(2)")
def test_a_crime_is_transferred_and_the_case_waits(commission: Commission) -> None:
    case = commission.investigating()
    given = {"to": "五原县人民检察院", "because": "涉嫌滥用职权。"}
    case = commission.do("transfer", case, LEADER, given).matter
    assert (case.state, case.level) == ("transferred", None)
    assert commission.do("resume", case, LEADER).matter.state == "investigating"


@pytest.mark.clause("AC-7")
def test_a_statement_is_handed_in_on_the_page_of_their_own_and_stands_in_the_record(
    commission: Commission,
) -> None:
    case = commission.told()
    commission.themselves("state_defence", case, {"text": DEFENCE_WORDS})
    case = commission.fresh(case)
    said = case.statements.get().text
    assert said == DEFENCE_WORDS
    data: dict[str, Any] = {"heard_with": commission.pk(SECOND), "hearing": said, "checked": "已核。"}
    commission.do("hear", case, FIRST, data)
    assert DEFENCE_WORDS in commission.paper(case, "hearing").content
    none = {"how": "slight", "because": "情节轻微。"}
    commission.do("try_case", case, TRIER, {"opinion": "情节轻微。"})
    assert commission.do("decide_none", case, LEADER, none).matter.state == "no_sanction"
    assert "不予责任追究" in commission.paper(case, "none").content


@pytest.mark.clause("AC-10")
def test_a_closed_case_holds_what_it_rests_on_while_it_is_appealed_against(commission: Commission) -> None:
    case = commission.closed()
    assert not held([case.source_ref])
    day = str(commission.county.at.date())
    commission.do("enter_appeal", case, LEADER, {"stage": "review", "lodged_on": day, "text": "不服"})
    assert commission.fresh(case).state == "closed"
    assert list(held([case.source_ref])) == [case.source_ref]
