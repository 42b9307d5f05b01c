"""What everybody reads of training: plans, sessions, numbers; and the certificate that somebody holds (TR-1, TR-4, TR-5)."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate, localtime

from foundation.agencies.models import Agency
from foundation.calendars import Event, calendar_file
from foundation.clauses import Citation, cite
from foundation.pages.public import public_page, site_url
from foundation.visitors.private import private_page
from foundation.visitors.throttle import Wait, allow, held_up, sender
from training.doors import CHECKING
from training.models import Attendance, Certificate, Session
from training.models.certificate import LENGTH
from training.queries import coming, public_plans, rule, years_with_plans
from training.statute import HOUR_MINUTES, YEAR_HOURS, Tag
from training.yearly import county_numbers

cite("TR-1", by=Citation("page", "training:overview", "每年的培训计划、举办的培训、参加的人数"))
cite("TR-4", by=Citation("page", "training:certificate", "培训证书核验：内容、学时、成绩，是不是有效"))
cite("TR-5", by=Citation("page", "training:overview", "学时达到的人数；先培训后上岗从哪一天起"))


class YearForm(forms.Form):
    """A year to look at."""

    year = forms.IntegerField(required=False, min_value=2020, max_value=2100)


@public_page("year")
def overview(request: HttpRequest) -> HttpResponse:
    """The plans of a year, its sessions, and what came of it in numbers; nobody's name."""
    years = years_with_plans()
    form = YearForm(request.GET)
    asked = form.cleaned_data["year"] if form.is_valid() else None
    year = asked if asked in years else (years[0] if years else localdate().year)
    sessions = (
        Session.objects.public()
        .filter(plan__year=year)
        .select_related("agency", "plan")
        .annotate(people=Count("attendance", filter=Q(attendance__state__in=Attendance.CAME)))
        .order_by("-starts_at", "-pk")
    )
    context = {
        "year": year,
        "years": years,
        "plans": public_plans(year),
        "sessions": sessions[:100],
        "numbers": county_numbers(year),
        "rule": rule(),
        "hours": YEAR_HOURS,
        "hour_minutes": HOUR_MINUTES,
    }
    return render(request, "training/overview.html", context)


@public_page()
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """One session: when, where, what, how many came."""
    rows = Session.objects.public().select_related("agency", "plan", "moved_to")
    rows = rows.annotate(people=Count("attendance", filter=Q(attendance__state__in=Attendance.CAME)))
    row = get_object_or_404(rows, pk=pk)
    topics = [(tag, Tag(tag).label) for tag in row.tags]
    later = getattr(row, "moved_to", None)
    context = {"session": row, "topics": topics, "later": later if later and later.notified_at else None}
    return render(request, "training/session.html", context)


@public_page(kept=False)
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The sessions to come that count for people of a unit, for the calendars of their phones."""
    agency = get_object_or_404(Agency.objects.public(), code=code)
    site, at = site_url(request), timezone.now()
    events = [
        Event(
            f"training-{row.pk}",
            localtime(row.starts_at).date(),
            f"{localtime(row.starts_at):%H:%M} {row.title}（{row.place}）",
            site + reverse("training:session", args=[row.pk]),
            row.notified_at or row.created_at,
            reminds=1,
        )
        for row in coming(agency, at - timedelta(days=1))
    ]
    return calendar_file(f"training-{agency.code}", f"{agency.short_name}政务公开培训", events)


class CodeForm(forms.Form):
    """The code of a certificate, as it stands below its picture."""

    code = forms.CharField(max_length=60)

    def clean_code(self) -> str:
        """Without blanks and hyphens, in capitals."""
        given = "".join(sign for sign in self.cleaned_data["code"].upper() if sign.isalnum())
        if len(given) != LENGTH:
            raise forms.ValidationError(f"核验码有 {LENGTH} 个字母和数字。")
        return given


@private_page
def check(request: HttpRequest) -> HttpResponse:
    """Where a code is typed in by whoever cannot scan it."""
    form = CodeForm(request.GET or None)
    if request.GET and form.is_valid():
        return redirect("training:certificate", code=form.cleaned_data["code"])
    status = 422 if request.GET else 200
    return render(request, "training/check.html", {"form": form}, status=status)


@private_page
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """What the register says, so that whoever changed the paper is found out; a revoked entry says since when and why.

    Opened by GET, without account; nobody lists or guesses codes.
    """
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    who = sender(request)
    if wait := held_up(CHECKING, **who):
        return _busy(request, wait)
    rows = Certificate.objects.coded(code.upper()).select_related("superseded_by")
    found = rows.first() if len(code) == LENGTH else None
    if found is None:
        if wait := allow(CHECKING, **who):
            return _busy(request, wait)
        raise Http404
    return render(request, "training/certificate.html", {"certificate": found, "topics": found.topics})


def _busy(request: HttpRequest, wait: Wait) -> HttpResponse:
    return render(request, "training/check.html", {"form": CodeForm(), "wait": wait}, status=429)
