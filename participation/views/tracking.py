"""The page of an opinion for whoever has its number and query code: what became of it, its withdrawal, its correction."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from foundation.visitors import entering
from foundation.visitors.entering import Lasting, digits_of
from foundation.visitors.private import private_page
from participation.doors import CODES, HOLDER, TRACKING
from participation.models import Opinion, OpinionMark
from participation.reading import receipt
from participation.receiving import take_back


class EntryForm(entering.EntryForm):
    """The number of an opinion, and its query code."""

    LETTER = "Y"

    number = forms.CharField(
        label="意见编号",
        help_text="例如 Y000012，在提交以后的那一页上。",
        error_messages={"required": "请填写意见编号，例如 Y000012。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    @classmethod
    def written(cls, entered: str) -> str:
        """A number as the receipt has it, whatever its width, case and blanks."""
        digits = digits_of(entered)
        return f"{cls.LETTER}{int(digits):06d}" if digits else ""

    @classmethod
    def named(cls, number: str) -> Q:
        """Opinions are numbered as their rows are."""
        return Q(pk=int(number.removeprefix(cls.LETTER)))


ENTRANCE = Lasting(
    form=EntryForm,
    template="participation/track_enter.html",
    wrong="意见编号或查询码不对，请对照提交以后的那一页再核对一遍。",
    rows=Opinion.objects.all,
    codes=CODES,
    tries=TRACKING,
    holder=HOLDER,
)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """The form for number and code, or with its cookie the opinion itself."""
    if request.method == "POST":
        return ENTRANCE.enter(request)
    held = _held(request)
    if held is None:
        return ENTRANCE.ask(request)
    return HOLDER.give(render(request, "participation/track.html", _shown(request, held)), held)


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
    fed_back = held.call.fed_back_at is not None
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
        return ENTRANCE.ask(request, status=403)
    if _shown(request, held)["changeable"]:
        take_back(held, at)
    return HOLDER.give(ENTRANCE.to_page(), held)


@private_page
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Delete the cookie on this computer."""
    return HOLDER.take_back(ENTRANCE.to_page())


urlpatterns: list[URLPattern] = [
    path("track/", track, name="track"),
    path("track/leave/", leave, name="track_leave"),
    path("track/withdraw/", withdraw, name="withdraw"),
]
