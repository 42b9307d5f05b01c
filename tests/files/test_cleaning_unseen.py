"""Places of office files that no reader sees, and visible things beside them that stay."""

# ruff: noqa: E501 – parts of files are written as they are

from __future__ import annotations

from collections.abc import Callable

import pytest

from foundation.files.cleaning import NotCleanable
from tests.files.cleaned import cleaned, holds, looked_into, workbook
from tests.files.hiding import CARD, NS, VND, A, link, part, pptx, said, xlsx
from tests.files.hiding import docx as word

Make = Callable[[], bytes]

WP = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'


def fld(code: str, mid: str = "", res: str = "", sepextra: str = "") -> str:
    """A field with more in its code, its result or its middle."""
    return f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText>{mid}</w:r><w:r><w:fldChar w:fldCharType="separate">{sepextra}</w:fldChar></w:r><w:r>{res}</w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'


def hdr(text: str) -> dict[str, tuple[str, str | bytes, str]]:
    return {
        "word/x/h1.xml": (f"{VND}.wordprocessingml.header+xml", f"<w:hdr {NS}>{said(text)}</w:hdr>", "header")
    }


def listed(level: int) -> str:
    return f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>'


UNSEEN: dict[str, tuple[str, Make]] = {
'delText outside': ('a.docx',lambda: word(f'<w:p><w:r><w:delText>{CARD}</w:delText></w:r></w:p>')),
'instrText stray': ('a.docx',lambda: word(f'<w:p><w:r><w:instrText>{CARD}</w:instrText></w:r></w:p>')),
'instrText in result': ('a.docx',lambda: word(fld('REF a',res=f'<w:instrText>{CARD}</w:instrText><w:t>1</w:t>'))),
't in code of PAGE': ('a.docx',lambda: word(fld('PAGE',mid=f'<w:t>{CARD}</w:t>'))),
'switch of PAGE': ('a.docx',lambda: word(fld(f'PAGE \\* {CARD}'))),
'result of PAGE': ('a.docx',lambda: word(fld('PAGE',res=f'<w:t>{CARD}</w:t>'))),
'simple PAGE result': ('a.docx',lambda: word(f'<w:p><w:fldSimple w:instr="PAGE"><w:r><w:t>{CARD}</w:t></w:r></w:fldSimple></w:p>')),
'listEntry at separate': ('a.docx',lambda: word(fld('PAGE',sepextra=f'<w:ffData><w:ddList><w:listEntry w:val="{CARD}"/></w:ddList></w:ffData>'))),
'listEntry stray': ('a.docx',lambda: word(f'<w:p><w:r><w:listEntry w:val="{CARD}"/></w:r></w:p>')),
'w:v stray': ('a.docx',lambda: word(f'<w:p><w:r><w:v>{CARD}</w:v></w:r></w:p>')),
'w:t in pPr': ('a.docx',lambda: word(f'<w:p><w:pPr><w:t>{CARD}</w:t></w:pPr></w:p>')),
'rect hidden': ('a.docx',lambda: word(f'<w:p><w:r><w:pict><v:rect style="visibility:hidden"><v:textbox><w:txbxContent>{said(CARD)}</w:txbxContent></v:textbox></v:rect></w:pict></w:r></w:p>')),
'vml style': ('a.docx',lambda: word(f'<w:p><w:r><w:pict><v:rect style="x-a:{CARD};width:1pt"/></w:pict></w:r></w:p>')),
'anchor hidden': ('a.docx',lambda: word(f'<w:p><w:r><w:drawing><wp:anchor {WP} hidden="1"><wp:docPr id="1" name="a"/><a:t>{CARD}</a:t></wp:anchor></w:drawing></w:r></w:p>')),
'default style vanish': ('a.docx',lambda: word(said(CARD),parts=part('styles','<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:rPr><w:vanish/></w:rPr></w:style>'))),
'note normal type': ('a.docx',lambda: word('',parts=part('footnotes',f'<w:footnote w:type="normal" w:id="7">{said(CARD)}</w:footnote>'))),
'first header unused': ('a.docx',lambda: word('<w:sectPr><w:headerReference w:type="first" r:id="p0"/></w:sectPr>',parts=hdr(CARD))),
'even header unused': ('a.docx',lambda: word('<w:sectPr><w:headerReference w:type="even" r:id="p0"/></w:sectPr>',parts=hdr(CARD))),
'level unused': ('a.docx',lambda: word(listed(0), parts=part('numbering', f'<w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:lvlText w:val="第%1条"/></w:lvl><w:lvl w:ilvl="5"><w:lvlText w:val="{CARD}"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="3"/></w:num>'))),
'vMerge cell': ('a.docx',lambda: word(f'<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{said("看得见")}</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>{said(CARD)}</w:tc></w:tr></w:tbl>')),
'diagram sample': ('a.docx',lambda: word('<w:p><w:r><w:drawing><dgm:relIds xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" r:lo="p0"/></w:drawing></w:r></w:p>',parts={'word/d/l.xml':(f'{VND}.drawingml.diagramLayout+xml',f'<dgm:layoutDef xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" {A}><dgm:sampData><dgm:dataModel><dgm:ptLst><dgm:pt modelId="0"><dgm:t><a:p><a:r><a:t>{CARD}</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel></dgm:sampData></dgm:layoutDef>','diagramLayout')})),
'link location': ('a.xlsx',lambda: xlsx(sheet=f'<hyperlinks><hyperlink ref="A1" location="汇总!n{CARD}"/></hyperlinks>')),
'merged covered': ('a.xlsx',lambda: xlsx(f'<row r="2"><c r="A2" t="str"><v>甲</v></c><c r="B2" t="str"><v>{CARD}</v></c></row>',sheet='<mergeCells><mergeCell ref="A2:B2"/></mergeCells>')),
'row ht 0.0': ('a.xlsx',lambda: xlsx(f'<row r="2" ht="0.0" customHeight="1"><c r="A2" t="str"><v>{CARD}</v></c></row>')),
'col width 0.0': ('a.xlsx',lambda: xlsx(f'<row r="2"><c r="B2" t="str"><v>{CARD}</v></c></row>',before='<cols><col min="2" max="2" width="0.0"/></cols>')),
'even header xlsx': ('a.xlsx',lambda: xlsx(sheet=f'<headerFooter><evenHeader>{CARD}</evenHeader><firstHeader>{CARD}</firstHeader></headerFooter>')),
'font in header xlsx': ('a.xlsx',lambda: xlsx(sheet=f'<headerFooter><oddHeader>&amp;"{CARD},Regular"好</oddHeader></headerFooter>')),
'is beside s': ('a.xlsx',lambda: xlsx(f'<row r="2"><c r="A2" t="s"><v>0</v><is><t>{CARD}</t></is></c></row>',strings='<si><t>x</t></si>')),
'two v': ('a.xlsx',lambda: xlsx(f'<row r="2"><c r="A2" t="str"><v>a</v><v>{CARD}</v></c></row>')),
'two is': ('a.xlsx',lambda: xlsx(f'<row r="2"><c r="A2" t="inlineStr"><is><t>a</t></is><is><t>{CARD}</t></is></c></row>')),
'format ""': ('a.xlsx',lambda: workbook(lambda b,s: s.write(1,0,CARD,b.add_format({"num_format":'"";"";"";""'})))),
'format [White];;;': ('a.xlsx',lambda: workbook(lambda b,s: s.write(1,0,CARD,b.add_format({"num_format":'[White];;;'})))),
'format text sect': ('a.xlsx',lambda: workbook(lambda b,s: s.write_column(1,0,[CARD],b.add_format({"num_format":'0;0;0;'})))),
'row without r c': ('a.xlsx',lambda: xlsx(f'<row r="2" hidden="1"><c t="str"><v>{CARD}</v></c></row>')),
'cell text direct': ('a.xlsx',lambda: xlsx(f'<row r="2"><c r="A2" t="str"><t>{CARD}</t><v>1</v></c></row>')),
'pptx hMerge': ('a.pptx',lambda: pptx(f'<a:tbl><a:tr h="1"><a:tc gridSpan="2"><a:txBody><a:p><a:r><a:t>a</a:t></a:r></a:p></a:txBody></a:tc><a:tc hMerge="1"><a:txBody><a:p><a:r><a:t>{CARD}</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl>')),
'pptx slidenum': ('a.pptx',lambda: pptx(f'<a:p><a:fld id="x" type="slidenum"><a:t>{CARD}</a:t></a:fld></a:p>')),
}  # fmt: skip


