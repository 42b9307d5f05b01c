"""A post written, looked through, reviewed by three people, released, put right (NM-2 to NM-11, NM-18, NM-21)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils.timezone import localdate

from disclosure.models import Document
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Objection, Step, act, attribute, gate
from foundation.casework.fields import ReasonForm
from foundation.casework.refusals import Invalid
from newmedia.checking import look_through
from newmedia.forms import posts as asked
from newmedia.gates import account_of, serves
from newmedia.models import Account, Mending, Post, PostReview, Provider, Shift
from newmedia.monthly import is_trivial
from newmedia.statute import MAY_ANNOUNCE, REVIEWERS, Duty, Severity

State = Post.State
DRAFTER, RECORDS, HEAD, LEADER = Role.DRAFTER, Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD, Role.LEADER
EDITORS = (DRAFTER, RECORDS)
#: A watch of one day goes on until this hour of the next.
WATCH_INTO_MORNING = timedelta(hours=9)
#: NM-10: everybody who works with the accounts may submit something.
COLLEAGUES = (*EDITORS, HEAD, LEADER, Role.DISCLOSURE_HEAD)
WRITING = (
    "newmedia.submit",
    "newmedia.write",
    "newmedia.write_about",
    "newmedia.write_word",
    "newmedia.follow_up",
    "newmedia.edit_post",
    "newmedia.hand_in",
)


def shifts_at(at: datetime) -> QuerySet[Shift]:
    """The roster of a moment: a watch lasts into the next morning."""
    roster: QuerySet[Shift] = Shift.objects.on(localdate(at))
    return roster | Shift.objects.on(localdate(at - WATCH_INTO_MORNING))


def on_watch(step: Step, account: Account) -> bool:
    """Whether the actor keeps watch now over the accounts of that agency (NM-18)."""
    shifts = shifts_at(step.at).filter(agency=account.agency_id)
    return shifts.filter(person=step.actor.staff_id, person__on_establishment=True).exists()


def contributes(step: Step, account: Account) -> bool:
    """Whether the actor works for a third party of that account whose contract runs today (NM-19)."""
    providers = Provider.objects.on(localdate(step.at)).filter(account=account)
    return providers.filter(people__staff=step.actor.staff_id, people__until_on=None).exists()


@gate("NM-18", "由账号的采编人员写，或者由合同期内的第三方人员写")
def writer_contributes(step: Step) -> Objection | None:
    """People of a third party write; they hand in, review and release nothing."""
    return None if contributes(step, account_of(step)) else editor_serves.check(step)


@gate("NM-18", "由账号的采编人员办理")
def editor_serves(step: Step) -> Objection | None:
    """The first word on an emergency as well by whoever keeps watch."""
    account, matter = account_of(step), step.matter
    if isinstance(matter, Post) and matter.first_word:
        return None if on_watch(step, account) else serves(step, Duty.EDITOR, Duty.WATCH)
    return serves(step, Duty.EDITOR)


@gate("NM-18", "由账号的初审人办理")
def first_serves(step: Step) -> Objection | None:
    return serves(step, Duty.FIRST)


@gate("NM-18", "由账号的复审人办理")
def second_serves(step: Step) -> Objection | None:
    return serves(step, Duty.SECOND)


@gate("NM-18", "由账号的终审人办理")
def final_serves(step: Step) -> Objection | None:
    return serves(step, Duty.FINAL)


@gate("NM-8", "账号在运行")
def account_runs(step: Step) -> Objection | None:
    account = account_of(step)
    # What was begun on an emergency is said to its end, as long as the account is there.
    last = (Account.State.DUE,) if getattr(step.matter, "incident_id", None) else ()
    if account.state not in (Account.State.LIVE, Account.State.CLOSING, Account.State.NOTICE, *last):
        return f"账号“{account.title}”现在是“{account.get_state_display()}”，不能发布。", "请等账号恢复运行。"
    return None


@gate("NM-11", "人事任免、案件通报由有关部门发布")
def may_announce(step: Step) -> Objection | None:
    post: Post = step.matter
    if post.bulletin and post.source_id is None and not set(MAY_ANNOUNCE) & set(post.agency.functions):
        return (
            f"{post.get_bulletin_display()}只由纪检监察、组织人事部门统一发布。",
            "请等它们发布以后转发，或者改掉这一项。",
        )
    return None


@gate("NM-4", "转发的来源今天还在名单里")
def source_in_force(step: Step) -> Objection | None:
    post: Post = step.matter
    if (
        post.source is not None
        and not type(post.source).objects.on(localdate(step.at)).filter(pk=post.source_id).exists()
    ):
        return f"“{post.source}”已经不在转发名单里。", "请改用名单里的来源，或者放弃这一条。"
    return None


@gate("NM-5", "转发的原创没有改动，还在原来的账号上")
def original_unaltered(step: Step) -> Objection | None:
    post: Post = step.matter
    original = post.original
    if original is None:
        return None
    if original.state not in (Post.State.RELEASED, Post.State.CORRECTED):
        return f"“{original.account.title}”已经撤下这一条。", "请放弃这一条。"
    if (post.title, post.body) != (original.title, original.body):
        return "标题或者正文和原创不一样。", "转发的一字不改；要改写的，请另写一条自己的。"
    return None


@gate("NM-6", "提示的文字都处理了")
def findings_answered(step: Step) -> Objection | None:
    rows = list(step.matter.findings.all())
    if never := [row for row in rows if row.severity == Severity.BLOCK]:
        return f"有不能发布的文字：{_named(never)}。", "请改掉。"
    if left := [row for row in rows if row.severity == Severity.ANSWER and not row.answer]:
        return f"还有 {len(left)} 处提示没有处理：{_named(left)}。", "请改掉，或者逐处“说明提示”。"
    return None


def _named(rows: list[Any]) -> str:
    return "；".join(f"{row.sort}“{row.passage[:20]}”" for row in rows[:3])


def written(step: Step, post: Post) -> Post:
    """Keep a new post, with what has to be looked at in it."""
    attribute(step, post).save()
    look_through(post)
    return post


@act(
    "newmedia.write",
    "写一条信息",
    on=Account,
    creates=Post,
    states=(Account.State.LIVE, Account.State.CLOSING, Account.State.NOTICE),
    role=EDITORS,
    asks=asked.WriteForm,
    cites=("NM-2", "NM-4", "NM-18"),
    gates=[writer_contributes],
)
def write(step: Step) -> Post:
    account = step.matter
    post = Post(agency=account.agency, created_at=step.at, account=account, drafter=step.staff, **step.data)
    return written(step, post)


@act(
    "newmedia.submit",
    "报送信息",
    on=Account,
    creates=Post,
    states=(Account.State.LIVE,),
    role=COLLEAGUES,
    asks=asked.SubmitForm,
    cites=("NM-10",),
    weight="quiet",
)
def submit(step: Step) -> Post:
    """Whoever knows of something worth telling hands it to the editors, who make a post of it."""
    account = step.matter
    post = Post(agency=account.agency, created_at=step.at, account=account, submitter=step.staff, **step.data)
    return written(step, post)


def _is_out(document: Document) -> bool:
    return bool(asked.own_accounts(document).exists())


@act(
    "newmedia.write_about",
    "写成新媒体信息",
    on=Document,
    creates=Post,
    states=(Document.State.PUBLISHED,),
    role=EDITORS,
    asks=asked.AboutForm,
    cites=("NM-2", "NM-18"),
    weight="quiet",
    when=_is_out,
)
def write_about(step: Step) -> Post:
    """A short text with the link back to the document, for one of the agency's accounts."""
    data = dict(step.data)
    account = data.pop("account")
    serving = account.assignments.filter(
        until_on=None, duty=Duty.EDITOR, staff=step.actor.staff_id, staff__on_establishment=True
    )
    if not serving.exists():
        told = f"您不是“{account.title}”的采编人员，请文书室“确定账号人员”（NM-18）。"
        raise Invalid({"账号": [told]})
    post = Post(
        agency=account.agency,
        created_at=step.at,
        account=account,
        document=step.matter,
        drafter=step.staff,
        **data,
    )
    return written(step, post)


