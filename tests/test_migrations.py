"""How migrations are written: a new database is made in seconds (foundation/database.py)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, AlterField, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from foundation.database import CreateTogether
from wuyuan_portal.management.commands.fold_migration import folded, needed
from wuyuan_portal.rooms import APPS

#: The most models that a migration creates one by one: each costs a new database a second.
ONE_BY_ONE = 3


def test_many_models_are_created_together() -> None:
    """`manage.py fold_migration <app> <name>` mends whatever is named here."""
    loader = MigrationLoader(None)
    slow = {
        f"{app}.{name}"
        for (app, name), migration in loader.disk_migrations.items()
        if app in {each.rpartition(".")[2] for each in APPS}
        and sum(isinstance(each, CreateModel) for each in migration.operations) > ONE_BY_ONE
    }
    assert not slow


def made() -> list[Operation]:
    key: list[tuple[str, models.Field[Any, Any]]] = [("id", models.BigAutoField(primary_key=True))]
    return [
        CreateModel("Leaf", [*key]),
        CreateModel("Tree", [*key]),
        AddField("leaf", "tree", models.ForeignKey("appraisal.tree", models.PROTECT)),
        AddIndex("leaf", models.Index(fields=["tree"], name="leaf_tree")),
        AddConstraint("tree", models.CheckConstraint(condition=models.Q(pk__gt=0), name="tree_counted")),
        AlterField("tree", "id", models.BigAutoField(primary_key=True)),
    ]


def test_a_folded_migration_leads_to_the_same_models() -> None:
    together = folded(made())
    assert [type(each) for each in together] == [CreateTogether, AlterField]
    states = []
    for operations in (made(), together, folded(folded(made()))):
        state = ProjectState()
        for operation in operations:
            operation.state_forwards("appraisal", state)
        states.append({name: (set(model.fields), model.options) for name, model in state.models.items()})
    assert states[0].keys() == states[1].keys()
    leaf, tree = states[1]["appraisal", "leaf"], states[1]["appraisal", "tree"]
    assert leaf[0] == {"id", "tree"}
    assert [index.name for index in leaf[1]["indexes"]] == ["leaf_tree"]
    assert [rule.name for rule in tree[1]["constraints"]] == ["tree_counted"]
    assert states[1].keys() == states[2].keys()


def test_a_folded_migration_keeps_what_nothing_else_implies() -> None:
    read_back = [("agencies", "0006_more"), ("agencies", "__first__"), ("sites", "__first__")]
    assert needed(read_back) == [("agencies", "0006_more"), ("sites", "__first__")]


def test_a_migration_that_is_not_there() -> None:
    from django.core.management import CommandError, call_command

    with pytest.raises(CommandError, match="没有迁移"):
        call_command("fold_migration", "appraisal", "0099_nothing")


def test_models_are_made_together_beside_those_that_are_rendered_already() -> None:
    first, *rest = folded(made())
    state = ProjectState()
    key: list[tuple[str, models.Field[Any, Any]]] = [("id", models.BigAutoField(primary_key=True))]
    CreateModel("Ground", [*key]).state_forwards("archive", state)
    ground = state.apps.get_model("archive", "ground")
    assert isinstance(first, CreateTogether)
    first.operations[0].fields.append(("ground", models.ForeignKey("archive.ground", models.PROTECT)))
    first.state_forwards("appraisal", state)
    assert "apps" in vars(state)
    leaf, tree = (state.apps.get_model("appraisal", name) for name in ("leaf", "tree"))
    assert leaf._meta.get_field("tree").related_model is tree
    assert leaf._meta.get_field("ground").related_model is ground
    assert state.apps.get_model("archive", "ground") is ground
    assert [relation.related_model for relation in ground._meta.related_objects] == [leaf]
    for operation in rest:
        operation.state_forwards("appraisal", state)
    assert state.apps.get_model("appraisal", "leaf")._meta.get_field("tree").related_model is not tree
