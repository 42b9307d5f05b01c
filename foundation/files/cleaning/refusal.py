"""Why a file has no cleaned copy."""

from __future__ import annotations


class NotCleanable(Exception):
    """No cleaned copy can be made, with the reason for whoever uploaded the file."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
