"""Rounds of the demonstration county, invented: last year's with its results and what was put right, this year's open for answers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from evaluation.clockwork import open_and_close
from evaluation.models import Round, Supervisor, Unit, UnitResult
from foundation.agencies.actors import SYSTEM, Actor
from foundation.agencies.models import Agency, Staff
from foundation.casework.acts import Done, perform
from foundation.deadlines.counting import midnight
from foundation.questionnaires import codes, taking
from foundation.questionnaires.counting import shuffle
from foundation.questionnaires.taking import Said
from secrecy_review.demo import review as conclude
from secrecy_review.models import Review

#: The county's disclosure office.
OFFICE = "xzfb"
PLAN: dict[str, Any] = {
    "purpose": "请打过交道的人评一评各单位公开得怎么样，评出来的问题逐条整改。",
    "manner": "问卷码发给办过事、申请过公开的人，每个苏木乡镇再抽 30 户送纸质问卷；没有问卷码的也可以在公开网页填，单独统计。"
    "不给任何单位下达填写任务，不要求截图。",
    "points": "100、70、0",
    "ways": "问卷（凭问卷码和纸质） 60\n评议小组和社会监督员 40\n公开网页 0",
    "heads": "公开内容 20\n公开形式 20\n公开程序和时限 20\n公开制度 15\n公开效果 20\n其他 5",
    "well": 85,
    "rather": 70,
    "telephone": "0478-5210000",
    "pilot": "荣丰社区 10 个人试填，改了两道题的说法；由县统计局的同志审读一遍。",
}
#: Of a hundred people so many are satisfied and so many rather, by the code of the unit; and how many answered.
OPINIONS = {"rfbsc": (82, 12, 60), "gsgs": (55, 28, 48), "slj": (70, 22, 36), "nmj": (60, 20, 9)}
PEOPLE = (
    ("测试甲", "panel", "congress", "县人大常委会办公室"),
    ("测试乙", "panel", "media", "县融媒体中心"),
    ("测试丙", "supervisor", "conference", "县政协办公室"),
    ("测试丁", "supervisor", "public", "隆兴昌镇"),
)
WORDS = (
    "停水通知只贴在小区门口，上班的人看不到。",
    "想查去年的补贴名单，找了半天没找到。",
    "网上写的电话打不通。",
)


def play(now: datetime) -> None:
    """Play both rounds, unless there are any already."""
    if Round.objects.exists():
        return
    with transaction.atomic():
        last = Play(now - timedelta(days=100), now)
        people = last.appointed()
        _suggested(last, _judged(last, localdate(now).year - 1, people))
        _open(Play(now - timedelta(days=12), now), localdate(now).year)


class Play:
    """The office's people, who take a step every twenty minutes."""

    def __init__(self, at: datetime, now: datetime) -> None:
        self.at, self.now = midnight(localdate(at)) + timedelta(hours=9), now

    def act(self, name: str, who: str, on: Any, /, *, code: str = OFFICE, **data: Any) -> Done:
        """An act of the person in that office of an agency."""
        person = Staff.objects.select_related("agency").get(username=f"{code}-{who}")
        self.at = min(self.at + timedelta(minutes=20), self.now)
        return perform(f"evaluation.{name}", on=on, actor=Actor.of(person), at=self.at, data=data)

    def later(self, days: int) -> None:
        """So many days pass."""
        self.at = min(self.at + timedelta(days=days), self.now)

    def appointed(self) -> list[Supervisor]:
        """The panel and the supervisors."""
        office = Agency.objects.get(code=OFFICE)
        made = []
        for name, capacity, circle, by in PEOPLE:
            person = self.act(
                "nominate",
                "nigao",
                office,
                name=name,
                capacity=capacity,
                circle=circle,
                age=45,
                nominated_by=by,
            ).matter
            made.append(self.act("announce_supervisor", "wenshu", person).matter)
        self.later(6)
        since = str(localdate(self.at))
        return [self.act("appoint", "zhuren", person, starts_on=since).matter for person in made]

    def noticed(self, year: int, opens: date) -> Round:
        """A plan that is public."""
        plan = {**PLAN, "year": year, "title": f"{year} 年政务公开社会评议"}
        plan |= {"opens_on": str(opens), "closes_on": str(opens + timedelta(days=20))}
        row = self.act("plan_round", "nigao", Agency.objects.get(code=OFFICE), **plan).matter
        self.act("hand_in_round", "nigao", row)
        reviewer = Staff.objects.select_related("agency").get(username=f"{OFFICE}-shencha")
        self.at += timedelta(minutes=20)
        conclude(Review.objects.of(row).open().get(), Actor.of(reviewer), self.at)
        found: Round = self.act("notice_round", "wenshu", row).matter
        return found

    def opened(self, year: int) -> Round:
        """A round that is open, with its slips."""
        row = self.noticed(year, localdate(self.at) + timedelta(days=6))
        self.at = midnight(row.opens_on) + timedelta(hours=9)
        open_and_close(at=self.at)
        row.refresh_from_db()
        return row

    def answered(self, row: Round, code: str, well: int, rather: int, many: int) -> None:
        """So many people answer on one unit, each with a slip."""
        assert row.questionnaire is not None, "it is open"
        shown = self.act("issue_slips", "jingban", row, many=many).shown
        batch = taking.batch(row.questionnaire, codes.normalised(shown[0].partition("：")[2]), many)
        place = Unit.objects.get(round=row, evaluated__code=code).place
        chance = Random(f"{row.year}-{code}")  # noqa: S311
        scales = [question.key for question in row.asked]
        for n, slip in enumerate(batch):
            ticks = {key: [_tick(chance, well, rather)] for key in scales}
            ticks[str(len(scales) + 1)] = [chance.randrange(3)]
            texts = {str(len(scales) + 2): WORDS[n % 3]} if n % 12 == 0 else {}
            said = Said({"1": [chance.randrange(1, 4)]}, {}, {place: Said(ticks, texts)})
            taking.take(row.questionnaire, said, localdate(self.at), code=slip)
        shuffle(row.questionnaire)  # as every night


