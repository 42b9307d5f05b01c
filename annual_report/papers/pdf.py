"""The report as a tagged PDF/A."""

from __future__ import annotations

from django.template.loader import render_to_string

from annual_report.papers.contents import Contents
from foundation.papers import render


def as_pdf(contents: Contents) -> bytes:
    """Typeset a report as PDF."""
    html = render_to_string("annual_report/paper.html", {"report": contents})
    return render(html, title=contents.title)
