"""What the database refuses of accounts, of the people who keep them, and of filings (NM-8, NM-13, NM-18)."""

from __future__ import annotations

import pgtrigger

from foundation.clauses import Citation, cite
from foundation.database import (
    Digested,
    begins,
    changes_public_pages,
    dated_now,
    enters,
    erasable,
    frozen,
    kept,
    ways,
)

cite("NM-18", by=Citation("constraint", "newmedia.assignment", "不是在编人员的，不能担任采编、审核和值班"))

#: How many of the three offices acknowledged the newest filing of a sort.
_ACKNOWLEDGED = """
(SELECT count(DISTINCT c.function) FROM newmedia_filingcopy c WHERE c.state = 'acknowledged' AND c.filing_id =
    (SELECT max(f.id) FROM newmedia_filing f WHERE f.account_id = NEW.id AND f.sort = '{sort}'))
"""


def _filed(sort: str, says: str) -> str:
    return f"IF {_ACKNOWLEDGED.format(sort=sort)} < 3 THEN RAISE EXCEPTION '{says}'; END IF;"


#: The states in which citizens see an account.
SHOWN = ("live", "suspended", "closing", "notice", "due", "closed", "merged")
_CLOSED = """
IF NEW.closed_on IS NULL OR NEW.notice_until IS NULL OR NEW.closed_on <= NEW.notice_until OR NEW.archive = ''
THEN RAISE EXCEPTION 'NM-13: an account is cancelled after its notice, with its content archived'; END IF;
"""

ACCOUNT = [
    *kept(),
    begins("b_begins_proposed", "proposed", "NM-8: an account begins with its proposal"),
    frozen(
        "c_filed",
        "NM-8: an account stays on its platform",
        once=~pgtrigger.Q(old__state="proposed"),
        columns=["platform", "platform_name", "created_at"],
    ),
    frozen(
        "d_over",
        "NM-13: what is cancelled stays as it was",
        once=("closed", "merged"),
        columns=[
            "title",
            "handle",
            "address",
            "closed_on",
            "notice_from",
            "notice_until",
            "archive",
            "where_now",
        ],
    ),
    ways(
        "e_ways",
        "NM-8",
        {
            "proposed": ("filing", "dropped"),
            "filing": ("filed", "proposed"),
            "filed": ("live", "dropped"),
            "live": ("suspended", "closing"),
            "suspended": ("live", "closing"),
            "closing": ("notice", "live", "suspended"),
            "notice": ("due",),
            "due": ("closed", "merged"),
            "closed": (),
            "merged": (),
            "dropped": (),
        },
    ),
    enters(
        "f_filed",
        "filed",
        _filed("open", "NM-8: an account is opened once three offices acknowledged it"),
    ),
    enters(
        "g_notice",
        "notice",
        _filed("close", "NM-8: a closing is filed with three offices before its notice"),
    ),
    enters("h_closed", "closed", _CLOSED),
    enters("i_merged", "merged", _CLOSED),
    changes_public_pages(*SHOWN),
]

_ON_ESTABLISHMENT = """
IF NOT EXISTS (SELECT 1 FROM agencies_staff s WHERE s.id = NEW.staff_id AND s.on_establishment)
    OR EXISTS (SELECT 1 FROM newmedia_providerperson p WHERE p.staff_id = NEW.staff_id AND p.until_on IS NULL)
THEN RAISE EXCEPTION 'NM-18: only staff on the establishment edit, review and keep watch'; END IF;
RETURN NEW;
"""
ASSIGNMENT = [
    *kept(),
    pgtrigger.Trigger(
        name="on_establishment", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_ON_ESTABLISHMENT
    ),
    frozen("stays", "NM-18: who did what stays as it was", but=("until_on",)),
    frozen(
        "ended_once",
        "NM-18: who did what stays as it was",
        once=pgtrigger.Q(old__until_on__isnull=False),
        columns=["until_on"],
    ),
]

FILING = [
    *kept(),
    Digested("NEW.sort, NEW.account_id::text, NEW.title, NEW.content::text, NEW.reason"),
    begins("b_begins_sent", "sent", "NM-8: a filing begins when it is sent"),
    frozen(
        "c_stays",
        "NM-8: what was filed stays as it was",
        columns=["account_id", "sort", "title", "content", "reason", "digest", "created_at"],
    ),
    ways("d_ways", "NM-8", {"sent": ("complete", "returned"), "complete": (), "returned": ()}),
    enters(
        "e_complete",
        "complete",
        "IF (SELECT count(*) FROM newmedia_filingcopy c WHERE c.filing_id = NEW.id AND c.state = 'acknowledged') < 3"
        " THEN RAISE EXCEPTION 'NM-8: a filing is complete once three offices acknowledged it'; END IF;",
    ),
]

