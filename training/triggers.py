"""What the database refuses of people, sessions, hours, marks, certificates and yearly lists (TR-4, TR-5, TR-7)."""

from __future__ import annotations

import pgtrigger

from foundation.database import begins, changes_public_pages, enters, frozen, kept, only_while, ways
from training.statute import DISCLOSURE_ROLES, ERASED

TRAINEE = [
    *kept(),
    begins("begins", "untrained", "TR-5: nobody begins as trained"),
    frozen("stays", "TR-1: a person stays the same person", columns=["person", "created_at"]),
    ways(
        "goes_on",
        "TR-5",
        {
            "untrained": ("inducted", "left"),
            "inducted": ("untrained", "left"),
            "left": ("untrained", "inducted"),
        },
    ),
]

POSTING = [
    *kept(),
    frozen(
        "stays",
        "TR-5: where somebody worked stays as it was",
        columns=["trainee_id", "agency_id", "from_on"],
    ),
    pgtrigger.Trigger(
        name="one_place",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func="""
IF EXISTS (SELECT 1 FROM training_posting p WHERE p.trainee_id = NEW.trainee_id AND p.id <> NEW.id
    AND daterange(p.from_on, p.until_on, '[]') && daterange(NEW.from_on, NEW.until_on, '[]'))
THEN RAISE EXCEPTION 'TR-5: nobody works in two places on one day'; END IF;
RETURN NEW;
""",
    ),
]

PLAN = [
    *kept(),
    begins("begins", "draft", "TR-1: a plan begins as a draft"),
    frozen(
        "approved",
        "TR-1: what was approved stays as it was",
        once=("approved", "running", "closed"),
        but=("state", "agency_id", "report", "closed_at"),
    ),
    frozen("closed", "TR-1: a plan that was closed stays as it was", once=("closed",), but=("agency_id",)),
    ways(
        "goes_on", "TR-1", {"draft": ("approved",), "approved": ("running", "closed"), "running": ("closed",)}
    ),
    changes_public_pages("approved", "running", "closed"),
]

_NOT_YET = """
IF NEW.starts_at > NEW.held_at THEN
    RAISE EXCEPTION 'TR-4: a session that has not begun is not recorded as held';
END IF;
"""
_UNCONFIRMED = """
IF EXISTS (SELECT 1 FROM training_attendance a WHERE a.session_id = NEW.id AND a.confirmed_at IS NULL)
    OR NOT EXISTS (SELECT 1 FROM training_sessionfile f WHERE f.session_id = NEW.id)
THEN RAISE EXCEPTION 'TR-4: hours stand once everybody is confirmed and there is a proof'; END IF;
"""
SESSION = [
    *kept(),
    begins("begins", "planned", "TR-4: a session begins as planned"),
    enters("held", "held", _NOT_YET),
    enters("recorded", "recorded", _UNCONFIRMED),
    frozen(
        "over",
        "TR-4: what was held stays as it was",
        once=("held", "recorded", "filed", "cancelled", "moved"),
        columns=[
            "plan_id",
            "countywide",
            "title",
            "mode",
            "tags",
            "edition",
            "starts_at",
            "ends_at",
            "minutes",
            "place",
            "notified_at",
            "head_count",
            "held_at",
            "because",
        ],
    ),
    ways(
        "goes_on",
        "TR-4",
        {
            "planned": ("notified", "cancelled", "moved"),
            "notified": ("held", "cancelled", "moved"),
            "held": ("recorded",),
            "recorded": ("filed",),
            "filed": (),
            "cancelled": (),
            "moved": (),
        },
    ),
    changes_public_pages("notified", "held", "recorded", "filed", "cancelled", "moved"),
]
SESSION_FILE = [*kept(unchanged=True)]

ATTENDANCE = [
    pgtrigger.Protect(name="keep", operation=pgtrigger.Delete, condition=~pgtrigger.Q(old__state="invited")),
    kept()[1],
    pgtrigger.Trigger(
        name="confirmed",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__confirmed_at__isnull=False),
        func=f"""
IF NEW.excuse = '{ERASED}' AND to_jsonb(NEW) - 'excuse' = to_jsonb(OLD) - 'excuse' THEN RETURN NEW; END IF;
IF NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at OR NEW.corrected = '' OR NEW.corrected = OLD.corrected
THEN RAISE EXCEPTION 'TR-4: what was confirmed is corrected with a reason or not at all'; END IF;
RETURN NEW;
""",
    ),
    frozen(
        "stays", "TR-4: it is of one person at one session", columns=["session_id", "trainee_id", "agency_id"]
    ),
]

