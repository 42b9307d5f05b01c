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

from annual_report.models import AnnualReport
from applications.models import Application, Complaint
from disclosure.models import Attachment, Document
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.agencies.roles import COUNTY_ROLES, Role
from foundation.casework.acts import ACTS, Act, perform
from foundation.casework.matters import ref_of
from foundation.casework.refusals import NoSuchMatter, NotPermitted, Refused
from foundation.files.acts import store
from secrecy_review.models import Review
from tests.annual_report import permissions as annual_reports
from tests.applicants import Desk
from tests.applications import permissions as applications
from tests.applications.permissions import CITIZEN
from tests.personas import County
from tests.samples import on, one_of_each

DRAFTER, RECORDS, REVIEWER = Role.DRAFTER, Role.RECORDS_OFFICE, Role.SECRECY_REVIEWER
SECRECY_OFFICE, HEAD, LEADER = Role.SECRECY_OFFICE, Role.DEPARTMENT_HEAD, Role.LEADER
ADMIN, SUPERVISOR, INSPECTOR = Role.AGENCY_ADMIN, Role.COUNTY_SUPERVISOR, Role.SECRECY_INSPECTOR

#: What has no states is always in this one.
ANY = ""

#: Every act, and for each state of its matter who may perform it; nobody: the portal itself alone.
TABLE: dict[str, Mapping[str, Set[str]]] = {
    "agencies.establish": {ANY: {SUPERVISOR}},
    "agencies.set_contacts": {ANY: {ADMIN}},
    "agencies.open_for_applications": {ANY: {ADMIN}},
    "agencies.close_for_applications": {ANY: {ADMIN}},
    "agencies.appoint": {ANY: {ADMIN, SUPERVISOR}},
    "agencies.grant_role": {ANY: {ADMIN, SUPERVISOR}},
    "agencies.revoke_role": {ANY: {ADMIN, SUPERVISOR}},
    "deadlines.enter_notice": {ANY: {SUPERVISOR}},
    "deadlines.withdraw_notice": {ANY: {SUPERVISOR}},
    "secrecy_review.request": {
        state: {RECORDS} for state in ("rechecked", "review", "signing", "countersigning", "determined")
    },
    "secrecy_review.open": {},
    "secrecy_review.resolve_finding": {"pending": {REVIEWER}, "referred": {REVIEWER, INSPECTOR}},
    "secrecy_review.give_opinion": {"pending": {REVIEWER}, "referred": {REVIEWER, INSPECTOR}},
    "secrecy_review.void": {},
    "disclosure.draft": {ANY: {DRAFTER}},
    "disclosure.open_draft": {},
    "disclosure.import_document": {ANY: {DRAFTER}},
    "disclosure.edit": {"draft": {DRAFTER}},
    "disclosure.correct": {
        state: {RECORDS}
        for state in ("recheck", "rechecked", "review", "signing", "countersigning", "determined")
    },
    "disclosure.attach": {"draft": {DRAFTER}, "recheck": {RECORDS}},
    "disclosure.detach": {"draft": {DRAFTER}, "recheck": {RECORDS}},
    "disclosure.submit": {"draft": {DRAFTER}},
    "disclosure.recheck": {"recheck": {RECORDS}},
    "disclosure.return_to_drafter": {
        "recheck": {RECORDS},
        "rechecked": {RECORDS},
        "review": {RECORDS, REVIEWER},
        "signing": {RECORDS, HEAD},
        "countersigning": {RECORDS, LEADER},
        "determined": {RECORDS},
    },
    "disclosure.enter_review": {},
    "disclosure.strike": {},
    "disclosure.conclude_review": {},
    "disclosure.take_exemption": {},
    "disclosure.confirm_declassification": {
        state: {SECRECY_OFFICE} for state in ("rechecked", "review", "signing", "countersigning")
    },
    "disclosure.sign": {"signing": {HEAD}, "countersigning": {LEADER}},
    "disclosure.report_refusal": {"reporting": {RECORDS}},
    "disclosure.redetermine": {"kept": {RECORDS}},
    "disclosure.publish": {"determined": {RECORDS}},
    "disclosure.supersede": {},
    "disclosure.revise": {"published": {DRAFTER}},
    "disclosure.set_validity": {"published": {RECORDS}},
    "disclosure.set_normative": {"published": {RECORDS}},
    "disclosure.abandon": {"draft": {DRAFTER}},
    "disclosure.withdraw": {"published": {RECORDS, INSPECTOR}, "superseded": {RECORDS, INSPECTOR}},
    "disclosure.withdraw_older": {},
    **applications.TABLE,
    **annual_reports.TABLE,
}

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
    if model is Review and state == "referred":
        return Review(pk=1, state=state, agency=other, authority=own)
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
        staffed = {who for several in allowed.values() for who in several} - {CITIZEN}
        here = allowed.get(getattr(matter, "state", ANY), set()) or staffed
        right = next((role for role in Role if role in here - COUNTY_ROLES), RECORDS)
        mistaken = next(role for role in (SUPERVISOR, *Role) if role not in here)
        stranger, colleague = f"lxcz-{right.value}", mistaken.value
        if mistaken not in COUNTY_ROLES:
            colleague = f"rfbsc-{colleague}"
        hidden = NotPermitted if ACTS[name].by_system else NoSuchMatter
        for username, expected in ((stranger, hidden), (colleague, NotPermitted)):
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
    county.do("agencies.grant_role", on, "county_supervisor", role)
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

