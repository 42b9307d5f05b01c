"""The digests of every night, and the page on which a receipt proves that its opinion is among those that are counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from foundation.pages.public import public_page
from foundation.visitors.codes import normalised
from foundation.visitors.private import private_page
from participation.clockwork import opinions_by
from participation.models import Call, Decision, Digest, Enclosure, Opinion
from participation.reading import as_said, receipt
from participation.receipts import PROGRAM, leaf, root
from participation.views.tracking import ENTRANCE, EntryForm


def _decision(number: str) -> Decision:
    found: Decision = get_object_or_404(Decision.objects.public().select_related("agency"), number=number)
    return found


@public_page()
def digests(request: HttpRequest, number: str) -> HttpResponse:
    """The digests of a decision's drafts, the newest first, and the program that computes them again."""
    decision = _decision(number)
    rows = Digest.objects.filter(call__in=Call.objects.public().filter(decision=decision))
    context = {
        "decision": decision,
        "rows": rows.select_related("call").order_by("-call__edition", "-day"),
        "program": PROGRAM,
    }
    return render(request, "participation/digests.html", context)


@public_page(kept=False)
def leaves(request: HttpRequest, number: str, edition: int, day: str) -> HttpResponse:
    """The digests of all opinions that had come by the end of a day, sorted, one a line."""
    try:
        on = date.fromisoformat(day)
    except ValueError as wrong:
        raise Http404 from wrong
    call = get_object_or_404(Call.objects.public(), decision__number=number, edition=edition)
    get_object_or_404(Digest, call=call, day=on)
    listed = opinions_by(call, on).order_by("digest").values_list("digest", flat=True)
    return HttpResponse("\n".join(listed), content_type="text/plain; charset=utf-8")


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest, number: str) -> HttpResponse:
    """Whether the opinion of a receipt is in a digest, and in which."""
    decision = _decision(number)
    if request.method != "POST":
        return render(request, "participation/prove.html", {"decision": decision, "form": EntryForm()})
    entrance = replace(
        ENTRANCE,
        template="participation/prove.html",
        rows=lambda: Opinion.objects.filter(call__decision=decision),
        more={"decision": decision},
    )
    found = entrance.matched(request)
    if isinstance(found, HttpResponse):
        return found
    opinion = Opinion.objects.select_related("call", "sender").get(pk=found)
    proof = _proof(opinion, request.POST["code"])
    context: dict[str, Any] = {"decision": decision, "form": EntryForm(request.POST), **proof}
    return render(request, "participation/prove.html", context)


def written(entered: str) -> str:
    """A query code as its receipt has it, whatever it was typed with: 7K3M-Q2XW-94TC."""
    code = normalised(entered)
    return "-".join(code[n : n + 4] for n in range(0, len(code), 4))


def _proof(found: Opinion, code: str) -> dict[str, Any]:
    """The first digest in which it is, at which place of the list; whether its words still have its digest, and the list its own.

    `own` is None where masked words, or what files came with them, are erased: nobody can compute it here any more.
    """
    kept, text = getattr(found, "sender", None), as_said(found)
    erased = Enclosure.objects.filter(opinion=found, sha256="").exists()
    context: dict[str, Any] = {"opinion": found, "digest": None, "facts": receipt(found, text)}
    if erased or (found.masked and not (kept is not None and kept.original)):
        context["own"] = None
    else:
        said = (found.received_at, found.article, str(found.get_stance_display()), text)
        context["own"] = leaf(written(code), *said) == found.digest
    for digest in Digest.objects.filter(call=found.call_id).order_by("day"):
        listed = opinions_by(found.call, digest.day)
        if listed.filter(pk=found.pk).exists():
            place = listed.filter(digest__lt=found.digest).count() + 1
            leaves = listed.order_by("digest").values_list("digest", flat=True)
            whole = root(leaves.iterator()) == digest.root
            return context | {"digest": digest, "place": place, "whole": whole}
    return context


first: list[URLPattern] = []
urlpatterns: list[URLPattern] = [
    path("<slug:number>/digests/", digests, name="digests"),
    path("<slug:number>/digests/prove/", prove, name="prove"),
    path("<slug:number>/digests/<int:edition>-<str:day>.txt", leaves, name="leaves"),
]
