"""What the database itself holds about applications and replies, so that no script can go round the acts."""

from __future__ import annotations

import pgtrigger

from foundation.clauses import Citation, cite
from foundation.database import kept

cite(
    "SR-4",
    by=Citation(
        "constraint", "applications.reply_reviewed", "数据库：没有这一文本的审查意见和签发，不能答复"
    ),
)

_CLOSED = """
IF NEW.state <> OLD.state OR NEW.report_row <> OLD.report_row OR NEW.closed_on IS DISTINCT FROM OLD.closed_on
   OR NEW.received_on <> OLD.received_on OR NEW.agency_id <> OLD.agency_id
THEN RAISE EXCEPTION 'OR-4: a closed application stays as it was closed'; END IF;
RETURN NEW;
"""

_ANSWER = """
IF NOT EXISTS (SELECT 1 FROM applications_reply r WHERE r.application_id = NEW.id AND r.state = 'issued' AND NOT r.explains)
THEN RAISE EXCEPTION 'OR-4: an application is answered by an issued reply'; END IF;
RETURN NEW;
"""

APPLICATION = [
    *kept(),
    pgtrigger.Trigger(
        name="begins_received",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Q(new__state__df="received"),
        func="RAISE EXCEPTION 'OR-4: an application begins with its receipt';",
    ),
    pgtrigger.Trigger(
        name="closed_is_final",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__state__in=["answered", "lapsed_unamended", "lapsed_unpaid", "withdrawn"]),
        func=_CLOSED,
    ),
    pgtrigger.Trigger(
        name="answered_by_reply",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(new__state="answered") & pgtrigger.Q(old__state__df="answered"),
        func=_ANSWER,
    ),
]

#: SHA-256 over everything that leaves with a reply: SR-3 ties the review and the signature to exactly this.
_DIGEST = """
NEW.digest := encode(sha256(convert_to(concat_ws(E'\\x1f',
    NEW.opening, NEW.public_interest, NEW.special_category,
    (SELECT string_agg(concat_ws(E'\\x1e', d.outcome, d.facts, d.basis, d.reasons, d.guidance,
                                 COALESCE(d.agency_id::text, ''), COALESCE(d.document_id::text, '')),
                       E'\\x1d' ORDER BY d.position, d.id)
       FROM applications_decision d WHERE d.reply_id = NEW.id),
    (SELECT string_agg(concat_ws(E'\\x1e', p.title, p.released, p.struck::text), E'\\x1d' ORDER BY p.id)
       FROM applications_passage p WHERE p.reply_id = NEW.id),
    (SELECT string_agg(concat_ws(E'\\x1e', w.consultation_id::text, w.decided, w.given, w.reasons), E'\\x1d' ORDER BY w.id)
       FROM applications_weighing w WHERE w.reply_id = NEW.id),
    (SELECT string_agg(f.sha256 || E'\\x1e' || f.name || E'\\x1e' || a.title, E'\\x1d' ORDER BY a.id)
       FROM applications_replyfile a JOIN files_storedfile f ON f.id = a.file_id WHERE a.reply_id = NEW.id)
), 'UTF8')), 'hex');
RETURN NEW;
"""

_ISSUE = """
IF OLD.state <> 'signed' THEN RAISE EXCEPTION 'OR-4: only a signed reply is issued'; END IF;
IF NOT EXISTS (SELECT 1 FROM secrecy_review_review r
    WHERE r.subject_kind = 'reply' AND r.subject_id = NEW.id AND r.digest = NEW.digest
      AND r.agency_id = NEW.agency_id AND r.state = 'concluded' AND r.opinion = 'disclose')
THEN RAISE EXCEPTION 'SR-4: no approved review of this very text'; END IF;
IF NEW.signed_digest <> NEW.digest OR NEW.signer_id IS NULL
THEN RAISE EXCEPTION 'OR-4: this very text is not signed'; END IF;
RETURN NEW;
"""

_FROZEN = """
IF NEW.digest <> OLD.digest OR NEW.document_number <> OLD.document_number OR NEW.state <> OLD.state
   OR NEW.issued_at IS DISTINCT FROM OLD.issued_at
THEN RAISE EXCEPTION 'OR-4: an issued reply is not changed'; END IF;
RETURN NEW;
"""

REPLY = [
    *kept(),
    pgtrigger.Trigger(
        name="a_digest", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.Update, func=_DIGEST
    ),
    pgtrigger.Trigger(
        name="b_begins_as_draft",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Q(new__state__df="drafting"),
        func="RAISE EXCEPTION 'OR-4: a reply begins as a draft';",
    ),
    pgtrigger.Trigger(
        name="c_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__state="issued"),
        func=_FROZEN,
    ),
    pgtrigger.Trigger(
        name="d_issue_reviewed",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(new__state="issued") & pgtrigger.Q(old__state__df="issued"),
        func=_ISSUE,
    ),
]

#: A changed part makes its reply compute its digest again, and meet the frozen text if it is issued.
PART = [
    pgtrigger.Trigger(
        name="touch_reply",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func="UPDATE applications_reply SET digest = '' WHERE id IN (NEW.reply_id, OLD.reply_id); RETURN NULL;",
    ),
]