@pytest.mark.clause("SR-4")
@pytest.mark.parametrize("place", UNSEEN)
def test_what_is_drawn_nowhere_is_not_in_the_copy(place: str) -> None:
    name, make = UNSEEN[place]
    content = make()
    assert holds(content, CARD)
    copy = cleaned(content, name)
    assert not holds(copy.content, CARD)
    assert cleaned(content, name) == copy
    looked_into(copy.content, name)


def test_headers_of_pages_that_are_there_stay() -> None:
    inner = (
        '<w:sectPr><w:headerReference w:type="first" r:id="p0"/></w:sectPr><w:sectPr><w:titlePg/></w:sectPr>'
    )
    assert "页眉" in looked_into(cleaned(word(inner, parts=hdr("页眉")), "a.docx").content, "a.docx").text


def test_words_that_a_run_shows_against_its_style_are_not_hidden_by_it() -> None:
    styles = '<w:style w:styleId="a"><w:name w:val="a"/><w:rPr><w:vanish/></w:rPr></w:style>'
    run = '<w:p><w:r><w:rPr><w:rStyle w:val="a"/><w:vanish w:val="0"/></w:rPr><w:t>看得见</w:t></w:r></w:p>'
    copy = cleaned(word(run, parts=part("styles", styles)), "a.docx").content
    assert "看得见" in looked_into(copy, "a.docx").text
    assert not holds(copy, "w:vanish")


