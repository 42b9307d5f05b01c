"""The wording of a questionnaire: a plain text in which every question begins with its kind.

    【单选】您平时怎样去县城？
    坐公交车
    骑车
    【满意度】您对公交车准点满意吗？
    【填写】最该改的一件事是什么？

Pure Python. The lines below a question are its options; a scale has its own four.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

#: The scale: the first three count, the last is told beside them.
SCALE = ("满意", "基本满意", "不满意", "不了解")
#: Five minutes at most; whoever asks more gets no true answers.
MOST_QUESTIONS = 30
MOST_OPTIONS = 20
LONGEST_LINE = 200
#: The most characters of a free text.
LONGEST_TEXT = 1000
#: Of so many subjects at most one person says something.
MOST_SUBJECTS = 5
#: An option that ends so is counted apart from the others: of an evaluation, a unit's own people.
APART = "（单独统计）"
#: The most characters of a wording.
LONGEST = 20_000

_HEAD = re.compile(r"【([^【】]{1,10})】\s*(.*)")


class Kind(StrEnum):
    """The kinds of questions, by the word with which they begin."""

    ONE = "单选"
    SEVERAL = "多选"
    SCALE = "满意度"
    TEXT = "填写"
    #: One choice by which the tables are split: age, village.
    GROUP = "分组"

    @property
    def single(self) -> bool:
        """Whether one option at most is ticked."""
        return self in (Kind.ONE, Kind.SCALE, Kind.GROUP)


@dataclass(frozen=True)
class Question:
    """One question; `number` counts from 1."""

    number: int
    kind: Kind
    text: str
    options: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name under which its answer stands."""
        return str(self.number)

    @property
    def apart(self) -> frozenset[int]:
        """The places of the options that are counted apart."""
        return frozenset(place for place, option in enumerate(self.options) if option.endswith(APART))


class WordingError(ValueError):
    """A wording that cannot be asked; `sentences` say in Chinese what is wrong."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("；".join(sentences))
        self.sentences = sentences


@lru_cache(maxsize=64)
def questions(wording: str) -> tuple[Question, ...]:
    """The questions of a wording in their order; `WordingError` where it cannot be asked."""
    heads: list[tuple[str, str, list[str]]] = []
    wrong = []
    for line in (line.strip() for line in wording.splitlines()):
        if head := _HEAD.fullmatch(line):
            heads.append((head.group(1), head.group(2).strip(), []))
        elif line and not heads:
            wrong.append(f"第一行要以题型开头，例如【单选】；现在是“{line[:20]}”")
        elif line:
            heads[-1][2].append(line.lstrip("-－·• "))
        if len(line) > LONGEST_LINE:
            wrong.append(f"“{line[:20]}……”一行超过 {LONGEST_LINE} 个字")
    if not heads:
        wrong.append("还没有题目")
    if len(heads) > MOST_QUESTIONS:
        wrong.append(f"题目有 {len(heads)} 道，最多 {MOST_QUESTIONS} 道")
    found = [_question(n, *head, wrong) for n, head in enumerate(heads, 1)]
    if wrong:
        raise WordingError(list(dict.fromkeys(wrong)))
    return tuple(question for question in found if question is not None)


def listed(wording: str) -> list[tuple[str, str]]:
    """Each question of a wording for a list: its number and kind, and what it asks; with its options, where they are its own.

    A draft that cannot be asked yet is shown as it stands, without a number.
    """
    try:
        asked = questions(wording)
    except WordingError:
        return [("", line) for line in wording.splitlines() if line.strip()]
    found = []
    for one in asked:
        own = f"（{'；'.join(one.options)}）" if one.options and one.kind is not Kind.SCALE else ""
        found.append((f"{one.number} {one.kind}", f"{one.text}{own}"))
    return found


def _question(number: int, kind: str, text: str, options: list[str], wrong: list[str]) -> Question | None:
    """One question; what is wrong with it goes to the list."""
    if kind not in list(Kind):
        wrong.append(f"第 {number} 题的题型“{kind}”不认识，可以用{'、'.join(Kind)}")
        return None
    if not text:
        wrong.append(f"第 {number} 题没有写问什么")
    told = Kind(kind)
    if told in (Kind.SCALE, Kind.TEXT):
        if options:
            wrong.append(f"第 {number} 题是{kind}题，下面不写选项：{options[0][:20]}")
        return Question(number, told, text, SCALE if told is Kind.SCALE else ())
    if not 2 <= len(options) <= MOST_OPTIONS:
        wrong.append(f"第 {number} 题有 {len(options)} 个选项，要有 2 到 {MOST_OPTIONS} 个")
    if len(set(options)) < len(options):
        wrong.append(f"第 {number} 题有重复的选项")
    return Question(number, told, text, tuple(options))


#: Ticks by the key of the question: the places of the options, from 0. What is left blank is not there.
Ticks = dict[str, list[int]]


def proper(asked: tuple[Question, ...], ticks: Ticks) -> bool:
    """Whether these ticks can be answers to these questions."""
    by_key = {question.key: question for question in asked if question.kind is not Kind.TEXT}
    for key, places in ticks.items():
        question = by_key.get(key)
        if question is None or not places or places != sorted(set(places)):
            return False
        if question.kind.single and len(places) > 1:
            return False
        if places[0] < 0 or places[-1] >= len(question.options):
            return False
    return True
