"""What a year came to for the whole county, in numbers alone; a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Avg, Count, F, Q

from training.models import Account, Mark, Plan, Session
from training.statute import ASSESSED, Post, hours


@dataclass(frozen=True)
class Numbers:
    """The county in one year. Of people there are counts, and nothing by which they could be ranked."""

    civil: int
    civil_trained: int
    posts: int
    posts_enough: int
    average_hours: str
    sat: int
    passed: int
    planned: int
    held: int
    advised: int
    advised_trained: int
    barred: int
    closed: bool


def county_numbers(year: int) -> Numbers:
    """Counted from the accounts, exams and sessions of the year; four queries."""
    accounts = Account.objects.filter(year=year)
    post = Q(post=Post.DISCLOSURE, duty=True)
    found = accounts.aggregate(
        civil=Count("pk", filter=Q(establishment__in=ASSESSED, duty=True)),
        civil_trained=Count("pk", filter=Q(establishment__in=ASSESSED, duty=True, minutes__gt=0)),
        posts=Count("pk", filter=post),
        posts_enough=Count("pk", filter=post & Q(minutes__gte=F("required"))),
        average=Avg("minutes", filter=post),
        advised=Count("pk", filter=Q(duty=False)),
        advised_trained=Count("pk", filter=Q(duty=False, minutes__gt=0)),
        barred=Count("pk", filter=Q(barred=True)),
        closed=Count("pk", filter=Q(state__in=Account.OVER)),
    )
    marks = Mark.objects.counting().filter(year=year)
    sat = marks.aggregate(
        sat=Count("trainee", distinct=True), passed=Count("trainee", distinct=True, filter=Q(passed=True))
    )
    planned = sum(Plan.objects.public().filter(year=year).values_list("sessions_planned", flat=True))
    held = Session.objects.held().filter(plan__year=year).count()
    average = int(found.pop("average") or 0)
    closed = bool(found.pop("closed"))
    return Numbers(**found, **sat, planned=planned, held=held, average_hours=hours(average), closed=closed)
