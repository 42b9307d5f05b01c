"""The column, one page for each interpretation, the glossary, the question box. Public reads go through `public`."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from disclosure.models import Document
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.casework.acts import ACTS, Step, perform
from foundation.casework.refusals import Invalid, Refused
from foundation.deadlines import clocks
from foundation.files.delivering import deliver
from foundation.pages.paging import page_of
from foundation.pages.public import public_page
from foundation.search.filters import NarrowingForm
from foundation.texts.kept import kept
from foundation.visitors import challenge as proof
from foundation.visitors import entering
from foundation.visitors.entering import Entrance
from foundation.visitors.errors import errors_of
from foundation.visitors.private import private_page
from foundation.visitors.sending import SeeOther, posted, sent_with, token_of, wait_to_send
from foundation.visitors.throttle import Wait, allow, sender
from interpretation import queries, statute
from interpretation.doors import CODES, FORM, MARKING, MARKING_UNPROVED, SENDING, TRACKING, UNPROVED
from interpretation.forms import AskForm
from interpretation.marked import asks_in, dates_in
from interpretation.models import Interpretation, Question
from interpretation.unclear import count, sentences

CITIZEN = Actor.citizen("提问人")


class FormForm(NarrowingForm):
    """Agency, form and year."""

    form = forms.CharField(required=False)

    def form_chosen(self) -> str:
        """The chosen form; blank where none is chosen or there is none like it."""
        self.is_valid()
        form: str = self.cleaned_data.get("form", "")
        return form if form in statute.FORMS else ""


@public_page("agency", "year", "form", "page")
def interpretation_list(request: HttpRequest) -> HttpResponse:
    """List what is published, the newest first, by agency, form and year (PI-7)."""
    narrowing = FormForm(request.GET)
    (_q, within), form = narrowing.chosen(), narrowing.form_chosen()
    rows = within.applied(Interpretation.objects.public(timezone.now()))
    if form:
        rows = rows.filter(form=form)
    page = page_of(request, queries.in_a_row(rows))
    shown = narrowing.shown(Interpretation.kind)
    asked = {"agency": shown["agency"], "year": shown["year"], "form": form}
    context: dict[str, Any] = {
        **shown,
        "forms": list(statute.FORMS.items()),
        "form": form,
        "page_obj": page,
        "total": page.paginator.count,
        "narrowed": any(asked.values()),
        "asked": urlencode({name: value for name, value in asked.items() if value}),
    }
    return render(request, "interpretation/list.html", context)


@public_page()
def interpretation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One interpretation with the documents that it is about, as far as those are public."""
    at = timezone.now()
    rows = Interpretation.objects.public(at).select_related("agency", "sheet", "media")
    interpretation = get_object_or_404(rows, pk=pk)
    asked = queries.dialogue(interpretation.body) if interpretation.form in statute.ASKED else []
    text = queries.preface(interpretation.body) if asked else interpretation.body
    context = {
        "interpretation": interpretation,
        "parts": [(label, kept(text, below=True)) for label, text in interpretation.parts],
        "text": kept(text, below=True) if text else None,
        "dialogue": asked,
        "photos": list(interpretation.photos.select_related("file")),
        "cases": queries.case_rows(interpretation),
        "asks": asks_in(interpretation.selfcheck),
        "dates": dates_in(interpretation.dates),
        "links": queries.public_links(interpretation, at),
        "releases": interpretation.releases.all(),
        "description": " ".join(interpretation.text.split())[:150],
    }
    return render(request, "interpretation/detail.html", context)


