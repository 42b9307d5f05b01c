"""Work that the county deploys to all agencies: answered and confirmed; whoever is late with it is urged, with a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils.timezone import localdate

from foundation.casework import matters
from foundation.simulation.players import Beginning, Day, Next, Part
from inspection.models import Task, Urging
from inspection.player.inspections import PLAYER, RECORDS, SUPERVISOR

DEPLOYMENTS_A_YEAR = 8
#: The share of agencies that are late with it; of two at least, so that each way of an urging has its turn.
LATE, FEWEST_LATE = 0.15, 2
#: What becomes of an urging: answered and settled; sent back once; settled because the county sees that it is done.
URGINGS = ("answered", "returned", "seen")
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
def deploying(day: Day) -> Iterator[Beginning]:
    """Some times a year the county gives work to all agencies."""
    stream = day.stream("deployments")
    for n in day.numbers(DEPLOYMENTS_A_YEAR, least=2):
        facts = {"agencies": day.world.staffed(), "what": stream.randrange(len(DEPLOYED)), "n": n}
        yield Beginning(f"d{n}", "deploy", facts)


@PLAYER.stage
def deploy(part: Part) -> Next:
    codes = part.facts["agencies"]
    agencies = [part.world.agencies[code] for code in codes]
    title, body, basis = DEPLOYED[part.facts["what"]]
    given = {"title": title, "body": body, "basis": basis, "due_on": part.today + timedelta(days=20)}
    supervisor = part.someone(SUPERVISOR, agencies[0])
    made = part.do("inspection.deploy", supervisor, agencies[0], **given, agencies=[a.pk for a in agencies])
    late = part.stream.sample(codes, k=max(FEWEST_LATE, round(LATE * len(codes))))
    for task in made.tasks.select_related("agency").order_by("agency__code"):
        code = task.agency.code
        course = part.begin(PLAYER, answer_task, task, (22, 30) if code in late else (2, 12), agency=code)
        course.key = f"{part.course.key}/{code}"
    part.about(made)
    return part.on_day(urge_the_late, made.due_on + timedelta(days=1))


@PLAYER.stage
def answer_task(part: Part) -> Next:
    part.do("inspection.answer_task", RECORDS, answer="已经逐项核对，缺的补上了，其余写明了原因。", files=[])
    return part.then(confirm_task, (1, 3))


@PLAYER.stage
def confirm_task(part: Part) -> None:
    part.do("inspection.confirm_task", SUPERVISOR)


@PLAYER.stage
def urge_the_late(part: Part) -> Next:
    """Whoever has not answered by the day is urged."""
    late = part.matter.tasks.filter(state=Task.State.GIVEN).select_related("agency", "deployment")
    for i, task in enumerate(late.order_by("agency__code")):
        by = part.today + timedelta(days=6)
        reason = f"{task.title}已经过了期限，请把还没有办的列出来，逐项报办理结果。"
        part.do("casework.urge", part.someone(SUPERVISOR), task, reason=reason, by=str(by))
        urging = Urging.objects.filter(subject_ref=matters.ref_of(task)).latest("pk")
        how = URGINGS[(part.facts["n"] + i) % len(URGINGS)]
        first = settle_urging if how == "seen" else answer_urging
        course = part.begin(PLAYER, first, urging, (1, 3), agency=task.agency.code, how=how)
        course.key = f"{part.course.key}/{task.agency.code}/urged"
    return part.then(end_deployment, (12, 18))


@PLAYER.stage
def answer_urging(part: Part) -> Next:
    answer = "经办人调走，交接时漏了，已经另定人办。"
    if part.matter.due_on > localdate(part.matter.created_at) + timedelta(days=6):
        answer = "还剩三项：两项已经报送，一项等财政所核数，后天报送。"
    part.do("inspection.answer_urging", RECORDS, answer=answer)
    return part.then(look_at_urging, (0, 1))


@PLAYER.stage
def look_at_urging(part: Part) -> Next:
    """An answer that tells no result is sent back once."""
    if part.facts["how"] == "returned":
        part.facts["how"] = "answered"
        reason = "只说定了人，没有说办到哪一步。请列出还没有办的项目和每项的完成日期。"
        part.do("inspection.return_urging", SUPERVISOR, reason=reason, due_on=part.today + timedelta(days=7))
        return part.then(answer_urging, (1, 3))
    return part.then(settle_urging, (1, 3))


@PLAYER.stage
def settle_urging(part: Part) -> Next | None:
    """Settled once the county sees that the work was done, also where nobody answered the urging itself."""
    task = matters.find(part.matter.subject_ref, part.someone(SUPERVISOR))
    if task.state == Task.State.GIVEN:
        return part.then(settle_urging, (2, 4))
    part.do("inspection.settle_urging", SUPERVISOR, reason="已经看到反馈的办理结果。")
    return None


@PLAYER.stage
def end_deployment(part: Part) -> Next | None:
    """When every agency did it, and the county confirmed that it did."""
    if part.matter.tasks.exclude(state__in=Task.OVER).exists():
        return part.then(end_deployment, (3, 6))
    part.do("inspection.end_deployment", SUPERVISOR, reason="各单位都已办完。")
    return None
