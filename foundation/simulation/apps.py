from __future__ import annotations

from django.apps import AppConfig


class SimulationConfig(AppConfig):
    """A county's year, played through the acts that people use."""

    name = "foundation.simulation"
    verbose_name = "模拟"
