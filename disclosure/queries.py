"""The text of a document in the search index."""

from __future__ import annotations

from django.urls import reverse

from disclosure.models import Document
from foundation.search.entries import EntryData, indexed


@indexed(Document.kind, lambda at: Document.objects.public(at).select_related("agency", "index"))
def index(document: Document) -> EntryData:
    """Index the numbers and texts of a document, and the titles and texts of its public files."""
    files = document.attachments.filter(file__audience="public").values_list("title", "file__text")
    parts = [document.document_number, document.index_number, document.summary, document.body]
    return EntryData.of(
        document,
        text="\n".join([*parts, *(f"{title}\n{text}" for title, text in files)]),
        url=reverse("documents:detail", args=[document.index_number]),
    )
