"""The social evaluation of a simulated year: planned, noticed, answered by many, counted, announced; what people said put right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from django.utils.timezone import localdate

from evaluation.models import Round, Suggestion, Supervisor, Unit, UnitResult
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction, Role
from foundation.questionnaires import taking
from foundation.questionnaires.codes import normalised
from foundation.questionnaires.taking import Said
from foundation.simulation.players import Beginning, Day, Next, Part, Player
from secrecy_review.models import Review
from secrecy_review.player import follow

PLAYER = Player("evaluation")
DRAFTER, RECORDS, HEAD, CLERK = (
    Role.DRAFTER,
    Role.RECORDS_OFFICE,
    Role.DISCLOSURE_HEAD,
    Role.APPLICATIONS_CLERK,
)

#: How many people answer in a year.
ANSWERS_A_YEAR = 1_500
PLAN: dict[str, Any] = {
    "purpose": "请打过交道的人评一评各单位公开得怎么样，评出来的问题逐条整改。",
    "manner": "问卷码发给办过事、申请过公开的人；没有问卷码的也可以在公开网页填，单独统计。不给任何单位下达填写任务。",
    "points": "100、70、0",
    "ways": "问卷（凭问卷码和纸质） 60\n评议小组和社会监督员 40\n公开网页 0",
    "heads": "公开内容 20\n公开形式 20\n公开程序和时限 20\n公开制度 15\n公开效果 20\n其他 5",
    "well": 85,
    "rather": 70,
    "telephone": "0478-0000000",
    "pilot": "社区 10 个人试填，改了两道题的说法。",
}
PEOPLE = (
    ("模拟甲", "panel", "congress", "县人大常委会办公室"),
    ("模拟乙", "panel", "media", "县融媒体中心"),
    ("模拟丙", "supervisor", "public", "隆兴昌镇"),
)
#: How suggestions go, in turn (`suggestions.py`).
SUGGESTED = ("adopted", "declined", "returned", "referred", "late", "for_unit")
WORDS = (
    "停水通知只贴在小区门口，上班的人看不到。",
    "想查去年的补贴名单，找了半天没找到。",
    "网上写的电话打不通。",
)


@PLAYER.begins
def evaluating(day: Day) -> Iterator[Beginning]:
    """In September the county's office appoints the panel and plans the round."""
    office = agency_with(AgencyFunction.DISCLOSURE_OFFICE) if day.is_nth_working_day(9, 1) else None
    if office is not None and day.world.people.holders(DRAFTER, office):
        yield Beginning("round", "nominate", {"agency": office.code})


@PLAYER.stage
def nominate(part: Part) -> Next:
    made = []
    for name, capacity, circle, by in PEOPLE:
        given = {"name": name, "capacity": capacity, "circle": circle, "age": 45, "nominated_by": by}
        person = part.do("evaluation.nominate", DRAFTER, part.agency, **given)
        made.append(part.do("evaluation.announce_supervisor", RECORDS, person).pk)
    related = part.world.agencies[part.stream.choice(part.world.staffed())]
    conflict = {"unit": related.pk, "because": "配偶在该单位工作。"}
    part.do("evaluation.declare_conflict", DRAFTER, f"evaluation_supervisor:{made[-1]}", **conflict)
    given = {
        "name": "模拟丁",
        "capacity": "supervisor",
        "circle": "public",
        "age": 50,
        "nominated_by": "塔尔湖镇",
    }
    declined = part.do("evaluation.nominate", DRAFTER, part.agency, **given)
    part.do("evaluation.decline_supervisor", RECORDS, declined, reason="本人来信说没有时间。")
    part.facts |= {"people": made, "related": [made[-1], related.code]}
    return part.then(appoint, (6, 8))


@PLAYER.stage
def appoint(part: Part) -> Next:
    for person in Supervisor.objects.filter(pk__in=part.facts["people"]).order_by("name"):
        part.do("evaluation.appoint", HEAD, person, starts_on=part.today)
    return part.then(plan, (1, 2))


@PLAYER.stage
def plan(part: Part) -> Next:
    opens = part.today + timedelta(days=16)
    given = {**PLAN, "year": part.today.year, "title": f"{part.today.year} 年政务公开社会评议"}
    given |= {"opens_on": opens, "closes_on": opens + timedelta(days=20)}
    part.about(part.do("evaluation.plan_round", DRAFTER, part.agency, **given))
    part.do("evaluation.hand_in_round", DRAFTER)
    return part.when_done(follow(part, Review.objects.of(part.matter).open().get()), notice)


@PLAYER.stage
def notice(part: Part) -> Next:
    part.do("evaluation.notice_round", RECORDS)
    return part.on_day(collect, part.matter.opens_on + timedelta(days=1))


