"""Applications: what was answered left a letter, and what a letter says was decided."""

from __future__ import annotations

from foundation.invariants import Finding, Findings, Look, invariant
from foundation.search.invariants import in_index

in_index(
    "published_reply",
    "SELECT id, format('/replies/%%s/', id) AS path FROM applications_publishedreply WHERE state = 'published'",
)

_LETTERS = """
SELECT a.id, coalesce(r.n, 0), coalesce(l.n, 0) FROM applications_application a
  LEFT JOIN (SELECT application_id, count(*) n FROM applications_reply WHERE issued_at IS NOT NULL GROUP BY 1) r
         ON r.application_id = a.id
  LEFT JOIN (SELECT application_id, count(*) n FROM applications_letter
              WHERE kind IN ('reply', 'correction_reply', 'reasons_notice') GROUP BY 1) l ON l.application_id = a.id
 WHERE coalesce(r.n, 0) <> coalesce(l.n, 0)
"""
_UNSIGNED = """
SELECT r.application_id FROM applications_reply r WHERE r.issued_at IS NOT NULL AND NOT r.on_the_spot AND (
    r.signed_digest <> r.digest OR r.signed_at > r.issued_at
    OR NOT EXISTS (SELECT 1 FROM secrecy_review_review v WHERE v.subject_kind = 'reply' AND v.subject_id = r.id
        AND v.digest = r.digest AND v.state = 'concluded' AND v.opinion = 'disclose'))
"""
_UNANSWERED = """
SELECT a.id FROM applications_application a WHERE a.state = 'answered'
   AND NOT EXISTS (SELECT 1 FROM applications_reply r WHERE r.application_id = a.id AND r.issued_at IS NOT NULL)
"""


@invariant("letters.replies", "发出的答复和答复书一一对应")
def replies_and_letters(look: Look) -> Findings:
    """Compare, application by application, the replies issued with the letters stored."""
    look.count("SELECT count(*) FROM applications_reply WHERE issued_at IS NOT NULL")
    for number, replies, letters in look.rows(_LETTERS):
        yield Finding(f"application:{number}", f"发出 {replies} 次答复，存有 {letters} 份答复书")


@invariant("replies.signed", "发出的每一份答复都经过保密审查和签发，一字不差；记为已答复的都有答复")
def replies_signed(look: Look) -> Findings:
    """Look for issued replies whose very text was not reviewed and signed, and for answers that nobody gave."""
    look.count("SELECT count(*) FROM applications_reply WHERE issued_at IS NOT NULL")
    for (number,) in look.rows(_UNSIGNED):
        yield Finding(f"application:{number}", "发出的答复没有经过对这一稿的审查或者签发")
    for (number,) in look.rows(_UNANSWERED):
        yield Finding(f"application:{number}", "记为已答复，没有发出的答复")
