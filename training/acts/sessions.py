"""A session from its plan to its file: planned, announced, moved, cancelled, held, recorded, filed (TR-4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.timezone import localtime

from foundation.agencies.models import Agency, Staff
from foundation.agencies.queries import holders
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.fields import EditForm, Open, OpenLine, SomeOf, Upload, WholeNumber
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid, Refused
from foundation.files.acts import store
from foundation.files.models import Audience
from foundation.files.rejected import Rejected
from training.acts import plans
from training.acts.plans import HEAD, LEADER, OFFICE, OFFICE_HEAD, RECORDS
from training.counting import count_again, years_between
from training.crediting import credit, credit_alone
from training.forms import (
    MINUTES_HELP,
    Ahead,
    edition_field,
    mode_field,
    tags_field,
)
from training.models import Attendance, Mark, Plan, Session, SessionFile, Sitting, Trainee
from training.statute import LONGEST_MINUTES, TOGETHER, Edition, Post, Proof

State = Session.State


def wrong_times(first: datetime, last: datetime, mode: str, minutes: int | None) -> tuple[str, str] | None:
    """What is wrong with the times of a session: the field, and a sentence. Mode and minutes are those that it has.

    None lasts a negative time, and no class a day and a night; whoever learns alone does it in one year; no more counts than it
    lasts.
    """
    if last <= first:
        return "ends_at", "结束的时间要晚于开始的时间。"
    lasts = (last - first) // timedelta(minutes=1)
    if mode in TOGETHER and lasts > LONGEST_MINUTES:
        return "ends_at", f"一次培训不超过 {LONGEST_MINUTES // 60} 小时，请核对时间。"
    year = localtime(first).year
    if mode not in TOGETHER and localtime(last).year != year:
        return "ends_at", f"自学到 {year} 年底为止；跨年的请分成两次。"
    if minutes and minutes > lasts:
        return "minutes", f"从开始到结束只有 {lasts} 分钟，计入的不能更多。"
    return None


class SessionFacts(ActForm):
    """What, when, where, by whom."""

    reason_field = ""

    title = OpenLine(label="名称", max_length=100)
    mode = mode_field()
    tags = tags_field()
    edition = edition_field()
    starts_at = Ahead(label="开始时间")
    ends_at = Ahead(label="结束时间")
    minutes = WholeNumber(
        label="计入的分钟数", unit="分钟", min_value=1, max_value=LONGEST_MINUTES, help_text=MINUTES_HELP
    )
    place = OpenLine(label="地点或者材料", max_length=200, help_text="自学的写学习材料。")
    speakers = OpenLine(label="授课人", max_length=200, required=False, help_text="写单位和职务。")

    def clean(self) -> None:
        """The times make sense."""
        given = self.cleaned_data
        if not {"starts_at", "ends_at", "mode"} <= given.keys():
            return
        if wrong := wrong_times(given["starts_at"], given["ends_at"], given["mode"], given.get("minutes")):
            self.add_error(*wrong)


FACTS = tuple(SessionFacts.base_fields)


@gate("TR-1", "计划已经批准")
def plan_stands(step: Step) -> Objection | None:
    plan = step.matter if isinstance(step.matter, Plan) else step.matter.plan
    if plan.state not in Plan.STANDS:
        return f"计划现在是“{plan.get_state_display()}”。", "计划批准以后、总结以前，才安排培训。"
    return None


@gate("TR-1", "在计划的年度以内", on_entry=True)
def in_the_plans_year(step: Step) -> Objection | None:
    """A session of New Year's Eve may end in the new year; its hours are split."""
    plan = step.matter if isinstance(step.matter, Plan) else step.matter.plan
    if localtime(step.data["starts_at"]).year != plan.year:
        return f"开始的时间不在 {plan.year} 年。", "请放进那一年的计划。"
    return None


@act(
    "training.plan_session",
    "安排一次培训",
    on=Plan,
    creates=Session,
    states=Plan.STANDS,
    role=OFFICE,
    asks=SessionFacts,
    cites=("TR-4", "TR-3"),
    gates=[plan_stands, in_the_plans_year],
)
def plan_session(step: Step) -> Session:
    given = plans.facts_of(step.matter)
    session = Session(plan=step.matter, created_at=step.at, **given, **step.data)
    attribute(step, session).save()
    return session


class EditSessionForm(SessionFacts, EditForm):
    """A session before it is announced."""

    edited = FACTS

    def known(self, step: Step) -> dict[str, Any]:
        known = super().known(step)
        for name in ("starts_at", "ends_at"):
            at = known[name] = localtime(known[name])
            known |= {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M}"}
        return known


