"""Texts composed from rules: `{name}` stands for one of the alternatives of a rule, `{10-90}` for a number of that range."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

Rules = Mapping[str, Sequence[str]]

_SLOT = re.compile(r"\{([^{}]+)\}")
_RANGE = re.compile(r"(\d+)-(\d+)(?:/(\d+))?")


@dataclass(frozen=True)
class Grammar:
    """Rules by name. In a range, `{10-90/5}` goes in steps of five."""

    rules: Rules

    def compose(self, text: str, stream: Random, **known: object) -> str:
        """The text with every slot filled in: by what is `known`, a number, or an alternative of a rule, itself composed.

        Raises `KeyError` for a slot that nothing fills.
        """

        def fill(found: re.Match[str]) -> str:
            name = found[1]
            if name in known:
                return str(known[name])
            if bounds := _RANGE.fullmatch(name):
                low, high, step = int(bounds[1]), int(bounds[2]), int(bounds[3] or 1)
                return f"{stream.randrange(low, high + 1, step):,}"
            return self.compose(stream.choice(self.rules[name]), stream, **known)

        return _SLOT.sub(fill, text)
