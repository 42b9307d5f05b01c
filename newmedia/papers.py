"""A filing on paper: a form for each of the three offices, and the sheet for the national system; the month's check."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.timezone import localtime

from foundation.papers import render
from newmedia import monthly
from newmedia.models import Filing, MonthCheck


def filing_paper(filing: Filing) -> bytes:
    """The three forms with a box for the opinion of the office, then the sheet; one PDF, one entry of everything."""
    copies = list(filing.copies.select_related("agency").order_by("pk"))
    context = {
        "filing": filing,
        "account": filing.account,
        "content": filing.content,
        "copies": copies,
        "sent_on": localtime(filing.created_at).date(),
    }
    html = render_to_string("newmedia/papers/filing.html", context)
    return render(html, title=filing.title)


def check_paper(made: MonthCheck) -> bytes:
    """The month's check, across the sheet."""
    rows = [row.cells() for row in monthly.read(made.rows)]
    html = render_to_string(
        "newmedia/papers/check.html", {"made": made, "heads": monthly.HEADS, "rows": rows}
    )
    return render(html, title=made.title)
