"""Who signs a text, and on what day: the lines at its end that stand on the right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

_DIGIT = "[零〇○Ｏ0O一二三四五六七八九]"
#: A line that is nothing but a day.
DAY = re.compile(
    rf"(?:[0-9]{{4}}|{_DIGIT}{{4}})\s*年\s*(?:[0-9]{{1,2}}|[元正一二三四五六七八九十]{{1,2}})\s*月"
    r"\s*(?:[0-9]{1,2}|[一二三四五六七八九十廿]{1,3})\s*日"
)
#: The endings of what signs: agencies and other bodies, with or without a word on the seal.
_BODY = re.compile(
    r".*(?:府|局|委|办|室|院|厅|部|处|科|所|站|会|司|镇|乡|苏木|队|厂|校|大学|[中小]学|银行|合作社|组|中心|馆|团|联盟|区|旗|场|园|集团)"
    r"(?:\s*[(（](?:盖章|公章|印章|印|章|代章)[)）])?"
)
#: A person, with or without office: 县长　张三, 局长：李四.
_PERSON = re.compile(
    r"(?:[\u4e00-\u9fff]{0,8}(?:长|主任|书记|委员|检察官|代表|人)\s*[:：]?\s*)?[\u4e00-\u9fff·]{2,4}"
    r"|[\u4e00-\u9fff]\s{1,4}[\u4e00-\u9fff]"
)
#: Lines that close a text or tell of its annexes, and sign nothing.
_CLOSING = re.compile(
    r"特此|此复|此致|敬礼|专此|以上|妥否|当否|现予|[请望希各自]|主送|抄送|分送|附\s*[件录表图注：:]|联系"
)
_LABEL = re.compile(r".*(?:时间|日期|期限|安排|地点|情况|说明|日程)")
#: What may follow the day: annexes, whom it is sent to, a remark in brackets.
_AFTER = re.compile(
    r"附\s*[件录表图注：:0-9０-９一二三四五六七八九十]|附$|主送|抄送|抄报|分送|印发|联系|公开方式|信息公开|主动公开"
    r"|[(（〔\[【—_-]"
)
LONGEST, MOST = 30, 8


def is_day(line: str) -> bool:
    """Whether a line is nothing but a day, in digits of either width or in Chinese numerals."""
    return len(line) <= LONGEST and DAY.fullmatch(unicodedata.normalize("NFKC", line)) is not None


def is_body(line: str) -> bool:
    """Whether a line is the name of a body of at least five characters."""
    return 5 <= len(line) <= LONGEST and _BODY.fullmatch(line) is not None


def signs(line: str) -> bool:
    """Whether a line names who signs: short, a body or a person, no sentence."""
    if not 0 < len(line) <= LONGEST or _CLOSING.match(line) or _LABEL.fullmatch(line):
        return False
    if any(mark in line for mark in "。；;，,！!？?、《》"):
        return False
    return (_BODY.fullmatch(line) or _PERSON.fullmatch(line)) is not None


def closes(line: str) -> bool:
    """Whether a signature may stand below a line: it ends a sentence, closes the text, or names annexes."""
    return line.rstrip("”’\"'）)》」』】")[-1:] in set("。！？!?.…") or _CLOSING.match(line) is not None


def stretch(
    lines: Sequence[str], day: int, *, begins: Callable[[int], bool], barred: Callable[[int], bool]
) -> int | None:
    """The first line of the signature whose day is that line; None where the day closes nothing.

    `begins`: lines with which another text begins; `barred`: lines that are numbered, titles or rows of tables.
    """
    after = day + 1
    if after < len(lines) and not begins(after) and not _AFTER.match(lines[after]):
        return None
    first = day
    while first > 0 and day - first < MOST and not barred(first - 1) and signs(lines[first - 1]):
        first -= 1
    if first == 0:
        return None
    above = lines[first - 1]
    return first if closes(above) or (barred(first - 1) and first < day) or not above else None
