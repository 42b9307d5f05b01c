"""Training in a simulated year: the county's plan with its sessions and exams, on paper and online; who may work in disclosure."""

from training.player import online, posts
from training.player.year import PLAYER

__all__ = ["PLAYER", "online", "posts"]
