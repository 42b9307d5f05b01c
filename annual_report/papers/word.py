"""The report as a Word document with real headings and tables, which people can edit."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from typing import Any

from annual_report.grids import Grid
from annual_report.papers.contents import Contents
from foundation.correspondence.letters import in_words

#: Fonts that offices have installed; none is embedded.
TEXT_FONT, HEAD_FONT, TITLE_FONT = "仿宋", "黑体", "宋体"
#: The width of the type area in millimetres (GB/T 9704).
WIDTH = 156


def as_docx(contents: Contents) -> bytes:
    """Write a report as DOCX."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    _style(document)
    facts = document.core_properties
    facts.title, facts.author, facts.language = contents.title, contents.reporter, "zh-CN"
    facts.comments = facts.last_modified_by = ""
    moment = datetime.combine(contents.signed_on, time()) if contents.signed_on else datetime(2000, 1, 1)
    facts.created = facts.modified = moment

    title = document.add_heading(level=0)
    title.add_run(contents.title)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if contents.draft:
        document.add_paragraph("（送审稿，尚未签发）").alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in contents.opening:
        _paragraph(document, text)
    if contents.change_note:
        _paragraph(document, f"更正说明：{contents.change_note}")
    for head, parts in contents.sections:
        document.add_heading(head, level=1)
        for part in parts:
            if part.head:
                document.add_heading(part.head, level=2)
            for text in part.paragraphs:
                _paragraph(document, text)
            if part.table is not None:
                _table(document, part.table)
    day = contents.signed_on
    for text in (contents.reporter, in_words(day) if day else ""):
        if text:
            document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    note = document.add_paragraph(f"文字和数据的 SHA-256 摘要：{contents.digest}")
    note.runs[0].font.size = Pt(9)
    _folio(section)
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


def _style(document: Any) -> None:
    from docx.shared import Pt, RGBColor

    for name, font, size in (
        ("Normal", TEXT_FONT, 16),
        ("Title", TITLE_FONT, 22),
        ("Heading 1", HEAD_FONT, 16),
        ("Heading 2", TEXT_FONT, 16),
    ):
        style = document.styles[name]
        style.font.name, style.font.size = font, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.font.bold = name == "Heading 2"
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            if attribute.endswith("Theme"):
                del fonts.attrib[attribute]
        for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(_name(f"w:{kind}"), font)
        _language(style)
        style.paragraph_format.line_spacing = Pt(29)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    # Word's own style draws a line under the title, which official documents do not have.
    for border in list(document.styles["Title"].element.iter(_name("w:pBdr"))):
        border.getparent().remove(border)


def _language(style: Any) -> None:
    from docx.oxml import OxmlElement

    properties = style.element.get_or_add_rPr()
    for old in properties.findall(_name("w:lang")):
        properties.remove(old)
    language = OxmlElement("w:lang")
    language.set(_name("w:val"), "zh-CN")
    language.set(_name("w:eastAsia"), "zh-CN")
    properties.append(language)


def _name(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))


def _paragraph(document: Any, text: str) -> None:
    from docx.shared import Pt

    document.add_paragraph(text).paragraph_format.first_line_indent = Pt(32)


def _table(document: Any, grid: Grid) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Mm, Pt

    table = document.add_table(rows=len(grid.rows), cols=len(grid.widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, grid.shares, strict=True):
        column.width = Mm(WIDTH * width / 100)
    cells = [list(row.cells) for row in table.rows]
    for row, column, box in grid.positions():
        cell = cells[row][column]
        if box.across > 1 or box.down > 1:
            cell = cell.merge(cells[row + box.down - 1][column + box.across - 1])
        paragraph = cell.paragraphs[0]
        paragraph.text = box.text
        label = box.head and row >= grid.heads
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if label else WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.line_spacing = Pt(13)
        for run in paragraph.runs:
            run.font.size = Pt(9)
    for row in table.rows[: grid.heads]:
        # Repeated at the top of each page, and read as heads by screen readers.
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _folio(section: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement

    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(_name("w:instr"), "PAGE")
    foot._p.append(field)
    foot.add_run(" —")
