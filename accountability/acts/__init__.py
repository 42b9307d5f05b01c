"""Everything that can be done with reports, cases and appeals; all of it by the discipline commission, or by whom it concerns."""

from __future__ import annotations

from accountability.acts import appeals, clues, correcting, deciding, investigating, reports, team

__all__ = ["appeals", "clues", "correcting", "deciding", "investigating", "reports", "team"]