COPY = [
    *kept(),
    begins("b_begins_waiting", "waiting", "NM-8: a copy begins unread"),
    frozen("c_stays", "NM-8: a copy is of one filing", columns=["filing_id", "function", "created_at"]),
    frozen(
        "d_decided",
        "NM-8: what an office said stays as it is",
        once=("acknowledged", "returned", "lapsed"),
        columns=["opinion", "decided_at"],
    ),
    ways(
        "e_ways",
        "NM-8",
        {"waiting": ("acknowledged", "returned", "lapsed"), "acknowledged": (), "returned": (), "lapsed": ()},
    ),
]

SOURCE = [
    *kept(),
    begins("b_begins_listed", "listed", "NM-4: a source begins on the list"),
    frozen("c_stays", "NM-4: a source stays as it was listed", but=("state", "lapsed_on", "agency_id")),
    ways("d_ways", "NM-4", {"listed": ("lapsed",), "lapsed": ()}),
    # Its name stands on the pages of what was taken from it.
    changes_public_pages(),
]
TERM = [
    *kept(),
    begins("b_begins_listed", "listed", "NM-6: a word begins on the list"),
    ways("d_ways", "NM-6", {"listed": ("struck",), "struck": ()}),
]

_REVIEWED = """
IF NEW.first_word AND OLD.state = 'draft' THEN
    IF NOT EXISTS (SELECT 1 FROM newmedia_postreview r WHERE r.post_id = NEW.id AND r.round = NEW.round
        AND r.digest = NEW.digest AND r.stage = 'duty')
    THEN RAISE EXCEPTION 'NM-12: the duty leader approves exactly the text of the first word'; END IF;
ELSIF OLD.state = 'draft' OR (SELECT count(DISTINCT r.staff_id) FROM newmedia_postreview r
    WHERE r.post_id = NEW.id AND r.round = NEW.round AND r.digest = NEW.digest AND r.stage <> 'duty') < 3
THEN RAISE EXCEPTION 'NM-9: three people review exactly the text that is approved'; END IF;
"""
_UNALTERED = """
IF NEW.original_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM newmedia_post o WHERE o.id = NEW.original_id
    AND o.title = NEW.title AND o.body = NEW.body AND o.state IN ('released', 'corrected'))
THEN RAISE EXCEPTION 'NM-5: what is passed on is unaltered, and still stands where it is taken from'; END IF;
"""
_OF_THE_UNIT_CONCERNED = """
IF NEW.incident_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM newmedia_incident i WHERE i.id = NEW.incident_id
    AND i.agency_id = NEW.agency_id)
THEN RAISE EXCEPTION 'NM-12: the unit concerned publishes on its emergency'; END IF; RETURN NEW;
"""
#: On the day of its release, in the county's time.
_FROM_THE_LIST = """
IF NEW.source_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM newmedia_source s WHERE s.id = NEW.source_id
    AND s.listed_on <= (NEW.released_at AT TIME ZONE 'Asia/Shanghai')::date
    AND (s.lapsed_on IS NULL OR s.lapsed_on > (NEW.released_at AT TIME ZONE 'Asia/Shanghai')::date))
THEN RAISE EXCEPTION 'NM-4: a post is taken from a source of the list in force on that day'; END IF;
"""
POST_OUT = ("released", "corrected", "withdrawn")
POST = [
    *kept(),
    Digested(
        "NEW.account_id::text, NEW.sort, NEW.bulletin, NEW.title, NEW.body, NEW.pictures, NEW.made_by_ai::text",
        "COALESCE(NEW.source_id, 0)::text, NEW.source_author, NEW.source_address, COALESCE(NEW.document_id, 0)::text",
        "COALESCE(NEW.original_id, 0)::text",
    ),
    begins("b_begins_draft", "draft", "NM-9: a post begins as a draft"),
    frozen(
        "c_reviewed",
        "NM-9: what is reviewed is not changed",
        once=~pgtrigger.Q(old__state="draft"),
        columns=["digest", "account_id"],
    ),
    frozen(
        "d_released",
        "NM-9: what was released stays as it was released",
        once=POST_OUT,
        columns=["released_at", "address", "approved_at", "trivial"],
    ),
    ways(
        "e_ways",
        "NM-9",
        {
            "draft": ("first", "approved", "abandoned"),
            "first": ("second", "draft"),
            "second": ("final", "draft"),
            "final": ("approved", "draft"),
            "approved": ("released", "draft"),
            "released": ("corrected", "withdrawn"),
            "corrected": ("withdrawn",),
            "withdrawn": (),
            "abandoned": (),
        },
    ),
    frozen("e_word", "NM-12: a post stays with its emergency", columns=["incident_id", "first_word"]),
    pgtrigger.Trigger(
        name="e_unit_concerned",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=_OF_THE_UNIT_CONCERNED,
    ),
    enters("f_approved", "approved", _REVIEWED),
    enters("f_unaltered", "approved", _UNALTERED),
    enters("g_unaltered", "released", _UNALTERED),
    enters("g_released", "released", _FROM_THE_LIST),
    changes_public_pages(*POST_OUT),
]
REVIEW = [
    *kept(unchanged=True),
    pgtrigger.Trigger(
        name="on_establishment", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_ON_ESTABLISHMENT
    ),
]
MENDING = [*kept(unchanged=True), changes_public_pages()]

