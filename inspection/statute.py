"""What supervision rests on: whose inspection it is, days for views and corrections, the national indicators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices

from foundation.agencies.readers import Readers
from foundation.agencies.roles import AgencyFunction, AgencyKind, Role
from foundation.clauses import Citation, cite
from foundation.deadlines.limits import TimeLimit, Unit


class Field(TextChoices):
    """Whose inspection it is: the working group's office's (PD-11), or the secrecy administration's (SR-13)."""

    OPENNESS = "openness", "政务公开检查"
    SECRECY = "secrecy", "保密审查检查"


#: The clause by which each inspects, the role that does, and the office in whose name it does.
CLAUSE = {Field.OPENNESS: "PD-11", Field.SECRECY: "SR-13"}
INSPECTOR = {Field.OPENNESS: Role.COUNTY_SUPERVISOR, Field.SECRECY: Role.SECRECY_INSPECTOR}
INSPECTORS = tuple(INSPECTOR.values())
OFFICE = {
    Field.OPENNESS: (AgencyFunction.DISCLOSURE_OFFICE, AgencyFunction.COUNTY_OFFICE),
    Field.SECRECY: (AgencyFunction.SECRECY_ADMINISTRATION,),
}
#: What its numbers begin with: 政检〔2026〕3号.
MARK = {Field.OPENNESS: "政检", Field.SECRECY: "保检"}

#: Who reads an inspection of each field, in its office and in the agency inspected: of reviews the secrecy people alone.
READERS = {
    Field.OPENNESS: Readers.of(
        Role.RECORDS_OFFICE,
        Role.DEPARTMENT_HEAD,
        Role.LEADER,
        Role.COUNTY_LEADER,
        Role.APPLICATIONS_CLERK,
        Role.DISCLOSURE_HEAD,
        county=frozenset({Role.COUNTY_SUPERVISOR}),
    ),
    Field.SECRECY: Readers.of(
        Role.SECRECY_REVIEWER,
        Role.SECRECY_OFFICE,
        Role.LEADER,
        county=frozenset({Role.SECRECY_INSPECTOR}),
    ),
}
#: Whoever answers for the agency in an inspection: states its view, reports what was put right.
ANSWERING = {
    Field.OPENNESS: (Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD, Role.DISCLOSURE_HEAD, Role.LEADER),
    Field.SECRECY: (Role.SECRECY_OFFICE, Role.LEADER),
}
ANSWERERS = tuple(dict.fromkeys(role for roles in ANSWERING.values() for role in roles))


class Source(TextChoices):
    """Why an inspection is opened: what the portal knows, or what came from outside."""

    CHECK = "check", "本网站的自查"
    CLOCK = "clock", "超过期限的事项"
    MATTER = "matter", "某份公文、申请或者审查"
    PLAN = "plan", "年度检查计划"
    COMPLAINT = "complaint", "投诉举报"
    LETTER = "letter", "来信来文"
    VISIT = "visit", "实地走访"
    HIGHER = "higher", "上级交办"
    OTHER = "other", "其他"


#: Sources that lie outside the portal have to be told in words.
OUTSIDE = (Source.COMPLAINT, Source.LETTER, Source.VISIT, Source.HIGHER, Source.OTHER)


class Gravity(TextChoices):
    """How grave a finding is."""

    MINOR = "minor", "轻微"
    ORDINARY = "ordinary", "一般"
    GRAVE = "grave", "严重"


class Onward(TextChoices):
    """To whom a finding is referred that correction alone does not settle."""

    ACCOUNTABILITY = "accountability", "提请追究责任"
    DISCIPLINE = "discipline", "移送纪检监察机关"
    AUTHORITY = "authority", "移送有权处理的机关"


_LIMIT_WORDS = {
    Field.OPENNESS: ("inspection", "检查"),
    Field.SECRECY: ("inspection.secrecy", "保密检查"),
}


