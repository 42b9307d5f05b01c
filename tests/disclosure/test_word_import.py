"""What a Word document says and the importer leaves out, or shows though Word hides it, without a word to the clerk."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from disclosure.importing import Imported, read_docx, read_portal_page

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def read(change: Callable[[Any], Any]) -> Imported:
    document, kept = docx.Document(), io.BytesIO()
    document.add_paragraph("关于做好秋季防火工作的通知").alignment = 1
    document.add_paragraph("各镇人民政府：")
    change(document)
    document.save(kept)
    return read_docx(kept.getvalue(), "通知.docx")


def told(found: Imported) -> bool:
    """Whether the clerk is told of anything but the header that Word documents do not have."""
    return any(oddity.kind not in ("no_header", "blank_field") for oddity in found.oddities)


def add(document: Any, before: str, inner: str, more: str = "") -> None:
    document.add_paragraph(before)._p.append(parse_xml(f"<w:r {WORD} {more}>{inner}</w:r>"))


def box(document: Any) -> None:
    more = 'xmlns:v="urn:schemas-microsoft-com:vml"'
    inner = "<w:txbxContent><w:p><w:r><w:t>举报电话0478-5220000</w:t></w:r></w:p></w:txbxContent>"
    add(document, "联系方式见框", f"<w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict>", more)


def footer(document: Any) -> None:
    document.add_paragraph("正文一段。")
    document.sections[0].footer.paragraphs[0].text = "抄送：县财政局"


def note(document: Any) -> None:
    add(document, "补贴每亩100元", '<w:footnoteReference w:id="2"/>')
    text = f'<w:footnotes {WORD}><w:footnote w:id="2"><w:p><w:r><w:t>以实际面积为准</w:t></w:r></w:p></w:footnote></w:footnotes>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, text.encode(), document.part.package)
    document.part.relate_to(part, NOTES)


def formula(document: Any) -> None:
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    document.add_paragraph("标准")._p.append(
        parse_xml(f"<m:oMath {math}><m:r><m:t>S=a×b</m:t></m:r></m:oMath>")
    )


LEFT_OUT = {
    "text box": (box, "举报电话"),
    "footnote": (note, "以实际面积为准"),
}


@pytest.mark.parametrize("what", LEFT_OUT)
def test_what_is_left_out_is_told(what: str) -> None:
    change, words = LEFT_OUT[what]
    found = read(change)
    assert words in found.body or told(found)


def test_a_hyphen_that_does_not_break_is_a_hyphen() -> None:
    found = read(
        lambda d: add(
            d, "电话0478", "<w:noBreakHyphen/><w:t>5220000，2024</w:t><w:noBreakHyphen/><w:t>2025年</w:t>"
        )
    )
    assert "0478-5220000，2024-2025年" in found.body.replace("\u2011", "-")


def test_hidden_text_is_not_imported_unseen() -> None:
    def change(document: Any) -> None:
        paragraph = document.add_paragraph("请于十月底前报送。")
        paragraph.add_run("（联系人测试甲，暂不外传）").font.hidden = True

    found = read(change)
    assert "暂不外传" not in found.body or told(found)


# Pages of old portals, saved as text


def test_two_labels_on_one_line_without_bars() -> None:
    page = "索 引 号: wy-nmj/2024-00012    主题分类: 农业\n发布机构: 农牧局    发布日期: 2024-02-26\n春耕制度\n第一条 为做好春耕。"
    found = read_portal_page(page.encode(), "页面.txt")
    assert (found.index_number, found.publisher, str(found.published_on)) == (
        "wy-nmj/2024-00012",
        "农牧局",
        "2024-02-26",
    )
