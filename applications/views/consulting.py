"""The page on which a consulted party gives its opinion, opened by the link in the letter."""

from __future__ import annotations

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from applications.acts.consulting import OPINION_LIMITS
from applications.doors import LINKS, TRACKING
from applications.models import Consultation
from foundation.agencies.actors import Actor
from foundation.casework.acts import ACTS, Step, perform
from foundation.casework.forms import show
from foundation.casework.refusals import Invalid, Refused
from foundation.clauses import Citation, cite
from foundation.deadlines.models import Clock
from foundation.visitors.codes import LENGTH, normalised
from foundation.visitors.errors import errors_of
from foundation.visitors.private import private_page
from foundation.visitors.sending import SeeOther
from foundation.visitors.throttle import allow, sender

ACT = "applications.give_opinion"
Party, State = Consultation.Party, Consultation.State

cite("OR-6", by=Citation("page", "applications:consultation", "被征求意见的第三方凭链接在网上提出意见"))

#: What silence counts as: OR-6 for a third party, 条例34 for an agency that co-made the information.
SILENCE = {
    Party.THIRD_PARTY: (
        "逾期没有提出意见的，依照《五原县政务公开依申请公开制度》第六条视作不同意公开，但是否公开由机关依照《政府信息公开条例》第三十二条决定。"
    ),
    Party.COAUTHOR: "逾期没有提出意见的，视为同意公开（条例第三十四条）。",
    Party.AGENCY: "请在来函写明的日期之前函复；逾期没有函复的，不再等待，继续办理。",
}


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def consultation(request: HttpRequest, token: str) -> HttpResponse:
    """The question, its time limit and what silence means, with the form while it is open, or with the outcome.

    An unknown token counts as a try at the door; a known one is never held up.
    """
    response = _answer(request, token)
    # The address holds the token: no other page, not even one of this site, learns more of it than the host.
    response["Referrer-Policy"] = "strict-origin"
    return response


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    digests = LINKS.hashes(token)
    rows = Consultation.objects.filter(token_hash__in=digests).select_related("agency", "application")
    asked = rows.defer("application__wanted", "application__wanted_number").first()
    if asked is None:
        return _unknown(request, digests[0])
    actor, at = Actor.citizen("被征求意见方", holds=asked.ref), timezone.now()
    declared = ACTS[ACT]
    form: Form | None = None
    refusal, status = None, 200
    if request.method == "POST":
        try:
            perform(ACT, on=asked, actor=actor, at=at, data=request.POST)
        except Invalid as invalid:
            form = invalid.form or declared.asks(request.POST, step=Step(declared, asked, actor, at))
            status = 422
            show(invalid, form)
        except Refused as refused:
            refusal, status = refused, 409
        else:
            return SeeOther(request.path)
    limit = OPINION_LIMITS[Party(asked.party)]
    clock = Clock.objects.of(asked.kind, asked.pk).filter(limit=limit.code).last()
    over = clock is not None and clock.over_before(localdate(at))
    if request.method != "POST" and not over and declared.open_to(actor, asked):
        form = declared.asks(step=Step(declared, asked, actor, at))
    context = {
        "asked": asked,
        "form": form,
        "errors": errors_of(form) if form else [],
        "refusal": refusal,
        "until": clock,
        "over": over and asked.state in (State.ASKED, State.SILENT),
        "silence": SILENCE[Party(asked.party)],
        "days": limit.span,
    }
    return render(request, "applications/consultation.html", context, status=status)


def _unknown(request: HttpRequest, digest: str) -> HttpResponse:
    wait = allow(TRACKING, **sender(request), number=f"consultation:{digest}")
    status = 429 if wait else 404
    response = render(request, "applications/consultation_unknown.html", {"wait": wait}, status=status)
    if wait is not None:
        response["Retry-After"] = str(wait.seconds)
    return response


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The form for the code in the letter, for those who type it; it leads to the page of that code."""
    code = normalised(request.POST.get("code", ""))
    if request.method == "POST" and len(code) == LENGTH:
        parts = (code[n : n + 4].lower() for n in range(0, LENGTH, 4))
        address = reverse("applications:consultation", args=["-".join(parts)])
        return SeeOther(address)
    wrong = request.method == "POST"
    context = {"wrong": wrong, "entered": request.POST.get("code", "")[:60]}
    return render(request, "applications/consultation_enter.html", context, status=422 if wrong else 200)


urlpatterns: list[URLPattern] = [
    path("consultation/", enter, name="consultation_enter"),
    path("consultation/<str:token>/", consultation, name="consultation"),
]
