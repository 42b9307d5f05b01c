"""What the records office does beside the way of a document: empty heads explained, normative texts marked, what is kept determined anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models.functions import MD5

from disclosure.models import Document, EmptyHead, ReassessedItem
from disclosure.player.documents import PLAYER
from foundation.agencies.roles import Role
from foundation.simulation.players import Beginning, Day, Next, Part

RECORDS = Role.RECORDS_OFFICE
State = Document.State
HEADS_A_YEAR, MARKED_A_YEAR, REDETERMINED_A_YEAR = 90, 16, 24
#: For how many days something is kept before it is determined anew.
KEPT_FOR = 30
#: Why nothing stands under a head, in turn: the head, why, and what is said.
EMPTY = (
    ("20-9", EmptyHead.Why.NOTHING_YET, "今年还没有集中采购项目，有了以后 20 个工作日内公布。"),
    ("20-14", EmptyHead.Why.NOT_OURS, "公务员招考由县委组织部统一办理，本机关不单独组织。"),
    ("20-4", EmptyHead.Why.ELSEWHERE, "统计数据由县统计局统一发布。"),
    ("20-10", EmptyHead.Why.NOTHING_YET, "没有承担重大建设项目。"),
)
#: Who publishes what is published elsewhere.
STATISTICS = "tjj"
MARKS = (
    ("norms", "合法性审核意见（五司审〔{year}〕{n}号），属于行政规范性文件。"),
    ("", "经核对只管一次的具体事项，不反复适用，不是行政规范性文件。"),
)
ANEW = ("所涉事项已经办结，又有人来问，可以公开。", "流程已经对外公布过，没有必要再留在内部。")


@PLAYER.begins
def keeping(day: Day) -> Iterator[Beginning]:
    codes, stream = day.world.staffed(), day.stream("keeping")
    for n in day.numbers(HEADS_A_YEAR, least=4, of="heads"):
        yield Beginning(f"head{n}", "explain_head", {"agency": stream.choice(codes), "turn": n % len(EMPTY)})
    for n in day.numbers(MARKED_A_YEAR, least=3, of="normative"):
        if (found := _to_be_marked(day, MARKS[n % len(MARKS)][0])) is not None:
            facts = {"agency": found.agency.code, "turn": n % len(MARKS)}
            yield Beginning(f"mark{n}", "mark_normative", facts, ref=found.ref)
    for n in day.numbers(REDETERMINED_A_YEAR, least=4, of="anew"):
        if (found := _kept(day)) is not None:
            yield Beginning(f"anew{n}", "redetermine", {"agency": found.agency.code}, ref=found.ref)


def _to_be_marked(day: Day, mark: str) -> Document | None:
    """A notice in public that is marked otherwise."""
    found = Document.objects.filter(state=State.PUBLISHED, genre="通知", validity="in_force")
    found = found.filter(agency__code__in=day.world.staffed(), normative="" if mark else "norms")
    first: Document | None = found.select_related("agency").order_by(MD5("digest")).first()
    return first


def _kept(day: Day) -> Document | None:
    """What has been kept for a while, and is not being re-assessed."""
    since = day.date - timedelta(days=KEPT_FOR)
    found = Document.objects.filter(state=State.KEPT, created_at__date__lt=since)
    found = found.filter(agency__code__in=day.world.staffed())
    rows: list[Document] = list(found.select_related("agency").order_by(MD5("digest"))[:5])
    return next((one for one in rows if not ReassessedItem.objects.undecided_of(one).exists()), None)


@PLAYER.stage
def explain_head(part: Part) -> None:
    """Why nothing stands there is told to whoever looks."""
    head, why, said = EMPTY[part.facts["turn"]]
    elsewhere = STATISTICS if why == EmptyHead.Why.ELSEWHERE else ""
    if elsewhere and (elsewhere == part.agency.code or elsewhere not in part.world.agencies):
        why, elsewhere, said = EmptyHead.Why.NOTHING_YET, "", "上一期数据正在核对。"
    other = part.world.agencies[elsewhere].pk if elsewhere else ""
    given = {"head": head, "why": why.value, "elsewhere": other, "said": said}
    part.do("disclosure.explain_head", RECORDS, part.agency, **given)


@PLAYER.stage
def mark_normative(part: Part) -> None:
    mark, why = MARKS[part.facts["turn"]]
    if part.matter.state != State.PUBLISHED:
        return
    why = why.format(year=part.today.year, n=part.stream.randint(1, 60))
    part.do("disclosure.set_normative", RECORDS, normative=mark, reason=why)


@PLAYER.stage
def redetermine(part: Part) -> Next | None:
    """It becomes a draft again, and goes out to everybody."""
    if part.matter.state != State.KEPT:
        return None
    part.do("disclosure.redetermine", RECORDS, reason=part.stream.choice(ANEW))
    return part.then("complete", (0, 3))
