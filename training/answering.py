"""Answers while they are given, kept as they are sent, like a draft: no act and no ledger line, which tell nobody's pace.

Handing in is the act (`acts/attempts.py`); the database refuses every answer after it.
"""

from __future__ import annotations

import json
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from foundation.casework.refusals import Refused
from foundation.clauses import cite
from training.models import Answer, Attempt

TR_4 = cite("TR-4")


@transaction.atomic
def keep(attempt: Attempt, given: dict[int, list[int] | str], at: datetime) -> int:
    """Keep answers by place, whichever tab they come from; the last one counts. Returns how many changed.

    Raises `Refused` once the attempt was handed in or its time is over: what was kept before stands.
    """
    row = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if row.state != Attempt.State.STARTED:
        raise Refused(TR_4, "这份答卷已经交了，刚才的回答没有保存。", "交卷以前保存的都算。")
    if at >= row.ends_at:
        raise Refused(
            TR_4,
            f"{localtime(row.ends_at):%H:%M:%S} 已经到时间，刚才的回答没有保存。",
            "到时间以前保存的都算，已经自动交卷。",
        )
    changed = 0
    for answer in Answer.objects.filter(attempt=row, place__in=given).select_related("question"):
        said = given[answer.place]
        text = said if isinstance(said, str) else json.dumps(said) if said else ""
        if text != answer.given:
            answer.given = text
            answer.save(update_fields=["given"])
            changed += 1
    return changed
