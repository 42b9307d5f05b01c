"""The questionnaire of a round, without account or cookie: choose units, answer, done; and one question a screen.

Nothing is kept on the way: the pages of 大字版 carry what was answered so far in the form itself.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from evaluation.doors import FORM, GUESSING
from evaluation.models import Round, Unit
from evaluation.statute import OF_A_NETWORK
from evaluation.views.published import find
from foundation.agencies.roles import AgencyKind
from foundation.pages.public import site_url
from foundation.questionnaires import answering
from foundation.questionnaires.forms import SubjectsForm
from foundation.questionnaires.models import Questionnaire
from foundation.questionnaires.slips import slips
from foundation.questionnaires.stacks import KeyForm
from foundation.questionnaires.wording import MOST_SUBJECTS, Kind, Question
from foundation.visitors import challenge as proof
from foundation.visitors.errors import errors_of
from foundation.visitors.private import private_page
from foundation.visitors.sending import posted
from foundation.visitors.throttle import Wait, allow, sender

#: How long a tablet at a counter shows its thanks before the next person finds it empty, in seconds.
THANKS = 8
#: How long it keeps a form that somebody left, in seconds.
LEFT_ALONE = 120

View = Callable[[HttpRequest, int], HttpResponse]


def _standing(year: int) -> Round:
    """The round of a year; 404 also where it was withdrawn or has not opened, for then nobody is asked."""
    row = find(year)
    if row.state == Round.State.WITHDRAWN or row.questionnaire is None:
        raise Http404
    return row


def _asked(row: Round) -> Questionnaire:
    assert row.questionnaire is not None, "what stands was opened"
    return row.questionnaire


def _picked(given: QueryDict, asked: Questionnaire) -> list[int]:
    """The places of the chosen units, each once; what is of no unit is left out."""
    places = [int(value) for value in given.getlist("unit") if value.isdecimal() and len(value) < 5]
    return [place for place in dict.fromkeys(places) if place < len(asked.subjects)]


def forgets(view: View) -> View:
    """On a tablet at a counter every page that shows what somebody answered goes back to the beginning after a while."""

    @wraps(view)
    def shown(request: HttpRequest, year: int) -> HttpResponse:
        response = view(request, year)
        if request.POST.get("kiosk") == "1" and "Refresh" not in response:
            response["Refresh"] = f"{LEFT_ALONE}; url={reverse('evaluation:one', args=[year])}?kiosk=1"
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return shown


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
@forgets
def answer(request: HttpRequest, year: int) -> HttpResponse:
    """First the units, then the questions on them; sent, the answer is kept and nothing of who sent it."""
    row, at = _standing(year), timezone.now()
    asked = _asked(row)
    if (given := posted(request)) is None:
        return render(request, "evaluation/too_much.html", {"round": row}, status=413)
    if not row.takes(at):
        return render(
            request, "evaluation/late.html", {"round": row}, status=409 if request.method == "POST" else 200
        )
    picked = _picked(given if request.method == "POST" else request.GET, asked)
    if not picked or len(picked) > MOST_SUBJECTS:
        tried = request.method == "POST" or "unit" in request.GET or "go" in request.GET
        return _choose(request, row, picked, tried=tried)
    if request.method != "POST":
        return _form(request, row, picked)
    who = sender(request)
    if wait := allow(FORM, **who):
        return _form(request, row, picked, given=given, status=429, wait=wait)
    form = SubjectsForm(given, questionnaire=asked, picked=picked)
    if not form.is_valid():
        return _form(request, row, picked, form=form, status=422)
    refused, held_up = answering.take_in(
        asked,
        form,
        given,
        who,
        at=at,
        guessing=GUESSING,
        of_a_network=OF_A_NETWORK,
    )
    if refused:
        status = 429 if held_up else 422
        return _form(request, row, picked, form=form, status=status, refused=refused, wait=held_up)
    return _thanks(request, row, kiosk=given.get("kiosk") == "1")


def _thanks(request: HttpRequest, row: Round, *, kiosk: bool) -> HttpResponse:
    """Thanks that prove nothing: neither what was answered nor that this person answered."""
    response = render(request, "evaluation/sent.html", {"round": row, "kiosk": kiosk, "seconds": THANKS})
    if kiosk:
        response["Refresh"] = f"{THANKS}; url={reverse('evaluation:one', args=[row.year])}?kiosk=1"
        response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@dataclass(frozen=True)
class Group:
    """The units of one kind, in another order every time: whoever stands first is picked too often."""

    label: str
    units: list[Unit]


def _groups(row: Round) -> list[Group]:
    units = list(row.units.all())
    secrets.SystemRandom().shuffle(units)
    labels = dict(AgencyKind.choices)
    return [
        Group(str(labels.get(kind, kind)), [unit for unit in units if unit.kind == kind])
        for kind in AgencyKind.values
        if any(unit.kind == kind for unit in units)
    ]


def _choose(
    request: HttpRequest, row: Round, picked: list[int], *, tried: bool, large: bool = False
) -> HttpResponse:
    """The units to choose from."""
    errors = []
    if tried:
        many = (
            f"一共选了 {len(picked)} 个，最多选 {MOST_SUBJECTS} 个。"
            if picked
            else "还没有选单位，请至少选一个。"
        )
        errors = [("units", many)]
    context = {
        "round": row,
        "groups": _groups(row),
        "picked": picked,
        "errors": errors,
        "most": MOST_SUBJECTS,
        "large": large,
        "kiosk": request.GET.get("kiosk") == "1" or request.POST.get("kiosk") == "1",
        "telephone": row.telephone,
    }
    return render(request, "evaluation/choose.html", context, status=422 if tried else 200)


def _form(
    request: HttpRequest,
    row: Round,
    picked: list[int],
    *,
    status: int = 200,
    given: QueryDict | None = None,
    form: SubjectsForm | None = None,
    refused: str = "",
    wait: Wait | None = None,
) -> HttpResponse:
    """The questions, empty or with everything that was ticked and typed."""
    asked = _asked(row)
    shown = form or SubjectsForm(given, questionnaire=asked, picked=picked)
    errors = errors_of(shown) if form is not None else []
    context = {
        "round": row,
        "asked": asked,
        "form": shown,
        "picked": picked,
        "errors": [("", refused), *errors] if refused else errors,
        "wait": wait,
        "kiosk": (given or request.POST).get("kiosk") == "1",
        "opened": answering.opened(asked, given or request.POST, timezone.now()),
    }
    return render(request, "evaluation/answer.html", context, status=status)


# One question a screen


@dataclass(frozen=True)
class Screen:
    """One question on its own: the name of its field, of which unit it is, the question."""

    name: str
    about: str
    question: Question

    @property
    def is_text(self) -> bool:
        """Whether something is written and not ticked."""
        return self.question.kind is Kind.TEXT


def _screens(asked: Questionnaire, picked: list[int]) -> list[Screen]:
    """Every question on each chosen unit, then those that are asked once."""
    of_each = [
        Screen(f"s{place}q{question.key}", asked.subjects[place], question)
        for place in picked
        for question in asked.of_each
    ]
    return of_each + [Screen(f"q{question.key}", "", question) for question in asked.questions]


def _carried(given: Mapping[str, Any], screens: list[Screen]) -> dict[str, str]:
    """What was answered so far, by the names of the fields."""
    found = {screen.name: str(given.get(screen.name, ""))[:1000] for screen in screens}
    return {name: value for name, value in found.items() if value.strip()}


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
@forgets
def one(request: HttpRequest, year: int) -> HttpResponse:
    """大字版: one question a screen, large buttons with words, without script; the last screen hands everything in at once."""
    row, at = _standing(year), timezone.now()
    asked = _asked(row)
    if (given := posted(request)) is None:
        return render(request, "evaluation/too_much.html", {"round": row}, status=413)
    if not row.takes(at):
        return render(request, "evaluation/late.html", {"round": row, "large": True})
    if request.method != "POST":
        return _choose(request, row, [], tried=False, large=True)
    picked = _picked(given, asked)
    if not picked or len(picked) > MOST_SUBJECTS:
        return _choose(request, row, picked, tried=True, large=True)
    screens = _screens(asked, picked)
    place = _place(given, len(screens))
    carried = _carried(given, screens)
    if place < len(screens):
        carried = _take(given, screens[place], carried)
    place = len(screens) if given.get("go") == "end" else max(0, place + _step(given))
    context = {
        "round": row,
        "asked": asked,
        "picked": picked,
        "carried": carried,
        "number": place + 1,
        "total": len(screens),
        "place": place,
        "kiosk": given.get("kiosk") == "1",
        "opened": answering.opened(asked, given, at),
    }
    if place >= len(screens):
        form = SubjectsForm(carried, questionnaire=asked, picked=picked)
        return render(
            request, "evaluation/one_last.html", context | {"field": form["code"], "place": len(screens)}
        )
    screen = screens[place]
    context |= {"screen": screen, "chosen": carried.get(screen.name, "")}
    context["rest"] = {name: value for name, value in carried.items() if name != screen.name}
    context["options"] = [(str(n), option) for n, option in enumerate(screen.question.options)]
    return render(request, "evaluation/one.html", context)


def _place(given: QueryDict, many: int) -> int:
    """On which screen the form stood; -1 before the first."""
    value = given.get("at", "")
    return min(int(value), many) if value.isdecimal() and len(value) < 5 else -1


def _step(given: QueryDict) -> int:
    """Whether it goes on or back."""
    return -1 if given.get("go") == "back" else 1


def _take(given: QueryDict, screen: Screen, carried: dict[str, str]) -> dict[str, str]:
    """What was answered so far, with the answer to this screen."""
    value = given.get("tick", "")
    if value.isdecimal() and len(value) < 4 and int(value) < len(screen.question.options):
        return carried | {screen.name: str(int(value))}
    if given.get("go") == "skip":
        return {name: answered for name, answered in carried.items() if name != screen.name}
    return carried


@private_page
def challenge(request: HttpRequest) -> HttpResponse:
    """A proof-of-work challenge for the browser's script."""
    return JsonResponse(proof.new_challenge(timezone.now()))


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def slips_page(request: HttpRequest, year: int) -> HttpResponse:
    """Slips with codes, to be printed and cut, for whoever has the key of their batch."""
    row = _standing(year)
    if (given := posted(request)) is None:
        return render(request, "evaluation/too_much.html", {"round": row}, status=413)
    form = KeyForm(given or None)
    context: dict[str, Any] = {"round": row, "asked": _asked(row), "form": form}
    if request.method != "POST":
        return render(request, "evaluation/key.html", context)
    if wait := allow(GUESSING, **sender(request)):
        return render(request, "evaluation/key.html", context | {"wait": wait}, status=429)
    address = site_url(request) + reverse("evaluation:answer", args=[year])
    found = slips(_asked(row), form, address)
    if not found:
        context["errors"] = errors_of(form)
        return render(request, "evaluation/key.html", context, status=422)
    return render(request, "evaluation/slips.html", context | {"slips": found, "address": address})


urlpatterns: list[URLPattern] = [
    path("challenge/", challenge, name="challenge"),
    path("<int:year>/answer/", answer, name="answer"),
    path("<int:year>/one/", one, name="one"),
    path("<int:year>/slips/", slips_page, name="slips"),
]
