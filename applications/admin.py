"""The desk of applications: what is wanted, by whom – masked until asked for –, the letters, the reply, what came after."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.timezone import localdate, localtime

from applications import timeline
from applications.models import Applicant, Application, Complaint, Consultation, PublishedReply, Reply
from applications.queries import revealed
from applications.statute import OUTCOMES
from disclosure.structure import parse
from foundation.agencies.actors import Actor
from foundation.casework import ledger
from foundation.casework.acts import desk_url
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.files.delivering import deliver
from foundation.privacy.masking import mask_address, mask_email, mask_name, mask_number, mask_phone
from secrecy_review.models import Review

_MASKS = {
    "name": mask_name,
    "identity_number": mask_number,
    "representative": mask_name,
    "contact_name": mask_name,
    "phone": mask_phone,
    "email": mask_email,
    "address": mask_address,
    "postcode": mask_number,
    "agent_name": mask_name,
    "agent_identity_number": mask_number,
    "agent_phone": mask_phone,
}


#: In place of what belongs to a third party, until whoever may has asked for what is personal.
HIDDEN = "（已遮盖，在申请上办理“查看申请人信息”后可见）"


class _TitledAdmin(MatterAdmin):
    """What is headed by the number of its application, in lists as well."""

    @admin.display(description="标题")
    def title(self, matter: Any) -> str:
        return str(matter.title)


@admin.register(Application, site=desk)
class ApplicationAdmin(MatterAdmin):
    """Applications from receipt to closing."""

    list_display = ("number", "agency", "state", "channel", "applicant_class", "received_on", "closed_on")
    list_filter = ("state", "channel", "applicant_class")
    search_fields = ("number",)
    search_help_text = "登记号，例如 2026-0147"
    follow = ("agency", "handler")
    way = (
        ("received", "收到"),
        ("handling", "办理"),
        ("answered", "答复"),
    )
    along = dict.fromkeys(("amending", "explaining", "paying", "consulting", "suspended"), "handling")
    finished = ("answered",)

    def get_urls(self) -> list[URLPattern]:
        own = [
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

    def letter(self, request: HttpRequest, pk: int, letter: int) -> FileResponse:
        """The PDF of a letter, for whoever may see the application and has asked for what is personal."""
        application = self._revealed(request, pk)
        found = get_object_or_404(application.letters.select_related("file"), pk=letter, complaint=None)
        return deliver(found.file, f"{found.get_kind_display()} {application.number}.pdf")

    def enclosure(self, request: HttpRequest, pk: int, enclosure: int) -> FileResponse:
        """A file that the applicant sent, likewise."""
        application = self._revealed(request, pk)
        found = get_object_or_404(application.enclosures.select_related("file"), pk=enclosure)
        return deliver(found.file, found.name)

    def _revealed(self, request: HttpRequest, pk: int) -> Application:
        application: Application = get_object_or_404(self.get_queryset(request), pk=pk)
        if not revealed(application, actor_of(request), timezone.now()):
            raise Http404
        return application

    def subline(self, matter: Application) -> list[str]:
        return [str(matter.agency), f"{matter.received_on} 收到", matter.get_channel_display()]

    def tags(self, matter: Application) -> list[dict[str, str]]:
        said = [matter.get_sort_display(), matter.get_applicant_class_display()]
        if matter.extension_asked:
            said.append("已提请延期")
        return [*super().tags(matter), *({"label": str(word), "level": ""} for word in said)]

    def sections(self, request: HttpRequest, matter: Application) -> list[dict[str, Any]]:
        open_to_me = revealed(matter, actor_of(request), timezone.now())
        sections = [
            section(
                "申请内容", "text", blocks=parse(matter.wanted or "（已到期清除）"), note=matter.received_rule
            ),
            section("要点", "facts", facts=self._facts(matter)),
            section(
                "申请人" if open_to_me else "申请人（已遮盖，办理“查看申请人信息”后可见）",
                "facts",
                facts=_particulars(matter.applicant, open_to_me),
            ),
        ]
        enclosures = [
            {
                "title": e.name if open_to_me else e.get_purpose_display(),
                "kind": e.file.media_type,
                "size": e.file.size,
                "url": reverse("admin:applications_enclosure", args=[matter.pk, e.pk]) if open_to_me else "",
                "audience": e.get_purpose_display(),
                "sha256": e.file.sha256,
            }
            for e in matter.enclosures.select_related("file")
        ]
        if enclosures:
            sections.append(section("申请材料", "files", files=enclosures))
        for text, title in (
            (matter.explanation, "申请人说明的理由"),
            (matter.disclosure_proposal, "建议主动公开"),
        ):
            if text:
                sections.append(section(title, "text", blocks=parse(text)))
        if matter.passed_on_from is not None:
            sections.append(story(matter.passed_on_from, "移送之前的办理经过"))
        sections.append(section("文书", "links", rows=self._letters(matter, open_to_me)))
        replies = [
            {"url": desk_url(r), "label": r.title, "text": f"{r.get_state_display()}　{r.document_number}"}
            for r in matter.replies.select_related("application")
        ]
        asked = [
            {
                "url": desk_url(c),
                "label": c.get_party_display(),
                "text": f"{c.get_state_display()}　{c.consent}",
            }
            for c in matter.consultations.select_related("application")
        ]
        complaints = [
            {"url": desk_url(c), "label": f"投诉（{c.agency}处理）", "text": c.get_state_display()}
            for c in matter.complaints.select_related("agency", "application")
        ]
        if replies or asked or complaints:
            sections.append(section("答复、征求意见和投诉", "links", rows=[*replies, *asked, *complaints]))
        searches = [
            (
                f"{s.searched_on}　{s.by_name}",
                f"{s.place}：{s.terms}，{'找到' if s.found else '没有找到'} {s.note}",
            )
            for s in matter.searches.all()
        ]
        if searches:
            sections.append(section("检索记录", "facts", facts=searches))
        remedies = [
            (r.get_way_display(), f"{r.body} {r.case_number}　{r.accepted_on} 受理　{r.get_result_display()}")
            for r in matter.remedies.all()
        ]
        if remedies:
            sections.append(section("复议诉讼", "facts", facts=remedies))
        return sections

    def _letters(self, application: Application, open_to_me: bool) -> list[dict[str, Any]]:
        rows = []
        # What the superior found about this agency is between the superior and the applicant.
        own = application.letters.filter(complaint=None).select_related("consultation")
        for letter in own.prefetch_related("deliveries"):
            served = "；".join(str(d) for d in letter.deliveries.all())
            said = f"{localtime(letter.issued_at):%Y-%m-%d}　{letter.document_number}　{served}"
            if letter.file_id is None:
                said += "　正在生成"
            url = reverse("admin:applications_letter", args=[application.pk, letter.pk])
            rows.append(
                {
                    "url": url
                    if open_to_me
                    else reverse("admin:act", args=["applications.reveal", application.ref]),
                    "label": letter.get_kind_display(),
                    "text": said,
                }
            )
        return rows

    def _facts(self, application: Application) -> list[tuple[str, Any]]:
        facts: list[tuple[str, Any]] = [
            ("登记号", application.number),
            ("收到日期", application.received_on),
            ("提供形式", application.get_form_display()),
            ("获取方式", application.get_delivery_display()),
            ("经办人", application.handler or "未登记"),
        ]
        for label, value in (
            ("文号或索引号", application.wanted_number),
            ("需要的帮助", application.help_needed),
            ("收到补正日期", application.amended_on),
            ("延期日期", application.extended_on),
            ("信息处理费", f"{application.fee} 元" if application.fee is not None else None),
            ("缴费日期", application.paid_on),
            ("转自", application.passed_on_from),
            ("来件还缺", "、".join(application.lacks()) if application.is_open else None),
            ("办结日期", application.closed_on),
            ("同意公布答复", "是" if application.may_publish else None),
        ):
            if value:
                facts.append((label, value))
        same = same_person(application)
        if same:
            facts.append(("同一申请人近一年的申请", "、".join(a.number for a in same)))
        return facts


def story(application: Application, title: str) -> dict[str, Any]:
    """OR-4(5), OR-7: what was done with an application, as its applicant reads it – for an agency that may not open it."""
    lines = ledger.lines(application.kind, application.pk).order_by("sequence")
    told = timeline.events(application, lines, (), (), timezone.now())
    facts = [(str(event.on), f"{event.label}　{event.text}".strip()) for event in told if not event.current]
    return section(
        title, "facts", facts=facts, note=f"由{application.agency}办理，登记号 {application.number}。"
    )


def same_person(application: Application) -> list[Application]:
    """The other applications of the same person to the same agency within a year of this one, the newest ten."""
    fingerprint = application.applicant.fingerprint
    if not fingerprint:
        return []
    since = application.received_on.replace(year=application.received_on.year - 1, day=1)
    found: QuerySet[Application] = Application.objects.filter(
        agency=application.agency_id, applicant__fingerprint=fingerprint, received_on__gte=since
    )
    return list(found.exclude(pk=application.pk)[:10])


def _particulars(applicant: Applicant, open_to_me: bool) -> list[tuple[str, str]]:
    """Who applies: as told, or masked."""
    if applicant.erased_at:
        return [("申请人", f"个人信息已于 {localdate(applicant.erased_at)} 到期清除")]
    rows = [("证件", applicant.get_identity_kind_display())]
    for name, label in Applicant.personal_labels().items():
        value = getattr(applicant, name)
        if value:
            rows.append((label, value if open_to_me else _MASKS[name](value)))
    return rows


def _outcomes(application: Application) -> list[tuple[str, str]]:
    """What was decided by its reply, one fact for each outcome; what it has not, is not told."""
    issued = application.replies.issued().filter(explains=False)
    return [
        (reply.document_number, f"{decision}（{decision.basis}）")
        for reply in issued
        for decision in reply.decisions.all()
    ] or [("答复", "还没有答复")]


@admin.register(Reply, site=desk)
class ReplyAdmin(_TitledAdmin):
    """Replies from draft to issue."""

    list_display = ("title", "agency", "state", "document_number", "issued_at")
    list_filter = ("state",)
    search_fields = ("document_number", "application__number")
    follow = ("agency", "application", "drafter", "signer")
    way = (
        ("drafting", "拟写"),
        ("rechecked", "送审"),
        ("review", "保密审查"),
        ("signing", "签发"),
        ("signed", "发出"),
        ("issued", "已发出"),
    )
    finished = ("issued",)

    def sections(self, request: HttpRequest, matter: Reply) -> list[dict[str, Any]]:
        application = matter.application
        sections = [
            section(
                "所答复的申请",
                "links",
                rows=[
                    {
                        "url": desk_url(application),
                        "label": application.number,
                        "text": f"{application.get_state_display()}　{application.wanted[:200]}",
                    }
                ],
            )
        ]
        for decision in matter.decisions.select_related("agency", "document"):
            facts = [
                ("事实", decision.facts),
                ("法律依据", decision.basis),
                ("理由", decision.reasons),
                ("获取方式", decision.guidance),
                ("已公开的信息", decision.document),
                ("负责公开的机关", decision.agency),
            ]
            title = f"决定{decision.position}：{decision.get_outcome_display()}"
            sections.append(section(title, "facts", facts=[fact for fact in facts if fact[1]]))
        for weighing in matter.weighings.select_related("consultation__application"):
            told = [
                ("决定", weighing.get_decided_display()),
                ("公开的内容", weighing.given),
                ("理由", weighing.reasons),
            ]
            said = weighing.consultation.consent or weighing.consultation.get_state_display()
            sections.append(
                section(f"对第三方的决定（第三方{said}）", "facts", facts=[fact for fact in told if fact[1]])
            )
        more = [
            ("开头补充", matter.opening),
            ("公共利益理由", matter.public_interest),
            ("签发人", matter.signer),
        ]
        if any(value for _label, value in more):
            sections.append(section("其他", "facts", facts=[fact for fact in more if fact[1]]))
        for passage in matter.passages.all():
            grounds = dict.fromkeys(OUTCOMES[piece["ground"]].label for piece in passage.struck)
            note = (
                f"删去 {len(passage.struck)} 处（{'、'.join(grounds) or '没有删去'}）。原文加密保存，不发出。"
            )
            sections.append(
                section(f"提供的文字：{passage.title}", "text", blocks=parse(passage.released), note=note)
            )
        files = [
            {
                "title": given.title,
                "kind": given.file.media_type,
                "size": given.file.size,
                "audience": "随答复提供",
                "sha256": given.file.sha256,
            }
            for given in matter.files.select_related("file")
        ]
        if files:
            sections.append(section("附件", "files", files=files))
        reviews = [
            {
                "url": desk_url(review),
                "label": review.get_state_display(),
                "text": f"{review.get_opinion_display()}　{review.void_reason}",
            }
            for review in Review.objects.of(matter).defer("places")
        ]
        if reviews:
            sections.append(section("保密审查", "links", rows=reviews))
        return sections


class _BelongsToApplication(_TitledAdmin):
    """What hangs on an application and has no row history of its own."""

    follow: tuple[str, ...] = ("agency", "application")

    def application_row(self, matter: Any, actor: Actor) -> dict[str, Any]:
        """The application, as a link for those who may see it."""
        application = matter.application
        seen = Application.objects.all().visible_to(actor).filter(pk=application.pk).exists()
        return {
            "url": desk_url(application) if seen else desk_url(matter),
            "label": application.number,
            "text": application.get_state_display(),
        }


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
            section("要点", "facts", facts=[fact for fact in facts if fact[1]]),
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
            story(matter.application, "申请的办理经过"),
            section("要点", "facts", facts=[fact for fact in facts if fact[1]]),
            section("答复的决定", "facts", facts=_outcomes(matter.application)),
        ]
        if matter.answer:
            sections.append(section("回复", "text", blocks=parse(matter.answer)))
        letters = [
            {
                "url": reverse("admin:applications_complaint_letter", args=[matter.pk, letter.pk]),
                "label": letter.get_kind_display(),
                "text": f"{letter.document_number}　{'；'.join(str(d) for d in letter.deliveries.all())}",
            }
            for letter in matter.letters.prefetch_related("deliveries")
        ]
        if letters:
            sections.append(section("文书", "links", rows=letters))
        return sections

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "<int:pk>/letters/<int:letter>/",
            self.admin_site.admin_view(self.letter),
            name="applications_complaint_letter",
        )
        return [own, *super().get_urls()]

    def letter(self, request: HttpRequest, pk: int, letter: int) -> FileResponse:
        """The PDF of the answer, for the body that looked into the complaint."""
        complaint = get_object_or_404(self.get_queryset(request), pk=pk)
        found = get_object_or_404(complaint.letters.select_related("file"), pk=letter)
        return deliver(found.file, f"{found.get_kind_display()} {complaint.application.number}.pdf")


@admin.register(PublishedReply, site=desk)
class PublishedReplyAdmin(MatterAdmin):
    """Replies that are published without the applicant."""

    list_display = ("title", "agency", "state", "published_at")
    list_filter = ("state",)
    search_fields = ("title",)
    follow = ("agency", "reply__application", "drafter")
    way = (("drafted", "拟写"), ("published", "公布"))
    finished = ("published",)

    def sections(self, request: HttpRequest, matter: PublishedReply) -> list[dict[str, Any]]:
        consented = matter.reply.application.may_publish
        return [
            section(
                "所选登的答复",
                "links",
                rows=[
                    {
                        "url": desk_url(matter.reply),
                        "label": matter.reply.document_number,
                        "text": "申请人同意公布" if consented else "申请人没有表示同意，须看不出是谁申请的",
                    }
                ],
            ),
            section("申请要点", "text", blocks=parse(matter.question)),
            section("答复要点", "text", blocks=parse(matter.answer)),
        ]
