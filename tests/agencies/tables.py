"""Who may do what with agencies and people."""

from __future__ import annotations

from typing import Any

from foundation.agencies.models import Agency, Staff
from foundation.agencies.roles import OVERSEERS, Role
from foundation.casework.matters import matter_kinds
from foundation.casework.models import RoleProposal
from tests.personas import County
from tests.rooms import ANY, LOGIN, SELF

ADMIN, SUPERVISOR = Role.AGENCY_ADMIN, Role.COUNTY_SUPERVISOR

ACTS = {
    "agencies.establish": {ANY: {SUPERVISOR}},
    "agencies.set_contacts": {ANY: {ADMIN}},
    "agencies.set_overseer": {ANY: {SUPERVISOR}},
    "agencies.open_for_applications": {ANY: {ADMIN}},
    "agencies.close_for_applications": {ANY: {ADMIN}},
    "agencies.appoint": {ANY: {ADMIN, SUPERVISOR}},
    "agencies.grant_role": {ANY: {ADMIN, SUPERVISOR}},
    "agencies.revoke_role": {ANY: {ADMIN, SUPERVISOR}},
    "agencies.entrust": {},
    "agencies.role_proposed": {},
    "agencies.role_confirmed": {},
    "agencies.role_lapsed": {},
    "agencies.confirm_role": {"proposed": {ADMIN, SUPERVISOR, Role.DISCIPLINE_LEADER}},
    "agencies.refuse_role": {"proposed": {ADMIN, SUPERVISOR, Role.DISCIPLINE_LEADER}},
    "agencies.withdraw_role": {"proposed": {ADMIN, SUPERVISOR}},
    "agencies.reset_password": {ANY: {ADMIN, SUPERVISOR}},
    "agencies.change_password": {ANY: {SELF}},
    "agencies.identify": {ANY: {ADMIN, SUPERVISOR}},
    "agencies.rename_account": {ANY: {ADMIN, SUPERVISOR}},
    "agencies.hand_over": {ANY: {ADMIN, SUPERVISOR}},
    "casework.handed_over": {},
    "agencies.close_account": {ANY: {ADMIN, SUPERVISOR}},
    "agencies.lapse_account": {},
    "agencies.reopen_account": {ANY: {ADMIN, SUPERVISOR}},
    "agencies.move_account": {ANY: {SUPERVISOR}},
    "agencies.name_deputy": {ANY: {ADMIN, SUPERVISOR}},
    "agencies.end_deputies": {ANY: {ADMIN, SUPERVISOR}},
    "agencies.enrol_second_factor": {ANY: {SELF}},
    "agencies.renew_recovery_codes": {ANY: {SELF}},
    "agencies.reset_second_factor": {ANY: {ADMIN, SUPERVISOR}},
    "agencies.rename": {ANY: {SUPERVISOR}},
    "agencies.merge": {ANY: {SUPERVISOR}},
    "agencies.close": {ANY: {SUPERVISOR}},
    "casework.passed_on": {},
    "agencies.urge": {ANY: {SUPERVISOR}},
    "agencies.urging_met": {ANY: {SUPERVISOR}},
    # Any state of any kind of matter.
    "casework.urge": {
        state: {SUPERVISOR}
        for model in matter_kinds()
        for state, _label in model._meta.get_field("state").choices
    },
    "deadlines.enter_notice": {ANY: {SUPERVISOR}},
    "deadlines.withdraw_notice": {ANY: {SUPERVISOR}},
}
DESK = {
    "agencies_agency_changelist": (LOGIN, 200, 200),
    "agencies_agency_change": (LOGIN, 200, 404),
    "agencies_staff_changelist": (LOGIN, 200, 200),
    "agencies_staff_change": (LOGIN, 200, 404),
    "casework_roleproposal_changelist": (LOGIN, 200, 200),
    # The records office of the agency reads none either.
    "casework_roleproposal_change": (LOGIN, 404, 404),
}
READERS = {"role_proposal": {ADMIN, Role.DISCIPLINE_LEADER} | OVERSEERS}


def samples(county: County, made: dict[Any, Any]) -> None:
    """An agency and somebody who works in it."""
    made[Agency], made[Staff] = county.agencies["rfbsc"], county.people["rfbsc-drafter"]
    proposal = {"role": Role.DISCLOSURE_HEAD.value}
    county.do("agencies.grant_role", "staff:rfbsc-archivist", "rfbsc-agency_admin", proposal)
    made[RoleProposal] = RoleProposal.objects.get()
