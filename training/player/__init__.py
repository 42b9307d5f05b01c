"""Training in a simulated year: the county's plan with its sessions and exams, on paper and online."""

from training.player import online
from training.player.year import PLAYER

__all__ = ["PLAYER", "online"]
