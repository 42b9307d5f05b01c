"""The form on which anybody objects to a decision in force, and the objections that were answered (决策条例35)."""

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
from participation.models import Decision, Objection
from participation.statute import OBJECTION
from participation.views.handing_in import Way

cite(
    "决策条例35", by=Citation("page", "participation:object", "对已经公布的决策，谁都可以在它的网页上提意见")
)

WAY = Way("participation.object", "participation/object.html", Objection.objects.all, OBJECTION)


def _in_force(number: str) -> Decision:
    """A decision that was announced; 404 for any other."""
    rows = Decision.objects.public().filter(state=Decision.State.ANNOUNCED).select_related("agency")
    found: Decision = get_object_or_404(rows, number=number)
    return found


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest, number: str) -> HttpResponse:
    """The form; sent, it registers the objection and answers with the receipt."""
    decision = _in_force(number)
    citizen = Actor.citizen("提意见的人", holds=decision.ref)
    return WAY.answer(request, decision, citizen, {"decision": decision})


@public_page("page")
def objection_list(request: HttpRequest, number: str) -> HttpResponse:
    """Every answered objection to a decision, the newest first, as far as it may be read."""
    decision = _in_force(number)
    rows = Objection.objects.public().filter(decision=decision).order_by("-answered_at", "-pk")
    page = page_of(request, rows)
    context = {"decision": decision, "page_obj": page, "total": page.paginator.count, "asked": ""}
    return render(request, "participation/objections.html", context)


urlpatterns: list[URLPattern] = [
    path("<slug:number>/object/", object_to, name="object"),
    path("<slug:number>/objections/", objection_list, name="objections"),
]
