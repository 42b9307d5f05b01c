"""What the clock does by itself: years opened, warned, closed; marks settled, certificates, cover that ends, the rule."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from foundation.agencies.models import Agency
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction
from foundation.casework.clockwork import perform_on_each
from training.acts import retention
from training.acts.certificates import without_certificate
from training.acts.years import over, warns_from
from training.models import Certificate, Cover, Objection, Rule, Sitting, Trainee, Year
from training.queries import rule

#: Entries made, certificates printed, and matters erased, in one run at most.
AT_ONCE = 200


def open_years(*, at: datetime) -> int:
    """Open this year for every unit that has people; return how many."""
    year = localdate(at).year
    had = Year.objects.filter(year=year).values("agency")
    staffed = Trainee.objects.here().values("agency")
    found = Agency.objects.public().filter(pk__in=staffed).exclude(pk__in=had).order_by("pk")
    return perform_on_each("training.open_year", found, at=at, year=year)


def warn_years(*, at: datetime) -> int:
    """From the first of October tell the heads who has too few hours; return how many units."""
    today = localdate(at)
    if today < warns_from(today.year):
        return 0
    rows = Year.objects.filter(state=Year.State.OPEN, year=today.year).order_by("pk")
    return perform_on_each("training.warn_year", rows, at=at)


def close_years(*, at: datetime) -> int:
    """Close every year that is over; return how many."""
    today, closed = localdate(at), 0
    open_ones = Year.objects.exclude(state=Year.State.CLOSED)
    for year in sorted(set(open_ones.filter(year__lt=today.year).values_list("year", flat=True))):
        if over(year) <= today:
            closed += perform_on_each(
                "training.close_year", open_ones.filter(year=year).order_by("pk"), at=at
            )
    return closed


def settle_marks(*, at: datetime) -> int:
    """Settle the exams to which nobody may object any more, and to which no objection is open; return how many."""
    waiting = Objection.objects.filter(state=Objection.State.FILED).values("mark__sitting")
    rows = Sitting.objects.filter(state=Sitting.State.PUBLISHED, recheck_until__lt=localdate(at))
    return perform_on_each("training.settle_marks", rows.exclude(pk__in=waiting).order_by("pk"), at=at)


def certify(*, at: datetime) -> int:
    """Make an entry of the register for every passed exam that has none; return how many."""
    return sum(
        perform_on_each("training.certified", [mark.trainee], at=at, sitting=mark.sitting_id)
        for mark in without_certificate()[:AT_ONCE]
    )


def print_certificates(*, at: datetime) -> int:
    """Print every certificate that stands and has no paper yet; return how many."""
    rows = Certificate.objects.filter(state=Certificate.State.ISSUED, paper=None).order_by("pk")
    return perform_on_each("training.certificate_printed", rows[:AT_ONCE], at=at)


def end_cover(*, at: datetime) -> int:
    """End emergency cover whose last day is over; return how many."""
    rows = Cover.objects.filter(state=Cover.State.STANDS, until_on__lt=localdate(at)).order_by("pk")
    return perform_on_each("training.cover_over", rows, at=at)


def keep_rule(*, at: datetime) -> int:
    """State the day where the county stated none, and let the gate hold once it has come; return how many acts."""
    office = agency_with(AgencyFunction.DISCLOSURE_OFFICE)
    if rule() is None:
        return perform_on_each("training.rule_stated", [office] if office else [], at=at)
    due = Rule.objects.filter(state=Rule.State.STATED, from_on__lte=localdate(at))
    return perform_on_each("training.rule_in_force", due, at=at)


def erase_due(*, at: datetime) -> int:
    """Erase what people told and wrote and whose retention term is over; return in how many matters."""
    due = (
        ("training.erase_excuses", retention.sessions_due(at)),
        ("training.erase_answers", retention.exams_due(at)),
        ("training.erase_number", retention.people_due(at)),
    )
    return sum(perform_on_each(name, rows[:AT_ONCE], at=at) for name, rows in due)
