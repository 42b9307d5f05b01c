"""Those who evaluate under their name, at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse

from evaluation import papers
from evaluation.admin.round import as_pdf
from evaluation.models import Supervisor
from foundation.casework.desk import MatterAdmin, desk, section
from foundation.casework.sections import facts_section


@admin.register(Supervisor, site=desk)
class SupervisorAdmin(MatterAdmin):
    """Panel and social supervisors."""

    list_display = ("name", "capacity", "circle", "state", "ends_on")
    list_filter = ("state", "capacity")
    search_fields = ("name",)
    follow = ("agency",)
    way = (("nominated", "推荐"), ("announced", "公示"), ("appointed", "聘任"))
    finished = ("appointed",)
    clocked = False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/certificate.pdf", view(self.certificate), name="evaluation_supervisor_certificate"
            ),
            *super().get_urls(),
        ]

    def certificate(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The certificate of appointment."""
        rows = self.get_queryset(request).exclude(certificate="")
        person = get_object_or_404(rows, pk=pk)
        return as_pdf(papers.certificate(person), person.certificate)

    def subline(self, matter: Supervisor) -> list[str]:
        return [str(matter.get_capacity_display()), str(matter.get_circle_display())]

    def sections(self, request: HttpRequest, matter: Supervisor) -> list[dict[str, Any]]:
        facts = [
            ("工作单位", matter.employer),
            ("推荐单位", matter.nominated_by),
            ("联系方式", matter.contact),
            ("公示日期", str(matter.announced_on or "")),
            ("聘期", f"{matter.starts_on} 至 {matter.ends_on}" if matter.starts_on else ""),
            ("聘书编号", matter.certificate),
            ("解聘的原因", matter.ended_because),
        ]
        found = facts_section("评议员", facts)
        conflicts = [
            (conflict.unit.name, conflict.because)
            for conflict in matter.conflicts.select_related("unit").order_by("pk")
        ]
        found += facts_section("回避的单位", conflicts)
        if matter.certificate:
            url = reverse("admin:evaluation_supervisor_certificate", args=[matter.pk])
            found.append(
                section("聘书", "links", rows=[{"url": url, "label": "聘书（PDF）", "text": "打印"}])
            )
        return found
