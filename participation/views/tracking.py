"""The page of an opinion for whoever has its number and query code: what became of it, its withdrawal, its correction."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from foundation.agencies.actors import Actor
from foundation.casework.acts import perform
from foundation.casework.refusals import Invalid, Refused
from foundation.deadlines import clocks
from foundation.visitors import entering
from foundation.visitors.entering import Lasting, digits_of
from foundation.visitors.private import private_page
from foundation.visitors.sending import posted
from participation.doors import CODES, HOLDER, OBJECTOR, PROPOSER, REGISTRANT, TRACKING
from participation.models import Decision, Objection, Opinion, OpinionMark, Proposal, Registration
from participation.reading import as_said, receipt
from participation.receiving import take_back
from participation.statute import OBJECTION, PROPOSAL


class EntryForm(entering.EntryForm):
    """The number of an opinion, and its query code."""

    LETTER = "Y"

    number = forms.CharField(
        label="编号",
        help_text=(
            "在提交以后的那一页上。意见的例如 Y000012，决策建议的例如 T2026-0012，"
            "对决策的意见例如 F2026-0012，听证会报名的例如 B000012。"
        ),
        error_messages={"required": "请填写编号，例如 Y000012、T2026-0012。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    @classmethod
    def written(cls, entered: str) -> str:
        """A number as the receipt has it, whatever its width, case and blanks."""
        digits, letter = digits_of(entered), letter_of(entered)
        if letter in BY_YEAR and len(digits) > 4:
            return f"{letter}{digits[:4]}-{digits[4:]}"
        row = letter if letter not in BY_YEAR else cls.LETTER
        return f"{row}{int(digits):06d}" if digits else ""

    @classmethod
    def named(cls, number: str) -> Q:
        """Opinions and registrations are numbered as their rows are."""
        digits = number[1:]
        return Q(pk=int(digits)) if digits.isdecimal() else Q(pk=None)


class SubmissionEntryForm(EntryForm):
    """The number of a proposal or of an objection to a decision, and its query code."""

    @classmethod
    def named(cls, number: str) -> Q:
        """They are numbered by the year."""
        return Q(number=number)


#: What the numbers begin with that are given by the year.
BY_YEAR = (Proposal.LETTER, Objection.LETTER)


def letter_of(entered: str) -> str:
    """What a typed number begins with: of a proposal, an objection, a registration, else that of an opinion."""
    first = unicodedata.normalize("NFKC", entered[:60]).strip()[:1].upper()
    return first if first in (*BY_YEAR, Registration.LETTER) else EntryForm.LETTER


ENTRANCE = Lasting(
    form=EntryForm,
    template="participation/track_enter.html",
    wrong="编号或查询码不对，请对照提交以后的那一页再核对一遍。",
    rows=Opinion.objects.all,
    codes=CODES,
    tries=TRACKING,
    holder=HOLDER,
)
PROPOSALS = replace(ENTRANCE, form=SubmissionEntryForm, rows=Proposal.objects.all, holder=PROPOSER)
OBJECTIONS = replace(ENTRANCE, form=SubmissionEntryForm, rows=Objection.objects.all, holder=OBJECTOR)
REGISTRATIONS = replace(ENTRANCE, rows=Registration.objects.all, holder=REGISTRANT)
ENTRANCES = {
    Proposal.LETTER: PROPOSALS,
    Objection.LETTER: OBJECTIONS,
    Registration.LETTER: REGISTRATIONS,
    EntryForm.LETTER: ENTRANCE,
}


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """The form for number and code, or with its cookie the opinion itself."""
    if request.method == "POST":
        return ENTRANCES[letter_of(request.POST.get("number", ""))].enter(request)
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
    membership = getattr(held, "membership", None)
    fed_back = held.call.fed_back_at is not None
    answer = getattr(membership.group if membership else held, "answer", None)
    withdrawn = held.marks.filter(kind=OpinionMark.Kind.WITHDRAWN).first()
    later = held.corrected_by.order_by("-pk").first()
    return {
        "opinion": held,
        "call": held.call,
        "decision": held.call.decision,
        "facts": receipt(held, as_said(held)),
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
    """Delete the cookies on this computer."""
    answer: HttpResponse = ENTRANCE.to_page()
    for holder in (HOLDER, PROPOSER, OBJECTOR, REGISTRANT):
        answer = holder.take_back(answer)
    return answer


def _opened(request: HttpRequest, entrance: Lasting) -> Any:
    """The proposal or objection that the cookie opens, with what its page reads; None without one."""
    pk = entrance.holder.named(request)
    rows = entrance.rows().select_related("agency", "decision__agency").prefetch_related("enclosures")
    held = rows.filter(pk=pk).first() if pk is not None else None
    return held if held is not None and entrance.holder.opens(request, held) else None


_STEPS = {"received": "收到", "studying": "研究论证", "studied": "县政府决定", "answered": "答复"}


def _steps(held: Proposal) -> list[dict[str, str]]:
    """The way of a proposal, and where it is."""
    at = list(_STEPS).index(held.state) if held.state in _STEPS else len(_STEPS)
    said = ["done" if n < at else "current" if n == at else "todo" for n in range(len(_STEPS))]
    return [{"label": label, "state": state} for label, state in zip(_STEPS.values(), said, strict=True)]


@private_page
@require_GET
def track_proposal(request: HttpRequest) -> HttpResponse:
    """A proposal for whoever has its number and query code: who studies it, by when it is decided, the answer."""
    held: Proposal | None = _opened(request, PROPOSALS)
    if held is None:
        return ENTRANCE.ask(request)
    context = {
        "submission": held,
        "steps": _steps(held),
        "led_to": Decision.objects.public().filter(pk=held.decision_id).first() if held.decision_id else None,
        "due": clocks.open_clock(held, PROPOSAL),
        "withdraw": "participation:withdraw_proposal" if held.state in Proposal.OPEN else "",
        "token": PROPOSER.form_token(held),
    }
    return PROPOSER.give(render(request, "participation/track_proposal.html", context), held)


@private_page
@require_GET
def track_objection(request: HttpRequest) -> HttpResponse:
    """An objection to a decision for whoever has its number and query code: by when it is answered, the answer."""
    held: Objection | None = _opened(request, OBJECTIONS)
    if held is None:
        return ENTRANCE.ask(request)
    due = clocks.open_clock(held, OBJECTION)
    context = {
        "submission": held,
        "decision": held.decision,
        "due": due,
        "withdraw": "participation:withdraw_objection" if held.state == Objection.State.RECEIVED else "",
        "token": OBJECTOR.form_token(held),
    }
    return OBJECTOR.give(render(request, "participation/track_objection.html", context), held)


def _taken_back(request: HttpRequest, entrance: Lasting, act: str, who: str) -> HttpResponse:
    """Its author withdraws a proposal or an objection; a second click, or one after the answer, changes nothing."""
    held = _opened(request, entrance)
    if held is None or posted(request) is None or not entrance.holder.carries_token(request, held):
        return ENTRANCE.ask(request, status=403)
    with suppress(Refused, Invalid):  # the page says what became of it
        perform(act, on=held, actor=Actor.citizen(who, holds=held.ref), at=timezone.now())
    return entrance.holder.give(entrance.to_page(), held)


@private_page
@require_POST
def withdraw_proposal(request: HttpRequest) -> HttpResponse:
    """Whoever proposed it takes it back, until it is answered."""
    return _taken_back(request, PROPOSALS, "participation.withdraw_proposal", "提建议的人")


@private_page
@require_POST
def withdraw_objection(request: HttpRequest) -> HttpResponse:
    """Whoever said it takes it back, until it is answered."""
    return _taken_back(request, OBJECTIONS, "participation.withdraw_objection", "提意见的人")


urlpatterns: list[URLPattern] = [
    path("track/", track, name="track"),
    path("track/proposal/withdraw/", withdraw_proposal, name="withdraw_proposal"),
    path("track/objection/withdraw/", withdraw_objection, name="withdraw_objection"),
    path("track/proposal/", track_proposal, name="track_proposal"),
    path("track/objection/", track_objection, name="track_objection"),
    path("track/leave/", leave, name="track_leave"),
    path("track/withdraw/", withdraw, name="withdraw"),
]
