"""What the regulation on new media fixes: platforms, offices, duties, and the days of filing and closing."""

from __future__ import annotations

from django.conf import settings
from django.db.models import TextChoices

from foundation.agencies.roles import AgencyFunction, Role
from foundation.clauses import Citation, cite
from foundation.deadlines.limits import TimeLimit, Unit


class Platform(TextChoices):
    """Where an account is kept; one of another platform names it."""

    WECHAT = "wechat", "微信公众号"
    WEIBO = "weibo", "微博"
    CHANNELS = "channels", "微信视频号"
    DOUYIN = "douyin", "抖音"
    KUAISHOU = "kuaishou", "快手"
    TOUTIAO = "toutiao", "今日头条"
    XIAOHONGSHU = "xiaohongshu", "小红书"
    MINI = "mini", "小程序"
    APP = "app", "移动客户端"
    OTHER = "other", "其他平台"


#: NM-8(2): with whom every account is filed.
OFFICES = (AgencyFunction.PROPAGANDA, AgencyFunction.CYBERSPACE, AgencyFunction.DISCLOSURE_OFFICE)


class Sort(TextChoices):
    """What is filed of an account."""

    OPEN = "open", "开通"
    CHANGE = "change", "变更"
    CLOSE = "close", "注销"


class Duty(TextChoices):
    """What somebody does for an account; only staff on the establishment do (NM-18)."""

    MANAGER = "manager", "管理员"
    EDITOR = "editor", "采编"
    FIRST = "first", "初审"
    SECOND = "second", "复审"
    FINAL = "final", "终审"
    WATCH = "watch", "值班"


#: NM-9: the three reviews, in their order; no two of them by one person.
REVIEWS = (Duty.FIRST, Duty.SECOND, Duty.FINAL)
#: Without these nobody answers for what is published, or keeps the password (NM-22).
NEEDED = (Duty.MANAGER, *REVIEWS)


class Interaction(TextChoices):
    """How people can answer; none of it is closed without a reason (NM-20)."""

    MESSAGES = "messages", "私信"
    COMMENTS = "comments", "评论"
    NOTES = "notes", "留言"


class Suspended(TextChoices):
    """Why an account is suspended."""

    HACKED = "hacked", "账号被盗、被攻击"
    STAFF = "staff", "管理人员变动"
    PLATFORM = "platform", "平台暂停服务"
    OTHER = "other", "其他原因"


class Kind(TextChoices):
    """The four kinds of what is published (NM-3)."""

    INFORMATION = "information", "政务信息"
    CONCERNS = "concerns", "社会热点"
    EMERGENCY = "emergency", "突发事件"
    SERVICE = "service", "便民服务和自主策划"


class Exchange(TextChoices):
    """How people and an agency talk on an account (NM-17)."""

    SURVEY = "survey", "微调查"
    INTERVIEW = "interview", "微访谈"
    ONLINE = "online", "微在线"


class ResetBecause(TextChoices):
    """Why a password is set anew (NM-22)."""

    STAFF = "staff", "管理人员变动"
    HACKED = "hacked", "账号被盗、被攻击"
    PROVIDER = "provider", "第三方不再参与"


class Service(TextChoices):
    """What a third party does for an account; never all of it (NM-19)."""

    CONTENT = "content", "提供文稿"
    PICTURES = "pictures", "设计、拍摄、制作"
    TECHNICAL = "technical", "技术维护"


class Bulletin(TextChoices):
    """What only some departments publish (NM-11)."""

    NONE = "", "都不是"
    PERSONNEL = "personnel", "人事任免"
    CASE = "case", "案件通报"


#: NM-11: who publishes them; everybody else passes on what they published.
MAY_ANNOUNCE = (AgencyFunction.DISCIPLINE_COMMISSION, AgencyFunction.ORGANISATION)


class SourceLevel(TextChoices):
    """Whose media a post may be reposted from (NM-4)."""

    CENTRAL = "central", "中央"
    REGION = "region", "自治区"
    CITY = "city", "市"
    COUNTY = "county", "县"
    OFFICIAL = "official", "政府网站和政务新媒体"


#: The five gates of every review (内政办字〔2021〕45号).
GATES: dict[str, str] = {
    "political": "政治关：方向、立场、表述没有问题",
    "legal": "法律关：合法，不侵权，没有广告和有偿服务",
    "policy": "政策关：和现行政策一致",
    "secrecy": "保密关：不涉密，没有个人信息",
    "wording": "文字关：准确、规范、通俗易懂",
}
#: Who may be named for a review: the roles that have it on their work list.
REVIEWERS: dict[str, tuple[Role, ...]] = {
    Duty.FIRST: (Role.DRAFTER, Role.RECORDS_OFFICE, Role.SECRECY_REVIEWER),
    Duty.SECOND: (Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD, Role.DISCLOSURE_HEAD),
    Duty.FINAL: (Role.DEPARTMENT_HEAD, Role.LEADER),
}


