"""The one error of this room."""

from __future__ import annotations


class Rejected(ValueError):
    """A file cannot be taken in. `message` says in Chinese what is wrong with it and how to mend that."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
