"""An account taken as far along its way as a test needs it. Nobody in here exists."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate, localtime

from foundation.agencies.models import Agency
from foundation.casework.acts import Done
from newmedia.clockwork import end_notices
from newmedia.models import Account, Exchange, Filing, Incident, Post, Source, Term
from newmedia.statute import OFFICES
from tests.personas import County

ACCOUNT: dict[str, Any] = {
    "platform": "wechat",
    "title": "荣丰发布",
    "purpose": "荣丰办事处的政务信息和便民服务。",
    "subject": "荣丰办事处",
    "in_charge": "测试领导",
    "phone": "0478-0000000",
    "interactions": ["messages", "notes"],
}
LIVE: dict[str, Any] = {
    "handle": "rongfeng-fabu",
    "address": "http://weixin.qq.com/r/rongfeng",
    "early_because": "",
}
CLOSING: dict[str, Any] = {
    "reason": "关注的人少，并到县里的账号。",
    "where_now": "请关注“五原发布”微信公众号。",
    "where_address": "https://www.example.gov.cn/newmedia/",
}
#: Who does what: the last halves of their user names.
PEOPLE = (
    ("manager", "records_office"),
    ("editor", "drafter"),
    ("first", "records_office"),
    ("second", "department_head"),
    ("final", "leader"),
)
POST: dict[str, Any] = {
    "sort": "service",
    "title": "明天起换季供水",
    "body": "11 月 3 日起，荣丰办事处各小区早晚各供水两小时，请提前接水。",
}
INCIDENT: dict[str, Any] = {"title": "民房火灾", "place": "隆兴昌镇新民村"}
#: What the first word says, beside when more will be said.
WORD: dict[str, Any] = {
    "what": "一处民房起火，无人员伤亡。",
    "doing": "消防、公安已到现场，明火已扑灭。",
    "advice": "请绕行新民路，不要围观。",
}
SURVEY: dict[str, Any] = {
    "sort": "survey",
    "title": "社区食堂办在哪里",
    "topic": "老人反映吃饭不方便，打算办一个社区食堂。",
    "wording": "【单选】办在哪里方便\n葵花社区\n新民社区\n【填写】还想说什么",
}
INTERVIEW: dict[str, Any] = {
    "sort": "interview",
    "title": "冬季供暖怎么保障",
    "topic": "供暖温度、报修和退费。",
    "guests": "住建局分管供暖的副局长",
    "address": "https://weixin.example.cn/live/1",
}
#: All that a reviewer ticks.
GATES = ["political", "legal", "policy", "secrecy", "wording"]
REPOST: dict[str, Any] = {
    "source_author": "测试记者",
    "source_address": "https://www.news.example.cn/1.html",
}


def offices(county: County) -> Agency:
    """The agency that is all three offices at once."""
    agency = county.agencies["bmj"]
    missing = [str(each) for each in OFFICES if each not in agency.functions]
    if missing:
        agency.functions = [*agency.functions, *missing]
        agency.save()
    return agency


class Office:
    """The people of one agency who keep accounts."""

    def __init__(self, county: County, code: str = "rfbsc") -> None:
        self.county, self.code = county, code
        offices(county)

    def do(self, name: str, on: Any, role: str, data: dict[str, Any] | None = None, **more: Any) -> Done:
        return self.county.do(f"newmedia.{name}", on, f"{self.code}-{role}", data or {}, **more)

    def proposed(self, **fields: Any) -> Account:
        return self.do("propose", f"agency:{self.code}", "drafter", {**ACCOUNT, **fields}).matter

    def staffed(self, account: Account | None = None, **fields: Any) -> Account:
        account = account or self.proposed(**fields)
        for duty, role in PEOPLE:
            staff = self.county.people[f"{self.code}-{role}"]
            self.do("assign", account, "records_office", {"staff": staff.pk, "duty": duty})
        return self.county.fresh(account)

    def filing(self, account: Account | None = None, **fields: Any) -> Account:
        account = account or self.staffed(**fields)
        return self.do("file_opening", account, "leader", {"reason": "方便群众了解政策。"}).matter

    def decide(self, account: Account, name: str = "acknowledge", **data: Any) -> Account:
        """The three offices look at what was filed last; one that sends it back ends that."""
        newest = Filing.objects.filter(account=account).order_by("-pk").first()
        assert newest is not None
        for copy in newest.copies.order_by("pk"):
            self.county.do(f"newmedia.{name}", copy, f"{copy.agency.code}-records_office", data)
            if name == "return_copy":
                break
        return self.county.fresh(account)

    def filed(self, **fields: Any) -> Account:
        return self.decide(self.filing(**fields))

    def live(self, **fields: Any) -> Account:
        """Opened today."""
        own = {name: fields.pop(name) for name in ("handle", "address") if name in fields}
        account = self.filed(**fields)
        data = {**LIVE, "opened_on": str(localdate(self.county.at)), **own}
        return self.do("go_live", account, "drafter", data).matter

    def closing(self, account: Account, **data: Any) -> Account:
        return self.do("decide_closing", account, "leader", {**CLOSING, **data}).matter

    def announced(self, account: Account, **data: Any) -> Account:
        """Decided, on file, announced today."""
        account = self.decide(self.closing(account, **data))
        notice = {"notice_from": str(localdate(self.county.at))}
        return self.do("begin_notice", account, "drafter", notice).matter

    def over(self, account: Account) -> Account:
        """The days of the notice go by."""
        assert account.notice_until is not None
        while localdate(self.county.at) <= account.notice_until:
            self.county.at += timedelta(days=1)
        end_notices(at=self.county.at)
        return self.county.fresh(account)

    def archived(self, account: Account) -> Account:
        data = {"archive": "县档案馆新媒体光盘 2026-001 号", "archived_items": "1,204 条"}
        return self.do("record_archive", account, "drafter", data).matter

    # Posts

    def written(self, account: Account | None = None, **fields: Any) -> Post:
        return self.do("write", account or self.live(), "drafter", {**POST, **fields}).matter

    def handed_in(self, post: Post | None = None, **fields: Any) -> Post:
        return self.do("hand_in", post or self.written(**fields), "drafter").matter

    def reviewed(self, post: Post) -> Post:
        """Passed by all three."""
        for name, role in (
            ("pass_first", "records_office"),
            ("pass_second", "department_head"),
            ("approve", "leader"),
        ):
            post = self.do(name, post, role, self.ticked(post)).matter
        return post

    def ticked(self, post: Post) -> dict[str, Any]:
        return {"gates": GATES, **({"unaltered": "on"} if post.source_id else {})}

    def approved(self, post: Post | None = None, **fields: Any) -> Post:
        return self.reviewed(self.handed_in(post, **fields))

    def now(self) -> dict[str, str]:
        """This minute, as the two fields of a moment."""
        at = localtime(self.county.at + timedelta(minutes=1))
        return {"released_at_0": f"{at:%Y-%m-%d}", "released_at_1": f"{at:%H:%M}"}

    def release(self, post: Post, **data: Any) -> Post:
        """Registered as released this minute, as it was approved."""
        given = {"address": "https://weixin.example.cn/s/1", "released_text": post.body, **self.now(), **data}
        return self.do("release", post, "drafter", given).matter

    def released(self, post: Post | None = None, **fields: Any) -> Post:
        return self.release(self.approved(post, **fields))

    def source(self, name: str = "新华网", **fields: Any) -> Source:
        """On the county's list, which the propaganda department keeps."""
        given = {
            "name": name,
            "level": "central",
            "edition": "2025 年名单",
            "listed_on": "2025-06-01",
            **fields,
        }
        return self.county.do("newmedia.list_source", "agency:bmj", "bmj-records_office", given).matter

    def term(self, word: str, severity: str, advice: str = "", **more: Any) -> Term:
        given = {"word": word, "severity": severity, "advice": advice, **more}
        return self.county.do("newmedia.list_term", "agency:bmj", "bmj-records_office", given).matter

    def password_reset(self, account: Account, role: str = "records_office") -> None:
        """The password set anew today."""
        given = {"reset_on": str(localdate(self.county.at)), "kept_alone": "on"}
        self.do("record_reset", account.password_tasks.get(state="due"), role, given)

    # Surveys and interviews

    def when(self, begins: int = 1, lasts: int = 24) -> dict[str, str]:
        """From so many hours on, for so many hours."""
        first = self.minutes_ago(-60 * begins, "starts_at")
        return first | self.minutes_ago(-60 * (begins + lasts), "ends_at")

    def planned(self, account: Account | None = None, **more: Any) -> Exchange:
        given = {**SURVEY, **self.when(), **more}
        return self.do("plan_exchange", account or self.live(), "drafter", given).matter

    # Emergencies

    def minutes_ago(self, minutes: int, name: str = "event_at") -> dict[str, str]:
        """A moment so long ago, as the two fields of a form."""
        at = localtime(self.county.at - timedelta(minutes=minutes))
        return {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M}"}

    def incident(self, minutes: int = 30, **more: Any) -> Incident:
        """Something that happened so many minutes ago and was known ten minutes later."""
        known = self.minutes_ago(max(minutes - 10, 0), "known_at")
        given = {**INCIDENT, **self.minutes_ago(minutes), **known, **more}
        return self.do("open_incident", f"agency:{self.code}", "drafter", given).matter

    def word(self, incident: Incident, account: Account, role: str = "drafter", **more: Any) -> Post:
        """Its first word, drafted."""
        soon = self.minutes_ago(-180, "next_word_by")
        return self.do("write_word", incident, role, {"account": account.pk, **WORD, **soon, **more}).matter

    def approved_word(self, post: Post, role: str = "leader") -> Post:
        return self.do("approve_word", post, role, {"gates": GATES}).matter

    def said(self, post: Post, **more: Any) -> Incident:
        """The first word at the platform this minute."""
        post = self.release(self.approved_word(post), **more)
        assert post.incident is not None
        return self.county.fresh(post.incident)

    def closed(self, account: Account, **data: Any) -> Account:
        account = self.archived(self.over(self.announced(account, **data)))
        today = {"closed_on": str(localdate(self.county.at))}
        return self.do("cancel", account, "drafter", today).matter
