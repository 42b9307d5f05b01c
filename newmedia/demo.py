"""Accounts of the demonstration county, invented: running, waiting for the three offices, suspended, closing, closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.casework.acts import Done, perform
from newmedia.clockwork import end_notices
from newmedia.models import Account, Filing

#: Who looks at filings for each of the three offices.
RECEIVERS = {"propaganda": "xcb-wenshu", "cyberspace": "wxb-wenshu", "disclosure_office": "xzfb-zhuren"}
#: Who does what for an account.
PEOPLE = (
    ("manager", "wenshu"),
    ("editor", "nigao"),
    ("first", "nigao"),
    ("second", "wenshu"),
    ("final", "zhuren"),
)


def play(now: datetime) -> None:
    """Take the accounts as far as they are, unless there are any already."""
    if Account.objects.exists():
        return
    with transaction.atomic():
        main = Play("rfbsc", now - timedelta(days=56), now).live("wechat", "荣丰发布")
        _changed(Play("nmj", now - timedelta(days=50), now))
        _suspended(Play("slj", now - timedelta(days=48), now))
        _merged(Play("rfbsc", now - timedelta(days=45), now), main)
        _announced(Play("slj", now - timedelta(days=20), now))
        Play("lxcz", now - timedelta(days=4), now).sent("wechat", "隆兴昌发布")
        Play("nmj", now - timedelta(days=3), now).returned("douyin", "五原农牧")
        Play("lxcz", now - timedelta(days=1), now).proposed("weibo", "隆兴昌微博")


class Play:
    """The people of one agency, who take a step every twenty minutes."""

    def __init__(self, code: str, at: datetime, now: datetime) -> None:
        self.code, self.at, self.now = code, at, now

    def act(self, name: str, who: str, on: Any, /, **data: Any) -> Done:
        """An act of the person in that office of the agency, or of somebody by user name."""
        username = who if "-" in who else f"{self.code}-{who}"
        person = Staff.objects.select_related("agency").get(username=username)
        self.at = min(self.at + timedelta(minutes=20), self.now)
        return perform(f"newmedia.{name}", on=on, actor=Actor.of(person), at=self.at, data=data)

    def proposed(self, platform: str, title: str) -> Account:
        """An account that the agency wants, with who keeps it."""
        agency = Agency.objects.get(code=self.code)
        given = {
            "platform": platform,
            "title": title,
            "purpose": f"{agency.short_name}的政务信息、政策解读和便民服务。",
            "subject": agency.name,
            "in_charge": "分管领导",
            "phone": "0478-0000000",
            "interactions": ["messages", "comments"],
        }
        account: Account = self.act("propose", "nigao", agency, **given).matter
        for duty, who in PEOPLE:
            staff = Staff.objects.get(username=f"{self.code}-{who}")
            self.act("assign", "wenshu", account, staff=staff.pk, duty=duty)
        return account

    def sent(self, platform: str, title: str) -> Account:
        """Filed; the three offices are still to look at it."""
        account = self.proposed(platform, title)
        filed: Account = self.act(
            "file_opening", "lingdao", account, reason="方便群众了解政策、办事。"
        ).matter
        return filed

    def decided(self, account: Account) -> Account:
        """All three acknowledge what was filed last."""
        for copy in Filing.objects.filter(account=account).order_by("-pk")[0].copies.order_by("pk"):
            self.act("acknowledge", RECEIVERS[copy.function], copy)
        return Account.objects.get(pk=account.pk)

    def returned(self, platform: str, title: str) -> None:
        """Sent back by one of them."""
        account = self.sent(platform, title)
        copy = Filing.objects.get(account=account).copies.get(function="propaganda")
        self.act("return_copy", RECEIVERS[copy.function], copy, reason="先说明内容从哪里来，一周能更新几条。")

    def live(self, platform: str, title: str) -> Account:
        """Opened, and in the national system."""
        account = self.decided(self.sent(platform, title))
        given = {
            "handle": f"{self.code}-{platform}",
            "address": f"https://www.example.gov.cn/{self.code}/{platform}",
            "opened_on": str(localdate(self.at)),
        }
        self.act("go_live", "nigao", account, **given)
        done: Account = self.act("record_national", "wenshu", account, national_on=given["opened_on"]).matter
        return done

    def announced(self, account: Account, where: str, **more: Any) -> Account:
        """Decided, on file, announced."""
        given = {"reason": "更新少、关注的人少，集中力量办好一个账号。", "where_now": where, **more}
        self.act("decide_closing", "lingdao", account, **given)
        account = self.decided(account)
        done: Account = self.act("begin_notice", "nigao", account, notice_from=str(localdate(self.at))).matter
        return done


def _changed(office: Play) -> None:
    account = office.live("wechat", "五原农牧")
    office.at = max(office.at, office.now - timedelta(days=2))
    names = ("title", "handle", "address", "purpose", "subject", "in_charge", "interactions")
    given = {name: getattr(account, name) for name in names}
    office.act("change", "nigao", account, **given, phone="0478-0000001")


def _suspended(office: Play) -> None:
    account = office.live("weibo", "五原水利微博")
    office.act("suspend", "lingdao", account, because="staff", reason="管理员调离，新的管理员正在熟悉业务。")


def _merged(office: Play, into: Account) -> None:
    account = office.live("weibo", "荣丰微博")
    account = office.announced(account, "请关注“荣丰发布”微信公众号。", merged_into=into.pk)
    assert account.notice_until is not None
    office.act(
        "record_archive", "nigao", account, archive="县档案馆新媒体光盘 2026-001 号", archived_items=318
    )
    while localdate(office.at) <= account.notice_until and office.at < office.now:
        office.at = min(office.at + timedelta(days=1), office.now)
    if end_notices(at=office.at):
        office.act("cancel", "nigao", account, closed_on=str(localdate(office.at)))


def _announced(office: Play) -> None:
    account = office.live("toutiao", "五原水利头条")
    office.at = max(office.at, office.now - timedelta(days=3))
    office.announced(account, "请看县政府门户网站“水利局”栏目。")


def told() -> list[str]:
    """Nothing that a visitor has to know beforehand."""
    return []
