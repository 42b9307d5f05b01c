"""Passwords set anew whenever somebody who knew them goes, and the computers declared every half-year (NM-22)."""

from __future__ import annotations

from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.consequences import follows
from foundation.deadlines import clocks
from newmedia.forms import security as asked
from newmedia.gates import serves
from newmedia.models import Account, Declaration, PasswordTask
from newmedia.statute import COMPUTERS, RESET, Duty, ResetBecause, Suspended

DRAFTER, RECORDS, HEAD = Role.DRAFTER, Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD


@act(
    "newmedia.want_reset",
    "账号密码要重新设置",
    on=Account,
    creates=PasswordTask,
    asks=asked.WantedForm,
    cites=("NM-22",),
    tells=(RECORDS, HEAD),
)
def want_reset(step: Step) -> PasswordTask:
    account: Account = step.matter
    task = PasswordTask(
        agency=account.agency, created_at=step.at, account=account, wanted_at=step.at, **step.data
    )
    attribute(step, task).save()
    clocks.start(RESET, task, at=step.at)
    return task


@act(
    "newmedia.want_reset_again",
    "又有变动，密码还没有重新设置",
    on=PasswordTask,
    asks=asked.WantedForm,
    cites=("NM-22",),
)
def want_reset_again(step: Step) -> None:
    """Its days go on from the first change."""
    task: PasswordTask = step.matter
    task.because, task.wanted_at = step.data["because"], step.at
    task.occasion = f"{task.occasion}；{step.data['occasion']}"[:300]


def ask_for_reset(step: Step, account: Account, because: ResetBecause, occasion: str) -> None:
    """Have the password of an account that stands at its platform set anew."""
    if account.live_at is None or account.state in Account.OVER:
        return
    told = {"because": because.value, "occasion": occasion[:300]}
    task = account.password_tasks.filter(state=PasswordTask.State.DUE).first()
    if task is None:
        step.also(want_reset.name, on=account, **told)
    else:
        step.also(want_reset_again.name, on=task, **told)


@follows("newmedia.assign", "newmedia.relieve")
def _manager_changed(step: Step, account: Account) -> None:
    if step.detail.get("duty") == Duty.MANAGER:
        ask_for_reset(step, account, ResetBecause.STAFF, step.act.label + "：管理员")


@follows("newmedia.suspend")
def _hacked(step: Step, account: Account) -> None:
    if account.suspended_because == Suspended.HACKED:
        ask_for_reset(step, account, ResetBecause.HACKED, "账号被盗、被攻击")


@gate("NM-22", "由账号的管理员办理")
def manager_serves(step: Step) -> Objection | None:
    return serves(step, Duty.MANAGER)


@act(
    "newmedia.record_reset",
    "登记密码已重新设置",
    on=PasswordTask,
    via="done",
    role=(DRAFTER, RECORDS, HEAD),
    asks=asked.ResetForm,
    cites=("NM-22",),
    gates=[manager_serves],
    weight="primary",
)
def record_reset(step: Step) -> None:
    """Only that it was done; the password is written nowhere."""
    step.matter.done(step.data["reset_on"], step.staff)
    clocks.meet(RESET, step.matter, at=step.at, on=step.data["reset_on"])


@act("newmedia.lapse_reset", "账号已注销，不用重新设置", on=PasswordTask, via="lapse", cites=("NM-22",))
def lapse_reset(step: Step) -> None:
    step.matter.lapse()
    clocks.cancel(RESET, step.matter, at=step.at)


@follows("newmedia.cancel")
def _cancelled(step: Step, account: Account) -> None:
    for task in account.password_tasks.filter(state=PasswordTask.State.DUE):
        step.also(lapse_reset.name, on=task)


# Computers


@act(
    "newmedia.ask_declaration",
    "电脑安全情况要填报",
    on=Agency,
    creates=Declaration,
    asks=asked.AskedForm,
    cites=("NM-22",),
)
def ask_declaration(step: Step) -> Declaration:
    row = Declaration(agency=step.matter, created_at=step.at, **step.data)
    attribute(step, row).save()
    clocks.start(COMPUTERS, row, at=step.at)
    return row


@act(
    "newmedia.declare",
    "填报电脑安全情况",
    on=Declaration,
    via="declare",
    role=(DRAFTER, RECORDS),
    asks=asked.DeclareForm,
    cites=("NM-22",),
    meets=(COMPUTERS,),
    weight="primary",
    tells=(HEAD,),
)
def declare(step: Step) -> None:
    for name, value in step.data.items():
        setattr(step.matter, name, value)
    step.matter.declare()


@act(
    "newmedia.lapse_declaration",
    "已没有账号，不用填报电脑",
    on=Declaration,
    via="lapse",
    cites=("NM-22",),
)
def lapse_declaration(step: Step) -> None:
    step.matter.lapse()
    clocks.cancel(COMPUTERS, step.matter, at=step.at)


@follows("newmedia.cancel")
def _last_one_gone(step: Step, account: Account) -> None:
    """Without any account that stands nobody has a computer to declare."""
    standing = Account.objects.filter(agency=account.agency_id, live_at__isnull=False).exclude(pk=account.pk)
    if standing.open().exists():
        return
    for row in Declaration.objects.filter(agency=account.agency_id, state=Declaration.State.DUE):
        step.also(lapse_declaration.name, on=row)
