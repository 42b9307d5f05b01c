"""What the database refuses of decisions, calls, opinions, hearings and symposia."""

from __future__ import annotations

import pgtrigger

from foundation.clauses import Citation, cite
from foundation.database import (
    Digested,
    begins,
    changes_public_pages,
    enters,
    erasable,
    frozen,
    kept,
    only_while,
    ways,
)
from secrecy_review.triggers import approved

cite("PP-4", by=Citation("constraint", "participation.opinion", "收到的意见不能改动、不能删除"))
cite("PP-7", by=Citation("constraint", "participation.call", "征求意见的期限只能延长，不能缩短"))

_REFUSE_SHORTER = "RAISE EXCEPTION 'PP-7: an open call is extended and never shortened';"

DECISION = [
    *kept(),
    begins("begins_proposed", "proposed", "PP-3: a decision begins with its proposal"),
    frozen(
        "submitted_stays",
        "PP-4: what was submitted stays as it is",
        once=["submitted", "decided", "refused", "announced"],
        columns=["title", "statement", "draft", "followed", "agency_id", "number"],
    ),
    enters(
        "legally_reviewed",
        "submitted",
        "IF NOT EXISTS (SELECT 1 FROM (SELECT * FROM participation_legalreview l WHERE l.decision_id = NEW.id"
        " AND l.state <> 'returned' ORDER BY l.id DESC LIMIT 1) r"
        " WHERE r.state = 'concluded' AND r.conclusion <> 'unlawful')"
        " THEN RAISE EXCEPTION '决策条例25: a draft is not discussed before its legal review'; END IF;",
    ),
    ways(
        "goes_on",
        "PP-4",
        {"decided": ("announced",), "refused": (), "announced": (), "dropped": ()},
    ),
    changes_public_pages(),
]

#: What the public read of a year's catalogue stays; an adjustment is a row of its own.
CATALOGUE = [*kept(unchanged=True), changes_public_pages()]

#: The states in which the public reads a call.
_SHOWN = ("open", "closed", "fed_back", "withdrawn")

CALL = [
    *kept(),
    # Everything that the public reads: the review is valid for exactly this.
    Digested(
        "NEW.title, NEW.edition::text, NEW.draft, NEW.background, NEW.basis, NEW.process, NEW.content, NEW.shorter_because",
        "NEW.recipient, NEW.letter, NEW.telephone, NEW.fax, NEW.email, array_to_string(NEW.channels, E'\\x1e')",
    ),
    begins("b_begins_drafting", "drafting", "PP-7: a call begins with its draft"),
    frozen(
        "c_fixed",
        "SR-3: a reviewed call is not changed",
        once=~pgtrigger.Q(old__state__in=["drafting", "under_review"]),
        columns=["digest", "decision_id", "edition", "days", "market_entities", "agency_id"],
    ),
    enters("d_opened", "open", approved("call", "draft for comment")),
    frozen(
        "e_opened_once", "PP-7: a call is opened once", once=_SHOWN, columns=["opened_at", "first_last_day"]
    ),
    pgtrigger.Trigger(
        name="f_never_shorter",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__state__in=list(_SHOWN)),
        func=f"IF NEW.closes_at < OLD.closes_at THEN {_REFUSE_SHORTER} END IF; RETURN NEW;",
    ),
    ways(
        "g_ways",
        "PP-7",
        {"open": ("closed", "withdrawn"), "closed": ("fed_back",), "fed_back": (), "withdrawn": ()},
    ),
    changes_public_pages(*_SHOWN),
]

#: Beside a call that is open, what is written on paper, said or mailed in time may still be entered after it closed.
_IN_TIME = """
IF NOT EXISTS (SELECT 1 FROM participation_call c WHERE c.id = NEW.call_id
    AND NEW.received_at >= c.opened_at AND NEW.received_at < c.closes_at
    AND (c.state = 'open' OR c.state = 'closed' AND NEW.channel <> 'web'))
THEN RAISE EXCEPTION 'PP-7: an opinion is received while its call is open'; END IF;
IF EXISTS (SELECT 1 FROM participation_opinionmark m WHERE m.opinion_id = NEW.corrects_id AND m.kind = 'withdrawn')
THEN RAISE EXCEPTION 'PP-4: a withdrawn opinion is not corrected'; END IF;
RETURN NEW;
"""

OPINION = [
    *kept(unchanged=True),
    pgtrigger.Trigger(name="in_time", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_IN_TIME),
]

