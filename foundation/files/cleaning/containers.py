"""An office file made anew: the parts that its main part leads to, of the kinds that are known, under names of the house."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

from foundation.files.calls_out import MEDIA
from foundation.files.cleaning.charts import clean_chart
from foundation.files.cleaning.markup import (
    Element,
    R,
    cleaned,
    local,
    parsed,
    remove,
    space,
    unwrap,
    written,
)
from foundation.files.cleaning.pdf_links import ADDRESS
from foundation.files.cleaning.pictures import as_png, metafile, without_notes
from foundation.files.cleaning.refusal import NotCleanable
from foundation.files.packages import Package, Relation
from foundation.files.parts import Part, what_it_is

VND = "application/vnd.openxmlformats-officedocument"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
#: All entries of a container are of this moment, so that equal contents give equal bytes.
MOMENT = (1980, 1, 1, 0, 0, 0)
_SOUND = "文件里有声音或影像，无法清理；请删去后重新上传，或转为 PDF。"


@dataclass(frozen=True)
class Sort:
    """A kind of part: its name in the copy (with a number), its content type, the end of its relationship's type."""

    name: str
    content_type: str
    relation: str
    #: The kinds of parts that it leads to without naming them in its text.
    implies: tuple[str, ...] = ()


DRAWINGML = {
    "chart": Sort("charts/chart{}.xml", f"{VND}.drawingml.chart+xml", "chart"),
    "chartusershapes": Sort("drawings/shapes{}.xml", f"{VND}.drawingml.chartshapes+xml", "chartUserShapes"),
    "diagramdata": Sort("diagrams/data{}.xml", f"{VND}.drawingml.diagramData+xml", "diagramData"),
    "diagramlayout": Sort("diagrams/layout{}.xml", f"{VND}.drawingml.diagramLayout+xml", "diagramLayout"),
    "diagramquickstyle": Sort(
        "diagrams/style{}.xml", f"{VND}.drawingml.diagramStyle+xml", "diagramQuickStyle"
    ),
    "diagramcolors": Sort("diagrams/colors{}.xml", f"{VND}.drawingml.diagramColors+xml", "diagramColors"),
    "theme": Sort("theme/theme{}.xml", f"{VND}.theme+xml", "theme"),
    "themeoverride": Sort("theme/override{}.xml", f"{VND}.themeOverride+xml", "themeOverride"),
}
PICTURES = {"png": "image/png", "jpeg": "image/jpeg", "emf": "image/x-emf"}


@dataclass
class Copied:
    """A part of the copy: where it came from, its name, kind, tree or bytes, and what it leads to."""

    source: str
    name: str
    kind: str
    content_type: str
    root: Element = None
    data: bytes = b""
    links: list[tuple[str, str, str]] = field(default_factory=list)


