"""A file of the old portal as a document: its words kept, its blanks and oddities listed, nothing decided for the clerk."""

from __future__ import annotations

from datetime import date
from typing import Any

from disclosure import importing
from disclosure.models import Document, IndexNumber
from disclosure.statute import MAX_TITLE, VALIDITIES
from foundation.agencies.models import Agency

_CODES = {label: code for code, label in VALIDITIES.items()}


def read(content: bytes, name: str) -> importing.Imported:
    """What a file says; raises `ImportRefused` with a Chinese sentence."""
    reader = importing.read_docx if name.lower().endswith(".docx") else importing.read_portal_page
    return reader(content, name)


def document_from(
    found: importing.Imported, *, name: str, agency: Agency, index: IndexNumber | None, today: date
) -> Document:
    """A draft, not yet saved, that says what the file said; what could not be taken over is among its oddities."""
    future = found.formed_on is not None and found.formed_on > today
    return Document(
        agency=agency,
        sign_levels=agency.sign_levels,
        title=found.title[:MAX_TITLE],
        body=found.body,
        document_number=found.document_number[:100],
        formed_on=None if future else found.formed_on,
        validity=_CODES.get(found.validity, ""),
        index=index,
        first_published_on=found.published_on,
        source_name=name[:200],
        source_sha256=found.source_sha256,
        source_publisher=found.publisher[:100],
        oddities=[
            *_not_taken_over(found, index, future=future),
            *(vars(oddity) for oddity in found.oddities),
        ],
    )


def _not_taken_over(
    found: importing.Imported, index: IndexNumber | None, *, future: bool
) -> list[dict[str, Any]]:
    said = []
    if found.index_number and index is None:
        said.append(("index_number", f"索引号 {found.index_number} 不是本机关的，或已有人使用；发布时另编。"))
    if found.validity and found.validity not in _CODES:
        said.append(("validity", f"来源所载效力属性“{found.validity}”不在现行写法之内，没有采用；请选定。"))
    if future:
        said.append(("formed_on", f"来源所载成文日期 {found.formed_on} 还没有到，没有采用；请查明后填写。"))
    return [{"kind": kind, "message": message, "line": 0} for kind, message in said]
