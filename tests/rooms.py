"""What the rooms tell the tables that go through them all: each in the `tables.py` of its own folder of tests.

Such a module may hold `ACTS` (act → state → who may), `READERS` (kind, or kind and part → roles), `DESK` (address → what nobody,
its agency and another agency get) with `desk_arguments(samples)`, `PUBLIC` (address → what it shows of somebody's document, by
its state where that matters) with `PUBLIC_ARGUMENTS`, and `samples(county, made)`, which adds a matter of each kind.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from wuyuan_portal.rooms import NAMES

#: Not a role of anybody's: whoever holds the code or the link of the matter, or comes to an agency's door.
CITIZEN = "citizen"
#: Not a role either: whoever the account belongs to.
SELF = "self"
#: The state of what has none.
ANY = ""
#: The desk's answer to whoever has not logged in.
LOGIN = 302
#: What an address shows of a document: everything; its title alone; nothing at all (the page is about other things); or a newer
#: version in its place. A number is the status of an answer that shows nothing.
ALL, NAMED, NOTHING, NEWER = "all", "title", "nothing", "newer"

TABLES = [
    import_module(f"tests.{folder}.tables")
    for folder in (name.rpartition(".")[2] for name in NAMES)
    if find_spec(f"tests.{folder}") and find_spec(f"tests.{folder}.tables")
]


def together(table: str) -> dict[str, Any]:
    """The rows of all rooms in the table of that name."""
    return {name: row for module in TABLES for name, row in getattr(module, table, {}).items()}
