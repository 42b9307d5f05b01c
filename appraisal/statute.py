"""What the regulation on appraisal fixes: who is appraised, the heads of AP-5, grades, stages; and the county's own numbers."""

from __future__ import annotations

from django.db.models import TextChoices

from appraisal import scoring
from foundation.agencies.roles import AgencyKind, Role
from foundation.clauses import Citation, cite
from foundation.deadlines.limits import Bound, TimeLimit, Unit


class UnitClass(TextChoices):
    """The kinds of units of AP-4, each with heads of its own in AP-5."""

    DEPARTMENT = "department", "政府部门"
    TOWNSHIP = "township", "乡镇和办事处"
    SERVICE = "service", "公共服务单位"


#: AP-4: which agency is of which kind. Party bodies are none of them.
CLASS_OF: dict[str, UnitClass] = {
    AgencyKind.DEPARTMENT: UnitClass.DEPARTMENT,
    AgencyKind.TOWNSHIP: UnitClass.TOWNSHIP,
    AgencyKind.SUBDISTRICT: UnitClass.TOWNSHIP,
    AgencyKind.COMMUNITY: UnitClass.SERVICE,
    AgencyKind.UTILITY: UnitClass.SERVICE,
}


class Kind(TextChoices):
    """How a number becomes points (`scoring.Kind`), in words."""

    HAS = scoring.Kind.HAS.value, "有无"
    PER_CASE = scoring.Kind.PER_CASE.value, "逐件扣分"
    RATIO = scoring.Kind.RATIO.value, "比例"
    LADDER = scoring.Kind.LADDER.value, "阶梯"
    TARGET = scoring.Kind.TARGET.value, "目标"
    FREQUENCY = scoring.Kind.FREQUENCY.value, "频次"
    MANUAL = scoring.Kind.MANUAL.value, "人工评分"
    BONUS = scoring.Kind.BONUS.value, "加分"
    VETO = scoring.Kind.VETO.value, "否决"


#: These points read a figure of the portal; nothing is typed that the portal knows.
COMPUTED = (Kind.HAS, Kind.PER_CASE, Kind.RATIO, Kind.LADDER, Kind.TARGET, Kind.FREQUENCY)


class Absent(TextChoices):
    """What becomes of points that do not apply."""

    SPREAD = scoring.Absent.SPREAD.value, "分摊"
    FULL = scoring.Absent.FULL.value, "给满分"
    ZERO = scoring.Absent.ZERO.value, "记零分"


class Grade(TextChoices):
    """The grades of AP-7."""

    EXCELLENT = scoring.Grade.EXCELLENT.value, "优秀"
    GOOD = scoring.Grade.GOOD.value, "良好"
    QUALIFIED = scoring.Grade.QUALIFIED.value, "合格"
    UNQUALIFIED = scoring.Grade.UNQUALIFIED.value, "不合格"


#: AP-7 as it is carried out: the printed “95分(含85分)” means below 95, 85 included.
BANDS = tuple((Grade(grade.value), least) for grade, least in scoring.BANDS)
METHOD = (
    "每项指标先按评分办法算出得分，四舍五入到小数点后两位；不适用的指标按方案写明的办法处理（分摊到其余指标、给满分或者记零分）；"
    "加分有单项上限和合计上限，总分不超过 100 分；有否决情形的，得分照算，等次按否决确定，加分不计。"
    "95 分以上（含 95 分）为优秀，85 分以上不满 95 分为良好，75 分以上不满 85 分为合格，不满 75 分为不合格。"
)

#: AP-5, word for word: head, its sub-heads, and to which kinds of units it belongs. In the printed text (五)(6) to (10) stand
#: under the internal matters of townships; they are about every unit.
ALL = tuple(UnitClass)
HEADS: dict[str, tuple[str, tuple[UnitClass, ...]]] = {
    "1": ("政务公开组织领导情况", ALL),
    "2": ("政府各部门对外公开事项的落实情况", (UnitClass.DEPARTMENT, UnitClass.SERVICE)),
    "3": ("政府各部门内部公开事项的落实情况", (UnitClass.DEPARTMENT,)),
    "4": (
        "各乡镇人民政府(办事处)行政管理、经济管理活动对外公开事项的落实情况",
        (UnitClass.TOWNSHIP,),
    ),
    "5": ("各乡镇人民政府(办事处)内部公开事项的落实情况", (UnitClass.TOWNSHIP,)),
}
#: What stands in (三)(6) of the county's text and does not belong there.
DEBRIS = "除尘滤布"
DEBRIS_NOTE = "原文（三）（6）末尾印有“除尘滤布”四字，与考核无关，疑为排印误植；引用原文时照录，评分时不计。"

