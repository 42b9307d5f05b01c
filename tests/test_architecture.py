"""The house stands as it was drawn: layers, sizes, names, and nothing that leads nowhere."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connection
from django.db.models import ForeignKey, ManyToManyField

from wuyuan_portal.rooms import APPS, FLOORS, NAMES, contract

ROOT = Path(settings.BASE_DIR)
PACKAGES = tuple(dict.fromkeys(name.partition(".")[0] for name in (*NAMES, "wuyuan_portal")))
OURS: list[AppConfig] = [c for c in apps.get_app_configs() if c.name.split(".")[0] in PACKAGES]
LONGEST = 600
NAMELESS = {"utils", "util", "common", "helpers", "helper", "misc", "core"}
#: The outermost doors, where the wall clock is read and handed in.
DOORS = re.compile(
    r"(^|/)(api|views|logins|admin|desk|tasks|demo|middleware|context)\.py$|/management/commands/|^wuyuan_portal/(embedded|demo)/"
    r"|^\w+/views/|^wuyuan_portal/(searching|crawlers)\.py$"
)
#: When a message left, how long a door stays shut, a session open and a page kept, are the wall clock's to say.
READS_THE_CLOCK = {
    "foundation/casework/sessions.py",
    "foundation/notices/delivery.py",
    "foundation/pages/keeping.py",
    "foundation/pages/shelf.py",
    "foundation/visitors/throttle.py",
}


def sources() -> Iterator[Path]:
    """Every Python file of the portal and its tests, migrations aside."""
    for package in (*PACKAGES, "tests"):
        yield from (p for p in (ROOT / package).rglob("*.py") if "migrations" not in p.parts)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def below(app: str, target: str) -> bool:
    """Whether a room is the other itself or stands on a floor below it: neighbours are strangers."""
    floor = {name: height for height, names in enumerate(FLOORS) for name in names} | {"wuyuan_portal": -1}
    return app == target or floor[app] < floor[target]


def test_every_room_has_a_floor() -> None:
    """Placeholders too; and every app is one of the rooms."""
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "foundation"}
    packages |= {f"foundation.{path.parent.name}" for path in ROOT.glob("foundation/*/__init__.py")}
    assert packages == {*NAMES, "wuyuan_portal"}
    assert {config.name for config in OURS} == {*APPS, "wuyuan_portal"}


def test_foreign_keys_point_down() -> None:
    """Never up, and never to a neighbour."""
    wrong = []
    for config in OURS:
        for model in config.get_models(include_auto_created=True):
            for field in model._meta.get_fields():
                if not isinstance(field, ForeignKey | ManyToManyField):
                    continue
                target = apps.get_app_config(field.related_model._meta.app_label).name  # type: ignore[union-attr]
                if target in NAMES and not below(config.name, target):
                    wrong.append(f"{config.name}.{model.__name__}.{field.name} → {target}")
    assert wrong == []
    assert below("applications", "disclosure")
    assert not below("applications", "newmedia")
    assert not below("disclosure", "applications")


def linted(folder: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of a checkout by the contract of its floors."""
    lint = Path(sys.executable).with_name("lint-imports")
    floors = folder / "floors.ini"
    floors.write_text(contract(), "utf-8")
    command = [lint, "--no-cache", "--no-logo", "--config", floors]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)


