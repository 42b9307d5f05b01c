"""The file roots of the portal, walked for a backup and filled by a restore."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from foundation.files.roots import ROOTS, Place, root_of


@dataclass(frozen=True)
class Found:
    """A file in a root: its path there, and what tells whether it was looked at before."""

    root: str
    path: str
    size: int
    state: str

    @property
    def place(self) -> Place:
        """Where its bytes lie."""
        return Place(self.root, self.path)


def walk(root: str) -> Iterator[Found]:
    """Every file of a root; names that begin with a dot are of what is under way."""
    for found in root_of(root).walk():
        if not any(part.startswith(".") for part in found.name.split("/")):
            yield Found(root, found.name, found.size, found.state)


def occupied() -> list[str]:
    """Where the roots lie in which there is a file."""
    return [root_of(name).where("") for name in ROOTS if next(walk(name), None) is not None]


def cleared() -> None:
    """Empty the roots of what an unfinished restore left in them."""
    for name in ROOTS:
        root_of(name).clear()


def arrived(root: str, path: str, content: bytes) -> None:
    """Write a file of a restore, not yet handed over; raises `ValueError` for a path that leads out of its root."""
    if path.startswith("/") or ".." in path.split("/"):
        raise ValueError(path)
    root_of(root).arrive(path, content)


def handed_over() -> None:
    """Move what a restore has written to where the portal looks for it."""
    for name in ROOTS:
        root_of(name).hand_over()
