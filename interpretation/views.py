"""The column of interpretations, one page for each, its chart, the glossary. Every read goes through `public`."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from foundation.pages.paging import page_of
from foundation.pages.public import public_page
from foundation.search.filters import NarrowingForm
from foundation.texts.kept import kept
from interpretation import queries, statute
from interpretation.models import Interpretation


class FormForm(NarrowingForm):
    """Agency, form and year."""

    form = forms.CharField(required=False)

    def form_chosen(self) -> str:
        """The chosen form; blank where none is chosen or there is none like it."""
        self.is_valid()
        form: str = self.cleaned_data.get("form", "")
        return form if form in statute.FORMS else ""


@public_page("agency", "year", "form", "page")
def interpretation_list(request: HttpRequest) -> HttpResponse:
    """List what is published, the newest first, by agency, form and year (PI-7)."""
    narrowing = FormForm(request.GET)
    (_q, within), form = narrowing.chosen(), narrowing.form_chosen()
    rows = within.applied(Interpretation.objects.public(timezone.now()))
    if form:
        rows = rows.filter(form=form)
    page = page_of(request, queries.in_a_row(rows))
    shown = narrowing.shown(Interpretation.kind)
    asked = {"agency": shown["agency"], "year": shown["year"], "form": form}
    context: dict[str, Any] = {
        **shown,
        "forms": list(statute.FORMS.items()),
        "form": form,
        "page_obj": page,
        "total": page.paginator.count,
        "narrowed": any(asked.values()),
        "asked": urlencode({name: value for name, value in asked.items() if value}),
    }
    return render(request, "interpretation/list.html", context)


@public_page()
def interpretation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One interpretation with the documents that it is about, as far as those are public."""
    at = timezone.now()
    rows = Interpretation.objects.public(at).select_related("agency")
    interpretation = get_object_or_404(rows, pk=pk)
    context = {
        "interpretation": interpretation,
        "parts": [(label, kept(text, below=True)) for label, text in interpretation.parts],
        "text": kept(interpretation.body, below=True) if interpretation.body else None,
        "dialogue": queries.dialogue(interpretation.body) if interpretation.form == statute.QA else [],
        "links": queries.public_links(interpretation, at),
        "releases": interpretation.releases.all(),
        "description": " ".join(interpretation.text.split())[:150],
    }
    return render(request, "interpretation/detail.html", context)


@public_page()
def chart(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of a chart: nothing but shapes and words, as it was cleaned when it came in."""
    rows = Interpretation.objects.public(timezone.now()).only("chart")
    picture = get_object_or_404(rows, pk=pk).chart
    if not picture:
        raise Http404
    return HttpResponse(picture, content_type="image/svg+xml")


@public_page()
def terms(request: HttpRequest) -> HttpResponse:
    """The words that interpretations explain, each with where it is explained."""
    return render(request, "interpretation/terms.html", {"terms": queries.glossary(timezone.now())})
