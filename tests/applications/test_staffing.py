"""PD-3: an application to an agency without a clerk is told to somebody at once, and waits for them."""

from __future__ import annotations

import pytest

from foundation.agencies.models import RoleGrant
from foundation.casework.refusals import NotPermitted, Refused
from foundation.casework.worklist import my_matters
from foundation.notices.models import Notice
from tests.applicants import Desk, on
from tests.personas import County

CLERK, HEAD = "applications_clerk", "disclosure_head"


def without(county: County, *roles: str) -> None:
    """Nobody in the agency holds these roles any more."""
    RoleGrant.objects.filter(agency=county.agencies["rfbsc"], role__in=roles).delete()


def rows(county: County, username: str) -> list[tuple[str, str]]:
    return [(row.matter.ref, row.act.name) for row in my_matters(county.actor(username), 50)[0]]


def told(username: str) -> int:
    return Notice.objects.filter(recipient__username=username, subject__contains="网上提出申请").count()


@pytest.mark.clause("PD-3")
def test_without_a_clerk_the_head_is_told_and_names_one(
    county: County, django_capture_on_commit_callbacks: pytest.FixtureRequest
) -> None:
    desk = Desk(county)
    without(county, CLERK)
    application = desk.file(on("2026-11-02"))
    assert (told("rfbsc-disclosure_head"), told("county_supervisor")) == (1, 0)
    assert rows(county, "rfbsc-disclosure_head") == [(application.ref, "applications.name_clerk")]
    assert rows(county, "county_supervisor") == []
    oneself = {"person": county.people["rfbsc-disclosure_head"].pk}
    with pytest.raises(Refused, match="不能指定自己"):
        desk.by(HEAD, "applications.name_clerk", application, on("2026-11-02"), oneself)
    other = county.people["rfbsc-drafter"]
    desk.by(HEAD, "applications.name_clerk", application, on("2026-11-02"), {"person": other.pk})
    assert rows(county, "rfbsc-disclosure_head") == []
    assert (application.ref, "applications.register") in rows(county, "rfbsc-drafter")
    assert Notice.objects.filter(recipient=other, subject__contains="指定经办人").exists()


@pytest.mark.clause("PD-1")
def test_without_a_head_either_the_countys_office_is_told_and_names_one(county: County) -> None:
    desk = Desk(county)
    without(county, CLERK, HEAD)
    application = desk.file(on("2026-11-02"))
    assert told("county_supervisor") == 1
    assert rows(county, "county_supervisor") == [(application.ref, "applications.name_clerk_for")]
    other = county.people["rfbsc-drafter"]
    county.do("applications.name_clerk_for", application.ref, "county_supervisor", {"person": other.pk})
    assert rows(county, "county_supervisor") == []
    elsewhere = county.people["lxcz-drafter"]
    with pytest.raises(NotPermitted):
        county.do("applications.name_clerk", application.ref, "rfbsc-drafter", {"person": elsewhere.pk})


@pytest.mark.clause("PD-3")
def test_with_a_clerk_nobody_else_is_told(county: County) -> None:
    desk = Desk(county)
    application = desk.file(on("2026-11-02"))
    assert (told("rfbsc-applications_clerk"), told("rfbsc-disclosure_head")) == (1, 0)
    assert rows(county, "rfbsc-disclosure_head") == []
    assert rows(county, "rfbsc-applications_clerk") == [(application.ref, "applications.register")]
