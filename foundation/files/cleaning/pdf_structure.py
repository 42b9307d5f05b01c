"""The structure of a PDF for readers who hear it: headings, paragraphs, tables, without any words of its own."""

from __future__ import annotations

from typing import Any

from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
)

from foundation.files.cleaning.pdf_resources import Target
from foundation.files.cleaning.pdf_values import only
from foundation.files.pdf_rules import at, name_at, names

STANDARD = names(
    """
    /Document /Part /Art /Sect /Div /BlockQuote /Caption /TOC /TOCI /Index /NonStruct /P /H /H1 /H2
    /H3 /H4 /H5 /H6 /L /LI /Lbl /LBody /Table /TR /TH /TD /THead /TBody /TFoot /Span /Quote /Note
    /Reference /BibEntry /Code /Link /Annot /Ruby /RB /RT /RP /Warichu /WT /WP /Figure /Formula
    /Form /Title /FENote /Sub /Em /Strong /Aside
    """
)
#: Words that nobody sees, which a program reads out in the place of what is drawn.
WORDS = ("/Alt", "/ActualText", "/E", "/T")
MOST, DEEPEST = 200_000, 100


class Structure:
    """The tree of a document, whose leaves are stretches of what its pages draw."""

    def __init__(self, tree: Any, target: Target, pages: dict[int, IndirectObject]) -> None:
        self._tree = tree if isinstance(tree, DictionaryObject) else None
        self._target, self._pages = target, pages
        self._roles = at(self._tree, "/RoleMap")
        self._entered: dict[int, int] = {}
        self._leaves: dict[int, dict[int, IndirectObject]] = {}
        self._left = MOST
        self.spoke = False

    def holds(self, page: Any) -> bool:
        """Whether a page is part of the tree."""
        return self._tree is not None and "/StructParents" in page and page.indirect_reference is not None

    def enter(self, page: Any, made: DictionaryObject) -> None:
        """Give the copy of a page its number in the tree."""
        number = len(self._entered)
        self._entered[page.indirect_reference.idnum] = number
        made[NameObject("/StructParents")] = NumberObject(number)

    def bind(self, root: DictionaryObject) -> None:
        """Copy the tree for the pages that were entered, and bind it to the root of the copy."""
        if not self._entered or self._tree is None:
            return
        made = DictionaryObject({NameObject("/Type"): NameObject("/StructTreeRoot")})
        place = self._target.add(made)
        kids = self._kids(self._tree, place, place, None, 0)
        if not kids:
            return
        made[NameObject("/K")] = kids
        numbers = ArrayObject()
        for page, number in self._entered.items():
            leaves = self._leaves.get(page, {})
            numbers += [
                NumberObject(number),
                ArrayObject(leaves.get(n, place) for n in range(max(leaves, default=-1) + 1)),
            ]
        made[NameObject("/ParentTree")] = DictionaryObject({NameObject("/Nums"): numbers})
        made[NameObject("/ParentTreeNextKey")] = NumberObject(len(self._entered))
        root[NameObject("/StructTreeRoot")] = place
        root[NameObject("/MarkInfo")] = DictionaryObject({NameObject("/Marked"): BooleanObject(True)})

    def _kids(
        self, node: Any, place: IndirectObject, root: IndirectObject, page: int | None, depth: int
    ) -> ArrayObject:
        held = node.raw_get("/K") if "/K" in node else None
        inner = held.get_object() if held is not None else None
        items = (
            list(list.__iter__(inner)) if isinstance(inner, ArrayObject) else [] if held is None else [held]
        )
        kids = ArrayObject()
        for item in items:
            self._left -= 1
            if self._left < 0 or depth > DEEPEST:
                break
            kid = self._kid(item.get_object(), place, root, page, depth)
            if kid is not None:
                kids.append(kid)
        return kids

    def _kid(
        self, value: Any, place: IndirectObject, root: IndirectObject, page: int | None, depth: int
    ) -> Any:
        if isinstance(value, NumberObject):
            return value if self._leaf(page, int(value), place) else None
        if not isinstance(value, DictionaryObject):
            return None
        here = value.raw_get("/Pg") if "/Pg" in value else None
        on = here.idnum if isinstance(here, IndirectObject) else page
        if name_at(value, "/Type") == "/MCR":
            mark = at(value, "/MCID")
            if not isinstance(mark, int) or "/Stm" in value or not self._leaf(on, int(mark), place):
                return None
            reference = {NameObject("/Type"): NameObject("/MCR"), NameObject("/MCID"): NumberObject(mark)}
            return DictionaryObject(reference | {NameObject("/Pg"): self._pages[on]})  # type: ignore[index]
        return self._element(value, place, root, on, depth) if "/S" in value else None

    def _leaf(self, page: int | None, mark: int, place: IndirectObject) -> bool:
        if page is None or page not in self._entered or not 0 <= mark < MOST:
            return False
        self._leaves.setdefault(page, {})[mark] = place
        return True

    def _element(
        self,
        value: DictionaryObject,
        parent: IndirectObject,
        root: IndirectObject,
        page: int | None,
        depth: int,
    ) -> IndirectObject | None:
        self.spoke = self.spoke or any(word in value for word in WORDS)
        made = DictionaryObject({NameObject("/Type"): NameObject("/StructElem"), NameObject("/P"): parent})
        made[NameObject("/S")] = self._role(name_at(value, "/S"))
        if page is not None and page in self._pages:
            made[NameObject("/Pg")] = self._pages[page]
        place = self._target.reserve()
        kids = self._kids(value, place, root, page, depth + 1)
        if not kids:
            return None
        made[NameObject("/K")] = kids
        layout = at(value, "/A")
        if isinstance(layout, DictionaryObject) and name_at(layout, "/O") in ("/Table", "/List"):
            made[NameObject("/A")] = only(layout, "/O /ColSpan /RowSpan /Scope /ListNumbering")
        self._target.put(place, made)
        return place

    def _role(self, name: str) -> NameObject:
        for _step in range(10):
            if name in STANDARD:
                return NameObject(name)
            name = name_at(self._roles, name)
        return NameObject("/NonStruct")
