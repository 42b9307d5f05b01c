"""Interpretation in a simulated year: documents explained in every form, questions about them, what stirs the public."""

from interpretation.player import aftermath, later, opinions, questions
from interpretation.player.duties import PLAYER

__all__ = ["PLAYER", "aftermath", "later", "opinions", "questions"]
