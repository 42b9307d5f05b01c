"""The documents of the demonstration, in different states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from disclosure.guides import guide_text
from disclosure.heads import GUIDE
from disclosure.models import Document
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.casework.acts import perform
from secrecy_review.demo import review
from secrecy_review.models import Review

#: What rooms above have done with a draft of the demonstration before it is handed in: a function of the draft and its moment.
BEFORE_SUBMITTING: list[Callable[[Document, datetime], None]] = []


@dataclass(frozen=True)
class Paper:
    """A document of the demonstration, and the act `until` which it is taken."""

    code: str
    title: str
    number: str
    genre: str
    topic: str
    days_ago: int
    body: str
    until: str = "publish"
    head: str = ""


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
        head="20-3",
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
        head="20-12",
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
        head="21-t8",
    ),
    Paper(
        "nmj",
        "五原县农牧和科技局 2026 年政府信息公开工作计划",
        "五农科发〔2026〕6号",
        "通知",
        "综合政务/政务公开",
        20,
        "一、公开重点\n春耕备耕、秸秆综合利用、耕地地力保护补贴、农机购置补贴的政策、标准和发放结果，形成之日起 20 个工作日内公开。\n"
        "二、公开方式\n县政府信息公开网站为主，各镇公开栏同步张贴。\n三、责任\n局办公室统一受理申请，各股室在 3 个工作日内提供材料。",
        head="plan",
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


#: The agencies whose guides are published.
GUIDES = ("nmj", "slj", "lxcz")
MOVED, ITS_PHONE = "slj", "0478-0000001"
#: Why nothing stands under a head: agency, head, why, what is said.
EMPTY = (
    ("nmj", "20-14", "not_ours", "公务员招考由县委组织部统一组织。"),
    ("nmj", "20-8", "not_ours", "本局没有行政事业性收费项目。"),
    ("lxcz", "21-t6", "nothing_yet", "2026 年本镇没有房屋征收项目。"),
)


def play(now: datetime) -> None:
    """Make the documents that are missing, and what is said of heads under which nothing stands."""
    for paper in PAPERS:
        if not Document.objects.filter(agency__code=paper.code, title=paper.title).exists():
            _Walk(paper, now).go()
    for code in GUIDES:
        agency = Agency.objects.get(code=code)
        if not Document.objects.of_guide(agency).exists():
            _Walk(_guide(agency), now).go()
    for code, head, why, said in EMPTY:
        agency = Agency.objects.get(code=code)
        if not agency.empty_heads.filter(head=head).exists():
            records = Actor.of(Staff.objects.get(username=f"{code}-wenshu"))
            data = {"head": head, "why": why, "said": said}
            perform("disclosure.explain_head", on=f"agency:{code}", actor=records, at=now, data=data)

    _moved(now)


def _moved(now: datetime) -> None:
    """One agency has another telephone since its guide was published, which its records office is told."""
    agency = Agency.objects.get(code=MOVED)
    if agency.office_phone != ITS_PHONE:
        admin = Actor.of(Staff.objects.get(username=f"{MOVED}-guanli"))
        data = {"office_phone": ITS_PHONE}
        perform("agencies.set_contacts", on=f"agency:{MOVED}", actor=admin, at=now, data=data)


def _guide(agency: Agency) -> Paper:
    """The guide of an agency, what the draft leaves open filled in."""
    text = guide_text(agency).replace("（没有的写“无”）", "无").replace("（网址）", "本网站")
    return Paper(
        agency.code, f"{agency.name}政府信息公开指南", "", "其他", "综合政务/政务公开", 15, text, head=GUIDE
    )


class _Walk:
    """Takes one document through its acts by different people, nine hours apart."""

    def __init__(self, paper: Paper, now: datetime) -> None:
        self.paper, self.now = paper, now
        self.at = now - timedelta(days=paper.days_ago)

    def go(self) -> None:
        paper = self.paper
        data: dict[str, Any] = {
            "title": paper.title,
            "document_number": paper.number,
            "genre": paper.genre,
            "topic": paper.topic,
            "formed_on": timezone.localdate(self.at).isoformat(),
            "validity": "in_force",
            "head": paper.head,
            "body": paper.body,
            "attribute": "proactive",
            "proactive_tests": ["1", "2"],
        }
        drafted: Document = self._do("disclosure.draft", f"agency:{paper.code}", "nigao", data)
        ref = drafted.ref
        for prepare in BEFORE_SUBMITTING:
            prepare(drafted, self.at)
        self._do("disclosure.submit", ref, "nigao")
        if paper.until == "submit":
            return
        self._do("disclosure.recheck", ref, "wenshu")
        found: Review = self._do("secrecy_review.request", ref, "wenshu")
        if paper.until == "review":
            return
        review(found, Actor.of(Staff.objects.get(username=f"{paper.code}-shencha")), self.at)
        if paper.until == "sign":
            return
        for office in ("zhuren", "lingdao") if found.agency.sign_levels > 1 else ("lingdao",):
            self._do("disclosure.sign", ref, office)
        self._do("disclosure.publish", ref, "wenshu")

    def _do(self, name: str, ref: str, office: str, data: dict[str, Any] | None = None) -> Any:
        """Perform an act and return its matter."""
        actor = Actor.of(Staff.objects.select_related("agency").get(username=f"{self.paper.code}-{office}"))
        self.at = min(self.at + timedelta(hours=9), self.now)
        return perform(name, on=ref, actor=actor, at=self.at, data=data).matter
