"""What site and worker do once everything is loaded."""

from __future__ import annotations

import runpy

import pytest
from celery.signals import worker_process_init

from wuyuan_portal import celery, starting


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A word for each time that somebody settled down."""
    said: list[str] = []
    monkeypatch.setattr(starting, "settle", lambda: said.append("settled"))
    return said


def test_the_site_settles_down_after_it_has_found_its_keys_fit(
    settled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "require_fit", lambda: settled.append("fit"))
    runpy.run_module("wuyuan_portal.wsgi")
    assert settled == ["fit", "settled"]


def test_each_process_of_the_worker_settles_down(settled: list[str]) -> None:
    worker_process_init.send(sender=celery.app)
    assert settled == ["settled"]
