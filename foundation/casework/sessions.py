"""Sessions of the desk: the database knows a digest of each key, so that whoever reads it, or a backup, enters with none.

Who is behind a session is asked for each page of the desk, with SQL that is written once.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from foundation.agencies.models import Staff
from foundation.agencies.queries import person_numbered
from foundation.database import Written

_SESSION = Written(lambda key: Session.objects.filter(session_key=key))


class Accounts(ModelBackend):
    """Django's backend of accounts with passwords, which reads an account together with its agency."""

    def get_user(self, user_id: int) -> Staff | None:
        """The account of a session with its agency, None where it is closed or gone."""
        person = person_numbered(user_id)
        return person if person is not None and self.user_can_authenticate(person) else None


def kept(key: str) -> str:
    """The digest of a session's key, which has 165 random bits: 160 bits, what the column holds."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:40]


class SessionStore(db.SessionStore):
    """Django's sessions in the database, under the digest of their key."""

    def exists(self, session_key: str) -> bool:
        """Whether there is a session of this key."""
        return bool(super().exists(kept(session_key)))

    def create_model_instance(self, data: Any) -> Any:
        """The row of this session."""
        row = super().create_model_instance(data)
        row.session_key = kept(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Delete the session of this key, or this one."""
        key = session_key or self.session_key
        if key is not None:
            super().delete(kept(key))

    def _get_session_from_db(self) -> Any:
        row = _SESSION.first(kept(self.session_key or ""))
        if row is not None and row.expire_date > timezone.now():
            return row
        self._session_key = None
        return None
