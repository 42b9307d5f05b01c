"""Online exams of the demonstration county, invented: a bank, an exam that is over, one to sit now, questions to study with."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate, localtime

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.casework.acts import Done, perform
from training import answering, invigilating
from training.models import Answer, Attempt, Exam, Plan, Question, Trainee
from training.questions import read_questions
from training.statute import FOR_POST

#: Of the unit that held an exam of its own: who sat it.
UNIT = "nmj"
SITTING = ("nigao", "shencha", "zhuren", "lingdao")

BANK = """单选 A2 条例16 易
行政机关的内部事务信息，怎样处理？
A. 一律公开
B. 可以不公开，但要逐件决定并说明理由
C. 一律不公开
D. 由经办人口头决定
答案：B
解析：可以不公开，不是一律不公开；逐件决定，写明理由。

单选 A3 PD-9 易
应当主动公开的信息，自形成之日起多少个工作日内在门户网站全文公开？
A. 10 个
B. 15 个
C. 20 个
D. 30 个
答案：C
解析：二十个工作日，从形成之日起算，不是从录入之日起算。

单选 B3 PD-8 易
信息公开指南和目录由谁编制、公布？
A. 每个机关
B. 只有县政府
C. 档案馆
D. 信访局
答案：A
解析：每个机关都要编制并公布自己的指南和目录。

多选 B2 PD-5 中
下面哪些时候要经过保密审查？
A. 主动公开之前
B. 答复申请之前
C. 申请登记之前
D. 公布重大决策征求意见以后才审
答案：A、B
解析：公开之前、答复之前都要审查，没有通过审查的内容不得发出。

多选 A1 PD-4 易
公开工作机构的哪些信息要让公众查得到？
A. 名称
B. 办公地址
C. 办公时间
D. 联系电话
答案：A、B、C、D
解析：四项缺一不可。

判断 B4 条例29 易
申请人要说明信息的用途，才受理。
答案：错
解析：申请只需写明申请人、所需信息和获取方式，不需要说明用途。

判断 B5 条例49 中
部门的年度报告在 1 月 31 日前公布。
答案：对
解析：部门 1 月 31 日前，县政府 3 月 31 日前。

判断 B4 条例37 易
有一部分内容不能公开的，整份都不提供。
答案：错
解析：其余部分要提供，并对不公开的部分说明理由。

简答 B6 条例39 中
有人用公开申请的形式投诉邻居违法建房，您怎么办？
答案：说明这不属于公开申请（10 分），告知投诉举报的渠道（10 分）。
解析：以申请公开的形式信访、投诉、举报的，告知相应渠道，不按公开申请答复。
"""
STUDY = """单选 A2 条例20 易
行政机关主动公开多少类政府信息？
A. 十类
B. 十五类
C. 二十类
答案：B
解析：条例列了十五类。

判断 A2 条例51 易
对公开工作不满意的，只能投诉，不能申请复议。
答案：错
解析：可以投诉、举报，也可以申请行政复议或者提起行政诉讼。

判断 A2 条例26 易
已经公开的信息有变更的，20 个工作日内公开变更后的内容。
答案：对
解析：自变更之日起 20 个工作日内。

