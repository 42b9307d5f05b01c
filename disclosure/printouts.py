"""A published document as PDF and as Word document, to be taken away: made once by the worker.

The PDF of an official document is the paper itself (official.py). Everything else is a copy for reading, with what its page shows
above and below the text, and the digest of the text that was reviewed and signed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localtime

from disclosure import official
from disclosure.models import Document
from foundation.agencies.actors import Actor
from foundation.files.acts import store_made
from foundation.papers import render
from foundation.papers.typesetting import PICTURE
from foundation.papers.word import Placed, Side, WordPaper
from foundation.texts.kept import kept
from foundation.texts.structure import Figure, Heading, Signature, Table, parse
from foundation.texts.tables import Grid
from foundation.worker import work_through

#: The most documents of one run, the newest first: a back catalogue is printed bit by bit.
AT_ONCE = 40


def make_missing(*, at: datetime, by: Actor) -> int:
    """Make the files of published documents that have none yet; returns how many got theirs. Many workers may run it at once.

    They are handed out together: each time what is public changes, every kept page is made anew.
    """
    waiting = Document.objects.public(at).filter(pdf=None).order_by("-published_at", "-pk")
    keys = list(waiting.values_list("pk", flat=True)[:AT_ONCE])
    made: dict[int, dict[str, bytes]] = {}

    def typeset(pk: int) -> bool:
        # Before anything is locked; the text of a published document does not change.
        document = Document.objects.select_related("agency", "index").get(pk=pk)
        made[pk] = {field: make(document) for field, make in MAKERS.items()}
        return True

    try:
        work_through(keys, typeset, "printout of a document")
    finally:  # also when the worker's time is over
        kept_now = _keep(made, at, by)
    return kept_now


def _keep(made: dict[int, dict[str, bytes]], at: datetime, by: Actor) -> int:
    """Store the files of those documents that are still public and that no other worker has."""
    with transaction.atomic():
        free = Document.objects.public(at).select_related("agency", "index")
        locked = free.select_for_update(skip_locked=True, of=("self",), no_key=True)
        documents = list(locked.filter(pk__in=made, pdf=None))
        for document in documents:
            name = f"{document.index_number.replace('/', '-')}-v{document.version}"
            files = {
                field: store_made(
                    content, name=f"{name}.{field}", agency=document.agency, audience="public", by=by, at=at
                )
                for field, content in made[document.pk].items()
            }
            Document.objects.filter(pk=document.pk).update(**files)
    return len(documents)


def facts(document: Document) -> list[tuple[str, str]]:
    """What stands above the text, as in the box of its page."""
    assert document.published_at is not None
    told = (
        ("索引号", document.index_number),
        ("发布机构", document.publisher),
        ("文号", document.document_number),
        ("成文日期", str(document.formed_on or "")),
        ("发布日期", f"{localtime(document.published_at):%Y-%m-%d}"),
        ("主题分类", document.topic_path),
        ("版本", f"第 {document.version} 版" if document.version > 1 else ""),
    )
    return [(label, text) for label, text in told if text]


def _notes(document: Document) -> list[str]:
    """What stands below the text: its files, where it stands, its digest."""
    titles = document.attachments.filter(file__audience="public", figure=None).values_list("title", flat=True)
    address = f"{settings.SITE_URL}{reverse('documents:detail', args=[document.index_number])}"
    files = [f"附件（在网页上下载）：{'；'.join(titles)}"] if titles else []
    return [*files, f"本件从{settings.SITE_NAME}下载：{address}", f"正文的 SHA-256 摘要：{document.digest}"]


def as_pdf(document: Document) -> bytes:
    """Typeset a document as tagged PDF: an official one as its paper."""
    if official.is_official(document):
        return official.paper(document)
    numbers, pictures = official.pictures_of(document)
    places = {number: f"{PICTURE}{place}" for place, number in enumerate(numbers, 1)}
    context = {
        "document": document,
        "facts": facts(document),
        "text": kept(document.body, pictures=places),
        "notes": _notes(document),
    }
    page = render_to_string("disclosure/printout.html", context)
    return render(page, title=document.title, pictures=pictures)


def as_docx(document: Document) -> bytes:
    """Write a document as DOCX."""
    assert document.published_at is not None
    moment = localtime(document.published_at).replace(tzinfo=None, microsecond=0)
    paper = WordPaper(document.title, document.publisher, moment)
    for label, text in facts(document):
        paper.note(f"{label}：{text}")
    pictures = document.pictures()
    for block in parse(document.body):
        if isinstance(block, Heading):
            paper.heading(block.text, min(block.level, 3))
        elif isinstance(block, Table):
            _table(paper, block.grid)
        elif isinstance(block, Signature):
            for line in block.lines:
                paper.standing(line, "right")
        elif isinstance(block, Figure) and block.number in pictures:
            paper.picture(pictures[block.number].place.read(), block.alt)
        else:
            paper.paragraph(block.text)
    for note in _notes(document):
        paper.note(note)
    return paper.content()


def _table(paper: WordPaper, grid: Grid) -> None:
    for cell in grid.caption:
        paper.standing(cell.text, "center")
    rows = len(grid.head) + len(grid.body)
    paper.table(rows, [100 / grid.width] * grid.width, _cells(grid), heads=len(grid.head))


def _cells(grid: Grid) -> Iterator[Placed]:
    """The cells of a table where they stand; equal ones of the head are one, as on the page."""
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate([*grid.heads, *grid.body]):
        column = 0
        for cell in line.cells[:1] if line.spans else line.cells:
            while (row, column) in taken:
                column += 1
            across = grid.width if line.spans else cell.columns
            taken |= {(row + down, column + step) for down in range(cell.rows) for step in range(across)}
            side: Side = "center" if row < len(grid.head) else "right" if cell.figure else "left"
            yield Placed(row, column, cell.text, cell.rows, across, side)
            column += across


#: By the field of the document that holds the file; the name of the file ends so.
MAKERS: dict[str, Callable[[Document], bytes]] = {"pdf": as_pdf, "docx": as_docx}
