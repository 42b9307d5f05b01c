"""Documents in a simulated year, and what agencies owe those that are not published, are disputed, or were in force long enough."""

from disclosure.player import afterwards, cleanups, disputes, keeping, reassessments, yearly
from disclosure.player.documents import BEFORE_PUBLISHING, BEFORE_SUBMITTING, PLAYER, report_number, submit

__all__ = [
    "BEFORE_PUBLISHING",
    "BEFORE_SUBMITTING",
    "PLAYER",
    "afterwards",
    "cleanups",
    "disputes",
    "keeping",
    "reassessments",
    "report_number",
    "submit",
    "yearly",
]
