"""A year's appraisal: opened with its scheme, computed, deployed in the fourth quarter, published (AP-2, AP-8, AP-9, PD-10)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from appraisal import queries
from appraisal.audiences import assessors, at_the_county, in_the_unit
from appraisal.computing import recompute, units_of
from appraisal.forms.case import OpenForm, PublishForm
from appraisal.gates import every_case_final, in_the_fourth_quarter
from appraisal.models import Appraisal, Case, Scheme
from appraisal.statute import FIELD, SELF, YEARLY
from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.fields import RemarkForm
from foundation.casework.forms import ActForm
from foundation.deadlines import clocks

State = Appraisal.State
SUPERVISOR = Role.COUNTY_SUPERVISOR


@gate("AP-2", "这一年的考核还没有开始")
def not_begun(step: Step) -> Objection | None:
    if Appraisal.objects.filter(year=step.matter.year).exists():
        return f"{step.matter.year} 年的考核已经开始。", "方案有新版本的，在那一年的考核里换用。"
    return None


@act(
    "appraisal.begin",
    "开始这一年的考核",
    on=Scheme,
    creates=Appraisal,
    states=(Scheme.State.ISSUED,),
    role=SUPERVISOR,
    asks=RemarkForm,
    cites=("AP-2", "AP-4", "AP-8", "PD-10"),
    gates=[not_begun],
    when=lambda row: not Appraisal.objects.filter(year=row.year).exists(),
    tells=(at_the_county,),
)
def begin(step: Step) -> Appraisal:
    """Every unit of AP-4 has its case from now on, and sees what it has today."""
    scheme: Scheme = step.matter
    row = Appraisal(agency=scheme.agency, created_at=step.at, year=scheme.year, scheme=scheme)
    attribute(step, row).save()
    if (left := (row.ends_on - localdate(step.at)).days) > 0:
        clocks.start(YEARLY, row, at=step.at, span=left)
    units = units_of(scheme)
    for agency in units:
        _open(step, row, agency, since=scheme.starts_on)
    step.then("appraisal.computed", on=row)
    step.detail = {"units": len(units)}
    return row


def _open(step: Step, row: Appraisal, agency: Agency, since: date) -> None:
    kind = row.scheme.class_of(agency)
    step.then("appraisal.open_case", on=row, agency=agency.pk, unit_class=kind, counts_from=str(since))


def without_case(row: Appraisal, at: datetime) -> list[Agency]:
    """The units that were founded since the year was opened; none after the appraised days."""
    if localdate(at) > row.scheme.ends_on:
        return []
    known = set(row.cases.values_list("unit_id", flat=True))
    return [agency for agency in units_of(row.scheme) if agency.pk not in known]


@act(
    "appraisal.take_in",
    "列入新设的单位",
    on=Appraisal,
    states=Appraisal.OPEN,
    cites=("AP-4",),
    tells=(at_the_county,),
)
def take_in(step: Step) -> None:
    """A unit founded in the year is appraised from today on; one that goes on with others from where they began."""
    row: Appraisal = step.matter
    units = without_case(row, step.at)
    heirs = set(Agency.objects.filter(successor__in=units).values_list("successor_id", flat=True))
    for agency in units:
        _open(step, row, agency, row.scheme.starts_on if agency.pk in heirs else localdate(step.at))
    step.detail = {"units": [agency.code for agency in units]}


@act("appraisal.open_case", "列入考核", on=Appraisal, creates=Case, asks=OpenForm, cites=("AP-4", "AP-5"))
def open_case(step: Step) -> Case:
    row: Appraisal = step.matter
    case = Case(
        agency=step.data["agency"],
        created_at=step.at,
        appraisal=row,
        office=row.agency,
        unit=step.data["agency"],
        counts_from=step.data["counts_from"],
        name=step.data["agency"].short_name,
        unit_class=step.data["unit_class"],
    )
    attribute(step, case).save()
    if row.state == State.UNDER_WAY:
        step.then("appraisal.case_notified", on=case)
    return case


def _computed(step: Step) -> None:
    row: Appraisal = step.matter
    to, changes = recompute(row, step.at)
    row.compute(step.at, to, changes)
    step.detail = {"to": str(to), "changes": len(changes)}


@act("appraisal.computed", "读取各单位的数据", on=Appraisal, states=Appraisal.OPEN, cites=("AP-6",))
def computed(step: Step) -> None:
    _computed(step)


@act(
    "appraisal.compute",
    "现在重新计算",
    on=Appraisal,
    states=Appraisal.OPEN,
    role=SUPERVISOR,
    asks=ActForm,
    cites=("AP-6", "NM-24", "PI-10(2)"),
    weight="quiet",
)
def compute(step: Step) -> None:
    """Every figure is read anew; what differs from the last time is listed."""
    _computed(step)


@act(
    "appraisal.compute_nightly", "每天读取各单位的数据", on=Appraisal, states=Appraisal.OPEN, cites=("AP-6",)
)
def compute_nightly(step: Step) -> None:
    _computed(step)


@gate("AP-6", "有新版本的方案，还没有单位实地考核")
def newer_scheme(step: Step) -> Objection | None:
    row: Appraisal = step.matter
    if row.cases.filter(frozen__isnull=False).exists():
        return "已经有单位实地考核，数据冻结了，方案不能再换。", "要改的，写进下一年的方案。"
    if _newest(row) is None:
        return "这一年的方案没有新版本。", "先更正方案、印发，再换用。"
    return None


def _newest(row: Appraisal) -> Scheme | None:
    found: Scheme | None = (
        Scheme.objects.filter(year=row.year, state=Scheme.State.ISSUED).exclude(pk=row.scheme_id).first()
    )
    return found


@act(
    "appraisal.adopt_scheme",
    "换用新版本的方案",
    on=Appraisal,
    states=Appraisal.OPEN,
    role=SUPERVISOR,
    asks=RemarkForm,
    cites=("AP-6",),
    gates=[newer_scheme],
    when=lambda row: _newest(row) is not None,
    weight="quiet",
)
def adopt_scheme(step: Step) -> None:
    """Everything is computed anew by it, and the differences are listed; marks go along by the codes of indicators."""
    row: Appraisal = step.matter
    newest = _newest(row)
    assert newest is not None, "the gate looked"
    row.scheme = newest
    step.save()
    row.refresh_from_db()
    _computed(step)


@act(
    "appraisal.notify",
    "部署年度考核",
    on=Appraisal,
    via="notify",
    role=SUPERVISOR,
    asks=RemarkForm,
    cites=("AP-9", "PD-10"),
    gates=[in_the_fourth_quarter],
    tells=(at_the_county,),
    weight="primary",
)
def notify(step: Step) -> None:
    """Every unit is told to assess itself by 20 November, and that it is checked in the field from 1 December on."""
    row: Appraisal = step.matter
    row.notify(step.at)
    for case in row.cases.filter(state=Case.State.OPEN).order_by("pk"):
        step.then("appraisal.case_notified", on=case)


@act(
    "appraisal.case_notified",
    "通知单位自查自评",
    on=Case,
    via="notify",
    cites=("AP-9",),
    tells=(in_the_unit, assessors),
)
def case_notified(step: Step) -> None:
    """Its clocks run to the dates that AP-9 names."""
    case: Case = step.matter
    case.notify()
    today = localdate(step.at)
    for limit, day, owed_by in (
        (SELF, case.appraisal.self_due, case.agency),
        (FIELD, case.appraisal.field_days[1], case.office),
    ):
        left = (day - today).days
        if left <= 0 and case.counts_from > case.appraisal.scheme.starts_on:
            # A unit that did not exist yet on that day owed nothing.
            continue
        # Deployed after the day, it is late at once: the clock ends with the day that was named.
        begun = today if left > 0 else day - timedelta(days=1)
        clocks.start(limit, case, at=step.at, on=begun, span=max(left, 1), owed_by=owed_by)


@act("appraisal.merge_case", "单位已并入，由并入的单位接着考核", on=Case, via="merge", cites=("AP-4",))
def merge_case(step: Step) -> None:
    """What it left behind counts for its successor, which has a case of its own or is given one in the night."""
    for limit in (SELF, FIELD):
        clocks.cancel(limit, step.matter, at=step.at)
    step.matter.merge()
    left = Case.objects.filter(appraisal=step.matter.appraisal_id, state__in=Case.LIVE).exclude(
        pk=step.matter.pk
    )
    if not left.exists():
        clocks.meet(YEARLY, step.matter.appraisal, at=step.at)


@act(
    "appraisal.publish",
    "公布考核结果",
    on=Appraisal,
    via="publish",
    role=SUPERVISOR,
    asks=PublishForm,
    cites=("AP-9", "AP-7"),
    gates=[every_case_final],
    tells=(at_the_county,),
    weight="primary",
)
def publish(step: Step) -> None:
    """Everybody reads every unit's grade and points, and the method."""
    row: Appraisal = step.matter
    for case in row.cases.filter(state=Case.State.FINAL).order_by("pk"):
        step.also("appraisal.case_published", on=case)
    row.publish(step.at, step.data["summary"])
    step.save()
    queries.index.enter(row)


@act("appraisal.case_published", "随结果公布", on=Case, via="publish", cites=("AP-9",), tells=(in_the_unit,))
def case_published(step: Step) -> None:
    step.matter.publish()
