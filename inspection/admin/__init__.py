"""Inspections, deployments, urgings and the self-check at the desk."""

from __future__ import annotations

from inspection.admin import deploying as deploying
from inspection.admin import inspection as inspection
from inspection.admin import selfcheck as selfcheck
