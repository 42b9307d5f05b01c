"""The pages of the desk beside the work list: what I began, what waits for others, several at once."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.casework import drafts, ledger, matters, once, phrases, together
from foundation.casework.acts import ACTS, Step, desk_url
from foundation.casework.clock_faces import summary
from foundation.casework.fields import PlainText
from foundation.casework.mine import begun_by, begun_rows, with_others
from foundation.casework.overview import KINDS, due_clocks
from foundation.casework.sections import matter_title
from foundation.casework.told import lead_on
from foundation.casework.worklist import names_of
from foundation.deadlines.calendar import Calendar
from foundation.files.kept import Keeping
from foundation.notices.acts import mark_read
from foundation.notices.queries import inbox
from foundation.texts.structure import Table, apart, parse

#: Rows of the work list on the first page.
WORKLIST_ROWS = 50
INBOX_ROWS = 30
#: The most characters of a text, and the most texts of a form, that are shown as they will stand.
LONGEST_SHOWN, MOST_TEXTS = 300_000, 12


def behind_a_figure(request: HttpRequest, actor: Actor, frame: dict[str, Any], kind: str) -> HttpResponse:
    """The matters behind a figure, the soonest due first; `agency` names one agency."""
    if kind not in KINDS:
        raise Http404
    now, code = timezone.now(), request.GET.get("agency", "")
    agency = Agency.objects.filter(code=code).first() if "\0" not in code else None
    if code and agency is None:
        raise Http404
    page = Paginator(due_clocks(kind, actor, now, code), WORKLIST_ROWS).get_page(request.GET.get("page"))
    calendar, names = Calendar.load(), names_of((clock.ref for clock in page), actor)
    rows = [
        {**names[clock.ref], "agency": clock.agency.short_name, "clock": summary(clock, now, calendar)}
        for clock in page.object_list
        if clock.ref in names
    ]
    context = {**frame, "title": KINDS[kind], "agency": agency, "page_obj": page, "rows": rows}
    return TemplateResponse(request, "casework/desk/due.html", context)


def notices(request: HttpRequest, actor: Actor, frame: dict[str, Any]) -> HttpResponse:
    """The notices to this person, newest first; POST marks all as read."""
    person = cast(Staff, request.user)
    told = inbox(person)
    if request.method == "POST":
        mark_read(person, told.filter(read_at=None).values_list("pk", flat=True), timezone.now())
        return HttpResponseRedirect(reverse("admin:inbox"))
    page = Paginator(told, INBOX_ROWS).get_page(request.GET.get("page"))
    lead_on(page.object_list, actor)
    return TemplateResponse(request, "casework/desk/inbox.html", {**frame, "title": "通知", "page_obj": page})


def several_matters(request: HttpRequest, actor: Actor, frame: dict[str, Any], name: str) -> HttpResponse:
    """One form for all the matters that wait for this person to do one thing; each is an act of its own."""
    now, declared = timezone.now(), ACTS.get(name)
    if declared is None or name not in together.TOGETHER:
        raise Http404
    outcomes: list[together.Outcome] = []
    entered = request.POST if request.method == "POST" else None
    if entered is not None:
        outcomes = together.perform_all(declared, actor, now, entered)
    wrong = any(outcome.refused for outcome in outcomes)
    again = entered if wrong else None
    rows = together.waiting_rows(declared, actor, now, again)
    context = {
        **frame,
        "title": together.TOGETHER[name].label,
        "act": declared,
        "rows": rows,
        "form": together.shared_form(declared, rows, again),
        **_became(outcomes, nothing=entered is not None and not outcomes),
    }
    return TemplateResponse(request, "casework/desk/together.html", context, status=409 if wrong else 200)


def several_files(
    request: HttpRequest, actor: Actor, frame: dict[str, Any], name: str, ref: str
) -> HttpResponse:
    """An act that takes a file, for several files; each is an act of its own."""
    now = timezone.now()
    declared, matter = ACTS.get(name), matters.find(ref, actor)
    if name not in together.FILES or declared is None or not isinstance(matter, declared.on):
        raise Http404
    outcomes: list[together.Outcome] = []
    keeping = Keeping(f"{name} {ref} 多个文件", request.POST, at=now, staff_id=actor.staff_id)
    form = together.SeveralFiles()
    files = keeping.gather(form.fields, request.FILES)
    uploads = files.getlist("files")
    taken, beyond = uploads[: together.MOST_FILES], uploads[together.MOST_FILES :]
    if request.method == "POST":
        outcomes = together.perform_with_each(declared, matter, actor, now, request.POST, taken)
        undone = [upload for upload, outcome in zip(taken, outcomes, strict=True) if outcome.refused]
        if declared.open_to(actor, matter):
            keeping.keep(form, files, only=[*undone, *beyond])
    entered = request.POST if any(outcome.refused for outcome in outcomes) else None
    matter = matters.find(ref, actor)
    last = ledger.last_line(matters.kind_of(matter), matter.pk)
    step = Step(declared, matter, actor, now)
    context = {
        **frame,
        "title": together.FILES[name],
        "act": declared,
        "matter_title": matter_title(matter),
        "cancel_url": desk_url(matter),
        "fields": [*together.fields_beside(declared, step, entered), *form.visible_fields()],
        "refusals": declared.objections(matter, actor, now) if not outcomes else [],
        "seen": last.sequence if last else "",
        "left": f"一次最多 {together.MOST_FILES} 个文件，后面的还没有办。" if beyond else "",
        **_became(outcomes, nothing=request.method == "POST" and not uploads),
    }
    return TemplateResponse(request, "casework/desk/files.html", context, status=409 if entered else 200)


def names_of_prose(form: forms.Form) -> str:
    """The fields of a form that are shown as they will stand, each with its label, a line each."""
    found = (field for field in form.visible_fields() if getattr(field.field, "set_out", False))
    return "\n".join(f"{field.html_name}={field.label}" for field in found)


def helps_with_texts(form: forms.Form, actor: Actor, name: str, ref: str) -> dict[str, Any]:
    """What the form of an act offers to whoever writes a long text: it is kept, shown as it will stand, helped by own phrases."""
    long = drafts.is_long(form)
    return {
        "draft_url": reverse("admin:draft", args=[name, ref]) if long else "",
        "phrases": phrases.of(actor.staff_id) if long else [],
        "set_out": names_of_prose(form),
    }


def set_out(request: HttpRequest, frame: dict[str, Any]) -> HttpResponse:
    """How a `text` that somebody is typing will stand, or the fields of a form named in `set_out`; nothing is kept."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if "pieces" in request.POST:
        return _pieces(request.POST["pieces"])
    if "text" in request.POST:
        shown = _as_it_will_stand("", request.POST["text"])
        answer = TemplateResponse(request, "casework/desk/set_out_text.html", {"shown": shown})
        answer.status_code = shown["status"]
        return answer
    named = [line.partition("=") for line in request.POST.get("set_out", "").splitlines()[:MOST_TEXTS]]
    texts = [_as_it_will_stand(label, request.POST.get(name, "")) for name, _, label in named]
    context = {**frame, "title": "看排版", "texts": texts}
    status = max((shown["status"] for shown in texts), default=200)
    return TemplateResponse(request, "casework/desk/set_out.html", context, status=status)


