"""What AC-5, AC-6 and AC-10 fix, and what the laws behind them do: kinds of violation, levels, measures, terms, appeals.

政务处分法 is the law on sanctions of public officials of 2020, 监察法 that on supervision as amended on 2024-12-25.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import IntegerChoices, TextChoices

from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.clauses import Citation, cite
from foundation.deadlines.limits import Bound, TimeLimit, Unit

CLERK, TRIAL, LEADER = Role.DISCIPLINE_CLERK, Role.DISCIPLINE_TRIAL, Role.DISCIPLINE_LEADER
#: Whoever may be of a case team; which cases they read says the team alone.
TEAM = (CLERK, TRIAL, LEADER)
#: AC-3: nobody of the county reads a case, supervisors as little as administrators.
READERS = Readers.of(*TEAM, county=frozenset())
#: What citizens report is received by the clerks and led by the leaders of the commission.
REPORT_READERS = Readers.of(CLERK, LEADER, county=frozenset())
#: AC-8: the written account of a correction goes to the county's disclosure office as well; nothing else of a case does.
CORRECTION_READERS = Readers.of(Role.DISCLOSURE_HEAD, county=frozenset())


class Item(IntegerChoices):
    """AC-5: the six kinds of violation."""

    NOT_DISCLOSED = 1, "未按规定实行政务公开"
    UNTRUE = 2, "公开重点不突出，内容不真实"
    REFUSED = 3, "无正当理由拒绝办理依申请公开，造成不良影响"
    LEAKED = 4, "泄露国家秘密、商业秘密或者个人隐私"
    NOT_CORRECTED = 5, "对批评建议置之不理、拒不整改"
    OTHER = 6, "其他违反政务公开规定和纪律的行为"


#: By which article of the law on sanctions each would be punished: our reading of AC-5, shown beside the choice.
ITEM_LAW: Mapping[int, str] = {
    Item.NOT_DISCLOSED: "政务处分法第三十八条第一款第四项",
    Item.UNTRUE: "政务处分法第三十九条第四项",
    Item.REFUSED: "政务处分法第三十八条第一款第四项、政府信息公开条例第五十三条",
    Item.LEAKED: "政务处分法第三十九条第五项",
    Item.NOT_CORRECTED: "政务处分法第三十九条第二项",
    Item.OTHER: "政务处分法第四十一条",
}


#: Of the kinds those whose article ends at removal: 政务处分法38, paragraph 1, item 4.
NO_DISMISSAL = (Item.NOT_DISCLOSED, Item.REFUSED)


class Source(TextChoices):
    """Where a clue came from."""

    CLOCK = "clock", "超过期限的事项"
    FIGURE = "figure", "投诉、评议、考核、检查中发现的问题"
    REPORT = "report", "群众举报"
    OTHER = "other", "其他来源"


class Subject(TextChoices):
    """Who is held to account, as AC-6 tells them apart."""

    PERSON = "person", "直接责任人"
    HEAD = "head", "单位主管领导或者主要负责人"
    UNIT = "unit", "单位"


class Responsibility(TextChoices):
    """AC-6(1): who answers, by whether somebody approved."""

    HANDLER = "handler", "未经领导审核批准：由单位和承办人承担"
    LEADER = "leader", "主管领导审核批准：由单位主管领导承担"
    HEAD = "head", "领导班子集体讨论决定：由单位主要领导承担"
    UNKNOWN = "unknown", "本网站没有审批记录，由调查人员查明"


#: Whom each of them allows to be held to account.
ANSWERS: Mapping[str, tuple[str, ...]] = {
    Responsibility.HANDLER: (Subject.UNIT, Subject.PERSON),
    Responsibility.LEADER: (Subject.HEAD,),
    Responsibility.HEAD: (Subject.HEAD,),
}
#: Roles whose approval is that of a responsible leader; what a leadership decided together is recorded by these acts.
APPROVING = (Role.LEADER, Role.COUNTY_LEADER)
COLLECTIVE = ("participation.decide",)


class Measure(TextChoices):
    """AC-6(2) and 政务处分法7, from the slightest to the gravest of each sort."""

    ADMONITION = "admonition", "告诫"
    CRITICISM = "criticism", "批评教育"
    UNIT_CRITICISM = "unit_criticism", "对单位提出批评"
    CIRCULATED = "circulated", "通报批评"
    SELF_EXAMINATION = "self_examination", "责令作出书面检查"
    NO_HONOURS = "no_honours", "取消当年评优资格"
    RECTIFICATION = "rectification", "责令限期整改"
    PARTY_WARNING = "party_warning", "党内警告"
    PARTY_SERIOUS = "party_serious", "党内严重警告"
    PARTY_REMOVAL = "party_removal", "撤销党内职务"
    PARTY_PROBATION = "party_probation", "留党察看"
    PARTY_EXPULSION = "party_expulsion", "开除党籍"
    WARNING = "warning", "警告"
    DEMERIT = "demerit", "记过"
    MAJOR_DEMERIT = "major_demerit", "记大过"
    DEMOTION = "demotion", "降级"
    REMOVAL = "removal", "撤职"
    DISMISSAL = "dismissal", "开除"


#: How grave each is, so that a decision is never heavier than what was told (政务处分法43).
WEIGHT: Mapping[str, int] = {
    Measure.ADMONITION: 1,
    Measure.CRITICISM: 1,
    Measure.UNIT_CRITICISM: 2,
    Measure.SELF_EXAMINATION: 3,
    Measure.CIRCULATED: 4,
    Measure.NO_HONOURS: 4,
    Measure.RECTIFICATION: 5,
    Measure.PARTY_WARNING: 11,
    Measure.WARNING: 11,
    Measure.PARTY_SERIOUS: 12,
    Measure.DEMERIT: 12,
    Measure.MAJOR_DEMERIT: 13,
    Measure.PARTY_REMOVAL: 14,
    Measure.DEMOTION: 14,
    Measure.PARTY_PROBATION: 15,
    Measure.REMOVAL: 15,
    Measure.PARTY_EXPULSION: 16,
    Measure.DISMISSAL: 16,
}
#: 政务处分法8: for how many months each runs from the day of the decision; dismissal has no term.
MONTHS: Mapping[str, int] = {
    Measure.WARNING: 6,
    Measure.DEMERIT: 12,
    Measure.MAJOR_DEMERIT: 18,
    Measure.DEMOTION: 24,
    Measure.REMOVAL: 24,
}
SANCTIONS = (*MONTHS, Measure.DISMISSAL)
PARTY = (
    Measure.PARTY_WARNING,
    Measure.PARTY_SERIOUS,
    Measure.PARTY_REMOVAL,
    Measure.PARTY_PROBATION,
    Measure.PARTY_EXPULSION,
)


class Level(IntegerChoices):
    """AC-6(2): the four levels."""

    SLIGHT = 1, "情节轻微，影响较小"
    HARMFUL = 2, "影响正常工作，或者给群众造成损失"
    GRAVE = 3, "情节严重，影响较大"
    CRIME = 4, "构成犯罪"


#: AC-6(2): the measures that each level allows against each. A crime is transferred, and no measure decided.
ALLOWED: Mapping[tuple[int, str], tuple[str, ...]] = {
    (Level.SLIGHT, Subject.PERSON): (Measure.ADMONITION, Measure.CRITICISM),
    (Level.HARMFUL, Subject.PERSON): (Measure.CIRCULATED, Measure.SELF_EXAMINATION, Measure.NO_HONOURS),
    (Level.HARMFUL, Subject.UNIT): (Measure.UNIT_CRITICISM,),
    (Level.GRAVE, Subject.PERSON): (*SANCTIONS, *PARTY),
    (Level.GRAVE, Subject.HEAD): (Measure.CIRCULATED, Measure.NO_HONOURS, *SANCTIONS, *PARTY),
    (Level.GRAVE, Subject.UNIT): (Measure.CIRCULATED, Measure.RECTIFICATION, Measure.NO_HONOURS),
}


def heavier(these: Iterable[str], those: Iterable[str]) -> bool:
    """Whether these measures are heavier than those: there are more of them, or one is graver than its counterpart.

    The gravest is compared with the gravest, the next with the next (政务处分法43).
    """
    new, old = (sorted((WEIGHT[each] for each in some), reverse=True) for some in (these, those))
    return len(new) > len(old) or any(mine > theirs for mine, theirs in zip(new, old, strict=False))


class Decider(TextChoices):
    """AC-10: by whom and what is decided, which says how it is appealed against."""

    SUPERVISION = "supervision", "监委作出政务处分或者问责决定"
    ORGAN = "organ", "由其任免机关、单位作出处分"
    PARTY = "party", "党纪处分或者党内问责"


@dataclass(frozen=True)
class Remedy:
    """How a decision is appealed against: months or days to do so, those to answer, and how a letter says it."""

    law: str
    ending: str
    further: str
    #: In days for what a person's own organ decides, in months otherwise.
    span: int
    unit: Unit


#: AC-10, by who decided. Whoever appeals, execution goes on.
REMEDIES: Mapping[str, Remedy] = {
    Decider.SUPERVISION: Remedy(
        "《中华人民共和国监察法》第五十六条",
        "如不服本决定，可以自收到决定之日起一个月内，向本机关申请复审，本机关在一个月内作出复审决定；对复审决定仍不服的，"
        "可以自收到复审决定之日起一个月内，向巴彦淖尔市监察委员会申请复核，复核机关在二个月内作出复核决定。"
        "复审、复核期间，不停止本决定的执行。",
        "对复审决定仍不服的，可以自收到复审决定之日起一个月内，向巴彦淖尔市监察委员会申请复核，复核机关在二个月内作出"
        "复核决定。复核期间，不停止原决定的执行。",
        1,
        Unit.MONTHS,
    ),
    Decider.ORGAN: Remedy(
        "《中华人民共和国公务员法》第九十五条、第九十六条",
        "如不服本决定，可以自知道该处理之日起三十日内向原处理机关申请复核，原处理机关在三十日内作出复核决定；对复核结果不服的，"
        "可以自接到复核决定之日起十五日内向同级公务员主管部门或者上一级机关申诉，也可以不经复核，自知道该处理之日起三十日内"
        "直接申诉；受理机关在六十日内作出处理决定，案情复杂的可以延长三十日。复核、申诉期间，不停止执行，也不因申请而加重处理。",
        "对复核结果不服的，可以自接到复核决定之日起十五日内，向同级公务员主管部门或者上一级机关申诉，受理机关在六十日内作出"
        "处理决定，案情复杂的可以延长三十日。申诉期间，不停止执行，也不因申诉而加重处理。",
        30,
        Unit.DAYS,
    ),
    Decider.PARTY: Remedy(
        "《中国共产党问责条例》",
        "如不服本决定，可以自收到决定之日起一个月内，向作出决定的党组织提出书面申诉，党组织自收到申诉之日起一个月内作出答复。"
        "申诉期间，不停止执行。",
        "对答复仍不服的，可以依照党章和党内法规向上级党组织申诉。申诉期间，不停止执行。",
        1,
        Unit.MONTHS,
    ),
}
cite("AC-10", by=Citation("record", "accountability.remedies", "决定书按作出决定的机关写明申诉途径和期限"))

#: No law names these days; they are the county's own, and whoever works may give more.
DEFENCE = TimeLimit(
    code="accountability.defence",
    clause="AC-7",
    label="对责任追究告知陈述、申辩（县里定的期限）",
    span=5,
    unit=Unit.WORKING_DAYS,
    holds=True,
    binds=Bound.APPLICANT,
    tells=(CLERK,),
)
VERIFY = TimeLimit(
    code="accountability.verify",
    clause="AC-3",
    label="初步核实责任追究线索（县里定的期限）",
    span=30,
    unit=Unit.WORKING_DAYS,
    warn=(5, 1),
    tells=(CLERK, LEADER),
)
SERVE = TimeLimit(
    code="accountability.serve",
    clause="AC-7",
    label="送达责任追究决定书（县里定的期限）",
    span=5,
    unit=Unit.WORKING_DAYS,
    warn=(1,),
    tells=(CLERK, LEADER),
)
#: 监察法52: what the commission recommends the person's own organ decides; when, no law says.
ORGAN_DECIDES = TimeLimit(
    code="accountability.organ_decides",
    clause="AC-10",
    label="任免机关、单位作出处分决定（县里定的期限）",
    span=30,
    unit=Unit.WORKING_DAYS,
    warn=(5, 1),
    binds=Bound.OTHER_AGENCY,
    tells=(CLERK, LEADER),
)
#: 政务处分法46: served on the person, told to the unit, announced within a fitting circle.
TELL_UNIT = TimeLimit(
    code="accountability.tell_unit",
    clause="AC-7",
    label="把决定告知所在单位（县里定的期限）",
    span=5,
    unit=Unit.WORKING_DAYS,
    warn=(1,),
    tells=(CLERK, LEADER),
)
ANNOUNCE = TimeLimit(
    code="accountability.announce",
    clause="AC-7",
    label="在一定范围内宣布政务处分（县里定的期限）",
    span=10,
    unit=Unit.WORKING_DAYS,
    warn=(3, 1),
    tells=(CLERK, LEADER),
)
#: AC-8: by the day that the decision names.
CORRECT = TimeLimit(
    code="accountability.correct",
    clause="AC-8",
    label="改正并书面报告改正情况",
    span=30,
    unit=Unit.DATE,
    until="决定书写明的日期",
    binds=Bound.APPLICANT,
    tells=(CLERK,),
)
#: AC-10 by 监察法56: decided within a month of the application for review.
REVIEW = TimeLimit(
    code="accountability.review",
    clause="AC-10",
    label="作出复审决定",
    span=1,
    unit=Unit.MONTHS,
    warn=(10, 3, 1),
    tells=(CLERK, LEADER),
)
#: 公务员法95: the organ that decided answers within 30 days.
ORGAN_REVIEW = TimeLimit(
    code="accountability.organ_review",
    clause="AC-10",
    label="原处理机关作出复核决定",
    span=30,
    unit=Unit.DAYS,
    warn=(10, 3, 1),
    binds=Bound.OTHER_AGENCY,
    tells=(CLERK, LEADER),
)
#: 监察法56: a further month to ask the authority above, which decides in two.
FURTHER = TimeLimit(
    code="accountability.further",
    clause="AC-10",
    label="上一级监察机关作出复核决定",
    span=2,
    unit=Unit.MONTHS,
    binds=Bound.OTHER_AGENCY,
    tells=(CLERK,),
)
#: How long a correction may take at most, in days.
LONGEST = 366
#: 政务处分法42: so many investigate and hear at least.
INVESTIGATORS = 2
#: Candidates for clues of so many days back are offered.
CLUES_DAYS = 366
#: The longest texts that citizens and those held to account write.
MAX_TEXT = 4_000
MAX_STATEMENT = 8_000
#: A report is answered by nobody's clock but this: the county's own promise.
ANSWER = TimeLimit(
    code="accountability.answer",
    clause="AC-9",
    label="告知举报人是否受理（县里的承诺）",
    span=15,
    unit=Unit.WORKING_DAYS,
    warn=(5, 1),
    tells=(CLERK,),
)


class EndedHow(TextChoices):
    """Why a case ended without a sanction, or went elsewhere."""

    UNTRUE = "untrue", "违纪违法事实不存在"
    NOT_PROVED = "not_proved", "证据不足"
    SLIGHT = "slight", "情节轻微，经批评教育后改正"
    DIED = "died", "被调查人死亡"
    LEFT = "left", "已经离职或者退休，不再给予处分"
    CRIME = "crime", "涉嫌犯罪，移送司法机关"
    HANDED_UP = "handed_up", "涉及本机关人员，移送上级纪委监委"
    NOT_OURS = "not_ours", "不归本机关管辖"


#: Which of them each ending may give: 政务处分法44, and the way of a clue that leads nowhere.
NO_SANCTION_FOR = (EndedHow.SLIGHT, EndedHow.LEFT)
WITHDRAWN_FOR = (EndedHow.UNTRUE, EndedHow.NOT_PROVED, EndedHow.SLIGHT, EndedHow.DIED, EndedHow.LEFT)
DROPPED_FOR = (EndedHow.UNTRUE, EndedHow.NOT_PROVED, EndedHow.SLIGHT, EndedHow.DIED, EndedHow.NOT_OURS)
