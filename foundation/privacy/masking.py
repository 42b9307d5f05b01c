"""Masking personal data: enough is shown to recognise a value, too little to use it.

Nothing here raises, whatever is given; too short values are hidden whole.
"""

from __future__ import annotations

#: The most asterisks shown, to hide the length of a long text.
MOST = 20


def mask_name(name: str | None) -> str:
    """王＊＊: the first character."""
    said = _said(name)
    return said[:1] + _hidden(len(said) - 1, "＊") if len(said) > 1 else _hidden(len(said), "＊")


def mask_number(number: str | None) -> str:
    """1508************1X: the first four and the last two where at least half stays hidden, else the last two or none."""
    said = _said(number)
    if len(said) >= 12:
        return f"{said[:4]}{_hidden(len(said) - 6)}{said[-2:]}"
    return _tail(said)


def mask_phone(phone: str | None) -> str:
    """138****5678: the first three and the last four; of a number too short for that the last two or none."""
    said = _said(phone)
    return f"{said[:3]}****{said[-4:]}" if len(said) >= 11 else _tail(said)


def mask_email(email: str | None) -> str:
    """w***@example.cn: the first letter and the domain."""
    said = _said(email)
    local, at, domain = said.rpartition("@")
    if not at:
        return _hidden(len(said))
    return f"{local[0] if len(local) > 1 else ''}***@{domain}"


def mask_address(address: str | None) -> str:
    """五原县隆兴昌＊＊＊: the first six characters, which reach to the town."""
    said = _said(address)
    return f"{said[:6]}＊＊＊" if len(said) > 6 else _hidden(len(said), "＊")


def _said(value: object) -> str:
    return "" if value is None else str(value).strip()


def _hidden(length: int, sign: str = "*") -> str:
    return sign * min(length, MOST)


def _tail(said: str) -> str:
    """The last two characters after asterisks; of four or fewer none."""
    return _hidden(len(said) - 2) + said[-2:] if len(said) > 4 else _hidden(len(said))
