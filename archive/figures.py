"""What is counted of the archive (AR-3(1) … AR-3(4)); of what is sealed nothing is."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, ExtractYear

from archive.four_properties.results import Outcome
from archive.models import Detection, Disposal, Item, Kept, Member, QuarterCheck
from archive.models.apart import apart
from archive.statute import FILE, QUARTER, UNFILED_DAYS
from foundation.deadlines.counting import midnight
from foundation.figures.declared import Span, Unit, figure, kept_in_time

_FILED = Q(state__in=Kept.IN_ARCHIVE)


@figure("archive.ended", "办结应当归档的", unit=Unit.MATTERS, clause="AR-1")
@figure("archive.filed", "其中已归档的", unit=Unit.SHARE, clause="AR-1", part=_FILED)
def ended(span: Span) -> QuerySet[Item]:
    """What ended in the span, without what two people agreed not to file."""
    rows: QuerySet[Item] = Item.objects.filter(span.holds("ended_at")).exclude(apart())
    return rows.exclude(state="left_out")


@figure(
    "archive.in_time",
    "次年六月底以前归档的",
    unit=Unit.SHARE,
    clause="AR-3(1)",
    part=Q(filed_year__lte=F("year")) | Q(filed_year=F("year") + 1, filed_at__month__lte=6),
)
def filed(span: Span) -> QuerySet[Item]:
    """What was filed in the span."""
    rows: QuerySet[Item] = Item.objects.filter(span.holds("filed_at")).exclude(apart())
    return rows.annotate(filed_year=ExtractYear("filed_at"))


@figure("archive.unfiled", f"办结 {UNFILED_DAYS} 天还没有归档的", unit=Unit.MATTERS, clause="AR-3(1)")
def unfiled(span: Span) -> QuerySet[Item]:
    """As it stands now, of what ended in the span and so long before its end."""
    before = midnight(span.last - timedelta(days=UNFILED_DAYS))
    rows = Item.objects.filter(span.holds("ended_at"), state__in=Kept.UNFILED, ended_at__lt=before)
    return rows.exclude(apart())


@figure("archive.failed", "四性检测不合格的", unit=Unit.TIMES, clause="AR-2", agency="item__agency")
def failed(span: Span) -> QuerySet[Detection]:
    """The runs that found something wrong: one that only waits for a person found nothing."""
    rows = Detection.objects.filter(span.holds("at"), points__contains=[{"outcome": Outcome.FAILED.value}])
    return rows.exclude(apart("item__")).annotate(ref=_ref("item"))


@figure("archive.checked", "核对过的档案文件", unit=Unit.TIMES, clause="AR-3(1)", agency="item__agency")
@figure(
    "archive.damaged",
    "其中损坏的",
    unit=Unit.SHARE,
    clause="AR-3(1)",
    agency="item__agency",
    part=Q(condition__in=("damaged", "lost")) | Q(damages__isnull=False),
)
def checked(span: Span) -> QuerySet[Member]:
    """The files whose last check lies in the span."""
    rows = Member.objects.filter(span.holds("checked_at")).exclude(apart("item__"))
    return rows.annotate(ref=_ref("item")).distinct()


@figure("archive.quarters", "签字的季度自查", unit=Unit.TIMES, clause="AR-3(4)")
def quarters(span: Span) -> QuerySet[QuarterCheck]:
    return QuarterCheck.objects.filter(span.holds("signed_at"))


@figure("archive.expired", "保管期满还没有鉴定的", unit=Unit.MATTERS, clause="AR-3(3)")
def expired(span: Span) -> QuerySet[Item]:
    """What expired in the span and lies in the archive unappraised."""
    return (
        Item.objects.filter(span.holds_day("expires_on"), state="filed")
        .exclude(apart())
        .exclude(disposals__disposal__state__in=Disposal.OPEN)
    )


@figure("archive.due", "到期应当移交的", unit=Unit.MATTERS, clause="AR-3(3)")
def due(span: Span) -> QuerySet[Item]:
    """What the county archive should have by the end of the span and has not."""
    return Item.objects.all().due_for_transfer(span.last).exclude(apart())


def _ref(path: str) -> Concat:
    return Concat(Value("archive_item:"), Cast(path, CharField()), output_field=CharField())


kept_in_time("archive.filed_in_time", "按期确认归档齐全", FILE)
kept_in_time("archive.quarter_in_time", "按期签字的季度自查", QUARTER)
