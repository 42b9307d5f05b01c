"""The public pages of documents. Every read goes through `Document.objects.public`, `readable` or `tombstones`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import segno
from django import forms
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from disclosure import statute
from disclosure.beside import Beside, beside, with_articles
from disclosure.heads import HEADS, choices
from disclosure.models import Attachment, Document
from disclosure.models.document import DocumentQuerySet
from disclosure.views.then import on_a_day, public_then
from foundation.agencies.models import FormerName
from foundation.casework import ledger
from foundation.database import Written
from foundation.deadlines.calendar import Calendar
from foundation.files.delivering import deliver
from foundation.pages.paging import counted, page_of
from foundation.pages.public import public_page, site_url
from foundation.pages.then import ON, Then
from foundation.pages.values import while_public_stays
from foundation.search.filters import Choices, NarrowingForm
from foundation.search.found import found_page
from foundation.search.queries import WHOLE, Narrowing, search
from foundation.texts.kept import kept

#: The documents of the same theme that a document's page names.
RELATED = 4
#: The documents that one replaces, as far as its page names them.
MOST_REPLACED = 20
#: The characters of a summary, or of the text, that search engines show below the title.
DESCRIBED = 150


class FilterForm(NarrowingForm):
    """The filters of the list of documents."""

    topic = forms.CharField(required=False)
    head = forms.CharField(required=False)
    genre = forms.CharField(required=False)

    def chosen(self) -> tuple[str, Narrowing]:
        q, within = super().chosen()
        topic, head, genre = (self.cleaned_data.get(name, "") for name in ("topic", "head", "genre"))
        return q, replace(
            within,
            topic=topic if statute.is_theme(topic) else "",
            head=head if head in HEADS else "",
            genre=genre if genre in statute.GENRES else "",
        )


def _theme_choices(chosen: str) -> Choices:
    """The themes, and below the chosen one those of its second level."""
    choices = []
    for theme, seconds in statute.THEMES.items():
        choices.append((theme, theme))
        if chosen.split("/")[0] == theme:
            choices += [(f"{theme}/{second}", f"\u3000{second}") for second in seconds]
    return choices


@public_page("q", "agency", "year", "topic", "head", "genre", "page", ON)
@on_a_day
def document_list(request: HttpRequest, then: Then | None) -> HttpResponse:
    """List what is published, the newest first, filtered by agency, year, topic and words (PD-8, 条例24), or what was on a day.

    Words are looked for in what is public now alone: the index has no past.
    """
    form = FilterForm(request.GET)
    q, narrowing = form.chosen()
    head, genre = narrowing.head, narrowing.genre
    if q and not then:
        page, _results = found_page(
            request,
            q,
            lambda limit, offset: search(
                q, kinds=[Document.kind], within=narrowing, limit=limit, offset=offset
            ),
        )
    else:
        documents = within(narrowing, then)
        number = _number(narrowing, then)
        page = page_of(request, documents.order_by("-published_at", "-pk"), number)
    context: dict[str, Any] = {
        **form.shown(Document.kind),
        "themes": _theme_choices(narrowing.topic),
        "topic": narrowing.topic,
        "genres": [(genre, genre) for genre in statute.GENRES],
        "genre": genre,
        "heads": choices(),
        "head": head,
        "head_name": HEADS[head].name if head else "",
        "page_obj": page,
        "total": page.paginator.count,
        "capped": page.paginator.capped,
        "then": then,
        "on_day": then.query if then else "",
        "gone": _gone(narrowing, then) if then and not (narrowing.topic or head or genre) else 0,
        "narrowed": bool(q) or narrowing != WHOLE,
    }
    if then:
        context |= {"q": "", "typed": q}
    kept_by = {name: context[name] for name in ("agency", "year", "topic", "head", "genre") if context[name]}
    kept_by |= {ON: then.day.isoformat()} if then else {}
    context["catalogue"] = urlencode(kept_by) if then or not q else ""
    filters = ("q", "agency", "year", "topic", "head", "genre")
    asked = {"kind": Document.kind, **{name: context[name] for name in filters}}
    context["feed"] = urlencode({name: value for name, value in asked.items() if value})
    return render(request, "disclosure/document_list.html", context)


@public_page(ON)
@on_a_day
def document_detail(request: HttpRequest, number: str, then: Then | None) -> HttpResponse:
    """Show the newest version of a document, or the one that was on a day, or why it was withdrawn (SR-13)."""
    at = timezone.now()
    versions = Document.objects.filter(index__number=number)
    document = public_then(versions, at, then).as_shown().first()
    if document is not None:
        return _show(request, document, at, current=document.state == Document.State.PUBLISHED, then=then)
    tombstone = versions.tombstones(at).as_shown().defer("body").order_by("-version").first()
    if tombstone is None:
        return _not_then(request, versions, then)
    return render(request, "disclosure/document_withdrawn.html", {"document": tombstone}, status=410)


def _not_then(request: HttpRequest, versions: DocumentQuerySet, then: Then | None) -> HttpResponse:
    """The answer where there was nothing on that day that can be read; raises `Http404` where there is nothing today either."""
    if then is None or not versions.readable(timezone.now()).exists():
        raise Http404
    why = "这一天结束的时候，这里没有公开的内容：它是在这以后公开的，或者当时正好撤回。"
    return render(request, "parts/no_such_day.html", {"why": why, "then": then}, status=404)


@public_page(ON)
@on_a_day
def document_version(request: HttpRequest, number: str, version: int, then: Then | None) -> HttpResponse:
    """Show one version, also one that was replaced since."""
    at = timezone.now()
    versions = Document.objects.filter(index__number=number, version=version)
    document = versions.readable(then.at if then else at).as_shown().first()
    if document is None:
        return _not_then(request, versions, then)
    return _show(request, document, at, current=document.state == Document.State.PUBLISHED, then=then)


@public_page()
def document_file(request: HttpRequest, number: str, version: int, sha256: str, name: str) -> FileResponse:
    """Deliver a public file of a readable version; internal files have no public address."""
    readable = Document.objects.readable(timezone.now())
    document = get_object_or_404(readable, index__number=number, version=version)
    files = document.attachments.select_related("file").filter(file__audience="public")
    return deliver(get_object_or_404(files, file__sha256=sha256, file__name=name).file, public=True)


@public_page()
def document_pdf(request: HttpRequest, number: str, version: int) -> FileResponse:
    """Deliver a readable version as PDF, once it is printed."""
    return _printout(number, version, "pdf")


@public_page()
def document_docx(request: HttpRequest, number: str, version: int) -> FileResponse:
    """Deliver a readable version as Word document, once it is printed."""
    return _printout(number, version, "docx")


def _printout(number: str, version: int, field: str) -> FileResponse:
    readable = Document.objects.readable(timezone.now()).select_related(field)
    document = get_object_or_404(readable, index__number=number, version=version)
    file = getattr(document, field)
    if file is None:
        raise Http404
    return deliver(file, f"{document.title[:60]}.{field}", public=True)


@public_page()
def document_code(request: HttpRequest, number: str) -> HttpResponse:
    """The address of a document as a QR code, to be held before a telephone; there is one for what anybody can read."""
    get_object_or_404(Document.objects.public(timezone.now()).only("pk"), index__number=number)
    address = f"{site_url(request)}{reverse('documents:detail', args=[number])}"
    picture = BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", scale=4, border=2, light="#fff")
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


def _show(
    request: HttpRequest, document: Document, at: datetime, *, current: bool, then: Then | None
) -> HttpResponse:
    """The page of a version; on a past day the document alone, without what other rooms say beside it today."""
    if then:
        at = then.at
        Document.put_back([document], at)
    attachments = _attachments(document)
    here = [document.index_number, document.version]
    pictures = {
        each.figure: reverse("documents:file", args=[*here, each.file.sha256, each.file.name])
        for each in attachments
        if each.figure
    }
    text = kept(document.body, pictures=pictures)
    assert document.published_at is not None
    # What the old portal published was published on that day, not on the day it was imported.
    published_there = document.version == 1 and document.first_published_on
    added = Beside() if then else beside(document, at)
    first_day, published_on = document.clock_day, published_there or timezone.localdate(document.published_at)
    context: dict[str, Any] = {
        "document": document,
        "publisher": document.publisher if document.agency_id in _renamed() else document.agency.name,
        "text": with_articles(text.html, added.articles),
        "added": added,
        "toc": text.toc,
        "attachments": attachments,
        "downloads": [each for each in attachments if not each.figure],
        "provenance": _provenance(document),
        "versions": _versions(document, at),
        "working_days_to_publish": _calendar().working_days_between(first_day, published_on)
        if first_day
        else None,
        "current": current,
        "description": " ".join((document.summary or document.body[:DESCRIBED]).split())[:DESCRIBED],
        "then": then,
        "successor": _public_of(document.replaced_by_id, at, then),
        "replaced": [] if then else _replaced_by(document, at),
        "imported": bool(document.source_sha256),
        "related": [] if then else _related_to(document),
    }
    context["address"] = f"{site_url(request)}{reverse('documents:detail', args=[document.index_number])}"
    context["linked"] = _linked(document, context["publisher"], context["address"], published_on)
    return render(request, "disclosure/document_detail.html", context)


#: Most have none, and each page asks.
_ATTACHED = Written(lambda pk: Attachment.objects.filter(document=pk).values_list("pk")[:1])


def _attachments(document: Document) -> list[Attachment]:
    """What is public of its files, in their order."""
    if not _ATTACHED.rows(document.pk):
        return []
    return list(document.attachments.select_related("file").filter(file__audience="public"))


def _public_of(index: int | None, at: datetime, then: Then | None) -> Document | None:
    """The published version of the document with that index number, if there is one."""
    if index is None:
        return None
    found: Document | None = public_then(Document.objects.filter(index=index), at, then).in_a_row().first()
    return found


#: Few stand in the place of another, and each page asks.
_REPLACES = Written(lambda index: Document.objects.filter(replaced_by=index).values_list("pk")[:1])


def _replaced_by(document: Document, at: datetime) -> list[Document]:
    """The documents in whose place it stands."""
    if not _REPLACES.rows(document.index_id or 0):
        return []
    rows = Document.objects.public(at).filter(replaced_by=document.index_id).in_a_row()
    return list(rows.order_by("pk")[:MOST_REPLACED])


def _related_to(document: Document) -> list[Document]:
    """The newest others of the same theme."""
    return [one for one in _newest_on(document.topic) if one.index_id != document.index_id][:RELATED]


def _versions(document: Document, at: datetime) -> list[Document]:
    """The versions that are readable, or were, the newest first; a first one that is in force has no other."""
    if document.version == 1 and document.state == Document.State.PUBLISHED:
        return [document]
    versions = Document.objects.readable(at).filter(index=document.index).order_by("-version")
    return list(versions.only("version", "published_at", "index_id", "change_note", "state"))


def within(narrowing: Narrowing, then: Then | None = None) -> QuerySet[Any]:
    """The public documents that a narrowing leaves; theme and head are today's, on a past day too."""
    return narrowing.applied(public_then(Document.objects.all(), timezone.now(), then).in_a_row())


