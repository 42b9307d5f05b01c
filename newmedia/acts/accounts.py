"""An account proposed, kept by people, opened, changed, suspended."""

from __future__ import annotations

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.timezone import localdate

from foundation.agencies.models import Agency
from foundation.agencies.queries import holders
from foundation.agencies.roles import Role
from foundation.casework.acts import Step, act, attribute
from foundation.casework.fields import ReasonForm, reason_form
from foundation.casework.refusals import Invalid
from foundation.deadlines import clocks
from newmedia import forms, gates, queries
from newmedia.forms.messages import HackedForm
from newmedia.models import Account, Assignment, PoliceReport
from newmedia.statute import REFILE, REVIEWERS, REVIEWS, Duty, Reported, Suspended

State = Account.State
DRAFTER, RECORDS, HEAD, LEADER = Role.DRAFTER, Role.RECORDS_OFFICE, Role.DEPARTMENT_HEAD, Role.LEADER
#: While somebody answers for what it publishes.
KEPT = (State.PROPOSED, State.FILED, State.LIVE, State.SUSPENDED, State.CLOSING, State.NOTICE, State.DUE)
_TAKEN = "本单位在这个平台上已经有一个没有注销的账号，或者这个账号 ID 已经登记过（NM-8）。"


def changed(step: Step, *what: str) -> None:
    """Have a running account filed anew within its working days; what changed stands there until it is filed."""
    account: Account = step.matter
    if account.state not in Account.RUNNING or not what:
        return
    said = account.unfiled.split("；") if account.unfiled else []
    account.unfiled = "；".join(dict.fromkeys([*said, *what]))[:500]
    if clocks.open_clock(account, REFILE) is None:
        clocks.start(REFILE, account, at=step.at)


def save_once(step: Step, account: Account) -> None:
    """Write an account; raises `Invalid` where the place on the platform is taken."""
    try:
        with transaction.atomic():
            if account is step.matter:
                step.save()
            else:
                attribute(step, account).save()
    except IntegrityError as error:
        raise Invalid({"平台": [_TAKEN]}) from error


@act(
    "newmedia.propose",
    "申请开设新媒体账号",
    on=Agency,
    creates=Account,
    role=(DRAFTER, RECORDS),
    asks=forms.ProposeForm,
    cites=("NM-8", "NM-20"),
    weight="quiet",
)
def propose(step: Step) -> Account:
    account = Account(agency=step.matter, created_at=step.at, **step.data)
    save_once(step, account)
    return account


@act(
    "newmedia.edit",
    "修改账号资料",
    on=Account,
    states=(State.PROPOSED,),
    role=(DRAFTER, RECORDS),
    asks=forms.EditProposedForm,
    cites=("NM-8",),
)
def edit(step: Step) -> None:
    for name, value in step.data.items():
        setattr(step.matter, name, value)
    save_once(step, step.matter)


@act(
    "newmedia.assign",
    "确定账号人员",
    on=Account,
    states=KEPT,
    role=(RECORDS, HEAD),
    asks=forms.AssignForm,
    cites=("NM-18", "NM-9"),
)
def assign(step: Step) -> None:
    """Who edits, reviews, keeps watch; of a running account a change is filed."""
    account, data = step.matter, step.data
    serving = list(account.serving())
    staff, duty = data["staff"], data["duty"]
    if duty in REVIEWS and (
        other := next((r for r in serving if r.staff == staff and r.duty in REVIEWS), None)
    ):
        told = f"{staff}已经担任{other.get_duty_display()}，三级审核由三个不同的人担任（NM-9）。"
        raise Invalid({"职责": [told]})
    if duty == "manager" and (other := next((r for r in serving if r.duty == duty), None)):
        told = f"管理员是{other.staff}，账号密码由一个人专门管理（NM-22）。请先免去，再确定新的。"
        raise Invalid({"职责": [told]})
    if any(row.staff == staff and row.duty == duty for row in serving):
        raise Invalid({"人员": [f"{staff}已经在做这项工作。"]})
    if duty in REVIEWS and not holders({*REVIEWERS[duty]}, account.agency).filter(pk=staff.pk).exists():
        named = "、".join(str(role.label) for role in REVIEWERS[duty])
        told = f"{staff}没有可以办理{Duty(duty).label}的角色（{named}）。请先授予角色，或者选别人。"
        raise Invalid({"职责": [told]})
    row = Assignment.objects.create(account=account, from_on=localdate(step.at), **data)
    step.detail = {"staff": staff.pk, "duty": duty}
    changed(step, f"增加{row}")


@act(
    "newmedia.relieve",
    "免去账号人员",
    on=Account,
    states=KEPT,
    role=(RECORDS, HEAD),
    asks=forms.RelieveForm,
    cites=("NM-18",),
    weight="quiet",
    when=lambda account: account.serving().exists(),
)
def relieve(step: Step) -> None:
    row: Assignment = step.data["assignment"]
    row.until_on = localdate(step.at)
    row.save(update_fields=["until_on"])
    step.detail = {"staff": row.staff_id, "duty": row.duty}
    changed(step, f"免去{row}")


