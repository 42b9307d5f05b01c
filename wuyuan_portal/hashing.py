"""Hashing passwords in development."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class BriefHasher(PBKDF2PasswordHasher):
    """PBKDF2 with a thousand rounds; with DEBUG off Django hashes in full, old passwords at their next use."""

    iterations = 1000
