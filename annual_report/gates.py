"""The gates of the acts on an annual report, each with the clause that demands it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.timezone import localdate

from annual_report import queries
from annual_report.layout import ENTERED, TEXTS
from annual_report.models import AnnualReport
from annual_report.statute import GOVERNMENT_TELLS
from foundation.casework.acts import Objection, Step, gate
from foundation.privacy.detectors import detect
from secrecy_review.models import Opinion, Review
from secrecy_review.review_acts import approval

#: Whoever did one of these acts compiled the report, and neither reviews, checks nor signs it.
COMPILING = (
    "annual_report.open",
    "annual_report.import_report",
    "annual_report.import_again",
    "annual_report.revise",
    "annual_report.count",
    "annual_report.enter",
    "annual_report.add_elsewhere",
    "annual_report.drop_elsewhere",
    "annual_report.override",
    "annual_report.lift_override",
    "annual_report.write",
    "annual_report.hand_in",
)
#: How many places an objection names; the page of the report marks them all.
NAMED = 3


def _first_named(found: Sequence[str]) -> str:
    """Join the first places, and say how many there are when there are more."""
    return "；".join(found[:NAMED]) + (f"等 {len(found)} 处" if len(found) > NAMED else "")


@gate("PD-9(3)", "年度结束之后才编制", on_entry=True)
def year_is_over(step: Step) -> Objection | None:
    year = step.data["year"]
    if year >= localdate(step.at).year:
        return f"{year} 年还没有结束，不能编制这一年的报告。", "请在次年 1 月编制。"
    return None


@gate("PD-9(3)", "一个年度一份报告", on_entry=True)
def no_report_yet(step: Step) -> Objection | None:
    year = step.data["year"]
    if AnnualReport.objects.existing().filter(agency=step.matter, year=year).exists():
        return f"{year} 年的报告已经有了。", "请接着办那一份；已经公布的，制作更正版。"
    return None


@gate("PD-9(3)", "应当在这里编制的年度不导入", on_entry=True)
def not_owed_here(step: Step) -> Objection | None:
    agency, year = step.matter, step.data["year"]
    exempt = AnnualReport.objects.filter(agency=agency, year=year, state=AnnualReport.State.EXEMPT)
    if queries.agencies_known_in(year).filter(pk=agency.pk).exists() and not exempt.exists():
        return (
            f"{year} 年的办件在本系统，这一年的报告应当在本系统编制，由办件计数。",
            "已经在别处公布的，请县里先认定无须编制，再导入。",
        )
    return None


@gate("条例50", "导入的数据照原样保留")
def counted_here(step: Step) -> Objection | None:
    if step.matter.is_imported:
        return "数据由旧报告导入，照原样保留，不取数、不填报、不改定。", "导入错了的，请重新导入。"
    return None


@gate("条例50", "表二的数据填报齐全，没有的填 0")
def figures_entered(step: Step) -> Objection | None:
    report: AnnualReport = step.matter
    if report.is_imported:
        return None
    figures = report.table
    missing = [label for cell, label in ENTERED.items() if isinstance(figures[cell], str)]
    if missing:
        return f"表二还没有填报：{'、'.join(missing)}。", "请填报，没有的填 0。"
    return None


@gate("条例50", "六个部分的文字齐全")
def texts_written(step: Step) -> Objection | None:
    report: AnnualReport = step.matter
    if report.is_imported:
        return None
    missing = [label for code, label in TEXTS.items() if not getattr(report, code).strip()]
    if missing:
        return (
            f"还没有写：{''.join(f'“{label}”' for label in missing)}。",
            "请在“撰写文字”里补上，没有情况的也要写明。",
        )
    return None


@gate("条例50", "政府的报告写明考核、评议、责任追究结果")
def tells_of_appraisal(step: Step) -> Objection | None:
    report: AnnualReport = step.matter
    if report.is_imported or not queries.is_government(report):
        return None
    said = "".join(report.texts.values())
    missing = [name for name, words in GOVERNMENT_TELLS.items() if not any(word in said for word in words)]
    if missing:
        return (
            f"政府的报告还要写明{'、'.join(missing)}的结果，现在没有写。",
            "请写在“（五）监督保障”里，没有的也写明没有。",
        )
    return None


@gate("条例50", "勾稽关系成立")
def rules_hold(step: Step) -> Objection | None:
    report: AnnualReport = step.matter
    if report.is_imported:
        return None
    broken = [v for v in queries.verdicts(report, queries.previous_of(report)) if v.blocks]
    if broken:
        places = _first_named([fault.worded for fault in broken[0].faults])
        rules = "、".join(verdict.rule for verdict in broken)
        return f"勾稽关系 {rules} 不成立。{broken[0].says}；现在{places}。", "请在标出的数据上核对、改定。"
    return None


@gate("条例50", "数据是最新的")
def figures_current(step: Step) -> Objection | None:
    if drifts := queries.drift(step.matter):
        named = _first_named([f"{drift.label}，原 {drift.before}，现 {drift.now}" for drift in drifts])
        return f"取数之后，办件有了变化：{named}。", "请退回经办人，重新取数。"
    return None


#: The gates of handing in, checking and signing a report.
COMPLETE = [figures_entered, texts_written, tells_of_appraisal, rules_hold, figures_current]


@gate("SR-3", "审查意见为免予公开的，改动之后才重新提交")
def not_refused_as_it_is(step: Step) -> Objection | None:
    report: AnnualReport = step.matter
    # A voided opinion counts too: it was about this very text, and no other reviewer is asked about that.
    if Review.objects.of(report).filter(opinion=Opinion.EXEMPT, digest=report.digest).exists():
        return "这一文本已有“免予公开”的审查意见。", "请按审查意见修改文字，再提交。"
    return None


approved = approval("这份报告的这一文本", "请退回，重新提交审核。")


@gate("SR-4", "公开显示的话里没有不能公开的内容", on_entry=True)
def may_be_read(step: Step) -> Objection | None:
    """Refuse what the public would read unreviewed beside the report, where it holds what may not be disclosed."""
    if detect(step.data.get("sent_to") or step.reason):
        return "您写的会公开显示，里面有不能公开的内容。", "请改写，不要写出个人信息。"
    return None