@act(
    "newmedia.drop",
    "不再开设",
    on=Account,
    via="drop",
    role=(HEAD, LEADER),
    asks=ReasonForm,
    cites=("NM-8",),
    weight="quiet",
)
def drop(step: Step) -> None:
    step.matter.drop()


@act(
    "newmedia.go_live",
    "登记开通",
    on=Account,
    via="go_live",
    role=(DRAFTER, RECORDS),
    asks=forms.LiveForm,
    cites=("NM-8(2)",),
    gates=[gates.people_on_establishment, gates.people_named],
    weight="primary",
    tells=(HEAD, LEADER),
)
def go_live(step: Step) -> None:
    """It is opened at the platform, after all three offices acknowledged it."""
    account: Account = step.matter
    for name, value in step.data.items():
        setattr(account, name, value)
    account.national_due = True
    account.go_live(step.at)
    save_once(step, account)
    queries.index.enter(account)


def _police_due(model: type[models.Model]) -> Q:
    return Q(police_due=True)


@act(
    "newmedia.report_hacking",
    "登记黑客攻击报警",
    on=Account,
    states=(State.LIVE, State.SUSPENDED, State.CLOSING, State.NOTICE, State.DUE),
    role=(DRAFTER, RECORDS, HEAD, LEADER),
    asks=HackedForm,
    cites=("NM-20",),
    weight="quiet",
    waits_if=_police_due,
    tells=(HEAD, LEADER),
)
def report_hacking(step: Step) -> None:
    """The police come first: on the work list it stands before whatever else the account waits for."""
    assert step.actor.staff_id is not None, "an act of people"
    PoliceReport.objects.create(
        account=step.matter, sort=Reported.HACKING, by_id=step.actor.staff_id, **step.data
    )
    step.detail = {"station": step.data["station"], "number": step.data["number"]}
    step.matter.police_due = False


def _outdated(model: type[models.Model]) -> Q:
    return ~Q(outdated="")


@act(
    "newmedia.change",
    "登记变动",
    on=Account,
    states=(State.LIVE, State.SUSPENDED),
    role=(DRAFTER, RECORDS),
    asks=forms.ChangeForm,
    cites=("NM-8(2)",),
    waits_if=_outdated,
)
def change(step: Step) -> None:
    """What is different at the platform; it is filed within its working days."""
    account: Account = step.matter
    labels = [
        str(Account._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        for name, value in step.data.items()
        if getattr(account, name) != value
    ]
    for name, value in step.data.items():
        setattr(account, name, value)
    account.outdated = ""
    step.detail = {"changed": labels}
    changed(step, *labels)
    save_once(step, account)
    queries.index.enter(account)


@act(
    "newmedia.keep_name",
    "名称不用改",
    on=Account,
    states=(State.LIVE, State.SUSPENDED),
    role=(HEAD, LEADER),
    asks=reason_form("为什么不用改", max_length=300),
    cites=("NM-8(2)",),
    weight="quiet",
    when=lambda account: bool(account.outdated),
)
def keep_name(step: Step) -> None:
    """Its name does not hang on that of the agency."""
    step.detail = {"outdated": step.matter.outdated}
    step.matter.outdated = ""


@act(
    "newmedia.suspend",
    "暂停运行",
    on=Account,
    via="suspend",
    role=(RECORDS, HEAD, LEADER),
    asks=forms.SuspendForm,
    cites=("NM-8(2)", "NM-20"),
    weight="quiet",
    tells=(DRAFTER, LEADER),
)
def suspend(step: Step) -> None:
    changed(step, "暂停运行")
    step.matter.suspend(step.data["because"])
    step.matter.police_due |= step.data["because"] == Suspended.HACKED
    step.detail = {"because": step.data["because"]}


@act(
    "newmedia.resume",
    "恢复运行",
    on=Account,
    via="resume",
    role=(HEAD, LEADER),
    asks=ReasonForm,
    cites=("NM-8(2)", "NM-20", "NM-22"),
    gates=[
        gates.police_told,
        gates.password_reset,
        gates.people_on_establishment,
        gates.people_named,
    ],
    tells=(DRAFTER,),
)
def resume(step: Step) -> None:
    changed(step, "恢复运行")
    step.matter.resume()


def _untold(model: type[models.Model]) -> Q:
    return Q(national_due=True)


@act(
    "newmedia.record_national",
    "登记已向全国报送",
    on=Account,
    states=(State.LIVE, State.SUSPENDED, State.CLOSED, State.MERGED),
    role=(DRAFTER, RECORDS),
    asks=forms.NationalForm,
    cites=("NM-8(2)",),
    waits_if=_untold,
    when=lambda account: account.national_due,
)
def record_national(step: Step) -> None:
    """The national system is kept by hand; the sheet for it is printed with the filing."""
    step.matter.national_due = False
    step.matter.national_on = step.data["national_on"]
