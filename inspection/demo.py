"""Supervision in the demonstration county, invented: inspections under way and ended, work deployed, a night's check."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.timezone import localdate

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.casework.acts import Done, perform
from foundation.deadlines.counting import midnight
from inspection import links
from inspection.models import Finding, Inspection, Part
from inspection.selfchecking import run

SUPERVISOR, INSPECTOR = "xianducha", "baomijiancha"
#: What was found in the inspection that goes on: what, where, clause, gravity.
FOUND = (
    ("年度工作计划没有公布", "公开平台“年度工作计划”栏目", "PD-3", "ordinary"),
    ("两份通知成文以后 30 多个工作日才公布", "公文栏目", "PD-9", "grave"),
    ("公开指南里的电话打不通", "公开指南", "PD-8", "minor"),
)


def play(now: datetime) -> None:
    """Take them as far as they are, unless there are any already."""
    if Inspection.objects.exists():
        return
    with transaction.atomic():
        _ended(Play(now - timedelta(days=40), now))
        _under_way(Play(now - timedelta(days=20), now))
        _of_secrecy(Play(now - timedelta(days=9), now))
        _deployed(Play(now - timedelta(days=6), now))
    links.gather(now)
    run(now)


def told() -> list[str]:
    """Nothing for citizens: supervision is seen at the desk."""
    return []


class Play:
    """People who take a step every twenty minutes."""

    def __init__(self, at: datetime, now: datetime) -> None:
        self.at, self.now = min(midnight(localdate(at)) + timedelta(hours=9), now), now

    def act(self, name: str, who: str, on: Any, /, **data: Any) -> Done:
        """An act of somebody, twenty minutes after the last one."""
        person = Staff.objects.select_related("agency").get(username=who)
        self.at = min(self.at + timedelta(minutes=20), self.now)
        files = {"files": data.pop("files")} if "files" in data else {}
        full = name if "." in name else f"inspection.{name}"
        return perform(full, on=on, actor=Actor.of(person), at=self.at, data=data, files=files)

    def later(self, days: int) -> None:
        """So many days on, never past now."""
        self.at = min(self.at + timedelta(days=days), self.now)

    def day(self, days: int) -> str:
        """The day so many days from where it stands, at least tomorrow of now."""
        return str(localdate(self.at) + timedelta(days=days))

    def opened(self, who: str, *codes: str, **given: Any) -> Inspection:
        """An inspection of these agencies by one inspector."""
        first = Agency.objects.get(code=codes[0])
        agencies = [Agency.objects.get(code=code).pk for code in codes]
        inspector = Staff.objects.get(username=who)
        name = "open_secrecy" if who == INSPECTOR else "open"
        shared = {"planned_on": self.day(1), "inspectors": [inspector.pk], "agencies": agencies}
        made: Inspection = self.act(name, who, first, shortfalls=[], **shared, **given).matter
        return made


def _part(row: Inspection, code: str) -> Part:
    found: Part = Part.objects.select_related("inspection", "agency").get(inspection=row, agency__code=code)
    return found


def _finding(part: Part, number: int) -> Finding:
    found: Finding = Finding.objects.select_related("part__inspection", "agency").get(
        part=part, number=number
    )
    return found


def _proof(text: str, name: str = "改正情况") -> ContentFile[bytes]:
    return ContentFile(text.encode(), name=f"{name}.txt")


def _ended(play: Play) -> None:
    """Two agencies, one with nothing, one with a finding that was put right, checked and closed."""
    row = play.opened(
        SUPERVISOR,
        "lxcz",
        "slj",
        title="留言答复专项检查",
        source="complaint",
        source_words="群众来电反映留言没有人答复。",
        plan="查三个月以来的留言，看有没有按期答复、答复得是不是清楚。",
    )
    play.act("announce", SUPERVISOR, row)
    part, clear = _part(row, "lxcz"), _part(row, "slj")
    play.act("nothing_found", SUPERVISOR, clear)
    play.act(
        "record_finding",
        SUPERVISOR,
        part,
        what="一条留言答复超过了 5 个工作日",
        place="留言板",
        breaches="OR-7",
        gravity="ordinary",
        files=[],
    )
    play.act("tell_findings", SUPERVISOR, part, days=5, source="县里定为 5 个工作日（制度没有规定天数）。")
    play.later(2)
    play.act("state_view", "lxcz-wenshu", part, view="属实，经办人请假，没有交接。")
    play.act(
        "order_correction", SUPERVISOR, part, demands="明确留言的 AB 岗，补登答复。", correct_by=play.day(14)
    )
    play.act("sign_for", "lxcz-wenshu", part)
    play.later(5)
    play.act(
        "report_correction",
        "lxcz-wenshu",
        _finding(part, 1),
        corrected="已明确 AB 岗，那条留言当天补登了答复。",
        corrected_on=str(localdate(play.at)),
        files=[_proof("AB 岗名单和答复截图。")],
    )
    play.later(2)
    play.act("close_finding", SUPERVISOR, _finding(part, 1))
    play.act("report", SUPERVISOR, row, summary="检查了 2 个单位，发现 1 个问题，已经改正并复查销号。")
    play.act(
        "decide_telling",
        SUPERVISOR,
        row,
        telling="withhold",
        telling_reason="只涉及一条留言，已经向本人说明。",
    )
    play.act("end", SUPERVISOR, row)


def _under_way(play: Play) -> None:
    """Three findings: one put right and waiting for the check, one of which the day is over, one reopened."""
    row = play.opened(
        SUPERVISOR,
        "rfbsc",
        "nmj",
        title="主动公开第四季度检查",
        source="plan",
        plan="看首页、栏目、公开指南、年度计划，抽查公文的公布时间。",
    )
    play.act("announce", SUPERVISOR, row)
    part = _part(row, "rfbsc")
    for what, place, clause, gravity in FOUND:
        play.act(
            "record_finding",
            SUPERVISOR,
            part,
            what=what,
            place=place,
            breaches=clause,
            gravity=gravity,
            files=[_proof("检查时的网页截图。", "检查截图")],
        )
    play.act("tell_findings", SUPERVISOR, part, days=5, source="县里定为 5 个工作日（制度没有规定天数）。")
    play.later(2)
    play.act("state_view", "rfbsc-wenshu", part, view="三个问题都属实。电话是机构改革时换的，指南没有改。")
    play.act(
        "order_correction",
        SUPERVISOR,
        part,
        demands="1．公布今年的公开工作计划。\n2．查明晚公布的原因，把流程改过来。\n3．更正公开指南里的电话。",
        correct_by=play.day(25),
    )
    play.act("sign_for", "rfbsc-lingdao", part)
    play.later(6)
    play.act(
        "report_correction",
        "rfbsc-wenshu",
        _finding(part, 3),
        corrected="指南已经更新，电话已经打通。",
        corrected_on=str(localdate(play.at)),
        files=[_proof("新指南的截图。")],
    )
    play.act(
        "report_correction",
        "rfbsc-wenshu",
        _finding(part, 2),
        corrected="已经提醒经办人。",
        corrected_on=str(localdate(play.at)),
        files=[_proof("提醒的记录。")],
    )
    play.later(1)
    play.act(
        "reopen_finding",
        SUPERVISOR,
        _finding(part, 2),
        reason="只提醒不够，要写明从成文到公布每一步谁办、几天办完。",
        correct_by=str(max(localdate(play.at) + timedelta(days=15), localdate(play.now) + timedelta(days=2))),
    )
    play.act(
        "record_finding",
        SUPERVISOR,
        _part(row, "nmj"),
        what="政策解读没有链接到原文",
        place="解读栏目",
        breaches="PI-7",
        gravity="ordinary",
        files=[],
    )


def _of_secrecy(play: Play) -> None:
    """The secrecy administration looks at reviews; others do not learn of it."""
    row = play.opened(
        INSPECTOR,
        "rfbsc",
        title="公开保密审查抽查",
        source="plan",
        plan="抽查近半年公布的公文：先审查后公开，一事一审，四项审查都写明依据。",
    )
    play.act("announce", INSPECTOR, row)
    part = _part(row, "rfbsc")
    play.act(
        "record_finding",
        INSPECTOR,
        part,
        what="一份公文的审查依据只写了“不涉密”",
        place="审查表",
        breaches="SR-9",
        gravity="ordinary",
        files=[],
    )
    play.act("tell_findings", INSPECTOR, part, days=5, source="县里定为 5 个工作日（制度没有规定天数）。")


def _deployed(play: Play) -> None:
    """Work given to four agencies: one has answered, one was confirmed; and something urged with a day."""
    codes = ("rfbsc", "nmj", "slj", "lxcz")
    agencies = {code: Agency.objects.get(code=code) for code in codes}
    row = play.act(
        "deploy",
        SUPERVISOR,
        agencies["rfbsc"],
        title="空白栏目集中清理",
        body="对照条例第二十条、第二十一条逐目核对：有内容的补上，没有内容的写明原因。",
        basis="PD-9(2)",
        due_on=str(localdate(play.now) + timedelta(days=12)),
        agencies=[agency.pk for agency in agencies.values()],
    ).matter
    tasks = {task.agency.code: task for task in row.tasks.select_related("agency", "deployment")}
    play.later(2)
    play.act(
        "answer_task", "slj-wenshu", tasks["slj"], answer="22 目里补了 6 目，其余的写明了原因。", files=[]
    )
    play.act("answer_task", "lxcz-wenshu", tasks["lxcz"], answer="已经核对，缺的年底前补齐。", files=[])
    play.act("confirm_task", SUPERVISOR, tasks["slj"])
    play.at = play.now
    play.act(
        "agencies.urge",
        SUPERVISOR,
        agencies["nmj"],
        reason="补贴公示已经三次被群众问到，请尽快公布。",
        by=str(localdate(play.now) + timedelta(days=3)),
    )
