"""Places of PDFs in which drawing leaves room for words: what is there goes, and the drawing stays."""

# ruff: noqa: E501 – parts of files are written as they are

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader
from pypdf.generic import (
    BooleanObject,
    DictionaryObject,
    EncodedStreamObject,
    NameObject,
)

from foundation.files.cleaning import NotCleanable
from foundation.files.cleaning.pdf_values import shapes_of
from tests.files.cleaned import cleaned, everything_in, holds, looked_into, told_of
from tests.files.hiding import CARD, Change, annotated, d, drawing, fonts, form, image, pdf, stream, value_of

SPRING = "BT /F1 12 Tf 0 Tr 20 200 Td (Spring) Tj ET"
INK = {"FunctionType": 2, "Domain": [0, 1], "C0": [0, 0, 0], "C1": [1, 1, 1], "N": 1}
TABLE = "1 begincodespacerange <00> <ff> endcodespacerange"


def off(writer: Any) -> Any:
    """A layer that is switched off."""
    layer = writer._add_object(d(Type="/OCG", Name="L"))
    writer._root_object[NameObject("/OCProperties")] = d(OCGs=[layer], D=d(OFF=[layer]))
    return layer


def resource(page: Any, kind: str, value: Any) -> None:
    page["/Resources"][NameObject(kind)] = DictionaryObject({NameObject("/X1"): value})


def pictured(data: bytes, **keys: Any) -> Change:
    """A page with a picture of two by two pixels."""

    def change(writer: Any, page: Any) -> None:
        said = {"Subtype": "/Image", "Width": 2, "Height": 2, "BitsPerComponent": 8, **keys}
        resource(
            page,
            "/XObject",
            writer._add_object(stream(data, **{key: value_of(value) for key, value in said.items()})),
        )
        drawing(f"q /X1 Do Q {SPRING}")(writer, page)

    return change


def coded(data: bytes, coding: str) -> Change:
    """A page with a picture in a coding of its own."""

    def change(writer: Any, page: Any) -> None:
        made = EncodedStreamObject()
        made.update(
            d(Subtype="/Image", Width=8, Height=6, BitsPerComponent=8, ColorSpace="/DeviceRGB", Filter=coding)
        )
        made._data = data
        resource(page, "/XObject", writer._add_object(made))
        drawing(f"q /X1 Do Q {SPRING}")(writer, page)

    return change


def inline(said: str, data: bytes = bytes(12)) -> Change:
    return drawing(f"{SPRING} q BI /W 2 /H 2 /BPC 8 {said} ID ".encode() + data + b"\nEI Q\n")


def inked(data: str | bytes, **keys: Any) -> Change:
    """A page in a colour that a function computes."""

    def change(writer: Any, page: Any) -> None:
        function = stream(
            data,
            Domain=value_of([0, 1]),
            Range=value_of([0, 1] * 3),
            **{k: value_of(v) for k, v in keys.items()},
        )
        colour = value_of(["/Separation", "/Gold", "/DeviceRGB", writer._add_object(function)])
        resource(page, "/ColorSpace", colour)
        drawing(f"/X1 cs 1 scn {SPRING}")(writer, page)

    return change


def mapped(table: str) -> Change:
    def change(writer: Any, page: Any) -> None:
        page["/Resources"]["/Font"]["/F1"][NameObject("/ToUnicode")] = writer._add_object(stream(table))

    return change


def stamped_by_a_layer(writer: Any, page: Any) -> None:
    drawn = form(writer)
    drawn.get_object()[NameObject("/OC")] = off(writer)
    annotated(Subtype="/Stamp", AP=d(N=drawn))(writer, page)


def linked_by_a_layer(writer: Any, page: Any) -> None:
    annotated(Subtype="/Link", OC=off(writer), A=d(S="/URI", URI=f"https://x.example/{CARD}"))(writer, page)


def bookmark(content: str) -> Change:
    """A bookmark that only words bear out which nobody sees."""

    def change(writer: Any, page: Any) -> None:
        resource(page, "/Properties", off(writer))
        drawing(content)(writer, page)
        writer.add_outline_item(title=CARD, page_number=0)

    return change


def behind_glyphs(writer: Any, page: Any) -> None:
    below = d(
        Subtype="/CIDFontType2",
        BaseFont="/X",
        CIDToGIDMap=writer._add_object(stream(bytes(131072) + CARD.encode())),
    )
    face = d(Type="/Font", Subtype="/Type0", Encoding="/Identity-H", DescendantFonts=[below])
    page["/Resources"]["/Font"][NameObject("/F2")] = face
    drawing(f"BT /F2 9 Tf <0001> Tj ET {SPRING}")(writer, page)


def typeface(data: bytes) -> Change:
    def change(writer: Any, page: Any) -> None:
        about = d(Type="/FontDescriptor", FontName="/X", FontFile2=writer._add_object(stream(data)))
        page["/Resources"]["/Font"][NameObject("/F2")] = d(
            Type="/Font", Subtype="/TrueType", BaseFont="/X", FontDescriptor=about
        )
        drawing(f"BT /F2 9 Tf (a) Tj ET {SPRING}")(writer, page)

    return change


