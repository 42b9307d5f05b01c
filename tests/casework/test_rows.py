"""Whoever must act has a row: no clock runs, and no act of others waits, for somebody whose list says nothing."""

from __future__ import annotations

import inspect

import pytest

from disclosure.statute import REFUSAL_REPORT
from foundation.casework.acts import ACTS, Act
from foundation.casework.matters import matter_kinds
from foundation.casework.models import Matter
from foundation.casework.worklist import Row, awaited_acts, my_matters
from foundation.deadlines.models import Clock
from tests.applicants import Desk, on
from tests.disclosure.texts import DECLASSIFIED
from tests.personas import OPINION, County

#: Acts that meet a time limit, and why they stand in no list.
NOT_LISTED = {
    "accountability.drop_clue": "the clue waits for 立案, which meets the same limit",
    "accountability.set_report_aside": "the report waits for 受理举报, whose consequence meets the same limit",
    "accountability.pass_report_on": "the report waits for 受理举报, whose consequence meets the same limit",
    "disclosure.deny_document": "the case waits for 指认公文, which meets the same limit",
    "disclosure.refer_to_office": "the case waits for 按此区分, which meets the same limit",
    "applications.request_amendment": "the application waits for 登记并办理, which meets the same limit",
    "appraisal.object": "the case waits for 没有异议, which meets the same limit",
    "evaluation.object": "the result waits for 没有异议, which meets the same limit",
    "evaluation.decline": "the suggestion waits for 采纳, which meets the same limit",
    "training.dismiss_objection": "its matter waits for the other decision",
}

#: States that people lead out of, in which a matter waits for nobody at the desk, and why.
NOBODY_WAITS = {
    "media_message directed": "it is at its end, unless whoever had no name tells one",
    "document withdrawn": "it is at its end, unless it is undone within the hour",
    "published_message published": "it is at its end",
    "published_message withdrawn": "it is at its end, unless it is undone within the hour",
    "published_reply withdrawn": "it is at its end, unless it is undone within the hour",
    "annual_report withdrawn": "it is at its end, unless it is undone within the hour",
    "poll open": "people answer; the end comes by itself",
    "evaluation_round noticed": "the plan stands in public; it opens by itself",
    "evaluation_round open": "people answer; the end comes by itself",
    "evaluation_supervisor appointed": "they serve; their term ends by itself",
    "evaluation_supervisor expired": "another term is for the county to decide",
    "training_question approved": "it may be asked, until somebody retires it",
    "hearing announced": "people register; the end comes by itself",
    "consultation asked": "the party asked answers; the end comes by itself",
    "consultation silent": "it is over; a late answer may still be entered",
    "annual_report under_review": "its review waits",
    "annual_report exempt": "it is at its end",
    "document kept": "it is at its end",
    "withheld_entry listed": "it stands until its document is determined anew",
    "document published": "it is at its end",
    "document superseded": "it is at its end",
    "published_reply published": "it is at its end",
    "annual_report submitted": "it is at its end",
    "interpretation_duty not_due": "it is at its end, unless it turns out to be due",
    "interpretation_duty exempt": "it is at its end, unless it turns out to be due",
    "policy_question answered": "it is at its end",
    "interpretation under_review": "its review waits",
    "interpreter listed": "it stands until somebody leaves",
    "opinion_case no_answer": "it is at its end, unless it needs an answer after all",
    "opinion_response under_review": "its review waits",
    "opinion_response published": "it is at its end",
    "opinion_response withdrawn": "it is at its end, unless it is undone within the hour",
    "interpretation withdrawn": "it is at its end, unless it is undone within the hour",
    "annual_report superseded": "it is at its end",
    "archive_transfer packing": "the worker makes its bag, or gives it back",
    "import_batch running": "its rows are imported one by one",
    "media_source listed": "it stands until it lapses",
    "media_circular sent": "its copies wait",
    "media_provider in_force": "its contract runs; the end comes by itself",
    "media_shift stands": "its days come and go",
    "media_term listed": "it stands until it is struck",
    "media_post released": "it is at its end, unless something has to be put right",
    "media_post corrected": "it is at its end, unless something has to be put right",
    "trainee untrained": "a person is no task; who lacks what stands in the year's account",
    "trainee inducted": "a person is no task",
    "training_plan approved": "its sessions are entered one by one",
    "training_plan running": "its sessions wait",
    "training_certificate issued": "it stands until it is renewed or revoked",
    "inspection_finding recorded": "its agency's part waits, with all that was found",
    "inspection_finding told": "its agency's part waits: the view, then the order",
    "training_cover stands": "its days run; the end comes by itself",
}

