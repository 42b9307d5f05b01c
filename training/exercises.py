"""Exercises from real life: why a document was returned becomes a question to study with (TR-3). Pure Python."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from foundation.clauses import Clause
from foundation.privacy.detectors import masked
from foundation.privacy.names import without_names

#: Characters of a reason below which nobody learns anything from it.
LEAST = 6
#: Options besides the right one.
OTHERS = 3
_TITLE = re.compile("《[^《》]{1,100}》")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{0,12}〔[0-9]{4}〕[0-9]{1,5}号")


def anonymous(reason: str, agencies: Collection[str], people: Collection[str]) -> str:
    """A reason without titles, document numbers, agencies, people, numbers and addresses."""
    said = _NUMBER.sub("某号", _TITLE.sub("《某文件》", reason.strip()))
    for name in sorted(agencies, key=len, reverse=True):
        said = said.replace(name, "某单位")
    return without_names(masked(said), people)


def stem(said: str) -> str:
    """The question that a reason without names makes."""
    return f"（根据本网站退回公文的真实情况改写）一份公文送审时被退回，理由是：“{said}”这样退回，依据的是哪一条？"


def options(right: Clause, clauses: Sequence[Clause]) -> tuple[list[str], int]:
    """The duty of the right clause among those that stand nearest to it in its regulation, and its place among them."""
    here = [one for one in clauses if one.regulation.code == right.regulation.code and one.duty != right.duty]
    order = {one.id: place for place, one in enumerate(clauses)}
    nearest = sorted(here, key=lambda one: abs(order[one.id] - order[right.id]))[:OTHERS]
    shown = sorted([right, *nearest], key=lambda one: order[one.id])
    return [one.duty[:300] for one in shown], shown.index(right)
