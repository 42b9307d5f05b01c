"""What leads on from the pages of a PDF: links to addresses and to other pages, and bookmarks that the pages bear out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    TextStringObject,
)

from foundation.characters import folded
from foundation.files.cleaning.pdf_resources import Target
from foundation.files.cleaning.pdf_values import plain
from foundation.files.pdf_rules import at, name_at

ADDRESS = re.compile(r"(?:https?://|mailto:)[^\x00-\x20\x7f<>\"]{1,2000}", re.IGNORECASE)
#: The most entries of a tree of names, and of bookmarks, and how deep these stand.
MOST, DEEPEST = 50_000, 12


class Links:
    """The links of a document, leading to the pages of its copy."""

    def __init__(
        self,
        reader: Any,
        target: Target,
        pages: dict[int, IndirectObject],
        shown: Callable[[Any], bool],
    ) -> None:
        self._shown = shown
        self.target, self.pages = target, pages
        self.told: dict[str, None] = {}
        self._root = reader.root_object
        self._order = {
            page.indirect_reference.idnum: n for n, page in enumerate(reader.pages) if page.indirect_reference
        }
        self._named: dict[str, Any] | None = None

    def of_page(self, page: Any) -> ArrayObject | None:
        """The links of a page, without hints, borders or names."""
        made = ArrayObject()
        notes = at(page, "/Annots")
        for item in list.__iter__(notes) if isinstance(notes, ArrayObject) else ():
            note = item.get_object()
            if name_at(note, "/Subtype") != "/Link" or int(at(note, "/F") or 0) & 0b100010:
                continue
            if "/OC" in note and not self._shown(note.raw_get("/OC")):
                continue
            link = self._link(note)
            if link is not None:
                made.append(self.target.add(link))
        return made or None

    def _link(self, note: DictionaryObject) -> DictionaryObject | None:
        made = DictionaryObject(
            {NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Link")}
        )
        made[NameObject("/Rect")] = plain(note["/Rect"])
        made[NameObject("/Border")] = ArrayObject([NumberObject(0)] * 3)
        if "/QuadPoints" in note:
            made[NameObject("/QuadPoints")] = plain(note["/QuadPoints"])
        action = at(note, "/A")
        if name_at(action, "/S") == "/URI":
            address = _text(at(action, "/URI"))
            if ADDRESS.fullmatch(address):
                kind = {
                    NameObject("/S"): NameObject("/URI"),
                    NameObject("/URI"): ByteStringObject(address.encode()),
                }
                made[NameObject("/A")] = DictionaryObject(kind)
                return made
        elif place := self._place(
            at(action, "/D") if name_at(action, "/S") == "/GoTo" else at(note, "/Dest")
        ):
            made[NameObject("/Dest")] = place
            return made
        self.told["指向别处的链接"] = None
        return None

    def _place(self, value: Any) -> ArrayObject | None:
        """Where on which page of the copy a link leads."""
        if isinstance(value, NameObject | TextStringObject | ByteStringObject):
            value = self._names().get(_text(value))
        if isinstance(value, DictionaryObject):
            value = at(value, "/D")
        if not isinstance(value, ArrayObject) or not value:
            return None
        page = list.__getitem__(value, 0)
        if not isinstance(page, IndirectObject) or page.idnum not in self.pages:
            return None
        return ArrayObject([self.pages[page.idnum], *(plain(item) for item in list.__iter__(value[1:]))])

    def _names(self) -> dict[str, Any]:
        """The places that have names."""
        if self._named is None:
            self._named = {}
            old = at(self._root, "/Dests")
            for name in dict.keys(old) if isinstance(old, DictionaryObject) else ():
                self._named[str(name)] = at(old, name)
            waiting = [at(at(self._root, "/Names"), "/Dests")]
            while waiting and len(self._named) < MOST:
                node = waiting.pop()
                kids, names = at(node, "/Kids"), at(node, "/Names")
                waiting += (
                    [kid.get_object() for kid in list.__iter__(kids)] if isinstance(kids, ArrayObject) else []
                )
                pairs = list(list.__iter__(names)) if isinstance(names, ArrayObject) else []
                for key, value in zip(pairs[::2], pairs[1::2], strict=False):
                    self._named[_text(key.get_object())] = value.get_object()
        return self._named

    # Bookmarks

    def outline(self, old: Any, text_of: Callable[[int], str]) -> IndirectObject | None:
        """The bookmarks whose words stand on the page to which they lead; None without."""
        if at(old, "/First") is None:
            return None
        texts: dict[int, str] = {}

        def said(page: int) -> str:
            if page not in texts:
                texts[page] = _bare(text_of(page))
            return texts[page]

        made = DictionaryObject({NameObject("/Type"): NameObject("/Outlines")})
        place = self.target.add(made)
        self._left = MOST
        return place if self._branch(old, made, place, said, 0) else None

    def _branch(
        self, old: Any, made: DictionaryObject, place: IndirectObject, said: Callable[[int], str], depth: int
    ) -> int:
        """Copy the entries below one; how many there are."""
        kept: list[tuple[IndirectObject, DictionaryObject]] = []
        entry, total = at(old, "/First"), 0
        while isinstance(entry, DictionaryObject) and self._left > 0 and depth < DEEPEST:
            self._left -= 1
            copied = self._entry(entry, said)
            if copied is None:
                self.told["与页面文字不符的书签"] = None
            else:
                copied[NameObject("/Parent")] = place
                reference = self.target.add(copied)
                total += 1 + self._branch(entry, copied, reference, said, depth + 1)
                kept.append((reference, copied))
            entry = at(entry, "/Next")
        for (before, one), (after, other) in pairwise(kept):
            one[NameObject("/Next")], other[NameObject("/Prev")] = after, before
        if kept:
            made[NameObject("/First")], made[NameObject("/Last")] = kept[0][0], kept[-1][0]
            made[NameObject("/Count")] = NumberObject(total)
        return total

    def _entry(self, entry: DictionaryObject, said: Callable[[int], str]) -> DictionaryObject | None:
        title, action = _text(at(entry, "/Title")), at(entry, "/A")
        where = at(action, "/D") if name_at(action, "/S") == "/GoTo" else at(entry, "/Dest")
        place = self._place(where)
        words = _bare(title)
        if place is None or not words:
            return None
        page = next(
            old for old, new in self.pages.items() if new is place[0] or new == list.__getitem__(place, 0)
        )
        number = self._order.get(page)
        if number is None or words not in said(number):
            return None
        return DictionaryObject({NameObject("/Title"): TextStringObject(title), NameObject("/Dest"): place})


def _text(value: Any) -> str:
    if isinstance(value, ByteStringObject):
        return bytes(value).decode("utf-8", "replace")
    return str(value) if value is not None and not isinstance(value, NullObject) else ""


def _bare(text: str) -> str:
    """The letters and digits of a text."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", folded(text)).casefold()))
