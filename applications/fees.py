"""The information processing fee (国办函〔2020〕109号), by piece or by page: each band charges its rate for what lies in it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import count
from typing import NamedTuple

#: 国办函〔2020〕109号, 按量: up to how many pages of one application, at how many yuan a page; the last band has no end.
PAGE_BANDS: tuple[tuple[int | None, int], ...] = ((30, 0), (100, 10), (200, 20), (None, 40))

#: 国办函〔2020〕109号, 按件: of one applicant's applications in a calendar month ten cost nothing, the next twenty 100 yuan
#: each; from the 31st every ten form a band of their own, at 100 yuan more than the band before.
PIECE_BANDS: tuple[tuple[int, int], ...] = ((10, 0), (30, 100))
PIECE_STEP, PIECE_STEP_RATE = 10, 100


class Row(NamedTuple):
    """The quantity that lies within one band, and its price in yuan."""

    label: str
    quantity: int
    rate: int
    amount: int


def in_yuan(amount: Decimal | int | None) -> str:
    """An amount as letters write it: whole yuan without decimals."""
    amount = Decimal(amount or 0)
    return str(int(amount)) if amount == int(amount) else f"{amount:.2f}"


def by_piece(before: int, pieces: int = 1) -> int:
    """The fee in yuan for `pieces` more applications of someone who made `before` in the same calendar month."""
    if pieces < 0:
        raise ValueError("fewer than no applications")
    return piece_total(before + pieces) - piece_total(before)


def piece_total(n: int) -> int:
    """The fee in yuan for n applications in one month."""
    return sum(row.amount for row in rows_by_piece(n))


def by_page(pages: int) -> int:
    """The fee in yuan for a number of pages."""
    return sum(row.amount for row in rows_by_page(pages))


def rows_by_piece(n: int) -> list[Row]:
    """The bands that n applications in one month fall into."""
    return _rows(n, _piece_bands(), "件")


def rows_by_page(pages: int) -> list[Row]:
    """The bands that a number of pages falls into."""
    return _rows(pages, iter(PAGE_BANDS), "页")


def account_by_piece(before: int, pieces: int = 1) -> list[str]:
    """How the fee for `pieces` more applications after `before` in the month is computed, in words for the notice.

    One application for several matters is as many pieces as it has matters (一事一申请).
    """
    last = before + pieces
    if pieces == 1:
        row = rows_by_piece(last)[-1]
        return [
            f"本件是申请人本自然月内的第{last}件申请，在{row.label}一档，每件{row.rate}元，本件{row.rate}元"
        ]
    lines = [f"本件申请包含{pieces}个事项，按{pieces}件计，是申请人本自然月内的第{before + 1}至{last}件"]
    low = 0
    for row in rows_by_piece(last):
        more = row.quantity - min(max(before - low, 0), row.quantity)
        low += row.quantity
        if more:
            lines.append(f"{row.label}：{more}件×{row.rate}元＝{more * row.rate}元")
    return lines


def account_by_page(pages: int) -> list[str]:
    """How the fee for a number of pages is computed, in words for the notice, a line for each band."""
    return [f"{row.label}：{row.quantity}页×{row.rate}元＝{row.amount}元" for row in rows_by_page(pages)]


def _piece_bands() -> Iterator[tuple[int, int]]:
    yield from PIECE_BANDS
    last, rate = PIECE_BANDS[-1]
    for step in count(1):
        yield last + step * PIECE_STEP, rate + step * PIECE_STEP_RATE


def _rows(quantity: int, bands: Iterator[tuple[int | None, int]], unit: str) -> list[Row]:
    if quantity < 0:
        raise ValueError("a quantity below nothing")
    rows, low = [], 0
    for high, rate in bands:
        within = (quantity if high is None else min(quantity, high)) - low
        label = f"第{low + 1}{unit}以上" if high is None else f"第{low + 1}至{high}{unit}"
        rows.append(Row(label, within, rate, within * rate))
        if high is None or quantity <= high:
            break
        low = high
    return rows
