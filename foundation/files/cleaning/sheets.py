"""A workbook as it looks: values in the place of formulas, the sheets that are shown, and no cell that is hidden."""

from __future__ import annotations

import re
from typing import Any

from foundation.files.cells import column
from foundation.files.cleaning.containers import VND, Copied, Rebuilt, Sort, keep_children
from foundation.files.cleaning.markup import C, Element, R, S, local, remove
from foundation.files.cleaning.refusal import NotCleanable
from foundation.files.packages import Package
from foundation.files.pdf_rules import names
from foundation.files.worth import numbered

_SHEETS = f"{VND}.spreadsheetml"
_OFF = frozenset({"0", "false", ""})
_AREA = re.compile(r"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})[0-9]{1,7})?")
_MERGED = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_PLACE = re.compile(r"([A-Z]{1,3})[1-9][0-9]{0,8}")
_WORKBOOK = ("workbookPr", "bookViews", "sheets", "definedNames")
_WORKSHEET = names(
    """
    sheetPr sheetViews sheetFormatPr cols sheetData mergeCells conditionalFormatting hyperlinks
    printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks drawing
    """
)
_STYLES = names(
    """
    numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs colors
    """
)
#: Names of ranges that a printer needs, and what they may say.
_PRINTED = frozenset({"_xlnm.Print_Area", "_xlnm.Print_Titles"})
_RANGES = re.compile(
    r"(?:(?:'(?:[^']|'')*'|[^'!,\s]+)!\$?[A-Z]{0,3}\$?[0-9]{0,7}(?::\$?[A-Z]{0,3}\$?[0-9]{0,7})?,?)+"
)
#: Rules of colouring that look at nothing but the cells themselves.
_RULES = names(
    """
    colorScale dataBar iconSet top10 aboveAverage duplicateValues uniqueValues cellIs containsBlanks
    notContainsBlanks
    """
)
_HEADERS = names("oddHeader oddFooter evenHeader evenFooter firstHeader firstFooter")
#: Pieces of a format that show nothing: an empty text, a colour.
_SHOWS_NOTHING = re.compile(r'""|\[[A-Za-z]+[0-9]{0,2}\]')
_QUOTED = re.compile(r'"[^"]+"|\\.')
_NOUGHT = re.compile(r"\s*0*\.?0+(?:[eE].*)?\s*")
_FONT = re.compile(r'&"([^"]*)"')
_NUMBER = re.compile(r"-?[0-9]{1,10}(?:\.[0-9]{1,6})?")
_UNCOUNTED = "表格里有还没有算出结果的公式，无法清理；请用 Excel 或 WPS 打开、保存一次后重新上传。"
_NO_SHEET = "表格里没有显示出来的工作表，无法清理。"


