"""Styles of a Word document: what a paragraph or run takes from the styles that it names and those they are based on."""

from __future__ import annotations

from collections.abc import Iterator

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

VAL = qn("w:val")
#: As deep as a chain of styles is followed.
DEEPEST = 12
OFF = ("0", "false", "off", "none")


def is_on(element: BaseOxmlElement | None) -> bool:
    """Whether a property that is on or off is on."""
    return element is not None and element.get(VAL, "1").lower() not in OFF


class Styles:
    """The styles of a document by their id."""

    def __init__(self, styles: BaseOxmlElement | None) -> None:
        found = styles.findall(qn("w:style")) if styles is not None else []
        self._styles = {style.get(qn("w:styleId"), ""): style for style in found}
        self._defaults = {
            style.get(qn("w:type"), ""): style.get(qn("w:styleId"), "")
            for style in found
            if style.get(qn("w:default"), "0").lower() in ("1", "true", "on")
        }
        everywhere = f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}"
        self._everywhere = styles.find(everywhere) if styles is not None else None
        self._known: dict[tuple[str, str], BaseOxmlElement | None] = {}

    def name(self, style_id: str) -> str:
        """The name of a style, "" when there is none."""
        style = self._styles.get(style_id)
        name = style.find(qn("w:name")) if style is not None else None
        return name.get(VAL, "") if name is not None else ""

    def of_paragraph(self, paragraph: BaseOxmlElement) -> str:
        """The id of a paragraph's style, its own or the default."""
        named = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        style_id = named.get(VAL, "") if named is not None else ""
        return style_id if style_id in self._styles else self._defaults.get("paragraph", "")

    def chain(self, style_id: str) -> Iterator[BaseOxmlElement]:
        """A style and those that it is based on, nearest first."""
        for _depth in range(DEEPEST):
            style = self._styles.get(style_id)
            if style is None:
                return
            yield style
            based = style.find(qn("w:basedOn"))
            style_id = based.get(VAL, "") if based is not None else ""

    def of_run(self, run: BaseOxmlElement, paragraph_style: str, name: str) -> BaseOxmlElement | None:
        """A property of a run: its own, of its style, of the paragraph's style, or of the whole document."""
        own = run.find(qn("w:rPr"))
        if own is not None:
            found: BaseOxmlElement | None = own.find(qn(name))
            if found is not None:
                return found
            styled = own.find(qn("w:rStyle"))
            found = self._of_style(styled.get(VAL, ""), name) if styled is not None else None
            if found is not None:
                return found
        if (found := self._of_style(paragraph_style, name)) is not None:
            return found
        return self._everywhere.find(qn(name)) if self._everywhere is not None else None

    def _of_style(self, style_id: str, name: str) -> BaseOxmlElement | None:
        if (style_id, name) not in self._known:
            paths = (style.find(f"{qn('w:rPr')}/{qn(name)}") for style in self.chain(style_id))
            self._known[style_id, name] = next((found for found in paths if found is not None), None)
        return self._known[style_id, name]
