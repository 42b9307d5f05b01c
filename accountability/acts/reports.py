"""What citizens report (AC-9): received, taken up, passed on, not taken up; the reporter sealed, unsealed, erased."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from accountability import forms
from accountability.audiences import Part, receiving
from accountability.doors import REPORT_CODES
from accountability.models import Case, Member, Report
from accountability.numbering import case_number, report_number
from accountability.statute import ANSWER, CLERK, LEADER, VERIFY, Source
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyFunction
from foundation.casework.acts import Objection, Step, act, attribute, gate, perform
from foundation.casework.refusals import Invalid
from foundation.deadlines import clocks
from foundation.deadlines.counting import midnight
from foundation.privacy.retention import last_day
from foundation.visitors.sending import hashed

State = Report.State
#: So many reports are erased in one run.
AT_ONCE = 200


@gate("AC-3", "由纪委监委受理")
def of_the_commission(step: Step) -> Objection | None:
    if AgencyFunction.DISCIPLINE_COMMISSION not in step.matter.functions:
        return f"{step.matter}不是纪委监委，不能办责任追究。", "请由县纪委监委办理。"
    return None


@act(
    "accountability.report",
    "举报违反政务公开规定",
    on=Agency,
    creates=Report,
    public=True,
    asks=forms.ReportForm,
    cites=("AC-9", "AC-5"),
    gates=[of_the_commission],
    tells=(receiving,),
)
def report(step: Step) -> Report:
    """It is received, and answered with number and query code."""
    data = step.data
    number = report_number(localdate(step.at))
    # Asked while the series of numbers is held: a second click waits there until the first is committed.
    if Report.objects.filter(form_token=hashed(data["token"])).exists():
        raise Invalid({"举报": ["这张表已经收到，没有再登记一次。"]})
    row = Report(
        agency=step.matter,
        created_at=step.at,
        number=number,
        form_token=hashed(data["token"]),
        code_hash=REPORT_CODES.hashed(REPORT_CODES.code_of(data["token"])),
        unit=data["about"],
        **{name: data[name] for name in ("item", "who", "text", "name", "contact")},
    )
    attribute(step, row).save()
    clocks.start(ANSWER, row, at=step.at)
    return row


@act(
    "accountability.take_report",
    "受理举报，转为线索",
    on=Report,
    creates=Case,
    role=(CLERK,),
    states=(State.RECEIVED,),
    queue=(State.RECEIVED,),
    asks=forms.TakeReportForm,
    cites=("AC-9", "AC-3"),
)
def take_report(step: Step) -> Case:
    """What was reported becomes a clue; who reported it goes nowhere."""
    row: Report = step.matter
    case = Case(
        agency=row.agency,
        created_at=step.at,
        number=case_number(localdate(step.at)),
        item=row.item,
        source=Source.REPORT,
        source_ref="",
        report=row,
        unit=row.unit,
        clue=row.text,
    )
    attribute(step, case).save()
    first_members(step, case)
    clocks.start(VERIFY, case, at=step.at)
    step.then("accountability.report_taken", row)
    return case


def first_members(step: Step, case: Case) -> None:
    """Whoever took the clue, and whoever leads the case; two people."""
    if step.actor.is_person(step.data["leader"]):
        raise Invalid({"由哪位负责人负责": ["收下线索的人不参加决定，请选另一位负责人。"]})
    given: dict[str, Any] = {"case": case, "from_at": step.at}
    given_to: Any = step.staff
    Member.objects.create(staff=given_to, part=Part.CLERK, **given)
    Member.objects.create(staff=step.data["leader"], part=Part.LEADER, **given)


@act(
    "accountability.report_taken",
    "举报已转为线索",
    on=Report,
    via="take",
    cites=("AC-9",),
    meets=(ANSWER,),
)
def report_taken(step: Step) -> None:
    step.matter.take(step.at)


def _against_ourselves(step: Step) -> bool:
    return bool(step.matter.unit_id == step.matter.agency_id)


@gate("AC-3", "不是举报纪委监委自己的")
def not_against_ourselves(step: Step) -> Objection | None:
    if _against_ourselves(step):
        return "举报的是纪委监委自己，本机关不能说不受理。", "请受理，转为线索以后移送上级纪委监委。"
    return None


@gate("AC-3", "举报纪委监委自己的，由负责人办")
def against_ourselves_by_a_leader(step: Step) -> Objection | None:
    if _against_ourselves(step) and not step.actor.has(LEADER, step.matter.agency):
        return "举报的是纪委监委自己，由负责人告知。", "请报负责人；或者受理，转为线索以后移送上级纪委监委。"
    return None


@gate("AC-9", "由此立的案还没有办结")
def case_goes_on(step: Step) -> Objection | None:
    cases = step.matter.cases.all()
    if cases.exists() and not cases.filter(closed_at=None).exists():
        return "由这件举报立的案已经办结，没有再启封的理由。", "请报县纪委监委主要负责人另行处理。"
    return None


@act(
    "accountability.set_report_aside",
    "不予受理举报",
    on=Report,
    via="set_aside",
    role=(CLERK, LEADER),
    asks=forms.AnswerReportForm,
    cites=("AC-9",),
    gates=[not_against_ourselves],
    meets=(ANSWER,),
)
def set_report_aside(step: Step) -> None:
    step.matter.set_aside(step.at, step.data["answer"])


@act(
    "accountability.pass_report_on",
    "告知举报人该向哪里反映",
    on=Report,
    via="pass_on",
    role=(CLERK, LEADER),
    asks=forms.AnswerReportForm,
    cites=("AC-9",),
    gates=[against_ourselves_by_a_leader],
    meets=(ANSWER,),
    weight="quiet",
)
def pass_report_on(step: Step) -> None:
    step.matter.pass_on(step.at, step.data["answer"])


@gate("AC-9", "举报人留了姓名或者联系方式")
def named_themselves(step: Step) -> Objection | None:
    if not (step.matter.name or step.matter.contact):
        return "这是匿名举报，没有留姓名和联系方式。", "请在告知里请举报人凭查询码补充。"
    return None


@act(
    "accountability.unseal_reporter",
    "启封举报人信息",
    on=Report,
    role=(LEADER,),
    asks=forms.UnsealForm,
    cites=("AC-9",),
    gates=[named_themselves, case_goes_on],
    weight="quiet",
)
def unseal_reporter(step: Step) -> None:
    """Shown once to a leader, and kept on no page; who did it and what for stays in the ledger."""
    step.detail = {"why": step.data["why"]}
    row: Report = step.matter
    step.shown += [f"举报人：{row.name or '（没有留）'}", f"联系方式：{row.contact or '（没有留）'}"]


@act(
    "accountability.erase_report",
    "清除举报内容",
    on=Report,
    states=(State.TAKEN, State.PASSED_ON, State.SET_ASIDE),
    cites=("AC-9",),
)
def erase_report(step: Step) -> None:
    """What was told goes when its term is over, and with it what cases that are done with repeat of it."""
    step.matter.erase(step.at)
    for case in step.matter.cases.exclude(closed_at=None):
        case.clue = ""
        case.save(update_fields=["clue"])


def erase_due(*, at: datetime, by: Actor) -> int:
    """Erase what was settled before the retention term; return how many."""
    end = midnight(last_day(localdate(at)) + timedelta(days=1))
    due = Report.objects.filter(erased_at=None, settled_at__lt=end).exclude(state=State.RECEIVED)
    # A case that goes on still needs it.
    due = due.exclude(cases__closed_at=None, cases__isnull=False)
    return len([perform(erase_report.name, on=one, actor=by, at=at) for one in due.order_by("pk")[:AT_ONCE]])
