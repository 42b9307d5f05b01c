"""Questions and papers of the online exam, pure Python: reading what is pasted, drawing by seed, points, a question's worth."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from statistics import fmean
from typing import Any

from django.db.models import TextChoices

from training.statute import FULL_MARKS, Tag


class Sort(TextChoices):
    """How a question is answered."""

    SINGLE = "single", "单选"
    MULTIPLE = "multiple", "多选"
    JUDGE = "judge", "判断"
    SHORT = "short", "简答"


class Level(TextChoices):
    """How hard whoever wrote a question thinks it is; what it proved to be is computed."""

    EASY = "easy", "易"
    MEDIUM = "medium", "中"
    HARD = "hard", "难"


class Purpose(TextChoices):
    """What a question is for: nobody finds the key of an exam among what they study with."""

    EXAM = "exam", "考试"
    STUDY = "study", "自学"


class Counts(TextChoices):
    """Which of two attempts counts; said before anybody begins."""

    BEST = "best", "最好的一次"
    LAST = "last", "最后一次"


JUDGEMENTS = ("对", "错")
#: Options of a question, and questions of a paper, at most.
MOST_OPTIONS, MOST_QUESTIONS = 8, 200
#: Minutes of an exam at most.
LONGEST_EXAM = 240
#: By decision somebody has so many times the minutes.
EXTRA = Fraction(3, 2)
#: From so many answers on it is said what a question is worth; the share at the top and at the bottom that are compared.
ENOUGH, EACH_END = 10, Fraction(27, 100)
#: Shares of points below and above which a question tells nobody apart, and the least difference of the two ends.
TOO_HARD, TOO_EASY, TELLS_APART = 0.2, 0.95, 0.2
LETTERS = "ABCDEFGH"


class Unusable(Exception):
    """What was entered cannot be a question or a paper; `says` tells by line."""

    def __init__(self, *says: str) -> None:
        self.says = list(says)
        super().__init__("；".join(says))


def lasts(minutes: int, *, extra: bool) -> timedelta:
    """How long somebody has, rounded up to whole minutes."""
    return timedelta(minutes=-(-minutes * EXTRA.numerator // EXTRA.denominator) if extra else minutes)


# A question


def check_question(sort: str, options: Sequence[str], key: Collection[int], reference: str) -> list[str]:
    """What is wrong with a question: too few options, one twice, no key, two keys where one is asked."""
    if sort == Sort.SHORT:
        return [] if reference.strip() else ["简答题要写参考答案和评分要点。"]
    wrong = []
    if sort != Sort.JUDGE:
        if not 2 <= len(options) <= MOST_OPTIONS:
            wrong.append(f"选项要有 2 到 {MOST_OPTIONS} 个，一行一个。")
        if len(set(options)) < len(options):
            wrong.append("有两个选项一样。")
    if not key or not set(key) <= set(range(len(options))):
        wrong.append("判断题的答案写“对”或者“错”。" if sort == Sort.JUDGE else "答案写选项的字母，例如 B。")
    elif sort == Sort.SINGLE and len(key) != 1:
        wrong.append("单选题只有一个答案。")
    elif sort == Sort.MULTIPLE and len(key) < 2:
        wrong.append("多选题至少有两个答案；只有一个的请改成单选。")
    return wrong


def read_key(text: str, sort: str) -> list[int]:
    """The numbers of the options that a key names: `B`, `A、C`, `对`; nothing where it cannot be read."""
    said = unicodedata.normalize("NFKC", text).upper().strip()
    if sort == Sort.JUDGE:
        return [JUDGEMENTS.index(said)] if said in JUDGEMENTS else []
    letters = re.sub(r"[\s、,，;；/和]", "", said)
    if not letters or not set(letters) <= set(LETTERS):
        return []
    return sorted({LETTERS.index(letter) for letter in letters})


def said_key(sort: str, key: Iterable[int]) -> str:
    """A key as people write it."""
    return "".join(JUDGEMENTS[n] if sort == Sort.JUDGE else LETTERS[n] for n in key)


@dataclass
class Pasted:
    """One question as it was pasted."""

    sort: str
    tag: str
    clause: str
    level: str = Level.MEDIUM
    stem: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    answer: str = ""
    explanation: str = ""

    def facts(self) -> dict[str, Any]:
        """As the form of a question takes it."""
        return {
            "sort": self.sort,
            "tag": self.tag,
            "clause": self.clause,
            "level": self.level,
            "stem": "\n".join(self.stem),
            "options": "\n".join(self.options),
            "answer": self.answer,
            "explanation": self.explanation,
        }


_OPTION = re.compile(r"([A-H])\s*[.．、:：)）]\s*(.+)")


def read_questions(text: str) -> list[Pasted]:
    """Questions set apart by empty lines; the first line of each says `题型 内容 条款 难度`. Raises `Unusable` by question."""
    blocks = re.split(r"\n[ \t\u3000]*\n", text.replace("\r\n", "\n").strip("\n"))
    found, wrong = [], []
    sorts = {str(label): value for value, label in Sort.choices}
    levels = {str(label): value for value, label in Level.choices}
    for number, block in enumerate((one for one in blocks if one.strip()), 1):
        first, *rest = [line.strip() for line in block.splitlines() if line.strip()]
        words = unicodedata.normalize("NFKC", first).split()
        if not (3 <= len(words) <= 4 and words[0] in sorts and words[1].upper() in Tag.values):
            wrong.append(f"第 {number} 题的第一行读不懂，请写“题型 内容 条款 难度”，例如“单选 A2 PD-1 易”。")
            continue
        one = Pasted(sorts[words[0]], words[1].upper(), words[2].upper())
        if len(words) == 4:
            one.level = levels.get(words[3], Level.MEDIUM)
        for line in rest:
            option = _OPTION.fullmatch(unicodedata.normalize("NFKC", line[:2]) + line[2:])
            head, _, tail = line.replace(":", "：", 1).partition("：")
            if head in ("答案", "参考答案"):
                one.answer = tail.strip()
            elif head == "解析":
                one.explanation = tail.strip()
            elif option and one.sort in (Sort.SINGLE, Sort.MULTIPLE):
                one.options.append(option[2].strip())
            else:
                one.stem.append(line)
        found.append(one)
    if not found and not wrong:
        wrong = ["一道题也没有。"]
    if wrong:
        raise Unusable(*wrong[:20])
    return found


# A paper


@dataclass(frozen=True)
class Part:
    """So many questions of a topic and sort, each with so many points."""

    tag: str
    sort: str
    count: int
    points: int


def read_rules(text: str) -> list[Part]:
    """The parts of a paper from lines `内容 题型 题数 每题分数`. Raises `Unusable` by line, and unless they add up to 100."""
    sorts = {str(label): value for value, label in Sort.choices}
    found: dict[tuple[str, str], Part] = {}
    wrong = []
    for number, line in enumerate(unicodedata.normalize("NFKC", text).splitlines(), 1):
        words = line.split()
        if not words:
            continue
        read = re.fullmatch(r"(\d{1,3})题? (\d{1,3})分?", " ".join(words[2:]))
        if len(words) != 4 or words[0].upper() not in Tag.values or words[1] not in sorts or read is None:
            wrong.append(f"第 {number} 行读不懂，请写“内容 题型 题数 每题分数”，例如“A2 单选 5 4”。")
            continue
        part = Part(words[0].upper(), sorts[words[1]], int(read[1]), int(read[2]))
        if not part.count or not part.points:
            wrong.append(f"第 {number} 行：题数和分数都要大于 0。")
        elif (part.tag, part.sort) in found:
            wrong.append(f"第 {number} 行：{words[0]} {words[1]}写了两行，请并成一行。")
        else:
            found[part.tag, part.sort] = part
    _whole([part.points * part.count for part in found.values()], wrong)
    return list(found.values())


def read_fixed(text: str) -> dict[int, int]:
    """Points by number of question from lines `题号 分数`. Raises `Unusable` as `read_rules` does."""
    found: dict[int, int] = {}
    wrong = []
    for number, line in enumerate(unicodedata.normalize("NFKC", text).splitlines(), 1):
        if not line.strip():
            continue
        read = re.fullmatch(r"(\d{1,18})\s+(\d{1,3})\s*分?", line.strip())
        if read is None:
            wrong.append(f"第 {number} 行读不懂，请写“题号 分数”，例如“12 5”。")
        elif int(read[1]) in found:
            wrong.append(f"第 {number} 行：第 {read[1]} 题写了两行。")
        elif not int(read[2]):
            wrong.append(f"第 {number} 行：分数要大于 0。")
        else:
            found[int(read[1])] = int(read[2])
    _whole(list(found.values()), wrong)
    return found


def _whole(points: list[int], wrong: list[str]) -> None:
    if wrong:
        raise Unusable(*wrong[:20])
    if not points:
        raise Unusable("一道题也没有，不成一份卷子。")
    if sum(points) != FULL_MARKS:
        raise Unusable(f"各题分数加起来是 {sum(points)} 分，要正好 {FULL_MARKS} 分。")


@dataclass(frozen=True)
class Drawn:
    """A question of somebody's paper: its number in the bank, its points, the order of its options."""

    question: int
    points: int
    options: tuple[int, ...]


