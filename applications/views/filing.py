"""Filing an application: the form, the documents that may already answer it, the receipt.

No account, session or cookie. The random token of the form lets a second click find the application of the first, and yields
the query code, which is not stored (`foundation.visitors.codes`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from difflib import SequenceMatcher
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applications import statute
from applications.acts.alarms import tell_of_many
from applications.doors import (
    CODES,
    FILES_FULL,
    FILING,
    FORM,
    INTAKE,
    UNPROVED,
)
from applications.forms import FilingForm
from applications.marks import identity_mark
from applications.models import Applicant, Application, FoundPublished
from applications.models.application import Form
from applications.receivers import receivers
from disclosure.models import Document
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.casework.acts import ACTS, Step, perform
from foundation.casework.refusals import Invalid, Refused
from foundation.clauses import Citation, cite
from foundation.correspondence.models import Way
from foundation.deadlines import clocks
from foundation.files.kept import Keeping
from foundation.pages.public import public_page
from foundation.search.models import Entry
from foundation.search.queries import nearest
from foundation.visitors import challenge as proof
from foundation.visitors.errors import errors_of
from foundation.visitors.private import private_page
from foundation.visitors.sending import posted, sent_with, shown_as_typed, token_of, wait_to_send
from foundation.visitors.throttle import Wait, allow, sender
from foundation.visitors.uploads import files_dropped, files_lost

cite("OR-3", by=Citation("page", "applications:apply", "网上申请：不问用途，不要账号"))
cite("条例43", by=Citation("page", "applications:apply", "申请表问需要什么帮助"))
cite("条例29", by=Citation("page", "applications:apply", "申请表只有条例要求的几项"))

FILE = ACTS["applications.file"]
CITIZEN = Actor.citizen("申请人")

#: The fields of the form below the description, by section.
PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("您是谁", ("applicant_class", "name", "identity_kind", "identity_number", "proof", "representative", "contact_name")),
    ("怎么联系您", ("phone", "email", "address", "postcode")),
    ("怎么给您", ("form", "delivery", "help_needed")),
)  # fmt: skip
AGENT = ("agent_name", "agent_identity_kind", "agent_identity_number", "agent_phone", "authority")
#: What somebody who applies for one thing after another need not type again.
AGAIN = ("agency", *(name for _title, names in PARTS for name in names if name != "proof"), *AGENT[:-1])
#: The most characters that an address fills into a field.
LONGEST_SEARCH = 200
#: The most documents or applications that are shown as similar.
MOST_SHOWN = 3
#: The ratio of `SequenceMatcher` from which two descriptions count as alike.
LEAST_RATIO = 0.6


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """The form; sent, it files the application and answers with the receipt."""
    at = timezone.now()
    INTAKE.open(request, at)
    if (given := posted(request)) is None:  # and the files; the browser still has what was typed
        said = f"一次发来的内容太多了。文字请写得短些，文件最多 {statute.MAX_FILES} 个，请减少后再提交。"
        return render(request, "applications/apply_too_much.html", {"said": said}, status=413)
    if request.method != "POST":
        return _page(request, at, given=_begun(request.GET))
    token = given.get("token", "")
    filed = _filed(token)
    if filed is not None:
        return _receipt(request, filed, given)
    keeping = Keeping(FILE.name, given, at=at)
    if given.get("do") != "send":
        return _page(request, at, given=given, keeping=keeping, looked=given.get("do") == "look")
    return _send(request, given, keeping, at)


def _send(request: HttpRequest, given: QueryDict, keeping: Keeping, at: datetime) -> HttpResponse:
    """Check what was sent; file it, or show the form again with everything typed and chosen and what is wrong."""
    who = sender(request)
    if wait := allow(FORM, **who):
        return _page(request, at, given=given, keeping=keeping, wait=wait)
    if files_dropped(request):
        # Nothing is filed without what was to go with it.
        return _page(request, at, given=given, keeping=keeping, wait=INTAKE.wait(request))
    INTAKE.count(request)
    # A solution counts once, and before anything is looked into.
    proved = proof.solved(given.get("altcha", ""))
    again = partial(_page, request, at, given=given, keeping=keeping)
    files = keeping.gather(FilingForm.base_fields, request.FILES)
    agency = receivers().named(given.get("agency"))
    form = FilingForm(given, files, step=Step(FILE, agency or Agency(), CITIZEN, at))
    if not form.is_valid() or agency is None:
        kept = _kept_of(request, given, files, proved, at)
        return again(form=form, kept=kept, unchosen=agency is None)
    if form.seems_several and not given.get("several"):
        return again(form=form, kept=_kept_of(request, given, files, proved, at), several=True)
    if wait := wait_to_send(given, who, proved, at, FILING, UNPROVED):
        return again(form=form, wait=wait)
    # After the meter, which limits how often anybody can test whether a person has applied for something.
    twice = [] if given.get("twice") else earlier_like(form, at)
    if twice:
        return again(form=form, kept=files, twice=twice)
    try:
        done = perform(FILE.name, on=agency, actor=CITIZEN, at=at, entered=form)
    except (Invalid, Refused) as refused:
        filed = _filed(given.get("token", ""))
        if filed is not None:  # the other click was quicker
            return _receipt(request, filed, given)
        form.add_error(None, str(refused))
        return again(form=form, kept=files)
    keeping.forget()
    tell_of_many(who, at)
    return _receipt(request, done.matter, given)


def _kept_of(
    request: HttpRequest, given: QueryDict, files: MultiValueDict[str, Any], proved: bool, at: datetime
) -> MultiValueDict[str, Any] | None:
    """The files to keep of a form that comes back before it was let through; None of a sender who may store nothing yet."""
    return files if INTAKE.keeps(request, given, at, proved=proved) else None


def earlier_like(form: FilingForm, at: datetime) -> list[Application]:
    """Applications of the last year with this identity number, this telephone or e-mail, and a similar description.

    All three must fit, so that nobody can find out by trying what somebody else has applied for.
    """
    given = form.cleaned_data
    mark = identity_mark(given["identity_number"])
    since = at - timedelta(days=365)
    mine = Applicant.objects.filter(fingerprint=mark, application__created_at__gte=since)
    found = []
    for applicant in mine.select_related("application__agency").order_by("-pk")[:50]:
        reached = any(given[name] and given[name] == getattr(applicant, name) for name in ("phone", "email"))
        if reached and _alike(given["wanted"], applicant.application.wanted):
            found.append(applicant.application)
    return found[:MOST_SHOWN]


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one[:500], other[:500], autojunk=False).ratio() >= LEAST_RATIO


def _filed(token: str) -> Application | None:
    """The application that was filed with this token, if there is one."""
    return sent_with(Application.objects.select_related("agency"), token)


def _receipt(request: HttpRequest, application: Application, given: QueryDict) -> HttpResponse:
    """The page with number and query code, which is shown here only; what was typed goes into the next form in one press."""
    due = clocks.open_clock(application, statute.REPLY)
    context = {
        "application": application,
        "code": CODES.code_of(given.get("token", ""), application.code_hash),
        "due": due,
        "limits": statute,
        "announced": bool(application.applicant.phone or application.applicant.email),
        "again": [(name, given[name]) for name in AGAIN if given.get(name)],
    }
    return render(request, "applications/apply_done.html", context)


def _begun(asked: QueryDict) -> QueryDict:
    """What an address fills in: the agency, and what was searched in vain."""
    given = QueryDict(mutable=True)
    given.update(
        {name: asked.get(name, "")[:LONGEST_SEARCH] for name in ("agency", "wanted") if name in asked}
    )
    return given


def _page(
    request: HttpRequest,
    at: datetime,
    *,
    given: QueryDict | None = None,
    keeping: Keeping | None = None,
    kept: MultiValueDict[str, Any] | None = None,
    form: FilingForm | None = None,
    looked: bool = False,
    unchosen: bool = False,
    several: bool = False,
    twice: list[Application] | None = None,
    wait: Wait | None = None,
) -> HttpResponse:
    """The page of the form, empty or with everything that was typed and the files that may be `kept`."""
    given = given or QueryDict()
    agencies = receivers()
    chosen = agencies.named(given.get("agency"))
    if form is None:
        # What is not sent yet is shown as it was typed, without errors.
        initial = shown_as_typed(given, FilingForm.base_fields)
        form = FilingForm(initial=initial, step=Step(FILE, chosen or Agency(), CITIZEN, at))
    form.use_required_attribute = False
    if keeping is not None and kept is not None:
        keeping.keep(form, kept)
    elif keeping is not None:
        keeping.show(form)
    token = token_of(given)
    wanted = given.get("wanted", "")
    similar = nearest(wanted, kind=Document.kind, limit=MOST_SHOWN) if wanted.strip() else []
    errors = [("id_agency", "请选择向哪个机关申请。")] if unchosen else []
    errors += errors_of(form)
    full = INTAKE.full(request)
    status = 429 if wait or full else 422 if errors or several or twice else 200
    context = {
        "form": form,
        "parts": [(title, [form[name] for name in names]) for title, names in PARTS],
        "agent": [form[name] for name in AGENT],
        "agent_open": any(
            form[name].value() or form[name].errors for name in AGENT if name != "agent_identity_kind"
        ),
        "agencies": agencies,
        "chosen": chosen,
        "errors": errors,
        "unchosen": unchosen,
        "files_lost": files_lost(request) and kept is None,
        "files_full": FILES_FULL if full else "",
        "similar": _shown(similar),
        "looked": looked,
        "several": several,
        "several_seen": several or given.get("several"),
        "twice": twice,
        "twice_seen": twice or given.get("twice"),
        "wait": wait,
        "token": token,
        "limits": statute,
        "opened": proof.opened_stamp(given, token, at),
    }
    return render(request, "applications/apply.html", context, status=status)


@public_page("q", kept=False)
def similar(request: HttpRequest) -> HttpResponse:
    """A fragment of the page: the published documents nearest to what is being typed."""
    found = nearest(request.GET.get("q", ""), kind=Document.kind, limit=MOST_SHOWN)
    return render(request, "applications/parts/apply_similar.html", {"similar": _shown(found)})


def _shown(found: list[Entry]) -> list[dict[str, Any]]:
    """Each entry with its index number, the last two parts of its address."""
    return [{"entry": entry, "number": "/".join(entry.url.strip("/").split("/")[-2:])} for entry in found]


@require_GET
@private_page
def challenge(request: HttpRequest) -> HttpResponse:
    """A proof-of-work challenge for the browser's script."""
    return JsonResponse(proof.new_challenge(timezone.now()))


@private_page
@require_POST
def found(request: HttpRequest, number: str) -> HttpResponse:
    """Count a visitor who reads a published document instead of applying, and redirect to the document."""
    at = timezone.now()
    document = get_object_or_404(Document.objects.public(at).select_related("agency"), index__number=number)
    if allow(FORM, **sender(request)) is None:
        FoundPublished.count(document, timezone.localdate(at))
    return HttpResponseRedirect(reverse("documents:detail", args=[number]))


@public_page("agency")
def paper_form(request: HttpRequest) -> HttpResponse:
    """The form to print and fill in by hand, addressed to an agency or to be addressed (条例29, OR-3)."""
    agency = Agency.objects.public().filter(code=request.GET.get("agency", "")).first()
    context = {"agency": agency, "forms": Form.labels, "ways": Way.labels, "limits": statute}
    return render(request, "applications/paper_form.html", context)


urlpatterns: list[URLPattern] = [
    path("", apply, name="apply"),
    path("paper/", paper_form, name="paper_form"),
    path("similar/", similar, name="similar"),
    path("challenge/", challenge, name="challenge"),
    path("found/<path:number>/", found, name="found"),
]
