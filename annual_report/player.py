"""Annual reports in a simulated year: that of the year before in January and, when the year is over, its own; some of them late."""

from __future__ import annotations

from collections.abc import Iterator

from annual_report import queries
from annual_report.models import AnnualReport
from foundation.agencies.roles import Role
from foundation.simulation.players import Beginning, Day, Next, Part, Player
from secrecy_review.models import Review
from secrecy_review.player import follow

PLAYER = Player("annual_report")
CLERK, HEAD = Role.APPLICATIONS_CLERK, Role.DISCLOSURE_HEAD
State = AnnualReport.State
#: The share of agencies that begin too late.
LATE = 0.06

PLATFORM = (
    "公开指南、法定主动公开内容、年度报告和依申请公开，都在县政府信息公开平台的统一栏目。查阅点设在办公楼一楼，配有可以上网查阅的电脑。",
    "以县政府门户网站为第一平台，镇村公开栏同步更新，全年更新信息 {n} 条；查阅点每周一至周五开放。",
)
SUPERVISION = (
    "全年组织政务公开培训两次，参加 {n} 人次。年度政务公开工作考核为良好，社会评议满意率百分之九十二。没有因政府信息公开被责任追究。",
    "每季度自查一次，发现问题 {n} 个，全部改正。工作考核、社会评议结果已向社会公布，没有责任追究情形。",
)
PROBLEMS = (
    "一是答复文书说理还不够充分，已组织学习，经办人逐件核对条、款、项。\n二是部分文件公布偏晚。今后公文签发当天即转入公布。",
    "一是公开栏目更新不够均衡，已明确专人。\n二是解读形式单一，今年增加了图解和问答，共 {n} 篇。",
)


@PLAYER.begins
def compiling(day: Day) -> Iterator[Beginning]:
    """In January each agency compiles the report of the year before; the county office, which adds up all, in March."""
    late, office = day.world.streams.of(PLAYER.name, day.date.year), queries.county_office()
    for n, code in enumerate(day.world.staffed()):
        nth = 16 + n % 4 if late.random() < LATE else 3 + n % 11
        month = 3 if office is not None and code == office.code else 1
        if day.is_nth_working_day(month, nth, any_year=True):
            yield Beginning(code, "compile_report", {"agency": code})


@PLAYER.stage
def compile_report(part: Part) -> Next | None:
    year = part.today.year - 1
    rows = AnnualReport.objects.filter(agency=part.agency, year=year, state=State.COMPILING)
    report = rows.order_by("version").last()
    if report is None or not part.world.people.holders(HEAD, part.agency):
        return None
    part.about(report)
    stream, source = part.stream, f"{part.agency.short_name}业务台账"
    numbers = {
        "license": stream.randint(0, 180),
        "penalty": stream.randint(0, 60),
        "coercion": stream.randint(0, 5),
    }
    part.do("annual_report.enter", CLERK, source=source, fee_wan="0", **numbers)
    said = {
        "platform": stream.choice(PLATFORM).format(n=stream.randint(40, 400)),
        "supervision": stream.choice(SUPERVISION).format(n=stream.randint(20, 90)),
        "problems": stream.choice(PROBLEMS).format(n=stream.randint(2, 12)),
    }
    part.do("annual_report.write", CLERK, **said)
    return part.then(hand_in, (0, 3))


@PLAYER.stage
def hand_in(part: Part) -> Next:
    # Since it was begun cases came in, and agencies published theirs.
    part.do("annual_report.count", CLERK)
    part.do("annual_report.hand_in", CLERK)
    return part.when_done(follow(part, Review.objects.of(part.matter).open().get()), approve)


@PLAYER.stage
def approve(part: Part) -> Next:
    part.do("annual_report.approve", HEAD)
    return part.then(sign, (0, 3))


@PLAYER.stage
def sign(part: Part) -> Next:
    of_county = part.matter.state == State.WITH_COUNTY_LEADER
    part.do("annual_report.sign", Role.COUNTY_LEADER if of_county else Role.LEADER)
    return part.then(publish, (0, 2))


@PLAYER.stage
def publish(part: Part) -> Next | None:
    part.do("annual_report.publish", CLERK)
    office = queries.county_office()
    if office is None or office.code == part.agency.code:
        return None
    part.do("annual_report.send", CLERK, sent_to=office.name, sent_on=part.today)
    return part.then(acknowledged, (0, 4))


@PLAYER.stage
def acknowledged(part: Part) -> None:
    number = f"五政办收〔{part.today.year}〕{part.stream.randint(1, 300)} 号"
    part.do("annual_report.record_receipt", CLERK, receipt=number, received_on=part.today)
