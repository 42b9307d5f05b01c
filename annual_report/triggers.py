"""What the database itself holds about annual reports, so that no script can go round the acts (PD-9, PD-5, SR-4)."""

from __future__ import annotations

import pgtrigger

from foundation.clauses import Citation, cite
from foundation.database import kept

cite(
    "PD-9(3)",
    by=Citation("constraint", "annual_report.signed", "数据库：文字和数据经审查、签名才能公布，之后不可改动"),
)
cite(
    "SR-4",
    by=Citation("constraint", "annual_report.reviewed", "数据库：没有这一文本的审查意见，年度报告不能公布"),
)

#: SHA-256 over everything that a reader of the published report gets: the signature and the review are of exactly this.
_DIGEST = """
NEW.digest := encode(sha256(convert_to(concat_ws(E'\\x1f',
    NEW.reporter, NEW.year::text, NEW.version::text, NEW.change_note, NEW.opening, NEW.proactive, NEW.on_request,
    NEW.management, NEW.platform, NEW.supervision, NEW.problems, NEW.others, NEW.figures::text
), 'UTF8')), 'hex');
RETURN NEW;
"""

_SIGN = """
IF NOT EXISTS (SELECT 1 FROM secrecy_review_review r
    WHERE r.subject_kind = 'annual_report' AND r.subject_id = NEW.id AND r.digest = NEW.digest
      AND r.agency_id = NEW.agency_id AND r.state = 'concluded' AND r.opinion = 'disclose')
THEN RAISE EXCEPTION 'SR-4: no approved review of this very report'; END IF;
IF (SELECT count(*) FROM annual_report_signature s
    WHERE s.report_id = NEW.id AND s.digest = NEW.digest AND s.round = NEW.round
      AND s.capacity IN ('head', CASE NEW.scope WHEN 'county' THEN 'county_leader' ELSE 'leader' END)) < 2
THEN RAISE EXCEPTION 'PD-9(3): this very report is not signed at every level'; END IF;
RETURN NEW;
"""

_FIXED = """
IF NEW.digest <> OLD.digest OR NEW.counted IS DISTINCT FROM OLD.counted OR NEW.agency_id <> OLD.agency_id
   OR NEW.scope <> OLD.scope OR NEW.origin <> OLD.origin
THEN RAISE EXCEPTION 'PD-9(3): a report on its way to the signature is not changed'; END IF;
RETURN NEW;
"""

_OUT = """
IF OLD.state = 'withdrawn' AND NEW.state <> 'withdrawn'
   OR OLD.state = 'superseded' AND NEW.state NOT IN ('superseded', 'withdrawn')
   OR OLD.state = 'submitted' AND NEW.state NOT IN ('submitted', 'superseded', 'withdrawn')
   OR OLD.state = 'published' AND NEW.state NOT IN ('published', 'submitted', 'superseded', 'withdrawn')
   OR NEW.published_at IS DISTINCT FROM OLD.published_at OR NEW.signed_at IS DISTINCT FROM OLD.signed_at
   OR NEW.first_published_on IS DISTINCT FROM OLD.first_published_on
THEN RAISE EXCEPTION 'PD-9(3): no way leads from % to %, a published report is replaced by a new version', OLD.state, NEW.state;
END IF;
RETURN NEW;
"""

#: The states of a report that was published at some time.
_WAS_OUT = ["published", "submitted", "superseded", "withdrawn"]

# Triggers of one moment fire in the order of their names: the digest is computed before anything is checked against it.
REPORT = [
    *kept(),
    pgtrigger.Trigger(
        name="a_digest", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.Update, func=_DIGEST
    ),
    pgtrigger.Trigger(
        name="b_begins_compiling",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Q(new__state__df="compiling"),
        func="RAISE EXCEPTION 'PD-9(3): a report begins with its compilation';",
    ),
    pgtrigger.Trigger(
        name="c_fixed",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=~pgtrigger.Q(old__state__in=["compiling", "under_review"]),
        func=_FIXED,
    ),
    pgtrigger.Trigger(
        name="d_signed",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(new__state="signed") & pgtrigger.Q(old__state__df=pgtrigger.F("new__state")),
        func=_SIGN,
    ),
    pgtrigger.Trigger(
        name="e_published_signed",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(new__state__in=_WAS_OUT) & ~pgtrigger.Q(old__state__in=["signed", *_WAS_OUT]),
        func="RAISE EXCEPTION 'PD-9(3): only a signed report is published';",
    ),
    pgtrigger.Trigger(
        name="f_out",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__state__in=_WAS_OUT),
        func=_OUT,
    ),
]

#: Where a figure comes from stands still with the figure.
ADJUSTMENT = [
    pgtrigger.Trigger(
        name="while_compiling",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=(
            "IF (SELECT state FROM annual_report_annualreport WHERE id = COALESCE(NEW.report_id, OLD.report_id))"
            " <> 'compiling' THEN RAISE EXCEPTION 'PD-9(3): figures are adjusted while a report is compiled'; END IF;"
            " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
        ),
    ),
]
