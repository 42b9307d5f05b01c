"""The page of an application for whoever has its number and query code, and the acts that its applicant can perform."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applications import statute, timeline
from applications.doors import CODES, FILES, FILES_FULL, HOLDER, INTAKE, KEEPING, TRACKING
from applications.letters import LetterKind
from applications.models import Application, Complaint, Decision, Letter, ReplyFile
from applications.views.deciding import against, decisions_of
from applications.views.reckoning import due
from foundation.accesses.models import Kind
from foundation.accesses.recording import record
from foundation.agencies.actors import Actor
from foundation.casework import ledger, once
from foundation.casework.acts import ACTS, Act, Step, perform
from foundation.casework.forms import show
from foundation.casework.ledger import door_now
from foundation.casework.refusals import Invalid, Refused
from foundation.clauses import Citation, cite
from foundation.correspondence import announcing
from foundation.deadlines.models import Clock
from foundation.files.delivering import deliver
from foundation.files.kept import Keeping
from foundation.files.models import StoredFile
from foundation.notices.contacts import CALLED
from foundation.privacy.masking import mask_name
from foundation.visitors import entering
from foundation.visitors.entering import Lasting
from foundation.visitors.errors import errors_of
from foundation.visitors.private import missing, private_page
from foundation.visitors.throttle import allow, held_up, sender
from foundation.visitors.uploads import files_dropped, takes_files

State = Application.State

cite("OR-7", by=Citation("page", "applications:track", "办理进度页上可以向上级机关或者纪检机关投诉"))
cite("条例33", by=Citation("page", "applications:track", "办理进度页逐日说明答复期限怎么算"))


class EntryForm(entering.EntryForm):
    """The number on the receipt, and its query code."""

    number = forms.CharField(
        label="登记号",
        help_text="例如 2026-0147，在登记回执上。",
        error_messages={"required": "请填写登记号，例如 2026-0147。"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


ENTRANCE = Lasting(
    form=EntryForm,
    template="applications/track_enter.html",
    wrong="登记号或查询码不对，请对照登记回执再核对一遍。",
    rows=Application.objects.all,
    codes=CODES,
    tries=TRACKING,
    holder=HOLDER,
)


@dataclass(frozen=True)
class Offer:
    """An act that the page offers: its address, and the words of its form."""

    slug: str
    #: What its button says, the sentence above its form, and what is said when it is done.
    verb: str
    lead: str
    done: str
    weight: str = "quiet"

    @property
    def act(self) -> Act:
        return ACTS[f"applications.{self.slug.replace('-', '_')}"]

    @property
    def label(self) -> str:
        return self.act.label

    @property
    def url(self) -> str:
        return reverse("applications:track_act", args=[self.slug])


OFFERS: dict[str, Offer] = {
    offer.slug: offer
    for offer in (
        Offer(
            "amend",
            "提交补正",
            "照告知书把申请改清楚，整件重新提交。只补正一次。",
            "补正已收到，答复期限从明天起重新计算。",
            "primary",
        ),
        Offer(
            "explain",
            "提交说明",
            "说明为什么需要这些信息。理由合理的，机关依法办理（条例第三十五条）。",
            "您的说明已收到，继续办理。",
            "primary",
        ),
        Offer(
            "supplement",
            "提交材料",
            "补交与这件申请有关的文件，例如证件照片、授权委托书。补充材料不影响答复期限。",
            "补充的材料已收到。",
            "secondary",
        ),
        Offer(
            "ask-grounds",
            "要求说明理由",
            "不予公开的，您可以要求机关另外书面说明依据和理由。",
            "已转告机关，书面说明作出后会显示在这一页。",
            "secondary",
        ),
        Offer(
            "correct-contact",
            "提交更正",
            "换了电话、邮箱或者搬了家，在这里告诉机关；只填要改的，别的留空。原来的电话和邮箱确认过的，会收到一条提醒；新的会收到一条请您确认。",
            "联系方式已经更正，以后的通知发到新的联系方式。",
        ),
        Offer(
            "propose-disclosure",
            "提交建议",
            "您得到的信息如果关系到很多人，可以建议机关主动公开（条例第四十四条）。",
            "建议已收到，由机关研究。",
        ),
        Offer(
            "withdraw",
            "撤回申请",
            "撤回之后，机关不再办理这件申请，也不能恢复。",
            "申请已经撤回。",
        ),
        Offer(
            "complain",
            "提交投诉",
            "机关没有依规定办理的，可以向它的上级或者纪检机关投诉；投诉不由被投诉的机关自己处理。",
            "投诉已提交，调查处理的结果会显示在这一页。",
        ),
    )
}


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """The form for number and code, or with its cookie the application itself."""
    if request.method == "POST":
        return ENTRANCE.enter(request)
    found = linked_applications(request)
    number = request.GET.get("number", "")
    if found and number:
        wanted = next((a for a in found if a.number == EntryForm.written(number)), None)
        if wanted is not None:
            return HOLDER.give(ENTRANCE.to_page(), wanted)
        found = []
    if not found:
        return ENTRANCE.ask(request, EntryForm(number=number))
    held, others = found[0], found[1:]
    context = _page(held, others, timezone.now())
    offer = OFFERS.get(request.GET.get("done", ""))
    context["said"] = offer.done if offer else ""
    return HOLDER.give(render(request, "applications/track.html", context), held)


@private_page
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Delete the cookie on this computer. Without a form token: a forged request deletes nothing else."""
    return HOLDER.take_back(ENTRANCE.to_page())


