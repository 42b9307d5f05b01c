"""The public pages of micro-surveys, interviews and sessions: when and how, the form of a survey, what came of it (NM-17)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from foundation.clauses import Citation, cite
from foundation.pages.paging import page_of
from foundation.pages.public import public_page
from foundation.questionnaires import answering, charts, results
from foundation.questionnaires.forms import QuestionnaireForm
from foundation.visitors import challenge as proof
from foundation.visitors.errors import errors_of
from foundation.visitors.private import private_page
from foundation.visitors.sending import posted
from foundation.visitors.throttle import allow, sender
from newmedia.doors import FORM, GUESSING
from newmedia.models import Exchange

cite(
    "NM-17",
    by=Citation("page", "newmedia:exchanges", "微调查、微访谈、微在线：什么时候、谁来答、结果怎么采用"),
)


def _public(pk: int) -> Exchange:
    rows = Exchange.objects.public().select_related("agency", "account", "questionnaire")
    row: Exchange = get_object_or_404(rows, pk=pk)
    return row


@public_page("page")
def exchanges(request: HttpRequest) -> HttpResponse:
    """All that were announced, the newest first."""
    rows = Exchange.objects.public().select_related("agency", "account")
    page = page_of(request, rows.order_by("-starts_at", "-pk"))
    context = {"page_obj": page, "total": page.paginator.count, "asked": ""}
    return render(request, "newmedia/exchanges.html", context)


@public_page()
def exchange(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them; of a survey what is asked, and every count once it is reported."""
    row = _public(pk)
    asked = row.questionnaire
    context: dict[str, Any] = {"exchange": row, "asked": asked, "questions": asked.questions if asked else []}
    if asked is not None and row.state == Exchange.State.REPORTED:
        context |= {"shown": charts.shown(asked), "ballots": results.of(asked)["ballots"]}
    return render(request, "newmedia/exchange.html", context)


@public_page()
def exchange_result(request: HttpRequest, pk: int) -> HttpResponse:
    """The counts of a survey as a file, byte for byte that of which the result's digest was made."""
    row = _public(pk)
    if row.questionnaire is None or row.state != Exchange.State.REPORTED:
        raise Http404
    content, _digest = results.as_file(results.of(row.questionnaire))
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="survey-{pk}.csv"'
    return answer


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def exchange_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of a survey; sent, the answer is kept and nothing of who sent it."""
    row, at = _public(pk), timezone.now()
    asked = row.questionnaire
    if asked is None or row.state == Exchange.State.CALLED_OFF:
        raise Http404
    page = {"exchange": row, "asked": asked, "errors": []}
    if (given := posted(request)) is None:
        return render(request, "newmedia/answer.html", page | {"too_much": True}, status=413)
    if not row.takes(at):
        status = 409 if request.method == "POST" else 200
        early = at < row.starts_at
        return render(
            request, "newmedia/answer.html", page | {"early": early, "late": not early}, status=status
        )
    form = QuestionnaireForm(given or None, questionnaire=asked)
    del form.fields["code"]
    page |= {"form": form, "opened": answering.opened(asked, given, at)}
    if request.method != "POST":
        return render(request, "newmedia/answer.html", page)
    who = sender(request)
    if wait := allow(FORM, **who):
        return render(request, "newmedia/answer.html", page | {"wait": wait}, status=429)
    if not form.is_valid():
        return render(request, "newmedia/answer.html", page | {"errors": errors_of(form)}, status=422)
    refused, _wait = answering.take_in(asked, form, given, who, at=at, guessing=GUESSING)
    if refused:
        return render(request, "newmedia/answer.html", page | {"errors": [("", refused)]}, status=422)
    return render(request, "newmedia/answer.html", page | {"sent": True})


@private_page
def challenge(request: HttpRequest) -> HttpResponse:
    """A proof-of-work challenge for the browser's script."""
    return JsonResponse(proof.new_challenge(timezone.now()))
