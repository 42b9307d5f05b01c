"""What of accounts anybody may read stands in the index."""

from __future__ import annotations

from foundation.search.invariants import in_index

in_index(
    "media_account",
    "SELECT id, format('/newmedia/%%s/', id) AS path FROM newmedia_account WHERE live_at IS NOT NULL",
)