#: What a gate names and nobody waits for, and why.
NOT_DEMANDED = {
    "applications.request_explanation": "whether to ask is for the clerk, and the reply does not hang on it",
    "disclosure.revise": "a second guide is given up, and the first one revised instead",
}

#: Acts that wait in every state, for want of people and not of a step.
STAFFING = {"applications.name_clerk", "applications.name_clerk_for"}

LISTED = {declared.name for model in matter_kinds() for declared in awaited_acts(model)}


def by_people(declared: Act) -> bool:
    """Whether only staff perform it: a citizen is asked by a letter and has a page of their own."""
    return not declared.by_system and not declared.public


@pytest.mark.clause("条例33")
def test_every_act_that_meets_a_time_limit_stands_in_somebodys_list() -> None:
    silent = {name for name, act in ACTS.items() if act.meets and by_people(act) and name not in LISTED}
    assert silent == set(NOT_LISTED)


def test_a_matter_that_people_lead_on_waits_for_somebody_in_every_state() -> None:
    silent = set()
    for model in matter_kinds():
        for state, _label in model._meta.get_field("state").flatchoices:  # type: ignore[union-attr]
            leads = any(
                source == state != target
                for act in ACTS.values()
                if issubclass(model, act.on) and not act.by_system
                for source, target in act.moves()
            )
            waits = any(
                state in act.waiting_states(model) for act in awaited_acts(model) if act.name not in STAFFING
            )
            if leads and not waits:
                silent.add(f"{model.kind} {state}")
    assert silent == set(NOBODY_WAITS)


def test_what_a_gate_demands_of_others_stands_in_their_list() -> None:
    """Those that a gate declares, and those that it names by their label where only others may do them."""
    demanded = {name for act in ACTS.values() for gate in act.gates for name in gate.done_by}
    assert "disclosure.confirm_declassification" in demanded
    for blocked in ACTS.values():
        said = "".join(inspect.getsource(gate.check) for gate in blocked.gates)
        demanded |= {name for name, act in ACTS.items() if act.label in said and _for_others(blocked, act)}
    assert demanded - LISTED == set(NOT_DEMANDED)


@pytest.mark.clause("PD-7(3)")
def test_what_a_limit_waits_for_shows_its_last_day() -> None:
    """An act that a gate demands before a limit is met is done on a matter with that clock, one of its own, or one lent to it."""
    timeless = set()
    limited = {act.on for act in ACTS.values() if act.meets}
    for met in (act for act in ACTS.values() if act.meets and issubclass(act.on, Matter)):
        for name in {name for gate in met.gates for name in gate.done_by}:
            on = ACTS[name].on
            belongs = any(
                field.many_to_one and field.related_model is met.on for field in on._meta.get_fields()
            )
            if belongs and on not in limited and not on.lenders():  # type: ignore[attr-defined]
                timeless.add(f"{name} before {met.name}")
    assert timeless == set()


def _for_others(blocked: Act, other: Act) -> bool:
    """Whether in some state one may be performed by some people and the other only by others."""
    return (
        issubclass(other.on, Matter)
        and by_people(other)
        and any(
            blocked.roles_at(state)
            and other.roles_at(state)
            and not {*blocked.roles_at(state)} & {*other.roles_at(state)}
            for state in {*(blocked.sources() or ())} & {*(other.sources() or ())}
        )
    )


def rows_of(county: County, username: str) -> list[tuple[str, str]]:
    return [(row.matter.ref, row.act.name) for row in listed(county, username)]


def listed(county: County, username: str) -> list[Row]:
    return my_matters(county.actor(username), 50)[0]


@pytest.mark.clause("SR-7(2)")
def test_a_declassified_text_waits_for_the_secrecy_office_until_it_is_confirmed(county: County) -> None:
    document, review = county.under_review(**DECLASSIFIED)
    waits = [(document.ref, "disclosure.confirm_declassification")]
    assert rows_of(county, "rfbsc-secrecy_office") == waits
    assert rows_of(county, "lxcz-secrecy_office") == []
    county.do("secrecy_review.give_opinion", review.ref, "rfbsc-secrecy_reviewer", OPINION)
    assert rows_of(county, "rfbsc-secrecy_office") == waits
    [row] = listed(county, "rfbsc-secrecy_office")
    assert row.clock is not None
    county.do("disclosure.confirm_declassification", document.ref, "rfbsc-secrecy_office")
    assert rows_of(county, "rfbsc-secrecy_office") == []


@pytest.mark.clause("SR-3")
def test_a_text_corrected_after_its_review_waits_to_be_reviewed_again(county: County) -> None:
    document = county.reviewed()
    assert rows_of(county, "rfbsc-records_office") == []
    entered = {"body": f"{document.body}\n三、其他", "note": "漏一段"}
    county.do("disclosure.correct", document.ref, "rfbsc-records_office", entered)
    assert rows_of(county, "rfbsc-records_office") == [(document.ref, "secrecy_review.request")]
    county.do("secrecy_review.request", document.ref, "rfbsc-records_office")
    assert rows_of(county, "rfbsc-records_office") == []


