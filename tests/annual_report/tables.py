"""Who may do what with annual reports, who reads them, what their pages show."""

from __future__ import annotations

from typing import Any

from annual_report.models import AnnualReport
from foundation.agencies.models import Agency
from foundation.agencies.roles import OVERSEERS, Role
from tests.personas import County
from tests.rooms import ANY, LOGIN, NOTHING

CLERK, HEAD, LEADER, COUNTY_LEADER = (
    Role.APPLICATIONS_CLERK,
    Role.DISCLOSURE_HEAD,
    Role.LEADER,
    Role.COUNTY_LEADER,
)
REVIEWER, SUPERVISOR = Role.SECRECY_REVIEWER, Role.COUNTY_SUPERVISOR
INSPECTOR = Role.SECRECY_INSPECTOR


Rows = dict[str, dict[str, set[str]]]

_COMPILING = {"compiling": {CLERK}}

ACTS: Rows = {
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
    "annual_report.restore": {"withdrawn": {CLERK, INSPECTOR}},
    "annual_report.restore_older": {},
    "annual_report.import_again": _COMPILING,
    "annual_report.abandon": _COMPILING,
    "annual_report.exempt": {"compiling": {SUPERVISOR}},
    "annual_report.require": {"exempt": {SUPERVISOR}},
}

READERS = {
    "annual_report": {CLERK, HEAD, Role.DEPARTMENT_HEAD, Role.RECORDS_OFFICE, REVIEWER, LEADER, COUNTY_LEADER}
    | OVERSEERS,
}
DESK = {
    "annual_report_annualreport_changelist": (LOGIN, 200, 200),
    "annual_report_annualreport_change": (LOGIN, 200, 404),
    "annual_report_cell": (LOGIN, 200, 404),
    "annual_report_paper": (LOGIN, 404, 404),  # no such paper of that report
    "annual_report_receipt": (LOGIN, 404, 404),  # until there is one
}
PUBLIC: dict[str, Any] = {
    "annual_reports:list": NOTHING,
    "annual_reports:compare": NOTHING,
    "annual_reports:detail": 404,
    "annual_reports:version": 404,
    "annual_reports:file": 404,
}
PUBLIC_ARGUMENTS: dict[str, list[Any]] = {
    "annual_reports:detail": ["rfbsc", 2024],
    "annual_reports:version": ["rfbsc", 2024, 1],
    "annual_reports:file": ["rfbsc", 2024, 1, "pdf"],
}


def samples(county: County, made: dict[Any, Any]) -> None:
    """A report that is being compiled."""
    year = {"year": county.at.year - 1}
    opened = county.do("annual_report.open", made[Agency], "rfbsc-applications_clerk", year)
    made[AnnualReport] = opened.matter


def desk_arguments(made: dict[Any, Any]) -> dict[str, list[Any]]:
    """A cell, and papers that are not there."""
    report = made[AnnualReport]
    return {
        "annual_report_cell": [report.pk, "t3.new.natural"],
        "annual_report_paper": [report.pk, 1],
        "annual_report_receipt": [report.pk],
    }
