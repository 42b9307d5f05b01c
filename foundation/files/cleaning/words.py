"""A Word file as it looks: changes accepted, hidden text, comments, codes, names and settings gone."""

from __future__ import annotations

import re

from lxml import etree

from foundation.files.cleaning import word_fields, word_revisions, word_unseen
from foundation.files.cleaning.containers import VND, Copied, Rebuilt, Sort, keep_children
from foundation.files.cleaning.markup import Element, R, W, is_on, local, remove, unwrap
from foundation.files.pdf_rules import names
from foundation.files.worth import worth

_WORD = f"{VND}.wordprocessingml"
_STORIES = frozenset({"main", "header", "footer", "footnotes", "endnotes"})
_VAL = f"{{{W}}}val"
#: Elements around text that say something about it, and elements without text that nobody sees.
_AROUND = frozenset({"customXml", "smartTag"})
_NOTHING = names(
    """
    proofErr permStart permEnd commentRangeStart commentRangeEnd commentReference
    lastRenderedPageBreak annotationRef tblCaption tblDescription printerSettings bgPict control
    altChunk docPartObj
    """
)
#: The settings by which a page is set.
_SETTINGS = names(
    """
    mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader bordersDoNotSurroundFooter
    gutterAtTop defaultTabStop autoHyphenation hyphenationZone evenAndOddHeaders bookFoldRevPrinting
    bookFoldPrinting bookFoldPrintingSheets drawingGridHorizontalSpacing drawingGridVerticalSpacing
    displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery noPunctuationKerning
    characterSpacingControl displayBackgroundShape footnotePr endnotePr compat mathPr themeFontLang
    clrSchemeMapping decimalSymbol listSeparator strictFirstAndLastChars
    """
)
#: Where a style is referred to.
_STYLES = names(
    """
    pStyle rStyle tblStyle basedOn next link numStyleLink styleLink
    """
)
_UNSEEN = re.compile(r"visibility\s*:\s*hidden", re.IGNORECASE)