class Sheets(Rebuilt):
    """A workbook."""

    folder = "xl"
    main = Sort(
        "workbook.xml", f"{_SHEETS}.sheet.main+xml", "officeDocument", ("styles", "theme", "sharedstrings")
    )
    sorts = {
        "worksheet": Sort("worksheets/sheet{}.xml", f"{_SHEETS}.worksheet+xml", "worksheet"),
        "chartsheet": Sort("chartsheets/sheet{}.xml", f"{_SHEETS}.chartsheet+xml", "chartsheet"),
        "styles": Sort("styles{}.xml", f"{_SHEETS}.styles+xml", "styles"),
        "sharedstrings": Sort("sharedStrings{}.xml", f"{_SHEETS}.sharedStrings+xml", "sharedStrings"),
        "drawing": Sort("drawings/drawing{}.xml", f"{VND}.drawing+xml", "drawing"),
    }

    def __init__(self, package: Package) -> None:
        super().__init__(package)
        self._shown: set[str] = set()
        self._names: dict[str, str] = {}
        #: By the name of a sheet its hidden rows and columns.
        self._gone: dict[str, tuple[set[int], list[tuple[int, int]]]] = {}
        self._strings: list[Element] = []
        self._used_formats: set[int] = set()
        self._hiding: dict[int, tuple[bool, bool]] | None = None

    def clean_part(self, part: Copied) -> None:
        root = part.root
        if part.kind == "main":
            self._workbook(root)
        elif part.kind == "worksheet":
            self._worksheet(root, self._names.get(part.source, ""))
        elif part.kind == "chartsheet":
            keep_children(
                root, ("sheetPr", "sheetViews", "pageMargins", "pageSetup", "headerFooter", "drawing")
            )
        elif part.kind == "styles":
            keep_children(root, _STYLES)
        elif part.kind == "sharedstrings":
            _without_guides(root)
        elif part.kind == "chart":
            self._without_hidden_points(root)

    def _workbook(self, root: Element) -> None:
        keep_children(root, _WORKBOOK)
        kept: dict[int, int] = {}
        for listed in root.findall(f"{{{S}}}sheets"):
            for n, sheet in enumerate(list(listed)):
                if sheet.get("state", "visible") != "visible":
                    self.told["隐藏的工作表"] = None
                    listed.remove(sheet)
                elif target := self._leads(sheet):
                    kept[n] = len(kept)
                    self._shown.add(sheet.get("name", ""))
                    self._names[target] = sheet.get("name", "")
                else:
                    listed.remove(sheet)
        if not kept:
            raise NotCleanable(_NO_SHEET)
        _plain_views(root)
        for defined in list(root.findall(f"{{{S}}}definedNames")):
            for name in list(defined):
                self._defined(defined, name, kept)
            if not len(defined):
                root.remove(defined)

    def _leads(self, sheet: Element) -> str:
        """The part of a sheet; blank if it has none."""
        relation = self._relations.get((self.package.main, sheet.get(f"{{{R}}}id", "")))
        return (
            relation.target if relation is not None and relation.kind in ("worksheet", "chartsheet") else ""
        )

    def _defined(self, defined: Element, name: Element, kept: dict[int, int]) -> None:
        at = name.get("localSheetId", "")
        text = name.text or ""
        if (
            name.get("name") in _PRINTED
            and at.isdecimal()
            and len(at) < 6
            and int(at) in kept
            and _RANGES.fullmatch(text)
            and {_sheet_of(piece) for piece in text.split(",")} <= self._shown
        ):
            for key in list(name.attrib):
                if key not in ("name", "localSheetId"):
                    del name.attrib[key]
            name.set("localSheetId", str(kept[int(at)]))
            return
        self.told["定义的名称"] = None
        defined.remove(name)

    # A sheet

    def _worksheet(self, root: Element, name: str) -> None:
        keep_children(root, _WORKSHEET)
        hidden = _hidden_columns(root)
        self._gone[name] = set(), hidden
        shape = root.find(f"{{{S}}}sheetFormatPr")
        all_hidden = shape is not None and shape.get("zeroHeight", "0") not in _OFF
        reaching = _reaching(root, hidden)
        for data in root.findall(f"{{{S}}}sheetData"):
            number = 0
            for row in data:
                number = _whole(row.get("r")) or number + 1
                if self._row(row, number, hidden, all_hidden, reaching):
                    self._gone[name][0].add(number)
        for one in root.iter(f"{{{S}}}col"):
            self._used_formats.add(_whole(one.get("style")))
        _empty_covered(root)
        for rules in list(root.findall(f"{{{S}}}conditionalFormatting")):
            self._colours(root, rules)
        for links in list(root.findall(f"{{{S}}}hyperlinks")):
            self._links(root, links)
        _plain_view(root)

    def _row(
        self,
        row: Element,
        number: int,
        hidden: list[tuple[int, int]],
        all_hidden: bool,
        reaching: set[tuple[int, int]],
    ) -> bool:
        """Clean the cells of a row; whether it is hidden."""
        gone = row.get("hidden", "1" if all_hidden else "0") not in _OFF or _is_nothing(row.get("ht"))
        self._used_formats.add(_whole(row.get("s")))
        at = 0
        for cell in list(row):
            place = _PLACE.fullmatch(cell.get("r", ""))
            at = column(place[1]) if place else at + 1
            beside = any(first <= at <= last for first, last in hidden) and (number, at) not in reaching
            if gone or beside or self._format_hides(cell):
                if len(cell):
                    self.told["隐藏的单元格"] = None
                if gone or not place:
                    _empty(cell)
                else:
                    row.remove(cell)
                continue
            self._cell(cell)
        if gone:
            for cell in list(row):
                row.remove(cell)
        return gone

    def _without_hidden_points(self, root: Element) -> None:
        """Take the values of hidden cells out of a chart that does not show them."""
        switch = root.find(f".//{{{C}}}plotVisOnly")
        if switch is not None and switch.get("val", "1") in _OFF:
            return
        for reference in [e for e in root.iter() if local(e) in ("numRef", "strRef")]:
            where = reference.findtext(f"{{{C}}}f") or ""
            rows, columns = self._gone.get(_sheet_of(where.strip("()")), (set(), []))
            area = _AREA.fullmatch(where.rpartition("!")[2].replace("$", "").strip("()"))
            if area is None or not (rows or columns):
                continue
            left, top, right = column(area[1]), int(area[2]), column(area[3] or area[1])
            for point in [e for e in reference.iter() if local(e) == "pt"]:
                at, wide = _whole(point.get("idx")), max(right - left + 1, 1)
                row, place = top + at // wide, left + at % wide
                if row in rows or any(first <= place <= last for first, last in columns):
                    remove(point)

    def _cell(self, cell: Element) -> None:
        for key in ("cm", "vm", "ph"):
            cell.attrib.pop(key, None)
        self._used_formats.add(_whole(cell.get("s")))
        value = cell.find(f"{{{S}}}v")
        for formula in cell.findall(f"{{{S}}}f"):
            self.told["公式"] = None
            if value is None and cell.find(f"{{{S}}}is") is None:
                raise NotCleanable(_UNCOUNTED)
            cell.remove(formula)
        _only_value(cell)
        if cell.get("t") == "s" and value is not None:
            self._strings.append(value)
        _without_guides(cell)

    def _format_hides(self, cell: Element) -> bool:
        """Whether the format of a cell shows nothing of its value, as `;;;` does."""
        if self._hiding is None:
            self._hiding = {}
            for relation in self.package.related("styles", self.package.main)[:1]:
                self._hiding = _hiding_formats(self.tree(relation.target))
        numbers, texts = self._hiding.get(_whole(cell.get("s")), (False, False))
        return numbers if cell.get("t", "n") == "n" else texts

    def _colours(self, root: Element, rules: Element) -> None:
        for rule in list(rules):
            formulas = [(formula.text or "").strip() for formula in rule.iter(f"{{{S}}}formula")]
            bounds = [bound.get("val", "0") for bound in rule.iter(f"{{{S}}}cfvo")]
            if rule.get("type") not in _RULES or not all(
                _NUMBER.fullmatch(text) for text in (*formulas, *bounds)
            ):
                self.told["按公式着色的条件格式"] = None
                rules.remove(rule)
        if not len(rules):
            root.remove(rules)

    def _links(self, root: Element, links: Element) -> None:
        for link in list(links):
            link.attrib.pop("display", None)
            place = link.get("location", "")
            if place and (not _RANGES.fullmatch(place.lstrip("#")) or _sheet_of(place) not in self._shown):
                del link.attrib["location"]
            if "location" not in link.attrib and f"{{{R}}}id" not in link.attrib:
                links.remove(link)
        if not len(links):
            root.remove(links)

    # What no sheet uses

    def finish(self) -> None:
        for part in self.parts.values():
            if part.kind == "sharedstrings":
                self._only_used_strings(part.root)
            elif part.kind == "styles":
                self._only_used_formats(part.root)
            elif part.kind == "worksheet":
                for links in list(part.root.findall(f"{{{S}}}hyperlinks")):
                    for link in list(links):
                        if f"{{{R}}}id" not in link.attrib and "location" not in link.attrib:
                            links.remove(link)
                    if not len(links):
                        part.root.remove(links)

    def _only_used_strings(self, root: Element) -> None:
        strings = list(root)
        root.attrib.clear()
        for item in strings:
            root.remove(item)
        places: dict[int, int] = {}
        for value in self._strings:
            number = _whole(value.text)
            if not 0 <= number < len(strings):
                value.text = ""
                continue
            if number not in places:
                places[number] = len(places)
                root.append(strings[number])
            value.text = str(places[number])

    def _only_used_formats(self, root: Element) -> None:
        own: set[str] = set()
        for formats in root.findall(f"{{{S}}}cellXfs"):
            for n, one in enumerate(formats):
                if n in self._used_formats:
                    own.add(one.get("numFmtId", "0"))
        for defined in root.findall(f"{{{S}}}numFmts"):
            gone = [one for one in defined if one.get("numFmtId") not in own]
            lost = {one.get("numFmtId") for one in gone}
            for one in gone:
                defined.remove(one)
            if not len(defined):
                root.remove(defined)
            else:
                defined.set("count", str(len(defined)))
            for one in root.iter(f"{{{S}}}xf"):
                if one.get("numFmtId") in lost:
                    one.set("numFmtId", "0")
        for one in [e for e in root.iter(f"{{{S}}}numFmt") if local(e.getparent()) == "dxf"]:
            remove(one)
        for n, style in enumerate(root.iter(f"{{{S}}}cellStyle"), 1):
            if style.get("name") is None:
                style.set("name", f"样式 {n}")


