"""What the database refuses of questions, papers, attempts and answers (TR-4)."""

from __future__ import annotations

from foundation.database import begins, enters, erasable, frozen, kept, only_while, ways
from training.triggers import ANSWERED

QUESTION = [
    *kept(),
    begins("begins", "draft", "TR-4: a question begins as a draft"),
    frozen(
        "approved",
        "TR-4: a question that was approved stays as it was",
        once=("approved", "retired"),
        but=("state", "agency_id", "because", "retired_on"),
    ),
    ways("goes_on", "TR-4", {"draft": ("approved", "retired"), "approved": ("retired",), "retired": ()}),
]

_WHOLE = """
IF (SELECT COALESCE(sum(p.points * p.count), 0) FROM training_exampart p WHERE p.exam_id = NEW.id) <> 100 THEN
    RAISE EXCEPTION 'TR-4: the points of a paper add up to 100';
END IF;
"""
_ALL_SCORED = """
IF EXISTS (SELECT 1 FROM training_attempt a WHERE a.exam_id = NEW.id AND a.state <> 'scored') THEN
    RAISE EXCEPTION 'TR-4: an exam is marked once every attempt is';
END IF;
"""
_NOBODY_SITS = """
IF EXISTS (SELECT 1 FROM training_attempt a WHERE a.exam_id = NEW.id AND a.state = 'started') THEN
    RAISE EXCEPTION 'TR-4: an exam is not closed while somebody sits it';
END IF;
"""
EXAM = [
    *kept(),
    begins("begins", "draft", "TR-4: an exam begins as a draft"),
    enters("opens_whole", "open", _WHOLE),
    enters("closes_empty", "closed", _NOBODY_SITS),
    enters("marked_whole", "marked", _ALL_SCORED),
    frozen(
        "opened",
        "TR-4: an exam that was opened stays as it was",
        once=("open", "closed", "marked", "dropped"),
        but=("state", "agency_id"),
    ),
    ways(
        "goes_on",
        "TR-4",
        {
            "draft": ("open", "dropped"),
            "open": ("closed", "dropped"),
            "closed": ("marked",),
            "marked": (),
            "dropped": (),
        },
    ),
]
EXAM_PART = [
    only_while(
        "before_it_opens",
        "TR-4: a paper changes before it is opened, and not later",
        parent="training_exam",
        column="exam_id",
        states=("draft",),
    )
]
EXTRA_TIME = erasable("training_extratime", "reason")

_ALL_AWARDED = """
IF EXISTS (SELECT 1 FROM training_answer w WHERE w.attempt_id = NEW.id
        AND NOT EXISTS (SELECT 1 FROM training_award d WHERE d.answer_id = w.id))
    OR NEW.points IS DISTINCT FROM (SELECT COALESCE(sum(d.points), 0) FROM training_award d WHERE d.attempt_id = NEW.id)
THEN RAISE EXCEPTION 'TR-4: an attempt has the points of its answers'; END IF;
"""
ATTEMPT = [
    *kept(),
    begins("begins", "started", "TR-4: an attempt begins when it is started"),
    enters("scored_whole", "scored", _ALL_AWARDED),
    frozen(
        "stays",
        "TR-4: who sits what, with which seed and until when, stays as it was",
        columns=["exam_id", "trainee_id", "staff_id", "number", "seed", "started_at", "ends_at"],
    ),
    frozen("scored", "TR-4: what was scored stays", once=("scored",), but=("agency_id",)),
    ways(
        "goes_on",
        "TR-4",
        {"started": ("submitted", "expired"), "submitted": ("scored",), "expired": ("scored",), "scored": ()},
    ),
]
ANSWER = [
    *kept(),
    *ANSWERED,
    frozen(
        "stays",
        "TR-4: a drawn paper stays as it was drawn",
        columns=["attempt_id", "question_id", "place", "points", "options"],
    ),
]
AWARD = [
    *kept(unchanged=True),
    only_while(
        "once_handed_in",
        "TR-4: points are given after the end, and before the sum stands",
        parent="training_attempt",
        column="attempt_id",
        states=("submitted", "expired"),
    ),
]
