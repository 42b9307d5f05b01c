"""Documents that are not published, and their re-assessment, as far along as a test needs them."""

from __future__ import annotations

from typing import Any

from disclosure.models import Document
from disclosure.models.reassessment import Reassessment
from tests.disclosure.texts import WITHHELD
from tests.personas import County

REPORT = {"reported_on": "2026-11-02"}
STAYS: dict[str, Any] = {
    "verdict": "keep",
    "ground": "internal_affairs",
    "reasons": "仍在执行的内部流程，情况没有变。",
}
GOES: dict[str, Any] = {"verdict": "release", "reasons": "流程已经废止，可以公开。"}


def withheld(county: County, **more: Any) -> Document:
    """A document that its leader decided not to publish, and that was reported."""
    document = county.determined(opinion="exempt", **{**WITHHELD, **more})
    report = {**REPORT, "report_number": f"荣办发〔2026〕{document.pk}号"}
    county.do("disclosure.report_refusal", document.ref, "rfbsc-records_office", report)
    return county.fresh(document)


def begun(county: County) -> Reassessment:
    """This year's re-assessment, with its dedicated person."""
    batch = county.do("disclosure.open_reassessment", "agency:rfbsc", "rfbsc-disclosure_head").matter
    assessor = {"assessor": county.people["rfbsc-records_office"].pk}
    county.do("disclosure.name_assessor", batch.ref, "rfbsc-disclosure_head", assessor)
    return county.fresh(batch)
