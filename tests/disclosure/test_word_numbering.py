"""Numbers that Word puts before paragraphs by itself come in as text, as the page shows them."""

from __future__ import annotations

from typing import Any

import pytest
from docx.oxml.ns import qn

from disclosure.word_numbering import Unwritable, written
from tests.disclosure.test_word_import import body, read, told, xml


def numbered(document: Any, *levels: str, more: str = "") -> None:
    """A list 7 of these levels, each "format text"; more lists after it."""
    made = ""
    for at, level in enumerate(levels):
        form, text, *rest = level.split(" ")
        made += (
            f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{"".join(rest)}'
            f'<w:lvlText w:val="{text}"/></w:lvl>'
        )
    numbering = document.part.numbering_part.element
    abstract = xml(f'<w:abstractNum w:abstractNumId="77">{made}</w:abstractNum>')
    numbering.insert(0, abstract)
    numbering.append(xml('<w:num w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    if more:
        numbering.append(xml(more))


def item(document: Any, text: str, level: int = 0, number: str = "77") -> None:
    properties = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
    document.element.body.insert(
        len(document.element.body) - 1, xml(f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>")
    )


def test_automatic_numbers_are_written() -> None:
    def change(document: Any) -> None:
        numbered(document, "chineseCountingThousand 第%1条", "chineseCounting （%2）", "decimal %3.")
        for text, level in (("总则", 0), ("甲", 1), ("乙", 1), ("子", 2), ("附则", 0), ("丙", 1)):
            item(document, text, level)
        item(document, "不编号", number="0")

    found = read(change)
    assert body(found) == "第一条 总则\n（一）甲\n（二）乙\n1. 子\n第二条 附则\n（一）丙\n不编号"
    assert "6 段" in told(found)["automatic_numbering"]


def test_numbers_of_several_levels_restarts_and_bullets() -> None:
    def change(document: Any) -> None:
        restart = (
            '<w:num w:numId="78"><w:abstractNumId w:val="77"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
            "</w:lvlOverride></w:num>"
        )
        numbered(document, "japaneseCounting %1、", "decimal %1.%2 <w:isLgl/>", "bullet ●", more=restart)
        for text, level in (("甲", 0), ("乙", 1), ("丙", 2)):
            item(document, text, level)
        item(document, "丁", number="78")
        item(document, "戊", number="78")

    assert body(read(change)) == "一、甲\n1.1 乙\n● 丙\n五、丁\n六、戊"


def test_numbers_of_a_style_are_written() -> None:
    def change(document: Any) -> None:
        numbered(document, "decimal 第%1章 <w:suff/>", "decimal %1.%2")
        style = document.styles["List Number"].element
        properties = style.get_or_add_pPr()
        for old in properties.findall(qn("w:numPr")):
            properties.remove(old)
        properties.append(xml('<w:numPr><w:numId w:val="77"/></w:numPr>'))
        document.add_paragraph("甲", style="List Number")
        document.add_paragraph("乙", style="List Number")

    assert body(read(change)) == "第1章 甲\n第2章 乙"


def test_a_number_that_cannot_be_written_is_told_at_its_place() -> None:
    def change(document: Any) -> None:
        numbered(document, "hebrew1 %1.")
        item(document, "甲")

    found = read(change)
    assert body(found) == "甲"
    assert "hebrew1" in told(found)["numbering_left_out"]


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (21, "chineseCounting", "二十一"),
        (10, "chineseLegalSimplified", "壹拾"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (4, "upperRoman", "IV"),
        (28, "lowerLetter", "bb"),
        (7, "decimalZero", "07"),
        (2, "ideographTraditional", "乙"),
    ],
)
def test_forms_of_numbers(number: int, form: str, text: str) -> None:
    assert written(number, form) == text


def test_numbers_beyond_their_form_are_not_written() -> None:
    with pytest.raises(Unwritable):
        written(21, "decimalEnclosedCircle")
