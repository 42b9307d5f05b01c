"""Who may do what with annual reports: part of the table of `tests/test_permissions.py`."""

from __future__ import annotations

from foundation.agencies.roles import Role

CLERK, HEAD, LEADER, COUNTY_LEADER = (
    Role.APPLICATIONS_CLERK,
    Role.DISCLOSURE_HEAD,
    Role.LEADER,
    Role.COUNTY_LEADER,
)
REVIEWER, SUPERVISOR = Role.SECRECY_REVIEWER, Role.COUNTY_SUPERVISOR
INSPECTOR = Role.SECRECY_INSPECTOR

ANY = ""

Rows = dict[str, dict[str, set[str]]]

_COMPILING = {"compiling": {CLERK}}

TABLE: Rows = {
    "annual_report.open": {ANY: {CLERK}},
    "annual_report.import_report": {ANY: {CLERK}},
    "annual_report.count": _COMPILING,
    "annual_report.enter": _COMPILING,
    "annual_report.add_elsewhere": _COMPILING,
    "annual_report.drop_elsewhere": _COMPILING,
    "annual_report.override": _COMPILING,
    "annual_report.lift_override": _COMPILING,
    "annual_report.write": _COMPILING,
    "annual_report.hand_in": _COMPILING,
    "annual_report.strike": {},
    "annual_report.pass_review": {},
    "annual_report.fail_review": {},
    "annual_report.approve": {"checking": {HEAD}},
    "annual_report.sign": {"with_leader": {LEADER}, "with_county_leader": {COUNTY_LEADER}},
    "annual_report.take_back": {"under_review": {CLERK}},
    "annual_report.unsign": {"signed": {LEADER, COUNTY_LEADER}},
    "annual_report.send_back": {
        "under_review": {REVIEWER},
        "checking": {HEAD},
        "with_leader": {LEADER, HEAD},
        "with_county_leader": {COUNTY_LEADER, HEAD},
    },
    "annual_report.comment": {
        "under_review": {REVIEWER},
        "checking": {HEAD},
        "with_leader": {LEADER, HEAD},
        "with_county_leader": {COUNTY_LEADER, HEAD},
    },
    "annual_report.settle_comment": {
        "compiling": {CLERK},
        **{state: {HEAD} for state in ("under_review", "checking", "with_leader", "with_county_leader")},
    },
    "annual_report.publish": {"signed": {CLERK}},
    "annual_report.supersede": {},
    "annual_report.send": {"published": {CLERK}},
    "annual_report.record_receipt": {"submitted": {CLERK, SUPERVISOR}},
    "annual_report.revise": {"published": {CLERK}, "submitted": {CLERK}, "withdrawn": {CLERK}},
    "annual_report.withdraw": {
        state: {CLERK, INSPECTOR} for state in ("published", "submitted", "superseded")
    },
    "annual_report.withdraw_older": {},
    "annual_report.import_again": _COMPILING,
    "annual_report.abandon": _COMPILING,
    "annual_report.exempt": {"compiling": {SUPERVISOR}},
    "annual_report.require": {"exempt": {SUPERVISOR}},
}
