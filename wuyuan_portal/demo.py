"""The demonstration county: agencies, accounts and documents, all made through acts, for development only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from disclosure.models import Document
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.agencies.roles import AgencyFunction, AgencyKind, Role
from foundation.casework.acts import Done, perform
from foundation.casework.administration import found_county
from secrecy_review.models import Review
from secrecy_review.statute import HEADS

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
    ("dag", "五原县档案馆", "县档案馆", AgencyKind.DEPARTMENT, [AgencyFunction.ARCHIVES], 2),
]

#: The offices of an agency: suffix of the user name, what the person is called, the roles held.
OFFICES: list[tuple[str, str, list[Role]]] = [
    ("nigao", "拟稿人", [Role.DRAFTER]),
    ("wenshu", "文书", [Role.RECORDS_OFFICE]),
    ("shencha", "保密审查员", [Role.SECRECY_REVIEWER]),
    ("baomi", "保密办主任", [Role.SECRECY_OFFICE]),
    ("zhuren", "办公室主任", [Role.DEPARTMENT_HEAD]),
    ("lingdao", "分管领导", [Role.LEADER]),
    ("guanli", "管理员", [Role.AGENCY_ADMIN, Role.ARCHIVIST, Role.APPLICATIONS_CLERK]),
]

#: The agencies whose offices have accounts.
STAFFED = ("rfbsc", "nmj", "slj", "lxcz", "bmj")


@dataclass(frozen=True)
class Account:
    """A demonstration account, as `make run` prints it."""

    username: str
    agency: str
    roles: str


def play() -> list[Account]:
    """Make what is not there yet; a second call changes nothing and takes no time."""
    now = timezone.now()
    if not Staff.objects.filter(username=FIRST).exists():
        _establish(now - timedelta(days=60))
    _publish_documents(now)
    return list(_accounts())


def _establish(at: datetime) -> None:
    first = found_county(
        code="xzfb",
        name="五原县人民政府办公室",
        username=FIRST,
        full_name="县政务公开督查",
        password=PASSWORD,
        at=at,
    )
    supervisor = Actor.of(first)
    office = first.agency
    for code, name, short_name, kind, functions, levels in AGENCIES:
        data = {
            "code": code,
            "name": name,
            "short_name": short_name,
            "kind": kind.value,
            "sign_levels": levels,
        }
        data["functions"] = [function.value for function in functions]
        perform("agencies.establish", on=office, actor=supervisor, at=at, data=data)
    for code in STAFFED:
        for suffix, called, roles in OFFICES:
            _appoint(supervisor, code, f"{code}-{suffix}", called, roles, at)
    _appoint(supervisor, "bmj", "baomijiancha", "保密行政检查员", [Role.SECRECY_INSPECTOR], at)
    for code in STAFFED:
        _reachable(code, at)


def _appoint(actor: Actor, code: str, username: str, called: str, roles: list[Role], at: datetime) -> None:
    agency = Agency.objects.get(code=code)
    data = {"username": username, "full_name": called, "password": PASSWORD, "on_establishment": True}
    staff = perform("agencies.appoint", on=agency, actor=actor, at=at, data=data).matter
    for role in roles:
        perform("agencies.grant_role", on=staff, actor=actor, at=at, data={"role": role.value})


def _reachable(code: str, at: datetime) -> None:
    agency = Agency.objects.get(code=code)
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
    people = Staff.objects.filter(username__in=[FIRST, "baomijiancha"]) | Staff.objects.filter(
        agency__code__in=STAFFED, username__contains="-"
    )
    for staff in people.select_related("agency").prefetch_related("grants").order_by("pk"):
        roles = "、".join(str(grant.get_role_display()) for grant in staff.grants.all())
        yield Account(staff.username, staff.agency.short_name if staff.agency else "", roles)


# Documents


@dataclass(frozen=True)
class Paper:
    """A document of the demonstration and how far it has come."""

    code: str
    title: str
    number: str
    genre: str
    topic: str
    days_ago: int
    body: str
    until: str = "publish"
    summary: str = ""


PAPERS: list[Paper] = [
    Paper(
        "nmj",
        "关于印发五原县 2026 年秋季秸秆综合利用实施方案的通知",
        "五农科发〔2026〕48号",
        "通知",
        "农业、林业、水利/农业、畜牧业、渔业",
        12,
        "各镇人民政府，县直有关部门：\n现将《五原县 2026 年秋季秸秆综合利用实施方案》印发给你们，请结合实际认真组织实施。\n"
        "一、总体要求\n"
        "坚持农用优先、多元利用，以肥料化、饲料化、燃料化为重点，全县秸秆综合利用率稳定在 91% 以上，杜绝露天焚烧。\n"
        "二、补助标准\n机械粉碎还田每亩补助 20 元；捡拾打捆离田每吨补助 50 元。补助对象为实施作业的农户、合作社和农机服务组织，"
        "名单在村务公开栏和本网站公示不少于 7 日。\n三、工作步骤\n（一）宣传发动。各镇于 9 月底前召开动员会，把政策讲到每一户。\n"
        "（二）组织作业。10 月至 11 月组织农机集中作业，县农机推广中心派员指导。\n"
        "（三）核验兑付。12 月上旬完成核验，12 月底前兑付补助。",
    ),
    Paper(
        "slj",
        "五原县供水保障应急预案（2026 年修订）",
        "五水发〔2026〕31号",
        "通知",
        "农业、林业、水利/水利",
        18,
        "第一章 总则\n第一条 为做好城乡供水突发事件的应对，保障居民生活用水，制定本预案。\n"
        "第二条 本预案适用于五原县行政区域内因水源、管网、水质等原因造成的供水突发事件。\n第二章 响应\n"
        "第三条 发生大面积停水的，供水单位应当立即组织抢修，并在一小时内报告县水利局。\n"
        "第四条 预计停水超过二十四小时的，县水利局会同镇人民政府组织送水，保证每人每日不少于十五升饮用水。\n"
        "第三章 附则\n第五条 本预案自印发之日起施行。",
    ),
    Paper(
        "lxcz",
        "隆兴昌镇 2026 年冬季清洁取暖补贴申领办法",
        "隆政发〔2026〕22号",
        "通知",
        "民政、扶贫、救灾/社会福利",
        9,
        "各村民委员会、社区居民委员会：\n为做好今年冬季清洁取暖补贴的发放，现就申领事项通知如下。\n一、谁可以领\n"
        "本镇户籍、冬季在家居住并使用电、气或者生物质取暖设备的农户，每户每年一份。\n二、领多少\n"
        "电取暖每户 1200 元，气取暖每户 1000 元，生物质取暖每户 600 元。\n三、怎么领\n"
        "带上户口簿和购置凭证，到村民委员会填写申领表；行动不便的，由村干部上门办理。\n"
        "四、什么时候发\n12 月 20 日前打到惠农一卡通。",
    ),
    Paper(
        "nmj",
        "五原县 2026 年第三季度耕地地力保护补贴发放情况",
        "",
        "公告",
        "农业、林业、水利/农业、畜牧业、渔业",
        6,
        "2026 年第三季度，全县发放耕地地力保护补贴 4,186.20 万元，惠及农户 38,412 户，补贴面积 139.54 万亩，每亩 30 元。"
        "各镇发放面积和金额在镇政务公开栏公示。\n对发放有疑问的，可以向所在镇人民政府或者县农牧和科技局查询。",
        "sign",
    ),
    Paper(
        "slj",
        "关于 2027 年春灌供水计划安排的通知",
        "五水发〔2026〕40号",
        "通知",
        "农业、林业、水利/水利",
        5,
        "各灌域管理所，各镇人民政府：\n2027 年春灌自 4 月 10 日开始。请各镇于 2 月底前上报灌溉面积和用水需求，"
        "由灌域管理所核定后下达。\n联系人和电话见附表。",
        "review",
    ),
    Paper(
        "lxcz",
        "隆兴昌镇人居环境整治村级公益岗位招用公告",
        "",
        "公告",
        "劳动、人事、监察/劳动就业",
        3,
        "经研究，面向本镇脱贫户和低收入户招用人居环境整治公益岗位人员 36 名。岗位补贴每月 800 元，合同一年一签。"
        "符合条件的，请于本月底前到所在村民委员会报名。",
        "submit",
    ),
]


def _publish_documents(now: datetime) -> None:
    for paper in PAPERS:
        if not Document.objects.filter(agency__code=paper.code, title=paper.title).exists():
            _Walk(paper, now).go()


class _Walk:
    """One document taken through its acts by different people."""

    def __init__(self, paper: Paper, now: datetime) -> None:
        self.paper = paper
        self.at = now - timedelta(days=paper.days_ago)
        self.now = now
        self.ref = ""

    def go(self) -> None:
        formed_on = timezone.localdate(self.at)
        data: dict[str, Any] = {
            "title": self.paper.title,
            "document_number": self.paper.number,
            "genre": self.paper.genre,
            "topic": self.paper.topic,
            "formed_on": formed_on.isoformat(),
            "validity": "in_force",
            "body": self.paper.body,
            "attribute": "proactive",
            "proactive_tests": ["1", "2"],
        }
        self.ref = self._do("draft", f"agency:{self.paper.code}", "nigao", data).matter.ref
        self._do("submit", self.ref, "nigao")
        if self._stops("submit"):
            return
        self._do("recheck", self.ref, "wenshu")
        review = self._perform("secrecy_review.request", self.ref, "wenshu", {}).matter
        if self._stops("review"):
            return
        self._give_opinion(review)
        if self._stops("sign"):
            return
        levels = ("zhuren", "lingdao") if review.agency.sign_levels > 1 else ("lingdao",)
        for office in levels:
            self._do("sign", self.ref, office)
        self._do("publish", self.ref, "wenshu")

    def _give_opinion(self, review: Review) -> None:
        for finding in review.findings.all():
            said = {"finding": finding.pk, "resolution": "justified", "justification": "单位公开的办公信息。"}
            self._perform("secrecy_review.resolve_finding", review.ref, "shencha", said)
        data = {
            "opinion": "disclose",
            "basis": "《政府信息公开条例》第十九条",
            "reasons": "涉及群众切身利益，不涉及秘密。",
        }
        for head in HEADS:
            data |= {head: "no", f"{head}_basis": "逐段核对，不涉及。"}
        self._perform("secrecy_review.give_opinion", review.ref, "shencha", data)

    def _stops(self, step: str) -> bool:
        return self.paper.until == step

    def _do(self, act: str, ref: str, office: str, data: dict[str, Any] | None = None) -> Done:
        return self._perform(f"disclosure.{act}", ref, office, data or {})

    def _perform(self, name: str, ref: str, office: str, data: dict[str, Any]) -> Done:
        actor = Actor.of(Staff.objects.select_related("agency").get(username=f"{self.paper.code}-{office}"))
        self.at = min(self.at + timedelta(hours=9), self.now)
        return perform(name, on=ref, actor=actor, at=self.at, data=data)
