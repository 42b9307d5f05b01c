"""The dossier of a decision in the order of 决策条例29: one PDF, or a ZIP with a paper for each part and the tables as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.template.loader import render_to_string
from django.utils.timezone import localdate

from foundation.papers import render
from foundation.sheets import MARK, as_csv
from participation import reading
from participation.models import Call, Decision, Examination, LegalReview
from participation.statement import statement
from participation.statute import LEGAL_REVIEW_WORKING_DAYS, Examined

#: The most opinions whose table is printed; more stand in the CSV alone.
MOST_PRINTED = 1_000
#: The heads of an adoption table, and its columns on paper.
HEADS = ("序号", "反馈人", "条款", "态度", "意见内容", "是否采纳", "理由", "隐去的理由")
PRINTED = HEADS[:-1]
State = Decision.State
#: The time of every member of a ZIP: the same dossier gives the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Part:
    """One part of a dossier: its title, what of 决策条例29 it is, texts under their heads, an adoption table."""

    title: str
    item: str
    texts: list[tuple[str, str]]
    table: list[reading.Row] = field(default_factory=list)
    #: What stands in place of a table that is too long for paper.
    note: str = ""

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """The rows of the table without its last column, which papers leave to the CSV."""
        return [astuple(row)[: len(PRINTED)] for row in self.table]


def parts(decision: Decision) -> list[Part]:
    """What there is of the dossier by now, in the order of 决策条例29; what is missing is left out."""
    calls = list(decision.calls.exclude(opened_at=None).order_by("edition"))
    last = {row.sort: row for row in decision.examinations.order_by("pk")}
    review = decision.legal_reviews.exclude(state=LegalReview.State.RETURNED).order_by("-pk").first()
    draft = _draft(decision, review, calls, last.get(Examined.COMPETITION))
    found = [Part("决策草案及相关材料", "（一）", draft), *_heard(decision, calls)]
    if experts := last.get(Examined.EXPERT):
        found.append(Part("专家论证意见的研究采纳情况", "（三）", _examined(experts, "研究采纳情况")))
    if risks := last.get(Examined.RISK):
        found.append(Part("风险评估报告", "（四）", _examined(risks, "防范措施和处置预案")))
    if review is not None and review.state == LegalReview.State.CONCLUDED:
        found.append(Part("合法性审查意见", "（五）", _reviewed(decision, review)))
    if rest := _rest(decision):
        found.append(Part("其他材料", "（六）", rest))
    return found


def _submitted(decision: Decision) -> bool:
    """Whether what was submitted last still stands: after 再议 it is written anew."""
    return decision.state in (State.SUBMITTED, State.DECIDED, State.REFUSED, State.ANNOUNCED)


def _draft(
    decision: Decision, review: LegalReview | None, calls: list[Call], competition: Examination | None
) -> list[tuple[str, str]]:
    text = (_submitted(decision) and decision.draft) or (
        review.draft if review else calls[-1].draft if calls else ""
    )
    found = [("决策草案", text), ("决策依据", review.basis if review else decision.basis)]
    if calls:
        call = calls[-1]
        found += [
            ("起草说明：背景", call.background),
            ("起草说明：过程", call.process),
            ("起草说明：主要内容和理由", call.content),
        ]
    if competition is not None:
        found += [(f"公平竞争审查：{head}", said) for head, said in _examined(competition, "")]
    return [(head, said) for head, said in found if said.strip()]


def _heard(decision: Decision, calls: list[Call]) -> Iterator[Part]:
    said = (_submitted(decision) and decision.statement) or statement(decision)
    yield Part("社会公众主要意见的研究采纳情况", "（二）", [("", said)])
    for call in calls:
        opinions = reading.opinions(call)
        total = opinions.count()
        if not total:
            continue
        title = f"意见采纳情况表（{call.title}，第 {call.edition} 次征求意见）"
        if total > MOST_PRINTED:
            note = f"共 {total} 条意见，逐条的采纳情况见同一卷里的表格文件（CSV）。"
            yield Part(title, "（二）", [], note=note)
        else:
            yield Part(title, "（二）", [], table=list(reading.table(opinions)))


def _examined(row: Examination, handled: str) -> list[tuple[str, str]]:
    found = [
        ("日期", str(row.on)),
        ("论证、评估、审查的人或者机构", row.by),
        ("方式", row.manner),
        ("意见", row.opinion),
        ("结论", str(row.get_finding_display())),
        (handled, row.handling),
    ]
    return [(head, said) for head, said in found if said.strip()]


def _reviewed(decision: Decision, review: LegalReview) -> list[tuple[str, str]]:
    assert review.concluded_at is not None, "a concluded review has its moment"
    found = [
        ("审查部门", review.agency.name),
        (
            "时间",
            f"{localdate(review.sent_at)} 送审，请在 {review.until} 以前出具意见；{localdate(review.concluded_at)} 出具。",
        ),
        (f"少于 {LEGAL_REVIEW_WORKING_DAYS} 个工作日的理由", review.shorter_because),
        *review.opinions,
        ("审查结论", str(review.get_conclusion_display())),
        ("按审查意见作的调整", decision.followed),
    ]
    return [(head, said) for head, said in found if said.strip()]


def _rest(decision: Decision) -> list[tuple[str, str]]:
    """What came after the submission, for the file of the decision."""
    found = [
        (
            f"{row.met_on} {row.get_sort_display()}（{row.meeting}）：{row.get_result_display()}",
            "\n".join(
                f"{head}：{said}"
                for head, said in (
                    ("不同意见", row.dissent),
                    ("和多数人意见不一致的理由", row.against_majority),
                    ("没有代表列席的原因", row.no_attendees_because),
                )
                if said
            ),
        )
        for row in decision.deliberations.all()
    ]
    attending = [f"{row.met_on} {row.meeting}：{row}" for row in decision.attendees.all()]
    found += [
        ("列席会议的代表", "\n".join(attending)),
        ("审议结果", f"{decision.decided_on} {decision.outcome}" if decision.decided_on else ""),
        ("向县委请示报告", str(decision.party_on or "")),
        (
            "公布",
            f"{localdate(decision.announced_at)} 登记；县政府公报：{decision.gazette}；报纸等：{decision.newspaper}"
            if decision.announced_at
            else "",
        ),
    ]
    return [(head, said) for head, said in found if said]


def _paper(decision: Decision, chosen: list[Part], *, whole: bool) -> str:
    context = {"decision": decision, "parts": chosen, "heads": PRINTED, "whole": whole}
    return render_to_string("participation/papers/dossier.html", context)


def as_pdf(decision: Decision) -> bytes:
    """The whole dossier: the list of its parts, then each from a page of its own."""
    html = _paper(decision, parts(decision), whole=True)
    return _typeset(html, f"{decision.title}：提请审议材料")


def adoption_table(call: Call) -> bytes:
    """The adoption table of a call on paper; of more than `MOST_PRINTED` opinions the file for spreadsheets holds the rows."""
    table = list(reading.table(reading.opinions(call)))
    part = Part(f"意见采纳情况表：{call.title}", "", [], table=table)
    return _typeset(_paper(call.decision, [part], whole=False), part.title)


@lru_cache(maxsize=16)
def _typeset(html: str, title: str) -> bytes:
    """A paper that did not change is typeset once in a process."""
    return render(html, title=title)


def as_zip(decision: Decision) -> bytes:
    """A paper for each part and a CSV for each adoption table, with a list of them and the SHA-256 of each."""
    members: list[tuple[str, bytes]] = []
    for n, part in enumerate(parts(decision), start=1):
        html = _paper(decision, [part], whole=False)
        members.append((f"{n:02d} {_file_name(part.title)}.pdf", _typeset(html, part.title)))
    for call in decision.calls.exclude(opened_at=None).order_by("edition"):
        rows = (astuple(row) for row in reading.table(reading.opinions(call).iterator(chunk_size=1_000)))
        text = (MARK + as_csv(HEADS, rows)).encode()
        members.append((f"意见采纳情况表 第{call.edition}次征求意见.csv", text))
    listed = [f"{sha256(content).hexdigest()}  {name}" for name, content in members]
    head = [f"{decision.number} {decision.title}", "每个文件的校验值（SHA-256）：", *listed, ""]
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as whole:
        for name, content in [("目录.txt", "\n".join(head).encode()), *members]:
            whole.writestr(ZipInfo(name, _EPOCH), content, ZIP_DEFLATED)
    return out.getvalue()


def _file_name(title: str) -> str:
    """A title as the name of a file: nothing that a file system refuses, and not too long for one."""
    return "".join(c for c in title if c not in '\\/:*?"<>|')[:40]