INCIDENT = [
    *kept(),
    begins("b_begins_open", "open", "NM-12: the minutes of an emergency run from its registration on"),
    frozen(
        "c_stays", "NM-12: an emergency stays as it was known", columns=["number", "known_at", "created_at"]
    ),
    frozen(
        "d_counted",
        "NM-12: when it happened is not changed once its minutes ran out or the first word is out",
        once=~pgtrigger.Q(old__state="open"),
        columns=["event_at"],
    ),
    frozen(
        "e_said",
        "NM-12: the first word stands as it was said",
        once=pgtrigger.Q(old__first_word_at__isnull=False),
        columns=["first_word_at"],
    ),
    ways(
        "f_ways",
        "NM-12",
        {
            "open": ("breached", "first_out", "dropped"),
            "breached": ("first_out", "dropped"),
            "first_out": ("followed", "closed"),
            "followed": ("closed",),
            "closed": (),
            "dropped": (),
        },
    ),
]

_SHIFT_ON_ESTABLISHMENT = _ON_ESTABLISHMENT.replace("NEW.staff_id", "NEW.person_id")
SHIFT = [
    *kept(),
    begins("b_begins_standing", "stands", "NM-18: a shift begins on the roster"),
    pgtrigger.Trigger(
        name="c_on_establishment",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=_SHIFT_ON_ESTABLISHMENT,
    ),
    frozen("d_stays", "NM-18: the roster stays as it was drawn up", but=("state", "agency_id")),
    ways("e_ways", "NM-18", {"stands": ("off",), "off": ()}),
]

PASSWORD = [
    *kept(),
    begins("b_begins_due", "due", "NM-22: a password task begins undone"),
    frozen("c_stays", "NM-22: a password task is of one account", columns=["account_id", "created_at"]),
    ways("d_ways", "NM-22", {"due": ("done", "lapsed"), "done": (), "lapsed": ()}),
    frozen("e_done", "NM-22: what was done stays", once=("done", "lapsed"), but=("agency_id",)),
]
DECLARATION = [
    *kept(),
    begins("b_begins_due", "due", "NM-22: a declaration begins empty"),
    ways("c_ways", "NM-22", {"due": ("declared", "lapsed"), "declared": (), "lapsed": ()}),
    frozen("d_declared", "NM-22: what was declared stays", once=("declared", "lapsed"), but=("agency_id",)),
]

_CONTRACT = ["account_id", "name", "credit_code", "qualification", "services", "contract", "contract_from"]
PROVIDER = [
    *kept(),
    begins("b_begins_draft", "draft", "NM-19: a third party begins as a draft"),
    frozen(
        "c_filed",
        "NM-19: what was filed of a third party stays as it was filed",
        once=("filed", "in_force", "ended", "dropped"),
        columns=[*_CONTRACT, "contract_until"],
    ),
    ways(
        "d_ways",
        "NM-19",
        {
            "draft": ("filed", "dropped"),
            "filed": ("in_force", "draft"),
            "in_force": ("ended",),
            "ended": (),
            "dropped": (),
        },
    ),
]
_OUTSIDE = """
IF EXISTS (SELECT 1 FROM agencies_staff s WHERE s.id = NEW.staff_id AND s.on_establishment)
THEN RAISE EXCEPTION 'NM-19: people of a third party are not on the establishment'; END IF;
IF NOT EXISTS (SELECT 1 FROM newmedia_provider p WHERE p.id = NEW.provider_id AND p.state = 'in_force')
THEN RAISE EXCEPTION 'NM-19: a third party is on file before its people are let in'; END IF;
RETURN NEW;
"""
PROVIDER_PERSON = [
    *kept(),
    pgtrigger.Trigger(name="outside", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_OUTSIDE),
    frozen("stays", "NM-19: who worked for whom stays as it was", but=("until_on",)),
    frozen(
        "ended_once",
        "NM-19: who worked for whom stays as it was",
        once=pgtrigger.Q(old__until_on__isnull=False),
        columns=["until_on"],
    ),
]

