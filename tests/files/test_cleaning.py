"""Of every place in which something can be hidden nothing is left in the cleaned copy, and what is seen stays as it was."""

# ruff: noqa: E501 – parts of files are written as they are

from __future__ import annotations

import io
import signal
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, ImageCms
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

from foundation.files.cleaning import NotCleanable, clean
from foundation.files.inspection import inspect
from foundation.files.kinds import DOCX, JPEG, OFD, PNG
from foundation.files.outside import Helpers
from foundation.files.telling import taken_out
from tests.files import samples
from tests.files.cleaned import cleaned, holds, looked_into, says_the_number, taken, told_of, workbook
from tests.files.hiding import (
    CARD,
    HEAD,
    NS,
    TAIL,
    annotated,
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
from tests.files.test_hiding_places import FOUND, MC, NOTES, hidden_layer, pictured

Make = Callable[[], bytes]
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
    "operands of other operators": ("a.pdf", lambda: pdf(drawing(f"({CARD}) 1 w BT /F1 9 Tf ({CARD}) (Spring) Tj [({'x'}) /n{CARD}] TJ ET BX ({CARD}) xyz EX")), "Spring"),
    "value beside an inline text": ("a.xlsx", lambda: xlsx(f'<row r="2"><c r="A2" t="inlineStr"><v>{CARD}</v><is><t>看得见</t></is></c></row>'), "看得见"),
    "cell of another namespace": ("a.xlsx", lambda: xlsx(f'<row r="2"><x:c xmlns:x="urn:x"><x:v>{CARD}</x:v></x:c></row>'), "村"),
    "field that never ends": ("a.docx", lambda: word(f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> X {CARD}</w:instrText></w:r><w:r><w:t>看得见</w:t></w:r></w:p>'), "看得见"),
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


def test_a_picture_needs_no_profile() -> None:
    """A profile goes; the usual colours stay to the bit."""
    picture, target = Image.new("RGB", (8, 6), (200, 30, 30)), io.BytesIO()
    wide = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    picture.save(target, "JPEG", icc_profile=wide)
    assert b"ICC_PROFILE" in target.getvalue()
    assert b"ICC_PROFILE" not in clean(target.getvalue(), JPEG.media_type).content
    usual = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    target = io.BytesIO()
    picture.save(target, "PNG", icc_profile=usual)
    with Image.open(io.BytesIO(clean(target.getvalue(), PNG.media_type).content)) as copy:
        assert copy.getpixel((0, 0)) == (200, 30, 30)
        assert "icc_profile" not in copy.info


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


def test_a_helper_makes_the_same_copy() -> None:
    helpers = Helpers(at_once=1, waiting=1, patience=0.1)
    try:
        content = word(said("甲"))
        assert helpers.clean(content, DOCX.media_type) == clean(content, DOCX.media_type)
        with pytest.raises(NotCleanable, match="OFD"):
            helpers.clean(content, OFD.media_type)
        helpers._idle[0].process.send_signal(signal.SIGSTOP)
        with pytest.raises(NotCleanable, match="复杂"):
            helpers.clean(content, DOCX.media_type, seconds=0.2)
    finally:
        helpers.end()


def test_long_names_of_the_table_are_places_of_it() -> None:
    places = {str(case.id) for case in FOUND}
    assert places >= SEEN | set(NO_COPY)
    assert HEAD + TAIL == CARD
    assert NS
