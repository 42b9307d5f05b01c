"""Every clause that the portal says it enforces has a test that bears its id."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from foundation.clauses import REGISTER, cite
from foundation.clauses.citing import gather_citations

TESTS = Path(__file__).parent
#: What may cite a clause so that it counts as enforced. A paper or a record is proven where its room is.
ENFORCING = {"act", "gate", "limit", "page", "constraint"}


def borne(source: str) -> Iterator[str]:
    """The ids in `pytest.mark.clause(...)` in a module: of decorators, `pytestmark` and `pytest.param(marks=…)`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.clause":
            for argument in node.args:
                assert isinstance(argument, ast.Constant), "a clause marker names its clause as it is"
                yield str(argument.value)


def marked() -> set[str]:
    """The ids of all clauses, by their first name, that some test bears."""
    return {
        cite(id).id
        for path in TESTS.rglob("test_*.py")
        if path != Path(__file__)
        for id in borne(path.read_text("utf-8"))
    }


def test_every_enforced_clause_has_a_test_that_bears_its_id() -> None:
    gather_citations()
    enforced = {clause.id for clause in REGISTER if ENFORCING & {c.kind for c in clause.citations}}
    missing = sorted(enforced - marked())
    assert not missing, (
        f"no test bears {len(missing)} of {len(enforced)} enforced clauses: {'  '.join(missing)}"
    )


def test_markers_are_found_wherever_they_stand() -> None:
    source = (
        "pytestmark = [pytest.mark.clause('PD-1')]\n"
        "@pytest.mark.clause('SR-4')\n"
        "@pytest.mark.parametrize('x', [pytest.param(1, marks=pytest.mark.clause('SR-9'))])\n"
        "def test_it(x): ...\n"
    )
    assert set(borne(source)) == {"PD-1", "SR-4", "SR-9"}
