"""The published replies: what was asked and answered, without the applicant."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from applications.models import PublishedReply
from foundation.clauses import Citation, cite
from foundation.pages.paging import page_of
from foundation.pages.public import public_page
from foundation.search.filters import NarrowingForm
from foundation.search.found import found_page
from foundation.search.queries import WHOLE, search

cite("条例44", by=Citation("page", "replies:list", "答复选登：有公共意义的答复，隐去申请人后公布"))


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


app_name = "replies"
urlpatterns = [path("", reply_list, name="list"), path("<int:pk>/", reply_detail, name="detail")]
