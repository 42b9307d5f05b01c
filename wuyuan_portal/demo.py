"""The demonstration county, made through acts: agencies, accounts and the rooms' parts. For development only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from foundation.agencies.actors import SYSTEM, Actor
from foundation.agencies.models import Agency, Staff
from foundation.agencies.roles import AgencyFunction, AgencyKind, Role
from foundation.casework.accounts import random_password
from foundation.casework.acts import perform
from foundation.casework.administration import found_county
from foundation.casework.ledger import through
from wuyuan_portal.rooms import rooms

#: One password for every demonstration account; such accounts cannot exist where DEBUG is off.
PASSWORD = "wuyuan-demo-2026"  # noqa: S105

FIRST = "xianducha"

#: Code, name, short name, kind, functions, levels of signing.
AGENCIES: list[tuple[str, str, str, AgencyKind, list[AgencyFunction], int]] = [
    ("rfbsc", "荣丰办事处", "荣丰办事处", AgencyKind.SUBDISTRICT, [], 2),
    ("nmj", "五原县农牧和科技局", "县农牧和科技局", AgencyKind.DEPARTMENT, [], 2),
    ("zrzyj", "五原县自然资源局", "县自然资源局", AgencyKind.DEPARTMENT, [], 2),
    ("mzj", "五原县民政局", "县民政局", AgencyKind.DEPARTMENT, [], 2),
    ("slj", "五原县水利局", "县水利局", AgencyKind.DEPARTMENT, [], 2),
    ("lxcz", "隆兴昌镇人民政府", "隆兴昌镇", AgencyKind.TOWNSHIP, [], 1),
    ("tehz", "塔尔湖镇人民政府", "塔尔湖镇", AgencyKind.TOWNSHIP, [], 1),
    ("fxz", "复兴镇人民政府", "复兴镇", AgencyKind.TOWNSHIP, [], 1),
    ("khsqfwzx", "葵花社区服务中心", "葵花社区", AgencyKind.COMMUNITY, [], 1),
    ("gsgs", "五原县供水公司", "县供水公司", AgencyKind.UTILITY, [], 1),
    ("bmj", "五原县国家保密局", "县国家保密局", AgencyKind.PARTY, [AgencyFunction.SECRECY_ADMINISTRATION], 2),
    ("jwjw", "五原县纪委监委", "县纪委监委", AgencyKind.PARTY, [AgencyFunction.DISCIPLINE_COMMISSION], 2),
    ("xcb", "五原县委宣传部", "县委宣传部", AgencyKind.PARTY, [AgencyFunction.PROPAGANDA], 2),
    ("wxb", "五原县委网信办", "县委网信办", AgencyKind.PARTY, [AgencyFunction.CYBERSPACE], 2),
    ("sfj", "五原县司法局", "县司法局", AgencyKind.DEPARTMENT, [AgencyFunction.JUSTICE_BUREAU], 2),
    ("xfj", "五原县信访局", "县信访局", AgencyKind.DEPARTMENT, [AgencyFunction.PETITIONS], 2),
    ("dag", "五原县档案馆", "县档案馆", AgencyKind.DEPARTMENT, [AgencyFunction.ARCHIVES], 2),
]

#: The offices of an agency: suffix of the user name, what the person is called, the roles held.
OFFICES: list[tuple[str, str, list[Role]]] = [
    ("nigao", "拟稿人", [Role.DRAFTER]),
    ("wenshu", "文书", [Role.RECORDS_OFFICE]),
    ("shencha", "保密审查员", [Role.SECRECY_REVIEWER]),
    ("baomi", "保密办主任", [Role.SECRECY_OFFICE]),
    ("zhuren", "办公室主任", [Role.DEPARTMENT_HEAD, Role.DISCLOSURE_HEAD]),
    ("jingban", "依申请公开经办人", [Role.APPLICATIONS_CLERK]),
    ("lingdao", "分管领导", [Role.LEADER]),
    ("guanli", "管理员", [Role.AGENCY_ADMIN, Role.ARCHIVIST]),
    ("renshi", "组织人事干部", [Role.PERSONNEL]),
]

#: The agencies whose offices have accounts.
STAFFED = ("rfbsc", "nmj", "slj", "lxcz", "bmj", "sfj")

#: The offices of the county government's office with accounts: those that make its annual report, hold the evaluation and train.
COUNTY_OFFICE = ("nigao", "wenshu", "jingban", "shencha", "zhuren", "guanli", "renshi")

#: Who works on cases of accountability at the discipline commission.
COMMISSION: list[tuple[str, str, Role]] = [
    ("chengban", "纪委监委承办人", Role.DISCIPLINE_CLERK),
    ("diaocha", "调查组长", Role.DISCIPLINE_CLERK),
    ("diaochayuan", "调查员", Role.DISCIPLINE_CLERK),
    ("shenli", "审理室主任", Role.DISCIPLINE_TRIAL),
    ("fushen", "复审承办人", Role.DISCIPLINE_TRIAL),
    ("fuze", "纪委监委负责人", Role.DISCIPLINE_LEADER),
]

#: The agencies that new-media accounts are filed with, beside that office, and the offices with accounts there.
FILED_WITH = ("xcb", "wxb")
RECEIVING = ("wenshu",)


@dataclass(frozen=True)
class Account:
    """A demonstration account, as `make run` prints it."""

    username: str
    agency: str
    roles: str


def play() -> list[Account]:
    """Make what is missing; returns the accounts."""
    now = timezone.now()
    _establish(now - timedelta(days=60), now)
    for part in _parts():
        part.play(now)
    return list(_accounts())


def told() -> Iterator[str]:
    """Lines of the rooms for those who look at the demonstration as citizens."""
    for part in _parts():
        yield from part.told()


def _parts() -> list[Any]:
    """The rooms' demonstration modules from the ground up: each uses what those before it made."""
    return [import_module(room.demonstration) for room in rooms() if room.demonstration]


