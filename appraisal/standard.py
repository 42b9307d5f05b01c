"""The sample scheme that ships with the portal (示例): the five heads of AP-5, each indicator with its clause.

The county's own standard is not public; nothing here is official. Every number may be changed on the desk before it is issued.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from appraisal.rules import read
from appraisal.statute import ALL, Absent, Kind, UnitClass

SAMPLE = "示例"
DEPARTMENT, TOWNSHIP, SERVICE = UnitClass.DEPARTMENT, UnitClass.TOWNSHIP, UnitClass.SERVICE


@dataclass(frozen=True)
class Node:
    """One node as a file or this module writes it."""

    code: str
    name: str
    points: Decimal
    classes: tuple[str, ...] = tuple(ALL)
    parent: str = ""
    kind: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    figure: str = ""
    proof: str = ""
    clause: str = ""
    absent: str = Absent.SPREAD


def _head(code: str, name: str, points: str, classes: Sequence[UnitClass] = ALL) -> Node:
    return Node(code, name, Decimal(points), tuple(classes))


def _leaf(
    parent: Node,
    n: int,
    name: str,
    points: str,
    kind: Kind,
    clause: str,
    *,
    figure: str = "",
    params: str = "",
    proof: str = "",
    absent: Absent = Absent.SPREAD,
) -> Node:
    return Node(
        f"{parent.code}.{n}",
        name,
        Decimal(points),
        parent.classes,
        parent.code,
        kind,
        read(kind, params),
        figure,
        proof,
        clause,
        absent,
    )


#: (一) and (五)(6) to (10): every unit's.
_LED = _head("1", "（一）政务公开组织领导", "12")
_FORM = _head("7", "（五）（6）政务公开的形式", "7")
_EFFECT = _head("8", "（五）（7）政务公开的效果", "21")
_DISCIPLINE = _head("9", "（五）（8）办事纪律和廉政制度公开", "2")
_WATCHED = _head("10", "（五）（9）监督制度落实", "5")
_OTHER = _head("11", "（五）（10）县政府规定的其他内容", "3")
_FIRST: tuple[Node, ...] = (
    _LED,
    _leaf(
        _LED, 1, "领导责任制和各项制度健全", "2", Kind.MANUAL, "AP-5(1)", proof="分工文件、会议记录、制度汇编"
    ),
    _leaf(_LED, 2, "公开岗位人员培训够 16 学时", "2", Kind.RATIO, "TR-5", figure="training.enough_hours"),
    _leaf(_LED, 3, "年度报告按期公布并报送", "3", Kind.RATIO, "PD-9(3)", figure="annual_report.in_time"),
    _leaf(_LED, 4, "部署的工作按期反馈", "2", Kind.RATIO, "PD-1", figure="inspection.tasks_in_time"),
    _leaf(_LED, 5, "平时考核发现的问题按期整改", "2", Kind.RATIO, "AP-8", figure="appraisal.mended_in_time"),
    _leaf(
        _LED,
        6,
        "公开工作机构、岗位、人员都已明确",
        "1",
        Kind.PER_CASE,
        "PD-2",
        figure="inspection.not_named",
        params="每件=1",
    ),
)
_LAST: tuple[Node, ...] = (
    _FORM,
    _leaf(_FORM, 1, "公开栏、办事大厅、广播等多种形式", "2", Kind.MANUAL, "AP-5(5)", proof="现场照片"),
    _leaf(_FORM, 2, "政务新媒体两周以内更新", "2", Kind.RATIO, "NM-13", figure="newmedia.kept_up"),
    _leaf(_FORM, 3, "政策文件与解读同步发布", "3", Kind.RATIO, "PI-3", figure="interpretation.together"),
    _EFFECT,
    _leaf(_EFFECT, 1, "成文后 20 个工作日内公开", "5", Kind.RATIO, "PD-9", figure="disclosure.in_time"),
    _leaf(
        _EFFECT,
        2,
        "没有过期未公开的文件",
        "3",
        Kind.PER_CASE,
        "PD-9",
        figure="disclosure.formed_unpublished",
        params="每件=1",
    ),
    _leaf(_EFFECT, 3, "依申请公开按期答复", "4", Kind.RATIO, "条例33", figure="applications.in_time"),
    _leaf(
        _EFFECT,
        4,
        "没有被复议、诉讼纠正",
        "2",
        Kind.PER_CASE,
        "OR-4",
        figure="applications.overturned",
        params="每件=1",
    ),
    _leaf(
        _EFFECT,
        5,
        "没有查实的投诉",
        "2",
        Kind.PER_CASE,
        "OR-7",
        figure="applications.complaints_upheld",
        params="每件=1",
    ),
    _leaf(
        _EFFECT,
        6,
        "社会评议的意见建议按承诺整改",
        "3",
        Kind.RATIO,
        "SE-8",
        figure="evaluation.mended_in_time",
    ),
    _leaf(
        _EFFECT,
        7,
        "法定栏目没有空白，空白的说明了原因",
        "2",
        Kind.PER_CASE,
        "PD-8",
        figure="inspection.empty_columns",
        params="每件=0.5",
    ),
    _DISCIPLINE,
    _leaf(
        _DISCIPLINE,
        1,
        "办事纪律、违纪处置办法已公开",
        "2",
        Kind.MANUAL,
        "AP-5(5)",
        proof="公开网页或者公示照片",
    ),
    _WATCHED,
    _leaf(_WATCHED, 1, "检查问题按期改正", "2", Kind.RATIO, "PD-11", figure="inspection.corrected_in_time"),
    _leaf(
        _WATCHED,
        2,
        "保密审查按期提出意见",
        "2",
        Kind.RATIO,
        "SR-10",
        figure="secrecy_review.opinions_in_time",
    ),
    _leaf(
        _WATCHED,
        3,
        "不予公开的决定按期报告",
        "1",
        Kind.RATIO,
        "PD-7(2)",
        figure="disclosure.refusals_reported_in_time",
    ),
    _OTHER,
    _leaf(_OTHER, 1, "舆情按期回应", "1", Kind.RATIO, "PI-10", figure="interpretation.answer_in_time"),
    _leaf(
        _OTHER,
        2,
        "重大决策征求意见不少于 30 日",
        "1",
        Kind.RATIO,
        "PP-7",
        figure="participation.thirty_days",
    ),
    _leaf(_OTHER, 3, "办结的事项按期归档", "1", Kind.RATIO, "AR-3(1)", figure="archive.in_time"),
)
_OUTSIDE = ("办事职责", "办事依据", "办事条件", "办事程序", "办事时限", "办事结果", "办事纪律", "监督投诉")
#: (三)(6) without the words that were printed into it.
_INSIDE = (
    "干部任用、人事安排及奖惩",
    "财务制度及收支",
    "重要工程项目方案、审批及招投标",
    "大宗物品采购",
    "固定资产的处置",
    "重大管理事项的决策",
    "工资、福利、社会保障政策规定",
    "领导班子廉政勤政",
    "其他应在内部公开的事项",
)
_TOWN = (
    "重大事务和财务公开",
    "目标责任制公开",
    "履行职责事项公开",
    "农民负担情况公开",
    "救助、优抚、低保和征兵公开",
    "招标、投标及各业承包、建设公开",
    "宅基地审核审批公开",
    "计划生育情况公开",
    "土地征用公开",
    "其他应对社会公开的事项",
)
_TOWN_INSIDE = (
    "领导干部廉洁自律",
    "机关内部财务收支",
    "招待费、电话费、差旅费和公车使用",
    "干部交流、考核、奖惩",
    "干部职工关心的其他重要事项",
)
_SERVING = ("服务承诺和收费标准公开", "停供、检修等事项提前公告", "服务热线和投诉渠道畅通")


def _listed(head: Node, names: Sequence[str], points: str, clause: str, proof: str) -> list[Node]:
    return [
        head,
        *(_leaf(head, n, name, points, Kind.MANUAL, clause, proof=proof) for n, name in enumerate(names, 1)),
    ]


def nodes() -> list[Node]:
    """The whole tree in the order of AP-5, parents before what stands below them, with bonuses and vetoes."""
    outside = _head("2", "（二）对外公开事项", "32", (DEPARTMENT, SERVICE))
    serving = _head("3", "（二）公共服务事项", "18", (SERVICE,))
    inside = _head("4", "（三）内部公开事项", "18", (DEPARTMENT,))
    town = _head("5", "（四）乡镇对外公开事项", "35", (TOWNSHIP,))
    town_inside = _head("6", "（五）（1）至（5）乡镇内部公开事项", "15", (TOWNSHIP,))
    return [
        *_FIRST,
        *_listed(outside, _OUTSIDE, "4", "AP-5(2)", "公开网页或者公开栏照片"),
        *_listed(serving, _SERVING, "6", "AP-5(2)", "公开网页或者现场照片"),
        *_listed(inside, _INSIDE, "2", "AP-5(3)", "内部公示材料"),
        *_listed(town, _TOWN, "3.5", "AP-5(4)", "公开网页或者公开栏照片"),
        *_listed(town_inside, _TOWN_INSIDE, "3", "AP-5(5)", "内部公示材料"),
        *_LAST,
        Node(
            "J1",
            "由申请转为主动公开",
            Decimal(2),
            kind=Kind.BONUS,
            params=read(Kind.BONUS, "每项=0.5；最多=2"),
            figure="applications.converted",
            clause="条例44",
        ),
        Node(
            "J2",
            "做法被上级推广",
            Decimal(2),
            kind=Kind.BONUS,
            params=read(Kind.BONUS, "每项=1；最多=2"),
            proof="推广文件",
            clause="AP-6",
        ),
        Node(
            "F1",
            "流于形式、搞假公开",
            Decimal(0),
            kind=Kind.VETO,
            params=read(Kind.VETO, "最高等次=不合格"),
            clause="AP-7",
        ),
        Node(
            "F2",
            "公开了国家秘密",
            Decimal(0),
            kind=Kind.VETO,
            params=read(Kind.VETO, "最高等次=不合格"),
            clause="SR-4",
        ),
    ]
