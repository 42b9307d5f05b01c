"""The pages of applications, replies, consultations, complaints and published replies at the desk."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_POST

from applications import timeline
from applications.acts.issuing import reply_body, reply_kind
from applications.correspondence import page_of
from applications.finding import Search
from applications.listing import FoundFilter, HandlerFilter, logged_searches, may_find, says_nothing_of, shown
from applications.models import Application, Complaint, Consultation, PublishedReply, Reply, RequestedTopic
from applications.queries import REVEALS, revealed
from applications.sections import (
    by_hand,
    called_as,
    confirmed_channels,
    files_section,
    given_row,
    link_row,
    links_section,
    outcomes_of,
    personal_data,
    topic_sections,
)
from applications.statute import OUTCOMES
from disclosure.admin import file_of, report_rows
from foundation.agencies.actors import Actor
from foundation.agencies.models import Staff
from foundation.casework import ledger
from foundation.casework.acts import ACTS, Step, perform
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.outgoing import file_row
from foundation.casework.preview import Page, paper_of
from foundation.casework.refusals import Invalid, Refused
from foundation.casework.sections import facts_section
from foundation.casework.worklist import shortened
from foundation.correspondence.letters import kept_together
from foundation.correspondence.models import Service
from foundation.files.delivering import deliver, with_download_headers
from foundation.privacy.masking import mask_name
from foundation.texts.structure import parse
from secrecy_review.models import Review

#: Shown in place of a third party's words until the reader has performed `applications.reveal`.
HIDDEN = "（已遮盖，在申请上办理“查看申请人信息”后可见）"


class _TitledAdmin(MatterAdmin):
    """Matters whose title holds the number of their application."""

    @admin.display(description="标题")
    def title(self, matter: Any) -> str:
        return str(matter.title)


@admin.register(Application, site=desk)
class ApplicationAdmin(MatterAdmin):
    """Applications from receipt to closing."""

    list_display = (
        "number",
        "called",
        "agency",
        "applied_by",
        "handler",
        "state",
        "received_on",
    )
    also_printed = ("closed_on",)
    list_filter = (FoundFilter, HandlerFilter, "state", "channel", "applicant_class")
    search_fields = ("number",)
    search_help_text = "登记号，例如 2026-0147"
    follow = ("agency", "handler", "applicant")
    way = (("received", "收到"), ("handling", "办理"), ("answered", "答复"))
    along = {
        **dict.fromkeys(("amending", "explaining", "paying", "consulting", "suspended"), "handling"),
        "delivering": "answered",
    }
    finished = ("answered",)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("find/", self.admin_site.admin_view(self.find), name="applications_find"),
            path("searches/", self.admin_site.admin_view(self.searches), name="applications_searches"),
            path(
                "<int:pk>/letters/<int:letter>/",
                self.admin_site.admin_view(self.letter),
                name="applications_letter",
            ),
            path(
                "<int:pk>/files/<int:enclosure>/",
                self.admin_site.admin_view(self.enclosure),
                name="applications_enclosure",
            ),
        ]
        return [*own, *super().get_urls()]

    @admin.display(description="申请内容")
    def called(self, matter: Application) -> str:
        return shortened(says_nothing_of(matter.applicant, matter.wanted))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, with the search above it."""
        actor = actor_of(request)
        finds = ACTS["applications.find"]
        form = finds.asks(step=Step(finds, request.user, actor, self.moment())) if may_find(actor) else None
        context: dict[str, Any] = {"find": form, "oversees": actor.sees_all}
        if sealed := request.GET.get("found"):
            search = Search.opened(sealed, actor, self.moment())
            context["said"] = search.said if search else "这次查找已经过期，请重新查找。"
        return super().changelist_view(request, {**context, **(extra_context or {})})

    @method_decorator(require_POST)
    def find(self, request: HttpRequest) -> HttpResponse:
        """Make a search and leave its line in the ledger; the list shows what was found."""
        actor, now, person = actor_of(request), timezone.now(), cast(Staff, request.user)
        finds = ACTS["applications.find"]
        refused: list[Refused] = []
        try:
            done = perform(finds.name, on=f"staff:{person.username}", actor=actor, at=now, data=request.POST)
        except (Refused, Invalid) as caught:
            form = caught.form or finds.asks(request.POST, step=Step(finds, person, actor, now))
            refused = [caught] if isinstance(caught, Refused) else []
        else:
            search = Search(done.line.detail["field"], request.POST["sought"], person.pk, now)
            address = reverse("admin:applications_application_changelist")
            return HttpResponseRedirect(f"{address}?{urlencode({'found': search.sealed()})}")
        context = {**self.admin_site.each_context(request), "title": finds.label, "form": form}
        context |= {"refusals": refused, "opts": self.opts}
        return TemplateResponse(
            request, "applications/desk/find.html", context, status=409 if refused else 422
        )

    def searches(self, request: HttpRequest) -> HttpResponse:
        """The searches that were made, the newest first, for those who oversee all agencies."""
        if not actor_of(request).sees_all:
            raise Http404
        page = Paginator(logged_searches(), self.list_per_page).get_page(request.GET.get("page"))
        context = {**self.admin_site.each_context(request), "title": "查找记录", "opts": self.opts}
        context |= {"page_obj": page, "rows": shown(page.object_list)}
        return TemplateResponse(request, "applications/desk/searches.html", context)

    @admin.display(description="申请人")
    def applied_by(self, matter: Application) -> str:
        return mask_name(matter.applicant.name)

    def letter(self, request: HttpRequest, pk: int, letter: int) -> FileResponse:
        """The PDF of a letter; 404 unless the reader has performed `applications.reveal` today."""
        application = self._revealed(request, pk)
        found = get_object_or_404(application.letters.select_related("file"), pk=letter, complaint=None)
        return deliver(found.file, f"{found.caption}.pdf")

    def enclosure(self, request: HttpRequest, pk: int, enclosure: int) -> FileResponse:
        """A file that the applicant sent; 404 unless the reader has performed `applications.reveal` today."""
        application = self._revealed(request, pk)
        found = get_object_or_404(application.enclosures.select_related("file"), pk=enclosure)
        return deliver(found.file, found.name)

    def _revealed(self, request: HttpRequest, pk: int) -> Application:
        application: Application = get_object_or_404(self.get_queryset(request), pk=pk)
        if not revealed(application, actor_of(request), timezone.now()):
            raise Http404
        return application

    def subline(self, matter: Application) -> list[str]:
        return called_as(matter, f"{matter.received_on} 收到", str(matter.get_channel_display()))

    def tags(self, matter: Application) -> list[dict[str, str]]:
        said = [matter.get_sort_display(), matter.get_applicant_class_display()]
        if matter.extension_asked:
            said.append("已提请延期")
        returned = matter.letters.filter(complaint=None, service=Service.RETURNED).defer("content")
        letters = returned.select_related("consultation")
        lost = [{"label": f"{letter}没有送达", "level": "breach"} for letter in letters if letter.lost]
        return [*super().tags(matter), *({"label": str(word), "level": ""} for word in said), *lost]

    def sections(self, request: HttpRequest, matter: Application) -> list[dict[str, Any]]:
        open_to_me = revealed(matter, actor_of(request), timezone.now())
        sections = [
            *by_hand(matter, open_to_me),
            section(
                "申请内容", "text", blocks=parse(matter.wanted or "（已到期清除）"), note=matter.received_rule
            ),
            *facts_section("要点", self._particulars(matter)),
            section(
                "申请人" if open_to_me else "申请人（已遮盖，办理“查看申请人信息”后可见）",
                "facts",
                facts=personal_data(matter.applicant, open_to_me),
            ),
        ]
        enclosures = []
        for e in matter.enclosures.select_related("file"):
            purpose = e.get_purpose_display()
            url = reverse("admin:applications_enclosure", args=[matter.pk, e.pk]) if open_to_me else ""
            enclosures.append(file_row(e.file, e.name if open_to_me else purpose, purpose, url))
        sections += files_section("申请材料", enclosures)
        for text, title in (
            (matter.explanation, "申请人说明的理由"),
            (matter.disclosure_proposal, "建议主动公开"),
            (matter.proposal_answer, "对建议的答复"),
        ):
            if text:
                sections.append(section(title, "text", blocks=parse(text)))
        if matter.passed_on_from is not None:
            sections.append(timeline_section(matter.passed_on_from, "移送之前的办理经过"))
        sections.append(section("文书", "links", rows=self._letters(matter, open_to_me)))
        replies = [
            link_row(r, r.title, f"{r.get_state_display()}　{r.document_number}")
            for r in matter.replies.select_related("application")
        ]
        consultations = [
            link_row(c, c.get_party_display(), f"{c.get_state_display()}　{c.consent}")
            for c in matter.consultations.select_related("application")
        ]
        complaints = [
            link_row(c, f"投诉（{c.agency}处理）", c.get_state_display())
            for c in matter.complaints.select_related("agency", "application")
        ]
        sections += links_section("答复、征求意见和投诉", [*replies, *consultations, *complaints])
        searches = [
            (
                f"{s.searched_on}　{s.by_name}",
                f"{s.place}：{s.terms}，{'找到' if s.found else '没有找到'} {s.note}",
            )
            for s in matter.searches.all()
        ]
        sections += facts_section("检索记录", searches)
        remedies = [
            (r.get_way_display(), f"{r.body} {r.case_number}　{r.accepted_on} 受理　{r.get_result_display()}")
            for r in matter.remedies.all()
        ]
        return sections + facts_section("复议诉讼", remedies)

    def _letters(self, application: Application, open_to_me: bool) -> list[dict[str, Any]]:
        """The letters, each leading to its PDF or to the act that opens it."""
        reveal = reverse("admin:act", args=["applications.reveal", application.ref])
        rows = []
        # The answer to a complaint against this agency is for the applicant alone.
        own = application.letters.filter(complaint=None).select_related("consultation")
        for letter in own.prefetch_related("deliveries"):
            served = "；".join(str(d) for d in letter.deliveries.all()) or (
                letter.get_service_display() if letter.missing else ""
            )
            said = f"{localtime(letter.issued_at):%Y-%m-%d}　{letter.document_number}　{served}"
            if letter.file_id is None:
                said += "　正在生成"
            pdf = reverse("admin:applications_letter", args=[application.pk, letter.pk])
            rows.append({"url": pdf if open_to_me else reveal, "label": str(letter), "text": said})
        return rows

    def _particulars(self, application: Application) -> list[tuple[str, Any]]:
        same = applications_of_same_person(application)
        return [
            ("登记号", application.number),
            ("收到日期", application.received_on),
            ("提供形式", application.get_form_display()),
            ("获取方式", application.get_delivery_display()),
            ("自动提醒", confirmed_channels(application)),
            ("经办人", application.handler or "未登记"),
            ("文号或索引号", application.wanted_number),
            ("需要的帮助", application.help_needed),
            ("提供的帮助", application.help_given),
            ("对申请理由的认定", application.get_reasons_found_display()),
            ("收到补正日期", application.amended_on),
            ("延期日期", application.extended_on),
            ("信息处理费", f"{application.fee} 元" if application.fee is not None else None),
            ("缴费日期", application.paid_on),
            ("转自", application.passed_on_from),
            ("来件还缺", "、".join(application.lacks()) if application.is_open else None),
            ("办结日期", application.closed_on),
            ("同意公布答复", "是" if application.may_publish else None),
            ("同一申请人近一年的申请", "、".join(a.number for a in same)),
        ]


