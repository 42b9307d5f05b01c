"""What a page of a PDF draws with: typefaces, pictures, colours, patterns; each copied by the keys that drawing needs."""

from __future__ import annotations

import io
import re
import zlib
from typing import Any

from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    EncodedStreamObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from foundation.files.cleaning.pdf_drawing import Drawing
from foundation.files.cleaning.pdf_layers import Layers
from foundation.files.cleaning.pdf_values import (
    bytes_of,
    listed,
    measured,
    only,
    palette,
    plain,
    program_of,
    samples_of,
    shapes_of,
    table_of,
    undone,
)
from foundation.files.cleaning.pictures import jpeg_2000, without_notes
from foundation.files.cleaning.refusal import NotCleanable
from foundation.files.pdf_rules import at, name_at
from foundation.files.worth import numbered

#: The bytes of the largest table of glyphs: two for each of 65536 codes.
GLYPHS = 131_072
#: How deep drawings may stand in drawings.
DEEPEST = 40
_PICTURES = frozenset({"/DCTDecode", "/DCT", "/JPXDecode", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode"})
_PARAMETERS = "/K /EndOfLine /EncodedByteAlign /Columns /Rows /EndOfBlock /BlackIs1 /DamagedRowsBeforeError /ColorTransform"
_FONT = "/Type /Subtype /BaseFont /FirstChar /LastChar /Widths /FontBBox /FontMatrix /DW /W /DW2 /W2"
_DESCRIPTOR = (
    "/Type /FontName /FontStretch /FontWeight /Flags /FontBBox /ItalicAngle /Ascent /Descent /Leading /CapHeight "
    "/XHeight /StemV /StemH /AvgWidth /MaxWidth /MissingWidth"
)
_STATE = "/Type /LW /LC /LJ /ML /D /RI /OP /op /OPM /FL /SM /SA /BM /CA /ca /AIS /TK"
_FUNCTION = "/FunctionType /Domain /Range /Size /BitsPerSample /Order /Encode /Decode /C0 /C1 /N /Bounds"
_SHADING = (
    "/ShadingType /Background /BBox /AntiAlias /Domain /Coords /Extend /Matrix /BitsPerCoordinate /BitsPerComponent "
    "/BitsPerFlag /Decode /VerticesPerRow"
)
_TILE = "/Type /PatternType /PaintType /TilingType /BBox /XStep /YStep /Matrix"
_PICTURE = "/Type /Subtype /Width /Height /BitsPerComponent /Intent /ImageMask /Decode /Interpolate /SMaskInData /Matte"
_DEVICES = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
_SAFE = re.compile(r"[A-Za-z0-9_\-]{1,40}")


class Target:
    """The file that is written: its objects in the order in which they were added."""

    def __init__(self) -> None:
        self._objects: list[Any] = []

    def reserve(self) -> IndirectObject:
        """A place for what is not made yet."""
        self._objects.append(NullObject())
        return IndirectObject(len(self._objects), 0, self)  # type: ignore[arg-type]

    def put(self, place: IndirectObject, value: Any) -> None:
        """Put something in a place that was kept for it."""
        self._objects[place.idnum - 1] = value

    def add(self, value: Any) -> IndirectObject:
        """Add an object; where it stands."""
        place = self.reserve()
        self.put(place, value)
        return place

    def stream(self, data: bytes, keys: DictionaryObject | None = None) -> IndirectObject:
        """Add a stream of plain data, deflated."""
        made = EncodedStreamObject()
        made.update(keys or {})
        made[NameObject("/Filter")] = NameObject("/FlateDecode")
        made._data = zlib.compress(data, 9)
        return self.add(made)

    def written(self, root: IndirectObject) -> bytes:
        """The bytes of the file: equal objects give equal bytes."""
        out = io.BytesIO()
        out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        places = []
        for number, value in enumerate(self._objects, 1):
            places.append(out.tell())
            out.write(b"%d 0 obj\n" % number)
            value.write_to_stream(out)
            out.write(b"\nendobj\n")
        begins = out.tell()
        out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
        out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
        out.write(
            b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
            % (len(places) + 1, root.idnum, begins)
        )
        return out.getvalue()


class Resources:
    """The resources of a document, each copied once."""

    def __init__(self, reader: Any, target: Target, layers: Layers) -> None:
        self.reader, self.target, self.layers = reader, target, layers
        self.told: dict[str, None] = {}
        self._made: dict[tuple[str, int], Any] = {}
        #: What was asked for without a number of its own: kept, so that no other object takes its place in memory.
        self._held: list[Any] = []
        self._pictured: dict[int, bool] = {}
        self._depth = 0

    def take(self, kind: str, raw: Any, around: Any) -> Any:
        """A resource of that kind, copied; None if there is none, or its layer is off."""
        value = raw.get_object()
        if kind == "/XObject":
            if not isinstance(value, StreamObject) or (
                "/OC" in value and not self.layers.shown(value.raw_get("/OC"))
            ):
                return None
            if name_at(value, "/Subtype") == "/Image":
                return self._once("picture", value, self._picture)
            return self.form(value, around) if name_at(value, "/Subtype") in ("/Form", "") else None
        make = {
            "/Font": self._font,
            "/ExtGState": self._state,
            "/ColorSpace": self._colours,
            "/Shading": self._shading,
            "/Pattern": self._pattern,
        }[kind]
        return self._once(kind, value, make)

    def _once(self, kind: str, value: Any, make: Any) -> Any:
        key = (kind, id(value))
        if key not in self._made:
            self._held.append(value)
            self._deeper()
            self._made[key] = make(value)
            self._depth -= 1
        return self._made[key]

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise NotCleanable("PDF 的图形层层嵌套，无法清理；请打印为 PDF 后重新上传。")

    def has_picture(self, resources: Any) -> bool:
        """Whether a picture is drawn with these resources: text that nobody sees may be that of a scan."""
        first = at(resources, "/XObject")
        if id(first) not in self._pictured:
            self._held.append(first)
            self._pictured[id(first)] = _has_picture(first)
        return self._pictured[id(first)]

    # Drawings

    def form(self, value: StreamObject, around: Any) -> Any:
        """A drawing within the page, with resources of its own or those around it."""
        return self._once(
            "form", value, lambda form: self._drawn(form, "/Type /Subtype /FormType /BBox /Matrix", around)
        )

    def _drawn(self, value: StreamObject, keys: str, around: Any) -> IndirectObject:
        made = only(value, keys)
        if "Form" in keys:
            made[NameObject("/Subtype")] = NameObject("/Form")
        if group := self.group(at(value, "/Group")):
            made[NameObject("/Group")] = group
        resources = at(value, "/Resources") or around
        drawing = Drawing(resources, self.take, self.layers.shown, scanned=self.has_picture(resources))
        content = drawing.rewritten(value, self.reader)
        self.told |= dict.fromkeys(sorted(drawing.hid))
        made[NameObject("/Resources")] = drawing.resources_used()
        return self.target.stream(content, made)

    def group(self, value: Any) -> DictionaryObject | None:
        """How a page or drawing is laid over what is beneath."""
        if not isinstance(value, DictionaryObject):
            return None
        made = only(value, "/Type /S /I /K")
        if "/CS" in value:
            made[NameObject("/CS")] = self._colours(value["/CS"])
        return made

    def _pattern(self, value: Any) -> Any:
        if isinstance(value, StreamObject):
            return self._drawn(value, _TILE, DictionaryObject())
        made = only(value, "/Type /PatternType /Matrix")
        made[NameObject("/Shading")] = self._once("/Shading", at(value, "/Shading"), self._shading)
        if (state := at(value, "/ExtGState")) is not None:
            made[NameObject("/ExtGState")] = self._state(state)
        return self.target.add(made)

    def _shading(self, value: Any) -> IndirectObject:
        made = only(value, _SHADING)
        made[NameObject("/ColorSpace")] = self._colours(value["/ColorSpace"])
        if "/Function" in value:
            made[NameObject("/Function")] = self._functions(value["/Function"])
        if isinstance(value, StreamObject):
            return self.target.stream(value.get_data(), made)
        return self.target.add(made)

    def _functions(self, value: Any) -> Any:
        value = value.get_object()
        if isinstance(value, ArrayObject):
            return ArrayObject(self._functions(item) for item in list.__iter__(value))
        if not isinstance(value, DictionaryObject):
            return NameObject("/Identity")
        return self._once("function", value, self._function)

    def _function(self, value: Any) -> IndirectObject:
        made = only(value, _FUNCTION)
        if "/Functions" in value:
            made[NameObject("/Functions")] = self._functions(value["/Functions"])
        if isinstance(value, StreamObject):
            data, kind = value.get_data(), at(value, "/FunctionType")
            if kind == 4:
                data = program_of(data)
            return self.target.stream(samples_of(data, made) if kind == 0 else data, made)
        return self.target.add(made)

    def _state(self, value: Any) -> Any:
        made = only(value, _STATE)
        font = at(value, "/Font")
        if isinstance(font, ArrayObject) and len(font) == 2:
            made[NameObject("/Font")] = ArrayObject(
                [self.take("/Font", list.__getitem__(font, 0), None), plain(font[1])]
            )
        mask = at(value, "/SMask")
        if isinstance(mask, NameObject):
            made[NameObject("/SMask")] = NameObject("/None")
        elif isinstance(mask, DictionaryObject) and isinstance(at(mask, "/G"), StreamObject):
            laid = only(mask, "/Type /S /BC")
            laid[NameObject("/G")] = self.form(at(mask, "/G"), None)
            if isinstance(at(mask, "/TR"), DictionaryObject):
                laid[NameObject("/TR")] = self._functions(mask["/TR"])
            made[NameObject("/SMask")] = laid
        return self.target.add(made)

    # Colours

    def _colours(self, value: Any) -> Any:
        value = value.get_object()
        if isinstance(value, NameObject):
            return (
                value if str(value) in _DEVICES.values() or value == "/Pattern" else NameObject("/DeviceGray")
            )
        if not isinstance(value, ArrayObject) or not value:
            return NameObject("/DeviceGray")
        return self._once("colours", value, self._colour_space)

    def _colour_space(self, value: ArrayObject) -> Any:
        family = str(value[0])
        if family == "/ICCBased":
            channels, instead = at(value[1], "/N"), at(value[1], "/Alternate")
            if isinstance(instead, ArrayObject) and instead[0] in ("/Lab", "/CalRGB", "/CalGray"):
                return self._colours(instead)
            # A profile has words of its own, and room for more.
            return NameObject(_DEVICES.get(int(channels or 0), "/DeviceGray"))
        if family in ("/CalGray", "/CalRGB", "/Lab"):
            return ArrayObject([value[0], only(value[1], "/WhitePoint /BlackPoint /Gamma /Matrix /Range")])
        if family == "/Indexed":
            base, last = self._colours(value[1]), int(value[2])
            return ArrayObject([value[0], base, NumberObject(last), palette(value[3], base, last)])
        if family == "/Pattern":
            return ArrayObject([value[0], self._colours(value[1])]) if len(value) > 1 else value[0]
        if family in ("/Separation", "/DeviceN"):
            names = value[1]
            named = (
                ArrayObject(map(_ink, list.__iter__(names)))
                if isinstance(names, ArrayObject)
                else _ink(names)
            )
            return ArrayObject([value[0], named, self._colours(value[2]), self._functions(value[3])])
        return NameObject(family) if family in _DEVICES.values() else NameObject("/DeviceGray")

    # Pictures

    def _picture(self, value: StreamObject) -> IndirectObject:
        made = only(value, _PICTURE)
        if "/ColorSpace" in value and at(value, "/ImageMask") != BooleanObject(True):
            made[NameObject("/ColorSpace")] = self._colours(value["/ColorSpace"])
        for key in ("/SMask", "/Mask"):
            mask = at(value, key)
            if isinstance(mask, StreamObject):
                made[NameObject(key)] = self._once("picture", mask, self._picture)
            elif isinstance(mask, ArrayObject):
                made[NameObject(key)] = plain(mask)
        filters = [str(name) for name in listed(at(value, "/Filter"))]
        last = filters[-1] if filters else ""
        if any(name in _PICTURES for name in filters[:-1]):
            raise NotCleanable("PDF 里的图片编码不规范，无法清理；请打印为 PDF 后重新上传。")
        if last not in _PICTURES:
            return self.target.stream(measured(value.get_data(), made, at(made, "/ColorSpace")), made)
        parameters = at(value, "/DecodeParms")
        parameters = listed(parameters)[-1].get_object() if listed(parameters) else None
        return self._coded(undone(value._data, filters[:-1]), last, parameters, made)

    def _coded(self, data: bytes, coding: str, parameters: Any, made: DictionaryObject) -> IndirectObject:
        """A picture in a coding of its own, without what cameras and editors wrote into it."""
        if coding in ("/DCTDecode", "/DCT"):
            data, coding = without_notes(data), "/DCTDecode"
        elif coding == "/JPXDecode":
            data = jpeg_2000(data)
        stream = EncodedStreamObject()
        stream.update(made)
        stream[NameObject("/Filter")] = NameObject("/CCITTFaxDecode" if coding == "/CCF" else coding)
        if isinstance(parameters, DictionaryObject):
            kept = only(parameters, _PARAMETERS)
            if isinstance(shared := at(parameters, "/JBIG2Globals"), StreamObject):
                kept[NameObject("/JBIG2Globals")] = self.target.stream(shared.get_data())
            if kept:
                stream[NameObject("/DecodeParms")] = kept
        stream._data = data
        return self.target.add(stream)

    # Typefaces

    def _font(self, value: Any) -> Any:
        made = only(value, _FONT)
        _rename(made, "/BaseFont")
        if "/Encoding" in value:
            made[NameObject("/Encoding")] = self._encoding(value["/Encoding"])
        if isinstance(table := at(value, "/ToUnicode"), StreamObject):
            made[NameObject("/ToUnicode")] = self._once("table", table, self._table)
        elif isinstance(table, NameObject):
            made[NameObject("/ToUnicode")] = plain(table)
        if isinstance(descriptor := at(value, "/FontDescriptor"), DictionaryObject):
            made[NameObject("/FontDescriptor")] = self._once("descriptor", descriptor, self._descriptor)
        if isinstance(below := at(value, "/DescendantFonts"), ArrayObject):
            made[NameObject("/DescendantFonts")] = ArrayObject(
                self._once("/Font", item.get_object(), self._font) for item in list.__iter__(below)
            )
        if isinstance(system := at(value, "/CIDSystemInfo"), DictionaryObject):
            made[NameObject("/CIDSystemInfo")] = _system(system)
        if (glyphs := at(value, "/CIDToGIDMap")) is not None:
            is_table = isinstance(glyphs, StreamObject)
            made[NameObject("/CIDToGIDMap")] = (
                self.target.stream(glyphs.get_data()[:GLYPHS]) if is_table else plain(glyphs)
            )
        if isinstance(glyphs := at(value, "/CharProcs"), DictionaryObject):
            self._drawn_letters(value, glyphs, made)
        return self.target.add(made)

    def _drawn_letters(self, value: Any, glyphs: DictionaryObject, made: DictionaryObject) -> None:
        """The letters of a typeface that are drawings, each with the resources of all."""
        resources, letters = at(value, "/Resources") or DictionaryObject(), DictionaryObject()
        drawing = Drawing(resources, self.take, self.layers.shown, scanned=True)
        for name, letter in dict.items(glyphs):
            letters[plain(name)] = self.target.stream(drawing.rewritten(letter.get_object(), self.reader))
        made[NameObject("/CharProcs")] = letters
        made[NameObject("/Resources")] = drawing.resources_used()

    def _encoding(self, value: Any) -> Any:
        value = value.get_object()
        if isinstance(value, StreamObject):
            return self._once("table", value, self._table)
        if isinstance(value, DictionaryObject):
            return only(value, "/Type /BaseEncoding /Differences")
        return plain(value)

    def _table(self, value: StreamObject) -> IndirectObject:
        """A table of characters, without words of its own."""
        made = only(value, "/Type /CMapName /WMode")
        if isinstance(system := at(value, "/CIDSystemInfo"), DictionaryObject):
            made[NameObject("/CIDSystemInfo")] = _system(system)
        if "/UseCMap" in value:
            made[NameObject("/UseCMap")] = self._encoding(value["/UseCMap"])
        return self.target.stream(table_of(value.get_data()), made)

    def _descriptor(self, value: Any) -> IndirectObject:
        made = only(value, _DESCRIPTOR)
        _rename(made, "/FontName")
        for key in ("/FontFile", "/FontFile2", "/FontFile3"):
            if isinstance(shapes := at(value, key), StreamObject):
                made[NameObject(key)] = self._once("shapes", shapes, self._shapes)
        return self.target.add(made)

    def _shapes(self, value: StreamObject) -> IndirectObject:
        data, made = value.get_data(), only(value, "/Subtype /Length1 /Length2 /Length3")
        if (shapes := shapes_of(data)) != data and "/Length1" in made:
            made[NameObject("/Length1")] = NumberObject(len(shapes))
        return self.target.stream(shapes, made)


def _has_picture(first: Any) -> bool:
    """Whether there is a picture among drawings, or among those in them, each looked at once."""
    drawings, seen = [first], set()
    for _depth in range(4):
        inside = []
        for group in drawings:
            if not isinstance(group, DictionaryObject) or id(group) in seen:
                continue
            seen.add(id(group))
            for drawing in dict.values(group):
                inner = drawing.get_object()
                if name_at(inner, "/Subtype") == "/Image":
                    return True
                inside.append(at(at(inner, "/Resources"), "/XObject"))
        drawings = inside
    return False


def _ink(name: Any) -> NameObject:
    """The name of a colour in print; one that says more than that becomes a neutral one."""
    return NameObject("/Spot") if numbered(str(name)) or len(str(name)) > 40 else NameObject(str(name))


def _rename(made: DictionaryObject, key: str) -> None:
    if key in made and (numbered(str(made[key])) or len(str(made[key])) > 80):
        made[NameObject(key)] = NameObject("/Typeface")


def _system(value: DictionaryObject) -> DictionaryObject:
    """The set of characters that a typeface is coded in."""
    made = only(value, "/Supplement")
    for key in ("/Registry", "/Ordering"):
        word = at(value, key)
        known = (
            bytes_of(word).decode("latin-1") if isinstance(word, TextStringObject | ByteStringObject) else ""
        )
        fits = _SAFE.fullmatch(known) and not numbered(known)
        made[NameObject(key)] = TextStringObject(
            known if fits else ("Adobe" if key == "/Registry" else "Identity")
        )
    return made
