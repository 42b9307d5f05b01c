"""Acts on the accounts of people: passwords, closing and reopening, moves, deputies, and the handing over of their matters."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Deputyship, RoleGrant, Staff
from foundation.agencies.roles import COUNTY_ROLES, Role
from foundation.casework import granting
from foundation.casework.acts import Objection, Step, act, desk_url, gate
from foundation.casework.fields import Day, EditForm, OneOf, ReasonForm
from foundation.casework.forms import ActForm
from foundation.casework.granting import ADMINISTRATORS
from foundation.casework.matters import in_sight, matter_kinds
from foundation.casework.models import Matter, RoleProposal
from foundation.casework.refusals import Refused
from foundation.casework.sections import matter_title
from foundation.casework.worklist import awaited_acts
from foundation.notices.acts import tell
from foundation.privacy.keys import fingerprint

#: Letters and digits that nobody mistakes for one another.
_CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"
#: The longest that one person stands in for another without being named anew.
LONGEST_DEPUTYSHIP = timedelta(days=366)
#: The most matters that a refusal names.
NAMED = 5


def random_password() -> str:
    """A password of four groups of four, with about eighty bits."""
    return "-".join("".join(secrets.choice(_CLEAR) for _ in range(4)) for _ in range(4))


def fingerprint_of(staff_number: str) -> str:
    """The fingerprint by which the accounts of one person are found; blank without a number."""
    return fingerprint(staff_number, "staff.person") if staff_number.strip() else ""


def refuse_second_account(person: str, *, but: int = 0) -> None:
    """Raise `ValidationError` if the person has an open account other than `but`."""
    other = Staff.objects.filter(person=person, is_active=True).exclude(pk=but).first() if person else None
    if other is not None:
        where = f"{other.agency}的" if other.agency else ""
        raise forms.ValidationError(
            f"这个人已有{where}账号在用，一个人只能有一个。请先停用那一个，或把它调过来。"
        )


def refuse_second_telephone(phone: str, *, but: int = 0) -> None:
    """Raise `ValidationError` if an open account other than `but` has this mobile telephone: it is one person's."""
    digits = "".join(sign for sign in phone if sign.isdecimal())[-11:]
    if len(digits) < 11:
        return
    known = (
        Staff.objects.filter(is_active=True).exclude(pk=but).exclude(phone="").values_list("phone", flat=True)
    )
    if any("".join(sign for sign in other if sign.isdecimal()).endswith(digits) for other in known):
        raise forms.ValidationError(
            "这个手机号已有账号在用，一个人只能有一个账号。请用原来的账号，或先停用它。"
        )


def themselves(staff: Staff) -> list[Staff]:
    """The person whose account it is, who is told of what others did to it."""
    return [staff]


@gate("SR-6(2)", "账号由他人管理")
def of_somebody_else(step: Step) -> Objection | None:
    if step.actor.is_person(step.matter):
        return (
            "自己的账号不能由自己这样办。",
            "自己的密码在右上角“修改密码”里改；其他的请由另一位管理员办理。",
        )
    return None


@gate("PD-1", "县级角色的账号由县里管理")
def county_manages_county_accounts(step: Step) -> Objection | None:
    roles = {*COUNTY_ROLES, Role.COUNTY_LEADER}
    of_county = step.matter.grants.filter(role__in=roles).exists()
    if of_county and step.actor.kind == "staff" and not step.actor.has(Role.COUNTY_SUPERVISOR, None):
        return "这个账号有县级角色，不能由单位管理员管理。", "请报县政务公开办公室办理。"
    return None


OTHERS = [of_somebody_else, county_manages_county_accounts, granting.commission_manages_its_own]


def is_open(staff: Staff) -> bool:
    return staff.is_active


def is_closed(staff: Staff) -> bool:
    return not staff.is_active


@gate("PD-3", "账号在用")
def in_use(step: Step) -> Objection | None:
    if not step.matter.is_active:
        return "这个账号已经停用。", "要用，请先恢复账号。"
    return None


# Passwords