CIRCULAR = [
    *kept(),
    begins("b_begins_sent", "sent", "NM-25: a message begins when it is sent"),
    frozen(
        "c_stays",
        "NM-25: what was sent stays as it was sent",
        columns=["title", "body", "answer_wanted", "sender_id", "created_at"],
    ),
    ways("d_ways", "NM-25", {"sent": ("closed",), "closed": ()}),
]
CIRCULAR_COPY = [
    *kept(),
    begins("b_begins_unread", "unread", "NM-25: a copy begins unread"),
    frozen("c_stays", "NM-25: a copy is of one message", columns=["circular_id", "created_at"]),
    frozen(
        "d_seen",
        "NM-25: who saw it when stays",
        once=pgtrigger.Q(old__seen_at__isnull=False),
        columns=["seen_at", "reader_id"],
    ),
    ways(
        "e_ways",
        "NM-25",
        {
            "unread": ("seen", "answered", "closed"),
            "seen": ("answered", "closed"),
            "answered": (),
            "closed": (),
        },
    ),
]

EXCHANGE = [
    *kept(),
    begins("b_begins_draft", "draft", "NM-17: an exchange begins as a draft"),
    frozen(
        "c_announced",
        "NM-17: what was announced takes place as announced",
        once=("announced", "reported", "called_off"),
        columns=[
            "account_id",
            "sort",
            "title",
            "topic",
            "guests",
            "address",
            "starts_at",
            "ends_at",
            "wording",
            "questionnaire_id",
        ],
    ),
    frozen("d_reported", "NM-17: what came of it stays", once=("reported",), columns=["summary", "uses"]),
    ways(
        "e_ways",
        "NM-17",
        {
            "draft": ("announced", "abandoned"),
            "announced": ("reported", "called_off"),
            "reported": (),
            "called_off": (),
            "abandoned": (),
        },
    ),
    changes_public_pages("announced", "reported", "called_off"),
]

CHECK = [
    *kept(),
    # Of a first edition the last three are null, which says nothing: its digest is that of month and rows.
    Digested(
        "NEW.month::text, NEW.rows::text",
        "NULLIF(NEW.edition, 1)::text, NULLIF(NEW.because, ''), NULLIF(NEW.differences, '[]'::jsonb)::text",
    ),
    begins("b_begins_made", "made", "NM-13: a check begins when it is made"),
    frozen(
        "c_stays",
        "NM-13: a check stays as it was made",
        columns=[
            "month",
            "edition",
            "because",
            "differences",
            "rows",
            "digest",
            "accounts",
            "failing",
            "created_at",
        ],
    ),
    ways("d_ways", "NM-13", {"made": ("circulated",), "circulated": ()}),
]

WATCH = [
    *kept(),
    begins("b_begins_running", "running", "NM-13: a watch begins with an account that runs"),
    frozen("c_stays", "NM-13: a watch is of one account", columns=["account_id", "created_at"]),
    ways(
        "d_ways",
        "NM-13",
        {
            "running": ("asked", "paused", "ended"),
            "asked": ("explained", "running", "paused", "ended"),
            "explained": ("accepted", "ordered", "running", "paused", "ended"),
            "accepted": ("asked", "running", "paused", "ended"),
            "ordered": ("running", "paused", "ended"),
            "paused": ("running", "ended"),
            "ended": (),
        },
    ),
]

# Messages and evidence

