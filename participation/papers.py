"""The record of a hearing on paper, for its representatives to sign (PP-11, 决策条例17)."""

from __future__ import annotations

from django.template.loader import render_to_string

from foundation.papers import render
from participation.models import Hearing


def transcript(hearing: Hearing) -> bytes:
    """Facts, who was there and who not, the record, and a line for each who was there to sign on."""
    rows = list(hearing.representatives.sitting())
    present = [row for row in rows if row.attended]
    context = {
        "hearing": hearing,
        "decision": hearing.decision,
        "present": present,
        "absent": [row for row in rows if row.attended is False],
    }
    html = render_to_string("participation/papers/transcript.html", context)
    return render(html, title=f"{hearing.title}笔录")
