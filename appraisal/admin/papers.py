"""How papers stand on a page of the desk, and how they leave it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import FileResponse
from django.urls import reverse
from django.utils.timezone import localtime

from appraisal.models import Paper
from foundation.casework.sections import section
from foundation.files.delivering import deliver


def paper_section(papers: Iterable[Paper], address: str, pk: int) -> list[dict[str, Any]]:
    """The papers of a matter, with number and moment."""
    rows = [
        {
            "label": f"{paper}（PDF）",
            "url": reverse(f"admin:{address}", args=[pk, paper.pk]) if paper.file else "",
            "text": f"{localtime(paper.issued_at):%Y-%m-%d %H:%M} {paper.document_number}"
            if paper.file
            else "正在排版，一两分钟以后刷新",
        }
        for paper in papers
    ]
    return [section("文书", "links", rows=rows)] if rows else []


def sent(paper: Paper) -> FileResponse:
    """The PDF of a paper, shown in the browser."""
    return deliver(paper.file, f"{paper.get_kind_display()}{paper.document_number}.pdf", shown=True)
