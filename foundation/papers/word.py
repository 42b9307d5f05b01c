"""Word documents in the layout of official documents (GB/T 9704), with real headings and tables, which people can edit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, Literal, NamedTuple

#: Fonts that offices have installed; none is embedded.
TEXT_FONT, HEAD_FONT, TITLE_FONT = "仿宋", "黑体", "宋体"
#: The width of the type area in millimetres (GB/T 9704).
WIDTH = 156

Side = Literal["left", "center", "right"]


class Placed(NamedTuple):
    """A cell of a table: where it begins, how far it reaches, how its words stand."""

    row: int
    column: int
    text: str
    down: int = 1
    across: int = 1
    side: Side = "center"


class WordPaper:
    """A document that is written from the top down. python-docx loads with the first one."""

    def __init__(self, title: str, author: str, moment: datetime) -> None:
        from docx import Document
        from docx.shared import Mm

        self._document: Any = Document()
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        _style(self._document)
        _folio(section)
        facts = self._document.core_properties
        facts.title, facts.author, facts.language = title, author, "zh-CN"
        facts.comments = facts.last_modified_by = ""
        facts.created = facts.modified = moment
        self.standing(title, "center", self._document.add_heading(level=0))

    def heading(self, text: str, level: int) -> None:
        """A heading, from level 1 on."""
        self._document.add_heading(text, level=level)

    def paragraph(self, text: str) -> None:
        """A paragraph, its first line indented by two characters."""
        from docx.shared import Pt

        self._document.add_paragraph(text).paragraph_format.first_line_indent = Pt(32)

    def standing(self, text: str, side: Side, paragraph: Any = None) -> None:
        """A line that stands on a side, without indentation."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        paragraph = paragraph or self._document.add_paragraph()
        paragraph.add_run(text)
        paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, side.upper())

    def picture(self, content: bytes, alt: str) -> None:
        """A picture as wide as the text at most, with what it shows below it and for those who cannot see it."""
        from docx.shared import Mm

        shape = self._document.add_picture(BytesIO(_for_word(content)))
        if shape.width > Mm(WIDTH):
            shape.height, shape.width = round(shape.height * Mm(WIDTH) / shape.width), Mm(WIDTH)
        shape._inline.docPr.set("descr", alt)
        if alt:
            self.standing(alt, "center")

    def note(self, text: str) -> None:
        """A line in small type."""
        from docx.shared import Pt

        self._document.add_paragraph(text).runs[0].font.size = Pt(9)

    def table(self, rows: int, shares: Sequence[float], cells: Iterable[Placed], *, heads: int) -> None:
        """A table of so many rows, its columns wide by their shares of a hundred; the first `heads` rows are its head."""
        from docx.enum.table import WD_TABLE_ALIGNMENT
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml import OxmlElement
        from docx.shared import Mm, Pt

        table = self._document.add_table(rows=rows, cols=len(shares), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for column, width in zip(table.columns, shares, strict=True):
            column.width = Mm(WIDTH * width / 100)
        boxes = [list(row.cells) for row in table.rows]
        for placed in cells:
            box = boxes[placed.row][placed.column]
            if placed.across > 1 or placed.down > 1:
                last = boxes[placed.row + placed.down - 1][placed.column + placed.across - 1]
                box = box.merge(last)
            paragraph = box.paragraphs[0]
            paragraph.text = placed.text
            paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, placed.side.upper())
            paragraph.paragraph_format.line_spacing = Pt(13)
            for run in paragraph.runs:
                run.font.size = Pt(9)
        for row in table.rows[:heads]:
            # Repeated at the top of each page, and read as heads by screen readers.
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for row in table.rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))

    def content(self) -> bytes:
        """The file."""
        kept = BytesIO()
        self._document.save(kept)
        return kept.getvalue()


def _for_word(content: bytes) -> bytes:
    """A picture that python-docx knows by its first bytes: it takes no JPEG that lacks the head of JFIF or Exif."""
    from PIL import Image

    with Image.open(BytesIO(content)) as image:
        if image.format != "JPEG" or content[6:10] in (b"JFIF", b"Exif"):
            return content
        made = BytesIO()
        image.convert("RGB").save(made, "JPEG", quality=92)
        return made.getvalue()


def _style(document: Any) -> None:
    from docx.shared import Pt, RGBColor

    for name, font, size in (
        ("Normal", TEXT_FONT, 16),
        ("Title", TITLE_FONT, 22),
        ("Heading 1", HEAD_FONT, 16),
        ("Heading 2", TEXT_FONT, 16),
        ("Heading 3", TEXT_FONT, 16),
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
