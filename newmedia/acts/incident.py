"""An emergency: registered, the first word written and approved by one duty leader, what follows (NM-12)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from foundation.agencies.models import Agency, Staff
from foundation.agencies.queries import agency_with, holders
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.consequences import follows
from foundation.casework.fields import OneOf, ReasonForm
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
from foundation.correspondence.numbering import next_serial
from foundation.deadlines import clocks
from foundation.deadlines.models import Clock
from foundation.deadlines.moments import to_the_minute
from newmedia.acts.posts import EDITORS, WRITING, on_watch, review, shifts_at, written
from newmedia.forms import incident as asked
from newmedia.forms.posts import ReviewForm
from newmedia.gates import serves
from newmedia.models import Incident, Post
from newmedia.models.incident import moment
from newmedia.statute import COUNT_DOWN_WITH, FIRST_WORD, NEXT_WORD, ON_DUTY, Duty, Kind, Severity

State = Incident.State
DRAFTER, RECORDS, HEAD, LEADER = Role.DRAFTER, Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD, Role.LEADER
DISCLOSURE = Role.DISCLOSURE_HEAD
EVERYBODY = (DRAFTER, RECORDS, HEAD, DISCLOSURE, LEADER)


def must_know(incident: Incident) -> Iterable[Staff]:
    """Everybody who counts the minutes: the unit concerned, and the county's offices."""
    people = list(holders({*EVERYBODY}, incident.agency))
    for office in {agency for function in COUNT_DOWN_WITH if (agency := agency_with(function)) is not None}:
        people += holders({RECORDS, DISCLOSURE, LEADER}, office)
    return dict.fromkeys(people)


def and_supervisors(incident: Incident) -> Iterable[Staff]:
    """The county's supervisors as well, once the minutes ran out."""
    return dict.fromkeys([*must_know(incident), *holders(Role.COUNTY_SUPERVISOR, None)])


# What happened


@act(
    "newmedia.open_incident",
    "登记突发事件",
    on=Agency,
    creates=Incident,
    role=EVERYBODY,
    asks=asked.OpenIncidentForm,
    cites=("NM-12",),
    tells=(must_know,),
)
def open_incident(step: Step) -> Incident:
    """Its minutes run from the event, however late it is registered."""
    year = localdate(step.at).year
    number = f"T{year}-{next_serial('media_incident', year):04d}"
    given = {name: value for name, value in step.data.items() if name != "another"}
    incident = Incident(agency=step.matter, created_at=step.at, number=number, **given)
    attribute(step, incident).save()
    clocks.start(FIRST_WORD, incident, at=step.at, on=incident.event_at)
    return incident


@gate("NM-12", "120 分钟还没有过", on_entry=True)
def minutes_run(step: Step) -> Objection | None:
    """The sweep may be a minute behind: what ran out is not undone meanwhile."""
    clock = clocks.open_clock(step.matter, FIRST_WORD)
    if clock is not None and step.at >= clock.due_at:
        return "120 分钟已经过了，事发时间不能再改。", "确有错误的，在后续发布和结束的说明里写明。"
    return None


@act(
    "newmedia.correct_event_time",
    "更正事发时间",
    on=Incident,
    states=(State.OPEN,),
    role=(HEAD, DISCLOSURE, LEADER),
    asks=asked.EventTimeForm,
    cites=("NM-12",),
    gates=[minutes_run],
    weight="quiet",
    tells=(must_know,),
)
def correct_event_time(step: Step) -> None:
    """Not once the minutes ran out: what is late stays late. What was entered before stands in the ledger."""
    incident: Incident = step.matter
    before, after = incident.event_at, step.data["event_at"]
    _count_from(incident, after, step.at)
    incident.event_at = after
    step.detail = {"event_at": [before.isoformat(), after.isoformat()]}


def _count_from(incident: Incident, event_at: datetime, at: datetime) -> None:
    clocks.cancel(FIRST_WORD, incident, at=at)
    clocks.start(FIRST_WORD, incident, at=at, on=event_at)


