"""The page of whom a case is about, by number and code of the served notice: papers, statement, appeal, correction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accountability.acts.appeals import last_day
from accountability.acts.investigating import defence_over
from accountability.doors import CODES, HOLDER, SERVED
from accountability.models import Case, Paper
from accountability.statute import CORRECT, DEFENCE, Decider
from foundation.accesses.models import Kind
from foundation.accesses.recording import record
from foundation.agencies.actors import Actor
from foundation.casework import once
from foundation.casework.acts import ACTS, Step, perform
from foundation.casework.forms import show
from foundation.casework.ledger import door_now
from foundation.casework.refusals import Invalid, Refused
from foundation.deadlines import clocks
from foundation.files.delivering import deliver
from foundation.visitors import entering
from foundation.visitors.entering import Lasting
from foundation.visitors.errors import errors_of
from foundation.visitors.private import missing, private_page


class EntryForm(entering.EntryForm):
    """The number of the case, and the code that was handed over with the notice."""

    LETTER = "Z"

    number = forms.CharField(
        label="案件编号",
        help_text="例如 Z2026-0003，印在送达的告知书上。",
        error_messages={"required": "请填写案件编号，例如 Z2026-0003。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


ENTRANCE = Lasting(
    form=EntryForm,
    template="accountability/served_enter.html",
    wrong="案件编号或查询码不对，请对照告知书和送达时交给您的查询码再核对一遍。",
    rows=lambda: Case.objects.exclude(code_hash=""),
    codes=CODES,
    tries=SERVED,
    holder=HOLDER,
)


@dataclass(frozen=True)
class Way:
    """What may be handed in on the page: the act, and its words."""

    act_name: str
    title: str
    lead: str
    button: str
    done: str


WAYS = {
    "defence": Way(
        "accountability.state_defence",
        "陈述和申辩",
        "对查明的事实、证据、依据和拟作出的处理，您有权陈述和申辩，不会因此加重处理。可以提交几次，每一次都留存。",
        "提交陈述申辩",
        "陈述申辩已经提交。",
    ),
    "appeal": Way(
        "accountability.appeal",
        "申请复审",
        "对决定不服的，可以在收到之日起一个月内申请复审，一个月内作出复审决定。复审期间不停止执行，也不会加重处理。",
        "提交复审申请",
        "复审申请已经提交。",
    ),
    "correction": Way(
        "accountability.report_correction",
        "书面报告改正情况",
        "把改正情况书面报告县纪委监委和县政务公开办公室（责任追究制度第八条）。",
        "报告改正情况",
        "改正情况已经报告。",
    ),
}


def _actor(held: Case) -> Actor:
    return Actor.citizen("被追究的单位或者个人", holds=held.ref)


def _held(request: HttpRequest) -> Case | None:
    """The case that the cookie opens."""
    pk = HOLDER.named(request)
    row = Case.objects.select_related("agency", "unit").filter(pk=pk).first() if pk is not None else None
    return row if row is not None and HOLDER.opens(request, row) else None


def _papers(held: Case) -> Any:
    """The papers that are to them; the decision from the day on which it was served."""
    shown = Q(kind__in=Paper.TO_THEM)
    if held.served_on is None:
        shown &= ~Q(kind=Paper.Kind.DECISION)
    return held.letters.filter(shown).select_related("file").order_by("pk")  # type: ignore[attr-defined]


def _open(held: Case) -> list[dict[str, str]]:
    """What may be handed in now."""
    found = []
    for name, way in WAYS.items():
        if name == "appeal" and (
            held.decider == Decider.ORGAN or held.appeals.filter(stage="review").exists()  # type: ignore[attr-defined]
        ):
            continue
        if name == "correction" and held.revoked_at is not None:
            continue
        if name == "defence" and held.state == Case.State.HEARD and defence_over(held, timezone.now()):
            continue
        if ACTS[way.act_name].open_to(_actor(held), held):
            found.append({"name": name, "title": way.title, "url": reverse(f"accountability:{name}")})
    return found


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def served(request: HttpRequest) -> HttpResponse:
    """The form for number and code, or with its cookie the page."""
    if request.method == "POST":
        return ENTRANCE.enter(request)
    held = _held(request)
    if held is None:
        return ENTRANCE.ask(request)
    held.looked_at_by_code("打开本人的网页")
    done = WAYS.get(request.GET.get("done", ""))
    context = {
        "held": held,
        "done": done.done if done else "",
        "papers": _papers(held),
        "statements": held.statements.all(),  # type: ignore[attr-defined]
        "ways": _open(held),
        "defence_due": clocks.open_clock(held, DEFENCE),
        "correct_due": clocks.open_clock(held, CORRECT),
        "appeal_until": last_day(held, "review")
        if held.served_on and held.decider != Decider.ORGAN
        else None,
        "appeals": held.appeals.order_by("pk"),  # type: ignore[attr-defined]
        "organ": held.decider == Decider.ORGAN,
    }
    return HOLDER.give(render(request, "accountability/served.html", context), held)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: HttpRequest, name: str) -> HttpResponse:
    """One of the forms of the page."""
    held, at, way = _held(request), timezone.now(), WAYS[name]
    if held is None:
        return ENTRANCE.ask(request, status=403 if request.method == "POST" else 200)
    act = ACTS[way.act_name]
    step = Step(act, held, _actor(held), at)
    refusal, status, stale = None, 200, False
    if request.method != "POST":
        if name not in {each["name"] for each in _open(held)}:
            return HOLDER.give(ENTRANCE.to_page(), held)
        form: forms.Form = act.asks(step=step)
    elif not HOLDER.carries_token(request, held):
        form, stale, status = act.asks(initial=request.POST.dict(), step=step), True, 403
    else:
        try:
            sent = once.Sent.of(request.POST.get("once", ""), request.POST, request.FILES)
            perform(act.name, on=held, actor=step.actor, at=at, data=request.POST, sent=sent)
        except Invalid as invalid:
            form, status = invalid.form or act.asks(request.POST, step=step), 422
            show(invalid, form)
        except Refused as refused:
            form, refusal, status = act.asks(request.POST, step=step), refused, 409
        else:
            return HOLDER.give(ENTRANCE.to_page(f"?done={name}"), held)
    form.use_required_attribute = False
    context = {
        "held": held,
        "way": way,
        "name": name,
        "form": form,
        "errors": errors_of(form) if status == 422 else [],
        "refusal": refusal,
        "stale": stale,
        "token": HOLDER.form_token(held),
        "once": once.new_key(),
    }
    return HOLDER.give(render(request, "accountability/hand_in.html", context, status=status), held)


@private_page
@require_safe
def paper(request: HttpRequest, pk: int) -> Any:
    """One of their papers as PDF; the line that this leaves names nobody and no case."""
    held = _held(request)
    if held is None:
        return ENTRANCE.ask(request)
    found = _papers(held).filter(pk=pk).first()
    if found is None or found.file is None:
        return missing(request)
    held.looked_at_by_code(f"下载{found.get_kind_display()}")
    answer = deliver(found.file, f"{found.get_kind_display()}.pdf", shown=True)
    record(Kind.DOWNLOAD, door=door_now(), name="持查询码的人")
    return answer


@private_page
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Delete the cookie on this computer."""
    return HOLDER.take_back(ENTRANCE.to_page())


urlpatterns: list[URLPattern] = [
    path("served/", served, name="served"),
    path("served/leave/", leave, name="served_leave"),
    path("served/papers/<int:pk>/", paper, name="served_paper"),
    *(path(f"served/{name}/", hand_in, {"name": name}, name=name) for name in WAYS),
]
