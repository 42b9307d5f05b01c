"""Supervision in a simulated year: inspections announced, found, heard and put right; work deployed to many; some answered late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.core.files.base import ContentFile

from foundation.agencies.roles import Role
from foundation.simulation.players import Beginning, Day, Next, Part, Player
from inspection.models import Finding, Inspection
from inspection.models import Part as Inspected

PLAYER = Player("inspection")
SUPERVISOR, RECORDS = Role.COUNTY_SUPERVISOR, Role.RECORDS_OFFICE

INSPECTIONS_A_YEAR, DEPLOYMENTS_A_YEAR = 16, 8
LATE, REOPENED, CLEAN = 0.15, 0.2, 0.3
#: What is found: what, where, clause, gravity.
FOUND = (
    ("年度工作计划没有公布", "公开平台“年度工作计划”栏目", "PD-3", "ordinary"),
    ("两份通知成文以后 30 多个工作日才公布", "公文栏目", "PD-9", "grave"),
    ("公开指南里的电话打不通", "公开指南", "PD-8", "minor"),
    ("一条留言答复超过了 5 个工作日", "留言板", "OR-7", "ordinary"),
    ("政策解读没有链接到原文", "解读栏目", "PI-7", "ordinary"),
)
DEPLOYED = (
    (
        "空白栏目集中清理",
        "对照条例第二十条、第二十一条逐目核对：有内容的补上，没有内容的写明原因。",
        "PD-9(2)",
    ),
    ("公开指南核对", "核对指南里的地址、电话、办公时间，有变的当天更正。", "PD-8"),
    ("惠民补贴公示补录", "近三年的补贴发放情况按年份补录到公开平台。", "PD-9"),
)


@PLAYER.begins
def inspecting(day: Day) -> Iterator[Beginning]:
    """The county's supervisors inspect some agencies, and give work to all."""
    codes, stream = day.world.staffed(), day.stream("inspections")
    for n in day.numbers(INSPECTIONS_A_YEAR, least=3):
        agencies = sorted(stream.sample(codes, k=min(len(codes), stream.randint(1, 4))))
        yield Beginning(f"i{n}", "open_inspection", {"agencies": agencies})
    for n in day.numbers(DEPLOYMENTS_A_YEAR, least=2):
        yield Beginning(f"d{n}", "deploy", {"agencies": codes, "what": stream.randrange(len(DEPLOYED))})


@PLAYER.stage
def open_inspection(part: Part) -> Next:
    agencies = [part.world.agencies[code] for code in part.facts["agencies"]]
    supervisor = part.someone(SUPERVISOR, agencies[0])
    given = {
        "title": f"{part.today:%m} 月主动公开检查",
        "source": "plan",
        "plan": "看首页、栏目、公开指南、年度计划，抽查公文的公布时间。",
        "planned_on": part.today + timedelta(days=1),
        "inspectors": [supervisor.staff_id],
        "agencies": [agency.pk for agency in agencies],
        "shortfalls": [],
    }
    made = part.do("inspection.open", supervisor, agencies[0], **given)
    part.about(made)
    part.facts["agency"] = agencies[0].code
    part.do("inspection.announce", supervisor)
    return part.then(look, (1, 3))


@PLAYER.stage
def look(part: Part) -> Next | None:
    """In each agency something is found, or nothing; each is told and goes its own way."""
    last = None
    for inspected in (
        Inspected.objects.filter(inspection=part.matter).select_related("agency").order_by("agency__code")
    ):
        if part.chance(CLEAN):
            part.do("inspection.nothing_found", SUPERVISOR, inspected)
            continue
        for what, place, clause, gravity in part.stream.sample(FOUND, k=part.stream.randint(1, 2)):
            proof = [ContentFile("检查时的网页截图。".encode(), name="检查截图.txt")]
            found = {"what": what, "place": place, "breaches": clause, "gravity": gravity, "files": proof}
            part.do("inspection.record_finding", SUPERVISOR, inspected, **found)
        source = "县里定为 5 个工作日（制度没有规定天数）。"
        part.do("inspection.tell_findings", SUPERVISOR, inspected, days=5, source=source)
        last = part.begin(PLAYER, state_view, inspected, (1, 5), agency=inspected.agency.code)
        last.key = f"{part.course.key}/{inspected.agency.code}"
    return part.when_done(last, conclude, (1, 5)) if last is not None else part.then(conclude, (1, 5))


