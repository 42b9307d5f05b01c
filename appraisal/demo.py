"""Appraisals of the demonstration county, invented: last year's published, this year's under way."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from appraisal.models import Appraisal, Case, Check, Rectification, Scheme
from appraisal.statute import QUARTER_FROM
from foundation.agencies.actors import SYSTEM, Actor
from foundation.agencies.models import Agency, Staff
from foundation.casework.acts import Done, perform
from foundation.deadlines.counting import midnight

SUPERVISOR, CONFIRMS = "xianducha", "xzfb-xianzhang"
#: Assessors, and the agency in which the first holds a post and is not asked.
ASSESSOR, OTHER, ASSESSORS_OWN = "kaoheyuan", "kaoheyuan2", "dag"
#: Who signs where accounts are; of the others nobody assesses themselves.
SIGN = {code: f"{code}-zhuren" for code in ("rfbsc", "nmj", "slj", "lxcz", "sfj", "xzfb")}
#: Who was found unqualified last year, and who objected.
UNQUALIFIED, OBJECTS = "slj", "nmj"
#: So many tenths are missing of everything in a unit that is found unqualified.
WORST = 5


def play(now: datetime) -> None:
    """Play both years, unless there are any already."""
    if Scheme.objects.exists():
        return
    year = localdate(now).year
    with transaction.atomic():
        _last(Play(year - 1, midnight(date(year - 1, 10, 8)) + timedelta(hours=9), now))
        this = Play(year, now - timedelta(days=50), now)
        _this(this)


def told() -> list[str]:
    """Nothing for citizens: what is published stands in the foot of every page."""
    return []


class Play:
    """People who take a step every ten minutes, in one year's appraisal."""

    def __init__(self, year: int, at: datetime, now: datetime) -> None:
        self.year, self.at, self.now = year, at, now
        self.chance = Random(year)  # noqa: S311

    def act(self, name: str, who: str, on: Any, /, **data: Any) -> Done:
        """An act of somebody, ten minutes after the last one."""
        person = Staff.objects.select_related("agency").get(username=who)
        self.at = min(self.at + timedelta(minutes=10), self.now)
        return perform(f"appraisal.{name}", on=on, actor=Actor.of(person), at=self.at, data=data)

    def until(self, month: int, day: int) -> bool:
        """It is that day, in the morning; whether it has come."""
        wanted = midnight(date(self.year, month, day)) + timedelta(hours=9)
        self.at = min(max(self.at, wanted), self.now)
        return wanted <= self.now

    def begun(self) -> Appraisal:
        """A scheme of the sample, issued, and every unit with its case."""
        office = Agency.objects.get(code="xzfb")
        scheme = self.act(
            "draft_scheme",
            SUPERVISOR,
            office,
            year=self.year,
            title=f"{self.year} 年政务公开考核方案（示例）",
            starts_on=f"{self.year - 1}-12-01",
            ends_on=f"{self.year}-11-30",
            bonus_cap="4",
            bonus_from="80",
            factor="0.04",
            source="sample",
        ).matter
        self.act("try_scheme", SUPERVISOR, scheme)
        self.act("check_scheme", SUPERVISOR, scheme)
        number = f"五政办发〔{self.year}〕{21}号"
        self.act("issue_scheme", CONFIRMS, scheme, number=number)
        made: Appraisal = self.act("begin", SUPERVISOR, scheme).matter
        return made

    def drawn(self, row: Appraisal, topic: str) -> list[Check]:
        """Three units drawn and looked at; the last one is still to be told."""
        draw = self.act(
            "draw", SUPERVISOR, row, topic=topic, many=3, classes=["department", "township", "service"]
        ).matter
        checks = list(Check.objects.filter(draw=draw).select_related("agency").order_by("pk"))
        for n, check in enumerate(checks):
            who = self.assessor(check.agency.code)
            seen = "公开栏内容更新到上个月。" if n else "两条留言答复没有写日期。"
            given = {"looked_on": str(localdate(self.at)), "found": seen, "problems": 0 if n else 1}
            self.act("record_check", who, check, **given)
            self.act("clear_check" if n else "feed_back_check", who, check)
        return checks

    def assessor(self, code: str) -> str:
        """Who assesses a unit: nobody their own."""
        return OTHER if code == ASSESSORS_OWN else ASSESSOR

    def marks(self, case: Case, worst: int) -> dict[str, str]:
        """Points of what people answer for, up to so many tenths less, with the reason."""
        found = {}
        for leaf in case.leaves:
            if leaf.kind == "manual":
                off = worst if worst >= WORST else self.chance.choice((0, 0, 0, worst))
                found[f"p{leaf.place}"] = str(round(leaf.points * (10 - off) / 10, 2))
                if off:
                    found[f"w{leaf.place}"] = "内容不全，有的还没有更新。"
        return found

    def assessed(self, case: Case) -> None:
        """A unit assesses itself, with its head's name."""
        said = f"{self.year} 年本单位按方案逐项自查，问题主要在更新不及时，已经安排专人负责。"
        self.act("assess_itself", SIGN[case.agency.code], case, summary=said, **self.marks(case, 1))

    def checked(self, case: Case, worst: int) -> Case:
        """It is looked at in the field and told on the spot."""
        self.act(
            "check_in_field",
            self.assessor(case.agency.code),
            case,
            checked_on=str(localdate(self.at)),
            heard="听取了全年工作汇报。",
            looked="查看了公开栏、办事大厅和公开台账。",
            feedback="公开栏内容基本齐全；内部公开材料要再细一些，更新要写日期。",
            signed_by_unit="办公室主任",
            read_out="on",
            **self.marks(case, worst),
        )
        return self.case(case)

    def case(self, case: Case) -> Case:
        """As it is now."""
        found: Case = Case.objects.select_related("agency", "office", "appraisal__scheme").get(pk=case.pk)
        return found