@act(
    "newmedia.edit_post",
    "改稿",
    on=Post,
    states=(State.DRAFT,),
    role=EDITORS,
    asks=asked.EditPostForm,
    cites=("NM-9", "NM-18"),
    gates=[writer_contributes],
)
def edit_post(step: Step) -> None:
    for name, value in step.data.items():
        setattr(step.matter, name, value)
    step.save()
    look_through(step.matter)


@act(
    "newmedia.answer_finding",
    "说明提示",
    on=Post,
    states=(State.DRAFT,),
    role=EDITORS,
    asks=asked.AnswerForm,
    cites=("NM-6",),
    gates=[writer_contributes],
    when=lambda post: post.findings.filter(severity=Severity.ANSWER).exists(),
)
def answer_finding(step: Step) -> None:
    row = step.data["finding"]
    row.answer = step.data["answer"]
    row.save(update_fields=["answer"])
    step.detail = {"finding": row.sort}


@act(
    "newmedia.hand_in",
    "送审",
    on=Post,
    via="hand_in",
    role=EDITORS,
    cites=("NM-9", "NM-6"),
    gates=[
        editor_serves,
        account_runs,
        may_announce,
        source_in_force,
        original_unaltered,
        findings_answered,
    ],
    weight="primary",
    waits_if=lambda model: Q(first_word=False),
    when=lambda post: not post.first_word,
)
def hand_in(step: Step) -> None:
    step.matter.hand_in()


def review(step: Step, stage: str) -> None:
    """Keep who reviewed exactly this text."""
    post: Post = step.matter
    assert step.actor.staff_id is not None, "the gate asked for it"
    PostReview.objects.create(
        post=post,
        round=post.round,
        stage=stage,
        staff_id=step.actor.staff_id,
        digest=post.digest,
        gates=step.data["gates"],
        at=step.at,
    )
    step.detail = {"round": post.round}


