"""The rooms and the floors on which they stand. A room is added or removed by its name in `FLOORS`.

`python -m wuyuan_portal.rooms` prints the layer contract that import-linter holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from foundation.rooms import Room

#: From the top down: a room imports only from floors below its own, never from its neighbours.
FLOORS: list[list[str]] = [
    ["annual_report", "accountability", "appraisal", "archive", "inspection"],
    ["applications", "newmedia", "feedback", "participation", "interpretation", "evaluation", "training"],
    ["disclosure"],
    ["secrecy_review"],
    ["foundation.simulation"],
    ["foundation.backups"],
    ["foundation.correspondence"],
    ["foundation.records"],
    ["foundation.search"],
    ["foundation.seals"],
    ["foundation.questionnaires"],
    ["foundation.casework"],
    ["foundation.figures"],
    ["foundation.notices"],
    ["foundation.deadlines"],
    ["foundation.files"],
    ["foundation.accesses"],
    ["foundation.agencies"],
    ["foundation.clauses"],
    ["foundation.papers"],
    ["foundation.texts"],
    ["foundation.visitors"],
    ["foundation.privacy"],
    ["foundation.machines"],
    ["foundation.pages"],
    ["foundation.condition"],
]

#: Every room from the ground up.
NAMES: tuple[str, ...] = tuple(name for floor in reversed(FLOORS) for name in floor)
#: The rooms with tables or addresses of their own: Django's apps.
APPS: tuple[str, ...] = tuple(name for name in NAMES if find_spec(f"{name}.apps"))


def rooms() -> Iterator[Room]:
    """The declarations of the rooms that have a `room.py`, from the ground up."""
    for name in NAMES:
        if find_spec(f"{name}.room"):
            room: Room = import_module(f"{name}.room").ROOM
            yield room


def contract() -> str:
    """The layer contract in the format of import-linter."""
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
