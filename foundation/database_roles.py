"""The roles of the database: the owner migrates, the portal runs as one that can change no table, the auditor only reads.

The roles themselves are made by whoever runs the server (deploy/database-roles.sh, docs/operating.md; the embedded server makes
its own). What they may do is set anew after every migration, from what the models declare.
"""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.apps import apps
from django.db import connection

RUNTIME, AUDIT = "portal_runtime", "portal_audit"
#: What the auditor does not read: sessions, drafts, secrets of second factors, of accounts the hash of the password, and
#: answers of citizens to questionnaires, which nobody reads but counted.
_SECRET = {
    "django_session": frozenset[str](),
    "casework_draft": frozenset[str](),
    "files_keptfile": frozenset[str](),
    "questionnaires_ballot": frozenset[str](),
    "questionnaires_code": frozenset[str](),
    "questionnaires_remark": frozenset[str](),
    "questionnaires_sheet": frozenset[str](),
    "evaluation_scoresheet": frozenset[str](),
    "agencies_secondfactor": frozenset[str](),
    "agencies_staff": frozenset({"password"}),
}


def ignoring(owner: str) -> str:
    """The body of the function by which a trigger asks whether to look away: for the tables' owner alone, who could drop it.

    django-pgtrigger's own heeds a setting that every session can make.
    """
    told = "COALESCE(NULLIF(current_setting('pgtrigger.ignore', true), ''), '{}')::text[]"
    return f"BEGIN RETURN session_user = '{owner}' AND trigger_name = ANY ({told}); END;"


def set_privileges(**_signal: Any) -> None:
    """Let only the owner of the tables make triggers look away; give both other roles, where they exist, what they need."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, array_agg(rolname) FROM pg_roles WHERE rolname IN (%s, %s)",
            [RUNTIME, AUDIT],
        )
        owner, roles = cursor.fetchone()
        cursor.execute(
            "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN AS $$ "
            + ignoring(owner).replace("%", "%%")
            + " $$ LANGUAGE plpgsql"
        )
        tables = connection.introspection.table_names(cursor)
        for role in roles or ():
            cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        if RUNTIME in (roles or ()):
            cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {RUNTIME}")
            for table in tables:
                cursor.execute(f'GRANT {_needed(table)} ON public."{table}" TO {RUNTIME}')
        if AUDIT in (roles or ()):
            for table in tables:
                for grant in _readable(table):
                    cursor.execute(f'GRANT SELECT{grant} ON public."{table}" TO {AUDIT}')


def _needed(table: str) -> str:
    """What the portal does with a table: rows that are kept are not deleted, and those that never change not updated.

    Rows that are kept for a term are deleted when it is over: a trigger counts.
    """
    if table == "django_migrations":
        return "SELECT"
    protecting = {t.name for model, t in pgtrigger.registered() if model._meta.db_table == table}
    if "append_only" in protecting:
        return "SELECT, INSERT"
    if "unaltered" in protecting:
        return "SELECT, INSERT, DELETE"
    return "SELECT, INSERT, UPDATE" if "keep" in protecting else "SELECT, INSERT, UPDATE, DELETE"


def _readable(table: str) -> list[str]:
    """The parts of a table that the auditor reads, as the grant names them."""
    hidden = _SECRET.get(table)
    if hidden is None:
        return [""]
    if not hidden:
        return []
    model = next(m for m in apps.get_models(include_auto_created=True) if m._meta.db_table == table)
    shown = [f.column for f in model._meta.concrete_fields if f.column not in hidden]
    return ["(" + ", ".join(f'"{column}"' for column in shown) + ")"]
