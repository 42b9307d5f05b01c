"""What is to be mended in guides, plans and heads: told to each records office, and to the supervisors of all (PD-3, PD-8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.timezone import localdate

from disclosure.guides import outdated, published_guides
from disclosure.heads import PLAN
from disclosure.models import Document
from disclosure.models.reassessment import ReassessedItem, Reassessment
from disclosure.statute import PLAN_BY
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyKind, Role
from foundation.casework.acts import ACTS, desk_url
from foundation.casework.buttons import Button, act_url
from foundation.casework.overview import Cell, column
from foundation.casework.reminders import reminds

#: The most things reminded of that were to stay unpublished until a day that is over.
MOST_OVER = 5
#: The kinds of agencies that have to have a guide and a plan: administrative organs (条例4, 12).
BOUND = tuple(kind for kind in AgencyKind if kind not in (AgencyKind.UTILITY, AgencyKind.PARTY))


@reminds
def of_records_office(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """The guide that is missing or says what is no longer so, the plan that is missing, the documents under no head."""
    if actor.agency_id is None or not actor.holds_role(Role.RECORDS_OFFICE, actor.agency_id):
        return []
    agency = Agency.objects.get(pk=actor.agency_id)
    if agency.kind not in BOUND or agency.abolished_on:
        return []
    found: list[dict[str, Any]] = []
    guide = (
        Document.objects.of_guide(agency).filter(state__in=Document.PUBLIC).select_related("index").first()
    )
    if guide is None and not Document.objects.of_guide(agency).exists():
        found.append({"says": "本机关还没有公布公开指南（PD-8，条例第十二条），请拟稿人编制。", "acts": []})
    elif guide and (items := outdated([guide]).get(agency.pk)):
        look = Button("看这份指南", desk_url(guide), "secondary")
        found.append(
            {"says": f"公开指南与机构信息不一致：{'、'.join(items)}。请制作新版本。", "acts": [look]}
        )
    if _plan_is_late([agency.pk], localdate(now)):
        found.append({"says": f"还没有公布 {localdate(now).year} 年的公开工作计划（PD-3）。", "acts": []})
    unsorted = Document.objects.filter(agency=agency, state__in=Document.PUBLIC, head="").count()
    if unsorted:
        explain = ACTS["disclosure.explain_head"]
        says = f"已发布的文件里有 {unsorted} 份还没有归目（条例第二十条），请逐份归目。"
        found.append({"says": says, "acts": [Button(explain.label, act_url(explain, agency), "quiet")]})
    return found


def _plan_is_late(agencies: Iterable[int], today: date) -> set[int]:
    """The agencies whose plan of the year should have been published by now."""
    if (today.month, today.day) <= PLAN_BY:
        return set()
    planned = Document.objects.filter(state__in=Document.PUBLIC, head=PLAN).filter(
        Q(formed_on__year=today.year) | Q(title__contains=str(today.year))
    )
    return set(agencies) - set(planned.values_list("agency", flat=True))


@column("guide", "公开指南和计划")
def guide_and_plan(agencies: Mapping[int, Agency], at: datetime) -> dict[int, Cell]:
    """Whether each agency's guide is there and says what is so, and whether this year's plan is; two queries."""
    bound = [pk for pk, agency in agencies.items() if agency.kind in BOUND]
    published, late = published_guides(), _plan_is_late(bound, localdate(at))
    wrong = outdated(published.values())
    cells = {}
    for pk in bound:
        guide = "没有指南" if pk not in published else "指南与现状不符" if pk in wrong else ""
        told = [said for said in (guide, "没有今年的计划" if pk in late else "") if said]
        url = desk_url(published[pk]) if pk in wrong else desk_url(agencies[pk])
        cells[pk] = Cell("，".join(told) or "有", len(told), url, "grain" if told else "main")
    return cells


@reminds
def of_disclosure_head(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """How far this year's re-assessment has come, and what was to stay unpublished until a day that is over (PD-7(3))."""
    if actor.agency_id is None or not (
        actor.holds_role(Role.DISCLOSURE_HEAD, actor.agency_id)
        or actor.holds_role(Role.RECORDS_OFFICE, actor.agency_id)
    ):
        return []
    found: list[dict[str, Any]] = []
    for batch in Reassessment.objects.filter(agency=actor.agency_id, state=Reassessment.State.OPEN):
        done = batch.progress()
        total, left = sum(done.values()), sum(done.get(state, 0) for state in ReassessedItem.UNDECIDED)
        look = Button("看这批复核", desk_url(batch), "secondary")
        found.append({"says": f"{batch.title}：{total} 件已定 {total - left} 件。", "acts": [look]})
    over = ReassessedItem.objects.filter(
        agency=actor.agency_id,
        state=ReassessedItem.State.KEPT,
        until__lt=localdate(now),
        subject_kind=Document.kind,
    )
    kept = Document.objects.filter(agency=actor.agency_id, state=Document.State.KEPT)
    for item in over.filter(subject_id__in=kept.values("pk")).order_by("until")[:MOST_OVER]:
        look = Button("打开这份公文", desk_url(Document, item.subject_id), "secondary")
        says = f"“{item.title}”只定为不公开到 {item.until}，请重新认定公开属性（条例第十八条）。"
        found.append({"says": says, "acts": [look]})
    return found


@column("reassessment", "不公开信息复核")
def reassessed(agencies: Mapping[int, Agency], at: datetime) -> dict[int, Cell]:
    """How far each agency's re-assessment of this year has come; two queries."""
    batches = {batch.agency_id: batch for batch in Reassessment.objects.filter(year=localdate(at).year)}
    undecided = Count("pk", filter=Q(state__in=ReassessedItem.UNDECIDED))
    counted = ReassessedItem.objects.filter(batch__in=batches.values()).order_by().values("batch")
    rows = {row["batch"]: row for row in counted.annotate(total=Count("pk"), left=undecided)}
    cells = {}
    for pk in agencies:
        if (batch := batches.get(pk)) is None:
            continue
        row = rows.get(batch.pk, {"total": 0, "left": 0})
        said = (
            "已办结"
            if batch.state == Reassessment.State.CLOSED
            else f"{row['total']} 件已定 {row['total'] - row['left']} 件"
        )
        cells[pk] = Cell(said, row["left"], desk_url(batch), "grain" if row["left"] else "main")
    return cells
