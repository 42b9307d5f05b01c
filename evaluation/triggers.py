"""What the database refuses of rounds, sheets, results, suggestions and complaints (SE-5 to SE-8)."""

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
    ways,
)
from secrecy_review.triggers import approved

cite("SE-6", by=Citation("constraint", "evaluation.round", "方案公示以后一个字、一个权重也不能改；一年一次"))
cite(
    "SE-5",
    by=Citation(
        "constraint", "evaluation.sheet", "评议员不评自己申报回避的单位，聘期以外不评，一个单位评一次"
    ),
)
cite("SE-7", by=Citation("constraint", "evaluation.result", "定了的等次不改；样本不足的不定等次"))

#: The states in which citizens see a round.
SHOWN = ("noticed", "open", "closed", "counted", "graded", "fed_back", "announced", "filed", "withdrawn")
_OPENED = ("open", "closed", "counted", "graded", "fed_back", "announced", "filed")
_SUMS = """
IF (SELECT COALESCE(sum(w), 0) FROM unnest(NEW.ways) w) <> 100 OR (SELECT COALESCE(sum(w), 0) FROM unnest(NEW.heads) w) <> 100
   OR cardinality(NEW.ways) <> 3 OR cardinality(NEW.heads) <> 6 OR cardinality(NEW.points) <> 3
   OR NEW.ways[1] < 50 OR NEW.ways[3] > 10
   OR NOT (NEW.points[1] = 100 AND NEW.points[2] < 100 AND NEW.points[3] < NEW.points[2])
THEN RAISE EXCEPTION 'SE-6: weights add up to 100, and better answers have more points'; END IF;
"""
_SAME_AS_PLANNED = """
IF NOT EXISTS (SELECT 1 FROM questionnaires_questionnaire q WHERE q.id = NEW.questionnaire_id
    AND q.wording = NEW.once AND q.title = NEW.title AND q.open_web
    AND q.subjects = (SELECT array_agg(u.name ORDER BY u.place) FROM evaluation_unit u WHERE u.round_id = NEW.id))
THEN RAISE EXCEPTION 'SE-6: what is asked is what was planned'; END IF;
IF NOT EXISTS (SELECT 1 FROM evaluation_unit u WHERE u.round_id = NEW.id)
THEN RAISE EXCEPTION 'SE-3: a round evaluates somebody'; END IF;
"""

ROUND = [
    *kept(),
    # The whole plan: the review is valid for exactly this.
    Digested(
        "NEW.year::text, NEW.title, NEW.purpose, NEW.manner, NEW.questions, NEW.once, NEW.telephone, NEW.pilot",
        "array_to_string(NEW.points, ','), array_to_string(NEW.ways, ','), array_to_string(NEW.heads, ',')",
        "NEW.well::text, NEW.rather::text, NEW.opens_on::text, NEW.closes_on::text",
    ),
    begins("b_begins_drafting", "drafting", "SE-6: a round begins with its plan"),
    frozen(
        "c_fixed",
        "SE-6: a reviewed plan is not changed",
        once=~pgtrigger.Q(old__state__in=["drafting", "under_review"]),
        columns=["digest", "agency_id"],
    ),
    enters("d_noticed", "noticed", approved("evaluation_round", "plan"), _SUMS),
    enters(
        "e_opened",
        "open",
        _SAME_AS_PLANNED,
        "IF NEW.noticed_at IS NULL OR (NEW.noticed_at AT TIME ZONE 'Asia/Shanghai')::date >= NEW.opens_on"
        " THEN RAISE EXCEPTION 'SE-6: the plan is public before anybody answers'; END IF;",
    ),
    frozen(
        "f_opened_once",
        "SE-6: a round is opened once",
        once=_OPENED,
        columns=["noticed_at", "questionnaire_id"],
    ),
    frozen(
        "f_extended_once",
        "SE-6: a round is extended once",
        once=pgtrigger.Q(old__extended_to__isnull=False),
        columns=["extended_to", "extended_because"],
    ),
    enters(
        "g_counted",
        "counted",
        "IF NOT EXISTS (SELECT 1 FROM questionnaires_questionnaire q WHERE q.id = NEW.questionnaire_id"
        " AND q.state = 'counted') THEN RAISE EXCEPTION 'SE-6: a round is counted by its questionnaire'; END IF;",
    ),
    enters(
        "h_graded",
        "graded",
        "IF EXISTS (SELECT 1 FROM evaluation_unit u LEFT JOIN evaluation_unitresult r ON r.unit_id = u.id"
        " WHERE u.round_id = NEW.id AND r.id IS NULL)"
        " THEN RAISE EXCEPTION 'SE-7: every unit has its result'; END IF;",
    ),
    enters(
        "i_fed_back",
        "fed_back",
        "IF EXISTS (SELECT 1 FROM evaluation_unitresult r WHERE r.round_id = NEW.id AND r.fed_back_at IS NULL)"
        " THEN RAISE EXCEPTION 'SE-6: every unit has its result in writing'; END IF;",
    ),
    enters(
        "j_announced",
        "announced",
        "IF EXISTS (SELECT 1 FROM evaluation_unitresult r WHERE r.round_id = NEW.id AND r.state <> 'announced')"
        " THEN RAISE EXCEPTION 'SE-6: no objection is open when the result is announced'; END IF;",
    ),
    frozen(
        "k_counted_stays",
        "SE-6: what was counted stays as it is",
        once=("counted", "graded", "fed_back", "announced", "filed"),
        columns=["printed", "issued", "returned", "void", "void_because", "extended_to"],
    ),
    frozen(
        "l_announced_stays",
        "SE-6: what was announced stays as it is",
        once=("announced", "filed"),
        columns=["summary", "announced_at", "graded_at"],
    ),
    ways(
        "m_ways",
        "SE-6",
        {
            "noticed": ("open", "withdrawn"),
            "open": ("closed", "withdrawn"),
            "closed": ("counted", "withdrawn"),
            "counted": ("graded",),
            "graded": ("fed_back",),
            "fed_back": ("announced",),
            "announced": ("filed",),
            "filed": (),
            "withdrawn": (),
        },
    ),
    changes_public_pages(*SHOWN),
]

