"""Write a published report as JSON that can be imported again, and as CSV with a line for each cell."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from django.utils.timezone import localtime

from annual_report.grids import cell_text
from annual_report.layout import CELLS
from annual_report.models import AnnualReport
from annual_report.statute import FORMAT
from foundation.sheets import MARK


def as_json(report: AnnualReport) -> dict[str, Any]:
    """Write the figures in the format of `Figures.read`, with the texts and what the report is."""
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
    """Write the name, label and value of each cell."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(["cell", "label", "value"])
    writer.writerows([cell, CELLS[cell], cell_text(value)] for cell, value in report.table.items())
    return MARK + out.getvalue()
