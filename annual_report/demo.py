"""The annual reports of the demonstration: last year's cases, and reports in different states."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.timezone import get_current_timezone, localdate

from annual_report.figures import Figures
from annual_report.layout import CELLS, SUMS
from annual_report.models import AnnualReport
from applications.demo import COMPANY, DISCLOSED, SOMEBODY, Data, Way
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.casework.acts import Done, perform
from secrecy_review.demo import review
from secrecy_review.models import Review

NOT_MADE: Data = {
    "outcome": "needs_processing",
    "facts": "经检索，本机关没有现成的分村汇总表",
    "basis": "《中华人民共和国政府信息公开条例》第三十八条",
    "reasons": "所申请的内容需要另行加工、分析，本机关没有制作",
    "guidance": "各镇的分项数据已在本网站公开，可以自行查阅。",
}
PETITION: Data = {
    "outcome": "petition",
    "facts": "所提内容是对渠道养护质量的投诉",
    "basis": "《中华人民共和国政府信息公开条例》第三十九条第一款",
    "reasons": "不属于政府信息公开申请",
    "guidance": "请向县信访局或者 12345 反映。",
}

#: Agency, month and day, what was asked for, the applicant, the reply; None where the application was withdrawn.
CASES: list[tuple[str, int, int, str, Data, Data | None]] = [
    ("nmj", 2, 17, "上年度农机购置补贴的分户名单", SOMEBODY, DISCLOSED),
    ("nmj", 4, 14, "各村秸秆打捆离田的分村汇总表", SOMEBODY, NOT_MADE),
    ("nmj", 9, 22, "畜牧养殖场的环评批复", COMPANY, None),
    ("nmj", 12, 22, "设施农业用地备案表", SOMEBODY, DISCLOSED),
    ("slj", 3, 4, "灌溉水费的收取标准", SOMEBODY, DISCLOSED),
    ("slj", 5, 19, "支渠养护没有人管", SOMEBODY, PETITION),
    ("slj", 10, 13, "河道清淤工程的中标通知书", COMPANY, DISCLOSED),
]

WRITTEN: Data = {
    "platform": "公开指南、法定主动公开内容、年度报告和依申请公开，都在县政府信息公开平台的统一栏目。"
    "查阅点设在办公楼一楼，配有可以上网查阅的电脑。",
    "supervision": "全年组织政务公开培训两次，参加四十六人次。"
    "年度政务公开工作考核为良好，社会评议满意率百分之九十二。没有因政府信息公开被责任追究。",
    "problems": "一是答复文书说理还不够充分，两件答复被申请人追问依据。已于九月组织学习，经办人逐件核对条、款、项。\n"
    "二是部分文件公布偏晚，最长的在成文后第十八个工作日公布。今后公文签发当天即转入公布。",
}

#: The figures of the year before last, published on the old site: cells that are not 0.
EARLIER: dict[str, dict[str, int]] = {
    "nmj": {"t3.new.natural": 12, "t3.open.natural": 10, "t3.u1.natural": 2, "t2.norms.in_force": 6},
    "slj": {"t3.new.natural": 5, "t3.open.natural": 4, "t3.o3.natural": 1, "t2.norms.in_force": 3},
}


class _Office:
    """An agency that works on its report, each act an hour after the last."""

    def __init__(self, code: str, year: int, now: datetime, *, month: int = 1, day: int = 5) -> None:
        self.code, self.year, self.now = code, year, now
        self.at = min(moment(year + 1, month, day), now)
        self.agency = Agency.objects.get(code=code)
        self.report: Any = None

    def act(self, name: str, office: str = "jingban", on: Any = None, **data: Any) -> Done:
        actor = Actor.of(Staff.objects.select_related("agency").get(username=f"{self.code}-{office}"))
        files = {"file": data.pop("file")} if "file" in data else {}
        self.at = min(self.at.replace(hour=self.at.hour + 1 if self.at.hour < 20 else 9), self.now)
        matter = on or self.report or self.agency
        return perform(f"annual_report.{name}", on=matter, actor=actor, at=self.at, data=data, files=files)

    def open(self) -> _Office:
        self.report = self.act("open", year=self.year).matter
        return self

    def compile(self, **entered: Any) -> _Office:
        numbers = {"license": 0, "penalty": 0, "coercion": 0, "fee_wan": "0", **entered}
        self.act("enter", source=f"{self.agency.short_name}业务台账", **numbers)
        self.act("write", **WRITTEN)
        return self

    def until_leader(self) -> _Office:
        self.act("hand_in")
        found = Review.objects.of(self.report).open().get()
        review(found, Actor.of(Staff.objects.get(username=f"{self.code}-shencha")), self.at)
        self.act("approve", "zhuren")
        return self

    def publish(self) -> _Office:
        self.act("sign", "lingdao")
        self.act("publish")
        today = str(localdate(self.at))
        self.act("send", sent_to="五原县人民政府办公室", sent_on=today)
        number = f"五政办收〔{self.year + 1}〕{self.agency.pk} 号"
        self.act("record_receipt", receipt=number, received_on=today)
        return self


def moment(year: int, month: int, day: int) -> datetime:
    """Nine in the morning of that day, in the portal's time zone."""
    return datetime.combine(date(year, month, day), time(9), get_current_timezone())


