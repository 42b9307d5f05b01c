"""The figures of published annual reports, counted again from the applications themselves (PD-9, 条例50)."""

from __future__ import annotations

from foundation.invariants import Finding, Findings, Look, invariant
from foundation.search.invariants import in_index

in_index(
    "annual_report",
    """
SELECT r.id, format('/annual-reports/%%s/%%s/', a.code, r.year) AS path FROM annual_report_annualreport r
  JOIN agencies_agency a ON a.id = r.agency_id
 WHERE r.state IN ('published', 'submitted') AND r.published_at <= %(at)s""",
)

#: Of each report that the portal counted, by the cells of its table three: what was received, carried in and carried out.
_SAID = """
SELECT r.id, r.year, r.agency_id, r.counted_at,
    sum(c.value::int) FILTER (WHERE c.key LIKE 't3.new.%%'),
    sum(c.value::int) FILTER (WHERE c.key LIKE 't3.carry_in.%%'),
    sum(c.value::int) FILTER (WHERE c.key LIKE 't3.carry_out.%%')
  FROM annual_report_annualreport r CROSS JOIN LATERAL jsonb_each_text(r.counted->'cells') c
 WHERE r.origin = 'counted' AND r.scope = 'agency' AND r.state IN ('published', 'submitted') AND c.key LIKE 't3.%%'
 GROUP BY 1
"""
#: What was registered after the figures were taken, and found wrong since, the report itself tells (更正).
_RECOUNTED = """
SELECT count(*) FILTER (WHERE received_on >= make_date(%(year)s, 1, 1)),
       count(*) FILTER (WHERE received_on < make_date(%(year)s, 1, 1)),
       count(*) FILTER (WHERE closed_on IS NULL OR closed_on > make_date(%(year)s, 12, 31))
  FROM applications_application
 WHERE agency_id = %(agency)s AND sort = 'information' AND state <> 'struck' AND created_at <= %(counted)s
   AND received_on <= make_date(%(year)s, 12, 31) AND (closed_on IS NULL OR closed_on >= make_date(%(year)s, 1, 1))
"""


@invariant("figures.annual_reports", "公布的年度报告，受理、结转的件数与逐件重新数的一致")
def published_figures(look: Look) -> Findings:
    """Count the applications behind the first rows of table three anew, report by report."""
    for number, year, agency, counted_at, *said in list(look.rows(_SAID)):
        look.seen += 1
        (found,) = look.rows(_RECOUNTED, year=year, agency=agency, counted=counted_at)
        if tuple(said) != found:
            words = "新收、上年结转、结转下年"
            yield Finding(f"annual_report:{number}", f"{words}写的是 {said}，数到 {list(found)}")
