"""What the regulation on social evaluation fixes: heads, ways, grades; and what the county sets where it names no number."""

from __future__ import annotations

from django.db.models import TextChoices

from foundation.clauses import Citation, cite
from foundation.deadlines.limits import Bound, TimeLimit, Unit


class Head(TextChoices):
    """The six heads under which is asked (SE-4)."""

    CONTENT = "content", "公开内容"
    FORM = "form", "公开形式"
    TIME = "time", "公开程序和时限"
    RULES = "rules", "公开制度"
    EFFECT = "effect", "公开效果"
    OTHER = "other", "其他"


class Grade(TextChoices):
    """The three grades of SE-7; of too few answers there is none."""

    WELL = "well", "满意"
    RATHER = "rather", "基本满意"
    BADLY = "badly", "不满意"
    TOO_FEW = "too_few", "样本不足"


class Way(TextChoices):
    """The ways of SE-5 as they are weighed: with a code or on paper, by panel and supervisors, on the open web."""

    MAIN = "main", "问卷（凭问卷码和纸质）"
    PANEL = "panel", "评议小组和社会监督员"
    OPEN = "open", "公开网页"


class Capacity(TextChoices):
    """As what somebody evaluates (SE-5(2), SE-5(3))."""

    PANEL = "panel", "特邀监督评议小组成员"
    SUPERVISOR = "supervisor", "社会监督员"


class Circle(TextChoices):
    """From where those are chosen who evaluate (SE-5)."""

    CONGRESS = "congress", "人大代表"
    CONFERENCE = "conference", "政协委员"
    MEDIA = "media", "新闻媒体"
    LAW = "law", "法律工作者"
    EXPERT = "expert", "专家学者"
    PUBLIC = "public", "群众代表"
    OTHER = "other", "其他社会人士"


class Manner(TextChoices):
    """How those who suggested something are told what was put right (SE-8)."""

    NOTICE = "notice", "网上公告"
    MEETING = "meeting", "召开座谈会"
    VISIT = "visit", "上门走访"


#: The county's own, where its text names no number. Somebody is appointed at these ages, for so many years.
LEAST_AGE, MOST_AGE, TERM_YEARS = 22, 65, 2
#: So many days before it ends a term may be renewed.
RENEWED_WITHIN = 60
#: Whom the county wants to appoint, and the plan of a round, stand in public for so many days before anything follows.
NOTICE_DAYS = 5
#: A round is open so many days at least, and at most.
LEAST_DAYS, MOST_DAYS = 10, 90
#: By so many people the questions are tried before the plan is handed in.
PILOT = 10
#: Of fewer sheets of panel and supervisors on a unit nothing is concluded.
PANEL_ENOUGH = 3
#: The most days for putting something right.
MOST_DAYS_TO_MEND = 180
#: Of the index at least so much hangs on the main sample, and at most so much on the open web, in percent.
LEAST_MAIN, MOST_OPEN = 50, 10
#: So many answers without a code are taken of one network and day: a village or a school shares one.
OF_A_NETWORK = 30
#: Points for the three answers, and from where a grade begins, unless a plan says otherwise.
POINTS = (100, 70, 0)
THRESHOLDS = (85, 70)
#: The weights of the ways and of the six heads, unless a plan says otherwise.
WAYS = (60, 40, 0)
HEADS = (20, 20, 20, 15, 20, 5)

_OFFICE = ("drafter", "records_office", "department_head")
_UNIT = ("drafter", "records_office", "department_head", "leader")

#: SE-6 says that results are fed back in writing and not by when: the county's own number, from the day of the grades.
FEEDBACK = TimeLimit(
    code="evaluation.feedback",
    clause="SE-6",
    label="书面反馈评议结果",
    span=20,
    unit=Unit.WORKING_DAYS,
    warn=(5, 1),
    tells=_OFFICE,
)
#: From the feedback a unit may object once.
OBJECTION = TimeLimit(
    code="evaluation.objection",
    clause="SE-6",
    label="对评议结果提出异议",
    span=5,
    unit=Unit.WORKING_DAYS,
    warn=(1,),
    tells=_UNIT,
    at_end="evaluation.leave_unobjected",
    # A right of the unit: that it lets the days pass is no breach.
    binds=Bound.OTHER_AGENCY,
)
ANSWER = TimeLimit(
    code="evaluation.answer_objection",
    clause="SE-6",
    label="答复对评议结果的异议",
    span=5,
    unit=Unit.WORKING_DAYS,
    warn=(2,),
    tells=_OFFICE,
)
DECIDE = TimeLimit(
    code="evaluation.decide",
    clause="SE-8",
    label="决定是否采纳评议中的意见建议",
    span=20,
    unit=Unit.WORKING_DAYS,
    warn=(5, 1),
    tells=_UNIT,
    public="评议中提出的意见建议，20 个工作日内决定是否采纳，并说明理由",
)
#: So many days as the unit promised when it adopted the suggestion.
MEND = TimeLimit(
    code="evaluation.mend",
    clause="SE-8",
    label="按承诺的日期整改",
    span=30,
    unit=Unit.DAYS,
    warn=(7, 1),
    tells=_UNIT,
    public="采纳的意见建议，在承诺的日期以前整改完",
)

#: What a unit says it did is looked at, and people are told of it: the county's own numbers.
VERIFY = TimeLimit(
    code="evaluation.verify",
    clause="SE-8",
    label="核验整改",
    span=10,
    unit=Unit.WORKING_DAYS,
    warn=(3, 1),
    tells=_OFFICE,
)
TELL = TimeLimit(
    code="evaluation.tell",
    clause="SE-8",
    label="公开反馈整改结果",
    span=10,
    unit=Unit.WORKING_DAYS,
    warn=(3, 1),
    tells=_UNIT,
)
#: From the last day of a round to the grades, and from the feedback to the announcement.
COUNT = TimeLimit(
    code="evaluation.count",
    clause="SE-6",
    label="核对、统计并定等次",
    span=30,
    unit=Unit.WORKING_DAYS,
    warn=(10, 3),
    tells=_OFFICE,
)
ANNOUNCE = TimeLimit(
    code="evaluation.announce",
    clause="SE-6",
    label="通报评议结果",
    span=30,
    unit=Unit.WORKING_DAYS,
    warn=(10, 3),
    tells=_OFFICE,
)

cite(
    "SE-4",
    by=Citation("record", "evaluation.statute", "题目分公开内容、形式、程序和时限、制度、效果、其他六个方面"),
)