def play(now: datetime) -> None:
    """Make last year's cases and reports, unless there is a report already."""
    if AnnualReport.objects.exists():
        return
    year = localdate(now).year - 1
    with transaction.atomic():
        for code, month, day, wanted, who, decision in CASES:
            _case(code, moment(year, month, day), wanted, who, decision, now)
        for code, cells in EARLIER.items():
            _import(code, year - 1, cells, now)
        _Office("nmj", year, now).open().compile(license=126, penalty=38, coercion=2).until_leader().publish()
        slj = _Office("slj", year, now, day=12).open().compile(license=41, penalty=7, fee_wan="18.6")
        _correct(slj.until_leader().publish())
        _Office("lxcz", year, now, month=2, day=3).open().compile(license=12).until_leader().publish()
        _Office("rfbsc", year, now, day=6).open()
        if Staff.objects.filter(username="xzfb-jingban").exists():
            _Office("xzfb", year, now, month=2, day=9).open()


def told() -> list[str]:
    """Return no lines for visitors: reports are found on the public pages and at the desk."""
    return []


def _case(code: str, at: datetime, wanted: str, who: Data, decision: Data | None, now: datetime) -> None:
    way = Way(code, f"{at.year} 年{wanted}", (localdate(now) - localdate(at)).days, now, who)
    way.act("applications.register")
    way.later(9)
    if decision is None:
        way.citizen("applications.withdraw", sure=True)
        return
    given = "所申请的内容全文。"
    passages = ({"title": wanted, "source": given, "released": given},) if decision is DISCLOSED else ()
    way.reply(decision, passages=passages)


def _import(code: str, year: int, given: dict[str, int], now: datetime) -> None:
    cells: dict[str, Any] = {cell: given.get(cell, 0) for cell in CELLS}
    for cell, parts in SUMS.items():
        cells[cell] = sum(cells[part] for part in parts)
    content = json.dumps(Figures(cells).entry()).encode()
    office = _Office(code, year, now, month=11)
    office.act("import_report", year=year, file=SimpleUploadedFile(f"{code}-{year}.json", content))


def _correct(office: _Office) -> None:
    """Enter a case late, so that the published figures are wrong, and let a corrected version wait for the leader."""
    office.at = min(moment(office.year + 1, 11, 20), office.now)
    wanted = f"{office.year} 年用水权交易的公告"
    data = {
        **SOMEBODY,
        "wanted": wanted,
        "channel": "oral",
        "read_back": True,
        "received_on": f"{office.year}-12-28",
    }
    clerk = Actor.of(Staff.objects.select_related("agency").get(username=f"{office.code}-jingban"))
    late = perform("applications.enter", on=office.agency, actor=clerk, at=office.at, data=data).matter
    applicant = Actor.citizen("申请人", holds=late.ref)
    perform("applications.withdraw", on=late, actor=applicant, at=office.at, data={"sure": True})
    reason = "十二月二十八日收到的一件当面申请登记晚了，没有计入；现补计。"
    office.report = office.act("revise", reason=reason).matter
    office.until_leader()
