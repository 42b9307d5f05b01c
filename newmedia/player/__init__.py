"""New media in a simulated year: accounts and what becomes of them, posts, messages, incidents, third parties, and what agencies do together."""

from newmedia.player import fates, group, incidents, messages, posts, providers
from newmedia.player.accounts import PLAYER

__all__ = ["PLAYER", "fates", "group", "incidents", "messages", "posts", "providers"]
