"""Files that go with documents: a table, or a form to fill in."""

from __future__ import annotations

from django.core.files.base import ContentFile

from disclosure.player.subjects import TOWNS
from foundation.agencies.roles import Role
from foundation.simulation.players import Part

FORM = "申请表\n姓名：\n所在村（社区）：\n申请事项：\n村民委员会意见：\n镇人民政府审核意见：\n"


def attach(part: Part) -> None:
    """The drafter attaches a table by towns, or the form."""
    if part.chance(0.7):
        rows = [f"{town},{part.stream.randint(3, 90)},{part.stream.randint(20, 900) / 10}" for town in TOWNS]
        title, text = "分镇明细表", "\n".join(["镇,数量,金额（万元）", *rows])
        name = "分镇明细表.csv"
    else:
        title, text, name = "申请表", FORM, "申请表.txt"
    file = ContentFile(text.encode(), name)
    part.do("disclosure.attach", Role.DRAFTER, title=title, audience="public", file=file)