def _cases(row: Appraisal) -> list[Case]:
    rows = Case.objects.filter(appraisal=row).select_related("agency", "office", "appraisal__scheme")
    return list(rows.order_by("unit_class", "agency__code"))


def _last(play: Play) -> None:
    """From the scheme to the published grades: one objection that was right, one unit that had to put things right."""
    row = play.begun()
    for check in play.drawn(row, "第三季度公开栏目和留言答复"):
        if Check.objects.get(pk=check.pk).state == "fed_back" and check.agency.code in SIGN:
            play.act("correct_check", SIGN[check.agency.code], check, corrected="留言答复都补写了日期。")
    play.act("notify", SUPERVISOR, row)
    play.until(11, 16)
    for case in _cases(row):
        if case.agency.code in SIGN:
            play.assessed(case)
    play.until(12, 2)
    for case in _cases(row):
        play.checked(case, WORST if case.agency.code == UNQUALIFIED else 2)
    play.until(12, 11)
    for case in _cases(row):
        _graded(play, case)
    play.until(12, 25)
    for case in _cases(row):
        if case.state == Case.State.SERVED:
            perform("appraisal.leave_unobjected", on=case, actor=SYSTEM, at=play.at)
    summary = f"{play.year} 年考核了 {len(_cases(row))} 个单位。普遍的问题是内部公开材料不细、更新不写日期。"
    play.act("publish", SUPERVISOR, row, summary=summary)
    _put_right(play, row)


def _graded(play: Play, case: Case) -> None:
    who = play.assessor(case.agency.code)
    play.act("give_opinion", who, case, opinion="平时考核和实地考核综合，公开及时，内部公开要加强。")
    play.act("confirm_grade", CONFIRMS, case)
    play.act("serve", SUPERVISOR, case)
    case = play.case(case)
    if case.agency.code != OBJECTS:
        return
    leaf = next(leaf for leaf in case.leaves if leaf.kind == "manual")
    said = {"codes": [leaf.code], "objection": "分工文件在 3 月的会议纪要里，请再看一下。"}
    play.act("object", SIGN[OBJECTS], case, **said)
    answer = {
        "outcome": "corrected",
        "answer": "查到会议纪要，这一项给满分。",
        f"p{leaf.place}": str(leaf.points),
    }
    play.act("answer_objection", SUPERVISOR, case, **answer)
    play.act("confirm_answer", CONFIRMS, case)


def _put_right(play: Play, row: Appraisal) -> None:
    """The unqualified unit, where there is one, reports and is looked at again."""
    rows = Case.objects.filter(appraisal=row, grade="unqualified")
    case = rows.select_related("agency", "appraisal__scheme").first()
    if case is None or case.agency.code not in SIGN:
        return
    due = str(localdate(play.at) + timedelta(days=30))
    order = {"demands": "1．公开栏内容补齐。\n2．内部公开材料按月整理。", "due_on": due}
    mending: Rectification = play.act("order_rectification", SUPERVISOR, case, **order).matter
    play.at += timedelta(days=20)
    report = "公开栏补了 12 项内容，内部公开材料整理成册。"
    play.act("report_rectification", SIGN[case.agency.code], mending, report=report)
    found: dict[str, str] = {}
    for line in case.result:
        leaf = next(leaf for leaf in case.leaves if leaf.code == line["code"])
        if leaf.rule.counts and line["points"] is not None and Decimal(line["points"]) < leaf.points:
            found |= {f"p{leaf.place}": str(leaf.points), f"w{leaf.place}": "现场看了，已经补齐。"}
    play.act("recheck", ASSESSOR, mending, rechecked="逐项看过，已经补齐，复核合格。", **found)


def _this(play: Play) -> None:
    """As far as the day allows: deployed in the fourth quarter, assessed in November, looked at in December."""
    row = play.begun()
    play.drawn(row, "第三季度公开栏目和政务新媒体")
    if localdate(play.at) < date(play.year, *QUARTER_FROM):
        return
    play.act("notify", SUPERVISOR, row)
    cases = {case.agency.code: case for case in _cases(row)}
    if play.until(11, 16):
        for code in ("rfbsc", "nmj", "lxcz", "slj"):
            play.assessed(cases[code])
    if play.until(12, 2):
        for code in ("rfbsc", "nmj"):
            play.checked(cases[code], 2)
    play.at = play.now
    play.act("compute", SUPERVISOR, row)
