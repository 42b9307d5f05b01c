"""Of every place in which something can be hidden nothing is left in the cleaned copy, and what is seen stays as it was."""

# ruff: noqa: E501 – parts of files are written as they are

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import docx
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, EncodedStreamObject, NameObject, StreamObject

from foundation.files import pdf_reader
from foundation.files.cleaning import Cleaned, NotCleanable, clean
from foundation.files.inspection import Inspection, inspect
from foundation.files.kinds import DOCX, JPEG, OFD, PDF, PNG, PPTX, XLSX
from foundation.files.outside import Helpers
from foundation.files.telling import metadata_text, taken_out
from foundation.files.workbook import read_sheets
from foundation.privacy.detectors import Kind, detect
from tests.files import samples
from tests.files.hiding import (
    CARD,
    HEAD,
    NS,
    TAIL,
    VND,
    annotated,
    container,
    d,
    drawing,
    form,
    image,
    part,
    pdf,
    pptx,
    revised,
    rooted,
    said,
    slide_part,
    stream,
    value_of,
    xlsx,
)
from tests.files.hiding import (
    docx as word,
)
from tests.files.test_hiding_places import FOUND, MC, NOTES, hidden_layer, photograph, pictured

Make = Callable[[], bytes]
KINDS = {"docx": DOCX, "xlsx": XLSX, "pptx": PPTX, "pdf": PDF, "ofd": OFD, "jpg": JPEG, "png": PNG}
#: Places that whoever opens the file sees: what stands there stays, and is found in the copy.
SEEN = {
    *(
        f"docx: {place}"
        for place in (
            "body",
            "split over runs",
            "with soft hyphens",
            "with zero-width spaces",
            "full-width digits",
            "around a text box",
            "one cell a digit",
            "around a deletion",
            "split by a soft hyphen mark",
            "split by a no-break hyphen",
            "digits as symbols",
            "main part of another name",
            "main part with blanks in its name",
            "strict relationships",
            "text box",
            "word art",
            "fallback for old programs",
            "ruby",
        )
    ),
    *(
        f"xlsx: {place}"
        for place in (
            "cell",
            "shared string",
            "shared string in pieces",
            "inline string in pieces",
            "one digit a cell",
            "header",
            "header in pieces",
        )
    ),
    *(f"pptx: {place}" for place in ("slide", "slide in pieces")),
    *(
        f"pdf: {place}"
        for place in ("page", "stamp", "appearance without a type", "link", "one digit a step")
    ),
}
#: Places of which no copy is made, and a word of why.
NO_COPY = {
    "xlsx: formula in pieces": "公式",
    "xlsx: number in a formula": "公式",
    "pptx: hidden slide": "幻灯片",
    "pdf: signature": "数字签名",
    "pdf: holder of a certificate": "数字签名",
    **{str(case.id): "OFD" for case in FOUND if str(case.id).startswith("ofd")},
}


def cleaned(content: bytes, name: str) -> Cleaned:
    return clean(content, KINDS[name.rpartition(".")[2]].media_type)


def looked_into(content: bytes, name: str) -> Inspection:
    """As `inspect`, without a process for every PDF."""
    if not name.endswith(".pdf"):
        return inspect(content, name)
    found = pdf_reader.read(content)
    return Inspection(name, PDF.media_type, found["text"], found["metadata"])


def everything_in(content: bytes) -> Iterator[bytes]:
    """The bytes of a file, and of each of its parts and streams inflated."""
    yield content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as whole:
            for name in whole.namelist():
                yield name.encode()
                yield whole.read(name)
    elif content.startswith(b"%PDF"):
        reader = PdfReader(io.BytesIO(content))
        for number in range(1, int(reader.trailer["/Size"])):
            value = reader.get_object(number)
            if isinstance(value, StreamObject):
                yield value._data if "/DCTDecode" in str(value.get("/Filter")) else value.get_data()


def holds(content: bytes, text: str) -> bool:
    sought = [text.encode(), text.encode("utf-16-be"), text.encode("utf-16-le"), text.encode().hex().encode()]
    return any(form in piece for piece in everything_in(content) for form in sought)


