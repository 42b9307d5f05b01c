"""Ways round what AC-3, AC-7 and AC-10 promise whoever is held to account: each is shut, in the act and in the database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import InternalError, transaction
from django.test import Client

from accountability.models import Case, Paper, Reading
from accountability.statute import heavier
from foundation.agencies.actors import SYSTEM
from foundation.casework.refusals import Refused
from foundation.correspondence.printing import print_waiting
from foundation.deadlines.models import Clock
from tests.accountability.people import (
    CLERK,
    DEFENCE_WORDS,
    FIRST,
    LEADER,
    OTHER_LEADER,
    SECOND,
    TOLD,
    TRIER,
    Commission,
)

pytestmark = pytest.mark.django_db


def entered(case: Case, code: str) -> tuple[Client, str]:
    """The page of whom the case is about, after number and code were typed; and what it says."""
    browser = Client()
    browser.post("/accountability/served/", {"number": case.number, "code": code})
    return browser, browser.get("/accountability/served/").content.decode()


@pytest.mark.clause("AC-3", "AC-7")
def test_the_code_stands_on_no_paper_and_is_shown_once_to_whoever_tells(commission: Commission) -> None:
    case = commission.answered_for()
    done = commission.do("tell", case, FIRST, TOLD)
    code = done.shown[1]
    assert all(code not in paper.content for paper in Paper.objects.filter(case=case))
    browser, page = entered(case, code)
    assert "责任追究告知书" in page
    print_waiting(Paper, at=commission.county.at, by=SYSTEM)
    notice = commission.paper(case, "notice")
    assert browser.get(f"/accountability/served/papers/{notice.pk}/").status_code == 200
    said = list(Reading.objects.filter(case=case, staff=None).values_list("what", flat=True))
    assert said == ["下载责任追究告知书", "打开本人的网页"]


@pytest.mark.clause("AC-3", "AC-7")
def test_a_new_code_ends_the_old_one_and_so_does_whoever_leaves_with_it(commission: Commission) -> None:
    case = commission.answered_for()
    old = commission.do("tell", case, FIRST, TOLD).shown[1]
    browser, _page = entered(case, old)
    new = commission.do("renew_code", case, CLERK).shown[1]
    assert "送达时交给您的查询码" in browser.get("/accountability/served/").content.decode()
    assert "责任追究告知书（PDF）" not in entered(case, old)[1]
    assert "陈述和申辩" in entered(case, new)[1]
    member = case.members.get(staff=commission.pk(SECOND))  # type: ignore[attr-defined]
    gone = {"member": member.pk, "ended": "recused", "why": "亲属", "replacement": ""}
    done = commission.do("recuse", case, LEADER, gone)
    assert any("作废" in line for line in done.shown)
    assert commission.fresh(case).code_hash == ""
    assert "送达时交给您的查询码" in entered(case, new)[1]


@pytest.mark.clause("AC-7")
def test_the_days_of_defence_are_not_cut_short(commission: Commission) -> None:
    case = commission.told()
    data: dict[str, Any] = {"heard_with": commission.pk(SECOND), "hearing": "本人未到。", "checked": "无。"}
    with pytest.raises(Refused, match="期限还没有过"):
        commission.do("hear", case, FIRST, data)
    clock = Clock.objects.of(Case.kind, case.pk).get(limit="accountability.defence")
    commission.county.at = clock.due_at
    assert commission.do("hear", case, FIRST, data).matter.state == "heard"


@pytest.mark.clause("AC-7")
def test_whoever_was_heard_early_goes_on_writing_until_the_day_and_everything_is_kept(
    commission: Commission,
) -> None:
    case = commission.told()
    commission.themselves("state_defence", case, {"text": DEFENCE_WORDS})
    data = {"heard_with": commission.pk(SECOND), "hearing": "见书面。", "checked": "已核。"}
    commission.do("hear", case, FIRST, data)
    commission.themselves("state_defence", case, {"text": "补充一条。"})
    clock = Clock.objects.of(Case.kind, case.pk).get(limit="accountability.defence")
    commission.do("give_back", case, TRIER, {"opinion": "补查时间。"})
    said = [each.text for each in case.statements.all()]  # type: ignore[attr-defined]
    assert said == [DEFENCE_WORDS, "补充一条。"]
    with pytest.raises(InternalError), transaction.atomic():
        case.statements.all().delete()  # type: ignore[attr-defined]
    commission.do("tell", case, FIRST, TOLD)
    commission.county.at = clock.due_at + timedelta(days=30)
    commission.do("hear", case, FIRST, data)
    with pytest.raises(Refused, match="期限已经过了"):
        commission.themselves("state_defence", case, {"text": "晚了"})


@pytest.mark.clause("AC-7")
def test_heavier_is_told_measure_by_measure() -> None:
    assert heavier(["demotion", "removal"], ["removal", "circulated"])
    assert heavier(["warning", "circulated"], ["warning"])
    assert not heavier(["circulated"], ["removal", "circulated"])
    assert not heavier(["removal", "no_honours"], ["removal", "circulated"])


@pytest.mark.clause("AC-7")
def test_nothing_lighter_beside_the_gravest_grows_heavier(commission: Commission) -> None:
    who = {"subject": "head"}
    case = commission.tried(filed=who, told={"measures": ["demerit", "circulated"]})
    heavy = ["demerit", "party_serious"]
    with pytest.raises(Refused, match="不得因为陈述申辩加重"):
        commission.do("decide", case, LEADER, commission.decision(measures=heavy))
    made = {
        "state": "decided",
        "level": 3,
        "measures": heavy,
        "deliberation": "gAAAAAx",
        "deliberated_on": commission.county.at.date(),
        "correct_by": commission.county.at.date(),
        "decided_by": commission.pk(LEADER),
    }
    with pytest.raises(InternalError, match="never aggravates"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**made)


@pytest.mark.clause("AC-7")
def test_what_is_told_anew_is_heavier_only_on_evidence_that_came_later(commission: Commission) -> None:
    case = commission.heard()
    commission.do("give_back", case, TRIER, {"opinion": "补查。"})
    grave = {**TOLD, "measures": ["removal"]}
    with pytest.raises(Refused, match="没有新的证据"):
        commission.do("tell", case, FIRST, grave)
    with pytest.raises(InternalError, match="never aggravates"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(
            state="told", intended_measures=["removal"], told_at=commission.county.at
        )
    commission.do("add_evidence", case, FIRST, {"text": "新的登记簿。"})
    assert commission.do("tell", case, FIRST, grave).matter.intended_measures == ["removal"]


@pytest.mark.clause("AC-10")
def test_who_reviews_took_no_part_and_reads_the_case_from_then(commission: Commission) -> None:
    case = commission.served()
    reviewing = {"member": commission.pk("jw-other-trier"), "part": "reviewer"}
    with pytest.raises(Refused, match="没有待决定的申诉"):
        commission.do("add_member", case, LEADER, reviewing)
    commission.themselves("appeal", case, {"text": "过重"})
    assert not Case.objects.visible_to(commission.county.actor("jw-other-trier")).exists()
    commission.do("add_member", case, LEADER, reviewing)
    assert Case.objects.visible_to(commission.county.actor("jw-other-trier")).exists()
    for staff, part in ((FIRST, "reviewer"), ("jw-other-trier", "trier")):
        with pytest.raises(InternalError, match="AC-3"), transaction.atomic():
            case.members.create(staff_id=commission.pk(staff), part=part, from_at=commission.county.at)  # type: ignore[attr-defined]
    row = commission.appeal(case)
    given = {
        "outcome": "upheld",
        "reviewer": commission.pk("jw-other-trier"),
        "opinion": "恰当。",
        "decided_on": str(commission.county.at.date()),
    }
    with pytest.raises(Refused, match="是您签发的"):
        commission.do("decide_appeal", row, LEADER, given)
    commission.do("add_member", case, LEADER, {"member": commission.pk(OTHER_LEADER), "part": "leader"})
    row = commission.do("decide_appeal", row, OTHER_LEADER, given).matter
    assert row.state == "upheld"
    for change in ({"measures": ["warning"]}, {"reviewer": commission.pk(FIRST)}):
        with pytest.raises(InternalError, match="as it was decided"), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**change)


@pytest.mark.clause("AC-10")
def test_the_days_of_the_further_appeal_run_from_the_receipt_of_the_review(commission: Commission) -> None:
    case = commission.served()
    commission.themselves("appeal", case, {"text": "过重"})
    row = commission.appeal(case)
    for who, part in (("jw-other-trier", "reviewer"), (OTHER_LEADER, "leader")):
        commission.do("add_member", case, LEADER, {"member": commission.pk(who), "part": part})
    given = {"outcome": "upheld", "reviewer": commission.pk("jw-other-trier"), "opinion": "恰当。"}
    commission.do("decide_appeal", row, OTHER_LEADER, {**given, "decided_on": "2026-11-02"})
    commission.on("2026-11-20")
    commission.do("serve_review", row, CLERK, {"served_on": "2026-11-20"})
    with pytest.raises(Refused, match="已经在 2026-11-20 送达"):
        commission.do("serve_review", row, CLERK, {"served_on": "2026-11-20"})
    commission.on("2026-12-20")
    further = {"stage": "further", "lodged_on": "2026-12-20", "text": "不服"}
    assert commission.do("enter_appeal", case, CLERK, further).matter.state == "lodged"


@pytest.mark.clause("AC-3", "AC-9")
def test_a_report_about_the_commission_is_not_buried_by_its_clerks(commission: Commission) -> None:
    row = commission.reported(about="jw")
    answer = {"answer": "不受理。"}
    for who in (CLERK, LEADER):
        with pytest.raises(Refused, match="举报的是纪委监委自己"):
            commission.do("set_report_aside", row, who, answer)
    with pytest.raises(Refused, match="由负责人告知"):
        commission.do("pass_report_on", row, CLERK, answer)
    assert commission.do("pass_report_on", row, LEADER, answer).matter.state == "passed_on"


@pytest.mark.clause("AC-3", "AC-7")
def test_the_database_lets_nobody_rewrite_a_case_that_is_done_with(commission: Commission) -> None:
    case = commission.closed()
    for change in (
        {"subject": "unit"},
        {"account": commission.pk(FIRST)},
        {"served_on": "2026-11-30"},
        {"waived": True},
        {"responsibility": "head"},
        {"same_act": "x"},
        {"code_hash": "x"},
        {"happened_on": "2020-01-01"},
        {"ended_how": "untrue"},
        {"hearing": ""},
        {"person": ""},
    ):
        with pytest.raises(InternalError, match="stays as"), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(**change)
    for heavy in ({"final_measures": ["removal"]}, {"final_measures": ["demerit", "warning"]}):
        with pytest.raises(InternalError, match="never aggravates"), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(**heavy)


@pytest.mark.clause("AC-7")
def test_a_team_that_lost_somebody_gets_somebody_else(commission: Commission) -> None:
    case = commission.investigating()
    member = case.members.get(staff=commission.pk(SECOND))  # type: ignore[attr-defined]
    gone = {"member": member.pk, "ended": "replaced", "why": "调走", "replacement": ""}
    commission.do("recuse", case, LEADER, gone)
    new = {"member": commission.pk("jw-other-clerk"), "part": "investigator"}
    with pytest.raises(Refused, match="没有“纪委监委审理”的角色"):
        commission.do("add_member", case, LEADER, {**new, "part": "trier"})
    commission.do("add_member", case, LEADER, new)
    assert Case.objects.visible_to(commission.county.actor("jw-other-clerk")).filter(pk=case.pk).exists()


@pytest.mark.clause("AC-7")
def test_a_case_that_is_not_proved_or_too_slight_is_withdrawn(commission: Commission) -> None:
    given = {"how": "not_proved", "because": "只有一份证言。"}
    with pytest.raises(Refused, match="还没有开始调查"):
        commission.do("withdraw_case", commission.filed(), LEADER, given)
    for number, how in enumerate(("not_proved", "left", "slight")):
        case = commission.investigating(filed={"person": f"某甲{number}"})
        done = commission.do("withdraw_case", case, LEADER, {**given, "how": how})
        assert done.matter.state == "withdrawn"


@pytest.mark.clause("AC-6(2)")
def test_one_act_bears_one_sanction_of_a_sort_and_dismissal_only_where_the_law_has_it(
    commission: Commission,
) -> None:
    case = commission.answered_for()
    for measures, said in (
        (["warning", "demerit"], "只给一种政务处分"),
        (["party_warning", "party_serious"], "只给一种党纪处分"),
        (["dismissal"], "不能开除"),
    ):
        with pytest.raises(Refused, match=said):
            commission.do("tell", case, FIRST, {**TOLD, "measures": measures})
    leaked = commission.answered_for(filed={"person": "另一个"}, item="4")
    assert commission.do("tell", leaked, FIRST, {**TOLD, "measures": ["dismissal"]}).matter.state == "told"


@pytest.mark.clause("AC-7", "AC-6(2)")
def test_a_case_that_came_back_from_the_court_has_not_ended(commission: Commission) -> None:
    case = commission.tried()
    given = {"to": "五原县人民检察院", "because": "涉嫌犯罪。"}
    commission.do("transfer", case, LEADER, given)
    case = commission.do("resume", case, LEADER).matter
    assert (case.ended_how, case.handed_to, case.ended_because) == ("", "", "")
    assert (case.told_at, case.tried_by) == (None, None)


@pytest.mark.clause("AC-7")
def test_the_decision_does_not_say_that_somebody_was_heard_who_waived(commission: Commission) -> None:
    case = commission.told()
    data = {"heard_with": commission.pk(SECOND), "hearing": "书面放弃。", "checked": "无。", "waived": "on"}
    commission.do("hear", case, FIRST, data)
    commission.do("try_case", case, TRIER, {"opinion": "清楚。"})
    commission.do("decide", case, LEADER, commission.decision())
    said = commission.paper(case, "decision").content
    assert "书面放弃陈述、申辩" in said
    assert "听取了陈述和申辩" not in said


@pytest.mark.clause("AC-7")
def test_another_act_in_the_same_matter_is_another_act(commission: Commission) -> None:
    case = commission.filed()
    beside = commission.do("open_beside", case, CLERK, {"leader": commission.pk(LEADER)}).matter
    commission.do("verify", beside, CLERK)
    filed = {"subject": "person", "person": "蒯豹隐", "post": "主任", "facts": "另一天的事。"}
    with pytest.raises(Refused, match="同一行为"):
        commission.do("file", beside, LEADER, {**filed, "happened_on": "2026-10-20"})
    assert (
        commission.do("file", beside, LEADER, {**filed, "happened_on": "2026-10-21"}).matter.state == "filed"
    )
