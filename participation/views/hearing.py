"""The notices of a hearing on paper, the form for whoever wants to speak, and the lot that anybody draws again."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any

from django import forms
from django.db import InternalError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from foundation.pages.public import public_page
from foundation.visitors import challenge as proof
from foundation.visitors.errors import errors_of
from foundation.visitors.private import private_page
from foundation.visitors.sending import TokenField, posted, sent_with, shown_as_typed, token_of, wait_to_send
from foundation.visitors.throttle import Wait, allow, sender
from participation import drawing, reading
from participation.doors import CODES, FORM, SENDING, UNPROVED
from participation.forms.hearing import WishFields
from participation.models import Hearing, Registration
from participation.receipts import moment
from participation.registering import Registered, Twice, Wish, register, works_for_an_agency

#: The states in which the list of registrations is fixed and public.
FIXED = ("closed", "listed", "held", "reported")


class RegisterForm(WishFields):
    """What a citizen fills in who wants to speak at a hearing."""

    field_order = ("group",)
    group = forms.ChoiceField(
        label="代表哪一方",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择您代表哪一方。"},
    )
    apart = forms.BooleanField(
        label="我不是组织听证的单位的工作人员，填的都是真的",
        error_messages={"required": "请确认这一句。机关工作人员不能占群众代表的名额。"},
    )
    token = TokenField()

    use_required_attribute = False

    def __init__(self, data: Any = None, *, hearing: Hearing, at: datetime, initial: Any = None) -> None:
        self.hearing, self.at = hearing, at
        super().__init__(data, initial=initial)
        group = self.fields["group"]
        assert isinstance(group, forms.ChoiceField)
        group.choices = hearing.groups
        group.error_messages["invalid_choice"] = "没有这一组，请重新选。"

    def today(self) -> date:
        """The day on which it is sent."""
        return localdate(self.at)

    def clean(self) -> None:
        """PP-10: nobody who works for an agency sits for citizens."""
        given = self.cleaned_data
        if {"group", "name", "telephone"} <= given.keys() and works_for_an_agency(
            self.hearing, given["group"], given["name"], given["telephone"], given.get("unit", "")
        ):
            # Not which of them speaks against it: nobody learns here whose telephone a number is.
            self.add_error(
                "group",
                "填的姓名、电话或者单位像是机关工作人员的，机关工作人员不能占这一组的名额。"
                f"不是的，请打{self.hearing.telephone}，由工作人员核实以后登记。",
            )

    @property
    def wish(self) -> Wish:
        """Who wants to speak for which group."""
        names = ("group", "name", "identity", "telephone", "unit")
        return Wish(details=self.details(), **{name: self.cleaned_data[name] for name in names})


def _hearing(number: str, edition: int) -> Hearing:
    rows = Hearing.objects.filter(state__in=Hearing.READABLE).select_related("agency", "decision__agency")
    found: Hearing = get_object_or_404(rows, decision__number=number, edition=edition)
    return found


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, number: str, edition: int) -> HttpResponse:
    """The form; sent, it keeps the registration and answers with the receipt."""
    hearing, at = _hearing(number, edition), timezone.now()
    if (given := posted(request)) is None:
        shown = {"call": hearing, "decision": hearing.decision}
        return render(request, "participation/too_much.html", shown, status=413)
    if request.method != "POST":
        return _page(request, hearing, at, given=QueryDict())
    if (sent := sent_with(Registration.objects.all(), given.get("token", ""))) is not None:
        code = CODES.code_of(given["token"], sent.code_hash)
        return _receipt(request, hearing, Registered(sent, code, again=True))
    again = partial(_page, request, hearing, at, given=given)
    if not hearing.takes(at):
        return again(late=True)
    who = sender(request)
    if wait := allow(FORM, **who):
        return again(wait=wait)
    proved = proof.solved(given.get("altcha", ""))
    form = RegisterForm(given, hearing=hearing, at=at)
    if not form.is_valid():
        return again(form=form)
    if wait := wait_to_send(given, who, proved, at, SENDING, UNPROVED):
        return again(form=form, wait=wait)
    try:
        done = register(hearing, form.wish, given["token"], at)
    except Twice:
        form.add_error("identity", "用这个身份证号码已经报过名。一个人只能报一次，只能代表一方。")
        return again(form=form)
    except InternalError:  # it closed, or was called off, a moment ago
        return again(form=form, late=True)
    return _receipt(request, hearing, done)


def _page(
    request: HttpRequest,
    hearing: Hearing,
    at: datetime,
    *,
    given: QueryDict,
    form: RegisterForm | None = None,
    late: bool = False,
    wait: Wait | None = None,
) -> HttpResponse:
    """The form, empty or with everything that was typed; outside the days of registration without a button."""
    if form is None:
        initial = shown_as_typed(given, RegisterForm.base_fields)
        form = RegisterForm(initial=initial, hearing=hearing, at=at)
    token = token_of(given)
    errors = errors_of(form)
    context = {
        "hearing": hearing,
        "decision": hearing.decision,
        "fields": [bound for bound in form if bound.name != "token"],
        "errors": errors,
        "wait": wait,
        "early": hearing.registration_from is not None and localdate(at) < hearing.registration_from,
        "late": late or not hearing.takes(at),
        "token": token,
        "opened": proof.opened_stamp(given, token, at),
    }
    status = 409 if late else 429 if wait else 422 if errors else 200
    return render(request, "participation/sign_up.html", context, status=status)


def _receipt(request: HttpRequest, hearing: Hearing, done: Registered) -> HttpResponse:
    """The page with number and query code; the code is shown here only."""
    row = done.registration
    facts = [
        ("报名号", row.number),
        ("查询码", done.code),
        ("报名时间", moment(row.received_at)),
        ("组别", str(row.get_group_display())),
        ("校验值", row.digest),
    ]
    context = {"hearing": hearing, "decision": hearing.decision, "again": done.again, "facts": facts}
    return render(request, "participation/signed_up.html", context)


@public_page()
def notice(request: HttpRequest, number: str, edition: int) -> HttpResponse:
    """Both notices as they are printed for the notice board."""
    hearing = _hearing(number, edition)
    shown = reading.hearing(hearing, localdate())
    return render(request, "participation/notice.html", {"decision": hearing.decision, "shown": shown})


@public_page()
def draw(request: HttpRequest, number: str, edition: int) -> HttpResponse:
    """The list, the digest over it, the number, the order of every group, and the program that draws again."""
    hearing = _hearing(number, edition)
    rows = (
        list(Registration.objects.listed(hearing).select_related("representative").only(*_DRAWN))
        if hearing.state in FIXED
        else []
    )
    context = {
        "hearing": hearing,
        "decision": hearing.decision,
        "fixed": hearing.state in FIXED,
        "total": len(rows),
        "groups": [_order(hearing, rows, *named) for named in hearing.groups],
        "program": drawing.PROGRAM,
    }
    return render(request, "participation/draw.html", context)


#: What the page of the lot reads of a registration, and of the seat that came of it.
_DRAWN = ("group", "digest", "withdrawn_at", "representative__left_on", "representative__registration_id")


def _order(hearing: Hearing, rows: list[Registration], group: str, label: str) -> dict[str, Any]:
    """The registrations of a group: as the lot puts them, or before it by their digests; what became of each."""
    of_group = {row.digest: row for row in rows if row.group == group}
    digests = sorted(of_group)
    if hearing.lot_number:
        digests = drawing.drawn(digests, hearing.list_hash, hearing.lot_number, label)
    placed = [(digest, _became(hearing, of_group[digest])) for digest in digests]
    return {"group": group, "label": label, "seats": hearing.seats[group], "placed": placed}


def _became(hearing: Hearing, row: Registration) -> str:
    """What became of a registration: seated, waiting, given up."""
    if row.withdrawn_at is not None:
        return "withdrawn"
    if not hearing.lot_number:
        return ""
    seat = getattr(row, "representative", None)
    if seat is None:
        return "waits"
    return "sits" if seat.left_on is None else "left"


@public_page(kept=False)
def registrations(request: HttpRequest, number: str, edition: int) -> HttpResponse:
    """The list of registrations that was fixed when registration closed: group and digest, one a line."""
    hearing = get_object_or_404(
        Hearing.objects.filter(state__in=FIXED), decision__number=number, edition=edition
    )
    rows = Registration.objects.listed(hearing).only("group", "digest")
    listed = drawing.listed((str(row.get_group_display()), row.digest) for row in rows)
    return HttpResponse(listed, content_type="text/plain; charset=utf-8")


urlpatterns: list[URLPattern] = [
    path("<slug:number>/hearing/<int:edition>/register/", sign_up, name="register"),
    path("<slug:number>/hearing/<int:edition>/notice/", notice, name="notice"),
    path("<slug:number>/hearing/<int:edition>/draw/", draw, name="draw"),
    path("<slug:number>/hearing/<int:edition>/registrations.txt", registrations, name="registrations"),
]
