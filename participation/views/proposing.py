"""The form on which anybody proposes a matter for decision, and what became of proposals (决策条例10)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from foundation.agencies.actors import Actor
from foundation.clauses import Citation, cite
from foundation.pages.paging import page_of
from foundation.pages.public import public_page
from foundation.visitors.private import private_page
from participation.acts.proposing import county_office
from participation.models import Decision, Proposal
from participation.statute import PROPOSAL
from participation.views.handing_in import Way

cite("决策条例10", by=Citation("page", "participation:propose", "谁都可以书面提出决策事项建议，不用注册"))

CITIZEN = Actor.citizen("提建议的人")
WAY = Way("participation.submit_proposal", "participation/propose.html", Proposal.objects.all, PROPOSAL)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """The form; sent, it registers the proposal and answers with the receipt."""
    office = county_office()
    if office is None:
        return render(request, "participation/propose_closed.html", status=404)
    return WAY.answer(request, office, CITIZEN, {"office": office})


@public_page("page")
def proposal_list(request: HttpRequest) -> HttpResponse:
    """The proposals that were passed on, the newest first, with where they stand."""
    rows = Proposal.objects.public().select_related("studied_by")
    rows = rows.only(
        "number", "shown_title", "consent", "state", "received_at", "studied_by__short_name", "proposer"
    )
    page = page_of(request, rows.order_by("-received_at", "-pk"))
    context = {"page_obj": page, "total": page.paginator.count, "promise": PROPOSAL, "asked": ""}
    return render(request, "participation/proposals.html", context)


@public_page()
def proposal_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One proposal as everybody reads it: what was said, who studies it, the answer, what it led to."""
    rows = Proposal.objects.public().select_related("studied_by", "agency")
    proposal = get_object_or_404(rows, number=number)
    led_to = None
    if proposal.decision_id is not None:
        led_to = Decision.objects.public().filter(pk=proposal.decision_id).first()
    context = {"proposal": proposal, "led_to": led_to, "open_words": proposal.published}
    return render(request, "participation/proposal.html", context)


urlpatterns: list[URLPattern] = [
    path("propose/", propose, name="propose"),
    path("proposals/", proposal_list, name="proposals"),
    path("proposals/<slug:number>/", proposal_detail, name="proposal"),
]
