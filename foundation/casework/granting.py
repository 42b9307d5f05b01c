"""Roles granted and taken away. Whoever signs, reviews or administers has the role from two people, whatever the way to it.

One administrator proposes, another person confirms; until then the role does not count. This holds for roles granted, for roles
that a deputy comes to, for those that an account brings back when it is reopened or takes along when agencies merge. The one
administrator of a new county is alone: what there is nobody else to confirm they confirm on the command line, at the server.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from foundation.agencies.models import Agency, Deputyship, RoleGrant, Staff
from foundation.agencies.queries import holders
from foundation.agencies.roles import COUNTY_ROLES, DISCIPLINE, GRANTED_BY_TWO, AgencyFunction, Role, excluded
from foundation.casework.acts import Objection, Step, act, acted_before, attribute, gate
from foundation.casework.fields import ReasonForm
from foundation.casework.forms import ActForm
from foundation.casework.ledger import door_now, lines
from foundation.casework.models import RoleProposal
from foundation.casework.refusals import Refused

ADMINISTRATORS = (Role.AGENCY_ADMIN, Role.COUNTY_SUPERVISOR)
#: Whoever confirms what was proposed; those who lead the discipline commission that of its own roles alone (AC-3).
CONFIRMING = (*ADMINISTRATORS, Role.DISCIPLINE_LEADER)
#: The roles that the county grants, and not an agency.
OF_THE_COUNTY = frozenset({*COUNTY_ROLES, Role.COUNTY_LEADER})
#: For so long whoever gave an account a password does not also take its second factor away, nor the other way round.
APART_FOR = timedelta(days=30)


class GrantForm(ActForm):
    """A role to grant or to revoke."""

    role = forms.ChoiceField(
        label="角色",
        choices=Role.choices,
        help_text="签发、审核、管理的角色，授予以后由另一位管理员确认才生效。",
    )


def of_county(role: str) -> bool:
    return role in OF_THE_COUNTY


def of_commission(role: str, agency: Agency) -> bool:
    """Whether a role works on cases of accountability, or administers the accounts of those who do."""
    commission = AgencyFunction.DISCIPLINE_COMMISSION in agency.functions
    return role in DISCIPLINE or (commission and role == Role.AGENCY_ADMIN)


def _leaders_of_commission(matter: Any) -> QuerySet[Staff]:
    """AC-3: those who lead the commission learn of every role there that somebody proposes."""
    concerned = of_commission(getattr(matter, "role", ""), matter.agency)
    return holders(Role.DISCIPLINE_LEADER, matter.agency) if concerned else Staff.objects.none()


@gate("AC-3", "纪委监委办案人员的账号由其自己管理")
def commission_manages_its_own(step: Step) -> Objection | None:
    """Who could give such an account a password would read its cases: only the commission's own administrators do."""
    staff: Staff = step.matter
    agency = staff.agency
    if agency is None or step.actor.kind != "staff" or step.actor.has(Role.AGENCY_ADMIN, agency):
        return None
    roles = staff.grants.values_list("role", flat=True)
    led = holders(Role.DISCIPLINE_LEADER, agency).exists()
    if not led or door_now() == "command" or not any(of_commission(role, agency) for role in roles):
        return None
    return (
        "这是纪委监委办案或者管理账号的人员，账号只由纪委监委自己的管理员管理。",
        "请由纪委监委的单位管理员办理；还没有的，先提请一位，由其负责人确认。",
    )


@gate("AC-3", "纪委监委办案的角色由其自己的管理员提请", on_entry=True)
def commission_proposes_its_own(step: Step) -> Objection | None:
    """Once it is led, nobody outside proposes who works on its cases: at most its administrator, while it has none."""
    agency, role = step.matter.agency, step.data["role"]
    if agency is None or not of_commission(role, agency) or door_now() == "command":
        return None
    if step.actor.kind != "staff" or step.actor.has(Role.AGENCY_ADMIN, agency):
        return None
    led = holders(Role.DISCIPLINE_LEADER, agency).exists()
    if not led or (role == Role.AGENCY_ADMIN and not holders(Role.AGENCY_ADMIN, agency).exists()):
        return None
    return (
        "纪委监委办案和管理账号的角色，由纪委监委自己的管理员提请。",
        "请由纪委监委的单位管理员办理；还没有的，先提请一位，由其负责人确认。",
    )


@gate("PD-1", "县级角色由县里授予", on_entry=True)
def county_grants_county_roles(step: Step) -> Objection | None:
    outside = step.actor.kind == "staff" and not step.actor.has(Role.COUNTY_SUPERVISOR, None)
    if of_county(step.data["role"]) and outside:
        return "县级角色不能由单位管理员授予或收回。", "请报县政务公开办公室办理。"
    return None


