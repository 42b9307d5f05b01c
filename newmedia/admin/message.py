"""Messages at the desk: the words for those who answer them, the petition, the evidence, the police."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localtime

from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.listing import SelectFilter
from foundation.casework.outgoing import file_row
from foundation.casework.sections import facts_section, matter_row
from foundation.deadlines.moments import to_the_minute
from foundation.files.delivering import deliver
from foundation.files.models import StoredFile
from foundation.texts.structure import parse
from newmedia.models import Account, Evidence, Message, PetitionLetter, PoliceReport, Screenshot
from newmedia.replies import ready_answer

_PETITION = (("received", "收到"), ("registered", "登记"), ("directed", "告知"))
_HOT = (("received", "收到"), ("reported_up", "逐级报告"), ("fed_back", "反馈"))
_UNLAWFUL = (
    ("received", "收到"),
    ("evidenced", "取证、核对"),
    ("deleted", "删除"),
    ("police", "报警"),
)
#: The way of each sort.
WAYS: dict[str, tuple[tuple[str, str], ...]] = {
    "enquiry": (("received", "收到"), ("answered", "答复")),
    "petition": _PETITION,
    "hot": _HOT,
    "unlawful": _UNLAWFUL,
    "other": (("received", "收到"), ("noted", "记下")),
}


class OpenFilter(SelectFilter):
    """What somebody still waits for, or what is done with."""

    title, parameter_name, parameters = "办理", "open", ("open",)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", "还在办的"), ("0", "办结的")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows in the states of either."""
        done = Message.DONE
        if self.value() == "1":
            return queryset.filter(state__in=[each for each in Message.State.values if each not in done])
        return queryset.filter(state__in=done) if self.value() == "0" else queryset


