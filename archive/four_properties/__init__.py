"""The four-property test of electronic files (四性检测, DA/T 70-2018): true, whole, usable, safe. Pure: no database.

    results = examine(Examined(unit, stage=Stage.FILING, totals=Totals(…), …), at=now)
    failed = [each for each in results if each.outcome is Outcome.FAILED]     # → returned, with `each.reason`
    waiting = [each for each in results if each.outcome is Outcome.WAITING]   # → a person answers; once more, with `answers`

There is one result for each `Item`: passed, failed, not applicable (with why), or waiting for a person's answer. What is wrong
with several files is one result that names them. Every file is opened twice: read by pieces for its digest, and looked into as
the house does with every upload (`foundation.files`); one larger than an upload may be is not looked into, and a person is asked.

| file | holds |
|---|---|
| `results.py` | the properties, the items, what is given, what comes out |
| `looking.py` | what is found in one file |
| `testing.py` | the test of each item |
"""

from __future__ import annotations

from archive.four_properties.results import (
    LABELS,
    Answer,
    Examined,
    Item,
    Outcome,
    Property,
    Result,
    Scanner,
    Stage,
    Totals,
)
from archive.four_properties.testing import examine, examine_package

__all__ = [
    "LABELS",
    "Answer",
    "Examined",
    "Item",
    "Outcome",
    "Property",
    "Result",
    "Scanner",
    "Stage",
    "Totals",
    "examine",
    "examine_package",
]
