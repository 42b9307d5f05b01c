"""Fixtures that every room's tests share."""

from __future__ import annotations

import pytest

from tests.personas import County, make_county


@pytest.fixture
def county(db: None) -> County:
    """Two agencies with one person for each role."""
    return make_county()