@PLAYER.stage
def collect(part: Part) -> Next:
    """People answer with slips, more on some units than on others; the panel fills in its sheets."""
    row: Round = part.matter
    units = list(Unit.objects.filter(round=row).select_related("evaluated").order_by("evaluated__code"))
    others = [unit for unit in units if unit.evaluated.code != part.agency.code]
    staffed = [unit for unit in others if part.world.people.holders(HEAD, unit.evaluated)]
    chosen = part.stream.sample(
        staffed, k=min(len(staffed), max(len(SUGGESTED), round(20 * part.world.scale)))
    )
    many = max(8, round(ANSWERS_A_YEAR * part.world.scale / len(chosen)))
    for unit in chosen:
        _answered(part, row, unit, many)
    part.facts |= {"valid": many * len(chosen), "units": [unit.pk for unit in chosen]}
    said = {"unit": "", "text": "社区让把填好的问卷截图发到群里。", "contact": "", "token": part.token()}
    complaint = part.citizen("evaluation.complain", row, called="投诉人", **said)
    found = {"finding": "true", "handling": "已经责令社区停止，这一批问卷码作废重发。"}
    part.do("evaluation.handle_complaint", RECORDS, complaint, **found)
    scales = [question.key for question in row.asked]
    for unit in chosen[:4]:
        for pk in part.facts["people"]:
            if [pk, unit.evaluated.code] == part.facts["related"]:
                continue
            ticks = {f"q{key}": str(part.stream.randrange(2)) for key in scales}
            sheet: dict[str, Any] = {"supervisor": pk, "unit": unit.pk, "signed_on": part.today, **ticks}
            part.do("evaluation.record_sheet", CLERK, row, **sheet)
            part.do("evaluation.record_sheet", DRAFTER, row, **sheet)
    longer = {"to": row.closes_on + timedelta(days=5), "because": "几个镇的问卷发得晚。"}
    row = part.do("evaluation.extend_round", RECORDS, **longer)
    return part.on_day(count, localdate(row.ends_at) + timedelta(days=2))


def _answered(part: Part, row: Round, unit: Unit, many: int) -> None:
    assert row.questionnaire is not None, "the round is open"
    done = part.done("evaluation.issue_slips", CLERK, row, many=many)
    scales = [question.key for question in row.asked]
    well = part.stream.randint(50, 85)
    for n, slip in enumerate(
        taking.batch(row.questionnaire, normalised(done.shown[0].partition("：")[2]), many)
    ):
        ticks = {key: [_tick(part.stream, well)] for key in scales}
        ticks[str(len(scales) + 1)] = [part.stream.randrange(3)]
        texts = {str(len(scales) + 2): WORDS[n % 3]} if n % 12 == 0 else {}
        said = Said({"1": [part.stream.randrange(1, 4)]}, {}, {unit.place: Said(ticks, texts)})
        taking.take(row.questionnaire, said, part.today, code=slip)


def _tick(stream: Random, well: int) -> int:
    told = stream.randrange(110)
    return 0 if told < well else 1 if told < well + 15 else 2 if told < 100 else 3


@PLAYER.stage
def count(part: Part) -> Next:
    """What people wrote is passed on to its units; each unit has its result and may object."""
    valid, row = part.facts["valid"], part.matter
    part.do("evaluation.count_round", DRAFTER, printed=valid + 40, issued=valid, returned=valid, void=0)
    part.do("evaluation.grade_round", HEAD)
    for n, pk in enumerate(part.facts["units"]):
        given = {"unit": pk, "text": WORDS[n % len(WORDS)], "many": part.stream.randint(1, 9)}
        passed: Suggestion = part.do("evaluation.pass_on", RECORDS, row, **given)
        facts = {"agency": passed.agency.code, "how": SUGGESTED[n % len(SUGGESTED)]}
        course = part.begin(PLAYER, "take_up", passed, (2, 10), **facts)
        course.key = f"{part.course.key}/suggestion-{passed.agency.code}"
    part.do("evaluation.feed_back", RECORDS)
    return part.then(hear_units, (2, 6))


@PLAYER.stage
def hear_units(part: Part) -> Next:
    """One objects and is answered, one accepts, the others say nothing."""
    rows = UnitResult.objects.filter(round=part.matter, unit__in=part.facts["units"]).select_related("agency")
    there = [row for row in rows.order_by("unit__place") if part.world.people.holders(HEAD, row.agency)]
    for n, result in enumerate(there[:2]):
        if n:
            part.do("evaluation.accept", HEAD, result, of_agency=result.agency)
            continue
        objection = "填写的人里有的没有来办过事，请核对。"
        part.do("evaluation.object", HEAD, result, of_agency=result.agency, objection=objection)
        answer = "问卷码都发给办过事的人，逐批核对没有发现错发，维持。"
        part.do("evaluation.answer_objection", HEAD, result, outcome="upheld", grade="", answer=answer)
    return part.then(announce, (10, 13))


@PLAYER.stage
def announce(part: Part) -> Next:
    valid = part.facts["valid"]
    summary = f"这次评议有 {valid} 人凭问卷码填写。大家说得最多的，是通知看不到、名单找不到、电话打不通。"
    part.do("evaluation.announce_round", RECORDS, summary=summary)
    moved = f"evaluation_supervisor:{part.facts['people'][0]}"
    part.do("evaluation.end_supervisor", HEAD, moved, reason="调到外县工作，本人提出不再担任。")
    return part.then("report_mending", (10, 20))
