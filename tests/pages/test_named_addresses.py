"""Every address that a template or a module asks for by its name is there, also where no test's page asks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.urls import URLResolver, get_resolver

#: A name that is written down; one that is put together or handed over cannot be read.
ASKED = re.compile(r"""\{%\s*url\s+["']([\w:-]+)["']|\breverse\(\s*["']([\w:-]+)["']""")


def names(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """The names of all addresses, with those of their namespaces."""
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            # An app is asked for by its own name, too: the desk's is the admin's.
            for space in {each.namespace, each.app_name}:
                yield from names(each, f"{before}{space}:" if space else before)
        elif each.name:
            yield f"{before}{each.name}"


def asked() -> Iterator[tuple[str, str]]:
    """Each name that is asked for, with the file that asks."""
    root = Path(settings.BASE_DIR)
    folders = [
        root / "templates",
        *(path.parent for path in root.glob("*/apps.py")),
        root / "foundation",
        root / "wuyuan_portal",
    ]
    for path in sorted(
        {path for folder in folders for path in folder.rglob("*") if path.suffix in (".html", ".py")}
    ):
        for template, module in ASKED.findall(path.read_text()):
            yield template or module, str(path.relative_to(root))


def test_every_name_that_is_asked_for_is_an_address() -> None:
    known, found = set(names(get_resolver())), list(asked())
    assert len(found) > 300
    assert [(name, path) for name, path in found if name not in known] == []