def test_rooms_import_only_what_stands_below(house: Path) -> None:
    done = linted(house)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("room", "imported"), [("newmedia", "applications.statute"), ("disclosure", "applications.statute")]
)
def test_importing_a_neighbour_or_what_stands_above_fails(house: Path, room: str, imported: str) -> None:
    with (house / room / "__init__.py").open("a", encoding="utf-8") as source:
        source.write(f"\nimport {imported}\n")
    done = linted(house)
    assert done.returncode == 1
    assert f"{room} is not allowed to import {imported.partition('.')[0]}" in done.stdout


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the portal's sources, to be changed."""
    for name in (*PACKAGES, "templates", "static"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", tmp_path)
    return tmp_path


@pytest.mark.django_db
@pytest.mark.parametrize("gone", [("annual_report",), ("annual_report", "applications"), ("newmedia",)])
def test_a_room_is_taken_out_by_its_folder_and_its_name(house: Path, gone: tuple[str, ...]) -> None:
    """What is left checks itself, knows its addresses, and shows its pages; nothing else lists rooms."""
    rooms = house / "wuyuan_portal" / "rooms.py"
    left = rooms.read_text("utf-8")
    for name in gone:
        shutil.rmtree(house / name)
        left, found = re.subn(rf'"{name}",? ?', "", left)
        assert found == 1
    rooms.write_text(left, "utf-8")
    visit = """
import django; django.setup()
from django.core.management import call_command; call_command("check")
from django.test import Client; from django.urls import reverse; from wuyuan_portal.context import NAVIGATION
for address in [*(reverse(entry.url_name) for entry in NAVIGATION), "/healthz", "/desk/login/"]:
    assert Client().get(address).status_code == 200, address
"""
    at = connection.settings_dict
    database = f"postgres://{at['USER']}:{at['PASSWORD']}@/{at['NAME']}?" + urlencode(
        {"host": at["HOST"], "port": at["PORT"]}
    )
    environ = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "wuyuan_portal.settings_for_tests",
        "DATABASE_URL": database,
        "ALLOWED_HOSTS": "testserver",
    }
    done = subprocess.run(
        [sys.executable, "-c", visit],
        cwd=house,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def test_no_file_is_too_long() -> None:
    long = {
        named(path): n for path in sources() if (n := len(path.read_text("utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_nothing_lies_about_at_the_top() -> None:
    """Only text: what somebody fetched, packed or recorded there by the way is not part of the portal."""
    kinds = {"", ".example", ".in", ".md", ".py", ".toml", ".txt", ".yaml", ".yml"}
    assert [path.name for path in ROOT.iterdir() if path.is_file() and path.suffix not in kinds] == []


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


ROOMS = [name for name in APPS if not name.startswith("foundation.")]
#: What may be written only in the part of that name: a pattern of code, and the part.
BELONGS = {
    r"@admin\.register": "admin",
    r"@shared_task": "tasks",
    r"^@(?:act|\w+_act)\(": "acts",
    r"class \w+\((?:models\.Model|.*Matter|.*Reviewable)\)": "models",
    r"TimeLimit\(": "statute",
    r"pgtrigger\.Trigger\(": "triggers",
    r"class \w+\(MatterQuerySet": "models",
    r"ROOM = Room\(": "room",
}


def parts_of_a_room() -> set[str]:
    """The parts that foundation/README.md names."""
    table = (ROOT / "foundation" / "README.md").read_text("utf-8").partition("## The parts of a room")[2]
    first = (line.split("|")[1] for line in table.splitlines() if line.startswith("| `"))
    return {name.removesuffix(".py") for cell in first for name in re.findall(r"`([\w.]+)`", cell)}


@pytest.mark.parametrize("room", ROOMS)
def test_the_same_part_has_the_same_name_in_every_room(room: str) -> None:
    """A file is a part that every room may have, or a noun of its own that the room's README names."""
    readme = (ROOT / room / "README.md").read_text("utf-8")
    own = {name.removesuffix(".py") for name in re.findall(r"`(\w+\.py|\w+/)`", readme)}
    own = {name.removesuffix("/") for name in own}
    files = {path.stem for path in (ROOT / room).iterdir() if path.suffix == ".py" or path.is_dir()}
    assert files - parts_of_a_room() - own - {"__init__", "__pycache__"} == set()


@pytest.mark.parametrize("pattern", BELONGS)
def test_what_a_part_holds_stands_in_the_part_of_that_name(pattern: str) -> None:
    elsewhere = [
        named(path)
        for room in ROOMS
        for path in sources()
        if path.is_relative_to(ROOT / room)
        and re.search(pattern, path.read_text("utf-8"), re.M)
        and path.relative_to(ROOT / room).parts[0].removesuffix(".py") != BELONGS[pattern]
    ]
    assert elsewhere == []


def test_every_recipe_waits_to_be_asked() -> None:
    """`make -n` does nothing: make runs lines that name itself even then."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert [line for line in makefile.splitlines() if line.startswith("\t") and "$(MAKE)" in line] == []


def test_make_keeps_what_was_compiled_whatever_the_environment_says() -> None:
    """Each process would compile the portal anew, and there are many."""
    said = made("echo $${PYTHONDONTWRITEBYTECODE:-kept}", PYTHONDONTWRITEBYTECODE="1")
    assert said == "kept"


def test_make_finds_a_python_that_is_new_enough_and_takes_the_one_that_is_named() -> None:
    found = subprocess.run([made("echo $(PYTHON)"), "--version"], capture_output=True, text=True, check=True)
    assert [int(part) for part in found.stdout.split()[1].split(".")[:2]] >= [3, 11]
    assert made("echo $(PYTHON)", PYTHON="python3.99") == "python3.99"


def made(recipe: str, **environment: str) -> str:
    """What a recipe prints that is made as if it stood in the Makefile."""
    asked = ["make", "--silent", "--directory", str(ROOT), f"--eval=asked:;@{recipe}", "asked"]
    inherited = {
        name: said for name, said in os.environ.items() if name not in ("MAKEFLAGS", "MAKEOVERRIDES")
    }
    done = subprocess.run(asked, capture_output=True, text=True, check=True, env=inherited | environment)
    return done.stdout.strip()
