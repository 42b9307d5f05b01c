"""`manage.py states`: the state diagram of a kind of matter, in Mermaid."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.casework import matters
from foundation.casework.acts import ACTS
from foundation.casework.models import Matter

#: Mermaid's name of the beginning and the end.
OUTSIDE = "[*]"


class Command(BaseCommand):
    """`states KIND [--into FILE]`"""

    help = "打印一类事项的状态图（Mermaid），由各步办理生成；--into 写进文件里的标记之间。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", help="事项类别，例如 document、review")
        parser.add_argument(
            "--into", type=Path, metavar="FILE", help="替换文件中 <!-- states:KIND --> 标记之间的内容"
        )

    def handle(self, *args: Any, kind: str, into: Path | None, **options: Any) -> None:
        model = matters.kinds().get(kind)
        if model is None or not issubclass(model, Matter):
            known = "、".join(name for name, found in matters.kinds().items() if issubclass(found, Matter))
            raise CommandError(f"没有“{kind}”这类事项。有：{known}。")
        drawn = diagram(model)
        if into is None:
            self.stdout.write(drawn)
            return
        if not into.is_file() or not (marked := markers(kind)).search(
            text := into.read_text(encoding="utf-8")
        ):
            raise CommandError(f"{into} 里没有 <!-- states:{kind} --> … <!-- /states --> 标记。")
        into.write_text(
            marked.sub(lambda found: f"{found[1]}{fenced(drawn)}{found[3]}", text), encoding="utf-8"
        )


def markers(kind: str) -> re.Pattern[str]:
    """A pattern of a diagram in a README, in three groups: opening mark, diagram, closing mark."""
    return re.compile(rf"(<!-- states:{re.escape(kind)} -->\n)(.*?)(<!-- /states -->)", re.DOTALL)


def fenced(drawn: str) -> str:
    """A diagram as a code block of Markdown."""
    return f"```mermaid\n{drawn}\n```\n"


def diagram(model: type[Matter]) -> str:
    """The states of a kind of matter and the acts between them, as a Mermaid `stateDiagram-v2`."""
    states: dict[str, str] = dict(_state_field(model).choices)
    order = [OUTSIDE, *states]
    ways: dict[tuple[str, str], list[str]] = {}
    for way, label in _ways(model):
        ways.setdefault(way, []).append(label)
    left = {source for source, _target in ways}
    lines = ["stateDiagram-v2", *(f'    state "{label}" as {name}' for name, label in states.items())]
    for source, target in sorted(ways, key=lambda way: (order.index(way[0]), order.index(way[1]))):
        lines.append(f"    {source} --> {target}: {'、'.join(dict.fromkeys(ways[source, target]))}")
    lines += [f"    {name} --> {OUTSIDE}" for name in states if name not in left]
    return "\n".join(lines)


def _ways(model: type[Matter]) -> Iterator[tuple[tuple[str, str], str]]:
    """Pairs of source and target state, each with the label of an act that leads from one to the other."""
    beginning = str(_state_field(model).default)
    for declared in ACTS.values():
        if declared.creates is not None:
            if issubclass(model, declared.creates):
                yield (OUTSIDE, beginning), declared.label
        elif issubclass(model, declared.on):
            for move in declared.moves():
                yield move, declared.label


def _state_field(model: type[Matter]) -> Any:
    return model._meta.get_field("state")  # type: ignore[misc]
