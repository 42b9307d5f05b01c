"""Nobody takes a disclosure role untrained: from which day, who may for some days all the same, and the gate itself (TR-5)."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.utils.timezone import localdate

from foundation.agencies.models import Agency, RoleGrant, Staff
from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, attribute, extend, gate
from foundation.casework.fields import Day, EditForm, ReasonForm
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid, Refused
from training.acts.plans import HEAD, LEADER
from training.models import Cover, Rule
from training.queries import inducted, rule
from training.statute import (
    COVER_AGAIN,
    COVER_DAYS,
    DISCLOSURE_ROLES,
    GATE_FROM,
    GATE_NOTICE_DAYS,
    GATE_PUT_OFF,
    LONGEST_TRANSITION,
    TRANSITION_DAYS,
)

SUPERVISOR = Role.COUNTY_SUPERVISOR
#: The roles that the head may let somebody untrained have for some days; a county role is granted by the county alone.
COVERED = tuple(role for role in DISCLOSURE_ROLES if role != SUPERVISOR)


class RuleForm(ActForm):
    """From which day the gate holds, and how long those in post have."""

    reason_field = ""
    from_on = Day(
        label="施行日期",
        not_after_today=False,
        help_text="从这一天起，没有经过岗前培训的，不能授予公开岗位的角色。",
    )
    in_post_until = Day(
        label="在岗人员完成培训的最后一天",
        not_after_today=False,
        help_text="施行以前已经在岗的，到这一天为止补完岗前培训。",
    )

    def clean(self) -> None:
        """The day lies ahead; those in post have some time."""
        given = self.cleaned_data
        first, last = given.get("from_on"), given.get("in_post_until")
        stated = self.step.matter.created_at if isinstance(self.step.matter, Rule) else self.step.at
        latest = localdate(stated) + timedelta(days=GATE_PUT_OFF)
        if first and not localdate(self.step.at) <= first <= latest:
            self.add_error("from_on", f"从今天起，最晚到 {latest}：制度已经施行，不能再往后推。")
        elif first and last and not first <= last <= first + timedelta(days=LONGEST_TRANSITION):
            self.add_error("in_post_until", "在施行日期以后，最长一年。")


@gate("TR-5", "施行日期只定一次")
def not_stated(step: Step) -> Objection | None:
    if rule() is not None:
        return "施行日期已经定了。", "还没有到的，请在那一件上修改。"
    return None


def _state(step: Step, agency: Agency, from_on: date, until: date) -> Rule:
    row = Rule(agency=agency, created_at=step.at, from_on=from_on, in_post_until=until)
    attribute(step, row).save()
    return row


@act(
    "training.state_rule",
    "公布先培训后上岗的施行日期",
    on=Agency,
    creates=Rule,
    role=SUPERVISOR,
    asks=RuleForm,
    cites=("TR-5",),
    gates=[not_stated],
)
def state_rule(step: Step) -> Rule:
    """Everybody reads the day."""
    return _state(step, step.matter, step.data["from_on"], step.data["in_post_until"])


@act("training.rule_stated", "到期公布施行日期", on=Agency, creates=Rule, cites=("TR-5",), gates=[not_stated])
def rule_stated(step: Step) -> Rule:
    """Where the county states no day, it is that of the installation, and a month from now at the earliest."""
    first = max(GATE_FROM, localdate(step.at) + timedelta(days=GATE_NOTICE_DAYS))
    return _state(step, step.matter, first, first + timedelta(days=TRANSITION_DAYS))


class EditRuleForm(RuleForm, ReasonForm, EditForm):
    """Another day, and why."""

    reason_field = "reason"
    edited = ("from_on", "in_post_until")


@act(
    "training.edit_rule",
    "修改施行日期",
    on=Rule,
    states=(Rule.State.STATED,),
    role=SUPERVISOR,
    asks=EditRuleForm,
    cites=("TR-5",),
)
def edit_rule(step: Step) -> None:
    step.matter.from_on, step.matter.in_post_until = step.data["from_on"], step.data["in_post_until"]


@act("training.rule_in_force", "先培训后上岗施行", on=Rule, via="begin", cites=("TR-5",))
def rule_in_force(step: Step) -> None:
    """It is not put off any more."""
    step.matter.begin()


# For some days all the same


class CoverForm(ActForm):
    """Which role, until when, and what the emergency is."""

    reason_field = "because"
    says = f"规定里没有例外。急需的，最长 {COVER_DAYS} 天，一年一次，全程列为问题；到期没有完成岗前培训的，角色收回。"
    role = forms.ChoiceField(label="角色", choices=[(role.value, role.label) for role in COVERED])
    until_on = Day(label="到", not_after_today=False, help_text="含这一天。")
    because = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


@gate("TR-5", "没有经过岗前培训")
def untrained(step: Step) -> Objection | None:
    if inducted(step.matter):
        return "已经完成岗前培训。", "直接授予角色，不用临时顶岗。"
    return None


@gate("TR-5", "一年一次")
def not_again(step: Step) -> Objection | None:
    since = localdate(step.at) - timedelta(days=COVER_AGAIN)
    if Cover.objects.filter(staff=step.matter, from_on__gt=since).exists():
        return "一年以内已经临时顶岗过。", "请先完成岗前培训。"
    return None


@act(
    "training.grant_cover",
    "准予临时顶岗",
    on=Staff,
    creates=Cover,
    role=(HEAD, LEADER),
    asks=CoverForm,
    cites=("TR-5",),
    gates=[untrained, not_again],
    weight="quiet",
    tells=(lambda cover: [cover.staff],),
)
def grant_cover(step: Step) -> Cover:
    """The head decides that the role may be granted; granting it stays with the administrators, by one or by two."""
    staff, given, today = step.matter, step.data, localdate(step.at)
    if step.actor.is_person(staff):
        raise Refused("TR-5", "不能准予自己顶岗。", "请由另一位负责人办理。")
    if not staff.is_active:
        raise Refused("TR-5", "这个账号已经停用。", "请先恢复账号。")
    if RoleGrant.objects.filter(staff=staff, role=given["role"]).exists():
        raise Refused("TR-5", "已经有这个角色。", "施行以前在岗的，在期限以内补完岗前培训，不用临时顶岗。")
    if not today <= given["until_on"] < today + timedelta(days=COVER_DAYS):
        raise Invalid(
            {"到": [f"从今天起最长 {COVER_DAYS} 天，到 {today + timedelta(days=COVER_DAYS - 1)}。"]}
        )
    row = Cover(
        agency=staff.agency,
        created_at=step.at,
        staff=staff,
        role=given["role"],
        because=step.reason,
        from_on=today,
        until_on=given["until_on"],
    )
    attribute(step, row).save()
    step.detail = {"role": row.role, "until": row.until_on.isoformat()}
    return row


def _end(step: Step) -> None:
    """Whoever was trained meanwhile keeps the role; nobody else does."""
    cover: Cover = step.matter
    cover.end(localdate(step.at))
    if not inducted(cover.staff):
        step.also("agencies.role_lapsed", cover.staff, role=cover.role)


@act(
    "training.end_cover",
    "结束临时顶岗",
    on=Cover,
    via="end",
    role=(HEAD, LEADER),
    cites=("TR-5",),
    tells=(lambda cover: [cover.staff],),
)
def end_cover(step: Step) -> None:
    _end(step)


@act(
    "training.cover_over",
    "临时顶岗到期",
    on=Cover,
    via="end",
    cites=("TR-5",),
    tells=(lambda c: [c.staff], HEAD),
)
def cover_over(step: Step) -> None:
    _end(step)


# The gate


def untrained_for(staff: Staff, role: str, on: date) -> Objection | None:
    """The objection to a role for somebody on a day, whoever grants it and however."""
    holds = rule()
    if role not in DISCLOSURE_ROLES or holds is None or on < holds.from_on or inducted(staff):
        return None
    if Cover.objects.on(on).filter(staff=staff, role=role).exists():
        return None
    return (
        f"{staff}没有完成岗前培训，从 {holds.from_on} 起不能到公开岗位（“{Role(role).label}”）。",
        "请先学完 9 项内容并考试及格；急需的，由负责人“准予临时顶岗”。",
    )


@gate("TR-5", "先培训，后上岗", on_entry=True)
def trained_before_granted(step: Step) -> Objection | None:
    """Granting and entrusting a role; a role that somebody holds is granted anew to nobody's harm."""
    role = step.data["role"]
    if RoleGrant.objects.filter(staff=step.matter, role=role).exists():
        return None
    return untrained_for(step.matter, role, localdate(step.at))