class Words(Rebuilt):
    """A Word file."""

    folder = "word"
    main = Sort(
        "document.xml",
        f"{_WORD}.document.main+xml",
        "officeDocument",
        ("styles", "numbering", "settings", "theme", "footnotes", "endnotes"),
    )
    sorts = {
        kind: Sort(f"{kind}{{}}.xml", f"{_WORD}.{kind}+xml", kind)
        for kind in ("header", "footer", "footnotes", "endnotes", "styles", "numbering", "settings")
    }
    around = frozenset({"hyperlink"})
    #: The style of paragraphs that name none.
    _default = ""

    def made(self) -> bytes:
        self._hidden_styles = self._hiding()
        settings = [self.tree(r.target) for r in self.package.related("settings", self.package.main)[:1]]
        self._even = any(is_on(root.find(f"{{{W}}}evenAndOddHeaders")) for root in settings)
        return super().made()

    def _hiding(self) -> set[str]:
        """The styles whose text is hidden, also by the style that they build on."""
        said: dict[str, bool] = {}
        based: dict[str, str] = {}
        for relation in self.package.related("styles", self.package.main)[:1]:
            for style in self.tree(relation.target).iter(f"{{{W}}}style"):
                name = style.get(f"{{{W}}}styleId", "")
                default = style.get(f"{{{W}}}default", "0") in ("1", "true", "on")
                if default and style.get(f"{{{W}}}type") == "paragraph":
                    self._default = name
                switch = style.find(f"{{{W}}}rPr/{{{W}}}vanish")
                if switch is not None:
                    said[name] = is_on(switch)
                elif (base := style.find(f"{{{W}}}basedOn")) is not None:
                    based[name] = base.get(_VAL, "")
        hidden = set()
        for name in {*said, *based}:
            at, steps = name, 0
            while at not in said and at in based and steps < 50:
                at, steps = based[at], steps + 1
            if said.get(at):
                hidden.add(name)
        return hidden

    def clean_part(self, part: Copied) -> None:
        if part.kind in _STORIES:
            self._story(part.root)
        elif part.kind == "styles":
            _clean_styles(part.root)
        elif part.kind == "settings":
            keep_children(part.root, _SETTINGS)
        elif part.kind == "numbering":
            for element in [e for e in part.root.iter() if local(e) in ("nsid", "tmpl", "name")]:
                remove(element)

    def _story(self, root: Element) -> None:
        for element in list(root.iter()):
            name = local(element)
            if element.getparent() is None:
                continue
            if name == "sdt" or name in _AROUND:
                _open(element)
            elif name in _NOTHING or _UNSEEN.search(element.get("style", "")):
                remove(element)
        for words in list(root.iter(f"{{{W}}}t")):
            if local(words.getparent()) not in ("r", "Choice", "Fallback"):
                remove(words)
        word_unseen.drop_headers(root, self._even)
        if word_revisions.accept(root):
            self.told["修订记录"] = None
        if word_fields.settle(root):
            self.told["域代码"] = None
        word_unseen.empty_merged(root)
        self._without_hidden(root)
        word_unseen.drop_empty(root)
        _whole_tables(root)

    def _without_hidden(self, root: Element) -> None:
        emptied = []
        for run in [e for e in root.iter() if local(e) == "r" and e.getparent() is not None]:
            if self._hides(run):
                self.told["隐藏的文字"] = None
                paragraph = next(run.iterancestors(f"{{{W}}}p"), None)
                emptied += [paragraph] if paragraph is not None else []
                remove(run)
        for row in list(root.iter(f"{{{W}}}tr")):
            if is_on(row.find(f"{{{W}}}trPr/{{{W}}}hidden")) and row.getparent() is not None:
                self.told["隐藏的文字"] = None
                remove(row)
        for paragraph in dict.fromkeys(emptied):
            mark = paragraph.find(f"{{{W}}}pPr/{{{W}}}rPr/{{{W}}}vanish")
            beside = any(
                True for back in (False, True) for _p in paragraph.itersiblings(paragraph.tag, preceding=back)
            )
            kept = paragraph.find(f"{{{W}}}pPr/{{{W}}}sectPr") is not None or any(
                local(child) not in ("pPr", "bookmarkStart", "bookmarkEnd") for child in paragraph
            )
            if not kept and beside and (is_on(mark) or self._style_hides(paragraph)):
                remove(paragraph)
        for switch in [e for e in root.iter() if local(e) in ("vanish", "specVanish")]:
            remove(switch)

    def _hides(self, run: Element) -> bool:
        properties = run.find(f"{{{W}}}rPr")
        if properties is not None:
            if (switch := properties.find(f"{{{W}}}vanish")) is not None:
                return is_on(switch)
            style = properties.find(f"{{{W}}}rStyle")
            if style is not None and style.get(_VAL) in self._hidden_styles:
                return True
        paragraph = next(run.iterancestors(f"{{{W}}}p"), None)
        return paragraph is not None and self._style_hides(paragraph)

    def _style_hides(self, paragraph: Element) -> bool:
        style = paragraph.find(f"{{{W}}}pPr/{{{W}}}pStyle")
        return (self._default if style is None else style.get(_VAL)) in self._hidden_styles

    # What nothing refers to

    def finish(self) -> None:
        roots = [part.root for part in self.parts.values() if part.root is not None]
        word_unseen.empty_levels(roots)
        _settle_bookmarks(roots)
        _settle_styles(roots)
        for part in self.parts.values():
            if part.kind in ("footnotes", "endnotes"):
                self._only_noted(part, roots)
            elif part.kind == "numbering":
                _only_numbered(part.root, roots)

    def _only_noted(self, part: Copied, roots: list[Element]) -> None:
        one = part.kind[:-1]
        used = {e.get(f"{{{W}}}id") for root in roots for e in root.iter(f"{{{W}}}{one}Reference")}
        for note in list(part.root):
            if note.get(f"{{{W}}}type", "normal") == "normal" and note.get(f"{{{W}}}id") not in used:
                part.root.remove(note)


