"""Accountability in a simulated year: what citizens report, what becomes of it, and every way a case can go, by its own people alone."""

from accountability.player import cases, endings
from accountability.player.reports import PLAYER

__all__ = ["PLAYER", "cases", "endings"]
