"""Making a bag, file after file, in bounded memory: as a folder, or as a ZIP that is made while it is read."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from archive.packages import catalogues, pages
from archive.packages.contents import Archived, Member, Package, pieces
from archive.packages.layout import (
    DATA,
    ITEMS,
    OTHER,
    PAGE,
    READ_ME,
    RECORD,
    REGISTER,
    VOLUMES,
    ascii_name,
    check,
    folder_of,
    placed,
)

MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
DECLARATION, INFO = "bagit.txt", "bag-info.txt"
STYLE = "style.css"
DECLARED = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
#: The moment of every file in a ZIP, which says nothing: the earliest that the format knows.
THEN = (1980, 1, 1, 0, 0, 0)
PARTIAL = ".partial"

File = tuple[str, Iterable[bytes]]
Through = Callable[[str, Iterable[bytes]], Iterable[bytes]]


class Damaged(Exception):
    """The bytes of a member are gone, or are not those that its digest names; `message` says in Chinese which."""

    def __init__(self, code: str, member: Member, wrong: str = "与登记的摘要不符") -> None:
        self.code, self.member = code, member
        self.message = (
            f"{code} 的“{member.title}”（{member.name}）{wrong}，不能打包。请先从备份恢复，再重新打包。"
        )
        super().__init__(self.message)


class Bag:
    """The files of a bag, in the order in which they are written; each is read whole before the next is asked for."""

    def __init__(self, package: Package) -> None:
        check(package)
        self._package = package
        self._payload: list[str] = []
        self._tags: list[str] = []
        self._size = 0
        #: The digest of the tag manifest, which stands for the whole bag; known in the end.
        self.fingerprint = ""

    def files(self) -> Iterator[File]:
        """Every file with its path."""
        yield from self._counted(self._of_data(), self._payload, payload=True)
        yield from self._counted(self._of_bag(), self._tags)
        listed = "".join(sorted(self._tags, key=_by_path)).encode()
        self.fingerprint = hashlib.sha256(listed).hexdigest()
        yield TAG_MANIFEST, [listed]

    def _counted(self, files: Iterable[File], lines: list[str], *, payload: bool = False) -> Iterator[File]:
        """The files, of which the lines of the manifest are kept while they are read."""
        for path, content in files:
            digest = hashlib.sha256()
            yield path, self._through(content, digest, payload=payload)
            lines.append(f"{digest.hexdigest()}  {path}\n")

    def _through(self, content: Iterable[bytes], digest: hashlib._Hash, *, payload: bool) -> Iterator[bytes]:
        for piece in content:
            digest.update(piece)
            self._size += len(piece) if payload else 0
            yield piece

    def _of_data(self) -> Iterator[File]:
        package = self._package
        items = [unit for unit in package.units if not unit.is_volume]
        volumes = [unit for unit in package.units if unit.is_volume]
        yield f"{DATA}/{READ_ME}", [catalogues.explanation(package, len(items), len(volumes))]
        for name, file, units in ((ITEMS, "items.xsd", items), (VOLUMES, "volumes.xsd", volumes)):
            if units:
                root = name.partition(".")[0]
                yield f"{DATA}/{name}", catalogues.catalogue(root, package, units)
                yield f"{DATA}/{OTHER}/{file}", [catalogues.schema(root)]
        if package.register is not None:
            yield f"{DATA}/{OTHER}/{REGISTER}", [package.register]
        for name, content in package.others:
            yield f"{DATA}/{OTHER}/{name}", [content]
        for unit in package.units:
            yield from self._of_unit(unit)

    def _of_unit(self, unit: Archived) -> Iterator[File]:
        for path, member in placed(unit):
            yield path, _proved(unit, member)
        folder = folder_of(unit)
        yield f"{folder}/{RECORD}", [pages.record(unit)]
        yield f"{folder}/{PAGE}", [pages.page(self._package, unit)]

    def _of_bag(self) -> Iterator[File]:
        yield DECLARATION, [DECLARED]
        yield INFO, [self._info()]
        yield MANIFEST, ["".join(sorted(self._payload, key=_by_path)).encode()]
        yield STYLE, [pages.style()]
        yield PAGE, [pages.front(self._package)]

    def _info(self) -> bytes:
        package = self._package
        said = {
            "Source-Organization": package.sender,
            "External-Identifier": package.number,
            "External-Description": package.said,
            "Contact-Name": package.contact,
            "Bagging-Date": package.made_on.isoformat(),
            "Bag-Software-Agent": "Wuyuan Portal",
            "Payload-Oxum": f"{self._size}.{len(self._payload)}",
        }
        # A value stands on one line: what breaks it would begin another label.
        return "".join(
            f"{name}: {' '.join(value.split())}\n" for name, value in said.items() if value
        ).encode()


def _by_path(line: str) -> str:
    return line[66:]


def _proved(unit: Archived, member: Member) -> Iterator[bytes]:
    """The bytes of a member; raises `Damaged` where they cannot be read, or in the end are not those of its digest."""
    digest, size = hashlib.sha256(), 0
    try:
        with member.open() as source:
            for piece in pieces(source):
                digest.update(piece)
                size += len(piece)
                yield piece
    except OSError as error:
        raise Damaged(unit.code, member, "不在了或者读不出来") from error
    if digest.hexdigest() != member.sha256 or size != member.size:
        raise Damaged(unit.code, member)


def write_folder(package: Package, folder: Path) -> str:
    """Make a bag as a folder that is not there yet, and return its fingerprint, the digest of `tagmanifest-sha256.txt`.

    It appears whole or not at all. Raises `Unfit`, `Damaged`, `FileExistsError`, and `OSError` where the disk does not take it.
    """
    if folder.exists():
        raise FileExistsError(folder)
    unfinished = folder.with_name(folder.name + PARTIAL)
    shutil.rmtree(unfinished, ignore_errors=True)
    bag = Bag(package)
    try:
        for path, content in bag.files():
            place = unfinished / path
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("xb") as target:
                for piece in content:
                    target.write(piece)
                target.flush()
                os.fsync(target.fileno())
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return bag.fingerprint


class _Buffer(io.RawIOBase):
    """What a ZIP writes to: kept until it is taken."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._held += content
        return len(content)

    def taken(self) -> bytes:
        taken = bytes(self._held)
        self._held.clear()
        return taken


def zip_chunks(package: Package, through: Through = lambda path, content: content) -> Iterator[bytes]:
    """The bag as a ZIP, by pieces, in a folder of the package's number; not compressed, so that equal bags are equal bytes.

    What is written of each file passes `through` (`verifying.Observed`).
    Raises `Unfit` before the first piece, `Damaged` in the midst: what came out until then is no ZIP.
    """
    bag, buffer, root = Bag(package), _Buffer(), ascii_name(package.number)
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED, strict_timestamps=True) as archive:
        for path, content in bag.files():
            entry = zipfile.ZipInfo(f"{root}/{path}", THEN)
            entry.external_attr, entry.create_system = 0o644 << 16, 3
            with archive.open(entry, "w", force_zip64=True) as target:
                for piece in through(path, content):
                    target.write(piece)
                    yield buffer.taken()
            yield buffer.taken()
    yield buffer.taken()
