"""What is read of training by several parts of the room, and what of it the search index holds."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from disclosure.models import Document
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, RoleGrant, Staff
from foundation.agencies.queries import names_of_staff
from foundation.casework.models import LedgerLine
from foundation.search.entries import EntryData, indexed
from training.exercises import LEAST, anonymous
from training.models import Plan, Rule, Session, Trainee
from training.statute import DISCLOSURE_ROLES


@indexed(Plan.kind, "培训计划", lambda at: Plan.objects.public().select_related("agency"))
def index(plan: Plan) -> EntryData:
    """Index a plan once it is approved, with its report once there is one."""
    assert plan.approved_at is not None, "it is approved"
    return EntryData(
        plan.pk,
        plan.title,
        "\n".join(filter(None, (plan.aims, plan.attendance_rule, plan.report))),
        f"{reverse('training:overview')}?year={plan.year}",
        plan.agency,
        plan.approved_at,
    )


def rule() -> Rule | None:
    """What the county stated; None before that."""
    return Rule.objects.first()


def person_of(staff: Staff) -> Trainee | None:
    """The person behind an account; None where nobody is registered."""
    return Trainee.objects.of_staff(staff).select_related("agency").first()


def is_of(actor: Actor, person: Trainee) -> bool:
    """Whether the actor is this person, under whatever account."""
    if actor.person and actor.person == person.person:
        return True
    return bool(actor.staff_id and person.staff is not None and actor.is_person(person.staff))


def inducted(staff: Staff) -> bool:
    """Whether the person behind an account completed the induction."""
    return Trainee.objects.of_staff(staff).filter(state=Trainee.State.INDUCTED).exists()


#: Returns of documents that are offered for an exercise at most.
RETURNS = 50


def returns(actor: Actor) -> dict[str, str]:
    """Why documents that this person reads were returned of late, without what tells of whom, by the key of the ledger's line."""
    here = Document.objects.visible_to(actor).values("pk")
    lines = LedgerLine.objects.filter(matter_kind=Document.kind, act="disclosure.return_to_drafter")
    rows = lines.filter(matter_id__in=here).order_by("-pk").values_list("pk", "reason")[:RETURNS]
    agencies = [name for names in Agency.objects.values_list("name", "short_name") for name in names if name]
    people = names_of_staff()
    found = {str(pk): anonymous(reason, agencies, people) for pk, reason in rows}
    return {pk: said for pk, said in found.items() if len(said) >= LEAST}


def untrained_in_post() -> QuerySet[RoleGrant]:
    """The grants of disclosure roles to open accounts whose person never completed the induction."""
    trained = Trainee.objects.filter(state=Trainee.State.INDUCTED)
    rows = RoleGrant.objects.filter(role__in=DISCLOSURE_ROLES, staff__is_active=True)
    return rows.exclude(
        Exists(
            trained.filter(Q(staff=OuterRef("staff")) | ~Q(person="") & Q(person=OuterRef("staff__person")))
        )
    ).select_related("staff", "agency")


def public_plans(year: int) -> QuerySet[Plan]:
    """The approved plans of a year, the county's first, with how many sessions were held."""
    rows: QuerySet[Plan] = (
        Plan.objects.public()
        .filter(year=year)
        .select_related("agency")
        .annotate(held=Count("sessions", filter=Q(sessions__state__in=Session.DONE)))
        .order_by("-countywide", "agency__kind", "agency__code")
    )
    return rows


def coming(agency: Agency, at: datetime, days: int = 366) -> QuerySet[Session]:
    """The sessions to come that count for people of a unit, announced and to be read by everybody."""
    rows = Session.objects.public().filter(
        Q(agency=agency) | Q(countywide=True),
        state=Session.State.NOTIFIED,
        starts_at__gt=at,
        starts_at__lt=at + timedelta(days=days),
    )
    return rows.select_related("agency", "plan").order_by("starts_at", "pk")


def years_with_plans() -> list[int]:
    """The years of which there is an approved plan, the newest first."""
    return sorted(set(Plan.objects.public().order_by().values_list("year", flat=True)), reverse=True)
