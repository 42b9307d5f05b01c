"""What the interface and the files show."""

from __future__ import annotations

from typing import Any

from tests.rooms import ALL, NAMED, NOTHING

_NUMBER = ["wy-rfbsc", "2024-00001"]
_OF_A_DOCUMENT: dict[str, dict[str, Any]] = {
    "api:documents": {"published": NAMED},
    # The one that is newer stands in place of the one that it replaced, which keeps its own address.
    "api:document": {"published": ALL, "superseded": "newer", "withdrawn": 410},
    "api:document_version": {"published": ALL, "superseded": ALL},
    "api:withdrawn": {"withdrawn": NAMED},
    "api:search": {"published": NAMED},
}
_STATES = (
    "draft", "recheck", "rechecked", "review", "signing", "countersigning", "determined", "reporting", "kept",
    "abandoned", "published", "superseded", "withdrawn",
)  # fmt: skip
PUBLIC: dict[str, Any] = {
    **_OF_A_DOCUMENT,
    **{
        name: {state: shown.get(state, 404) for state in _STATES}
        for name, shown in _OF_A_DOCUMENT.items()
        if name in ("api:document", "api:document_version")
    },
    "api:guide": NOTHING,
    "api:openapi": NOTHING,
    "api:root": 404,
    "api:nothing": 404,
    "api:agencies": NOTHING,
    "api:agency": NOTHING,
    "api:regulations": NOTHING,
    "api:regulation": NOTHING,
    "api:clauses": NOTHING,
    "api:replies": NOTHING,
    "api:reply": 404,
    "api:reports": NOTHING,
    "api:report": 404,
    "data:list": NOTHING,
    # What was never made is not there; tests/machines/test_editions.py goes through the states.
    "data:file": 404,
}
PUBLIC_ARGUMENTS: dict[str, list[Any]] = {
    "api:document": _NUMBER,
    "api:document_version": [*_NUMBER, 1],
    "api:agency": ["rfbsc"],
    "api:regulation": ["secrecy_review"],
    "api:reply": [1],
    "api:report": ["rfbsc", 2024],
    "api:nothing": ["elsewhere"],
    "data:file": ["documents"],
}
