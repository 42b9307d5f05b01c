"""Letters: each that was issued has its file, and a number of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.apps import apps
from django.db import connection

from foundation.correspondence.models import Letter
from foundation.invariants import Finding, Findings, Look, invariant

#: The worker makes a letter's file at once; after so long somebody has to look.
LATE = timedelta(days=1)


def _models() -> Iterator[type[Letter]]:
    return (model for model in apps.get_models() if issubclass(model, Letter))


def _table(model: type[Letter]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _tables() -> Iterator[tuple[str, str]]:
    """The tables of letters with what they hold."""
    return ((model._meta.label_lower, _table(model)) for model in _models())


@invariant("letters.printed", "发出的每一份文书都生成了文件")
def printed(look: Look) -> Findings:
    """Look for letters without a file of theirs, a day after they were issued; those whose words were erased need none."""
    for kind, table in _tables():
        look.count(f"SELECT count(*) FROM {table}")  # noqa: S608
        sql = f"""
SELECT l.id, (l.issued_at AT TIME ZONE 'Asia/Shanghai')::date FROM {table} l LEFT JOIN files_storedfile f ON f.id = l.file_id
 WHERE l.issued_at < %(before)s AND f.id IS NULL AND l.content <> ''"""  # noqa: S608
        for number, day in look.rows(sql, before=look.at - LATE):
            yield Finding(f"{kind} {number}", "发出了，没有文件", day)


@invariant("letters.numbered", "文号不重复")
def numbered(look: Look) -> Findings:
    """Look for two letters of one kind with one number; what goes to several under one number was issued at one moment."""
    for model in _models():
        kind, table = model._meta.label_lower, _table(model)
        several = "DISTINCT issued_at" if model.to_several else "*"
        look.count(f"SELECT count(*) FROM {table} WHERE document_number <> ''")  # noqa: S608
        sql = f"""
SELECT document_number, count({several}) FROM {table} l WHERE document_number <> ''
 GROUP BY document_number, to_jsonb(l)->>'kind' HAVING count({several}) > 1"""  # noqa: S608
        for number, many in look.rows(sql):
            yield Finding(f"{kind} {number}", f"{many} 份文书用同一个文号")
