"""A citizen's form with files: looked at by the same steps whatever it says, and shown again with everything typed and chosen.

An opinion on a draft keeps a row (`writing.py`); a proposal and an objection are acts, whose page and receipt are made here of a
`Way`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from foundation.agencies.actors import Actor
from foundation.casework.acts import ACTS, Act, Step, perform
from foundation.casework.forms import show
from foundation.casework.refusals import Invalid, Refused
from foundation.deadlines import clocks
from foundation.deadlines.limits import TimeLimit
from foundation.files.kept import Keeping
from foundation.visitors import challenge as proof
from foundation.visitors.errors import errors_of
from foundation.visitors.sending import posted, sent_with, shown_as_typed, token_of, wait_to_send
from foundation.visitors.throttle import Wait, allow, sender
from foundation.visitors.uploads import files_dropped, files_lost
from participation.doors import CODES, FILES_FULL, FORM, INTAKE, SENDING, UNPROVED
from participation.models import Submission

Files = MultiValueDict[str, Any]


@dataclass(frozen=True)
class Looked:
    """What came of looking at a form: whether it may be taken in, or how long to wait, and the files to keep if it comes back."""

    form: forms.Form | None = None
    kept: Files | None = None
    wait: Wait | None = None
    good: bool = False


def looked_at(
    request: HttpRequest,
    given: QueryDict,
    keeping: Keeping,
    fields: dict[str, forms.Field],
    make: Callable[[Files], forms.Form],
    at: datetime,
) -> Looked:
    """Look at a form that was sent: meters, proof and files first, what was typed then; `make` validates it with its files."""
    who = sender(request)
    if wait := allow(FORM, **who):
        return Looked(wait=wait)
    if files_dropped(request):  # nothing is taken in without what was to go with it
        return Looked(wait=INTAKE.wait(request))
    INTAKE.count(request)
    # A solution counts once, and before anything is looked into.
    proved = proof.solved(given.get("altcha", ""))
    files = keeping.gather(fields, request.FILES)
    form = make(files)
    if not form.is_valid():
        return Looked(form, files if INTAKE.keeps(request, given, at, proved=proved) else None)
    if wait := wait_to_send(given, who, proved, at, SENDING, UNPROVED):
        return Looked(form, wait=wait)
    return Looked(form, files, good=True)


def form_page(
    request: HttpRequest,
    given: QueryDict,
    form: forms.Form,
    at: datetime,
    *,
    keeping: Keeping | None = None,
    looked: Looked | None = None,
) -> tuple[dict[str, Any], int]:
    """What the page of a form shows, with the files that are kept of it, and the status of the answer."""
    looked = looked or Looked()
    if keeping is not None and looked.kept is not None:
        keeping.keep(form, looked.kept)
    elif keeping is not None:
        keeping.show(form)
    token, errors, full = token_of(given), errors_of(form), INTAKE.full(request)
    context = {
        "form": form,
        "fields": [bound for bound in form if bound.name != "token"],
        "errors": errors,
        "wait": looked.wait,
        "token": token,
        "opened": proof.opened_stamp(given, token, at),
        "files_lost": files_lost(request) and looked.kept is None,
        "files_full": FILES_FULL if full else "",
    }
    return context, 429 if looked.wait or full else 422 if errors else 200


@dataclass(frozen=True)
class Way:
    """One of the public forms that an act takes in: its act, pages, rows, and by when it is answered."""

    act_name: str
    template: str
    rows: Callable[[], QuerySet[Any]]
    limit: TimeLimit

    @property
    def act(self) -> Act:
        return ACTS[self.act_name]

    def answer(self, request: HttpRequest, on: Any, actor: Actor, more: dict[str, Any]) -> HttpResponse:
        """The form; sent, it is registered and answered with the receipt. `more` is what else the pages show."""
        at = timezone.now()
        INTAKE.open(request, at)
        if (given := posted(request)) is None:
            return render(request, "participation/too_much.html", more, status=413)
        step = Step(self.act, on, actor, at)
        if request.method != "POST":
            form: Any = self.act.asks(step=step)
            return self._page(request, given, form, at, more)
        if (sent := sent_with(self.rows(), given.get("token", ""))) is not None:
            return self._receipt(request, sent, given["token"], more, again=True)
        keeping = Keeping(self.act_name, given, at=at)
        make = partial(self.act.asks, given, step=step)
        fields = dict(self.act.asks.base_fields)
        looked = looked_at(request, given, keeping, fields, lambda files: make(files), at)
        again = partial(self._page, request, given, at=at, more=more, keeping=keeping, looked=looked)
        if not looked.good:
            typed: Any = self.act.asks(initial=shown_as_typed(given, fields), step=step)
            return again(looked.form or typed)
        entered: Any = looked.form
        try:
            done = perform(self.act_name, on=on, actor=actor, at=at, entered=entered)
        except (Invalid, Refused) as refused:
            if (sent := sent_with(self.rows(), given["token"])) is not None:  # the other click was quicker
                return self._receipt(request, sent, given["token"], more, again=True)
            if isinstance(refused, Invalid):
                show(refused, entered)
            else:
                entered.add_error(None, str(refused))
            return again(entered)
        keeping.forget()
        return self._receipt(request, done.matter, given["token"], more)

    def _page(
        self,
        request: HttpRequest,
        given: QueryDict,
        form: Any,
        at: datetime,
        more: dict[str, Any],
        keeping: Keeping | None = None,
        looked: Looked | None = None,
    ) -> HttpResponse:
        form.use_required_attribute = False
        context, status = form_page(request, given, form, at, keeping=keeping, looked=looked)
        return render(request, self.template, {**more, **context, "promise": self.limit}, status=status)

    def _receipt(
        self, request: HttpRequest, made: Submission, token: str, more: dict[str, Any], *, again: bool = False
    ) -> HttpResponse:
        """The page with number and query code; the code is shown here only."""
        context = {
            "submission": made,
            "code": CODES.code_of(token, made.code_hash),
            "due": clocks.open_clock(made, self.limit),
            "again": again,
        }
        return render(request, "participation/submitted.html", {**more, **context})
