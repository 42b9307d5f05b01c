"""People with their register: topics, hours by year, marks, certificates; and what is missing for the post (TR-1, TR-3, TR-5)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localtime

from foundation.agencies.models import Staff
from foundation.casework.acts import ACTS
from foundation.casework.buttons import Button, act_url
from foundation.casework.desk import MatterAdmin, desk, section
from foundation.casework.sections import facts_section, matter_row
from foundation.clauses import REGISTER
from foundation.files.delivering import deliver
from training.acts.scores import open_marks
from training.models import Account, Certificate, Trainee
from training.queries import coming, person_of, rule
from training.record import Record, record_of
from training.statute import FOR_POST, TAG_CLAUSES, YEAR_HOURS, Post, Tag


def exams_of(row: Account) -> str:
    """The exams of a year in words."""
    said = [
        f"{row.exams_passed} 次及格" if row.exams_passed else "",
        f"{row.exams_failed} 次不及格" if row.exams_failed else "",
    ]
    return "，".join(filter(None, said)) or "—"


def _named(tag: str) -> str:
    """The clause of a topic, as people cite it."""
    return REGISTER.find(TAG_CLAUSES[tag]).named


def record_sections(record: Record) -> list[dict[str, Any]]:
    """The register of one person, as tables."""
    found: list[dict[str, Any]] = []
    topics: list[tuple[str, ...]] = [
        (f"{tag} {Tag(tag).label}", "学过" if tag in record.person.covered else "还没有学", _named(tag))
        for tag in Tag
    ]
    found.append(section("学过的内容", "table", table={"heads": ("内容", "情况", "依据"), "rows": topics}))
    years: list[tuple[str, ...]] = [
        (
            str(row.year),
            str(row.agency.short_name),
            row.hours,
            row.hours_in_post if row.post == Post.DISCLOSURE else "—",
            exams_of(row),
            str(row.get_state_display()) + ("（参照执行）" if not row.duty else ""),
            row.barred_because or "—",
        )
        for row in record.accounts
    ]
    heads = ("年度", "单位", "学时", "到岗以来", "考试", "学时情况", "不得评优")
    if years:
        found.append(section("逐年学时", "table", table={"heads": heads, "rows": years}))
    attended: list[tuple[str, ...]] = [
        (
            f"{localtime(row.session.starts_at):%Y-%m-%d}",
            row.session.title,
            str(row.get_state_display()),
            record.minutes_of(row),
            row.corrected or ("已确认" if row.confirmed_at else "待确认"),
        )
        for row in record.attendance
    ]
    if attended:
        columns: tuple[str, ...] = ("日期", "培训", "到场情况", "计入分钟", "备注")
        found.append(section("参加的培训", "table", table={"heads": columns, "rows": attended}))
    marks: list[tuple[str, ...]] = [
        (
            f"{row.taken_on}",
            row.sitting.title,
            f"第 {row.attempt} 次",
            f"{row.points} 分",
            "及格" if row.passed else "不及格",
            row.corrected or "—",
        )
        for row in record.marks
    ]
    if marks:
        columns = ("日期", "考试", "次数", "分数", "结果", "备注")
        found.append(section("考试成绩", "table", table={"heads": columns, "rows": marks}))
    return found


@admin.register(Trainee, site=desk)
class TraineeAdmin(MatterAdmin):
    """Everybody who is to be trained."""

    list_display = ("full_name", "number_ends", "agency", "establishment", "post", "state", "inducted_on")
    list_filter = ("state", "post", "establishment")
    search_fields = ("full_name",)
    follow = ("agency", "staff")
    clocked = False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.mine)
        return [path("mine/", view, name="training_mine"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, and the way to one's own record."""
        beside = [{"url": reverse("admin:training_mine"), "label": "我的培训记录"}]
        return super().changelist_view(request, {"beside": beside, **(extra_context or {})})

    def subline(self, matter: Trainee) -> list[str]:
        said = [str(matter.agency), str(matter.get_establishment_display()), str(matter.get_post_display())]
        return said if matter.duty else [*said, "参照执行（TR-7）"]

    def sections(self, request: HttpRequest, matter: Trainee) -> list[dict[str, Any]]:
        record = record_of(matter)
        facts = [
            ("人员编号后四位", matter.number_ends),
            (
                "国家公务员培训证书号",
                f"后四位 {matter.certificate_number[-4:]}" if matter.certificate_number else "",
            ),
            ("到公开岗位的日期", matter.post_since),
            ("完成岗前培训的日期", matter.inducted_on),
            ("账号", str(matter.staff or "")),
            ("任职经历", "；".join(record.places)),
        ]
        certificates = [
            matter_row(row, f"{row.get_course_display()}，{row.year} 年，{row.get_state_display()}")
            for row in record.certificates
        ]
        return [
            *facts_section("人员", facts),
            *record_sections(record),
            *([section("培训证书登记", "links", rows=certificates)] if certificates else []),
        ]

    def mine(self, request: HttpRequest) -> HttpResponse:
        """What one's own record says, what is missing for the post, and when it could be mended."""
        assert isinstance(request.user, Staff)
        staff, at = request.user, self.moment()
        person = person_of(staff)
        holds = rule()
        context: dict[str, Any] = {
            "title": "我的培训",
            "person": person,
            "rule": holds,
            "hours": YEAR_HOURS,
            "topics": [],
            "sessions": [],
            "sections": [],
            "objects": None,
        }
        if staff.agency is not None:
            context["sessions"] = list(coming(staff.agency, at)[:5])
        if person is not None:
            record = record_of(person)
            this_year = next((row for row in record.accounts if row.year == localtime(at).year), None)
            context |= {
                "topics": [
                    {"tag": tag, "label": tag.label, "heard": tag in person.covered} for tag in FOR_POST
                ],
                "missing": person.missing,
                "account": this_year,
                "sections": record_sections(record)[1:],
                "certificates": list(record.certificates),
            }
            if open_marks(staff).exists():
                context["objects"] = Button(
                    ACTS["training.object"].label, act_url(ACTS["training.object"], staff), "secondary"
                )
        return TemplateResponse(
            request, "training/desk/mine.html", {**self.admin_site.each_context(request), **context}
        )