#: Evidence that a second person confirmed, with a screenshot.
_EVIDENCED = """
IF NOT EXISTS (SELECT 1 FROM newmedia_evidence e WHERE e.message_id = NEW.id AND e.confirmed_at IS NOT NULL
    AND e.confirmed_by_id <> e.captured_by_id
    AND EXISTS (SELECT 1 FROM newmedia_screenshot p WHERE p.evidence_id = e.id))
THEN RAISE EXCEPTION 'NM-20: evidence is complete and confirmed by a second person before anything is deleted'; END IF;
"""
_DELETED_AFTERWARDS = """
IF NOT EXISTS (SELECT 1 FROM newmedia_evidence e WHERE e.message_id = NEW.id AND e.confirmed_at <= NEW.deleted_at)
THEN RAISE EXCEPTION 'NM-20: evidence is kept first, and words are deleted then'; END IF;
"""
_POLICE = """
IF NOT EXISTS (SELECT 1 FROM newmedia_policereport r WHERE r.message_id = NEW.id)
THEN RAISE EXCEPTION 'NM-20: a report to the police has its number'; END IF;
"""
_SAYS_SOMETHING = (
    "IF NEW.text = '' THEN RAISE EXCEPTION 'NM-14: a message says something'; END IF; RETURN NEW;"
)
WRITTEN = [
    *erasable("what somebody wrote", "text", "address", "author_name", "author_id"),
    pgtrigger.Trigger(
        name="says_something", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_SAYS_SOMETHING
    ),
]
MESSAGE = [
    *kept(),
    begins("b_begins_received", "received", "NM-14: a message begins with its receipt"),
    frozen(
        "c_stays",
        "NM-14: what somebody wrote stays as it was written",
        columns=["number", "account_id", "channel", "shown_at", "received_at", "created_at"],
    ),
    frozen(
        "c_ended",
        "NM-14: what was answered and done stays as it was",
        once=pgtrigger.Q(old__ended_at__isnull=False),
        columns=["sort", "answered_at", "reported_at", "deleted_at"],
    ),
    # Whoever could not be told in writing may tell their name later.
    frozen(
        "d_ended",
        "NM-14: what was answered and done stays as it was",
        once=pgtrigger.Q(old__ended_at__isnull=False)
        & ~(pgtrigger.Q(old__state="directed") & pgtrigger.Q(old__told_on__isnull=True)),
        columns=["state", "told_on", "ended_at"],
    ),
    ways(
        "e_ways",
        "NM-14",
        {
            "received": ("answered", "registered", "reported_up", "evidenced", "noted"),
            "registered": ("directed", "received"),
            "reported_up": ("fed_back", "received"),
            "evidenced": ("deleted", "received"),
            "deleted": ("police",),
            "answered": (),
            "directed": ("registered",),
            "fed_back": (),
            "police": (),
            "noted": (),
        },
    ),
    enters("f_evidenced", "evidenced", _EVIDENCED),
    enters("g_deleted", "deleted", _EVIDENCED, _DELETED_AFTERWARDS),
    enters("h_police", "police", _POLICE),
]
#: The encrypted columns of evidence: emptied at the end of the retention term where it turned out that nothing was unlawful.
KEPT_WORDS = ("post_url", "comment_id", "author_name", "author_id", "text", "source")
_CHANGED = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in KEPT_WORDS)
_FILLED = " OR ".join(f"NEW.{column} <> ''" for column in KEPT_WORDS)
_ONLY_EMPTIED = f"""
IF ({_CHANGED}) AND ({_FILLED} OR NOT EXISTS (SELECT 1 FROM newmedia_message m WHERE m.id = NEW.message_id
    AND m.state IN ('answered', 'directed', 'fed_back', 'noted')))
THEN RAISE EXCEPTION 'NM-20: evidence stays as it was kept'; END IF;
RETURN NEW;
"""  # noqa: S608
EVIDENCE = [
    *kept(),
    dated_now("recorded_at", "NM-20: evidence is recorded when it is kept"),
    frozen(
        "stays",
        "NM-20: evidence stays as it was kept",
        but=(
            *KEPT_WORDS,
            "confirmed_by_id",
            "confirmed_at",
            "witnessed",
            "returned_by_id",
            "returned_at",
            "returned_because",
        ),
    ),
    pgtrigger.Trigger(
        name="only_emptied", when=pgtrigger.Before, operation=pgtrigger.Update, func=_ONLY_EMPTIED
    ),
    frozen(
        "decided_once",
        "NM-20: evidence is confirmed once",
        once=pgtrigger.Q(old__confirmed_at__isnull=False) | pgtrigger.Q(old__returned_at__isnull=False),
        columns=[
            "confirmed_by_id",
            "confirmed_at",
            "witnessed",
            "returned_by_id",
            "returned_at",
            "returned_because",
        ],
    ),
]
_NONE_ADDED = """
IF EXISTS (SELECT 1 FROM newmedia_evidence e WHERE e.id = NEW.evidence_id
    AND (e.confirmed_at IS NOT NULL OR e.returned_at IS NOT NULL))
THEN RAISE EXCEPTION 'NM-20: no screenshot is added once a second person looked'; END IF;
RETURN NEW;
"""
SCREENSHOT = [
    *erasable("NM-20: a screenshot", "name"),
    pgtrigger.Trigger(name="none_added", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_NONE_ADDED),
]
POLICE_REPORT = [*kept(unchanged=True)]
PACKAGE = [*kept(unchanged=True)]
