"""Sessions at the desk: who has and has not signed, the screen with the code, the sheet, the file (TR-4)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime

from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.sections import facts_section, matter_row
from foundation.files.delivering import deliver
from foundation.pages.public import site_url
from foundation.papers.typesetting import qr_code
from training import papers, signing
from training.acts.plans import OFFICE
from training.admin.plans import topics
from training.filing import session_archive
from training.models import Attendance, Session, SessionFile
from training.statute import ROTATES, hours


@admin.register(Session, site=desk)
class SessionAdmin(MatterAdmin):
    """The sessions of units and of the county."""

    list_display = ("title", "starts_at", "mode", "agency", "state")
    list_filter = ("state", "mode", "edition")
    search_fields = ("title",)
    follow = ("agency", "plan")
    way = (
        ("planned", "安排"),
        ("notified", "通知"),
        ("held", "举办"),
        ("recorded", "登记学时"),
        ("filed", "归集"),
    )
    finished = ("filed",)
    clocked = False
    styles = ("training-desk.css",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/screen/", view(self.screen), name="training_screen"),
            path("<int:pk>/sheet.pdf", view(self.sheet), name="training_sheet"),
            path("<int:pk>/session.zip", view(self.archive), name="training_archive"),
            path("<int:pk>/files/<int:file>/", view(self.file), name="training_file"),
            *super().get_urls(),
        ]

    def subline(self, matter: Session) -> list[str]:
        said = [
            f"{localtime(matter.starts_at):%Y-%m-%d %H:%M}",
            str(matter.get_mode_display()),
            str(matter.agency),
        ]
        return [*said, "面向全县"] if matter.countywide else said

    def tags(self, matter: Session) -> list[dict[str, str]]:
        found = super().tags(matter)
        if matter.outdated:
            found.append({"label": "讲的是已被修订的条例（492号令）", "level": "warn"})
        return found

    def _rows(self, request: HttpRequest, matter: Session) -> Any:
        """Who is on the list, as far as this reader may see: everybody for the organiser, else the own people."""
        rows = matter.attendance.select_related("trainee", "agency")
        actor = actor_of(request)
        readers = Session.readers
        if readers.everywhere(actor) or matter.agency_id in readers.agencies(actor):
            return rows
        return rows.filter(agency__in=readers.agencies(actor))

    def sections(self, request: HttpRequest, matter: Session) -> list[dict[str, Any]]:
        actor = actor_of(request)
        organises = any(actor.has(role, matter.agency) for role in OFFICE)
        facts = [
            (
                "时间",
                f"{localtime(matter.starts_at):%Y-%m-%d %H:%M} 到 {localtime(matter.ends_at):%Y-%m-%d %H:%M}",
            ),
            ("计入", f"{matter.minutes} 分钟（{hours(matter.minutes)} 学时）"),
            ("地点或者材料", matter.place),
            ("授课人", matter.speakers),
            ("内容", topics(matter.tags)),
            ("条例版本", matter.get_edition_display()),
            ("清点人数", "" if matter.head_count is None else f"{matter.head_count} 人"),
            ("人数不一致的原因", matter.head_count_differs),
            ("取消、改期的原因", matter.because),
            ("小结", matter.summary),
        ]
        links = [matter_row(matter.plan, "所在的计划")]
        if matter.moved_from_id:
            links.append(matter_row(matter.moved_from, "由这一次改期"))
        later = Session.objects.filter(moved_from=matter).first()
        if later is not None:
            links.append(matter_row(later, "改到这一次"))
        links += [
            matter_row(row, f"考试，{row.get_state_display()}") for row in matter.sittings.order_by("pk")
        ]
        papers_of = []
        if organises:
            papers_of = [
                self._link("screen", matter, "签到屏幕", "投在会场上，二维码每半分钟换一次"),
                self._link("sheet", matter, "签到表（PDF）", "印好姓名，没有手机的会场用"),
                self._link("archive", matter, "全部材料（ZIP）", "通知、签到、照片、课件、结果"),
            ]
        rows = list(self._rows(request, matter).order_by("agency__code", "trainee__full_name", "pk"))
        files = [
            {
                "title": f"{row.get_sort_display()}：{row.file.name}"
                + ("（讲的是已被修订的条例）" if row.outdated else ""),
                "kind": row.file.media_type,
                "size": row.file.size,
                "sha256": row.file.sha256,
                "audience": row.file.get_audience_display(),
                "url": reverse("admin:training_file", args=[matter.pk, row.pk]),
            }
            for row in matter.files.select_related("file")
        ]
        return [
            *facts_section("培训", facts),
            *([section("签到和打印", "links", rows=papers_of)] if papers_of else []),
            *_list(rows),
            section("材料", "files", files=files),
            section("相关", "links", rows=links),
        ]

    def _link(self, name: str, matter: Session, label: str, text: str) -> dict[str, str]:
        return {"url": reverse(f"admin:training_{name}", args=[matter.pk]), "label": label, "text": text}

    def _organised(self, request: HttpRequest, pk: int) -> Session:
        """A session of a unit in which this person organises training."""
        matter: Session = get_object_or_404(self.get_queryset(request), pk=pk)
        actor = actor_of(request)
        if not any(actor.has(role, matter.agency) for role in OFFICE):
            raise PermissionDenied
        return matter

    def screen(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The code that people scan, made anew every half minute by the page itself, and who has and has not signed."""
        matter, at = self._organised(request, pk), self.moment()
        address = f"{site_url(request)}{reverse('training:sign', args=[signing.token(matter.pk, at)])}"
        rows = list(matter.attendance.select_related("trainee", "agency"))
        context = {
            **self.admin_site.each_context(request),
            "title": matter.title,
            "session": matter,
            "open": matter.state in (Session.State.NOTIFIED, Session.State.HELD) and matter.together,
            # Drawn by ourselves of an address of ourselves.
            "code": mark_safe(qr_code(address).decode()),  # noqa: S308
            "digits": signing.short_code(matter.pk, at),
            "code_address": f"{site_url(request)}{reverse('training:sign_by_code')}",
            "number": matter.pk,
            "seconds": ROTATES // 2,
            "signed": [row for row in rows if row.state in Attendance.CAME],
            "waiting": [row for row in rows if row.state == Attendance.State.INVITED],
            "excused": [
                row for row in rows if row.state in (Attendance.State.EXCUSED, Attendance.State.ABSENT)
            ],
            "desk_styles": self.styles,
        }
        answer = TemplateResponse(request, "training/desk/screen.html", context)
        answer["Cache-Control"] = "no-store"
        return answer

    def sheet(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The sheet with printed names."""
        matter = self._organised(request, pk)
        answer = HttpResponse(papers.sheet_paper(matter), content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="sheet-{matter.pk}.pdf"'
        return answer

    def archive(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The whole file of a session."""
        matter = self._organised(request, pk)
        answer = HttpResponse(session_archive(matter), content_type="application/zip")
        answer["Content-Disposition"] = f'attachment; filename="training-{matter.pk}.zip"'
        return answer

    def file(self, request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
        """One file of a session that this person reads."""
        matter = get_object_or_404(self.get_queryset(request), pk=pk)
        row = get_object_or_404(SessionFile.objects.select_related("file"), pk=file, session=matter)
        return deliver(row.file)


def table_of(rows: list[Attendance]) -> dict[str, Any]:
    """Who is on a list, and how they came."""
    cells = [
        (
            row.agency.short_name,
            row.trainee.full_name,
            row.trainee.number_ends,
            str(row.get_state_display()),
            str(row.get_way_display()) or "—",
            f"{localtime(row.arrived_at):%H:%M}" if row.arrived_at else "—",
            row.corrected or row.excuse or ("已确认" if row.confirmed_at else "—"),
        )
        for row in rows
    ]
    return {"heads": ("单位", "姓名", "编号后四位", "到场情况", "方式", "时间", "备注"), "rows": cells}


def _list(rows: list[Attendance]) -> list[dict[str, Any]]:
    """Who is expected and who came; that nobody is on the list yet."""
    if not rows:
        return facts_section("名单", [("应到", "还没有确定参训名单")])
    came = sum(row.state in Attendance.CAME for row in rows)
    return [section(f"名单：应到 {len(rows)} 人，到场 {came} 人", "table", table=table_of(rows))]