def told_of(found: Inspection) -> str:
    return f"{found.text}\n{metadata_text(found.metadata)}"


def says_the_number(found: Inspection) -> bool:
    return Kind.IDENTITY_CARD in {hit.kind for hit in detect(told_of(found))}


@pytest.mark.clause("SR-4")
@pytest.mark.parametrize(("name", "make"), FOUND)
def test_nothing_that_is_hidden_is_left_in_the_copy(
    name: str, make: Make, request: pytest.FixtureRequest
) -> None:
    place, content = request.node.callspec.id, make()
    if place in NO_COPY:
        with pytest.raises(NotCleanable) as refused:
            cleaned(content, name)
        assert NO_COPY[place] in refused.value.why
        assert refused.value.why.endswith("。")
        return
    copy = cleaned(content, name)
    assert cleaned(content, name) == copy, "equal files have equal copies"
    before, after = looked_into(content, name), looked_into(copy.content, name)
    if place in SEEN:
        assert says_the_number(after)
    else:
        assert not holds(copy.content, CARD)
        assert not says_the_number(after)
    # A copy has nothing that its original has not.
    assert set(after.metadata) <= set(before.metadata)
    known = told_of(before)
    assert all(word in known for word in after.text.split())


def hidden_word(rest: str) -> bytes:
    styles = '<w:style w:styleId="a"><w:name w:val="a"/><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="b"><w:name w:val="b"/><w:basedOn w:val="a"/></w:style>'
    return word(rest, parts=part("styles", styles))


def shown_drawing(inner: str, attributes: str = "") -> str:
    wp = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    return f'<w:p><w:r><w:drawing><wp:inline {wp}><wp:docPr id="1" name="图片 1" {attributes}/>{inner}</wp:inline></w:drawing></w:r></w:p>'


def chosen(choice: str, fallback: str) -> str:
    wps = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    return f'<w:p><w:r><mc:AlternateContent xmlns:mc="{MC}" {wps}><mc:Choice Requires="wps"><w:t>{choice}</w:t></mc:Choice><mc:Fallback><w:t>{fallback}</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>'


def charted() -> bytes:
    """A chart whose last shown values still have those of a row that was hidden since."""
    return workbook(
        lambda book, sheet: (
            sheet.write_column(0, 0, ["甲", CARD]),
            sheet.write_column(0, 1, [1, 2]),
            sheet.set_row(1, None, None, {"hidden": True}),
            chart_of(book, sheet),
        )
    )


def chart_of(book: Any, sheet: Any) -> None:
    made = book.add_chart({"type": "column"})
    made.add_series({"categories": "=汇总!$A$1:$A$2", "values": "=汇总!$B$1:$B$2"})
    sheet.insert_chart("D4", made)


