"""A published report as data: JSON that can be imported again, and CSV with a line for each cell."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from django.utils.timezone import localtime

from annual_report.grids import shown
from annual_report.layout import CELLS
from annual_report.models import AnnualReport
from annual_report.statute import FORMAT

#: What opens a CSV for Excel, which would otherwise read it in another encoding.
MARK = "\ufeff"


def as_json(report: AnnualReport) -> dict[str, Any]:
    """The report in the format of `Figures.read`, with its texts and what it is."""
    return {
        "title": report.title,
        "agency": {"code": report.agency.code, "name": report.reporter},
        "year": report.year,
        "version": report.version,
        "format": FORMAT,
        "origin": report.origin,
        "published_at": localtime(report.published_at).isoformat() if report.published_at else None,
        "sha256": report.digest,
        **report.table.entry(),
        "texts": report.texts,
    }


def as_csv(report: AnnualReport) -> str:
    """One line for each cell: its name, its words, its number as it stands."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(["cell", "label", "value"])
    for cell, value in report.table.items():
        writer.writerow([cell, CELLS[cell], shown(value)])
    return MARK + out.getvalue()
