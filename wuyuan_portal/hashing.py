"""How passwords are hashed in development."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class BriefHasher(PBKDF2PasswordHasher):
    """Django's own, a thousand rounds of it. Where DEBUG is off a password is hashed in full, an old one when it is next used."""

    iterations = 1000
