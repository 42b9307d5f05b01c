"""A symposium from the invitation to what became of each point, and who attends the meeting that decides."""

from __future__ import annotations

from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.refusals import Invalid
from foundation.correspondence.announcing import announce
from foundation.deadlines.calendar import Calendar
from participation import forms, statute
from participation.forms import symposium as asked
from participation.gates import says_nothing_personal
from participation.masks import personal_in
from participation.models import Attendee, Decision, Invitee, Statement, Symposium
from participation.registering import shown_name
from participation.statute import MUST_BE_INVITED
from secrecy_review.leaks import normalised

State = Symposium.State
DRAFTER, CLERK, HEAD, LEADER = Role.DRAFTER, Role.APPLICATIONS_CLERK, Role.DEPARTMENT_HEAD, Role.LEADER
RECORDS = Role.RECORDS_OFFICE
PREPARED = (Decision.State.STARTED, Decision.State.CONSULTING, Decision.State.SUMMARISING)


@act(
    "participation.plan_symposium",
    "登记座谈会、咨询协商",
    on=Decision,
    creates=Symposium,
    states=PREPARED,
    role=DRAFTER,
    asks=asked.SymposiumForm,
    cites=("PP-5",),
    when=lambda decision: bool({way for way, _label in statute.MEETING_WAYS} & set(decision.ways)),
)
def plan_symposium(step: Step) -> Symposium:
    decision, data = step.matter, step.data
    if data["sort"] not in decision.ways:
        label = statute.Way(data["sort"]).label
        raise Invalid({"方式": [f"这件决策事项的参与方式里没有“{label}”，请先修改公众参与方式。"]})
    if found := personal_in(data["title"]):
        raise Invalid({"名称": [f"写的内容里有{'、'.join(found)}，人人看得到，请删去。"]})
    symposium = Symposium(
        agency=decision.agency,
        created_at=step.at,
        decision=decision,
        drafter=step.staff,
        **{name: data[name] for name in ("sort", "title", "place", "papers", "begins_at")},
    )
    attribute(step, symposium).save()
    return symposium


@act(
    "participation.invite",
    "邀请座谈会代表",
    on=Symposium,
    states=(State.INVITING,),
    role=DRAFTER,
    asks=asked.InviteForm,
    cites=("PP-5",),
)
def invite(step: Step) -> None:
    name = step.data["name"]
    if any(row.name == name for row in step.matter.invitees.filter(group=step.data["group"])):
        raise Invalid({"姓名": ["这个人已经邀请过。"]})
    Invitee.objects.create(symposium=step.matter, shown=shown_name(name), **step.data)
    step.detail = {"group": step.data["group"]}


@act(
    "participation.deliver_papers",
    "登记座谈会材料送达",
    on=Symposium,
    states=(State.INVITING,),
    role=(DRAFTER, CLERK),
    asks=asked.DeliverForm,
    cites=("PP-5",),
    when=lambda symposium: symposium.invitees.filter(papers_on=None).exists(),
)
def deliver_papers(step: Step) -> None:
    """Too late is refused: then it is postponed."""
    symposium, on = step.matter, step.data["served_on"]
    days = statute.full_working_days(on, symposium.begins_on, Calendar.load())
    if days < statute.PAPERS_WORKING_DAYS:
        said = (
            f"离召开只有 {days} 个完整的工作日，不满 {statute.PAPERS_WORKING_DAYS} 个。请先改期，再登记送达。"
        )
        raise Invalid({"材料送达日期": [said]})
    Invitee.objects.filter(symposium=symposium, pk__in=step.data["who"]).update(papers_on=on)
    step.detail = {"served_on": str(on), "invitees": len(step.data["who"])}


@act(
    "participation.postpone_symposium",
    "座谈会改期",
    on=Symposium,
    states=(State.INVITING,),
    role=DRAFTER,
    asks=asked.PostponeMeetingForm,
    cites=("PP-5",),
    weight="quiet",
)
def postpone_symposium(step: Step) -> None:
    step.matter.begins_at = step.data["until"]
    step.detail = {"until": step.data["until"].isoformat()}


@act(
    "participation.cancel_symposium",
    "取消座谈会",
    on=Symposium,
    via="cancel",
    role=DRAFTER,
    asks=forms.ReasonForm,
    cites=("PP-5",),
    weight="quiet",
)
def cancel_symposium(step: Step) -> None:
    step.matter.cancel()


@gate("PP-5", "应当邀请的人都邀请了")
def everybody_invited(step: Step) -> Objection | None:
    there = set(step.matter.invitees.values_list("group", flat=True))
    if missing := [str(group.label) for group in MUST_BE_INVITED if group not in there]:
        return f"还没有邀请：{'、'.join(missing)}。", "人大代表、政协委员、专家和有利害关系的人都要邀请。"
    return None


@gate("PP-5", "材料提前 5 个工作日送达")
def delivered_in_time(step: Step) -> Objection | None:
    symposium: Symposium = step.matter
    calendar = Calendar.load()
    late = [
        str(row)
        for row in symposium.invitees.all()
        if row.papers_on is None
        or statute.full_working_days(row.papers_on, symposium.begins_on, calendar)
        < statute.PAPERS_WORKING_DAYS
    ]
    if late:
        return (
            f"{'、'.join(late[:5])}{'等' if len(late) > 5 else ''}没有在召开 5 个工作日以前收到材料。",
            "请改期，送达以后隔满日数再召开。",
        )
    return None


