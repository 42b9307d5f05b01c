"""Verifying that the database still has every trigger that the models declare, switched on and as declared."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pgtrigger
from django.db import connection, transaction

from foundation.database_roles import ignoring
from foundation.invariants import Finding, Findings

_FUNCTION = r"CREATE OR REPLACE FUNCTION {}\(\)\s+RETURNS TRIGGER AS \$\$(.*?)\$\$ LANGUAGE plpgsql"
_CREATE = r"CREATE\s+(?:CONSTRAINT\s+)?TRIGGER\s+{}\s.*?EXECUTE PROCEDURE [^;]*;"
_THERE = """
SELECT t.tgname, t.tgenabled, p.prosrc, pg_get_triggerdef(t.oid)
  FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
 WHERE t.tgrelid = %s::regclass AND NOT t.tgisinternal
"""
_LOOKS_AWAY = """
SELECT prosrc, (SELECT tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename = 'casework_ledgerline')
  FROM pg_proc WHERE proname = '_pgtrigger_should_ignore'
"""


def protection() -> Findings:
    """The triggers that are missing, switched off or altered, also by the function that tells them to look away."""
    for table, install in sorted(_declared().items()):
        yield from _of_table(table, install)
    with connection.cursor() as cursor:
        cursor.execute(_LOOKS_AWAY)
        found = cursor.fetchall()
    if len(found) != 1 or _plain(found[0][0]) != _plain(ignoring(found[0][1])):
        yield Finding("_pgtrigger_should_ignore", "可以让保护失效的函数被改动")


@cache
def _declared() -> dict[str, dict[str, str]]:
    """By table and name, the SQL that installs each trigger of the models."""
    declared: dict[str, dict[str, str]] = {}
    for model, trigger in pgtrigger.registered():
        sql = str(trigger.compile(model).install_sql)
        declared.setdefault(model._meta.db_table, {})[trigger.get_pgid(model)] = sql
    return declared


def _of_table(table: str, install: dict[str, str]) -> Findings:
    with connection.cursor() as cursor:
        cursor.execute(_THERE, [f'public."{table}"'])
        there: dict[str, Any] = {name: rest for name, *rest in cursor.fetchall()}
    for name in install.keys() - there.keys():
        yield Finding(table, f"保护“{name}”被删除")
    standing = frozenset(install.keys() & there.keys())
    for name in sorted(standing):
        enabled, source, now = there[name]
        function = re.search(_FUNCTION.format(re.escape(name)), install[name], re.DOTALL)
        assert function is not None, f"{name} has a function"
        if enabled not in ("O", "A"):
            yield Finding(table, f"保护“{name}”被关闭")
        if _plain(source) != _plain(function[1]) or _bare(now) not in _definitions(table, standing)[name]:
            yield Finding(table, f"保护“{name}”被改动")


@cache
def _definitions(table: str, names: frozenset[str]) -> dict[str, set[str]]:
    """How this server writes down these declared triggers: asked by creating them on a passing copy of the table.

    Once as they are declared, and once as the server then writes them: so they come back from a backup. The same process
    declares the same triggers all its life, so it asks once.
    """
    creating = {}
    for name in names:
        declared = re.search(_CREATE.format(re.escape(name)), _declared()[table][name], re.DOTALL)
        assert declared is not None, f"{name} is created"
        creating[name] = declared[0]
    declared_so = _written(table, creating)
    come_back = _written(table, declared_so)
    return {name: {definition, come_back[name]} for name, definition in declared_so.items()}


def _written(table: str, creating: dict[str, str]) -> dict[str, str]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'CREATE TEMPORARY TABLE "{table}" (LIKE public."{table}")')
        for create in creating.values():
            cursor.execute(create)
        cursor.execute(_THERE, [f'pg_temp."{table}"'])
        written = {name: _bare(definition) for name, _enabled, _source, definition in cursor.fetchall()}
        transaction.set_rollback(True)
    return written


def _plain(source: str) -> str:
    return " ".join(source.split())


def _bare(definition: str) -> str:
    """The definition without the schemas of table and function."""
    return re.sub(r"\b(?:public|pg_temp(?:_\d+)?)\.", "", definition)