@admin.register(Certificate, site=desk)
class CertificateAdmin(MatterAdmin):
    """The register of certificates."""

    list_display = ("number", "full_name", "agency", "course", "year", "state", "issued_on")
    list_filter = ("state", "course", "year")
    search_fields = ("number", "full_name")
    follow = ("agency", "trainee", "sitting")
    clocked = False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.paper)
        return [
            path("<int:pk>/certificate.pdf", view, name="training_certificate_paper"),
            *super().get_urls(),
        ]

    def paper(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The certificate as it was printed."""
        row: Certificate = get_object_or_404(self.get_queryset(request), pk=pk)
        return deliver(row.paper, f"培训证书-{row.number}.pdf", shown=True)  # type: ignore[return-value]

    def sections(self, request: HttpRequest, matter: Certificate) -> list[dict[str, Any]]:
        facts = [
            ("姓名", matter.full_name),
            ("单位", matter.agency_name),
            ("课程", matter.get_course_display()),
            ("条例版本", matter.get_edition_display()),
            ("年度", matter.year),
            ("学时", f"{matter.hours} 学时"),
            ("成绩", f"{matter.points} 分（{matter.pass_mark} 分及格）"),
            ("内容", "；".join(f"{tag} {label}" for tag, label in matter.topics)),
            ("登记日期", matter.issued_on),
            ("作废、代替的日期", matter.ended_on),
            ("原因", matter.because),
        ]
        links = [
            {
                "url": reverse("training:certificate", args=[matter.code]),
                "label": "核验网页",
                "text": "扫证书上的二维码就到这里，谁有证书谁能看",
            }
        ]
        if matter.paper_id:
            links.append(
                {
                    "url": reverse("admin:training_certificate_paper", args=[matter.pk]),
                    "label": "证书（PDF，A6）",
                    "text": f"摘要 {matter.paper.sha256[:16]}…" if matter.paper else "",
                }
            )
        return [
            *facts_section("登记的内容", facts),
            section(
                "打印和核验", "links", rows=links, hint="" if matter.paper_id else "证书正在制作，稍后再看。"
            ),
            section("人员", "links", rows=[matter_row(matter.trainee, "培训人员")]),
        ]
