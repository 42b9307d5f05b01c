"""The public pages of documents. Every read goes through `Document.objects.public`, `readable` or `tombstones`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from disclosure import statute
from disclosure.models import Document
from foundation.agencies.models import Agency
from foundation.casework import ledger
from foundation.deadlines.calendar import working_days_between
from foundation.files.delivering import deliver
from foundation.pages.paging import page_of
from foundation.pages.public import public_page
from foundation.search.entries import SOURCES
from foundation.search.highlights import snippet
from foundation.search.models import Entry
from foundation.search.queries import matching, search
from foundation.texts.kept import kept

#: The number of search results of other columns shown beside the documents.
ELSEWHERE = 5


class FilterForm(forms.Form):
    """The filters of the list of documents."""

    q = forms.CharField(label="关键词", required=False, max_length=100)
    agency = forms.ChoiceField(label="机构", required=False)
    year = forms.ChoiceField(label="年度", required=False)
    topic = forms.ChoiceField(label="主题", required=False)

    def __init__(self, data: Any, *, at: datetime) -> None:
        super().__init__(data)
        years = Document.objects.public(at).dates("published_at", "year", order="DESC")
        agencies = Agency.objects.public().values_list("code", "short_name")
        self.fields["agency"].choices = [("", "全部机构"), *agencies]  # type: ignore[attr-defined]
        self.fields["year"].choices = [("", "全部年度"), *((str(y.year), f"{y.year} 年") for y in years)]  # type: ignore[attr-defined]
        self.fields["topic"].choices = [  # type: ignore[attr-defined]
            ("", "全部主题"),
            *((first, first) for first in statute.THEMES),
            *((path, path.replace("/", " \\ ")) for path in statute.theme_paths() if "/" in path),
        ]

    def narrow(self, documents: QuerySet[Document]) -> QuerySet[Document]:
        """Apply the filters; one with an impossible value is ignored."""
        self.is_valid()
        chosen = self.cleaned_data
        if code := chosen.get("agency"):
            documents = documents.filter(agency__code=code)
        if year := chosen.get("year"):
            first, next_first = (timezone.make_aware(datetime(int(year) + n, 1, 1)) for n in (0, 1))
            documents = documents.filter(published_at__gte=first, published_at__lt=next_first)
        if topic := chosen.get("topic"):
            lookup = "topic" if "/" in topic else "topic__startswith"
            documents = documents.filter(**{lookup: topic})
        if q := chosen.get("q"):
            documents = documents.filter(pk__in=matching(q).filter(kind=Document.kind).values("object_id"))
        return documents


def _without_text(documents: QuerySet[Document]) -> QuerySet[Document]:
    return documents.select_related("agency", "index").defer("body", "internal_body")


@public_page("q", "agency", "year", "topic", "page")
def document_list(request: HttpRequest) -> HttpResponse:
    """List what is published, the newest first, filtered by agency, year, topic and words (PD-8, 条例24)."""
    at = timezone.now()
    form = FilterForm(request.GET, at=at)
    rows = _without_text(form.narrow(Document.objects.public(at)))
    page = page_of(request, rows.order_by("-published_at", "-pk"))
    q = form.cleaned_data.get("q", "")
    _excerpt(page.object_list, q)
    context = {
        "form": form,
        "page_obj": page,
        "total": page.paginator.count,
        "capped": page.paginator.capped,
        "q": q,
        "elsewhere": _elsewhere(q),
        "narrowed": any(form.cleaned_data.values()),
    }
    return render(request, "disclosure/document_list.html", context)


def _elsewhere(q: str) -> list[Entry]:
    """Search the other columns, such as reports and replies, for the words."""
    kinds = [kind for kind in SOURCES if kind != Document.kind]
    return search(q, kinds=kinds, limit=ELSEWHERE).entries if q else []


def _excerpt(documents: Any, q: str) -> None:
    """Give each document found the passage around the words."""
    if not q:
        return
    entries = Entry.objects.filter(kind=Document.kind, object_id__in=[document.pk for document in documents])
    found = {entry.object_id: entry for entry in entries.defer("vector")}
    for document in documents:
        document.excerpt = snippet(found[document.pk], q) if document.pk in found else []


@public_page()
def document_detail(request: HttpRequest, number: str) -> HttpResponse:
    """Show the newest version of a document, or why it was withdrawn."""
    at = timezone.now()
    versions = Document.objects.filter(index__number=number).select_related("agency", "index")
    document = versions.public(at).first()
    if document is not None:
        return _show(request, document, at, current=True)
    tombstone = _without_text(versions.tombstones(at)).order_by("-version").first()
    if tombstone is None:
        raise Http404
    return render(request, "disclosure/document_withdrawn.html", {"document": tombstone}, status=410)


@public_page()
def document_version(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """Show one version, also one that was replaced since."""
    at = timezone.now()
    document = get_object_or_404(
        Document.objects.readable(at).select_related("agency", "index"), index__number=number, version=version
    )
    return _show(request, document, at, current=document.state == Document.State.PUBLISHED)


@public_page()
def document_file(request: HttpRequest, number: str, version: int, sha256: str, name: str) -> FileResponse:
    """Deliver a public file of a readable version; internal files have no public address."""
    readable = Document.objects.readable(timezone.now())
    document = get_object_or_404(readable, index__number=number, version=version)
    files = document.attachments.select_related("file").filter(file__audience="public")
    return deliver(get_object_or_404(files, file__sha256=sha256, file__name=name).file, public=True)


def _show(request: HttpRequest, document: Document, at: datetime, *, current: bool) -> HttpResponse:
    text = kept(document.body)
    versions = Document.objects.readable(at).filter(index=document.index).order_by("-version")
    assert document.published_at is not None
    # What the old portal published was published on that day, not on the day it was imported.
    published_there = document.version == 1 and document.first_published_on
    first_day, published_on = document.clock_day, published_there or timezone.localdate(document.published_at)
    context = {
        "document": document,
        "text": text,
        "toc": text.toc,
        "attachments": document.attachments.select_related("file").filter(file__audience="public"),
        "provenance": _provenance(document),
        "versions": list(versions.only("version", "published_at", "index_id", "change_note", "state")),
        "working_days_to_publish": working_days_between(first_day, published_on) if first_day else None,
        "current": current,
        "imported": bool(document.source_sha256),
    }
    return render(request, "disclosure/document_detail.html", context)


#: The acts whose times the public reads.
_SHOWN = {
    "disclosure.conclude_review": "保密审查通过",
    "disclosure.sign": "签发",
    "disclosure.publish": "发布",
}


def _provenance(document: Document) -> list[tuple[str, datetime]]:
    """Read from the ledger when each of these acts was last performed."""
    lines = ledger.lines(document.kind, document.pk).filter(act__in=_SHOWN).only("act", "at")
    last = {line.act: line.at for line in lines}
    return [(label, last[name]) for name, label in _SHOWN.items() if name in last]
