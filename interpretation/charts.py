"""Charts: what of an SVG is kept, the words and figures in it, and whether a text alternative holds them all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

SVG = "http://www.w3.org/2000/svg"
#: The most bytes of a picture, and elements in it.
LARGEST = 300_000
MOST = 4_000

_SHAPES = re.compile(
    "svg|g|defs|title|desc|rect|circle|ellipse|line|polyline|polygon|path|text|tspan|linearGradient|radialGradient|stop"
    "|clipPath|marker|pattern|use|symbol"
)
_ATTRIBUTES = re.compile(
    "id|class|transform|x|y|x1|y1|x2|y2|dx|dy|cx|cy|r|rx|ry|fx|fy|width|height|d|points|viewBox|preserveAspectRatio"
    "|fill|fill-opacity|fill-rule|stroke|stroke-(?:width|opacity|linecap|linejoin|dasharray)|opacity|color"
    "|font-(?:family|size|weight|style)|text-anchor|dominant-baseline|letter-spacing|textLength|lengthAdjust|offset"
    "|stop-(?:color|opacity)|gradientUnits|gradientTransform|spreadMethod|clip-path|clip-rule|clipPathUnits"
    "|marker-(?:start|mid|end)|markerWidth|markerHeight|refX|refY|orient|markerUnits|patternUnits|patternTransform"
    "|version|role"
)
_OWN_PLACE = re.compile(r"#[\w.-]{1,80}")
_URL = re.compile(r"url\s*\(\s*['\"]?(?!#)", re.I)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


class BadChart(ValueError):
    """Why a picture is not taken, in Chinese."""


def cleaned(content: bytes) -> str:
    """The picture with nothing but shapes and words; raises `BadChart` where something else is in it."""
    if len(content) > LARGEST:
        raise BadChart(f"图超过 {LARGEST // 1000} KB，请简化后再传。")
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", content, re.I):
        raise BadChart("图里有文档类型声明，请用绘图软件另存为普通 SVG。")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise BadChart("这不是 SVG 图，或者文件坏了。") from error
    if root.tag != f"{{{SVG}}}svg":
        raise BadChart("这不是 SVG 图。")
    elements = list(root.iter(etree.Element))
    if len(elements) > MOST:
        raise BadChart("图太复杂，请简化后再传。")
    for element in elements:
        _clean(element)
    _refuse_copies_of_copies(root)
    etree.cleanup_namespaces(root)
    return str(etree.tostring(root, encoding="unicode"))


def _refuse_copies_of_copies(root: etree._Element) -> None:
    """Refuse a repeated shape that repeats another: ten by ten of them, ten deep, hang every browser."""
    named = {element.get("id"): element for element in root.iter(etree.Element) if element.get("id")}
    for copy in root.iter(f"{{{SVG}}}use"):
        places = [str(value) for key, value in copy.attrib.items() if etree.QName(key).localname == "href"]
        for place in places:
            shape = named.get(place.removeprefix("#"))
            if shape is not None and next(shape.iter(f"{{{SVG}}}use"), None) is not None:
                raise BadChart("图里重复的图形一层套一层，请用绘图软件展开（取消克隆）后再传。")


def _clean(element: etree._Element) -> None:
    """Refuse what is no shape, and drop what a program noted for itself."""
    name = etree.QName(element)
    if name.namespace != SVG:
        parent = element.getparent()
        if parent is not None:  # a program's own notes, such as Inkscape's
            parent.remove(element)
        return
    if not _SHAPES.fullmatch(name.localname):
        if name.localname in ("metadata", "style"):
            raise BadChart("图的样式要写在每个图形上，请用绘图软件另存为“普通 SVG”或“展示属性”。")
        raise BadChart(f"图里有“{name.localname}”，只能有图形和文字。")
    for key, value in list(element.attrib.items()):
        kept = etree.QName(key)
        href = kept.localname == "href"
        if kept.localname.lower().startswith("on") or _URL.search(str(value)):
            raise BadChart("图里有程序或者引用了外面的内容，不能用。")
        if href and not _OWN_PLACE.fullmatch(str(value)):
            raise BadChart("图里引用了外面的内容，不能用。")
        if not (href or (kept.namespace is None and _ATTRIBUTES.fullmatch(kept.localname))):
            del element.attrib[key]


def words(chart: str) -> list[str]:
    """The words in a cleaned chart, in the order of its text."""
    if not chart:
        return []
    root = etree.fromstring(chart.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    texts = (" ".join("".join(element.itertext()).split()) for element in _written(root))
    return [text for text in texts if text]


def _written(root: etree._Element) -> Iterator[etree._Element]:
    yield from root.iter(f"{{{SVG}}}text", f"{{{SVG}}}title", f"{{{SVG}}}desc")


def figures(text: str) -> set[str]:
    """The numbers in a text, without the commas between thousands."""
    return {found.replace(",", "").rstrip(".") for found in _NUMBER.findall(text)}


def untold(chart: str, alternative: str) -> list[str]:
    """The figures in a chart that its text alternative does not hold."""
    return sorted(figures(" ".join(words(chart))) - figures(alternative))