def _establish(at: datetime, now: datetime) -> None:
    """Found the county; in one that an earlier release founded, add the agencies, accounts and roles that came since."""
    first = Staff.objects.select_related("agency").filter(username=FIRST).first()
    if first is None:
        names = {"code": "xzfb", "name": "五原县人民政府办公室", "full_name": "县政务公开督查"}
        with through("command"):
            first = found_county(**names, username=FIRST, password=random_password(), at=at)
        _let_in(first)
    else:
        at = now
    supervisor = Actor.of(first)
    office = first.agency
    for code, name, short_name, kind, functions, levels in AGENCIES:
        if Agency.objects.filter(code=code).exists():
            continue
        data = {
            "code": code,
            "name": name,
            "short_name": short_name,
            "kind": kind.value,
            "sign_levels": levels,
            "functions": [function.value for function in functions],
        }
        perform("agencies.establish", on=office, actor=supervisor, at=at, data=data)
    _employ(supervisor, at)
    for code in STAFFED:
        _reachable(code, at)


def _employ(supervisor: Actor, at: datetime) -> None:
    for code in STAFFED:
        for suffix, called, roles in OFFICES:
            _appoint(supervisor, code, f"{code}-{suffix}", called, roles, at)
    for suffix, called, roles in OFFICES:
        if suffix in COUNTY_OFFICE:
            _appoint(supervisor, "xzfb", f"xzfb-{suffix}", called, roles, at)
    for code in FILED_WITH:
        for suffix, called, roles in OFFICES:
            if suffix in RECEIVING:
                _appoint(supervisor, code, f"{code}-{suffix}", called, roles, at)
    for suffix, called, role in COMMISSION:
        _appoint(supervisor, "jwjw", f"jwjw-{suffix}", called, [role], at)
    _appoint(supervisor, "xzfb", "xzfb-xianzhang", "分管副县长", [Role.COUNTY_LEADER], at)
    _appoint(supervisor, "bmj", "baomijiancha", "保密行政检查员", [Role.SECRECY_INSPECTOR], at)
    _appoint(supervisor, "dag", "kaoheyuan", "考核小组成员", [Role.ASSESSOR], at)
    _appoint(supervisor, "xzfb", "kaoheyuan2", "考核小组成员乙", [Role.ASSESSOR], at)
    _appoint(supervisor, "xzfb", "shenjiyuan", "安全审计员", [Role.AUDITOR], at)


def _appoint(actor: Actor, code: str, username: str, called: str, roles: list[Role], at: datetime) -> None:
    agency = Agency.objects.get(code=code)
    staff = Staff.objects.filter(username=username).first()
    if staff is None:
        data = {"username": username, "full_name": called, "on_establishment": True}
        staff = perform("agencies.appoint", on=agency, actor=actor, at=at, data=data).matter
        _let_in(staff)
    held = set(staff.grants.values_list("role", flat=True))
    # As a county is founded: the portal itself grants what otherwise takes two people.
    with through("command"):
        for role in [role for role in roles if role.value not in held]:
            perform("agencies.grant_role", on=staff, actor=SYSTEM, at=at, data={"role": role.value})


def _let_in(staff: Staff) -> None:
    """Everybody knows the password of the demonstration, which no rule would let anybody choose: there is nothing to change."""
    hashed = make_password(PASSWORD)
    Staff.objects.filter(pk=staff.pk).update(password=hashed, must_change_password=False)


def _reachable(code: str, at: datetime) -> None:
    agency = Agency.objects.get(code=code)
    if agency.open_for_applications:
        return
    admin = Actor.of(Staff.objects.get(username=f"{code}-guanli"))
    data = {
        "disclosure_office": f"{agency.short_name}办公室",
        "disclosure_officer": "办公室主任",
        "office_address": f"五原县隆兴昌镇（{agency.short_name}办公楼一楼）",
        "office_hours": "周一至周五 9:00–12:00，15:00–18:00（法定节假日除外）",
        "office_phone": "0478-0000000",
    }
    perform("agencies.set_contacts", on=agency, actor=admin, at=at, data=data)
    perform("agencies.open_for_applications", on=agency, actor=admin, at=at)


def _accounts() -> Iterator[Account]:
    people = Staff.objects.filter(username__in=[FIRST, "baomijiancha", "shenjiyuan"]) | Staff.objects.filter(
        agency__code__in=[*STAFFED, *FILED_WITH, "xzfb", "jwjw"], username__contains="-"
    )
    for staff in people.select_related("agency").prefetch_related("grants").order_by("pk"):
        roles = "、".join(str(grant.get_role_display()) for grant in staff.grants.all())
        yield Account(staff.username, staff.agency.short_name if staff.agency else "", roles)
