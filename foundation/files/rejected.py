"""The error of this room, and what it is where more than the message matters."""

from __future__ import annotations


class Rejected(ValueError):
    """A file is not acceptable; `message` says in Chinese what is wrong and how to correct it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Running(Rejected):
    """It runs, calls out or leads elsewhere, or is a program."""


class Locked(Rejected):
    """It is encrypted, or asks for a password."""


#: Each by its name, as a helper process tells it.
SORTS: dict[str, type[Rejected]] = {each.__name__: each for each in (Rejected, Running, Locked)}
