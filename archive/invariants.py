"""A matter that is over owes nothing of what it owed before; what lies as a copy is known as a part of the archive."""

from __future__ import annotations

from itertools import islice

from django.db import connection

from foundation.files.roots import COPIES, root_of
from foundation.invariants import CHUNK, Finding, Findings, Look, invariant
from foundation.records.declared import SAID, PassedOver, Record

#: Limits that run from the end of a matter begin with it or after it.
_RUNNING = """
SELECT c.id, c.matter_id, c."limit", (c.due_at AT TIME ZONE 'Asia/Shanghai')::date
  FROM deadlines_clock c JOIN {table} m ON m.id = c.matter_id
 WHERE c.matter_kind = %(kind)s AND c.ended_at IS NULL AND m.state = ANY(%(over)s)
   AND c."limit" <> ALL(%(owed)s) AND c.opened_at < (SELECT max(l.at) FROM casework_ledgerline l WHERE l.matter_kind = %(kind)s
        AND l.matter_id = c.matter_id AND l.to_state = m.state AND l.from_state <> l.to_state)
"""


@invariant("clocks.over", "办结的事项上没有办结以前起算、还在走的期限")
def over(look: Look) -> Findings:
    """Look for the open clocks of matters in the states that their rooms call ended, begun before those ended."""
    for kind, said in SAID.items():
        if isinstance(said, PassedOver):
            continue
        table = connection.ops.quote_name(said.model._meta.db_table)
        # What is owed past the state is a limit of a matter that is not over.
        owed = [limit.code for limit in said.owes] if isinstance(said, Record) else []
        given = {"kind": kind, "over": list(said.ended), "owed": owed}
        look.count(f"SELECT count(*) FROM {table} WHERE state = ANY(%(over)s)", over=given["over"])  # noqa: S608
        for clock, number, limit, due in look.rows(_RUNNING.format(table=table), **given):
            yield Finding(f"{kind}:{number} 期限 {clock}", f"事项已经办结，{limit} 还在走", due)


_UNKNOWN = """
SELECT c.audience, c.sha256 FROM unnest(%(audiences)s, %(digests)s) AS c (audience, sha256)
 WHERE NOT EXISTS (SELECT 1 FROM files_storedfile f WHERE f.audience = c.audience AND f.sha256 = c.sha256
   AND (EXISTS (SELECT 1 FROM archive_member m WHERE m.file_id = f.id)
     OR EXISTS (SELECT 1 FROM archive_sealedmember m WHERE m.file_id = f.id)))
"""


@invariant("archive.copies", "副本目录里的每一份文件都登记在档案里")
def copied(look: Look) -> Findings:
    """Look for copies that no part of an item has: the database was restored to a moment before they were filed."""
    lying = root_of(COPIES).walk()
    while several := list(islice(lying, CHUNK)):
        look.seen += len(several)
        names = [found.name.split("/") for found in several]
        given = {"audiences": [name[0] for name in names], "digests": [name[-1] for name in names]}
        for audience, digest in look.rows(_UNKNOWN, **given):
            yield Finding(
                f"{audience} {digest[:16]}…",
                "没有登记：数据库可能恢复到了归档以前，那以后给出的档号查清以前不要再用",
            )
