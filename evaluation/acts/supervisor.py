"""Those who evaluate: nominated, announced, appointed for a term, with the units that they leave to others (SE-5)."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.timezone import localdate

from evaluation.acts.planning import DRAFTER, RECORDS
from evaluation.forms.result import AppointForm, ConflictForm, NominateForm
from evaluation.gates import is_office, organised_by_the_office
from evaluation.models import Conflict, Supervisor
from evaluation.statute import NOTICE_DAYS, RENEWED_WITHIN, TERM_YEARS
from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.fields import ReasonForm, RemarkForm
from foundation.casework.refusals import Invalid
from foundation.correspondence.numbering import next_serial

State = Supervisor.State


@act(
    "evaluation.nominate",
    "登记推荐的评议员",
    on=Agency,
    creates=Supervisor,
    role=DRAFTER,
    asks=NominateForm,
    cites=("SE-5",),
    gates=[organised_by_the_office],
    when=is_office,
)
def nominate(step: Step) -> Supervisor:
    """Their age is asked and not kept."""
    data = {name: value for name, value in step.data.items() if name != "age"}
    row = Supervisor(agency=step.matter, created_at=step.at, **data)
    attribute(step, row).save()
    return row


@act(
    "evaluation.announce_supervisor",
    "公示拟聘的评议员",
    on=Supervisor,
    via="announce",
    role=RECORDS,
    asks=RemarkForm,
    cites=("SE-5",),
    weight="primary",
)
def announce_supervisor(step: Step) -> None:
    step.matter.announce(localdate(step.at))


@gate("SE-5", "公示期满")
def announced_long_enough(step: Step) -> Objection | None:
    row: Supervisor = step.matter
    if row.announced_on is None:
        return "还没有公示。", "请先公示。"
    last = row.announced_on + timedelta(days=NOTICE_DAYS)
    if localdate(step.at) < last:
        return f"公示到 {last} 才满 {NOTICE_DAYS} 日。", "期满没有异议的，再聘任。"
    return None


@act(
    "evaluation.appoint",
    "聘任评议员",
    on=Supervisor,
    via="appoint",
    role=Role.DEPARTMENT_HEAD,
    asks=AppointForm,
    cites=("SE-5",),
    gates=[announced_long_enough],
    weight="primary",
)
def appoint(step: Step) -> None:
    """For a term of years, with a certificate."""
    first = step.data["starts_on"]
    step.matter.appoint(first, _term(first), _certificate(step))
    step.detail = {"until": str(step.matter.ends_on), "certificate": step.matter.certificate}


def _certificate(step: Step) -> str:
    """The number of the next certificate of the year."""
    year = localdate(step.at).year
    return f"P{year}-{next_serial('evaluation-certificates', year):03d}"


def _term(first: date) -> date:
    """The last day of a term that begins on this day; one that begins on 29 February ends on 27 February."""
    day = 28 if (first.month, first.day) == (2, 29) else first.day
    return first.replace(year=first.year + TERM_YEARS, day=day) - timedelta(days=1)


@gate("SE-5", "聘期快满或者已满")
def term_nearly_over(step: Step) -> Objection | None:
    last = step.matter.ends_on
    if last is not None and localdate(step.at) < (first := last - timedelta(days=RENEWED_WITHIN)):
        return f"聘期到 {last}，{first} 以后才能续聘。", "请到时候再办理。"
    return None


@act(
    "evaluation.reappoint",
    "续聘评议员",
    on=Supervisor,
    via="reappoint",
    role=Role.DEPARTMENT_HEAD,
    asks=RemarkForm,
    cites=("SE-5",),
    gates=[term_nearly_over],
    weight="quiet",
)
def reappoint(step: Step) -> None:
    """Where a term runs it is prolonged without a gap; one that is over begins anew today."""
    row: Supervisor = step.matter
    assert row.ends_on is not None, "they were appointed"
    assert row.starts_on is not None, "they were appointed"
    today = localdate(step.at)
    runs = row.ends_on >= today
    first = row.starts_on if runs else today
    last = _term(row.ends_on + timedelta(days=1) if runs else today)
    row.reappoint(first, last, _certificate(step))
    step.detail = {"until": str(last), "certificate": row.certificate}


@act(
    "evaluation.end_supervisor",
    "解聘评议员",
    on=Supervisor,
    via="end",
    role=Role.DEPARTMENT_HEAD,
    asks=ReasonForm,
    cites=("SE-5",),
    weight="quiet",
)
def end_supervisor(step: Step) -> None:
    step.matter.end(localdate(step.at), step.reason)


@act("evaluation.expire", "聘期届满", on=Supervisor, via="expire", cites=("SE-5",), tells=(DRAFTER,))
def expire(step: Step) -> None:
    step.matter.expire()


@act(
    "evaluation.decline_supervisor",
    "不聘任",
    on=Supervisor,
    via="decline",
    role=(RECORDS, Role.DEPARTMENT_HEAD),
    asks=ReasonForm,
    cites=("SE-5",),
    weight="quiet",
)
def decline_supervisor(step: Step) -> None:
    step.matter.decline()


@act(
    "evaluation.declare_conflict",
    "登记回避的单位",
    on=Supervisor,
    states=(State.NOMINATED, State.ANNOUNCED, State.APPOINTED, State.EXPIRED),
    role=(DRAFTER, Role.APPLICATIONS_CLERK),
    asks=ConflictForm,
    cites=("SE-5",),
)
def declare_conflict(step: Step) -> None:
    """They do not evaluate it, in any round."""
    unit = step.data["unit"]
    if Conflict.objects.filter(supervisor=step.matter, unit=unit).exists():
        raise Invalid({"单位": ["已经登记过。"]})
    Conflict.objects.create(
        supervisor=step.matter, unit=unit, because=step.data["because"], declared_at=step.at
    )
    step.detail = {"unit": unit.code}
