"""The draft of a decision open for comment in a simulated year: what thousands say, answered together or alone; some open once more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from foundation.simulation.players import ANY_HOUR, Next, Part, clock_time
from participation import receiving
from participation.models import Call, Decision, Opinion, Suggestion
from participation.player.decisions import (
    ARTICLES,
    DECISIONS_A_YEAR,
    DRAFTER,
    HEAD,
    LATE,
    PLAYER,
    RECORDS,
    examine,
)
from secrecy_review.models import Review
from secrecy_review.player import follow

OPINIONS_A_YEAR, DAYS = 3_000, 30
#: Shares of calls that are explained, extended, told of on paper.
EXPLAINED, EXTENDED, ON_PAPER = 0.3, 0.15, 0.5
#: What somebody says of another, and what everybody reads of it.
RUDE = "先把老旧的管子修好再说。收费员老李天天打麻将。"
MILDER = "先把老旧的管子修好再说。〔隐去对个人的议论〕。"
OPINIONS = (
    ("", "for", "支持，早就该有个规矩。"), ("第二条", "against", "不同意涨价，这几年收入没有增加。"), ("第二条", "conditional", "第一档的量再提高一些，照顾人口多的家庭。"),
    ("第三条", "conditional", "租房的人口怎么算，要写明白。"), ("第四条", "for", "减免很好，残疾人家庭也应当减免。"), ("第五条", "other", "成本每个月公布一次，写清楚漏了多少。"),
    ("第五条", "for", "收支要贴在小区门口。"), ("", "other", "先把老旧的管子修好再说。"), ("第三条", "for", "考虑到人多的人家，好。"), ("第二条", "against", "三档太复杂，老人看不懂。"),
)  # fmt: skip
PREFIXES = ("", "您好，", "我觉得", "希望政府考虑：", "说一句：", "我们村的意见：", "全家商量过：")
RESULTS = (
    ("adopted", ""),
    ("not_adopted", "牵涉到学生和老人，这次不改，年底再看一次。"),
    ("partly", "先在两个社区试行。"),
)
POINTS = {"for": "赞成", "against": "不赞成", "conditional": "改一改再赞成", "other": "别的建议"}


@PLAYER.stage
def draft_call(part: Part) -> Next:
    decision: Decision = part.matter
    part.about(part.do("participation.draft_call", DRAFTER, **_text(decision, ARTICLES)))
    return _reviewed(part)


def _text(decision: Decision, articles: Iterable[str]) -> dict[str, Any]:
    """What is open for comment, and how people answer."""
    return {
        "title": f"{decision.title}（征求意见稿）",
        "draft": "\n".join(articles),
        "background": "现行办法执行多年，群众和代表多次提出要改。",
        "basis": decision.basis,
        "process": "调研三次，走访二十个小区，征求了八个部门的意见。",
        "content": "保障基本生活，鼓励节约；要改的和为什么改，见征求意见稿各条。",
        "recipient": "办公室",
        "letter": "五原县隆兴昌镇示例路 1 号",
        "telephone": "0478-0000000",
        "email": "yijian@example.gov.cn",
        "fax": "无",
        "channels": "五原广播电视台",
        "days": DAYS,
    }


def _reviewed(part: Part) -> Next:
    part.do("participation.hand_in_call", DRAFTER)
    return part.when_done(follow(part, Review.objects.of(part.matter).open().get()), open_call)


@PLAYER.stage
def open_call(part: Part) -> Next:
    call: Call = part.do("participation.open_call", RECORDS)
    for carrier in call.carriers.order_by("pk"):
        part.do("participation.carried_draft", RECORDS, call, channel=carrier.pk, carried_on=part.today)
    if part.chance(EXPLAINED):
        told = {"title": "为什么要分三档", "text": "用得少的不涨价，用得多的多交；八成的家庭在第一档以内。"}
        part.do("participation.explain", HEAD, **told)
    if part.chance(EXTENDED):
        until = part.matter.last_day + timedelta(days=10)
        part.do("participation.extend_call", RECORDS, until=until, reason="中间有长假，多给十天。")
    return part.then(comment, (1, 1), any_day=True)


@PLAYER.stage
def comment(part: Part) -> Next:
    """Each day some people say something, most of them at the beginning and at the end."""
    call: Call = part.matter
    if call.state != Call.State.OPEN:
        return part.then(answer, (1, 8), late=LATE, by=(12, 25))
    of_each = OPINIONS_A_YEAR / DECISIONS_A_YEAR / DAYS
    if part.course.step % 7 == 3 and part.chance(ON_PAPER):
        given = {"channel": "letter", "received_on": part.today, "article": "", "stance": "other"}
        text = RUDE if part.course.step < 14 else "先把老旧的管子修好再说，漏的水也算在我们头上。"
        given |= {"text": text, "consent": "anonymous"}
        part.do("participation.record_opinion", DRAFTER, call, **given)
    for n in range(round(of_each * part.stream.choice((0.3, 0.5, 0.7, 1, 1.5, 2)))):
        article, stance, text = part.stream.choice(OPINIONS)
        said = receiving.Said(article, stance, part.stream.choice(PREFIXES) + text, "anonymous")
        receiving.receive(call, said, part.token(n), part.at + timedelta(minutes=n))
    return Next("comment", clock_time(part.today + timedelta(days=1), ANY_HOUR, part.stream))


@PLAYER.stage
def answer(part: Part) -> Next:
    """What says the same is answered together."""
    call: Call = part.matter
    _hide_what_is_rude(part, call)
    _confirm_what_is_alike(part, call)
    same: dict[tuple[str, str], list[str]] = {}
    for opinion in Opinion.objects.filter(call=call, membership=None).order_by("received_at", "digest"):
        same.setdefault((opinion.article, opinion.stance), []).append(opinion.number)
    for (article, stance), numbers in sorted(same.items()):
        result, because = part.stream.choice(RESULTS)
        which: dict[str, Any] = {"opinions": numbers[0]}
        if len(numbers) > 1:
            title = f"{article or '整个办法'}：{POINTS[stance]}"
            part.do("participation.group", DRAFTER, call, title=title, opinions="、".join(numbers))
            which = {"group": call.groups.order_by("-pk")[0].pk}
        part.do("participation.answer", DRAFTER, call, **which, result=result, because=because)
    part.do("participation.feed_back", RECORDS, call, result="收到的意见逐条研究，合理的都已采纳。")
    for carrier in call.carriers.order_by("pk"):
        told = {"channel": carrier.pk, "feedback_on": part.today, "where": "同一栏目"}
        part.do("participation.carried", RECORDS, call, **told)
    if part.facts.pop("major", False):
        return part.then(new_edition, (3, 10))
    part.about(call.decision)
    return part.then(examine, (3, 10))


def _hide_what_is_rude(part: Part, call: Call) -> None:
    """What somebody says of a person is not for everybody; the rest stays word for word."""
    for opinion in Opinion.objects.filter(call=call, text=RUDE):
        given = {"opinions": opinion.number, "text": MILDER, "reason": "指名道姓说别人的私事。"}
        part.do("participation.show_as", DRAFTER, call, **given)


def _confirm_what_is_alike(part: Part, call: Call) -> None:
    """A group that the portal found, as it is."""
    found = (
        Suggestion.objects.filter(call=call)
        .select_related("sample")
        .order_by("sample__received_at", "sample__digest")
        .first()
    )
    if found is None:
        return
    given = {"suggestion": found.pk, "title": f"大意相同：{found.sample.text}", "without": ""}
    part.do("participation.confirm_group", DRAFTER, call, **given)
    group = call.groups.order_by("-pk")[0].pk
    told = {"group": group, "result": "partly", "because": "先在两个社区试行，年底一并研究。"}
    part.do("participation.answer", DRAFTER, call, **told)


@PLAYER.stage
def new_edition(part: Part) -> Next:
    """What changed in substance is open for comment once more, after a review of its own."""
    call: Call = part.matter
    given = _text(call.decision, (*ARTICLES[:1], "第二条 收费分四档，前两档以内不涨价。", *ARTICLES[2:]))
    part.about(part.do("participation.new_edition", DRAFTER, **given | {"title": f"{call.title}（第二稿）"}))
    return _reviewed(part)
