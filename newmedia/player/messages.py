"""Messages in a simulated year: enquiries answered, petitions registered and directed, topics reported up, unlawful words proved and deleted."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from foundation.agencies.actors import Actor
from foundation.simulation.players import Beginning, Day, Next, Part, clock_moment
from newmedia.models import Message
from newmedia.player.accounts import HEAD, PLAYER, account_of, live, on_duty

MESSAGES_A_YEAR, LATE = 700, 0.06
RETURNED, UNCLEAR, SORTED_LATER, ANEW = 0.3, 0.3, 0.15, 0.2
#: What is written: sort, channel, words, answer; how often.
ENQUIRIES = (
    ("comments", "社保卡丢了在哪里补办？要带什么？", "请带身份证到便民服务大厅 3 号窗口，当场补办，不收费。"),
    ("comments", "便民大厅周六上午几点开门？", "周六上午 9 点到 12 点，当天能办的当天办。"),
    ("messages", "今年的补贴什么时候发？", "各村公示结束后十五天内打到一卡通上，请留意短信。"),
)
SORTS = {"enquiry": 70, "other": 16, "petition": 7, "hot": 4, "unlawful": 3}
TEXTS = {
    "other": "谢谢小编，讲得很清楚。",
    "petition": "邻居盖房占了我家的地，找了几次没有人管。",
    "hot": "自来水为什么又涨价了？大家都在问。",
    "unlawful": "这里的人都是骗子，别信。",
}


@PLAYER.begins
def written_to(day: Day) -> Iterator[Beginning]:
    """People write on any day; so that each sort has its turn in a small county, some are counted by sort."""
    messages = day.how_many(MESSAGES_A_YEAR, any_day=True)
    rare = {
        sort: day.numbers(SORTS[sort] * 7, any_day=True, least=2) for sort in ("petition", "hot", "unlawful")
    }
    handles = live() if messages or any(rare.values()) else []
    if not handles:
        return
    stream = day.stream("messages")
    for n in range(messages):
        sort = stream.choices(("enquiry", "other"), (SORTS["enquiry"], SORTS["other"]))[0]
        yield Beginning(f"m{n}", "record_message", {"handle": stream.choice(handles), "sort": sort})
    for sort, numbers in rare.items():
        for n in numbers:
            yield Beginning(f"{sort}{n}", "record_message", {"handle": stream.choice(handles), "sort": sort})


def _keeper(part: Part) -> Actor:
    """Whoever looks after the account of the message."""
    return on_duty(part, account_of(part), "editor")


@PLAYER.stage
def record_message(part: Part) -> Next:
    account, sort = account_of(part), part.facts["sort"]
    n = part.facts["n"] = part.stream.randrange(len(ENQUIRIES))
    channel, text = ENQUIRIES[n][:2] if sort == "enquiry" else ("comments", TEXTS[sort])
    if sort == "petition":
        channel = "messages"
    given = {"text": text, "channel": channel, "author_name": "网友", "author_id": part.token()[:10]}
    given["address"] = "" if channel == "messages" else "https://www.example.gov.cn/s/1"
    later = part.chance(SORTED_LATER)
    given["sort"] = "" if later else sort
    part.about(part.do("newmedia.record_message", on_duty(part, account, "editor"), account, **given))
    if later:
        part.do("newmedia.sort_message", _keeper(part), sort=sort, reason="")
    if sort in ("enquiry", "other"):
        return part.then(answer_message, (0, 2), late=LATE, by=(3, 8))
    first = {"petition": register_petition, "hot": report_up, "unlawful": capture}[sort]
    return part.then(first, (0, 1))


@PLAYER.stage
def answer_message(part: Part) -> None:
    if part.facts["sort"] == "other":
        part.do("newmedia.note_message", _keeper(part))
        return
    said = {"answer": ENQUIRIES[part.facts["n"]][2], "repeats_because": "问的是同一件事，情况没有变。"}
    part.do("newmedia.answer_message", _keeper(part), **said)


# Petitions


@PLAYER.stage
def register_petition(part: Part) -> Next:
    """Whoever cannot be told in writing is answered at the platform alone, until the name is known."""
    given = {"competence": "others", "competent": "五原县自然资源局", "handling": ""}
    given["petition_channel"] = "五原县信访局，电话 0478-0000000"
    named = {"person_name": "模拟甲", "person_address": "五原县示例街 1 号", "unclear_because": ""}
    unclear = {"person_name": "", "person_address": "", "unclear_because": "私信问过，没有回。"}
    part.facts["unclear"] = part.chance(UNCLEAR)
    part.do(
        "newmedia.register_petition", _keeper(part), **given, **(unclear if part.facts["unclear"] else named)
    )
    if not part.facts["unclear"] and part.chance(ANEW):
        mended = given | {"competent": "五原县隆兴昌镇人民政府"}
        part.do("newmedia.register_anew", _keeper(part), **mended, **named)
    return part.then(direct, (1, 6))


@PLAYER.stage
def direct(part: Part) -> Next | None:
    told: dict[str, Any] = {"answer": "您好，请向有权处理的单位提出；信访渠道：五原县信访局。"}
    message: Message = part.matter
    if not message.unclear_because:
        told |= {"told_way": "post", "told_on": part.today, "told_proof": "挂号信 XA00000000015"}
    part.do("newmedia.direct", _keeper(part), **told)
    if part.facts["unclear"]:
        part.facts["unclear"] = False
        return part.then(name_late, (2, 8))
    return None


@PLAYER.stage
def name_late(part: Part) -> Next:
    given: dict[str, Any] = {"competence": "others", "competent": "五原县自然资源局", "handling": ""}
    given |= {"petition_channel": "五原县信访局，电话 0478-0000000", "named_on": part.today}
    part.do(
        "newmedia.name_late", _keeper(part), **given, person_name="模拟乙", person_address="五原县示例街 2 号"
    )
    return part.then(direct, (1, 4))


# Topics


@PLAYER.stage
def report_up(part: Part) -> Next:
    topic = {"topic": "居民用水价格调整", "reported_to": f"{part.agency.short_name}主要负责人"}
    part.do("newmedia.report_up", _keeper(part), **topic)
    return part.then(feed_back, (1, 4), late=LATE, by=(3, 8))


@PLAYER.stage
def feed_back(part: Part) -> None:
    said = "第一档的水价没有变；成本每季度公布一次，见县政府网站。"
    part.do("newmedia.feed_back", _keeper(part), answer=said)


# Unlawful words


def _picture(colour: str) -> ContentFile[bytes]:
    out = BytesIO()
    Image.new("RGB", (40, 60), colour).save(out, "PNG")
    return ContentFile(out.getvalue(), "截图.png")


@PLAYER.stage
def capture(part: Part) -> Next:
    """Proof first, seen by a second person; then it is deleted, and the police are told."""
    message: Message = part.matter
    given = {
        "post_url": "https://www.example.gov.cn/s/1",
        "comment_id": "c7",
        "author_name": message.written.author_name,
        "author_id": message.written.author_id,
        "text": message.written.text,
        "source": "",
        "no_source_because": "只在手机客户端里看得到。",
        "pictures": [_picture("red" if part.facts.get("again") else "white")],
    }
    part.do("newmedia.capture", _keeper(part), **given, **clock_moment("shown_at", message.received_at))
    if not part.facts.get("again") and part.chance(RETURNED):
        part.facts["again"] = True
        part.do("newmedia.return_evidence", HEAD, reason="截图里看不到网名。")
        return part.then(capture, (0, 0))
    part.do("newmedia.confirm_evidence", HEAD, witnessed="live", reason="")
    return part.then(delete, (0, 0))


@PLAYER.stage
def delete(part: Part) -> Next:
    gone = clock_moment("deleted_at", part.at)
    part.do("newmedia.record_deletion", _keeper(part), removal="ourselves", **gone)
    part.do("newmedia.make_package", _keeper(part))
    return part.then(tell_police, (0, 1))


@PLAYER.stage
def tell_police(part: Part) -> None:
    told = {
        "station": "五原县公安局网络安全保卫大队",
        "number": f"J{part.today.year}-{part.stream.randint(10, 99)}",
    }
    part.do("newmedia.record_police", _keeper(part), **told, **clock_moment("reported_at", part.at))
