"""Who may do what with reviews, and read them."""

from __future__ import annotations

from typing import Any

from foundation.agencies.roles import OVERSEERS, Role
from foundation.files.acts import store
from secrecy_review.models import OutsideReferral, Review
from tests.rooms import LOGIN

RECORDS, REVIEWER, INSPECTOR = Role.RECORDS_OFFICE, Role.SECRECY_REVIEWER, Role.SECRECY_INSPECTOR

ACTS = {
    "secrecy_review.request": {
        state: {RECORDS} for state in ("rechecked", "review", "signing", "countersigning", "determined")
    },
    "secrecy_review.open": {},
    "secrecy_review.resolve_finding": {"pending": {REVIEWER}, "referred": {REVIEWER, INSPECTOR}},
    "secrecy_review.give_opinion": {"pending": {REVIEWER}, "referred": {REVIEWER, INSPECTOR}},
    "secrecy_review.void": {},
    "secrecy_review.refer_outside": {"pending": {REVIEWER}, "referred": {REVIEWER, INSPECTOR}},
    "secrecy_review.record_answer": {"outside": {REVIEWER, INSPECTOR}},
}
READERS = {
    "review": {
        Role.DRAFTER,
        RECORDS,
        REVIEWER,
        Role.SECRECY_OFFICE,
        Role.DEPARTMENT_HEAD,
        Role.LEADER,
        Role.APPLICATIONS_CLERK,
        Role.DISCLOSURE_HEAD,
    }
    | OVERSEERS,
}
DESK = {
    "secrecy_review_review_changelist": (LOGIN, 200, 200),
    "secrecy_review_review_change": (LOGIN, 200, 404),
    "secrecy_review_answer": (LOGIN, 200, 404),
}


def desk_arguments(made: dict[Any, Any]) -> dict[str, list[Any]]:
    """A review and the answer of an authority outside, which came as a file."""
    review, county = made[Review], made["county"]
    file = store(
        b"answer",
        name="答复.txt",
        agency=review.agency,
        audience="internal",
        by=county.actor("rfbsc-secrecy_reviewer"),
        at=county.at,
    )
    one = OutsideReferral.objects.create(
        review=review,
        from_agency=review.agency,
        authority="市国家保密局",
        level="city",
        competence="保密法",
        reasons="拿不准",
        document_number="荣办报〔2026〕3号",
        sent_on=county.at.date(),
        digest=review.digest,
        at=county.at,
        answer="disclose",
        answer_number="巴保函〔2026〕8号",
        answered_on=county.at.date(),
        answer_text="可以公开。",
        answer_file=file,
    )
    return {"secrecy_review_answer": [review.pk, one.pk]}
