"""Somebody who can interpret. Nobody in here exists."""

from __future__ import annotations

from typing import Any

from interpretation.models import Interpreter
from tests.interpretation.people import Office

ENTRY = {
    "name": "测试人丙",
    "sort": "scholar",
    "post": "测试学院副教授",
    "knows": "农田水利",
    "interests": "",
    "valid_until": "2028-12-31",
}


def entered(office: Office, **fields: Any) -> Interpreter:
    """An entry of the directory."""
    on, data = f"agency:{office.code}", {**ENTRY, **fields}
    return office.by("records_office", "interpretation.list_interpreter", on, data).matter