SENDER = erasable("participation_sender", "name", "contact", "original")

#: The states in which the public reads a poll.
_POLLED = ("open", "closed", "counted", "reported", "withdrawn")

POLL = [
    *kept(),
    # Everything that the public reads before the report: the review is valid for exactly this.
    Digested(
        "NEW.title, NEW.purpose, NEW.whom, NEW.manner, NEW.wording, NEW.telephone, NEW.open_web::text",
        "array_to_string(NEW.channels, E'\\x1e')",
    ),
    begins("b_begins_drafting", "drafting", "PP-6: a poll begins with its design"),
    frozen(
        "c_fixed",
        "SR-3: a reviewed poll is not changed",
        once=~pgtrigger.Q(old__state__in=["drafting", "under_review"]),
        columns=["digest", "decision_id", "days", "agency_id"],
    ),
    enters(
        "d_opened",
        "open",
        approved("poll", "poll"),
        "IF NOT EXISTS (SELECT 1 FROM questionnaires_questionnaire q WHERE q.id = NEW.questionnaire_id"
        " AND q.wording = NEW.wording AND q.title = NEW.title AND q.open_web = NEW.open_web)"
        " THEN RAISE EXCEPTION 'PP-6: what is asked is what was reviewed'; END IF;",
    ),
    frozen(
        "e_opened_once",
        "PP-6: a poll is opened once",
        once=_POLLED,
        columns=["opened_at", "closes_at", "questionnaire_id"],
    ),
    enters(
        "f_counted",
        "counted",
        "IF NOT EXISTS (SELECT 1 FROM questionnaires_questionnaire q WHERE q.id = NEW.questionnaire_id"
        " AND q.state = 'counted') THEN RAISE EXCEPTION 'PP-6: a poll is counted by its questionnaire'; END IF;",
    ),
    frozen(
        "g_reported_stays",
        "PP-6: what was reported stays as it is",
        once=["reported"],
        columns=[
            "report",
            "adoption",
            "reported_at",
            "printed",
            "issued",
            "returned",
            "void",
            "void_because",
        ],
    ),
    ways(
        "h_ways",
        "PP-6",
        {
            "open": ("closed", "withdrawn"),
            "closed": ("counted", "withdrawn"),
            "counted": ("reported",),
            "reported": (),
            "withdrawn": (),
        },
    ),
    changes_public_pages(*_POLLED),
]

MARK = [*kept(unchanged=True), changes_public_pages()]

