"""The official document as paper: what of its text stands where in the layout of GB/T 9704-2012, with its attribute (SR-6(3)).

Nothing is written anew: who it is sent to, what is annexed, who signs, on what day and who gets a copy is read out of the text,
word for word; what a text does not say of itself its row says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from math import ceil, inf

from django.template.loader import render_to_string

from disclosure.models import Attribute, Document, Signature
from foundation.agencies.actors import Actor
from foundation.casework.models import LedgerLine
from foundation.casework.preview import Page, on_preview
from foundation.clauses import Citation, cite
from foundation.papers import render
from foundation.texts.cutting import cut
from foundation.texts.structure import ENDING, LONGEST_TITLE, Block, Figure, Heading, Paragraph, Table, parse
from foundation.texts.structure import Signature as Signed

cite("SR-6(3)", by=Citation("paper", "disclosure.official", "公文在附注位置用圆括号印着公开属性"))

#: What stands in brackets below the day, by the attribute (SR-6(3); GB/T 9704-2012, 7.3.7).
NOTES: dict[str, str] = {
    Attribute.PROACTIVE: "此件主动公开",
    Attribute.DECLASSIFIED: "此件脱密后公开",
    Attribute.ON_REQUEST: "此件依申请公开",
    Attribute.WITHHELD: "此件不予公开",
}
#: Documents that go upward name the leader who signed them beside their number (7.2.6).
UPWARD = frozenset({"请示", "报告", "议案"})
#: The forms of a letter (10.1), an order (10.2) and of minutes (10.3), which have heads of their own.
LETTER, ORDER, MINUTES = "函", "命令", "纪要"
#: The acts by which a text is written, before each of which its paper can be looked at.
WRITING = ("disclosure.draft", "disclosure.edit", "disclosure.correct")
#: Kinds that are sent to nobody in particular.
TO_EVERYBODY = frozenset({"公告", "通告", "命令", "公报", "决议", "纪要"})
#: What no official document is, whatever number it bears.
OTHER = frozenset({"", "其他", "制度"})

_ADDRESSEE = re.compile(r"(?!根据|按照|为|现|经|依据)[^。；;！？!?]{2,200}(?<!如下)[：:]")
_ANNEXES = re.compile(r"附\s*件\s*[：:]")
_ANNEXED = re.compile(r"(附\s*[件表]\s*[0-9０-９一二三四五六七八九十]{0,3})\s*(?:[：:]\s*(.{1,60}))?")
_LISTED = re.compile(r"[0-9０-９]{1,2}\s*[.．、]")
#: A remark in brackets of the text's own, in the place of which the attribute stands.
_OWN_NOTE = re.compile(r"[(（]\s*(?:此件|公开属性|公开方式|信息公开)[^()（）]{0,30}[)）]")
_COPIED = re.compile(r"抄\s*[送报]\s*[：:]\s*(.+)")
_PRINTED = re.compile(r"(.{2,40}?)\s*([0-9]{4}\s*年\s*[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*日)\s*印发")

#: The numbers of the first level and of the second, and the words that lead a paragraph.
_FIRST = re.compile(r"[一二三四五六七八九十]{1,3}、|第.{1,9}[编章节条]")
_SECOND = re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）]")
_LEAD = re.compile(r"[^。；：]{2,30}。")

#: The size of the mark of the agency, in points: as large as its line holds, no larger than that of the head of a county.
LARGEST_MARK, WIDEST_MARK = 46.0, 436.0


def is_official(document: Document) -> bool:
    """Whether it is an official document, and printed as one: of one of the fifteen kinds, or with a number."""
    return document.genre not in OTHER or (document.genre == "" and bool(document.document_number))


@dataclass
class Annex:
    """A text behind the document: 附件1, its title, and what stands below it."""

    label: str
    title: str = ""
    blocks: list[Block] = field(default_factory=list)


@dataclass
class Parts:
    """An official document divided into what stands where; `annexes` are texts behind it, each on pages of its own."""

    addressee: str = ""
    body: list[Block] = field(default_factory=list)
    annexed: list[str] = field(default_factory=list)
    signers: list[str] = field(default_factory=list)
    day: str = ""
    remarks: list[Block] = field(default_factory=list)
    annexes: list[Annex] = field(default_factory=list)
    copied_to: str = ""
    printed_by: str = ""
    printed_on: str = ""


def in_digits(day: date | None) -> str:
    """A day as official documents write it: no zeros before its numbers (7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def divided(text: str, genre: str = "") -> Parts:
    """Divide the text of an official document; the words are kept, each in one place."""
    parts, blocks = Parts(), parse(text)
    sent = genre not in TO_EVERYBODY and isinstance(blocks[0] if blocks else None, Paragraph)
    if sent and _ADDRESSEE.fullmatch(blocks[0].text):
        parts.addressee = blocks.pop(0).text
    closing = next((n for n, block in enumerate(blocks) if isinstance(block, Signed)), len(blocks))
    parts.body, after = blocks[:closing], blocks[closing:]
    first = next((n for n, block in enumerate(parts.body) if _ANNEXES.match(block.text)), None)
    if first is not None and all(_ANNEXES.match(b.text) or _LISTED.match(b.text) for b in parts.body[first:]):
        listed = [_ANNEXES.sub("", block.text, count=1).strip() for block in parts.body[first:]]
        parts.body, parts.annexed = parts.body[:first], [one for one in listed if one]
    if after:
        *parts.signers, parts.day = after.pop(0).lines  # type: ignore[attr-defined]
    for block in after:
        _place(parts, block)
    return parts


def _place(parts: Parts, block: Block) -> None:
    """Put a block that stands behind the signature in its place."""
    text = block.text
    titled = isinstance(block, Paragraph | Heading)
    if titled and (annexed := _ANNEXED.fullmatch(text)):
        parts.annexes.append(Annex(annexed[1], annexed[2] or ""))
    elif copied := _COPIED.fullmatch(text):
        parts.copied_to = copied[1].strip()
    elif printed := _PRINTED.fullmatch(text):
        parts.printed_by, parts.printed_on = printed[1].strip(), printed[2]
    elif parts.annexes:
        annex = parts.annexes[-1]
        first = titled and not block.label and not annex.title and not annex.blocks
        if first and len(text) <= LONGEST_TITLE and text[-1] not in ENDING:
            annex.title = text
        else:
            annex.blocks.append(block)
    elif not _OWN_NOTE.fullmatch(text):
        parts.remarks.append(block)


@dataclass(frozen=True)
class Line:
    """A block of a text as it is set: what leads it, in 黑体 (`hei`: 一、) or 楷体 (`kai`: （一）), and the rest."""

    block: Block
    element: str = "p"
    face: str = ""
    lead: str = ""
    rest: str = ""
    picture: int = 0


def lines(blocks: list[Block], pictures: Sequence[int] = ()) -> Iterator[Line]:
    """The blocks with the faces of their levels (7.3.3): a numbered title, or the first words of a numbered paragraph.

    `pictures` are the numbers of those that are there, in their order; the place of any other stays words.
    """
    for block in blocks:
        if isinstance(block, Figure) and block.number in pictures:
            yield Line(block, "figure", picture=pictures.index(block.number) + 1)
            continue
        face = "hei" if _FIRST.match(block.label) else "kai" if _SECOND.match(block.label) else ""
        if isinstance(block, Table | Signed):
            yield Line(block, element=block.kind)
        elif isinstance(block, Heading):
            yield Line(block, f"h{min(block.level + 1, 4)}", face or "hei", block.text)
        elif face:
            lead = _LEAD.match(block.text)
            words = lead[0] if lead and len(lead[0]) < len(block.text) else block.label
            yield Line(block, "p", face, words, block.text[len(words) :])
        else:
            yield Line(block, "p", "", "", block.text)


#: The characters that a line of a title holds, and what no line of it begins with.
WIDEST_TITLE = 20
_NEVER_FIRST = re.compile(r"[，、。；：！？）》”’〉】的和与及等年月日号]")


def title_lines(title: str) -> list[str]:
    """A title in as few lines as hold it, of much the same length, broken between words and never before 的 (7.3.1)."""
    if _width(title) <= WIDEST_TITLE:
        return [title]
    words = cut(title)
    number = ceil(_width(title) / WIDEST_TITLE)
    while number <= len(words):
        found = _broken(tuple(words), number, _width(title) / number)
        if found:
            return found
        number += 1
    return [title]


def _broken(words: tuple[str, ...], number: int, aim: float) -> list[str]:
    """The words in that number of lines, each as near to the length aimed at as it may be; none where they do not fit."""

    @cache
    def best(start: int, left: int) -> tuple[float, tuple[str, ...]]:
        if left == 0:
            return (0.0, ()) if start == len(words) else (inf, ())
        found: tuple[float, tuple[str, ...]] = (inf, ())
        for end in range(start + 1, len(words) - left + 2):
            line = "".join(words[start:end])
            if (width := _width(line)) > WIDEST_TITLE:
                break
            if end < len(words) and _NEVER_FIRST.match(words[end]):
                continue
            rest, lines = best(end, left - 1)
            if (cost := rest + (width - aim) ** 2) < found[0]:
                found = cost, (line, *lines)
        return found

    return list(best(0, number)[1])


@dataclass(frozen=True)
class Head:
    """The head of an official document: the mark of who issues it, in points, its number, and who signed where it goes upward."""

    form: str
    mark: str
    size: float
    number: str
    signer: str


def head_of(document: Document) -> Head:
    """The head in the form of its kind (7.2, 10.1, 10.2)."""
    name = document.publisher
    if document.genre == LETTER:
        form, mark = "letter", name
    elif document.genre == ORDER:
        form, mark = "order", f"{name}令"
    elif document.genre == MINUTES:
        form, mark = "minutes", f"{name}会议纪要"
    else:
        form, mark = "file", f"{name}文件"
    size = min(LARGEST_MARK, WIDEST_MARK / len(mark))
    return Head(form, mark, round(size, 1), document.document_number, _signer(document))


def _signer(document: Document) -> str:
    if document.genre not in UPWARD or document.pk is None:
        return ""
    signed = document.valid_signatures().filter(capacity=Signature.Capacity.LEADER)
    return signed.values_list("signer_name", flat=True).first() or ""


def _room(signers: list[str], day: str) -> float:
    """The characters to the right of a signature: the day stands four from the edge, who signs over its middle (7.3.5.1)."""
    widest, under = max(map(_width, signers)), _width(day)
    return max(1.0, 4 - max(0.0, (widest - under) / 2))


def _width(text: str) -> float:
    """The width of a line in characters; digits and letters are somewhat more than half of one."""
    return sum(0.55 if char.isascii() else 1 for char in text)


def html(document: Document, numbers: Sequence[int] = (), *, draft: bool = False) -> str:
    """The page of the paper with the pictures of these numbers; a `draft` says in its margin that nobody has signed it yet."""
    parts = divided(document.body, document.genre)
    signers, day = parts.signers or [document.publisher], parts.day or in_digits(document.formed_on)
    context = {
        "document": document,
        "head": head_of(document),
        "title": title_lines(document.title),
        "parts": parts,
        "body": list(lines(parts.body, numbers)),
        "remarks": list(lines(parts.remarks, numbers)),
        "annexes": [(annex, list(lines(annex.blocks, numbers))) for annex in parts.annexes],
        "signers": signers,
        "day": day,
        "room": _room(signers, day),
        "note": NOTES.get(document.attribute, ""),
        "printed_by": parts.printed_by or document.publisher,
        "printed_on": parts.printed_on or in_digits(document.formed_on),
        "draft": draft,
    }
    return render_to_string("disclosure/official.html", context)


def paper(document: Document, *, draft: bool = False) -> bytes:
    """The official document as PDF/A, tagged."""
    numbers, pictures = pictures_of(document)
    return render(html(document, numbers, draft=draft), title=document.title, pictures=pictures)


def pictures_of(document: Document) -> tuple[list[int], list[tuple[bytes, str]]]:
    """The numbers of the pictures in its text, and in the same order their bytes with their kinds, as `render` takes them."""
    shown = sorted(document.pictures().items()) if document.pk else []
    return [number for number, _file in shown], [
        (file.place.read(), file.media_type) for _number, file in shown
    ]


@on_preview
def as_written(actor: Actor, at: datetime) -> Iterator[Page]:
    """The papers of documents that were written at that very moment, for whoever writes them."""
    lines = LedgerLine.objects.filter(act__in=WRITING, at=at).values("matter_id")
    for document in Document.objects.visible_to(actor).filter(pk__in=lines):
        if is_official(document):
            yield Page(document.title, html(document))
