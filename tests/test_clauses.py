"""The register tells the truth: what it says is carried out is cited where it is done, and a test bears its id."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.urls import get_resolver

from foundation.casework.acts import ACTS
from foundation.clauses import REGISTER, Status, cite
from foundation.clauses.citing import gather_citations
from foundation.deadlines.limits import LIMITS

TESTS = Path(__file__).parent


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


def test_every_clause_says_as_much_as_is_there() -> None:
    gather_citations()
    untrue = {clause.id: found for clause in REGISTER if (found := clause.untruths())}
    assert not untrue


def test_every_clause_carried_out_even_in_part_has_a_test_that_bears_its_id() -> None:
    carried_out = {clause.id for clause in REGISTER if clause.status != Status.NOT}
    missing = sorted(carried_out - marked())
    assert not missing, f"no test bears {len(missing)} of {len(carried_out)} clauses: {'  '.join(missing)}"


def test_no_test_bears_a_clause_that_is_not_carried_out() -> None:
    idle = {clause.id for clause in REGISTER if clause.status == Status.NOT and not clause.missing}
    assert not idle & marked()


def pages() -> set[str]:
    """The names of all addresses, `namespace:name` where they have one."""
    outside = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    return outside | {
        f"{space}:{name}"
        for space, (_prefix, resolver) in get_resolver().namespace_dict.items()
        for name in resolver.reverse_dict
        if isinstance(name, str)
    }


def test_what_cites_a_clause_is_there() -> None:
    gather_citations()
    gates = {f"{name}/{n}" for name, act in ACTS.items() for n in range(1, len(act.gates) + 1)}
    there = {"act": set(ACTS), "limit": set(LIMITS), "page": pages()}
    # Other tests declare limits of their own.
    cited = {
        (c.kind, c.name) for clause in REGISTER for c in clause.citations if not c.name.startswith("test.")
    }
    lost = {(kind, name) for kind, name in cited if kind in there and name not in there[kind]}
    lost |= {(kind, name) for kind, name in cited if kind == "gate" and "/" in name and name not in gates}
    assert not lost


def test_markers_are_found_wherever_they_stand() -> None:
    source = (
        "pytestmark = [pytest.mark.clause('PD-1')]\n"
        "@pytest.mark.clause('SR-4')\n"
        "@pytest.mark.parametrize('x', [pytest.param(1, marks=pytest.mark.clause('SR-9'))])\n"
        "def test_it(x): ...\n"
    )
    assert set(borne(source)) == {"PD-1", "SR-4", "SR-9"}
