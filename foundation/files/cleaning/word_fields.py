"""Fields of a Word file: what they show stays, their code goes; the numbers of pages are still counted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from foundation.files.cleaning.markup import Element, W, is_on, local, remove, unwrap
from foundation.files.worth import numbered

#: Fields that show something else on every page, and fields that are a drawing: these stay as they are.
COUNTED = re.compile(
    r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES|SECTION)(?:\s+\\\*\s*[A-Za-z]{1,20}[0-9]?|\s+\\#\s*\"?[0#,]{1,9}\"?)*\s*",
    re.IGNORECASE,
)
DRAWN = re.compile(r"\s*(?:EQ|SYMBOL)\s.{1,500}", re.IGNORECASE | re.DOTALL)
TICKED, UNTICKED = "☑", "☐"
#: What is seen in no place, if it is not the code of a field that stays.
_CODES = ("instrText", "delText", "delInstrText", "ffData", "listEntry")
_VALUE = f"{{{W}}}val"


@dataclass
class _Field:
    begin: Element
    code: str = ""
    #: What stands in its code, and the marks of its beginning, middle and end.
    coded: list[Element] = field(default_factory=list)
    marks: list[Element] = field(default_factory=list)
    #: The words that it shows.
    words: list[Element] = field(default_factory=list)
    shows: bool = False
    said: bool = False


def settle(root: Element) -> bool:
    """Put what fields show in their place; whether any code was taken out."""
    found = False
    for element in list(root.iter(f"{{{W}}}fldSimple")):
        if not COUNTED.fullmatch(element.get(f"{{{W}}}instr", "")):
            found = True
            unwrap(element)
        else:
            for data in element.findall(f"{{{W}}}fldData"):
                element.remove(data)
            _count_again(list(element.iter(f"{{{W}}}t")))
    kept: set[Element] = set()
    fields = _fields(root)
    for one in fields:
        if _settle(one):
            found = True
        else:
            kept |= set(one.coded)
    found = _without_codes(root, kept) or found
    for run in list(root.iter(f"{{{W}}}r")):
        if all(local(child) == "rPr" for child in run) and run.getparent() is not None:
            remove(run)
    return found


def _without_codes(root: Element, kept: set[Element]) -> bool:
    """Take out codes that are of no field, old forms and deleted words; whether there was any code."""
    found = False
    for element in list(root.iter(*(f"{{{W}}}{name}" for name in _CODES))):
        if element not in kept and element.getparent() is not None:
            found = found or local(element) == "instrText"
            remove(element)
    return found


def _count_again(words: list[Element]) -> None:
    """Put a number of a page in the place of what no page has as its number."""
    if numbered("".join(one.text or "" for one in words)):
        for n, one in enumerate(words):
            one.text = "" if n else "1"


def _fields(root: Element) -> list[_Field]:
    done: list[_Field] = []
    opened: list[_Field] = []
    for element in root.iter():
        if local(element) == "fldChar" and element.tag == f"{{{W}}}fldChar":
            kind = element.get(f"{{{W}}}fldCharType", "")
            if kind == "begin":
                _within(element, opened)
                opened.append(_Field(element, marks=[element]))
            elif opened:
                opened[-1].marks.append(element)
                opened[-1].shows = opened[-1].shows or kind == "separate"
                if kind == "end":
                    done.append(opened.pop())
        elif opened and _is_in_run(element):
            if element.tag == f"{{{W}}}instrText" and not opened[-1].shows:
                opened[-1].code += element.text or ""
            elif element.tag == f"{{{W}}}t" and (element.text or "").strip():
                opened[-1].said = opened[-1].said or opened[-1].shows
                opened[-1].words += [element] if opened[-1].shows else []
            _within(element, opened)
    for one in opened:
        # It never ends: what follows it is no code.
        one.coded = [element for element in one.coded if local(element) == "instrText"]
    return [*done, *opened]


def _within(element: Element, opened: list[_Field]) -> None:
    """Note what stands in the code of a field, also in that of one further out."""
    for one in opened:
        if not one.shows:
            one.coded.append(element)


def _is_in_run(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == f"{{{W}}}r" and local(element) != "rPr"


def _settle(one: _Field) -> bool:
    form = one.begin.find(f"{{{W}}}ffData")
    shown = _chosen(form) if form is not None and not one.said else None
    for inner in list(one.begin):
        one.begin.remove(inner)
    if COUNTED.fullmatch(one.code):
        for element in one.coded:
            if local(element) != "instrText" and element.getparent() is not None:
                remove(element)
        _count_again(one.words)
        return False
    if not one.said and DRAWN.fullmatch(one.code):
        return False
    if shown:
        words = etree.Element(f"{{{W}}}t")
        words.text = shown
        parent = one.begin.getparent()
        if parent is not None:
            parent.insert(parent.index(one.begin), words)
    for element in (*one.coded, *one.marks):
        if element.getparent() is not None:
            remove(element)
    return True


def _chosen(form: Element) -> str:
    """What an old form shows without saying it: a box that is ticked or not, the choice of a list."""
    if (box := form.find(f"{{{W}}}checkBox")) is not None:
        state = box.find(f"{{{W}}}checked")
        return TICKED if is_on(state if state is not None else box.find(f"{{{W}}}default")) else UNTICKED
    if (choices := form.find(f"{{{W}}}ddList")) is not None:
        entries = [entry.get(_VALUE, "") for entry in choices.findall(f"{{{W}}}listEntry")]
        picked = choices.find(f"{{{W}}}result")
        picked = choices.find(f"{{{W}}}default") if picked is None else picked
        at = picked.get(_VALUE, "0") if picked is not None else "0"
        return entries[int(at)] if at.isdecimal() and len(at) < 5 and int(at) < len(entries) else ""
    return ""