def _whole_tables(root: Element) -> None:
    """Give a cell that was emptied the paragraph that it must have, and take out a table without rows."""
    for table in list(root.iter(f"{{{W}}}tbl")):
        if table.find(f"{{{W}}}tr") is None and table.getparent() is not None:
            remove(table)
    for cell in root.iter(f"{{{W}}}tc"):
        if not len(cell) or local(cell[-1]) != "p":
            etree.SubElement(cell, f"{{{W}}}p")


def _open(element: Element) -> None:
    """Put the contents of a control, or of a mark around text, in its place."""
    content = element.find(f"{{{W}}}sdtContent") if local(element) == "sdt" else element
    if content is None:
        remove(element)
        return
    for child in list(element):
        if (child is not content and content is not element) or (
            local(child).endswith("Pr") and content is element
        ):
            element.remove(child)
    if content is not element:
        unwrap(content)
    unwrap(element)


def _clean_styles(root: Element) -> None:
    keep_children(root, ("docDefaults", "latentStyles", "style"))
    for n, style in enumerate(root.findall(f"{{{W}}}style"), 1):
        for child in list(style):
            if local(child) in ("aliases", "rsid", "personal", "personalCompose", "personalReply"):
                style.remove(child)
        name = style.find(f"{{{W}}}name")
        if name is not None and name.get(_VAL) is None:
            name.set(_VAL, f"样式 {n}")
    for element in [
        e for e in root.iter() if local(e).endswith("Change") or local(e) in ("vanish", "specVanish")
    ]:
        remove(element)


def _settle_bookmarks(roots: list[Element]) -> None:
    """Keep the bookmarks to which links lead, under other names."""
    anchor, named, number = f"{{{W}}}anchor", f"{{{W}}}name", f"{{{W}}}id"
    links = [e for root in roots for e in root.iter(f"{{{W}}}hyperlink")]
    asked = {e.get(anchor) for e in links}
    names: dict[str, str] = {}
    for root in roots:
        kept = set()
        for mark in list(root.iter(f"{{{W}}}bookmarkStart")):
            name = mark.get(named, "")
            if name and name in asked:
                kept.add(mark.get(number))
                mark.set(named, names.setdefault(name, f"_b{len(names) + 1}"))
            else:
                remove(mark)
        for mark in list(root.iter(f"{{{W}}}bookmarkEnd")):
            if mark.get(number) not in kept:
                remove(mark)
    for link in links:
        place = names.get(link.attrib.pop(anchor, ""))
        link.attrib.pop(f"{{{W}}}docLocation", None)
        link.attrib.pop(f"{{{W}}}tgtFrame", None)
        if place:
            link.set(anchor, place)
        elif f"{{{R}}}id" not in link.attrib and link.getparent() is not None:
            unwrap(link)


def _settle_styles(roots: list[Element]) -> None:
    """Give styles whose identifiers say something other identifiers."""
    identifier = f"{{{W}}}styleId"
    names: dict[str, str] = {}
    for root in roots:
        for style in root.iter(f"{{{W}}}style"):
            name = style.get(identifier, "")
            if worth(name):
                names[name] = f"style-{len(names) + 1}"
                style.set(identifier, names[name])
    for root in roots:
        for element in [e for e in root.iter() if local(e) in _STYLES]:
            name = element.get(_VAL, "")
            if name in names:
                element.set(_VAL, names[name])
            elif worth(name):
                remove(element)


def _only_numbered(numbering: Element, roots: list[Element]) -> None:
    """Keep the lists that a paragraph or a style uses."""
    used = {e.get(_VAL) for root in roots if root is not numbering for e in root.iter(f"{{{W}}}numId")}
    lists = set()
    for one in list(numbering.findall(f"{{{W}}}num")):
        if one.get(f"{{{W}}}numId") in used:
            lists |= {e.get(_VAL) for e in one.iter(f"{{{W}}}abstractNumId")}
        else:
            numbering.remove(one)
    for one in list(numbering.findall(f"{{{W}}}abstractNum")):
        if one.get(f"{{{W}}}abstractNumId") not in lists:
            numbering.remove(one)
