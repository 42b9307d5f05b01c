"""Make a draft of a file of the old portal: the text is kept, and blanks and oddities are listed for the clerk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from disclosure import importing, old_pages
from disclosure.models import Attachment, Document, IndexNumber
from disclosure.statute import GENRES, MAX_TITLE, VALIDITIES
from disclosure.word_documents import RED_HEAD
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.files.acts import store_cleaned
from foundation.texts.structure import Oddity, Signature, parse

#: How much of a line is shown beside what is told of it.
WORDS = 16
#: What is told of a page whose header is blank, and what the form of a draft, or the column of a table, asks for anyway.
ASKED_FOR = ("blank_field", "no_header")
#: As long as the number of a paper may be.
MAX_NUMBER = 100
_CODES = {label: code for code, label in VALIDITIES.items()}


def read(content: bytes, name: str) -> importing.Imported:
    """Read a file by its ending; raises `ImportRefused` with a Chinese sentence."""
    reader = importing.read_docx if name.lower().endswith(".docx") else importing.read_portal_page
    return reader(content, name)


def attach_pictures(document: Document, found: importing.Imported, *, by: Actor, at: datetime) -> None:
    """Attach the pictures of the text, each as the cleaned copy of what was in the file; the original stays inside."""
    for picture in found.pictures:
        copied = store_cleaned(
            picture.content, name=picture.name, agency=document.agency, audience="public", by=by, at=at
        )
        Attachment.objects.create(
            document=document,
            title=f"图{picture.number}",
            position=picture.number,
            figure=picture.number,
            **copied.fields,
        )


def imported_from(sha256: str, agency: Agency) -> Document | None:
    """Find the document that was imported from a file; an abandoned one does not count."""
    imported = Document.objects.filter(agency=agency, source_sha256=sha256, version=1)
    return imported.exclude(state=Document.State.ABANDONED).first()


def document_from(
    found: importing.Imported, *, name: str, agency: Agency, index: IndexNumber | None, today: date
) -> Document:
    """Make a draft of the file's contents, not yet saved; what could not be taken over is among its oddities."""
    future = found.formed_on is not None and found.formed_on > today
    return Document(
        agency=agency,
        sign_levels=agency.sign_levels,
        title=found.title[:MAX_TITLE],
        body=found.body,
        document_number=found.document_number[:MAX_NUMBER],
        formed_on=None if future else found.formed_on,
        validity=_CODES.get(found.validity, ""),
        index=index,
        first_published_on=found.published_on,
        source_name=name[:200],
        source_sha256=found.source_sha256,
        source_publisher=found.publisher[:100],
        oddities=told_of(found.body, (*_not_taken_over(found, index, future=future), *found.oddities)),
    )


def draft_from(found: importing.Imported, *, name: str, agency: Agency, today: date) -> Document:
    """Make a draft of a Word file, not yet saved: what the text says of itself is filled in, and its oddities are told."""
    found, head = _without_red_head(found)
    document = document_from(found, name=name, agency=agency, index=None, today=today)
    document.source_sha256 = document.source_publisher = ""
    document.first_published_on = None
    document.genre = _genre_of(document.title)
    if document.formed_on is None and (day := _signed_on(found.body)) is not None and day <= today:
        document.formed_on = day
    # What is blank the form asks for, and the gates.
    document.oddities = [told for told in document.oddities if told["kind"] not in ASKED_FOR]
    if head:
        message = f"版头的字没有放进正文，版式稿上照样有版头：{'；'.join(head)}。"
        document.oddities.insert(0, {"kind": "red_head", "message": message, "line": 0, "words": ""})
    return document


def _without_red_head(found: importing.Imported) -> tuple[importing.Imported, list[str]]:
    """What was read without the head of the printed paper above its text, and the lines of that head."""
    lines = found.body.split("\n")
    above = 0
    while above < len(lines) and (not lines[above].strip() or _is_red_head(lines[above].strip())):
        above += 1
    if above == len(lines):
        return found, []
    moved = tuple(
        replace(o, line=o.line - above) if o.line > above else replace(o, line=0) for o in found.oddities
    )
    head = [line.strip() for line in lines[:above] if line.strip()]
    return replace(found, body="\n".join(lines[above:]), oddities=moved), head


def _is_red_head(line: str) -> bool:
    """Whether the line stands in the head of a printed paper; a note in brackets on who passed the text is part of it."""
    return line[:1] not in "（(" and RED_HEAD.fullmatch(line) is not None


def _genre_of(title: str) -> str:
    """The kind that a title ends with; blank where it ends with none."""
    ending = re.sub(r"[(（][^()（）]*[)）]$", "", title.strip())
    return next((g for g in GENRES if g != "其他" and ending.endswith(g)), "")


def _signed_on(body: str) -> date | None:
    """The day below the signature of a text."""
    signed = [block for block in parse(body) if isinstance(block, Signature)]
    return importing.day_of(signed[0].lines[-1]) if signed else None


def told_of(body: str, oddities: Iterable[Oddity]) -> list[dict[str, Any]]:
    """What a clerk has to check, as its document keeps it: each with the words by which its line is found."""
    return [{**vars(oddity), "words": _words_of(body, oddity.line)} for oddity in oddities]


def _words_of(body: str, line: int) -> str:
    """How a line of the body begins, by which a clerk finds it when the lines have moved; blank for the whole file."""
    text = body.split("\n")[line - 1].strip() if 0 < line <= body.count("\n") + 1 else ""
    return f"{text[:WORDS]}……" if len(text) > WORDS else text


def _not_taken_over(
    found: importing.Imported, index: IndexNumber | None, *, future: bool
) -> Iterator[Oddity]:
    if found.index_number and index is None:
        message = f"索引号 {found.index_number} 不是本机关的，或已有人使用；发布时另编。"
        yield Oddity("index_number", message)
    if found.validity and found.validity not in _CODES:
        message = f"来源所载效力属性“{found.validity}”不在现行写法之内，没有采用；请选定。"
        yield Oddity("validity", message)
    for label, text, longest in (
        ("标题", found.title, MAX_TITLE),
        ("文号", found.document_number, MAX_NUMBER),
    ):
        if len(text) > longest:
            message = f"{label}超过 {longest} 字，只取了前 {longest} 字；来源写的是“{text}”。"
            yield Oddity("cut", message)
    lines = filter(str.strip, found.header.split("\n"))
    if left := [line for line in lines if old_pages.leaves_out(line)]:
        yield Oddity("header", f"来源的表头还写着这些，没有采用：{'；'.join(left)}。")
    if future:
        message = f"来源所载成文日期 {found.formed_on} 还没有到，没有采用；请查明后填写。"
        yield Oddity("formed_on", message)
