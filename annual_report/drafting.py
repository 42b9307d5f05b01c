"""Draft the texts of a report from its figures, for the compiler to work on. Reads no database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from annual_report.figures import Figures
from annual_report.layout import BLOCKS, GROUPS, ROWS, cells_of
from annual_report.statute import FORMAT
from evaluation.statute import Grade


@dataclass(frozen=True)
class Office:
    """The disclosure office that a reader can ask, as the agency published it (PD-4)."""

    name: str = ""
    address: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Subject:
    """The facts about a report from which its texts are drafted."""

    reporter: str
    year: int
    figures: Figures
    county: bool = False
    #: Counts that stand in no table; see `counting.facts`.
    facts: Mapping[str, Any] = field(default_factory=dict)
    office: Office = Office()
    address: str = ""
    #: For the county: how many reports were added up, and the agencies that have published none.
    parts: int = 0
    missing: tuple[str, ...] = ()


def draft(subject: Subject) -> dict[str, str]:
    """Draft every text, by its code; blank where the figures say nothing."""
    return {code: write(subject) for code, write in _WRITERS.items()}


def _opening(subject: Subject) -> str:
    office = subject.office
    contact = "，".join(
        f"{label}：{said}" for label, said in (("地址", office.address), ("电话", office.phone)) if said
    )
    whom = f"{office.name or subject.reporter}联系" + (f"（{contact}）" if contact else "")
    where = subject.address or "五原县政府信息公开网站"
    county = ""
    if subject.county:
        missing = f"，{'、'.join(subject.missing)}没有公布报告，没有计入" if subject.missing else ""
        county = f"数据包括县政府自身和已经公布报告的{subject.parts}个机关{missing}。"
    return (
        "本报告根据《中华人民共和国政府信息公开条例》第五十条和《中华人民共和国政府信息公开工作年度报告格式》"
        f"（{FORMAT}）编制。全文包括总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、政府信息公开行政复议和"
        f"行政诉讼情况、存在的主要问题及改进情况、其他需要报告的事项六个部分。所列数据的统计期限为{subject.year}年1月1日至12月31日。"
        f"{county}电子版可从{where}下载。如有疑问，请与{whom}。"
    )


def _proactive(subject: Subject) -> str:
    made, repealed, in_force = map(subject.figures.sum, cells_of("t2", "norms"))
    published = subject.facts.get("published", 0)
    whose = "全县" if subject.county else "本机关"
    return (
        f"{subject.year}年，{whose}在县政府信息公开平台主动公开政府信息{published}件。"
        f"全年制发行政规范性文件{made}件，废止{repealed}件，年末现行有效{in_force}件。"
    )


def _on_request(subject: Subject) -> str:
    figures, facts = subject.figures, subject.facts
    total = {row: figures.sum(f"t3.{row}.total") for row in ROWS}
    if not (total["new"] or total["carry_in"]):
        said = f"{subject.year}年，新收政府信息公开申请0件，没有上年结转的申请。"
    else:
        by_group = "、".join(
            f"{group.split('（')[1].split('）')[1]}{sum(total[row] for row in rows)}件"
            for group, rows in GROUPS.items()
        )
        said = (
            f"{subject.year}年，新收政府信息公开申请{total['new']}件，上年结转{total['carry_in']}件；"
            f"办结{total['done']}件，其中{by_group}；结转下年度继续办理{total['carry_out']}件。"
        )
        replies, in_time = facts.get("replies", 0), facts.get("replies_in_time", 0)
        if replies:
            said += f"作出答复的{replies}件中，{in_time}件在法定期限内答复。"
    corrections, closed = facts.get("corrections", 0), facts.get("corrections_closed", 0)
    if corrections or closed:
        said += f"另收到要求更正与自身相关记录的申请{corrections}件，办结{closed}件，不计入政府信息公开申请。"
    reviews, suits = figures.sum("t4.review.total"), figures.sum("t4.direct.total", "t4.after.total")
    return f"{said}因政府信息公开工作被申请行政复议{reviews}件，被提起行政诉讼{suits}件。"


def _management(subject: Subject) -> str:
    published = subject.facts.get("published", 0)
    said = "公文在形成时认定公开属性，公布之前逐件进行保密审查、逐级签发。"
    if published:
        said += f"{subject.year}年主动公开的{published}件政府信息，都有审查意见和签发记录。"
    return said


def _platform(subject: Subject) -> str:
    published = subject.facts.get("published", 0)
    said = "公开指南、法定主动公开内容、年度报告和依申请公开，统一在县政府信息公开平台办理和公布。"
    return said + (f"全年在平台公布政府信息{published}件。" if published else "")


def _late(subject: Subject) -> tuple[int, int]:
    """Count the documents published and the replies given after their time limit."""
    facts = subject.facts
    return (
        facts.get("publications", 0) - facts.get("publications_in_time", 0),
        facts.get("replies", 0) - facts.get("replies_in_time", 0),
    )


def _supervision(subject: Subject) -> str:
    late_documents, late_replies = _late(subject)
    documents, replies = subject.facts.get("publications", 0), subject.facts.get("replies", 0)
    said = "公文公布、申请答复的法定期限由平台逐件计时，超期如实记录。"
    if documents or replies:
        said += (
            f"{subject.year}年公布的{documents}件公文中，{late_documents}件超过法定期限；"
            f"答复的{replies}件申请中，{late_replies}件超过法定期限。"
        )
    return said + _evaluated(subject)


def _evaluated(subject: Subject) -> str:
    """How the year's social evaluation came out (条例46), where its result was announced."""
    told = [(grade, subject.facts.get(f"evaluated_{grade.value}", 0)) for grade in Grade]
    if not any(many for _grade, many in told):
        return ""
    if subject.county:
        parts = "，".join(f"{many}个单位{grade.label}" for grade, many in told if many)
        return f"{subject.year}年社会评议的结果，{parts}。"
    # An agency into which another was merged has the results of both.
    parts = "、".join(grade.label for grade, many in told if many)
    return f"{subject.year}年社会评议的结果为{parts}。"


def _problems(subject: Subject) -> str:
    """State the problems that the figures show; blank where they show none."""
    late_documents, late_replies = _late(subject)
    corrected = subject.figures.sum(*(f"t4.{block}.corrected" for block in BLOCKS))
    problems = (
        (late_documents, "公文超过法定期限才公布"),
        (late_replies, "申请超过法定期限才答复"),
        (corrected, "复议、诉讼的结果是纠正"),
    )
    told = "；".join(f"{count}件{problem}" for count, problem in problems if count)
    return f"{told}。" if told else ""


def _others(subject: Subject) -> str:
    fee, cases = Decimal(str(subject.facts.get("fee", "0"))), subject.facts.get("fee_cases", 0)
    said = f"根据《政府信息公开信息处理费管理办法》，{subject.year}年收取信息处理费{fee.normalize():f}元"
    said += f"，涉及申请{cases}件。" if cases else "。"
    return said + "没有其他需要报告的事项。"


_WRITERS: dict[str, Callable[[Subject], str]] = {
    "opening": _opening,
    "proactive": _proactive,
    "on_request": _on_request,
    "management": _management,
    "platform": _platform,
    "supervision": _supervision,
    "problems": _problems,
    "others": _others,
}