@act(
    "newmedia.miss_first_word",
    "超过 120 分钟没有首发",
    on=Incident,
    via="run_out",
    cites=("NM-12",),
    tells=(and_supervisors,),
)
def miss_first_word(step: Step) -> None:
    step.matter.run_out()


@gate("NM-12", "没有正在写的发布")
def nothing_being_written(step: Step) -> Objection | None:
    """What one unit began to write is not another's to publish."""
    under_way = step.matter.posts.exclude(state__in=[*Post.OUT, Post.State.ABANDONED])
    if under_way.exists():
        return "这件事有正在写、还没有发布的信息。", "请先发布，或者放弃它。"
    return None


@gate("NM-12", "两个单位都说不归自己的，由县里指定")
def county_decides(step: Step) -> Objection | None:
    incident: Incident = step.matter
    if step.actor.has(Role.COUNTY_SUPERVISOR, None):
        return None
    if incident.passed:
        return "这件事已经转过一次，不能再转。", "请县政务公开督查指定由谁首发。"
    if incident.state == State.BREACHED:
        return "120 分钟已经过了，不能再转给别的单位。", "请县政务公开督查指定由谁首发。"
    return None


@act(
    "newmedia.pass_incident",
    "转给涉事单位",
    on=Incident,
    states=Incident.WAITING,
    role=(RECORDS, HEAD, DISCLOSURE, LEADER, Role.COUNTY_SUPERVISOR),
    asks=asked.PassIncidentForm,
    cites=("NM-12",),
    gates=[county_decides, nothing_being_written],
    tells=(must_know,),
    weight="quiet",
)
def pass_incident(step: Step) -> None:
    """The minutes go on: they are those of the event, not of whoever has it."""
    incident: Incident = step.matter
    to = Agency.objects.public().get(code=step.data["to"])
    step.detail = {"from": incident.agency.code, "to": to.code}
    incident.agency = to
    incident.passed += 1
    if incident.state == State.OPEN:  # what ran out stays with whoever had it then
        Clock.objects.of(incident.kind, incident.pk).open().update(agency=to)


@act(
    "newmedia.drop_incident",
    "不是突发事件",
    on=Incident,
    via="drop",
    role=LEADER,
    asks=ReasonForm,
    cites=("NM-12",),
    gates=[nothing_being_written],
    weight="quiet",
    tells=(must_know,),
)
def drop_incident(step: Step) -> None:
    """What ran out before stays late."""
    step.matter.drop()
    clocks.cancel(FIRST_WORD, step.matter, at=step.at)


# The first word


def _composed(incident: Incident, given: dict[str, Any], at: datetime) -> str:
    """The text of the first word: what, where, when, what is done, what people do, when more is said."""
    return "\n".join(
        (
            f"{moment(incident.event_at)}，{incident.place}发生{incident.title}。{given['what']}",
            given["doing"],
            given["advice"],
            f"{moment(given['next_word_by'])}以前，本账号再次发布最新情况。",
            f"{incident.agency.name}　{moment(at)}",
        )
    )


@gate("NM-18", "由账号的采编、值班人员写", on_entry=True)
def writer_serves(step: Step) -> Objection | None:
    return None if on_watch(step, step.data["account"]) else serves(step, Duty.EDITOR, Duty.WATCH)


def _kept(step: Step, post: Post) -> Post:
    """Keep a new post of an emergency; raises `Invalid` where somebody writes its first word already."""
    try:
        with transaction.atomic():
            return written(step, post)
    except IntegrityError as error:
        if "newmedia_one_first_word" not in str(error):
            raise
        raise Invalid({"首发": ["这件事的首发已经有人在写，或者已经发布（NM-12）。"]}) from error


def _nothing_written(model: type[models.Model]) -> Q:
    """The condition of an emergency whose first word nobody writes yet."""
    gone = [Post.State.ABANDONED, Post.State.WITHDRAWN]
    return ~Q(Exists(Post.objects.filter(incident=OuterRef("pk"), first_word=True).exclude(state__in=gone)))