def draw(
    seed: int, parts: Iterable[tuple[Sequence[int], int, int]], options: Mapping[int, int]
) -> list[Drawn]:
    """A paper: of each part (numbers in the bank, how many, points) so many, all in an order of this seed.

    `options` says how many options a question has that may change places. The same seed and bank make the same paper.
    """
    chance = random.Random(seed)  # noqa: S311 – a stored seed, by which a paper can be drawn again; no secret
    chosen = [
        (number, points) for bank, count, points in parts for number in chance.sample(sorted(bank), count)
    ]
    chance.shuffle(chosen)
    found = []
    for number, points in chosen:
        places = list(range(options.get(number, 0)))
        chance.shuffle(places)
        found.append(Drawn(number, points, tuple(places)))
    return found


def award(key: Collection[int], given: Collection[int], points: int) -> int:
    """All points for exactly the key, else none."""
    return points if given and set(given) == set(key) else 0


# What a question is worth


@dataclass(frozen=True)
class Worth:
    """What a question proved to be: how many answered it, their share of its points, how well it tells people apart."""

    asked: int
    difficulty: float | None = None
    discrimination: float | None = None

    @property
    def finding(self) -> str:
        """What is wrong with it; blank where nothing is, or too few answered it."""
        if self.difficulty is None or self.discrimination is None:
            return ""
        if self.discrimination < 0:
            return "区分度是负的：考得好的人反而答错，请核对答案"
        if self.difficulty < TOO_HARD:
            return "几乎没有人答对，请核对答案和题干"
        if self.difficulty > TOO_EASY:
            return "几乎人人答对，区分不出会不会"
        if self.discrimination < TELLS_APART:
            return "区分度太低"
        return ""

    @property
    def said(self) -> str:
        """In words."""
        if self.difficulty is None:
            return f"考过 {self.asked} 人次，不足 {ENOUGH} 人次不计算" if self.asked else "还没有考过"
        return f"考过 {self.asked} 人次，得分率 {self.difficulty:.0%}，区分度 {self.discrimination:.2f}"


def worth(answers: Iterable[tuple[float, int]]) -> Worth:
    """From the share of points that each got for it, and the points that each has in the whole paper."""
    rows = sorted(answers, key=lambda row: row[1])
    if len(rows) < ENOUGH:
        return Worth(len(rows))
    end = max(1, int(len(rows) * EACH_END))
    low, high = (fmean(share for share, _total in part) for part in (rows[:end], rows[-end:]))
    return Worth(len(rows), fmean(share for share, _total in rows), high - low)