def _as_it_will_stand(label: str, text: str) -> dict[str, Any]:
    """A text in blocks, or why it cannot be shown."""
    if len(text) > LONGEST_SHOWN:
        return {
            "label": label,
            "wrong": [f"超过 {LONGEST_SHOWN:,} 个字，不能预览；照常可以办理。"],
            "status": 413,
        }
    try:
        return {"label": label, "blocks": parse(PlainText(required=False).clean(text)), "status": 200}
    except ValidationError as wrong:
        return {"label": label, "wrong": wrong.messages, "status": 422}


def _pieces(text: str) -> JsonResponse:
    """What a text is made of, for the editor: its lines, and its tables by their cells."""
    shown = _as_it_will_stand("", text)
    if "wrong" in shown:
        return JsonResponse({"wrong": " ".join(shown["wrong"])}, status=shown["status"])
    pieces: list[dict[str, Any]] = []
    found = apart(text)
    for piece in found:
        if isinstance(piece, Table):
            lines = piece.source.split("\n")
            # What is blank at the very start of a text belongs to its first table.
            before = lines[: next(n for n, line in enumerate(lines) if line.strip())]
            blank = piece.source[len(piece.source.rstrip("\n")) + 1 :]
            pieces += [{"lines": before}] if before else []
            pieces += [{"rows": piece.grid.rows}, *({"lines": [""]} for _ in blank)]
        else:
            ended = piece if piece is found[-1] else piece.removesuffix("\n")
            pieces.append({"lines": ended.split("\n")})
    return JsonResponse({"pieces": pieces})


def mine(request: HttpRequest, actor: Actor, frame: dict[str, Any]) -> TemplateResponse:
    """我发起的: what this person began, the newest first, with where it stands."""
    page = Paginator(begun_by(actor), WORKLIST_ROWS).get_page(request.GET.get("page"))
    rows = begun_rows(page.object_list, actor, timezone.now())
    context = {**frame, "title": "我发起的", "page_obj": page, "rows": rows}
    return TemplateResponse(request, "casework/desk/mine.html", context)


def others(request: HttpRequest, actor: Actor, frame: dict[str, Any]) -> TemplateResponse:
    """等别人的: what this person handed on, with who has it and since when."""
    rows, count = with_others(actor, WORKLIST_ROWS, timezone.now())
    context = {**frame, "title": "等别人的", "rows": rows, "count": count}
    return TemplateResponse(request, "casework/desk/others.html", context)


def _became(outcomes: list[together.Outcome], *, nothing: bool) -> dict[str, Any]:
    """What became of several at once, and the key of the next form."""
    return {
        "done": [outcome for outcome in outcomes if not outcome.refused],
        "refused": [outcome for outcome in outcomes if outcome.refused],
        "nothing": nothing,
        "once": once.new_key(),
    }


def own_phrases(request: HttpRequest, frame: dict[str, Any]) -> HttpResponse:
    """The wordings that somebody keeps for themselves: read, add, drop."""
    staff_id = cast(Staff, request.user).pk
    form = phrases.PhraseForm(request.POST if "text" in request.POST else None, staff_id=staff_id)
    if request.method == "POST":
        if "forget" in request.POST:
            phrases.forget(staff_id, request.POST["forget"])
            return HttpResponseRedirect(reverse("admin:phrases"))
        if form.is_valid():
            form.keep()
            return HttpResponseRedirect(reverse("admin:phrases"))
    context = {**frame, "title": "我的常用语", "form": form, "phrases": phrases.of(staff_id)}
    return TemplateResponse(
        request, "casework/desk/phrases.html", context, status=422 if form.errors else 200
    )