def give_password(step: Step, staff: Staff) -> None:
    """Set a random password, which the door shows once, and which its user must change."""
    password = random_password()
    staff.password = make_password(password)
    staff.must_change_password = True
    step.shown += [f"“{staff.username}”的密码：", password, "请当面或者电话告诉本人，第一次登录就要修改。"]


@act(
    "agencies.reset_password",
    "重设密码",
    on=Staff,
    role=ADMINISTRATORS,
    cites=("PD-3", "SR-6(2)"),
    gates=[*OTHERS, in_use, granting.not_both_by_one],
    tells=(themselves,),
    when=is_open,
)
def reset_password(step: Step) -> None:
    """Every session ends; the new password is in no ledger and no mail."""
    give_password(step, step.matter)
    step.matter.end_sessions()


class OwnPasswordForm(ActForm):
    """The present password of an account and the next one."""

    current = forms.CharField(label="现在的密码", strip=False, widget=forms.PasswordInput)
    password = forms.CharField(label="新密码", strip=False, widget=forms.PasswordInput)

    def clean_current(self) -> None:
        if not check_password(self.cleaned_data["current"], self.step.matter.password):
            raise forms.ValidationError("现在的密码不对，请再输一遍。")

    def clean_password(self) -> str:
        """The hash of the new password, which alone leaves the form."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.step.matter)
        if check_password(password, self.step.matter.password):
            raise forms.ValidationError("新密码和现在的一样，请换一个。")
        return make_password(password)


@act(
    "agencies.change_password",
    "修改密码",
    on=Staff,
    own=True,
    asks=OwnPasswordForm,
    cites=("SR-6(2)",),
    when=lambda staff: False,  # the head of every page leads to it
)
def change_password(step: Step) -> None:
    """Every other session ends, since sessions are signed with the password."""
    step.matter.password = step.data["password"]
    step.matter.must_change_password = False


# One person, one account


class PersonForm(ActForm):
    """The number by which the agency knows the person, of which a fingerprint alone is kept."""

    staff_number = forms.CharField(
        label="人员编号",
        max_length=40,
        help_text="工号或者身份证号。只留指纹，不留号码；一个人只能有一个在用的账号，两个账号的办理算同一个人的。",
    )

    def clean_staff_number(self) -> str:
        """The fingerprint, which alone leaves the form."""
        person = fingerprint_of(self.cleaned_data["staff_number"])
        if self.step.matter.is_active:
            refuse_second_account(person, but=self.step.matter.pk)
        return person


@gate("SR-6(2)", "登记过的人员编号由县里更正", on_entry=True)
def stays_the_same_person(step: Step) -> Objection | None:
    """Who was one person with another account must not become somebody else by one administrator's word."""
    known, given = step.matter.person, step.data["staff_number"]
    if known and known != given and not step.actor.has(Role.COUNTY_SUPERVISOR, None):
        return "这个账号已经登记了另一个人员编号。", "登记错了的，请报县政务公开办公室更正。"
    return None


@act(
    "agencies.identify",
    "登记人员编号",
    on=Staff,
    role=ADMINISTRATORS,
    asks=PersonForm,
    cites=("SR-6(2)",),
    gates=[*OTHERS, stays_the_same_person],
)
def identify(step: Step) -> None:
    step.matter.person = step.data["staff_number"]


class NameForm(EditForm):
    """The name of a person as pages show it."""

    full_name = forms.CharField(label="姓名", max_length=40)


@act(
    "agencies.rename_account",
    "更正姓名",
    on=Staff,
    role=ADMINISTRATORS,
    asks=NameForm,
    cites=("PD-3",),
    gates=[county_manages_county_accounts],
)
def rename_account(step: Step) -> None:
    """What was done under the old name keeps it."""
    step.detail = {"before": step.matter.full_name}
    step.matter.full_name = step.data["full_name"]


# What somebody has open


def under_way(model: type[Matter]) -> Q:
    """The filter for matters of this kind that wait for some act; what is waited for in every state is want of people."""
    states = {state for state, _label in model._meta.get_field("state").flatchoices}  # type: ignore[misc, union-attr]
    found = Q(pk=None)
    for declared in awaited_acts(model):
        waiting = set(declared.waiting_states(model))
        if waiting < states:
            here = Q(state__in=waiting)
            found |= here & declared.waits_if(model) if declared.waits_if else here
    return found


