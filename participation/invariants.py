"""What of decisions and proposals anybody may read stands in the index."""

from __future__ import annotations

from foundation.search.invariants import in_index

in_index(
    "decision", "SELECT id FROM participation_decision WHERE state <> 'proposed' AND started_at IS NOT NULL"
)
in_index(
    "proposal",
    """
SELECT id FROM participation_proposal WHERE state IN ('taken_up', 'declined') AND consent <> 'private'
   AND answered_at <= %(at)s""",
)
