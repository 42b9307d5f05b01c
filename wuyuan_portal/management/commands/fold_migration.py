"""Fold a migration that `makemigrations` wrote, so that a new database is made in seconds and not in minutes."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.migrations import Migration
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.writer import MigrationWriter
from pgtrigger.migrations import AddTrigger

from foundation.database import CreateTogether, InstallTriggers

#: Where each of these stands in the options of a model that is created with it, and what holds it.
OPTIONS: dict[type[Operation], tuple[str, str]] = {
    AddIndex: ("indexes", "index"),
    AddConstraint: ("constraints", "constraint"),
    AddTrigger: ("triggers", "trigger"),
}


class Command(BaseCommand):
    """Write a migration anew: its models created together, with all that it adds to them."""

    help = "在提交以前整理一次新的迁移，数据库不变，建库快得多。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("app")
        parser.add_argument("name", help="例如 0001_initial")

    def handle(self, *args: Any, app: str, name: str, **options: Any) -> None:
        """Fold it; raises `CommandError` for a migration that is not there."""
        try:
            module = import_module(f"{apps.get_app_config(app).name}.migrations.{name}")
        except (LookupError, ModuleNotFoundError) as missing:
            raise CommandError(f"没有迁移 {app}.{name}。") from missing
        migration: Migration = module.Migration(name, app)
        vars(migration)["operations"] = folded(migration.operations)
        vars(migration)["dependencies"] = needed(migration.dependencies)
        assert module.__file__ is not None
        Path(module.__file__).write_text(MigrationWriter(migration).as_string(), "utf-8")
        self.stdout.write(f"{app}.{name}：{len(migration.operations)} 步")


def needed(dependencies: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The dependencies without those that another implies: read back, the user model's is only “the first of its app”."""
    named = {app for app, name in dependencies if name != "__first__"}
    return [(app, name) for app, name in dependencies if name != "__first__" or app not in named]


def folded(operations: Sequence[Operation]) -> list[Operation]:
    """The operations to the same end: models with their fields, indexes, constraints and triggers, then all else."""
    created: dict[str, CreateModel] = {}
    rest: list[Operation] = []
    for operation in operations:
        if isinstance(operation, CreateTogether):
            created |= {each.name_lower: each for each in operation.operations}
        elif isinstance(operation, CreateModel):
            created[operation.name_lower] = operation
        elif not isinstance(operation, InstallTriggers) and not _taken_in(operation, created):
            rest.append(operation)
    if not created:
        return rest
    installed = [InstallTriggers(each.name) for each in created.values() if each.options.get("triggers")]
    return [CreateTogether(list(created.values())), *installed, *rest]


def _taken_in(operation: Operation, created: dict[str, CreateModel]) -> bool:
    """Whether it adds to one of the models that are created, and is now part of that."""
    model = created.get(getattr(operation, "model_name", "").lower())
    if model is None:
        return False
    if isinstance(operation, AddField):
        model.fields.append((operation.name, operation.field))
        return True
    if type(operation) not in OPTIONS:
        return False
    option, holds = OPTIONS[type(operation)]
    model.options.setdefault(option, []).append(getattr(operation, holds))
    return True
