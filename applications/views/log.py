"""The published replies: what was asked and answered, without the applicant; and what came of every application."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from applications import outcomes
from applications.models import PublishedReply
from foundation.clauses import Citation, cite
from foundation.pages.paging import page_of
from foundation.pages.public import public_page
from foundation.search.filters import NarrowingForm
from foundation.search.found import found_page
from foundation.search.queries import WHOLE, search
from foundation.sheets import csv_file

cite("条例44", by=Citation("page", "replies:list", "答复选登：有公共意义的答复，隐去申请人后公布"))
cite(
    "OR-4",
    by=Citation(
        "page", "replies:outcomes", "答复结果：每件申请怎样答复、依据哪一条，不予公开的也列出，不写申请人"
    ),
)

#: The newest decisions that a file holds.
MOST_LINES = 10_000
_SHOWN = (
    "position",
    "outcome",
    "reply__issued_at",
    "reply__agency__name",
    "reply__agency__short_name",
    "reply__agency__code",
)


@public_page("q", "agency", "year", "page")
def reply_list(request: HttpRequest) -> HttpResponse:
    """The published replies, the newest first, narrowed by words, agency and year."""
    form = NarrowingForm(request.GET)
    q, within = form.chosen()
    if q:
        page, _results = found_page(
            request,
            q,
            lambda limit, offset: search(
                q, kinds=[PublishedReply.kind], within=within, limit=limit, offset=offset
            ),
        )
    else:
        replies = within.applied(PublishedReply.objects.public()).select_related("agency")
        page = page_of(request, replies.defer("question", "answer").order_by("-published_at", "-pk"))
    context = {
        **form.shown(PublishedReply.kind),
        "page_obj": page,
        "total": page.paginator.count,
        "capped": page.paginator.capped,
        "narrowed": bool(q) or within != WHOLE,
    }
    return render(request, "applications/reply_list.html", context)


@public_page()
def reply_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One published reply."""
    replies = PublishedReply.objects.public().select_related("agency", "reply")
    return render(request, "applications/reply_detail.html", {"reply": get_object_or_404(replies, pk=pk)})


class OutcomeForm(NarrowingForm):
    """Agency, year and result."""

    result = forms.CharField(required=False)

    def result_chosen(self) -> str:
        """The letter of the result, one of `outcomes.RESULTS`; blank where none is chosen or there is none like it."""
        self.is_valid()
        result: str = self.cleaned_data.get("result", "")
        return result if result in outcomes.RESULTS else ""


@public_page("agency", "year", "result", "page")
def outcome_list(request: HttpRequest) -> HttpResponse:
    """Every decision with month, agency and article, refusals too, and the share of each outcome (条例36, 44)."""
    form = OutcomeForm(request.GET)
    (_q, within), result = form.chosen(), form.result_chosen()
    shown = form.shown()
    found = outcomes.decisions(within, result).select_related("reply__agency")
    counted = outcomes.shares(within)
    of_result = (one for one in counted if result in ("", one.outcome.row[0]))
    page = page_of(request, found.only(*_SHOWN), sum(one.number for one in of_result))
    published = PublishedReply.objects.public().filter(reply__in=[one.reply_id for one in page.object_list])
    excerpts = dict(published.values_list("reply", "pk"))
    for one in page.object_list:
        one.excerpt = excerpts.get(one.reply_id)
    context = {
        **shown,
        "years": outcomes.years(),
        "results": list(outcomes.RESULTS.items()),
        "result": result,
        "result_name": outcomes.RESULTS.get(result, ""),
        "shares": counted,
        "number": sum(one.number for one in counted),
        "page_obj": page,
        "narrowed": shown["narrowed"] or bool(result),
    }
    asked = {"agency": shown["agency"], "year": shown["year"], "result": result}
    context["asked"] = urlencode({name: value for name, value in asked.items() if value})
    return render(request, "applications/outcome_list.html", context)


@public_page("agency", "year", "result")
def outcomes_as_csv(request: HttpRequest) -> HttpResponse:
    """The same decisions, a line for each, up to `MOST_LINES` of the newest."""
    form = OutcomeForm(request.GET)
    (_q, within), result = form.chosen(), form.result_chosen()
    found = outcomes.decisions(within, result).select_related("reply__agency").only(*_SHOWN)[:MOST_LINES]
    lines = (
        (one.month, one.reply.agency.name, outcomes.RESULTS[one.kind.row[0]], one.kind.label, one.kind.basis)
        for one in found
    )
    return csv_file("outcomes", ("月份", "机关", "结果", "决定", "依据"), lines)


app_name = "replies"
urlpatterns = [
    path("", reply_list, name="list"),
    path("outcomes/", outcome_list, name="outcomes"),
    path("outcomes.csv", outcomes_as_csv, name="outcomes_csv"),
    path("<int:pk>/", reply_detail, name="detail"),
]
