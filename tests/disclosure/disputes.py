"""Two agencies that disagree on a document, taken as far along as a test needs it."""

from __future__ import annotations

from typing import Any

from disclosure.models import Document
from disclosure.models.coordination import Coordination, CoordinationSide
from foundation.agencies.roles import AgencyFunction
from tests.personas import County

OURS = "一、总体要求"
THEIRS = "请于本月底前报送总结。"
PASSAGE = f"{OURS}\n{THEIRS}"

VIEW: dict[str, Any] = {
    "view": "public",
    "reasons": "涉及群众取暖，依条例第二十条应当公开。",
    "separable": "yes",
    "own_part": "总体要求",
}
AGAINST: dict[str, Any] = {
    "view": "withheld",
    "reasons": "报送安排属内部工作流程。",
    "separable": "yes",
    "own_part": "报送总结一句",
}
INSEPARABLE: dict[str, Any] = {"separable": "no", "own_part": ""}
RULING: dict[str, Any] = {
    "verdict": "partly",
    "withheld_words": THEIRS,
    "ground": "internal_affairs",
    "basis": "《中华人民共和国政府信息公开条例》第十六条第一款",
    "reasons": "取暖安排应当让群众知道；报送总结是机关内部的工作流程。",
}


def with_an_office(county: County) -> None:
    """Let the secrecy administration be the county government office as well."""
    office = county.agencies["bmj"]
    office.functions = [*office.functions, AgencyFunction.COUNTY_OFFICE.value]
    office.save()


def opened(county: County, document: Document, **more: Any) -> Coordination:
    """A case that the agency which drafts has opened against the township."""
    data = {"others": ["lxcz"], "passage": PASSAGE, **VIEW, **more}
    return county.do("disclosure.open_coordination", document.ref, "rfbsc-records_office", data).matter


def side(case: Coordination, code: str) -> CoordinationSide:
    """What one agency is in a case."""
    return case.sides.get(agency__code=code)


def stated(county: County, document: Document, **more: Any) -> Coordination:
    """A case in which both have spoken."""
    case = opened(county, document, **more)
    said = {**AGAINST, **more}
    county.do("disclosure.state_view", side(case, "lxcz").ref, "lxcz-records_office", said)
    return county.fresh(case)


def divided(county: County, document: Document) -> Coordination:
    """A case whose words are shared between both, each of which has to decide."""
    case = stated(county, document)
    for code, words, described in (("rfbsc", OURS, "总体要求"), ("lxcz", THEIRS, "报送总结")):
        drawn = {
            "described": described,
            "words": words,
            "side": side(case, code).pk,
            "competence": "依职责分工由它主管。",
        }
        county.do("disclosure.draw_part", case.ref, "rfbsc-records_office", drawn)
    county.do("disclosure.settle_division", case.ref, "rfbsc-records_office")
    return county.fresh(case)


def referred(county: County, document: Document, **more: Any) -> Coordination:
    """A case before the county office."""
    with_an_office(county)
    case = stated(county, document, **INSEPARABLE, **more)
    county.do("disclosure.refer_to_office", case.ref, "rfbsc-records_office", {"reason": "两句互为因果。"})
    return county.fresh(case)


def ruled(county: County, document: Document, **more: Any) -> Coordination:
    """A case that the county office has decided."""
    case = referred(county, document)
    county.do("disclosure.draft_ruling", case.ref, "bmj-records_office", {**RULING, **more})
    return county.do("disclosure.decide_coordination", case.ref, "bmj-leader").matter