#: AP-9: to be done between these days of the year (month, day).
SELF_FROM, SELF_DUE = (11, 11), (11, 20)
FIELD_FROM, FIELD_DUE = (12, 1), (12, 10)
#: The appraised days end before the first field check: what comes later counts for the next year, and no day for two.
PERIOD_ENDS = (11, 30)
#: PD-10: the yearly appraisal is made in the fourth quarter.
QUARTER_FROM, YEAR_ENDS = (10, 1), (12, 31)
#: The fewest and most units of one draw, and the longest a rectification may take, in days.
MOST_DRAWN, LONGEST_TO_MEND = 200, 180

_OFFICE = (Role.COUNTY_SUPERVISOR.value,)
_ASSESSORS = (Role.ASSESSOR.value, Role.COUNTY_SUPERVISOR.value)
#: Whoever answers for a unit: fills in, explains, objects, reports.
ANSWERING = (Role.RECORDS_OFFICE, Role.DISCLOSURE_HEAD, Role.DEPARTMENT_HEAD, Role.LEADER)
#: Who signs for it: its own assessment and its objection leave under their name.
SIGNING = (Role.DISCLOSURE_HEAD, Role.DEPARTMENT_HEAD, Role.LEADER)
_UNIT = tuple(role.value for role in ANSWERING)

YEARLY = TimeLimit(
    code="appraisal.yearly",
    clause="PD-10",
    label="第四季度完成年度考核",
    span=366,
    unit=Unit.DATE,
    until="当年 12 月 31 日",
    warn=(61, 30, 10),
    tells=_OFFICE,
)
SELF = TimeLimit(
    code="appraisal.self_assessment",
    clause="AP-9",
    label="报送书面自评",
    span=50,
    unit=Unit.DATE,
    until="当年 11 月 20 日",
    warn=(10, 5, 1),
    tells=_UNIT,
)
FIELD = TimeLimit(
    code="appraisal.field_check",
    clause="AP-9",
    label="实地考核并当场反馈",
    span=70,
    unit=Unit.DATE,
    until="当年 12 月 10 日",
    warn=(10, 5, 1),
    tells=_ASSESSORS,
)
#: The regulation names no days for what follows: the county's own.
OPINION = TimeLimit(
    code="appraisal.opinion",
    clause="AP-9",
    label="提出考核意见",
    span=10,
    unit=Unit.WORKING_DAYS,
    warn=(3, 1),
    tells=_ASSESSORS,
)
CONFIRM = TimeLimit(
    code="appraisal.confirm",
    clause="AP-9",
    label="确定考核等次",
    span=10,
    unit=Unit.WORKING_DAYS,
    warn=(3, 1),
    tells=(Role.COUNTY_LEADER.value,),
)
SERVE = TimeLimit(
    code="appraisal.serve",
    clause="AP-9",
    label="书面通知被考核单位",
    span=5,
    unit=Unit.WORKING_DAYS,
    warn=(1,),
    tells=_OFFICE,
)
OBJECTION = TimeLimit(
    code="appraisal.objection",
    clause="AP-9",
    label="对考核结果提出异议",
    span=5,
    unit=Unit.WORKING_DAYS,
    warn=(1,),
    tells=_UNIT,
    at_end="appraisal.leave_unobjected",
    holds=True,
    # A right of the unit: that it lets the days pass is no breach.
    binds=Bound.OTHER_AGENCY,
)
ANSWER = TimeLimit(
    code="appraisal.answer",
    clause="AP-9",
    label="答复对考核结果的异议",
    span=5,
    unit=Unit.WORKING_DAYS,
    warn=(2, 1),
    tells=_OFFICE,
)
RECTIFY = TimeLimit(
    code="appraisal.rectify",
    clause="AP-10",
    label="限期整改",
    span=30,
    unit=Unit.DATE,
    until="整改通知写明的日期",
    warn=(7, 1),
    tells=_UNIT,
)
RECHECK = TimeLimit(
    code="appraisal.recheck",
    clause="AP-10",
    label="复核整改",
    span=10,
    unit=Unit.WORKING_DAYS,
    warn=(3, 1),
    tells=_ASSESSORS,
)
MEND = TimeLimit(
    code="appraisal.mend",
    clause="AP-8",
    label="整改平时考核发现的问题",
    span=20,
    unit=Unit.WORKING_DAYS,
    warn=(5, 1),
    tells=_UNIT,
)

cite("AP-4", by=Citation("record", "appraisal.Case", "乡镇和办事处、政府部门、公共服务单位都在考核范围里"))
cite("AP-5", by=Citation("record", "appraisal.standard", "指标树按单位类别列：共同的、部门的、乡镇的"))
cite("AP-7", by=Citation("record", "appraisal.scoring", "95、85、75 分三条线，先四舍五入再定等次"))
