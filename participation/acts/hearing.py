"""A hearing from its notice to the papers of the representatives: review, registration, lot, list, another time."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.refusals import Invalid
from foundation.deadlines.counting import local_date
from foundation.visitors.codes import new_token
from participation import drawing, forms, statute
from participation.forms import hearing as asked
from participation.gates import (
    days_in_order,
    enough_seats,
    hearing_is_planned,
    notice_complete,
    noticed_in_time,
    says_nothing_personal,
    ways_fit,
)
from participation.masks import personal_in
from participation.models import (
    Decision,
    Hearing,
    Postponement,
    Registration,
    Representative,
)
from participation.registering import (
    Twice,
    Wish,
    is_representative,
    next_in_order,
    refuse_names,
    refuse_staff,
    register,
    seat,
    shown_name,
)
from participation.statute import Group
from secrecy_review.models import Review
from secrecy_review.review_acts import REVIEWING, OpinionAct, approval, declare_review_acts, void

State = Hearing.State
DRAFTER, CLERK, HEAD, RECORDS = (
    Role.DRAFTER,
    Role.APPLICATIONS_CLERK,
    Role.DEPARTMENT_HEAD,
    Role.RECORDS_OFFICE,
)
#: Whoever did one of these does not review the notice (SR-6(2)).
MAKING = ("participation.draft_hearing", "participation.edit_hearing", "participation.hand_in_hearing")
#: What a decision may be while a hearing is prepared.
PREPARED = (Decision.State.STARTED, Decision.State.CONSULTING, Decision.State.SUMMARISING)
COMPLETE = [
    hearing_is_planned,
    ways_fit,
    notice_complete,
    enough_seats,
    noticed_in_time,
    days_in_order,
]

declare_review_acts(
    Hearing,
    during=State.UNDER_REVIEW,
    strike=("participation.strike_hearing", "按审查意见删改听证公告"),
    disclose=OpinionAct(
        "participation.pass_hearing_review", "听证公告保密审查通过", via=("pass_review",), tells=(RECORDS,)
    ),
    exempt=OpinionAct(
        "participation.fail_hearing_review",
        "听证公告保密审查意见为免予公开",
        via=("fail_review",),
        tells=(DRAFTER,),
    ),
    needed=tuple(Hearing.ITEMS),
    makers=MAKING,
    apart="拟写听证公告的人不得审查它",
)
approved = approval("听证公告", "请重新提交审查。")


# The notice


@gate("PP-9", "同时只办一场听证会")
def one_hearing_at_a_time(step: Step) -> Objection | None:
    if step.matter.hearings.filter(state__in=Hearing.UNFINISHED).exists():
        return "这件决策事项已经有一场在办的听证会。", "请先办完那一场。"
    return None


@act(
    "participation.draft_hearing",
    "拟写听证公告",
    on=Decision,
    creates=Hearing,
    states=PREPARED,
    role=DRAFTER,
    asks=asked.HearingForm,
    cites=("PP-9",),
    gates=[one_hearing_at_a_time],
    when=lambda decision: statute.Way.HEARING in decision.ways,
)
def draft_hearing(step: Step) -> Hearing:
    form: asked.HearingForm = step.form  # type: ignore[assignment]
    decision: Decision = step.matter
    last = decision.hearings.exclude(state=State.ABANDONED).order_by("-edition").first()
    hearing = Hearing(
        agency=decision.agency,
        created_at=step.at,
        decision=decision,
        edition=last.edition + 1 if last else 1,
        drafter=step.staff,
        **form.values(),
    )
    attribute(step, hearing).save()
    hearing.refresh_from_db()
    return hearing


@act(
    "participation.edit_hearing",
    "修改听证公告",
    on=Hearing,
    states=(State.DRAFTING,),
    role=DRAFTER,
    asks=asked.HearingForm,
    cites=("PP-9",),
)
def edit_hearing(step: Step) -> None:
    form: asked.HearingForm = step.form  # type: ignore[assignment]
    for name, value in form.values().items():
        setattr(step.matter, name, value)


@act(
    "participation.hand_in_hearing",
    "听证公告提交保密审查",
    on=Hearing,
    via="hand_in",
    role=DRAFTER,
    asks=forms.RemarkForm,
    cites=("SR-4", "PP-9", "PP-10"),
    gates=COMPLETE,
    weight="primary",
)
def hand_in_hearing(step: Step) -> None:
    void(step, Review.objects.of(step.matter).valid(), "听证公告重新提交")
    step.matter.hand_in()
    step.then("secrecy_review.open", on=step.matter)


@act(
    "participation.rework_hearing",
    "退回修改听证公告",
    on=Hearing,
    via="rework",
    role=(DRAFTER, RECORDS),
    asks=forms.ReasonForm,
    cites=("PP-9",),
    tells=(DRAFTER,),
    returns=True,
)
def rework_hearing(step: Step) -> None:
    step.matter.rework()


@act(
    "participation.abandon_hearing",
    "放弃这次听证",
    on=Hearing,
    via="abandon",
    role=DRAFTER,
    asks=forms.ReasonForm,
    cites=("PP-9",),
    weight="quiet",
)
def abandon_hearing(step: Step) -> None:
    step.matter.abandon()


@act(
    "participation.announce_hearing",
    "公告听证会",
    on=Hearing,
    via="announce",
    role=RECORDS,
    asks=forms.RemarkForm,
    cites=("PP-9", "PP-10", "决策条例16"),
    gates=[approved, *COMPLETE],
    not_by=Apart("SR-6(2)", REVIEWING),
    tells=(DRAFTER, HEAD),
    weight="primary",
)
def announce_hearing(step: Step) -> None:
    step.matter.announce(step.at)
    step.detail = {"begins_on": str(step.matter.begins_on)}


# Registration


@act(
    "participation.record_registration",
    "登记一人报名",
    on=Hearing,
    states=(State.ANNOUNCED,),
    role=(DRAFTER, CLERK),
    asks=asked.RecordRegistrationForm,
    cites=("PP-9",),
)
def record_registration(step: Step) -> None:
    """By telephone or in person; number and query code are shown once."""
    form: asked.RecordRegistrationForm = step.form  # type: ignore[assignment]
    hearing, data = step.matter, step.data
    if not hearing.takes(step.at):
        raise Invalid({"组别": ["现在不在报名的日子里。"]})
    refuse_staff(hearing, data)
    wish = Wish(data["group"], data["name"], data["identity"], data["telephone"], form.details())
    try:
        done = register(hearing, wish, new_token(), step.at, by=step.staff)
    except Twice as twice:
        raise Invalid({"身份证号码": ["这个人已经报过名，一个人只能报一个组别。"]}) from twice
    step.detail = {"registration": done.registration.number, "verified": data["verified"]}
    step.shown.append(
        f"报名号 {done.registration.number}，查询码 {done.code}，校验值 {done.registration.digest}。请抄给报名人。"
    )


@act(
    "participation.reveal_registrations",
    "查看报名人和代表",
    on=Hearing,
    states=(State.ANNOUNCED, State.CLOSED, State.LISTED, State.HELD),
    role=(DRAFTER, CLERK),
    asks=forms.reason_form("查看理由", max_length=200, rows=1),
    cites=("PP-9",),
    weight="quiet",
)
def reveal_registrations(step: Step) -> None:
    """Names, telephones and forms, once, to whoever said why."""
    for row in Registration.objects.filter(hearing=step.matter).standing():
        step.shown.append(
            f"{row.number}　{row.get_group_display()}　{row.name}　{row.telephone}\n{row.details}"
        )
    for invited in step.matter.representatives.filter(registration=None):
        step.shown.append(f"{invited.get_group_display()}　{invited.name}　{invited.telephone}（邀请）")


@act("participation.close_registration", "报名到期截止", on=Hearing, via="close", cites=("PP-9",))
def close_registration(step: Step) -> None:
    """The list is fixed, with the digest over it, before anybody knows the number."""
    digests = Registration.objects.listed(step.matter).values_list("digest", flat=True)
    step.matter.close(drawing.list_hash(digests))


# The lot and the list


@gate("PP-9", "公开数字已经公布")
def number_is_known(step: Step) -> Objection | None:
    if step.matter.drawn_at is not None:
        return "已经抽过签。", "抽签只有一次；缺额的，请邀请。"
    if step.matter.lot_on is None or local_date(step.at) < step.matter.lot_on:
        return f"公开数字 {step.matter.lot_on or '报名截止以后'} 才公布。", "请到那一天再办。"
    return None


@act(
    "participation.draw",
    "抽签产生代表",
    on=Hearing,
    states=(State.CLOSED,),
    role=RECORDS,
    asks=asked.DrawForm,
    cites=("PP-9", "决策条例16"),
    gates=[number_is_known],
    tells=(DRAFTER,),
    weight="primary",
    waits_if=lambda model: Q(drawn_at=None),
    when=lambda hearing: hearing.drawn_at is None,
)
def draw(step: Step) -> None:
    """Whoever registered for a group that has seats for all is in without luck; the order is computed all the same."""
    hearing: Hearing = step.matter
    hearing.lot_number, hearing.lot_source = step.data["number"], step.data["source"]
    hearing.drawn_at = step.at
    rows = {row.digest: row for row in Registration.objects.listed(hearing).standing()}
    for group, label in hearing.groups:
        digests = [row.digest for row in rows.values() if row.group == group]
        order = drawing.drawn(digests, hearing.list_hash, hearing.lot_number, label)
        for digest in order[: hearing.seats[group]]:
            seat(hearing, rows[digest])
    hearing.lacking = sum(asked.seats_left(hearing).values())
    step.detail = {"number": hearing.lot_number, "registrations": len(rows)}


@act(
    "participation.appoint",
    "邀请代表补足名额",
    on=Hearing,
    states=(State.CLOSED,),
    role=DRAFTER,
    asks=asked.AppointForm,
    cites=("PP-10",),
    waits_if=lambda model: Q(drawn_at__isnull=False, lacking__gt=0),
    when=lambda hearing: hearing.lacking > 0,
)
def appoint(step: Step) -> None:
    """Only where fewer registered than there are seats."""
    hearing, data = step.matter, step.data
    if hearing.drawn_at is None:
        raise Invalid({"组别": ["还没有抽签。先抽签，缺额的再邀请。"]})
    if asked.seats_left(hearing).get(data["group"], 0) < 1:
        raise Invalid({"组别": ["这一组的名额已经满了。"]})
    _invite(hearing, data)
    hearing.lacking = sum(asked.seats_left(hearing).values())
    step.detail = {"group": data["group"], "verified": data["verified"]}


def _invite(hearing: Hearing, data: dict[str, Any]) -> None:
    """Somebody who did not register has a seat, for a reason that everybody reads."""
    if found := personal_in(data["because"]):
        raise Invalid({"邀请的理由": [f"写的内容里有{'、'.join(found)}，人人看得到，请删去。"]})
    refuse_names(hearing, {"邀请的理由": data["because"]}, data["name"])
    refuse_staff(hearing, data)
    if is_representative(hearing, data["name"], data["telephone"]):
        raise Invalid({"姓名": ["这个人已经是代表，一个人只能占一个名额。"]})
    Representative.objects.create(
        hearing=hearing,
        group=data["group"],
        name=data["name"],
        telephone=data["telephone"],
        shown=shown_name(data["name"]),
        reason=data["because"],
    )


@gate("PP-10", "每个名额都有代表")
def every_seat_taken(step: Step) -> Objection | None:
    hearing: Hearing = step.matter
    left = [f"{Group(group).label} {n} 人" for group, n in asked.seats_left(hearing).items() if n > 0 and n]
    if hearing.drawn_at is None:
        return "还没有抽签。", "请先抽签产生代表。"
    if left:
        return f"还缺：{'、'.join(left)}。", "请邀请代表补足名额，写明理由。"
    return None


@gate("PP-9", "名单在举行以前公布")
def list_in_time(step: Step) -> Objection | None:
    hearing: Hearing = step.matter
    days = hearing.periods.listed
    if hearing.begins_on is None or statute.full_days(local_date(step.at), hearing.begins_on) < days:
        return f"离举行不满 {days} 个整天。", f"请改期以后再公布名单（{hearing.periods.source}）。"
    return None


@act(
    "participation.publish_list",
    "公布代表名单",
    on=Hearing,
    via="publish_list",
    role=RECORDS,
    asks=forms.RemarkForm,
    cites=("决策条例16", "PP-10"),
    gates=[every_seat_taken, list_in_time],
    tells=(DRAFTER,),
    weight="primary",
    waits_if=lambda model: Q(drawn_at__isnull=False, lacking=0),
)
def publish_list(step: Step) -> None:
    step.matter.publish_list(step.at)


@act(
    "participation.replace_representative",
    "代表退出，由候补接替",
    on=Hearing,
    states=(State.LISTED,),
    role=DRAFTER,
    asks=asked.ReplaceForm,
    cites=("PP-10", "决策条例16"),
    weight="quiet",
    tells=(RECORDS,),
)
def replace_representative(step: Step) -> None:
    """The next in the order of the lot takes the seat; where nobody is left somebody is invited."""
    hearing: Hearing = step.matter
    leaving: Representative = step.data["representative"]
    leaving.left_on = local_date(step.at)
    leaving.save(update_fields=["left_on"])
    invited = _fill(hearing, leaving.group, step.data)
    step.detail = {
        "group": leaving.group,
        "left": leaving.pk,
        "invited": invited,
        "verified": step.data["verified"],
    }


def _fill(hearing: Hearing, group: str, data: dict[str, Any]) -> bool:
    """Give an empty seat to the next in the order of the lot, or to who is invited; whether somebody was invited."""
    if (following := next_in_order(hearing, group)) is not None:
        seat(hearing, following)
        return False
    if not (data["name"] and data["telephone"] and data["because"]):
        raise Invalid({"邀请谁": ["这一组没有候补了，请填写邀请的人、电话和理由。"]})
    _invite(hearing, {**data, "group": group})
    return True


@act(
    "participation.fill_seat",
    "补上空出的名额",
    on=Hearing,
    states=(State.LISTED,),
    role=DRAFTER,
    asks=asked.FillForm,
    cites=("PP-10", "决策条例16"),
    tells=(RECORDS,),
    when=lambda hearing: hearing.lacking > 0,
    waits_if=lambda model: Q(lacking__gt=0),
)
def fill_seat(step: Step) -> None:
    """A seat that was given up when there was nobody to take it, or no time to send them the papers."""
    hearing, group = step.matter, step.data["group"]
    step.detail = {
        "group": group,
        "invited": _fill(hearing, group, step.data),
        "verified": step.data["verified"],
    }
    hearing.lacking = sum(asked.seats_left(hearing).values())


@act(
    "participation.serve_papers",
    "登记听证材料送达",
    on=Hearing,
    states=(State.LISTED,),
    role=(DRAFTER, CLERK),
    asks=asked.ServeForm,
    cites=("决策条例16",),
    when=lambda hearing: hearing.representatives.sitting().filter(papers_on=None).exists(),
)
def serve_papers(step: Step) -> None:
    """A day too late is refused: then the hearing is postponed."""
    hearing, on = step.matter, step.data["served_on"]
    days = hearing.periods.papers
    if statute.full_days(on, hearing.begins_on) < days:
        first = statute.earliest(on, days)
        raise Invalid(
            {"材料送达日期": [f"离举行不满 {days} 个整天。请先改期，最早 {first} 举行，再登记送达。"]}
        )
    Representative.objects.filter(hearing=hearing, pk__in=step.data["who"]).update(papers_on=on)
    step.detail = {"served_on": str(on), "representatives": len(step.data["who"])}


@act(
    "participation.postpone_hearing",
    "听证会改期",
    on=Hearing,
    states=(State.ANNOUNCED, State.CLOSED, State.LISTED),
    role=RECORDS,
    asks=asked.PostponeForm,
    cites=("PP-9",),
    gates=[says_nothing_personal],
    tells=(DRAFTER, HEAD),
    weight="quiet",
)
def postpone_hearing(step: Step) -> None:
    hearing: Hearing = step.matter
    until, was = step.data["until"], hearing.begins_at
    assert was is not None, "an announced hearing has a time"
    refuse_names(hearing, {"改期的理由": step.reason})
    Postponement.objects.create(hearing=hearing, was=was, until=until, reason=step.reason, at=step.at)
    hearing.begins_at = until
    step.detail = {"until": until.isoformat()}


@act(
    "participation.withdraw_hearing",
    "取消听证会",
    on=Hearing,
    via="withdraw",
    role=RECORDS,
    asks=forms.reason_form("取消的原因", max_length=500, help_text="原网址上人人看得到。"),
    cites=("PP-9", "SR-13"),
    gates=[says_nothing_personal],
    tells=(DRAFTER, HEAD),
    weight="quiet",
)
def withdraw_hearing(step: Step) -> None:
    refuse_names(step.matter, {"取消的原因": step.reason})
    step.matter.withdraw(step.at, step.reason)