def _unwritten(incident: Incident) -> bool:
    return Incident.objects.filter(_nothing_written(Incident), pk=incident.pk).exists()


@act(
    "newmedia.write_word",
    "写首发",
    on=Incident,
    creates=Post,
    # One that was withdrawn is said anew as quickly.
    states=(*Incident.WAITING, State.FIRST_OUT),
    role=EDITORS,
    asks=asked.WordForm,
    cites=("NM-12", "NM-18"),
    gates=[writer_serves],
    weight="primary",
    waits_if=_nothing_written,
    when=_unwritten,
    tells=(HEAD, DISCLOSURE, LEADER),
)
def write_word(step: Step) -> Post:
    incident, given = step.matter, step.data
    return _kept(
        step,
        Post(
            agency=incident.agency,
            created_at=step.at,
            account=given["account"],
            incident=incident,
            first_word=True,
            sort=Kind.EMERGENCY,
            title=f"关于{incident.title}的情况通报",
            body=_composed(incident, given, step.at),
            next_word_by=given["next_word_by"],
            drafter=step.staff,
        ),
    )


@gate("NM-12", "由单位领导或者当天的带班领导批准")
def duty_leader(step: Step) -> Objection | None:
    post: Post = step.matter
    if step.staff is None or not step.staff.on_establishment:
        return "只有在编人员可以批准（NM-18）。", "请单位领导或者值班表上的带班领导批准。"
    if step.actor.has(LEADER, post.agency):
        return None
    if not shifts_at(step.at).filter(agency=post.agency_id, leader=step.actor.staff_id).exists():
        return "今天的带班领导不是您。", "请单位领导或者值班表上今天的带班领导批准。"
    return None


@gate("NM-12", "这是突发事件的首发")
def is_first_word(step: Step) -> Objection | None:
    if not step.matter.first_word:
        return "只有突发事件的首发可以由带班领导一个人批准。", "请照常“送审”。"
    return None


@gate("NM-6", "没有不能发布的文字")
def nothing_forbidden(step: Step) -> Objection | None:
    """What only has to be answered otherwise does not hold up an emergency."""
    rows = [row for row in step.matter.findings.all() if row.severity == Severity.BLOCK]
    if rows:
        said = "；".join(f"{row.sort}“{row.passage[:20]}”" for row in rows[:3])
        return f"有不能发布的文字：{said}。", "请写的人改掉。"
    return None


def _is_first(model: type[models.Model]) -> Q:
    return Q(first_word=True)


@act(
    "newmedia.approve_word",
    "批准首发",
    on=Post,
    via="approve_word",
    role=asked.DUTY_LEADERS,
    asks=ReviewForm,
    cites=("NM-12",),
    gates=[is_first_word, duty_leader, nothing_forbidden],
    not_by=Apart("NM-12", WRITING),
    weight="primary",
    waits_if=_is_first,
    when=lambda post: post.first_word,
    tells=(DRAFTER, RECORDS),
)
def approve_word(step: Step) -> None:
    """One duty leader approves exactly this text; nobody else is waited for."""
    step.matter.round += 1
    review(step, ON_DUTY)
    step.matter.approve_word(step.at)


@act(
    "newmedia.return_word",
    "首发还要改",
    on=Post,
    states=(Post.State.DRAFT,),
    role=asked.DUTY_LEADERS,
    asks=ReasonForm,
    cites=("NM-12",),
    gates=[is_first_word, duty_leader],
    when=lambda post: post.first_word,
    tells=(DRAFTER, RECORDS),
    returns=True,
)
def return_word(step: Step) -> None:
    """Whoever writes it sees at once what is wrong."""
    step.detail = {"round": step.matter.round}


# What came of it


