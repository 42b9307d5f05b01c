"""Messages to the contact group, seen and answered under real names (NM-25); originals recommended to one another (NM-5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate

from foundation.agencies.models import Agency, Staff
from foundation.agencies.queries import holders
from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.consequences import follows
from foundation.casework.fields import OneOf, PlainText, RemarkForm
from foundation.casework.forms import ActForm
from foundation.deadlines import clocks
from foundation.visitors.identity import Line
from newmedia.acts.posts import EDITORS, editor_serves, written
from newmedia.models import Account, Circular, CircularCopy, Post
from newmedia.models.circular import reached
from newmedia.statute import COUNT_DOWN_WITH, SEEN

State = CircularCopy.State
DRAFTER, RECORDS, HEAD, LEADER = Role.DRAFTER, Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD, Role.LEADER
OFFICE = (RECORDS, Role.DISCLOSURE_HEAD)
#: Whoever may see and answer for an agency.
MEMBERS = (DRAFTER, RECORDS, HEAD, Role.DISCLOSURE_HEAD, LEADER)


def runs_the_group(agency: Agency) -> bool:
    """Whether it is one of the county's offices for new media."""
    return bool(set(COUNT_DOWN_WITH) & set(agency.functions))


@gate("NM-25", "由县里管政务新媒体的部门发")
def by_an_office(step: Step) -> Objection | None:
    if not runs_the_group(step.matter):
        return "工作群通知由县里管政务新媒体的部门发。", "请告诉宣传部、网信办或者县政务公开办公室。"
    return None


@gate("NM-25", "群里有单位")
def somebody_reached(step: Step) -> Objection | None:
    if not reached().exists():
        return "还没有单位的账号在运行，群里没有人。", "等有账号开通以后再发。"
    return None


class CircularForm(ActForm):
    """What is told to the group."""

    reason_field = ""
    says = "发给每个有运行中账号的单位，谁什么时候看的、怎么回的都留着。不写密码，不写个人信息。"

    title = Line(label="标题", max_length=100)
    body = PlainText(label="内容", max_length=5000, rows=5)
    answer_wanted = forms.BooleanField(label="要求每个单位回复", required=False)


@act(
    "newmedia.send_circular",
    "发工作群通知",
    on=Agency,
    creates=Circular,
    role=OFFICE,
    asks=CircularForm,
    cites=("NM-25",),
    gates=[by_an_office, somebody_reached],
    weight="quiet",
    when=runs_the_group,
)
def send_circular(step: Step) -> Circular:
    circular = Circular(agency=step.matter, created_at=step.at, sender=step.staff, **step.data)
    attribute(step, circular).save()
    for agency in reached():
        step.then(hand_out.name, circular, to=agency.pk)
    return circular


class HandOutForm(ActForm):
    """Which agency gets a copy."""

    reason_field = ""
    to = forms.ModelChoiceField(queryset=Agency.objects.all())


def _members(copy: CircularCopy) -> Iterable[Staff]:
    """The real people of the group there: whoever does something for an account of the agency."""
    serving = Q(media_assignments__account__agency=copy.agency, media_assignments__until_on=None)
    found = holders({*MEMBERS}, copy.agency).filter(serving).distinct()
    return found or holders({RECORDS}, copy.agency)


@act(
    "newmedia.hand_out",
    "送达工作群通知",
    on=Circular,
    creates=CircularCopy,
    asks=HandOutForm,
    cites=("NM-25",),
    tells=(_members,),
)
def hand_out(step: Step) -> CircularCopy:
    copy = CircularCopy(agency=step.data["to"], created_at=step.at, circular=step.matter)
    attribute(step, copy).save()
    clocks.start(SEEN, copy, at=step.at)
    return copy


@act(
    "newmedia.see_circular",
    "已阅",
    on=CircularCopy,
    via="seen",
    role=MEMBERS,
    cites=("NM-25",),
    meets=(SEEN,),
    weight="primary",
)
def see_circular(step: Step) -> None:
    step.matter.seen(step.at, step.staff)