def linked_applications(request: HttpRequest) -> list[Application]:
    """The application that the cookie opens, then those it was passed on from and to; empty where it opens none.

    Makes one query. They share one query code: an application is passed on with it.
    """
    pk = HOLDER.named(request)
    if pk is None:
        return []
    before = Application.objects.filter(pk=pk).values("passed_on_from_id")
    found = list(_rows().filter(Q(pk=pk) | Q(passed_on_from=pk) | Q(pk__in=before)).order_by("pk"))
    held = next((application for application in found if HOLDER.opens(request, application)), None)
    if held is None:
        return []
    return [held, *(a for a in found if a != held and a.code_hash == held.code_hash)]


def _rows() -> QuerySet[Application]:
    """Applications with what their page reads, and the `outcomes` of the issued reply."""
    outcomes = Decision.objects.filter(
        reply__application=OuterRef("pk"), reply__state="issued", reply__quashed_on=None
    )
    rows: QuerySet[Application] = Application.objects.select_related("agency", "applicant")
    return rows.defer("disclosure_proposal", "proposal_answer", "explanation").annotate(
        outcomes=ArraySubquery(outcomes.order_by("position", "pk").values("outcome"))
    )


def _page(held: Application, others: list[Application], at: datetime) -> dict[str, Any]:
    """The context of the page: nine queries at most, with the one that found the application; of a closed one thirteen."""
    complaints = list(
        Complaint.objects.filter(application=held).select_related("agency").defer("text").order_by("pk")
    )
    about = Q(matter_kind=Application.kind, matter_id=held.pk)
    if complaints:
        about |= Q(matter_kind=Complaint.kind, matter_id__in=[complaint.pk for complaint in complaints])
    clocks = list(Clock.objects.filter(about).prefetch_related("pauses").order_by("pk"))
    complaint_clocks = {
        clock.matter_id: clock
        for clock in clocks
        if clock.matter_kind == Complaint.kind and clock.ended_at is None
    }
    box, reckoning = due(held, [clock for clock in clocks if clock.matter_kind == Application.kind], at)
    # Letters are read whole only where one of them says what is waited for.
    whole = held.state in _ASKING or held.state in _TELLING
    letters = list(_letters(held) if whole else _letters(held).defer("content"))
    lines = ledger.lines(Application.kind, held.pk)
    answered = held.state in (State.DELIVERING, State.ANSWERED)
    owed = {clock.limit: clock.due_words for clock in clocks if clock.ended_at is None}
    return {
        "application": held,
        "called": mask_name(held.applicant.name),
        "due": box,
        "reckoning": reckoning,
        "events": timeline.events(
            held,
            lines,
            letters,
            complaints,
            at,
            grounds_by=owed.get(statute.GROUNDS.code, ""),
            proposal_by=owed.get(statute.PROPOSAL.code, ""),
            until=box.date if held.is_open else None,
        ),
        "letters": letters,
        "files": list(_files(held)) if answered else [],
        "decisions": decisions_of(held),
        "against": against(held, letters),
        "complaints": [{"complaint": each, "due": complaint_clocks.get(each.pk)} for each in complaints],
        "asked": _said(held, letters, _ASKING),
        "waited_for": _said(held, letters, _TELLING),
        "offers": offered(held),
        "unconfirmed": _unconfirmed(held),
        "before": [a for a in others if a.pk == held.passed_on_from_id],
        "after": [a for a in others if a.pk != held.passed_on_from_id],
    }


