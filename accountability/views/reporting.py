"""Reporting without account, session or cookie (AC-9): the form, the receipt, and the page of whoever has number and code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accountability.doors import FORM, REPORT_CODES, REPORTER, SENDING, TRACKING, UNPROVED
from accountability.models import Report
from accountability.statute import ANSWER
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction
from foundation.casework.acts import ACTS, Step, perform
from foundation.casework.forms import show
from foundation.casework.refusals import Invalid, Refused
from foundation.deadlines import clocks
from foundation.visitors import challenge as proof
from foundation.visitors import entering
from foundation.visitors.entering import Lasting
from foundation.visitors.errors import errors_of
from foundation.visitors.private import private_page
from foundation.visitors.sending import posted, sent_with, shown_as_typed, token_of, wait_to_send
from foundation.visitors.throttle import Wait, allow, sender

CITIZEN = Actor.citizen("举报人")


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form; sent, it registers the report and answers with the receipt."""
    at, act = timezone.now(), ACTS["accountability.report"]
    if (given := posted(request)) is None:
        return render(request, "accountability/too_much.html", status=413)
    commission = agency_with(AgencyFunction.DISCIPLINE_COMMISSION)
    if request.method != "POST":
        return _page(request, commission, given=QueryDict())
    if (sent := _sent(given.get("token", ""))) is not None:
        return _receipt(request, sent, given["token"])
    who = sender(request)
    if wait := allow(FORM, **who):
        return _page(request, commission, given=given, wait=wait)
    proved = proof.solved(given.get("altcha", ""))
    form: Any = act.asks(given, step=Step(act, commission or Agency(), CITIZEN, at))
    if commission is None and form.is_valid():
        form.add_error(None, "现在还不能在网上举报，请打电话或者写信给县纪委监委。")
    if not form.is_valid() or commission is None:
        return _page(request, commission, given=given, form=form)
    if wait := wait_to_send(given, who, proved, at, SENDING, UNPROVED):
        return _page(request, commission, given=given, form=form, wait=wait)
    try:
        done = perform(act.name, on=commission, actor=CITIZEN, at=at, entered=form)
    except (Invalid, Refused) as refused:
        if (sent := _sent(given["token"])) is not None:  # the other click was quicker
            return _receipt(request, sent, given["token"])
        if isinstance(refused, Invalid):
            show(refused, form)
        else:
            form.add_error(None, str(refused))
        return _page(request, commission, given=given, form=form)
    return _receipt(request, done.matter, given["token"])


def _sent(token: str) -> Report | None:
    return sent_with(Report.objects.select_related("agency"), token)


def _receipt(request: HttpRequest, row: Report, token: str) -> HttpResponse:
    """The page with number and query code; the code is shown here only."""
    context = {"report": row, "code": REPORT_CODES.code_of(token, row.code_hash), "promise": ANSWER}
    return render(request, "accountability/sent.html", context)


def _page(
    request: HttpRequest,
    commission: Agency | None,
    *,
    given: QueryDict,
    form: Any = None,
    wait: Wait | None = None,
) -> HttpResponse:
    """The form, empty or with everything that was typed."""
    act, at = ACTS["accountability.report"], timezone.now()
    if form is None:
        initial = shown_as_typed(given, act.asks.base_fields)
        form = act.asks(initial=initial, step=Step(act, commission or Agency(), CITIZEN, at))
    token = token_of(given)
    errors = errors_of(form)
    context = {
        "form": form,
        "fields": [bound for bound in form if bound.name != "token"],
        "errors": errors,
        "wait": wait,
        "token": token,
        "opened": proof.opened_stamp(given, token, at),
        "promise": ANSWER,
        "commission": commission,
    }
    return render(
        request, "accountability/report.html", context, status=429 if wait else 422 if errors else 200
    )


@require_GET
@private_page
def challenge(request: HttpRequest) -> HttpResponse:
    """A proof-of-work challenge for the browser's script."""
    return JsonResponse(proof.new_challenge(timezone.now()))


class EntryForm(entering.EntryForm):
    """The number that was given for a report, and its query code."""

    LETTER = "J"

    number = forms.CharField(
        label="举报号",
        help_text="例如 J2026-0012，在提交以后的那一页上。",
        error_messages={"required": "请填写举报号，例如 J2026-0012。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


ENTRANCE = Lasting(
    form=EntryForm,
    template="accountability/track_enter.html",
    wrong="举报号或查询码不对，请对照提交以后的那一页再核对一遍。",
    rows=Report.objects.all,
    codes=REPORT_CODES,
    tries=TRACKING,
    holder=REPORTER,
)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """The form for number and code, or with its cookie what became of the report: never more than that."""
    if request.method == "POST":
        return ENTRANCE.enter(request)
    pk = REPORTER.named(request)
    held = Report.objects.filter(pk=pk).select_related("agency", "unit").first() if pk is not None else None
    if held is None or not REPORTER.opens(request, held):
        return ENTRANCE.ask(request)
    context = {"report": held, "due": clocks.open_clock(held, ANSWER)}
    return REPORTER.give(render(request, "accountability/track.html", context), held)


@private_page
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Delete the cookie on this computer."""
    return REPORTER.take_back(ENTRANCE.to_page())


urlpatterns: list[URLPattern] = [
    path("report/", report, name="report"),
    path("report/challenge/", challenge, name="challenge"),
    path("track/", track, name="track"),
    path("track/leave/", leave, name="track_leave"),
]
