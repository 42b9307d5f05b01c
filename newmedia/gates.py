"""What an account has to fulfil before it is filed, opened, announced as closing, cancelled."""

from __future__ import annotations

from foundation.agencies.queries import agency_with
from foundation.casework.acts import Objection, Step, gate
from newmedia.models import Account, Exchange, Filing, Incident, Message, PasswordTask, Post
from newmedia.statute import NEEDED, OFFICES, Duty, MessageSort, Sort


@gate("NM-8(2)", "县里有备案的三个部门")
def offices_known(step: Step) -> Objection | None:
    missing = [str(function.label) for function in OFFICES if agency_with(function) is None]
    if missing:
        return f"还没有登记县里的{'、'.join(missing)}。", "请县政务公开督查在单位设置里登记。"
    return None


@gate("NM-18", "账号有管理员和三级审核人")
def people_named(step: Step) -> Objection | None:
    named = set(step.matter.serving().values_list("duty", flat=True))
    if missing := [str(Duty(duty).label) for duty in NEEDED if duty not in named]:
        return f"还没有确定：{'、'.join(missing)}。", "请先“确定账号人员”，三级审核由三个不同的人担任。"
    return None


@gate("NM-18", "账号人员都是本单位的在编人员")
def people_on_establishment(step: Step) -> Objection | None:
    account: Account = step.matter
    home = account.agency.successor_id or account.agency_id
    wrong = [
        row.staff.full_name
        for row in account.serving()
        if not row.staff.on_establishment or not row.staff.is_active or row.staff.agency_id != home
    ]
    if wrong:
        said = "、".join(dict.fromkeys(wrong))
        return f"{said}不在编，或者已经不在本单位。", "请先“免去账号人员”，另外确定在编人员。"
    return None


@gate("NM-8(2)", "没有还在办的报备")
def no_filing_open(step: Step) -> Objection | None:
    if Filing.objects.filter(account=step.matter, state=Filing.State.SENT).exists():
        return "上一份报备还没有办完。", "请等三个部门备案或者退回。"
    return None


@gate("NM-8(2)", "有变动才报备")
def something_changed(step: Step) -> Objection | None:
    if not step.matter.unfiled:
        return "上次报备以后没有变动。", "账号有变动的，请先“登记变动”或者确定人员。"
    return None


@gate("NM-8(2)", "注销已经三个部门备案")
def closing_filed(step: Step) -> Objection | None:
    if step.matter.closing_filed_at is None:
        return "注销还没有经三个部门备案。", "请等三个部门备案。"
    return None


@gate("NM-13", "内容已经归档")
def archived(step: Step) -> Objection | None:
    if not step.matter.archive:
        return "账号的内容还没有归档。", "请先“登记内容归档”。"
    return None


@gate("NM-13", "没有还在办的留言、突发事件、微调查和访谈")
def nothing_open(step: Step) -> Objection | None:
    """Whoever wrote to an account, or was promised something on it, is not left without an answer."""
    account: Account = step.matter
    messages = account.messages.exclude(state__in=Message.DONE)
    petitions = messages.filter(sort=MessageSort.PETITION)
    exchanges = Exchange.objects.filter(account=account, state=Exchange.State.ANNOUNCED)
    told = account.posts.filter(incident__state__in=Incident.UNDER_WAY).exclude(state=Post.State.ABANDONED)
    incidents = Incident.objects.filter(pk__in=told.values("incident"))
    open_now = (
        (petitions, "件信访事项没有办完", "告知信访人"),
        (messages.exclude(sort=MessageSort.PETITION), "条留言没有办完", "办理留言"),
        (exchanges, "次微调查、访谈已经公布、还没有报告结果", "公布结果，或者取消"),
        (incidents, "件突发事件的发布没有结束", "结束发布"),
    )
    said = [(f"{many} {what}", how) for rows, what, how in open_now if (many := rows.count())]
    if not said:
        return None
    return (
        f"这个账号上还有{'，'.join(what for what, _how in said)}。",
        f"请先{'；'.join(how for _what, how in said)}，再登记注销。",
    )


@gate("NM-22", "账号密码已经重新设置")
def password_reset(step: Step) -> Objection | None:
    if step.matter.password_tasks.filter(state=PasswordTask.State.DUE).exists():
        return "账号密码还没有重新设置。", "请管理员“登记密码已重新设置”。"
    return None


def latest(account: Account, sort: Sort) -> Filing | None:
    """The newest filing of a sort."""
    return Filing.objects.filter(account=account, sort=sort).order_by("-pk").first()


def account_of(step: Step) -> Account:
    """The account that something is, or will be, of: the one entered where the matter is of none."""
    matter = step.matter
    account: Account | None = matter if isinstance(matter, Account) else getattr(matter, "account", None)
    return account if account is not None else step.data["account"]  # type: ignore[no-any-return]


def serves(step: Step, *duties: str) -> Objection | None:
    """Object to whoever does none of these for the account, or is not on the establishment."""
    account = account_of(step)
    rows = account.assignments.filter(until_on=None, duty__in=duties, staff=step.actor.staff_id)
    if not rows.filter(staff__on_establishment=True).exists():
        said = "、".join(str(Duty(duty).label) for duty in duties)
        return (
            f"您不是“{account.title}”的{said}人员。",
            "只有确定为账号人员的在编人员可以办理；请文书室“确定账号人员”。",
        )
    return None


@gate("NM-20", "被攻击的账号已经报警")
def police_told(step: Step) -> Objection | None:
    if step.matter.police_due:
        return "账号被攻击，还没有报警。", "请先“登记黑客攻击报警”，写明公安机关和回执号。"
    return None
