"""Where each file of a package lies, and under what name: the layout that the county archive takes over.

    index.html, style.css                     how to read and to verify it: tag files, no part of what is handed over
    data/说明文件.TXT
    data/文件目录.XML, data/案卷目录.XML          items, volumes: one line each, with their files
    data/电子档案/2026/WS/<code>/001.pdf        the files, and beside them
    data/电子档案/2026/WS/<code>/index.html     what it is, readable
    data/电子档案/2026/WS/<code>/record.json    the same for programs: metadata, ledger, signatures, clocks, notices
    data/其他/移交登记表.PDF, data/其他/*.xsd     the register, the schemas of both catalogues, what else goes with it

Names are ASCII but for the ones that the archive prescribes, which have no other form in any normalisation of Unicode: systems
that decompose names hand a bag on as it is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import groupby

from archive.packages.contents import Archived, Member, Package
from foundation.files.names import extension_of

DATA = "data"
READ_ME, ITEMS, VOLUMES = "说明文件.TXT", "文件目录.XML", "案卷目录.XML"
FILES, OTHER = "电子档案", "其他"
REGISTER = "移交登记表.PDF"
RECORD, PAGE = "record.json", "index.html"
#: The longest name of a folder: with its path it stays below the 260 characters of Windows.
LONGEST = 80
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")


class Unfit(ValueError):
    """A description of which no package can be made; `message` says in Chinese why, and what helps."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def ascii_name(said: str) -> str:
    """A name for the disk: “·” becomes “.”, ideographs their initials, as DA/T 22 writes 办公室 as BGS; whatever else a “_”.

    Where more was changed than the point, eight digits of the digest of what was meant follow, so that no two become one.
    """
    plain = said.replace("·", ".")
    if _PLAIN.match(plain) and len(plain) <= LONGEST:
        return plain
    # Its dictionary takes half a second to load, which a name that is plain never needs.
    from pypinyin import Style, lazy_pinyin

    sounds = "".join(
        sound.upper() if char > "\x7f" else sound
        for char in plain
        for sound in lazy_pinyin(char, style=Style.FIRST_LETTER)
    )
    written = re.sub(r"[^A-Za-z0-9._-]+", "_", sounds).lstrip(".-")[: LONGEST - 9]
    return f"{written or '_'}-{hashlib.sha256(said.encode()).hexdigest()[:8]}"


def folder_of(unit: Archived) -> str:
    """The folder of an item or volume within the bag."""
    return f"{DATA}/{FILES}/{unit.year}/{ascii_name(unit.category)}/{ascii_name(unit.code)}"


def name_of(number: int, member: Member) -> str:
    """The name of a file in its folder: a running number and the extension of the name that people know."""
    extension = extension_of(member.name)
    plain = extension if re.fullmatch(r"[a-z0-9]{1,10}", extension) else "bin"
    return f"{number:03d}.{plain}"


def placed(unit: Archived) -> Iterator[tuple[str, Member]]:
    """Every file of an item or volume with its path within the bag."""
    folder = folder_of(unit)
    for number, member in enumerate(unit.members, 1):
        yield f"{folder}/{name_of(number, member)}", member


def check(package: Package) -> None:
    """Raise `Unfit` where no bag can be made of a description."""
    if not package.units:
        raise Unfit("这个移交包里没有一件档案，请先选定要移交的档案。")
    for unit in package.units:
        if not unit.code.strip():
            raise Unfit(f"《{unit.title}》还没有档号，请先编号归档。")
        if not unit.members:
            raise Unfit(f"{unit.code} 里没有一个文件，请补齐以后再打包。")
    folders = sorted(package.units, key=lambda unit: folder_of(unit).casefold())
    for folder, same in groupby(folders, key=lambda unit: folder_of(unit).casefold()):
        codes = [unit.code for unit in same]
        if len(codes) > 1:
            raise Unfit(f"档号 {'、'.join(codes)} 会落到同一个文件夹（{folder}），请改号以后再打包。")
    for name, _content in package.others:
        if not _PLAIN.match(name) or name.casefold() in {"items.xsd", "volumes.xsd"}:
            raise Unfit(f"附带文件的名称“{name}”只能用字母、数字和 . _ -，也不能与目录格式文件同名。")
    names = [name.casefold() for name, _content in package.others]
    if len(set(names)) != len(names):
        raise Unfit("附带文件里有同名的，请改名以后再打包。")
