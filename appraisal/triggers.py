"""What the database refuses of schemes, cases, checks and rectifications (AP-5 to AP-10)."""

from __future__ import annotations

import pgtrigger

from foundation.clauses import Citation, cite
from foundation.database import begins, changes_public_pages, enters, frozen, kept, only_while, ways

cite(
    "AP-6",
    by=Citation(
        "constraint", "appraisal.scheme", "各类单位的指标加起来不是 100 分的方案不能印发，印发后一个字不改"
    ),
)
cite("AP-9", by=Citation("constraint", "appraisal.case", "没有实地考核、没有书面通知，就没有等次"))
cite("AP-10", by=Citation("constraint", "appraisal.rectification", "复核不满 75 分的不能算合格"))

_SUMS = """
IF EXISTS (
    SELECT 1 FROM unnest(ARRAY['department', 'township', 'service']) AS c
    WHERE 100 <> (
        SELECT COALESCE(sum(i.points), 0) FROM appraisal_indicator i
        WHERE i.scheme_id = NEW.id AND i.leaf AND i.kind NOT IN ('bonus', 'veto') AND c = ANY (i.classes)
    )
) THEN RAISE EXCEPTION 'AP-6: the points of each kind of unit add up to 100'; END IF;
"""
#: What comes after the field checks began counts for the next year: each day is appraised once.
_JOINED = """
IF NEW.ends_on > make_date(NEW.year, 11, 30) OR EXISTS (
    SELECT 1 FROM appraisal_scheme s WHERE s.state = 'issued' AND (
        s.year = NEW.year - 1 AND NEW.starts_on <> s.ends_on + 1
        OR s.year = NEW.year + 1 AND s.starts_on <> NEW.ends_on + 1)
) THEN RAISE EXCEPTION 'AP-6: the appraised periods of two years join without gap or overlap'; END IF;
"""
SCHEME = [
    *kept(),
    begins("b_begins_drafting", "drafting", "AP-6: a scheme is drafted before it is issued"),
    frozen(
        "c_stays",
        "AP-6: a scheme stays of its year",
        columns=["year", "version", "predecessor_id", "created_at"],
    ),
    frozen("d_fixed", "AP-6: an issued scheme is not changed", once=("issued", "superseded"), but=("state",)),
    frozen(
        "d_checked",
        "AP-6: a checked scheme is given back before it is changed",
        once=("checked",),
        columns=["title", "starts_on", "ends_on", "bonus_cap", "bonus_from", "factor", "classes"],
    ),
    enters("e_adds_up", "issued", _SUMS),
    enters("e_joined", "issued", _JOINED),
    enters("e_adds_up_checked", "checked", _SUMS),
    ways(
        "f_ways",
        "AP-6",
        {
            "drafting": ("checked", "abandoned"),
            "checked": ("drafting", "issued", "abandoned"),
            "issued": ("superseded",),
            "superseded": (),
            "abandoned": (),
        },
    ),
]
INDICATOR = [
    only_while(
        "only_while_drafting",
        "AP-6: a scheme is changed while it is drafted",
        parent="appraisal_scheme",
        column="scheme_id",
        states=("drafting",),
    ),
]
_ISSUED = """
IF NOT EXISTS (SELECT 1 FROM appraisal_scheme s WHERE s.id = NEW.scheme_id AND s.state = 'issued' AND s.year = NEW.year)
THEN RAISE EXCEPTION 'AP-6: a year is appraised by its issued scheme'; END IF;
"""
_UNFROZEN = """
IF EXISTS (SELECT 1 FROM appraisal_case c WHERE c.appraisal_id = NEW.id AND c.frozen_id IS NOT NULL)
THEN RAISE EXCEPTION 'AP-6: once a unit is checked in the field, the scheme of the year stays'; END IF;
"""
_ALL_FINAL = """
IF EXISTS (SELECT 1 FROM appraisal_case c WHERE c.appraisal_id = NEW.id AND c.state NOT IN ('published', 'merged'))
THEN RAISE EXCEPTION 'AP-9: results are published once every unit has its own in writing and was heard'; END IF;
"""
APPRAISAL = [
    *kept(),
    begins("b_begins_running", "running", "AP-8: routine checks come before the yearly appraisal"),
    frozen("c_stays", "AP-2: an appraisal stays of its year", columns=["year", "created_at"]),
    pgtrigger.Trigger(
        name="d_issued",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"{_ISSUED} RETURN NEW;",
    ),
    pgtrigger.Trigger(
        name="d_unfrozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__scheme__df=pgtrigger.F("new__scheme")),
        func=f"{_UNFROZEN} {_ISSUED} RETURN NEW;",
    ),
    enters("e_published", "published", _ALL_FINAL),
    frozen(
        "f_over",
        "AP-9: what is published stays as it is",
        once=("published",),
        columns=["state", "scheme_id", "summary", "published_at"],
    ),
    ways("g_ways", "AP-9", {"running": ("under_way",), "under_way": ("published",), "published": ()}),
    changes_public_pages("published"),
]
_RESULT = ["base", "bonus", "total", "grade", "vetoes", "result"]
CASE = [
    *kept(),
    begins("b_begins_open", "open", "AP-8: routine checks come before the yearly appraisal"),
    frozen(
        "c_stays",
        "AP-5: a unit stays of its kind",
        columns=["appraisal_id", "office_id", "unit_id", "counts_from", "unit_class", "name", "created_at"],
    ),
    frozen(
        "d_frozen",
        "AP-6: figures are frozen with the field check",
        once=pgtrigger.Q(old__frozen__isnull=False),
        columns=["frozen_id", "checked_on", "checked_by_id", "feedback", "signed_by_unit"],
    ),
    frozen(
        "e_self",
        "AP-9: its own assessment stays as it was handed in",
        once=pgtrigger.Q(old__self_at__isnull=False),
        columns=["self_at", "self_by_id", "self_summary"],
    ),
    frozen(
        "f_graded",
        "AP-9: a confirmed grade stays unless an objection is answered",
        once=("graded", "served", "answered", "final", "published"),
        columns=_RESULT,
    ),
    frozen(
        "g_served",
        "AP-9: it is told once",
        once=pgtrigger.Q(old__served_at__isnull=False),
        columns=["served_at"],
    ),
    enters(
        "h_opinion",
        "opinion",
        "IF NEW.frozen_id IS NULL OR NEW.grade = '' OR NEW.opinion_by_id IS NULL"
        " THEN RAISE EXCEPTION 'AP-9: no opinion before the field check'; END IF;",
    ),
    enters(
        "i_graded",
        "graded",
        "IF NEW.confirmed_by_id IS NULL OR NEW.grade = ''"
        " THEN RAISE EXCEPTION 'AP-9: a grade is confirmed above'; END IF;",
    ),
    enters(
        "j_final",
        "final",
        "IF NEW.served_at IS NULL OR (NEW.objected_at IS NOT NULL AND NEW.answered_at IS NULL)"
        " THEN RAISE EXCEPTION 'AP-9: it is told in writing, and an objection is answered, before it is final'; END IF;",
    ),
    ways(
        "k_ways",
        "AP-9",
        {
            "open": ("notified", "merged"),
            "notified": ("self_done", "field_done", "merged"),
            "self_done": ("field_done", "merged"),
            "field_done": ("opinion",),
            "opinion": ("field_done", "graded"),
            "graded": ("served",),
            "served": ("objected", "final"),
            "objected": ("answered",),
            "answered": ("final", "objected"),
            "final": ("published",),
            "published": (),
            "merged": (),
        },
    ),
    changes_public_pages("published"),
]
STANDING = [*kept(unchanged=True)]
MARK = [
    *kept(),
    only_while(
        "only_while_assessed",
        "AP-9: points are given in the field, and corrected where an objection is right",
        parent="appraisal_case",
        column="case_id",
        states=("notified", "self_done", "field_done", "objected"),
    ),
    frozen("stays", "AP-9: a mark stays of its indicator", columns=["case_id", "code"]),
]
FILE = [*kept(unchanged=True)]
DRAW = [
    *kept(),
    begins("b_begins_drawn", "drawn", "AP-8: a draw is recorded as it is made"),
    frozen("stays", "AP-8: a draw stays as it was made", but=("state", "agency_id")),
    ways("d_ways", "AP-8", {"drawn": ("over",), "over": ()}),
]
CHECK = [
    *kept(),
    begins("b_begins_drawn", "drawn", "AP-8: a unit is drawn before it is checked"),
    frozen("c_stays", "AP-8: a check stays of its draw", columns=["draw_id", "created_at"]),
    frozen(
        "d_found",
        "AP-8: what was found stays as it was told",
        once=("fed_back", "corrected", "clear"),
        columns=["found", "problems", "looked_on", "looked_by_id", "fed_back_at"],
    ),
    ways(
        "e_ways",
        "AP-8",
        {
            "drawn": ("done",),
            "done": ("fed_back", "clear"),
            "fed_back": ("corrected",),
            "corrected": (),
            "clear": (),
        },
    ),
]
DISPUTE = [
    *kept(),
    begins("b_begins_open", "open", "AP-6: a row is disputed before it is decided on"),
    frozen(
        "c_stays",
        "AP-6: which row is disputed stays as it was",
        columns=["case_id", "figure", "row", "row_ref", "subject", "ground", "words", "created_at"],
    ),
    frozen("d_decided", "AP-6: it is decided on once", once=("excused", "counted"), but=("agency_id",)),
]
RECTIFICATION = [
    *kept(),
    # Whether the county was told of a unit stands beside its published grade.
    changes_public_pages("circulated"),
    begins("b_begins_rectifying", "rectifying", "AP-10: a unit puts right what it was found unqualified for"),
    frozen("c_stays", "AP-10: whose it is stays as it is", columns=["case_id", "office_id", "created_at"]),
    frozen(
        "d_circulated",
        "AP-10: what the county was told stays told",
        once=pgtrigger.Q(old__circulated_at__isnull=False),
        columns=["circulated_at"],
    ),
    ways(
        "e_ways",
        "AP-10",
        {
            "rectifying": ("reported", "qualified", "failed"),
            "reported": ("qualified", "failed"),
            "failed": ("circulated",),
            "circulated": ("reported", "qualified", "failed"),
            "qualified": (),
        },
    ),
    pgtrigger.Trigger(
        name="f_unqualified",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func="IF NOT EXISTS (SELECT 1 FROM appraisal_case c WHERE c.id = NEW.case_id AND c.grade = 'unqualified'"
        " AND c.state IN ('final', 'published')) THEN RAISE EXCEPTION 'AP-10: only an unqualified unit rectifies'; END IF;"
        " RETURN NEW;",
    ),
]