@gate("PD-1", "县政府领导在县政府办公室", on_entry=True)
def leads_the_county(step: Step) -> Objection | None:
    agency: Agency = step.matter.agency
    if step.data["role"] == Role.COUNTY_LEADER and AgencyFunction.COUNTY_OFFICE not in agency.functions:
        return f"{agency}不是县政府办公室，没有“县政府领导”这个角色。", "请在县政府办公室的人员上办理。"
    return None


@gate("AC-3", "办责任追究的角色只在纪委监委", on_entry=True)
def of_the_commission(step: Step) -> Objection | None:
    agency: Agency = step.matter.agency
    wanted = AgencyFunction.DISCIPLINE_COMMISSION
    if step.data["role"] in DISCIPLINE and wanted not in agency.functions:
        return f"{agency}不是纪委监委，没有这个角色。", "请在纪委监委的人员上办理。"
    return None


@gate("SR-6(2)", "不得给自己授权", on_entry=True)
def not_to_oneself(step: Step) -> Objection | None:
    if step.actor.is_person(step.matter):
        return "不能给自己授予或收回角色。", "请由另一位管理员办理。"
    return None


def _standing(accounts: QuerySet[Staff], step: Step) -> QuerySet[Deputyship]:
    """The deputyships, now and to come, in which one of these stands in or is stood in for."""
    standing = Deputyship.objects.filter(ended_at__isnull=True, until_on__gte=localdate(step.at))
    return standing.filter(Q(deputy__in=accounts) | Q(represented__in=accounts))


def _accounts_of_person(staff: Staff) -> QuerySet[Staff]:
    whose = Q(pk=staff.pk) | Q(person=staff.person, is_active=True) if staff.person else Q(pk=staff.pk)
    return Staff.objects.filter(whose).order_by()


def _audits_alone(step: Step, staff: Staff, role: str) -> Objection | None:
    """Whoever audits holds no other role, by person, and neither is a deputy nor has one; the database holds it too."""
    accounts = _accounts_of_person(staff)
    held = RoleGrant.objects.filter(staff__in=accounts).values_list("role", flat=True)
    waits = RoleProposal.objects.filter(staff__in=accounts, state=RoleProposal.State.PROPOSED)
    proposed = waits.exclude(pk=step.matter.pk if isinstance(step.matter, RoleProposal) else None)
    if any(
        excluded(role, other) for other in [*held, *proposed.exclude(role="").values_list("role", flat=True)]
    ):
        return (
            f"“{Role.AUDITOR.label}”与其他角色不能由同一个人担任（三员分立）。",
            "请另选一位；或者先收回已有的角色。",
        )
    if role == Role.AUDITOR and (_standing(accounts, step).exists() or proposed.filter(role="").exists()):
        return "这个人正在代理别人，或者有人代理。", "请先结束代理。"
    return None


@gate("SR-6(2)", "安全审计与其他角色分开", on_entry=True)
def audits_alone(step: Step) -> Objection | None:
    return _audits_alone(step, step.matter, step.data["role"])


@gate("SR-6(2)", "安全审计与其他角色分开")
def confirmed_audits_alone(step: Step) -> Objection | None:
    proposal: RoleProposal = step.matter
    if proposal.represented is not None:
        return no_deputy_of_auditors(proposal.staff, proposal.represented)
    return _audits_alone(step, proposal.staff, proposal.role)


def no_deputy_of_auditors(*people: Staff) -> Objection | None:
    """The objection to a deputyship in which one of these audits."""
    for person in people:
        accounts = _accounts_of_person(person)
        if RoleGrant.objects.filter(staff__in=accounts, role=Role.AUDITOR).exists():
            return f"{person}是安全审计员，不代理别人，也不由别人代理。", "请另选一位。"
    return None


@act(
    "agencies.grant_role",
    "授予角色",
    on=Staff,
    role=ADMINISTRATORS,
    asks=GrantForm,
    cites=("PD-3", "SR-6(2)", "AC-3"),
    gates=[
        county_grants_county_roles,
        leads_the_county,
        of_the_commission,
        commission_proposes_its_own,
        not_to_oneself,
        audits_alone,
    ],
)
def grant_role(step: Step) -> None:
    """What takes two people is proposed only."""
    role = step.data["role"]
    step.detail = {"role": role}
    if step.actor.kind == "staff" and role in GRANTED_BY_TWO:
        propose_role(step, step.matter, role)
    else:
        give(step.matter, role)


