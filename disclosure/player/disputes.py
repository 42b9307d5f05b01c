"""Agencies that disagree on a document: they agree after all, divide it, or the county's office rules; some say nothing."""

from __future__ import annotations

from typing import Any

from disclosure.models import Document
from disclosure.models.coordination import Coordination, CoordinationPart, CoordinationSide, Verdict
from disclosure.player.documents import PLAYER, THEIRS
from foundation.agencies.models import Agency
from foundation.agencies.queries import agency_with
from foundation.agencies.roles import AgencyFunction, Role
from foundation.simulation.players import Next, Part

RECORDS, LEADER = Role.RECORDS_OFFICE, Role.LEADER
State = Coordination.State
#: Shares: of rulings that come back to be drafted anew, of offers to agree that are declined first, of sides that are late.
RETURNED, DECLINED, LATE = 0.25, 0.3, 0.1

PUBLISH: dict[str, Any] = {"view": "public", "reasons": "涉及群众办事，依条例第二十条应当公开。"}
KEEP: dict[str, Any] = {"view": "withheld", "reasons": "报送安排属于机关内部的工作流程。"}
TOGETHER: dict[str, Any] = {"separable": "no", "own_part": ""}
APART: dict[str, Any] = {"separable": "yes", "own_part": "各自主管的部分"}
GROUND = "internal_affairs"
#: What the county's office rules: of what cannot be told apart, of a division that somebody did not accept, of silence.
RULINGS: dict[str, Verdict] = {
    "ruled": Verdict.PARTLY,
    "contested": Verdict.WITHHELD,
    "silent": Verdict.PUBLIC,
    "agreed": Verdict.PARTLY,
}
WHY = "群众要知道怎样办；报送汇总一句是机关内部的工作流程。对各方的意见已经逐一研究。"


def _ours(document: Document) -> str:
    """Words of the document that its own agency would have everybody read."""
    lines = [
        line for line in document.body.splitlines() if "|" not in line and line != THEIRS and len(line) > 8
    ]
    return lines[0]


def _side(part: Part, code: str) -> CoordinationSide:
    case: Coordination = part.matter
    found: CoordinationSide = case.sides.get(agency__code=code)
    return found


def _office() -> Agency:
    office = agency_with(AgencyFunction.COUNTY_OFFICE)
    assert office is not None, "a county has its office"
    return office


@PLAYER.stage
def dispute(part: Part) -> Next:
    """The agency that drafts asks the other; or the other, which heard of it, raises the matter."""
    document: Document = part.matter
    how, other = part.facts["how"], part.facts["other"]
    ours = part.facts["ours"] = _ours(document)
    passage = f"{ours}\n{THEIRS}"
    apart = APART if how in ("divided", "contested") else TOGETHER
    if how in ("raised", "denied"):
        known = {"text_title": document.title, "text_number": document.document_number, "passage": passage}
        if how == "denied":
            known = {
                "text_title": "关于调整报送时间的通知",
                "text_number": "",
                "passage": "报送时间提前五天。",
            }
        by = part.world.agencies[other]
        given = {"against": document.agency.code, **known, **KEEP, **TOGETHER}
        part.facts["document"] = document.pk
        part.about(part.do("disclosure.raise_coordination", RECORDS, by, of_agency=by, **given))
        return part.then(identify, (0, 2))
    opened = {"others": [other], "passage": passage, **PUBLISH, **apart}
    part.about(part.do("disclosure.open_coordination", RECORDS, **opened))
    if how == "silent":
        return part.then(wait_for_office, (8, 9))
    return part.then(state, (1, 3), late=LATE, by=(1, 2))


@PLAYER.stage
def identify(part: Part) -> Next | None:
    if part.facts["how"] == "denied":
        part.do("disclosure.deny_document", RECORDS, reason="本机关没有拟这样一份公文。")
        return None
    part.do("disclosure.identify_document", RECORDS, document=part.facts["document"])
    part.do("disclosure.state_view", RECORDS, _side(part, part.agency.code), **PUBLISH, **TOGETHER)
    return part.then(offer, (0, 1))