def _plain_views(root: Element) -> None:
    """Leave one view of the workbook, as it is opened first, and of its properties how days are counted."""
    for views in root.findall(f"{{{S}}}bookViews"):
        for view in list(views)[1:]:
            views.remove(view)
        for view in views:
            view.attrib.clear()
    for properties in root.findall(f"{{{S}}}workbookPr"):
        for key in list(properties.attrib):
            if key != "date1904":
                del properties.attrib[key]


def _plain_view(root: Element) -> None:
    """Leave the one view of a sheet that the workbook has, its properties of print, and headers without pictures."""
    for views in root.findall(f"{{{S}}}sheetViews"):
        for view in list(views):
            view.attrib.pop("tabSelected", None)
            if view.get("workbookViewId", "0") != "0":
                views.remove(view)
        if not len(views):
            root.remove(views)
    for header in root.iter():
        if local(header) in _HEADERS:
            words = (header.text or "").replace("&G", "")
            header.text = _FONT.sub(lambda font: "" if numbered(font[1]) else font[0], words)
    for headers in root.findall(f"{{{S}}}headerFooter"):
        for kind, switch in (("even", "differentOddEven"), ("first", "differentFirst")):
            if headers.get(switch, "0") in _OFF:
                for header in [e for e in headers if local(e).startswith(kind)]:
                    headers.remove(header)
    for properties in root.findall(f"{{{S}}}sheetPr"):
        keep_children(properties, ("tabColor", "outlinePr", "pageSetUpPr"))
        properties.attrib.clear()


