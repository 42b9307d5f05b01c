"""An alarm for the county's disclosure office where unusually many applications come in: a person looks, nobody is shut out."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localtime

from applications.doors import UNUSUAL
from foundation.agencies.queries import holders
from foundation.agencies.roles import Role
from foundation.notices.acts import tell
from foundation.visitors.throttle import allow


def tell_of_many(who: dict[str, str], at: datetime) -> None:
    """Count an application that was filed; tell the office, once an hour, where they are unusually many."""
    if allow(UNUSUAL, network=who["network"], county="") is None:
        return
    hour = localtime(at).strftime("%Y-%m-%d %H")
    tell(
        list(holders(Role.COUNTY_SUPERVISOR, None)),
        subject="一小时内网上申请异常多",
        body=f"{hour} 时起一小时内，网上收到的申请明显多于平常（或者多件来自同一网络）。"
        "申请照常受理；请看一看是不是有人成批提交，必要时联系运维人员。",
        key=f"unusually_many:{hour}",
        at=at,
        url="/desk/applications/application/",
    )