def timeline_section(application: Application, title: str) -> dict[str, Any]:
    """The history of an application as its applicant sees it, for an agency that may not open it (OR-4(5), OR-7)."""
    lines = ledger.lines(application.kind, application.pk).order_by("sequence")
    told = timeline.events(application, lines, (), (), timezone.now())
    facts = [(str(event.on), f"{event.label}　{event.text}".strip()) for event in told if not event.current]
    return section(
        title, "facts", facts=facts, note=f"由{application.agency}办理，登记号 {application.number}。"
    )


def applications_of_same_person(application: Application) -> list[Application]:
    """Ten other applications of this applicant to this agency since a year before this one, the newest first."""
    fingerprint = application.applicant.fingerprint
    if not fingerprint:
        return []
    since = application.received_on.replace(year=application.received_on.year - 1, day=1)
    found: QuerySet[Application] = Application.objects.filter(
        agency=application.agency_id, applicant__fingerprint=fingerprint, received_on__gte=since
    )
    return list(found.exclude(pk=application.pk)[:10])


@admin.register(Reply, site=desk)
class ReplyAdmin(_TitledAdmin):
    """Replies from draft to issue."""

    list_display = ("title", "agency", "state", "document_number", "issued_at")
    list_filter = ("state",)
    search_fields = ("document_number", "application__number")
    follow = ("agency", "application__agency", "application__applicant", "drafter", "signer")
    way = (
        ("drafting", "拟写"),
        ("rechecked", "送审"),
        ("review", "保密审查"),
        ("signing", "签发"),
        ("signed", "发出"),
        ("issued", "已发出"),
    )
    finished = ("issued",)

    def letter(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The letter as the reply would be sent, before it is signed and numbered; the name masked unless it was revealed."""
        reply: Reply = get_object_or_404(self.get_queryset(request), pk=pk, explains=False)
        application, now = reply.application, timezone.now()
        name = "" if revealed(application, actor_of(request), now) else mask_name(application.applicant.name)
        html = page_of(
            application,
            reply_kind(application),
            reply_body(reply, localdate(now)),
            by=reply.agency,
            on=localdate(now),
            number="（文号发出时编）",
            name=name,
        )
        answer = HttpResponse(
            paper_of([Page(str(reply), kept_together(html))]), content_type="application/pdf"
        )
        return with_download_headers(answer, f"{reply.title}（预览）.pdf", shown=True)

    def given(self, request: HttpRequest, pk: int, file: int) -> FileResponse:
        """Deliver a file that goes with the reply to whoever may see the reply."""
        reply = get_object_or_404(self.get_queryset(request), pk=pk)
        return deliver(get_object_or_404(reply.files.select_related("file"), pk=file).file)

    def original(self, request: HttpRequest, pk: int, file: int) -> FileResponse:
        """Deliver the file of which one that goes with the reply is the cleaned copy."""
        reply = get_object_or_404(self.get_queryset(request), pk=pk)
        return deliver(get_object_or_404(reply.files.exclude(original=None), pk=file).original)

    def subline(self, matter: Reply) -> list[str]:
        return called_as(matter.application)

    def sections(self, request: HttpRequest, matter: Reply) -> list[dict[str, Any]]:
        application = matter.application
        asked = f"{application.get_state_display()}　{application.wanted[:200]}"
        rows = [link_row(application, application.number, asked)]
        if not matter.explains and matter.state in Reply.UNISSUED and matter.decisions.exists():
            seen = reverse("admin:applications_reply_letter", args=[matter.pk])
            rows.append({"url": seen, "label": "答复书", "text": "PDF 预览：发出去就是这个样子"})
        sections = links_section("所答复的申请", rows)
        for decision in matter.decisions.select_related("agency", "document"):
            facts = [
                ("事实", decision.facts),
                ("法律依据", decision.basis),
                ("理由", decision.reasons),
                ("获取方式", decision.guidance),
                ("暂不公开到", decision.until),
                ("已公开的信息", decision.document),
                ("负责公开的机关", decision.agency),
            ]
            title = f"决定{decision.position}：{decision.get_outcome_display()}"
            sections += facts_section(title, facts)
        for weighing in matter.weighings.select_related("consultation__application"):
            facts = [
                ("决定", weighing.get_decided_display()),
                ("第三方不同意的理由", weighing.get_objection_display()),
                ("公开的内容", weighing.given),
                ("理由", weighing.reasons),
            ]
            opinion = weighing.consultation.consent or weighing.consultation.get_state_display()
            sections += facts_section(f"对第三方的决定（第三方{opinion}）", facts)
        wording = [("开头补充", matter.opening), ("公共利益理由", matter.public_interest)]
        giving = [
            ("改用的形式", matter.get_form_display()),
            ("改用的原因", matter.get_form_because_display()),
            ("查阅、抄录的安排", matter.arrangement),
            ("当场答复", "是" if matter.on_the_spot else None),
        ]
        sections += facts_section("其他", [*wording, *giving, ("签发人", matter.signer)])
        for passage in matter.passages.all():
            grounds = dict.fromkeys(OUTCOMES[piece["ground"]].label for piece in passage.struck)
            note = (
                f"删去 {len(passage.struck)} 处（{'、'.join(grounds) or '没有删去'}）。原文加密保存，不发出。"
            )
            sections.append(
                section(f"提供的文字：{passage.title}", "text", blocks=parse(passage.released), note=note)
            )
        given = matter.files.select_related("file")
        sections += files_section("附件", [given_row(each) for each in given])
        reviews = [
            link_row(
                review, review.get_state_display(), f"{review.get_opinion_display()}　{review.void_reason}"
            )
            for review in Review.objects.of(matter).defer("places")
        ]
        sections += links_section("保密审查", reviews)
        return sections + links_section(
            "不予公开报告", report_rows(matter, "admin:applications_refusal_report")
        )

    def get_urls(self) -> list[URLPattern]:
        report = path(
            "<int:pk>/refusal-reports/<int:report>/",
            self.admin_site.admin_view(self.refusal_report),
            name="applications_refusal_report",
        )
        letter = path(
            "<int:pk>/letter/", self.admin_site.admin_view(self.letter), name="applications_reply_letter"
        )
        file = path(
            "<int:pk>/files/<int:file>/",
            self.admin_site.admin_view(self.given),
            name="applications_reply_file",
        )
        original = path(
            "<int:pk>/files/<int:file>/original/",
            self.admin_site.admin_view(self.original),
            name="applications_reply_original",
        )
        return [report, letter, file, original, *super().get_urls()]

    def refusal_report(self, request: HttpRequest, pk: int, report: int) -> FileResponse:
        """The PDF of a report on this reply, for whoever may see the reply."""
        return deliver(file_of(self.get_queryset(request), pk, report))


class _BelongsToApplication(_TitledAdmin):
    """Consultations and complaints: matters of one application, without row history."""

    follow: tuple[str, ...] = ("agency", "application")

    def application_row(self, matter: Any, actor: Actor) -> dict[str, Any]:
        """A link to the application, or to the matter itself for a reader who may not see the application."""
        application = matter.application
        seen = Application.objects.all().visible_to(actor).filter(pk=application.pk).exists()
        return link_row(application if seen else matter, application.number, application.get_state_display())


@admin.register(Consultation, site=desk)
class ConsultationAdmin(_BelongsToApplication):
    """Letters to third parties and other agencies."""

    list_display = ("title", "agency", "party", "state", "sent_on", "received_on", "answered_on")
    list_filter = ("state", "party")
    search_fields = ("application__number",)
    way = (("sent", "发出"), ("asked", "签收"), ("answered", "答复"))
    finished = ("answered",)

    def sections(self, request: HttpRequest, matter: Consultation) -> list[dict[str, Any]]:
        third = matter.party == Consultation.Party.THIRD_PARTY
        hidden = third and not revealed(matter.application, actor_of(request), timezone.now())
        facts = [
            ("征求对象", matter.get_party_display()),
            ("名称", mask_name(matter.name) if hidden else matter.name),
            ("发出日期", matter.sent_on),
            ("签收日期", matter.received_on),
            ("意见", matter.consent),
            ("理由", HIDDEN if hidden and matter.opinion else matter.opinion),
        ]
        return [
            section("申请", "links", rows=[self.application_row(matter, actor_of(request))]),
            section("征求意见的内容", "text", blocks=parse(HIDDEN if hidden else matter.concern)),
            *facts_section("要点", facts),
        ]


@admin.register(Complaint, site=desk)
class ComplaintAdmin(_BelongsToApplication):
    """Complaints, at the agency that looks into them."""

    list_display = ("title", "agency", "against", "state", "created_at", "answered_on")
    list_filter = ("state",)
    search_fields = ("application__number",)
    follow = ("agency", "application", "against")
    way = (("lodged", "提出"), ("investigating", "调查"), ("answered", "回复"))
    finished = ("answered",)

    def sections(self, request: HttpRequest, matter: Complaint) -> list[dict[str, Any]]:
        facts = [("被投诉机关", matter.against), ("结论", matter.get_finding_display())]
        sections = [
            section("申请", "links", rows=[self.application_row(matter, actor_of(request))]),
            section("投诉内容", "text", blocks=parse(matter.text)),
            section("申请内容", "text", blocks=parse(matter.application.wanted or "（已到期清除）")),
            timeline_section(matter.application, "申请的办理经过"),
            *facts_section("要点", facts),
            section("答复的决定", "facts", facts=outcomes_of(matter.application)),
        ]
        if matter.answer:
            sections.append(section("回复", "text", blocks=parse(matter.answer)))
        seen = revealed(matter, actor_of(request), timezone.now())
        reveal = reverse("admin:act", args=[REVEALS[matter.kind], matter.ref])
        letters = [
            {
                "url": reverse("admin:applications_complaint_letter", args=[matter.pk, letter.pk])
                if seen
                else reveal,
                "label": str(letter),
                "text": f"{letter.document_number}　{'；'.join(str(d) for d in letter.deliveries.all())}",
            }
            for letter in matter.letters.prefetch_related("deliveries")
            if matter.part_open_to("applicant", actor_of(request))
        ]
        return sections + links_section("文书", letters)

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "<int:pk>/letters/<int:letter>/",
            self.admin_site.admin_view(self.letter),
            name="applications_complaint_letter",
        )
        return [own, *super().get_urls()]

    def letter(self, request: HttpRequest, pk: int, letter: int) -> FileResponse:
        """The PDF of the answer, which names the applicant; 404 unless the reader has performed the act that opens it today."""
        complaint = get_object_or_404(self.get_queryset(request), pk=pk)
        found = get_object_or_404(complaint.letters.select_related("file"), pk=letter)
        if not found.open_to(actor_of(request), timezone.now()):
            raise Http404
        return deliver(found.file, f"{found.caption}.pdf")


@admin.register(PublishedReply, site=desk)
class PublishedReplyAdmin(MatterAdmin):
    """Published replies, which do not name the applicant."""

    list_display = ("title", "agency", "state", "published_at")
    list_filter = ("state",)
    search_fields = ("title",)
    follow = ("agency", "reply__application", "drafter")
    way = (("drafted", "拟写"), ("published", "公布"))
    finished = ("published",)

    def sections(self, request: HttpRequest, matter: PublishedReply) -> list[dict[str, Any]]:
        consented = matter.reply.application.may_publish
        text = "申请人同意公布" if consented else "申请人没有表示同意，须看不出是谁申请的"
        return [
            *links_section("所选登的答复", [link_row(matter.reply, matter.reply.document_number, text)]),
            section("申请要点", "text", blocks=parse(matter.question)),
            section("答复要点", "text", blocks=parse(matter.answer)),
        ]


@admin.register(RequestedTopic, site=desk)
class RequestedTopicAdmin(MatterAdmin):
    """What several people asked for."""

    list_display = ("title", "agency", "state", "created_at")
    list_filter = ("state",)
    search_fields = ("title",)
    follow = ("agency", "document")
    clocked = False
    way = (("found", "研究"), ("taken_up", "转为主动公开"))
    finished = ("taken_up",)

    def subline(self, matter: RequestedTopic) -> list[str]:
        return [str(matter.agency), f"{localdate(matter.created_at)} 发现"]

    def sections(self, request: HttpRequest, matter: RequestedTopic) -> list[dict[str, Any]]:
        return topic_sections(matter)
