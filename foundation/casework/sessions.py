"""Sessions of the desk: the database knows a digest of each key, so that whoever reads it, or a backup, enters with none."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.sessions.backends import db
from django.core.exceptions import SuspiciousOperation
from django.utils import timezone


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
        try:
            return self.model.objects.get(
                session_key=kept(self.session_key or ""), expire_date__gt=timezone.now()
            )
        except (self.model.DoesNotExist, SuspiciousOperation):
            self._session_key = None
            return None
