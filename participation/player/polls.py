"""Polls in a simulated year: answered with slips, on the web and on paper that two people enter, counted, reported."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate

from foundation.agencies.roles import Role
from foundation.questionnaires import taking
from foundation.questionnaires.codes import normalised
from foundation.questionnaires.taking import Said
from foundation.simulation.players import Next, Part
from participation.models import Decision, Poll
from participation.player.decisions import DRAFTER, PLAYER, RECORDS
from secrecy_review.models import Review
from secrecy_review.player import follow

CLERK = Role.APPLICATIONS_CLERK
#: How many slips are made; of ten of them so many come back from the web and on paper. So many answer without one.
SLIPS, FROM_WEB, ON_PAPER, WITHOUT = 40, 7, 2, 6
DAYS = 10
CHANNEL = "五原广播电视台"
POLL: dict[str, Any] = {
    "purpose": "想知道大家怎么看，能不能承受。",
    "whom": "隆兴昌镇六个社区，每个社区抽 10 户；没有抽到的，也可以在网上填，单独统计。",
    "manner": "社区工作人员把印有问卷码的纸条和问卷送到家，本人填写，可以交回纸质问卷，也可以凭码在网上填。",
    "wording": (
        "【分组】您家几口人？\n三口以下\n四口以上\n"
        "【满意度】您对现在的做法满意吗？\n"
        "【单选】新的办法，您觉得怎样？\n合适\n偏高\n偏低\n说不清\n"
        "【填写】最该改的一件事是什么？"
    ),
    "telephone": "0478-0000000",
    "open_web": True,
    "channels": CHANNEL,
    "days": DAYS,
}
WORDS = ("通知贴得太晚。", "老人看不懂，要有人讲。", "收支要公布。")
REPORT = {
    "report": "多数人满意或者基本满意，认为合适。意见集中在通知和公布收支。公开网页填写的人数太少，不下结论。",
    "adoption": "每季度公布收支；由社区工作人员上门讲解。",
}


@PLAYER.stage
def draft_poll(part: Part) -> Next:
    decision: Decision = part.matter
    part.about(part.do("participation.draft_poll", DRAFTER, title=f"{decision.title}民意调查", **POLL))
    part.do("participation.hand_in_poll", DRAFTER)
    return part.when_done(follow(part, Review.objects.of(part.matter).open().get()), open_poll)


@PLAYER.stage
def open_poll(part: Part) -> Next:
    part.do("participation.open_poll", RECORDS)
    return part.then(answer_poll, (2, 4))


def _ticks(part: Part) -> dict[str, list[int]]:
    return {
        "1": [part.stream.randrange(2)],
        "2": [part.stream.choice((0, 0, 1, 1, 2))],
        "3": [part.stream.randrange(4)],
    }


@PLAYER.stage
def answer_poll(part: Part) -> Next:
    """Most answer on the web with their slip, some on paper, a few without a slip."""
    poll: Poll = part.matter
    asked = poll.questionnaire
    assert asked is not None, "an open poll has its questionnaire"
    shown = part.done("participation.issue_slips", DRAFTER, many=SLIPS).shown
    codes = taking.batch(asked, normalised(shown[0].partition("：")[2]), SLIPS)
    sheets = []
    for n, code in enumerate(codes):
        ticks, place = _ticks(part), n % 10
        if place < FROM_WEB:
            taking.take(asked, Said(ticks, {"4": WORDS[n % 3]} if n % 9 == 0 else {}), part.today, code=code)
        elif place < FROM_WEB + ON_PAPER:
            sheets.append("|".join([code, *(str(ticks[key][0] + 1) for key in "123"), ""]))
    for _ in range(WITHOUT):
        taking.take(asked, Said(_ticks(part)), part.today)
    for by in (DRAFTER, CLERK):
        part.do("participation.enter_sheets", by, sheets="\n".join(sheets))
    assert poll.closes_at is not None, "an open poll has its last day"
    return part.on_day(count_poll, localdate(poll.closes_at) + timedelta(days=1))


@PLAYER.stage
def count_poll(part: Part) -> Next:
    """Of the sheets that came back one is void."""
    valid = SLIPS * (FROM_WEB + ON_PAPER) // 10
    numbers = {
        "printed": SLIPS + 20,
        "issued": SLIPS,
        "returned": valid + 1,
        "void": 1,
        "void_because": "空白",
    }
    part.do("participation.count_poll", DRAFTER, **numbers)
    return part.then(report_poll, (2, 6))


@PLAYER.stage
def report_poll(part: Part) -> None:
    poll: Poll = part.do("participation.report_poll", RECORDS, **REPORT)
    for channel in poll.silent:
        part.do("participation.carried_poll", RECORDS, channel=channel)
