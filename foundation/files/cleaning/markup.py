"""What is taken out of every XML part of an office file: remarks, names that people give, hidden drawings, unknown namespaces."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from lxml import etree

from foundation.files.cleaning.refusal import NotCleanable
from foundation.files.pdf_rules import names
from foundation.files.words import STYLED, TYPEFACES
from foundation.files.worth import HAN, is_drawn, is_encoded, is_format, is_label, numbered, worth

Element = Any

OFFICE = "http://schemas.openxmlformats.org"
R = f"{OFFICE}/officeDocument/2006/relationships"
W = f"{OFFICE}/wordprocessingml/2006/main"
A = f"{OFFICE}/drawingml/2006/main"
C = f"{OFFICE}/drawingml/2006/chart"
S = f"{OFFICE}/spreadsheetml/2006/main"
P = f"{OFFICE}/presentationml/2006/main"
XDR = f"{OFFICE}/drawingml/2006/spreadsheetDrawing"
MC = f"{OFFICE}/markup-compatibility/2006"
MICROSOFT = "http://schemas.microsoft.com/office"
#: The namespaces whose elements stay; what stands in any other goes, with all that is in it.
KNOWN = {
    W: "w",
    R: "r",
    A: "a",
    C: "c",
    S: "x",
    P: "p",
    XDR: "xdr",
    MC: "mc",
    f"{OFFICE}/officeDocument/2006/math": "m",
    f"{OFFICE}/drawingml/2006/wordprocessingDrawing": "wp",
    f"{OFFICE}/drawingml/2006/picture": "pic",
    f"{OFFICE}/drawingml/2006/diagram": "dgm",
    f"{OFFICE}/drawingml/2006/chartDrawing": "cdr",
    f"{OFFICE}/drawingml/2006/lockedCanvas": "lc",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
    "urn:schemas-microsoft-com:office:word": "w10",
    f"{MICROSOFT}/word/2010/wordprocessingShape": "wps",
    f"{MICROSOFT}/word/2010/wordprocessingGroup": "wpg",
    f"{MICROSOFT}/word/2010/wordprocessingCanvas": "wpc",
    f"{MICROSOFT}/word/2010/wordprocessingDrawing": "wp14",
    f"{MICROSOFT}/word/2010/wordml": "w14",
    f"{MICROSOFT}/drawing/2010/main": "a14",
    "http://www.w3.org/XML/1998/namespace": "xml",
}
#: The additions of newer programs that those elements come from.
ADDED = frozenset(ns for ns in KNOWN if ns.startswith(MICROSOFT))
#: Attributes that say something which nobody sees who looks at the page.
UNSEEN = names(
    """
    descr title alt tooltip macro textlink gfxdata href spid userDrawn paraId textId anchorId editId
    bwMode author initials codeName uid guid published
    """
)
#: Attributes that belong to pictures which are fetched, and to the program.
SHAPES = names(
    """
    sp pic graphicFrame cxnSp grpSp wsp wgp wpc contentPart
    """
)
#: Attributes that are geometry: their figures stand side by side and are no number of a person.
GEOMETRY = names(
    """
    fmla path points coordorigin coordsize adj style d from to control1 control2 wrapcoords formulas
    """
)
#: Attributes that the reader of the page sees.
SEEN = frozenset(
    {("sheet", "name"), ("lvlText", "val"), ("textpath", "string"), ("numFmt", "formatCode"), ("sym", "char")}
)
#: Attributes that name what another part of the file defines; its format sees to them.
REFERS = frozenset(
    {
        ("style", "styleId"),
        ("bookmarkStart", "name"),
        ("hyperlink", "anchor"),
        ("hyperlink", "location"),
        ("listEntry", "val"),
        *(
            (name, "val")
            for name in [
                "pStyle",
                "rStyle",
                "tblStyle",
                "basedOn",
                "next",
                "link",
                "numStyleLink",
                "styleLink",
            ]
        ),
    }
)
#: Elements whose characters the reader sees, or that hold formulas and figures.
TEXTS = {
    W: names("t instrText"),
    A: names("t"),
    f"{OFFICE}/officeDocument/2006/math": names("t"),
    C: names("v f formatCode name separator"),
    S: names("t v f definedName formula oddHeader oddFooter evenHeader evenFooter firstHeader firstFooter"),
}
#: What the layout of a diagram shows to whoever chooses it.
_SAMPLES = names("sampData styleData clrData")
_MEASURE = re.compile(r"[\w-]{1,40}\s*:\s*-?[0-9]{0,7}\.?[0-9]{0,20}[a-z%]{0,2}\s*")
#: The elements of which a sheet has hundreds of thousands, and their attributes, which hold places and numbers of formats.
_PLAIN_CELLS, _CELL, SHORT = frozenset({"c", "v"}), frozenset({"r", "s", "t", "spans"}), 10
_OFF = frozenset({"0", "false", "off"})
_PARSER = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "remove_comments": True,
    "remove_pis": True,
    "huge_tree": True,
}
STRICT = "文件是“Strict Open XML”格式，无法清理；请在 Word、Excel、PowerPoint 里另存为普通的 DOCX、XLSX、PPTX 后重新上传。"
DAMAGED = "文件的结构不规范，无法清理；请在 Office 或 WPS 里另存后重新上传，或转为 PDF。"


def parsed(content: bytes) -> Element:
    """The root of a part, without remarks and instructions. Raises `NotCleanable`."""
    if b"<!DOCTYPE" in content:  # refused already when the file was inspected
        raise NotCleanable(DAMAGED)
    try:
        root = etree.fromstring(content, etree.XMLParser(**_PARSER))
    except (etree.XMLSyntaxError, ValueError):
        raise NotCleanable(DAMAGED) from None
    if root.getroottree().docinfo.doctype:
        raise NotCleanable(DAMAGED)
    if "purl.oclc.org/ooxml" in root.tag:
        raise NotCleanable(STRICT)
    return root


def local(element: Element) -> str:
    """The name of an element without its namespace; "" for what is no element."""
    tag = element.tag
    return _parted(tag)[1] if isinstance(tag, str) else ""


def space(name: str) -> str:
    """The namespace of a name."""
    return _parted(name)[0]


@lru_cache(maxsize=4096)
def _parted(name: str) -> tuple[str, str]:
    """The namespace of a name, and the name without it."""
    namespace, _brace, short = name.rpartition("}")
    return namespace[1:], short


def remove(element: Element) -> None:
    """Take out an element with all that is in it."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def unwrap(element: Element) -> None:
    """Put what is in an element in its place."""
    parent = element.getparent()
    at = parent.index(element)
    for n, child in enumerate(list(element)):
        parent.insert(at + n, child)
    parent.remove(element)


