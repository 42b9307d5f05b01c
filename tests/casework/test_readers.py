"""Who may read which kind of matter, and which part of it, as one table; a new kind or part must be entered here."""

from __future__ import annotations

from typing import Any

import pytest

from disclosure.models import Document
from foundation.agencies.actors import SYSTEM, Actor
from foundation.agencies.readers import Readers
from foundation.agencies.roles import COUNTY_ROLES, Role
from foundation.casework.matters import matter_kinds
from foundation.casework.models import Matter
from tests.applicants import Desk
from tests.doors import Doors
from tests.personas import County
from tests.rooms import together
from tests.samples import one_of_each

#: Kind, or kind and part: the roles that read it.
TABLE: dict[str, set[Role]] = together("READERS")

#: Of kinds whose rows have different readers, whoever does not read the sample.
NARROWED: dict[str, set[Role]] = together("NARROWED")

OWN, OTHER = 1, 2


def holder(role: Role, agency: int) -> Actor:
    """Somebody who holds one role and nothing else."""
    grant = (role.value, None if role in COUNTY_ROLES else agency)
    return Actor(kind="staff", name="某人", staff_id=99, grants=frozenset({grant}))


def declared() -> dict[str, Readers]:
    """What the kinds declare."""
    found = {model.kind: model.readers for model in matter_kinds()}
    parts = ((model, part) for model in matter_kinds() for part in model.readers_of)
    return found | {f"{model.kind}/{part}": model.readers_of[part] for model, part in parts}


@pytest.mark.parametrize("what", sorted(set(TABLE) | set(declared())))
def test_exactly_whom_the_table_names_may_read(what: str) -> None:
    readers = declared()[what]
    found = {role for role in Role if readers.include(holder(role, OWN), OWN)}
    assert found == TABLE[what]
    # In another agency only the county's roles read.
    assert {role for role in Role if readers.include(holder(role, OTHER), OWN)} == TABLE[what] & COUNTY_ROLES
    assert readers.include(SYSTEM, OWN)


@pytest.mark.django_db
def test_nobody_finds_a_matter_that_is_not_theirs_to_read(county: County) -> None:
    """Through the queryset that every door uses."""
    samples = [matter for matter in one_of_each(county).values() if isinstance(matter, Matter)]
    wrong: list[Any] = []
    for username in county.people:
        role, actor = Role(username.rpartition("-")[2]), county.actor(username)
        own = username.startswith("rfbsc-") or role in COUNTY_ROLES
        for matter in samples:
            rows = type(matter)._default_manager.all().visible_to(actor)
            readers = TABLE[matter.kind] - NARROWED.get(matter.kind, set())
            if rows.filter(pk=matter.pk).exists() != (own and role in readers):
                wrong.append((matter.kind, username))
    assert wrong == []


@pytest.mark.django_db
def test_a_kind_may_be_closed_to_supervisors(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    document = county.draft()
    monkeypatch.setattr(Document, "readers", Readers.of(Role.DRAFTER, county=frozenset()))
    supervisor = county.actor("county_supervisor")
    assert not Document.objects.all().visible_to(supervisor).exists()
    assert Document.objects.all().visible_to(county.actor("rfbsc-drafter")).get() == document


@pytest.mark.django_db
@pytest.mark.clause("SR-6(1)")
def test_the_internal_text_is_shown_to_its_readers_alone(doors: Doors) -> None:
    given = {
        "attribute": "declassified",
        "declassification": "delete",
        "internal_body": "冷库值守口令为寒枝栖尽。",
    }
    document = doors.county.draft(**given)
    for username, seen in {
        "rfbsc-records_office": True,
        "rfbsc-applications_clerk": False,
        "secrecy_inspector": True,
        "county_supervisor": False,
    }.items():
        page = doors.desk(username).get(f"/desk/disclosure/document/{document.pk}/change/")
        assert page.status_code == 200, username
        assert ("寒枝栖尽" in page.content.decode()) == seen, username


@pytest.mark.django_db
@pytest.mark.clause("OR-3")
def test_who_has_lost_the_role_no_longer_reads_what_was_opened(doors: Doors) -> None:
    county = doors.county
    desk = Desk(county)
    application = desk.registered(county.at)
    county.do("applications.reveal", application, "rfbsc-leader", {"reason": "核对身份"})
    address = f"/desk/applications/application/{application.pk}/change/"
    assert "11010519491231002X" in doors.desk("rfbsc-leader").get(address).content.decode()
    leader = county.people["rfbsc-leader"]
    leader.grants.filter(role=Role.LEADER).update(role=Role.DEPARTMENT_HEAD)
    page = doors.desk("rfbsc-leader").get(address)
    assert page.status_code == 200
    assert "11010519491231002X" not in page.content.decode()
