"""Values of a PDF copied without what drawing does not need: remarks, strings, bytes behind the last that is used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    EncodedStreamObject,
    FloatObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from foundation.files.pdf_rules import at
from foundation.files.worth import numbered

_CHANNELS = {
    "/DeviceGray": 1,
    "/DeviceRGB": 3,
    "/DeviceCMYK": 4,
    "/G": 1,
    "/RGB": 3,
    "/CMYK": 4,
    "/CalGray": 1,
    "/CalRGB": 3,
    "/Lab": 3,
    "/Indexed": 1,
    "/I": 1,
    "/Separation": 1,
}
#: What may hold words in a table of characters: remarks, strings in brackets, names.
_WORDS = re.compile(rb"%[^\r\n]*|\((?:[^()\\]|\\.|\([^()]*\))*\)|/[^\s()<>\[\]{}/%]+", re.DOTALL)
_SAFE = re.compile(rb"\([A-Za-z0-9_\-]{1,40}\)|/.*", re.DOTALL)
#: The names of codings in the dictionary of an inline picture.
CODINGS = {
    "/AHx": "/ASCIIHexDecode",
    "/A85": "/ASCII85Decode",
    "/LZW": "/LZWDecode",
    "/Fl": "/FlateDecode",
    "/RL": "/RunLengthDecode",
    "/CCF": "/CCITTFaxDecode",
    "/DCT": "/DCTDecode",
}
#: The words of a program that computes colours.
_PROGRAM = re.compile(
    rb"%[^\r\n]*|[{}]|[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?![^\s{}%])|(?:abs|add|and|atan|bitshift|ceiling|copy|cos|cvi|cvr"
    rb"|div|dup|eq|exch|exp|false|floor|ge|gt|idiv|ifelse|if|index|le|ln|log|lt|mod|mul|neg|ne|not|or|pop|roll|round|sin"
    rb"|sqrt|sub|true|truncate|xor)(?![^\s{}%])"
)
#: The tables of a TrueType or OpenType file by which its letters are drawn.
_SHAPES = frozenset(
    name.ljust(4)
    for name in b"cmap head hhea hmtx maxp post OS/2 glyf loca cvt fpgm prep gasp CFF CFF2 VORG vhea vmtx GSUB".split()
)


def plain(value: Any, depth: int = 0) -> Any:
    """Numbers, names, and lists of them, as they are; nothing in the place of all else."""
    value = value.get_object()
    if isinstance(value, NumberObject | FloatObject | BooleanObject | NullObject):
        return value
    if isinstance(value, NameObject):
        return NameObject("/Other") if numbered(str(value)) else value
    if isinstance(value, ArrayObject) and depth < 8:
        return ArrayObject(plain(item, depth + 1) for item in list.__iter__(value))
    return NullObject()


def only(value: Any, keys: str) -> DictionaryObject:
    """Those keys of a dictionary whose values are plain."""
    made = DictionaryObject()
    for key in keys.split():
        if key in value and not isinstance(kept := plain(value[key]), NullObject):
            made[NameObject(key)] = kept
    return made


def channels_of(colours: Any) -> int:
    """How many numbers a colour has; 0 if that is not known."""
    if isinstance(colours, ArrayObject) and colours:
        if colours[0] == "/DeviceN":
            return len(colours[1]) if isinstance(colours[1], ArrayObject) else 0
        colours = colours[0]
    return _CHANNELS.get(str(colours), 0)


def measured(data: bytes, said: DictionaryObject, colours: Any = None) -> bytes:
    """The rows of a picture, without what follows the last."""
    mask = any(
        bool(value) and value.value
        for key in ("/ImageMask", "/IM")
        if isinstance(value := at(said, key), BooleanObject)
    )
    channels = 1 if mask else channels_of(colours)
    bits = 1 if mask else _number(said, "/BitsPerComponent", "/BPC")
    row = (_number(said, "/Width", "/W") * channels * bits + 7) // 8
    size = row * _number(said, "/Height", "/H")
    return data[:size] if size else data


def _number(said: DictionaryObject, *keys: str) -> int:
    found = [value for key in keys if isinstance(value := at(said, key), NumberObject)]
    return int(found[0]) if found else 0


def palette(value: Any, base: Any, last: int) -> ByteStringObject:
    """The table of an indexed colour space, with no more entries than it has numbers."""
    table = value.get_object()
    data = table.get_data() if isinstance(table, StreamObject) else bytes_of(table)
    size = (last + 1) * channels_of(base)
    return ByteStringObject(data[:size] if size else data)


def undone(data: bytes, filters: Iterable[str], parameters: Any = None) -> bytes:
    """Data with these filters undone."""
    names = ArrayObject(NameObject(CODINGS.get(name, name)) for name in filters)
    if not names:
        return data
    coded = EncodedStreamObject()
    coded._data = data
    coded[NameObject("/Filter")] = names
    if parameters is not None:
        coded[NameObject("/DecodeParms")] = parameters
    return coded.get_data()


def listed(value: Any) -> list[Any]:
    """The items of a list, or the one value in the place of a list."""
    if isinstance(value, ArrayObject):
        return list(list.__iter__(value))
    return [] if value is None or isinstance(value, NullObject) else [value]


def bytes_of(value: Any) -> bytes:
    """The bytes of a string."""
    return value.original_bytes if isinstance(value, TextStringObject) else bytes(value)


def table_of(data: bytes) -> bytes:
    """A table of characters without remarks, strings in words, and whatever follows its end."""

    def without(match: re.Match[bytes]) -> bytes:
        word = match[0]
        fits = _SAFE.fullmatch(word) and not numbered(word.decode("latin-1"))
        return word if fits else {b"%": b"", b"(": b"()"}.get(word[:1], b"/Other")

    kept, end, _rest = _WORDS.sub(without, data).partition(b"endcmap")
    return kept + end + (b"\nend\nend\n" if end else b"")


def program_of(data: bytes) -> bytes:
    """A program that computes colours, up to the bracket that ends it."""
    kept, depth = [], 0
    for word in _PROGRAM.findall(data):
        if word.startswith(b"%"):
            continue
        kept.append(word)
        depth += (word == b"{") - (word == b"}")
        if depth <= 0:
            break
    return b" ".join(kept)


def samples_of(data: bytes, said: DictionaryObject) -> bytes:
    """The samples of a function, without what follows the last."""
    bits = _number(said, "/BitsPerSample") * (len(listed(at(said, "/Range"))) // 2)
    for size in listed(at(said, "/Size")):
        bits *= int(size)
    return data[: (bits + 7) // 8] if bits > 0 else data


def shapes_of(data: bytes) -> bytes:
    """The file of a typeface with the tables that drawing needs; one of another format as it is."""
    if data[:4] not in (b"\0\1\0\0", b"true", b"OTTO"):
        return data
    tables = []
    for at_ in range(12, 12 + 16 * int.from_bytes(data[4:6], "big"), 16):
        entry = data[at_ : at_ + 16]
        begins, length = int.from_bytes(entry[8:12], "big"), int.from_bytes(entry[12:16], "big")
        if entry[:4] in _SHAPES:
            tables.append((entry[:8], data[begins : begins + length]))
    power = max(len(tables).bit_length() - 1, 0)
    search = [len(tables), 16 << power, power, 16 * len(tables) - (16 << power)]
    head = data[:4] + b"".join(max(number, 0).to_bytes(2, "big") for number in search)
    place, body = 12 + 16 * len(tables), b""
    for entry, content in tables:
        head += entry + (place + len(body)).to_bytes(4, "big") + len(content).to_bytes(4, "big")
        body += content + bytes(-len(content) % 4)
    return head + body