@PLAYER.stage
def state(part: Part) -> Next:
    """The other says what it holds and why."""
    how, other = part.facts["how"], part.facts["other"]
    said = KEEP | (APART if how in ("divided", "contested") else TOGETHER)
    part.do("disclosure.state_view", RECORDS, _side(part, other), of_agency=other, **said)
    if how in ("divided", "contested"):
        return part.then(divide, (0, 1))
    return part.then(offer if how == "agreed" else refer, (0, 1))


@PLAYER.stage
def offer(part: Part) -> Next | None:
    """Somebody offers to agree; the other accepts, or leaves it to the office."""
    case: Coordination = part.matter
    other = part.facts["other"]
    agreed = {"verdict": "public", "agreement": "通了电话，报送一句改到附件里，其余照原文公开。"}
    part.do("disclosure.propose_agreement", RECORDS, _side(part, other), of_agency=other, **agreed)
    mine = _side(part, case.agency.code)
    if part.facts["how"] == "agreed" and part.chance(DECLINED):
        part.do("disclosure.reject_agreement", RECORDS, mine, reason="附件也要公开，请再商量。")
        return part.then(refer, (0, 1))
    part.do("disclosure.accept_agreement", RECORDS, mine)
    return None


@PLAYER.stage
def divide(part: Part) -> Next:
    """Each authority has its words."""
    case: Coordination = part.matter
    for code, words, described in (
        (case.agency.code, part.facts["ours"], "办理要求"),
        (part.facts["other"], THEIRS, "报送安排"),
    ):
        drawn = {"described": described, "words": words, "side": _side(part, code).pk}
        part.do("disclosure.draw_part", RECORDS, **drawn, competence="依职责分工由它主管。")
    part.do("disclosure.settle_division", RECORDS)
    if part.facts["how"] == "contested":
        other, reason = part.facts["other"], "办理要求也由本单位主管，不同意这样分。"
        part.do("disclosure.contest_division", RECORDS, _side(part, other), of_agency=other, reason=reason)
        return part.then(wait_for_office, (0, 1))
    return part.then(decide, (1, 3))


@PLAYER.stage
def decide(part: Part) -> None:
    for one in CoordinationPart.objects.filter(coordination=part.matter).order_by("pk"):
        mine = one.agency.code == part.agency.code
        said = {"public": "yes" if mine else "no", "ground": "" if mine else GROUND}
        why = "群众办事要用到。" if mine else KEEP["reasons"]
        part.do("disclosure.decide_part", LEADER, one, of_agency=one.agency.code, **said, reasons=why)


@PLAYER.stage
def refer(part: Part) -> Next:
    part.do("disclosure.refer_to_office", RECORDS, reason="两句互为因果，分不开。")
    return part.then(wait_for_office, (0, 2))


@PLAYER.stage
def wait_for_office(part: Part) -> Next:
    """The county's office drafts its ruling, once the matter has come to it."""
    case: Coordination = part.matter
    if case.state != State.DECIDING:
        return part.then(wait_for_office, (1, 1))
    verdict = RULINGS[part.facts["how"]]
    ruling = {
        "verdict": verdict.value,
        "withheld_words": THEIRS if verdict == Verdict.PARTLY else "",
        "ground": "" if verdict == Verdict.PUBLIC else GROUND,
        "basis": "《中华人民共和国政府信息公开条例》第十六条第一款、第二十条",
        "reasons": WHY,
    }
    part.do("disclosure.draft_ruling", RECORDS, of_agency=_office(), **ruling)
    return part.then(rule, (0, 2), late=LATE, by=(3, 6))


@PLAYER.stage
def rule(part: Part) -> Next:
    office = _office()
    if not part.facts.get("again") and part.chance(RETURNED):
        part.facts["again"] = True
        part.do("disclosure.return_ruling", LEADER, of_agency=office, reason="把对两方意见的采纳写清楚。")
        return part.then(wait_for_office, (0, 1))
    part.do("disclosure.decide_coordination", LEADER, of_agency=office)
    return part.then(receive, (0, 2))


@PLAYER.stage
def receive(part: Part) -> None:
    case: Coordination = part.matter
    for side in case.sides.select_related("agency").order_by("pk"):
        part.do("disclosure.receive_ruling", RECORDS, side, of_agency=side.agency.code)