@public_page()
def chart(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of a chart: nothing but shapes and words, as it was cleaned when it came in."""
    rows = Interpretation.objects.public(timezone.now()).only("chart")
    picture = get_object_or_404(rows, pk=pk).chart
    if not picture:
        raise Http404
    return HttpResponse(picture, content_type="image/svg+xml")


@public_page()
def sheet(request: HttpRequest, pk: int) -> FileResponse:
    """What is read aloud, in large print, once it is made."""
    rows = Interpretation.objects.public(timezone.now()).select_related("sheet")
    interpretation = get_object_or_404(rows, pk=pk)
    if interpretation.sheet is None:
        raise Http404
    return deliver(interpretation.sheet, f"{interpretation.title[:60]}（广播稿）.pdf", public=True)


@public_page()
def terms(request: HttpRequest) -> HttpResponse:
    """The words that interpretations explain, each with where it is explained."""
    return render(request, "interpretation/terms.html", {"terms": queries.glossary(timezone.now())})


# Questions


@public_page("agency", "page")
def question_list(request: HttpRequest) -> HttpResponse:
    """Every answered question, the newest first, by agency; how many wait."""
    at, narrowing = timezone.now(), NarrowingForm(request.GET)
    _q, within = narrowing.chosen()
    rows = within.applied(Question.objects.public(at)).select_related("agency", "document")
    rows = rows.only("number", "question", "published_at", "agency__short_name", "document__title")
    page = page_of(request, rows.order_by("-published_at", "-pk"))
    shown = narrowing.shown(Question.kind)
    context = {
        **shown,
        "page_obj": page,
        "total": page.paginator.count,
        "narrowed": bool(shown["agency"]),
        "asked": urlencode({"agency": shown["agency"]} if shown["agency"] else {}),
        "waiting": queries.waiting(at),
        "promise": statute.QUESTION,
    }
    return render(request, "interpretation/question_list.html", context)


@public_page()
def question_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One question with its answer."""
    rows = Question.objects.public(timezone.now()).select_related("agency", "document__index")
    context = {"question": get_object_or_404(rows, number=number)}
    return render(request, "interpretation/question.html", context)


def _document(number: str, at: datetime) -> Document | None:
    """The public document with this index number."""
    documents = Document.objects.public(at).select_related("agency", "index")
    return documents.filter(index__number=number[:60].replace("\0", "")).first()


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form for a question about a document; sent, it registers the question and answers with the receipt."""
    at = timezone.now()
    if (given := posted(request)) is None:
        return render(request, "400.html", status=413)
    if request.method != "POST":
        document = _document(request.GET.get("document", ""), at)
        if document is None:
            return HttpResponseRedirect(reverse("interpretation:questions"))
        return _ask_page(request, document, at, given=QueryDict())
    if (sent := _sent(given.get("token", ""))) is not None:
        return _receipt(request, sent, given["token"])
    document = _document(given.get("document", ""), at)
    if document is None:
        raise Http404
    who = sender(request)
    if wait := allow(FORM, **who):
        return _ask_page(request, document, at, given=given, wait=wait)
    act = ACTS["interpretation.ask"]
    form: Any = act.asks(given, step=Step(act, document.agency, CITIZEN, at))
    if not form.is_valid():
        return _ask_page(request, document, at, given=given, form=form)
    proved = proof.solved(given.get("altcha", ""))
    if wait := wait_to_send(given, who, proved, at, SENDING, UNPROVED):
        return _ask_page(request, document, at, given=given, form=form, wait=wait)
    try:
        done = perform(act.name, on=document.agency, actor=CITIZEN, at=at, entered=form)
    except (Invalid, Refused) as refused:
        if (sent := _sent(given["token"])) is not None:  # the other click was quicker
            return _receipt(request, sent, given["token"])
        form.add_error(None, str(refused))
        return _ask_page(request, document, at, given=given, form=form)
    return _receipt(request, done.matter, given["token"])


def _sent(token: str) -> Question | None:
    """The question that was sent with this token, if there is one."""
    return sent_with(Question.objects.select_related("agency"), token)


def _receipt(request: HttpRequest, question: Question, token: str) -> HttpResponse:
    """The page with number and query code; the code is shown here only."""
    context = {
        "question": question,
        "code": CODES.code_of(token, question.code_hash),
        "due": clocks.open_clock(question, statute.QUESTION),
    }
    return render(request, "interpretation/asked.html", context)


def _ask_page(
    request: HttpRequest,
    document: Document,
    at: datetime,
    *,
    given: QueryDict,
    form: AskForm | None = None,
    wait: Wait | None = None,
) -> HttpResponse:
    """The form, empty or with everything that was typed."""
    act = ACTS["interpretation.ask"]
    if form is None:
        initial = {"text": given.get("text", "")}
        shown: Any = act.asks(initial=initial, step=Step(act, Agency(), CITIZEN, at))
        form = shown
    form.use_required_attribute = False
    token = token_of(given)
    errors = errors_of(form)
    context = {
        "document": document,
        "field": form["text"],
        "errors": errors,
        "wait": wait,
        "token": token,
        "opened": proof.opened_stamp(given, token, at),
        "promise": statute.QUESTION,
    }
    status = 429 if wait else 422 if errors else 200
    return render(request, "interpretation/ask.html", context, status=status)


@require_GET
@private_page
def challenge(request: HttpRequest) -> HttpResponse:
    """A proof-of-work challenge for the browser's script."""
    return JsonResponse(proof.new_challenge(timezone.now()))


class EntryForm(entering.EntryForm):
    """The number that was given for a question, and its query code."""

    LETTER = "W"

    number = forms.CharField(
        label="提问号",
        help_text="例如 W2026-0012，在提交以后的那一页上。",
        error_messages={"required": "请填写提问号，例如 W2026-0012。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


ENTRANCE = Entrance(
    form=EntryForm,
    template="interpretation/track_enter.html",
    wrong="提问号或查询码不对，请对照提交以后的那一页再核对一遍。",
    rows=Question.objects.all,
    codes=CODES,
    tries=TRACKING,
)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """The form for number and code; sent, what became of that question."""
    if request.method != "POST":
        return ENTRANCE.ask(request)
    found = ENTRANCE.matched(request)
    if isinstance(found, HttpResponse):
        return found
    question = Question.objects.select_related("agency", "document__index").get(pk=found)
    context = {"question": question, "due": clocks.open_clock(question, statute.QUESTION)}
    return render(request, "interpretation/track.html", context)


# What was not understood


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def unclear(request: HttpRequest) -> HttpResponse:
    """The sentences of a document, of which one is marked; nothing is kept of who did."""
    at = timezone.now()
    given = request.POST if request.method == "POST" else request.GET
    document = _document(given.get("document", ""), at)
    if document is None:
        raise Http404
    offered, status, wait, unchosen = list(sentences(document.body)), 200, None, False
    chosen = None
    if request.method == "POST":
        chosen = {str(one.place): one for one in offered}.get(given.get("sentence", "")[:6])
        unchosen = chosen is None
        if chosen is not None and not (wait := _wait_to_mark(given, sender(request), at)):
            count(document, chosen)
            done = urlencode({"document": document.index_number, "done": 1})
            return SeeOther(f"{reverse('interpretation:unclear')}?{done}")
        status = 429 if wait else 422
    context = {
        "document": document,
        "groups": [(under, list(group)) for under, group in groupby(offered, lambda one: one.under)],
        "done": "done" in request.GET,
        "unchosen": unchosen,
        "chosen": chosen,
        "wait": wait,
        "token": (token := token_of(given)),
        "opened": proof.opened_stamp(given, token, at),
    }
    return render(request, "interpretation/unclear.html", context, status=status)


def _wait_to_mark(given: QueryDict, who: dict[str, str], at: datetime) -> Wait | None:
    """How long somebody waits before a mark counts: a machine longer than a person, with script or without."""
    if wait := allow(FORM, **who):
        return wait
    proved = proof.solved(given.get("altcha", ""))
    return wait_to_send(given, who, proved, at, MARKING, MARKING_UNPROVED)
