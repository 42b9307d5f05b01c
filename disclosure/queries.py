"""The reads of documents that other rooms may use, and what of them the search index holds."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from disclosure.models import Document
from foundation.search.entries import EntryData, index, remove, source


def register() -> None:
    """Let the index be rebuilt from what is published."""
    source(Document.kind, entries)


def entries() -> Iterator[EntryData]:
    """What the index should hold of documents."""
    published = Document.objects.filter(state=Document.State.PUBLISHED).select_related("agency", "index")
    for document in published.iterator(chunk_size=200):
        yield entry_of(document)


def entry_of(document: Document) -> EntryData:
    """What the index holds of one published document: nothing that its page does not show."""
    files = document.attachments.filter(file__audience="public").values_list("title", "file__text")
    parts = [document.document_number, document.index_number, document.summary, document.body]
    assert document.published_at is not None
    return EntryData(
        pk=document.pk,
        title=document.title,
        text="\n".join([*parts, *(f"{title}\n{text}" for title, text in files)]),
        url=reverse("documents:detail", args=[document.index_number]),
        agency=document.agency,
        at=document.published_at,
    )


def enter_index(document: Document) -> None:
    """Have a document found from now on, in the transaction that publishes it."""
    index(Document.kind, **vars(entry_of(document)))


def leave_index(document: Document) -> None:
    """Have it found no more, in the transaction that withdraws or replaces it."""
    remove(Document.kind, document.pk)