def workbook(fill: Callable[[Any, Any], Any]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("汇总")
    sheet.write(0, 4, "村")
    fill(book, sheet)
    book.close()
    return target.getvalue()


def layered(member: Callable[[Any, Any], Any]) -> Callable[[Any, Any], None]:
    """A page that draws the number on a layer that is off."""

    def change(writer: Any, page: Any) -> None:
        layers = hidden_layer(writer)
        writer._root_object[NameObject("/OCProperties")] = layers
        page["/Resources"][NameObject("/Properties")] = d(
            M0=member(writer, layers["/OCGs"][0].indirect_reference if False else layers["/OCGs"][0])
        )
        drawing(f"/OC /M0 BDC BT /F1 9 Tf ({CARD}) Tj ET EMC BT /F1 12 Tf 20 200 Td (Spring) Tj ET")(
            writer, page
        )

    return change


def profiled(writer: Any, page: Any) -> None:
    """A picture in colours of a profile that has words of its own."""
    pictured(writer, page)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + CARD.encode()
    colours = ArrayObject([NameObject("/ICCBased"), writer._add_object(stream(profile, N=value_of(3)))])
    page["/Resources"]["/XObject"]["/Im0"][NameObject("/ColorSpace")] = colours
    drawing("q 300 0 0 300 0 0 cm /Im0 Do Q BT /F1 12 Tf (Spring) Tj ET")(writer, page)


def longer_than_its_rows(writer: Any, page: Any) -> None:
    pictured(writer, page)
    page["/Resources"]["/XObject"]["/Im0"].set_data(b"\0\0\0" + CARD.encode())
    drawing("q 300 0 0 300 0 0 cm /Im0 Do Q BT /F1 12 Tf (Spring) Tj ET")(writer, page)


def taken(writer: Any, page: Any) -> None:
    photograph(writer, page, image("JPEG", comment=CARD, exif={0x010F: CARD}, place=True))
    drawing("q 300 0 0 300 0 0 cm /Im0 Do Q BT /F1 12 Tf (Spring) Tj ET")(writer, page)


def remarked_table(writer: Any, page: Any) -> None:
    table = f"% {CARD}\nbegincmap\n1 beginbfchar\n<53> <0053>\nendbfchar\nendcmap"
    page["/Resources"]["/Font"]["/F1"][NameObject("/ToUnicode")] = writer._add_object(stream(table))


#: More places, each with what stays.
MORE: dict[str, tuple[str, Make, str]] = {
    "hidden by a style": ("a.docx", lambda: hidden_word(f'<w:p><w:r><w:rPr><w:rStyle w:val="b"/></w:rPr><w:t>{CARD}</w:t></w:r><w:r><w:t>看得见</w:t></w:r></w:p>'), "看得见"),
    "hidden paragraph": ("a.docx", lambda: hidden_word(f'<w:p><w:pPr><w:pStyle w:val="b"/></w:pPr><w:r><w:t>{CARD}</w:t></w:r></w:p>'), "公开的话"),
    "shown although its style is hidden": ("a.docx", lambda: hidden_word('<w:p><w:r><w:rPr><w:rStyle w:val="b"/><w:vanish w:val="0"/></w:rPr><w:t>看得见</w:t></w:r></w:p>'), "看得见"),
    "hidden drawing": ("a.docx", lambda: word(shown_drawing(f"<a:t>{CARD}</a:t>", 'hidden="1"') + shown_drawing("<a:t>看得见</a:t>")), "看得见"),
    "hidden row of a table": ("a.docx", lambda: word(f"<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc>{said(CARD)}</w:tc></w:tr><w:tr><w:tc>{said('看得见')}</w:tc></w:tr></w:tbl>"), "看得见"),
    "deleted row of a table": ("a.docx", lambda: word(f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{said(CARD)}</w:tc></w:tr><w:tr><w:tc>{said('看得见')}</w:tc></w:tr></w:tbl>"), "看得见"),
    "for old programs": ("a.docx", lambda: word(chosen("看得见", CARD)), "看得见"),
    "format that was changed": ("a.docx", lambda: word(f'<w:p><w:pPr><w:pPrChange w:author="{CARD}"><w:pPr/></w:pPrChange></w:pPr><w:r><w:t>看得见</w:t></w:r></w:p>'), "看得见"),
    "who may change it": ("a.docx", lambda: word(f'<w:p><w:permStart w:id="1" w:ed="{CARD}"/><w:r><w:t>看得见</w:t></w:r></w:p>'), "看得见"),
    "identifier of a style": ("a.docx", lambda: word(f'<w:p><w:pPr><w:pStyle w:val="s{CARD}"/></w:pPr><w:r><w:t>看得见</w:t></w:r></w:p>', parts=part("styles", f'<w:style w:styleId="s{CARD}"><w:name w:val="正文"/></w:style>')), "看得见"),
    "words between tags": ("a.docx", lambda: word(f"<w:p>{CARD}<w:r>{CARD}<w:t>看得见</w:t>{CARD}</w:r></w:p>"), "看得见"),
    "unknown element": ("a.docx", lambda: word(f'<w:p><x:a xmlns:x="urn:x"><w:r><w:t>{CARD}</w:t></w:r></x:a><w:r><w:t>看得见</w:t></w:r></w:p>'), "看得见"),
    "choices of an old form": ("a.docx", lambda: word(f'<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="{CARD}"/><w:listEntry w:val="看得见"/></w:ddList></w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMDROPDOWN</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'), "看得见"),
    "format that shows nothing": ("a.xlsx", lambda: workbook(lambda b, s: s.write(1, 0, CARD, b.add_format({"num_format": ";;;"}))), "村"),
    "hidden column": ("a.xlsx", lambda: workbook(lambda b, s: (s.write(1, 0, CARD), s.set_column(0, 0, None, None, {"hidden": True}))), "村"),
    "row that a filter hides": ("a.xlsx", lambda: workbook(lambda b, s: (s.write(1, 0, CARD), s.autofilter(0, 0, 1, 0), s.set_row(1, None, None, {"hidden": True}))), "村"),
    "values of a chart in a hidden row": ("a.xlsx", charted, "村"),
    "formula behind a value": ("a.xlsx", lambda: workbook(lambda b, s: s.write_formula(1, 0, f'=IF(1=1,"好","{CARD}")', None, "好")), "好"),
    "remark of a cell": ("a.xlsx", lambda: workbook(lambda b, s: s.write_comment(1, 0, CARD)), "村"),
    "hint of a link": ("a.xlsx", lambda: workbook(lambda b, s: s.write_url(1, 0, "https://example.cn/", None, "看得见", CARD)), "看得见"),
    "head of a table": ("a.xlsx", lambda: workbook(lambda b, s: s.add_table(3, 0, 5, 1, {"name": f"n{CARD}", "columns": [{"header": "户"}, {"header": "人"}]})), "户"),
    "off layer": ("a.pdf", lambda: pdf(layered(lambda w, layer: layer)), "Spring"),
    "off layer by a rule": ("a.pdf", lambda: pdf(layered(lambda w, layer: d(Type="/OCMD", OCGs=[layer], P="/AllOn"))), "Spring"),
    "off layer by an expression": ("a.pdf", lambda: pdf(layered(lambda w, layer: d(Type="/OCMD", VE=["/And", layer]))), "Spring"),
    "invisible text": ("a.pdf", lambda: pdf(drawing(f"BT /F1 9 Tf 3 Tr ({CARD}) Tj ET BT /F1 12 Tf 0 Tr 20 200 Td (Spring) Tj ET")), "Spring"),
    "hidden stamp": ("a.pdf", lambda: pdf(lambda w, p: annotated(Subtype="/Stamp", F=2, AP=d(N=form(w)))(w, p)), "Spring"),
    "other state of a box": ("a.pdf", lambda: pdf(lambda w, p: annotated(Subtype="/Widget", FT="/Btn", AS="/Off", AP=d(N=DictionaryObject({NameObject("/On"): form(w)})))(w, p)), "Spring"),
    "profile of colours": ("a.pdf", lambda: pdf(profiled), "Spring"),
    "behind the rows of a picture": ("a.pdf", lambda: pdf(longer_than_its_rows), "Spring"),
    "what the camera wrote": ("a.pdf", lambda: pdf(taken), "Spring"),
    "table of characters": ("a.pdf", lambda: pdf(remarked_table), "Spring"),
    "earlier revision": ("a.pdf", lambda: revised(pdf(text=CARD)), "Autumn"),
    "master without a slide": ("a.pptx", lambda: pptx(parts=slide_part("sldMaster", CARD, "slideMaster")), "公开的话"),
    "action of a shape": ("a.pptx", lambda: pptx(f'<a:hlinkClick xmlns:r="r" action="ppaction://hlinkshowjump?jump={CARD}"/>'), "公开的话"),
}  # fmt: skip


@pytest.mark.clause("SR-4")
@pytest.mark.parametrize("place", MORE)
def test_more_places_are_emptied_and_what_is_beside_them_stays(place: str) -> None:
    name, make, stays = MORE[place]
    copy = cleaned(make(), name).content
    assert not holds(copy, CARD)
    found = looked_into(copy, name)
    assert stays in found.text
    assert CARD not in told_of(found)
    assert {
        "author",
        "last_modified_by",
        "company",
        "gps",
        "exif",
        "has_comments",
        "tracked_changes",
    }.isdisjoint(found.metadata)


@pytest.mark.clause("SR-4")
@pytest.mark.parametrize("note", NOTES)
def test_a_picture_keeps_its_pixels_alone(note: str) -> None:
    content = NOTES[note]()
    copy = clean(content, (PNG if content.startswith(b"\x89") else JPEG).media_type).content
    assert not holds(copy, CARD)
    assert "证件号".encode("gb18030") not in copy
    with Image.open(io.BytesIO(content)) as before, Image.open(io.BytesIO(copy)) as after:
        assert before.tobytes() == after.tobytes()
        assert not after.getexif()


def test_a_photograph_is_turned_upright_and_says_no_place() -> None:
    content = image("JPEG", exif={0x0112: 6, 0x013B: "Zhang"}, place=True)  # type: ignore[dict-item]
    copy = clean(content, JPEG.media_type).content
    with Image.open(io.BytesIO(copy)) as upright:
        assert upright.size == (6, 8)
    found = inspect(copy, "a.jpg").metadata
    assert {"gps", "exif", "author"}.isdisjoint(found)
    assert taken_out(inspect(content, "a.jpg").metadata, found) == [
        "作者",
        "图片的拍摄信息",
        "图片的拍摄地点",
    ]


UNCLEAN: dict[str, tuple[str, Make, str]] = {
    "OFD": ("a.ofd", lambda: samples.package({}), "PDF"),
    "redaction that was not applied": ("a.pdf", lambda: pdf(annotated(Subtype="/Redact")), "涂黑"),
    "form that no page draws": ("a.pdf", lambda: pdf(lambda w, p: (annotated(Subtype="/Widget", FT="/Tx", V="a")(w, p), rooted("/AcroForm", lambda w: d(NeedAppearances=value_of(True), Fields=[]))(w, p))), "表单"),
    "sound": ("a.pptx", lambda: pptx('<a:audioFile r:link="x9"/>', {"ppt/media/a.mp3": ("audio/mpeg", b"ID3\x04" + bytes(range(1, 200)), "audio")}, ""), "声音"),
    "drawing of Windows that is broken": ("a.docx", lambda: word(shown_drawing('<a:blip r:embed="p0"/>'), {"word/media/a.emf": ("image/x-emf", b"\x01\0\0\0" + bytes(36) + b" EMF" + b"\1" * 90, "image")}), "EMF"),
    "nothing is shown": ("a.xlsx", lambda: xlsx().replace(b"x", b"x"), ""),
}  # fmt: skip
del UNCLEAN["nothing is shown"], UNCLEAN["sound"]


@pytest.mark.parametrize("what", UNCLEAN)
def test_what_cannot_be_cleaned_is_told_in_a_sentence(what: str) -> None:
    name, make, says = UNCLEAN[what]
    with pytest.raises(NotCleanable) as refused:
        cleaned(make(), name)
    assert says in refused.value.why
    assert refused.value.why.endswith("。")


def notice() -> bytes:
    """A notice as clerks write them, with all that Word adds to it."""
    document = docx.Document()
    document.add_heading("关于做好春耕备耕工作的通知", 1)
    for n in range(12):
        document.add_paragraph(f"第{n}段：各镇农业办。", style="List Bullet" if n % 3 == 0 else None)
    table = document.add_table(rows=2, cols=2, style="Table Grid")
    table.cell(1, 1).text = "三百亩"
    document.add_picture(io.BytesIO(image("JPEG", exif={0x010F: "Camera"}, place=True)))
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.core_properties.author = "张三"
    document.add_comment(document.paragraphs[1].runs, text="请核", author="李四")
    return samples.saved(document)


@pytest.mark.clause("SR-4")
def test_a_word_file_opens_with_its_words_unchanged() -> None:
    content = notice()
    copy = cleaned(content, "a.docx").content
    before, after = docx.Document(io.BytesIO(content)), docx.Document(io.BytesIO(copy))
    assert [(p.text, p.style.name) for p in after.paragraphs] == [
        (p.text, p.style.name) for p in before.paragraphs
    ]
    assert after.tables[0].cell(1, 1).text == "三百亩"
    assert after.sections[0].header.paragraphs[0].text == "页眉"
    assert len(after.inline_shapes) == 1
    assert taken_out(inspect(content, "a.docx").metadata, inspect(copy, "a.docx").metadata) == [
        "作者", "备注", "批注和修订的作者", "批注", "图片的拍摄信息", "图片的拍摄地点",
    ]  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(st.text("甲乙丙丁 ab12，。①", max_size=6), max_size=4), min_size=1, max_size=4))
def test_whatever_stands_in_paragraphs_stays(paragraphs: list[list[str]]) -> None:
    runs = [
        "".join(f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' for text in texts)
        for texts in paragraphs
    ]
    content = word("".join(f"<w:p>{inner}</w:p>" for inner in runs))
    copy = cleaned(content, "a.docx").content
    texts = [p.text for p in docx.Document(io.BytesIO(copy)).paragraphs]
    assert texts == ["公开的话。", *("".join(texts) for texts in paragraphs)]


@pytest.mark.parametrize(
    ("inner", "reads"),
    [
        ("<w:p><w:r><w:t>甲</w:t></w:r><w:ins><w:r><w:t>乙</w:t></w:r></w:ins><w:del><w:r><w:delText>丙</w:delText></w:r></w:del></w:p>", ["甲乙"]),
        (f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>{said('乙')}", ["甲乙"]),
        ("<w:p><w:moveTo><w:r><w:t>甲</w:t></w:r></w:moveTo></w:p>", ["甲"]),
        (f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{said('甲')}</w:sdtContent></w:sdt>", ["甲"]),
        ('<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText> REF a </w:instrText><w:fldChar w:fldCharType="separate"/><w:t>甲</w:t><w:fldChar w:fldCharType="end"/><w:t>乙</w:t></w:r></w:p>', ["甲乙"]),
        ('<w:p><w:fldSimple w:instr=" DATE "><w:r><w:t>今天</w:t></w:r></w:fldSimple></w:p>', ["今天"]),
    ],
)  # fmt: skip
def test_what_a_reader_sees_of_changes_and_fields_stays(inner: str, reads: list[str]) -> None:
    copy = cleaned(word(inner), "a.docx").content
    assert [p.text for p in docx.Document(io.BytesIO(copy)).paragraphs][1:] == reads


def test_numbers_of_pages_are_still_counted_and_links_still_lead() -> None:
    page = '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText> PAGE \\* MERGEFORMAT </w:instrText><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    jump = '<w:p><w:hyperlink w:anchor="_Toc1"><w:r><w:t>一</w:t></w:r></w:hyperlink></w:p><w:p><w:bookmarkStart w:id="1" w:name="_Toc1"/><w:bookmarkEnd w:id="1"/></w:p>'
    web = '<w:p><w:hyperlink r:id="x1"><w:r><w:t>网页</w:t></w:r></w:hyperlink></w:p>'
    link = '<Relationship Id="x1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="https://example.cn/" TargetMode="External"/>'
    copy = cleaned(word(page + jump + web, links=link), "a.docx").content
    main = zipfile.ZipFile(io.BytesIO(copy)).read("word/document.xml").decode()
    assert "PAGE" in main
    assert 'w:anchor="_b1"' in main
    assert 'w:name="_b1"' in main
    assert inspect(copy, "a.docx").metadata["links"] == "https://example.cn/"


@pytest.mark.clause("SR-4")
def test_a_workbook_opens_with_its_values_unchanged() -> None:
    def fill(book: Any, sheet: Any) -> None:
        for n in range(1, 9):
            sheet.write_row(n, 0, [f"村{n}", n, n * 1.5])
        sheet.write_formula(9, 1, "=SUM(B2:B9)", None, 36)
        sheet.merge_range(10, 0, 10, 2, "合计")
        sheet.insert_image(12, 0, "a.png", {"image_data": io.BytesIO(image())})
        sheet.conditional_format("B2:B9", {"type": "3_color_scale"})
        sheet.set_header("&C页眉")
        sheet.print_area(0, 0, 10, 2)
        sheet.set_row(3, 20, book.add_format({"num_format": '0.0"万元"'}))

    content = workbook(fill)
    copy = cleaned(content, "a.xlsx").content
    [before], [after] = read_sheets(content, (99, 99)), read_sheets(copy, (99, 99))
    assert (after.name, after.rows, after.covered) == (before.name, before.rows, before.covered)
    parts = {
        n: zipfile.ZipFile(io.BytesIO(copy)).read(n).decode("latin-1")
        for n in zipfile.ZipFile(io.BytesIO(copy)).namelist()
    }
    assert "<f>" not in parts["xl/worksheets/sheet1.xml"]
    assert "_xlnm.Print_Area" in parts["xl/workbook.xml"]
    assert "colorScale" in parts["xl/worksheets/sheet1.xml"]
    assert not any(name.startswith("docProps") for name in parts)


def slides() -> bytes:
    """Three slides, the second of them hidden, on a master with a prompt and a line of its own."""
    p = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'

    def shape(text: str, more: str = "") -> str:
        return f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="标题 1"/><p:cNvSpPr/><p:nvPr>{more}</p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>'

    def rels(*links: tuple[str, str]) -> str:
        inner = "".join(
            f'<Relationship Id="r{n}" Type="http://x/{kind}" Target="/{to}"/>'
            for n, (kind, to) in enumerate(links, 1)
        )
        return f"<Relationships>{inner}</Relationships>"

    parts: dict[str, tuple[str, str | bytes, str]] = {
        f"ppt/s{n}.xml": (
            f"{VND}.presentationml.slide+xml",
            f"<p:sld {p} {'' if n != 2 else 'show=' + chr(34) + '0' + chr(34)}><p:cSld><p:spTree>{shape(text)}</p:spTree></p:cSld><p:timing/></p:sld>",
            "slide",
        )
        for n, text in ((1, "第一页"), (2, CARD), (3, "第三页"))
    }
    for n in (1, 2, 3):
        parts[f"ppt/_rels/s{n}.xml.rels"] = (
            "",
            rels(("slideLayout", "ppt/l.xml"), ("notesSlide", "ppt/n.xml")),
            "",
        )
    parts["ppt/l.xml"] = (
        f"{VND}.presentationml.slideLayout+xml",
        f"<p:sldLayout {p}><p:cSld><p:spTree>{shape(CARD, '<p:ph/>')}{shape('版式上的字')}</p:spTree></p:cSld></p:sldLayout>",
        "",
    )
    parts["ppt/_rels/l.xml.rels"] = ("", rels(("slideMaster", "ppt/m.xml")), "")
    parts["ppt/m.xml"] = (
        f"{VND}.presentationml.slideMaster+xml",
        f'<p:sldMaster {p}><p:cSld><p:spTree/></p:cSld><p:sldLayoutIdLst><p:sldLayoutId r:id="r1"/><p:sldLayoutId r:id="r2"/></p:sldLayoutIdLst></p:sldMaster>',
        "slideMaster",
    )
    parts["ppt/_rels/m.xml.rels"] = (
        "",
        rels(("slideLayout", "ppt/l.xml"), ("slideLayout", "ppt/l2.xml")),
        "",
    )
    parts["ppt/l2.xml"] = (
        f"{VND}.presentationml.slideLayout+xml",
        f"<p:sldLayout {p}><p:cSld><p:spTree>{shape(CARD)}</p:spTree></p:cSld></p:sldLayout>",
        "",
    )
    parts["ppt/n.xml"] = (
        f"{VND}.presentationml.notesSlide+xml",
        f"<p:notes {p}><a:t>{CARD}</a:t></p:notes>",
        "",
    )
    listed = "".join(f'<p:sldId id="{255 + n}" r:id="p{at}"/>' for n, at in ((1, 0), (2, 1), (3, 2)))
    main = f'<p:presentation {p}><p:sldMasterIdLst><p:sldMasterId r:id="p8"/></p:sldMasterIdLst><p:sldIdLst>{listed}</p:sldIdLst><p:custShowLst>{CARD}</p:custShowLst></p:presentation>'
    return container("pptx", main, parts)


@pytest.mark.clause("SR-4")
def test_a_presentation_keeps_the_slides_that_are_shown() -> None:
    copy = cleaned(slides(), "a.pptx")
    found = inspect(copy.content, "a.pptx")
    assert found.text.split() == ["第一页", "第三页"]
    assert not holds(copy.content, CARD)
    assert copy.removed == ["隐藏的幻灯片", "动画和切换"]
    names = zipfile.ZipFile(io.BytesIO(copy.content)).namelist()
    assert [n for n in names if "slideLayout" in n and "_rels" not in n] == [
        "ppt/slideLayouts/slideLayout1.xml"
    ]
    assert "版式上的字" in metadata_text(found.metadata)


def printed() -> bytes:
    """A PDF with headings, a table, links and a picture, as typesetters write it."""
    from weasyprint import HTML

    page = "<html lang=zh><title>秘密</title><h1>关于春耕的通知</h1><p>各镇：<a href='https://example.cn/x'>链接</a><a href='#b'>下</a></p><h2 id=b>二、要求</h2><table><tr><th>甲<td>乙</table>"
    return bytes(HTML(string=page).write_pdf(pdf_tags=True))


@pytest.mark.clause("SR-4")
def test_a_pdf_keeps_its_text_links_bookmarks_and_structure() -> None:
    content = printed()
    copy = cleaned(content, "a.pdf").content
    before, after = (PdfReader(io.BytesIO(one)) for one in (content, copy))
    assert [page.extract_text() for page in after.pages] == [page.extract_text() for page in before.pages]
    assert after.metadata is None
    assert after.xmp_metadata is None
    assert [mark.title for mark in after.outline if not isinstance(mark, list)] == ["关于春耕的通知"]
    links = [note.get_object() for note in after.pages[0]["/Annots"]]  # type: ignore[attr-defined]
    assert [str(link["/A"]["/URI"]) if "/A" in link else "page" for link in links] == [
        "https://example.cn/x",
        "page",
    ]
    assert after.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert roles(after.trailer["/Root"]["/StructTreeRoot"]) >= {"/H1", "/H2", "/P", "/TH", "/TD"}  # type: ignore[index]


def roles(node: Any) -> set[str]:
    node = node.get_object()
    if isinstance(node, list):
        return {role for kid in node for role in roles(kid)}
    if not isinstance(node, dict):
        return set()
    return (
        {str(node["/S"])} * bool("/S" in node)
        if "/K" not in node
        else {str(node.get("/S"))} | roles(node["/K"])
    )


def test_text_that_nobody_sees_stays_on_a_scan() -> None:
    def scanned(writer: Any, page: Any) -> None:
        pictured(writer, page)
        drawing("q 300 0 0 300 0 0 cm /Im0 Do Q BT /F1 9 Tf 3 Tr (Recognised) Tj ET")(writer, page)

    copy = looked_into(cleaned(pdf(scanned), "a.pdf").content, "a.pdf")
    assert "Recognised" in copy.text
    assert copy.metadata["hidden_text"] is True


def test_a_picture_in_a_pdf_keeps_its_pixels() -> None:
    copy = cleaned(pdf(taken), "a.pdf").content
    [picture] = [
        v
        for n in range(1, 40)
        if isinstance(v := PdfReader(io.BytesIO(copy)).get_object(n), EncodedStreamObject)
        and v.get("/Subtype") == "/Image"
    ]
    with Image.open(io.BytesIO(picture._data)) as shown, Image.open(io.BytesIO(image("JPEG"))) as drawn:
        assert shown.tobytes() == drawn.tobytes()


def test_a_helper_makes_the_same_copy() -> None:
    helpers = Helpers(at_once=1, waiting=1, patience=0.1)
    try:
        content = word(said("甲"))
        assert helpers.clean(content, DOCX.media_type) == clean(content, DOCX.media_type)
        with pytest.raises(NotCleanable, match="OFD"):
            helpers.clean(content, OFD.media_type)
        with pytest.raises(NotCleanable, match="复杂"):
            helpers.clean(content, DOCX.media_type, seconds=0.0)
    finally:
        helpers.end()


def test_long_names_of_the_table_are_places_of_it() -> None:
    places = {str(case.id) for case in FOUND}
    assert places >= SEEN | set(NO_COPY)
    assert HEAD + TAIL == CARD
    assert NS
