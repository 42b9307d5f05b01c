"""PD-3: an application to an agency without a clerk is told to somebody at once, and waits for them to name one."""

from __future__ import annotations

from django.db.models import Exists, Model, OuterRef, Q

from applications.acts.filing import CLERK, HEAD
from applications.models import Application
from foundation.agencies.models import RoleGrant, Staff
from foundation.agencies.queries import holders
from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, gate
from foundation.casework.fields import OneOf
from foundation.casework.forms import ActForm


class ClerkForm(ActForm):
    """Who is to handle applications."""

    reason_field = ""
    person = OneOf(
        lambda matter: Staff.objects.filter(agency=matter.agency, is_active=True).order_by("full_name"),
        label="经办人",
        help_text="本单位的在职人员；指定以后，他就是本单位的依申请公开经办人。名单里没有的，请先请单位管理员增加人员。",
        error_messages={"invalid_choice": "请在本单位的人员里选择。"},
    )


@gate("SR-6(2)", "不得给自己授权", on_entry=True)
def not_oneself(step: Step) -> Objection | None:
    if step.data["person"].pk == step.actor.staff_id:
        return "不能指定自己。", "请指定另一位同事：提请和同意延期、拟写和审核须由两人办理。"
    return None


def _without(*roles: Role) -> Q:
    """The condition of a matter in whose agency nobody at work holds one of these roles."""
    there = RoleGrant.objects.filter(agency=OuterRef("agency"), staff__is_active=True, role__in=roles)
    return ~Q(Exists(there))


def _nobody_handles(application: Application) -> bool:
    return not holders(CLERK, application.agency).exists()


def _declare(name: str, role: Role, *absent: Role) -> None:
    """Declare the act for one who stands in; the application waits for it while nobody holds the roles in `absent`."""

    def waits(model: type[Model]) -> Q:
        return _without(*absent)

    declare = act(
        name,
        "指定经办人",
        on=Application,
        states=Application.OPEN,
        role=role,
        asks=ClerkForm,
        gates=[not_oneself],
        cites=("PD-3", "OR-3"),
        waits_if=waits,
        when=_nobody_handles,
        tells=(CLERK,),
    )
    declare(_entrust)


def _entrust(step: Step) -> None:
    step.also("agencies.entrust", on=step.data["person"], role=CLERK.value)


_declare("applications.name_clerk", HEAD, CLERK)
# Where there is no head either, the county's disclosure office (PD-1) sees to it.
_declare("applications.name_clerk_for", Role.COUNTY_SUPERVISOR, CLERK, HEAD)
