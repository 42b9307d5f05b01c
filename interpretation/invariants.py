"""What of interpretations, questions and answers to public opinion anybody may read stands in the index."""

from __future__ import annotations

from foundation.search.invariants import in_index

in_index(
    "interpretation",
    """
SELECT i.id, format('/interpretation/%%s/', i.id) AS path FROM interpretation_interpretation i
 WHERE i.state = 'published' AND i.published_at <= %(at)s
   AND EXISTS (SELECT 1 FROM interpretation_link l JOIN disclosure_document d ON d.id = l.document_id
        WHERE l.interpretation_id = i.id AND d.state IN ('published', 'superseded') AND d.published_at <= %(at)s)""",
)
in_index(
    "policy_question",
    """
SELECT q.id, format('/interpretation/questions/%%s/', q.number) AS path FROM interpretation_question q
  JOIN disclosure_document d ON d.id = q.document_id
 WHERE q.state = 'answered' AND q.published_at <= %(at)s
   AND d.state IN ('published', 'superseded') AND d.published_at <= %(at)s""",
)
in_index(
    "opinion_response",
    """
SELECT id, format('/interpretation/responses/%%s/', case_id) AS path FROM interpretation_response
 WHERE state = 'published' AND published_at <= %(at)s""",
)