def give(staff: Staff, role: str) -> None:
    """Let somebody have a role, in their agency or in the county."""
    agency = None if role in COUNTY_ROLES else staff.agency
    RoleGrant.objects.get_or_create(staff=staff, role=role, agency=agency)


@gate("SR-6(2)", "签发、审核、管理的角色由两人授予", on_entry=True)
def granted_by_one(step: Step) -> Objection | None:
    if step.data["role"] in GRANTED_BY_TWO:
        return "这个角色不能随指定一并授予。", "请由管理员授予，另一位管理员确认。"
    return None


@act(
    "agencies.entrust",
    "因受指定授予角色",
    on=Staff,
    asks=GrantForm,
    cites=("PD-3", "SR-6(2)"),
    gates=[granted_by_one, audits_alone],
)
def entrust(step: Step) -> None:
    """Grant a role of the person's own agency, as a consequence of an act that names somebody for a task."""
    RoleGrant.objects.get_or_create(staff=step.matter, role=step.data["role"], agency=step.matter.agency)
    step.detail |= {"role": step.data["role"]}


@act(
    "agencies.revoke_role",
    "收回角色",
    on=Staff,
    role=ADMINISTRATORS,
    asks=GrantForm,
    cites=("PD-3", "SR-6(2)"),
    gates=[county_grants_county_roles, not_to_oneself, commission_manages_its_own],
    weight="quiet",
)
def revoke_role(step: Step) -> None:
    RoleGrant.objects.filter(staff=step.matter, role=step.data["role"]).delete()
    step.detail = {"role": step.data["role"]}


@act("agencies.role_lapsed", "角色到期收回", on=Staff, asks=GrantForm, cites=("PD-3", "SR-6(2)"))
def role_lapsed(step: Step) -> None:
    """What let somebody have a role is over: it is taken away, as a consequence of the act that says so."""
    RoleGrant.objects.filter(staff=step.matter, role=step.data["role"]).delete()
    step.detail |= {"role": step.data["role"]}


# What takes two people


def propose_role(step: Step, staff: Staff, role: str) -> None:
    """Propose a role for somebody who does not have it, as part of this act; says so to whoever performs it."""
    agency = None if role in COUNTY_ROLES else staff.agency
    if not RoleGrant.objects.filter(staff=staff, role=role, agency=agency).exists():
        _propose(step, staff, role=role)


def propose_deputy(step: Step, deputy: Staff, **days: Any) -> None:
    """Propose somebody as deputy of this act's matter."""
    _propose(step, deputy, represented=step.matter.pk, **days)


def _propose(step: Step, staff: Staff, **what: Any) -> None:
    done = step.also("agencies.role_proposed", staff, **what)
    step.detail = {**step.detail, "proposed": [*step.detail.get("proposed", []), done.matter.pk]}
    step.shown.append(f"{done.matter.title}：由另一位管理员在“我的待办”里确认以后才生效。")


class ProposalForm(ActForm):
    """A role, or whom somebody stands in for and on which days."""

    role = forms.ChoiceField(label="角色", choices=Role.choices, required=False)
    represented = forms.ModelChoiceField(label="被代理人", queryset=Staff.objects.all(), required=False)
    from_on = forms.DateField(label="从", required=False)
    until_on = forms.DateField(label="到", required=False)


@act(
    "agencies.role_proposed",
    "提请确认",
    on=Staff,
    creates=RoleProposal,
    asks=ProposalForm,
    cites=("SR-6(2)", "PD-3"),
    tells=(*ADMINISTRATORS, _leaders_of_commission),
)
def role_proposed(step: Step) -> RoleProposal:
    staff, given = step.matter, step.data
    if RoleProposal.objects.filter(
        staff=staff, role=given["role"], represented=given["represented"], state=RoleProposal.State.PROPOSED
    ).exists():
        raise Refused(step.act.cites[0], f"已经为{staff}提请过，还没有确认。", "请等另一位管理员确认。")
    if given["represented"]:
        days = f"{given['from_on']} 至 {given['until_on']}"
        title = f"由{staff}代理{given['represented']}（{days}）"
    else:
        title = f"授予{staff}“{Role(given['role']).label}”角色"
    proposal = RoleProposal(agency=staff.agency, created_at=step.at, staff=staff, title=title[:200], **given)
    attribute(step, proposal).save()
    step.detail |= {"role": given["role"], "staff": staff.username}
    return proposal


def _concerned(proposal: RoleProposal) -> list[Staff]:
    """Whose role it is, for whom they stand in, and who proposed it."""
    proposed = lines(proposal.kind, proposal.pk).first()
    found = [proposal.staff, proposal.represented, proposed.staff if proposed else None]
    return [staff for staff in found if staff is not None]