def kept_by(staff: Staff) -> list[Any]:
    """The open matters whose drafter or handler somebody is."""
    return [
        matter
        for model in matter_kinds()
        if model.keeper
        for matter in model._base_manager.filter(under_way(model), **{model.keeper[0]: staff}).select_related(
            "agency"
        )
    ]


def colleagues(staff: Staff) -> QuerySet[Staff]:
    """The others with an open account in the agency."""
    return Staff.objects.filter(agency=staff.agency_id, is_active=True).exclude(pk=staff.pk)


def first_of(matters: list[Any]) -> str:
    """The first of these by name, and how many there are."""
    named = "、".join(f"“{matter_title(m)}”" for m in matters[:NAMED])
    return f"{named}等 {len(matters)} 件" if len(matters) > NAMED else named


def first_in_sight(matters: list[Any], actor: Actor) -> str:
    """The same of what the actor may read; of the rest how many there are, and no name; of sealed ones not even that."""
    seen: set[tuple[type[Any], Any]] = set()
    for model in dict.fromkeys(type(m) for m in matters):
        keys = [m.pk for m in matters if type(m) is model]
        seen |= {
            (model, pk) for pk in in_sight(model, actor).filter(pk__in=keys).values_list("pk", flat=True)
        }
    named = [m for m in matters if (type(m), m.pk) in seen]
    rest = len([m for m in matters if (type(m), m.pk) not in seen and not m.sealed])
    if not rest:
        return first_of(named)
    return f"{first_of(named)}，另有 {rest} 件" if named else f"另有 {rest} 件"


def told_of(matters: list[Any], actor: Actor) -> list[Any]:
    """Those of these whose number an actor may know: of sealed ones those that they read."""
    return [m for m in matters if not m.sealed or in_sight(type(m), actor).filter(pk=m.pk).exists()]


class HandedOverForm(ActForm):
    """Who goes on with a matter."""

    to = forms.ModelChoiceField(label="接手人", queryset=Staff.objects.filter(is_active=True))


@act("casework.handed_over", "移交经办人", on=Matter, asks=HandedOverForm, cites=("PD-3",))
def handed_over(step: Step) -> None:
    """The matter goes on with a colleague, as a consequence of handing over all that somebody has open."""
    keeper = step.matter.keeper[0]
    step.detail |= {"from": str(getattr(step.matter, keeper) or ""), "to": str(step.data["to"])}
    setattr(step.matter, keeper, step.data["to"])


def hand_over_everything(step: Step, to: Staff | None) -> None:
    """Hand every open matter of an account to a colleague; raises `Refused` without one who has the roles for it."""
    kept = kept_by(step.matter)
    if not kept:
        return
    clause = step.act.cites[0]
    if to is None:
        raise Refused(clause, f"手上还有没办完的：{first_of(kept)}。", "请在“接手人”里选一位同事，一并移交。")
    held = set(RoleGrant.objects.filter(staff=to).values_list("role", "agency_id"))
    for matter in kept:
        role = Role(matter.keeper[1])
        if (role.value, matter.agency_id) not in held:
            raise Refused(
                clause,
                f"{to}在{matter.agency.short_name}没有“{role.label}”角色，不能接手{first_of([matter])}。",
                "请另选一位，或先授予角色。",
            )
    for matter in kept:
        step.also("casework.handed_over", matter, to=to.pk)
    step.detail |= {"handed_over": len(kept), "to": to.username}
    tell(
        [to],
        subject=f"{step.matter}移交给您 {len(kept)} 件",
        body=f"{step.actor.name}把{step.matter}没有办完的 {len(kept)} 件移交给您：{first_of(kept)}。",
        key=f"handed_over:{step.matter.pk}:{step.at.isoformat()}",
        at=step.at,
        url=desk_url(kept[0]) if len(kept) == 1 else "/desk/",
        clause=clause.id,
    )


class HandOverForm(ActForm):
    """The colleague who goes on with everything that somebody has open."""

    to = OneOf(colleagues, label="接手人")

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        kept = kept_by(step.matter)
        self.says = f"没有办完的 {len(kept)} 件：{first_of(kept)}。" if kept else "没有未办完的事项。"


