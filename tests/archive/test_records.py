"""What rooms say of their matters: every kind says something, and nothing ends without it (AR-1)."""

from __future__ import annotations

import pytest

from foundation.casework.matters import matter_kinds
from foundation.records.declared import SAID, Belonging, PassedOver, Record, Term, files, root_of


def states_of(model: type) -> tuple[set[str], set[str]]:
    """All states of a kind, and those from which nothing leads on."""
    column = model._meta.get_field("state")  # type: ignore[attr-defined]
    every = {value for value, _label in column.choices}
    return every, every - {each.source for each in column.get_all_transitions(model)}


@pytest.mark.clause("AR-1")
def test_every_kind_of_matter_says_how_it_is_kept() -> None:
    assert {model.kind for model in matter_kinds()} == set(SAID)


@pytest.mark.clause("AR-1")
def test_what_has_ended_is_named_and_nothing_ends_unnamed() -> None:
    wrong = {}
    for model in matter_kinds():
        said = SAID[model.kind]
        if isinstance(said, PassedOver):
            assert said.why
            continue
        every, last = states_of(model)
        if unknown := set(said.ended) - every:
            wrong[model.kind] = f"unknown: {unknown}"
        elif missing := last - set(said.ended):
            wrong[model.kind] = f"ends as {missing}"
        record = said.alone if isinstance(said, Belonging) else said
        if (
            isinstance(record, Record)
            and record.over
            and not set(record.over.states) <= every - {*said.ended}
        ):
            wrong[model.kind] = "over in states that it has not, or in which it has ended anyway"
        if isinstance(record, Record) and set(record.void) - set(record.ended):
            wrong[model.kind] = "void, but not ended"
    assert wrong == {}


@pytest.mark.clause("AR-1")
def test_what_belongs_to_another_leads_to_one_that_is_kept() -> None:
    kept = files()
    for said in SAID.values():
        if isinstance(said, Belonging):
            for path in said.to:
                assert root_of(said, path).kind in kept, (said.model.kind, path)
                assert said.model.sealed == root_of(said, path).sealed


@pytest.mark.clause("国家档案局令第8号")
def test_there_are_three_terms() -> None:
    assert [(term.value, term.label) for term in Term] == [("D10", "10 年"), ("D30", "30 年"), ("Y", "永久")]
