"""What of decisions and proposals anybody may read stands in the index."""

from __future__ import annotations

from foundation.search.invariants import in_index

in_index(
    "decision",
    """
SELECT id, format('/participation/%%s/', number) AS path FROM participation_decision
 WHERE state <> 'proposed' AND started_at IS NOT NULL""",
)
in_index(
    "proposal",
    """
SELECT id, format('/participation/proposals/%%s/', number) AS path FROM participation_proposal
 WHERE state IN ('taken_up', 'declined') AND consent <> 'private'
   AND answered_at <= %(at)s""",
)
