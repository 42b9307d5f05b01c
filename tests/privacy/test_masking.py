"""A masked value says which it is and no more, whatever is given."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from foundation.privacy.masking import mask_address, mask_email, mask_name, mask_number, mask_phone

MASKS = [mask_name, mask_number, mask_phone, mask_email, mask_address]
ODD = [
    "",
    " ",
    "\n",
    "a",
    "ab",
    "@",
    "@@",
    "a@",
    "@b",
    "𠮷",
    "👨‍👩‍👧",
    "\x00" * 3,
    "＠",
    "1" * 10_000,
    "五" * 7,
    "\ud800",
]


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_name, "王小明", "王＊＊"),
        (mask_name, "王", "＊"),
        (mask_number, "15082119800101121X", "1508************1X"),
        (mask_number, "E12345678", "*******78"),
        (mask_number, "1234", "****"),
        (mask_phone, "13812345678", "138****5678"),
        (mask_phone, "0478-5212345", "047****2345"),
        (mask_phone, "5212345", "*****45"),
        (mask_phone, "110", "***"),
        (mask_email, "wang@example.cn", "w***@example.cn"),
        (mask_email, "w@example.cn", "***@example.cn"),
        (mask_email, "wang", "****"),
        (mask_address, "五原县隆兴昌镇育才街1号", "五原县隆兴昌＊＊＊"),
        (mask_address, "育才街1号", "＊＊＊＊＊"),
    ],
)
def test_as_it_is_shown(mask: Callable[[str], str], value: str, shown: str) -> None:
    assert mask(value) == shown


@pytest.mark.parametrize("mask", MASKS)
def test_odd_input_is_masked_and_never_raises(mask: Callable[[str | None], str]) -> None:
    assert mask("") == mask(None) == mask("  ") == ""
    for value in ODD:
        shown = mask(value)
        assert isinstance(shown, str)
        assert not value.strip() or "*" in shown or "＊" in shown
        assert len(shown) < 100
