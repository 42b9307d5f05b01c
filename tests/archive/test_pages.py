"""AR-2: the pages that are numbered are those that bear text or pictures."""

from __future__ import annotations

from typing import Any

import pytest

from archive.pages import PageCount, count_pages
from foundation.files.rejected import Locked, Rejected
from tests.archive import sheets
from tests.files import samples


@pytest.mark.clause("AR-2")
def test_pages_that_bear_text_or_pictures_are_counted_and_blank_ones_named() -> None:
    kinds = ("text", "empty", "line", "spaces", "form", "state", "empty form", "scan: written here", "text")
    counted = count_pages(sheets.pdf(*kinds))
    assert counted == PageCount(9, blank=(2, 4, 6, 7))
    assert counted.numbered == 5
    assert str(counted) == "共 9 页，第 2、4、6-7 页空白，不编页号，编 5 页。"


def test_the_scan_of_an_empty_sheet_is_left_to_a_person() -> None:
    counted = count_pages(sheets.pdf("scan: one line of words", "scan:", "scan: written here"))
    assert (counted.blank, counted.faint, counted.numbered) == ((), (2,), 3)
    assert counted.to_be_looked_at == "第 2 页像是空白页的扫描件，请看一眼是否计入页数"


@pytest.mark.parametrize(
    ("content", "sort", "said"),
    [
        (samples.pdf(password="x"), Locked, "加密"),
        (b"%PDF-1.7 nothing", Rejected, "PDF"),
        (b"", Rejected, "PDF"),
    ],
)
def test_what_cannot_be_counted_is_said(content: bytes, sort: type[Rejected], said: str) -> None:
    with pytest.raises(sort, match=said):
        count_pages(content)


def test_a_form_that_draws_itself_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    turning = sheets.pdf("form").replace(b"BT /F1 12 Tf 20 200 Td (Spring) Tj ET", b"q /Fm1 Do Q".ljust(37))
    assert count_pages(turning).all == 1


def test_it_is_read_in_a_process_with_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    content = sheets.pdf("text", "empty", "scan:")
    here = count_pages(content)
    monkeypatch.setattr("foundation.files.apart.bounded", False)
    assert count_pages(content) == here
    monkeypatch.setattr("foundation.files.apart.SECONDS", 0.001)
    with pytest.raises(Rejected, match="过于复杂"):
        count_pages(content)


def test_a_page_that_breaks_the_reader_is_counted_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: Any) -> bool:
        raise ValueError

    monkeypatch.setattr("foundation.files.pdf_pages._marked", broken)
    counted = count_pages(sheets.pdf("text", "text"))
    assert (counted.numbered, counted.unread) == (2, (1, 2))
    assert "读不出来" in counted.to_be_looked_at
