"""What regulation 09 and the national rules fix: periods, ways of participation, and which of them a decision needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.db import models

from foundation.deadlines.calendar import ONE_DAY, Calendar
from foundation.deadlines.counting import count, midnight
from foundation.deadlines.limits import TimeLimit, Unit

#: PP-7: a draft is open for at least so many days. The act names no way around it.
LEAST_DAYS = 10
#: 重大行政决策程序暂行条例 15: as a rule so many; less with a reason that the public reads while it is open. 优化营商环境条例 62
#: names the same number for normative documents that touch market entities, and no exception.
USUAL_DAYS = 30
#: The longest period that anybody can mean.
MOST_DAYS = 365

#: The most characters of an opinion, of an answer, and of a draft.
MAX_OPINION = 5000
MAX_ANSWER = 5000
MAX_DRAFT = 500_000


class Way(models.TextChoices):
    """The ways of participation (PP-3)."""

    DRAFT = "draft", "向社会公开征求意见"
    HEARING = "hearing", "听证"
    SYMPOSIUM = "symposium", "座谈讨论"
    CONSULTATION = "consultation", "咨询协商"
    POLL = "poll", "民意调查"


#: The ways that are meetings to which PP-5 invites.
MEETING_WAYS = [(way.value, way.label) for way in (Way.SYMPOSIUM, Way.CONSULTATION)]


class Trait(models.TextChoices):
    """The traits of a decision on which its ways and examinations depend (PP-3, 决策条例19, 22, 29, 优化营商环境条例 62)."""

    VITAL_INTEREST = "vital_interest", "涉及群众切身利益，需要社会广泛知晓"
    SHARPLY_DIVIDED = "sharply_divided", "公众有重大分歧"
    HIGH_ATTENTION = "high_attention", "社会关注度较高"
    HEARING_BY_LAW = "hearing_by_law", "法律、法规、规章规定应当听证"
    MARKET_ENTITIES = "market_entities", "与市场主体生产经营密切相关的规范性文件"
    PROFESSIONAL = "professional", "专业性、技术性较强"
    RISKY = "risky", "实施可能对社会稳定、公共安全造成不利影响"


#: The traits that demand a hearing.
HEARD = (Trait.HEARING_BY_LAW, Trait.SHARPLY_DIVIDED, Trait.HIGH_ATTENTION)


def ways_lacking(traits: set[str], ways: set[str]) -> list[str]:
    """The sentences about ways that the traits of a decision demand and nobody plans; empty where they fit (PP-3)."""
    lacking = []
    if not ways:
        lacking.append("还没有选公众参与方式")
    found = [trait for trait in HEARD if trait in traits]
    if found and Way.HEARING not in ways:
        lacking.append(f"“{'”“'.join(trait.label for trait in found)}”的，应当举行听证会")
    if Trait.VITAL_INTEREST in traits and not ways & {Way.DRAFT, Way.HEARING}:
        lacking.append("涉及群众切身利益的，应当听证或者向社会公开征求意见")
    if Trait.MARKET_ENTITIES in traits and Way.DRAFT not in ways:
        lacking.append("与市场主体密切相关的规范性文件，应当向社会公开征求意见（优化营商环境条例第六十二条）")
    return lacking


def last_day(opened_at: datetime, days: int, calendar: Calendar) -> date:
    """The last day of a period that begins at this moment: that day is not counted, and the last one is a working day."""
    over = count(Unit.DAYS, days, opened_at, (), calendar).due_at
    return over.date() - ONE_DAY


def end_of(day: date) -> datetime:
    """The moment at which a day is over in Shanghai: what comes then is too late, what comes a second before is not."""
    return midnight(day + ONE_DAY)


# Hearings (PP-9 to PP-11) and symposia (PP-5)

#: PP-10: as a rule so many representatives. The portal takes the rule without exception.
LEAST_REPRESENTATIVES = 10
#: PP-5: scheme and drafting note reach those who were invited so many full working days before.
PAPERS_WORKING_DAYS = 5


class HearingSort(models.TextChoices):
    """The kinds of hearings that have periods of their own (PP-9 at its end)."""

    ORDINARY = "ordinary", "一般听证会"
    PRICE = "price", "价格听证会"


@dataclass(frozen=True)
class Periods:
    """What binds one kind of hearing; every number is full days between one day and the day of the hearing."""

    notice: int
    papers: int
    listed: int
    #: The least share of consumers among the representatives; 0 where none is fixed.
    consumers: Fraction
    #: Where the numbers stand, in words that everybody reads.
    source: str


PERIODS = {
    # PP-9; 重大行政决策程序暂行条例 16: papers seven days before, and a list that is published “in advance”, without a number.
    HearingSort.ORDINARY: Periods(
        10, 7, 1, Fraction(0), "《五原县重大决策公众参与制度》第九条，《重大行政决策程序暂行条例》第十六条"
    ),
    # 政府制定价格听证办法: consumers two fifths at least. Seats 30 and list 15 days before stand in local rules.
    HearingSort.PRICE: Periods(
        30,
        7,
        15,
        Fraction(2, 5),
        "《政府制定价格听证办法》和价格听证的地方规定，《重大行政决策程序暂行条例》第十六条",
    ),
}


class Group(models.TextChoices):
    """Where representatives come from (PP-10); consumers, who count apart at price hearings, belong to its first group."""

    INTERESTED = "interested", "利害关系人"
    CONSUMER = "consumer", "消费者"
    PUBLIC = "public", "普通公众、居民和村民"
    DEPUTY = "deputy", "人大代表、政协委员"
    EXPERT = "expert", "专家和专业技术人员"
    LAWYER = "lawyer", "法律工作者"
    OTHER = "other", "承办单位认为应当参加的人"


#: The groups in which nobody sits who works for an agency: they are seats of citizens.
CITIZENS = (Group.INTERESTED, Group.CONSUMER, Group.PUBLIC)


class Invited(models.TextChoices):
    """Who is invited to a symposium (PP-5)."""

    DEPUTY = "deputy", "县人大代表"
    MEMBER = "member", "县政协委员"
    EXPERT = "expert", "行业专家学者"
    AFFECTED = "affected", "有利害关系的人"
    OTHER = "other", "其他"


#: The groups that PP-5 demands.
MUST_BE_INVITED = (Invited.DEPUTY, Invited.MEMBER, Invited.EXPERT, Invited.AFFECTED)


class Attending(models.TextChoices):
    """Who attends the meeting that decides, without a vote (PP-12)."""

    INTERESTED = "interested", "利益相关方"
    PUBLIC = "public", "公众"
    EXPERT = "expert", "专家"
    MEDIA = "media", "媒体"
    OTHER = "other", "其他"


def full_days(first: date, second: date) -> int:
    """The days between two days, neither of them counted; negative where the second is not later."""
    return (second - first).days - 1


def earliest(first: date, days: int) -> date:
    """The first day before which so many full days lie after `first`: 03-01 and ten make 03-12."""
    return first + timedelta(days=days + 1)


def full_working_days(first: date, second: date, calendar: Calendar) -> int:
    """The working days between two days, neither of them counted."""
    between = (first + timedelta(days=n) for n in range(1, max((second - first).days, 1)))
    return sum(1 for day in between if calendar.is_working_day(day))


def consumers_lacking(sort: str, consumers: int, total: int) -> str:
    """Why there are too few consumers among so many, in words; blank where there are enough."""
    share = PERIODS[HearingSort(sort)].consumers
    if not share or consumers >= share * total:
        return ""
    return f"消费者 {consumers} 人，一共 {total} 人，少于 {share.numerator}/{share.denominator}。"


# From the draft to its discussion (决策条例19–30)

#: 决策条例26: the legal review has so many working days as a rule; less with a reason that goes along.
LEGAL_REVIEW_WORKING_DAYS = 7


class Examined(models.TextChoices):
    """What examines a draft beside the public."""

    EXPERT = "expert", "专家论证"
    RISK = "risk", "风险评估"
    COMPETITION = "competition", "公平竞争审查"


#: Which trait demands which examination, and where that stands.
EXAMINED_FOR = {
    Trait.PROFESSIONAL: (Examined.EXPERT, "决策条例19"),
    Trait.RISKY: (Examined.RISK, "决策条例22"),
    Trait.MARKET_ENTITIES: (Examined.COMPETITION, "决策条例29"),
}


class Finding(models.TextChoices):
    """What an examination finds."""

    FEASIBLE = "feasible", "可行"
    REVISE = "revise", "修改以后可行"
    INFEASIBLE = "infeasible", "不可行"
    CONTROLLABLE = "controllable", "风险可控"
    AFTER_MEASURES = "after_measures", "采取措施以后风险可控"
    UNCONTROLLABLE = "uncontrollable", "风险不可控"
    NO_LIMIT = "no_limit", "不排除、不限制竞争"
    EXCEPTION = "exception", "有限制竞争的内容，属于可以实施的例外"
    LIMITS = "limits", "排除、限制竞争"


#: What each examination may find.
FINDINGS = {
    Examined.EXPERT: (Finding.FEASIBLE, Finding.REVISE, Finding.INFEASIBLE),
    Examined.RISK: (Finding.CONTROLLABLE, Finding.AFTER_MEASURES, Finding.UNCONTROLLABLE),
    Examined.COMPETITION: (Finding.NO_LIMIT, Finding.EXCEPTION, Finding.LIMITS),
}
#: The findings with which a draft goes no further before it is changed and examined again, and what says so. 决策条例20 leaves
#: what experts find to be weighed; 24 does not so for risks, nor 公平竞争审查条例 for what limits competition.
STOPPING = {Finding.UNCONTROLLABLE: "决策条例24", Finding.LIMITS: "决策条例29"}


class Lawful(models.TextChoices):
    """What a legal review concludes (决策条例25, 27)."""

    LAWFUL = "lawful", "合法"
    AMENDED = "amended", "按审查意见修改以后合法"
    #: 决策条例25: of a reform for which the State has no rule yet.
    RISK_SHOWN = "risk_shown", "国家尚无明确规定，已明示法律风险"
    UNLAWFUL = "unlawful", "不合法"


class Meeting(models.TextChoices):
    """Where a decision is discussed (决策条例30)."""

    EXECUTIVE = "executive", "县政府常务会议"
    PLENARY = "plenary", "县政府全体会议"


class Result(models.TextChoices):
    """What came of a discussion."""

    PASSED = "passed", "通过"
    REFUSED = "refused", "不予决定"
    AGAIN = "again", "修改以后再议"


def examinations_lacking(traits: set[str], done: dict[str, str]) -> list[tuple[str, str]]:
    """What a decision with these traits lacks of its examinations, given the last finding of each sort: clause and sentence."""
    lacking = []
    for trait, (sort, clause) in EXAMINED_FOR.items():
        if trait in traits and sort not in done:
            lacking.append((clause, f"“{trait.label}”的，应当经过{sort.label}"))
    for examined, finding in done.items():
        if finding in STOPPING:
            said = f"{Examined(examined).label}的结论是“{Finding(finding).label}”"
            lacking.append((STOPPING[Finding(finding)], said))
    return lacking


def reviewed_until(sent_at: datetime, calendar: Calendar) -> date:
    """The last of the working days that a legal review has as a rule; the day on which it is sent does not count."""
    return count(Unit.WORKING_DAYS, LEGAL_REVIEW_WORKING_DAYS, sent_at, (), calendar).due_at.date() - ONE_DAY


# Proposals (重大行政决策程序暂行条例 10) and objections (35, 36)


class Proposer(models.TextChoices):
    """Who proposes a matter for decision (决策条例10)."""

    CITIZEN = "citizen", "公民"
    ORGANISATION = "organisation", "法人或者其他组织"
    DEPUTY = "deputy", "人大代表（建议）"
    MEMBER = "member", "政协委员（提案）"
    LEADER = "leader", "县政府领导人员"
    AGENCY = "agency", "县政府部门、乡镇"


#: Who may propose on the public form; what leaders and agencies propose comes from the desk.
ON_THE_WEB = (Proposer.CITIZEN, Proposer.ORGANISATION, Proposer.DEPUTY, Proposer.MEMBER)

#: The regulation names no number of days for either: both spans are the county's own promise.
PASSING_ON = TimeLimit(
    code="participation.passing_on",
    clause="决策条例10",
    label="把决策建议转给有关单位研究论证（县里的承诺）",
    span=5,
    unit=Unit.WORKING_DAYS,
    warn=(2, 1),
    tells=("applications_clerk", "records_office"),
)
PROPOSAL = TimeLimit(
    code="participation.proposal",
    clause="决策条例10",
    label="研究、决定决策建议并答复（县里的承诺）",
    span=60,
    unit=Unit.WORKING_DAYS,
    warn=(15, 5, 1),
    tells=("applications_clerk", "records_office", "county_leader"),
    public="收到决策建议，60 个工作日内研究、决定并答复（县里的承诺）",
    whole_county=True,
)
#: Nor does article 35 name one.
OBJECTION = TimeLimit(
    code="participation.objection",
    clause="决策条例35",
    label="答复对决策的意见（县里的承诺）",
    span=20,
    unit=Unit.WORKING_DAYS,
    warn=(5, 1),
    tells=("drafter", "department_head"),
    public="收到对决策及其实施的意见，20 个工作日内答复（县里的承诺）",
    whole_county=True,
)

#: 决策条例36(2) says 较多意见 and names no number: the county takes this one. So many objections since the decision was last
#: evaluated, or since it was decided not to, ask the leader whether to have it evaluated.
MANY_OBJECTIONS = 10

#: The most characters of what is proposed, of each part of its grounds, of an objection; the most files that go with any.
MAX_WANTED = 100
MAX_GROUNDS = 3000
MAX_OBJECTION = 3000
MAX_FILES = 5


class Trouble(models.TextChoices):
    """What the agency that carries a decision out reports (决策条例35)."""

    PROBLEM = "problem", "决策存在问题"
    CHANGE = "change", "客观情况发生重大变化"
    FORCE = "force", "不可抗力等严重影响决策目标实现"


class Aside(models.TextChoices):
    """Why what somebody sent is not handled."""

    SPAM = "spam", "广告、乱码或者机器发的"
    UNLAWFUL = "unlawful", "内容违法，例如辱骂、造谣"
    REPEATED = "repeated", "同一件事重复提出，前一件正在办或者已经答复"
    ELSEWHERE = "elsewhere", "不归这里办"


#: What is set aside for one of these was said by nobody: it counts for nothing. Many who say the same are many (决策条例36).
SAID_BY_NOBODY = (Aside.SPAM, Aside.UNLAWFUL)


class Ground(models.TextChoices):
    """Why a decision is evaluated after it was carried out (决策条例36)."""

    SHORT_OF_AIM = "short_of_aim", "实施后明显未达到预期效果"
    MANY_OBJECTIONS = "many_objections", "公民、法人或者其他组织提出较多意见"
    NEEDED = "needed", "决策机关认为有必要"
