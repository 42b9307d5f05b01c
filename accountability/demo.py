"""Accountability in the demonstration county, invented: a case that only its team sees, and a report that nobody has taken up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from accountability.models import Case
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.casework.acts import Done, perform
from foundation.deadlines.counting import midnight
from foundation.visitors.codes import new_token

CLERK, FIRST, SECOND, TRIER, LEADER = (
    "jwjw-chengban",
    "jwjw-diaocha",
    "jwjw-diaochayuan",
    "jwjw-shenli",
    "jwjw-fuze",
)


def play(now: datetime) -> None:
    """Take them as far as they are, unless there are any already."""
    if Case.objects.exists():
        return
    with transaction.atomic():
        _told(Play(now - timedelta(days=6), now))
        _reported(Play(now - timedelta(days=2), now))


def told() -> list[str]:
    """Nothing: a case is its team's."""
    return []


class Play:
    """People who take a step every twenty minutes."""

    def __init__(self, at: datetime, now: datetime) -> None:
        self.at, self.now = min(midnight(localdate(at)) + timedelta(hours=9), now), now

    def act(self, name: str, who: str, on: Any, /, **data: Any) -> Done:
        """An act of somebody, twenty minutes after the last one."""
        person = Staff.objects.select_related("agency").get(username=who)
        self.at = min(self.at + timedelta(minutes=20), self.now)
        return perform(f"accountability.{name}", on=on, actor=Actor.of(person), at=self.at, data=data)


def _pk(username: str) -> int:
    return Staff.objects.get(username=username).pk


def _told(play: Play) -> None:
    """A case of which the person has been told, and whose defence is still to be heard."""
    commission, unit = (Agency.objects.get(code=code) for code in ("jwjw", "slj"))
    case = play.act(
        "take_clue",
        CLERK,
        commission,
        source="",
        unit=unit.pk,
        item=1,
        clue="巡察中发现，三份应当公开的水利工程招标文件成文以后四个月没有公开，群众两次询问没有答复。",
        leader=_pk(LEADER),
    ).matter
    play.act("verify", CLERK, case)
    play.act(
        "file",
        LEADER,
        case,
        subject="person",
        person="示例人员",
        post="工程股股长",
        account="",
        happened_on=str(localdate(play.at) - timedelta(days=60)),
        facts="三份招标文件成文以后没有送保密审查，也没有公开。\n工程股没有报请领导审核，自行决定不公开。",
    )
    team = {"investigators": [_pk(FIRST), _pk(SECOND)], "triers": [_pk(TRIER)]}
    play.act("name_team", LEADER, case, **team)
    play.act("add_evidence", FIRST, case, text="发文登记簿第 12 页，三份文件的成文日期和承办人。")
    play.act(
        "confirm_responsibility",
        FIRST,
        case,
        responsibility="handler",
        departed_because="这几份文件没有进本网站办理，按发文登记簿和谈话笔录查明没有报批。",
    )
    play.act(
        "tell",
        FIRST,
        case,
        facts=Case.objects.get(pk=case.pk).facts,
        basis="《中华人民共和国公职人员政务处分法》第三十八条第一款第四项",
        level=3,
        measures=["warning"],
        days=5,
    )


def _reported(play: Play) -> None:
    """What a citizen reported, for the clerk to take up."""
    perform(
        "accountability.report",
        on=Agency.objects.get(code="jwjw"),
        actor=Actor.citizen("举报人"),
        at=play.at,
        data={
            "about": "lxcz",
            "item": 3,
            "text": "我申请公开低保评议结果，窗口两次说不收这样的申请，没有给书面的理由。",
            "who": "citizen",
            "name": "",
            "contact": "",
            "token": new_token(),
        },
    )
