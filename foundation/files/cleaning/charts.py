"""A chart as it looks: its values stand in it, and nothing leads back to the table they came from."""

from __future__ import annotations

import re

from lxml import etree

from foundation.files.cleaning.markup import DAMAGED, A, C, Element, local, remove
from foundation.files.cleaning.refusal import NotCleanable

_PLACE = re.compile(r"[0-9]{1,5}")


def clean_chart(root: Element) -> None:
    """Put the values last shown in the place of references to cells; drop the table, filters and pivot tables behind it."""
    for element in list(root.iter()):
        name = local(element)
        if (
            name in ("externalData", "pivotSource", "pivotFmts", "printSettings", "protection")
            and element.getparent() is not None
        ):
            remove(element)
        elif name in ("numRef", "strRef", "multiLvlStrRef"):
            _stand_still(element)


def _stand_still(reference: Element) -> None:
    holder = reference.getparent()
    cache = next((child for child in reference if local(child).endswith("Cache")), None)
    if local(holder) == "tx":
        words = " ".join("".join(v.itertext()) for v in reference.iter(f"{{{C}}}v"))
        made = _words(words) if local(holder.getparent()) in ("title", "dLbl") else _value(words)
    elif cache is None:
        remove(reference)
        return
    elif local(reference) == "multiLvlStrRef":
        made = _flat(cache)
    else:
        made = etree.Element(f"{{{C}}}{'numLit' if local(reference) == 'numRef' else 'strLit'}")
        made.extend(list(cache))
    holder.replace(reference, made)


def _value(words: str) -> Element:
    made = etree.Element(f"{{{C}}}v")
    made.text = words
    return made


def _words(words: str) -> Element:
    made = etree.Element(f"{{{C}}}rich")
    etree.SubElement(made, f"{{{A}}}bodyPr")
    run = etree.SubElement(etree.SubElement(made, f"{{{A}}}p"), f"{{{A}}}r")
    etree.SubElement(run, f"{{{A}}}t").text = words
    return made


def _place(point: Element) -> int:
    """The number of a point. Raises `NotCleanable` for one that no chart has."""
    text = point.get("idx", "0")
    if _PLACE.fullmatch(text) is None:
        raise NotCleanable(DAMAGED)
    return int(text)


def _flat(cache: Element) -> Element:
    """The names of several levels as names of one."""
    names: dict[int, list[str]] = {}
    for level in reversed([child for child in cache if local(child) == "lvl"]):
        last = ""
        given = {_place(pt): "".join(pt.itertext()) for pt in level if local(pt) == "pt"}
        for n in range(max([*given, *names], default=-1) + 1):
            last = given.get(n, last)
            names.setdefault(n, []).append(last)
    made = etree.Element(f"{{{C}}}strLit")
    etree.SubElement(made, f"{{{C}}}ptCount", val=str(len(names)))
    for n, words in sorted(names.items()):
        point = etree.SubElement(made, f"{{{C}}}pt", idx=str(n))
        etree.SubElement(point, f"{{{C}}}v").text = " ".join(filter(None, words))
    return made
