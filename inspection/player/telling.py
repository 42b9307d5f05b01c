"""How an inspection ends: reported on, told to the public by a document or not, and closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from disclosure.models import Document
from disclosure.player import PLAYER as DOCUMENTS
from disclosure.player import submit as submit_document
from disclosure.player.writing import DRAFTS
from foundation.agencies.roles import Role
from foundation.casework import matters
from foundation.simulation.players import Next, Part
from inspection.models import Finding, Inspection
from inspection.models import Part as Inspected
from inspection.player.inspections import PLAYER, field_of, inspector
from inspection.statute import Field

TOLD = (
    "现将{month}主动公开检查情况公布如下。\n"
    "一、检查范围\n抽查了{agencies}的首页、栏目、公开指南、年度计划和公文的公布时间。\n"
    "二、发现的问题\n共 {found} 个，已经责令改正，逐个复查销号。\n"
    "三、下一步\n各单位明确从成文到公布每一步由谁办、几天办完，县政府办公室每季度抽查一次。"
)

SUMMARY = "发现的问题逐个复查，改正的已经销号，改不了的已经移送。"
#: Why the public is not told.
MINOR, SECRECY, EXEMPT = "问题轻微，已经改正。", "保密审查检查的情况不公开。", "通报经保密审查，不宜公开。"


@PLAYER.stage
def conclude(part: Part) -> Next | None:
    """When everything is settled the inspection is reported on and ended."""
    inspection: Inspection = part.matter
    if (
        Finding.objects.filter(part__inspection=inspection).unsettled().exists()
        or inspection.parts.exclude(state__in=Inspected.OVER).exists()
    ):
        return part.then(conclude, (5, 10))
    part.do("inspection.report", inspector(part), summary=SUMMARY)
    if part.facts["way"] != "published":
        _withheld(part, SECRECY if field_of(part) == Field.SECRECY else MINOR)
        return None
    given: dict[str, Any] = {
        "telling": "publish",
        "telling_reason": "几个单位有同样的问题，公布出来便于社会监督。",
    }
    by = part.today + timedelta(days=45)
    part.do("inspection.decide_telling", inspector(part), **given, publish_by=by)
    return part.then(tell_public, (1, 4))


@PLAYER.stage
def tell_public(part: Part) -> Next:
    """By a document of the office, which goes the way of every document."""
    inspection: Inspection = part.matter
    office = inspection.agency
    names = "、".join(inspection.parts.order_by("agency__code").values_list("agency__short_name", flat=True))
    found = Finding.objects.filter(part__inspection=inspection, state=Finding.State.CLOSED).count()
    month = f"{part.today.year} 年 {inspection.planned_on.month} 月"
    fields: dict[str, Any] = {**DRAFTS, "title": f"关于{month}主动公开检查情况的通报", "genre": "通报"}
    fields |= {"body": TOLD.format(month=month, agencies=names, found=found), "topic": "综合政务/政务公开"}
    fields |= {"formed_on": str(part.today)}
    document = part.do("disclosure.draft", part.someone(Role.DRAFTER, office), office, **fields)
    part.facts["document"] = matters.ref_of(document)
    facts = {"agency": office.code, "attribute": "proactive", "stays": True}
    return part.when_done(part.begin(DOCUMENTS, submit_document, document, (0, 1), **facts), name_published)


@PLAYER.stage
def name_published(part: Part) -> None:
    document: Document = matters.find(part.facts["document"], inspector(part))
    if document.state == Document.State.PUBLISHED:
        part.do("inspection.name_published", inspector(part), document=document.pk)
        _ended(part)
    else:
        _withheld(part, EXEMPT)


def _withheld(part: Part, reason: str) -> None:
    part.do("inspection.decide_telling", inspector(part), telling="withhold", telling_reason=reason)
    _ended(part)


def _ended(part: Part) -> None:
    part.do("inspection.end", inspector(part), reason="问题都已销号或者移送。")