def segment(marker: int) -> bytes:
    plain = image("JPEG")
    return plain[:2] + bytes([255, marker]) + struct.pack(">H", 2 + len(CARD)) + CARD.encode() + plain[2:]


def jpeg_2000(**more: Any) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (8, 6), "red").save(target, "JPEG2000", comment=CARD, **more)
    assert CARD.encode() in target.getvalue()
    return target.getvalue()


NOTED = image("JPEG", exif={0x010E: CARD}, comment=CARD)
PLACES: dict[str, Change] = {
    "stamp whose drawing is on a layer": stamped_by_a_layer,
    "link on a layer": linked_by_a_layer,
    "bookmark of a layer": bookmark(f"/OC /X1 BDC BT /F1 9 Tf ({CARD}) Tj ET EMC {SPRING}"),
    "bookmark of unseen text": bookmark(f"BT /F1 9 Tf 3 Tr ({CARD}) Tj ET {SPRING}"),
    "behind a picture in one ink": pictured(bytes(4) + CARD.encode(), ColorSpace=["/Separation", "/Gold", "/DeviceRGB", d(**INK)]),
    "behind a picture in inks": pictured(bytes(4) + CARD.encode(), ColorSpace=["/DeviceN", ["/Gold"], "/DeviceRGB", d(**INK)]),
    "reserved segment of a photograph": coded(segment(0xF7), "/DCTDecode"),
    "segment of nothing known": coded(segment(0x30), "/DCTDecode"),
    "remark of JPEG 2000": coded(jpeg_2000(), "/JPXDecode"),
    "remark of bare JPEG 2000": coded(jpeg_2000(no_jp2=True), "/JPXDecode"),
    "inline: parameters": inline(f"/CS /RGB /DP << /X ({CARD}) >>"),
    "inline: intent": inline(f"/CS /RGB /Intent ({CARD})"),
    "inline: intent by name": inline(f"/CS /RGB /Intent /{CARD}"),
    "inline: decoding": inline(f"/CS /RGB /D [({CARD}) 1]"),
    "inline: palette": inline(f"/CS [/Indexed /RGB 0 <000000{CARD.encode().hex()}>]", bytes(4)),
    "inline: behind the rows": inline("/CS /RGB", bytes(12) + CARD.encode()),
    "inline: behind the deflated rows": inline("/CS /RGB /F /Fl", zlib.compress(bytes(12) + CARD.encode())),
    "inline: photograph": inline("/CS /RGB /F [/DCT]", NOTED),
    "behind a program": inked(f"{{dup dup}} {CARD}", FunctionType=4),
    "words in a program": inked(f"{{dup ({CARD}) dup}}", FunctionType=4),
    "behind samples": inked(bytes(6) + CARD.encode(), FunctionType=0, Size=[2], BitsPerSample=8),
    "remark in a line of a table of characters": mapped(f"begincmap 1 begincodespacerange %{CARD}\n<00> <ff> endcodespacerange endcmap"),
    "string of a table of characters": mapped(f"begincmap /X ({CARD}) def {TABLE} endcmap"),
    "name of a table of characters": mapped(f"begincmap /CMapName /{CARD} def {TABLE} endcmap"),
    "behind a table of characters": mapped(f"begincmap {TABLE} endcmap end {CARD}"),
    "behind a table of glyphs": behind_glyphs,
}  # fmt: skip


@pytest.mark.clause("SR-4")
@pytest.mark.parametrize("place", PLACES)
def test_what_drawing_does_not_need_goes(place: str) -> None:
    copy = cleaned(pdf(PLACES[place]), "a.pdf").content
    assert not holds(copy, CARD)
    found = looked_into(copy, "a.pdf")
    assert "Spring" in found.text
    assert CARD not in told_of(found)


def test_a_picture_that_is_no_mask_keeps_its_rows() -> None:
    pixels = bytes(range(12))
    content = pdf(pictured(pixels, ColorSpace="/DeviceRGB", ImageMask=BooleanObject(False)))
    assert pixels in list(everything_in(cleaned(content, "a.pdf").content))


def test_an_inline_picture_keeps_its_rows_and_colours() -> None:
    data = zlib.compress(b"\x02\x00\x01\x02\x00\x00")
    said = "/CS [/I /RGB 1 <000000ffffff>] /F /Fl /DP << /Predictor 12 /Colors 1 /Columns 2 >>"
    copy = cleaned(pdf(inline(said, data)), "a.pdf").content
    drawn = PdfReader(io.BytesIO(copy)).pages[0].get_contents()
    assert drawn is not None
    assert data in drawn.get_data()
    for kept in (b"/Predictor 12", b"/CS [ /I /RGB 1 <000000ffffff> ]"):
        assert kept in drawn.get_data()


