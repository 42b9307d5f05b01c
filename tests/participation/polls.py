"""A poll on a decision, taken as far as a test needs. Nobody in here exists."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate

from foundation.agencies.actors import SYSTEM
from foundation.casework.acts import perform
from foundation.questionnaires import codes, taking
from foundation.questionnaires.taking import Said
from participation.models import Decision, Poll
from secrecy_review.models import Review
from tests.participation.people import Office
from tests.personas import OPINION

POLL: dict[str, Any] = {
    "title": "荣丰居民用水价格民意调查",
    "purpose": "想知道大家能不能承受。",
    "whom": "六个社区，每个社区抽 30 户。",
    "manner": "社区工作人员上门送问卷，也可以凭问卷码在网上填。",
    "wording": "【分组】您家几口人？\n三口以下\n四口以上\n【满意度】您对现在的水价满意吗？\n【填写】还有什么话？",
    "telephone": "0478-0000000",
    "open_web": True,
    "channels": "荣丰社区公示栏",
    "days": 10,
}
REPORT = {"report": "多数人能够承受。", "adoption": "第一档用量由十二吨提高到十三吨。"}


def designed(office: Office, decision: Decision | None = None, **fields: Any) -> Poll:
    on = decision or office.started(ways=["draft", "poll"])
    return office.do("draft_poll", on, "drafter", {**POLL, **fields}).matter


def ready(office: Office, decision: Decision | None = None, **fields: Any) -> Poll:
    poll = designed(office, decision, **fields)
    office.do("hand_in_poll", poll, "drafter")
    review = Review.objects.of(poll).open().get()
    office.county.do("secrecy_review.give_opinion", review, f"{office.code}-secrecy_reviewer", OPINION)
    return office.county.fresh(poll)


def opened(office: Office, decision: Decision | None = None, **fields: Any) -> Poll:
    return office.do("open_poll", ready(office, decision, **fields), "records_office").matter


def slips(office: Office, poll: Poll, many: int) -> list[str]:
    """The codes of a batch, as whoever has its key reads them."""
    shown = office.do("issue_slips", poll, "drafter", {"many": many}).shown
    assert poll.questionnaire is not None
    return taking.batch(poll.questionnaire, codes.normalised(shown[0].partition("：")[2]), many)


def answered(office: Office, poll: Poll, many: int) -> None:
    """So many people answer with a code, three of four satisfied."""
    assert poll.questionnaire is not None
    assert poll.opened_at is not None
    day = localdate(poll.opened_at + timedelta(days=1))
    for n, code in enumerate(slips(office, poll, many)):
        ticks = {"1": [n % 2], "2": [0 if n % 4 else 2]}
        taking.take(poll.questionnaire, Said(ticks), day, code=code)


def closed(office: Office, poll: Poll) -> Poll:
    assert poll.closes_at is not None
    office.county.at = max(office.county.at, poll.closes_at)
    return perform("participation.close_poll", on=poll, actor=SYSTEM, at=office.county.at).matter


def counted(office: Office, poll: Poll, valid: int) -> Poll:
    numbers = {"printed": valid + 5, "issued": valid + 2, "returned": valid, "void": 0}
    return office.do("count_poll", closed(office, poll), "drafter", numbers).matter


def reported(office: Office, decision: Decision | None = None, many: int = 8) -> Poll:
    poll = opened(office, decision)
    answered(office, poll, many)
    return office.do("report_poll", counted(office, poll, many), "records_office", REPORT).matter
