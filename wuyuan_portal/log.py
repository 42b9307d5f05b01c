"""Log lines without personal data."""

from __future__ import annotations

import logging
import re

_PERSONAL = re.compile(
    r"(?<![0-9A-Za-z])(?:\d{17}[0-9Xx]|1[3-9]\d{9}|\d{16,19})(?![0-9A-Za-z])"  # identity, mobile, bank-card number
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # e-mail address
    r"|(?<=/apply/consultation/)[^/\s]+"  # the token of a consultation
    r"|(?<=/reminders/)[^/\s]+"  # the token by which an address is confirmed
)
_ROW_VALUES = re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE)


class DiscreetFormatter(logging.Formatter):
    """Masks personal numbers, e-mail addresses, tokens in addresses, and row values quoted by PostgreSQL."""

    def format(self, record: logging.LogRecord) -> str:
        """The finished line, traceback included, masked."""
        line = _ROW_VALUES.sub(r"\1: (not logged)", super().format(record))
        return _PERSONAL.sub("***", line)