class AccountFilter(SelectFilter):
    """The accounts that one may read of."""

    title, parameter_name, parameters = "账号", "account", ("account",)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = Account.objects.visible_to(actor_of(request)).filter(live_at__isnull=False)
        found = rows.order_by("agency__code", "platform", "pk")
        return [(str(each.pk), f"{each.title}（{each.platform_label}）") for each in found]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of one account."""
        chosen = self.value() or ""
        if not chosen:
            return queryset
        return (
            queryset.filter(account=int(chosen)) if chosen.isascii() and chosen.isdigit() else queryset.none()
        )


@admin.register(Message, site=desk)
class MessageAdmin(MatterAdmin):
    """The inbox of every account; what somebody still waits for with the nearest due first."""

    list_display = ("number", "sort_shown", "account", "agency", "state", "received_shown")
    list_filter = (OpenFilter, AccountFilter, "state", "sort")
    search_fields = ("number",)
    search_help_text = "留言号，例如 X2026-0012"
    follow = ("agency", "account")
    finished = ("answered", "directed", "fed_back", "police", "noted")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, and the way to what somebody still waits for, of all accounts at once."""
        beside = [{"url": "?open=1", "label": "所有账号还在办的，期限近的在前"}]
        return super().changelist_view(request, {"beside": beside, **(extra_context or {})})

    def get_ordering(self, request: HttpRequest) -> Any:
        """The nearest due first where what is open is asked for; then whoever has waited longest."""
        if request.GET.get("open") == "1":
            return [F("nearest_due").asc(nulls_last=True), "received_at", "pk"]
        return super().get_ordering(request)

    @admin.display(description="类别", ordering="sort")
    def sort_shown(self, matter: Message) -> str:
        return str(matter.get_sort_display() or "待归类")

    @admin.display(description="收到时间", ordering="received_at")
    def received_shown(self, matter: Message) -> str:
        return to_the_minute(matter.received_at)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/notice/<int:letter>/", view(self.notice), name="newmedia_message_notice"),
            path("<int:pk>/pictures/<int:picture>/", view(self.picture), name="newmedia_message_picture"),
            path("<int:pk>/evidence/<int:package>/", view(self.package), name="newmedia_message_package"),
            *super().get_urls(),
        ]

    def _readable(self, request: HttpRequest, pk: int) -> Message:
        """The message, for those who read what was written; 404 for supervisors and everybody else."""
        matter: Message = get_object_or_404(self.get_queryset(request), pk=pk)
        if not matter.part_open_to("written", actor_of(request)):
            raise Http404
        return matter

    def notice(self, request: HttpRequest, pk: int, letter: int) -> FileResponse:
        """The notice of a petition as PDF."""
        matter = self._readable(request, pk)
        found = get_object_or_404(PetitionLetter.objects.select_related("file"), pk=letter, message=matter)
        return deliver(found.file, f"信访事项告知书-{matter.number}.pdf", shown=True)

    def picture(self, request: HttpRequest, pk: int, picture: int) -> FileResponse:
        """A screenshot, as it was kept."""
        matter = self._readable(request, pk)
        rows = Screenshot.objects.select_related("file")
        found = get_object_or_404(rows, pk=picture, evidence__message=matter)
        return deliver(found.file, found.name)

    def package(self, request: HttpRequest, pk: int, package: int) -> FileResponse:
        """The evidence as one PDF."""
        matter = self._readable(request, pk)
        found = get_object_or_404(matter.packages.select_related("file"), pk=package)
        return deliver(found.file, found.name())

    def subline(self, matter: Message) -> list[str]:
        return [str(matter.agency), matter.where]

    def tags(self, matter: Message) -> list[dict[str, str]]:
        found = super().tags(matter)
        if matter.sort:
            found.append({"label": str(matter.get_sort_display()), "level": ""})
        else:
            found.append({"label": "待归类", "level": "grain"})
        return found

    def way_of(self, matter: Message) -> tuple[tuple[str, str], ...]:
        """The way of its sort; an unsorted one has none yet."""
        return WAYS.get(matter.sort, ())

    def sections(self, request: HttpRequest, matter: Message) -> list[dict[str, Any]]:
        if not matter.part_open_to("written", actor_of(request)):
            return [section("留言", "text", blocks=parse("（留言的原文和网名只有本单位办理的人看得到）"))]
        return [
            *_written(matter),
            *_replied(matter),
            *_petition(matter),
            *facts_section(
                "社会热点",
                [
                    ("热点", matter.topic),
                    ("报告给", matter.reported_to),
                    ("报告时间", to_the_minute(matter.reported_at)),
                ],
            ),
            *_evidence(matter),
            section(
                "账号",
                "links",
                rows=[matter_row(matter.account, "账号")],
            ),
        ]


def _written(matter: Message) -> list[dict[str, Any]]:
    """The words, and who and where."""
    return facts_section(
        "留言",
        [
            ("原文", matter.written.text or "（已到期清除）"),
            ("网名", matter.written.author_name),
            ("网民的账号 ID", matter.written.author_id),
            ("网址", matter.written.address),
            ("平台上显示的时间", to_the_minute(matter.shown_at)),
            ("登记时间", to_the_minute(matter.created_at)),
            ("期限从哪时算起", matter.counted_from),
            ("登记人", str(matter.recorded_by or "")),
        ],
    )


def _replied(matter: Message) -> list[dict[str, Any]]:
    """What was replied; for a petition that is registered the answer that is ready."""
    if matter.state == "registered" and matter.answered_at is None:
        return [section("可以直接粘贴的答复", "text", blocks=parse(ready_answer(matter)))]
    if not matter.answer:
        return []
    found = [section("答复", "text", blocks=parse(matter.answer))]
    return found + facts_section(
        "答复的情况",
        [
            ("答复时间", to_the_minute(matter.answered_at)),
            ("答复人", str(matter.answered_by or "")),
            ("重复的答复", str(matter.get_repeats_display())),
            ("为什么这样答复", matter.repeats_because),
        ],
    )


