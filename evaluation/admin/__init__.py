"""The room's pages at the desk."""

from __future__ import annotations

from evaluation.admin import result as result
from evaluation.admin import round as round
from evaluation.admin import supervisor as supervisor
