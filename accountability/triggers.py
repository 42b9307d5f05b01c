"""What the database itself refuses of cases, teams, reports and appeals (AC-3, AC-7, AC-10)."""

from __future__ import annotations

import pgtrigger

from accountability.statute import WEIGHT
from foundation.clauses import Citation, cite
from foundation.database import begins, enters, frozen, kept, ways

cite(
    "AC-7",
    by=Citation(
        "constraint",
        "accountability.decided",
        "没有两个人听取过陈述申辩、没有由别人审理过，写不进决定；决定不比告知的重",
    ),
)
cite("AC-3", by=Citation("constraint", "accountability.team", "调查的人不审理，给线索的人不决定"))

KEPT = [*kept(unchanged=True)]
_WEIGHED = " ".join(f"WHEN '{measure}' THEN {weight}" for measure, weight in WEIGHT.items())


def _heavier(these: str, those: str) -> str:
    """SQL: whether the measures in one column are heavier than those in another, as `statute.heavier` says it."""
    new, old = (
        f"(SELECT COALESCE(array_agg(x.w ORDER BY x.w DESC), '{{}}') FROM (SELECT CASE m {_WEIGHED} END AS w"  # noqa: S608
        f" FROM unnest({column}) AS m) AS x)"
        for column in (these, those)
    )
    return (
        f"EXISTS (SELECT 1 FROM unnest({new}, {old}) AS w(mine, theirs) WHERE w.mine > COALESCE(w.theirs, 0))"  # noqa: S608
    )


