"""The poster for the village notice board, and the comparison of draft and decision."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.timezone import localdate

from disclosure.models import Document
from foundation.pages.public import public_page, site_url
from foundation.papers import render as typeset
from participation.comparing import changes
from participation.models import Answer, Call, Decision


@public_page()
def poster(request: HttpRequest, number: str) -> HttpResponse:
    """A sheet in large print: what it is about, until when, how to say something, a code to scan."""
    calls = Call.objects.open_on(localdate()).filter(decision__number=number)
    call = get_object_or_404(calls.select_related("decision", "agency"))
    address = site_url(request) + reverse("participation:detail", args=[number])
    html = render_to_string(
        "participation/poster.html", {"call": call, "decision": call.decision, "url": address}
    )
    answer = HttpResponse(_typeset(html, call.title), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return answer


@lru_cache(maxsize=32)
def _typeset(html: str, title: str) -> bytes:
    """The sheet as PDF; one that did not change is typeset once in a process."""
    return typeset(html, title=title)


@public_page()
def compare(request: HttpRequest, number: str) -> HttpResponse:
    """Each change from the draft to the document that decides, with what was said of that article and what became of it."""
    rows = Decision.objects.public().select_related("agency").exclude(document=None)
    decision = get_object_or_404(rows, number=number)
    document = Document.objects.public(timezone.now()).filter(pk__in=decision.versions).first()
    call = decision.calls.readable().filter(state=Call.State.FED_BACK).order_by("-edition").first()
    if document is None or call is None:
        raise Http404
    found = changes(call.draft, document.body)
    said = _said(call)
    context = {
        "decision": decision,
        "call": call,
        "document": document,
        "too_long": found is None,
        "rows": [{"change": change, "answers": said.get(change.article, [])} for change in found or []],
    }
    return render(request, "participation/compare.html", context)


def _said(call: Call) -> dict[str, list[dict[str, Any]]]:
    """What was adopted, wholly or in part, of the opinions on each article: groups by their title, others by their number."""
    adopted = [Answer.Result.ADOPTED, Answer.Result.PARTLY]
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    answers = Answer.objects.filter(call=call, result__in=adopted).select_related("group", "opinion")
    for answer in answers.prefetch_related("group__members__opinion"):
        if answer.opinion is not None:
            shown = {"title": answer.opinion.number, "n": 1, "result": answer.get_result_display()}
            found[answer.opinion.article].append(shown)
        elif answer.group is not None:
            members = list(answer.group.members.all())
            for article in dict.fromkeys(member.opinion.article for member in members):
                shown = {
                    "title": answer.group.title,
                    "n": len(members),
                    "result": answer.get_result_display(),
                }
                found[article].append(shown)
    return found


urlpatterns: list[URLPattern] = [
    path("<slug:number>/poster.pdf", poster, name="poster"),
    path("<slug:number>/compare/", compare, name="compare"),
]
