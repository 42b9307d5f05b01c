"""Opening the ZIP containers of DOCX, XLSX, PPTX and OFD, with nothing inflated beyond its limit.

Macros, embedded programs, remote templates and document type definitions are refused. XML is read as a stream.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree

from foundation.files.kinds import DOCX, OFD, PPTX, XLSX, Kind
from foundation.files.rejected import Rejected

MOST_ENTRIES = 5_000
MOST_BYTES = 256 * 1024 * 1024
MOST_XML = 64 * 1024 * 1024
RATIO = 200
RATIO_FROM = 1024 * 1024

_DAMAGED = "文件已损坏，无法打开，请重新导出后上传。"
_BOMB = "文件解压后过大，不能上传；请精简内容或拆分后重新上传。"
_MACROS = "文件含有宏，不能上传；请另存为不含宏的 DOCX、XLSX 或 PPTX 后重新上传。"
_OBJECTS = "文件内嵌了其他程序的对象，无法检查；请改为文字或图片后重新上传。"
_REMOTE = "文件引用了外部的模板或对象，不能上传；请断开链接后重新上传。"
_ENCRYPTED = "文件已加密，请取消密码后重新上传。"
_ARCHIVE = "不能上传压缩包，请解压后逐个上传里面的文件。"

MAIN_PARTS = (
    ("wordprocessingml.document.main", DOCX),
    ("spreadsheetml.sheet.main", XLSX),
    ("presentationml.presentation.main", PPTX),
)
MACRO_NAMES = re.compile(
    r"(?:^|/)(?:vbaproject\.bin|vbadata\.xml)$|(?:^|/)(?:activex|macrosheets|dialogsheets)/", re.IGNORECASE
)
REMOTE_KINDS = ("/attachedTemplate", "/oleObject", "/frame", "/subDocument", "/externalLink")


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
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError):
            raise Rejected(_DAMAGED) from None
        self._budget = MOST_XML
        self.names = [info.filename for info in infos]
        self._check_sizes(infos)
        self.kind = self._kind()
        if any(MACRO_NAMES.search(name) for name in self.names):
            raise Rejected(_MACROS)
        self._check_links()

    def _check_sizes(self, infos: list[zipfile.ZipInfo]) -> None:
        if len(infos) > MOST_ENTRIES or sum(info.file_size for info in infos) > MOST_BYTES:
            raise Rejected(_BOMB)
        for info in infos:
            if info.file_size > RATIO_FROM and info.file_size > RATIO * max(info.compress_size, 1):
                raise Rejected(_BOMB)
            if info.flag_bits & 0x1:
                raise Rejected(_ENCRYPTED)
        if len(set(self.names)) != len(self.names):
            raise Rejected(_DAMAGED)

    def _kind(self) -> Kind:
        if "OFD.xml" in self.names:
            return OFD
        if "[Content_Types].xml" not in self.names:
            raise Rejected(_ARCHIVE)
        types = self.attributes("[Content_Types].xml", "ContentType")
        if any("macroenabled" in kind.lower() or "vbaproject" in kind.lower() for kind in types):
            raise Rejected(_MACROS)
        for main, kind in MAIN_PARTS:
            if any(main in name for name in types):
                return kind
        raise Rejected(_ARCHIVE)

    def _check_links(self) -> None:
        for name in self.matching(r".*\.rels"):
            links = _Links()
            self.stream(name, links)
            if links.remote:
                raise Rejected(_REMOTE)

    def matching(self, pattern: str) -> list[str]:
        """The parts whose whole name matches, in natural order: slide2 before slide10."""
        return sorted((name for name in self.names if re.fullmatch(pattern, name)), key=_natural)

    def read(self, name: str) -> bytes:
        """The bytes of a part; raises `Rejected` if damaged, or if the parts read exceed the budget of the container."""
        try:
            with self._zip.open(name) as part:
                content = part.read(self._budget + 1)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError, KeyError):
            raise Rejected(_DAMAGED) from None
        self._budget -= len(content)
        if self._budget < 0:
            raise Rejected(_BOMB)
        return content

    def stream(self, name: str, target: Stream) -> None:
        """Feed a part of XML to the target; raises `Rejected` if it is not well-formed or has a DTD."""
        parser = ElementTree.XMLParser(target=target)  # noqa: S314 – streamed, no DTD, sizes bounded
        try:
            parser.feed(self.read(name))
            parser.close()
        except Rejected:
            raise
        except (ElementTree.ParseError, LookupError, ValueError):
            raise Rejected(_DAMAGED) from None

    def attributes(self, name: str, attribute: str) -> list[str]:
        """Every value of an attribute in a part, in order."""
        collected = _Attributes(attribute)
        self.stream(name, collected)
        return collected.values

    def embedded(self) -> Iterable[tuple[str, bytes]]:
        """Name and bytes of each embedded document, such as the data of a chart; raises `Rejected` for other objects."""
        for name in self.matching(r"(?:word|xl|ppt)/embeddings/.+"):
            if not name.lower().endswith((".docx", ".xlsx", ".pptx")):
                raise Rejected(_OBJECTS)
            yield name, self.read(name)


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(piece), "") if piece.isdecimal() else (0, piece) for piece in re.split(r"([0-9]+)", name)]


class _Links(Stream):
    """Whether a part of relationships refers to a remote template or object; links and pictures may be remote."""

    remote = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if attributes.get("TargetMode") == "External" and attributes.get("Type", "").endswith(REMOTE_KINDS):
            self.remote = True


class _Attributes(Stream):
    def __init__(self, attribute: str) -> None:
        super().__init__()
        self.attribute = attribute
        self.values: list[str] = []

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if self.attribute in attributes:
            self.values.append(attributes[self.attribute])
