"""Log lines without personal data."""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType
from typing import Any

import psycopg2
from django.core.exceptions import ImproperlyConfigured
from django.db import InternalError, OperationalError

_PERSONAL = re.compile(
    r"(?<![0-9A-Za-z])(?:\d{17}[0-9Xx]|1[3-9]\d{9}|\d{16,19})(?![0-9A-Za-z])"  # identity, mobile, bank-card number
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # e-mail address
    r"|(?<=/apply/consultation/)[^/\s]+"  # the token of a consultation
    r"|(?<=/reminders/)[^/\s]+"  # the token by which an address is confirmed
)
_ROW_VALUES = re.compile(r"^(DETAIL|CONTEXT|LINE \d+):.*$", re.MULTILINE)
_NOT_LOGGED = "(not logged)"
#: Whose messages tell of servers, settings and the portal's own triggers. Those of all others may quote what somebody typed: a
#: key that is missing, a number that is none, a row that was refused.
TELLING = (
    OperationalError,
    InternalError,
    psycopg2.OperationalError,
    psycopg2.InternalError,
    ConnectionError,
    TimeoutError,
    ImproperlyConfigured,
)

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(logging.Formatter):
    """Masks personal numbers, e-mail addresses, tokens in addresses, row values quoted by PostgreSQL, messages of exceptions.

    Of an exception its type and the places that it came through are logged, which say where to look.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The finished line, traceback included, masked."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            record = _without_words_of(error, record)
        line = _ROW_VALUES.sub(rf"\1: {_NOT_LOGGED}", super().format(record))
        return _PERSONAL.sub("***", line)

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 – logging's name
        """The traceback with the types of the exceptions in place of their messages."""
        if ei[0] is None:
            return ""
        told = traceback.TracebackException(*ei)
        waiting: list[Any] = [(told, ei[1])]
        while waiting:
            one, error = waiting.pop()
            if not _tells(error):
                one._str, one.__notes__ = _NOT_LOGGED, None
                # A syntax error, such as one in a template, quotes the line itself.
                one.text = one.msg = None
            waiting += [
                (inner, getattr(error, name))
                for name in ("__cause__", "__context__")
                if (inner := getattr(one, name)) is not None
            ]
            waiting += zip(one.exceptions or (), getattr(error, "exceptions", ()), strict=False)
        return "".join(told.format()).rstrip("\n")


def _tells(error: BaseException | None) -> bool:
    """Whether the message of an exception is of the kind that quotes nobody."""
    return isinstance(error, TELLING)


def _without_words_of(error: BaseException, record: logging.LogRecord) -> logging.LogRecord:
    """A copy of the record, whose message may repeat the exception, with the type of that in its place."""
    name, line = type(error).__name__, record.getMessage()
    if not _tells(error):
        for words in filter(None, (repr(error), str(error), *_quoted(record))):
            line = line.replace(words, name)
    clean = logging.makeLogRecord(record.__dict__)
    clean.msg, clean.args, clean.exc_text = line, None, None
    return clean


def _quoted(record: logging.LogRecord) -> list[str]:
    """How Celery repeats an exception in its own line: shortened."""
    return [
        str(record.args[key])
        for key in ("exc", "traceback")
        if isinstance(record.args, dict) and key in record.args
    ]