def _without_guides(root: Element) -> None:
    """Take out phonetic guides."""
    for guide in [e for e in root.iter() if local(e) in ("rPh", "phoneticPr")]:
        remove(guide)


def _merged(root: Element) -> list[tuple[int, int, int, int]]:
    """The areas of merged cells: left, top, right, bottom."""
    found = [_MERGED.fullmatch(one.get("ref", "")) for one in root.iter(f"{{{S}}}mergeCell")]
    return [(column(area[1]), int(area[2]), column(area[3]), int(area[4])) for area in found if area]


def _reaching(root: Element, hidden: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """The cells of hidden columns that reach, merged with others, to where they are seen."""
    found = set()
    for left, top, right, _bottom in _merged(root) if hidden else ():
        at = left
        for first, last in sorted(hidden):
            at = last + 1 if first <= at <= last else at
        if at <= right:
            found.add((top, left))
    return found


def _empty_covered(root: Element) -> None:
    """Empty the cells that a merged cell reaches over."""
    areas = sorted(_merged(root), key=lambda area: area[1])
    if not areas:
        return
    open_areas: list[tuple[int, int, int, int]] = []
    number = at = 0
    for row in root.iter(f"{{{S}}}row"):
        number, at = _whole(row.get("r")) or number + 1, 0
        while areas and areas[0][1] <= number:
            open_areas.append(areas.pop(0))
        open_areas = [area for area in open_areas if area[3] >= number]
        for cell in row if open_areas else ():
            place = _PLACE.fullmatch(cell.get("r", ""))
            at = column(place[1]) if place else at + 1
            if any(a[0] <= at <= a[2] and (a[0], a[1]) != (at, number) for a in open_areas):
                _empty(cell)


def _empty(cell: Element) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)


def _is_nothing(size: str | None) -> bool:
    """Whether a height or width is given, and is nought."""
    return size is not None and _NOUGHT.fullmatch(size) is not None


def _only_value(cell: Element) -> None:
    """Leave in a cell the one thing that it shows."""
    wanted = "is" if cell.get("t") == "inlineStr" else "v"
    seen = False
    for child in list(cell):
        if child.tag != f"{{{S}}}{wanted}" or seen:
            cell.remove(child)
        else:
            seen = True


def _hidden_columns(root: Element) -> list[tuple[int, int]]:
    return [
        (_whole(one.get("min")), _whole(one.get("max")))
        for one in root.iter(f"{{{S}}}col")
        if one.get("hidden", "0") not in _OFF or _is_nothing(one.get("width"))
    ]


def _hiding_formats(styles: Element) -> dict[int, tuple[bool, bool]]:
    """By the number of a format whether it shows nothing of numbers, and of texts."""
    codes = {one.get("numFmtId"): one.get("formatCode", "") for one in styles.iter(f"{{{S}}}numFmt")}
    shown = {number: _SHOWS_NOTHING.sub("", code) for number, code in codes.items()}
    empty = {}
    for number, code in shown.items():
        pieces = [piece.strip() for piece in _QUOTED.sub("x", code).split(";")]
        empty[number] = (len(pieces) > 2 and not any(pieces[:3]), len(pieces) > 3 and not pieces[3])
    return {
        n: empty[one.get("numFmtId")]
        for formats in styles.findall(f"{{{S}}}cellXfs")
        for n, one in enumerate(formats)
        if one.get("numFmtId") in empty
    }


def _sheet_of(place: str) -> str:
    name = place.rpartition("!")[0].lstrip("#")
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def _whole(text: Any) -> int:
    return int(text[:9]) if isinstance(text, str) and text.isdecimal() else 0
