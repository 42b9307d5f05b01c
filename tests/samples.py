"""One matter of every kind that acts are performed on, all of the agency `rfbsc`, for the tables that go through them all."""

from __future__ import annotations

from typing import Any

from django.db import models

from foundation.casework.acts import Act
from tests.personas import County
from tests.rooms import TABLES

Samples = dict[type[models.Model], Any]


def one_of_each(county: County) -> Samples:
    """What each room gives, from the ground up."""
    made: Samples = {}
    for tables in TABLES:
        if hasattr(tables, "samples"):
            tables.samples(county, made)
    return made


def on(declared: Act, samples: Samples) -> Any:
    """The matter among these that an act can be performed on."""
    found = [matter for model, matter in samples.items() if issubclass(model, declared.on)]
    assert found, f"{declared.name}: the tables.py of its room gives no {declared.on.__name__} in samples()"
    return found[0]
