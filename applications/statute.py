"""The values that 依申请公开制度 and 条例 27–45 fix for applications, each with its clause."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from foundation.clauses import Citation, cite
from foundation.deadlines.limits import Bound, TimeLimit, Unit

_OFFICE = ("applications_clerk", "disclosure_head")
_working_days = partial(TimeLimit, unit=Unit.WORKING_DAYS)

REPLY = _working_days(
    code="applications.reply",
    clause="条例33",
    label="答复申请",
    span=20,
    warn=(5, 3, 1),
    tells=(*_OFFICE, "leader"),
    public="收到公开申请，20 个工作日内答复；依法延长的，按延长后的期限算",
)

#: 条例33: at most this many working days more, once.
EXTENSION_SPAN = 20

#: OR-5: the county's own bound on an extension, counted from the day it is granted; nothing stops it. No public figure:
#: it runs beside `REPLY` on the same application, which would be counted twice.
EXTENSION_BOUND = TimeLimit(
    code="applications.extension_bound",
    clause="OR-5",
    label="延期最长三个月",
    span=3,
    unit=Unit.MONTHS,
    warn=(5,),
    tells=_OFFICE,
)

#: OR-5(2): the grounds on which the time to reply is suspended; a legal cause other than force majeure names its law.
SUSPENSION_GROUNDS = {
    "disaster": "自然灾害（不可抗力）",
    "epidemic": "传染病疫情或者其他突发公共卫生事件（不可抗力）",
    "incident": "事故灾难或者社会安全事件（不可抗力）",
    "by_law": "其他法定事由",
}

#: The limits of a reply: the law's, and the county's bound on an extension of it.
TO_REPLY = (REPLY, EXTENSION_BOUND)

#: Working days that a clerk has to enter what came on paper by the last day: a measure of ours, so that no application is
#: closed while a letter lies unopened. The last day itself does not move.
ENTRY_DAYS = 3

AMENDMENT_NOTICE = _working_days(
    code="applications.amendment_notice",
    clause="条例30",
    label="审核申请是否明确，不明确的告知补正",
    span=7,
    warn=(2,),
    tells=("applications_clerk",),
    public="申请不明确的，7 个工作日内一次告知要补正什么",
)

#: 条例30 asks for a reasonable time and fixes none: the notice names it, within these bounds of ours.
AMENDMENT = _working_days(
    code="applications.amendment",
    clause="条例30",
    label="申请人补正",
    span=15,
    at_end="applications.lapse_unamended",
    entry=ENTRY_DAYS,
    holds=True,
    binds=Bound.APPLICANT,
)
AMENDMENT_SPANS = (5, 60)
#: 条例29, 30: why an application is amended: how the form calls it, and what the notice says.
AMENDMENT_CAUSES = {
    "unclear": ("申请内容不明确", "申请内容不明确"),
    "incomplete": ("缺少身份证明、委托书等材料", "申请内容明确，但缺少依法应当提供的材料"),
    "both": ("内容不明确，材料也不齐", "申请内容不明确，也缺少依法应当提供的材料"),
}

THIRD_PARTY_OPINION = _working_days(
    code="applications.third_party_opinion",
    clause="OR-6",
    label="第三方提出意见",
    span=15,
    at_end="applications.record_silence",
    entry=ENTRY_DAYS,
    holds=True,
    binds=Bound.THIRD_PARTY,
)

COAUTHOR_OPINION = _working_days(
    code="applications.coauthor_opinion",
    clause="条例34",
    label="共同制作机关提出意见",
    span=15,
    at_end="applications.record_silence",
    entry=ENTRY_DAYS,
    holds=True,
    binds=Bound.OTHER_AGENCY,
)

#: 条例33 lets the time stand still while another agency is asked, and fixes none for its answer: the letter names the day.
ASSISTANCE = _working_days(
    code="applications.assistance",
    clause="条例33",
    label="其他机关函复",
    span=10,
    at_end="applications.record_silence",
    entry=ENTRY_DAYS,
    holds=True,
    binds=Bound.OTHER_AGENCY,
)

#: Working days for which another agency is waited for at most, unless the head says why: a measure of ours, so that asking
#: others does not become a way of waiting.
LONGEST_ASSISTANCE = 15

#: Until a letter is known to have arrived, no limit runs for its addressee and the time to reply stands still, but no longer
#: than this: a measure of ours, so that the office finds out, and that a letter which lies stops nothing. No law
#: sets it: no public figure.
CONSULTATION_RECEIPT = _working_days(
    code="applications.consultation_receipt",
    clause="条例33",
    label="查明征求意见书是否送达",
    span=7,
    warn=(3,),
    tells=_OFFICE,
    at_end="applications.go_on_unserved",
    entry=ENTRY_DAYS,
)

#: Working days within which the office finds out what became of a letter that does not arrive by itself: a measure of ours, so
#: that nothing is issued and then lies.
SERVICE = _working_days(
    code="applications.service",
    clause="条例33",
    label="查明文书是否送达",
    span=10,
    warn=(3,),
    tells=("applications_clerk",),
)

#: 条例35 fixes no time for giving reasons: the request names it, by default this one.
EXPLANATION = _working_days(
    code="applications.explanation",
    clause="条例35",
    label="申请人说明理由",
    span=10,
    at_end="applications.resume_unexplained",
    entry=ENTRY_DAYS,
    holds=True,
    binds=Bound.APPLICANT,
)

PAYMENT = _working_days(
    code="applications.payment",
    clause="国办函〔2020〕109号",
    label="缴纳信息处理费",
    span=20,
    at_end="applications.lapse_unpaid",
    entry=ENTRY_DAYS,
    holds=True,
    binds=Bound.APPLICANT,
)

#: OR-7 says 及时 and names no number: the county applies the time limit of a reply. Complaints are few: by agency
#: they would point at whoever complained.
COMPLAINT = _working_days(
    code="applications.complaint",
    clause="OR-7",
    label="调查处理投诉并回复",
    span=20,
    warn=(5, 1),
    tells=_OFFICE,
    public="收到对机关的投诉，20 个工作日内调查处理并回复",
    whole_county=True,
)

#: OR-7: what the agency complained of has to do, by the day that the decision on the complaint names; by default this long.
#: No public figure: it is between two agencies, and so rare that it would point at whoever complained.
COMPLAINT_TASK = _working_days(
    code="applications.complaint_task",
    clause="OR-7",
    label="落实投诉处理意见",
    span=10,
    warn=(3, 1),
    tells=_OFFICE,
)

#: OR-4(2) has the grounds told to an applicant who asks, and names no number either: also the time limit of a reply.
GROUNDS = _working_days(
    code="applications.grounds",
    clause="OR-4(2)",
    label="说明不予公开的理由",
    span=20,
    warn=(5, 1),
    tells=_OFFICE,
    public="申请人要求说明不予公开的理由，20 个工作日内说明",
)


#: 条例44 has a proposal examined and disclosed in time where it is found true, and names no number: the county applies that of
#: a reply. Proposals are few: by agency they would point at whoever proposed.
PROPOSAL = _working_days(
    code="applications.proposal",
    clause="条例44",
    label="答复主动公开的建议",
    span=20,
    warn=(5, 1),
    tells=_OFFICE,
    public="申请人建议主动公开的，20 个工作日内审核并答复",
    whole_county=True,
)

#: 条例44 says 多个申请人: so many different people who asked the same agency for the same within so many months make a topic. The
#: number is the smallest that the word allows, the months are practice of the county.
TOPIC_APPLICANTS = 2
TOPIC_MONTHS = 12
#: The share of its words that one request has in common with another before both are taken to ask for the same.
TOPIC_SHARE = 0.6

#: OR-4(2): what is 暂时不宜公开 is taken up again on the day that the reply names. No public figure: the law sets none.
LATER = TimeLimit(
    code="applications.later",
    clause="OR-4(2)",
    label="暂不公开的信息到期再办",
    span=180,
    unit=Unit.DATE,
    until="答复书写明的日期",
    warn=(10, 3, 1),
    tells=_OFFICE,
)

_NEW_REPLY = partial(
    TimeLimit,
    clause="行政复议法64",
    label="重新答复",
    span=20,
    warn=(5, 3, 1),
    tells=(*_OFFICE, "leader"),
    public="答复被复议机关或者法院撤销的，在责令的期限内重新答复",
)
#: The time within which a reply that was quashed is given anew, as the decision or judgment orders it: in working days or days.
NEW_REPLY = _NEW_REPLY(code="applications.new_reply", unit=Unit.WORKING_DAYS)
NEW_REPLY_IN_DAYS = _NEW_REPLY(code="applications.new_reply_in_days", unit=Unit.DAYS)
ANEW = (NEW_REPLY, NEW_REPLY_IN_DAYS)


@dataclass(frozen=True)
class Outcome:
    """One outcome of an application, with its row of the annual report (national format, table 三)."""

    code: str
    label: str
    #: The row of the annual report: `a` 予以公开, `b` 部分公开, `d1`–`d8` 不予公开, `u1`–`u3` 无法提供,
    #: `n1`–`n5` 不予处理, `o1`–`o3` 其他处理.
    row: str
    #: The article that the reply cites.
    basis: str
    #: Which of the seven replies of OR-4 it is, if one.
    clause: str = ""
    #: It withholds the information or a part of it: 行政复议法 23(4) has reconsideration come first.
    refuses: bool = False
    #: Another law decides, which the reply names with its article (条例14, 36(7)).
    by_other_law: bool = False
    #: It gives information to the applicant, so that texts and files may go with the letter.
    gives: bool = False

    @property
    def falls_short(self) -> bool:
        """OR-4(2): whether it grants less than was asked for, so that the applicant may ask for the grounds."""
        return self.row != "a" and self.code != "corrected"


_ALL = (
    Outcome("already_public", "已主动公开，告知获取方式", "a", "《条例》第三十六条第一项", "OR-4(3)"),
    Outcome("disclosed", "予以公开", "a", "《条例》第三十六条第二项", "OR-4(1)", gives=True),
    Outcome("now_published", "应主动公开，现已公布", "a", "《条例》第十三条、第三十六条第一项", "OR-4(4)"),
    Outcome("partial", "部分公开", "b", "《条例》第三十七条", "OR-4(1)", refuses=True, gives=True),
    Outcome("state_secret", "国家秘密，不予公开", "d1", "《条例》第十四条", "OR-4(2)", refuses=True),
    Outcome("forbidden_by_law", "法律、行政法规禁止公开", "d2", "《条例》第十四条", "OR-4(2)", refuses=True, by_other_law=True),
    Outcome("security_stability", "危及“三安全一稳定”，不予公开", "d3", "《条例》第十四条", "OR-4(2)", refuses=True),
    Outcome("third_party", "保护第三方合法权益，不予公开", "d4", "《条例》第十五条", "OR-4(2)", refuses=True),
    Outcome("internal_affairs", "内部事务信息，不予公开", "d5", "《条例》第十六条第一款", "OR-4(2)", refuses=True),
    Outcome("deliberative", "过程性信息，不予公开", "d6", "《条例》第十六条第二款", "OR-4(2)", refuses=True),
    Outcome("enforcement_file", "行政执法案卷，不予公开", "d7", "《条例》第十六条第二款", "OR-4(2)", refuses=True),
    Outcome("special_register", "行政查询事项，依专门规定办理", "d8", "《条例》第三十六条第七项", by_other_law=True),
    Outcome("not_held", "本机关没有这一信息", "u1", "《条例》第三十六条第四项", "OR-4(6)"),
    Outcome("not_ours", "不属本机关负责公开", "u1", "《条例》第三十六条第五项", "OR-4(5)"),
    Outcome("needs_processing", "没有现成信息，需要另行制作", "u2", "《条例》第三十八条"),
    Outcome("still_unclear", "补正后内容仍不明确", "u3", "《条例》第三十条", "OR-4(7)"),
    Outcome("petition", "信访、投诉、举报，不作为申请处理", "n1", "《条例》第三十九条第一款"),
    Outcome("repeated", "重复申请，不予重复处理", "n2", "《条例》第三十六条第六项"),
    Outcome("publication", "公开出版物，告知获取途径", "n3", "《条例》第三十九条第二款"),
    Outcome("excessive", "无正当理由大量反复申请，不予处理", "n4", "《条例》第三十五条"),
    Outcome("reissue", "要求确认或重新出具已获取的信息", "n5", "《条例》第三十六条、第三十八条"),
    Outcome("corrected", "更正记录", "o3", "《条例》第四十一条"),
    Outcome("not_corrected", "不予更正记录", "o3", "《条例》第四十一条"),
)  # fmt: skip

#: Every outcome of a reply by its code.
OUTCOMES: dict[str, Outcome] = {outcome.code: outcome for outcome in _ALL}
cite("OR-1", by=Citation("record", "applications.OUTCOMES", "答复和不予公开的依据，都写明是条例的哪一条"))

#: OR-4(2): the outcomes that may withhold for the time being alone, so that a day is named on which it is taken up again.
FOR_THE_TIME_BEING = ("security_stability", "internal_affairs", "deliberative", "enforcement_file")

#: States in which an application is closed without a reply, with their rows of the annual report.
CLOSING_ROWS: dict[str, str] = {
    "lapsed_unamended": "o1",
    "lapsed_unpaid": "o2",
    "withdrawn": "o3",
    "deceased": "o3",
}

#: The rows of results in the order of table three; `report_row` takes the first where nothing is given.
ROW_ORDER = (
    "a", "b", "d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8",
    "u1", "u2", "u3", "n1", "n2", "n3", "n4", "n5", "o1", "o2", "o3",
)  # fmt: skip

#: The most files that an application may bring.
MAX_FILES = 10
#: The most characters of the description of what is wanted.
MAX_WANTED = 5000


def report_row(codes: list[str]) -> str:
    """The one row of the annual report that counts a reply with these outcomes; `ValueError` without any.

    国办公开办函〔2021〕30号 counts an application once, and as 部分公开 alone what was given in part. Everything given is
    予以公开; something given and something not, for whatever reason, is 部分公开; where nothing is given, the first of its
    rows in the order of the table counts. A decision on a correction (条例41) counts only where there is no other.
    """
    rows = {OUTCOMES[code].row for code in codes}
    if not rows:
        raise ValueError("A reply has at least one outcome")
    rows = rows - {"o3"} or rows
    if "b" in rows or ("a" in rows and len(rows) > 1):
        return "b"
    return min(rows, key=ROW_ORDER.index)
