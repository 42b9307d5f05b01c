"""What the regulation on new media fixes: platforms, offices, duties, and the days of filing and closing."""

from __future__ import annotations

from django.db.models import TextChoices

from foundation.agencies.roles import AgencyFunction
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


#: The county's text says 及时 and names no number: the county's own setting.
REFILE = TimeLimit(
    code="newmedia.refile",
    clause="NM-8(2)",
    label="变动以后更新报备",
    span=5,
    unit=Unit.WORKING_DAYS,
    warn=(2, 1),
    tells=("drafter", "records_office", "department_head"),
)
#: How many working days the notice stands before an account is cancelled (云政办规〔2019〕6号; the county names no number).
NOTICE_WORKING_DAYS = 15

cite(
    "NM-8", by=Citation("constraint", "newmedia_one_account", "一个单位在一个平台上只能有一个没有注销的账号")
)
cite("NM-8(2)", by=Citation("constraint", "newmedia.account", "三个部门没有都同意备案的账号，不能开通"))
cite("NM-8", by=Citation("page", "newmedia:list", "全县政务新媒体账号一览：二维码、状态、备案日期"))
cite("NM-13", by=Citation("page", "newmedia:detail", "注销的账号写明到哪里去看"))