UNIT = [
    *kept(unchanged=True),
    only_while(
        "while_planned",
        "SE-6: units are named before the round opens",
        parent="evaluation_round",
        column="round_id",
        states=["noticed"],
    ),
]

SUPERVISOR = [
    *kept(),
    begins("b_begins_nominated", "nominated", "SE-5: whoever evaluates is nominated first"),
    ways(
        "c_ways",
        "SE-5",
        {
            "nominated": ("announced", "declined"),
            "announced": ("appointed", "declined"),
            "appointed": ("ended", "expired"),
            "expired": ("appointed",),
            "ended": (),
            "declined": (),
        },
    ),
    changes_public_pages("announced", "appointed", "ended", "expired"),
]
CONFLICT = [*kept(unchanged=True)]
SHEET = [
    *kept(),
    frozen(
        "a_whose",
        "SE-5: a sheet stays whose it is",
        columns=["round_id", "supervisor_id", "unit_id", "entered_by_id"],
    ),
    frozen(
        "b_agreed_stays",
        "SE-5: what two people entered alike stays as it is",
        once=pgtrigger.Q(old__second_by__isnull=False),
    ),
    only_while(
        "while_open",
        "SE-5: sheets are entered until the round is counted",
        parent="evaluation_round",
        column="round_id",
        states=["open", "closed"],
    ),
    pgtrigger.Trigger(
        name="who_may",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func="""
IF NOT EXISTS (SELECT 1 FROM evaluation_supervisor s WHERE s.id = NEW.supervisor_id
    AND s.starts_on <= NEW.signed_on AND s.ends_on >= NEW.signed_on AND s.state IN ('appointed', 'expired'))
THEN RAISE EXCEPTION 'SE-5: nobody evaluates outside their term'; END IF;
IF EXISTS (SELECT 1 FROM evaluation_conflict c JOIN evaluation_unit u ON u.evaluated_id = c.unit_id
    WHERE c.supervisor_id = NEW.supervisor_id AND u.id = NEW.unit_id)
THEN RAISE EXCEPTION 'SE-5: nobody evaluates a unit with which they declared a conflict'; END IF;
IF NOT EXISTS (SELECT 1 FROM evaluation_unit u WHERE u.id = NEW.unit_id AND u.round_id = NEW.round_id)
THEN RAISE EXCEPTION 'SE-3: a sheet is on a unit of its round'; END IF;
RETURN NEW;
""",
    ),
]

RESULT = [
    *kept(),
    Digested(
        "NEW.round_id::text, NEW.unit_id::text, NEW.grade, NEW.index::text, NEW.ways::text, NEW.across::text"
    ),
    begins("b_begins_graded", "graded", "SE-7: a result begins with its grade"),
    frozen(
        "c_computed_stays",
        "SE-7: what was computed stays as it is",
        columns=["round_id", "unit_id", "grade", "index", "ways", "across"],
    ),
    frozen(
        "d_objection_stays",
        "SE-6: an objection is made once",
        once=("objected", "settled", "announced"),
        columns=["objection", "objected_at", "fed_back_at"],
    ),
    frozen(
        "e_report_stays",
        "SE-8: what a unit reported stays as it is",
        once=~pgtrigger.Q(old__report=""),
        columns=["report", "reported_at"],
    ),
    frozen(
        "e_answer_stays",
        "SE-6: an answer stays as it is",
        once=("settled", "announced"),
        columns=["answer", "outcome", "answered_at", "corrected_grade"],
    ),
    ways(
        "f_ways",
        "SE-6",
        {
            "graded": ("fed_back",),
            "fed_back": ("objected", "settled"),
            "objected": ("settled",),
            "settled": ("announced",),
            "announced": (),
        },
    ),
    changes_public_pages("announced"),
]

SUGGESTION = [
    *kept(),
    begins("b_begins_received", "received", "SE-8: a suggestion begins when it is passed on"),
    frozen(
        "c_words_stay",
        "SE-8: the words of a suggestion stay as they were passed on",
        columns=["text", "many", "round_id", "number"],
    ),
    frozen(
        "d_promise_stays",
        "SE-8: what was promised stays as it is",
        once=~pgtrigger.Q(old__state="received"),
        columns=["reply", "decided_at", "promised_on"],
    ),
    ways(
        "e_ways",
        "SE-8",
        {
            "received": ("mending", "declined"),
            "mending": ("done",),
            "done": ("mending", "verified"),
            "verified": ("fed_back",),
            "fed_back": (),
            "declined": (),
        },
    ),
    changes_public_pages(),
]

COMPLAINT = [
    *kept(),
    begins("b_begins_received", "received", "a complaint begins when it comes"),
    ways("c_ways", "SE-6", {"received": ("handled",), "handled": ()}),
]
