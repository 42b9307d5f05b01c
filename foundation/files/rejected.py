"""The error of this room."""

from __future__ import annotations


class Rejected(ValueError):
    """A file is not acceptable; `message` says in Chinese what is wrong and how to correct it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
