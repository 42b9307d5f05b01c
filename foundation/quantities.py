"""Numbers as people type them: `12件`, `１２`, `1,234`, `3.5万元`, `35000元`."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

#: Multiples that may stand between number and unit.
_MULTIPLES = {
    "": 1,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
}
_NUMBER = re.compile(
    r"(?P<sign>[-−]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,20})(?P<part>\.\d{1,20})?\s?(?P<rest>[^\d\s]{0,12})",
    re.ASCII,
)
_MONEY = "元"


class NotANumber(ValueError):
    """What was typed is no number in the unit that is asked for."""


def read_number(given: object, unit: str = "") -> Decimal:
    """The number that was typed, in `unit`, which may stand behind it or not. Raises `NotANumber`.

    Thousands are told apart by commas, full-width characters are read as plain ones. Between number and unit may stand 百, 千,
    万 or 亿. A unit of money is converted to another of its multiples: in 万元, `35000元` is 3.5 and a bare `3.5万` is 3.5.
    """
    text = unicodedata.normalize("NFKC", str(given)).strip()
    text = text.removeprefix("人民币").removeprefix("¥").lstrip()
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise NotANumber(f"“{str(given)[:40]}”不是数字。")
    number = Decimal(match["whole"].replace(",", "") + (match["part"] or ""))
    if match["sign"]:
        number = -number
    rest = match["rest"]
    if not rest or rest == unit:
        return number
    factor = _factor(rest, unit)
    if factor is None:
        raise NotANumber(f"“{str(given)[:40]}”的单位不对，应当是{unit or '数字'}。")
    return _plain(number * factor)


def _factor(said: str, unit: str) -> Decimal | None:
    """By what to multiply a number in the unit `said` for one in `unit`; None where they do not fit."""
    if unit.endswith(_MONEY):
        asked = unit.removesuffix(_MONEY)
        multiple = said.removesuffix("整").removesuffix(_MONEY)
        if multiple in _MULTIPLES:
            return Decimal(_MULTIPLES[multiple]) / _MULTIPLES[asked]
        return None
    for ending in dict.fromkeys((unit, f"个{unit}" if unit else "", "个", "")):
        if said.endswith(ending) and said.removesuffix(ending) in _MULTIPLES:
            return Decimal(_MULTIPLES[said.removesuffix(ending)])
    return None


def _plain(number: Decimal) -> Decimal:
    """The number without zeros behind its last decimal, and without an exponent."""
    return Decimal(f"{number.normalize():f}")