@act(
    "training.edit_session",
    "修改培训安排",
    on=Session,
    states=(State.PLANNED,),
    role=OFFICE,
    asks=EditSessionForm,
    cites=("TR-4", "TR-3"),
    gates=[in_the_plans_year],
)
def edit_session(step: Step) -> None:
    for name, value in step.data.items():
        setattr(step.matter, name, value)


# Who is asked to come


class Whom(models.TextChoices):
    """Whose people are asked."""

    DISCLOSURE = "disclosure", "从事政务公开工作的"
    ALL = "all", "全体人员"


class InviteForm(ActForm):
    """Everybody of these units, or those of them who work in disclosure."""

    reason_field = ""
    whom = forms.ChoiceField(label="通知谁", choices=Whom.choices)
    agencies = SomeOf(
        lambda matter: invitable(matter), label="单位", required=False, help_text="一个也不选，就是全部。"
    )


def invitable(session: Session) -> QuerySet[Agency]:
    """The units whose people may be asked: every one for the county's session, else one's own."""
    every = Agency.objects.public().order_by("kind", "code")
    return every if session.countywide else every.filter(pk=session.agency_id)


def add_people(session: Session, people: Iterable[Trainee]) -> int:
    """Put people on the list; whoever stands there already stays as they are. Return how many were added; two queries."""
    known = set(session.attendance.values_list("trainee", flat=True))
    rows = [
        Attendance(session=session, trainee=person, agency_id=person.agency_id)
        for person in people
        if person.pk not in known
    ]
    Attendance.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


@act(
    "training.invite",
    "确定参训名单",
    on=Session,
    states=Session.AHEAD,
    role=OFFICE,
    asks=InviteForm,
    cites=("TR-1", "TR-2"),
)
def invite(step: Step) -> None:
    """People who join a unit later come on the list by another invitation, and not by themselves."""
    people = Trainee.objects.here().filter(agency__in=step.data["agencies"] or invitable(step.matter))
    if step.data["whom"] == Whom.DISCLOSURE:
        people = people.filter(post=Post.DISCLOSURE)
    step.detail = {"invited": add_people(step.matter, people.order_by("pk"))}


class StrikeForm(ActForm):
    """Who need not come."""

    reason_field = "reason"
    who = SomeOf(lambda session: invited(session), label="不用参加的人")
    reason = forms.CharField(label="理由", max_length=200)


def invited(session: Session) -> QuerySet[Attendance]:
    """Those on the list who have not signed."""
    rows = session.attendance.filter(state=Attendance.State.INVITED, confirmed_at=None)
    return rows.select_related("trainee", "agency")


@act(
    "training.strike",
    "从名单里去掉",
    on=Session,
    states=(*Session.AHEAD, State.HELD),
    role=OFFICE,
    asks=StrikeForm,
    cites=("TR-1",),
    weight="quiet",
)
def strike(step: Step) -> None:
    rows = step.data["who"]
    step.detail = {"struck": sorted(rows.values_list("trainee", flat=True))}
    rows.delete()


@gate("TR-1", "有参训名单")
def has_people(step: Step) -> Objection | None:
    if not step.matter.attendance.exists():
        return "还没有参训名单。", "请先确定参训名单。"
    return None


@gate("TR-4", "还没有开始")
def not_begun(step: Step) -> Objection | None:
    session: Session = step.matter
    if session.together and step.at >= session.starts_at:
        begins = f"{localtime(session.starts_at):%Y-%m-%d %H:%M}"
        return f"开始的时间（{begins}）已经过了，先通知，后培训。", "请改开始的时间。"
    return None


def _told(session: Session) -> list[Staff]:
    """Whoever looks after training in the units whose people are asked, and those of them who have an account."""
    agencies = Agency.objects.filter(pk__in=session.attendance.order_by().values("agency").distinct())
    found: dict[int, Staff] = {}
    for agency in agencies:
        found |= {person.pk: person for person in holders({RECORDS, OFFICE_HEAD}, agency)}
    asked = session.attendance.exclude(trainee__staff=None).order_by().values("trainee__staff")
    found |= {person.pk: person for person in Staff.objects.filter(pk__in=asked, is_active=True)}
    return list(found.values())


@act(
    "training.notify",
    "发出培训通知",
    on=Session,
    via="notify",
    role=OFFICE,
    cites=("TR-4", "TR-2"),
    gates=[plan_stands, has_people, not_begun],
    weight="primary",
    tells=(_told,),
)
def notify(step: Step) -> None:
    """From now on everybody reads when and where."""
    step.matter.notify(step.at)
    plans.begin(step, step.matter.plan)


