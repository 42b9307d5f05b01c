"""有人替我填、要求我填: a complaint about a round, without account, session or cookie."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from evaluation.acts.complaint import TAKEN
from evaluation.doors import FORM, SENDING, UNPROVED
from evaluation.forms.result import ComplainForm
from evaluation.models import Complaint, Round
from evaluation.views.published import find
from foundation.agencies.actors import Actor
from foundation.casework.acts import ACTS, Step, perform
from foundation.casework.refusals import Invalid, Refused
from foundation.visitors import challenge as proof
from foundation.visitors.errors import errors_of
from foundation.visitors.private import private_page
from foundation.visitors.sending import posted, sent_with, token_of, wait_to_send
from foundation.visitors.throttle import Wait, allow, sender


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest, year: int) -> HttpResponse:
    """The form; sent, it is read at the county's office alone."""
    row, at = find(year), timezone.now()
    if row.state not in TAKEN:
        raise Http404
    if (given := posted(request)) is None:
        return render(request, "evaluation/too_much.html", {"round": row}, status=413)
    # Whoever comes to this page stands before this round.
    citizen = Actor.citizen("投诉人", holds=row.ref)
    step = Step(ACTS["evaluation.complain"], row, citizen, at)
    if request.method != "POST":
        return _page(request, row, ComplainForm(step=step), given)
    if sent_with(Complaint.objects.all(), given.get("token", "")) is not None:
        return render(request, "evaluation/complained.html", {"round": row})
    who = sender(request)
    form = ComplainForm(given, step=step)
    if wait := allow(FORM, **who):
        return _page(request, row, form, given, status=429, wait=wait)
    if not form.is_valid():
        return _page(request, row, form, given, status=422, errors=errors_of(form))
    if wait := wait_to_send(given, who, proof.solved(given.get("altcha", "")), at, SENDING, UNPROVED):
        return _page(request, row, form, given, status=429, wait=wait)
    try:
        perform("evaluation.complain", on=row, actor=citizen, at=at, entered=form)
    except (Invalid, Refused) as refused:
        if sent_with(Complaint.objects.all(), given["token"]) is None:
            return _page(request, row, form, given, status=422, errors=[("", str(refused))])
    return render(request, "evaluation/complained.html", {"round": row})


def _page(
    request: HttpRequest,
    row: Round,
    form: ComplainForm,
    given: QueryDict,
    *,
    status: int = 200,
    errors: Any = (),
    wait: Wait | None = None,
) -> HttpResponse:
    token = token_of(given)
    context = {
        "round": row,
        "form": form,
        "token": token,
        "opened": proof.opened_stamp(given, token, timezone.now()),
        "errors": errors,
        "wait": wait,
    }
    return render(request, "evaluation/complain.html", context, status=status)


urlpatterns: list[URLPattern] = [path("<int:year>/complain/", complain, name="complain")]
