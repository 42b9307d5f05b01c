"""Nothing of a file is lost silently: each character stands in header, title or body, or in what the clerk is told."""

from __future__ import annotations

import io
import itertools
import unicodedata
from collections import Counter
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import example, given, settings
from hypothesis import strategies as st

from disclosure import importing, word_documents
from disclosure.importing import Imported, ImportRefused, read_docx, read_portal_page
from tests.disclosure.test_old_pages import AROUND, BODY, SHAPES, TITLE
from tests.disclosure.test_word_import import (
    BEGIN,
    END,
    OLD_SHAPE,
    RUBY,
    SEPARATE,
    TWICE,
    UNFILLED,
    add,
    footnotes,
    run,
    words,
)
from tests.disclosure.test_word_numbering import item, numbered

#: Shapes of a paragraph; {} is where words go that no other paragraph has.
KINDS = {
    "plain": words("{}"),
    "hidden": words("甲") + words("{}", "<w:vanish/>"),
    "struck": words("{}", "<w:dstrike/>"),
    "raised": words("甲") + words("{}", '<w:vertAlign w:val="superscript"/>'),
    "old box": run(OLD_SHAPE.replace("举报电话0478-5220000", "{}")),
    "box twice": run(TWICE.replace("举报电话0478-5220000", "{}")),
    "box of one copy": run(
        TWICE.replace("举报电话0478-5220000", "", 1).replace("举报电话0478-5220000", "{}")
    ),
    "prompt": words("甲") + UNFILLED.format(words("{}")),
    "control": "<w:sdt><w:sdtPr/><w:sdtContent>" + words("{}") + "</w:sdtContent></w:sdt>",
    "ruby": run(RUBY.replace("han", "{}")),
    "field": run(BEGIN) + run("<w:instrText>REF</w:instrText>") + run(SEPARATE) + words("{}") + run(END),
    "code": words("甲") + run(BEGIN) + words("{}") + run(END),
    "open field": run(BEGIN) + words("{}"),
    "formula": "<m:oMath><m:f><m:num><m:r><m:t>{}</m:t></m:r></m:num><m:den/></m:f></m:oMath>",
    "sign": words("{}", '<w:rFonts w:ascii="方正"/>'),
    "inserted": "<w:ins>" + words("{}") + "</w:ins>",
    "link": '<w:hyperlink w:anchor="x">' + words("{}") + "</w:hyperlink>",
    "unknown": "<w:neverHeard>" + words("{}") + "</w:neverHeard>",
    "property": "<w:pPr><w:rPr>" + "<w:t>{}</w:t>" + "</w:rPr></w:pPr>",
    "note": words("甲") + run('<w:footnoteReference w:id="2"/>') + words("{}"),
}
PLACES = ("body", "table", "nested", "covered", "hidden row", "frame", "numbered", "control around")


def place(document: Any, where: str, elements: str) -> None:
    """Put a paragraph somewhere into the document."""
    if where == "body":
        wrapped(document, elements)
    elif where == "numbered":
        item(document, "号")
        wrapped(document, elements)
    elif where == "control around":
        paragraph = wrapped(document, elements)
        control = docx.oxml.OxmlElement("w:sdt")
        content = docx.oxml.OxmlElement("w:sdtContent")
        paragraph.addprevious(control)
        control.append(content)
        content.append(paragraph)
    else:
        in_table(document, where, elements)


def wrapped(document: Any, elements: str) -> Any:
    add(document, f"<w:smartTag>{elements}</w:smartTag>")
    return document.paragraphs[-1]._p


def in_table(document: Any, where: str, elements: str) -> None:
    paragraph = wrapped(document, elements)
    columns = 1 if where == "frame" else 2
    table = document.add_table(rows=2, cols=columns)
    table.cell(0, 0).text = "头"
    cell = table.cell(1, 0)
    if where == "nested":
        cell = cell.add_table(rows=1, cols=2).cell(0, 1)
    cell._tc.append(paragraph)
    if where == "covered":
        for row, value in ((0, "restart"), (1, "continue")):
            merged = docx.oxml.OxmlElement("w:vMerge")
            merged.set(qn("w:val"), value)
            table.cell(row, 0)._tc.get_or_add_tcPr().append(merged)
    if where == "hidden row":
        table.rows[1]._tr.get_or_add_trPr().append(docx.oxml.OxmlElement("w:hidden"))


def everything(found: Imported) -> str:
    told = (oddity.message for oddity in found.oddities)
    return unicodedata.normalize("NFKC", "\n".join((found.title, found.header, found.body, *told)))


def document_of(pieces: list[tuple[str, str]]) -> tuple[Any, list[str]]:
    document = docx.Document()
    document.add_paragraph("关于防火的通知").alignment = 1
    numbered(document, "chineseCounting 第%1条")
    said = []
    for n, (kind, where) in enumerate(pieces):
        said.append(f"字{n}末")
        place(document, where, KINDS[kind].replace("{}", said[-1]))
    document.add_paragraph("末段。")
    footnotes(document, "注文")
    return document, said


def missing(document: Any, said: list[str]) -> list[str]:
    kept = io.BytesIO()
    document.save(kept)
    try:
        found = everything(read_docx(kept.getvalue(), "通知.docx"))
    except ImportRefused:
        return []  # as every upload: a field within the name of another may be any field
    characters = Counter(
        char for text in document.element.body.iter(qn("w:t")) for char in (text.text or "") if char.strip()
    )
    lost = [char for char in characters if unicodedata.normalize("NFKC", char) not in found]
    return [*lost, *(words for words in said if words not in found)]


@pytest.mark.parametrize(("kind", "where"), list(itertools.product(KINDS, PLACES)))
def test_each_kind_in_each_place(kind: str, where: str) -> None:
    assert missing(*document_of([(kind, where)])) == []


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(list(KINDS)), st.sampled_from(PLACES)), min_size=1, max_size=12))
def test_no_word_of_a_document_is_lost(pieces: list[tuple[str, str]]) -> None:
    assert missing(*document_of(pieces)) == []


def test_a_reader_that_forgot_something_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_documents, "unread", lambda _body: ())
    assert "字0末" in missing(*document_of([("property", "body")]))


LINES = st.sampled_from(
    [line for shape in SHAPES.values() for line in shape.split("\n")]
    + AROUND
    + BODY.split("\n")
    + [
        TITLE,
        "五原县人民政府",
        "",
        "  ",
        "&nbsp;",
        "\u200b",
        "<p>",
        "打印",
        "附件",
        "索引号",
        "文号：",
        "名称 | 数量",
        "2024-02-26",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=14))
@example(["第一条 为做好春耕备耕工作，制定本制度。", "索引号：", "&nbsp;", "2024-02-20"])
def test_no_line_of_a_page_is_lost(lines: list[str]) -> None:
    try:
        found = read_portal_page("\n".join(lines).encode(), "页面.txt")
    except importing.ImportRefused:
        return
    kept = Counter(line.strip() for line in f"{found.header}\n{found.body}".split("\n"))
    kept[found.title] += len(lines)
    for line, times in Counter(line.strip() for line in lines if line.strip()).items():
        assert kept[line] >= times
