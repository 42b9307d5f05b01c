"""Participation in a simulated year: decisions with all that is asked, said and heard of them, and what citizens propose."""

from participation.player import aftermath, calls, hearings, polls, proposals, symposia
from participation.player.decisions import PLAYER

__all__ = ["PLAYER", "aftermath", "calls", "hearings", "polls", "proposals", "symposia"]
