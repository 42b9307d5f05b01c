"""Every figure that a room declares, by year and agency, and the matters behind it for whoever may read them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.timezone import localdate

from foundation.accesses.models import Kind
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.casework.listing import as_workbook
from foundation.casework.reminders import supervises
from foundation.casework.watching import note
from foundation.casework.worklist import names_of
from foundation.clauses import REGISTER
from foundation.figures.computing import value, values
from foundation.figures.declared import FIGURES, Figure, Span

#: The years that can be asked for, this one and those before it; rows behind a figure on a page.
YEARS, ROWS = 6, 50


class Asked(forms.Form):
    """A year, and an agency for whoever supervises all."""

    year = forms.TypedChoiceField(label="年度", coerce=int, required=False)
    agency = forms.ModelChoiceField(
        label="机关",
        queryset=Agency.objects.none(),
        to_field_name="code",
        required=False,
        empty_label="全县",
    )

    def __init__(self, data: Any, *, today: date, actor: Actor) -> None:
        super().__init__(data, label_suffix="")
        years = range(today.year, today.year - YEARS, -1)
        self.fields["year"].choices = [(year, f"{year} 年") for year in years]  # type: ignore[attr-defined]
        self.initial["year"] = today.year
        own = None if supervises(actor) else actor.agency_id
        self.own = Agency.objects.get(pk=own) if own else None
        if self.own is None:
            self.fields["agency"].queryset = Agency.objects.all()  # type: ignore[attr-defined]
        else:
            del self.fields["agency"]

    def chosen(self, today: date) -> tuple[Span, Agency | None]:
        """The span, of this year up to today, and the agency, None for the whole county; raises `Http404` for others."""
        if not self.is_valid():
            raise Http404
        year = self.cleaned_data["year"] or today.year
        span = Span.of_year(year)
        return span._replace(last=min(span.last, today)), self.own or self.cleaned_data.get("agency")


def figures(request: HttpRequest, actor: Actor, frame: dict[str, Any], at: datetime) -> HttpResponse:
    """All figures of a year: of one's own agency, for supervisors of the county or one agency; `as` asks for a workbook."""
    form, span, agency = _asked(request, actor, at)
    rows = [(figure, value(figure, span, agency)) for figure in FIGURES.values()]
    whose = agency.short_name if agency else "全县"
    title = f"{whose} {span.first.year} 年的数字"
    if request.GET.get("as") == "xlsx":
        note(request, Kind.EXPORT, of="figures")
        table = {
            "heads": ["数字", "依据", "单位", whose, "背后的事项"],
            "rows": [
                [figure.label, figure.clause, figure.unit, one.shown, str(one.rows)] for figure, one in rows
            ],
        }
        return as_workbook(title, table, span.last)
    shown = [{"figure": figure, "value": one, "article": _article(figure)} for figure, one in rows]
    context = {
        **frame,
        "title": title,
        "form": form,
        "rows": shown,
        "span": span,
        "query": request.GET.urlencode(),
    }
    return TemplateResponse(request, "casework/desk/figures.html", context)


def behind(request: HttpRequest, actor: Actor, frame: dict[str, Any], at: datetime, id: str) -> HttpResponse:
    """One figure: for supervisors of each agency, and the matters behind it that this person may read."""
    figure = FIGURES.get(id)
    if figure is None:
        raise Http404
    form, span, agency = _asked(request, actor, at)
    found = figure.rows(span)
    if agency is not None:
        found = found.filter(**{figure.agency: agency})
    page = Paginator(found.order_by("-pk"), ROWS).get_page(request.GET.get("page"))
    listed = list(page.object_list)
    names = names_of((row.ref for row in listed), actor)
    readable = [names[row.ref] for row in listed if row.ref in names]
    agencies = []
    if agency is not None:
        counted = value(figure, span, agency)
    else:
        counted, by_agency, _none = values(figure, span)
        known = Agency.objects.in_bulk(by_agency)
        best = sorted(by_agency.items(), key=lambda row: -(row[1].number or 0))
        agencies = [{"agency": known[pk], "value": one} for pk, one in best]
    context = {
        **frame,
        "title": figure.label,
        "figure": figure,
        "article": _article(figure),
        "value": counted,
        "agency": agency,
        "agencies": agencies,
        "form": form,
        "span": span,
        "page_obj": page,
        "rows": readable,
        "unreadable": len(listed) - len(readable),
    }
    return TemplateResponse(request, "casework/desk/figure.html", context)


def _asked(request: HttpRequest, actor: Actor, at: datetime) -> tuple[Asked, Span, Agency | None]:
    today = localdate(at)
    if actor.agency_id is None and not supervises(actor):
        raise Http404
    form = Asked(request.GET, today=today, actor=actor)
    return form, *form.chosen(today)


def _article(figure: Figure) -> str:
    return str(REGISTER.find(figure.clause))
