"""What people have learnt, counted anew from what counts: a fixed number of queries, however many people.

Called by acts after hours or marks changed. Stored is only what follows from the rows of `Credit` and `Mark`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Q, QuerySet, Sum

from foundation.casework.acts import Step
from training.models import Account, Credit, Mark, Session, Trainee
from training.models.session import years_of
from training.statute import (
    ASSESSED,
    FOR_POST,
    IN_FORCE,
    YEAR_MINUTES,
    Course,
    Post,
)

UNTRAINED, FAILED = "当年没有参加培训", "考试不合格"


@dataclass
class Learnt:
    """What one person did in one year."""

    minutes: int = 0
    minutes_in_post: int = 0
    #: By exam, whether it was passed at last.
    exams: dict[int, bool] = field(default_factory=dict)


def standing(people: Collection[int]) -> QuerySet[Credit]:
    """The time of these people that counts."""
    return Credit.objects.filter(trainee__in=people, withdrawn_at=None)


def learnt(people: Collection[int], years: Collection[int]) -> dict[tuple[int, int], Learnt]:
    """What these people did in these years; three queries."""
    found: dict[tuple[int, int], Learnt] = defaultdict(Learnt)
    rows = standing(people).filter(year__in=years).order_by().values("trainee", "year")
    since = Q(trainee__post_since=None) | Q(
        attendance__session__starts_at__date__gte=F("trainee__post_since")
    )
    for row in rows.annotate(all=Sum("minutes"), in_post=Sum("minutes", filter=since)):
        one = found[row["trainee"], row["year"]]
        one.minutes, one.minutes_in_post = row["all"], row["in_post"] or 0
    marks = Mark.objects.counting().filter(trainee__in=people, year__in=years)
    for trainee, year, sitting, passed in marks.values_list("trainee", "year", "sitting", "passed"):
        exams = found[trainee, year].exams
        exams[sitting] = exams.get(sitting, False) or passed
    return found


def covered(people: Collection[int]) -> dict[int, set[str]]:
    """The topics that these people heard, of the edition in force, in sessions whose hours stand; one query."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = standing(people).filter(attendance__session__edition=IN_FORCE)
    for trainee, tags in rows.values_list("trainee", "attendance__session__tags").distinct():
        found[trainee] |= set(tags)
    return found


def passed_induction(people: Collection[int]) -> dict[int, date]:
    """Those who passed an exam for the induction, of the edition in force, and when first; one query."""
    found: dict[int, date] = {}
    marks = Mark.objects.counting().filter(
        trainee__in=people, passed=True, sitting__course=Course.INDUCTION, sitting__edition=IN_FORCE
    )
    for trainee, day in marks.order_by("-taken_on").values_list("trainee", "taken_on"):
        found[trainee] = day
    return found


def required_of(person: Trainee) -> int:
    """The minutes of a year that the regulation names: those of TR-5 for disclosure staff, none for others."""
    return YEAR_MINUTES if person.post == Post.DISCLOSURE else 0


def new_account(person: Trainee, year: int) -> Account:
    """The account of a year with the person as they are now."""
    return Account(
        trainee=person,
        agency_id=person.agency_id,
        year=year,
        post=person.post,
        establishment=person.establishment,
        duty=person.duty,
        required=required_of(person),
    )


def open_accounts(people: Iterable[Trainee], years: Collection[int]) -> None:
    """Let each of these people have an account of each of these years; two queries."""
    people = list(people)
    known = set(Account.objects.filter(trainee__in=people, year__in=years).values_list("trainee", "year"))
    Account.objects.bulk_create(
        [new_account(person, year) for person in people for year in years if (person.pk, year) not in known],
        ignore_conflicts=True,
    )


def judge(account: Account) -> None:
    """What came of a year that is over: met, short or, where the regulation only advises, below; and whether 优秀 is barred."""
    trained = account.minutes > 0
    enough = account.minutes >= account.required and trained
    if enough:
        account.state = Account.State.MET
    else:
        account.state = Account.State.SHORT if account.duty else Account.State.BELOW
    because = [
        said for said, holds in ((UNTRAINED, not trained), (FAILED, account.exams_failed > 0)) if holds
    ]
    account.barred = bool(because) and account.duty and account.establishment in ASSESSED
    account.barred_because = "、".join(because) if account.barred else ""


def write_accounts(people: Collection[int], years: Collection[int]) -> None:
    """Count the accounts of these people and years anew; those of years that are over are judged again."""
    known = learnt(people, years)
    accounts = list(Account.objects.filter(trainee__in=people, year__in=years))
    for account in accounts:
        one = known.get((account.trainee_id, account.year), Learnt())
        account.minutes, account.minutes_in_post = one.minutes, one.minutes_in_post
        account.exams_passed = sum(one.exams.values())
        account.exams_failed = len(one.exams) - account.exams_passed
        if account.state in Account.OVER:
            judge(account)
    changed = [
        "minutes", "minutes_in_post", "exams_passed", "exams_failed", "state", "barred", "barred_because",
    ]  # fmt: skip
    Account.objects.bulk_update(accounts, changed, batch_size=500)


def count_again(step: Step, people: Collection[int], years: Collection[int]) -> None:
    """After hours or marks of these people changed: accounts, topics, and whether the induction is complete."""
    rows = list(Trainee.objects.filter(pk__in=people).select_related("agency"))
    open_accounts(rows, years)
    write_accounts(people, years)
    heard, passed = covered(people), passed_induction(people)
    for person in rows:
        person.covered = sorted(heard.get(person.pk, set()))
    Trainee.objects.bulk_update(rows, ["covered"], batch_size=500)
    for person in rows:
        complete = person.pk in passed and not set(FOR_POST) - set(person.covered)
        if complete and person.state == Trainee.State.UNTRAINED:
            step.also("training.inducted", person, day=passed[person.pk].isoformat())
        elif person.state == Trainee.State.INDUCTED and not complete:
            step.also("training.induction_lapsed", person)


def years_between(sessions: Iterable[Session]) -> set[int]:
    """The years over which sessions go."""
    return {year for session in sessions for year in years_of(session)}
