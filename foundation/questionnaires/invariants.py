"""Nothing in the database leads from a ballot to the code that brought it, nor to anybody."""

from __future__ import annotations

from datetime import timedelta

from foundation.invariants import Finding, Findings, Look, invariant

TABLES = ["questionnaires_ballot", "questionnaires_remark"]
#: Rows are written again every night: what lies there for longer than this has been.
NIGHT = timedelta(days=2)

_TELLING = """
SELECT table_name, column_name FROM information_schema.columns
 WHERE table_schema = current_schema() AND table_name = ANY(%(tables)s)
   AND (data_type LIKE 'timestamp%%' OR data_type IN ('inet', 'bigint') AND column_name <> 'questionnaire_id')
"""
_LEADING = """
SELECT c.conrelid::regclass::text, c.confrelid::regclass::text FROM pg_constraint c
 WHERE c.contype = 'f' AND c.conrelid = ANY(%(tables)s::regclass[])
   AND c.confrelid <> 'questionnaires_questionnaire'::regclass
UNION
SELECT c.conrelid::regclass::text, c.confrelid::regclass::text FROM pg_constraint c
 WHERE c.contype = 'f' AND c.confrelid = ANY(%(tables)s::regclass[])
"""
_TABLES_OF_HISTORY = """
SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()
   AND table_name ~ '^questionnaires_historical'
"""
#: A transaction that wrote one ballot and one code tells which brought which.
_TOGETHER = """
SELECT b.questionnaire_id, count(*) FROM questionnaires_ballot b
  JOIN questionnaires_code c ON c.xmin = b.xmin AND c.questionnaire_id = b.questionnaire_id AND c.spent
 WHERE b.layer = 'code' AND b.day < %(before)s AND b.subject IS NULL
   AND (SELECT count(*) FROM questionnaires_code o WHERE o.xmin = b.xmin AND o.questionnaire_id = b.questionnaire_id) = 1
 GROUP BY 1
"""
_MORE = """
SELECT q.id, b.n, c.n FROM questionnaires_questionnaire q
  LEFT JOIN (SELECT questionnaire_id, count(*) n FROM questionnaires_ballot
              WHERE layer IN ('code', 'paper') AND subject IS NULL GROUP BY 1) b ON b.questionnaire_id = q.id
  LEFT JOIN (SELECT questionnaire_id, count(*) n FROM questionnaires_code WHERE spent GROUP BY 1) c ON c.questionnaire_id = q.id
 WHERE coalesce(b.n, 0) > coalesce(c.n, 0)
"""


@invariant("ballots.unlinkable", "从答卷查不到问卷码，也查不到人；凭码的答卷不比用掉的码多")
def unlinkable(look: Look) -> Findings:
    """Look for columns, keys, histories and transactions that would tell whose a ballot is, and for ballots without a code."""
    look.count("SELECT count(*) FROM questionnaires_ballot")
    for table, column in look.rows(_TELLING, tables=TABLES):
        yield Finding(f"{table}.{column}", "这一列能说明是谁、在什么时候填的")
    for table, other in look.rows(_LEADING, tables=TABLES):
        yield Finding(table, f"与 {other} 相连")
    for (table,) in look.rows(_TABLES_OF_HISTORY):
        yield Finding(table, "保存了问卷的历史")
    for questionnaire, many in look.rows(_TOGETHER, before=(look.at - NIGHT).date()):
        yield Finding(f"问卷 {questionnaire}", f"{many} 份答卷和自己的问卷码在同一个事务里写下，夜里没有打乱")
    for questionnaire, ballots, codes in look.rows(_MORE):
        yield Finding(f"问卷 {questionnaire}", f"凭码和纸质的答卷 {ballots} 份，用掉的码 {codes} 个")