#: Time that counts lies within the session, in one year, and is no longer than it lasts.
_WITHIN = """
SELECT * INTO one FROM training_attendance WHERE id = NEW.attendance_id;
SELECT * INTO held FROM training_session WHERE id = one.session_id;
IF one.trainee_id <> NEW.trainee_id OR one.confirmed_at IS NULL THEN
    RAISE EXCEPTION 'TR-4: hours count for whoever was confirmed';
END IF;
IF NEW.minutes + (SELECT COALESCE(sum(c.minutes), 0) FROM training_credit c WHERE c.attendance_id = NEW.attendance_id
    AND c.withdrawn_at IS NULL) > held.minutes THEN
    RAISE EXCEPTION 'TR-4: no more counts than the session has';
END IF;
IF held.mode IN ('class', 'lecture', 'seminar') AND (
    NEW.during IS NULL OR NOT NEW.during <@ tstzrange(held.starts_at, held.ends_at)
    OR NEW.minutes * interval '1 minute' > upper(NEW.during) - lower(NEW.during)
    OR NEW.year <> date_part('year', lower(NEW.during) AT TIME ZONE 'Asia/Shanghai')
    OR NEW.year <> date_part('year', (upper(NEW.during) - interval '1 microsecond') AT TIME ZONE 'Asia/Shanghai'))
THEN RAISE EXCEPTION 'TR-5: time that counts lies within the session and in its year'; END IF;
RETURN NEW;
"""
CREDIT = [
    *kept(),
    frozen("stays", "TR-5: what counts is taken back or stays", but=("withdrawn_at",)),
    pgtrigger.Trigger(
        name="within",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("held", "training_session%ROWTYPE"), ("one", "training_attendance%ROWTYPE")],
        func=_WITHIN,
    ),
]

_DIFFERENT = """
IF NEW.sat = 'paper' AND (
    NOT EXISTS (SELECT 1 FROM training_entry e WHERE e.sitting_id = NEW.id)
    OR EXISTS (
        SELECT 1 FROM training_entry e WHERE e.sitting_id = NEW.id GROUP BY e.trainee_id
        HAVING count(*) <> 2 OR min(e.points) <> max(e.points) OR count(DISTINCT e.by_id) <> 2
    ))
THEN RAISE EXCEPTION 'TR-4: marks from paper are entered twice by two people, and alike'; END IF;
"""
SITTING = [
    *kept(),
    begins("begins", "open", "TR-4: an exam begins without marks"),
    enters("compared", "compared", _DIFFERENT),
    frozen(
        "stays",
        "TR-4: an exam stays what it was",
        once=("compared", "published", "final"),
        columns=[
            "plan_id",
            "session_id",
            "countywide",
            "title",
            "course",
            "sat",
            "edition",
            "tags",
            "held_on",
            "pass_mark",
            "scan_id",
        ],
    ),
    ways(
        "goes_on",
        "TR-4",
        {
            "open": ("compared", "dropped"),
            "compared": ("open", "published"),
            "published": ("final",),
            "final": (),
            "dropped": (),
        },
    ),
    changes_public_pages("published", "final"),
]
ENTRY = [
    only_while(
        "while_open",
        "TR-4: marks are entered while the exam is open",
        parent="training_sitting",
        column="sitting_id",
        states=("open",),
    ),
]
MARK = [
    *kept(),
    pgtrigger.Trigger(
        name="passes",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func="""
IF NEW.passed <> (NEW.points >= (SELECT s.pass_mark FROM training_sitting s WHERE s.id = NEW.sitting_id))
THEN RAISE EXCEPTION 'TR-4: whoever has the points passed, and nobody else'; END IF;
RETURN NEW;
""",
    ),
    frozen(
        "stays",
        "TR-4: a mark is of one person in one exam",
        columns=["sitting_id", "trainee_id", "agency_id", "attempt", "year", "taken_on"],
    ),
    pgtrigger.Trigger(
        name="corrected",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func="""
IF NEW.points <> OLD.points AND (NEW.corrected = '' OR NEW.corrected = OLD.corrected)
THEN RAISE EXCEPTION 'TR-4: a mark changes with a reason or not at all'; END IF;
RETURN NEW;
""",
    ),
]
OBJECTION = [
    *kept(),
    begins("begins", "filed", "TR-4: an objection begins open"),
    ways("goes_on", "TR-4", {"filed": ("upheld", "dismissed"), "upheld": (), "dismissed": ()}),
    frozen(
        "stays",
        "TR-4: an objection stays as it was",
        columns=["mark_id", "grounds", "filed_on", "points_before"],
    ),
]

