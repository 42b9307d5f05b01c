"""The directory of interpreters and experts, and the plans that draw on it (PI-9)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from foundation.casework.refusals import Invalid, Refused
from interpretation.models import Interpreter
from tests.interpretation.directory import entered
from tests.interpretation.people import PLAN, Office
from tests.personas import County

pytestmark = pytest.mark.django_db


@pytest.mark.clause("PI-9")
def test_a_plan_draws_on_the_directory(office: Office, county: County) -> None:
    one = entered(office)
    duty = office.duty(office.draft())
    plan = {**PLAN, "interpreter": "", "interpreter_post": ""}
    with pytest.raises(Invalid, match="或者从名录里选"):
        office.by("drafter", "interpretation.plan", duty, plan)
    duty = office.by("drafter", "interpretation.plan", duty, {**plan, "drawn_from": str(one.pk)}).matter
    assert (duty.interpreter, duty.interpreter_post) == (one.name, one.post)
    other = entered(Office(county, "lxcz"), name="别的机关的人")
    with pytest.raises(Invalid):
        office.by("drafter", "interpretation.plan", duty, {**plan, "drawn_from": str(other.pk)})


@pytest.mark.clause("PI-9")
def test_whose_term_is_over_interprets_nothing_until_it_is_renewed(office: Office, county: County) -> None:
    today = localdate(county.at)
    one = entered(office, valid_until=str(today + timedelta(days=1)))
    duty = office.duty(office.draft())
    county.at += timedelta(days=3)
    plan = {**PLAN, "drawn_from": str(one.pk)}
    with pytest.raises(Invalid, match="聘期"):
        office.by("drafter", "interpretation.plan", duty, plan)
    office.by(
        "records_office",
        "interpretation.renew_interpreter",
        one,
        {"valid_until": str(today + timedelta(days=400))},
    )
    office.by("drafter", "interpretation.plan", duty, plan)
    with pytest.raises(Invalid, match="聘期已经过了"):
        entered(office, name="来晚的人", valid_until=str(today - timedelta(days=1)))


@pytest.mark.clause("PI-9")
def test_nobody_stands_twice_and_who_left_is_not_named(office: Office) -> None:
    one = entered(office)
    with pytest.raises(Invalid, match="已经有这个人"):
        entered(office)
    office.by("records_office", "interpretation.strike_interpreter", one, {"reason": "本人退出。"})
    duty = office.duty(office.draft())
    with pytest.raises(Invalid):
        office.by("drafter", "interpretation.plan", duty, {**PLAN, "drawn_from": str(one.pk)})
    with pytest.raises(Refused):
        office.by("records_office", "interpretation.renew_interpreter", one, {"post": "别处"})
    entered(office)
    assert Interpreter.objects.count() == 2
