"""The house stands as it was drawn: layers, sizes, names, and nothing that leads nowhere."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import AppConfig, apps
from django.conf import settings
from django.db.models import ForeignKey, ManyToManyField

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("foundation", "secrecy_review", "disclosure", "applications", "annual_report", "wuyuan_portal")
#: Floors without tables or addresses: libraries of the house, and no apps.
PLAIN = {"foundation.papers", "foundation.visitors"}
LAYERS: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
    "contracts"
][0]["layers"]
OURS: list[AppConfig] = [c for c in apps.get_app_configs() if c.name.split(".")[0] in PACKAGES]
LONGEST = 600
NAMELESS = {"utils", "util", "common", "helpers", "helper", "misc", "core"}
#: The outermost doors, where the wall clock is read and handed in.
DOORS = re.compile(
    r"(^|/)(views|admin|desk|tasks|demo|middleware|context)\.py$|/management/commands/|^wuyuan_portal/(embedded|demo)/"
    r"|^applications/public/"
)
#: When a message left, and how long a door stays shut, are the wall clock's to say.
READS_THE_CLOCK = {"foundation/notices/delivery.py", "foundation/visitors/throttle.py"}


def sources() -> Iterator[Path]:
    """Every Python file of the portal and its tests, migrations aside."""
    for package in (*PACKAGES, "tests"):
        yield from (p for p in (ROOT / package).rglob("*.py") if "migrations" not in p.parts)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def height(app: str) -> int:
    """The floor an app is on; the lowest is the largest."""
    return LAYERS.index(app)


def test_every_app_has_a_floor() -> None:
    assert {config.name for config in OURS} | PLAIN == set(LAYERS)


def test_foreign_keys_never_point_up() -> None:
    up = []
    for config in OURS:
        for model in config.get_models(include_auto_created=True):
            for field in model._meta.get_fields():
                if not isinstance(field, ForeignKey | ManyToManyField):
                    continue
                target = apps.get_app_config(field.related_model._meta.app_label).name  # type: ignore[union-attr]
                if target in LAYERS and height(target) < height(config.name):
                    up.append(f"{config.name}.{model.__name__}.{field.name} → {target}")
    assert up == []


def test_rooms_import_only_what_stands_below() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_room_borrows_the_forms_of_another() -> None:
    """What several rooms ask for stands in `foundation.casework.fields` and `foundation.visitors.identity`."""
    borrowed = [
        f"{named(path)}: {found[0]}"
        for path in sources()
        for found in re.finditer(r"^\s*from (\w+)(?:\.\w+)*\.forms import .*", path.read_text("utf-8"), re.M)
        if found[1] not in ("django", named(path).split("/")[0]) and not named(path).startswith("tests/")
    ]
    assert borrowed == []


def test_no_file_is_too_long() -> None:
    long = {
        named(path): n for path in sources() if (n := len(path.read_text("utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_nothing_has_a_name_that_says_nothing() -> None:
    assert [
        named(p)
        for p in sources()
        if NAMELESS & {part.removesuffix(".py") for part in p.relative_to(ROOT).parts}
    ] == []


@pytest.mark.parametrize("config", OURS, ids=lambda config: config.name)
def test_every_app_has_a_readme(config: AppConfig) -> None:
    readme = Path(config.path) / "README.md"
    assert readme.exists(), named(readme)
    assert len(readme.read_text("utf-8").splitlines()) > 5


def test_every_template_is_used() -> None:
    """By a view or another template that names it, or by Django itself."""
    folder = ROOT / "templates"
    by_django = re.compile(r"^(4\d\d|500|403_csrf)\.html$|^(admin|django|registration)/")
    texts = [p.read_text("utf-8") for p in sources() if "tests" not in p.parts]
    texts += [p.read_text("utf-8") for p in folder.rglob("*.html")]
    everything = "\n".join(texts)
    # The parts of a matter's page are named by `section(title, part)`.
    parts = set(re.findall(r'section\(\s*[^,()]+(?:\([^()]*\))?[^,()]*,\s*"(\w+)"', everything))
    unused = []
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder).as_posix()
        part = name.startswith("casework/desk/sections/") and path.stem in parts
        if not (part or by_django.search(name) or f'"{name}"' in everything):
            unused.append(name)
    assert unused == []


def test_every_scheduled_task_exists() -> None:
    from wuyuan_portal.celery import app

    for config in OURS:
        if (Path(config.path) / "tasks.py").exists():
            import_module(f"{config.name}.tasks")
    assert settings.CELERY_BEAT_SCHEDULE
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
        assert entry["task"] in app.tasks, name


def wall_clock(source: str) -> list[int]:
    """The lines that ask what time it is."""
    asking = {
        "timezone.now",
        "now",
        "datetime.now",
        "datetime.utcnow",
        "date.today",
        "datetime.today",
        "time.time",
    }
    asking |= {"datetime.datetime.now", "datetime.date.today"}
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    found = [node.lineno for node in calls if ast.unparse(node.func) in asking]
    # `localdate()` and `localtime()` without a moment mean now.
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    local = re.compile(r"(timezone\.)?local(date|time)$")
    return sorted(found + [n.lineno for n in calls if local.match(ast.unparse(n.func)) and not n.args])


def test_nothing_below_the_doors_reads_the_wall_clock() -> None:
    reading = [
        f"{named(path)}:{line}"
        for path in sources()
        if "tests" not in path.relative_to(ROOT).parts
        and not DOORS.search(named(path))
        and named(path) not in READS_THE_CLOCK
        for line in wall_clock(path.read_text("utf-8"))
    ]
    assert reading == []
    assert wall_clock("a = timezone.now()\nb = localdate()\nc = localdate(at)") == [1, 2]
