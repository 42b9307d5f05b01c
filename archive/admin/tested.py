"""How the points of a four-property test stand on a page of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from foundation.casework.desk import section


def test_section(title: str, points: Sequence[dict[str, str]]) -> list[dict[str, Any]]:
    """A table of these points, or nothing where there are none."""
    rows = [
        [
            point["property"],
            point["label"],
            point["outcome"],
            point["reason"],
            f"{point['tool']} {point['version']}",
        ]
        for point in points
    ]
    table = {"heads": ["性质", "项目", "结果", "说明", "工具"], "rows": rows}
    return [section(title, "table", table=table)] if rows else []
