"""What the cache holds: whole numbers and JSON, so that whoever can write to the broker can run nothing here."""

from __future__ import annotations

import json
from typing import Any


class PlainSerializer:
    """A serializer of Django's Redis cache; its own is pickle, which runs what it reads."""

    def dumps(self, value: Any) -> Any:
        """The bytes of a value; a whole number stays one, so that it can be counted up."""
        return value if type(value) is int else json.dumps(value).encode()

    def loads(self, stored: bytes) -> Any:
        """The value; raises `ValueError` for anything that is not JSON."""
        return json.loads(stored)
