"""Who was there: signed on a phone, entered from the sheet, imported, corrected with a reason (TR-4)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localdate, localtime

from foundation.casework.accounts import fingerprint_of
from foundation.casework.acts import Objection, Step, act, gate
from foundation.casework.fields import OneOf, ReasonForm, SomeOf, Upload
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid, Refused
from foundation.deadlines.limits import SHANGHAI
from foundation.files.table_rows import UnusableSheet
from foundation.visitors.identity import Line
from training.acts.certificates import keep_true
from training.acts.plans import OFFICE
from training.acts.sessions import invited
from training.counting import count_again, years_between
from training.crediting import credit, credit_alone
from training.forms import StaffNumber
from training.imports import SHEET_COLUMNS, attendance_of
from training.models import Attendance, Credit, Mark, Posting, Session
from training.models.session import day_of
from training.statute import LATE_AFTER, SIGN_BEFORE, TOGETHER, Way

State, Came = Session.State, Attendance.State
#: While people sign.
OPEN = (State.NOTIFIED, State.HELD)


class SignForm(ActForm):
    """Who signs; neither name nor number is kept anywhere but on the list."""

    reason_field = ""
    full_name = Line(label="姓名", max_length=40)
    staff_number = StaffNumber(
        label="人员编号", max_length=40, help_text="登记培训人员时用的工号或者身份证号。"
    )
    way = forms.ChoiceField(choices=[(Way.QR, ""), (Way.CODE, "")], widget=forms.HiddenInput)


@gate("TR-4", "在签到的时间以内")
def may_sign_now(step: Step) -> Objection | None:
    session: Session = step.matter
    if not session.together:
        return "这一次是自学，不签到。", "学完交材料、参加考试。"
    opens = session.starts_at - timedelta(minutes=SIGN_BEFORE)
    if step.at < opens:
        return f"{localtime(opens):%H:%M} 开始签到，现在还早。", "到时间再扫一次，没有影响。"
    if step.at >= session.ends_at:
        return "这次培训已经结束。", "没有签上的，请找组织培训的人补录。"
    return None


@act(
    "training.sign",
    "签到",
    on=Session,
    states=OPEN,
    asks=SignForm,
    cites=("TR-4", "TR-5"),
    gates=[may_sign_now],
    public=True,
)
def sign(step: Step) -> None:
    """Whoever signs after the first minutes is late; whoever signs twice stays as they signed first."""
    session, given = step.matter, step.data
    rows = session.attendance.select_for_update(of=("self",)).select_related("trainee")
    row = rows.filter(
        trainee__person=fingerprint_of(given["staff_number"]), trainee__full_name=given["full_name"]
    ).first()
    if row is None:
        raise Refused("TR-4", "参训名单里没有找到。", "请核对姓名和人员编号，或者请组织培训的人补进名单。")
    if row.state in Attendance.CAME:
        return
    if row.confirmed_at is not None:
        raise Refused("TR-4", "名单已经确认。", "请找组织培训的人更正。")
    late = step.at > session.starts_at + timedelta(minutes=LATE_AFTER)
    row.state = Came.LATE if late else Came.PRESENT
    row.way, row.arrived_at, row.excuse = given["way"], step.at, ""
    row.save()
    step.detail = {"attendance": row.pk, "way": row.way}


# From the sheet


def refuse_newcomers(session: Session, rows: list[Attendance]) -> None:
    """Raise `Refused` where somebody worked nowhere on that day, or came to the unit later; one query."""
    day = day_of(session)
    there = set(
        Posting.objects.on(day)
        .filter(trainee__in=[row.trainee_id for row in rows])
        .values_list("trainee", flat=True)
    )
    late = [str(row.trainee) for row in rows if row.trainee_id not in there]
    if late:
        raise Refused(
            "TR-4", f"{'、'.join(late[:5])}在 {day} 还没有到单位，不能登记到场。", "请核对到本单位的日期。"
        )


class SheetForm(ActForm):
    """Whoever signed on paper."""

    reason_field = ""
    says = "照纸质签到表勾选到场的人；迟到、早退、请假的另外逐人登记。"
    who = SomeOf(invited, label="到场的人")


@act(
    "training.enter_sheet",
    "录入纸质签到表",
    on=Session,
    states=(State.HELD,),
    role=OFFICE,
    asks=SheetForm,
    cites=("TR-4",),
)
def enter_sheet(step: Step) -> None:
    """They were there from the beginning to the end."""
    rows = list(step.data["who"])
    refuse_newcomers(step.matter, rows)
    way = Way.PAPER if step.matter.together else Way.MATERIAL
    for row in rows:
        row.state, row.way, row.excuse = Came.PRESENT, way, ""
    Attendance.objects.bulk_update(rows, ["state", "way", "excuse"], batch_size=500)
    step.detail = {"entered": len(rows)}


def unconfirmed(session: Session) -> QuerySet[Attendance]:
    """Everybody on the list, as long as it is not confirmed."""
    return session.attendance.filter(confirmed_at=None).select_related("trainee", "agency")


class OneForm(ActForm):
    """How one person came and went."""

    reason_field = ""
    who = OneOf(unconfirmed, label="人员")
    state = forms.ChoiceField(
        label="到场情况", choices=[(one.value, one.label) for one in Came if one != Came.INVITED]
    )
    arrived = forms.TimeField(
        label="到场时间", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    left = forms.TimeField(
        label="离场时间", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    excuse = Line(label="请假事由", max_length=200, required=False, help_text="公出、病假等，不写病情。")

    def clean(self) -> None:
        """Late needs when they came, early when they left, an excuse a reason."""
        state = self.cleaned_data.get("state")
        for name, wanted, says in (
            ("arrived", Came.LATE, "请填写到场时间。"),
            ("left", Came.LEFT_EARLY, "请填写离场时间。"),
            ("excuse", Came.EXCUSED, "请填写请假事由。"),
        ):
            if state == wanted and not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, says)


def moment_in(session: Session, clock: time | None) -> datetime | None:
    """That time of day within the session, which may go past midnight; None where there is none. Raises `Invalid` outside it."""
    if clock is None:
        return None
    first, last = (localtime(moment, SHANGHAI) for moment in session.span)
    for day in (first.date(), last.date()):
        moment = datetime.combine(day, clock, SHANGHAI)
        if first - timedelta(minutes=SIGN_BEFORE) <= moment <= last:
            return moment
    raise Invalid({"时间": [f"{clock:%H:%M} 不在培训的时间里（{first:%H:%M} 到 {last:%H:%M}）。"]})


def set_state(session: Session, row: Attendance, given: dict[str, Any]) -> None:
    """Write how somebody came and went; raises `Invalid` for times that do not fit."""
    row.state = given["state"]
    row.excuse = given["excuse"] if row.state == Came.EXCUSED else ""
    if row.state == Came.EXCUSED and not row.excuse:
        raise Invalid({"请假事由": ["请假的要写事由。"]})
    if row.state not in Attendance.CAME:
        row.arrived_at = row.left_at = None
        row.way = ""
        return
    row.way = row.way or (Way.PAPER if session.together else Way.MATERIAL)
    arrived, left = moment_in(session, given.get("arrived")), moment_in(session, given.get("left"))
    row.arrived_at = arrived or (row.arrived_at if row.state != Came.PRESENT else None)
    row.left_at = left
    if row.state == Came.LATE and row.arrived_at is None:
        raise Invalid({"到场时间": ["迟到的要写到场时间。"]})
    if row.state == Came.LEFT_EARLY and row.left_at is None:
        raise Invalid({"离场时间": ["早退的要写离场时间。"]})
    if row.left_at is not None and row.left_at <= (row.arrived_at or session.starts_at):
        raise Invalid({"离场时间": ["离场要晚于到场。"]})


@act(
    "training.mark_one",
    "登记一个人的到场情况",
    on=Session,
    states=OPEN,
    role=OFFICE,
    asks=OneForm,
    cites=("TR-4",),
    weight="quiet",
)
def mark_one(step: Step) -> None:
    """Late, early, excused or absent; also whoever has no phone."""
    row, session = step.data["who"], step.matter
    if step.data["state"] in Attendance.CAME:
        if step.at < session.starts_at - timedelta(minutes=SIGN_BEFORE):
            raise Refused("TR-4", "培训还没有开始。", "到场的情况，开始签到以后再登记。")
        refuse_newcomers(session, [row])
    set_state(session, row, step.data)
    row.save()
    step.detail = {"attendance": row.pk, "state": row.state}


class SheetFileForm(ActForm):
    """A workbook with who was there."""

    reason_field = ""
    says = f"表头：{'、'.join(SHEET_COLUMNS)}。有一行读不懂，整份都不收，改好再交。"
    file = Upload(label="签到表（XLSX）")


@act(
    "training.import_attendance",
    "导入签到表",
    on=Session,
    states=(State.HELD,),
    role=OFFICE,
    asks=SheetFileForm,
    cites=("TR-4",),
    weight="quiet",
)
def import_attendance(step: Step) -> None:
    """All rows or none. Two of one name are told apart by the end of their numbers."""
    session: Session = step.matter
    try:
        given = attendance_of(step.data["file"].read())
    except UnusableSheet as unusable:
        raise Invalid({"签到表（XLSX）": unusable.says}) from unusable
    known: dict[tuple[str, str], list[Attendance]] = {}
    for row in unconfirmed(session):
        known.setdefault((row.trainee.full_name, row.trainee.number_ends), []).append(row)
        known.setdefault((row.trainee.full_name, ""), []).append(row)
    rows, wrong = [], []
    for one in given:
        found = known.get((one["full_name"], one["ends"]), [])
        if len(found) != 1:
            why = "名单里有两个同名的，请填编号后四位" if found else "名单里没有这个人"
            wrong.append(f"第 {one['line']} 行：{why}。")
            continue
        try:
            set_state(session, found[0], one)
        except Invalid as invalid:
            wrong.append(f"第 {one['line']} 行：{invalid}")
        rows.append(found[0])
    if len({row.pk for row in rows}) < len(rows):
        wrong.append("同一个人写了两行。")
    if wrong:
        raise Invalid({"签到表（XLSX）": wrong[:20]})
    refuse_newcomers(session, [row for row in rows if row.state in Attendance.CAME])
    Attendance.objects.bulk_update(rows, ["state", "way", "arrived_at", "left_at", "excuse"], batch_size=500)
    step.detail = {"entered": len(rows)}


# Put right


def confirmed(session: Session) -> QuerySet[Attendance]:
    """Everybody on the list once it is confirmed."""
    return session.attendance.exclude(confirmed_at=None).select_related("trainee", "agency")


class CorrectForm(OneForm, ReasonForm):
    """How it really was, and why it was registered otherwise."""

    reason_field = "reason"
    who = OneOf(confirmed, label="人员")
    field_order = ("who", "state", "arrived", "left", "excuse", "reason")


@act(
    "training.correct_attendance",
    "更正到场记录",
    on=Session,
    states=Session.COUNTED,
    role=OFFICE,
    asks=CorrectForm,
    cites=("TR-4", "TR-5"),
    weight="quiet",
)
def correct_attendance(step: Step) -> None:
    """What counted is taken back and counted anew, also of sessions at the same hours; the register follows."""
    row, session = step.data["who"], step.matter
    if step.data["state"] in Attendance.CAME:
        refuse_newcomers(session, [row])
    before = row.state
    set_state(session, row, step.data)
    row.corrected = f"{localdate(step.at)} {step.reason}"[:300]
    if row.corrected == Attendance.objects.get(pk=row.pk).corrected:
        raise Refused("TR-4", "已经照这个理由更正过。", "请写明这一次为什么更正。")
    row.save()
    others = _at_those_hours(row, session)
    Credit.objects.filter(attendance__in=[row, *others], withdrawn_at=None).update(withdrawn_at=step.at)
    if session.together:
        credit(session, [row])
        for other in others:
            credit(other.session, [other])
    else:
        credit_alone(session, [row.trainee_id], step.at)
    step.detail = {"attendance": row.pk, "from": before, "to": row.state}
    years = years_between([session, *(other.session for other in others)]) | Mark.objects.years_of(session)
    count_again(step, [row.trainee_id], years)
    keep_true(step, row.trainee_id, "更正到场记录")


def _at_those_hours(row: Attendance, session: Session) -> list[Attendance]:
    """Where else this person was at the hours of a session, as far as it counts: no minute counts twice, so one gives way."""
    if not session.together:
        return []
    elsewhere = Attendance.objects.came().filter(trainee=row.trainee_id, session__state__in=Session.COUNTED)
    elsewhere = elsewhere.filter(
        session__mode__in=TOGETHER,
        session__starts_at__lt=session.ends_at,
        session__ends_at__gt=session.starts_at,
    )
    return list(elsewhere.exclude(pk=row.pk).select_related("session").order_by("session__starts_at", "pk"))
