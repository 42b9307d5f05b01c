"""What the pages of the regulations show."""

from __future__ import annotations

from tests.rooms import NOTHING

PUBLIC = {"regulations:list": NOTHING, "regulations:detail": NOTHING}
PUBLIC_ARGUMENTS = {"regulations:detail": ["secrecy_review"]}
