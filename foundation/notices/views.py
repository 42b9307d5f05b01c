"""The page on which the holder of an address says whether it is theirs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from foundation.notices import contacts
from foundation.notices.doors import LINK
from foundation.notices.models import Answer
from foundation.visitors.private import private_page
from foundation.visitors.sending import SeeOther
from foundation.visitors.throttle import allow, sender


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, token: str) -> HttpResponse:
    """The question and two buttons, then what was answered. To open it says nothing: programs that check mail open links."""
    response = _answer(request, token)
    # The address holds the token: no other page, not even one of this site, learns more of it than the host.
    response["Referrer-Policy"] = "strict-origin"
    return response


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    at = timezone.now()
    question = contacts.question_of(token, at)
    if question is None:
        wait = allow(LINK, **sender(request))
        response = render(request, "notices/unknown.html", {"wait": wait}, status=429 if wait else 404)
        if wait is not None:
            response["Retry-After"] = str(wait.seconds)
        return response
    said = request.POST.get("answer", "")
    if request.method == "POST" and said in Answer.values:
        contacts.answer(question, Answer(said), at)
        return SeeOther(request.path)
    context = {
        "question": question,
        "called": contacts.CALLED[question.contact.channel],
        "until": question.asked_at + contacts.VALID,
    }
    return render(request, "notices/contact.html", context)
