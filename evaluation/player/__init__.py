"""The social evaluation of a simulated year, and what becomes of what people said in it."""

from evaluation.player import suggestions
from evaluation.player.rounds import PLAYER

__all__ = ["PLAYER", "suggestions"]