#: A withdrawn call keeps its state when it is fed back.
_NOT_AFTER = pgtrigger.Trigger(
    name="not_after_feedback",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
IF EXISTS (SELECT 1 FROM participation_call c WHERE c.id = COALESCE(NEW.call_id, OLD.call_id) AND c.fed_back_at IS NOT NULL)
THEN RAISE EXCEPTION 'PP-4: what was fed back stays as it is'; END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
""",
)

ANSWER = [
    *kept(),
    _NOT_AFTER,
    only_while(
        "while_answering",
        "PP-4: what was fed back stays as it is",
        parent="participation_call",
        column="call_id",
        states=["open", "closed", "withdrawn"],
    ),
]

MEMBERSHIP = [
    _NOT_AFTER,
    only_while(
        "while_answering",
        "PP-4: what was fed back stays as it is",
        parent="participation_call",
        column="call_id",
        states=["open", "closed", "withdrawn"],
    ),
]

GROUP = [
    *kept(),
    _NOT_AFTER,
    only_while(
        "while_answering",
        "PP-4: what was fed back stays as it is",
        parent="participation_call",
        column="call_id",
        states=["open", "closed", "withdrawn"],
    ),
]

#: What the public reads beside a call, and nobody changes.
SAID = [*kept(unchanged=True), changes_public_pages()]
#: The channels that carried a call, with the day on which each carried the feedback.
CHANNEL = [*kept(), changes_public_pages()]


# Hearings

cite("PP-9", by=Citation("constraint", "participation.hearing", "公告过的听证会只能改到以后，不能提前"))

_HEARD = ("announced", "closed", "listed", "held", "reported", "withdrawn")

#: The seats of a notice, and the full days between the notice and the hearing by its kind (`statute.PERIODS`).
_ENOUGH_SEATS = """
IF (SELECT COALESCE(sum(n::int), 0) FROM jsonb_each_text(NEW.seats) AS seat(grp, n)) < 10
THEN RAISE EXCEPTION 'PP-10: fewer than ten representatives'; END IF;
"""
_EARLY_NOTICE = """
IF ((NEW.begins_at AT TIME ZONE 'Asia/Shanghai')::date - (NEW.announced_at AT TIME ZONE 'Asia/Shanghai')::date - 1)
    < (CASE NEW.sort WHEN 'price' THEN 30 ELSE 10 END)
THEN RAISE EXCEPTION 'PP-9: the notice comes too late'; END IF;
"""
_EVERY_SEAT = """
IF (SELECT count(*) FROM participation_representative r WHERE r.hearing_id = NEW.id AND r.left_on IS NULL) < 10
THEN RAISE EXCEPTION 'PP-10: fewer than ten representatives'; END IF;
"""
_PAPERS_IN_TIME = """
IF EXISTS (SELECT 1 FROM participation_representative r WHERE r.hearing_id = NEW.id AND r.left_on IS NULL AND (r.papers_on IS NULL
    OR ((NEW.begins_at AT TIME ZONE 'Asia/Shanghai')::date - r.papers_on - 1) < 7))
THEN RAISE EXCEPTION '713-16: papers reach every representative seven days before'; END IF;
"""

HEARING = [
    *kept(),
    # Everything that the notices say, the list of names aside: the review is valid for exactly this.
    Digested(
        "NEW.sort, NEW.title, NEW.edition::text, NEW.content, NEW.draft, NEW.reasons, NEW.basis, NEW.background, NEW.place",
        "extract(epoch from NEW.first_at)::text, NEW.seats::text, NEW.selection, NEW.eligibility, NEW.how",
        "NEW.registration_from::text, NEW.registration_until::text, NEW.observers::text, NEW.press::text",
        "NEW.contact, NEW.telephone, NEW.lot, NEW.lot_on::text",
        "NEW.chair, NEW.speaker, NEW.recorder, NEW.supervisor",
    ),
    begins("b_begins_drafting", "drafting", "PP-9: a hearing begins with its notice"),
    frozen(
        "c_fixed",
        "SR-3: a reviewed notice is not changed",
        once=~pgtrigger.Q(old__state__in=["drafting", "under_review"]),
        columns=["digest", "decision_id", "edition", "agency_id"],
    ),
    enters(
        "d_announced", "announced", approved("hearing", "notice of a hearing"), _ENOUGH_SEATS, _EARLY_NOTICE
    ),
    frozen("e_announced_once", "PP-9: a hearing is announced once", once=_HEARD, columns=["announced_at"]),
    frozen(
        "f_list_stays",
        "PP-9: the list of registrations stays as it was when registration closed",
        once=["closed", "listed", "held", "reported", "withdrawn"],
        columns=["list_hash"],
    ),
    frozen(
        "g_drawn_once",
        "PP-9: lots are drawn once",
        once=~pgtrigger.Q(old__lot_number=""),
        columns=["lot_number", "lot_source", "drawn_at"],
    ),
    pgtrigger.Trigger(
        name="h_never_earlier",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__state__in=list(_HEARD)),
        func=(
            "IF NEW.begins_at < OLD.begins_at THEN"
            " RAISE EXCEPTION 'PP-9: an announced hearing is postponed and never moved earlier'; END IF; RETURN NEW;"
        ),
    ),
    enters("i_listed", "listed", _EVERY_SEAT),
    enters("j_held", "held", _PAPERS_IN_TIME),
    frozen(
        "k_reported_stays",
        "PP-11: a report stays as it is",
        once=["reported"],
        columns=["transcript", "report", "conclusion"],
    ),
    ways(
        "l_ways",
        "PP-9",
        {
            "announced": ("closed", "withdrawn"),
            "closed": ("listed", "withdrawn"),
            "listed": ("held", "withdrawn"),
            "held": ("reported",),
            "reported": (),
            "withdrawn": (),
        },
    ),
    changes_public_pages(*_HEARD),
]

#: What people told is changed by themselves until the list of representatives, and emptied at any time.
_OWN_WORDS = """
IF (NEW.name, NEW.telephone, NEW.details) IS DISTINCT FROM (OLD.name, OLD.telephone, OLD.details)
    AND NOT (NEW.name = '' AND NEW.telephone = '' AND NEW.details = '')
    AND (NEW.withdrawn_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM participation_hearing h
        WHERE h.id = NEW.hearing_id AND h.state IN ('announced', 'closed')))