@act(
    "agencies.hand_over",
    "移交全部未办事项",
    on=Staff,
    role=ADMINISTRATORS,
    asks=HandOverForm,
    cites=("PD-3",),
)
def hand_over(step: Step) -> None:
    """One act, and a line in the ledger of every matter."""
    hand_over_everything(step, step.data["to"])


class LeavingForm(HandOverForm, ReasonForm):
    """Why somebody leaves, and who goes on with what they have open."""

    to = OneOf(
        colleagues, label="接手人", required=False, help_text="有没办完的事项时要选，一并移交给这位同事。"
    )
    field_order = ("agency", "to", "reason")


def end_deputyships(staff: Staff, step: Step) -> int:
    """End every deputyship in which somebody stands in or is stood in for."""
    standing = Deputyship.objects.filter(Q(deputy=staff) | Q(represented=staff), ended_at__isnull=True)
    return standing.filter(until_on__gte=localdate(step.at)).update(ended_at=step.at)


@act(
    "agencies.close_account",
    "停用账号",
    on=Staff,
    role=ADMINISTRATORS,
    asks=LeavingForm,
    cites=("PD-3", "SR-6(2)"),
    gates=[*OTHERS, in_use],
    weight="quiet",
    when=is_open,
)
def close_account(step: Step) -> None:
    """Its sessions end at once; what it did stays under its name."""
    hand_over_everything(step, step.data["to"])
    _close(step)


def _close(step: Step) -> None:
    end_deputyships(step.matter, step)
    step.matter.is_active = False
    step.matter.end_sessions()


class LapsingForm(ActForm):
    """The colleague who goes on with what was begun, where there is one with the roles for it."""

    reason_field = ""
    to = OneOf(colleagues, required=False)


@act("agencies.lapse_account", "账号到期停用", on=Staff, asks=LapsingForm, cites=("NM-19",))
def lapse_account(step: Step) -> None:
    """What let somebody from outside work here is over, and nobody has to think of it: it is closed like any other."""
    if (to := step.data["to"]) is not None:
        hand_over_everything(step, to)
    _close(step)


@gate("PD-3", "账号已停用")
def not_in_use(step: Step) -> Objection | None:
    return ("这个账号没有停用。", "不必恢复。") if step.matter.is_active else None


@gate("SR-6(2)", "一个人一个账号")
def no_other_account(step: Step) -> Objection | None:
    try:
        refuse_second_account(step.matter.person, but=step.matter.pk)
        refuse_second_telephone(step.matter.phone, but=step.matter.pk)
    except forms.ValidationError as other:
        return str(other.message), "两个账号不能同时在用。"
    return None


@act(
    "agencies.reopen_account",
    "恢复账号",
    on=Staff,
    role=ADMINISTRATORS,
    asks=ReasonForm,
    cites=("PD-3", "SR-6(2)"),
    gates=[*OTHERS, not_in_use, no_other_account],
    when=is_closed,
)
def reopen_account(step: Step) -> None:
    """It begins with a new password, shown once, and without the roles that take two people, which are proposed anew."""
    step.matter.is_active = True
    give_password(step, step.matter)
    step.save()
    grants = RoleGrant.objects.filter(staff=step.matter)
    for staff, role in granting.let_go_of_what_two_grant(grants):
        granting.propose_role(step, staff, role)


class MoveForm(LeavingForm):
    """The agency to which somebody moves."""

    agency = forms.ModelChoiceField(label="调入单位", queryset=Agency.objects.public())


