"""Texts that drafters mark by their first words: worked cases, 跟我有关吗, days to keep in mind. Pure Python (PI-5)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from foundation.texts.structure import Article, Block, Heading, parse
from interpretation import statute
from interpretation.charts import figures

#: What stands for the whole document in place of an article.
WHOLE = "全文"
_LABEL = re.compile(r"\s*([^：:\n]{1,60})[：:]\s*(.*)")
_DAY = re.compile(r"\s*(\d{4})[-年/.](\d{1,2})[-月/.](\d{1,2})日?[：:，,\s]*(.*)")
#: What a choice says besides its words, by the first word of a line.
_DETAILS = {"条文": "articles", "要带": "bring", "到哪里": "where", "截止": "until"}
_LONGEST_CHOICE = 20


class Unmarked(ValueError):
    """Which line is not as it should be, in Chinese."""


@dataclass(frozen=True)
class Case:
    """A worked case, the article that it goes by, and the figures of that article on which it rests."""

    article: str
    text: str
    figures: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """One answer to a question of 跟我有关吗, and what follows from it."""

    label: str
    says: str
    articles: tuple[str, ...] = ()
    bring: str = ""
    where: str = ""
    until: str = ""


@dataclass(frozen=True)
class Ask:
    """One question of 跟我有关吗, with its answers."""

    question: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Dated:
    """A day, and what is to be kept in mind of it."""

    day: date
    says: str


def _rows(text: str) -> Iterator[tuple[int, str]]:
    return ((number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip())


def several(text: str) -> tuple[str, ...]:
    """What a line lists with 、 or ；."""
    return tuple(one.strip() for one in re.split(r"[、；;]", text) if one.strip())


def _named(text: str) -> tuple[str, ...]:
    """The articles that a line lists; a heading such as 二、领多少 stays whole."""
    return tuple(one.strip() for one in re.split(r"[；;，,]|、(?=\s*第)", text) if one.strip())


def cases_in(text: str) -> list[Case]:
    """The worked cases: `第四条：…` and, below the case, `数字：220、一点五`. Raises `Unmarked`."""
    found: list[Case] = []
    article = ""
    told: list[str] = []
    for number, line in _rows(text):
        label = _LABEL.fullmatch(line)
        if label and label[1].strip() == "数字":
            if not article:
                raise Unmarked(f"第 {number} 行：“数字”前面没有案例。")
            if not (named := several(label[2])):
                raise Unmarked(f"第 {number} 行：请写明案例用了文件里的哪几个数字，用“、”分开。")
            found.append(Case(article, "\n".join(told), named))
            article, told = "", []
        elif article:
            told.append(line)
        elif label is None or not label[2]:
            raise Unmarked(f"第 {number} 行：案例从条文写起，例如“第四条：李婶种 20 亩玉米……”。")
        else:
            article, told = label[1].strip(), [label[2]]
    if article:
        raise Unmarked(f"“{article}”的案例下面缺一行“数字：…”，写明用了文件里的哪几个数字。")
    if len(found) > statute.MOST_CASES:
        raise Unmarked(f"案例有 {len(found)} 个，最多 {statute.MOST_CASES} 个，请挑最常见的。")
    for case in found:
        if absent := [one for one in case.figures if not holds(one, case.text)]:
            raise Unmarked(f"“{case.article}”的案例里没有出现“{absent[0]}”。请把用到的数字写进案例。")
    return found


def asks_in(text: str) -> list[Ask]:
    """The questions of 跟我有关吗: `问：…`, then `是：…`, `否：…` and below each 条文, 要带, 到哪里, 截止. Raises `Unmarked`."""
    found: list[tuple[int, str, list[dict[str, str]]]] = []
    for number, line in _rows(text):
        label = _LABEL.fullmatch(line)
        if label is None:
            raise Unmarked(f"第 {number} 行：每行写成“问：…”“是：…”“条文：…”的样子。")
        name, said = label[1].strip(), label[2].strip()
        if name == "问":
            found.append((number, said, []))
        elif not found:
            raise Unmarked(f"第 {number} 行：先写一行“问：…”。")
        else:
            _below(number, name, said, found[-1][2])
    if len(found) > statute.MOST_ASKS:
        raise Unmarked(f"有 {len(found)} 个问题，最多 {statute.MOST_ASKS} 个。")
    asks = []
    for number, question, choices in found:
        if not question or not 2 <= len(choices) <= statute.MOST_CHOICES:
            raise Unmarked(
                f"第 {number} 行的问题要有 2 到 {statute.MOST_CHOICES} 个回答，例如“是：…”和“否：…”。"
            )
        if len({one["label"] for one in choices}) < len(choices):
            raise Unmarked(f"第 {number} 行的问题有两个一样的回答。")
        asks.append(Ask(question, tuple(_choice(one) for one in choices)))
    if asks and not any(choice.articles for ask in asks for choice in ask.choices):
        raise Unmarked("至少有一个回答要写“条文：…”，让人看得到依据。")
    return asks


def _below(number: int, name: str, said: str, choices: list[dict[str, str]]) -> None:
    """Take in a line below a question: another answer, or what an answer says besides."""
    if name not in _DETAILS:
        if len(name) > _LONGEST_CHOICE or not said:
            raise Unmarked(
                f"第 {number} 行：写成“是：…”的样子，回答不超过 {_LONGEST_CHOICE} 个字，后面写明怎么办。"
            )
        choices.append({"label": name, "says": said})
    elif not choices:
        raise Unmarked(f"第 {number} 行：“{name}”写在一个回答的下面。")
    else:
        choices[-1][_DETAILS[name]] = said


def _choice(given: dict[str, str]) -> Choice:
    rest = {name: value for name, value in given.items() if name != "articles"}
    return Choice(**rest, articles=_named(given.get("articles", "")))


def dates_in(text: str) -> list[Dated]:
    """The days to keep in mind, one a line: `2027-10-31 以前到灌域管理所登记`. Raises `Unmarked`."""
    found = []
    for number, line in _rows(text):
        match = _DAY.fullmatch(line)
        if match is None or not match[4]:
            raise Unmarked(f"第 {number} 行：写成“2027-10-31 以前到灌域管理所登记”的样子，一行一个日子。")
        try:
            day = date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            raise Unmarked(f"第 {number} 行：没有 {match[1]}-{match[2]}-{match[3]} 这一天。") from None
        found.append(Dated(day, match[4].strip()))
    if len(found) > statute.MOST_DATES:
        raise Unmarked(f"有 {len(found)} 个日子，最多 {statute.MOST_DATES} 个。")
    return sorted(found, key=lambda one: one.day)


# Articles and their figures


def called(block: Block) -> str:
    """What an article or a heading is called; blank for other blocks."""
    if isinstance(block, Article):
        return str(block.label)
    return str(block.text) if isinstance(block, Heading) else ""


def article_of(body: str, article: str) -> str | None:
    """The text of an article, or of what stands under a heading, with what belongs to it; None where there is none."""
    wanted = "".join(article.split())
    if wanted == WHOLE:
        return body
    text: list[str] = []
    for block in parse(body):
        name = "".join(called(block).split())
        if text and name:
            break
        if text or (name and (name == wanted or (isinstance(block, Heading) and name.startswith(wanted)))):
            text.append(block.source)
    return "".join(text) if text else None


def _even(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def holds(figure: str, text: str) -> bool:
    """Whether a text has this figure: the same number, whatever its commas, or else the same words."""
    wanted, there = _even(figure), _even(text)
    numbers = figures(wanted)
    return numbers <= figures(there) if numbers else wanted in there


def loose(cases: Iterable[Case], asks: Iterable[Ask], bodies: list[str]) -> list[str]:
    """What no longer stands in any of these documents, a sentence for each, in Chinese; empty if everything does."""
    said = []
    for case in cases:
        texts = [text for body in bodies if (text := article_of(body, case.article)) is not None]
        if not texts:
            said.append(f"案例写的“{case.article}”，文件里没有。")
            continue
        absent = [one for one in case.figures if not any(holds(one, text) for text in texts)]
        if absent:
            said.append(f"案例用的数字“{'、'.join(absent)}”，文件的{case.article}里没有。")
    named = dict.fromkeys(one for ask in asks for choice in ask.choices for one in choice.articles)
    return said + [
        f"“跟我有关吗”写的“{one}”，文件里没有。"
        for one in named
        if all(article_of(body, one) is None for body in bodies)
    ]
