"""What becomes of a document in public: put under a head, taken down, brought back, replaced, out of force."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from disclosure.models import Document
from disclosure.player.documents import PLAYER, RESTORED, edit
from foundation.agencies.roles import Role
from foundation.simulation.players import Next, Part

State = Document.State


@PLAYER.stage
def classify(part: Part) -> None:
    part.do(
        "disclosure.classify",
        Role.RECORDS_OFFICE,
        head=part.stream.choice(("20-3", "20-5", "20-11", "20-13", "20-15")),
    )


@PLAYER.stage
def withdraw(part: Part) -> Next | None:
    if part.matter.state != State.PUBLISHED:
        return None
    reason = part.stream.choice(("数据有误，核对后重新发布。", "发布范围有误。", "含有不宜公开的个人信息。"))
    part.do("disclosure.withdraw", Role.RECORDS_OFFICE, reason=reason)
    return Next("restore", part.at + timedelta(minutes=20)) if part.chance(RESTORED) else None


@PLAYER.stage
def restore(part: Part) -> None:
    """Within the hour a withdrawal is taken back."""
    part.do("disclosure.restore", Role.RECORDS_OFFICE, reason="核对后无误，恢复发布。")


@PLAYER.stage
def revise(part: Part) -> Next | None:
    """A new version takes the whole way again."""
    if part.matter.state != State.PUBLISHED:
        return None
    part.about(
        part.do("disclosure.revise", Role.DRAFTER, changed_on=part.today, reason="按最新标准修改有关内容。")
    )
    return part.then(edit, (0, 2))


@PLAYER.stage
def lapse(part: Part) -> None:
    if part.matter.state == State.PUBLISHED:
        given: dict[str, Any] = {
            "validity": "repealed",
            "lapsed_on": part.today,
            "reason": "新文件印发后同时废止。",
        }
        part.do("disclosure.set_validity", Role.RECORDS_OFFICE, **given)