@act(
    "newmedia.pass_first",
    "初审通过",
    on=Post,
    via="pass_first",
    role=REVIEWERS[Duty.FIRST],
    asks=asked.ReviewForm,
    cites=("NM-9",),
    gates=[first_serves],
    not_by=Apart("NM-9", WRITING),
    weight="primary",
)
def pass_first(step: Step) -> None:
    review(step, Duty.FIRST)
    step.matter.pass_first()


@act(
    "newmedia.pass_second",
    "复审通过",
    on=Post,
    via="pass_second",
    role=REVIEWERS[Duty.SECOND],
    asks=asked.ReviewForm,
    cites=("NM-9",),
    gates=[second_serves],
    not_by=Apart("NM-9", (*WRITING, "newmedia.pass_first")),
    weight="primary",
)
def pass_second(step: Step) -> None:
    review(step, Duty.SECOND)
    step.matter.pass_second()


@act(
    "newmedia.approve",
    "终审通过",
    on=Post,
    via="approve",
    role=REVIEWERS[Duty.FINAL],
    asks=asked.ReviewForm,
    cites=("NM-9", "NM-11", "NM-4"),
    gates=[final_serves, may_announce, source_in_force, original_unaltered],
    not_by=Apart("NM-9", (*WRITING, "newmedia.pass_first", "newmedia.pass_second")),
    weight="primary",
    tells=(DRAFTER,),
)
def approve(step: Step) -> None:
    """Exactly this text may be released."""
    review(step, Duty.FINAL)
    step.matter.approve(step.at)


_REVIEWING: dict[str, tuple[Role, ...]] = {
    State.FIRST: REVIEWERS[Duty.FIRST],
    State.SECOND: REVIEWERS[Duty.SECOND],
    State.FINAL: REVIEWERS[Duty.FINAL],
}


@act(
    "newmedia.return_post",
    "退回改稿",
    on=Post,
    via="back",
    role=_REVIEWING,
    asks=ReasonForm,
    cites=("NM-9",),
    tells=(DRAFTER,),
    returns=True,
)
def return_post(step: Step) -> None:
    step.matter.back()


@act(
    "newmedia.take_back",
    "取回修改",
    on=Post,
    via="back",
    role=EDITORS,
    asks=ReasonForm,
    cites=("NM-9",),
    gates=[editor_serves],
    weight="quiet",
)
def take_back(step: Step) -> None:
    """Whatever is changed is reviewed anew by all three."""
    step.matter.back()


@act(
    "newmedia.abandon_post",
    "放弃这一条",
    on=Post,
    via="abandon",
    role=EDITORS,
    asks=ReasonForm,
    cites=("NM-9",),
    weight="quiet",
)
def abandon_post(step: Step) -> None:
    step.matter.abandon()


@gate("NM-4", "发布那天来源在名单里", on_entry=True)
def source_on_the_day(step: Step) -> Objection | None:
    post: Post = step.matter
    day = localdate(step.data["released_at"])
    if post.source is not None and not type(post.source).objects.on(day).filter(pk=post.source_id).exists():
        return f"发布那天（{day}）“{post.source}”不在转发名单里。", "请在平台上撤下，“取回修改”。"
    return None


@act(
    "newmedia.release",
    "登记发布",
    on=Post,
    via="release",
    role=EDITORS,
    asks=asked.ReleaseForm,
    cites=("NM-9", "NM-4"),
    gates=[editor_serves, account_runs, may_announce, source_on_the_day, original_unaltered],
    weight="primary",
)
def release(step: Step) -> None:
    """It stands at the platform as it was approved; the portal itself posts nothing."""
    post: Post = step.matter
    at: datetime = step.data["released_at"]
    before = post.account.posts.filter(released_at__lt=at).aggregate(newest=Max("released_at"))["newest"]
    post.release(at, step.data["address"])
    post.trivial = is_trivial(post, before or post.account.live_at)


@act(
    "newmedia.mend",
    "更正、补充说明",
    on=Post,
    via="mend",
    role=(HEAD, LEADER),
    asks=asked.MendForm,
    cites=("NM-21",),
    tells=(DRAFTER, RECORDS),
)
def mend(step: Step) -> None:
    """What was wrong or misunderstood is put right where everybody reads it."""
    Mending.objects.create(post=step.matter, at=step.at, **step.data)
    step.matter.mend()


@act(
    "newmedia.withdraw_post",
    "登记撤下",
    on=Post,
    via="withdraw",
    role=(HEAD, LEADER),
    asks=asked.WithdrawPostForm,
    cites=("NM-21",),
    weight="quiet",
    tells=(DRAFTER, RECORDS),
)
def withdraw_post(step: Step) -> None:
    """It is off the platform; why stands here, and its text no more."""
    step.matter.withdraw(step.at, step.reason)
