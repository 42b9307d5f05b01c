"""What anybody may know of accountability: how to report, how a case goes, and how many decisions there were in past years."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.timezone import localdate

from accountability.queries import totals
from accountability.statute import ANSWER, Item
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction
from foundation.clauses import Citation, cite
from foundation.pages.public import public_page

cite("AC-9", by=Citation("page", "accountability:about", "监督举报"))

#: AC-6(2)'s four levels, as heads of columns.
LEVELS = (
    "第一档：情节轻微",
    "第二档：影响工作或者群众受损",
    "第三档：情节严重",
    "第四档：移送司法机关",
)


@public_page(kept=False)
def about(request: HttpRequest) -> HttpResponse:
    """Totals of years that are over, by level; nothing of this year, and nothing that names."""
    context = {
        "items": [str(item.label) for item in Item],
        "years": [
            {**row, "levels": list(zip(LEVELS, row["levels"], strict=True))}
            for row in totals(localdate(timezone.now()).year)
        ],
        "commission": agency_with(AgencyFunction.DISCIPLINE_COMMISSION),
        "promise": ANSWER,
    }
    return render(request, "accountability/about.html", context)


urlpatterns: list[URLPattern] = [path("", about, name="about")]
