"""What the database refuses of messages."""

from __future__ import annotations

from foundation.database import begins, changes_public_pages, frozen, kept, undone_within, ways

MESSAGE = [
    *kept(),
    begins("begins_received", "received", "条例51: a message begins with its receipt"),
    frozen(
        "stays_as_said",
        "条例51: what was said stays as it was said",
        columns=["number", "sort", "topic", "against_id", "page", "document_id", "earlier_id", "created_at"],
    ),
    frozen(
        "answered_is_final",
        "SR-12: an answer that went stays as it is",
        once=["answered", "set_aside"],
        columns=[
            "state",
            "grounds",
            "answered_by_id",
            "confirmed_by_id",
            "answered_at",
            "in_time",
            "set_aside_for",
        ],
    ),
    ways("goes_on", "SR-12", {"confirming": ("handling", "answered"), "answered": (), "set_aside": ()}),
    # The public page counts them, those that came up to yesterday: what comes in changes no page.
    changes_public_pages("answered", "set_aside"),
]

PUBLISHED = [
    *kept(),
    begins("begins_drafted", "drafted", "条例51: what is published is drafted first"),
    frozen(
        "published_stays_as_it_is",
        "条例51: a published message stays as it is",
        once=["published", "withdrawn"],
        columns=["title", "question", "answer", "message_id", "number", "sort"],
    ),
    undone_within("undone", "SR-13", 1),
    changes_public_pages("published", "withdrawn"),
]
