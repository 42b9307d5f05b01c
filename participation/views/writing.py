"""The form for an opinion, without account, session or cookie, and the receipt.

The random token of the form lets a second click find the opinion of the first, and yields the query code, which is not stored.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.db import InternalError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from foundation.visitors import challenge as proof
from foundation.visitors.errors import errors_of
from foundation.visitors.private import private_page
from foundation.visitors.sending import TokenField, posted, sent_with, shown_as_typed, token_of, wait_to_send
from foundation.visitors.throttle import Wait, allow, sender
from participation.doors import CODES, FORM, HOLDER, SENDING, UNPROVED
from participation.forms import SaidFields, articles_of
from participation.gates import standing
from participation.models import Call, Opinion, Sender
from participation.reading import receipt
from participation.receiving import Received, Replaced, Said, receive


class OpinionForm(SaidFields):
    """What a citizen says of a draft."""

    field_order = ("article", "stance", "text", "name", "contact", "consent")
    article = forms.ChoiceField(label="针对哪一条", required=False)
    token = TokenField()

    use_required_attribute = False

    def __init__(self, data: Any = None, *, call: Call, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        article = self.fields["article"]
        assert isinstance(article, forms.ChoiceField)
        article.choices = list(articles_of(call))
        article.error_messages["invalid_choice"] = "草案里没有这一条，请重新选。"

    @property
    def said(self) -> Said:
        """What was said."""
        names = ("article", "stance", "text", "consent", "name", "contact")
        return Said(**{name: self.cleaned_data[name] for name in names})


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, number: str) -> HttpResponse:
    """The form of the newest edition; sent, it keeps the opinion and answers with the receipt."""
    call, at = _newest(number), timezone.now()
    if (given := posted(request)) is None:
        return render(request, "participation/too_much.html", {"call": call}, status=413)
    corrects = _corrected(request, call)
    unheld = corrects is None and ("corrects" in request.GET or "corrects" in given)
    if request.method != "POST":
        return _page(request, call, at, given=_begun(request, corrects), corrects=corrects, unheld=unheld)
    if (sent := sent_with(Opinion.objects.all(), given.get("token", ""))) is not None:
        return _receipt(
            request, call, Received(sent, CODES.code_of(given["token"], sent.code_hash), again=True)
        )
    again = partial(_page, request, call, at, given=given, corrects=corrects)
    if not call.takes(at):
        return again(late=True)
    if unheld:
        return again(unheld=True)
    who = sender(request)
    if wait := allow(FORM, **who):
        return again(wait=wait)
    proved = proof.solved(given.get("altcha", ""))
    form = OpinionForm(given, call=call)
    if not form.is_valid():
        return again(form=form)
    if wait := wait_to_send(given, who, proved, at, SENDING, UNPROVED):
        return again(form=form, wait=wait)
    try:
        done = receive(call, form.said, given["token"], at, corrects=corrects)
    except Replaced:  # in another window, a moment ago
        return again(form=form, unheld=True)
    except InternalError:  # it closed, or was withdrawn, a moment ago
        return again(form=form, late=True)
    return _receipt(request, call, done)


def _newest(number: str) -> Call:
    """The newest edition of a decision's draft that was opened; 404 where there is none, or it was withdrawn."""
    calls = Call.objects.readable().filter(decision__number=number)
    call: Call = get_object_or_404(calls.select_related("agency", "decision").order_by("-edition")[:1])
    return call


def _corrected(request: HttpRequest, call: Call) -> Opinion | None:
    """The opinion that this one corrects: one of this call that still stands, opened by number and code on this computer."""
    if "corrects" not in request.GET and "corrects" not in request.POST:
        return None
    pk = HOLDER.named(request)
    held = standing(call).filter(pk=pk).first() if pk else None
    return held if held is not None and HOLDER.opens(request, held) else None


def _begun(request: HttpRequest, corrects: Opinion | None) -> QueryDict:
    """What stands in the form at first: the article that the address names, or everything that is to be corrected."""
    given = QueryDict(mutable=True)
    if corrects is not None:
        kept: Sender | None = getattr(corrects, "sender", None)
        given["text"] = kept.original if kept is not None and kept.original else corrects.text
        given.update({name: getattr(corrects, name) for name in ("article", "stance", "consent")})
        if kept is not None:
            given.update({"name": kept.name, "contact": kept.contact})
    elif "article" in request.GET:
        given["article"] = request.GET["article"][:30]
    return given


def _page(
    request: HttpRequest,
    call: Call,
    at: datetime,
    *,
    given: QueryDict,
    corrects: Opinion | None = None,
    form: OpinionForm | None = None,
    late: bool = False,
    wait: Wait | None = None,
    unheld: bool = False,
) -> HttpResponse:
    """The form, empty or with everything that was typed; after the last day without a button."""
    if form is None:
        initial = shown_as_typed(given, OpinionForm.base_fields)
        initial.setdefault("consent", "anonymous")
        form = OpinionForm(initial=initial, call=call)
    token = token_of(given)
    errors = errors_of(form)
    taken = call.takes(at)
    context = {
        "call": call,
        "decision": call.decision,
        "form": form,
        "fields": [bound for bound in form if bound.name != "token"],
        "errors": errors,
        "wait": wait,
        "late": late or not taken,
        "typed": given.get("text", "") if late else "",
        "corrects": corrects,
        "unheld": unheld,
        "token": token,
        "opened": proof.opened_stamp(given, token, at),
    }
    status = 409 if late else 403 if unheld else 429 if wait else 422 if errors else 200
    return render(request, "participation/write.html", context, status=status)


def _receipt(request: HttpRequest, call: Call, done: Received) -> HttpResponse:
    """The page with number and query code; the code is shown here only."""
    opinion = done.opinion
    kept = getattr(opinion, "sender", None)
    text = kept.original if kept is not None and kept.original else opinion.text
    context = {
        "call": call,
        "decision": call.decision,
        "opinion": opinion,
        "code": done.code,
        "again": done.again,
        "facts": receipt(opinion, text),
    }
    return render(request, "participation/sent.html", context)


@require_GET
@private_page
def challenge(request: HttpRequest) -> HttpResponse:
    """A proof-of-work challenge for the browser's script."""
    return JsonResponse(proof.new_challenge(timezone.now()))


urlpatterns: list[URLPattern] = [
    path("challenge/", challenge, name="challenge"),
    path("<slug:number>/write/", write, name="write"),
]