单选 B2 SR-4 易
没有通过保密审查的内容，怎么办？
A. 先发出，事后补审
B. 不得发出
C. 领导口头同意就发
答案：B
解析：没有通过审查的不得发出，系统里也办不下去。
"""
RULES = "A2 单选 1 10\nA3 单选 1 10\nB3 单选 1 10\nB2 多选 1 15\nA1 多选 1 15\nB4 判断 1 10\nB5 判断 1 10\nB6 简答 1 20"


def _do(name: str, on: Any, who: str, at: datetime, **data: Any) -> Done:
    person = Staff.objects.select_related("agency").get(username=who)
    return perform(f"training.{name}", on=on, actor=Actor.of(person), at=at, data=data)


def _two(name: str, at: datetime) -> dict[str, str]:
    local = localtime(at)
    return {f"{name}_0": f"{local:%Y-%m-%d}", f"{name}_1": f"{local:%H:%M}"}


def play_exams(now: datetime) -> None:
    """A bank, an exam of a unit that is over and one of the county that begins now; where the county has a plan of this year."""
    plan = Plan.objects.filter(countywide=True, year=localdate(now).year, state__in=Plan.STANDS).first()
    unit = Agency.objects.get(code=UNIT)
    earlier = now - timedelta(hours=4)
    had = Plan.objects.filter(agency=unit, year=localdate(now).year).exists()
    if plan is None or had or Question.objects.exists() or localdate(earlier).year != plan.year:
        return
    _bank(now - timedelta(hours=5))
    own = _plan_of(unit, plan, now - timedelta(hours=5))
    exam = _exam(own, "岗前培训网上考试", earlier, minutes=30, lasts=timedelta(hours=1))
    for number, office in enumerate(SITTING):
        _sit(exam, f"{UNIT}-{office}", earlier + timedelta(minutes=2), right=number != 1)
    after = exam.closes_at + timedelta(minutes=2)
    invigilating.keep_exams(at=after)
    for row in Attempt.objects.filter(exam=exam, state__in=Attempt.HANDED_IN).order_by("pk")[:2]:
        given = {f"points_{answer.pk}": "15" for answer in row.answers.filter(question__sort="short")}
        _do("mark_answers", row, f"{UNIT}-wenshu", after + timedelta(minutes=5), **given)
    _exam(plan, "全县政务公开网上考试", now, minutes=45, lasts=timedelta(days=3))


def _plan_of(agency: Agency, county: Plan, at: datetime) -> Plan:
    """The unit's own plan of the year."""
    drafted = _do(
        "draft_plan",
        agency,
        f"{UNIT}-wenshu",
        at,
        year=str(county.year),
        title=f"{county.year} 年{agency.short_name}政务公开培训计划",
        aims="参加全县的培训，自己组织一次网上考试。",
        attendance_rule="按时参加。",
        tags=list(county.tags),
        hours_planned="4",
        sessions_planned="1",
        pass_mark=60,
    ).matter
    plan: Plan = _do("approve_plan", drafted, f"{UNIT}-zhuren", at + timedelta(minutes=1)).matter
    return plan


def _bank(at: datetime) -> None:
    county = Agency.objects.get(code="xzfb")
    for purpose, text in (("exam", BANK), ("study", STUDY)):
        for one in read_questions(text):
            facts = {**one.facts(), "purpose": purpose, "edition": "711"}
            _do("write_question", county, "xzfb-wenshu", at, **facts)
    at += timedelta(minutes=2)
    for question in Question.objects.order_by("pk"):
        _do("approve_question", question, "xzfb-zhuren", at)
    old = {
        "purpose": "exam",
        "sort": "judge",
        "tag": "A2",
        "level": "easy",
        "clause": "条例27",
        "edition": "492",
        "stem": "申请公开要证明与自身生产、生活、科研等特殊需要有关。",
        "answer": "对",
        "explanation": "2007 年的规定，2019 年修订以后已经没有这个要求。",
    }
    _do("write_question", county, "xzfb-wenshu", at + timedelta(minutes=1), **old)


def _exam(plan: Plan, title: str, opens: datetime, *, minutes: int, lasts: timedelta) -> Exam:
    """Prepared by the office, opened by the head, at the moment at which it begins."""
    code = plan.agency.code
    office, head = f"{code}-wenshu", f"{code}-zhuren"
    sitting = _do(
        "hold_exam",
        plan,
        office,
        opens,
        title=title,
        course="induction",
        sat="online",
        tags=[tag.value for tag in FOR_POST],
        edition="711",
        held_on=f"{localtime(opens):%Y-%m-%d}",
    ).matter
    first = opens.replace(second=0, microsecond=0)
    given = {**_two("opens_at", first), **_two("closes_at", first + lasts)}
    exam = _do(
        "set_online", sitting, office, opens, minutes=str(minutes), attempts="2", counts="best", **given
    ).matter
    _do("paper_by_rule", exam, office, opens, rules=RULES)
    opened: Exam = _do("open_exam", exam, head, opens).matter
    return opened


def _sit(exam: Exam, who: str, at: datetime, *, right: bool) -> None:
    """Somebody answers everything, right or wrong, and hands in; whoever is not registered does not."""
    staff = Staff.objects.filter(username=who).first()
    if staff is None or not Trainee.objects.here().of_staff(staff).exists():
        return
    attempt = _do("start_attempt", f"staff:{who}", who, at, exam=exam.pk).matter
    for row in Answer.objects.filter(attempt=attempt).select_related("question"):
        key = row.question.key
        wrong = [number for number in range(len(row.question.options)) if number not in key][:1]
        words = "这不是公开申请，请向执法部门投诉举报。"
        given = words if row.question.in_words else list(key) if right else wrong
        answering.keep(attempt, {row.place: given}, at + timedelta(minutes=3))
    _do("submit_attempt", f"staff:{who}", who, at + timedelta(minutes=12), attempt=attempt.pk)
