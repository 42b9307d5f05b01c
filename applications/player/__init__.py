"""Applications in a simulated year: from the form to the reply in every way they can go, and what comes after; some of them late."""

from applications.player import afterwards, charging, counter, grounds, offices, replying, told, topics
from applications.player.applying import PLAYER

__all__ = ["PLAYER", "afterwards", "charging", "counter", "grounds", "offices", "replying", "told", "topics"]