class Rebuilt:
    """A container of one format; its class knows the kinds of parts, and cleans each."""

    folder = ""
    main = Sort("", "", "officeDocument")
    sorts: dict[str, Sort] = {}
    #: Elements that stay, without the attribute, where what they refer to is gone.
    bare: frozenset[str] = frozenset({"pageSetup", "blip", "fill", "stroke"})
    #: Elements around text that stays where their link is gone.
    around: frozenset[str] = frozenset()

    def __init__(self, package: Package) -> None:
        self.package = package
        self.told: dict[str, None] = {}
        self.parts: dict[str, Copied] = {}
        self._counts: dict[str, int] = {}
        self._relations: dict[tuple[str, str], Relation] = {(r.source, r.id): r for r in package.relations}
        self._waiting: list[Copied] = []

    # What each format does

    def clean_part(self, part: Copied) -> None:
        """Take out of a part what is of its format."""

    def finish(self) -> None:
        """Take out what no part refers to any more."""

    # Making it

    def made(self) -> bytes:
        """The bytes of the copy."""
        main = Copied(self.package.main, f"{self.folder}/{self.main.name}", "main", self.main.content_type)
        self.parts[main.source] = main
        self._waiting.append(main)
        while self._waiting:
            self._copy(self._waiting.pop(0))
        self.finish()
        return self._zipped(main)

    def tree(self, source: str) -> Element:
        """The tree of a part as it was."""
        return parsed(self.package.read(source))

    def _copy(self, part: Copied) -> None:
        part.root = self.tree(part.source)
        cleaned(part.root, self.told)
        self.clean_part(part)
        if part.kind == "chart":
            clean_chart(part.root)
        self._link(part)
        implied = self.main.implies if part.kind == "main" else self._sort(part.kind).implies
        for kind in implied:
            for relation in self.package.related(kind, part.source)[:1]:
                self._linked(part, relation)

    def _sort(self, kind: str) -> Sort:
        return self.sorts.get(kind) or DRAWINGML[kind]

    def _link(self, part: Copied) -> None:
        """Give every reference of a part to another a new name, and take out those that lead nowhere."""
        for element in list(part.root.iter()):
            if element is not part.root and element.getparent() is None:
                continue
            for key in [key for key in element.attrib if space(key) == R]:
                relation = self._relations.get((part.source, element.attrib[key]))
                name = self._linked(part, relation) if relation is not None else None
                if name is not None:
                    element.set(key, name)
                elif not self._unlinked(element, key):
                    break

    def _unlinked(self, element: Element, key: str) -> bool:
        """Take out a reference that leads nowhere; whether its element is still there."""
        name = local(element)
        if name in self.around:
            unwrap(element)
            return False
        if name in self.bare or (name == "hyperlink" and len(element.attrib) > 1):
            del element.attrib[key]
            return True
        if element.getparent() is None:
            del element.attrib[key]
            return True
        remove(element)
        return False

    def _linked(self, part: Copied, relation: Relation) -> str | None:
        """The name of a relationship of the copy; None for what is not taken over."""
        if relation.external:
            return self._address(part, relation)
        if relation.target not in self.package.names:
            return None
        if relation.kind == "image":
            return self._picture(part, relation.target)
        if relation.kind in MEDIA:
            raise NotCleanable(_SOUND)
        if relation.kind not in self.sorts and relation.kind not in DRAWINGML:
            return None
        if not self.wants(part, relation):
            return None
        sort = self._sort(relation.kind)
        found = self.parts.get(relation.target)
        if found is None:
            name = f"{self.folder}/{sort.name.format(self._next(sort.name))}"
            found = Copied(relation.target, name, relation.kind, sort.content_type)
            self.parts[relation.target] = found
            self._waiting.append(found)
        return self._bound(part, f"{R}/{sort.relation}", f"/{found.name}")

    def wants(self, part: Copied, relation: Relation) -> bool:
        """Whether a part that is known is taken over."""
        return True

    def _address(self, part: Copied, relation: Relation) -> str | None:
        if relation.kind == "hyperlink" and ADDRESS.fullmatch(relation.target):
            return self._bound(part, f"{R}/hyperlink", relation.target, external=True)
        self.told["指向别处的链接"] = None
        return None

    def _bound(self, part: Copied, kind: str, target: str, *, external: bool = False) -> str:
        link = (kind, target, ' TargetMode="External"' if external else "")
        if link not in part.links:
            part.links.append(link)
        return f"rId{part.links.index(link) + 1}"

    def _next(self, name: str) -> int:
        self._counts[name] = self._counts.get(name, 0) + 1
        return self._counts[name]

    def _picture(self, part: Copied, source: str) -> str | None:
        found = self.parts.get(source)
        if found is None:
            content = self.package.weigh(source)
            what = what_it_is(content[:512], self.package.type_of(source), "image")
            if what is Part.PHOTOGRAPH:
                kind, data = ("png" if content.startswith(b"\x89") else "jpeg"), without_notes(content)
            elif content[40:44] == b" EMF" or content[:4] in (b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00"):
                kind, data = "emf", metafile(content)
            elif what is Part.PICTURE:
                kind, data = "png", as_png(content)
            else:
                return None
            name = f"{self.folder}/media/image{self._next('media')}.{kind}"
            found = Copied(source, name, "image", PICTURES[kind], data=data)
            self.parts[source] = found
        return self._bound(part, f"{R}/image", f"/{found.name}")

    def _zipped(self, main: Copied) -> bytes:
        extensions = "".join(
            f'<Default Extension="{extension}" ContentType="{kind}"/>' for extension, kind in PICTURES.items()
        )
        rels = "application/vnd.openxmlformats-package.relationships+xml"
        declared = f'<Default Extension="rels" ContentType="{rels}"/>{extensions}'
        entries: list[tuple[str, bytes]] = [
            ("_rels/.rels", _relationships([(f"{R}/officeDocument", f"/{main.name}", "")]))
        ]
        for part in self.parts.values():
            if part.root is not None:
                declared += f'<Override PartName="/{part.name}" ContentType="{part.content_type}"/>'
                entries.append((part.name, written(part.root)))
            else:
                entries.append((part.name, part.data))
            if part.links:
                folder, _slash, name = part.name.rpartition("/")
                entries.append((f"{folder}/_rels/{name}.rels", _relationships(part.links)))
        types = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Types xmlns="{TYPES}">{declared}</Types>'
        return zipped([("[Content_Types].xml", types.encode()), *entries])


def zipped(entries: Iterable[tuple[str, bytes]]) -> bytes:
    """A container of these entries, without times."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in entries:
            info = zipfile.ZipInfo(name, MOMENT)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            container.writestr(info, content)
    return target.getvalue()


def _relationships(links: list[tuple[str, str, str]]) -> bytes:
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target={quoteattr(target)}{mode}/>'
        for n, (kind, target, mode) in enumerate(links, 1)
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<Relationships xmlns="{RELATIONS}">{listed}</Relationships>'.encode()


def keep_children(root: Element, names: Iterable[str]) -> None:
    """Leave only the children of these names."""
    kept = frozenset(names)
    for child in list(root):
        if local(child) not in kept:
            root.remove(child)
