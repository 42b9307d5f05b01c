"""The page of a registration for a hearing for whoever has its number and query code: lot, seat, correction, withdrawal."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from foundation.agencies.actors import Actor
from foundation.casework.acts import ACTS, Step, perform
from foundation.casework.forms import show
from foundation.casework.refusals import Invalid, Refused
from foundation.visitors.errors import errors_of
from foundation.visitors.private import private_page
from foundation.visitors.sending import posted
from foundation.visitors.throttle import Wait, allow, sender
from participation.doors import FORM, REGISTRANT
from participation.forms.hearing import WishFields, told
from participation.models import Hearing, Registration, Representative
from participation.receipts import moment
from participation.registering import in_order
from participation.views.tracking import ENTRANCE, REGISTRATIONS

CORRECT, WITHDRAW = "participation.correct_registration", "participation.withdraw_registration"


def _held(request: HttpRequest) -> Registration | None:
    """The registration that the cookie opens."""
    pk = REGISTRANT.named(request)
    rows = Registration.objects.select_related("hearing__agency", "hearing__decision", "representative")
    row = rows.filter(pk=pk).first() if pk is not None else None
    return row if row is not None and REGISTRANT.opens(request, row) else None


def _citizen(row: Registration) -> Actor:
    return Actor.citizen("报名人", holds=row.hearing.ref)


def _may(name: str, row: Registration) -> bool:
    """Whether an act on the hearing is still open to whoever registered."""
    hearing: Hearing = row.hearing
    before = hearing.begins_at is None or timezone.now() < hearing.begins_at
    return row.withdrawn_at is None and before and hearing.state in (ACTS[name].sources() or ())


def _seat(row: Registration) -> Representative | None:
    """The seat of a registration, once the lot was drawn."""
    found: Representative | None = getattr(row, "representative", None)
    return found


@private_page
@require_GET
def track_registration(request: HttpRequest) -> HttpResponse:
    """Where it stands, and what to do next."""
    held = _held(request)
    if held is None:
        return ENTRANCE.ask(request)
    return _page(request, held)


def _page(request: HttpRequest, held: Registration, *, refused: str = "", status: int = 200) -> HttpResponse:
    hearing, seat = held.hearing, _seat(held)
    facts = [
        ("报名时间", moment(held.received_at)),
        ("组别", str(held.get_group_display())),
        ("姓名", held.name),
        ("电话", held.telephone),
        *((str(WishFields.base_fields[name].label), text) for name, text in told(held.details).items()),
        ("校验值", held.digest),
    ]
    drawn = bool(hearing.lot_number)
    waits = drawn and seat is None and held.withdrawn_at is None
    context = {
        "registration": held,
        "hearing": hearing,
        "decision": hearing.decision,
        "seat": seat,
        "sits": seat is not None and seat.left_on is None,
        "drawn": drawn,
        "place": in_order(hearing, held) if waits else 0,
        "facts": [(label, text) for label, text in facts if text],
        "correctable": _may(CORRECT, held),
        "withdrawable": _may(WITHDRAW, held),
        "over": hearing.begins_at is not None and timezone.now() >= hearing.begins_at,
        "today": localdate(),
        "refused": refused,
        "token": REGISTRANT.form_token(held),
    }
    answer = render(request, "participation/track_registration.html", context, status=status)
    return REGISTRANT.give(answer, held)


@private_page
@require_POST
def withdraw_registration(request: HttpRequest) -> HttpResponse:
    """Its holder withdraws it; a second click changes nothing."""
    held = _held(request)
    if held is None or posted(request) is None or not REGISTRANT.carries_token(request, held):
        return ENTRANCE.ask(request, status=403)
    if held.withdrawn_at is None:
        data = {"registration": held.pk}
        try:
            perform(WITHDRAW, on=held.hearing, actor=_citizen(held), at=timezone.now(), data=data)
        except (Invalid, Refused) as refused:
            again = _held(request) or held
            if again.withdrawn_at is None:
                return _page(request, again, refused=str(refused), status=409)
    return REGISTRANT.give(REGISTRATIONS.to_page(), held)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def correct_registration(request: HttpRequest) -> HttpResponse:
    """The form with everything that was told; sent, it takes the place of that."""
    held, at = _held(request), timezone.now()
    if held is None:
        return ENTRANCE.ask(request)
    if not _may(CORRECT, held):
        return REGISTRANT.give(REGISTRATIONS.to_page(), held)
    step = Step(ACTS[CORRECT], held.hearing, _citizen(held), at)
    make = partial(ACTS[CORRECT].asks, step=step)
    if request.method != "POST":
        known = {"name": held.name, "telephone": held.telephone, **told(held.details)}
        return _form_page(request, held, make(initial=known))
    given = posted(request)
    if given is None:
        more = {"call": held.hearing, "decision": held.hearing.decision}
        return render(request, "participation/too_much.html", more, status=413)
    if not REGISTRANT.carries_token(request, held):
        return ENTRANCE.ask(request, status=403)
    # The registration is the one that the code opened, whatever the form says.
    entered: Any = make({**given.dict(), "registration": held.pk})
    if wait := allow(FORM, **sender(request)):
        return _form_page(request, held, entered, wait=wait)
    if not entered.is_valid():
        return _form_page(request, held, entered)
    try:
        perform(CORRECT, on=held.hearing, actor=_citizen(held), at=at, entered=entered)
    except Invalid as wrong:
        show(wrong, entered)
        return _form_page(request, held, entered)
    except Refused as refused:  # the list was published a moment ago
        entered.add_error(None, str(refused))
        return _form_page(request, held, entered)
    return REGISTRANT.give(REGISTRATIONS.to_page("?corrected=1"), held)


def _form_page(
    request: HttpRequest, held: Registration, form: Any, *, wait: Wait | None = None
) -> HttpResponse:
    form.use_required_attribute = False
    errors = errors_of(form) if form.is_bound and wait is None else []
    context = {
        "registration": held,
        "hearing": held.hearing,
        "decision": held.hearing.decision,
        "fields": [bound for bound in form if bound.name != "registration"],
        "errors": errors,
        "wait": wait,
        "token": REGISTRANT.form_token(held),
    }
    status = 429 if wait else 422 if errors else 200
    answer = render(request, "participation/correct_registration.html", context, status=status)
    return REGISTRANT.give(answer, held)


urlpatterns: list[URLPattern] = [
    path("track/registration/", track_registration, name="track_registration"),
    path("track/registration/correct/", correct_registration, name="correct_registration"),
    path("track/registration/withdraw/", withdraw_registration, name="withdraw_registration"),
]
