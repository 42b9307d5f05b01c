"""Inspections in a simulated year: announced or not, of disclosure or of secrecy reviews; what is found, heard, ordered, put right, referred."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.core.files.base import ContentFile

from foundation.agencies.actors import Actor
from foundation.agencies.roles import Role
from foundation.simulation.players import Beginning, Day, Next, Part, Player
from inspection.models import Finding
from inspection.models import Part as Inspected
from inspection.statute import Field

PLAYER = Player("inspection")
SUPERVISOR, RECORDS = Role.COUNTY_SUPERVISOR, Role.RECORDS_OFFICE
#: Who answers for an agency in an inspection of each field.
ANSWERS = {Field.OPENNESS: RECORDS, Field.SECRECY: Role.SECRECY_OFFICE}

INSPECTIONS_A_YEAR = 16
#: The ways an inspection goes, in turn; in the first of its agencies something is found in any case, save in what goes as planned.
WAYS = ("planned", "unannounced", "secrecy", "unfounded", "longer", "referred", "published")
LATE, REOPENED, CLEAN = 0.15, 0.2, 0.3
#: What is found: what, where, clause, gravity; and what the agency shows where it is not so.
FOUND = {
    Field.OPENNESS: (
        (
            "年度工作计划没有公布",
            "公开平台“年度工作计划”栏目",
            "PD-3",
            "ordinary",
            "计划在检查以前已经公布，归在“通知”栏目",
        ),
        (
            "两份通知成文以后 30 多个工作日才公布",
            "公文栏目",
            "PD-9",
            "grave",
            "两份通知征求意见以后改过，以改定的日期算没有超过",
        ),
        ("公开指南里的电话打不通", "公开指南", "PD-8", "minor", "检查当天线路检修，前后两天都打得通"),
        ("一条留言答复超过了 5 个工作日", "留言板", "OR-7", "ordinary", "中间有两天是调休，扣除以后没有超过"),
        ("政策解读没有链接到原文", "解读栏目", "PI-7", "ordinary", "链接在文末，手机上要展开才看得到"),
    ),
    Field.SECRECY: (
        ("一份公文的审查依据只写了“不涉密”", "审查表", "SR-9", "ordinary", ""),
        ("两份通知共用一张审查表", "审查表", "SR-3", "ordinary", ""),
        ("脱密后的文稿没有保密办确认的记录", "脱密审批件", "SR-7(2)", "grave", ""),
    ),
}


@PLAYER.begins
def inspecting(day: Day) -> Iterator[Beginning]:
    """The county's supervisors inspect some agencies, now and then the secrecy administration does."""
    codes, stream = day.world.staffed(), day.stream("inspections")
    for n in day.numbers(INSPECTIONS_A_YEAR, least=len(WAYS)):
        agencies = sorted(stream.sample(codes, k=min(len(codes), stream.randint(1, 4))))
        yield Beginning(f"i{n}", "open_inspection", {"agencies": agencies, "way": WAYS[n % len(WAYS)]})


def field_of(part: Part) -> Field:
    """Whose inspection it is."""
    return Field.SECRECY if part.facts["way"] == "secrecy" else Field.OPENNESS


def inspector(part: Part) -> Actor:
    """Whoever inspects."""
    return part.someone(Role.SECRECY_INSPECTOR if field_of(part) == Field.SECRECY else SUPERVISOR)


@PLAYER.stage
def open_inspection(part: Part) -> Next:
    agencies = [part.world.agencies[code] for code in part.facts["agencies"]]
    part.facts["agency"] = agencies[0].code
    by, way = inspector(part), part.facts["way"]
    given = {
        "title": f"{part.today:%m} 月主动公开检查",
        "source": "plan",
        "plan": "看首页、栏目、公开指南、年度计划，抽查公文的公布时间。",
        "planned_on": part.today + timedelta(days=1),
        "inspectors": [by.staff_id],
        "agencies": [agency.pk for agency in agencies],
    }
    if way == "secrecy":
        given |= {
            "title": f"{part.today:%m} 月公开保密审查抽查",
            "plan": "抽查近半年公布的公文：先审查后公开，一事一审，四项审查都写明依据。",
        }
        part.about(part.do("inspection.open_secrecy", by, agencies[0], **given))
    else:
        if way == "unannounced":
            given |= {
                "source": "complaint",
                "source_words": "有人反映窗口和网上公布的办理材料不一致。",
                "plan": "不打招呼，直接看窗口、公开栏和网站，对照同一事项公布的材料。",
                "unannounced": "on",
            }
        part.about(part.do("inspection.open", by, agencies[0], **given, shortfalls=[]))
    if way == "unannounced":
        reason = "提前通知会改动现场，看不到平时的情况。"
        part.do("inspection.begin_unannounced", by, reason=reason)
    else:
        part.do("inspection.announce", by)
    return part.then(look, (1, 3))