class WhyForm(ActForm):
    """Why it does not take place as planned."""

    reason = Open(label="原因", max_length=300, rows=2, help_text="人人看得到。")


@act(
    "training.cancel_session",
    "取消培训",
    on=Session,
    via="cancel",
    role=OFFICE,
    asks=WhyForm,
    cites=("TR-4",),
    weight="quiet",
    tells=(_told,),
)
def cancel_session(step: Step) -> None:
    step.matter.cancel(step.reason)


class MoveForm(WhyForm):
    """When it takes place instead."""

    starts_at = Ahead(label="新的开始时间")
    ends_at = Ahead(label="新的结束时间")
    place = OpenLine(label="新的地点", max_length=200, required=False, help_text="不填就是原来的地点。")

    def clean(self) -> None:
        """The new times make sense for what the session is."""
        given, session = self.cleaned_data, self.step.matter
        if not {"starts_at", "ends_at"} <= given.keys():
            return
        wrong = wrong_times(given["starts_at"], given["ends_at"], session.mode, session.minutes)
        if wrong:
            self.add_error("ends_at", wrong[1])
        elif given["starts_at"] <= self.step.at:
            self.add_error("starts_at", "要晚于现在。")


@act(
    "training.move_session",
    "改期",
    on=Session,
    via="move",
    role=OFFICE,
    asks=MoveForm,
    cites=("TR-4",),
    gates=[in_the_plans_year],
    weight="quiet",
    tells=(_told,),
)
def move_session(step: Step) -> None:
    """Another session takes its place, with the same people and exams; the old one stays and says where to."""
    session: Session = step.matter
    given = {name: step.data[name].isoformat() for name in ("starts_at", "ends_at")}
    session.move(step.reason)
    step.then("training.moved_here", session.plan, moved_from=session.pk, place=step.data["place"], **given)


class MovedHereForm(ActForm):
    """The session in whose place another comes."""

    reason_field = ""
    moved_from = forms.ModelChoiceField(queryset=Session.objects.all())
    starts_at = forms.DateTimeField()
    ends_at = forms.DateTimeField()
    place = forms.CharField(required=False)


@act(
    "training.moved_here",
    "改期后的培训",
    on=Plan,
    creates=Session,
    asks=MovedHereForm,
    cites=("TR-4",),
)
def moved_here(step: Step) -> Session:
    old: Session = step.data["moved_from"]
    same = {
        name: getattr(old, name)
        for name in (
            "agency",
            "plan",
            "countywide",
            "title",
            "mode",
            "tags",
            "edition",
            "minutes",
            "speakers",
        )
    }
    days = {name: step.data[name] for name in ("starts_at", "ends_at")}
    new = Session(created_at=step.at, moved_from=old, place=step.data["place"] or old.place, **same, **days)
    attribute(step, new).save()
    add_people(new, Trainee.objects.here().filter(attendance__session=old))
    for sitting in old.sittings.filter(state=Sitting.State.OPEN):
        sitting.session = new
        attribute(step, sitting).save()
    return new


# Held


class HeldForm(ActForm):
    """How many were counted in the room."""

    reason_field = ""
    says = "清点会场里的人数，再和签到名单核对。"
    head_count = WholeNumber(label="清点人数", unit="人", min_value=0, max_value=20_000)


@gate("TR-4", "已经开始")
def has_begun(step: Step) -> Objection | None:
    if step.at < step.matter.starts_at:
        begins = f"{localtime(step.matter.starts_at):%Y-%m-%d %H:%M}"
        return f"{begins} 才开始。", "还没有举办的培训，不能登记为已举办。"
    return None


def _begun(model: type[models.Model]) -> Q:
    return Q(starts_at__lte=Now())


@act(
    "training.hold",
    "登记已举办",
    on=Session,
    via="hold",
    role=OFFICE,
    asks=HeldForm,
    cites=("TR-4",),
    gates=[has_begun],
    weight="primary",
    waits_if=_begun,
)
def hold(step: Step) -> None:
    step.matter.hold(step.at, step.data["head_count"])


class FileForm(ActForm):
    """A file, and what it is."""

    reason_field = ""
    sort = forms.ChoiceField(label="种类", choices=Proof.choices)
    file = Upload(label="文件")
    edition = forms.ChoiceField(
        label="讲的是哪个版本的条例", choices=[("", "与条例无关"), *Edition.choices], required=False
    )


