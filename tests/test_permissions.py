"""Who may do what: the whole table, as data, against the acts and the desk as they are declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from applications.models import Application
from appraisal.models import Case, Rectification
from disclosure.models import Document
from disclosure.models.coordination import Coordination
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.agencies.roles import COUNTY_ROLES, OVERSEERS, Role
from foundation.casework.acts import ACTS, Act, perform
from foundation.casework.matters import ref_of
from foundation.casework.models import Matter
from foundation.casework.refusals import NoSuchMatter, NotPermitted, Refused
from participation.models import Decision, Evaluation, Proposal
from secrecy_review.models import Review
from tests.applicants import Desk
from tests.personas import County
from tests.rooms import ANY, CITIZEN, LOGIN, SELF, TABLES, together
from tests.samples import on, one_of_each

RECORDS, SUPERVISOR = Role.RECORDS_OFFICE, Role.COUNTY_SUPERVISOR

#: Every act, and for each state of its matter who may perform it; nobody: the portal itself alone.
TABLE: dict[str, Mapping[str, Set[str]]] = together("ACTS")

OWN, OTHER = 1, 2


def models_of(declared: Act) -> list[type[models.Model]]:
    """The tables that an act may be performed on."""
    return [model for model in apps.get_models() if issubclass(model, declared.on)]


def states_of(model: type[models.Model]) -> list[str]:
    """The states of a matter, or the one that stands for having none."""
    names = {field.name for field in model._meta.get_fields()}
    return [value for value, _ in model._meta.get_field("state").choices] if "state" in names else [ANY]  # type: ignore[union-attr]


def matter_in(model: type[models.Model], state: str) -> Any:
    """A matter whose turn it is within the agency OWN; nothing is written."""
    own, other = Agency(pk=OWN, code="own"), Agency(pk=OTHER, code="other")
    if model is Agency:
        return own
    if model is Staff:
        return Staff(pk=1, agency=own)
    if model is Coordination and state in ("deciding", "ruling"):
        return Coordination(pk=1, state=state, agency=other, office=own)
    if model is Review and state in ("referred", "outside"):
        return Review(pk=1, state=state, agency=other, authority=own)
    if model is Proposal and state == "studying":
        return Proposal(pk=1, state=state, agency=other, studied_by=own)
    if model is Evaluation and state == "ordered":
        return Evaluation(pk=1, state=state, agency=other, decision=Decision(pk=1, agency=own))
    if (model is Case and state in Case.AT_OFFICE) or (model is Rectification and state == "failed"):
        return model(pk=1, state=state, agency=other, office=own)
    return model(pk=1, state=state, agency=own)


def holder(role: Role, agency: int) -> Actor:
    """Somebody who holds one role and nothing else."""
    grants = frozenset({(role.value, None if role in COUNTY_ROLES else agency)})
    return Actor(kind="staff", name="某人", staff_id=99, agency_id=agency, grants=grants)


def test_every_act_and_state_is_in_the_table() -> None:
    assert set(TABLE) == set(ACTS)
    for name, allowed in TABLE.items():
        known = {state for model in models_of(ACTS[name]) for state in states_of(model)}
        assert set(allowed) <= known, name


@pytest.mark.parametrize("name", sorted(set(TABLE) | set(ACTS)))
def test_an_act_is_open_to_exactly_whom_the_table_names(name: str) -> None:
    declared, wrong = ACTS[name], []
    assert declared.by_system == (not TABLE[name])
    assert models_of(declared)
    for model in models_of(declared):
        for state, role, agency in product(states_of(model), Role, (OWN, OTHER)):
            held = agency == OWN or role in COUNTY_ROLES
            expected = held and role in TABLE[name].get(state, set())
            if declared.open_to(holder(role, agency), matter_in(model, state)) != expected:
                wrong.append((model.__name__, state, role.value, "own" if agency == OWN else "other"))
        for state in states_of(model):
            if declared.open_to(Actor.citizen("申请人"), matter_in(model, state)) != (
                CITIZEN in TABLE[name].get(state, set())
            ):
                wrong.append((model.__name__, state, CITIZEN, ""))
            oneself = Actor(kind="staff", name="本人", staff_id=1, agency_id=OWN)
            if declared.open_to(oneself, matter_in(model, state)) != (SELF in TABLE[name].get(state, set())):
                wrong.append((model.__name__, state, SELF, ""))
    assert wrong == []


def test_an_account_without_roles_may_do_nothing() -> None:
    nobody = Actor(kind="staff", name="无角色", staff_id=99, agency_id=OWN)
    for declared in ACTS.values():
        for model in models_of(declared):
            assert not any(declared.open_to(nobody, matter_in(model, state)) for state in states_of(model))


@pytest.mark.django_db
@pytest.mark.clause("SR-6(2)")
def test_performing_refuses_wrong_roles_and_hides_other_agencies(county: County) -> None:
    """Through the one door: another agency's matter does not exist, a wrong role is told so.

    One stranger, who holds the very role in another agency where there is one, and one wrong role, of the county where that
    is wrong, stand for all: which roles are right the table above has proven.
    """
    samples = one_of_each(county)
    county.at = county.at.replace(hour=18)
    wrong = []
    for name, allowed in TABLE.items():
        matter = on(ACTS[name], samples)
        staffed = {who for several in allowed.values() for who in several} - {CITIZEN, SELF}
        here = allowed.get(getattr(matter, "state", ANY), set()) or staffed
        right = next((role for role in Role if role in here - COUNTY_ROLES), RECORDS)
        read_by = type(matter).readers.within if isinstance(matter, Matter) else set(Role)
        mistaken = next(
            role for role in (SUPERVISOR, *Role) if role not in here and role in read_by | OVERSEERS
        )
        stranger, colleague = f"lxcz-{right.value}", mistaken.value
        if mistaken not in COUNTY_ROLES:
            colleague = f"rfbsc-{colleague}"
        hidden = NotPermitted if ACTS[name].by_system else NoSuchMatter
        # Of what is sealed the county learns as little as another agency.
        told = hidden if getattr(matter, "sealed", False) else NotPermitted
        for username, expected in ((stranger, hidden), (colleague, told)):
            raised = raised_by(name, ref_of(matter), county.actor(username), county.at)
            if raised is not expected:
                wrong.append((name, username, expected.__name__, raised))
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.clause("OR-3")
def test_a_citizen_reaches_the_one_matter_they_hold(county: County) -> None:
    """Whoever shows the code of one application does not learn that another exists, and performs public acts alone."""
    samples = one_of_each(county)
    held, other = samples[Application], Desk(county).file(county.at)
    citizen = Actor.citizen("申请人", holds=held.ref)
    for name, declared in ACTS.items():
        if declared.on is Agency:
            continue
        expected = NotPermitted if declared.by_system else NoSuchMatter
        for matter in (on(declared, samples), other):
            if matter != held and issubclass(type(matter), declared.on):
                assert (
                    raised_by(
                        name, matter.ref if hasattr(matter, "ref") else ref_of(matter), citizen, county.at
                    )
                    is expected
                ), name
        if declared.on is Application and not declared.public:
            assert raised_by(name, held.ref, citizen, county.at) is NotPermitted, name


@pytest.mark.django_db
@pytest.mark.clause("PD-1")
def test_the_countys_roles_are_the_countys_to_give(county: County) -> None:
    """An agency's administrator hands out the agency's roles; supervision and inspection come from the county."""
    on, role = "staff:rfbsc-drafter", {"role": Role.COUNTY_SUPERVISOR.value}
    with pytest.raises(Refused) as refused:
        county.do("agencies.grant_role", on, "rfbsc-agency_admin", role)
    assert refused.value.clause.id == "PD-1"
    county.people["lxcz-leader"].grants.create(role=Role.COUNTY_SUPERVISOR)
    county.grant("rfbsc-drafter", Role.COUNTY_SUPERVISOR.value, "county_supervisor", "lxcz-leader")
    assert county.actor("rfbsc-drafter").sees_all


def raised_by(name: str, ref: str, actor: Actor, at: Any) -> type[Exception] | None:
    """What an attempt raises; whatever it did is undone."""
    with transaction.atomic():
        try:
            perform(name, on=ref, actor=actor, at=at)
        except Exception as refused:
            return type(refused)
        finally:
            transaction.set_rollback(True)
    return None


# The desk's addresses

#: Every address of the desk: what somebody sees who has not logged in, whose agency it is, and who is of another agency.
DESK: dict[str, tuple[int, int, int]] = {
    "index": (LOGIN, 200, 200),
    "inbox": (LOGIN, 200, 200),
    "phrases": (LOGIN, 200, 200),
    "audit": (LOGIN, 404, 404),  # the auditor's alone
    "code": (LOGIN, 302, 302),  # who has shown all that is asked for goes on to the work list
    "due": (LOGIN, 200, 200),
    "together": (LOGIN, 200, 200),
    "files": (LOGIN, 200, 404),
    "figures": (LOGIN, 200, 200),
    "figure": (LOGIN, 200, 200),
    "mine": (LOGIN, 200, 200),
    "others": (LOGIN, 200, 200),
    "act": (LOGIN, 200, 404),
    "draft": (LOGIN, 405, 404),  # what is being typed comes by POST
    "set_out": (LOGIN, 405, 405),  # the same, of no matter
    "login": (200, 302, 302),
    "logout": (LOGIN, 405, 405),  # leaving is a POST
    "password_change": (LOGIN, 200, 200),
    "password_change_done": (LOGIN, 200, 200),
    "autocomplete": (LOGIN, 403, 403),  # without a field of ours to complete it answers nobody
    "jsi18n": (LOGIN, 200, 200),
    "view_on_site": (LOGIN, 404, 404),
    "app_list": (LOGIN, 200, 200),
    "catch_all": (LOGIN, 404, 404),
    **together("DESK"),
}


def desk_patterns() -> Iterator[URLPattern]:
    """Every address below /desk/."""
    desk = next(p for p in get_resolver().url_patterns if getattr(p, "namespace", None) == "desk")
    rest: list[URLPattern | URLResolver] = list(desk.url_patterns)
    while rest:
        found = rest.pop()
        if isinstance(found, URLResolver):
            rest += found.url_patterns
        elif found.name is not None or "url" in str(found.pattern):
            yield found


def test_every_address_of_the_desk_is_in_the_table() -> None:
    assert {pattern.name or "catch_all" for pattern in desk_patterns()} == set(DESK)


@pytest.mark.django_db
def test_the_desk_answers_each_as_the_table_says(county: County) -> None:
    samples = one_of_each(county)
    document = samples[Document]
    pages = {
        f"{model._meta.app_label}_{model._meta.model_name}_change": [matter.pk]
        for model, matter in samples.items()
    }
    wanted: dict[str, list[Any]] = {
        "act": ["disclosure.return_to_drafter", document.ref],
        "draft": ["disclosure.return_to_drafter", document.ref],
        "app_list": ["disclosure"],
        "due": ["open"],
        "together": ["applications.register"],
        "files": ["disclosure.attach", document.ref],
        "figure": ["disclosure.published"],
        "view_on_site": [1, 1],
        **pages,
    }
    samples["county"] = county
    for tables in TABLES:
        if hasattr(tables, "desk_arguments"):
            wanted |= tables.desk_arguments(samples)
    anonymous, own, other = Client(), Client(), Client()
    own.force_login(county.people["rfbsc-records_office"])
    other.force_login(county.people["lxcz-records_office"])
    wrong = {}
    for name, expected in DESK.items():
        address = (
            "/desk/no/such/page/"
            if name == "catch_all"
            else reverse(f"desk:{name}", args=wanted.get(name, []))
        )
        answers = [client.get(address) for client in (anonymous, own, other)]
        got = tuple(answer.status_code for answer in answers)
        if got != expected:
            wrong[name] = (expected, got)
        if expected[0] == LOGIN:
            assert answers[0]["Location"].startswith("/desk/" if name == "logout" else "/desk/login/"), name
        if expected[2] == 404:
            assert document.title not in answers[2].content.decode(), name
    assert wrong == {}


@pytest.mark.django_db
def test_every_act_is_404_for_another_agency(county: County) -> None:
    """By GET and, once for each kind of matter, by POST alike, and never 403: that a matter exists is not told."""
    samples = one_of_each(county)
    client = Client()
    client.force_login(county.people["lxcz-records_office"])
    sent = set()
    for name, declared in ACTS.items():
        matter = on(declared, samples)
        address = reverse("desk:act", args=[name, ref_of(matter)])
        assert client.get(address).status_code == 404, name
        if type(matter) not in sent:
            assert client.post(address).status_code == 404, name
            sent.add(type(matter))
