"""TR-5: nobody takes a disclosure role untrained, whatever the way to it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from foundation.agencies.actors import SYSTEM
from foundation.agencies.models import RoleGrant, Staff
from foundation.casework.acts import perform
from foundation.casework.models import RoleProposal
from foundation.casework.refusals import Invalid
from tests.training.people import School, moment, refused
from training import clockwork
from training.models import Cover, Rule, Session, Trainee
from training.queries import untrained_in_post

pytestmark = [pytest.mark.django_db, pytest.mark.clause("TR-5")]
ADMIN = "rfbsc-agency_admin"


def state_rule(school: School, from_on: str = "2026-11-03", until: str = "2027-04-30") -> Rule:
    """The county states the day; the clock goes on to it."""
    office = school.county.agencies["bmj"]
    given = {"from_on": from_on, "in_post_until": until}
    rule = school.do("state_rule", office, "county_supervisor", given).matter
    school.county.at = max(school.county.at, moment(f"{from_on} 08:00"))
    clockwork.keep_rule(at=school.county.at)
    found: Rule = Rule.objects.get(pk=rule.pk)
    return found


def propose(school: School, username: str, role: str) -> None:
    school.county.do("agencies.grant_role", f"staff:{username}", ADMIN, {"role": role})


def linked(school: School, username: str, name: str = "测试一", number: str = "10001") -> Trainee:
    """Somebody who was inducted and has this account."""
    return school.inducted(name, number, staff=school.county.people[username].pk)


def test_whoever_heard_everything_and_passed_is_inducted(school: School) -> None:
    person = school.inducted()
    assert person.state == Trainee.State.INDUCTED
    assert not person.missing


def test_hearing_everything_is_not_enough_without_the_exam(school: School) -> None:
    person = school.person()
    school.recorded(school.notified(school.plan()), person)
    person.refresh_from_db()
    assert person.state == Trainee.State.UNTRAINED
    assert not person.missing


def test_an_outdated_edition_inducts_nobody(school: School) -> None:
    person = school.person()
    plan = school.plan()
    school.recorded(school.notified(plan, edition="492"), person)
    school.published(school.exam(plan), **{f"p{person.pk}": 90})
    person.refresh_from_db()
    assert person.state == Trainee.State.UNTRAINED
    assert person.covered == []


def test_no_role_without_induction(school: School) -> None:
    state_rule(school)
    with refused("TR-5", "没有完成岗前培训", "2026-11-03"):
        propose(school, "rfbsc-archivist", "applications_clerk")
    assert not RoleGrant.objects.filter(staff__username="rfbsc-archivist", role="applications_clerk").exists()


def test_before_the_day_and_for_other_roles_nothing_is_refused(school: School) -> None:
    propose(school, "rfbsc-archivist", "applications_clerk")
    state_rule(school)
    propose(school, "rfbsc-archivist", "drafter")
    held = RoleGrant.objects.filter(staff__username="rfbsc-archivist").values_list("role", flat=True)
    assert {"applications_clerk", "drafter"} <= set(held)


def test_whoever_was_inducted_takes_post(school: School) -> None:
    linked(school, "rfbsc-archivist")
    state_rule(school, "2026-11-05")
    propose(school, "rfbsc-archivist", "applications_clerk")
    assert RoleGrant.objects.filter(staff__username="rfbsc-archivist", role="applications_clerk").exists()


def test_what_two_people_grant_is_refused_at_both_doors(school: School) -> None:
    propose(school, "rfbsc-archivist", "records_office")
    proposal = RoleProposal.objects.get(state="proposed")
    state_rule(school)
    with refused("TR-5"):
        school.county.do("agencies.confirm_role", proposal.ref, "county_supervisor")
    with refused("TR-5"):
        propose(school, "rfbsc-drafter", "records_office")


def test_a_role_that_another_act_gives_is_refused(school: School) -> None:
    state_rule(school)
    with refused("TR-5"):
        perform(
            "agencies.entrust",
            on=school.county.people["rfbsc-archivist"],
            actor=SYSTEM,
            at=school.county.at,
            data={"role": "applications_clerk"},
        )


def test_a_deputy_comes_to_no_role_untrained(school: School) -> None:
    state_rule(school)
    given = {
        "deputy": school.county.people["rfbsc-archivist"].pk,
        "from_on": "2026-11-03",
        "until_on": "2026-11-06",
        "reason": "出差",
    }
    with refused("TR-5"):
        school.county.do("agencies.name_deputy", "staff:rfbsc-applications_clerk", ADMIN, given)


def test_an_account_that_comes_back_with_its_role_is_refused(school: School) -> None:
    school.county.do(
        "agencies.close_account", "staff:rfbsc-applications_clerk", ADMIN, {"reason": "调走", "to": ""}
    )
    state_rule(school)
    with refused("TR-5", "收回角色"):
        school.county.do(
            "agencies.reopen_account", "staff:rfbsc-applications_clerk", ADMIN, {"reason": "回来"}
        )


def test_a_script_writes_no_role_for_the_untrained(school: School) -> None:
    state_rule(school)
    person = school.county.people["rfbsc-archivist"]
    rows = [RoleGrant(staff=person, role="applications_clerk", agency=person.agency)]
    with pytest.raises((InternalError, IntegrityError), match="TR-5"), transaction.atomic():
        RoleGrant.objects.bulk_create(rows)
    with pytest.raises((InternalError, IntegrityError), match="TR-5"), transaction.atomic():
        RoleGrant.objects.filter(staff=person, role="archivist").update(role="applications_clerk")


def test_those_in_post_stay_and_are_counted(school: School) -> None:
    """The transition: who held a role on the day goes on, and is a finding until trained."""
    state_rule(school)
    assert RoleGrant.objects.filter(role="applications_clerk").count() == 3
    clerks = untrained_in_post().filter(role="applications_clerk", agency=school.agency)
    assert clerks.count() == 1
    Trainee.objects.all()
    linked(school, "rfbsc-applications_clerk")
    assert clerks.count() == 0


def test_the_day_is_stated_by_the_clock_where_nobody_states_it(school: School) -> None:
    office = school.county.agencies["bmj"]
    office.functions = [*office.functions, "disclosure_office"]
    office.save()
    assert clockwork.keep_rule(at=school.county.at) == 1
    rule = Rule.objects.get()
    assert rule.from_on == date(2027, 1, 1)
    assert rule.in_post_until > rule.from_on
    assert clockwork.keep_rule(at=school.county.at) == 0


def test_the_day_is_not_put_off_once_it_has_come(school: School) -> None:
    rule = state_rule(school)
    assert rule.state == Rule.State.IN_FORCE
    with pytest.raises(InternalError, match="TR-5"), transaction.atomic():
        Rule.objects.update(from_on="2030-01-01")
    with pytest.raises(Exception, match=r"TR|keep|delete"), transaction.atomic():
        Rule.objects.all().delete()
    with refused("TR-5", "已经定了"):
        school.do(
            "state_rule",
            school.county.agencies["bmj"],
            "county_supervisor",
            {"from_on": "2026-12-01", "in_post_until": "2027-01-01"},
        )


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("9999-12-31", "9999-12-31"),
        ("2027-11-20", "2028-01-01"),
        ("2026-12-01", "9999-12-31"),
        ("2026-12-01", "2026-11-30"),
    ],
)
def test_the_day_is_not_put_off_for_years(school: School, first: str, last: str) -> None:
    with pytest.raises(Invalid):
        school.do(
            "state_rule",
            school.county.agencies["bmj"],
            "county_supervisor",
            {"from_on": first, "in_post_until": last},
        )


def test_the_day_is_not_put_off_again_and_again(school: School) -> None:
    given = {"from_on": "2027-10-01", "in_post_until": "2027-12-31", "reason": "师资未落实"}
    rule = school.do("state_rule", school.county.agencies["bmj"], "county_supervisor", given).matter
    school.at("2027-09-01 09:00")
    later = {**given, "from_on": "2027-12-01"}
    with pytest.raises(Invalid, match="2027-11-"):
        school.do("edit_rule", rule.ref, "county_supervisor", later)


COVER = {"role": "applications_clerk", "until_on": "2026-11-20", "because": "经办人突然住院"}


def test_emergency_cover_opens_the_role_for_thirty_days(school: School) -> None:
    state_rule(school)
    with pytest.raises(Invalid, match="30"):
        school.do("grant_cover", "staff:rfbsc-archivist", "leader", {**COVER, "until_on": "2026-12-03"})
    cover = school.do("grant_cover", "staff:rfbsc-archivist", "leader", COVER).matter
    propose(school, "rfbsc-archivist", "applications_clerk")
    assert RoleGrant.objects.filter(staff__username="rfbsc-archivist", role="applications_clerk").exists()
    assert list(untrained_in_post().filter(staff=cover.staff).values_list("role", flat=True))
    school.at("2026-11-21 08:00")
    assert clockwork.end_cover(at=school.county.at) == 1
    assert not RoleGrant.objects.filter(staff=cover.staff, role="applications_clerk").exists()
    with refused("TR-5", "一年以内"):
        school.do("grant_cover", "staff:rfbsc-archivist", "leader", {**COVER, "until_on": "2026-11-30"})


def test_whoever_was_trained_meanwhile_keeps_the_role(school: School) -> None:
    state_rule(school)
    school.do("grant_cover", "staff:rfbsc-archivist", "leader", COVER)
    propose(school, "rfbsc-archivist", "applications_clerk")
    linked(school, "rfbsc-archivist")
    school.at("2026-11-21 08:00")
    clockwork.end_cover(at=school.county.at)
    assert RoleGrant.objects.filter(staff__username="rfbsc-archivist", role="applications_clerk").exists()


def test_the_database_prolongs_no_cover(school: School) -> None:
    state_rule(school)
    cover = school.do("grant_cover", "staff:rfbsc-archivist", "leader", COVER).matter
    with pytest.raises(InternalError, match="TR-5"), transaction.atomic():
        Cover.objects.filter(pk=cover.pk).update(until_on=cover.until_on + timedelta(days=5))


def test_nobody_covers_by_their_own_leave(school: School) -> None:
    state_rule(school)
    with refused("TR-5"):
        school.do("grant_cover", "staff:rfbsc-leader", "leader", COVER)


def test_the_person_counts_and_not_the_account(school: School) -> None:
    """Whoever has another account under the same number was trained all the same."""
    from foundation.casework.accounts import fingerprint_of

    linked(school, "rfbsc-archivist", number="20002")
    Staff.objects.filter(username="rfbsc-archivist").update(is_active=False)
    Staff.objects.filter(username="rfbsc-drafter").update(person=fingerprint_of("20002"))
    state_rule(school, "2026-11-05")
    propose(school, "rfbsc-drafter", "applications_clerk")
    assert RoleGrant.objects.filter(staff__username="rfbsc-drafter", role="applications_clerk").exists()


def test_no_account_stands_for_another_person(school: School) -> None:
    """The record of somebody trained would let somebody else take post."""
    from foundation.casework.accounts import fingerprint_of

    Staff.objects.filter(username="rfbsc-drafter").update(person=fingerprint_of("30003"))
    account = school.county.people["rfbsc-drafter"].pk
    with pytest.raises(Invalid, match="不是同一个人"):
        school.person(staff=account)
    person = school.person("测试三", "30003", staff=account)
    assert person.staff_id == account
    other = school.person()
    school.do("edit_person", person.ref, data={"staff": ""})
    with pytest.raises(Invalid, match="不是同一个人"):
        school.do("edit_person", other.ref, data={"staff": account})


def test_whoever_is_in_post_loses_nothing_by_a_cover(school: School) -> None:
    state_rule(school)
    with refused("TR-5", "已经有这个角色"):
        school.do("grant_cover", "staff:rfbsc-applications_clerk", "leader", COVER)


def test_the_induction_is_complete_with_the_last_of_what_it_takes(school: School) -> None:
    person = school.person()
    plan = school.plan()
    school.published(school.exam(plan), **{f"p{person.pk}": 90})
    session = school.notified(plan, "2026-11-05 09:00")
    school.recorded(session, person)
    person.refresh_from_db()
    assert person.inducted_on == date(2026, 11, 5)


def test_whoever_left_comes_back_as_what_they_are(school: School) -> None:
    person = school.inducted()
    session = Session.objects.get()
    school.do("leave", person.ref, data={"on": f"{school.county.at:%Y-%m-%d}", "reason": "辞职"})
    given = {"who": session.attendance.get().pk, "state": "absent", "reason": "由别人代签"}
    school.do("correct_attendance", session.ref, data=given)
    school.at("2026-11-20 09:00")
    back = School(school.county, "lxcz").person(from_on="2026-11-19")
    assert back.pk == person.pk
    assert back.state == Trainee.State.UNTRAINED
