"""The page of a message for whoever has its number and query code, and the complaint one level up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from feedback import queries
from feedback.acts import body_above
from feedback.doors import CODES, HOLDER, TRACKING
from feedback.models import Message, Sort
from feedback.statute import LIMITS
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.casework import once
from foundation.casework.acts import ACTS, Step, perform
from foundation.casework.forms import show
from foundation.casework.refusals import Invalid, Refused
from foundation.deadlines import clocks
from foundation.visitors import entering
from foundation.visitors.entering import Lasting
from foundation.visitors.errors import errors_of
from foundation.visitors.private import private_page


class EntryForm(entering.EntryForm):
    """The number that was given for a message, and its query code."""

    LETTER = "L"

    number = forms.CharField(
        label="留言号",
        help_text="例如 L2026-0012，在提交以后的那一页上。",
        error_messages={"required": "请填写留言号，例如 L2026-0012。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


ENTRANCE = Lasting(
    form=EntryForm,
    template="feedback/track_enter.html",
    wrong="留言号或查询码不对，请对照提交以后的那一页再核对一遍。",
    rows=Message.objects.all,
    codes=CODES,
    tries=TRACKING,
    holder=HOLDER,
)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """The form for number and code, or with its cookie the message itself."""
    if request.method == "POST":
        return ENTRANCE.enter(request)
    held = _held(request)
    if held is None:
        return ENTRANCE.ask(request)
    context = _shown(held) | {"done": "done" in request.GET}
    return HOLDER.give(render(request, "feedback/track.html", context), held)


def _held(request: HttpRequest) -> Message | None:
    """The message that the cookie opens."""
    pk = HOLDER.named(request)
    rows = Message.objects.select_related("agency", "against", "document__index", "earlier", "later")
    message = rows.filter(pk=pk).first() if pk is not None else None
    return message if message is not None and HOLDER.opens(request, message) else None


def _shown(held: Message) -> dict[str, Any]:
    """The context of the page."""
    later: Message | None = getattr(held, "later", None)
    closed = held.state in (Message.State.ANSWERED, Message.State.SET_ASIDE)
    return {
        "message": held,
        "events": list(queries.course(held)),
        "due": clocks.open_clock(held, *LIMITS),
        "later": later,
        "above": body_above(held) if closed and later is None else None,
        "why": held.sort == Sort.WHY,
        "apply": Agency.objects.public().filter(pk=held.agency_id, open_for_applications=True).exists(),
    }


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def go_up(request: HttpRequest) -> HttpResponse:
    """The complaint one level up about an answer that did not satisfy."""
    held, at = _held(request), timezone.now()
    if held is None:
        return ENTRANCE.ask(request, status=403 if request.method == "POST" else 200)
    above = body_above(held)
    act = ACTS["feedback.go_up"]
    step = Step(act, held, Actor.citizen("留言人", holds=held.ref), at)
    refusal, status, stale = None, 200, False
    if request.method != "POST":
        if above is None or not act.open_to(step.actor, held) or getattr(held, "later", None):
            return HOLDER.give(ENTRANCE.to_page(), held)
        form: forms.Form = act.asks(step=step)
    elif not HOLDER.carries_token(request, held):
        form, stale, status = act.asks(initial=request.POST.dict(), step=step), True, 403
    else:
        try:
            sent = once.Sent.of(request.POST.get("once", ""), request.POST, request.FILES)
            done = perform(act.name, on=held, actor=step.actor, at=at, data=request.POST, sent=sent)
        except Invalid as invalid:
            form, status = invalid.form or act.asks(request.POST, step=step), 422
            show(invalid, form)
        except Refused as refused:
            form, refusal, status = act.asks(request.POST, step=step), refused, 409
        else:
            return HOLDER.give(ENTRANCE.to_page("?done=1"), done.matter)
    form.use_required_attribute = False
    context = {
        "message": held,
        "above": above,
        "form": form,
        "errors": errors_of(form),
        "refusal": refusal,
        "stale": stale,
        "token": HOLDER.form_token(held),
        "once": once.new_key(),
    }
    return HOLDER.give(render(request, "feedback/go_up.html", context, status=status), held)


@private_page
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Delete the cookie on this computer."""
    return HOLDER.take_back(ENTRANCE.to_page())


urlpatterns: list[URLPattern] = [
    path("track/", track, name="track"),
    path("track/leave/", leave, name="track_leave"),
    path("track/up/", go_up, name="go_up"),
]
