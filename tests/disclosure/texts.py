"""What the tests of documents enter."""

from __future__ import annotations

from typing import Any

from tests.personas import TEXT

WITHHELD: dict[str, Any] = {
    "attribute": "withheld",
    "attribute_reason": "属内部工作流程，不对外产生效力。",
    "ground": "internal_affairs",
}

#: Stands in the internal text only.
STRUCK = "专项经费三十万元由应急周转账户列支"

DECLASSIFIED: dict[str, Any] = {
    "attribute": "declassified",
    "declassification": "delete",
    "internal_body": f"{TEXT}\n三、经费保障\n{STRUCK}。",
}


def identity_number(area: str = "150821", birthday: str = "19010101", serial: str = "000") -> str:
    """A number with a valid check digit that belongs to nobody: its serial is never given."""
    digits = area + birthday + serial
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11
    return digits + "10X98765432"[rest]
