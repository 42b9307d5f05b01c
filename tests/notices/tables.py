"""What the page of this room shows."""

from __future__ import annotations

PUBLIC = {"notices:contact": 404}
PUBLIC_ARGUMENTS = {"notices:contact": ["nobodys-link"]}
