"""What the pages on which anybody checks show."""

from __future__ import annotations

from tests.rooms import NAMED, NOTHING

PUBLIC = {
    "seals:overview": NOTHING,
    "seals:published": NOTHING,
    "seals:lines": 404,
    "seals:script": NOTHING,
    "seals:file": dict.fromkeys(("published", "superseded", "withdrawn"), NAMED),
}
PUBLIC_ARGUMENTS = {"seals:lines": [1]}
