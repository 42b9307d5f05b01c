"""What of the plans of training anybody may read stands in the index."""

from __future__ import annotations

from foundation.search.invariants import in_index

in_index(
    "training_plan",
    """
SELECT id, format('/training/?year=%%s', year) AS path FROM training_plan
 WHERE state IN ('approved', 'running', 'closed')""",
)
