"""What of messages anybody may read stands in the index."""

from __future__ import annotations

from foundation.search.invariants import in_index

in_index(
    "published_message",
    """
SELECT p.id, format('/feedback/%%s/', m.number) AS path FROM feedback_publishedmessage p
  JOIN feedback_message m ON m.id = p.message_id WHERE p.state = 'published'""",
)
