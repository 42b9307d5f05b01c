"""Who may do what with reviews, and read them."""

from __future__ import annotations

from foundation.agencies.roles import OVERSEERS, Role
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
}
