"""The page of an opinion for whoever has its number and query code: what became of it, its withdrawal, its correction."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from foundation.visitors.errors import errors_of
from foundation.visitors.private import private_page
from foundation.visitors.throttle import Wait, allow, sender
from participation.doors import CODES, HOLDER, TRACKING
from participation.models import Call, Opinion, OpinionMark
from participation.reading import receipt

#: The hash of no code: an unknown number is compared with it, so that it takes as long as a wrong code.
NO_HASH = "0" * 64
WRONG = "意见编号或查询码不对，请对照提交以后的那一页再核对一遍。"
SEE_OTHER = 303


class EntryForm(forms.Form):
    """Number and query code; width, blanks, dashes and case do not matter."""

    number = forms.CharField(
        label="意见编号",
        help_text="例如 Y000012，在提交以后的那一页上。",
        error_messages={"required": "请填写意见编号，例如 Y000012。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    code = forms.CharField(
        label="查询码",
        help_text="12 位字母和数字，例如 7K3M-Q2XW-94TC；大小写、空格和横线不影响。",
        error_messages={"required": "请填写查询码，12 位字母和数字。"},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def __init__(self, data: Any = None) -> None:
        if data is not None:
            given = {name: data.get(name, "")[:60] for name in ("number", "code")}
            wide = {name: unicodedata.normalize("NFKC", text) for name, text in given.items()}
            digits = re.sub(r"[^0-9]", "", wide["number"])[:18]
            number = f"Y{int(digits):06d}" if digits else ""
            data = {"number": number, "code": "".join(c for c in wide["code"] if c.isalnum() or c in " -")}
        super().__init__(data, use_required_attribute=False)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """The form for number and code, or with its cookie the opinion itself."""
    if request.method == "POST":
        return _enter(request)
    held = _held(request)
    if held is None:
        return _ask(request, EntryForm())
    return HOLDER.give(render(request, "participation/track.html", _shown(request, held)), held)


def _enter(request: HttpRequest) -> HttpResponse:
    form = EntryForm(request.POST)
    if not form.is_valid():
        return _ask(request, form, status=422)
    number = form.cleaned_data["number"]
    found = Opinion.objects.filter(pk=int(number[1:])).only("pk", "code_hash").first()
    if not CODES.matches(form.cleaned_data["code"], found.code_hash if found else NO_HASH):
        if wait := allow(TRACKING, **sender(request), number=number):
            return _ask(request, form, status=429, wait=wait)
        form.add_error(None, WRONG)
        return _ask(request, form, status=422)
    assert found is not None, "no code matches the hash of none"
    return HOLDER.give(_to_page(), found)


def _ask(
    request: HttpRequest, form: EntryForm, *, status: int = 200, wait: Wait | None = None
) -> HttpResponse:
    context = {"form": form, "errors": errors_of(form), "wait": wait}
    response = render(request, "participation/track_enter.html", context, status=status)
    if wait is not None:
        response["Retry-After"] = str(wait.seconds)
    return response


def _to_page(query: str = "") -> HttpResponse:
    return HttpResponseRedirect(reverse("participation:track") + query, status=SEE_OTHER)


def _held(request: HttpRequest) -> Opinion | None:
    """The opinion that the cookie opens."""
    pk = HOLDER.named(request)
    rows = Opinion.objects.select_related(
        "call__decision", "call__agency", "sender", "answer", "membership__group__answer"
    )
    opinion = rows.filter(pk=pk).first() if pk is not None else None
    return opinion if opinion is not None and HOLDER.opens(request, opinion) else None


def _shown(request: HttpRequest, held: Opinion) -> dict[str, Any]:
    """The context of the page: answers are told with the feedback, to all at once."""
    kept, membership = getattr(held, "sender", None), getattr(held, "membership", None)
    fed_back = held.call.state in (Call.State.FED_BACK, Call.State.WITHDRAWN)
    answer = getattr(membership.group if membership else held, "answer", None)
    withdrawn = held.marks.filter(kind=OpinionMark.Kind.WITHDRAWN).first()
    later = held.corrected_by.order_by("-pk").first()
    text = kept.original if kept is not None and kept.original else held.text
    return {
        "opinion": held,
        "call": held.call,
        "decision": held.call.decision,
        "facts": receipt(held, text),
        "answer": answer if fed_back else None,
        "fed_back": fed_back,
        "withdrawn": withdrawn,
        "later": later,
        "changeable": held.call.takes(timezone.now()) and withdrawn is None and later is None,
        "token": HOLDER.form_token(held),
        "together": membership.group.members.count() if membership and fed_back else 0,
    }


@private_page
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Its sender withdraws it while the call is open: a mark, the row stays."""
    held, at = _held(request), timezone.now()
    if held is None or not HOLDER.carries_token(request, held):
        return _ask(request, EntryForm(), status=403)
    if _shown(request, held)["changeable"]:
        OpinionMark.objects.get_or_create(
            opinion=held, kind=OpinionMark.Kind.WITHDRAWN, defaults={"at": at, "reason": "提意见的人撤回"}
        )
    return HOLDER.give(_to_page(), held)


@private_page
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Delete the cookie on this computer."""
    return HOLDER.take_back(_to_page())


urlpatterns: list[URLPattern] = [
    path("track/", track, name="track"),
    path("track/leave/", leave, name="track_leave"),
    path("track/withdraw/", withdraw, name="withdraw"),
]