def _unconfirmed(application: Application) -> str:
    """What the addresses are called that nobody has confirmed for this application: 邮箱, 手机号, both or, blank, none.

    Whether they are confirmed for another one is their holder's affair, who may be a stranger to whoever reads this.
    """
    applicant = application.applicant
    channels = announcing.unconfirmed(applicant.email, applicant.phone, application.origin)
    return "和".join(CALLED[channel] for channel in channels)


def _letters(application: Application) -> QuerySet[Letter]:
    """The letters that the applicant may read."""
    return application.letters.filter(consultation=None, kind__in=timeline.FOR_APPLICANT).order_by(
        "issued_at", "pk"
    )


def _files(application: Application) -> QuerySet[ReplyFile]:
    """The files of the issued reply."""
    given = ReplyFile.objects.filter(reply__application=application, reply__state="issued")
    return given.select_related("file").order_by("pk")


#: The letter that asks something of the applicant, by state.
_ASKING: dict[str, str] = {
    State.AMENDING: LetterKind.AMENDMENT_NOTICE,
    State.EXPLAINING: LetterKind.EXPLANATION_REQUEST,
    State.PAYING: LetterKind.FEE_NOTICE,
}
#: The letter that says what is waited for while no time counts, by state.
_TELLING: dict[str, str] = {
    State.CONSULTING: LetterKind.CONSULTATION_TOLD,
    State.SUSPENDED: LetterKind.SUSPENSION_NOTICE,
}


def _said(
    application: Application, letters: Iterable[Letter], by_state: dict[str, str]
) -> list[timeline.Block]:
    """The words of the last letter of the kind that belongs to the present state."""
    kind = by_state.get(application.state)
    found = [letter for letter in letters if letter.kind == kind]
    return timeline.request_of(found[-1].content) if found else []


def applicant_actor(application: Application) -> Actor:
    """The actor who has shown number and code."""
    return Actor.citizen("申请人", holds=application.ref)


