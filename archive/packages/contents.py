"""What a package is made of, as plain values: whoever makes one fills them from the rows; nothing here reads a database."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from io import BytesIO
from typing import IO


class Sort(StrEnum):
    """What a file is to its entry, in the order in which DA/T 22 has them: the final text, its annexes, the draft, the slip."""

    TEXT = "text"
    ANNEX = "annex"
    DRAFT = "draft"
    SLIP = "slip"
    LETTER = "letter"
    MATERIAL = "material"

    @property
    def label(self) -> str:
        """Its Chinese word."""
        return _SORTS[self]


_SORTS = {
    Sort.TEXT: "正文",
    Sort.ANNEX: "附件",
    Sort.DRAFT: "定稿、历次稿",
    Sort.SLIP: "处理单、审批单",
    Sort.LETTER: "发出的文书",
    Sort.MATERIAL: "资料",
}


@dataclass(frozen=True)
class Member:
    """A file of an entry: what it is, its name, type, bytes and digest, and how it is opened.

    `name` is the one that people know, of any characters; in the package it bears another, of the archival code and a number.
    `open` gives a stream of its bytes from the beginning, each time anew. `facts` are what else is recorded of it, by Chinese
    label: of photos 拍摄者, 拍摄地点, of sound and film 时长, 编码.
    """

    sort: Sort
    title: str
    name: str
    media_type: str
    size: int
    sha256: str
    open: Callable[[], IO[bytes]] = field(compare=False, repr=False)
    #: The number of pages that bear text or pictures; None for what has no pages.
    pages: int | None = None
    #: The program that made it, where that is known.
    made_with: str = ""
    #: The day on which it was made: a photo's, a recording's.
    made_on: date | None = None
    facts: Sequence[tuple[str, str]] = ()

    @classmethod
    def of(
        cls, content: bytes, *, sort: Sort, title: str, name: str, media_type: str, **more: object
    ) -> Member:
        """A member that lies in memory already: a text, a letter that was just printed."""
        digest = hashlib.sha256(content).hexdigest()
        return cls(
            sort=sort,
            title=title,
            name=name,
            media_type=media_type,
            size=len(content),
            sha256=digest,
            open=lambda: BytesIO(content),
            **more,  # type: ignore[arg-type]
        )


@dataclass(frozen=True)
class Entry:
    """One 件: a text with its annexes, drafts and slips; a line of the catalogue, or of the list inside a volume."""

    title: str
    responsible: str
    #: The day of the document; None where it bears none.
    formed_on: date | None
    members: Sequence[Member]
    document_number: str = ""
    security: str = ""
    remark: str = ""
    #: The first page within the volume, and how many; in an item the first is 1.
    first_page: int | None = None
    pages: int | None = None
    #: The bytes of those of its files that were erased by rule; where there are any, no files are no fault.
    erased_size: int = 0

    @property
    def size(self) -> int:
        """The bytes of its files."""
        return sum(member.size for member in self.members)


@dataclass(frozen=True)
class LedgerRecord:
    """A line of the ledger. `hashed` is the very text whose SHA-256 is `hash` and in which the hash of the line before stands:
    `foundation.casework.ledger.text_of(line)`, so that anybody can prove the chain.
    """

    sequence: int
    at: datetime
    act: str
    label: str
    actor: str
    agency: str
    roles: str
    from_state: str
    to_state: str
    reason: str
    clauses: Sequence[str]
    digest: str
    hash: str
    previous_hash: str
    hashed: str
    #: The matter, as `document:12`: a volume has the ledgers of several.
    matter: str = ""


@dataclass(frozen=True)
class SignatureRecord:
    """Who signed which text, as what, when."""

    name: str
    capacity: str
    at: datetime
    digest: str
    remark: str = ""


@dataclass(frozen=True)
class ClockRecord:
    """A time limit: from when, until when, how it ended; `pauses` in words, each with its reason."""

    limit: str
    clause: str
    started_at: datetime
    due_at: datetime
    ended_at: datetime | None
    outcome: str
    pauses: Sequence[str] = ()


@dataclass(frozen=True)
class NoticeRecord:
    """Who was told what, when and how; personal recipients are named as far as their file may be read."""

    at: datetime
    to: str
    subject: str
    channel: str
    delivered_at: datetime | None = None


@dataclass(frozen=True)
class Records:
    """What the portal recorded while the matter was dealt with (DA/T 46: the 业务 entity)."""

    ledger: Sequence[LedgerRecord] = ()
    signatures: Sequence[SignatureRecord] = ()
    clocks: Sequence[ClockRecord] = ()
    notices: Sequence[NoticeRecord] = ()


@dataclass(frozen=True)
class Opening:
    """The maker's opinion whether it is opened when its term for that is over (档案法30, 档案法实施条例30)."""

    opinion: str
    reason: str = ""
    by: str = ""
    on: date | None = None

    def __str__(self) -> str:
        return "，".join(filter(None, (self.opinion, self.reason)))


@dataclass(frozen=True)
class DisclosureStatus:
    """How it stands with its disclosure as government information (档案法实施条例30)."""

    #: 主动公开, 依申请公开, 不予公开 …
    status: str
    since: date | None = None
    index_number: str = ""
    address: str = ""

    def __str__(self) -> str:
        since = f"{self.since.isoformat()} 起" if self.since else ""
        return "，".join(filter(None, (self.status, since, self.index_number)))


@dataclass(frozen=True)
class SecurityChange:
    """A change of the security class (档案法实施条例30): on which day, from what, to what."""

    on: date
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.on.isoformat()} {self.before or '无密级'}变更为{self.after or '无密级'}"


@dataclass(frozen=True)
class Archived:
    """An item (DA/T 22, one entry) or a volume (GB/T 9705, any number), with its archival code."""

    code: str
    fonds: str
    fonds_name: str
    year: int
    #: The class of DA/T 13: WS, ZP, LY, LX, WY, MT, SJ, ZY …
    category: str
    #: 永久, 30年, 10年
    term: str
    #: 机构或问题
    section: str
    title: str
    responsible: str
    #: From the first day of what it is about to the last; equal for an item.
    formed_from: date | None
    formed_to: date | None
    entries: Sequence[Entry]
    opening: Opening
    disclosure: DisclosureStatus
    security: str = ""
    security_changes: Sequence[SecurityChange] = ()
    records: Records = Records()
    is_volume: bool = False
    remark: str = ""
    #: What else is recorded, by Chinese label.
    facts: Sequence[tuple[str, str]] = ()

    @property
    def members(self) -> list[Member]:
        """The files of all entries, in order."""
        return [member for entry in self.entries for member in entry.members]


@dataclass(frozen=True)
class Package:
    """What is handed over together, as one bag.

    `units` is gone through more than once, so it is no generator. `register` is the printed 移交登记表, and `others` more
    files of the package as a whole, each by an ASCII name: they go into the folder 其他.
    """

    number: str
    sender: str
    made_on: date
    units: Sequence[Archived]
    receiver: str = ""
    contact: str = ""
    #: What the package is, in a sentence, for 说明文件.TXT.
    said: str = ""
    register: bytes | None = None
    others: Sequence[tuple[str, bytes]] = ()

    @property
    def size(self) -> int:
        """The bytes of the files that are archived."""
        return sum(member.size for unit in self.units for member in unit.members)


def pieces(source: IO[bytes], length: int = 1024 * 1024) -> Iterable[bytes]:
    """A stream by pieces."""
    while piece := source.read(length):
        yield piece
