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
CLERK, HEAD, SUPERVISOR = Role.APPLICATIONS_CLERK, Role.DISCLOSURE_HEAD, Role.COUNTY_SUPERVISOR
State = AnnualReport.State
#: The share of agencies that begin too late; of so many reports the leader remarks on one.
LATE, ONE_REMARKED_OF = 0.06, 4
#: On which working days of January the county finds that agencies owe no report, and takes the last of these findings back.
EXEMPTED_ON, REQUIRED_ON, EXEMPTED = 2, 7, 2

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
            facts = {"agency": code, "remarked": n % ONE_REMARKED_OF == 1}
            yield Beginning(code, "compile_report", facts)


@PLAYER.begins
def exempting(day: Day) -> Iterator[Beginning]:
    """Some agencies did not exist in the year before, or so it seems; where nobody works at papers, first."""
    if not day.is_nth_working_day(1, EXEMPTED_ON, any_year=True):
        return
    rows = AnnualReport.objects.filter(year=day.date.year - 1, state=State.COMPILING, version=1)
    staffed = set(day.world.staffed())
    reports = sorted(
        (report for report in rows.select_related("agency") if not report.is_county),
        key=lambda report: (report.agency.code in staffed, report.agency.code),
    )
    for n, report in enumerate(reports[:EXEMPTED]):
        facts = {"agency": report.agency.code, "mistaken": n == EXEMPTED - 1}
        yield Beginning(f"exempt{n}", "exempt", facts, ref=report.ref)


@PLAYER.stage
def exempt(part: Part) -> Next | None:
    year = part.matter.year
    part.do("annual_report.exempt", SUPERVISOR, reason=f"{year} 年 12 月才挂牌，当年没有开展业务。")
    return part.then(require, (REQUIRED_ON - EXEMPTED_ON,) * 2) if part.facts["mistaken"] else None


@PLAYER.stage
def require(part: Part) -> None:
    why = f"编办批复是 {part.matter.year} 年 3 月，当年已经独立办公，应当编制。"
    part.do("annual_report.require", SUPERVISOR, reason=why)


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
    if queries.drift(part.matter):
        return _send_back(part, HEAD)
    part.do("annual_report.approve", HEAD)
    return part.then(sign, (0, 3))


@PLAYER.stage
def sign(part: Part) -> Next:
    of_county = part.matter.state == State.WITH_COUNTY_LEADER
    if queries.drift(part.matter):
        return _send_back(part, Role.COUNTY_LEADER if of_county else Role.LEADER)
    if not of_county and part.facts.pop("remarked", False):
        said = {"place": "problems", "paragraph": 1, "text": "整改的完成时间要写到月份，请核对。"}
        part.do("annual_report.comment", Role.LEADER, **said)
        return part.then(settle_comment, (0, 1))
    part.do("annual_report.sign", Role.COUNTY_LEADER if of_county else Role.LEADER)
    return part.then(publish, (0, 2))


def _send_back(part: Part, by: str) -> Next:
    """Since it was counted something changed: it is counted and handed in once more."""
    part.do("annual_report.send_back", by, reason="取数以后有文件撤下，数字变了，请重新取数。")
    return part.then(hand_in, (0, 1))


@PLAYER.stage
def settle_comment(part: Part) -> Next:
    remark = part.matter.comments.get(settled_at=None)
    settled = "已核对，两项都在当年十月完成，文字不改。"
    part.do("annual_report.settle_comment", HEAD, comment=remark.pk, settled_as=settled)
    return part.then(sign, (0, 1))


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
