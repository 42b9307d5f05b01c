"""What the regulation on training fixes: the curriculum, hours, who is bound and who is advised, days and terms."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import TextChoices

from foundation.agencies.roles import AgencyKind, Role
from foundation.clauses import Citation, cite
from foundation.deadlines.limits import TimeLimit, Unit


class Establishment(TextChoices):
    """How somebody is employed (编制类型)."""

    CIVIL = "civil", "公务员"
    ANALOGY = "analogy", "参照公务员法管理人员"
    INSTITUTION = "institution", "事业编制"
    ENTERPRISE = "enterprise", "企业人员"
    HIRED = "hired", "聘用人员"


class Post(TextChoices):
    """Whether somebody works in disclosure (TR-5) or elsewhere in the agency."""

    DISCLOSURE = "disclosure", "从事政务公开工作"
    OTHER = "other", "其他岗位"


class Tag(TextChoices):
    """The curriculum of TR-3: three topics for everybody, six more for disclosure staff; interpretation by PI-9."""

    A1 = "A1", "实行政府信息公开的重要意义"
    A2 = "A2", "政府信息公开条例的基本内容"
    A3 = "A3", "相关配套制度和工作规范"
    B1 = "B1", "政府信息清理"
    B2 = "B2", "相关保密知识"
    B3 = "B3", "编制政府信息公开指南和目录"
    B4 = "B4", "处理政府信息公开申请"
    B5 = "B5", "编制政府信息公开工作年度报告"
    B6 = "B6", "政策咨询"
    C1 = "C1", "政策解读"


#: The clause of each topic.
TAG_CLAUSES: dict[str, str] = {tag: "PI-9" if tag == Tag.C1 else "TR-3" for tag in Tag}
#: TR-3¶1: what everybody learns.
FOR_ALL = (Tag.A1, Tag.A2, Tag.A3)
#: TR-3¶1 and ¶2: what disclosure staff learn before they take post.
FOR_POST = (*FOR_ALL, Tag.B1, Tag.B2, Tag.B3, Tag.B4, Tag.B5, Tag.B6)


class Edition(TextChoices):
    """The edition of the 条例 that is taught. TR-1 cites Order 492; what is in force since 2019 is Order 711."""

    ORDER_711 = "711", "国务院令第711号（2019年修订）"
    ORDER_492 = "492", "国务院令第492号（2007年，已被修订）"


#: What is in force; anything else is pointed out.
IN_FORCE = Edition.ORDER_711


class Mode(TextChoices):
    """The ways of training that TR-4 names."""

    CLASS = "class", "培训班"
    LECTURE = "lecture", "专题讲座"
    SEMINAR = "seminar", "研讨交流"
    RADIO = "radio", "电台"
    TELEVISION = "television", "电视台"
    PRESS = "press", "报刊"
    NET = "net", "网络自学"


#: People come together: they sign, and the hours are those of their presence. What everybody does alone counts with material
#: and a passed exam (TR-4).
TOGETHER = (Mode.CLASS, Mode.LECTURE, Mode.SEMINAR)


class Course(TextChoices):
    """What an exam and a certificate are about."""

    INDUCTION = "induction", "岗前培训"
    YEARLY = "yearly", "年度在职培训"


class Proof(TextChoices):
    """What stands in the file of a session, as those who appraise ask for it."""

    NOTICE = "notice", "通知"
    SHEET = "sheet", "签到表"
    PHOTO = "photo", "照片"
    SLIDES = "slides", "课件、材料"
    PAPERS = "papers", "试卷"
    SUMMARY = "summary", "小结"


class Way(TextChoices):
    """How somebody signed."""

    QR = "qr", "扫码签到"
    CODE = "code", "输码签到"
    PAPER = "paper", "纸质签到"
    MATERIAL = "material", "学习材料"


class Sat(TextChoices):
    """How an exam was sat."""

    PAPER = "paper", "笔试"
    ONLINE = "online", "网上考试"


#: One 学时 is 45 minutes by custom; a county that counts otherwise says so.
HOUR_MINUTES: int = settings.TRAINING_HOUR_MINUTES
#: TR-5: 学时 a year, and the same in minutes. Minutes are what is stored and compared.
YEAR_HOURS = 16
YEAR_MINUTES = YEAR_HOURS * HOUR_MINUTES
#: Month and day from which whoever has too few hours is warned.
WARN_FROM = (10, 1)
#: Points of an exam, and those that pass where the plan says nothing else.
FULL_MARKS, PASS_MARK = 100, 60
#: The attempts at one exam.
ATTEMPTS = 2
#: The longest session: one that lasts a day and a night is a mistake of typing.
LONGEST_MINUTES = 12 * 60
#: Minutes after the beginning from which somebody is late, and before it from which one may sign.
LATE_AFTER, SIGN_BEFORE = 10, 30
#: The seconds for which one sign-in code stands on the screen, and after which a form that was opened in time is refused.
ROTATES, FORM_STANDS = 30, 300
#: TR-5 knows no exception: for so many days at most the head may let somebody work who is not trained, in an emergency.
COVER_DAYS = 30
#: And once within so many days for one person.
COVER_AGAIN = 365
#: TR-5: the roles of those who work in a disclosure office, and of the county's authority for it. Whoever drafts in another
#: section, signs or leads is none of them.
DISCLOSURE_ROLES = (
    Role.RECORDS_OFFICE,
    Role.SECRECY_REVIEWER,
    Role.APPLICATIONS_CLERK,
    Role.DISCLOSURE_HEAD,
    Role.COUNTY_SUPERVISOR,
)
#: The day from which nobody untrained takes post unless the county decides otherwise, and the days that those in post then have.
GATE_FROM: date = date.fromisoformat(settings.TRAINING_GATE_FROM)
GATE_NOTICE_DAYS, TRANSITION_DAYS = 30, 180
#: TR-5 is in force: the county's own day comes within so many days of being stated, and those in post have so many more.
GATE_PUT_OFF, LONGEST_TRANSITION = 366, 366
#: An online exam is open for so many days at most: nobody may end one that never closes.
EXAM_OPEN_DAYS = 31
#: TR-4: those who are assessed as civil servants; those managed by analogy are assessed alike (公务员法112).
ASSESSED = (Establishment.CIVIL, Establishment.ANALOGY)
#: TR-7: public utilities follow by analogy; for them everything here is advice, and nothing a breach.
ADVISED = (AgencyKind.UTILITY,)

#: An objection to a mark is decided within so many working days; the county's text names no number: the portal's own.
RECHECK = TimeLimit(
    code="training.recheck",
    clause="TR-4",
    label="复核考试成绩",
    span=5,
    unit=Unit.WORKING_DAYS,
    warn=(2, 1),
    tells=("records_office", "disclosure_head", "department_head"),
)
#: TR-4: the yearly list is in the hands of the personnel office before people are assessed.
LIST_ACKNOWLEDGED = TimeLimit(
    code="training.list_acknowledged",
    clause="TR-4",
    label="签收不得评优名单",
    span=5,
    unit=Unit.WORKING_DAYS,
    warn=(1,),
    tells=("personnel", "department_head"),
)

#: What stands in the place of why somebody could not come, once the retention term is over.
ERASED = "（到期清除）"


def is_duty(kind: str) -> bool:
    """Whether an agency of this kind is bound by the regulation, and not only advised (TR-7)."""
    return kind not in ADVISED


def hours(minutes: int) -> str:
    """Minutes as 学时 with one decimal, cut off and never rounded up: 719 minutes are 15.9."""
    tenths = minutes * 10 // HOUR_MINUTES
    return f"{tenths // 10}.{tenths % 10}"


cite("TR-1", by=Citation("record", "training_plan", "全县和各单位的年度培训计划、每一次培训"))
cite("TR-3", by=Citation("record", "trainee", "每个人学过哪些内容：三项共同的，公开岗位再加六项"))
cite("TR-7", by=Citation("record", "trainee", "依法授权的组织按义务记，公共企事业单位参照执行，只作提示"))
cite("PI-9", by=Citation("record", "training_session", "培训计划和每次培训写明讲不讲政策解读"))
