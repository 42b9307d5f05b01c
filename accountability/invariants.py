"""What is behind the commission's door has left no trace before it (AC-3)."""

from __future__ import annotations

from django.db import connection

from foundation.invariants import Finding, Findings, Look, invariant

#: Where a reference to a case may stand: its own tables, what every act writes, and the keepers' own sealed items.
ALLOWED = {
    "casework_ledgerline",
    "deadlines_clock",
    "archive_sealeditem",
    "casework_draft",
    "seals_sealedline",
    # What the people of a played county are about: no portal with real cases has such rows.
    "simulation_course",
}
#: Columns by which a row names a matter of whatever kind.
NAMING = ["kind", "matter_kind", "subject_kind", "of", "ref", "row_ref", "url", "key"]

_COLUMNS = """
SELECT c.table_name, c.column_name FROM information_schema.columns c
  JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
 WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.column_name = ANY(%(naming)s)
   AND c.data_type IN ('text', 'character varying') AND c.table_name NOT LIKE 'accountability%%'
"""
#: Whoever is told of a case works at the commission, or leads the office to which a correction was given.
_TOLD = """
SELECT n.id, (n.created_at AT TIME ZONE 'Asia/Shanghai')::date FROM notices_notice n
 WHERE n.url LIKE '/desk/accountability/case/%%' AND NOT EXISTS (
    SELECT 1 FROM agencies_rolegrant g WHERE g.staff_id = n.recipient_id AND g.role LIKE 'discipline%%')
   AND NOT EXISTS (SELECT 1 FROM agencies_historicalrolegrant g
     WHERE g.staff_id = n.recipient_id AND g.role LIKE 'discipline%%')
"""


@invariant("accountability.invisible", "责任追究的案件在公开的、别人的和统计的行里没有踪迹")
def invisible(look: Look) -> Findings:
    """Look in every table with a column that names matters, and among the notices, for what names a case."""
    for table, column in list(look.rows(_COLUMNS, naming=NAMING)):
        look.seen += 1
        if table in ALLOWED or table.startswith("notices_"):
            continue
        quote = connection.ops.quote_name
        found = f"SELECT count(*) FROM {quote(table)} WHERE {quote(column)} ~ '(^|/)accountability[_/]case'"  # noqa: S608
        for (many,) in look.rows(found):
            if many:
                yield Finding(f"{table}.{column}", f"{many} 行提到责任追究的案件")
    for number, day in look.rows(_TOLD):
        yield Finding(f"通知 {number}", "发给了不在案件组里的人", day)
