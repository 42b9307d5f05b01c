"""How papers and files stand on a page of the desk, and how they leave it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import FileResponse
from django.urls import reverse
from django.utils.timezone import localtime

from foundation.casework.outgoing import file_row
from foundation.casework.sections import section
from foundation.files.delivering import deliver
from inspection.models import Paper


def paper_section(papers: Iterable[Paper], address: str, pk: int) -> list[dict[str, Any]]:
    """The papers of a matter, with number, moment and receipt."""
    rows = []
    for paper in papers:
        arrived = [each for each in paper.deliveries.all() if each.event == "arrived"]
        told = [f"{localtime(paper.issued_at):%Y-%m-%d %H:%M} 送达", paper.document_number]
        told += [f"{each.delivered_on} 签收" for each in arrived]
        rows.append(
            {
                "label": f"{paper}（PDF）",
                "url": reverse(f"admin:{address}", args=[pk, paper.pk]) if paper.file else "",
                "text": "，".join(told) if paper.file else "正在排版，一两分钟以后刷新",
            }
        )
    return [section("文书", "links", rows=rows)] if rows else []


def sent(paper: Paper) -> FileResponse:
    """The PDF of a paper, shown in the browser."""
    name = f"{paper.get_kind_display()}{paper.document_number}.pdf"
    return deliver(paper.file, name, shown=True)


def files_section(title: str, rows: Iterable[Any], address: str, pk: int) -> list[dict[str, Any]]:
    """Files that came with an act."""
    found = [
        file_row(row.file, row.file.name, "内部", reverse(f"admin:{address}", args=[pk, row.pk]))
        for row in rows
    ]
    return [section(title, "files", files=found)] if found else []
