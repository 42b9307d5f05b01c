"""A presentation as it is shown: the slides that are shown, without notes, comments, animations and prompts."""

from __future__ import annotations

from foundation.files.cleaning.containers import VND, Copied, Rebuilt, Sort, keep_children
from foundation.files.cleaning.markup import A, Element, P, R, local, remove
from foundation.files.cleaning.refusal import NotCleanable
from foundation.files.packages import Relation
from foundation.files.pdf_rules import names
from foundation.files.worth import numbered

_SLIDES = f"{VND}.presentationml"
_OFF = frozenset({"0", "false"})
_PRESENTATION = ("sldMasterIdLst", "sldIdLst", "sldSz", "notesSz", "defaultTextStyle")
#: What a slide has beside what it shows.
_BESIDE = names(
    """
    timing transition custDataLst hf hlinkHover snd controls oleObj
    """
)
_TO_SLIDE = "ppaction://hlinksldjump"


class Slides(Rebuilt):
    """A presentation."""

    folder = "ppt"
    main = Sort(
        "presentation.xml", f"{_SLIDES}.presentation.main+xml", "officeDocument", ("tablestyles", "theme")
    )
    sorts = {
        "slide": Sort("slides/slide{}.xml", f"{_SLIDES}.slide+xml", "slide", ("slidelayout",)),
        "slidelayout": Sort(
            "slideLayouts/slideLayout{}.xml", f"{_SLIDES}.slideLayout+xml", "slideLayout", ("slidemaster",)
        ),
        "slidemaster": Sort(
            "slideMasters/slideMaster{}.xml", f"{_SLIDES}.slideMaster+xml", "slideMaster", ("theme",)
        ),
        "tablestyles": Sort("tableStyles{}.xml", f"{_SLIDES}.tableStyles+xml", "tableStyles"),
    }

    def made(self) -> bytes:
        self._shown = self._slides_shown()
        return super().made()

    def _slides_shown(self) -> set[str]:
        """The slides that are listed and not hidden."""
        listed = {e.get(f"{{{R}}}id", "") for e in self.tree(self.package.main).iter(f"{{{P}}}sldId")}
        shown = set()
        for relation in self.package.related("slide", self.package.main):
            if relation.id not in listed:
                continue
            if self.tree(relation.target).get("show", "1") in _OFF:
                self.told["隐藏的幻灯片"] = None
            else:
                shown.add(relation.target)
        if not shown:
            raise NotCleanable("演示文稿里没有显示出来的幻灯片，无法清理。")
        layouts = {r.target for slide in shown for r in self.package.related("slidelayout", slide)}
        masters = {r.target for layout in layouts for r in self.package.related("slidemaster", layout)}
        return shown | layouts | masters

    def clean_part(self, part: Copied) -> None:
        root = part.root
        if part.kind == "main":
            keep_children(root, _PRESENTATION)
            for key in list(root.attrib):
                if local_name(key) not in ("rtl", "saveSubsetFonts", "Ignorable"):
                    del root.attrib[key]
        for listed in [e for e in root.iter() if local(e) in ("sldId", "sldMasterId", "sldLayoutId")]:
            relation = self._relations.get((part.source, listed.get(f"{{{R}}}id", "")))
            if relation is None or relation.target not in self._shown:
                remove(listed)
        for element in list(root.iter()):
            if element.getparent() is None:
                continue
            if local(element) in _BESIDE:
                self.told |= {"动画和切换": None} if local(element) in ("timing", "transition") else {}
                remove(element)
            elif local(element) == "hlinkClick":
                self._click(element)
        _without_covered(root)
        if part.kind in ("slidelayout", "slidemaster"):
            _without_prompts(root)

    def _click(self, element: Element) -> None:
        """Links to addresses and to other slides stay, all other actions go."""
        action = element.attrib.pop("action", "")
        for child in list(element):
            element.remove(child)
        if action.startswith(_TO_SLIDE) and element.get(f"{{{R}}}id"):
            element.set("action", _TO_SLIDE)
        elif action or not element.get(f"{{{R}}}id"):
            remove(element)

    def wants(self, part: Copied, relation: Relation) -> bool:
        return relation.kind not in ("slide", "slidelayout", "slidemaster") or relation.target in self._shown


def local_name(key: str) -> str:
    """The name of an attribute without its namespace."""
    return key.rpartition("}")[2]


def _without_covered(root: Element) -> None:
    """Empty the cells that another reaches over, and the numbers of slides that no slide has."""
    for cell in root.iter(f"{{{A}}}tc"):
        if any(cell.get(key, "0") not in _OFF for key in ("hMerge", "vMerge")):
            for text in cell.iter(f"{{{A}}}t"):
                text.text = ""
    for counted in root.iter(f"{{{A}}}fld"):
        for text in counted.iter(f"{{{A}}}t"):
            if counted.get("type") == "slidenum" and numbered(text.text or ""):
                text.text = "‹#›"


def _without_prompts(root: Element) -> None:
    """Empty the frames of a layout, whose words are prompts that no slide shows."""
    for shape in root.iter(f"{{{P}}}sp"):
        if shape.find(f"{{{P}}}nvSpPr/{{{P}}}nvPr/{{{P}}}ph") is None:
            continue
        for text in shape.iter(f"{{{A}}}t"):
            text.text = ""
