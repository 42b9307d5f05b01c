"""Who may do what with training, who reads it, what its pages show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from foundation.agencies.roles import Role
from foundation.files.acts import store
from tests.personas import County
from tests.rooms import ANY, CITIZEN, LOGIN, NOTHING, SELF
from tests.training import tables_exam as exams
from training.models import (
    BarredList,
    Certificate,
    Cover,
    Mark,
    Objection,
    Plan,
    Posting,
    Rule,
    Session,
    SessionFile,
    Sitting,
    Trainee,
    Year,
)

RECORDS, OFFICE_HEAD, HEAD, LEADER = (
    Role.RECORDS_OFFICE,
    Role.DISCLOSURE_HEAD,
    Role.DEPARTMENT_HEAD,
    Role.LEADER,
)
PERSONNEL, SUPERVISOR = Role.PERSONNEL, Role.COUNTY_SUPERVISOR
_OFFICE = (RECORDS, OFFICE_HEAD)
_KEEPERS = (*_OFFICE, PERSONNEL)
_READERS = {RECORDS, OFFICE_HEAD, HEAD, LEADER, PERSONNEL}
_HERE = ("untrained", "inducted")


def _in(states: tuple[str, ...] | str, *who: str) -> dict[str, set[str]]:
    return {state: set(who) for state in ((states,) if isinstance(states, str) else states)}


ACTS: dict[str, Any] = {
    "training.register_person": _in(ANY, *_KEEPERS, SUPERVISOR),
    "training.person_registered": {},
    "training.import_people": _in(ANY, *_KEEPERS, SUPERVISOR),
    "training.edit_person": _in(_HERE, *_KEEPERS),
    "training.transfer_person": _in(_HERE, *_KEEPERS),
    "training.moved_along": {},
    "training.leave": _in(_HERE, *_KEEPERS),
    "training.came_back": {},
    "training.inducted": {},
    "training.induction_lapsed": {},
    "training.draft_plan": _in(ANY, *_OFFICE),
    "training.edit_plan": _in("draft", *_OFFICE),
    "training.approve_plan": _in("draft", HEAD, LEADER),
    "training.erase_excuses": {},
    "training.erase_answers": {},
    "training.erase_number": {},
    "training.plan_begun": {},
    "training.close_plan": _in(("approved", "running"), *_OFFICE),
    "training.plan_session": _in(("approved", "running"), *_OFFICE),
    "training.edit_session": _in("planned", *_OFFICE),
    "training.invite": _in(("planned", "notified"), *_OFFICE),
    "training.strike": _in(("planned", "notified", "held"), *_OFFICE),
    "training.notify": _in("planned", *_OFFICE),
    "training.cancel_session": _in(("planned", "notified"), *_OFFICE),
    "training.move_session": _in(("planned", "notified"), *_OFFICE),
    "training.moved_here": {},
    "training.hold": _in("notified", *_OFFICE),
    "training.add_file": _in(("planned", "notified", "held", "recorded"), *_OFFICE),
    "training.record": _in("held", *_OFFICE),
    "training.file_session": _in("recorded", *_OFFICE),
    "training.sign": _in(("notified", "held"), CITIZEN),
    "training.enter_sheet": _in("held", *_OFFICE),
    "training.mark_one": _in(("notified", "held"), *_OFFICE),
    "training.import_attendance": _in("held", *_OFFICE),
    "training.correct_attendance": _in(("recorded", "filed"), *_OFFICE),
    "training.hold_exam": _in(("approved", "running"), *_OFFICE),
    "training.drop_exam": _in("open", *_OFFICE),
    "training.enter_marks": _in("open", *_KEEPERS),
    "training.attach_scan": _in("open", *_OFFICE),
    "training.compare_marks": _in("open", *_OFFICE),
    "training.reopen_marks": _in("compared", HEAD, OFFICE_HEAD),
    "training.result_recorded": {},
    "training.online_marked": {},
    "training.nobody_came": {},
    "training.publish_marks": _in("compared", HEAD, OFFICE_HEAD),
    "training.settle_marks": {},
    "training.object": {ANY: {SELF}},
    "training.file_objection": _in((*_HERE, "left"), *_OFFICE),
    "training.uphold_objection": _in("filed", HEAD, OFFICE_HEAD, LEADER),
    "training.dismiss_objection": _in("filed", HEAD, OFFICE_HEAD, LEADER),
    "training.certified": {},
    "training.renew_certificate": _in("issued", *_OFFICE),
    "training.revoke_certificate": _in("issued", HEAD, OFFICE_HEAD),
    "training.certificate_lapsed": {},
    "training.certificate_put_right": {},
    "training.certificate_printed": {},
    "training.open_year": {},
    "training.warn_year": {},
    "training.close_year": {},
    "training.list_made": {},
    "training.list_again": _in("closed", *_OFFICE),
    "training.hand_over_list": _in("made", HEAD, OFFICE_HEAD),
    "training.acknowledge_list": _in("handed", PERSONNEL),
    "training.state_rule": _in(ANY, SUPERVISOR),
    "training.rule_stated": {},
    "training.edit_rule": _in("stated", SUPERVISOR),
    "training.rule_in_force": {},
    "training.grant_cover": _in(ANY, HEAD, LEADER),
    "training.end_cover": _in("stands", HEAD, LEADER),
    "training.cover_over": {},
}

READERS: dict[Any, Any] = dict.fromkeys(
    (
        "trainee",
        "training_plan",
        "training_session",
        "training_sitting",
        "training_objection",
        "training_certificate",
        "training_year",
        "training_barred_list",
        "training_rule",
        "training_cover",
    ),
    _READERS | {SUPERVISOR},
)

_LISTS = (
    "trainee",
    "plan",
    "session",
    "sitting",
    "objection",
    "certificate",
    "year",
    "barredlist",
    "rule",
    "cover",
)
DESK: dict[str, Any] = {
    **{f"training_{name}_changelist": (LOGIN, 200, 200) for name in _LISTS},
    **{f"training_{name}_change": (LOGIN, 200, 404) for name in _LISTS},
    "training_mine": (LOGIN, 200, 200),
    "training_screen": (LOGIN, 200, 404),
    "training_sheet": (LOGIN, 200, 404),
    "training_archive": (LOGIN, 200, 404),
    "training_file": (LOGIN, 200, 404),
    "training_scan": (LOGIN, 200, 404),
    "training_certificate_paper": (LOGIN, 200, 404),
    "training_warning": (LOGIN, 200, 404),
    "training_county": (LOGIN, 200, 200),
    "training_barred_paper": (LOGIN, 200, 404),
}

PUBLIC: dict[str, Any] = {
    "training:overview": NOTHING,
    "training:session": 404,
    "training:calendar": NOTHING,
    "training:check": NOTHING,
    "training:certificate": 404,
    "training:sign_by_code": NOTHING,
    "training:sign_form": 410,
    "training:sign": 410,
}
PUBLIC_ARGUMENTS: dict[str, Any] = {
    "training:session": [1],
    "training:calendar": ["rfbsc"],
    "training:certificate": ["A" * 24],
    "training:sign": ["1-1-1"],
}


ACTS |= exams.ACTS
READERS |= exams.READERS
DESK |= exams.DESK


def samples(county: County, made: dict[Any, Any]) -> None:
    """A person, a plan with a session and an exam, a mark somebody objects to, a certificate, a year with its list."""
    own = county.agencies["rfbsc"]
    here = {"agency": own, "created_at": county.at}
    person = Trainee.objects.create(
        **here,
        full_name="测试一",
        person="0" * 64,
        number_ends="0001",
        establishment="civil",
        post="disclosure",
        post_since=county.at.date(),
    )
    Posting.objects.create(trainee=person, agency=own, from_on=county.at.date())
    plan = Plan.objects.create(
        **here,
        title="培训计划",
        year=2026,
        aims="培训。",
        attendance_rule="签到。",
        tags=["A1"],
        hours_planned=16,
        sessions_planned=2,
    )
    session = Session.objects.create(
        **here,
        plan=plan,
        title="条例培训",
        mode="class",
        tags=["A1"],
        starts_at=county.at,
        ends_at=county.at + timedelta(hours=3),
        minutes=180,
        place="三楼",
    )
    sitting = Sitting.objects.create(
        **here,
        plan=plan,
        title="考试",
        course="yearly",
        sat="paper",
        tags=["A1"],
        held_on=county.at.date(),
        pass_mark=60,
    )
    mark = Mark.objects.create(
        sitting=sitting,
        trainee=person,
        agency=own,
        points=80,
        passed=True,
        year=2026,
        taken_on=county.at.date(),
    )
    year = Year.objects.create(**here, year=2026)
    made |= {
        Trainee: person,
        Plan: plan,
        Session: session,
        Sitting: sitting,
        Objection: Objection.objects.create(
            **here, mark=mark, grounds="请再看", filed_on=county.at.date(), points_before=80
        ),
        Certificate: Certificate.objects.create(
            **here,
            number="五政培〔2026〕1号",
            trainee=person,
            sitting=sitting,
            full_name=person.full_name,
            agency_name=own.name,
            course="yearly",
            edition="711",
            year=2026,
            minutes=180,
            points=80,
            pass_mark=60,
            tags=["A1"],
            issued_on=county.at.date(),
        ),
        Year: year,
        BarredList: BarredList.objects.create(**here, of=year, year=2026, edition=1, rows=[], people=0),
        Rule: Rule.objects.create(**here, from_on="2030-01-01", in_post_until="2030-06-30"),
        Cover: Cover.objects.create(
            **here,
            staff=county.people["rfbsc-drafter"],
            role="applications_clerk",
            because="急需",
            from_on=county.at.date(),
            until_on=county.at.date(),
        ),
    }
    exams.samples(county, made)


def desk_arguments(made: dict[Any, Any]) -> dict[str, list[Any]]:
    """The papers of the session, its file, the scan of the exam, certificate and list."""
    county: County = made["county"]
    session, sitting = made[Session], made[Sitting]

    def stored(name: str) -> Any:
        by = county.actor("rfbsc-records_office")
        return store(
            name.encode(), name=name, agency=session.agency, audience="internal", by=by, at=county.at
        )

    file = SessionFile.objects.create(
        session=session, sort="sheet", file=stored("签到表.txt"), added_at=county.at
    )
    Sitting.objects.filter(pk=sitting.pk).update(scan=stored("试卷.txt"))
    Certificate.objects.filter(pk=made[Certificate].pk).update(paper=stored("证书.txt"))
    BarredList.objects.filter(pk=made[BarredList].pk).update(paper=stored("名单.txt"))
    of_session = [session.pk]
    return {
        "training_mine": [],
        "training_screen": of_session,
        "training_sheet": of_session,
        "training_archive": of_session,
        "training_file": [session.pk, file.pk],
        "training_scan": [sitting.pk],
        "training_certificate_paper": [made[Certificate].pk],
        "training_warning": [made[Year].pk],
        "training_county": [2026],
        "training_barred_paper": [made[BarredList].pk],
        **exams.desk_arguments(made),
    }