def offered(application: Application) -> list[Offer]:
    """The acts that can be performed now, without those done already or pointless after this reply."""
    unmet = any(statute.OUTCOMES[code].falls_short for code in application.outcomes)  # type: ignore[attr-defined]
    pointless = {
        "ask-grounds": application.grounds_asked_on is not None or not unmet,
        "propose-disclosure": application.disclosure_proposed_on is not None,
        "correct-contact": application.applicant.erased_at is not None,
    }
    actor = applicant_actor(application)
    return [
        offer
        for offer in OFFERS.values()
        if offer.act.open_to(actor, application) and not pointless.get(offer.slug, False)
    ]


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of one act; sent, it is performed as the applicant."""
    offer, found = OFFERS.get(slug), linked_applications(request)
    if offer is None:
        return missing(request)
    if not found:
        return ENTRANCE.ask(request, status=403 if request.method == "POST" else 200)
    held, at = found[0], timezone.now()
    step = Step(offer.act, held, applicant_actor(held), at)
    # Number and code have been shown; what is left to ask is whether there is room.
    takes_files(request, lambda begun: held_up(FILES, **sender(request)) is None)
    refusal, status, stale, lost = None, 200, False, False
    keeping = Keeping(f"{offer.act.name} {held.ref}", request.POST, at=at)

    def keep(form: forms.Form, files: MultiValueDict[str, Any]) -> bool:
        if request.FILES and allow(KEEPING, **sender(request)) is not None:
            keeping.show(form)
            return False
        keeping.keep(form, files)
        return True

    if request.method == "POST":
        form: forms.Form = offer.act.asks(initial=request.POST.dict(), step=step)
        files = keeping.gather(form.fields, request.FILES)
        if not HOLDER.carries_token(request, held):
            stale, status = True, 403
            keeping.show(form)
        elif files_dropped(request):
            form = offer.act.asks(request.POST, files, step=step)
            form.add_error(None, FILES_FULL)
            status, lost = 422, True
            keeping.show(form)
        else:
            INTAKE.count(request)
            try:
                perform(
                    offer.act.name,
                    on=held,
                    actor=step.actor,
                    at=at,
                    data=request.POST,
                    files=files,
                    sent=once.Sent.of(request.POST.get("once", ""), request.POST, request.FILES),
                )
            except Invalid as invalid:
                form = invalid.form or offer.act.asks(request.POST, files, step=step)
                status = 422
                show(invalid, form)
                lost = not keep(form, files)
            except Refused as refused:
                refusal, status = refused, 409
                lost = not keep(form, files)
            else:
                keeping.forget()
                return HOLDER.give(ENTRANCE.to_page(f"?done={slug}"), held)
    else:
        if offer not in offered(held):
            return HOLDER.give(ENTRANCE.to_page(), held)
        form = offer.act.asks(initial={"wanted": held.wanted, "wanted_number": held.wanted_number}, step=step)
    form.use_required_attribute = False
    context = {
        "application": held,
        "offer": offer,
        "form": form,
        "errors": errors_of(form),
        "refusal": refusal,
        "stale": stale,
        "token": HOLDER.form_token(held),
        "once": once.new_key(),
        "files_lost": lost or (stale and bool(request.FILES)),
        "asked": _said(held, _letters(held), _ASKING) if slug in ("amend", "explain") else [],
    }
    return HOLDER.give(render(request, "applications/track_act.html", context, status=status), held)


@private_page
@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF of a letter to the applicant, or a page that says that it is still being made."""
    found = linked_applications(request)
    row = _letters(found[0]).select_related("file").filter(pk=pk).defer("content").first() if found else None
    if row is None:
        return missing(request) if found else ENTRANCE.ask(request)
    if row.file is None:
        response = render(
            request, "applications/track_waiting.html", {"letter": row, "application": found[0]}
        )
        response["Refresh"] = "10"
        return response
    return _download(request, found[0], row.file, f"{row} {found[0].number}.pdf")


@private_page
@require_GET
def reply_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A file that was given with the reply."""
    found = linked_applications(request)
    row = _files(found[0]).filter(pk=pk).first() if found else None
    if row is None:
        return missing(request) if found else ENTRANCE.ask(request)
    suffix = PurePath(row.file.name).suffix
    name = row.title if row.title.endswith(suffix) else f"{row.title}{suffix}"
    return _download(request, found[0], row.file, name)


def _download(request: HttpRequest, application: Application, stored: StoredFile, name: str) -> HttpResponse:
    """The file, after a line that says of which application, and nothing of who took it."""
    try:
        answer = deliver(stored, name)
        record(Kind.DOWNLOAD, name="申请人", of=application.ref, door=door_now())
        return answer  # type: ignore[return-value]
    except Http404:
        return render(request, "applications/track_waiting.html", {"gone": True}, status=410)


urlpatterns: list[URLPattern] = [
    path("track/", track, name="track"),
    path("track/leave/", leave, name="track_leave"),
    path("track/letters/<int:pk>/", letter, name="track_letter"),
    path("track/files/<int:pk>/", reply_file, name="track_file"),
    path("track/<slug:slug>/", act, name="track_act"),
]
