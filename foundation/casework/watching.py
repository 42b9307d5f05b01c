"""What leaves a line among the accesses: logins, looks into internal texts, and whatever leaves the desk as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from foundation.accesses.models import Kind
from foundation.accesses.recording import in_ledger, record
from foundation.agencies.actors import Actor
from foundation.agencies.models import Staff
from foundation.casework import matters
from foundation.casework.ledger import door_now
from foundation.casework.models import Matter
from foundation.visitors.throttle import MINUTE, Door, Meter, allow, client_address, network_of

#: What the desk answers that is a page, or a part of one, and no file.
PAGES = ("text/html", "application/json", "text/javascript")

#: How many lines say that logins are held up.
HELD_UP_LINES = Door("desk.login lines", Meter("pair", 1, 15 * MINUTE))

in_ledger(
    Kind.CREDENTIALS,
    "agencies.change_password",
    "agencies.reset_password",
    "agencies.reopen_account",
    "agencies.enrol_second_factor",
    "agencies.renew_recovery_codes",
    "agencies.reset_second_factor",
)


def note(request: HttpRequest, kind: Kind, *, of: str = "", by: Staff | None = None) -> None:
    """Leave a line for whoever sends a request at the desk, or for `by` before they have logged in."""
    user = by or (request.user if isinstance(request.user, Staff) else None)
    record(kind, by=user, of=of, door=door_now(), network=network_of(client_address(request)))
    request.noted = kind  # type: ignore[attr-defined]


def refused(request: HttpRequest, username: str) -> None:
    """Leave a line for a password that was wrong; a name that nobody has is not kept: a password may be typed there."""
    note(request, Kind.REFUSED, by=Staff.objects.filter(username=username).select_related("agency").first())


def held_up(request: HttpRequest, username: str) -> None:
    """Leave a line for tries that were not even looked at: one for an account and network in a quarter of an hour.

    All names that nobody has are one: whoever goes on trying fills no table.
    """
    person = Staff.objects.filter(username=username).select_related("agency").first()
    pair = f"{person.pk if person else '-'} {network_of(client_address(request))}"
    if allow(HELD_UP_LINES, pair=pair) is None:
        note(request, Kind.HELD_UP, by=person)


def saw_internal(request: HttpRequest, matter: Any, actor: Actor, form: forms.BaseForm | None = None) -> None:
    """Leave a line where a page, or a form on it, shows the internal text of a matter, what somebody wrote (`shows_personal`), or
    a matter whose every reading is logged.
    """
    if isinstance(matter, Matter):
        matter.looked_at(actor, request.path)
    name = getattr(matter, "internal_text", "") if request.method == "GET" else ""
    told = form is None or name in form.fields or getattr(form, "shows_internal", False)
    shown = name and getattr(matter, name) and told
    if shown and matter.part_open_to("internal", actor):
        note(request, Kind.INTERNAL, of=matter.ref)
    if getattr(form, "shows_personal", False):
        note(request, Kind.PERSONAL, of=matter.ref)


def is_file(answer: HttpResponseBase) -> bool:
    """Whether an answer is something to keep rather than a page."""
    if not 200 <= answer.status_code < 300:
        return False
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    return answer.streaming or answer.has_header("Content-Disposition") or kind not in PAGES


def watched(inner: Callable[..., Any], view: Callable[..., Any] | None) -> Callable[..., Any]:
    """A view of the desk whose files leave a line before they leave; `view` is what `inner` calls in the end."""
    model = getattr(getattr(view, "__self__", None), "model", None)

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        given = inner(request, *args, **kwargs)
        noted = getattr(request, "noted", None)
        if is_file(given) and noted not in (Kind.DOWNLOAD, Kind.EXPORT):
            note(request, Kind.DOWNLOAD, of=_what(request, model, kwargs))
        return given

    answer.leaves_a_line = True  # type: ignore[attr-defined]
    return answer


def _what(request: HttpRequest, model: Any, given: dict[str, Any]) -> str:
    """The reference of the matter that an address names."""
    if model is not None and getattr(model, "sealed", False):
        return ""
    if model is not None and "pk" in given:
        return f"{matters.kind_of(model)}:{given['pk']}"
    if "ref" in given and isinstance(request.user, Staff):
        actor: Actor = getattr(request, "actor", None) or Actor.of(request.user)
        found = matters.find(given["ref"], actor)
        told = found is not None and not getattr(found, "sealed", False)
        return f"{matters.kind_of(found)}:{found.pk}" if told else ""
    return ""