def test_a_title_over_a_hidden_column_stays() -> None:
    """Merged with the columns beside it, a hidden one still shows its words there."""
    content = workbook(
        lambda book, sheet: (
            sheet.merge_range(2, 0, 2, 3, "春耕补贴汇总"),
            sheet.write(3, 0, CARD),
            sheet.set_column(0, 0, None, None, {"hidden": True}),
        )
    )
    copy = cleaned(content, "a.xlsx").content
    assert holds(copy, "春耕补贴汇总")
    assert holds(copy, 'ref="A3:D3"')
    assert not holds(copy, CARD)


def test_the_name_of_a_trend_stays() -> None:
    def fill(book: object, sheet: object) -> None:
        sheet.write_column(0, 0, [1, 2, 3])  # type: ignore[attr-defined]
        chart = book.add_chart({"type": "line"})  # type: ignore[attr-defined]
        chart.add_series({"values": "=汇总!$A$1:$A$3", "trendline": {"type": "linear", "name": "趋势"}})
        sheet.insert_chart("D4", chart)  # type: ignore[attr-defined]

    assert holds(cleaned(workbook(fill), "a.xlsx").content, "趋势")


MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
MORE: dict[str, Make] = {
    "link around hidden words": lambda: word('<w:p><w:hyperlink r:id="x1"><w:r><w:rPr><w:vanish/></w:rPr><w:t>a</w:t></w:r></w:hyperlink></w:p>', links=link(f"https://example.cn/?{CARD}")),
    "room in a formula": lambda: word(f'<w:p><m:oMath {MATH}><m:phant><m:phantPr><m:show m:val="0"/></m:phantPr><m:e><m:r><m:t>{CARD}</m:t></m:r></m:e></m:phant></m:oMath></w:p>'),
}  # fmt: skip


@pytest.mark.clause("SR-4")
@pytest.mark.parametrize("place", MORE)
def test_links_and_formulas_that_show_nothing_say_nothing(place: str) -> None:
    assert not holds(cleaned(MORE[place](), "a.docx").content, CARD)


@pytest.mark.parametrize("number", ["x", "30000000"])
def test_a_chart_with_impossible_points_has_no_copy(number: str) -> None:
    c = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    levels = f'<c:multiLvlStrRef><c:multiLvlStrCache><c:lvl><c:pt idx="{number}"><c:v>a</c:v></c:pt></c:lvl></c:multiLvlStrCache></c:multiLvlStrRef>'
    chart = f"<c:chartSpace {c}><c:cat>{levels}</c:cat></c:chartSpace>"
    content = word(
        f'<w:p><w:r><w:drawing><c:chart {c} r:id="p0"/></w:drawing></w:r></w:p>',
        parts={"word/c/c.xml": (f"{VND}.drawingml.chart+xml", chart, "chart")},
    )
    with pytest.raises(NotCleanable):
        cleaned(content, "a.docx")
