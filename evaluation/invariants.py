"""What of the yearly rounds anybody may read stands in the index."""

from __future__ import annotations

from foundation.search.invariants import in_index

in_index(
    "evaluation_round",
    """
SELECT id, format('/evaluation/%%s/', year) AS path FROM evaluation_round
 WHERE state IN ('noticed', 'open', 'closed', 'counted', 'graded', 'fed_back', 'announced', 'filed')""",
)
