"""The one error of backup and restore, with a sentence for the operator."""

from __future__ import annotations


class Refused(Exception):
    """A backup or a restore that cannot be done, or a set that is not whole; the message says why and what to do."""