def is_on(element: Element, attribute: str = f"{{{W}}}val") -> bool:
    """Whether a switch is on: it is there, and does not say that it is off."""
    return element is not None and element.get(attribute, "1").lower() not in _OFF


def cleaned(root: Element, told: dict[str, None]) -> None:
    """Take out of a part what no reader of the page sees."""
    named, choices = [], []
    for element in list(root.iter()):
        namespace, name = _parted(element.tag)
        if namespace == S and name in _PLAIN_CELLS:
            continue
        unknown = name == "extLst" or name in _SAMPLES or (namespace and namespace not in KNOWN)
        if element is not root and unknown:
            if element.getparent() is not None:
                remove(element)
        elif name == "AlternateContent":
            choices.append(element)
        elif name in ("docPr", "cNvPr"):
            named.append(element)
    for element in choices:
        if _is_below(element, root):
            _choose(element)
    for element in named:
        if _is_below(element, root):
            _named(element, told)
    for element in root.iter():
        _bare(element)


def _is_below(element: Element, root: Element) -> bool:
    """Whether an element is still part of the tree."""
    while element is not None and element is not root:
        element = element.getparent()
    return element is root


def _bare(element: Element) -> None:
    """Take from an element the attributes and characters that nobody sees."""
    namespace, name = _parted(element.tag)
    if element.tail and element.tail.strip():
        element.tail = None
    words = name in TEXTS.get(namespace, ())
    if not words and element.text and (worth(element.text) or is_encoded(element.text)):
        element.text = None
    style = element.get("style", "")
    if worth(style):
        element.set("style", _plain_style(style))
    for key, value in element.items():
        if not (len(value) < SHORT and value.isascii() and key in _CELL) and not _stays(name, key, value):
            del element.attrib[key]


def _plain_style(style: str) -> str:
    """The measures of a drawing, without what else may be written among them."""
    kept = [one for one in style.split(";") if not worth(one) or _MEASURE.fullmatch(one)]
    return ";".join(kept)


