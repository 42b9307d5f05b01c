from __future__ import annotations

import pytest

from tests.archive.people import Archive
from tests.personas import County


@pytest.fixture
def archive(county: County) -> Archive:
    """The keepers of the county's records."""
    return Archive.of(county)
