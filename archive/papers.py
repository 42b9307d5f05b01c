"""The papers of the archive from plain values, in the millimetres that the standards give: each function returns a PDF.

    catalogue(Catalogue(…, lines=[CatalogueLine(…), …]))   # 归档文件目录, DA/T 22, A4 landscape
    volume_cover(Cover(…))                                 # 案卷封面, GB/T 9705
    volume_list(VolumeList(…, lines=[VolumeLine(…), …]))   # 卷内文件目录
    note_page(Note(…))                                     # 备考表, of a volume or of a box
    box_spine(Spine(…))                                    # 盒脊, 310 mm high, as wide as the box is thick
    archive_stamp(Stamp(…))                                # 归档章 alone, on a sheet that is printed over the first page
    transfer_register(Register(…))                         # 移交登记表
    destruction_list(Destruction(…))                       # 销毁清册
    quarter_report(Quarter(…))                             # 季度自查报告, AR-3(4)
    proof(Proof(…))                                        # 证明页: digest, signatures, times, who, how to verify

Equal values make equal bytes. What is longer than its cell is broken, never cut; blank values leave room to write by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string

from archive.packages.catalogues import eight_digits, gigabytes
from archive.packages.contents import LedgerRecord, SignatureRecord
from foundation.papers import render

#: The thicknesses of boxes in millimetres (DA/T 22); a box that is thinner has no spine on which anything can be read.
THINNEST, THICKEST = 20, 50


#: What turns the direction of writing round: on paper it would turn the rest of its line as well.
TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])


def _paper(template: str, title: str, **said: Any) -> bytes:
    html = render_to_string(template, {"title": title, **said})
    return render(html.translate(TURNING), title=title)


@dataclass(frozen=True)
class CatalogueLine:
    """A line of the catalogue; a title that the document lacks stands in [ ] already."""

    code: str
    document_number: str
    responsible: str
    title: str
    formed_on: date | None
    security: str
    pages: int | None
    remark: str = ""

    @property
    def day(self) -> str:
        """The day in eight digits."""
        return eight_digits(self.formed_on)


@dataclass(frozen=True)
class Catalogue:
    """The catalogue of what was filed by item: of one year, term and section, or of whatever its heading says."""

    fonds_name: str
    fonds: str
    year: int
    term: str
    section: str
    lines: Sequence[CatalogueLine]


def catalogue(given: Catalogue) -> bytes:
    """归档文件目录 (DA/T 22-2015): A4 landscape, its head again on every page."""
    return _paper("archive/papers/catalogue.html", "归档文件目录", catalogue=given)


@dataclass(frozen=True)
class Cover:
    """The cover of a volume."""

    fonds_name: str
    category_name: str
    title: str
    formed_from: date | None
    formed_to: date | None
    term: str
    pieces: int
    pages: int
    filing_number: str
    code: str

    @property
    def span(self) -> str:
        """From the first day to the last."""
        days = [day for day in (self.formed_from, self.formed_to) if day]
        return " 至 ".join(dict.fromkeys(f"{day.year}年{day.month}月{day.day}日" for day in days))


def volume_cover(given: Cover) -> bytes:
    """案卷封面 (GB/T 9705-2008), A4."""
    return _paper("archive/papers/volume_cover.html", "案卷封面", cover=given)


@dataclass(frozen=True)
class VolumeLine:
    """A line of the list inside a volume: `first_page` to `last_page`, equal where it is one."""

    document_number: str
    responsible: str
    title: str
    formed_on: date | None
    first_page: int | None
    last_page: int | None
    remark: str = ""

    @property
    def day(self) -> str:
        """The day in eight digits."""
        return eight_digits(self.formed_on)

    @property
    def span(self) -> str:
        """Its pages."""
        return "-".join(
            dict.fromkeys(str(page) for page in (self.first_page, self.last_page) if page is not None)
        )


@dataclass(frozen=True)
class VolumeList:
    """The list inside a volume."""

    code: str
    title: str
    lines: Sequence[VolumeLine]


def volume_list(given: VolumeList) -> bytes:
    """卷内文件目录 (GB/T 9705-2008), A4, its head again on every page."""
    return _paper("archive/papers/volume_list.html", "卷内文件目录", volume=given)


@dataclass(frozen=True)
class Note:
    """备考表: what is to be known of a volume, or of a box: what is damaged, amended, added, moved out, destroyed."""

    code: str
    situation: str
    pieces: int
    pages: int
    arranged_by: str
    arranged_on: date | None
    checked_by: str
    checked_on: date | None
    is_volume: bool = True


def note_page(given: Note) -> bytes:
    """备考表 (DA/T 22, GB/T 9705), A4."""
    return _paper("archive/papers/note.html", "备考表", note=given)


@dataclass(frozen=True)
class Spine:
    """The spine of a box; `thickness` in millimetres."""

    fonds: str
    year: int
    term: str
    section: str
    first: str
    last: str
    box: str
    thickness: int


def box_spine(given: Spine) -> bytes:
    """盒脊 (DA/T 22): a strip 310 mm high and 20 to 50 mm wide, to be cut out. Raises `ValueError` for another thickness."""
    if not THINNEST <= given.thickness <= THICKEST:
        raise ValueError(f"盒脊厚度应在 {THINNEST} 至 {THICKEST} 毫米之间。")
    return _paper("archive/papers/spine.html", "档案盒盒脊", spine=given)


@dataclass(frozen=True)
class Stamp:
    """归档章: six fields in two rows of three."""

    fonds: str
    year: int
    number: int
    section: str
    term: str
    pages: int


def archive_stamp(given: Stamp) -> bytes:
    """归档章 (DA/T 22): 45 × 16 mm in the blank top of an otherwise empty sheet of A4, to be printed over the first page."""
    return _paper("archive/papers/stamp.html", "归档章", stamp=given)


@dataclass(frozen=True)
class Register:
    """移交登记表 of a package; `digest` is its fingerprint, or the digest of the ZIP that is handed over, by `algorithm`."""

    number: str
    content: str
    sender: str
    receiver: str
    pieces: int
    volumes: int
    files: int
    size: int
    carrier: str
    #: The four properties and what came of each, in words.
    properties: Sequence[tuple[str, str]]
    digest: str
    algorithm: str
    method: str
    filled_by: str
    filled_on: date | None
    checked_by: str
    remark: str = ""

    @property
    def gigabytes(self) -> str:
        """The size in GB, to three decimals."""
        return gigabytes(self.size)


def transfer_register(given: Register) -> bytes:
    """电子档案移交与接收登记表 (电子档案移交与接收办法), A4; signatures and seals by hand."""
    return _paper("archive/papers/register.html", "电子档案移交与接收登记表", register=given)


@dataclass(frozen=True)
class DestructionLine:
    """A line of the destruction list; years that it was to be kept, and that it was kept."""

    code: str
    document_number: str
    responsible: str
    title: str
    formed_on: date | None
    term: str
    kept: str
    pages: int | None
    destroyed_on: date | None = None
    remark: str = ""

    @property
    def day(self) -> str:
        """The day in eight digits."""
        return eight_digits(self.formed_on)

    @property
    def gone(self) -> str:
        """The day of destruction in eight digits."""
        return eight_digits(self.destroyed_on)


@dataclass(frozen=True)
class Destruction:
    """销毁清册: of whom, after which report, approved by whom, destroyed by whom before which two witnesses."""

    number: str
    agency: str
    report: str
    lines: Sequence[DestructionLine]
    group: str = ""
    approved_by: str = ""
    approved_on: date | None = None
    witnesses: Sequence[str] = ()
    way: str = ""
    #: In words: what of these items is gone, and what is not.
    gone: str = ""
    stays: str = ""

    @property
    def pages(self) -> int:
        """All pages."""
        return sum(line.pages or 0 for line in self.lines)


def destruction_list(given: Destruction) -> bytes:
    """档案销毁清册, A4 landscape; two 监销人 sign."""
    two = [*given.witnesses, "", ""][:2] if len(given.witnesses) < 2 else list(given.witnesses)
    return _paper("archive/papers/destruction.html", "档案销毁清册", list=given, witnesses=two)


@dataclass(frozen=True)
class QuarterLine:
    """What a self-check found: which sort (缺少, 未归档, 损坏), of what, and what was done about it."""

    sort: str
    what: str
    since: date | None
    done: str = ""


@dataclass(frozen=True)
class Quarter:
    """The self-check of a quarter; `figures` by Chinese label."""

    agency: str
    year: int
    quarter: int
    keeper: str
    opened_on: date
    figures: Sequence[tuple[str, str]]
    lines: Sequence[QuarterLine]
    conclusion: str = ""
    signed_by: str = ""
    signed_on: date | None = None


def quarter_report(given: Quarter) -> bytes:
    """季度自查报告 (AR-3(4)), A4."""
    return _paper("archive/papers/quarter.html", "档案季度自查报告", quarter=given)


@dataclass(frozen=True)
class ProvedFile:
    """A file, its digest and whether its bytes were found to be those of the digest, when."""

    title: str
    name: str
    size: int
    sha256: str
    verified_at: datetime | None
    intact: bool | None


@dataclass(frozen=True)
class Proof:
    """证明页: what is kept, that it is what it was, who signed it, what was done; `seal` is the ledger's, over its last line."""

    code: str
    title: str
    responsible: str
    agency: str
    made_at: datetime
    files: Sequence[ProvedFile]
    signatures: Sequence[SignatureRecord]
    ledger: Sequence[LedgerRecord]
    #: Where anybody checks a digest or a seal: the address of the page.
    address: str = ""
    seal: str = ""


def proof(given: Proof) -> bytes:
    """档案真实性证明, A4: one page where it can be, with how to verify it."""
    return _paper("archive/papers/proof.html", "档案真实性证明", proof=given)