@gate("PP-5", "召开的时间已到")
def has_met(step: Step) -> Objection | None:
    if step.at < step.matter.begins_at:
        return f"座谈会 {step.matter.begins_on} 才召开。", "请在召开以后登记。"
    return None


@act(
    "participation.hold_symposium",
    "登记座谈会已召开",
    on=Symposium,
    via="hold",
    role=DRAFTER,
    asks=asked.MetForm,
    cites=("PP-5",),
    gates=[everybody_invited, delivered_in_time, has_met],
    weight="primary",
)
def hold_symposium(step: Step) -> None:
    rows = Invitee.objects.filter(symposium=step.matter)
    rows.filter(pk__in=step.data["present"]).update(attended=True)
    rows.exclude(pk__in=step.data["present"]).update(attended=False)
    step.matter.hold(step.at)
    step.detail = {"present": len(step.data["present"]), "invited": rows.count()}


@act(
    "participation.record_statement",
    "登记一条座谈会意见",
    on=Symposium,
    states=(State.HELD,),
    role=DRAFTER,
    asks=asked.StatementForm,
    cites=("PP-5",),
)
def record_statement(step: Step) -> None:
    Statement.objects.create(symposium=step.matter, at=step.at, **step.data)


@act(
    "participation.analyse_statement",
    "分析一条座谈会意见",
    on=Symposium,
    states=(State.HELD,),
    role=DRAFTER,
    asks=asked.AnalyseForm,
    cites=("PP-5", "PP-4"),
    gates=[says_nothing_personal],
    when=lambda symposium: symposium.statements.exists(),
)
def analyse_statement(step: Step) -> None:
    row, data = step.data["statement"], step.data
    _refuse_guests(step.matter, {"公布的要点": data["shown"], "分析和理由": data["because"]})
    row.shown, row.result, row.reason = data["shown"], data["result"], data["because"]
    row.save(update_fields=["shown", "result", "reason"])
    step.detail = {"statement": row.pk, "result": row.result}


def _refuse_guests(symposium: Symposium, places: dict[str, str]) -> None:
    """`Invalid` at the place that has the name of somebody who was invited: everybody is going to read it."""
    names = {normalised(row.name) for row in symposium.invitees.all() if len(row.name) > 1}
    for label, text in places.items():
        if any(name in normalised(text) for name in names):
            raise Invalid({label: ["里面有座谈会代表的姓名。人人看得到，请改写成“一位代表”之类。"]})


@gate("PP-5", "座谈会意见条条有分析")
def all_analysed(step: Step) -> Objection | None:
    if left := step.matter.statements.filter(result="").count():
        return f"还有 {left} 条意见没有分析。", "请逐条分析，写明采纳情况和理由。"
    return None


@act(
    "participation.report_symposium",
    "形成座谈会报告",
    on=Symposium,
    via="write_report",
    role=HEAD,
    asks=asked.SymposiumReportForm,
    cites=("PP-5",),
    gates=[all_analysed],
    weight="primary",
    tells=(DRAFTER,),
)
def report_symposium(step: Step) -> None:
    step.matter.write_report(step.at, step.data["report"], silent=step.data["silent"])


@act(
    "participation.feed_back_symposium",
    "公布座谈会意见采纳情况",
    on=Symposium,
    via="feed_back",
    role=RECORDS,
    asks=forms.RemarkForm,
    cites=("PP-4", "PP-5"),
    weight="primary",
    tells=(DRAFTER,),
)
def feed_back_symposium(step: Step) -> None:
    """PP-4: those who took part learn what became of their words before the decision is announced, and so does everybody."""
    symposium: Symposium = step.matter
    symposium.feed_back(step.at)
    spoke = symposium.invitees.filter(attended=True)
    step.detail = {"told": sum(_told(symposium, row, step) for row in spoke if row.contact)}


def _told(symposium: Symposium, guest: Invitee, step: Step) -> bool:
    """Tell a guest who left an address that it can be read, without a word of it; whether a message left."""
    return announce(
        email=guest.contact if "@" in guest.contact else "",
        phone=guest.contact,
        subject="您参加的座谈会，意见的采纳情况公布了",
        body=(
            "您参加的座谈会上提的意见，是否采纳、为什么，公布在本网站“意见征集”里。"
            f"请看决策事项 {symposium.decision.number}。"
        ),
        key=f"participation:{symposium.ref}:{guest.pk}:fed_back",
        at=step.at,
        because=symposium.ref,
    )


@act(
    "participation.record_attendee",
    "登记列席代表",
    on=Decision,
    states=(
        Decision.State.SUBMITTED,
        Decision.State.DECIDED,
        Decision.State.REFUSED,
        Decision.State.ANNOUNCED,
    ),
    role=(DRAFTER, LEADER),
    asks=asked.AttendeeForm,
    cites=("PP-12",),
)
def record_attendee(step: Step) -> None:
    """Who was invited to the meeting that decided, and what they said there."""
    data = step.data
    if found := personal_in(data["meeting"]):
        raise Invalid({"会议": [f"写的内容里有{'、'.join(found)}，人人看得到，请删去。"]})
    Attendee.objects.create(decision=step.matter, shown=shown_name(data["name"]), at=step.at, **data)
    step.detail = {"group": data["group"], "met_on": str(data["met_on"])}
