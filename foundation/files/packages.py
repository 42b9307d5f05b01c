"""Opening the ZIP containers of DOCX, XLSX, PPTX and OFD, with nothing inflated beyond its limit.

Parts are found by content type and relationship, never by name. What runs or calls out is refused. XML is read as a stream.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

from foundation.files import calls_out
from foundation.files.kinds import DOCX, OFD, PPTX, XLSX, Kind
from foundation.files.rejected import Locked, Rejected

MOST_ENTRIES = 5_000
MOST_BYTES = 256 * 1024 * 1024
MOST_XML = 64 * 1024 * 1024
RATIO = 200
RATIO_FROM = 1024 * 1024
#: What may lie between two entries of a container: the descriptor of sizes after the first.
BETWEEN = 32

_DAMAGED = "文件已损坏，无法打开，请重新导出后上传。"
_BOMB = "文件解压后过大，不能上传；请精简内容或拆分后重新上传。"
_ENCRYPTED = "文件已加密，请取消密码后重新上传。"
_ARCHIVE = "不能上传压缩包，请解压后逐个上传里面的文件。"

TYPES, OFD_ROOT = "[content_types].xml", "ofd.xml"
MAIN_PARTS = (
    ("wordprocessingml.document.main", DOCX),
    ("spreadsheetml.sheet.main", XLSX),
    ("presentationml.presentation.main", PPTX),
    ("presentationml.slideshow.main", PPTX),
)


@dataclass(frozen=True)
class Relation:
    """One relationship of a part: its kind (the end of its type, in small letters) and what it leads to.

    The target is the name of a part, or if `external` an address as it is written.
    """

    source: str
    kind: str
    target: str
    external: bool
    id: str


class Stream(ElementTree.TreeBuilder):
    """An XML target that builds no tree and refuses document type definitions; names come without namespace."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise Rejected(_DAMAGED)

    def start(self, tag: str, attrs: dict[Any, Any]) -> Any:
        self.opened(
            tag.rpartition("}")[2], {str(key).rpartition("}")[2]: value for key, value in attrs.items()}
        )

    def end(self, tag: str) -> Any:
        self.closed(tag.rpartition("}")[2])

    def data(self, data: Any) -> None:
        """Called for the characters between tags."""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Called at the beginning of an element."""

    def closed(self, name: str) -> None:
        """Called at the end of an element."""

    def close(self) -> Any:
        return None


class Package:
    """An opened container of a known kind, checked without inflating it whole."""

    def __init__(self, content: bytes) -> None:
        """Raises `Rejected` for a damaged or encrypted file, a bomb, an archive, macros or remote content."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            self._infos = self._zip.infolist()
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError):
            raise Rejected(_DAMAGED) from None
        self._content = content
        self._budget, self._weight = MOST_XML, MOST_BYTES
        self.names = [info.filename for info in self._infos]
        self._parts = frozenset(self.names)
        self._check_sizes(self._infos)
        self._known = {name.strip("/").casefold(): name for name in self.names}
        self._overrides: dict[str, str] = {}
        self._defaults: dict[str, str] = {}
        self._read_types()
        for name in self.names:
            calls_out.check_part(name, self.type_of(name))
        self.relations = [found for name in self.matching(r"(?i).*\.rels") for found in self._relations(name)]
        self._leading: dict[str, set[str]] = {}
        for relation in self.relations:
            self._leading.setdefault(relation.target, set()).add(relation.kind)
            calls_out.check_relation(relation.kind, relation.target, external=relation.external)
        self.main, self.kind = self._main()

    def _check_sizes(self, infos: list[zipfile.ZipInfo]) -> None:
        if len(infos) > MOST_ENTRIES or sum(info.file_size for info in infos) > MOST_BYTES:
            raise Rejected(_BOMB)
        for info in infos:
            if info.file_size > RATIO_FROM and info.file_size > RATIO * max(info.compress_size, 1):
                raise Rejected(_BOMB)
            if info.flag_bits & 0x1:
                raise Locked(_ENCRYPTED)
        # Two entries that one reader takes for the same and another does not: what is reviewed need not be what is shown.
        if len({name.strip("/").casefold() for name in self.names}) != len(self.names):
            raise Rejected(_DAMAGED)

    def _read_types(self) -> None:
        if TYPES not in self._known:
            return
        declared = _Types()
        self.stream(self._known[TYPES], declared)
        self._defaults, self._overrides = declared.defaults, declared.overrides
        for kind in [*self._defaults.values(), *self._overrides.values()]:
            calls_out.check_declared(kind)

    def type_of(self, name: str) -> str:
        """The content type of a part, in small letters; "" if none is declared."""
        key = name.strip("/").casefold()
        return self._overrides.get(key) or self._defaults.get(key.rpartition(".")[2], "")

    def _main(self) -> tuple[str, Kind]:
        """The main part, "" if it is missing, and the kind of the container."""
        if OFD_ROOT in self._known:
            return self._known[OFD_ROOT], OFD
        if TYPES not in self._known:
            raise Rejected(_ARCHIVE)
        begins = [
            found.target for found in self.relations if not found.source and found.kind == "officedocument"
        ]
        for part in begins:
            for main, kind in MAIN_PARTS:
                if main in self.type_of(part):
                    return part, kind
        for main, kind in MAIN_PARTS:
            if any(main in declared for declared in (*self._overrides.values(), *self._defaults.values())):
                return next((name for name in self.names if main in self.type_of(name)), ""), kind
        raise Rejected(_ARCHIVE)

    def _relations(self, name: str) -> Iterable[Relation]:
        folder, _slash, file = name.rpartition("/")
        base = folder.rpartition("/")[0] if "/" in folder else ""
        source = posixpath.join(base, file[: -len(".rels")]) if file.casefold() != ".rels" else ""
        links = _Links()
        self.stream(name, links)
        for attributes in links.found:
            target = attributes.get("Target", "")
            kind = re.split(r"[/#]", attributes.get("Type", "").rstrip("/"))[-1].casefold()
            external = attributes.get("TargetMode", "").casefold() == "external" or calls_out.leads_outside(
                target
            )
            if not external:
                target = self._resolved(posixpath.dirname(source), target)
            yield Relation(source, kind, target, external, attributes.get("Id", ""))

    def _resolved(self, folder: str, target: str) -> str:
        path = unquote(target.partition("#")[0]).replace("\\", "/")
        joined = posixpath.normpath(
            path if path.startswith("/") else posixpath.join("/", folder, path)
        ).strip("/")
        return self._known.get(joined.casefold(), joined)

    def related(self, kind: str, source: str | None = None) -> list[Relation]:
        """The relationships to parts of that kind, of one part or of all."""
        return [
            found
            for found in self.relations
            if found.kind == kind and not found.external and source in (None, found.source)
            if found.target in self._parts
        ]

    def kinds_of(self, name: str) -> set[str]:
        """The kinds of the relationships that lead to a part."""
        return self._leading.get(name, set())

    def matching(self, pattern: str) -> list[str]:
        """The parts whose whole name matches, in natural order: slide2 before slide10."""
        return sorted((name for name in self.names if re.fullmatch(pattern, name)), key=natural)

    def read(self, name: str) -> bytes:
        """The bytes of a part; raises `Rejected` if damaged, or if the parts read exceed the budget of the container."""
        content = self._inflated(name, self._budget + 1)
        self._budget -= len(content)
        if self._budget < 0:
            raise Rejected(_BOMB)
        return content

    def weigh(self, name: str) -> bytes:
        """The bytes of a part that is no XML, such as a picture; within the limit of the container as a whole."""
        content = self._inflated(name, self._weight + 1)
        self._weight -= len(content)
        if self._weight < 0:
            raise Rejected(_BOMB)
        return content

    def peek(self, name: str) -> bytes:
        """The first bytes of a part."""
        return self._inflated(name, 512)

    def _inflated(self, name: str, most: int) -> bytes:
        try:
            with self._zip.open(name) as part:
                return part.read(most)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError, KeyError, ValueError):
            raise Rejected(_DAMAGED) from None

    def stream(self, name: str, target: Stream) -> None:
        """Feed a part of XML to the target; raises `Rejected` if it is not well-formed or has a DTD."""
        feed(self.read(name), target)

    def attributes(self, name: str, attribute: str) -> list[str]:
        """Every value of an attribute in a part, in order."""
        collected = _Attributes(attribute)
        self.stream(name, collected)
        return collected.values

    def remarks(self) -> list[str]:
        """What the container itself says: its comment and those of its entries."""
        notes = [self._zip.comment, *(info.comment for info in self._infos)]
        return [text for note in notes if (text := note.decode("utf-8", "replace").strip("\0\r\n "))]

    def has_gaps(self) -> bool:
        """Whether bytes lie in the container that belong to none of its parts, such as parts that were deleted."""
        infos = sorted(self._infos, key=lambda info: info.header_offset)
        ends = 0
        for info in infos:
            if info.header_offset - ends > BETWEEN:
                return True
            head = self._content[info.header_offset : info.header_offset + 30]
            lengths = int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
            ends = info.header_offset + 30 + lengths + info.compress_size
        return self._zip.start_dir - ends > BETWEEN