@PLAYER.stage
def look(part: Part) -> Next | None:
    """In each agency something is found, or nothing; each is told and goes its own way."""
    last, way, by = None, part.facts["way"], inspector(part)
    inspected_ones = Inspected.objects.filter(inspection=part.matter).select_related("agency")
    for inspected in inspected_ones.order_by("agency__code"):
        if part.chance(CLEAN) and (way == "planned" or last is not None):
            part.do("inspection.nothing_found", by, inspected)
            continue
        rows = part.stream.sample(FOUND[field_of(part)], k=part.stream.randint(1, 2))
        for what, place, clause, gravity, _excuse in rows:
            proof = [ContentFile("检查时的记录和截图。".encode(), name="检查记录.txt")]
            found = {"what": what, "place": place, "breaches": clause, "gravity": gravity, "files": proof}
            part.do("inspection.record_finding", by, inspected, **found)
        source = "县里定为 5 个工作日（制度没有规定天数）。"
        part.do("inspection.tell_findings", by, inspected, days=5, source=source)
        # What is out of the ordinary happens in the first of them.
        goes = way if last is None or way == "secrecy" else "planned"
        last = part.begin(PLAYER, state_view, inspected, (1, 5), agency=inspected.agency.code, way=goes)
        last.key = f"{part.course.key}/{inspected.agency.code}"
    return part.when_done(last, "conclude", (1, 5)) if last is not None else part.then("conclude", (1, 5))


def _findings(part: Part, state: str) -> list[Finding]:
    rows = Finding.objects.filter(part=part.matter, state=state)
    return list(rows.select_related("part__inspection", "agency").order_by("number"))


@PLAYER.stage
def state_view(part: Part) -> Next | None:
    """The agency says what it thinks; what was not so is dropped, the rest is to be put right."""
    view, answers = "属实，经办人请假，没有交接。", ANSWERS[field_of(part)]
    told = _findings(part, Finding.State.TOLD)
    if part.facts["way"] == "unfounded":
        excuse = next(row[4] for row in FOUND[field_of(part)] if row[0] == told[0].what)
        view = f"第 1 个问题情况不同：{excuse}，附发布记录。其余属实。"
        part.do("inspection.state_view", answers, view=view)
        reason = f"核对了单位提供的记录：{excuse}，问题不成立。"
        part.do("inspection.drop_finding", inspector(part), told[0], reason=reason)
        if len(told) == 1:
            return None
    else:
        part.do("inspection.state_view", answers, view=view)
    by = part.today + timedelta(days=21)
    demands = "查明原因，把流程改过来，明确 AB 岗。"
    part.about(Inspected.objects.select_related("agency", "inspection").get(pk=part.matter.pk))
    part.do("inspection.order_correction", inspector(part), demands=demands, correct_by=by)
    part.do("inspection.sign_for", answers)
    if part.facts["way"] == "longer":
        return part.then(give_more_time, (3, 9))
    return part.then(correct, (4, 12), late=LATE, by=(8, 20))


@PLAYER.stage
def give_more_time(part: Part) -> Next:
    """What hangs on others cannot be put right that soon."""
    for finding in _findings(part, Finding.State.ORDERED):
        assert finding.correct_by is not None, "it was ordered"
        by = finding.correct_by + timedelta(days=15)
        reason = "栏目要由县里统一调整，技术单位排期在下个月，单位在期限以前书面说明了。"
        part.do("inspection.give_more_time", inspector(part), finding, reason=reason, correct_by=by)
    return part.then(correct, (8, 12))


@PLAYER.stage
def correct(part: Part) -> Next:
    for finding in _findings(part, Finding.State.ORDERED):
        proof = [ContentFile("改正后的截图。".encode(), name="改正情况.txt")]
        given = {"corrected": "已经改正，明确了 AB 岗。", "corrected_on": part.today, "files": proof}
        part.do("inspection.report_correction", ANSWERS[field_of(part)], finding, **given)
    return part.then(check, (1, 6))


@PLAYER.stage
def check(part: Part) -> Next | None:
    """Somebody looks again: it is closed, once more to be corrected, or a matter for others."""
    again, refers = False, part.facts["way"] == "referred"
    for finding in _findings(part, Finding.State.REPORTED):
        if refers:
            refers = False
            onward = {"onward": "accountability", "onward_to": "县政府办公室"}
            reason = "去年检查时已经责令改正过，这次又出现同样的问题，报告的改正情况和现场不符。"
            part.do("inspection.refer_finding", inspector(part), finding, **onward, reason=reason)
        elif part.course.step < 4 and part.chance(REOPENED):
            by = part.today + timedelta(days=15)
            reason = "只提醒不够，要写明从成文到公布每一步谁办、几天办完。"
            part.do("inspection.reopen_finding", inspector(part), finding, reason=reason, correct_by=by)
            again = True
        else:
            part.do("inspection.close_finding", inspector(part), finding)
    return part.then(correct, (2, 8)) if again else None
