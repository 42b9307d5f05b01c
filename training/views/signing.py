"""Signing at a session by phone: by the code on the screen, scanned or typed (TR-4). Nothing is kept but a place on the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from foundation.agencies.actors import Actor
from foundation.casework.acts import ACTS, Step, perform
from foundation.casework.refusals import Invalid, Refused
from foundation.visitors.private import private_page
from foundation.visitors.sending import posted
from foundation.visitors.throttle import allow, sender
from training import signing
from training.acts.attendance import SignForm
from training.doors import CODES, SIGNING
from training.models import Session
from training.statute import Way

#: What everybody is called who signs.
CALLED = "参训人员"
OVER = "这个签到码已经换了，请对着会场屏幕上现在的码再扫一次。"


class ShortCodeForm(forms.Form):
    """The number of the session, and the digits on the screen."""

    session = forms.IntegerField(label="场次编号", min_value=1, max_value=10**12)
    digits = forms.CharField(label="签到码", max_length=12)


def _page(request: HttpRequest, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, "training/sign.html", context, status=status)


def _form_page(
    request: HttpRequest, session: Session, way: str, status: int = 200, **more: Any
) -> HttpResponse:
    at = timezone.now()
    citizen = Actor.citizen(CALLED, holds=session.ref)
    form = more.pop("form", None) or SignForm(
        initial={"way": way}, step=Step(ACTS["training.sign"], session, citizen, at)
    )
    ticket = more.pop("ticket", None) or signing.form_of(session.pk, at)
    return _page(request, status, session=session, form=form, ticket=ticket, way=way, **more)


@private_page
def scanned(request: HttpRequest, token: str) -> HttpResponse:
    """What the scanned code opens: the form, while the code stands; later nothing."""
    session = Session.objects.filter(pk=signing.session_of(token, timezone.now()) or 0).first()
    if session is None:
        return _page(request, 410, refused=OVER)
    return _form_page(request, session, Way.QR)


@private_page
def by_code(request: HttpRequest) -> HttpResponse:
    """For whoever has no camera: the number of the session and the digits that stand on the screen now."""
    if request.method != "POST":
        return _page(request, codes=ShortCodeForm())
    given = posted(request)
    form = ShortCodeForm(given)
    if wait := allow(CODES, **sender(request)):
        return _page(request, 429, codes=form, refused=str(wait))
    if given is None or not form.is_valid():
        return _page(request, 422, codes=form, refused="请填写屏幕上的场次编号和签到码。")
    number = form.cleaned_data["session"]
    session = Session.objects.filter(pk=number).first()
    if session is None or not signing.fits(number, form.cleaned_data["digits"], timezone.now()):
        return _page(
            request, 422, codes=form, refused="编号或者签到码不对，或者签到码已经换了，请看屏幕上现在的。"
        )
    return _form_page(request, session, Way.CODE)


@private_page
def form(request: HttpRequest) -> HttpResponse:
    """The form, sent: somebody is on the list as present."""
    given = posted(request) if request.method == "POST" else None
    at = timezone.now()
    number = signing.opened(given.get("ticket", ""), at) if given else None
    session = Session.objects.filter(pk=number or 0).first()
    if given is None or session is None:
        return _page(request, 410, refused=OVER)
    way = given.get("way", Way.QR)
    if wait := allow(SIGNING, **sender(request)):
        return _form_page(request, session, way, 429, refused=str(wait))
    citizen = Actor.citizen(CALLED, holds=session.ref)
    try:
        perform("training.sign", on=session, actor=citizen, at=at, data=given)
    except Refused as refused:
        return _form_page(
            request,
            session,
            way,
            409,
            form=refused.form,
            ticket=given["ticket"],
            refused=f"{refused.why}{refused.remedy}",
        )
    except Invalid as invalid:
        return _form_page(request, session, way, 422, form=invalid.form, ticket=given["ticket"])
    return _page(request, session=session, done=True)
