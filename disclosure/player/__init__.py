"""Documents in a simulated year, and what agencies owe those that are not published, are disputed, or were in force long enough."""

from disclosure.player import cleanups, disputes, keeping, reassessments
from disclosure.player.documents import BEFORE_SUBMITTING, PLAYER, submit

__all__ = ["BEFORE_SUBMITTING", "PLAYER", "cleanups", "disputes", "keeping", "reassessments", "submit"]
