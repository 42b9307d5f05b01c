"""Database triggers on applications and replies: no script can bypass the acts."""

from __future__ import annotations

import pgtrigger

from foundation.clauses import Citation, cite
from foundation.database import Digested, begins, changes_public_pages, enters, frozen, kept, touches, ways
from secrecy_review.triggers import approved

cite(
    "SR-4",
    by=Citation("constraint", "applications.reply_reviewed", "没有对这一稿的审查意见和签发，谁也发不出答复"),
)

_ANSWER = """
IF NOT EXISTS (SELECT 1 FROM applications_reply r WHERE r.application_id = NEW.id AND r.state = 'issued' AND NOT r.explains)
THEN RAISE EXCEPTION 'OR-4: an application is answered by an issued reply'; END IF;
IF NOT EXISTS (SELECT 1 FROM applications_letter l WHERE l.application_id = NEW.id
               AND l.kind IN ('reply', 'correction_reply') AND l.service IN ('sent', 'arrived'))
THEN RAISE EXCEPTION '条例33: an application is answered when the reply is handed over'; END IF;
"""

_ON_FROM_CLOSED = {
    "lapsed_unamended": ["amending"],
    "lapsed_unpaid": ["paying"],
    **{state: ["handling", "amending", "paying"] for state in ("withdrawn", "deceased", "struck")},
}

APPLICATION = [
    *kept(),
    begins("begins_received", "received", "OR-4: an application begins with its receipt"),
    frozen(
        "answered_is_final",
        "OR-4: an answered application stays as it was closed",
        once=["answered"],
        columns=["state", "report_row", "closed_on", "received_on", "agency_id"],
    ),
    # What was closed by mistake goes on where it stood, and nowhere else.
    ways("closed_goes_on", "条例30", _ON_FROM_CLOSED),
    frozen(
        "closed_is_final",
        "OR-4: a closed application stays as it was closed",
        once=pgtrigger.Q(old__state__in=list(_ON_FROM_CLOSED), new__state__in=list(_ON_FROM_CLOSED)),
        columns=["state", "report_row", "closed_on", "received_on", "agency_id"],
    ),
    enters("answered_by_reply", "answered", _ANSWER),
]

#: 条例33: what is answered on the spot points at public documents and gives nothing else.
_ON_THE_SPOT = """
IF NEW.on_the_spot THEN
  IF OLD.state <> 'drafting' OR NEW.opening <> '' OR NEW.public_interest <> '' OR NEW.arrangement <> ''
     OR NOT EXISTS (SELECT 1 FROM applications_decision d WHERE d.reply_id = NEW.id)
     OR EXISTS (SELECT 1 FROM applications_decision d WHERE d.reply_id = NEW.id
                AND (d.outcome <> 'already_public' OR d.document_id IS NULL OR d.guidance <> ''))
     OR EXISTS (SELECT 1 FROM applications_passage p WHERE p.reply_id = NEW.id)
     OR EXISTS (SELECT 1 FROM applications_replyfile f WHERE f.reply_id = NEW.id)
  THEN RAISE EXCEPTION '条例33: on the spot only what is public already is pointed out'; END IF;
  RETURN NEW;
END IF;
"""
_FROM_SIGNED = """
IF OLD.state <> 'signed' THEN RAISE EXCEPTION 'OR-4: only a signed reply is issued'; END IF;
"""
_SIGNED = """
IF NEW.signed_digest <> NEW.digest OR NEW.signer_id IS NULL
THEN RAISE EXCEPTION 'OR-4: this very text is not signed'; END IF;
"""

REPLY = [
    *kept(),
    # The whole text that is sent out with a reply: SR-3 ties the review and the signature to exactly this text.
    Digested(
        "NEW.opening, NEW.public_interest, NEW.special_category",
        # Left out where it is blank, as the date below: replies from before these columns keep their digest.
        r"""CASE WHEN NEW.form = '' AND NEW.arrangement = '' THEN NULL
                ELSE concat_ws(E'\x1e', NEW.form, NEW.form_because, NEW.arrangement) END""",
        r"""(SELECT string_agg(concat_ws(E'\x1e', d.outcome, d.facts, d.basis, d.reasons, d.guidance,
                                 COALESCE(d.agency_id::text, ''), COALESCE(d.document_id::text, ''),
                                 d.until::text),
                       E'\x1d' ORDER BY d.position, d.id)
       FROM applications_decision d WHERE d.reply_id = NEW.id)""",
        r"""(SELECT string_agg(concat_ws(E'\x1e', p.title, p.released, p.struck::text), E'\x1d' ORDER BY p.id)
       FROM applications_passage p WHERE p.reply_id = NEW.id)""",
        r"""(SELECT string_agg(concat_ws(E'\x1e', w.consultation_id::text, w.decided, w.objection, w.given, w.reasons),
                       E'\x1d' ORDER BY w.id)
       FROM applications_weighing w WHERE w.reply_id = NEW.id)""",
        r"""(SELECT string_agg(f.sha256 || E'\x1e' || f.name || E'\x1e' || a.title, E'\x1d' ORDER BY a.id)
       FROM applications_replyfile a JOIN files_storedfile f ON f.id = a.file_id WHERE a.reply_id = NEW.id)""",
    ),
    begins("b_begins_as_draft", "drafting", "OR-4: a reply begins as a draft"),
    frozen(
        "c_frozen",
        "OR-4: an issued reply is not changed",
        once=["issued"],
        columns=["digest", "document_number", "state", "issued_at"],
    ),
    enters("d_issue_reviewed", "issued", _ON_THE_SPOT, _FROM_SIGNED, approved("reply", "text"), _SIGNED),
    changes_public_pages("issued"),
]

PART = [touches("applications_reply", "reply_id")]

TOPIC = [
    *kept(),
    begins("b_begins_found", "found", "条例44: a topic is found before it is decided"),
    ways(
        "c_ways",
        "条例44",
        {"taken_up": ["found"], "found": ["taken_up", "dismissed"], "dismissed": ["found"]},
    ),
]
BEHIND_A_TOPIC = kept(unchanged=True)
