"""The check of every quarter (AR-3(4)), and the year by whose June everything is filed (AR-3(2))."""

from __future__ import annotations

from django.utils.timezone import localdate

from archive import selfcheck
from archive.audiences import approvers
from archive.forms import Anything
from archive.forms.keeping import SignQuarterForm
from archive.models import FilingYear, Item, Paper, QuarterCheck
from archive.models.apart import apart
from archive.models.base import KEEPER
from archive.statute import FILE, QUARTER, filed_by, quarter_due
from foundation.agencies.models import Agency
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.fields import RemarkForm
from foundation.casework.forms import ActForm
from foundation.deadlines import clocks


@act(
    "archive.open_quarter",
    "开始季度自查",
    on=Agency,
    creates=QuarterCheck,
    asks=Anything,
    cites=("AR-3(4)",),
    tells=(KEEPER,),
)
def open_quarter(step: Step) -> QuarterCheck:
    """On the first day of every quarter, with the list of what falls short."""
    year, quarter = step.data["year"], step.data["quarter"]
    row = QuarterCheck(
        agency=step.matter,
        created_at=step.at,
        year=year,
        quarter=quarter,
        title=f"{step.matter.short_name} {year} 年第 {quarter} 季度归档自查",
    )
    attribute(step, row).save()
    if (left := (quarter_due(year, quarter) - localdate(step.at)).days) > 0:
        clocks.start(QUARTER, row, at=step.at, span=left)
    step.then("archive.list_quarter", on=row)
    return row


def _listed(step: Step) -> None:
    check: QuarterCheck = step.matter
    found = selfcheck.bring_up_to_date(check, step.at)
    own = Item.objects.filter(agency=check.agency_id).exclude(apart())
    filed = own.filter(state__in=Item.LYING).count()
    check.list_all(step.at, filed)
    step.detail = found


@act("archive.list_quarter", "生成自查清单", on=QuarterCheck, via="list_all", cites=("AR-3(4)",))
def list_quarter(step: Step) -> None:
    _listed(step)


@act(
    "archive.relist_quarter",
    "更新清单",
    on=QuarterCheck,
    via="list_all",
    role={QuarterCheck.State.LISTED: (KEEPER,)},
    asks=ActForm,
    cites=("AR-3(4)",),
)
def relist_quarter(step: Step) -> None:
    """What was put right is ticked off; what fell short since is added."""
    _listed(step)


@act(
    "archive.sign_quarter",
    "自查完毕，签字",
    on=QuarterCheck,
    via="sign",
    role=KEEPER,
    asks=SignQuarterForm,
    cites=("AR-3(4)",),
    meets=(QUARTER,),
    tells=(approvers,),
    weight="primary",
)
def sign_quarter(step: Step) -> None:
    """With the list as it is at this moment; the report is printed from it."""
    selfcheck.bring_up_to_date(step.matter, step.at)
    step.matter.sign(step.at, step.staff, step.data["words"])
    Paper.objects.create(kind=Paper.Kind.QUARTER, quarter=step.matter, issued_at=step.at)


@act("archive.open_year", "开始年度归档", on=Agency, creates=FilingYear, asks=Anything, cites=("AR-3(1)",))
def open_year(step: Step) -> FilingYear:
    """On 1 January, for what the year before brought."""
    year = step.data["year"]
    row = FilingYear(
        agency=step.matter,
        created_at=step.at,
        year=year,
        title=f"{step.matter.short_name} {year} 年材料归档",
    )
    attribute(step, row).save()
    if (left := (filed_by(year) - localdate(step.at)).days) > 0:
        clocks.start(FILE, row, at=step.at, span=left)
    return row


@gate("AR-3(1)", "这一年的材料都已归档")
def nothing_left(step: Step) -> Objection | None:
    row: FilingYear = step.matter
    own = Item.objects.filter(agency=row.agency_id, year=row.year).exclude(apart())
    left = own.exclude(state__in=(*Item.IN_ARCHIVE, Item.State.LEFT_OUT))
    if number := left.count():
        return f"{row.year} 年还有 {number} 件没有归档。", "请逐件归档，或者提请不归档，再确认。"
    return None


@act(
    "archive.complete_year",
    "确认归档齐全",
    on=FilingYear,
    via="complete",
    role=KEEPER,
    asks=RemarkForm,
    cites=("AR-3(1)",),
    gates=[nothing_left],
    meets=(FILE,),
    tells=(approvers,),
    weight="primary",
)
def complete_year(step: Step) -> None:
    row: FilingYear = step.matter
    rows = Item.objects.filter(agency=row.agency_id, year=row.year).exclude(apart())
    left_out = rows.filter(state="left_out").count()
    row.complete(step.at, step.staff, rows.count() - left_out, left_out)
