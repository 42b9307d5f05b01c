"""Storing what comes with an act, each file inspected and internal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from foundation.agencies.models import Agency
from foundation.casework.acts import Step
from foundation.casework.refusals import Invalid
from foundation.files.acts import store
from foundation.files.models import Audience, StoredFile
from foundation.files.rejected import Rejected


def stored(step: Step, uploads: Iterable[Any], agency: Agency, label: str) -> list[StoredFile]:
    """Store these for an agency; the ledger line holds their digests. Raises `Invalid` under that label for one not accepted."""
    rows = []
    for upload in uploads:
        try:
            row = store(
                upload,
                name=str(upload.name),
                agency=agency,
                audience=Audience.INTERNAL,
                by=step.actor,
                at=step.at,
            )
        except Rejected as rejected:
            raise Invalid({label: [f"{str(upload.name)[:60]}：{rejected}"]}) from rejected
        if row not in rows:
            rows.append(row)
    if rows:
        step.detail = {**step.detail, "files": [row.sha256 for row in rows]}
    return rows
