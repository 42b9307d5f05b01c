"""A poll: what is asked, the form without account or cookie, slips to print, and the result once it is reported."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from foundation.clauses import Citation, cite
from foundation.pages.public import public_page, site_url
from foundation.questionnaires import answering, charts, results
from foundation.questionnaires.forms import QuestionnaireForm
from foundation.questionnaires.models import MAIN, Questionnaire
from foundation.questionnaires.slips import slips
from foundation.questionnaires.stacks import KeyForm
from foundation.visitors.errors import errors_of
from foundation.visitors.private import private_page
from foundation.visitors.sending import posted
from foundation.visitors.throttle import Wait, allow, sender
from participation.doors import FORM, GUESSING
from participation.models import Poll

cite("PP-6", by=Citation("page", "participation:poll", "民意调查的题目、报告、采纳情况和各题的数字"))


def _public(number: str) -> Poll:
    """The newest poll of a decision that anybody may read; 404 where there is none."""
    rows = Poll.objects.public().select_related("decision__agency", "agency", "questionnaire")
    poll: Poll | None = rows.filter(decision__number=number).order_by("-pk").first()
    if poll is None:
        raise Http404
    return poll


def _standing(number: str) -> Poll:
    """That poll; 404 also where it was withdrawn, for then nobody reads what was asked."""
    poll = _public(number)
    if poll.state == Poll.State.WITHDRAWN:
        raise Http404
    return poll


def _asked(poll: Poll) -> Questionnaire:
    assert poll.questionnaire is not None, "what is public was opened"
    return poll.questionnaire


@public_page()
def poll_page(request: HttpRequest, number: str) -> HttpResponse:
    """What is asked of whom and how; once it is reported, the report, what is adopted, and every count."""
    poll = _public(number)
    if poll.state == Poll.State.WITHDRAWN:
        gone = {"poll": poll, "decision": poll.decision}
        return render(request, "participation/poll_withdrawn.html", gone)
    asked = _asked(poll)
    today = localdate()
    context: dict[str, Any] = {
        "poll": poll,
        "decision": poll.decision,
        "asked": asked,
        "questions": asked.questions,
        "open": poll.state == Poll.State.OPEN and asked.last_day >= today,
        "left": (asked.last_day - today).days + 1,
    }
    if poll.state == Poll.State.REPORTED:
        ballots = results.of(asked)["ballots"]
        context |= {
            "shown": charts.shown(asked),
            "crosses": results.crosses(asked),
            "valid": sum(ballots[layer] for layer in MAIN),
            "ballots": ballots,
        }
    return render(request, "participation/poll.html", context)


@public_page()
def poll_result(request: HttpRequest, number: str) -> HttpResponse:
    """The counts as a file, byte for byte that of which the result's digest was made."""
    poll = _standing(number)
    if poll.state != Poll.State.REPORTED:
        raise Http404
    content, _digest = results.as_file(results.of(_asked(poll)))
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{number}-poll.csv"'
    return answer


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def poll_answer(request: HttpRequest, number: str) -> HttpResponse:
    """The form; sent, the answer is kept and nothing of who sent it."""
    poll, at = _standing(number), timezone.now()
    asked = _asked(poll)
    if (given := posted(request)) is None:
        return render(request, "participation/poll_too_much.html", {"decision": poll.decision}, status=413)
    if not poll.takes(at):
        return _form(request, poll, status=409 if request.method == "POST" else 200, late=True)
    if request.method != "POST":
        return _form(request, poll)
    who = sender(request)
    if wait := allow(FORM, **who):
        return _form(request, poll, given=given, status=429, wait=wait)
    form = QuestionnaireForm(given, questionnaire=asked)
    if not form.is_valid():
        return _form(request, poll, form=form, status=422)
    refused, held_up = answering.take_in(asked, form, given, who, at=at, guessing=GUESSING)
    if refused:
        status = 429 if held_up else 422
        return _form(request, poll, form=form, status=status, refused=refused, wait=held_up)
    context = {"poll": poll, "decision": poll.decision}
    return render(request, "participation/poll_sent.html", context)


def _form(
    request: HttpRequest,
    poll: Poll,
    *,
    status: int = 200,
    given: QueryDict | None = None,
    form: QuestionnaireForm | None = None,
    refused: str = "",
    wait: Wait | None = None,
    late: bool = False,
) -> HttpResponse:
    """The form, empty or with everything that was ticked and typed."""
    asked = _asked(poll)
    shown = form or QuestionnaireForm(given, questionnaire=asked)
    errors = errors_of(shown) if form is not None else []
    context = {
        "poll": poll,
        "decision": poll.decision,
        "asked": asked,
        "form": shown,
        "errors": [("", refused), *errors] if refused else errors,
        "wait": wait,
        "late": late,
        "opened": answering.opened(asked, request.POST, timezone.now()),
    }
    return render(request, "participation/poll_answer.html", context, status=status)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def poll_slips(request: HttpRequest, number: str) -> HttpResponse:
    """Slips with codes, to be printed and cut, for whoever has the key of their batch."""
    poll = _standing(number)
    asked = _asked(poll)
    if (given := posted(request)) is None:
        return render(request, "participation/poll_too_much.html", {"decision": poll.decision}, status=413)
    form = KeyForm(given or None)
    context: dict[str, Any] = {"poll": poll, "decision": poll.decision, "asked": asked, "form": form}
    if request.method != "POST":
        return render(request, "participation/poll_key.html", context)
    if wait := allow(GUESSING, **sender(request)):
        return render(request, "participation/poll_key.html", context | {"wait": wait}, status=429)
    address = site_url(request) + reverse("participation:poll_answer", args=[number])
    found = slips(asked, form, address)
    if not found:
        context["errors"] = errors_of(form)
        return render(request, "participation/poll_key.html", context, status=422)
    return render(request, "participation/poll_slips.html", context | {"slips": found, "address": address})


urlpatterns: list[URLPattern] = [
    path("<slug:number>/poll/", poll_page, name="poll"),
    path("<slug:number>/poll/answer/", poll_answer, name="poll_answer"),
    path("<slug:number>/poll/result.csv", poll_result, name="poll_result"),
    path("<slug:number>/poll/slips/", poll_slips, name="poll_slips"),
]