def _petition(matter: Message) -> list[dict[str, Any]]:
    """What was registered, and the notice in writing."""
    found = facts_section(
        "信访事项",
        [
            ("登记日期", matter.registered_on),
            ("归谁办", str(matter.get_competence_display())),
            ("有权处理的单位", matter.competent),
            ("处理途径和程序", matter.handling),
            ("信访渠道", matter.petition_channel),
            ("信访人", matter.person_name),
            ("住址", matter.person_address),
            ("姓名或者住址不清", matter.unclear_because),
            ("哪天知道姓名、住址的", matter.named_on),
            ("书面告知", f"{matter.told_on}，{matter.get_told_way_display()}" if matter.told_on else ""),
            ("凭证", matter.told_proof),
        ],
    )
    rows = [
        {
            "url": reverse("admin:newmedia_message_notice", args=[matter.pk, letter.pk])
            if letter.file
            else "",
            "label": f"{letter}（PDF）",
            "text": f"{localtime(letter.issued_at):%Y-%m-%d} 写好，{letter.get_service_display()}"
            if letter.file
            else "正在排版，一两分钟以后刷新",
        }
        for letter in matter.letters.select_related("file").order_by("pk")
    ]
    return [*found, *([section("告知书", "links", rows=rows)] if rows else [])]


def _evidence(matter: Message) -> list[dict[str, Any]]:
    """Everything that was kept, each time it was, then the packages, the deletion and the police."""
    rows = list(
        matter.evidence.select_related("captured_by", "confirmed_by", "returned_by").prefetch_related(
            "pictures__file"
        )
    )
    found = [part for row in rows for part in _kept(matter, row)]
    packages = [
        {
            "url": reverse("admin:newmedia_message_package", args=[matter.pk, package.pk]),
            "label": "证据材料（PDF）",
            "text": f"{package.made_by}，{to_the_minute(package.made_at)}，SHA-256：{package.sha256}",
        }
        for package in matter.packages.select_related("made_by").order_by("-pk")
    ]
    if packages:
        found.append(section("证据材料", "links", rows=packages))
    report = PoliceReport.objects.filter(message=matter).first()
    return found + facts_section(
        "删除和报警",
        [
            ("删除时间", to_the_minute(matter.deleted_at)),
            ("怎样删除的", str(matter.get_removal_display())),
            ("公安机关", report.station if report else ""),
            ("报警回执号", report.number if report else ""),
            ("报警时间", to_the_minute(report.reported_at) if report else ""),
        ],
    )


def _kept(matter: Message, row: Evidence) -> list[dict[str, Any]]:
    """One evidence: what was kept, by whom, and what the second person said."""
    state = "已核对" if row.confirmed_at else "已退回" if row.returned_at else "待核对"
    confirmed = (
        row.confirmed_at
        and f"{row.confirmed_by}，{to_the_minute(row.confirmed_at)}：{row.get_witnessed_display()}"
    )
    returned = (
        row.returned_at and f"{row.returned_by}，{to_the_minute(row.returned_at)}：{row.returned_because}"
    )
    facts = [
        ("言论原文", row.text),
        ("网址", row.post_url),
        ("评论编号", row.comment_id),
        ("网名", row.author_name),
        ("网民的账号 ID", row.author_id),
        ("平台上显示的时间", to_the_minute(row.shown_at)),
        ("取证", f"{row.captured_by}，{to_the_minute(row.captured_at)}"),
        ("核对", confirmed),
        ("退回", returned),
        ("网页源代码", f"{len(row.source):,} 个字符" if row.source else f"没有：{row.no_source_because}"),
        ("全部证据的摘要", row.digest),
    ]
    files = [
        file_row(
            _with_digest(picture),
            picture.name,
            "不公开",
            reverse("admin:newmedia_message_picture", args=[matter.pk, picture.pk]),
        )
        for picture in row.pictures.all()
    ]
    return [
        *facts_section(f"证据（{state}）", facts),
        section(f"截图 {len(files)} 张（{state}）", "files", files=files),
    ]


def _with_digest(picture: Screenshot) -> StoredFile:
    """The stored file with the digest of the bytes as they came, which is what people compare."""
    picture.file.sha256 = picture.sha256
    return picture.file
