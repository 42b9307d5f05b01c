"""Everything that can be done in supervision, by noun."""

from __future__ import annotations

from inspection.acts import correcting as correcting
from inspection.acts import deploying as deploying
from inspection.acts import finding as finding
from inspection.acts import planning as planning
from inspection.acts import urging as urging
