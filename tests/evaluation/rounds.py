"""A round, taken as far as a test needs. Nobody in here exists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from evaluation.clockwork import open_and_close
from evaluation.models import Round, Suggestion, Supervisor, Unit, UnitResult
from foundation.agencies.models import Agency
from foundation.casework.acts import Done
from foundation.deadlines.counting import midnight
from foundation.questionnaires import codes, taking
from foundation.questionnaires.taking import Said
from secrecy_review.models import Review
from tests.personas import OPINION, SHANGHAI, County

#: The county's office of these tests.
CODE = "rfbsc"
AT = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
PLAN: dict[str, Any] = {
    "year": 2026,
    "title": "2026 年政务公开社会评议",
    "purpose": "看看各单位公开得怎么样。",
    "manner": "问卷码发给办过事的人，每个苏木乡镇抽 30 户。",
    "ways": "问卷（凭问卷码和纸质） 60\n评议小组和社会监督员 40\n公开网页 0",
    "heads": "公开内容 20\n公开形式 20\n公开程序和时限 20\n公开制度 15\n公开效果 20\n其他 5",
    "points": "100、70、0",
    "well": 85,
    "rather": 70,
    "opens_on": "2026-03-20",
    "closes_on": "2026-04-10",
    "telephone": "0478-0000000",
    "pilot": "十个人试填，改了两道题。",
}
QUESTIONS = """【公开内容】公开的内容全面吗？
【公开内容】公开的内容真实吗？
【公开形式】找得到吗？
【公开程序和时限】及时吗？
【公开制度】指南写得清楚吗？
【公开效果】用得上吗？
【其他】解读讲得明白吗？"""
ONCE = "【分组】您的年龄？\n60 岁以下\n60 岁以上"
#: The numbers of the questions, and those of relation and free text.
KEYS = ("1", "2", "3", "4", "5", "6", "7")
RELATION, WORST = "8", "9"


class Rounds:
    """The county's office with its people, and the days that pass."""

    def __init__(self, county: County, at: datetime = AT) -> None:
        self.county = county
        county.at = at
        Agency.objects.filter(code=CODE).update(functions=["disclosure_office"])
        self.agency = Agency.objects.get(code=CODE)

    def do(
        self, name: str, on: Any, role: str, data: Mapping[str, Any] | None = None, code: str = CODE
    ) -> Done:
        who = role if role.startswith("county_") else f"{code}-{role}"
        return self.county.do(f"evaluation.{name}", on, who, data)

    def fresh(self, matter: Any) -> Any:
        return self.county.fresh(matter)

    def planned(self, **fields: Any) -> Round:
        data = {**PLAN, "questions": QUESTIONS, "once": ONCE, **fields}
        made: Round = self.do("plan_round", self.agency, "drafter", data).matter
        return made

    def ready(self, **fields: Any) -> Round:
        row = self.planned(**fields)
        self.do("hand_in_round", row, "drafter")
        review = Review.objects.of(row).open().get()
        self.county.do("secrecy_review.give_opinion", review, f"{CODE}-secrecy_reviewer", OPINION)
        return self.fresh(row)  # type: ignore[no-any-return]

    def noticed(self, **fields: Any) -> Round:
        made: Round = self.do("notice_round", self.ready(**fields), "records_office").matter
        return made

    def opened(self, **fields: Any) -> Round:
        row = self.noticed(**fields)
        self.county.at = midnight(row.opens_on) + timedelta(hours=1)
        assert open_and_close(at=self.county.at) == (1, 0)
        return self.fresh(row)  # type: ignore[no-any-return]

    def slips(self, row: Round, many: int) -> list[str]:
        """The codes of a batch, as whoever has its key reads them."""
        shown = self.do("issue_slips", row, "applications_clerk", {"many": many}).shown
        assert row.questionnaire is not None
        return taking.batch(row.questionnaire, codes.normalised(shown[0].partition("：")[2]), many)

    def answered(self, row: Round, ticks: list[int], unit: str = "rfbsc", **more: Any) -> None:
        """One person with a code for each tick, who answers every question with it."""
        assert row.questionnaire is not None
        place = self.unit(row, unit).place
        day = row.opens_on + timedelta(days=1)
        for tick, code in zip(ticks, self.slips(row, len(ticks)), strict=True):
            taking.take(row.questionnaire, said(place, tick, **more), day, code=code)

    def unit(self, row: Round, code: str) -> Unit:
        return Unit.objects.get(round=row, evaluated__code=code)

    def closed(self, row: Round) -> Round:
        self.county.at = max(self.county.at, row.ends_at)
        open_and_close(at=self.county.at)
        return self.fresh(row)  # type: ignore[no-any-return]

    def counted(self, row: Round, valid: int) -> Round:
        numbers = {"printed": valid + 5, "issued": valid + 2, "returned": valid, "void": 0}
        made: Round = self.do("count_round", self.closed(row), "drafter", numbers).matter
        return made

    def graded(self, ticks: list[int] | None = None, **more: Any) -> Round:
        """A round whose 32 people, unless others are given, answered on rfbsc."""
        row = self.opened(**more)
        given = ticks if ticks is not None else [0] * 24 + [1] * 6 + [2] * 2
        self.answered(row, given)
        made: Round = self.do("grade_round", self.counted(row, len(given)), "department_head").matter
        return made

    def fed_back(self, ticks: list[int] | None = None, **more: Any) -> Round:
        made: Round = self.do("feed_back", self.graded(ticks, **more), "records_office").matter
        return made

    def settled(self, ticks: list[int] | None = None, **more: Any) -> Round:
        """Nobody objects."""
        row = self.fed_back(ticks, **more)
        for result in UnitResult.objects.filter(round=row).select_related("agency"):
            self.do("accept", result, "department_head", code=result.agency.code)
        return row

    def announced_of(self, row: Round, valid: int) -> Round:
        """The same of an open round with so many valid sheets and slips."""
        graded = self.do("grade_round", self.counted(row, valid), "department_head").matter
        fed_back = self.do("feed_back", graded, "records_office").matter
        for result in UnitResult.objects.filter(round=row).select_related("agency"):
            self.do("accept", result, "department_head", code=result.agency.code)
        return self.announce(fed_back)

    def announced(self, ticks: list[int] | None = None, **more: Any) -> Round:
        return self.announce(self.settled(ticks, **more))

    def announce(self, row: Round) -> Round:
        made: Round = self.do("announce_round", row, "records_office", {"summary": "三十二人参加。"}).matter
        return made

    def result(self, row: Round, code: str = "rfbsc") -> UnitResult:
        return UnitResult.objects.get(round=row, unit__evaluated__code=code)

    def passed_on(self, row: Round, code: str = "lxcz", text: str = "预算公开得太晚。") -> Suggestion:
        data = {"unit": self.unit(row, code).pk, "text": text, "many": 3}
        made: Suggestion = self.do("pass_on", row, "records_office", data).matter
        return made

    def appointed(
        self, name: str = "甲某", capacity: str = "supervisor", starts_on: str = "2026-03-10"
    ) -> Supervisor:
        person = self.nominated(name, capacity)
        self.do("announce_supervisor", person, "records_office")
        self.county.at += timedelta(days=6)
        made: Supervisor = self.do("appoint", person, "department_head", {"starts_on": starts_on}).matter
        return made

    def nominated(self, name: str = "甲某", capacity: str = "supervisor", **fields: Any) -> Supervisor:
        data = {
            "name": name,
            "capacity": capacity,
            "circle": "congress",
            "age": 40,
            "employer": "",
            "nominated_by": "县人大办",
            "contact": "13800138000",
            **fields,
        }
        made: Supervisor = self.do("nominate", self.agency, "drafter", data).matter
        return made

    def scored(self, row: Round, person: Supervisor, tick: int, code: str = "rfbsc", **fields: Any) -> Done:
        data = {
            "supervisor": person.pk,
            "unit": self.unit(row, code).pk,
            "signed_on": str(localdate(self.county.at)),
            "remark": "",
            **{f"q{key}": str(tick) for key in KEYS},
            **fields,
        }
        self.do("record_sheet", row, "drafter", data)
        return self.do("record_sheet", row, "applications_clerk", data)

    def on(self, day: str) -> None:
        """It is nine o'clock of that day."""
        self.county.at = midnight(date.fromisoformat(day)) + timedelta(hours=9)


def said(place: int, tick: int, *, relation: int = 0, text: str = "") -> Said:
    """The same answer to every question on one unit."""
    ticks = {key: [tick] for key in KEYS} | {RELATION: [relation]}
    return Said({"1": [0]}, {}, {place: Said(ticks, {WORST: text} if text else {})})
