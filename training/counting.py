"""What people have learnt, counted anew from what counts: a fixed number of queries, however many people.

Called by acts after hours or marks changed. Stored is only what follows from the rows of `Credit` and `Mark`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Min, Q, QuerySet, Sum
from django.utils.timezone import localdate

from foundation.casework.acts import Step
from training.models import Account, Credit, Mark, Posting, Session, Trainee
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


def covered(people: Collection[int]) -> dict[int, dict[str, date]]:
    """The topics that these people heard, of the edition in force, in sessions whose hours stand, and when first; one query."""
    found: dict[int, dict[str, date]] = defaultdict(dict)
    rows = standing(people).filter(attendance__session__edition=IN_FORCE).order_by()
    first = rows.values("trainee", "attendance__session__tags").annotate(
        first=Min("attendance__session__ends_at")
    )
    for row in first:
        day, heard = localdate(row["first"]), found[row["trainee"]]
        for tag in row["attendance__session__tags"]:
            heard[tag] = min(day, heard.get(tag, day))
    return found


def complete_on(heard: Mapping[str, date], passed: date | None) -> date | None:
    """The day on which the induction was complete, by the last topic or the exam; None as long as something is missing."""
    if passed is None or not set(FOR_POST) <= heard.keys():
        return None
    return max(passed, *(heard[tag] for tag in FOR_POST))


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


def stayed(accounts: Iterable[Account]) -> set[tuple[int, int]]:
    """Person and year of those accounts whose person worked in some unit on the last day of the year; one query a year."""
    people: dict[int, list[int]] = defaultdict(list)
    for account in accounts:
        people[account.year].append(account.trainee_id)
    return {
        (trainee, year)
        for year, whose in people.items()
        for trainee in Posting.objects.on(date(year, 12, 31))
        .filter(trainee__in=whose)
        .values_list("trainee", flat=True)
    }


def judge(account: Account, *, there: bool) -> None:
    """What came of a year that is over: met, short or, where it is no breach, below; and whether 优秀 is barred.

    No unit owes hours, and none assesses a year, of whoever left before its last day (`there` says that they did not).
    """
    trained = account.minutes > 0
    enough = account.minutes >= account.required and trained
    if enough:
        account.state = Account.State.MET
    else:
        account.state = Account.State.SHORT if account.duty and there else Account.State.BELOW
    because = [
        said for said, holds in ((UNTRAINED, not trained), (FAILED, account.exams_failed > 0)) if holds
    ]
    account.barred = bool(because) and account.duty and there and account.establishment in ASSESSED
    account.barred_because = "、".join(because) if account.barred else ""


def write_accounts(people: Collection[int], years: Collection[int], *, ends: bool = False) -> list[Account]:
    """Count the accounts of these people and years anew; those of years that are over, or end now, are judged."""
    known = learnt(people, years)
    accounts = list(Account.objects.filter(trainee__in=people, year__in=years))
    for account in accounts:
        one = known.get((account.trainee_id, account.year), Learnt())
        account.minutes, account.minutes_in_post = one.minutes, one.minutes_in_post
        account.exams_passed = sum(one.exams.values())
        account.exams_failed = len(one.exams) - account.exams_passed
    over = [account for account in accounts if ends or account.state in Account.OVER]
    there = stayed(over)
    for account in over:
        judge(account, there=(account.trainee_id, account.year) in there)
    changed = [
        "minutes", "minutes_in_post", "exams_passed", "exams_failed", "state", "barred", "barred_because",
    ]  # fmt: skip
    Account.objects.bulk_update(accounts, changed, batch_size=500)
    return accounts


def count_again(step: Step, people: Collection[int], years: Collection[int]) -> None:
    """After hours or marks of these people changed: accounts, topics, and whether the induction is complete."""
    rows = list(Trainee.objects.filter(pk__in=people).select_related("agency"))
    open_accounts(rows, years)
    write_accounts(people, years)
    heard, passed = covered(people), passed_induction(people)
    complete = {person.pk: complete_on(heard[person.pk], passed.get(person.pk)) for person in rows}
    for person in rows:
        person.covered = sorted(heard[person.pk])
        if person.state == Trainee.State.LEFT:  # whoever comes back is what they are by then
            person.inducted_on = complete[person.pk]
    Trainee.objects.bulk_update(rows, ["covered", "inducted_on"], batch_size=500)
    for person in rows:
        day = complete[person.pk]
        if day is not None and person.state == Trainee.State.UNTRAINED:
            step.also("training.inducted", person, day=day.isoformat())
        elif person.state == Trainee.State.INDUCTED and day is None:
            step.also("training.induction_lapsed", person)


def years_between(sessions: Iterable[Session]) -> set[int]:
    """The years over which sessions go."""
    return {year for session in sessions for year in years_of(session)}
