"""Papers: certificate, sheet to sign, yearly list, warning, cover of a session's file, the county's account."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from foundation.papers import render
from training.models import BarredList, Certificate, Session
from training.statute import Tag


def address_of(certificate: Certificate) -> str:
    """Where anybody checks it."""
    return f"{settings.SITE_URL}{reverse('training:certificate', args=[certificate.code])}"


def certificate_paper(certificate: Certificate) -> bytes:
    """One page of A6 with everything that its page shows, and the code that leads there."""
    context = {"certificate": certificate, "address": address_of(certificate)}
    html = render_to_string("training/papers/certificate.html", context)
    return render(html, title=f"培训证书登记 {certificate.number}")


def sheet_paper(session: Session) -> bytes:
    """The sheet with printed names, for halls without telephones."""
    rows = session.attendance.select_related("trainee", "agency").order_by(
        "agency__code", "trainee__full_name", "pk"
    )
    html = render_to_string("training/papers/sheet.html", {"session": session, "rows": list(rows)})
    return render(html, title=f"签到表 {session.title}")


def barred_paper(made: BarredList, on: date) -> bytes:
    """不得评优名单, as it was made."""
    html = render_to_string("training/papers/barred.html", {"made": made, "rows": made.rows, "on": on})
    return render(html, title=made.title)


def session_paper(session: Session) -> bytes:
    """What a session was: facts, who was there, exams; the first thing in its file."""
    rows = session.attendance.select_related("trainee", "agency").order_by(
        "agency__code", "trainee__full_name", "pk"
    )
    context: dict[str, Any] = {
        "session": session,
        "rows": list(rows),
        "files": list(session.files.select_related("file")),
        "sittings": list(session.sittings.filter(state__in=["published", "final"])),
        "topics": [Tag(tag) for tag in session.tags],
    }
    html = render_to_string("training/papers/session.html", context)
    return render(html, title=session.title)


def warning_paper(subject: str, body: str, agency: str, office: str, on: date) -> bytes:
    """The letter to the head of a unit in the fourth quarter."""
    context = {"subject": subject, "lines": body.splitlines(), "agency": agency, "office": office, "on": on}
    return render(render_to_string("training/papers/warning.html", context), title=subject)


def county_paper(year: int, rows: list[dict[str, Any]], on: date) -> bytes:
    """The county's account of a year: by units, numbers alone."""
    html = render_to_string("training/papers/county.html", {"year": year, "rows": rows, "on": on})
    return render(html, title=f"{year} 年政务公开培训情况")
