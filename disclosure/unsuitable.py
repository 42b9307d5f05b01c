"""Which of the six kinds of papers "not suitable for release" a text may be (SR-7); pure Python.

A kind of the county is no ground: what is one of them stays unpublished only where a ground of 条例14–16 fits it.
"""

from __future__ import annotations

import re

from disclosure.statute import UNSUITABLE_FITS, UNSUITABLE_HINTS

#: The kinds by their numbers in SR-7.
KINDS: dict[int, str] = dict(enumerate(UNSUITABLE_HINTS, 1))

_PARTY = re.compile(r"中共|党委|党组|党工委|党总支|党支部")
_DIVISION = re.compile(r"(领导|班子成员|委员)[^，。]{0,8}分工")
_CASE = re.compile(r"批复|复函|答复|处理意见|有关问题的意见")
_UPWARD = re.compile(r"(情况|工作|进展|完成|落实)[^，。]{0,6}(报告|汇报)$|汇报(材料|提纲)?$")
_YEARLY = re.compile(r"年度报告|政府工作报告|公告")
#: A draft that everybody is asked about (征求意见稿) is made to be published, and none of them.
_PENDING = re.compile(r"请示$|送审稿|讨论稿|审议稿")
_PASSED_ON = re.compile(r"(转发|批转)")
_OFFICE = re.compile(
    r"值班(表|安排)|考勤|请假|后勤|食堂|公务用车|办公用品|用印|内部(管理|办公|工作|事务|流程)"
)


def hinted(
    title: str, genre: str = "", body: str = "", reason: str = "", *, of_party: bool = False
) -> list[int]:
    """The numbers of the kinds that a text may be, by its title, genre and words, and by the reason given for its attribute."""
    found = {
        1: (of_party or _PARTY.search(title)) and not _DIVISION.search(title),
        2: "商业秘密" in f"{title}{body}" and _CASE.search(title),
        3: (genre == "报告" or _UPWARD.search(title)) and not _YEARLY.search(title),
        4: genre == "请示" or _PENDING.search(title),
        5: _PASSED_ON.search(title),
        6: _OFFICE.search(title),
    }
    return [number for number, hint in found.items() if hint or _named(KINDS[number], reason)]


def _named(kind: str, reason: str) -> bool:
    """Whether a reason rests on a kind by its name."""
    return re.sub(r"（.*?）", "", kind).removesuffix("的文件") in reason


def fits(kind: int, ground: str) -> bool:
    """Whether a ground of 条例14–16 can hold for a paper of that kind."""
    return ground in UNSUITABLE_FITS[kind]
