"""What each agency writes at the beginning of a year: its guide, and the plan of what it is going to disclose."""

from __future__ import annotations

from collections.abc import Iterator

from disclosure.guides import BLANKS, guide_text
from disclosure.heads import GUIDE
from disclosure.models import Document
from disclosure.player import writing
from disclosure.player.documents import PLAYER, submit
from disclosure.player.writing import GRAMMAR, known_of
from foundation.agencies.roles import Role
from foundation.simulation.players import Beginning, Day, Next, Part


@PLAYER.begins
def guides(day: Day) -> Iterator[Beginning]:
    """In January agencies make their guides, and a plan of what they are going to disclose."""
    for n, code in enumerate(day.world.staffed()):
        if day.is_nth_working_day(1, 3 + n % 12):
            yield Beginning(f"guide-{code}", "draft_guide", {"agency": code})
            yield Beginning(f"plan-{code}", "draft_plan", {"agency": code})


@PLAYER.stage
def draft_guide(part: Part) -> Next | None:
    agency = part.agency
    if Document.objects.of_guide(agency).exists():
        return None
    body = guide_text(agency).replace(BLANKS[0], "无").replace(BLANKS[1], "本网站")
    fields = {**writing.DRAFTS, "title": f"{agency.name}政府信息公开指南", "genre": "其他", "head": GUIDE}
    fields |= {"topic": "综合政务/政务公开", "formed_on": str(part.today), "body": body}
    part.about(part.do("disclosure.draft_guide", Role.DRAFTER, agency, **fields))
    return part.then(submit, (0, 3))


@PLAYER.stage
def draft_plan(part: Part) -> Next:
    agency, stream = part.agency, part.stream
    known = known_of(agency, part.today, stream)
    body = GRAMMAR.compose(
        "一、公开重点\n{subject}等政策、标准和办理结果，形成之日起 20 个工作日内公开。\n{task}{task}\n"
        "二、公开方式\n县政府信息公开网站为主，各镇公开栏同步张贴。\n三、责任\n{duty}{duty}",
        stream,
        **known,
    )
    fields = {**writing.DRAFTS, "title": f"{agency.name}{known['year']}年政府信息公开工作计划", "body": body}
    fields |= {"genre": "通知", "topic": "综合政务/政务公开", "head": "plan", "formed_on": str(part.today)}
    part.about(part.do("disclosure.draft", Role.DRAFTER, agency, **fields))
    return part.then(submit, (0, 3))