def _count_promise(incident: Incident, post: Post, at: datetime) -> None:
    """What was promised is kept by this post; what it promises itself runs until exactly that moment."""
    out, by = post.released_at, post.next_word_by
    assert out is not None, "it was released"
    clocks.meet(NEXT_WORD, incident, at=at, on=out)
    if by is not None:
        # A promise that was over when the post went out is missed at once.
        minutes = max(-int((out - by).total_seconds() // 60), 1)
        clocks.start(NEXT_WORD, incident, at=at, on=by - timedelta(minutes=minutes), span=minutes)


class SaidForm(ActForm):
    """The post that was released."""

    reason_field = ""
    post = OneOf("posts")


@act(
    "newmedia.first_word_out",
    "首发已发布",
    on=Incident,
    via="say_first",
    asks=SaidForm,
    cites=("NM-12",),
    tells=(must_know,),
)
def first_word_out(step: Step) -> None:
    """The minutes end at the moment at which it stood at the platform."""
    incident, post = step.matter, step.data["post"]
    incident.say_first(post.released_at, post.next_word_by)
    clocks.meet(FIRST_WORD, incident, at=step.at, on=post.released_at)
    _count_promise(incident, post, step.at)


@act("newmedia.more_said", "后续已发布", on=Incident, via="say_more", asks=SaidForm, cites=("NM-12",))
def more_said(step: Step) -> None:
    post: Post = step.data["post"]
    step.matter.say_more(post.next_word_by)
    _count_promise(step.matter, post, step.at)


@act(
    "newmedia.miss_next_word",
    "预告的时间过了，还没有再次发布",
    on=Incident,
    states=(State.FIRST_OUT, State.FOLLOWED),
    cites=("NM-12",),
    tells=(and_supervisors,),
)
def miss_next_word(step: Step) -> None:
    """It stands in the month's check of the unit's accounts."""
    assert step.matter.next_word_by is not None, "its clock runs until then"
    step.detail = {"promised": step.matter.next_word_by.isoformat()}


@follows("newmedia.release")
def _released(step: Step, post: Post) -> None:
    incident = post.incident
    if incident is None:
        return
    if incident.state in Incident.WAITING and post.first_word:
        step.also(first_word_out.name, on=incident, post=post.pk)
    elif incident.state in (State.FIRST_OUT, State.FOLLOWED):
        step.also(more_said.name, on=incident, post=post.pk)


def _promised(model: type[models.Model]) -> Q:
    under_way = Post.objects.filter(incident=OuterRef("pk"), first_word=False).exclude(
        state__in=[*Post.OUT, Post.State.ABANDONED]
    )
    return Q(next_word_by__isnull=False) & ~Q(Exists(under_way))


@act(
    "newmedia.follow_up",
    "写后续发布",
    on=Incident,
    creates=Post,
    states=(State.FIRST_OUT, State.FOLLOWED),
    role=EDITORS,
    asks=asked.FollowForm,
    cites=("NM-12", "NM-18"),
    gates=[writer_serves],
    weight="primary",
    waits_if=_promised,
)
def follow_up(step: Step) -> Post:
    """What came to be known since; it goes through all three reviews."""
    incident = step.matter
    return _kept(
        step,
        Post(agency=incident.agency, created_at=step.at, incident=incident, drafter=step.staff, **step.data),
    )


@gate("NM-12", "预告的下次发布已经发布")
def promise_kept(step: Step) -> Objection | None:
    incident: Incident = step.matter
    if incident.next_word_by is not None:
        by = f"{to_the_minute(incident.next_word_by)}"
        return f"预告过 {by} 以前再次发布，还没有发布。", "请写一条后续；不再有后续的，在里面说明。"
    return None


@act(
    "newmedia.close_incident",
    "结束发布",
    on=Incident,
    via="close",
    role=(HEAD, DISCLOSURE, LEADER),
    asks=ReasonForm,
    cites=("NM-12",),
    gates=[promise_kept, nothing_being_written],
    tells=(must_know,),
)
def close_incident(step: Step) -> None:
    step.matter.close()
