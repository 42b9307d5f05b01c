"""What other rooms find of documents: their texts in the search index, their files by digest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from disclosure.models import Attachment, Document
from foundation.files.publications import Publication, publishes
from foundation.search.entries import EntryData, indexed


@indexed(Document.kind, "文件", lambda at: Document.objects.public(at).select_related("agency", "index"))
def index(document: Document) -> EntryData:
    """Index the numbers and texts of a document, and the titles and texts of its public files."""
    files = document.attachments.filter(file__audience="public").values_list("title", "file__text")
    parts = [document.document_number, document.index_number, document.summary, document.body]
    return EntryData.of(
        document,
        text="\n".join([*parts, *(f"{title}\n{text}" for title, text in files)]),
        url=reverse("documents:detail", args=[document.index_number]),
        number=document.document_number,
        topic=document.topic,
        head=document.head,
        genre=document.genre,
    )


@publishes
def printouts_with(sha256: str, at: datetime) -> Iterator[Publication]:
    """Find the documents of which a file with this digest was made to be taken away."""
    made = Q(pdf__sha256=sha256) | Q(docx__sha256=sha256)
    found = Document.objects.once_public(at).filter(made).defer("body", "internal_body")
    for document in found.select_related("agency", "index"):
        assert document.published_at is not None
        yield Publication(
            title=document.gone_title if document.state == Document.State.WITHDRAWN else document.title,
            agency=document.publisher,
            at=document.published_at,
            url=reverse("documents:detail", args=[document.index_number]),
            ended=document.ended,
        )


@publishes
def files_with(sha256: str, at: datetime) -> Iterator[Publication]:
    """Find the public files with this digest; one of a withdrawn document goes by what is left of that one's title."""
    files = Attachment.objects.filter(file__sha256=sha256, file__audience="public")
    found = files.filter(document__in=Document.objects.once_public(at)).defer(
        "document__body", "document__internal_body"
    )
    for attachment in found.select_related("document__agency", "document__index"):
        document = attachment.document
        withdrawn = document.state == Document.State.WITHDRAWN
        assert document.published_at is not None
        yield Publication(
            title=document.gone_title if withdrawn else f"{document.title}（附件：{attachment.title}）",
            agency=document.publisher,
            at=document.published_at,
            url=reverse("documents:detail", args=[document.index_number]),
            ended=document.ended,
        )
