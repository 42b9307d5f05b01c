"""The database checks for the review of a text before its disclosure."""

from __future__ import annotations


def approved(kind: str, what: str) -> str:
    """PL/pgSQL that raises unless a concluded review lets exactly this text be disclosed (SR-3, SR-4).

    It is the agency's own, or that of an agency merged into it.
    """
    return f"""
IF NOT EXISTS (SELECT 1 FROM secrecy_review_review r
    WHERE r.subject_kind = '{kind}' AND r.subject_id = NEW.id AND r.digest = NEW.digest
      AND (r.agency_id = NEW.agency_id OR EXISTS (SELECT 1 FROM agencies_agency a
                 WHERE a.id = r.agency_id AND a.successor_id = NEW.agency_id))
      AND r.state = 'concluded' AND r.opinion = 'disclose')
THEN RAISE EXCEPTION 'SR-4: no approved review of this very {what}'; END IF;
"""  # noqa: S608


#: SR-8: whoever asked an authority waits for it.
ANSWERED = """
IF EXISTS (SELECT 1 FROM secrecy_review_outsidereferral o WHERE o.review_id = NEW.id AND o.answer = '')
THEN RAISE EXCEPTION 'SR-8: an authority outside was asked and has not answered'; END IF;
"""
