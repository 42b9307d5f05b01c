"""The paragraphs of a letter on reconsideration and suits, by outcome. No Django, no clock."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from applications.statute import OUTCOMES
from foundation.agencies.county import Recourse
from foundation.clauses import Citation, cite

#: Outcomes after which 行政复议法 23(4) has reconsideration come before a suit: those that leave information with the
#: agency under 条例14–16, also as part of 条例37. Whether 无法提供 (not_held, not_ours, needs_processing, …) and 不予处理
#: (repeated, excessive, …) are 不予公开 in that sense is disputed; a county whose courts hold so adds the codes here.
RECONSIDERATION_FIRST: frozenset[str] = frozenset(
    code for code, outcome in OUTCOMES.items() if outcome.refuses
)

#: 行政复议法 20 and 行政诉讼法 45, 46.
RECONSIDERATION_DAYS = 60
SUIT_AFTER_RECONSIDERATION_DAYS = 15
DIRECT_SUIT_MONTHS = 6

#: 行政复议法 22 ¶2: a decision that is served online names the online way of asking for reconsideration; every letter does.
HOW_TO_APPLY = (
    "行政复议申请可以邮寄、当面提交，也可以通过行政复议机关指定的互联网渠道（司法部“掌上复议”小程序）提交；"
    "书面申请有困难的，可以口头申请。"
)

for _clause in (
    *(
        "条例55",
        "行政复议法20",
        "行政复议法22",
        "行政复议法23(4)",
        "行政复议法27",
        "行政复议法28",
        "行政复议法34",
    ),
    *("行政诉讼法45", "行政诉讼法46"),
):
    cite(_clause, by=Citation("paper", "applications.remedies", "答复书、告知书按结果写明救济途径和期限"))


@dataclass(frozen=True)
class LastDay:
    """The last day of a period, and whether it may still move because the calendar of its year is not published."""

    day: date
    provisional: bool = False

    def __str__(self) -> str:
        tentative = "暂定" if self.provisional else ""
        return f"（最后一日{tentative}为{self.day.year}年{self.day.month}月{self.day.day}日）"


@dataclass(frozen=True)
class LastDays:
    """The last days for reconsideration and for a direct suit, where the day of receipt is known."""

    reconsideration: LastDay
    suit: LastDay


def remedies(
    outcomes: Collection[str], *, recourse: Recourse, letter: str = "答复书", last: LastDays | None = None
) -> list[str]:
    """The paragraphs on remedies of one letter: one on what was refused, one on everything else.

    `outcomes` are codes of `applications.statute.OUTCOMES`, or any word for a decision that is no outcome, such as a closing
    notice. `letter` is what the letter calls itself.
    """
    if recourse.complaint:
        return [
            f"如不服本{letter}，可以根据《中华人民共和国政府信息公开条例》第五十五条第二款的规定，向{recourse.authority}申诉。"
        ]
    refused = any(code in RECONSIDERATION_FIRST for code in outcomes)
    # 部分公开 also gives something, and how it was given can be disputed by itself.
    otherwise = any(code not in RECONSIDERATION_FIRST or code == "partial" for code in outcomes)
    if refused and otherwise:
        paragraphs = [
            _reconsideration_first(f"对本{letter}中不予公开的内容不服的", recourse, letter, last),
            _either_remedy(f"对本{letter}的其他内容不服的", recourse, letter, last),
        ]
    elif refused:
        paragraphs = [_reconsideration_first(f"如不服本{letter}", recourse, letter, last)]
    else:
        paragraphs = [_either_remedy(f"如不服本{letter}", recourse, letter, last)]
    return [*paragraphs, HOW_TO_APPLY]


def _reconsideration_first(against: str, recourse: Recourse, letter: str, last: LastDays | None) -> str:
    """Reconsideration must come before a suit (行政复议法 23(4)); the suit is open where it is not decided, too (34)."""
    until = last.reconsideration if last else ""
    return (
        f"{against}，根据《中华人民共和国行政复议法》第二十条、第二十三条第一款第四项的规定，应当自收到本{letter}之日起"
        f"{RECONSIDERATION_DAYS}日内{until}先向{recourse.authority}申请行政复议；对行政复议决定不服的，可以根据《中华人民共和国"
        f"行政诉讼法》第四十五条的规定，自收到复议决定书之日起{SUIT_AFTER_RECONSIDERATION_DAYS}日内向{recourse.court}"
        "提起行政诉讼；行政复议机关决定不予受理、驳回申请或者受理后逾期不作答复的，可以根据《中华人民共和国行政复议法》第三十四条的规定，自"
        f"收到决定书之日起或者行政复议期限届满之日起{SUIT_AFTER_RECONSIDERATION_DAYS}日内向{recourse.court}提起行政诉讼。"
    )


def _either_remedy(against: str, recourse: Recourse, letter: str, last: LastDays | None) -> str:
    """Reconsideration or a suit, as the applicant chooses."""
    reconsideration, suit = (last.reconsideration, last.suit) if last else ("", "")
    return (
        f"{against}，可以根据《中华人民共和国行政复议法》第二十条的规定，自收到本{letter}之日起{RECONSIDERATION_DAYS}日内"
        f"{reconsideration}向{recourse.authority}申请行政复议；也可以根据《中华人民共和国行政诉讼法》第四十六条的规定，自收到本{letter}"
        f"之日起{DIRECT_SUIT_MONTHS}个月内{suit}直接向{recourse.court}提起行政诉讼。"
    )
