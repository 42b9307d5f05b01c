"""Readings of the installation, one declared by each room that knows: for the supervisors' first page, and for a monitor."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, transaction

from foundation.condition.models import Pulse

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reading:
    """A number and, where it is not as it should be, what is wrong and what to do, in a sentence for the operator."""

    value: float
    wrong: str = ""


Read = Callable[[datetime], Reading]


@dataclass(frozen=True)
class Declared:
    """A reading by the name under which a monitor knows it, with what it counts."""

    name: str
    counts: str
    read: Read


READINGS: dict[str, Declared] = {}


def reading(name: str, counts: str) -> Callable[[Read], Read]:
    """Declare a reading: `name` as monitors call it, with the unit at its end; `counts` says what it is, in English."""

    def declare(read: Read) -> Read:
        READINGS[name] = Declared(name, counts, read)
        return read

    return declare


def since(name: str, at: datetime) -> float:
    """The seconds since a repeated task last came to its end; infinite if it never did."""
    pulse = Pulse.objects.filter(name=name).first()
    return (at - pulse.at).total_seconds() if pulse else float("inf")


def read_all(at: datetime) -> Iterator[tuple[Declared, Reading]]:
    """Every reading; one that cannot be taken is itself what is wrong."""
    for declared in READINGS.values():
        try:
            with transaction.atomic():
                yield declared, declared.read(at)
        except (DatabaseError, OSError) as error:
            logger.warning("no reading of %s: %s", declared.name, type(error).__name__)
            yield declared, Reading(float("nan"), f"读不出“{declared.name}”，请看日志。")


def concerns(at: datetime) -> list[str]:
    """What is wrong now, in sentences."""
    return [taken.wrong for _declared, taken in read_all(at) if taken.wrong]


def exposition(at: datetime) -> str:
    """All readings in the text format of Prometheus; `_wrong` is 1 where somebody should look."""
    lines = []
    for declared, taken in read_all(at):
        name = f"wuyuan_{declared.name}"
        value = {float("inf"): "+Inf"}.get(taken.value, f"{taken.value:g}")
        lines += [f"# HELP {name} {declared.counts}", f"# TYPE {name} gauge", f"{name} {value}"]
        lines.append(f"{name}_wrong {int(bool(taken.wrong))}")
    return "\n".join(lines) + "\n"
