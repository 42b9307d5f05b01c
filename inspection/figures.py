"""What is counted of the county's inspections, deployments and urgings; of reviews of secrecy nothing is."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from foundation.figures.declared import Span, Unit, figure, kept_in_time
from inspection.models import Finding, Shortfall, Task, Urging
from inspection.statute import CORRECT, TASK, URGED, Field, Gravity


@figure("inspection.findings", "检查发现的问题", unit=Unit.MATTERS, clause="PD-11")
@figure("inspection.grave", "其中严重的", unit=Unit.SHARE, clause="PD-11", part=Q(gravity=Gravity.GRAVE))
def findings(span: Span) -> QuerySet[Finding]:
    """Those that were told to agencies in the span, and held."""
    told = Finding.objects.filter(span.holds("part__told_at"), field=Field.OPENNESS)
    return told.exclude(state__in=(*Finding.NOT_SO, Finding.State.RECORDED))


@figure("inspection.referred", "移送处理的检查问题", unit=Unit.MATTERS, clause="PD-11", clue=6)
def referred(span: Span) -> QuerySet[Finding]:
    return Finding.objects.filter(span.holds("onward_at"), field=Field.OPENNESS)


@figure("inspection.tasks", "部署到单位的工作", unit=Unit.MATTERS, clause="PD-1")
def tasks(span: Span) -> QuerySet[Task]:
    return Task.objects.filter(span.holds("created_at"))


@figure("inspection.urged", "限期的督办", unit=Unit.MATTERS, clause="PD-1")
def urged(span: Span) -> QuerySet[Urging]:
    return Urging.objects.filter(span.holds("created_at"))


# What the nightly self-check saw fall short, as it stands on the last day of the span: whoever mends it mends the number.


@figure("inspection.empty_columns", "没有内容也没有说明原因的法定栏目", unit=Unit.MATTERS, clause="PD-8")
def empty_columns(span: Span) -> QuerySet[Shortfall]:
    return Shortfall.objects.standing_on(span.last).filter(indicator="empty")


@figure("inspection.stale_columns", "没有按期更新的栏目", unit=Unit.MATTERS, clause="PD-9")
def stale_columns(span: Span) -> QuerySet[Shortfall]:
    return Shortfall.objects.standing_on(span.last).filter(indicator__in=("news", "policy"))


@figure("inspection.without_guide", "没有公布公开指南的单位", unit=Unit.MATTERS, clause="PD-8")
def without_guide(span: Span) -> QuerySet[Shortfall]:
    return Shortfall.objects.standing_on(span.last).filter(indicator="guide")


@figure("inspection.not_named", "没有明确公开工作机构、岗位、人员的单位", unit=Unit.MATTERS, clause="PD-2")
def not_named(span: Span) -> QuerySet[Shortfall]:
    return Shortfall.objects.standing_on(span.last).filter(indicator="mechanism")


kept_in_time(
    "inspection.corrected_in_time",
    "检查问题按期改正",
    CORRECT[Field.OPENNESS],
    # Of an order that was withdrawn nothing should have been asked, however late it is found out.
    but=lambda: Finding.objects.filter(state__in=Finding.NOT_SO),
)
kept_in_time("inspection.tasks_in_time", "部署的工作按期反馈", TASK)
kept_in_time("inspection.urged_in_time", "督办按期反馈", URGED)
