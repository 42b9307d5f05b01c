"""What the database refuses of inspections, findings, deployments and shortfalls (PD-1, PD-11, SR-13)."""

from __future__ import annotations

import pgtrigger

from foundation.clauses import Citation, cite
from foundation.database import begins, enters, frozen, kept, ways

cite(
    "PD-11",
    by=Citation("constraint", "inspection.finding", "报告改正的人不能复查，问题没有销号的检查不能办结"),
)
cite("SR-13", by=Citation("constraint", "inspection.settled", "查出的问题没有销号或者移送，检查不能办结"))

_PARTS_OVER = """
IF EXISTS (SELECT 1 FROM inspection_part p WHERE p.inspection_id = NEW.id AND p.state NOT IN ('closed', 'clear', 'dropped'))
THEN RAISE EXCEPTION 'PD-11: an inspection ends once every agency is done with'; END IF;
"""
_PARTS_TOLD = """
IF EXISTS (SELECT 1 FROM inspection_part p WHERE p.inspection_id = NEW.id AND p.state IN ('planned', 'announced'))
THEN RAISE EXCEPTION 'PD-11: it is reported once every agency knows what was found'; END IF;
"""
INSPECTION = [
    *kept(),
    begins("b_begins_planned", "planned", "PD-11: an inspection begins with its plan"),
    frozen("c_stays", "PD-11: an inspection stays whose it is", columns=["number", "field", "created_at"]),
    frozen(
        "d_over",
        "PD-11: what is ended stays as it was",
        once=("ended", "called_off"),
        but=(),
    ),
    ways(
        "e_ways",
        "PD-11",
        {
            "planned": ("under_way", "called_off"),
            "under_way": ("reported", "called_off"),
            "reported": ("ended",),
            "ended": (),
            "called_off": (),
        },
    ),
    enters("f_reported", "reported", _PARTS_TOLD),
    enters("g_ended", "ended", _PARTS_OVER),
]
INSPECTOR = [
    *kept(),
    frozen("stays", "PD-11: who inspected stays as it was", but=("until_at",)),
    frozen(
        "ended_once",
        "PD-11: who inspected stays as it was",
        once=pgtrigger.Q(old__until_at__isnull=False),
        columns=["until_at"],
    ),
]
_SETTLED = """
IF EXISTS (SELECT 1 FROM inspection_finding f WHERE f.part_id = NEW.id
    AND f.state NOT IN ('closed', 'referred', 'dropped', 'struck'))
THEN RAISE EXCEPTION 'PD-11: an agency is done with once each finding is closed or referred'; END IF;
"""
_NOTHING = """
IF EXISTS (SELECT 1 FROM inspection_finding f WHERE f.part_id = NEW.id AND f.state <> 'struck')
THEN RAISE EXCEPTION 'PD-11: something was found'; END IF;
"""
PART = [
    *kept(),
    begins("b_begins_planned", "planned", "PD-11: an agency is inspected before anything is found"),
    frozen(
        "c_stays", "PD-11: of whom it is stays as it is", columns=["inspection_id", "field", "created_at"]
    ),
    frozen(
        "d_ordered",
        "PD-11: an order stays as it was served",
        once=("ordered", "closed"),
        columns=[
            "demands",
            "order_number",
            "ordered_at",
            "correct_by",
            "view",
            "view_by_id",
            "view_at",
            "told_at",
        ],
    ),
    frozen(
        "e_signed_for",
        "PD-11: an order is signed for once",
        once=pgtrigger.Q(old__signed_for_at__isnull=False),
        columns=["signed_for_at", "signed_for_by_id"],
    ),
    ways(
        "f_ways",
        "PD-11",
        {
            "planned": ("announced", "told", "clear", "dropped"),
            "announced": ("told", "clear", "dropped"),
            "told": ("stated",),
            "stated": ("ordered", "closed"),
            "ordered": ("closed",),
            "closed": (),
            "clear": (),
            "dropped": (),
        },
    ),
    enters("g_closed", "closed", _SETTLED),
    enters("h_clear", "clear", _NOTHING),
]
FINDING = [
    *kept(),
    begins("b_begins_recorded", "recorded", "PD-11: a finding is recorded before it is told"),
    frozen(
        "c_stays",
        "PD-11: what was found stays as it was recorded",
        columns=[
            "part_id",
            "field",
            "number",
            "what",
            "place",
            "place_ref",
            "breaches",
            "gravity",
            "indicator",
            "recorded_by_id",
            "created_at",
        ],
    ),
    ways(
        "d_ways",
        "PD-11",
        {
            "recorded": ("told", "struck"),
            "told": ("ordered", "dropped"),
            "ordered": ("reported", "referred", "dropped"),
            "reported": ("closed", "ordered", "referred", "dropped"),
            "closed": (),
            "referred": (),
            "dropped": (),
            "struck": (),
        },
    ),
    frozen(
        "e_over",
        "PD-11: a settled finding stays as it was",
        once=("closed", "referred", "dropped", "struck"),
        # Where an agency is merged, what it left behind is the successor's.
        but=("agency_id",),
    ),
]
FILE = [*kept(unchanged=True)]
DEPLOYMENT = [
    *kept(),
    begins("b_begins_running", "running", "PD-1: what is deployed is to be done"),
    frozen(
        "c_stays",
        "PD-1: what was deployed stays as it was",
        columns=["number", "title", "body", "basis", "due_on", "created_at"],
    ),
    ways("d_ways", "PD-1", {"running": ("ended", "called_off"), "ended": (), "called_off": ()}),
    enters(
        "e_ended",
        "ended",
        "IF EXISTS (SELECT 1 FROM inspection_task t WHERE t.deployment_id = NEW.id AND t.state NOT IN ('done', 'dropped'))"
        " THEN RAISE EXCEPTION 'PD-1: it ends once every agency did it'; END IF;",
    ),
]
TASK = [
    *kept(),
    begins("b_begins_given", "given", "PD-1: a task is given before it is answered"),
    frozen("c_stays", "PD-1: whose task it is stays as it was", columns=["deployment_id", "created_at"]),
    ways(
        "d_ways",
        "PD-1",
        {
            "given": ("answered", "dropped"),
            "answered": ("done", "given", "dropped"),
            "done": (),
            "dropped": (),
        },
    ),
]
URGING = [
    *kept(),
    begins("b_begins_open", "open", "PD-1: what is urged is to be done"),
    frozen(
        "c_stays",
        "PD-1: what was urged stays as it was",
        columns=["subject_ref", "subject", "demand", "urged_by_id", "created_at"],
    ),
    ways("d_ways", "PD-1", {"open": ("answered", "settled"), "answered": ("open", "settled"), "settled": ()}),
]
SHORTFALL = [
    *kept(),
    frozen(
        "stays",
        "what a self-check showed stays as it was",
        columns=["agency_id", "indicator", "subject", "first_seen_on"],
    ),
    frozen(
        "mended_once",
        "what was mended stays as it was",
        once=pgtrigger.Q(old__mended_on__isnull=False),
        but=(),
    ),
]
