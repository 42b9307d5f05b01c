"""The points of an appraisal follow from its lines, and its lines from the rows that were frozen with them (AP-6)."""

from __future__ import annotations

from foundation.invariants import Finding, Findings, Look, invariant
from foundation.search.invariants import in_index

in_index(
    "appraisal",
    "SELECT id, format('/appraisal/%%s/', year) AS path FROM appraisal_appraisal WHERE state = 'published'",
)

#: Lines that stand for a number of rows, against the rows that were kept, but for those that had been found not to count by
#: then: they are kept as well. A figure may stand behind several lines.
_ROWS = """
SELECT c.id, i.name, (l.line->>'rows')::int, (SELECT count(*) FROM appraisal_countedrow r
        WHERE r.standing_id = s.id AND r.figure = i.figure AND NOT EXISTS (
          SELECT FROM appraisal_dispute d JOIN appraisal_case o ON o.id = d.case_id
           WHERE o.appraisal_id = c.appraisal_id AND d.figure = r.figure AND d.row = r.row
             AND d.state = 'excused' AND d.decided_at <= s.at))
  FROM appraisal_case c
  JOIN appraisal_standing s ON s.id = c.frozen_id
  JOIN appraisal_appraisal y ON y.id = c.appraisal_id
  CROSS JOIN LATERAL jsonb_array_elements(s.lines) AS l(line)
  JOIN appraisal_indicator i ON i.scheme_id = y.scheme_id AND i.code = l.line->>'code'
"""
#: Bonus points count for themselves, and what is absent earns nothing.
_POINTS = """
SELECT c.id, c.base, c.bonus, c.total FROM appraisal_case c WHERE c.total IS NOT NULL
"""


@invariant("figures.appraisal", "考核的每个数字与当时固定下来的明细一致，总分等于基础得分加加分")
def frozen_rows(look: Look) -> Findings:
    """Compare the number of rows that each frozen line names with the rows kept, and each total with its parts."""
    for case, name, said, kept in look.rows(_ROWS):
        look.seen += 1
        if said != kept:
            yield Finding(f"appraisal_case:{case}", f"“{name}”说有 {said} 条，固定的明细是 {kept} 条")
    for case, base, bonus, total in look.rows(_POINTS):
        look.seen += 1
        if total != min(base + bonus, 100):
            yield Finding(f"appraisal_case:{case}", f"总分 {total}，基础得分 {base}、加分 {bonus}")
