"""The paragraphs of a letter on reconsideration and suits, by outcome. No Django, no clock."""

from __future__ import annotations

from collections.abc import Collection

from applications.statute import OUTCOMES
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

for _clause in ("行政复议法20", "行政复议法23(4)", "行政诉讼法45", "行政诉讼法46"):
    cite(_clause, by=Citation("paper", "applications.remedies", "答复书、告知书按结果写明救济途径和期限"))


def remedies(outcomes: Collection[str], *, authority: str, letter: str = "答复书") -> list[str]:
    """The paragraphs on remedies of one letter: one on what was refused, one on everything else.

    `outcomes` are codes of `applications.statute.OUTCOMES`, or any word for a decision that is no outcome, such as a closing
    notice. `authority` decides on reconsideration (`foundation.agencies.county`). `letter` is what the letter calls itself.
    """
    refused = any(code in RECONSIDERATION_FIRST for code in outcomes)
    # 部分公开 also gives something, and how it was given can be disputed by itself.
    otherwise = any(code not in RECONSIDERATION_FIRST or code == "partial" for code in outcomes)
    if refused and otherwise:
        return [
            _reconsideration_first(f"对本{letter}中不予公开的内容不服的", authority, letter),
            _either_remedy(f"对本{letter}的其他内容不服的", authority, letter),
        ]
    if refused:
        return [_reconsideration_first(f"如不服本{letter}", authority, letter)]
    return [_either_remedy(f"如不服本{letter}", authority, letter)]


def _reconsideration_first(against: str, authority: str, letter: str) -> str:
    """Reconsideration must come before a suit (行政复议法 23(4))."""
    return (
        f"{against}，根据《中华人民共和国行政复议法》第二十条、第二十三条第一款第四项的规定，应当自收到本{letter}之日起"
        f"{RECONSIDERATION_DAYS}日内先向{authority}申请行政复议；对行政复议决定不服的，可以根据《中华人民共和国行政诉讼法》"
        f"第四十五条的规定，自收到复议决定书之日起{SUIT_AFTER_RECONSIDERATION_DAYS}日内向人民法院提起行政诉讼。"
    )


def _either_remedy(against: str, authority: str, letter: str) -> str:
    """Reconsideration or a suit, as the applicant chooses."""
    return (
        f"{against}，可以根据《中华人民共和国行政复议法》第二十条的规定，自收到本{letter}之日起{RECONSIDERATION_DAYS}日内"
        f"向{authority}申请行政复议；也可以根据《中华人民共和国行政诉讼法》第四十六条的规定，自收到本{letter}之日起"
        f"{DIRECT_SUIT_MONTHS}个月内直接向人民法院提起行政诉讼。"
    )