def _choose(element: Element) -> None:
    """Of two ways to say the same keep the one that newer programs show, if it is known here; else the other."""
    choices = [child for child in element if local(child) == "Choice"]
    known = [
        child
        for child in choices
        if all(child.nsmap.get(prefix) in ADDED for prefix in child.get("Requires", "").split())
    ]
    for child in list(element):
        if child is not (known[0] if known else None) and (known or local(child) != "Fallback"):
            element.remove(child)
    spaces = [
        str(child.nsmap.get(prefix)) for child in choices for prefix in child.get("Requires", "").split()
    ]
    if not known and any("slicer" in name for name in spaces):
        remove(element)
        return
    if not known and any("chartex" in name for name in spaces):
        raise NotCleanable(
            "文件里有新式图表（瀑布图、树状图等），无法清理；请把图表粘贴为图片，或转为 PDF 后上传。"
        )
    if not known:
        for child in list(element):
            unwrap(child)
        unwrap(element)


def _named(element: Element, told: dict[str, None]) -> None:
    """Give a drawing a name that says nothing, or take it out if it is hidden."""
    around = element.getparent().get("hidden", "0") if local(element.getparent()) == "anchor" else "0"
    if element.get("hidden", "0") not in _OFF or around not in _OFF:
        holder = element.getparent()
        while holder is not None and local(holder) not in SHAPES and local(holder) != "drawing":
            holder = holder.getparent()
        if holder is not None and holder.getparent() is not None:
            told["隐藏的图形"] = None
            anchor = holder.getparent()
            remove(anchor if local(anchor).endswith("Anchor") else holder)
            return
        element.attrib.pop("hidden", None)
    name = element.get("name")
    if name is not None and not is_drawn(name) and (numbered(name) or HAN.search(name) or len(name) > 24):
        element.set("name", "")


def _stays(name: str, key: str, value: str) -> bool:
    """Whether an attribute is part of how the page looks."""
    namespace, short = _parted(key)
    if namespace and namespace not in KNOWN:
        return False
    if short in UNSEEN or short.startswith("rsid"):
        return False
    if len(value) < 5 and value.isascii():
        return True
    if (name, short) in SEEN or (name, short) in REFERS or short in GEOMETRY:
        return True
    if is_encoded(value):
        return False
    if not worth(value):
        return True
    if short in TYPEFACES or (name in STYLED and short in ("name", "val", "Name")):
        return is_label(value)
    if short == "name":
        return is_drawn(value)
    return short == "formatCode" and is_format(value)


def written(root: Element) -> bytes:
    """The bytes of a part: its namespaces under the prefixes that programs give them, and none that it does not use."""
    wanted = _prefixes(root)
    etree.cleanup_namespaces(root, keep_ns_prefixes=sorted(wanted))
    if any(
        prefix and (len(prefix) > 8 or numbered(prefix))
        for element in root.iter()
        for prefix in element.nsmap
    ):
        root = _with_known_prefixes(root)
        wanted = _prefixes(root)
    ignorable = f"{{{MC}}}Ignorable"
    listed = [p for p in root.attrib.pop(ignorable, "").split() if root.nsmap.get(p) in ADDED]
    used = {space(node.tag) for node in root.iter()} | {
        space(key) for node in root.iter() for key in node.attrib
    }
    kept = [prefix for prefix in listed if root.nsmap[prefix] in used]
    if kept:
        root.set(ignorable, " ".join(kept))
    etree.cleanup_namespaces(root, keep_ns_prefixes=sorted({*wanted, *kept}))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _prefixes(root: Element) -> set[str]:
    """The prefixes that choices of newer programs ask for, and that may be ignored."""
    asked = {p for node in root.iter(f"{{{MC}}}Choice") for p in node.get("Requires", "").split()}
    return asked | {p for p in root.get(f"{{{MC}}}Ignorable", "").split() if root.nsmap.get(p) in ADDED}


def _with_known_prefixes(root: Element) -> Element:
    for node in root.iter(f"{{{MC}}}Choice"):
        asked = [KNOWN[node.nsmap[prefix]] for prefix in node.get("Requires", "").split()]
        node.set("Requires", " ".join(asked))
    root.attrib.pop(f"{{{MC}}}Ignorable", None)
    spaces = {space(node.tag) for node in root.iter()} | {
        space(key) for node in root.iter() for key in node.attrib
    }
    asked_for = {p for node in root.iter(f"{{{MC}}}Choice") for p in node.get("Requires", "").split()}
    names = {
        prefix: ns
        for ns, prefix in KNOWN.items()
        if (ns in spaces or prefix in asked_for) and prefix != "xml"
    }
    made = etree.Element(root.tag, root.attrib, nsmap=names)
    made.text = root.text
    waiting = [(root, made)]
    while waiting:
        old, new = waiting.pop()
        for child in old:
            copied = etree.SubElement(new, child.tag, child.attrib)
            copied.text = child.text
            waiting.append((child, copied))
    return made