@while_public_stays
def _number(narrowing: Narrowing, then: Then | None) -> int:
    """How many public documents they leave, as far as it is counted; the same for each page of the list."""
    return counted(within(narrowing, then))


@while_public_stays
def _gone(narrowing: Narrowing, then: Then) -> int:
    """How many that were public on that day were withdrawn since, as far as it is counted."""
    return counted(narrowing.applied(Document.objects.gone_since(then.at)))


@while_public_stays
def _renamed() -> set[int]:
    """The agencies that bore another name once; of the others nothing has to be asked."""
    return set(FormerName.objects.values_list("agency", flat=True))


@while_public_stays
def _calendar() -> Calendar:
    return Calendar.load()


@while_public_stays
def _newest_on(topic: str) -> list[Document]:
    """The newest documents of a theme; none where there is no theme."""
    if not topic:
        return []
    documents = Document.objects.public(timezone.now()).filter(topic=topic).in_a_row()
    return list(documents.order_by("-published_at", "-pk")[: RELATED + 1])


def _linked(document: Document, publisher: str, address: str, published_on: date) -> dict[str, Any]:
    """A document in the words of schema.org: a normative one is legislation, any other a document."""
    body = {"@type": "GovernmentOrganization", "name": publisher}
    said: dict[str, Any] = {
        "@type": "Legislation" if document.normative else "DigitalDocument",
        "name": document.title,
        "url": address,
        "identifier": [each for each in (document.index_number, document.document_number) if each],
        "datePublished": published_on.isoformat(),
        "dateCreated": document.formed_on.isoformat() if document.formed_on else None,
        "inLanguage": "zh-CN",
        "isAccessibleForFree": True,
        "version": document.version,
        "about": document.topic_path if document.topic else None,
        "publisher": body,
    }
    if document.normative:
        said |= {"legislationIdentifier": document.document_number or None, "legislationPassedBy": body}
    return {name: value for name, value in said.items() if value}


#: The acts whose times the public reads.
_SHOWN = {
    "disclosure.conclude_review": "保密审查通过",
    "disclosure.sign": "签发",
    "disclosure.publish": "发布",
}


_WHEN = Written(lambda kind, pk: ledger.lines(kind, pk).filter(act__in=_SHOWN).values_list("act", "at"))


def _provenance(document: Document) -> list[tuple[str, datetime]]:
    """Read from the ledger when each of these acts was last performed."""
    last = dict(_WHEN.rows(document.kind, document.pk))
    return [(label, last[name]) for name, label in _SHOWN.items() if name in last]
