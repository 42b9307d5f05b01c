"""What a page of a PDF draws, written anew: operators and the resources that they use, and nothing else."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import Any

from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    ContentStream,
    DictionaryObject,
    FloatObject,
    NameObject,
    NullObject,
    NumberObject,
)

from foundation.files.cleaning.pdf_values import CODINGS, listed, measured, only, palette, plain, undone
from foundation.files.cleaning.pictures import without_notes
from foundation.files.pdf_rules import at, names

#: Operators that take numbers alone.
_PLAIN = names(
    """
    b B b* B* c cm d d0 d1 f F f* G g h i j J K k l m M n re RG rg s S Tc Td TD T* TL Tm Ts Tw Tz v
    w W W* y BT ET
    """
)
_PAINTS = names(
    """
    b B b* B* f F f* s S
    """
)
_SHOWS = frozenset(["Tj", "TJ", "'", '"'])
#: Operators that take the name of a resource, and of which kind.
_NAMED = {
    "Tf": "/Font",
    "gs": "/ExtGState",
    "cs": "/ColorSpace",
    "CS": "/ColorSpace",
    "sh": "/Shading",
    "Do": "/XObject",
}
_PATTERNS = frozenset({"scn", "SCN"})
_DEVICES = names(
    """
    /DeviceGray /DeviceRGB /DeviceCMYK /Pattern /G /RGB /CMYK /I /Indexed
    """
)
_INTENTS = frozenset({"/AbsoluteColorimetric", "/RelativeColorimetric", "/Saturation", "/Perceptual"})
#: What an inline image says of itself.
_INLINE = names(
    """
    /BPC /BitsPerComponent /CS /ColorSpace /D /Decode /DP /DecodeParms /F /Filter /H /Height /IM
    /ImageMask /I /Interpolate /W /Width /Intent
    """
)
_CODED = (
    "/Predictor /Colors /BitsPerComponent /Columns /EarlyChange /K /EndOfLine /EncodedByteAlign /Rows /EndOfBlock "
    "/BlackIs1 /DamagedRowsBeforeError /ColorTransform"
)
#: Codings of pictures that nothing here undoes.
_CODINGS = names("/CCF /CCITTFaxDecode /DCT /DCTDecode")
#: The way of showing text that nobody sees.
INVISIBLE = 3


class Drawing:
    """One content stream on its way: where text is invisible, which layers are off, which resources are used."""

    def __init__(
        self,
        resources: Any,
        take: Callable[[str, Any, Any], Any],
        shown: Callable[[Any], bool],
        *,
        scanned: bool,
        marks: bool = False,
    ) -> None:
        self.resources = resources if isinstance(resources, DictionaryObject) else DictionaryObject()
        self._take, self._shown, self._scanned, self._marks = take, shown, scanned, marks
        self.used: dict[str, dict[str, tuple[str, Any]]] = {}
        self.hid: set[str] = set()
        self._out = io.BytesIO()
        #: For each open mark whether it hides, and whether it was written.
        self._open: list[tuple[bool, bool]] = []
        self._mode = 0
        self._modes: list[int] = []

    def rewritten(self, source: Any, pdf: Any) -> bytes:
        """The operators of a stream, or of an array of streams, written anew; one drawing after the other by the same names."""
        self._out, self._open, self._mode, self._modes = io.BytesIO(), [], 0, []
        for operands, operator in ContentStream(source, pdf, forced_encoding="bytes").operations:
            self._operator(operator.decode("latin-1"), operands)
        self._out.write(b"EMC\n" * sum(written for _hides, written in self._open) + b"Q\n" * len(self._modes))
        return self._out.getvalue()

    def resources_used(self) -> DictionaryObject:
        """The resources under their new names."""
        return DictionaryObject(
            {
                NameObject(kind): DictionaryObject({NameObject(new): value for new, value in named.values()})
                for kind, named in sorted(self.used.items())
            }
        )

    @property
    def _hidden(self) -> bool:
        return any(hides for hides, _written in self._open)

    def _write(self, operator: str, *operands: Any) -> None:
        for operand in operands:
            operand.write_to_stream(self._out)
            self._out.write(b" ")
        self._out.write(operator.encode() + b"\n")

    def _operator(self, operator: str, operands: Any) -> None:
        if operator == "INLINE IMAGE":
            self._inline(operands)
        elif operator in _SHOWS:
            self._show(operator, _shown(operator, operands))
        elif operator in _PLAIN:
            if self._hidden and operator in _PAINTS:
                self._write("n")
            elif all(map(_is_plain, operands)):
                self._write(operator, *operands)
        elif operator in ("q", "Q"):
            self._state(operator)
        elif operator == "Tr" and operands and _is_plain(operands[0]):
            self._mode = int(operands[0])
            self._write("Tr", operands[0])
        elif operator == "ri" and operands and str(operands[0]) in _INTENTS:
            self._write("ri", operands[0])
        elif operator in ("sc", "SC") and all(map(_is_plain, operands)):
            self._write(operator, *operands)
        elif operator in _NAMED and operands:
            self._named(operator, operands)
        elif operator in _PATTERNS:
            self._pattern(operator, operands)
        else:
            self._mark(operator, operands)

    def _state(self, operator: str) -> None:
        if operator == "q":
            self._modes.append(self._mode)
        elif self._modes:
            self._mode = self._modes.pop()
        else:
            return
        self._write(operator)

    def _show(self, operator: str, operands: Any) -> None:
        if self._mode == INVISIBLE and not self._scanned:
            self.hid.add("看不见的文字")
        elif not self._hidden:
            self._write(operator, *operands)
            return
        if operator == '"' and len(operands) == 3:
            self._write("Tw", operands[0])
            self._write("Tc", operands[1])
        if operator in ("'", '"'):
            self._write("T*")

    def _named(self, operator: str, operands: Any) -> None:
        kind, name = _NAMED[operator], str(operands[0])
        if operator in ("sh", "Do") and self._hidden:
            return
        if kind == "/ColorSpace" and name in _DEVICES:
            self._write(operator, operands[0])
            return
        new = self._new_name(kind, name)
        if new is not None:
            self._write(
                operator, NameObject(new), *(operand for operand in operands[1:] if _is_plain(operand))
            )
        elif operator == "Tf" and _is_plain(operands[-1]):
            # Without a typeface some programs show nothing and others a typeface of their own.
            self._write(operator, NameObject("/F0"), operands[-1])

    def _pattern(self, operator: str, operands: Any) -> None:
        if operands and isinstance(operands[-1], NameObject):
            new = self._new_name("/Pattern", str(operands[-1]))
            if new is None or not all(map(_is_plain, operands[:-1])):
                return
            operands = [*operands[:-1], NameObject(new)]
        elif not all(map(_is_plain, operands)):
            return
        self._write(operator, *operands)

    def _new_name(self, kind: str, name: str) -> str | None:
        """The name under which a resource is known from now on; None if there is none, or it is hidden."""
        named = self.used.setdefault(kind, {})
        if name in named:
            return named[name][0]
        holder = self.resources.get(kind)
        holder = holder.get_object() if holder is not None else None
        if not isinstance(holder, DictionaryObject) or name not in holder:
            return None
        value = self._take(kind, holder.raw_get(name), self.resources)
        if value is None:
            return None
        new = f"/{kind[1]}{len(named) + 1}"
        named[name] = (new, value)
        return new

    def _inline(self, image: Any) -> None:
        if self._hidden:
            return
        said = DictionaryObject(
            {NameObject(key): value for key, value in image["settings"].items() if str(key) in _INLINE}
        )
        colours = self._inline_colours(said)
        filters = [str(name) for name in listed(at(said, "/F") or at(said, "/Filter"))]
        if not set(filters) <= {*CODINGS, *CODINGS.values()}:
            return
        data = image["data"]
        if filters[-1:] in (["/DCT"], ["/DCTDecode"]):
            data = without_notes(undone(data, filters[:-1]))
            filters = ["/DCT"]
        elif not filters or filters[-1] not in _CODINGS:
            pixels = undone(data, filters, at(said, "/DP") or at(said, "/DecodeParms"))
            rows = measured(pixels, said, colours)
            if len(rows) < len(pixels):
                data, filters = zlib.compress(rows, 9).hex().encode() + b">", ["/AHx", "/Fl"]
                said.pop("/DP", None)
                said.pop("/DecodeParms", None)
        self._out.write(b"BI\n")
        self._inline_key("/F", ArrayObject(map(NameObject, filters)))
        for key, value in said.items():
            if key not in ("/F", "/Filter"):
                self._inline_key(key, value)
        self._out.write(b"ID " + data + b"\nEI\n")

    def _inline_colours(self, said: DictionaryObject) -> Any:
        """Put the colours of an inline picture under the names of the copy; what they are."""
        for key in ("/CS", "/ColorSpace"):
            value = at(said, key)
            if isinstance(value, ArrayObject):
                kept, base, last = plain(value), value[1], int(value[2])
                if isinstance(base, NameObject) and str(base) not in _DEVICES:
                    new = self._new_name("/ColorSpace", str(base))
                    kept[1] = NameObject(new or "/DeviceGray")
                    base = dict(self.used["/ColorSpace"].values()).get(new or "", "/DeviceGray")
                kept[3] = palette(list.__getitem__(value, 3), base, last)
                said[NameObject(key)] = kept
                return kept
            if isinstance(value, NameObject) and str(value) not in _DEVICES:
                new = self._new_name("/ColorSpace", str(value))
                said[NameObject(key)] = NameObject(new or "/DeviceGray")
                return dict(self.used["/ColorSpace"].values()).get(new or "", "/DeviceGray")
            if value is not None:
                return value
        return None

    def _inline_key(self, key: str, value: Any) -> None:
        """Write what an inline picture says of itself, without strings and names that drawing does not know."""
        value = value.get_object()
        if key in ("/DP", "/DecodeParms"):
            value = _parameters(value)
        elif key not in ("/CS", "/ColorSpace"):
            value = plain(value)
        if isinstance(value, NullObject) or (isinstance(value, ArrayObject) and not value):
            return
        NameObject(key).write_to_stream(self._out)
        self._out.write(b" ")
        value.write_to_stream(self._out)
        self._out.write(b"\n")

    def _mark(self, operator: str, operands: Any) -> None:
        """Marks of content: those of layers that are off hide, those of the structure stay, all others go."""
        if operator == "EMC" and self._open:
            if self._open.pop()[1]:
                self._write("EMC")
        elif operator == "BMC":
            artifact = self._marks and bool(operands) and operands[0] == "/Artifact"
            self._open.append((False, artifact))
            if artifact:
                self._write("BMC", NameObject("/Artifact"))
        elif operator == "BDC":
            self._begin(operands)

    def _begin(self, operands: Any) -> None:
        held = operands[1] if len(operands) > 1 else None
        if isinstance(held, NameObject):
            named = at(self.resources, "/Properties")
            held = named.raw_get(held) if isinstance(named, DictionaryObject) and held in named else None
        if operands and operands[0] == "/OC":
            hides = held is not None and not self._shown(held)
            self._open.append((hides, False))
            if hides:
                self.hid.add("隐藏的图层")
            return
        held = held.get_object() if held is not None else None
        mark = held.get("/MCID") if isinstance(held, DictionaryObject) else None
        written = self._marks and isinstance(mark, int)
        artifact = self._marks and bool(operands) and operands[0] == "/Artifact"
        self._open.append((False, written or artifact))
        if written:
            self._write(
                "BDC", NameObject("/Span"), DictionaryObject({NameObject("/MCID"): NumberObject(mark)})
            )
        elif artifact:
            self._write("BMC", NameObject("/Artifact"))


def _shown(operator: str, operands: Any) -> list[Any]:
    """What an operator shows, without operands that it does not take."""
    taken = list(operands)[-3:] if operator == '"' else list(operands)[-1:]
    if operator == "TJ":
        pieces = list.__iter__(taken[0]) if taken and isinstance(taken[0], ArrayObject) else ()
        kept = [piece for piece in pieces if isinstance(piece, ByteStringObject | NumberObject | FloatObject)]
        return [ArrayObject(kept)]
    fits = taken and isinstance(taken[-1], ByteStringObject) and all(map(_is_plain, taken[:-1]))
    return taken if fits else [ByteStringObject(b"")]


def _parameters(value: Any) -> Any:
    """How the data of a picture are coded."""
    if isinstance(value, ArrayObject):
        return ArrayObject(_parameters(item.get_object()) for item in list.__iter__(value))
    return only(value, _CODED) if isinstance(value, DictionaryObject) else NullObject()


def _is_plain(value: Any) -> bool:
    return isinstance(value, NumberObject | FloatObject) or (
        isinstance(value, ArrayObject) and all(map(_is_plain, value))
    )
