"""The style sheets of production: all that a public page needs comes by one request."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import rcssmin
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings

from foundation.pages.within import SHEET, within

SHEETS = re.findall(r'url\("([a-z]+)\.css"\)', (Path(settings.BASE_DIR) / "static/public.css").read_text())


@pytest.fixture
def collected(tmp_path: Path) -> Path:
    """What `collectstatic` leaves in production, collected twice as by a second release."""
    storages: dict[str, Any] = settings.STORAGES | {
        "staticfiles": {"BACKEND": "wuyuan_portal.stylesheets.OneRequest"}
    }
    # Ours alone: those of Django's admin are many, and none of them is imported.
    ours = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    with override_settings(STORAGES=storages, STATIC_ROOT=tmp_path, STATICFILES_FINDERS=ours):
        for _release in range(2):
            call_command("collectstatic", interactive=False, verbosity=0)
        return tmp_path / staticfiles_storage.stored_name("public.css")


def test_one_file_holds_every_sheet_in_order(collected: Path) -> None:
    text = collected.read_text()
    assert "@import" not in text
    assert "/*" not in text, "minified"
    assert len(SHEETS) == 5
    places = []
    for sheet in SHEETS:
        found = finders.find(f"{sheet}.css")
        assert found
        places.append(text.index(rcssmin.cssmin(Path(found).read_text())))
    assert places == sorted(places)
    assert text == within(SHEET).text, "what stands in the pages"
    assert collected.with_name(collected.name + ".gz").is_file()


def test_no_page_asks_for_a_sheet_that_the_one_holds() -> None:
    pages = (Path(settings.BASE_DIR) / "templates").rglob("*.html")
    base = (Path(settings.BASE_DIR) / "templates/base.html").read_text()
    assert '{% within "public.css" %}' in base
    for template in pages:
        text = template.read_text()
        if '{% extends "base.html" %}' in text:
            assert not [sheet for sheet in SHEETS if f'{{% within "{sheet}.css"' in text], template
