"""Receipts: how a person proves, without the portal's help, that their opinion is among those that are counted.

The digest of an opinion is made of what its sender has in hand: query code, moment, article, stance, words. The code is kept by
nobody else, so that nobody tries out who said what. The list of all digests, sorted, is published every night with one digest
over it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localtime


def leaf(code: str, at: datetime, article: str, stance: str, text: str) -> str:
    """The digest of one opinion."""
    said = "\n".join([code, moment(at), article, stance, text])
    return hashlib.sha256(said.encode()).hexdigest()


def moment(at: datetime) -> str:
    """A moment as receipts write it: 2026-03-02 10:20:30, in Shanghai."""
    return localtime(at).strftime("%Y-%m-%d %H:%M:%S")


def root(leaves: Iterable[str]) -> str:
    """The digest over all opinions: of their digests, sorted, one a line."""
    return hashlib.sha256("\n".join(sorted(leaves)).encode()).hexdigest()