def feed(content: bytes, target: Stream) -> None:
    """Feed XML to the target; raises `Rejected` if it is not well-formed or has a DTD."""
    parser = ElementTree.XMLParser(target=target)  # noqa: S314 – streamed, no DTD, sizes bounded
    try:
        parser.feed(content)
        parser.close()
    except Rejected:
        raise
    except (ElementTree.ParseError, LookupError, ValueError):
        raise Rejected(_DAMAGED) from None


def natural(name: str) -> list[tuple[int, str]]:
    """The key of natural order: slide2 before slide10."""
    return [(int(piece), "") if piece.isdecimal() else (0, piece) for piece in re.split(r"([0-9]+)", name)]


class _Types(Stream):
    """The content types that a container declares, by extension and by part."""

    def __init__(self) -> None:
        super().__init__()
        self.defaults: dict[str, str] = {}
        self.overrides: dict[str, str] = {}

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("ContentType", "").casefold()
        if name == "Default":
            self.defaults[attributes.get("Extension", "").casefold()] = kind
        elif name == "Override":
            self.overrides[unquote(attributes.get("PartName", "")).strip("/").casefold()] = kind


class _Links(Stream):
    """The relationships of a part, as they are written."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            self.found.append(attributes)


class _Attributes(Stream):
    def __init__(self, attribute: str) -> None:
        super().__init__()
        self.attribute = attribute
        self.values: list[str] = []

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if self.attribute in attributes:
            self.values.append(attributes[self.attribute])