def _tick(chance: Random, well: int, rather: int) -> int:
    told = chance.randrange(110)
    return 0 if told < well else 1 if told < well + rather else 2 if told < 100 else 3


def _judged(play: Play, year: int, people: list[Supervisor]) -> Round:
    """A round from its plan to the announcement, with one objection that was not right."""
    row = play.opened(year)
    for code, (well, rather, many) in OPINIONS.items():
        play.answered(row, code, well, rather, many)
    scales = [question.key for question in row.asked]
    for code in ("rfbsc", "gsgs", "slj", "nmj"):
        unit = Unit.objects.get(round=row, evaluated__code=code)
        for n, person in enumerate(people):
            ticks = {f"q{key}": str((n + int(key)) % 2) for key in scales}
            day = str(localdate(play.at))
            sheet: dict[str, Any] = {"supervisor": person.pk, "unit": unit.pk, "signed_on": day, **ticks}
            play.act("record_sheet", "jingban", row, **sheet)
            play.act("record_sheet", "nigao", row, **sheet)
    play.at = max(play.at, row.ends_at + timedelta(hours=9))
    open_and_close(at=play.at)
    valid = sum(many for _well, _rather, many in OPINIONS.values())
    play.act("count_round", "nigao", row, printed=valid + 40, issued=valid + 21, returned=valid, void=0)
    play.act("grade_round", "zhuren", row)
    play.act("feed_back", "wenshu", row)
    play.later(16)  # until the term for objections is over
    for result in UnitResult.objects.filter(round=row).select_related("agency").order_by("pk"):
        perform("evaluation.leave_unobjected", on=result, actor=SYSTEM, at=play.at)
    play.act("announce_round", "wenshu", row, summary=SUMMARY.format(valid=valid))
    row.refresh_from_db()
    return row


SUMMARY = (
    "这次评议有 {valid} 人凭问卷码填写，4 位评议员交了评分表。\n\n荣丰办事处、县水利局、县供水公司有足够的人评价；"
    "县农牧和科技局只有 9 人了解情况，其余单位没有人评，样本不足，不定等次。大家说得最多的，是通知看不到、名单找不到、电话打不通。"
)


def _suggested(play: Play, row: Round) -> None:
    """What people said, each as far as it is."""

    def passed(code: str, text: str, many: int) -> Any:
        unit = Unit.objects.get(round=row, evaluated__code=code).pk
        return play.act("pass_on", "wenshu", row, unit=unit, text=text, many=many).matter

    def promised(card: Any, code: str, reply: str, days: int) -> Any:
        day = str(localdate(play.at) + timedelta(days=days))
        return play.act("adopt", "zhuren", card, code=code, reply=reply, promised_on=day).matter

    notices = promised(
        passed("rfbsc", WORDS[1], 4), "rfbsc", "名单按年份、按村列在“惠民补贴”一栏，首页放链接。", 20
    )
    passed("slj", WORDS[2], 2)
    promised(passed("nmj", "农药价格公布得太慢。", 3), "nmj", "每周一更新。", 30)
    declined = passed("rfbsc", "希望把低保户的名字都登在网上。", 1)
    reply = "低保户的姓名、家庭情况是个人隐私，只在本村公示栏按规定公示。"
    play.act("decline", "zhuren", declined, code="rfbsc", reply=reply)
    play.later(8)
    done = {"done": "近三年的补贴名单已经按年份、按村列出，首页有链接。", "done_on": str(localdate(play.at))}
    play.act("finish", "nigao", notices, code="rfbsc", **done)
    play.act("verify", "wenshu", notices)
    told = {"manner": "meeting", "feedback": "在荣丰社区开了座谈会，23 人参加，当场演示怎么查。"}
    play.act("feed_back_suggestion", "nigao", notices, code="rfbsc", **told)


def _open(play: Play, year: int) -> None:
    """This year's round, in which people answer now."""
    row = play.opened(year)
    play.answered(row, "rfbsc", 84, 12, 8)


def told() -> list[str]:
    """Nothing that a visitor has to know beforehand: whoever wants a code makes slips at the desk."""
    return []
