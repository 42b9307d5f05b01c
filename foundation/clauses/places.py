"""Places in a law, and the text at them.

A place is written `7` (article 7), `7(2)` (its item （二）), `7¶2` (its second paragraph), `10#2` (the second
of two articles that carry the number 10), or any of these behind the name of a law: `政府信息公开条例33`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

TEXTS = Path(__file__).parent / "texts"
DIGITS = "零一二三四五六七八九"

_PLACE = re.compile(
    r"(?P<law>[\u4e00-\u9fff]*)(?P<article>\d+)(?:#(?P<nth>\d))?(?:\((?P<item>\d+)\)|¶(?P<paragraph>\d+))?"
)
_ARTICLE = re.compile(r"第([一二三四五六七八九十]+)条[ \u3000]*|([一二三四五六七八九十]+)、")
_CHAPTER = re.compile(r"第[一二三四五六七八九十]+章 ")
_ITEM = re.compile(r"[(（]([一二三四五六七八九十]+)[)）]")
_SUBITEM = re.compile(r"[(（]?\d+[)）、.]")


def numeral(number: int) -> str:
    """A number from 1 to 99 in Chinese numerals: 23 → 二十三."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else DIGITS[tens]) + ("十" if tens else "") + (DIGITS[ones] if ones else "")


NUMBERS = {numeral(number): number for number in range(1, 100)}


@dataclass(frozen=True)
class Place:
    """An article, item or paragraph, in the regulation at hand or in the national law that `law` names."""

    article: int
    law: str = ""
    nth: int = 1
    item: int = 0
    paragraph: int = 0

    @classmethod
    def parse(cls, text: str) -> Place:
        """The place written in the short form, for example `33¶2`; raises `ValueError` for anything else."""
        match = _PLACE.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is no place in a law")
        numbers = {name: int(match[name]) for name in ("article", "nth", "item", "paragraph") if match[name]}
        return cls(law=match["law"], **numbers)

    @property
    def label(self) -> str:
        """The place as cited in Chinese: 第六条第（二）项, 《政府信息公开条例》第三十三条."""
        law = f"《{self.law}》" if self.law else ""
        nth = f"（第{numeral(self.nth)}个）" if self.nth > 1 else ""
        item = f"第（{numeral(self.item)}）项" if self.item else ""
        paragraph = f"第{numeral(self.paragraph)}款" if self.paragraph else ""
        return f"{law}第{numeral(self.article)}条{nth}{item}{paragraph}"


#: A law by its name, or a number of an article, paragraph or item: what a citation in running text is made of.
_CITED = re.compile(
    r"《(?P<law>[^《》]+)》|第[（(]?(?P<number>[0-9０-９一二三四五六七八九十百零〇两]+)[)）]?(?P<part>[条款项])"
)
_HUNDREDS = re.compile(r"(?:([一二两三四五六七八九])百)?[零〇]?([一二三四五六七八九十]*)")


def cited(text: str) -> list[Place]:
    """The places that a text cites: 《甲法》第十五条、第十六条第二款 are two; a law without an article is article 0.

    A number counts for the law and the article last named; before any law is named, `law` is blank.
    """
    found: list[Place] = []
    law = ""
    for match in _CITED.finditer(text):
        if match["law"]:
            law = match["law"].removeprefix("中华人民共和国")
            found.append(Place(0, law))
            continue
        number, last = _number(match["number"]), found[-1] if found else Place(0)
        if match["part"] == "条":
            place, completes = Place(number, law), not last.article
        else:
            of_paragraph = match["part"] == "款"
            paragraph, item = (number, 0) if of_paragraph else (last.paragraph, number)
            place = Place(last.article, last.law, item=item, paragraph=paragraph)
            completes = not (last.paragraph if of_paragraph else last.item)
        if found and completes:
            found[-1] = place
        else:
            found.append(place)
    return found


def _number(text: str) -> int:
    """A number from 1 to 999 in Chinese or Arabic numerals; 0 for what is none."""
    if text.isdecimal():
        return int(text)
    match = _HUNDREDS.fullmatch(text)
    if match is None:
        return 0
    hundreds = DIGITS.index(match[1].replace("两", "二")) if match[1] else 0
    return 100 * hundreds + NUMBERS.get(
        match[2].removeprefix("一") if match[2][:2] == "一十" else match[2], 0
    )


@dataclass
class Article:
    """One article with its paragraphs word for word; `chapter` is the heading of its chapter, blank without one."""

    number: int
    nth: int
    law: str
    chapter: str
    paragraphs: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        """第七条, or 第十条（第二个） where the number was printed twice."""
        return Place(self.number, nth=self.nth).label

    def anchor(self, law: str) -> str:
        """The id of the article on the page of its regulation; `law` is named where the page holds several."""
        again = f"-{self.nth}" if self.nth > 1 else ""
        return f"article-{law}{self.number}{again}"

    def words(self, place: Place) -> list[str]:
        """The paragraphs at a place within this article; empty if it has no such item or paragraph."""
        items, rest = self._parts()
        if place.item:
            return items.get(place.item, [])
        if place.paragraph:
            return rest[place.paragraph - 1] if place.paragraph <= len(rest) else []
        return self.paragraphs

    def _parts(self) -> tuple[dict[int, list[str]], list[list[str]]]:
        """Items by number, and numbered paragraphs (款), each with the items that it introduces.

        An unnumbered line between two items continues the one before; after the last it begins a paragraph.
        """
        starts = [index for index, line in enumerate(self.paragraphs) if _ITEM.match(line)]
        first, last = (starts[0], starts[-1]) if starts else (len(self.paragraphs), -1)
        items: dict[int, list[str]] = {}
        rest: list[list[str]] = []
        within: list[str] | None = None
        for index, line in enumerate(self.paragraphs):
            if match := _ITEM.match(line):
                within = items.setdefault(NUMBERS[match[1]], [])
            elif not _SUBITEM.match(line) and not first < index < last:
                within = None
                rest.append([])
            if within is not None:
                within.append(line)
            rest[-1].append(line)
        return items, rest


@dataclass(frozen=True)
class Text:
    """A regulation as printed: what stands before the first article, then its articles."""

    preamble: tuple[str, ...]
    articles: tuple[Article, ...]


@cache
def read(slug: str) -> Text:
    """The text in `texts/<slug>.md`; raises `FileNotFoundError` where there is none."""
    preamble: list[str] = []
    found: list[Article] = []
    law = chapter = ""
    for line in (TEXTS / f"{slug}.md").read_text("utf-8").splitlines():
        if not line.strip():
            continue
        if line.startswith("# "):
            law = line.removeprefix("# ")
        elif _CHAPTER.match(line):
            chapter = line
        elif match := _ARTICLE.match(line):
            number = NUMBERS[match[1] or match[2]]
            nth = 1 + sum(1 for article in found if (article.law, article.number) == (law, number))
            found.append(Article(number, nth, law, chapter, [line[match.end() :]]))
        else:
            (found[-1].paragraphs if found else preamble).append(line)
    return Text(tuple(preamble), tuple(found))


def words_at(place: Place, slug: str) -> list[str]:
    """The paragraphs at a place in the law it names, else in the regulation `slug`; empty if it does not exist."""
    for article in read("national" if place.law else slug).articles:
        if (article.number, article.nth) == (place.article, place.nth) and place.law in ("", article.law):
            return article.words(place)
    return []
