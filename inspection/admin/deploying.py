"""Deployments, tasks and urgings at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path

from foundation.agencies.actors import Actor
from foundation.casework import matters
from foundation.casework.acts import ACTS, desk_url
from foundation.casework.buttons import Button, act_url
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.sections import facts_section, matter_row
from foundation.clauses import REGISTER
from foundation.deadlines.moments import to_the_minute
from foundation.files.delivering import deliver
from foundation.texts.structure import parse
from inspection.admin.papers import files_section, paper_section, sent
from inspection.audiences import office_of
from inspection.models import Deployment, Paper, Task, TaskFile, Urging
from inspection.statute import Field


@admin.register(Deployment, site=desk)
class DeploymentAdmin(MatterAdmin):
    """What was deployed, and how far each agency is."""

    list_display = ("number", "title", "state", "due_on", "progress")
    list_filter = ("state",)
    search_fields = ("number", "title")
    follow = ("agency",)
    clocked = False
    way = (("running", "推进"), ("ended", "办结"))
    finished = ("ended",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With how many agencies have done it."""
        over = Q(tasks__state__in=Task.OVER)
        rows: QuerySet[Any] = super().get_queryset(request)
        counted: QuerySet[Any] = rows.annotate(given=Count("tasks"), done=Count("tasks", filter=over))
        return counted

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list; a supervisor deploys from here."""
        deploy, office = ACTS["inspection.deploy"], office_of(Field.OPENNESS)
        beside = []
        if office is not None and deploy.open_to(actor_of(request), office):
            beside = [{"label": deploy.label, "url": act_url(deploy, office)}]
        return super().changelist_view(request, {"beside": beside, **(extra_context or {})})

    @admin.display(description="办完的单位")
    def progress(self, matter: Any) -> str:
        return f"{matter.done} / {matter.given}"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.paper)
        return [path("<int:pk>/papers/<int:paper>/", view, name="deployment_paper"), *super().get_urls()]

    def paper(self, request: HttpRequest, pk: int, paper: int) -> FileResponse:
        """The notice as PDF."""
        matter = get_object_or_404(self.get_queryset(request), pk=pk)
        return sent(get_object_or_404(Paper.objects.select_related("file"), pk=paper, deployment=matter))

    def subline(self, matter: Deployment) -> list[str]:
        return [matter.number, str(matter.agency)]

    def sections(self, request: HttpRequest, matter: Deployment) -> list[dict[str, Any]]:
        clause = REGISTER.find(matter.basis)
        facts = [
            ("依据", f"{clause.named}（{clause.id}）"),
            ("哪一天以前办完", matter.due_on),
            ("部署的人", str(matter.deployed_by or "")),
            ("撤销的原因", matter.called_off_because),
        ]
        tasks = matter.tasks.select_related("agency", "deployment").order_by("agency__kind", "agency__code")
        # Whoever has not done it stands first.
        ordered = sorted(tasks, key=lambda task: task.state in Task.OVER)
        rows = [
            {"label": task.agency.short_name, "url": desk_url(task), "text": str(task.get_state_display())}
            for task in ordered
        ]
        letters = matter.letters.select_related("file").prefetch_related("deliveries").order_by("pk")
        return [
            *facts_section("部署", facts),
            section("要做什么", "text", blocks=parse(matter.body)),
            section("各单位", "links", rows=rows),
            *paper_section(letters, "deployment_paper", matter.pk),
        ]


@admin.register(Task, site=desk)
class TaskAdmin(MatterAdmin):
    """What an agency was given to do."""

    list_display = ("title_shown", "agency", "state", "due_on", "answered_at")
    list_filter = ("state",)
    search_fields = ("deployment__title", "deployment__number")
    follow = ("agency", "deployment__agency", "answered_by", "confirmed_by")
    way = (("given", "办理"), ("answered", "反馈"), ("done", "确认"))
    finished = ("done",)

    @admin.display(description="工作", ordering="deployment__title")
    def title_shown(self, matter: Task) -> str:
        return matter.title

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/papers/<int:paper>/", view(self.paper), name="task_paper"),
            path("<int:pk>/files/<int:file>/", view(self.enclosed), name="task_file"),
            *super().get_urls(),
        ]

    def paper(self, request: HttpRequest, pk: int, paper: int) -> FileResponse:
        """The notice as PDF."""
        matter = get_object_or_404(self.get_queryset(request), pk=pk)
        papers = Paper.objects.select_related("file")
        return sent(get_object_or_404(papers, pk=paper, deployment=matter.deployment_id))

    def enclosed(self, request: HttpRequest, pk: int, file: int) -> FileResponse:
        """What the agency showed of what it did."""
        matter = get_object_or_404(self.get_queryset(request), pk=pk)
        return deliver(get_object_or_404(TaskFile.objects.select_related("file"), pk=file, task=matter).file)

    def subline(self, matter: Task) -> list[str]:
        return [matter.deployment.number, str(matter.agency)]

    def also_offered(self, matter: Task, actor: Actor) -> list[Button]:
        """Whoever does nothing can be inspected from here."""
        opened = ACTS["inspection.open"]
        if matter.state in Task.OVER or not opened.open_to(actor, matter.agency):
            return []
        return [Button("立项检查这个单位", act_url(opened, matter.agency), "quiet")]

    def sections(self, request: HttpRequest, matter: Task) -> list[dict[str, Any]]:
        facts = [
            ("哪一天以前办完", matter.due_on),
            ("办理情况", matter.answer),
            (
                "反馈",
                f"{to_the_minute(matter.answered_at)}，{matter.answered_by}" if matter.answered_at else "",
            ),
            (
                "确认",
                f"{to_the_minute(matter.confirmed_at)}，{matter.confirmed_by}" if matter.confirmed_at else "",
            ),
            ("退回", f"{matter.returned} 次" if matter.returned else ""),
        ]
        letters = (
            matter.deployment.letters.select_related("file").prefetch_related("deliveries").order_by("pk")
        )
        found = [
            section("要做什么", "text", blocks=parse(matter.deployment.body)),
            *facts_section("办理", facts),
            *files_section("附件", matter.files.select_related("file"), "task_file", matter.pk),
            *paper_section(letters, "task_paper", matter.pk),
        ]
        if Deployment.objects.filter(pk=matter.deployment_id).visible_to(actor_of(request)).exists():
            found.append(section("整个部署", "links", rows=[matter_row(matter.deployment, "各单位的情况")]))
        return found


@admin.register(Urging, site=desk)
class UrgingAdmin(MatterAdmin):
    """What was urged with a day."""

    list_display = ("subject", "agency", "state", "due_on", "answered_at")
    list_filter = ("state",)
    search_fields = ("subject", "demand")
    follow = ("agency", "urged_by", "answered_by")
    way = (("open", "督办"), ("answered", "反馈"), ("settled", "落实"))
    finished = ("settled",)

    def subline(self, matter: Urging) -> list[str]:
        return [str(matter.agency)]

    def sections(self, request: HttpRequest, matter: Urging) -> list[dict[str, Any]]:
        facts = [
            ("督办要求", matter.demand),
            ("哪一天以前落实", matter.due_on),
            ("督办的人", str(matter.urged_by or "")),
            ("落实情况", matter.answer),
            (
                "反馈",
                f"{to_the_minute(matter.answered_at)}，{matter.answered_by}" if matter.answered_at else "",
            ),
            ("确认", to_the_minute(matter.settled_at) if matter.settled_at else ""),
        ]
        found = facts_section("督办", facts)
        subject = matters.find(matter.subject_ref, actor_of(request))
        if subject is not None:
            link = {"label": matter.subject, "url": desk_url(subject), "text": "督办的事项"}
            found.append(section("事项", "links", rows=[link]))
        return found
