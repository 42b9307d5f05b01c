"""Every act that people perform is played in a year, or stands here with the reason why not: a new act is noticed."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from foundation.casework.acts import ACTS, Act
from wuyuan_portal.rooms import rooms

LIST = Path(__file__).with_name("unplayed.toml")
#: Why acts are not played, and their names.
WHY_NOT = [(row["why"], row["acts"].split()) for row in tomllib.loads(LIST.read_text("utf-8"))["unplayed"]]


def modules() -> Iterator[Path]:
    """The files of every player, and those in which a county is founded."""
    for room in rooms():
        if room.player and (spec := find_spec(room.player)) and spec.origin:
            origin = Path(spec.origin)
            yield from origin.parent.glob("*.py") if origin.name == "__init__.py" else (origin,)
    founding = find_spec("foundation.simulation.founding")
    assert founding is not None
    assert founding.origin is not None
    yield Path(founding.origin)


def named() -> set[str]:
    """The names of acts that stand as such in these files."""
    texts = (
        node.value
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return {text for text in texts if text in ACTS}


def by_people(act: Act) -> bool:
    """Whether people perform it: what nobody may do but the portal follows from other acts, from clocks and tasks."""
    return bool(act.role or act.public or act.own)


def test_every_act_of_people_is_played_or_says_why_not() -> None:
    unplayed = {name for name, act in ACTS.items() if by_people(act)} - named()
    listed = {name for _why, names in WHY_NOT for name in names}
    assert unplayed == listed, (sorted(unplayed - listed), sorted(listed - unplayed))


def test_nothing_is_listed_twice_and_nothing_without_a_reason() -> None:
    listed = [name for _why, names in WHY_NOT for name in names]
    assert len(listed) == len(set(listed))
    assert all(why and names for why, names in WHY_NOT)