CERTIFICATE = [
    *kept(),
    begins("begins", "issued", "TR-4: an entry begins as issued"),
    frozen(
        "stays",
        "TR-4: what was registered never changes",
        but=("state", "agency_id", "ended_on", "because", "superseded_by_id", "paper_id"),
    ),
    frozen(
        "printed",
        "TR-4: a certificate is printed once",
        once=pgtrigger.Q(old__paper_id__isnull=False),
        columns=["paper_id"],
    ),
    ways("goes_on", "TR-4", {"issued": ("superseded", "revoked"), "superseded": (), "revoked": ()}),
]

YEAR = [
    *kept(),
    begins("begins", "open", "TR-5: a year begins open"),
    frozen("stays", "TR-5: a year stays the same", columns=["year"]),
    ways("goes_on", "TR-5", {"open": ("warned", "closed"), "warned": ("closed",), "closed": ()}),
]
ACCOUNT = [
    *kept(),
    frozen("stays", "TR-5: an account is of one person and year", columns=["trainee_id", "year"]),
    ways(
        "goes_on",
        "TR-5",
        {
            "open": ("warned", "met", "short", "below"),
            "warned": ("met", "short", "below"),
            "met": ("short", "below"),
            "short": ("met", "below"),
            "below": ("met", "short"),
        },
    ),
    # The numbers of a year are counted from the accounts.
    changes_public_pages(),
]
BARRED_LIST = [
    *kept(),
    begins("begins", "made", "TR-4: a list begins as made"),
    frozen("stays", "TR-4: a list is of one unit and year", columns=["of_id", "year", "edition"]),
    frozen(
        "handed",
        "TR-4: a list stays as it was handed over",
        once=("handed", "acknowledged"),
        columns=["rows", "people", "paper_id"],
    ),
    ways("goes_on", "TR-4", {"made": ("handed",), "handed": ("acknowledged",), "acknowledged": ()}),
]

RULE = [
    *kept(),
    begins("begins", "stated", "TR-5: the day is stated before it comes"),
    frozen("in_force", "TR-5: the gate holds from its day on", once=("in_force",), columns=["from_on"]),
    ways("goes_on", "TR-5", {"in_force": ()}),
    changes_public_pages(),
]
COVER = [
    *kept(),
    begins("begins", "stands", "TR-5: cover begins when it is granted"),
    frozen("stays", "TR-5: cover is not prolonged", columns=["staff_id", "role", "from_on", "until_on"]),
    ways("goes_on", "TR-5", {"ended": ()}),
]

#: Whoever takes a role of the disclosure office from the stated day on was inducted, or covers in an emergency.
_ROLES = "', '".join(sorted(DISCLOSURE_ROLES))
_UNTRAINED = f"""
IF NEW.role IN ('{_ROLES}')
    AND EXISTS (SELECT 1 FROM training_rule r WHERE r.from_on <= (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date)
    AND NOT EXISTS (
        SELECT 1 FROM training_trainee t JOIN agencies_staff s ON s.id = NEW.staff_id
        WHERE t.state = 'inducted' AND (t.staff_id = s.id OR s.person <> '' AND t.person = s.person))
    AND NOT EXISTS (
        SELECT 1 FROM training_cover c WHERE c.staff_id = NEW.staff_id AND c.role = NEW.role AND c.state = 'stands')
    AND NOT EXISTS (SELECT 1 FROM agencies_rolegrant g WHERE g.staff_id = NEW.staff_id AND g.role = NEW.role)
THEN RAISE EXCEPTION 'TR-5: nobody takes a disclosure role untrained'; END IF;
RETURN NEW;
"""  # noqa: S608
ROLE = [
    pgtrigger.Trigger(
        name="trained_first",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=_UNTRAINED,
    ),
]

#: What was answered is erased once the points stand and the retention term is over.
_WHILE_SAT = """
IF NEW.given <> '' AND NOT EXISTS (SELECT 1 FROM training_attempt a WHERE a.id = NEW.attempt_id AND a.state = 'started')
    OR NEW.given = '' AND EXISTS (SELECT 1 FROM training_attempt a WHERE a.id = NEW.attempt_id
        AND a.state IN ('submitted', 'expired'))
THEN RAISE EXCEPTION 'TR-4: nothing is answered after the end'; END IF;
RETURN NEW;
"""
#: The answers of an online exam, while it is sat and when they are erased.
ANSWERED = [
    pgtrigger.Trigger(
        name="drawn_while_sat",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func="""
IF NOT EXISTS (SELECT 1 FROM training_attempt a WHERE a.id = NEW.attempt_id AND a.state = 'started')
THEN RAISE EXCEPTION 'TR-4: nothing is answered after the end'; END IF;
RETURN NEW;
""",
    ),
    pgtrigger.Trigger(name="while_sat", when=pgtrigger.Before, operation=pgtrigger.Update, func=_WHILE_SAT),
]
