"""The appraisal of a simulated year: its scheme, units drawn and looked at, self-assessment, the field, grades, objections, publication."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from appraisal.forms.case import rows_behind
from appraisal.models import Appraisal, Case, Check
from appraisal.statute import Grade
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction, Role
from foundation.simulation.players import Beginning, Day, Next, Part, Player

PLAYER = Player("appraisal")
SUPERVISOR, ASSESSOR, COUNTY_LEADER, HEAD = (
    Role.COUNTY_SUPERVISOR,
    Role.ASSESSOR,
    Role.COUNTY_LEADER,
    Role.DISCLOSURE_HEAD,
)
OBJECTED, ACCEPTED = 0.1, 0.3
#: What becomes of the rows that units dispute, in turn: act, ground, what the unit says, why it is decided so.
DISPUTED = (
    (
        "appraisal.excuse_row",
        "force",
        "那两天全镇停电，网站登不上去，供电所有证明。",
        "供电所的停电证明属实，这一件不计。",
    ),
    (
        "appraisal.count_row",
        "other_unit",
        "材料是县里别的部门晚给的，不是本单位的责任。",
        "期限由承办单位承担，没有及时催办，照计。",
    ),
)


@PLAYER.begins
def appraising(day: Day) -> Iterator[Beginning]:
    """In March the scheme of the year is drafted."""
    office = agency_with(AgencyFunction.DISCLOSURE_OFFICE) if day.is_nth_working_day(3, 4) else None
    if office is not None:
        yield Beginning("scheme", "draft_scheme", {"agency": office.code})


@PLAYER.stage
def draft_scheme(part: Part) -> Next:
    year = part.today.year
    given: dict[str, Any] = {
        "year": year,
        "title": f"{year} 年政务公开考核方案",
        "source": "sample",
        "factor": "0.04",
    }
    given |= {
        "starts_on": f"{year - 1}-12-01",
        "ends_on": f"{year}-11-30",
        "bonus_cap": "4",
        "bonus_from": "80",
    }
    part.about(part.do("appraisal.draft_scheme", SUPERVISOR, part.agency, **given))
    part.do("appraisal.try_scheme", SUPERVISOR)
    part.do("appraisal.check_scheme", SUPERVISOR)
    return part.then(issue, (5, 12))


@PLAYER.stage
def issue(part: Part) -> Next:
    part.do("appraisal.issue_scheme", COUNTY_LEADER, number=f"五政办发〔{part.today.year}〕21号")
    part.about(part.do("appraisal.begin", SUPERVISOR))
    return part.on_day(draw, date(part.today.year, 7, 8))


def _assessor(part: Part, code: str) -> Any:
    """Who assesses a unit: nobody their own."""
    holders = part.world.people.holders(ASSESSOR, "")
    return part.world.people.actor(
        next(one for one in holders if one.agency is None or one.agency.code != code)
    )


@PLAYER.stage
def draw(part: Part) -> Next:
    """Some units are drawn and looked at on the quiet."""
    given = {"topic": "公开栏目和留言答复", "many": 3, "classes": ["department", "township", "service"]}
    drawn = part.do("appraisal.draw", SUPERVISOR, **given)
    for check in Check.objects.filter(draw=drawn).select_related("agency").order_by("agency__code"):
        who, problem = _assessor(part, check.agency.code), part.chance(0.5)
        seen = "两条留言答复没有写日期。" if problem else "公开栏内容更新到上个月。"
        part.do("appraisal.record_check", who, check, looked_on=part.today, found=seen, problems=int(problem))
        fed_back = part.do("appraisal.feed_back_check" if problem else "appraisal.clear_check", who, check)
        if problem:
            part.begin(
                PLAYER, correct, fed_back, (4, 15), agency=check.agency.code
            ).key = f"{part.course.key}/{check.agency.code}"
    return part.on_day(notify, date(part.today.year, 10, 20))


@PLAYER.stage
def correct(part: Part) -> None:
    """What was found on the quiet is put right by whoever keeps the papers."""
    if part.world.people.holders(Role.RECORDS_OFFICE, part.agency):
        part.do("appraisal.correct_check", Role.RECORDS_OFFICE, corrected="两条留言补上了日期，以后当天写。")


def _cases(part: Part) -> list[Case]:
    rows = Case.objects.filter(appraisal=part.matter).select_related("agency", "office", "appraisal__scheme")
    return list(rows.order_by("unit_class", "agency__code"))


def _marks(part: Part, case: Case, *, poor: bool = False) -> dict[str, str]:
    """Points of what people answer for, a tenth or two less here and there, with the reason; next to none of who is `poor`."""
    found = {}
    for leaf in case.leaves:
        if leaf.kind == "manual":
            off = 10 if poor else part.stream.choice((0, 0, 0, 1, 2))
            found[f"p{leaf.place}"] = str(round(leaf.points * (10 - off) / 10, 2))
            if off:
                found[f"w{leaf.place}"] = "内容不全，有的还没有更新。"
    return found


@PLAYER.stage
def notify(part: Part) -> Next:
    part.do("appraisal.notify", SUPERVISOR)
    return part.on_day(assess, date(part.today.year, 11, 17))


@PLAYER.stage
def assess(part: Part) -> Next:
    """Units with people assess themselves."""
    for case in _cases(part):
        if part.world.people.holders(HEAD, case.agency):
            said = "本单位按方案逐项自查，问题主要在更新不及时，已经安排专人负责。"
            marks = _marks(part, case)
            part.do("appraisal.assess_itself", HEAD, case, of_agency=case.agency, summary=said, **marks)
    _disputed(part)
    return part.on_day(look, date(part.today.year, 12, 2))


def _disputed(part: Part) -> None:
    """Some of what is counted against units they dispute; the office excuses one row and counts another."""
    units = [one for one in _cases(part) if one.agency != one.office]
    staffed = (one for one in units if part.world.people.holders(HEAD, one.agency))
    against = ((case, rows[0][0]) for case in staffed if (rows := rows_behind(case)))
    for (decide, ground, words, why), (case, row) in zip(DISPUTED, against, strict=False):
        given = {"row": row, "ground": ground, "words": words}
        made = part.do("appraisal.dispute_row", HEAD, case, of_agency=case.agency, **given)
        part.do(decide, SUPERVISOR, made, why=why)


@PLAYER.stage
def look(part: Part) -> Next:
    cases = _cases(part)
    staffed = [case.pk for case in cases if part.world.people.holders(HEAD, case.agency)]
    poor = part.stream.choice(staffed)
    for case in cases:
        given: dict[str, Any] = {
            "checked_on": part.today,
            "heard": "听取了全年工作汇报。",
            "signed_by_unit": "办公室主任",
        }
        given |= {"looked": "查看了公开栏、办事大厅和公开台账。", "read_out": "on"}
        given |= {
            "feedback": "公开栏内容基本齐全；更新要写日期。",
            **_marks(part, case, poor=case.pk == poor),
        }
        part.do("appraisal.check_in_field", _assessor(part, case.agency.code), case, **given)
    return part.on_day(grade, date(part.today.year, 12, 11))


@PLAYER.stage
def grade(part: Part) -> Next:
    for case in _cases(part):
        who = _assessor(part, case.agency.code)
        opinion = "平时考核和实地考核综合，公开及时，内部公开要加强。"
        part.do("appraisal.give_opinion", who, case, opinion=opinion)
        part.do("appraisal.confirm_grade", COUNTY_LEADER, case, of_agency="xzfb")
        part.do("appraisal.serve", SUPERVISOR, case)
        if part.world.people.holders(HEAD, case.agency) and part.chance(OBJECTED):
            _object(part, Case.objects.get(pk=case.pk))
        elif part.world.people.holders(HEAD, case.agency) and part.chance(ACCEPTED):
            part.do("appraisal.accept", HEAD, case, of_agency=case.agency)
    return part.on_day(publish, date(part.today.year, 12, 30))


def _object(part: Part, case: Case) -> None:
    """A unit objects to one point, and is right."""
    leaf = next(leaf for leaf in case.leaves if leaf.kind == "manual")
    said = {"codes": [leaf.code], "objection": "分工文件在 3 月的会议纪要里，请再看一下。"}
    part.do("appraisal.object", HEAD, case, of_agency=case.agency, **said)
    answer = {
        "outcome": "corrected",
        "answer": "查到会议纪要，这一项给满分。",
        f"p{leaf.place}": str(leaf.points),
    }
    part.do("appraisal.answer_objection", SUPERVISOR, case, **answer)
    part.do("appraisal.confirm_answer", COUNTY_LEADER, case, of_agency="xzfb")


@PLAYER.stage
def rectify(part: Part) -> Next | None:
    """Who did not pass has to put things right by a day, and is looked at again."""
    failed = [case for case in _cases(part) if case.grade == Grade.UNQUALIFIED]
    # Of one of them the recheck finds that nothing was done.
    poor = next((case.pk for case in failed if part.world.people.holders(HEAD, case.agency)), None)
    for case in failed:
        if not part.world.people.holders(HEAD, case.agency):
            continue
        given = {"demands": "内部公开材料按季度更新，写明日期。", "due_on": part.today + timedelta(days=40)}
        made = part.do("appraisal.order_rectification", SUPERVISOR, case, of_agency=case.agency, **given)
        course = part.begin(
            PLAYER, report_rectification, made, (8, 15), agency=case.agency.code, poor=case.pk == poor
        )
        course.key = f"{part.course.key}/{case.agency.code}"
    return None


@PLAYER.stage
def report_rectification(part: Part) -> Next:
    report = "材料正在补，先报已经补好的两项。" if part.facts["poor"] else "材料补齐，明确了每季度更新的人。"
    part.do("appraisal.report_rectification", HEAD, report=report)
    return part.then(recheck, (3, 6))


@PLAYER.stage
def recheck(part: Part) -> Next | None:
    """Line by line, of those that had cost points; it counts as passed from then on, or the county is told of it."""
    case, poor = part.matter.case, part.facts["poor"]
    before = {line["code"]: line["points"] for line in case.result}
    given = {"rechecked": "多数还是老样子，没有改。" if poor else "逐项看过，已经改好。"}
    for leaf in case.leaves:
        if leaf.kind != "veto":
            points = before.get(leaf.code) if poor else leaf.points
            given |= {f"p{leaf.place}": str(points), f"w{leaf.place}": "看了补齐的材料。"}
    part.do("appraisal.recheck", _assessor(part, part.agency.code), **given)
    return part.then(circulate, (1, 4)) if poor else None


@PLAYER.stage
def circulate(part: Part) -> Next:
    """The county's leader tells every unit; it goes on putting things right, and now does."""
    given = {"demands": "限期补齐，主要负责人到会说明。", "due_on": part.today + timedelta(days=20)}
    part.do("appraisal.circulate", COUNTY_LEADER, of_agency="xzfb", **given)
    part.facts["poor"] = False
    return part.then(report_rectification, (5, 9))


@PLAYER.stage
def publish(part: Part) -> Next:
    appraisal: Appraisal = part.matter
    number = Case.objects.filter(appraisal=appraisal).count()
    summary = f"今年考核了 {number} 个单位。普遍的问题是内部公开材料不细、更新不写日期。"
    part.do("appraisal.publish", SUPERVISOR, summary=summary)
    return part.then(rectify, (5, 10))