def test_jpeg_2000_keeps_its_pixels() -> None:
    before = jpeg_2000()
    copy = PdfReader(io.BytesIO(cleaned(pdf(coded(before, "/JPXDecode")), "a.pdf").content))
    after = copy.pages[0]["/Resources"]["/XObject"]["/X1"]._data  # type: ignore[index]
    with Image.open(io.BytesIO(before)) as one, Image.open(io.BytesIO(after)) as other:
        assert one.tobytes() == other.tobytes()


def test_letters_keep_their_shapes_and_lose_what_their_file_says() -> None:
    face = ImageFont.load_default(20)
    assert isinstance(face, ImageFont.FreeTypeFont)
    data = face.path.getvalue()  # type: ignore[union-attr]
    shapes = shapes_of(data + CARD.encode())
    assert CARD.encode() not in shapes
    assert b"name" not in shapes[:400]
    drawn = []
    for file in (data, shapes):
        picture = Image.new("L", (200, 40))
        ImageDraw.Draw(picture).text((2, 2), "Spring 春", 255, ImageFont.truetype(io.BytesIO(file), 20))
        drawn.append(picture.tobytes())
    assert drawn[0] == drawn[1]
    assert not holds(cleaned(pdf(typeface(data + CARD.encode())), "a.pdf").content, CARD)


def test_the_words_of_a_code_or_of_a_drawn_letter_are_told() -> None:
    code = CARD.encode("utf-16-be").hex()
    content = pdf(mapped(f"begincmap {TABLE} 1 beginbfchar\n<fe> <{code}>\nendbfchar endcmap"))
    assert CARD in told_of(looked_into(content, "a.pdf"))

    remark = b"%!PS-AdobeFont-1.0: X\n% " + CARD.encode() + b"\n/Notice () def currentfile eexec" + bytes(20)
    assert CARD in told_of(looked_into(pdf(typeface(remark)), "a.pdf"))

    def lettered(writer: Any, page: Any) -> None:
        letter = writer._add_object(stream(f"1 0 d0 BT /F1 1 Tf ({CARD}) Tj ET"))
        face = d(
            Type="/Font",
            Subtype="/Type3",
            FontBBox=[0, 0, 1, 1],
            FontMatrix=[1, 0, 0, 1, 0, 0],
            Encoding=d(Differences=[97, "/a"]),
            FirstChar=97,
            LastChar=97,
            Widths=[1],
            CharProcs=d(a=letter),
            Resources=fonts(),
        )
        page["/Resources"]["/Font"][NameObject("/F2")] = writer._add_object(face)
        drawing(f"BT /F2 9 Tf (a) Tj ET {SPRING}")(writer, page)

    assert CARD in told_of(looked_into(pdf(lettered), "a.pdf"))


def test_forms_that_hold_each_other_a_thousandfold_take_no_time() -> None:
    def nested(writer: Any, page: Any) -> None:
        inner = {"XObject": DictionaryObject()}
        for _level in range(5):
            made = stream(
                "/X0 Do", Subtype=NameObject("/Form"), BBox=value_of([0, 0, 9, 9]), Resources=d(**inner)
            )
            place = writer._add_object(made)
            inner = {"XObject": DictionaryObject({NameObject(f"/X{n}"): place for n in range(300)})}
        page["/Resources"].update(d(**inner))
        drawing(f"{SPRING} /X0 Do")(writer, page)

    assert "Spring" in looked_into(cleaned(pdf(nested), "a.pdf").content, "a.pdf").text


@pytest.mark.parametrize("coding", ["/JBIG2Decode", "/Fl"])
def test_a_page_in_a_coding_of_pictures_is_refused(coding: str) -> None:
    def change(writer: Any, page: Any) -> None:
        made = EncodedStreamObject()
        made._data = b"xx"
        made[NameObject("/Filter")] = NameObject(coding)
        writer._objects[page.raw_get("/Contents").idnum - 1] = made

    with pytest.raises(NotCleanable):
        cleaned(pdf(change), "a.pdf")


def test_a_layer_that_its_use_switches_on_is_shown() -> None:
    def change(writer: Any, page: Any) -> None:
        layer = writer._add_object(d(Type="/OCG", Name="L", Usage=d(View=d(ViewState="/ON"))))
        shown = d(BaseState="/OFF", AS=[d(Event="/View", Category=["/View"], OCGs=[layer])])
        writer._root_object[NameObject("/OCProperties")] = d(OCGs=[layer], D=shown)
        resource(page, "/Properties", layer)
        drawing(f"/OC /X1 BDC {SPRING} EMC")(writer, page)

    assert "Spring" in looked_into(cleaned(pdf(change), "a.pdf").content, "a.pdf").text


def test_a_remark_that_nothing_draws_is_said_to_be_gone() -> None:
    assert "批注" in cleaned(pdf(annotated(Subtype="/FreeText", Contents="见附件")), "a.pdf").removed
    parent = {"FT": "/Tx", "V": "二"}
    assert cleaned(pdf(annotated(Subtype="/Widget", Parent=d(**parent))), "a.pdf").removed == [
        "没有画在页面上的表单内容"
    ]
