"""The three forms, without account, session or cookie, and the receipt.

The random token of the form lets a second click find the message of the first, and yields the query code, which is not stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from feedback.doors import CODES, FORM, SENDING, UNPROVED
from feedback.forms import MessageForm
from feedback.models import Message, Sort
from feedback.places import Place, county_office, place_at
from feedback.queries import PROMISED
from feedback.statute import LEAK, LIMITS, MAX_PAGE
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.casework.acts import ACTS, Act, Step, perform
from foundation.casework.refusals import Invalid, Refused
from foundation.deadlines import clocks
from foundation.visitors import challenge as proof
from foundation.visitors.errors import errors_of
from foundation.visitors.private import private_page, sent_from_elsewhere
from foundation.visitors.sending import posted, sent_with, shown_as_typed, token_of, wait_to_send
from foundation.visitors.throttle import Wait, allow, sender

CITIZEN = Actor.citizen("留言人")
#: The most characters that an address fills into a field.
LONGEST_GIVEN = 200


@dataclass(frozen=True)
class Way:
    """One of the three forms: its sort and act, and its words."""

    sort: Sort
    act_name: str
    lead: str
    #: The label and hint of the agency that is chosen; blank where the page decides.
    agency_label: str = ""
    agency_hint: str = ""

    @property
    def act(self) -> Act:
        return ACTS[self.act_name]

    @property
    def label(self) -> str:
        return str(self.sort.label)

    @property
    def url_name(self) -> str:
        return f"feedback:{self.sort.value}"


WAYS = {
    "error": Way(
        Sort.ERROR,
        "feedback.report_error",
        "网页上的内容有错、链接打不开、看不清，或者公开了个人信息，告诉我们，由发布的机关改正。",
    ),
    "complaint": Way(
        Sort.COMPLAINT,
        "feedback.complain",
        "机关该公开的没有公开、公开得太晚、不收您的申请，可以在这里投诉举报，由它的上级机关或者纪检监察机关处理。",
        "投诉哪个机关",
        "投诉不由被投诉的机关自己处理。",
    ),
    "why": Way(
        Sort.WHY,
        "feedback.ask_why",
        "一件信息没有公开，谁都可以问为什么。由制作它的机关说明依据和理由（保密审查制度第十二条）。",
        "问哪个机关",
        "哪个机关制作的这件信息，就问哪个；拿不准的，选最像的一个，不归它管会转给主管的机关。",
    ),
}


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """One of the forms; sent, it registers the message and answers with the receipt."""
    way, at = WAYS[slug], timezone.now()
    if (given := posted(request)) is None:
        return render(request, "feedback/too_much.html", {"way": way}, status=413)
    if request.method != "POST":
        return _page(request, way, at, given=_begun(request))
    if (sent := _sent(given.get("token", ""))) is not None:
        return _receipt(request, sent, given["token"])
    who = sender(request)
    if wait := allow(FORM, **who):
        return _page(request, way, at, given=given, wait=wait)
    proved = proof.solved(given.get("altcha", ""))
    agency, form = _read(way, given, at)
    again = partial(_page, request, way, at, given=given, form=form)
    if not form.is_valid() or agency is None:
        if agency is None and not way.agency_label and form.is_valid():
            form.add_error(None, "现在还没有机关在网上受理，请打电话告诉发布的机关。")
        return again(unchosen=agency is None and bool(way.agency_label))
    if wait := wait_to_send(given, who, proved, at, SENDING, UNPROVED):
        return again(wait=wait)
    try:
        done = perform(way.act_name, on=agency, actor=CITIZEN, at=at, entered=form)
    except (Invalid, Refused) as refused:
        if (sent := _sent(given["token"])) is not None:  # the other click was quicker
            return _receipt(request, sent, given["token"])
        form.add_error(None, str(refused))
        return again()
    return _receipt(request, done.matter, given["token"])


def open_agencies() -> list[Agency]:
    """The agencies that may be complained of, or asked."""
    return list(Agency.objects.public().order_by("code"))


def _read(way: Way, given: QueryDict, at: datetime) -> tuple[Agency | None, MessageForm]:
    """The agency on which the act is performed, and the form that was sent."""
    if way.sort == Sort.ERROR:
        place = place_at(given.get("page", "").strip(), at)
        agency = place.receiver if place else county_office()
    else:
        agency = Agency.objects.public().filter(code=given.get("agency", "")[:60].replace("\0", "")).first()
    form: Any = way.act.asks(given, step=Step(way.act, agency or Agency(), CITIZEN, at))
    return agency, form


def _sent(token: str) -> Message | None:
    """The message that was sent with this token, if there is one."""
    return sent_with(Message.objects.select_related("agency"), token)


def _receipt(request: HttpRequest, message: Message, token: str) -> HttpResponse:
    """The page with number and query code; the code is shown here only."""
    context = {
        "message": message,
        "code": CODES.code_of(token, message.code_hash),
        "due": clocks.open_clock(message, *LIMITS),
    }
    return render(request, "feedback/sent.html", context)


def _begun(request: HttpRequest) -> QueryDict:
    """What an address fills in; where it says no page, the page of ours from which the visitor comes."""
    given = QueryDict(mutable=True)
    for name in ("agency", "asked"):
        if name in request.GET:
            given[name] = request.GET[name][:LONGEST_GIVEN]
    page = request.GET.get("page", "")[: 3 * MAX_PAGE]
    if not page and not sent_from_elsewhere(request):
        came_from = urlsplit(request.headers.get("Referer", "")[: 6 * MAX_PAGE])
        page = came_from.path if came_from.netloc == request.get_host() else ""
    if place := place_at(page, timezone.now()):
        given["page"] = place.path
    elif page and "page" in request.GET:
        given["strange"] = "1"
    return given


def _page(
    request: HttpRequest,
    way: Way,
    at: datetime,
    *,
    given: QueryDict,
    form: MessageForm | None = None,
    unchosen: bool = False,
    wait: Wait | None = None,
) -> HttpResponse:
    """The form, empty or with everything that was typed."""
    agencies = open_agencies() if way.agency_label else []
    chosen = next((agency for agency in agencies if agency.code == given.get("agency")), None)
    place = place_at(given.get("page", ""), at)
    if chosen is None and place is not None and way.agency_label and place.document is not None:
        chosen = next((agency for agency in agencies if agency == place.receiver), None)
    if form is None:
        initial = shown_as_typed(given, way.act.asks.base_fields)
        if way.sort == Sort.WHY and place and place.document and "asked" not in initial:
            # Its number stands on the page where it was; nothing else of it is said.
            initial["asked"] = f"索引号 {place.document.index_number}"
        shown: Any = way.act.asks(initial=initial, step=Step(way.act, chosen or Agency(), CITIZEN, at))
        form = shown
    form.use_required_attribute = False
    token = token_of(given)
    errors = errors_of(form)
    if unchosen:
        errors = [("id_agency", "请选择是哪个机关。"), *errors]
    context = {
        "way": way,
        "form": form,
        "fields": [bound for bound in form if bound.name != "token"],
        "agencies": agencies,
        "chosen": chosen,
        "unchosen": unchosen,
        "errors": errors,
        "wait": wait,
        "strange": "strange" in given,
        "receiver": _receiver(way, place),
        "token": token,
        "opened": proof.opened_stamp(given, token, at),
        "promise": PROMISED[way.sort],
        "urgent": LEAK,
    }
    status = 429 if wait else 422 if errors else 200
    return render(request, "feedback/write.html", context, status=status)


def _receiver(way: Way, place: Place | None) -> Agency | None:
    """Who will hear of an error, as far as it is known before the form is sent."""
    return place.receiver if way.sort == Sort.ERROR and place else None


@require_GET
@private_page
def challenge(request: HttpRequest) -> HttpResponse:
    """A proof-of-work challenge for the browser's script."""
    return JsonResponse(proof.new_challenge(timezone.now()))


urlpatterns: list[URLPattern] = [
    *(path(f"{slug}/", write, {"slug": slug}, name=slug) for slug in WAYS),
    path("challenge/", challenge, name="challenge"),
]