#: NM-12: the first word on an emergency is approved by one duty leader.
ON_DUTY = "duty"
#: Whoever counts the minutes of an emergency with the unit concerned.
COUNT_DOWN_WITH = (
    AgencyFunction.PROPAGANDA,
    AgencyFunction.CYBERSPACE,
    AgencyFunction.COUNTY_OFFICE,
    AgencyFunction.DISCLOSURE_OFFICE,
)


class Severity(TextChoices):
    """What a hit in a text means."""

    BLOCK = "block", "不能发布"
    ANSWER = "answer", "要说明"
    HINT = "hint", "提示"
    ALLOW = "allow", "放行"


class Mend(TextChoices):
    """How something that was published is put right (NM-21)."""

    CORRECTION = "correction", "更正"
    SUPPLEMENT = "supplement", "补充说明"


#: The county's text says 及时 and names no number: the county's own setting.
REFILE = TimeLimit(
    code="newmedia.refile",
    clause="NM-8(2)",
    label="变动以后更新报备",
    span=settings.NEWMEDIA_REFILE_DAYS,
    unit=Unit.WORKING_DAYS,
    warn=tuple(left for left in (2, 1) if left <= settings.NEWMEDIA_REFILE_DAYS),
    tells=("drafter", "records_office", "department_head"),
)
#: NM-13 and the national checks: no update in the two weeks before the check fails an account; days off count.
SILENCE = TimeLimit(
    code="newmedia.silence",
    clause="NM-13",
    label="更新账号",
    span=14,
    unit=Unit.DATE,
    until="第 14 天",
    warn=(4, 1),
    tells=("drafter", "records_office", "department_head"),
)
#: NM-13: whoever publishes nothing for a month explains it.
MONTH = TimeLimit(
    code="newmedia.month",
    clause="NM-13",
    label="一个月内发布信息",
    span=1,
    unit=Unit.MONTHS,
    warn=(5,),
    tells=("drafter", "records_office", "department_head", "leader"),
    at_end="newmedia.ask_explanation",
)
#: NM-12: from the event, through nights and days off.
FIRST_WORD = TimeLimit(
    code="newmedia.first_word",
    clause="NM-12",
    label="突发事件首发",
    span=120,
    unit=Unit.MINUTES,
    warn=(60, 30, 10),
    tells=("drafter", "records_office", "department_head", "disclosure_head", "leader"),
    at_end="newmedia.miss_first_word",
    public="突发事件发生以后，120 分钟内由涉事单位在政务新媒体上首发",
)
#: NM-12: what was promised in public for a certain moment; its clock ends exactly then, whatever the span.
NEXT_WORD = TimeLimit(
    code="newmedia.next_word",
    clause="NM-12",
    label="按预告再次发布突发事件的进展",
    span=180,
    unit=Unit.MINUTES,
    warn=(60, 30, 10),
    tells=("drafter", "records_office", "department_head", "disclosure_head", "leader"),
    at_end="newmedia.miss_next_word",
)
#: The most days ahead that more is promised for.
PROMISED_DAYS = 20
#: Two emergencies of one unit whose moments lie so many hours apart may be one that was entered twice.
SAME_EVENT_HOURS = 3
#: NM-22: after every change of whoever knows the password. The county's text names no number: its own setting.
RESET = TimeLimit(
    code="newmedia.reset",
    clause="NM-22",
    label="重新设置账号密码",
    span=2,
    unit=Unit.WORKING_DAYS,
    warn=(1,),
    tells=("drafter", "records_office", "department_head"),
)
#: NM-22: the computers are declared every half-year; the county's own number of days.
COMPUTERS = TimeLimit(
    code="newmedia.computers",
    clause="NM-22",
    label="填报电脑安全情况",
    span=10,
    unit=Unit.WORKING_DAYS,
    warn=(3, 1),
    tells=("drafter", "records_office", "department_head"),
)
#: NM-25: 及时查看和响应; the county's text names no number: its own setting.
SEEN = TimeLimit(
    code="newmedia.seen",
    clause="NM-25",
    label="查看工作群通知",
    span=1,
    unit=Unit.WORKING_DAYS,
    warn=(1,),
    tells=("drafter", "records_office"),
)
#: NM-13: what is published after so many days of silence, reposted or with fewer letters and ideographs than this, only beats
#: the two weeks.
TRIVIAL_AFTER, TRIVIAL_CHARACTERS = 11, 20