def _proposed_it(step: Step) -> bool:
    return acted_before(step.matter, step.actor, ("agencies.role_proposed",)) is not None


def may_confirm(proposal: RoleProposal, step: Step) -> QuerySet[Staff]:
    """The others who could confirm it: neither who is asking nor whose role it will be, by person."""
    roles = {Role.COUNTY_SUPERVISOR} if of_county(proposal.role) else set(ADMINISTRATORS)
    if of_commission(proposal.role, proposal.agency):
        roles.add(Role.DISCIPLINE_LEADER)
    others = holders(roles, proposal.agency).exclude(step.actor.same_person())
    if proposal.staff.person:
        others = others.exclude(person=proposal.staff.person)
    return others.exclude(pk=proposal.staff_id)


@gate("SR-6(2)", "由提请人以外的另一人确认")
def confirmed_by_another(step: Step) -> Objection | None:
    if step.actor.is_person(step.matter.staff):
        return "不能确认自己的角色。", "请由另一位管理员确认。"
    if not _proposed_it(step):
        return None
    if may_confirm(step.matter, step).exists():
        return "您自己提请的，不能由您确认。", "请由另一位管理员确认。"
    if door_now() != "command":
        return (
            "您自己提请的，不能由您确认；现在没有第二位管理员。",
            "只有一位管理员时，由运维人员在服务器上办理：manage.py act agencies.confirm_role。",
        )
    step.detail["alone"] = True
    return None


@gate("PD-1", "县级角色由县里确认")
def county_confirms_county_roles(step: Step) -> Objection | None:
    if of_county(step.matter.role) and not step.actor.has(Role.COUNTY_SUPERVISOR, None):
        return "县级角色不能由单位管理员确认。", "请由县政务公开督查确认。"
    return None


@gate("AC-3", "纪委监委的角色由其负责人确认")
def commission_confirms_its_own(step: Step) -> Objection | None:
    """Two administrators let nobody into the commission over the heads of those who lead it; the first leader is as anybody."""
    proposal, actor = step.matter, step.actor
    if not of_commission(proposal.role, proposal.agency):
        administers = any(actor.has(role, proposal.agency) for role in ADMINISTRATORS)
        if actor.kind == "staff" and not administers:
            return "纪委监委负责人只确认本机关办案和管理账号的角色。", "请由单位管理员确认。"
        return None
    if actor.kind != "staff" or actor.has(Role.DISCIPLINE_LEADER, proposal.agency):
        return None
    leaders = holders(Role.DISCIPLINE_LEADER, proposal.agency).exclude(pk=proposal.staff_id)
    proposed = lines(proposal.kind, proposal.pk).first()
    if proposed is not None and proposed.staff_id is not None:
        leaders = leaders.exclude(pk=proposed.staff_id)
    if leaders.exists():
        return "纪委监委的角色要由其负责人确认。", "请由纪委监委负责人在“我的待办”里确认。"
    return None


@gate("PD-3", "人员仍在本单位")
def still_there(step: Step) -> Objection | None:
    people = [step.matter.staff, *([step.matter.represented] if step.matter.represented else [])]
    if any(not person.is_active or person.agency_id != step.matter.agency_id for person in people):
        return "账号已经停用，或者已经调离。", "请选“不同意”，需要的话另行提请。"
    return None


@act(
    "agencies.confirm_role",
    "确认授予",
    on=RoleProposal,
    via="confirm",
    role=CONFIRMING,
    cites=("SR-6(2)", "PD-3", "AC-3"),
    gates=[
        confirmed_by_another,
        county_confirms_county_roles,
        commission_confirms_its_own,
        still_there,
        confirmed_audits_alone,
    ],
    tells=(_concerned,),
    weight="primary",
)
def confirm_role(step: Step) -> None:
    """From now on the role counts, or the deputy stands in on the days proposed."""
    proposal = step.matter
    proposal.confirm()
    if proposal.represented is None:
        give(proposal.staff, proposal.role)
        step.also("agencies.role_confirmed", proposal.staff, role=proposal.role)
        return
    stand_in(step, proposal.represented, proposal.staff, proposal.from_on, proposal.until_on)
    step.also("agencies.role_confirmed", proposal.represented)


class ConfirmedForm(ActForm):
    """The role that counts from now on; blank for a deputy."""

    role = forms.ChoiceField(label="角色", choices=Role.choices, required=False)


