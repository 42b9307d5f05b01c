"""The pages of a file, counted as the archive numbers them: those that bear text or pictures (GB/T 9705; AR-2)."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.files import pdf


@dataclass(frozen=True)
class PageCount:
    """How many pages a PDF has, and which bear nothing; pages are counted from 1.

    `blank` have nothing on them. `faint` are pictures that show hardly anything, such as the scan of an empty back: they are
    counted, for only a person can say whether they are blank. `unread` could not be read; they are counted too.
    """

    all: int
    blank: tuple[int, ...] = ()
    faint: tuple[int, ...] = ()
    unread: tuple[int, ...] = ()

    @property
    def numbered(self) -> int:
        """How many pages are numbered."""
        return self.all - len(self.blank)

    @property
    def to_be_looked_at(self) -> str:
        """What a person has to look at, in Chinese; blank where there is nothing."""
        said = []
        if self.faint:
            said.append(f"第 {_listed(self.faint)} 页像是空白页的扫描件，请看一眼是否计入页数")
        if self.unread:
            said.append(f"第 {_listed(self.unread)} 页读不出来，已按有内容计数，请核对")
        return "；".join(said)

    def __str__(self) -> str:
        left_out = f"，第 {_listed(self.blank)} 页空白，不编页号" if self.blank else ""
        return f"共 {self.all} 页{left_out}，编 {self.numbered} 页。"


def count_pages(content: bytes) -> PageCount:
    """The pages of a PDF, read in a process with limits of its own.

    Raises `foundation.files.rejected.Rejected` (`Locked` if it is encrypted) with a Chinese message where it cannot be read.
    """
    found = pdf.read_pages(content)
    return PageCount(found["pages"], *(tuple(found[sort]) for sort in ("blank", "faint", "unread")))


def _listed(numbers: tuple[int, ...]) -> str:
    """Page numbers as people write them: 2、4-6."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return "、".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)