class TermSort(TextChoices):
    """What a word of the propaganda department's table is."""

    WORD = "word", "词语"
    LEADER = "leader", "领导姓名、职务"


class MessageSort(TextChoices):
    """What somebody wants who writes to an account (NM-14 to NM-16, NM-20)."""

    ENQUIRY = "enquiry", "咨询"
    PETITION = "petition", "信访、投诉个案"
    HOT = "hot", "社会热点"
    UNLAWFUL = "unlawful", "违法言论"
    OTHER = "other", "其他"


class Competence(TextChoices):
    """Whose business a petition is (信访工作条例23)."""

    OURS = "ours", "属于本单位职权范围"
    BELOW = "below", "属于本系统下级单位职权范围"
    OTHERS = "others", "不属于本单位和本系统职权范围"


class Repeats(TextChoices):
    """What a reply only says again."""

    QUESTION = "question", "和留言的原话一样"
    EARLIER = "earlier", "和以前给别人的答复一样"


class Removal(TextChoices):
    """How unlawful words went from the platform."""

    OURSELVES = "ourselves", "在账号后台删除"
    PLATFORM = "platform", "向平台举报，由平台删除"


class Witnessed(TextChoices):
    """What the second person compared the evidence with (NM-20)."""

    LIVE = "live", "看过平台上的原文，和保存的一致"
    GONE = "gone", "平台上的原文已经不在，只核对了保存的材料"


class Reported(TextChoices):
    """What the police are told of (NM-20)."""

    WORDS = "words", "违法言论"
    HACKING = "hacking", "账号被盗、被攻击"


#: Who looks after what people write to an account; whoever reviews its posts need not.
INBOX = (Duty.MANAGER, Duty.EDITOR, Duty.WATCH)
#: 信访工作条例23: whoever brings a petition is told in writing, unless name or address are unclear.
PETITION = TimeLimit(
    code="newmedia.petition",
    clause="信访工作条例23",
    label="书面告知信访人",
    span=15,
    unit=Unit.DAYS,
    warn=(5, 2),
    tells=("drafter", "records_office", "department_head"),
)
#: NM-16: those who wrote of a topic of public policy or interest hear of it.
HOT = TimeLimit(
    code="newmedia.hot",
    clause="NM-16",
    label="向网友反馈社会热点",
    span=5,
    unit=Unit.WORKING_DAYS,
    warn=(2, 1),
    tells=("drafter", "records_office", "department_head", "leader"),
)
#: The screenshots of one evidence at most, and the characters of the source of its page.
MOST_PICTURES, LONGEST_SOURCE = 10, 200_000
#: The bytes of all screenshots and the pixels of each at most: they go into one PDF.
MOST_BYTES, MOST_PIXELS = 30 * 1024 * 1024, 40_000_000

#: What has nothing to update is not watched.
UNWATCHED = (Platform.MINI, Platform.APP)
#: How many working days the notice stands before an account is cancelled (云政办规〔2019〕6号; the county names no number).
NOTICE_WORKING_DAYS = settings.NEWMEDIA_NOTICE_DAYS

cite(
    "NM-8", by=Citation("constraint", "newmedia_one_account", "一个单位在一个平台上只能有一个没有注销的账号")
)
cite("NM-8(2)", by=Citation("constraint", "newmedia.account", "三个部门没有都同意备案的账号，不能开通"))
cite("NM-8", by=Citation("page", "newmedia:list", "全县政务新媒体账号一览：二维码、状态、备案日期"))
cite("NM-13", by=Citation("page", "newmedia:detail", "注销的账号写明到哪里去看"))
cite("NM-23", by=Citation("paper", "newmedia.check", "每月检查表：每个账号的情况，考核、追责都看得到"))
cite("NM-2", by=Citation("record", "media_post", "每一条信息写明是四类内容里的哪一类"))
cite("NM-9", by=Citation("constraint", "newmedia.post", "没有三个人各审一遍、审的就是这一稿，不能通过"))
cite(
    "NM-20",
    by=Citation(
        "constraint", "newmedia.message", "证据没有经第二个人核对，不能登记删除；证据和截图不改、不换"
    ),
)
cite("NM-14", by=Citation("record", "media_message", "网民留言逐条登记、逐条办理"))
cite("NM-21", by=Citation("page", "newmedia:corrections", "更正、补充说明和撤下的信息，连同原因"))