class AnswerCircularForm(ActForm):
    """What the agency says."""

    reason_field = ""
    answer = PlainText(label="回复", max_length=2000, rows=4)


def _wanted(model: type[models.Model]) -> Q:
    return Q(circular__answer_wanted=True)


@act(
    "newmedia.answer_circular",
    "回复工作群通知",
    on=CircularCopy,
    via="say",
    role=MEMBERS,
    asks=AnswerCircularForm,
    cites=("NM-25",),
    meets=(SEEN,),
    waits_if=_wanted,
)
def answer_circular(step: Step) -> None:
    step.matter.say(step.at, step.staff, step.data["answer"])


@act(
    "newmedia.close_circular",
    "办结工作群通知",
    on=Circular,
    via="close",
    role=OFFICE,
    asks=RemarkForm,
    cites=("NM-25",),
    weight="quiet",
)
def close_circular(step: Step) -> None:
    step.matter.close()


@act("newmedia.close_copy", "工作群通知已办结", on=CircularCopy, via="close", cites=("NM-25",))
def close_copy(step: Step) -> None:
    """What nobody saw in time stays late."""
    step.matter.close()
    clocks.cancel(SEEN, step.matter, at=step.at)


@follows("newmedia.close_circular")
def _closed(step: Step, circular: Circular) -> None:
    for copy in circular.copies.filter(state__in=[State.UNREAD, State.SEEN]).order_by("pk"):
        step.also(close_copy.name, on=copy)


# Originals of one another


@gate("NM-5", "是本账号的原创")
def is_own(step: Step) -> Objection | None:
    post: Post = step.matter
    if not post.own:
        return "转发来的不能再推荐。", "请推荐本账号的原创。"
    if post.recommended_on is not None:
        return "这一条已经推荐过。", "不必再推荐。"
    return None


@act(
    "newmedia.recommend",
    "推荐给其他账号",
    on=Post,
    states=(Post.State.RELEASED, Post.State.CORRECTED),
    role=(RECORDS, HEAD, LEADER),
    cites=("NM-5",),
    gates=[is_own],
    weight="quiet",
    when=lambda post: post.own and post.recommended_on is None,
)
def recommend(step: Step) -> None:
    """Other accounts find it among what they may pass on; one that is not the account's own is nobody's to recommend."""
    step.matter.recommended_on = localdate(step.at)


class PassOnForm(ActForm):
    """What of the recommended posts is passed on."""

    reason_field = ""
    says = "标题和正文一字不改，写明来自哪个账号；照常三级审核以后发布。"

    post = OneOf(
        lambda account: recommended_to(account),
        label="哪一条",
        error_messages={"invalid_choice": "这一条没有推荐，或者已经转发过。"},
    )


def recommended_to(account: Account) -> Any:
    """The originals of other accounts that were recommended, the newest first, but for those that it passed on already."""
    had = Post.objects.filter(account=account, original__isnull=False).exclude(state=Post.State.ABANDONED)
    rows = Post.objects.filter(
        state__in=[Post.State.RELEASED, Post.State.CORRECTED], recommended_on__isnull=False
    )
    return (
        rows.exclude(account=account)
        .exclude(pk__in=had.values("original"))
        .select_related("account")
        .order_by("-recommended_on", "-pk")
    )


@act(
    "newmedia.pass_on",
    "转发推荐的原创",
    on=Account,
    creates=Post,
    states=(Account.State.LIVE, Account.State.CLOSING, Account.State.NOTICE),
    role=EDITORS,
    asks=PassOnForm,
    cites=("NM-5", "NM-18"),
    gates=[editor_serves],
    weight="quiet",
    when=lambda account: recommended_to(account).exists(),
)
def pass_on(step: Step) -> Post:
    account, original = step.matter, step.data["post"]
    post = Post(
        agency=account.agency,
        created_at=step.at,
        account=account,
        drafter=step.staff,
        original=original,
        **{name: getattr(original, name) for name in ("sort", "title", "body", "pictures", "made_by_ai")},
    )
    return written(step, post)
