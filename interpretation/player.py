"""Interpretation in a simulated year: every document is judged before it is handed in."""

from __future__ import annotations

from typing import Any

from disclosure.models import Document
from disclosure.player import BEFORE_SUBMITTING
from foundation.agencies.roles import Role
from foundation.simulation.players import Part, Player
from interpretation.gates import asked_of, duty_of

PLAYER = Player("interpretation")

NOT_DUE = (
    "内部工作安排，不涉及群众的权利义务。",
    "只管一次的具体事项，不反复适用。",
    "公布数据和办理结果，没有新的政策。",
)


def judge(part: Part, document: Document) -> None:
    """Its drafter judges, and a second person agrees; of a normative one the leader decides."""
    if not asked_of(document) or duty_of(document) is not None:
        return
    if not document.normative:
        given: dict[str, Any] = {"traits": ["none"], "why_not": part.stream.choice(NOT_DUE)}
        duty = part.do("interpretation.judge", Role.DRAFTER, document, **given)
        part.do("interpretation.agree_not_due", Role.RECORDS_OFFICE, duty)
        return
    duty = part.do("interpretation.judge", Role.DRAFTER, document, traits=["rights", "general", "repeated"])
    part.do("interpretation.ask_exemption", Role.DRAFTER, duty, reason="上级文件已有解读")
    part.do("interpretation.exempt", Role.LEADER, duty)


BEFORE_SUBMITTING.append(judge)
