"""Accounts of the demonstration county, invented: running, waiting for the three offices, suspended, closing, closed; and what
people wrote to one of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.timezone import localdate, localtime

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.casework.acts import Done, perform
from foundation.deadlines.counting import midnight
from newmedia.clockwork import check_months, end_notices, open_declarations
from newmedia.models import Account, Declaration, Filing, Message, Post, Source
from newmedia.replies import petition_channel, ready_answer
from newmedia.statute import GATES

#: Who looks at filings for each of the three offices.
RECEIVERS = {"propaganda": "xcb-wenshu", "cyberspace": "wxb-wenshu", "disclosure_office": "xzfb-zhuren"}
#: Who does what for an account.
PEOPLE = (
    ("manager", "wenshu"),
    ("editor", "nigao"),
    ("first", "wenshu"),
    ("second", "zhuren"),
    ("final", "lingdao"),
)


def play(now: datetime) -> None:
    """Take the accounts as far as they are, unless there are any already."""
    if Account.objects.exists():
        return
    with transaction.atomic():
        main = Play("rfbsc", now - timedelta(days=56), now).live("wechat", "荣丰发布")
        _listed(Play("xcb", now - timedelta(days=40), now))
        _published(Play("rfbsc", now - timedelta(days=30), now), main)
        _emergencies(Play("rfbsc", now - timedelta(days=9), now), main)
        _helped(Play("rfbsc", now - timedelta(days=8), now), main)
        _talked(Play("rfbsc", now - timedelta(days=6), now), main)
        _changed(Play("nmj", now - timedelta(days=50), now))
        _suspended(Play("slj", now - timedelta(days=48), now))
        _merged(Play("rfbsc", now - timedelta(days=45), now), main)
        _announced(Play("slj", now - timedelta(days=20), now))
        check_months(at=now)
        _told(Play("xcb", now - timedelta(days=1), now))
        _written(Play("rfbsc", now - timedelta(days=6), now), main)
        Play("lxcz", now - timedelta(days=4), now).sent("wechat", "隆兴昌发布")
        Play("nmj", now - timedelta(days=3), now).returned("douyin", "五原农牧")
        Play("lxcz", now - timedelta(days=1), now).proposed("weibo", "隆兴昌微博")


NOTICE: dict[str, Any] = {
    "sort": "service",
    "title": "社区便民服务时间调整",
    "body": "从下周一起，荣丰办事处各社区便民服务大厅中午不休息，周六上午照常办理。",
}


class Play:
    """The people of one agency, who take a step every twenty minutes."""

    def __init__(self, code: str, at: datetime, now: datetime) -> None:
        # In the morning, as people work; what is done today is done before now.
        morning = midnight(localdate(at)) + timedelta(hours=9)
        self.code, self.at, self.now = code, min(morning, now), now

    def act(self, name: str, who: str, on: Any, /, **data: Any) -> Done:
        """An act of the person in that office of the agency, or of somebody by user name."""
        username = who if "-" in who else f"{self.code}-{who}"
        person = Staff.objects.select_related("agency").get(username=username)
        self.at = min(self.at + timedelta(minutes=20), self.now)
        files = {"pictures": data.pop("pictures")} if "pictures" in data else {}
        return perform(f"newmedia.{name}", on=on, actor=Actor.of(person), at=self.at, data=data, files=files)

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

    def approved(self, account: Account, **given: Any) -> Post:
        """Written, and passed by all three."""
        post: Post = self.act("write", "nigao", account, **{**NOTICE, **given}).matter
        self.reviewed(post)
        return post

    def reviewed(self, post: Post) -> None:
        """Handed in, and passed by all three."""
        self.act("hand_in", "nigao", post)
        for name, who in (("pass_first", "wenshu"), ("pass_second", "zhuren"), ("approve", "lingdao")):
            ticked: dict[str, Any] = {"gates": list(GATES)}
            if post.source_id:
                ticked["unaltered"] = "on"
            self.act(name, who, post, **ticked)

    def released(self, account: Account, **given: Any) -> Post:
        """Registered as released, as it was approved."""
        return self.registered(self.approved(account, **given))

    def registered(self, post: Post) -> Post:
        """At the platform ten minutes after it was approved."""
        at = localtime(min(self.at + timedelta(minutes=10), self.now))
        self.at = max(self.at, at)
        done: Post = self.act(
            "release",
            "nigao",
            post,
            address=f"https://www.example.gov.cn/s/{post.pk}",
            released_at_0=f"{at:%Y-%m-%d}",
            released_at_1=f"{at:%H:%M}",
            released_text=post.body,
        ).matter
        return done


def _listed(office: Play) -> None:
    """The list of sources; the table of words stays empty."""
    agency = Agency.objects.get(code=office.code)
    edition = "互联网新闻信息稿源单位名单（2025 年 6 月）"
    for name, level in (("新华网", "central"), ("人民网", "central"), ("内蒙古新闻网", "region")):
        given = {"name": name, "level": level, "edition": edition, "listed_on": "2025-06-30"}
        office.act("list_source", "wenshu", agency, **given)


def _published(office: Play, account: Account) -> None:
    """What one account published: its own, one reposted, one put right, one withdrawn, one on its way, one with findings."""
    office.released(account)
    wrong = office.released(
        account, title="流动办证点时间", body="办证车每周二到各社区，带身份证和户口簿。", sort="information"
    )
    said = "应为每周三，不是每周二。给您带来不便，请谅解。"
    office.act("mend", "lingdao", wrong, sort="correction", text=said)
    old = office.released(account, title="停水通知", body="明天 8 时至 18 时，葵花小区停水。")
    office.act("withdraw_post", "lingdao", old, reason="停水取消，请照常用水。")
    source = Source.objects.get(name="新华网")
    office.released(
        account,
        title="冬季取暖安全提示",
        body="使用煤炉取暖，要装烟囱、常通风，睡前检查一遍。",
        source=source.pk,
        source_author="测试记者",
        source_address="https://www.example.com/news/1",
    )
    office.act("recommend", "zhuren", Post.objects.filter(account=account, state="released").earliest("pk"))
    office.at = max(office.at, office.now - timedelta(days=1))
    post = office.act("write", "nigao", account, **NOTICE, pictures="现场照片两张").matter
    office.act("hand_in", "nigao", post)
    body = "荣丰办亊处电话 13800138000，关注的前一百名扫码领取小礼品。"
    office.act("write", "nigao", account, **{**NOTICE, "title": "关注有礼", "body": body})


FIRE = {
    "what": "一处民房起火，屋内人员已经安全撤离，没有人员伤亡。",
    "doing": "消防、公安已经到场，明火已经扑灭，起火原因正在调查。",
    "advice": "请绕行新民路，不要围观，听从现场指挥。",
}


def _moment(name: str, at: datetime) -> dict[str, str]:
    """A moment as the two fields of a form."""
    local = localtime(at)
    return {f"{name}_0": f"{local:%Y-%m-%d}", f"{name}_1": f"{local:%H:%M}"}


def _emergencies(office: Play, account: Account) -> None:
    """One that was told in time, with what followed; one whose minutes run now; who keeps watch this week."""
    agency = account.agency
    opened = {"title": "民房火灾", "place": "荣丰办事处新民社区"}
    given = {
        **opened,
        **_moment("event_at", office.at - timedelta(minutes=35)),
        **_moment("known_at", office.at - timedelta(minutes=25)),
    }
    fire = office.act("open_incident", "nigao", agency, **given).matter
    word = {**FIRE, **_moment("next_word_by", office.at + timedelta(hours=5))}
    post = office.act("write_word", "nigao", fire, account=account.pk, **word).matter
    office.act("approve_word", "lingdao", post, gates=list(GATES))
    office.registered(post)
    more = {"account": account.pk, "sort": "emergency", "title": "民房火灾最新情况"}
    body = "起火原因已经查明：电热毯长时间通电。受灾的一户已经安置在社区。本次事件的发布到此结束。"
    follow = office.act("follow_up", "nigao", fire, **more, body=body).matter
    office.reviewed(follow)
    office.registered(follow)
    office.act("close_incident", "lingdao", fire, reason="处置完毕，情况已经全部发布。")
    office.at = office.now - timedelta(minutes=42)
    people = {name: Staff.objects.get(username=f"rfbsc-{name}").pk for name in ("nigao", "lingdao")}
    days = {"from_on": str(localdate(office.now)), "until_on": str(localdate(office.now) + timedelta(days=6))}
    office.at -= timedelta(minutes=40)
    office.act("roster", "wenshu", agency, person=people["nigao"], leader=people["lingdao"], **days)
    given = {
        "title": "道路积水",
        "place": "荣丰办事处葵花路地下通道",
        **_moment("event_at", office.at - timedelta(minutes=8)),
        **_moment("known_at", office.at - timedelta(minutes=3)),
    }
    office.act("open_incident", "nigao", agency, **given)


def _changed(office: Play) -> None:
    """Its telephone, and who keeps its password."""
    account = office.live("wechat", "五原农牧")
    office.at = max(office.at, office.now - timedelta(days=1))
    row = account.assignments.get(duty="manager")
    office.act("relieve", "zhuren", account, assignment=row.pk)
    staff = Staff.objects.get(username="nmj-nigao")
    office.act("assign", "zhuren", account, staff=staff.pk, duty="manager")
    names = ("title", "handle", "address", "purpose", "subject", "in_charge", "interactions")
    given = {name: getattr(account, name) for name in names}
    office.act("change", "nigao", account, **given, phone="0478-0000001")


def _talked(office: Play, account: Account) -> None:
    """An interview with what came of it, and a survey that runs."""
    plan = {
        "sort": "interview",
        "title": "冬季供暖怎么保障",
        "topic": "供暖温度不达标怎么办、怎么报修、怎么退费。",
        "guests": "住房和城乡建设部门分管供暖的负责人",
        "address": "https://www.example.gov.cn/live/1",
        **_moment("starts_at", office.at + timedelta(hours=3)),
        **_moment("ends_at", office.at + timedelta(hours=4)),
    }
    row = office.act("plan_exchange", "nigao", account, **plan).matter
    office.act("announce_exchange", "lingdao", row, gates=list(GATES))
    office.at += timedelta(hours=5)
    told = {
        "summary": "一个小时里有二十多位网友提问，主要问温度不达标怎么测、怎么退费，都当场答了。",
        "uses": "入户测温从本周起改为当天上门；退费办法写成一页纸，在各社区张贴。",
    }
    office.act("report_exchange", "lingdao", row, **told)
    office.at = max(office.at, office.now - timedelta(hours=3))
    survey = {
        "sort": "survey",
        "title": "社区食堂办在哪里",
        "topic": "不少老人反映中午吃饭不方便，荣丰办事处打算办一个社区食堂，想听听大家的意见。",
        "wording": "【单选】办在哪里您最方便\n葵花社区\n新民社区\n荣丰社区\n【多选】您家谁会去吃\n老人\n孩子\n上班的人\n【填写】还想说什么",
        **_moment("starts_at", office.at + timedelta(minutes=50)),
        **_moment("ends_at", office.now + timedelta(days=6)),
    }
    row = office.act("plan_exchange", "nigao", account, **survey).matter
    office.act("announce_exchange", "lingdao", row, gates=list(GATES))


def _helped(office: Play, account: Account) -> None:
    """A third party on file for a year, and the computers declared."""
    first = localdate(office.at)
    given = {
        "name": "测试传媒有限公司",
        "credit_code": "91150821MA0PTR2E35",
        "qualification": "增值电信业务经营许可证（测试）",
        "services": ["pictures"],
        "contract": "荣丰合同〔2026〕7 号",
        "contract_from": str(first),
        "contract_until": str(first + timedelta(days=364)),
    }
    row = office.act("propose_provider", "wenshu", account, **given).matter
    office.act("file_provider", "lingdao", row)
    office.act("accept_provider", RECEIVERS["propaganda"], row)
    open_declarations(at=office.at)
    numbers = {"computers": 3, "licensed": 3, "protected_ones": 3, "checked_on": str(localdate(office.at))}
    office.act("declare", "wenshu", Declaration.objects.get(agency=account.agency), **numbers)


def _told(office: Play) -> None:
    """A message to the contact group that one of its agencies has answered."""
    agency = Agency.objects.get(code=office.code)
    given = {
        "title": "核对账号信息",
        "body": "请各单位核对账号的认证主体和办公电话，核对完请回复。",
        "answer_wanted": "on",
    }
    circular = office.act("send_circular", "wenshu", agency, **given).matter
    copy = circular.copies.get(agency__code="rfbsc")
    office.act("answer_circular", "rfbsc-wenshu", copy, answer="已经核对，没有变动。")


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


#: What people wrote, by kind: invented like everything here.
MESSAGES: dict[str, dict[str, str]] = {
    "answered": {"sort": "enquiry", "text": "社保卡丢了在哪里补办？要带什么？", "author_name": "河套人家"},
    "enquiry": {"sort": "enquiry", "text": "便民大厅周六上午几点开门？", "author_name": "向日葵"},
    "unsorted": {"text": "葵花小区的路灯坏了三天了。", "author_name": "夜行人"},
    "registered": {
        "sort": "petition",
        "text": "邻居盖房占了我家的宅基地，说了几次没人管。",
        "author_name": "老实人",
    },
    "directed": {"sort": "petition", "text": "低保取消了，没有人告诉我为什么。", "author_name": "平安是福"},
    "reported": {"sort": "hot", "text": "自来水价格到底涨不涨？群里都在传。", "author_name": "五原一家人"},
    "fed_back": {"sort": "hot", "text": "今年冬天几号供暖？", "author_name": "暖冬"},
    "captured": {"sort": "unlawful", "text": "出售各类证件，加我。", "author_name": "办证小王"},
    "police": {"sort": "unlawful", "text": "刷单日入五百，先交押金，名额有限！", "author_name": "小额兼职"},
    "noted": {"sort": "other", "text": "谢谢小编，讲得很清楚。", "author_name": "广场舞"},
}


def _screenshot(text: str, author: str) -> ContentFile[bytes]:
    """A picture of a comment, as a phone shows it."""
    from PIL import Image, ImageDraw, ImageFont
    from pylopdf_fonts_zh_cn import sans_path

    image, out = Image.new("RGB", (720, 420), "white"), BytesIO()
    draw = ImageDraw.Draw(image)
    small, large = (ImageFont.truetype(str(sans_path()), size) for size in (24, 32))
    draw.text((40, 40), "https://www.example.gov.cn/s/1", fill="#4a5565", font=small)
    draw.line((40, 90, 680, 90), fill="#d9dee5", width=2)
    draw.text((40, 120), author, fill="#14497f", font=small)
    draw.text((40, 170), text, fill="#1c2430", font=large)
    draw.text((40, 250), "今天 08:40　来自手机", fill="#5f6b7a", font=small)
    image.save(out, "PNG")
    return ContentFile(out.getvalue(), name="截图.png")


def _written(office: Play, account: Account) -> None:
    """What people wrote to one account: one message in each state."""
    came: dict[str, Message] = {}
    for name, given in MESSAGES.items():
        channel = "messages" if given.get("sort") == "petition" else "comments"
        address = "" if channel == "messages" else "https://www.example.gov.cn/s/1"
        entered = {"channel": channel, "address": address, "author_id": f"u-{len(came) + 1001}", **given}
        came[name] = office.act("record_message", "nigao", account, **entered).matter
    office.act(
        "answer_message",
        "nigao",
        came["answered"],
        answer="请带身份证到便民服务大厅 3 号窗口，当场补办，不收费。",
    )
    petition = {
        "competence": "others",
        "competent": "五原县自然资源局",
        "person_name": "测试甲",
        "person_address": "五原县隆兴昌镇测试街 1 号",
        "petition_channel": petition_channel(),
    }
    office.act("register_petition", "nigao", came["registered"], **petition)
    petition |= {"competent": "五原县民政局", "person_name": "", "unclear_because": "私信问过，没有回。"}
    told = office.act("register_petition", "nigao", came["directed"], **petition).matter
    office.act("direct", "nigao", told, answer=ready_answer(told))
    for name, topic in (("reported", "居民用水价格"), ("fed_back", "冬季供暖日期")):
        reported = office.act(
            "report_up", "nigao", came[name], topic=topic, reported_to="办事处主要负责人"
        ).matter
    office.act(
        "feed_back", "nigao", reported, answer="今年 10 月 15 日零时开始供暖，已经通知供热单位提前试压。"
    )
    for name in ("captured", "police"):
        _captured(office, came[name], MESSAGES[name])
    confirmed = office.act("confirm_evidence", "wenshu", came["police"], witnessed="live").matter
    gone = office.act(
        "record_deletion", "nigao", confirmed, removal="ourselves", **_moment("deleted_at", office.at)
    ).matter
    office.act("make_package", "nigao", gone)
    office.act(
        "record_police",
        "nigao",
        gone,
        station="五原县公安局网络安全保卫大队",
        number="测试 2026-0001",
        **_moment("reported_at", office.at),
    )
    office.act("note_message", "nigao", came["noted"])


def _captured(office: Play, message: Message, given: dict[str, str]) -> None:
    """Evidence of unlawful words."""
    office.act(
        "capture",
        "nigao",
        message,
        post_url="https://www.example.gov.cn/s/1",
        comment_id=f"c{message.pk}",
        author_name=given["author_name"],
        author_id=message.written.author_id,
        text=given["text"],
        source=f'<li id="c{message.pk}"><b>{given["author_name"]}</b><p>{given["text"]}</p></li>',
        pictures=[_screenshot(given["text"], given["author_name"])],
        **_moment("shown_at", message.received_at),
    )


def told() -> list[str]:
    """Nothing that a visitor has to know beforehand."""
    return []
