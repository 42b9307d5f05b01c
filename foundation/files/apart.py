"""Readers of hostile files, each a program that reads one from standard input and prints what it found as a line of JSON.

A reader has a function `read(content)` that returns what it found, or `{"refused": why}`, and a `main` that limits its process in
time and memory. It imports nothing of the portal but modules that import nothing of it either.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

#: Where a reader's process finds it.
ROOT = Path(__file__).parents[2]
SECONDS = 30
#: Whether this process has limits of time and memory of its own, so that a file may be read in it.
bounded = False


def read(reader: str, content: bytes) -> dict[str, Any]:
    """What a reader tells of a file; `{"refused": "complex"}` for one that was made to exhaust it."""
    return _here(reader, content) if bounded else _apart(reader, content)


def _here(reader: str, content: bytes) -> dict[str, Any]:
    try:
        found: dict[str, Any] = import_module(reader).read(content)
    except (
        Exception,
        MemoryError,
    ):  # whatever a file made for it sets off: the reader's own process ends with the same word
        return {"refused": "complex"}
    return found


def _apart(reader: str, content: bytes) -> dict[str, Any]:
    try:
        command = [sys.executable, "-P", "-m", reader]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=SECONDS, check=True, env=environment
        )
        found: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError, ValueError):
        return {"refused": "complex"}
    return found