def _for_each(
    code: str,
    label: str,
    span: int,
    unit: Unit,
    warn: tuple[int, ...],
    *,
    inspectors: bool,
    at_end: str = "",
    until: str = "",
) -> dict[Field, TimeLimit]:
    """One limit for each field: whoever must not read the other's inspections is told nothing of them."""
    made = {}
    for field, (prefix, what) in _LIMIT_WORDS.items():
        made[field] = TimeLimit(
            code=f"{prefix}.{code}",
            clause=CLAUSE[field],
            label=label.format(what=what),
            span=span,
            unit=unit,
            warn=warn,
            tells=(INSPECTOR[field],) if inspectors else ANSWERING[field],
            at_end=at_end or None,
            until=until,
        )
    return made


#: The regulations name no days; these are the county's own, and whoever inspects may give more. The order names its own last day.
VIEW = _for_each(
    "view",
    "对{what}发现的问题陈述意见",
    5,
    Unit.WORKING_DAYS,
    (2, 1),
    inspectors=False,
    at_end="inspection.view_lapsed",
)
CORRECT = _for_each(
    "correct", "改正{what}发现的问题", 30, Unit.DATE, (5, 1), inspectors=False, until="责令改正的日期"
)
CHECK = _for_each("check", "复查{what}问题的改正", 10, Unit.WORKING_DAYS, (3, 1), inspectors=True)
VIEWS, CORRECTIONS, CHECKS = (tuple(each.values()) for each in (VIEW, CORRECT, CHECK))

#: PD-1: what is deployed, and what is urged with a day, is answered by that day.
TASK = TimeLimit(
    code="inspection.task",
    clause="PD-1",
    label="完成部署的工作并反馈",
    span=30,
    unit=Unit.DATE,
    until="部署的日期",
    warn=(5, 1),
    tells=ANSWERING[Field.OPENNESS],
)
URGED = TimeLimit(
    code="inspection.urged",
    clause="PD-1",
    label="落实督办要求并反馈",
    span=5,
    unit=Unit.DATE,
    until="督办的日期",
    warn=(1,),
    tells=ANSWERING[Field.OPENNESS],
)
#: The longest that an order, a task or an urging may give.
LONGEST = 366


class Duty(TextChoices):
    """Who has to act on what a self-check shows."""

    RECORDS = "records_office", "文书室"
    DISCLOSURE = "disclosure_head", "政府信息公开工作机构负责人"
    DRAFTER = "drafter", "拟稿人"
    ADMIN = "agency_admin", "单位管理员"
    CLERK = "applications_clerk", "依申请公开经办人"


INDICATORS_OF = "国办秘函〔2019〕19号"


@dataclass(frozen=True)
class Standard:
    """One indicator: what is measured, the threshold, by which clause, who has to act and how."""

    code: str
    label: str
    threshold: str
    clause: str
    #: The roles of whom one has to act, the first that somebody holds.
    acts: tuple[Role, ...]
    remedy: str
    #: Whether failing it alone fails the whole inspection of a site (单项否决).
    decisive: bool = False
    #: Measured for the county's whole site, and owed by its disclosure office.

    def __post_init__(self) -> None:
        cite(
            self.clause, by=Citation("record", f"inspection.selfcheck.{self.code}", f"每夜自查：{self.label}")
        )


#: 国办秘函〔2019〕19号: the days and numbers of its indicators.
HOME_DAYS = 14
NEWS_DAYS = 14
POLICY_MONTHS = 6
COLUMNS_STALE = 5
COLUMNS_EMPTY = 5
ANSWER_MONTHS = 3
MEDIA_DAYS = 14
#: How old something may be at most by each indicator, in days or in months.
AGES = {"home": HOME_DAYS, "news": NEWS_DAYS, "media": MEDIA_DAYS}
MONTHS = {"policy": POLICY_MONTHS, "unanswered": ANSWER_MONTHS}

