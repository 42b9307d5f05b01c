"""The form for an opinion, without account, session or cookie, and the receipt.

The random token of the form lets a second click find the opinion of the first, and yields the query code, which is not stored.
"""

from __future__ import annotations

from collections.abc import Callable
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

from foundation.casework.forms import show
from foundation.casework.refusals import Invalid
from foundation.files.kept import Keeping
from foundation.visitors import challenge as proof
from foundation.visitors.private import private_page
from foundation.visitors.sending import TokenField, posted, sent_with, shown_as_typed
from participation.doors import CODES, HOLDER, INTAKE
from participation.forms import SaidFields, articles_of
from participation.forms.drafts import files_field
from participation.gates import standing
from participation.models import Call, Opinion, Sender
from participation.reading import as_said, receipt
from participation.receiving import Received, Replaced, Said, receive
from participation.views.handing_in import Looked, form_page, looked_at


class OpinionForm(SaidFields):
    """What a citizen says of a draft."""

    field_order = ("article", "stance", "text", "enclosed", "name", "contact", "consent")
    enclosed = files_field()
    article = forms.ChoiceField(label="针对哪一条", required=False)
    token = TokenField()

    use_required_attribute = False

    def __init__(self, data: Any = None, files: Any = None, *, call: Call, initial: Any = None) -> None:
        super().__init__(data, files, initial=initial)
        article = self.fields["article"]
        assert isinstance(article, forms.ChoiceField)
        article.choices = list(articles_of(call))
        article.error_messages["invalid_choice"] = "草案里没有这一条，请重新选。"

    @property
    def said(self) -> Said:
        """What was said."""
        names = ("article", "stance", "text", "consent", "name", "contact")
        said = {name: self.cleaned_data[name] for name in names}
        return Said(**said, files=tuple(self.cleaned_data["enclosed"]))


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, number: str) -> HttpResponse:
    """The form of the newest edition; sent, it keeps the opinion and answers with the receipt."""
    call, at = _newest(number), timezone.now()
    INTAKE.open(request, at)
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
    keeping = Keeping(f"opinion {call.ref}", given, at=at)
    again = partial(_page, request, call, at, given=given, corrects=corrects, keeping=keeping)
    if not call.takes(at):
        return again(late=True)
    if unheld:
        return again(unheld=True)
    make = partial(OpinionForm, given, call=call)
    looked = looked_at(request, given, keeping, OpinionForm.base_fields, lambda files: make(files), at)
    if not looked.good:
        return again(looked=looked)
    return _taken(request, call, looked, given["token"], at, corrects, again, keeping)


def _taken(
    request: HttpRequest,
    call: Call,
    looked: Looked,
    token: str,
    at: datetime,
    corrects: Opinion | None,
    again: Callable[..., HttpResponse],
    keeping: Keeping,
) -> HttpResponse:
    """Keep the opinion and answer with the receipt, or show the form `again` that came too late."""
    form: Any = looked.form
    try:
        done = receive(call, form.said, token, at, corrects=corrects)
    except Replaced:  # in another window, a moment ago
        return again(looked=looked, unheld=True)
    except InternalError:  # it closed, or was withdrawn, a moment ago
        return again(looked=looked, late=True)
    except Invalid as wrong:  # a file that could not be stored
        show(wrong, form)
        return again(looked=looked)
    keeping.forget()
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
    keeping: Keeping | None = None,
    looked: Looked | None = None,
    late: bool = False,
    unheld: bool = False,
) -> HttpResponse:
    """The form, empty or with everything that was typed and chosen; after the last day without a button."""
    form = looked.form if looked is not None else None
    if form is None:
        initial = {"consent": "anonymous", **shown_as_typed(given, OpinionForm.base_fields)}
        form = OpinionForm(initial=initial, call=call)
    shown, status = form_page(request, given, form, at, keeping=keeping, looked=looked)
    context = {
        **shown,
        "call": call,
        "decision": call.decision,
        "late": late or not call.takes(at),
        "typed": given.get("text", "") if late else "",
        "corrects": corrects,
        "unheld": unheld,
    }
    return render(
        request, "participation/write.html", context, status=409 if late else 403 if unheld else status
    )


def _receipt(request: HttpRequest, call: Call, done: Received) -> HttpResponse:
    """The page with number and query code; the code is shown here only."""
    opinion = done.opinion
    context = {
        "call": call,
        "decision": call.decision,
        "opinion": opinion,
        "code": done.code,
        "again": done.again,
        "facts": receipt(opinion, as_said(opinion)),
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
