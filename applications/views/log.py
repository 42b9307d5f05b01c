"""The published replies: what was asked and answered, without the applicant."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from applications.models import PublishedReply
from foundation.agencies.models import Agency
from foundation.clauses import Citation, cite
from foundation.pages.paging import page_of
from foundation.pages.public import public_page
from foundation.search.highlights import snippet
from foundation.search.models import Entry
from foundation.search.queries import matching

cite("条例44", by=Citation("page", "replies:list", "答复选登：有公共意义的答复，隐去申请人后公布"))


class FilterForm(forms.Form):
    """The filters of the list: words, agency."""

    q = forms.CharField(label="关键词", required=False, max_length=100)
    agency = forms.ChoiceField(label="机构", required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        agencies = Agency.objects.public().values_list("code", "short_name")
        self.fields["agency"].choices = [("", "全部机构"), *agencies]  # type: ignore[attr-defined]

    def narrow(self, replies: QuerySet[PublishedReply]) -> QuerySet[PublishedReply]:
        """The replies that fit the filters; a filter with an impossible value is ignored."""
        self.is_valid()
        if code := self.cleaned_data.get("agency"):
            replies = replies.filter(agency__code=code)
        if q := self.cleaned_data.get("q"):
            found = matching(q).filter(kind=PublishedReply.kind).values("object_id")
            replies = replies.filter(pk__in=found)
        return replies


@public_page("q", "agency", "page")
def reply_list(request: HttpRequest) -> HttpResponse:
    """The published replies, the newest first, narrowed by agency and words."""
    form = FilterForm(request.GET)
    rows = form.narrow(PublishedReply.objects.public()).select_related("agency").defer("answer")
    page = page_of(request, rows.order_by("-published_at", "-pk"))
    q = form.cleaned_data.get("q", "")
    if q:
        entries = Entry.objects.filter(kind=PublishedReply.kind, object_id__in=[r.pk for r in page])
        found = {entry.object_id: entry for entry in entries.defer("vector")}
        for reply in page:
            reply.excerpt = snippet(found[reply.pk].text, q) if reply.pk in found else []
    context = {
        "form": form,
        "page_obj": page,
        "total": page.paginator.count,
        "capped": page.paginator.capped,
        "q": q,
        "narrowed": any(form.cleaned_data.values()),
    }
    return render(request, "applications/reply_list.html", context)


@public_page()
def reply_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One published reply."""
    replies = PublishedReply.objects.public().select_related("agency", "reply")
    return render(request, "applications/reply_detail.html", {"reply": get_object_or_404(replies, pk=pk)})


app_name = "replies"
urlpatterns = [path("", reply_list, name="list"), path("<int:pk>/", reply_detail, name="detail")]
