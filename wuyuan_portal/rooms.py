"""The floors of the house, and what each room says of itself. A room is added here, in one line, and taken out by it.

`python -m wuyuan_portal.rooms` prints the layer contract that import-linter holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from foundation.rooms import Room

#: From the roof down: a room imports only what stands on the floors below its own, and its neighbours are strangers to it.
FLOORS: list[list[str]] = [
    ["annual_report", "appraisal", "archive"],
    ["applications", "newmedia"],
    ["disclosure"],
    ["secrecy_review"],
    ["foundation.correspondence"],
    ["foundation.search"],
    ["foundation.visitors"],
    ["foundation.casework"],
    ["foundation.notices"],
    ["foundation.deadlines"],
    ["foundation.files"],
    ["foundation.agencies"],
    ["foundation.clauses"],
    ["foundation.papers"],
    ["foundation.privacy"],
]

#: Every room from the ground up.
NAMES: tuple[str, ...] = tuple(name for floor in reversed(FLOORS) for name in floor)
#: The rooms with tables or addresses of their own: Django's apps.
APPS: tuple[str, ...] = tuple(name for name in NAMES if find_spec(f"{name}.apps"))


def rooms() -> Iterator[Room]:
    """What the rooms say of themselves, from the ground up; a room that adds nothing to the rest has no `room.py`."""
    for name in NAMES:
        if find_spec(f"{name}.room"):
            room: Room = import_module(f"{name}.room").ROOM
            yield room


def contract() -> str:
    """The layer contract, as import-linter reads it."""
    packages = dict.fromkeys(["wuyuan_portal", *(name.partition(".")[0] for name in reversed(NAMES))])
    lines = [
        "[importlinter]",
        "root_packages =",
        *(f"    {package}" for package in packages),
        "[importlinter:contract:floors]",
        "name = A room imports only what stands below it",
        "type = layers",
        "layers =",
        "    wuyuan_portal",
        *(f"    {' | '.join(floor)}" for floor in FLOORS),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(contract())  # noqa: T201
