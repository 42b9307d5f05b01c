"""Supervision in a simulated year: inspections announced or not, heard and put right; work deployed to many; what is late, urged."""

from inspection.player import deployments, telling
from inspection.player.inspections import PLAYER

__all__ = ["PLAYER", "deployments", "telling"]