@PLAYER.stage
def state_view(part: Part) -> Next:
    part.do("inspection.state_view", RECORDS, view="属实，经办人请假，没有交接。")
    by = part.today + timedelta(days=21)
    demands = "查明原因，把流程改过来，明确 AB 岗。"
    part.do("inspection.order_correction", SUPERVISOR, demands=demands, correct_by=by)
    part.do("inspection.sign_for", RECORDS)
    return part.then(correct, (4, 12), late=LATE, by=(8, 20))


def _unsettled(part: Part, state: str) -> list[Finding]:
    rows = Finding.objects.filter(part=part.matter, state=state)
    return list(rows.select_related("part__inspection", "agency").order_by("number"))


@PLAYER.stage
def correct(part: Part) -> Next:
    for finding in _unsettled(part, Finding.State.ORDERED):
        proof = [ContentFile("改正后的截图。".encode(), name="改正情况.txt")]
        given = {"corrected": "已经改正，明确了 AB 岗。", "corrected_on": part.today, "files": proof}
        part.do("inspection.report_correction", RECORDS, finding, **given)
    return part.then(check, (1, 6))


@PLAYER.stage
def check(part: Part) -> Next | None:
    """Somebody looks again: it is closed, or once more to be corrected."""
    again = False
    for finding in _unsettled(part, Finding.State.REPORTED):
        if part.course.step < 4 and part.chance(REOPENED):
            by = part.today + timedelta(days=15)
            reason = "只提醒不够，要写明从成文到公布每一步谁办、几天办完。"
            part.do("inspection.reopen_finding", SUPERVISOR, finding, reason=reason, correct_by=by)
            again = True
        else:
            part.do("inspection.close_finding", SUPERVISOR, finding)
    return part.then(correct, (2, 8)) if again else None


@PLAYER.stage
def conclude(part: Part) -> Next | None:
    """When everything is settled the inspection is reported on and ended."""
    inspection: Inspection = part.matter
    if Finding.objects.filter(part__inspection=inspection).unsettled().exists():
        return part.then(conclude, (5, 10))
    part.do("inspection.report", SUPERVISOR, summary="发现的问题已经改正并复查销号。")
    given = {"telling": "withhold", "telling_reason": "问题轻微，已经改正。"}
    part.do("inspection.decide_telling", SUPERVISOR, **given)
    part.do("inspection.end", SUPERVISOR)
    return None


@PLAYER.stage
def deploy(part: Part) -> None:
    agencies = [part.world.agencies[code] for code in part.facts["agencies"]]
    title, body, basis = DEPLOYED[part.facts["what"]]
    given = {"title": title, "body": body, "basis": basis, "due_on": part.today + timedelta(days=20)}
    supervisor = part.someone(SUPERVISOR, agencies[0])
    made = part.do("inspection.deploy", supervisor, agencies[0], **given, agencies=[a.pk for a in agencies])
    for task in made.tasks.select_related("agency").order_by("agency__code"):
        course = part.begin(PLAYER, answer_task, task, (2, 13), agency=task.agency.code)
        course.key = f"{part.course.key}/{task.agency.code}"


@PLAYER.stage
def answer_task(part: Part) -> Next:
    if not part.course.step and part.chance(LATE):
        return part.then(answer_task, (8, 16))
    part.do("inspection.answer_task", RECORDS, answer="已经逐项核对，缺的补上了，其余写明了原因。", files=[])
    return part.then(confirm_task, (1, 6))


@PLAYER.stage
def confirm_task(part: Part) -> None:
    part.do("inspection.confirm_task", SUPERVISOR)