@act(
    "agencies.move_account",
    "调到另一单位",
    on=Staff,
    role=Role.COUNTY_SUPERVISOR,
    asks=MoveForm,
    cites=("PD-3", "SR-6(2)"),
    gates=[of_somebody_else, in_use],
    weight="quiet",
    when=is_open,
)
def move_account(step: Step) -> None:
    """The roles in the old agency end with what was open there; those of the county stay."""
    staff, agency = step.matter, step.data["agency"]
    if agency.pk == staff.agency_id:
        raise Refused(step.act.cites[0], f"已经在{agency}。", "请选另一个单位。")
    hand_over_everything(step, step.data["to"])
    end_deputyships(staff, step)
    ended = RoleGrant.objects.filter(staff=staff, agency__isnull=False)
    step.detail |= {
        "from": staff.agency.code if staff.agency else "",
        "agency": agency.code,
        "roles": sorted(ended.values_list("role", flat=True)),
    }
    for grant in ended:
        grant.delete()
    staff.agency = agency
    staff.end_sessions()


# Deputies


class DeputyForm(ActForm):
    """Who stands in for somebody, and on which days."""

    deputy = OneOf(colleagues, label="代理人")
    from_on = Day(
        label="从", not_after_today=False, not_before=lambda step: localdate(step.at), which_is="今天"
    )
    until_on = Day(label="到", not_after_today=False, help_text="含这一天。")
    reason = forms.CharField(label="理由", max_length=500, help_text="例如：休假、出差。")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = data.get("from_on"), data.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", f"不能早于开始的那一天（{first}）。")
        elif first and last and last - first > LONGEST_DEPUTYSHIP:
            self.add_error("until_on", "最长一年，到期可以再定。")
        return data


@gate("SR-6(2)", "不得代理到自己名下", on_entry=True)
def not_the_administrators_own(step: Step) -> Objection | None:
    if step.actor.is_person(step.data["deputy"]):
        return "不能指定自己为代理人。", "请由另一位管理员办理。"
    if step.matter.person and step.matter.person == step.data["deputy"].person:
        return "代理人和被代理人是同一个人。", "请另选一位同事。"
    return None


@gate("SR-6(2)", "安全审计员没有代理人", on_entry=True)
def auditors_have_no_deputies(step: Step) -> Objection | None:
    return granting.no_deputy_of_auditors(step.matter, step.data["deputy"])


def _newest_deputy(staff: Staff) -> list[Staff]:
    """Whoever was named last, unless it waits to be confirmed."""
    waits = RoleProposal.objects.filter(represented=staff, state=RoleProposal.State.PROPOSED).exists()
    return [] if waits else [row.deputy for row in staff.deputies.order_by("-pk")[:1]]  # type: ignore[attr-defined]


@act(
    "agencies.name_deputy",
    "指定代理人",
    on=Staff,
    role=ADMINISTRATORS,
    asks=DeputyForm,
    cites=("PD-3", "SR-6(2)"),
    gates=[county_manages_county_accounts, in_use, not_the_administrators_own, auditors_have_no_deputies],
    tells=(themselves, _newest_deputy),
    when=is_open,
)
def name_deputy(step: Step) -> None:
    """Every act of the deputy in these roles says 代, and counts for the deputy where four eyes are demanded.

    Who comes to sign, to review or to administer by it has to be confirmed, as if the role were granted.
    """
    given = {name: step.data[name] for name in ("deputy", "from_on", "until_on")}
    step.detail = {
        "deputy": given["deputy"].username,
        "from": given["from_on"].isoformat(),
        "until": given["until_on"].isoformat(),
    }
    if step.actor.kind == "staff" and granting.lends_by_two(step.matter, given["deputy"]):
        granting.not_twice(step, step.matter, **given)
        days = {name: given[name].isoformat() for name in ("from_on", "until_on")}
        granting.propose_deputy(step, given["deputy"], **days)
    else:
        granting.stand_in(step, step.matter, **given)


def has_deputy(staff: Staff) -> bool:
    """Whether a deputyship for this person has not been ended; one that has run out does no harm."""
    return staff.deputies.filter(ended_at__isnull=True).exists()  # type: ignore[attr-defined, no-any-return]


@act(
    "agencies.end_deputies",
    "结束代理",
    on=Staff,
    role=ADMINISTRATORS,
    cites=("PD-3",),
    gates=[county_manages_county_accounts],
    weight="quiet",
    when=has_deputy,
)
def end_deputies(step: Step) -> None:
    standing = Deputyship.objects.filter(represented=step.matter, ended_at__isnull=True)
    step.detail = {"ended": standing.update(ended_at=step.at)}
