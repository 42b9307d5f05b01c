"""The history of an application in plain words for its applicant, made of its ledger and its letters.

Only acts in `ACT_WORDS` are shown, so that a new act of the desk stays internal until it is entered there. Of a ledger line the
day and a few figures are shown: never who acted, a reason or a name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from html.parser import HTMLParser
from typing import NamedTuple

from django.utils.timezone import localdate

from applications import statute
from applications.letters import LetterKind
from applications.models import Application, Complaint, Letter
from foundation.casework.models import LedgerLine
from foundation.correspondence.models import Way

State = Application.State
Kind = LetterKind

#: Letters that the applicant may read: not those to third parties and other agencies.
FOR_APPLICANT: frozenset[str] = frozenset(LetterKind.values) - {
    Kind.THIRD_PARTY_CONSULTATION,
    Kind.THIRD_PARTY_REPLY_FORM,
    Kind.THIRD_PARTY_RESULT,
    Kind.COAUTHOR_CONSULTATION,
    Kind.ASSISTANCE_LETTER,
}


@dataclass(frozen=True)
class Wording:
    """How one act or state is described to the applicant."""

    label: str
    #: May name figures of the ledger line: {amount}.
    text: str = ""
    #: The kind of letter that the act issues.
    letter: str = ""
    #: The detail of the ledger line that holds the day, where that is not the day of the line.
    day: str = ""


ACT_WORDS: dict[str, Wording] = {
    "applications.file": Wording("收到申请", letter=Kind.RECEIPT, day="received_on"),
    "applications.enter": Wording("收到申请", letter=Kind.RECEIPT, day="received_on"),
    "applications.receive_passed_on": Wording("收到转来的申请", letter=Kind.RECEIPT, day="received_on"),
    "applications.correct_receipt": Wording(
        "更正了收到日期", "更正为 {received_on}，答复期限随之重新计算", Kind.RECEIPT
    ),
    "applications.correct_contact": Wording("更正了联系方式"),
    "applications.register": Wording("已登记，开始办理"),
    "applications.request_amendment": Wording(
        "请您补正", "申请的内容还不够明确，告知书写明了补正什么（条例第三十条）", Kind.AMENDMENT_NOTICE
    ),
    "applications.amend": Wording("收到补正", "答复期限自次日起重新计算（条例第三十条）", day="received_on"),
    "applications.lapse_unamended": Wording(
        "逾期没有补正，不再处理", "以后需要，可以重新申请", Kind.CLOSED_UNAMENDED
    ),
    "applications.request_explanation": Wording(
        "请您说明申请理由", "申请的数量、频次较多（条例第三十五条）", Kind.EXPLANATION_REQUEST
    ),
    "applications.explain": Wording("收到您的说明", "继续办理"),
    "applications.resume_unexplained": Wording("没有收到说明，继续办理", "根据已经掌握的情况办理"),
    "applications.delay": Wording(
        "延迟答复", "理由成立，另定了合理的期限（条例第三十五条）", Kind.DELAY_NOTICE
    ),
    "applications.extend": Wording(
        "延长答复期限",
        f"延长 {statute.EXTENSION_SPAN} 个工作日，只延长一次（条例第三十三条）",
        Kind.EXTENSION_NOTICE,
    ),
    "applications.suspend": Wording("中止期限", "从次日起不计入期限", Kind.SUSPENSION_NOTICE),
    "applications.resume": Wording("恢复期限", "从次日起接着计算", Kind.RESUMPTION_NOTICE),
    "applications.charge": Wording(
        "请您缴纳信息处理费", "{amount} 元，告知了怎样计算、怎样缴纳（条例第四十二条）", Kind.FEE_NOTICE
    ),
    "applications.record_payment": Wording("收到缴费", "答复期限自次日起重新计算", day="paid_on"),
    "applications.lapse_unpaid": Wording(
        "逾期没有缴费，不再处理", "以后需要，可以重新申请", Kind.CLOSED_UNPAID
    ),
    "applications.await_opinions": Wording(
        "书面征求意见",
        "所需信息涉及他人或者其他机关，征求意见的时间不计入期限（条例第三十三条）",
        Kind.CONSULTATION_TOLD,
    ),
    "applications.tell_opinions": Wording(
        "又征求意见", "所需时间不计入期限（条例第三十三条）", Kind.CONSULTATION_TOLD
    ),
    "applications.count_opinions": Wording("征求意见结束", "期限接着计算"),
    "applications.supplement": Wording("收到补充材料", "{files} 个文件"),
    "applications.await_delivery": Wording("已作出答复", letter=Kind.REPLY),
    "applications.answer": Wording("已答复", letter=Kind.REPLY),
    "applications.note_mail_refused": Wording(
        "通知您的邮件没有发到", "对方邮箱拒收；请在本页更正联系方式，或者与机关联系"
    ),
    "applications.note_contact_refused": Wording(
        "收到提醒的人说不是申请人", "请在本页更正联系方式，或者与机关联系"
    ),
    "applications.strike_out": Wording(
        "注销了重复的登记", "您的申请以登记号 {kept} 继续办理", Kind.STRUCK_NOTICE
    ),
    "applications.end_with_applicant": Wording("不再处理", "机关得知申请人已经去世或者终止"),
    "applications.reopen": Wording("恢复办理", "之前的办结有误，接着办理", Kind.REOPENING_NOTICE),
    "applications.withdraw": Wording("您撤回了申请", letter=Kind.WITHDRAWAL_CONFIRMATION),
    "applications.quash_reply": Wording(
        "答复被撤销，机关重新答复", "{number} 被撤销，机关最迟 {due_on} 重新答复"
    ),
    "applications.answer_anew": Wording("已重新答复"),
    "applications.ask_grounds": Wording("您要求说明理由", "机关最迟 {due_on} 书面说明"),
    "applications.give_grounds": Wording("机关说明了理由", letter=Kind.REASONS_NOTICE),
    "applications.record_help": Wording("登记了为您提供的帮助"),
    "applications.take_up_again": Wording(
        "再次审查了暂不公开的信息", "{said}，理由见告知书", Kind.LATER_NOTICE
    ),
    "applications.propose_disclosure": Wording(
        "您建议主动公开这一信息", "由机关审核（条例第四十四条）{until}"
    ),
    "applications.answer_proposal": Wording(
        "机关答复了您的建议", "{said}，理由见答复书", letter=Kind.PROPOSAL_REPLY
    ),
}

#: What an open application waits for, by its state.
STATE_WORDS: dict[str, Wording] = {
    State.RECEIVED: Wording("等待登记", "机关收到后登记、分送承办人"),
    State.HANDLING: Wording("正在办理", "答复须经保密审查和负责人签发"),
    State.AMENDING: Wording("等您补正"),
    State.EXPLAINING: Wording("等您说明理由"),
    State.PAYING: Wording("等您缴费"),
    State.CONSULTING: Wording("正在征求意见", "收到意见后，期限接着计算"),
    State.SUSPENDED: Wording("期限中止", "原因消除后恢复计算"),
    State.DELIVERING: Wording("正在送达", "答复书已经作出，按您选的方式送达"),
}


_REFUSED = "applications.note_mail_refused"
#: What became of a letter, as its addressee is told.
_BECAME = {"sent": "已寄出", "arrived": "已送达", "returned": "被退回"}


@dataclass(frozen=True)
class Event:
    """One entry of the history: something that happened, or the current state."""

    at: datetime
    on: date
    label: str
    text: str = ""
    letters: list[Letter] = field(default_factory=list)
    current: bool = False


class _Details(dict[str, object]):
    """The details of a ledger line, for `str.format_map`: one that an old line lacks is blank."""

    def __missing__(self, key: str) -> str:
        return ""


def events(
    application: Application,
    lines: Iterable[LedgerLine],
    letters: Iterable[Letter],
    complaints: Iterable[Complaint],
    at: datetime,
    grounds_by: str = "",
    proposal_by: str = "",
    until: date | None = None,
) -> list[Event]:
    """The history, the oldest first, ending with the state at that moment. Makes no query.

    A letter stands with the act of the same moment that issued it; its delivery is an event of its own. `grounds_by` is the last
    day for the grounds as it is now, where they are still owed: it may have moved since they were asked for; so is
    `proposal_by`, for the answer to a proposal. `until` is the
    last day for what is waited for now.
    """
    readable = [letter for letter in letters if letter.kind in FOR_APPLICANT]
    found = []
    for line in lines:
        if line.act == "applications.deliver":
            found += _delivery(line, readable)
        elif line.act == _REFUSED and line.detail.get("letter") not in {letter.pk for letter in readable}:
            continue  # it was mail to somebody else
        elif line.act in ACT_WORDS:
            moved = {"due_on": grounds_by} if grounds_by and line.act == "applications.ask_grounds" else {}
            if proposal_by and line.act == "applications.propose_disclosure":
                moved = {"until": proposal_until(proposal_by)}
            found.append(_event(application, line, readable, moved))
    for complaint in complaints:
        found += _complaint(complaint, readable)
    found.sort(key=lambda event: event.at)
    if application.state in STATE_WORDS:
        words = STATE_WORDS[application.state]
        text = f"{words.text}，最迟 {until}".removeprefix("，") if until else words.text
        found.append(Event(at, localdate(at), words.label, text, current=True))
    return found


def proposal_until(day: str) -> str:
    """By when a proposal is answered, as it follows a sentence."""
    return f"，最迟 {day} 答复"


def _event(application: Application, line: LedgerLine, letters: list[Letter], moved: dict[str, str]) -> Event:
    words = ACT_WORDS[line.act]
    text = words.text.format_map(_Details(line.detail | moved))
    if words.letter == Kind.RECEIPT and not text:
        text = application.received_rule
    kinds = {words.letter, Kind.CORRECTION_REPLY} if words.letter == Kind.REPLY else {words.letter}
    issued = [letter for letter in letters if letter.kind in kinds and letter.issued_at == line.at]
    return Event(line.at, _day(line, words.day), words.label, text, issued)


def _delivery(line: LedgerLine, letters: list[Letter]) -> list[Event]:
    letter = next((letter for letter in letters if letter.pk == line.detail.get("letter")), None)
    if letter is None:
        return []
    way = dict(Way.choices).get(line.detail.get("way", ""), "")
    became = _BECAME.get(line.detail.get("event", ""), "已送达")
    return [Event(line.at, _day(line, "delivered_on"), f"{letter}{became}", str(way))]


def _complaint(complaint: Complaint, letters: list[Letter]) -> list[Event]:
    lodged = complaint.created_at
    found = [Event(lodged, localdate(lodged), "您提出投诉", f"由{complaint.agency.name}调查处理")]
    if complaint.answered_on is not None:
        answers = [letter for letter in letters if letter.complaint_id == complaint.pk]
        at = answers[0].issued_at if answers else lodged
        found.append(Event(at, complaint.answered_on, "投诉已回复", complaint.get_finding_display(), answers))
    return found


def _day(line: LedgerLine, name: str) -> date:
    day = line.detail.get(name)
    return date.fromisoformat(day) if day else localdate(line.at)


class Block(NamedTuple):
    """A paragraph of a letter, or an item of a list in it."""

    item: bool
    text: str


class _Reader(HTMLParser):
    """Collects the paragraphs and items of a letter between addressee and signature."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self._open: str | None = None
        self._text: list[str] = []
        self._begun = self._over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs).get("class") or ""
        if named == "addressee":
            self._begun, self._open = True, None
        elif named == "signature":
            self._over = True
        elif tag in ("p", "li") and self._begun and not self._over:
            self._open, self._text = tag, []

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            text = "".join("".join(self._text).split("\n")).strip()
            self.blocks.append(Block(tag == "li", " ".join(text.split())))
            self._open = None


def request_of(content: str) -> list[Block]:
    """The text of a letter without its head, the paragraph that repeats the application, and the closing phrase."""
    reader = _Reader()
    reader.feed(content)
    return [block for block in reader.blocks[1:] if block.text and not block.text.startswith("特此")]
