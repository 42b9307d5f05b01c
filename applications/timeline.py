"""What happened to an application, in a citizen's words: from its ledger and its letters, and nothing that is internal.

Only acts that stand in `WORDS` are told, so that a new act of the desk stays the desk's until somebody finds words for it. Of a
ledger line the day and a few figures are told: never who acted, never a reason, never anybody's name.
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

#: Letters that the applicant may read; those to whoever was asked are theirs alone.
FOR_APPLICANT: frozenset[str] = frozenset(LetterKind.values) - {
    Kind.THIRD_PARTY_CONSULTATION,
    Kind.THIRD_PARTY_REPLY_FORM,
    Kind.THIRD_PARTY_RESULT,
    Kind.COAUTHOR_CONSULTATION,
    Kind.ASSISTANCE_LETTER,
}


@dataclass(frozen=True)
class Told:
    """How one act is told."""

    label: str
    #: May name figures of the ledger line: {amount}.
    text: str = ""
    #: The letter that came of it.
    letter: str = ""
    #: The point of the ledger line that holds the day, where that is not the day of the line.
    day: str = ""


WORDS: dict[str, Told] = {
    "applications.file": Told("收到申请", letter=Kind.RECEIPT, day="received_on"),
    "applications.enter": Told("收到申请", letter=Kind.RECEIPT, day="received_on"),
    "applications.receive_passed_on": Told("收到转来的申请", letter=Kind.RECEIPT, day="received_on"),
    "applications.register": Told("已登记，开始办理"),
    "applications.request_amendment": Told(
        "请您补正", "申请的内容还不够明确，告知书写明了补正什么（条例第三十条）", Kind.AMENDMENT_NOTICE
    ),
    "applications.amend": Told("收到补正", "答复期限自次日起重新计算（条例第三十条）", day="received_on"),
    "applications.lapse_unamended": Told(
        "逾期没有补正，不再处理", "以后需要，可以重新申请", Kind.CLOSED_UNAMENDED
    ),
    "applications.request_explanation": Told(
        "请您说明申请理由", "申请的数量、频次较多（条例第三十五条）", Kind.EXPLANATION_REQUEST
    ),
    "applications.explain": Told("收到您的说明", "继续办理"),
    "applications.resume_unexplained": Told("没有收到说明，继续办理", "根据已经掌握的情况办理"),
    "applications.delay": Told("延迟答复", "理由成立，另定了合理的期限（条例第三十五条）", Kind.DELAY_NOTICE),
    "applications.extend": Told(
        "延长答复期限",
        f"延长 {statute.EXTENSION_SPAN} 个工作日，只延长一次（条例第三十三条）",
        Kind.EXTENSION_NOTICE,
    ),
    "applications.suspend": Told("中止期限", "从这天起不计入期限", Kind.SUSPENSION_NOTICE),
    "applications.resume": Told("恢复期限", "从次日起接着计算", Kind.RESUMPTION_NOTICE),
    "applications.charge": Told(
        "请您缴纳信息处理费", "{amount} 元，告知了怎样计算、怎样缴纳（条例第四十二条）", Kind.FEE_NOTICE
    ),
    "applications.record_payment": Told("收到缴费", "答复期限自次日起重新计算", day="paid_on"),
    "applications.lapse_unpaid": Told("逾期没有缴费，不再处理", "以后需要，可以重新申请", Kind.CLOSED_UNPAID),
    "applications.await_opinions": Told(
        "书面征求意见",
        "所需信息涉及他人或者其他机关，征求意见的时间不计入期限（条例第三十三条）",
        Kind.CONSULTATION_TOLD,
    ),
    "applications.count_opinions": Told("征求意见结束", "期限接着计算"),
    "applications.supplement": Told("收到补充材料", "{files} 个文件"),
    "applications.answer": Told("已答复", letter=Kind.REPLY),
    "applications.withdraw": Told("您撤回了申请", letter=Kind.WITHDRAWAL_CONFIRMATION),
    "applications.ask_grounds": Told("您要求说明理由", "机关最迟 {due_on} 书面说明"),
    "applications.give_grounds": Told("机关说明了理由", letter=Kind.REASONS_NOTICE),
    "applications.propose_disclosure": Told("您建议主动公开这一信息", "由机关研究（条例第四十四条）"),
}

#: What is going on now, while an application is open.
NOW: dict[str, Told] = {
    State.RECEIVED: Told("等待登记", "机关收到后登记、分送承办人"),
    State.HANDLING: Told("正在办理", "答复须经保密审查和负责人签发"),
    State.AMENDING: Told("等您补正"),
    State.EXPLAINING: Told("等您说明理由"),
    State.PAYING: Told("等您缴费"),
    State.CONSULTING: Told("正在征求意见", "收到意见后，期限接着计算"),
    State.SUSPENDED: Told("期限中止", "原因消除后恢复计算"),
}


@dataclass(frozen=True)
class Event:
    """One thing that happened, or what is going on now."""

    at: datetime
    on: date
    label: str
    text: str = ""
    letters: list[Letter] = field(default_factory=list)
    current: bool = False


class _Points(dict[str, object]):
    """The points of a ledger line; one that an old line lacks is left blank."""

    def __missing__(self, key: str) -> str:
        return ""


def events(
    application: Application,
    lines: Iterable[LedgerLine],
    letters: Iterable[Letter],
    complaints: Iterable[Complaint],
    at: datetime,
) -> list[Event]:
    """Everything to tell, the oldest first, ending with what is going on at that moment. Asks no database.

    A letter stands with the act of the same moment that it came of; the way on which it was served is told by itself.
    """
    readable = [letter for letter in letters if letter.kind in FOR_APPLICANT]
    found = []
    for line in lines:
        if line.act == "applications.deliver":
            found += _delivery(line, readable)
        elif line.act in WORDS:
            found.append(_event(application, line, readable))
    for complaint in complaints:
        found += _complaint(complaint, readable)
    found.sort(key=lambda event: event.at)
    if application.state in NOW:
        now = NOW[application.state]
        found.append(Event(at, localdate(at), now.label, now.text, current=True))
    return found


def _event(application: Application, line: LedgerLine, letters: list[Letter]) -> Event:
    told = WORDS[line.act]
    text = told.text.format_map(_Points(line.detail))
    if told.letter == Kind.RECEIPT:
        text = application.received_rule
    kinds = {told.letter, Kind.CORRECTION_REPLY} if told.letter == Kind.REPLY else {told.letter}
    came = [letter for letter in letters if letter.kind in kinds and letter.issued_at == line.at]
    return Event(line.at, _day(line, told.day), told.label, text, came)


def _delivery(line: LedgerLine, letters: list[Letter]) -> list[Event]:
    letter = next((letter for letter in letters if letter.pk == line.detail.get("letter")), None)
    if letter is None:
        return []
    way = dict(Way.choices).get(line.detail.get("way", ""), "")
    return [Event(line.at, _day(line, "delivered_on"), f"{letter}已送达", str(way))]


def _complaint(complaint: Complaint, letters: list[Letter]) -> list[Event]:
    lodged = complaint.created_at
    found = [Event(lodged, localdate(lodged), "您提出投诉", f"由{complaint.agency.name}调查处理")]
    if complaint.answered_on is not None:
        came = [letter for letter in letters if letter.complaint_id == complaint.pk]
        at = came[0].issued_at if came else lodged
        found.append(Event(at, complaint.answered_on, "投诉已回复", complaint.get_finding_display(), came))
    return found


def _day(line: LedgerLine, point: str) -> date:
    said = line.detail.get(point) if point else None
    return date.fromisoformat(said) if said else localdate(line.at)


class Block(NamedTuple):
    """A paragraph of a letter, or an item of a list in it."""

    item: bool
    text: str


class _Reader(HTMLParser):
    """The paragraphs and items of a letter between whom it addresses and how it closes."""

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


def notice(content: str) -> list[Block]:
    """What a letter asks of its reader: its text without the head, the application repeated, and the closing phrase."""
    reader = _Reader()
    reader.feed(content)
    return [block for block in reader.blocks[1:] if block.text and not block.text.startswith("特此")]