@act(
    "training.add_file",
    "加入培训材料",
    on=Session,
    states=(State.PLANNED, State.NOTIFIED, State.HELD, State.RECORDED),
    role=OFFICE,
    asks=FileForm,
    cites=("TR-4",),
)
def add_file(step: Step) -> None:
    """Slides about an edition that is no longer in force are taken, and pointed out."""
    session, upload = step.matter, step.data["file"]
    try:
        stored = store(
            upload,
            name=upload.name,
            agency=session.agency,
            audience=Audience.INTERNAL,
            by=step.actor,
            at=step.at,
        )
    except Rejected as rejected:
        raise Invalid({"文件": [str(rejected)]}) from rejected
    if SessionFile.objects.filter(session=session, sort=step.data["sort"], file=stored).exists():
        raise Invalid({"文件": ["这个文件已经在里面。"]})
    row = SessionFile.objects.create(
        session=session, sort=step.data["sort"], edition=step.data["edition"], file=stored, added_at=step.at
    )
    step.detail = {"sort": row.sort, "sha256": stored.sha256}
    if row.outdated:
        step.detail["outdated"] = True
        step.shown.append("这份材料讲的是已被修订的条例（国务院令第492号），已标出来，请换成现行的再讲。")


class ConfirmForm(ActForm):
    """That the list is right, and why it differs from the count where it does."""

    reason_field = "differs"
    says = "没有签到、也没有登记的，一律记为缺席。确认以后只能凭理由逐人更正。"
    agreed = forms.BooleanField(label="名单已经和清点人数核对，情况属实")
    differs = forms.CharField(
        label="人数不一致的原因",
        max_length=300,
        required=False,
        help_text="名单上到场的人数和清点人数不同，要写明原因。",
    )


@gate("TR-4", "至少有一份证明材料")
def has_proof(step: Step) -> Objection | None:
    session: Session = step.matter
    wanted = (
        [Proof.NOTICE, Proof.SHEET, Proof.PHOTO, Proof.SLIDES, Proof.SUMMARY]
        if session.together
        else [Proof.SLIDES]
    )
    if not session.files.filter(sort__in=wanted).exists():
        named = "签到表、照片、课件" if session.together else "学习材料"
        return f"还没有证明材料（{named}）。", "请先加入培训材料。"
    return None


@gate("TR-4", "培训已经结束")
def is_over(step: Step) -> Objection | None:
    if step.at < step.matter.ends_at:
        ends = f"{localtime(step.matter.ends_at):%Y-%m-%d %H:%M}"
        return f"{ends} 才结束。", "结束以后再确认。"
    return None


def _over(model: type[models.Model]) -> Q:
    return Q(ends_at__lte=Now())


@act(
    "training.record",
    "确认到场名单",
    on=Session,
    via="record",
    role=OFFICE,
    asks=ConfirmForm,
    cites=("TR-4", "TR-5"),
    gates=[is_over, has_proof],
    weight="primary",
    waits_if=_over,
)
def record(step: Step) -> None:
    """Whoever did not sign was absent; the rest is confirmed, and what they heard counts from now on."""
    session: Session = step.matter
    rows = list(session.attendance.select_related("trainee"))
    there = sum(row.state in Attendance.CAME for row in rows)
    if there != session.head_count and not step.reason:
        raise Refused(
            "TR-4",
            f"名单上到场 {there} 人，清点 {session.head_count} 人，不一致。",
            "请补录或者更正名单；确实不同的，写明原因。",
        )
    session.head_count_differs = step.reason if there != session.head_count else ""
    for row in rows:
        if row.state == Attendance.State.INVITED:
            row.state = Attendance.State.ABSENT
        row.confirmed_at = step.at
    Attendance.objects.bulk_update(rows, ["state", "confirmed_at"], batch_size=500)
    session.record(step.at)
    step.save()
    people = [row.trainee_id for row in rows]
    added = credit(session, rows) if session.together else credit_alone(session, people, step.at)
    step.detail = {"there": there, "counted": session.head_count, "credits": added}
    years = {*years_between([session]), *Mark.objects.years_of(session)}
    count_again(step, people, years)


class FileSessionForm(ActForm):
    """What came of it."""

    reason_field = ""
    summary = Open(
        label="小结", max_length=5000, rows=5, help_text="讲了什么、效果怎样。人人看得到，不写人名。"
    )


@act(
    "training.file_session",
    "归集培训材料",
    on=Session,
    via="file",
    role=OFFICE,
    asks=FileSessionForm,
    cites=("TR-4",),
    weight="primary",
    tells=(HEAD, LEADER),
)
def file_session(step: Step) -> None:
    """Notice, sheet, photos, slides and result stand together, to be taken as one file."""
    step.matter.file(step.data["summary"])