_KEEPERS = (Role.RECORDS_OFFICE, Role.DISCLOSURE_HEAD, Role.DRAFTER)
_STANDARDS = (
    Standard(
        "home",
        "首页不更新",
        f"{HOME_DAYS} 天以内要有更新",
        INDICATORS_OF,
        (Role.DISCLOSURE_HEAD, Role.RECORDS_OFFICE),
        "督促各单位发布新的信息。",
        decisive=True,
    ),
    Standard(
        "news",
        "动态、要闻类栏目不更新",
        f"{NEWS_DAYS} 天以内要有更新",
        INDICATORS_OF,
        _KEEPERS,
        "发布这个栏目里应当公开的新信息。",
    ),
    Standard(
        "policy",
        "通知公告、政策文件类栏目不更新",
        f"{POLICY_MONTHS} 个月以内要有更新",
        INDICATORS_OF,
        _KEEPERS,
        "发布这个栏目里应当公开的新信息；没有新信息的，核对有没有漏发。",
    ),
    Standard(
        "columns",
        "不更新的栏目太多",
        f"不更新的栏目累计不到 {COLUMNS_STALE} 个",
        INDICATORS_OF,
        _KEEPERS,
        "逐个更新；确实没有内容的栏目，归并或者说明。",
        decisive=True,
    ),
    Standard(
        "empty",
        "空白栏目",
        f"没有空白栏目；达到 {COLUMNS_EMPTY} 个的，检查不合格",
        INDICATORS_OF,
        _KEEPERS,
        "发布这一目的信息，或者在机构页面办“说明空目”，写明原因。",
    ),
    Standard(
        "empties",
        "空白栏目太多",
        f"空白栏目不到 {COLUMNS_EMPTY} 个",
        INDICATORS_OF,
        _KEEPERS,
        "发布信息，或者逐目办“说明空目”。",
        decisive=True,
    ),
    Standard(
        "link",
        "链接打不开",
        "站内站外的链接都打得开",
        INDICATORS_OF,
        _KEEPERS,
        "制作新版本改正链接，或者说明原网址已经失效。",
    ),
    Standard(
        "unanswered",
        "留言没有答复",
        f"{ANSWER_MONTHS} 个月以内答复",
        INDICATORS_OF,
        (Role.APPLICATIONS_CLERK, Role.RECORDS_OFFICE, Role.DISCLOSURE_HEAD),
        "答复这条留言。",
        decisive=True,
    ),
    Standard(
        "media",
        "政务新媒体不更新",
        f"{MEDIA_DAYS} 天以内要有更新",
        INDICATORS_OF,
        _KEEPERS,
        "在这个账号上发布信息，或者登记已经发布的。",
        decisive=True,
    ),
    Standard(
        "interpretation",
        "政策文件和解读没有互相链接",
        "解读和原文双向关联",
        "PI-7",
        (Role.DRAFTER, Role.RECORDS_OFFICE),
        "编写并发布解读，或者批准免予解读。",
    ),
    Standard(
        "guide",
        "没有公开指南",
        "每个机关都公布公开指南",
        "PD-8",
        (Role.DRAFTER, Role.RECORDS_OFFICE),
        "编制并公布公开指南。",
    ),
    Standard(
        "report",
        "没有上一年的年度报告",
        "1 月 31 日以前公布（县政府的 3 月 31 日以前）",
        "PD-9(3)",
        (Role.APPLICATIONS_CLERK, Role.DISCLOSURE_HEAD),
        "编制并公布上一年的年度报告。",
    ),
    Standard(
        "mechanism",
        "没有明确公开工作机构和负责的人",
        "指定工作机构、负责岗位、经办人和负责人",
        "PD-2",
        (Role.AGENCY_ADMIN, Role.LEADER),
        "填报公开联系信息，授予经办人、负责人的角色。",
    ),
)
STANDARDS: dict[str, Standard] = {standard.code: standard for standard in _STANDARDS}

#: PD-2: the kinds of agencies that have to have a mechanism of their own.
BOUND = (AgencyKind.DEPARTMENT, AgencyKind.TOWNSHIP, AgencyKind.SUBDISTRICT, AgencyKind.COMMUNITY)
#: PD-2: who has to be named, with what each is called.
OFFICERS = {Role.DISCLOSURE_HEAD: "负责人", Role.APPLICATIONS_CLERK: "经办人"}

#: The days of which an outside link is asked again at the earliest, and how many are asked in a night at most.
RECHECK_DAYS = 7
OUTSIDE_A_NIGHT = 400
#: A link counts as dead once it failed on so many different days.
FAILED_DAYS = 2


def months_before(day: date, months: int) -> date:
    """The day so many months before, the last of its month where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first = date(year, month + 1, 1)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))