_HEARD = """
IF NEW.told_at IS NULL OR NEW.heard_at IS NULL OR NEW.heard_at < NEW.told_at
    OR NEW.heard_by_id IS NULL OR NEW.heard_with_id IS NULL
    OR (SELECT count(DISTINCT m.staff_id) FROM accountability_member m WHERE m.case_id = NEW.id AND m.part = 'investigator'
        AND m.staff_id IN (NEW.heard_by_id, NEW.heard_with_id)) < 2
THEN RAISE EXCEPTION 'AC-7: nothing is decided before facts and basis were told and two heard the defence'; END IF;
IF NEW.tried_at IS NULL OR NEW.tried_at < NEW.heard_at
    OR EXISTS (SELECT 1 FROM accountability_member m WHERE m.case_id = NEW.id AND m.part = 'investigator'
        AND m.staff_id IN (NEW.tried_by_id, NEW.decided_by_id))
    OR NOT EXISTS (SELECT 1 FROM accountability_member m WHERE m.case_id = NEW.id AND m.part = 'trier'
        AND m.staff_id = NEW.tried_by_id)
THEN RAISE EXCEPTION 'AC-7: others than those who investigated try it and decide'; END IF;
IF (SELECT count(DISTINCT m.staff_id) FROM accountability_member m WHERE m.case_id = NEW.id AND m.part = 'investigator') < 2
THEN RAISE EXCEPTION 'AC-7: two investigate'; END IF;
"""
_NO_HEAVIER = f"""
IF NEW.level IS NULL OR NEW.level > NEW.intended_level OR {_heavier("NEW.measures", "NEW.intended_measures")}
THEN RAISE EXCEPTION 'AC-7: a defence never aggravates'; END IF;
IF NEW.correct_by IS NULL THEN RAISE EXCEPTION 'AC-8: a decision names the day of the correction'; END IF;
IF NEW.deliberation = '' OR NEW.deliberated_on IS NULL
THEN RAISE EXCEPTION 'AC-7: it is decided together, on record'; END IF;
"""
#: After it was heard once, what is told anew is heavier only on evidence that came since (政务处分法43).
_TOLD_NO_HEAVIER = f"""
IF OLD.heard_before_at IS NOT NULL AND {_heavier("NEW.intended_measures", "OLD.intended_measures")}
    AND NOT EXISTS (SELECT 1 FROM accountability_evidence e WHERE e.case_id = NEW.id AND e.added_at > OLD.heard_before_at)
THEN RAISE EXCEPTION 'AC-7: a defence never aggravates'; END IF;
"""  # noqa: S608
_FINAL_NO_HEAVIER = f"""
IF NEW.final_level > NEW.level OR NEW.final_level IS NOT NULL AND NEW.level IS NULL
    OR {_heavier("NEW.final_measures", "NEW.measures")} OR OLD.final_level IS NOT NULL AND NEW.decided_at = OLD.decided_at
    AND (NEW.final_level > OLD.final_level OR {_heavier("NEW.final_measures", "OLD.final_measures")})
    OR OLD.revoked_at IS NOT NULL AND NEW.final_level IS NOT NULL
THEN RAISE EXCEPTION 'AC-10: an appeal never aggravates'; END IF;
RETURN NEW;
"""
#: Words saved unchanged keep their ciphertext (`EncryptedTextField`), so that the database holds them by the byte.
_WORDS = [
    "person",
    "post",
    "facts",
    "intended_basis",
    "basis",
    "hearing",
    "defence_checked",
    "trial",
    "deliberation",
    "derived_from",
    "departed_because",
]
_ORGAN = """
IF NEW.decider = 'organ' AND (NEW.organ_number = '' OR NEW.organ_decided_on IS NULL OR NEW.organ_paper_id IS NULL)
THEN RAISE EXCEPTION 'AC-10: who decides by law decides, and its decision is on record'; END IF;
"""
#: 政务处分法46, of what holds against a person.
_TOLD_ON = """
IF OLD.state IN ('correcting', 'reported') AND NEW.revoked_at IS NULL AND NEW.subject <> 'unit' AND NEW.unit_told_on IS NULL
THEN RAISE EXCEPTION 'AC-7: the unit is told before a case is done with'; END IF;
"""
_TWO_INVESTIGATE = """
IF (SELECT count(DISTINCT m.staff_id) FROM accountability_member m
    WHERE m.case_id = NEW.id AND m.part = 'investigator' AND m.until_at IS NULL) < 2
THEN RAISE EXCEPTION 'AC-7: two investigate'; END IF;
"""
_NO_APPEAL_OPEN = """
IF EXISTS (SELECT 1 FROM accountability_appeal a WHERE a.case_id = NEW.id AND a.state = 'lodged')
THEN RAISE EXCEPTION 'AC-10: an appeal is open'; END IF;
IF OLD.state = 'correcting' AND NEW.revoked_at IS NULL
THEN RAISE EXCEPTION 'AC-8: the correction was not reported'; END IF;
"""
CASE = [
    *kept(),
    begins("b_begins_clue", "clue", "AC-3: a case begins with a clue"),
    frozen(
        "c_stays",
        "AC-5: a clue stays as it was taken on",
        columns=[
            "number",
            "source",
            "source_ref",
            "report_id",
            "evidence_digest",
            "unit_id",
            "created_at",
        ],
    ),
    frozen(
        "d_told",
        "AC-7: what was told stays as it was told",
        once=("told", "heard", "tried", "decided", "served", "correcting", "reported", "closed"),
        columns=["intended_level", "intended_measures"],
    ),
    frozen(
        "e_decided",
        "AC-7: a decision stays as it was made",
        once=("decided", "served", "correcting", "reported", "closed", "no_sanction"),
        columns=[
            "level",
            "measures",
            "decider",
            "decided_at",
            "decided_by_id",
            "decision_number",
            "correct_by",
            "deliberated_on",
            "heard_at",
            "heard_by_id",
            "heard_with_id",
            "tried_at",
            "tried_by_id",
            "told_at",
            "waived",
            "in_person",
            "subject",
            "account_id",
            "happened_on",
            "same_act",
            "responsibility",
            "derived",
            "item",
        ],
    ),
    frozen(
        "e_served",
        "AC-10: what was served stays as it was served",
        once=("served", "correcting", "reported", "closed"),
        columns=["served_on"],
    ),
    frozen(
        "l_closed",
        "AC-3: a case that is done with stays as it was",
        once=("closed", "dropped"),
        columns=[
            "item",
            "subject",
            "account_id",
            "happened_on",
            "same_act",
            "filed_at",
            "left_on",
            "derived",
            "responsibility",
            "corrected_on",
            "reported_at",
            "ended_how",
            "closed_at",
            "code_hash",
        ],
    ),
    pgtrigger.Trigger(
        name="m_final", when=pgtrigger.Before, operation=pgtrigger.Update, func=_FINAL_NO_HEAVIER
    ),
    frozen(
        "n_words",
        "AC-7: what a decision rests on stays as it was",
        once=("decided", "served", "correcting", "reported", "closed", "no_sanction"),
        columns=_WORDS,
    ),
    frozen(
        "o_organ",
        "AC-10: what the organ decided stays as it came",
        once=pgtrigger.Q(old__organ_decided_on__isnull=False),
        columns=["organ", "organ_number", "organ_decided_on", "organ_paper_id"],
    ),
    enters("p_served", "served", _ORGAN),
    ways(
        "f_ways",
        "AC-7",
        {
            "clue": ("verifying", "dropped", "transferred"),
            "verifying": ("filed", "dropped", "transferred"),
            "filed": ("investigating", "withdrawn", "transferred"),
            "investigating": ("told", "withdrawn", "transferred"),
            "told": ("heard", "withdrawn", "transferred"),
            "heard": ("tried", "investigating", "withdrawn", "transferred"),
            "tried": ("decided", "no_sanction", "withdrawn", "transferred"),
            "decided": ("served",),
            "served": ("correcting",),
            "correcting": ("reported", "closed"),
            "reported": ("closed",),
            "no_sanction": ("closed",),
            "withdrawn": ("closed",),
            "transferred": ("investigating", "closed"),
            "closed": (),
            "dropped": (),
        },
    ),
    enters("g_investigating", "investigating", _TWO_INVESTIGATE),
    enters("h_told", "told", _TWO_INVESTIGATE, _TOLD_NO_HEAVIER),
    enters("i_decided", "decided", _HEARD, _NO_HEAVIER),
    enters("j_none", "no_sanction", _HEARD),
    enters("k_closed", "closed", _NO_APPEAL_OPEN, _TOLD_ON),
]
_OTHERS = """
IF EXISTS (SELECT 1 FROM accountability_member m JOIN agencies_staff s ON s.id = m.staff_id
    JOIN agencies_staff me ON me.id = NEW.staff_id
    WHERE m.case_id = NEW.case_id AND (m.staff_id = NEW.staff_id OR me.person <> '' AND me.person = s.person)
    AND ((m.part, NEW.part) IN (('investigator', 'trier'), ('trier', 'investigator'), ('investigator', 'leader'),
        ('leader', 'investigator'), ('clerk', 'leader'), ('leader', 'clerk'), ('clerk', 'trier'), ('trier', 'clerk'),
        ('trier', 'leader'), ('leader', 'trier')) OR NEW.part = 'reviewer' OR m.part = 'reviewer'))
THEN RAISE EXCEPTION 'AC-3: whoever gave the clue or investigated neither tries nor decides'; END IF;
IF EXISTS (SELECT 1 FROM accountability_member m
    WHERE m.case_id = NEW.case_id AND m.staff_id = NEW.staff_id AND m.ended = 'recused')
THEN RAISE EXCEPTION 'AC-7: whoever is recused does not come back'; END IF;
IF EXISTS (SELECT 1 FROM accountability_case c WHERE c.id = NEW.case_id AND c.account_id = NEW.staff_id)
THEN RAISE EXCEPTION 'AC-7: nobody works on a case against themselves'; END IF;
RETURN NEW;
"""
MEMBER = [
    *kept(),
    pgtrigger.Trigger(name="others", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_OTHERS),
    frozen("stays", "AC-3: who worked on a case stays as it was", but=("until_at", "ended", "why")),
    frozen(
        "ended_once",
        "AC-3: who worked on a case stays as it was",
        once=pgtrigger.Q(old__until_at__isnull=False),
        columns=["until_at", "ended"],
    ),
]
REPORT = [
    *kept(),
    begins("b_begins_received", "received", "AC-9: a report is received before anything is done"),
    frozen(
        "c_stays", "AC-9: a report stays as it was made", columns=["number", "unit_id", "item", "created_at"]
    ),
    ways(
        "d_ways",
        "AC-9",
        {"received": ("taken", "passed_on", "set_aside"), "taken": (), "passed_on": (), "set_aside": ()},
    ),
]
APPEAL = [
    *kept(),
    begins("b_begins_lodged", "lodged", "AC-10: an appeal is lodged before it is decided"),
    frozen(
        "c_stays",
        "AC-10: an appeal stays as it was lodged",
        columns=["case_id", "stage", "lodged_on", "grounds", "late_because"],
    ),
    frozen(
        "c_decided",
        "AC-10: what was decided of an appeal stays as it was decided",
        once=("upheld", "changed", "revoked"),
        columns=["level", "measures", "reviewer_id", "decided_on", "opinion", "organ", "number", "paper_id"],
    ),
    frozen(
        "c_served",
        "AC-10: what was served stays as it was served",
        once=pgtrigger.Q(old__served_on__isnull=False),
        columns=["served_on"],
    ),
    ways(
        "d_ways",
        "AC-10",
        {"lodged": ("upheld", "changed", "revoked"), "upheld": (), "changed": (), "revoked": ()},
    ),
]
CORRECTION = [
    *kept(),
    begins("b_begins_sent", "sent", "AC-8: an account is sent before it is received"),
    frozen(
        "c_stays",
        "AC-8: an account stays as it was given",
        columns=["unit_id", "text", "corrected_on", "created_at"],
    ),
    ways("d_ways", "AC-8", {"sent": ("received",), "received": ()}),
]
