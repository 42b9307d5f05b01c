"""What a document waits for while agencies disagree on it, and what binds it afterwards (PD-7)."""

from __future__ import annotations

from django.utils.timezone import localdate

from disclosure.models import Document
from disclosure.models.coordination import (
    Coordination,
    CoordinationPart,
    CoordinationSide,
    Verdict,
    open_case,
    settled_case,
)
from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, extend, gate
from foundation.casework.consequences import follows
from foundation.database import Written
from secrecy_review.leaks import Struck, leaks, normalised
from secrecy_review.models import Review

State, SideState, PartState = Coordination.State, CoordinationSide.State, CoordinationPart.State
RECORDS, LEADER = Role.RECORDS_OFFICE, Role.LEADER
# What the document waits for, and what binds it


_UNKNOWN = Written(lambda agency: Coordination.objects.filter(agency=agency, state=State.RAISED))


@gate(
    "PD-7",
    "机关之间的意见已经协调好",
    done_by=("disclosure.state_view", "disclosure.decide_part", "disclosure.decide_coordination"),
)
def settled(step: Step) -> Objection | None:
    document: Document = step.matter
    case = open_case(document)
    if case is not None:
        return (
            f"对公开内容有不同意见，{case.get_state_display()}（{localdate(case.created_at)} 提出）。",
            "协调有了结果再办；发布期限照常计算，请催办。",
        )
    for unknown in _UNKNOWN.found(document.agency_id):
        if _may_be_meant(document, unknown):
            return (
                f"{unknown.opened_by}对这样一份公文提出了不同意见，还没有指认。",
                "请文书室先在“公开协调”里指认是不是它。",
            )
    return None


#: A line of so many characters stands in two texts by chance no more.
TELLING = 12


def _may_be_meant(document: Document, case: Coordination) -> bool:
    """Whether another agency may mean this document: it has the number or title that is named, or the words in dispute."""
    named, number = normalised(case.text_title), normalised(document.document_number)
    if (number and number == normalised(case.text_number)) or normalised(document.title) == named:
        return True
    there = normalised("\n".join(place.text for place in document.review_places()))
    lines = [line for line in map(normalised, case.passage.splitlines()) if len(line) >= TELLING]
    return normalised(case.passage) in there or (bool(lines) and all(line in there for line in lines))


@gate("PD-7", "照协调的结果办")
def as_settled(step: Step) -> Objection | None:
    document: Document = step.matter
    case = settled_case(document)
    if case is None:
        return None
    whose = {
        State.DECIDED: f"县政府办公室已经决定（{case.document_number}）",
        State.SEPARATED: "有权机关已经决定",
    }.get(State(case.state), "各方已经一致")
    if case.verdict == Verdict.WITHHELD and case.whole_text and document.goes_public:
        return f"{whose}：不予公开。", "请退回拟稿人，改定公开属性。"
    if case.verdict != Verdict.WITHHELD and not document.goes_public:
        return f"{whose}：{case.get_verdict_display()}。", "请退回拟稿人，改定为主动公开或者脱密后公开。"
    if case.verdict != Verdict.PUBLIC and document.goes_public:
        return _without_the_words(document, case, whose)
    return None


def _without_the_words(document: Document, case: Coordination, whose: str) -> Objection | None:
    withheld, kept = case.words_withheld, case.passage
    for words in withheld:
        kept = kept.replace(words, "\n")
    places: dict[str, str] = {}
    for place in document.review_places():
        places[place.label] = f"{places.get(place.label, '')}\n{place.text}"
    lines = [line.strip() for words in withheld for line in words.splitlines() if line.strip()]
    # What the same passage leaves to be published is no trace of what it withholds.
    for leak in leaks(Struck(lines, kept.splitlines()), places):
        return (
            f"{whose}：“{leak.passage[:20]}”不公开，{leak.where}里还有。",
            "请退回拟稿人，删去以后重新送审。",
        )
    if not Review.objects.approving(document).filter(created_at__gt=case.settled_at).exists():
        return f"{whose}：部分公开。之后的文本还没有经过保密审查。", "请退回拟稿人处理，再重新送审。"
    return None


for _name in ("disclosure.sign", "disclosure.publish"):
    extend(_name, settled)
    extend(_name, as_settled)


@gate("PD-7", "正在协调的不放弃")
def not_while_open(step: Step) -> Objection | None:
    if open_case(step.matter) is not None:
        return "这份公文正在协调。", "协调有了结果再放弃。"
    return None


extend("disclosure.abandon", not_while_open)


@follows("disclosure.parts_decided", "disclosure.decide_coordination", "disclosure.end_agreed")
def _reopened(step: Step, case: Coordination) -> None:
    """What its agency keeps, and the case has become public, goes back to its drafter."""
    document = case.document
    if document is None or document.state != Document.State.KEPT or case.verdict == Verdict.WITHHELD:
        return
    reason = f"公开协调的结果：{case.get_verdict_display()}（{case.document_number or case.get_state_display()}）。"
    step.also("disclosure.reopen", on=document, reason=reason)
