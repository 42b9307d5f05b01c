"""The triggers that keep annual reports right even when a script bypasses the acts (PD-9, PD-5, SR-4)."""

from __future__ import annotations

import pgtrigger

from foundation.clauses import Citation, cite
from foundation.database import (
    Digested,
    begins,
    changes_public_pages,
    enters,
    frozen,
    kept,
    only_while,
    undone_within,
    ways,
)
from secrecy_review.triggers import approved

cite(
    "PD-9(3)",
    by=Citation("constraint", "annual_report.signed", "文字和数据经审查、签名才能公布，之后不可改动"),
)
cite(
    "SR-4",
    by=Citation("constraint", "annual_report.reviewed", "没有对这一稿的审查意见，年度报告不能公布"),
)

_AT_EVERY_LEVEL = """
IF (SELECT count(*) FROM annual_report_signature s
    WHERE s.report_id = NEW.id AND s.digest = NEW.digest AND s.round = NEW.round
      AND s.capacity IN ('head', CASE NEW.scope WHEN 'county' THEN 'county_leader' ELSE 'leader' END)) < 2
THEN RAISE EXCEPTION 'PD-9(3): this very report is not signed at every level'; END IF;
"""

#: The states that may follow each state from publication on; a withdrawal may be undone within the hour.
_ONWARD = {
    "published": ["submitted", "superseded", "withdrawn"],
    "submitted": ["superseded", "withdrawn"],
    "superseded": ["withdrawn"],
    "withdrawn": ["published", "submitted", "superseded"],
}

REPORT = [
    *kept(),
    # Everything that the public reads: signature and review are valid for exactly this.
    Digested(
        "NEW.reporter, NEW.year::text, NEW.version::text, NEW.change_note, NEW.opening, NEW.proactive, NEW.on_request",
        "NEW.management, NEW.platform, NEW.supervision, NEW.problems, NEW.others, NEW.figures::text",
    ),
    begins("b_begins_compiling", "compiling", "PD-9(3): a report begins with its compilation"),
    frozen(
        "c_fixed",
        "PD-9(3): a report on its way to the signature is not changed",
        once=~pgtrigger.Q(old__state__in=["compiling", "under_review"]),
        columns=["digest", "counted", "agency_id", "scope", "origin"],
    ),
    enters("d_signed", "signed", approved("annual_report", "report"), _AT_EVERY_LEVEL),
    pgtrigger.Trigger(
        name="e_published_signed",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(new__state__in=list(_ONWARD))
        & ~pgtrigger.Q(old__state__in=["signed", *_ONWARD]),
        func="RAISE EXCEPTION 'PD-9(3): only a signed report is published';",
    ),
    frozen(
        "f_out",
        "PD-9(3): no way leads back, a published report is replaced by a new version",
        once=_ONWARD,
        columns=["published_at", "signed_at", "first_published_on"],
    ),
    ways("f_ways", "PD-9(3)", _ONWARD),
    undone_within("g_undone", "SR-13", 1),
    changes_public_pages(*_ONWARD),
]

ADJUSTMENT = [
    only_while(
        "while_compiling",
        "PD-9(3): figures are adjusted while a report is compiled",
        parent="annual_report_annualreport",
        column="report_id",
        states=["compiling"],
    ),
]
