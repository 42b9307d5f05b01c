"""Which documents are interpreted, by whom, with what plan, and who lets one off (PI-2, PI-3)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction

from disclosure.models import Document
from foundation.casework.refusals import Invalid, NoSuchMatter, NotPermitted, Refused
from foundation.casework.worklist import my_matters
from interpretation import statute
from interpretation.gates import missing
from interpretation.models import Duty
from tests.interpretation.people import IMPORTANT, MATERIAL, NORMATIVE, PLAN, Office
from tests.personas import DRAFT, NOT_DUE

pytestmark = pytest.mark.django_db


@pytest.mark.clause("PI-3")
def test_nothing_is_handed_in_that_nobody_has_judged(office: Office) -> None:
    document = office.draft({})
    with pytest.raises(Refused, match="还没有判断") as refused:
        office.by("drafter", "disclosure.submit", document)
    assert refused.value.clause.id == "PI-3"
    office.by("drafter", "interpretation.judge", document, NOT_DUE)
    office.by("drafter", "disclosure.submit", document)


@pytest.mark.clause("PI-3")
def test_no_drafter_alone_finds_that_nothing_is_due(office: Office) -> None:
    """It takes a reason, and a second person who reads it."""
    document = office.draft({})
    with pytest.raises(Invalid, match="为什么"):
        office.by("drafter", "interpretation.judge", document, {"traits": ["none"]})
    duty = office.by("drafter", "interpretation.judge", document, NOT_DUE).matter
    assert (duty.state, duty.not_due_reason) == ("judged", NOT_DUE["why_not"])
    office.by("drafter", "disclosure.submit", document)
    with pytest.raises(Refused, match="还没有另一人同意"):
        office.by("records_office", "disclosure.recheck", document)
    waits = [
        (row.matter.ref, row.act.name)
        for row in my_matters(office.county.actor("rfbsc-records_office"), 9)[0]
    ]
    assert (duty.ref, "interpretation.agree_not_due") in waits
    with pytest.raises(NotPermitted):
        office.by("drafter", "interpretation.agree_not_due", duty)
    office.county.grant("rfbsc-drafter", "records_office")
    with pytest.raises(NotPermitted, match="PI-3"):
        office.by("drafter", "interpretation.agree_not_due", duty)
    agreed = office.by("records_office", "interpretation.agree_not_due", duty).matter
    assert (agreed.state, agreed.binding) == ("not_due", False)
    office.by("records_office", "disclosure.recheck", document)


@pytest.mark.clause("PI-3")
def test_the_second_person_may_find_that_it_is_due(office: Office) -> None:
    duty = office.by("drafter", "interpretation.judge", office.draft({}), NOT_DUE).matter
    given = {"sort": "important", "reason": "家家都要交水费"}
    due = office.by("records_office", "interpretation.find_due", duty, given).matter
    assert (due.state, due.not_due_reason, due.judged_by) == ("due", "", None)


@pytest.mark.clause("PI-3")
def test_the_database_lets_nobody_agree_with_themselves(office: Office) -> None:
    duty = office.by("drafter", "interpretation.judge", office.draft({}), NOT_DUE).matter
    row, drafter = Duty.objects.filter(pk=duty.pk), office.county.people["rfbsc-drafter"]
    second = office.county.people["rfbsc-records_office"]
    for change in (
        {"state": "not_due"},
        {"state": "not_due", "cleared_by": drafter},
        {"state": "not_due", "cleared_by": second, "not_due_reason": ""},
    ):
        with pytest.raises(InternalError, match="PI-3"), transaction.atomic():
            row.update(**change)
    row.update(state="not_due", cleared_by=second)


@pytest.mark.clause("PI-3")
def test_what_goes_public_only_later_is_judged_before_it_is_published(office: Office) -> None:
    inside = {"attribute": "on_request", "attribute_reason": "过程性信息", "ground": "deliberative"}
    document = office.draft({}, **inside, proactive_tests=[])
    office.by("drafter", "disclosure.submit", document)
    public = {**DRAFT, "note": "改为主动公开"}
    office.by("records_office", "disclosure.correct", document, public)
    with pytest.raises(Refused, match="还没有判断"):
        office.by("records_office", "disclosure.recheck", document)
    waits = [(row.matter.ref, row.act.name) for row in my_matters(office.county.actor("rfbsc-drafter"), 9)[0]]
    assert waits == [(document.ref, "interpretation.judge")]
    duty = office.by("drafter", "interpretation.judge", document, NOT_DUE).matter
    office.by("leader", "interpretation.agree_not_due", duty)
    office.by("records_office", "disclosure.recheck", document)


@pytest.mark.clause("PI-3")
@pytest.mark.parametrize(
    ("answers", "sort"),
    [
        (NOT_DUE, ""),
        (NORMATIVE, "department"),
        ({**NORMATIVE, "issued_by": "county"}, "county"),
        *(
            ({"traits": sorted({"rights", "general", "repeated"} - {name})}, "")
            for name in NORMATIVE["traits"]
        ),
        *(({**NORMATIVE, "excluded": kind}, "") for kind in statute.NOT_NORMATIVE),
        (IMPORTANT, "important"),
        ({"traits": [*NORMATIVE["traits"], "important"], "excluded": "work_plan"}, "important"),
        ({"traits": ["other"]}, "other"),
    ],
)
def test_the_kind_follows_from_what_the_regional_rule_asks(
    office: Office, answers: dict[str, Any], sort: str
) -> None:
    duty = office.duty(office.draft({**answers, "why_not": NOT_DUE["why_not"]}))
    assert (duty.sort, duty.state) == (sort, "due" if sort else "judged")


@pytest.mark.clause("PI-3")
def test_answers_do_not_contradict_what_the_document_says_of_itself(office: Office) -> None:
    document = office.draft({}, normative="norms")
    for answers, says in (({"traits": []}, "逐项看"), ({"traits": ["none", "other"]}, "请核对")):
        with pytest.raises(Invalid, match=says):
            office.by("drafter", "interpretation.judge", document, answers)
    with pytest.raises(Invalid, match="不一致"):
        office.by("drafter", "interpretation.judge", document, NOT_DUE)
    office.by("drafter", "interpretation.judge", document, NORMATIVE)


@pytest.mark.clause("PI-3")
def test_a_document_is_judged_once(office: Office) -> None:
    document = office.draft()
    with pytest.raises(Invalid, match="已经判断过"):
        office.by("drafter", "interpretation.judge", document, NOT_DUE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.create(agency=document.agency, document=document, created_at=office.county.at)


@pytest.mark.clause("PI-2")
def test_of_several_the_one_that_leads_interprets(office: Office) -> None:
    document = office.draft({**NORMATIVE, "lead": "lxcz"})
    duty = office.duty(document)
    assert duty.agency.code == "lxcz"
    with pytest.raises(NoSuchMatter):
        office.by("drafter", "interpretation.plan", duty, PLAN)
    with pytest.raises(NoSuchMatter):
        office.by("drafter", "interpretation.write_material", duty, MATERIAL)
    Office(office.county, "lxcz").planned(document)
    assert missing(office.duty(document)) == ["解读材料"]


@pytest.mark.clause("PI-3")
def test_nothing_is_let_off_without_reason_and_a_second_person(office: Office) -> None:
    duty = office.duty(office.draft())
    with pytest.raises(Invalid, match="理由"):
        office.by("drafter", "interpretation.ask_exemption", duty, {"reason": " "})
    with pytest.raises(Refused):
        office.by("leader", "interpretation.exempt", duty)
    office.by("drafter", "interpretation.ask_exemption", duty, {"reason": "内容与上级文件完全相同"})
    with pytest.raises(NotPermitted):
        office.by("drafter", "interpretation.exempt", duty)
    office.county.grant("rfbsc-drafter", "leader")
    with pytest.raises(NotPermitted, match="PI-3"):
        office.by("drafter", "interpretation.exempt", duty)
    exempt = office.by("leader", "interpretation.exempt", duty).matter
    assert (exempt.state, exempt.binding) == ("exempt", False)
    office.determined(duty.document)


@pytest.mark.clause("PI-3")
def test_the_database_lets_nobody_clear_a_duty(office: Office) -> None:
    row = Duty.objects.filter(pk=office.duty(office.draft()).pk)
    for change in ({"state": "not_due", "sort": ""}, {"state": "exempt"}):
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            row.update(**change)
    drafter = office.county.people["rfbsc-drafter"]
    row.update(state="exempting", exemption_reason="理由", asked_by=drafter)
    with pytest.raises(InternalError, match="PI-3"), transaction.atomic():
        row.update(state="exempt", exempted_by=drafter)
    with pytest.raises(InternalError), transaction.atomic():
        row.delete()


@pytest.mark.clause("PI-3")
def test_what_was_not_due_may_turn_out_to_be(office: Office) -> None:
    duty = office.duty(office.draft(NOT_DUE))
    given = {"sort": "important", "reason": "群众问得多"}
    assert office.by("records_office", "interpretation.find_due", duty, given).matter.binding


@pytest.mark.clause("PI-3")
def test_a_new_version_is_of_the_kind_of_the_one_before(office: Office) -> None:
    document = office.published()
    given = {"changed_on": "2026-11-02", "reason": "提高标准"}
    newer = office.by("drafter", "disclosure.revise", document, given).matter
    duty = office.duty(newer)
    assert (duty.sort, duty.state, duty.plan_gaps != []) == ("department", "due", True)
    plain = office.county.published()
    newer = office.by("drafter", "disclosure.revise", plain, given).matter
    assert office.duty(newer).state == "not_due"


def test_of_what_stays_inside_and_of_guides_nobody_asks(office: Office) -> None:
    inside = office.draft(
        {}, attribute="on_request", attribute_reason="过程性信息", ground="deliberative", proactive_tests=[]
    )
    office.by("drafter", "disclosure.submit", inside)
    plan = office.draft({}, head="plan")
    office.by("drafter", "disclosure.submit", plan)
    assert Document.objects.filter(state="recheck").count() == 2


@pytest.mark.clause("PI-2")
def test_what_is_due_goes_with_the_document_to_the_successor_of_its_agency(office: Office) -> None:
    document = office.ready()
    material = office.material(document)
    given = {"successor": office.county.agencies["lxcz"].pk, "reason": "机构改革。"}
    office.county.do("agencies.merge", "agency:rfbsc", "county_supervisor", given)
    moved = (document, office.duty(document), material)
    assert {office.county.fresh(one).agency.code for one in moved} == {"lxcz"}
    assert office.county.fresh(material).is_signed
