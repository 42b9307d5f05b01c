"""What the database itself keeps, whoever asks: rows that are added and never taken away."""

from __future__ import annotations

import pgtrigger

#: Flushing the tables between tests is allowed where a connection says so; the portal's own never does.
_TRUNCATE = """
IF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN
    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;
END IF;
RETURN NULL;
"""


def kept(*, unchanged: bool = False) -> list[pgtrigger.Trigger]:
    """Triggers of a table whose rows are never deleted and, where `unchanged`, never altered either."""
    operation = pgtrigger.Update | pgtrigger.Delete if unchanged else pgtrigger.Delete
    return [
        pgtrigger.Protect(name="append_only" if unchanged else "keep", operation=operation),
        pgtrigger.Trigger(
            name="keep_all",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=_TRUNCATE,
        ),
    ]


def erasable(table: str, *columns: str) -> list[pgtrigger.Trigger]:
    """Triggers of a table whose rows are kept and never altered, but that these texts may be emptied after their term."""
    apart = " - ".join(["", *(f"'{column}'" for column in columns)])
    refilled = " OR ".join(f"NEW.{column} <> OLD.{column} AND NEW.{column} <> ''" for column in columns)
    refuse = f"RAISE EXCEPTION '{table}: rows are kept as they are'"
    return [
        *kept(),
        pgtrigger.Trigger(
            name="only_emptied",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            func=f"IF to_jsonb(NEW){apart} <> to_jsonb(OLD){apart} OR {refilled} THEN {refuse}; END IF; RETURN NEW;",
        ),
    ]
