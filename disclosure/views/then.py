"""Pages as they were at the end of a past day: which day is asked for, and what was public then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from disclosure.models.document import DocumentQuerySet
from foundation.pages.then import ON, NoSuchDay, Then, asked_for

View = Callable[..., HttpResponseBase]


def on_a_day(view: View) -> View:
    """Give a public page the past day that it is asked for, as `then`; a day that cannot be is answered in its place."""

    @wraps(view)
    def answer(request: HttpRequest, **arguments: object) -> HttpResponseBase:
        try:
            then = asked_for(request.GET.get(ON, ""), timezone.localdate())
        except NoSuchDay as wrong:
            said = {"why": wrong.message, "then": None}
            return render(request, "parts/no_such_day.html", said, status=HTTPStatus.BAD_REQUEST)
        return view(request, **arguments, then=then)

    return answer


def public_then(documents: DocumentQuerySet, at: datetime, then: Then | None) -> DocumentQuerySet:
    """What is public now, or was at the end of that day."""
    return documents.as_it_was(then.at) if then else documents.public(at)