LOGIN = 302

#: Every address of the desk: what somebody sees who has not logged in, whose agency it is, and who is of another agency.
DESK: dict[str, tuple[int, int, int]] = {
    "index": (LOGIN, 200, 200),
    "inbox": (LOGIN, 200, 200),
    "act": (LOGIN, 200, 404),
    "login": (200, 302, 302),
    "logout": (LOGIN, 405, 405),  # leaving is a POST
    "password_change": (LOGIN, 200, 200),
    "password_change_done": (LOGIN, 200, 200),
    "autocomplete": (LOGIN, 403, 403),  # without a field of ours to complete it answers nobody
    "jsi18n": (LOGIN, 200, 200),
    "view_on_site": (LOGIN, 404, 404),
    "app_list": (LOGIN, 200, 200),
    "catch_all": (LOGIN, 404, 404),
    "agencies_agency_changelist": (LOGIN, 200, 200),
    "agencies_agency_change": (LOGIN, 200, 404),
    "agencies_staff_changelist": (LOGIN, 200, 200),
    "agencies_staff_change": (LOGIN, 200, 404),
    "secrecy_review_review_changelist": (LOGIN, 200, 200),
    "secrecy_review_review_change": (LOGIN, 200, 404),
    "disclosure_document_changelist": (LOGIN, 200, 200),
    "disclosure_document_change": (LOGIN, 200, 404),
    "disclosure_attachment": (LOGIN, 200, 404),
    "applications_application_changelist": (LOGIN, 200, 200),
    "applications_application_change": (LOGIN, 200, 404),
    "applications_letter": (LOGIN, 404, 404),  # until whoever may has asked for what is personal
    "applications_enclosure": (LOGIN, 404, 404),
    "applications_reply_changelist": (LOGIN, 200, 200),
    "applications_reply_change": (LOGIN, 200, 404),
    "applications_consultation_changelist": (LOGIN, 200, 200),
    "applications_consultation_change": (LOGIN, 200, 404),
    "applications_complaint_changelist": (LOGIN, 200, 200),
    "applications_complaint_change": (LOGIN, 200, 404),
    "applications_complaint_letter": (LOGIN, 404, 404),
    "applications_publishedreply_changelist": (LOGIN, 200, 200),
    "applications_publishedreply_change": (LOGIN, 200, 404),
    "annual_report_annualreport_changelist": (LOGIN, 200, 200),
    "annual_report_annualreport_change": (LOGIN, 200, 404),
    "annual_report_cell": (LOGIN, 200, 404),
    "annual_report_paper": (LOGIN, 404, 404),  # no such paper of that report
    "annual_report_receipt": (LOGIN, 404, 404),  # until there is one
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
    file = store(
        "内部附件。".encode(),
        name="附件.txt",
        agency=document.agency,
        audience="internal",
        by=county.actor("rfbsc-drafter"),
        at=county.at,
    )
    attachment = Attachment.objects.create(document=document, file=file, title="附件", position=1)
    pages = {
        f"{model._meta.app_label}_{model._meta.model_name}_change": [matter.pk]
        for model, matter in samples.items()
    }
    wanted: dict[str, list[Any]] = {
        "act": ["disclosure.return_to_drafter", document.ref],
        "app_list": ["disclosure"],
        "view_on_site": [1, 1],
        "disclosure_attachment": [document.pk, attachment.pk],
        "applications_letter": [samples[Application].pk, samples[Application].letters.get().pk],
        "applications_complaint_letter": [samples[Complaint].pk, samples[Application].letters.get().pk],
        "applications_enclosure": [samples[Application].pk, 1],
        "annual_report_cell": [samples[AnnualReport].pk, "t3.new.natural"],
        "annual_report_paper": [samples[AnnualReport].pk, 1],
        "annual_report_receipt": [samples[AnnualReport].pk],
        **pages,
    }
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
