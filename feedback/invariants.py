"""What of messages anybody may read stands in the index."""

from __future__ import annotations

from foundation.search.invariants import in_index

in_index("published_message", "SELECT id FROM feedback_publishedmessage WHERE state = 'published'")
