"""The public register of normative documents: which are in force, which no longer, and what cleanups found (条例20(1), PD-3)."""

from __future__ import annotations

from django import forms
from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from disclosure.models import Cleanup, CleanupItem, Document
from disclosure.statute import LAPSED
from disclosure.views.then import on_a_day, public_then
from foundation.pages.paging import page_of
from foundation.pages.public import public_page
from foundation.pages.then import ON, Then
from foundation.search.filters import NarrowingForm

IN_FORCE, OVER = "in_force", "over"
VALIDITIES = [(IN_FORCE, "现行有效"), (OVER, "已经失效、废止")]
#: The cleanups that the page names, the newest.
LATEST = 10


class NormsForm(NarrowingForm):
    """The filters of the register."""

    validity = forms.ChoiceField(choices=VALIDITIES, required=False)

    @property
    def validity_chosen(self) -> str:
        """Whether what is in force is asked for, or what is not; nothing for both."""
        self.is_valid()
        chosen: str = self.cleaned_data.get("validity", "")
        return chosen


@public_page("agency", "validity", "page", ON)
@on_a_day
def norms(request: HttpRequest, then: Then | None) -> HttpResponse:
    """List the regulations and normative documents of all agencies, or of one, with the validity of today or of a day."""
    at = timezone.now()
    form = NormsForm(request.GET)
    _q, within = form.chosen()
    validity = form.validity_chosen
    rows = public_then(Document.objects.norms(), at, then)
    cleanups, said = Cleanup.objects.public(at), "validity"
    if then:
        cleanups = cleanups.filter(published_on__lte=then.day)
        rows, said = rows.with_validity_at(then.at), "validity_then"
    if within.agency:
        rows, cleanups = rows.filter(agency=within.agency), cleanups.filter(agency=within.agency)
    if validity == IN_FORCE:
        rows = rows.exclude(**{f"{said}__in": sorted(LAPSED)})
    elif validity == OVER:
        rows = rows.filter(**{f"{said}__in": sorted(LAPSED)})
    announced = cleanups.order_by().values("pk")
    decided = CleanupItem.objects.filter(state=CleanupItem.State.DECIDED, batch__in=announced)
    instead = public_then(Document.objects.filter(index=OuterRef("replaced_by")), at, then)
    rows = (
        rows.select_related("agency", "index", "replaced_by")
        .annotate(replaced_in_public=Exists(instead))
        .prefetch_related(
            Prefetch(
                "index__cleanup_items", decided.select_related("batch").order_by("-pk"), to_attr="cleaned"
            )
        )
        .only(
            "title", "document_number", "formed_on", "validity", "lapsed_on", "expires_on", "agency__code",
            "agency__short_name", "agency__kind", "index__number", "replaced_by__number",
        )
    )  # fmt: skip
    page = page_of(request, rows.order_by("-formed_on", "-pk"))
    if then:
        Document.put_back(list(page), then.at)
    shown = form.shown()
    context = {
        **{name: shown[name] for name in ("agencies", "agency", "agency_name")},
        "narrowed": shown["narrowed"] or bool(validity),
        "validities": VALIDITIES,
        "validity": validity,
        "page_obj": page,
        "then": then,
        "cleanups": cleanups.select_related("agency", "result__index").order_by("-published_on", "-pk")[
            :LATEST
        ],
    }
    return render(request, "disclosure/norms.html", context)