THEN RAISE EXCEPTION 'PP-9: a registration is corrected until the list is public'; END IF;
IF NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at AND (OLD.withdrawn_at IS NOT NULL OR NOT EXISTS (
    SELECT 1 FROM participation_hearing h
    WHERE h.id = NEW.hearing_id AND h.state IN ('announced', 'closed', 'listed')))
THEN RAISE EXCEPTION 'PP-9: a registration is withdrawn once, before the hearing'; END IF;
RETURN NEW;
"""

REGISTRATION = [
    *kept(),
    frozen(
        "stays_who",
        "PP-9: a registration stays whose it is, for its group",
        but=["name", "telephone", "details", "corrected_at", "withdrawn_at"],
    ),
    pgtrigger.Trigger(name="own_words", when=pgtrigger.Before, operation=pgtrigger.Update, func=_OWN_WORDS),
    # What comes in empties no kept page; who withdraws is seen on the page of the lot.
    changes_public_pages(once="NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at"),
    pgtrigger.Trigger(
        name="in_time",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        # The lock waits for an act that closes registration, and makes that act wait: the list has everybody or refuses them.
        func="""
PERFORM 1 FROM participation_hearing h WHERE h.id = NEW.hearing_id FOR SHARE;
IF NOT EXISTS (SELECT 1 FROM participation_hearing h WHERE h.id = NEW.hearing_id AND h.state = 'announced'
    AND (NEW.received_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN h.registration_from AND h.registration_until)
THEN RAISE EXCEPTION 'PP-9: people register while registration is open'; END IF;
RETURN NEW;
""",
    ),
]

REPRESENTATIVE = [
    *kept(),
    pgtrigger.Trigger(
        name="while_drawing",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func="""
IF NOT EXISTS (SELECT 1 FROM participation_hearing h WHERE h.id = NEW.hearing_id AND h.state IN ('closed', 'listed'))
THEN RAISE EXCEPTION 'PP-9: representatives are found between registration and hearing'; END IF;
RETURN NEW;
""",
    ),
    frozen(
        "left_for_good",
        "PP-9: who gave up the seat does not take it again",
        once=~pgtrigger.Q(old__left_on=None),
        but=["name", "telephone"],
    ),
    frozen(
        "stays_who",
        "PP-9: a representative stays who it is",
        columns=["hearing_id", "group", "registration_id", "reason"],
    ),
    pgtrigger.Trigger(
        name="shown_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func="""
IF NEW.shown <> OLD.shown AND NOT EXISTS (
    SELECT 1 FROM participation_hearing h WHERE h.id = NEW.hearing_id AND h.state = 'closed')
THEN RAISE EXCEPTION 'PP-9: a name on the public list stays as it is'; END IF;
RETURN NEW;
""",
    ),
    changes_public_pages(),
]
SIGNATURE = [*kept(unchanged=True)]
POINT = [
    only_while(
        "while_reporting",
        "PP-11: what was reported stays as it is",
        parent="participation_hearing",
        column="hearing_id",
        states=["held"],
    ),
    *kept(),
    changes_public_pages(),
]

# Symposia, and the meeting that decides

SYMPOSIUM = [
    *kept(),
    begins("begins_inviting", "inviting", "PP-5: a symposium begins with its invitations"),
    frozen(
        "reported_stays",
        "PP-5: a report stays as it is",
        once=["reported", "fed_back"],
        columns=["report", "begins_at", "title", "silent"],
    ),
    enters(
        "said_or_silent",
        "reported",
        "IF NEW.silent = EXISTS (SELECT 1 FROM participation_statement s WHERE s.symposium_id = NEW.id)"
        " THEN RAISE EXCEPTION 'PP-5: a report has what was said, or says that nothing was'; END IF;",
    ),
    ways(
        "goes_on", "PP-5", {"held": ("reported",), "reported": ("fed_back",), "fed_back": (), "cancelled": ()}
    ),
    changes_public_pages("fed_back"),
]
INVITEE = [*kept()]
STATEMENT = [
    *kept(),
    only_while(
        "while_analysing",
        "PP-5: what was reported stays as it is",
        parent="participation_symposium",
        column="symposium_id",
        states=["held"],
    ),
    frozen(
        "said_stays", "PP-4: what was said stays as it is", columns=["symposium_id", "invitee_id", "text"]
    ),
]
ATTENDEE = [*erasable("participation_attendee", "name", "said"), changes_public_pages()]

# From the draft to its discussion

cite(
    "决策条例26", by=Citation("constraint", "participation.decision", "没有合法性审查意见的草案不能提请审议")
)

EXAMINATION = [*kept(unchanged=True), changes_public_pages()]
LEGAL_REVIEW = [
    *kept(),
    begins("begins_sent", "sent", "决策条例26: a legal review begins with what is sent"),
    frozen(
        "sent_stays",
        "决策条例26: what was sent stays as it is",
        columns=["decision_id", "draft", "basis", "procedure", "sent_at", "until", "shorter_because"],
    ),
    frozen(
        "concluded_stays",
        "决策条例28: an opinion stays as it is",
        once=["concluded", "returned"],
        but=["agency_id"],
    ),
    ways("goes_on", "决策条例26", {"returned": (), "concluded": ()}),
]
DELIBERATION = [*kept(unchanged=True)]

# Proposals, objections, evaluations, and the files that come with what people say

#: What stays of any submission from the moment on which it came.
_AS_IT_CAME = ["number", "consent", "channel", "received_at", "created_at", "recorded_by_id", "form_token"]

PROPOSAL = [
    *kept(),
    begins("begins_received", "received", "决策条例10: a proposal begins with its receipt"),
    frozen("stays_as_it_came", "决策条例10: a proposal stays as it came", columns=[*_AS_IT_CAME, "proposer"]),
    frozen(
        "decided_stays",
        "决策条例10: what was answered stays as it is",
        once=["taken_up", "declined", "set_aside", "withdrawn"],
        columns=[
            "state",
            "answer",
            "answered_at",
            "answered_by_id",
            "decision_id",
            "studied_by_id",
            "set_aside_for",
        ],
    ),
    ways(
        "goes_on",
        "决策条例10",
        {
            "received": ("studying", "studied", "set_aside", "withdrawn"),
            "studying": ("received", "studied", "withdrawn"),
            "studied": ("studying", "taken_up", "declined", "withdrawn"),
            "taken_up": (),
            "declined": (),
            "set_aside": (),
            "withdrawn": (),
        },
    ),
    changes_public_pages("studying", "studied", "taken_up", "declined"),
]

OBJECTION = [
    *kept(),
    begins("begins_received", "received", "决策条例35: an objection begins with its receipt"),
    only_while(
        "while_in_force",
        "决策条例35: people object to a decision that was announced",
        parent="participation_decision",
        column="decision_id",
        states=["announced"],
    ),
    frozen(
        "stays_as_it_came", "决策条例35: an objection stays as it came", columns=[*_AS_IT_CAME, "decision_id"]
    ),
    frozen(
        "answered_stays",
        "决策条例35: what was answered stays as it is",
        once=["answered", "set_aside", "withdrawn"],
        columns=["state", "answer", "result", "answered_at", "answered_by_id", "set_aside_for"],
    ),
    changes_public_pages("answered", "withdrawn"),
]

EXECUTION_REPORT = [
    *kept(unchanged=True),
    only_while(
        "while_in_force",
        "决策条例35: a decision in force is reported on",
        parent="participation_decision",
        column="decision_id",
        states=["announced"],
    ),
]

EVALUATION = [
    *kept(),
    begins("a_begins_asked", "asked", "决策条例36: an evaluation begins with being asked for"),
    only_while(
        "b_while_in_force",
        "决策条例36: a decision in force is evaluated",
        parent="participation_decision",
        column="decision_id",
        states=["announced"],
    ),
    pgtrigger.Trigger(
        name="c_by_somebody_else",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func="""
IF NEW.evaluator <> '' AND NEW.evaluator = ANY(string_to_array(NEW.assessed_before, E'\\n'))
THEN RAISE EXCEPTION '决策条例36: who assessed it before does not evaluate it'; END IF;
RETURN NEW;
""",
    ),
    frozen(
        "d_ordered_stays",
        "决策条例36: who evaluates is for the county to say",
        once=["ordered", "reported"],
        columns=["decision_id", "ground", "evaluator", "assessed_before", "ordered_at"],
    ),
    frozen(
        "e_over_stays",
        "决策条例36: what was decided stays as it is",
        once=["held", "left"],
        but=["agency_id"],
    ),
    ways(
        "f_goes_on",
        "决策条例36",
        {
            "asked": ("ordered", "left"),
            "ordered": ("reported",),
            "reported": ("ordered", "held"),
            "held": (),
            "left": (),
        },
    ),
    changes_public_pages("held", "left"),
]

ENCLOSURE = [*erasable("participation_enclosure", "name", "sha256")]