@gate("TR-5", "先培训，后上岗")
def trained_before_confirmed(step: Step) -> Objection | None:
    """What was proposed: a role, or the roles that a deputy comes to."""
    proposal = step.matter
    if proposal.represented is not None:
        return _lends_untrained(proposal.represented, proposal.staff, localdate(step.at))
    return untrained_for(proposal.staff, proposal.role, localdate(step.at))


def _lends_untrained(represented: Staff, deputy: Staff, on: date) -> Objection | None:
    lent = set(
        RoleGrant.objects.filter(staff=represented, role__in=DISCLOSURE_ROLES).values_list("role", flat=True)
    )
    held = set(RoleGrant.objects.filter(staff=deputy).values_list("role", flat=True))
    for role in sorted(lent - held):
        if objection := untrained_for(deputy, role, on):
            return objection
    return None


@gate("TR-5", "代理人先培训", on_entry=True)
def deputy_trained(step: Step) -> Objection | None:
    return _lends_untrained(step.matter, step.data["deputy"], localdate(step.at))


@gate("TR-5", "恢复的账号先培训")
def reopened_trained(step: Step) -> Objection | None:
    """Whoever comes back with a disclosure role that was left to the account."""
    for role in RoleGrant.objects.filter(staff=step.matter, role__in=DISCLOSURE_ROLES).values_list(
        "role", flat=True
    ):
        if objection := untrained_for(step.matter, role, localdate(step.at)):
            return objection[0], "请先完成岗前培训；或者先收回角色，再恢复账号。"
    return None


for name in ("agencies.grant_role", "agencies.entrust"):
    extend(name, trained_before_granted)
extend("agencies.confirm_role", trained_before_confirmed)
extend("agencies.name_deputy", deputy_trained)
extend("agencies.reopen_account", reopened_trained)
