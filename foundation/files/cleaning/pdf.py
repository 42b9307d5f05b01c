"""A PDF made anew from the pages of its newest revision: what they draw, their links, and nothing else."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from foundation.files.cleaning.pdf_drawing import Drawing
from foundation.files.cleaning.pdf_layers import Layers
from foundation.files.cleaning.pdf_links import Links
from foundation.files.cleaning.pdf_resources import Resources, Target
from foundation.files.cleaning.pdf_structure import Structure
from foundation.files.cleaning.pdf_values import plain
from foundation.files.cleaning.refusal import NotCleanable
from foundation.files.pdf_reader import BROKEN
from foundation.files.pdf_rules import at, name_at, names

#: Annotations that belong to the page as it looks; all others are remarks on it.
DRAWN = names(
    """
    /Widget /Stamp /Watermark /FreeText /Ink /Line /Square /Circle /Polygon /PolyLine /PrinterMark
    /TrapNet
    """
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{2,4}){0,2}")
HIDDEN = 0b100010
MOST_PAGES = 20_000

_SIGNED = "PDF 带有数字签名或电子印章签名，清理后签名就会失效。"
_REDACTION = "PDF 里有标记了却没有执行的涂黑（密文），下面的文字还在；请在编辑软件里应用涂黑，再重新导出。"
_UNDRAWN = "PDF 表单里填写的内容没有画在页面上，要由阅读软件临时生成，无法清理；请打印为 PDF 后重新上传。"
_DAMAGED = "PDF 的结构不规范，无法清理；请重新导出或打印为 PDF 后上传。"


def clean_pdf(content: bytes) -> tuple[bytes, list[str]]:
    """The cleaned copy, and what was taken out. Raises `NotCleanable`."""
    try:
        return _Copy(PdfReader(io.BytesIO(content), strict=False)).made()
    except (*BROKEN, AssertionError, NotImplementedError, OverflowError):
        raise NotCleanable(_DAMAGED) from None


class _Copy:
    def __init__(self, reader: PdfReader) -> None:
        if reader.is_encrypted or len(reader.pages) > MOST_PAGES:
            raise NotCleanable(_DAMAGED)
        self.reader, self.target = reader, Target()
        self.root = reader.root_object
        self.form = at(self.root, "/AcroForm")
        self.layers = Layers(at(self.root, "/OCProperties"))
        self.resources = Resources(reader, self.target, self.layers)
        self.told: dict[str, None] = {}
        self._check()

    def _check(self) -> None:
        """Refuse what is signed, and forms whose contents no page draws."""
        undrawn = at(self.form, "/NeedAppearances")
        if "/Perms" in self.root:
            raise NotCleanable(_SIGNED)
        for field in self._fields():
            value = at(field, "/V")
            if isinstance(value, DictionaryObject) and not isinstance(value, StreamObject):
                raise NotCleanable(_SIGNED)
            if undrawn and value is not None and name_at(field, "/FT") in ("/Tx", "/Ch", ""):
                raise NotCleanable(_UNDRAWN)

    def _fields(self) -> list[DictionaryObject]:
        """The fields of the form and all widgets, whether the form lists them or not."""
        found = [note for page in self.reader.pages for note in _dictionaries(at(page, "/Annots"))]
        found = [note for note in found if name_at(note, "/Subtype") == "/Widget"]
        waiting, seen = [*found, *_dictionaries(at(self.form, "/Fields"))], set()
        fields = []
        while waiting:
            field = waiting.pop()
            if id(field) in seen:
                continue
            seen.add(id(field))
            fields.append(field)
            waiting += _dictionaries(at(field, "/Kids"))
            if (parent := at(field, "/Parent")) is not None:
                waiting.append(parent)
        return fields

    def made(self) -> tuple[bytes, list[str]]:
        """Draw every page, and bind them."""
        root = DictionaryObject({NameObject("/Type"): NameObject("/Catalog")})
        bound = self.target.add(root)
        tree = DictionaryObject({NameObject("/Type"): NameObject("/Pages")})
        pages = self.target.add(tree)
        old = list(self.reader.pages)
        new = [self.target.reserve() for _page in old]
        known = {
            page.indirect_reference.idnum: reference
            for page, reference in zip(old, new, strict=True)
            if page.indirect_reference is not None
        }
        links = Links(self.reader, self.target, known, self.layers.shown)
        structure = Structure(at(self.root, "/StructTreeRoot"), self.target, known)
        for page, reference in zip(old, new, strict=True):
            self.target.put(reference, self._page(page, pages, links, structure))
        tree[NameObject("/Kids")] = ArrayObject(new)
        tree[NameObject("/Count")] = NumberObject(len(new))
        root[NameObject("/Pages")] = pages
        structure.bind(root)
        language = at(self.root, "/Lang")
        if isinstance(language, str) and _LANGUAGE.fullmatch(language):
            root[NameObject("/Lang")] = TextStringObject(language)
        if outline := links.outline(
            at(self.root, "/Outlines"), _read_later(lambda: self.target.written(bound))
        ):
            root[NameObject("/Outlines")] = outline
        self.told |= links.told | self.resources.told
        if structure.spoke:
            self.told["替代文字"] = None
        if "/OCProperties" in self.root and self.layers.any_off:
            self.told["隐藏的图层"] = None
        return self.target.written(bound), list(self.told)

    def _page(
        self, page: Any, parent: IndirectObject, links: Links, structure: Structure
    ) -> DictionaryObject:
        made = DictionaryObject({NameObject("/Type"): NameObject("/Page"), NameObject("/Parent"): parent})
        for key in ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit"):
            value = _inherited(page, key)
            if value is not None:
                made[NameObject(key)] = plain(value)
        if group := self.resources.group(at(page, "/Group")):
            made[NameObject("/Group")] = group
        resources = _inherited(page, "/Resources")
        marks = structure.holds(page)
        drawing = Drawing(
            resources,
            self.resources.take,
            self.layers.shown,
            scanned=self.resources.has_picture(resources),
            marks=marks,
        )
        content = b""
        if (source := at(page, "/Contents")) is not None:
            content = drawing.rewritten(source, self.reader)
        self.told |= dict.fromkeys(sorted(drawing.hid))
        used = drawing.resources_used()
        stamped = self._stamped(page, resources, used)
        if stamped:
            content = b"q\n" + content + b"Q\n" + stamped
        made[NameObject("/Resources")] = used
        made[NameObject("/Contents")] = self.target.stream(content)
        if notes := links.of_page(page):
            made[NameObject("/Annots")] = notes
        if marks:
            structure.enter(page, made)
        return made

    def _stamped(self, page: Any, resources: Any, used: DictionaryObject) -> bytes:
        """What draws the fields and stamps of a page as part of it."""
        drawn = []
        for note in _dictionaries(at(page, "/Annots")):
            kind, flags = name_at(note, "/Subtype"), at(note, "/F") or 0
            if kind == "/Redact":
                raise NotCleanable(_REDACTION)
            if kind == "/Link":
                continue
            if kind not in DRAWN:
                self.told["批注"] = None
                continue
            if int(flags) & HIDDEN or ("/OC" in note and not self.layers.shown(note.raw_get("/OC"))):
                self.told["隐藏的批注"] = None
                continue
            appearance = _appearance(note)
            if appearance is None:
                if kind != "/Widget":
                    self.told["批注"] = None
                elif _inherited(note, "/V") not in (None, ""):
                    self.told["没有画在页面上的表单内容"] = None
                continue
            if "/OC" in appearance and not self.layers.shown(appearance.raw_get("/OC")):
                self.told["隐藏的批注"] = None
                continue
            place = _placed(appearance, at(note, "/Rect"))
            if place is None:
                continue
            fallback = at(self.form, "/DR") or resources
            form = self.resources.form(appearance, fallback)
            forms = used.setdefault(NameObject("/XObject"), DictionaryObject())
            name = f"/A{len(forms) + 1}"
            forms[NameObject(name)] = form
            numbers = " ".join(f"{value:.5f}".rstrip("0").rstrip(".") for value in place)
            drawn.append(f"q {numbers} cm {name} Do Q\n".encode())
            self.told["表单、图章（已画入页面）"] = None
        return b"".join(drawn)


def _read_later(written: Callable[[], bytes]) -> Callable[[int], str]:
    """What the pages of the copy say: the old ones say what is hidden as well."""
    copies: list[PdfReader] = []

    def said(page: int) -> str:
        if not copies:
            copies.append(PdfReader(io.BytesIO(written()), strict=False))
        return copies[0].pages[page].extract_text()

    return said


def _dictionaries(value: Any) -> list[DictionaryObject]:
    if not isinstance(value, ArrayObject):
        return []
    return [
        found for item in list.__iter__(value) if isinstance(found := item.get_object(), DictionaryObject)
    ]


def _inherited(page: Any, key: str) -> Any:
    """What a page says, or a node above it."""
    for _depth in range(60):
        if not isinstance(page, DictionaryObject):
            return None
        if key in page:
            return at(page, key)
        page = at(page, "/Parent")
    return None


def _appearance(note: DictionaryObject) -> StreamObject | None:
    """The drawing by which an annotation shows itself now."""
    normal = at(at(note, "/AP"), "/N")
    if isinstance(normal, StreamObject):
        return normal
    state = name_at(note, "/AS") or name_at(note, "/V")
    found = at(normal, state) if state else None
    return found if isinstance(found, StreamObject) else None


def _placed(appearance: StreamObject, place: Any) -> tuple[float, ...] | None:
    """The matrix that puts the box of a drawing, turned by its own matrix, into the rectangle of the annotation."""
    box, matrix = (
        _numbers(at(appearance, "/BBox"), 4),
        _numbers(at(appearance, "/Matrix"), 6) or [1, 0, 0, 1, 0, 0],
    )
    rectangle = _numbers(place, 4)
    if rectangle is None:
        return None
    left, right = sorted(rectangle[::2])
    bottom, top = sorted(rectangle[1::2])
    if box is None:
        return 1, 0, 0, 1, left, bottom
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in box[::2] for y in box[1::2]]
    xs, ys = [x for x, _y in corners], [y for _x, y in corners]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    if not wide or not high:
        return None
    across, up = (right - left) / wide, (top - bottom) / high
    return across, 0, 0, up, left - min(xs) * across, bottom - min(ys) * up


def _numbers(value: Any, length: int) -> list[float] | None:
    if not isinstance(value, ArrayObject) or len(value) != length:
        return None
    found = [item.get_object() for item in list.__iter__(value)]
    return (
        [float(item) for item in found]
        if all(isinstance(item, NumberObject | FloatObject) for item in found)
        else None
    )