@act("agencies.role_confirmed", "角色经确认生效", on=Staff, asks=ConfirmedForm, cites=("SR-6(2)",))
def role_confirmed(step: Step) -> None:
    step.detail |= {"role": step.data["role"]} if step.data["role"] else {}


@gate("AC-3", "纪委监委负责人只管本机关办案的角色")
def commission_refuses_its_own(step: Step) -> Objection | None:
    administers = any(step.actor.has(role, step.matter.agency) for role in ADMINISTRATORS)
    own = of_commission(step.matter.role, step.matter.agency)
    if step.actor.kind == "staff" and not administers and not own:
        return "纪委监委负责人只管本机关办案和管理账号的角色。", "请由单位管理员办理。"
    return None


@act(
    "agencies.refuse_role",
    "不同意",
    on=RoleProposal,
    via="refuse",
    role=CONFIRMING,
    asks=ReasonForm,
    cites=("SR-6(2)", "PD-3", "AC-3"),
    gates=[commission_refuses_its_own],
    tells=(_concerned,),
)
def refuse_role(step: Step) -> None:
    step.matter.refuse()


@gate("SR-6(2)", "由提请人撤回")
def proposed_by_oneself(step: Step) -> Objection | None:
    return None if _proposed_it(step) else ("不是您提请的。", "请选“确认授予”或者“不同意”。")


@act(
    "agencies.withdraw_role",
    "撤回提请",
    on=RoleProposal,
    via="withdraw",
    role=ADMINISTRATORS,
    cites=("SR-6(2)", "PD-3"),
    gates=[proposed_by_oneself],
    weight="quiet",
)
def withdraw_role(step: Step) -> None:
    step.matter.withdraw()


# Deputies


def lends_by_two(represented: Staff, deputy: Staff) -> bool:
    """Whether a deputy of this person comes to a role that takes two people, and does not hold it already."""
    held = RoleGrant.objects.filter(staff=deputy).values_list("role", "agency")
    lent = RoleGrant.objects.filter(staff=represented, role__in=GRANTED_BY_TWO).values_list("role", "agency")
    return bool(set(lent) - set(held))


def stands_in(represented: Staff, deputy: Staff, from_on: date, until_on: date) -> bool:
    """Whether somebody stands in for another on one of these days."""
    standing = Deputyship.objects.filter(represented=represented, deputy=deputy, ended_at__isnull=True)
    return standing.filter(from_on__lte=until_on, until_on__gte=from_on).exists()


def not_twice(step: Step, represented: Staff, deputy: Staff, from_on: Any, until_on: Any) -> None:
    """Raise `Refused` where somebody stands in for another on one of these days already."""
    if stands_in(represented, deputy, from_on, until_on):
        raise Refused(step.act.cites[0], "这位同事在这些天里已经是代理人。", "要改日期，请先结束代理再指定。")


def stand_in(step: Step, represented: Staff, deputy: Staff, from_on: Any, until_on: Any) -> None:
    """Let somebody stand in for another on these days."""
    not_twice(step, represented, deputy, from_on, until_on)
    Deputyship.objects.create(represented=represented, deputy=deputy, from_on=from_on, until_on=until_on)


# An account that comes back


def let_go_of_what_two_grant(grants: QuerySet[RoleGrant]) -> list[tuple[Staff, str]]:
    """Take away the roles among these that take two people, of open accounts; returns them, to be proposed anew."""
    found = list(grants.filter(role__in=GRANTED_BY_TWO).select_related("staff").order_by("pk"))
    for grant in found:
        grant.delete()
    return [(grant.staff, grant.role) for grant in found]


@gate("SR-6(2)", "密码和动态口令由两人重设")
def not_both_by_one(step: Step) -> Objection | None:
    """Who may both give an account a password and take its second factor away works through it."""
    staff, at = step.matter, step.at
    if not RoleGrant.objects.filter(staff=staff, role__in=GRANTED_BY_TWO).exists():
        return None
    password = ("agencies.reset_password", "agencies.reopen_account", "agencies.appoint")
    other = password if step.act.name == "agencies.reset_second_factor" else ("agencies.reset_second_factor",)
    line = acted_before(staff, step.actor, other)
    if line is None or localdate(line.at) < localdate(at - APART_FOR):
        return None
    if door_now() == "command" and not _other_administrators(step).exists():
        step.detail["alone"] = True
        return None
    return f"您最近已办理这个账号的“{line.label}”。", "密码和动态口令不由同一个人重设，请由另一位管理员办理。"


def _other_administrators(step: Step) -> QuerySet[Staff]:
    others = holders(set(ADMINISTRATORS), step.matter.agency).exclude(pk=step.matter.pk)
    return others.exclude(step.actor.same_person())