@pytest.mark.clause("PD-7(2)")
def test_a_refusal_waits_for_the_records_office_until_it_is_reported(county: County) -> None:
    desk = Desk(county)
    refused = {"outcome": "deliberative", "reasons": "属于讨论记录"}
    application = desk.closed(on("2026-11-02"), on("2026-11-03"), refused)
    reply = application.replies.get()
    [row] = listed(county, "rfbsc-records_office")
    assert (row.matter, row.act.name) == (reply, "applications.report_refusal")
    assert row.clock is not None
    assert row.clock.limit == REFUSAL_REPORT.code
    desk.by(
        "records_office",
        "applications.report_refusal",
        reply,
        on("2026-11-04"),
        {"report_number": "荣办发〔2026〕7号", "reported_on": "2026-11-04"},
    )
    assert listed(county, "rfbsc-records_office") == []


@pytest.mark.clause("OR-5")
@pytest.mark.parametrize("done", ["applications.extend", "applications.refuse_extension"])
def test_an_extension_asked_for_waits_for_the_head_until_it_is_granted_or_refused(
    county: County, done: str
) -> None:
    desk = Desk(county)
    application = desk.registered(on("2026-11-02"))
    assert rows_of(county, "rfbsc-disclosure_head") == []
    desk.clerk("applications.ask_extension", application, on("2026-11-03"), {"reason": "档案尚未整理完毕"})
    assert rows_of(county, "rfbsc-disclosure_head") == [(application.ref, "applications.extend")]
    desk.by("disclosure_head", done, application, on("2026-11-04"), {"reason": "情况复杂"})
    assert rows_of(county, "rfbsc-disclosure_head") == []
    assert county.fresh(application).extension_asked is False


@pytest.mark.clause("OR-4(2)")
def test_the_grounds_asked_for_wait_for_the_clerk_until_they_are_drafted(county: County) -> None:
    desk = Desk(county)
    refused = {"outcome": "deliberative", "reasons": "属于讨论记录"}
    application = desk.closed(on("2026-11-02"), on("2026-11-03"), refused)
    waits = (application.ref, "applications.draft_grounds")
    assert waits not in rows_of(county, "rfbsc-applications_clerk")
    desk.citizen("applications.ask_grounds", application, on("2026-11-05"))
    assert waits in rows_of(county, "rfbsc-applications_clerk")
    desk.clerk("applications.draft_grounds", application, on("2026-11-06"))
    assert waits not in rows_of(county, "rfbsc-applications_clerk")


@pytest.mark.clause("条例33")
def test_a_reply_and_its_consultations_carry_the_clock_of_their_application(county: County) -> None:
    desk = Desk(county)
    application = desk.registered(on("2026-11-02"))
    assert rows_of(county, "rfbsc-applications_clerk") == [(application.ref, "applications.draft_reply")]
    reply = desk.drafted(application, on("2026-11-03"))
    clock = Clock.objects.of(application.kind, application.pk).open().get(limit="applications.reply")
    # One row for the pair: the application itself no longer waits to be drafted.
    [row] = listed(county, "rfbsc-applications_clerk")
    assert (row.matter, row.clock) == (reply, clock)
    desk.clerk("applications.submit_reply", reply, on("2026-11-03"))
    [row] = listed(county, "rfbsc-records_office")
    assert (row.matter, row.clock) == (reply, clock)
    # A matter that is due later stands below it, one without any clock below both.
    soon = desk.registered(on("2026-10-20"))
    rows = listed(county, "rfbsc-applications_clerk")
    assert [row.matter for row in rows] == [soon]


@pytest.mark.clause("SR-10")
def test_a_review_of_a_reply_shows_its_own_clock_and_else_that_of_the_application(county: County) -> None:
    desk = Desk(county)
    application = desk.registered(on("2026-11-02"))
    reply = desk.drafted(application, on("2026-11-03"))
    desk.clerk("applications.submit_reply", reply, on("2026-11-03"))
    review = desk.by("records_office", "secrecy_review.request", reply, on("2026-11-03")).matter
    [row] = listed(county, "rfbsc-secrecy_reviewer")
    assert row.clock is not None
    assert row.clock.ref == review.ref
    Clock.objects.filter(pk=row.clock.pk).update(
        ended_at=on("2026-11-04"), ending="cancelled", next_event_at=None
    )
    [row] = listed(county, "rfbsc-secrecy_reviewer")
    assert row.clock is not None
    assert row.clock.ref == application.ref
