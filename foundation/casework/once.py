"""A form that is sent twice, by an impatient second press or by going back, is performed once.

The page gives each form a key of its own. Its mark is kept with the ledger line of what the form did; the database holds it once.
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.datastructures import MultiValueDict

from foundation.agencies.actors import Actor
from foundation.casework import matters
from foundation.casework.models import LedgerLine
from foundation.files.kept import TOKEN

_KEY = re.compile(r"[A-Za-z0-9_-]{22}")
#: What a page adds to every form, and its visitor does not enter.
ADDED = {"csrfmiddlewaretoken", "seen", "once", "token", TOKEN}


def new_key() -> str:
    """The key of a form that is shown now."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True)
class Sent:
    """One sending of a form: its key, and a digest of what was entered.

    Only the mark of the key is kept, so that nobody can try out from the digest what somebody entered.
    """

    key: str
    said: str

    @classmethod
    def of(
        cls, key: str, data: MultiValueDict[str, Any], files: MultiValueDict[str, Any] | None = None
    ) -> Sent | None:
        """What was sent with this key; None for a form without one.

        Kept files (`foundation.files.kept`) count by the numbers that the form names, so that a second press is known when
        the files are gone: `files` are those uploaded now.
        """
        if not _KEY.fullmatch(key):
            return None
        entered = sorted((name, data.getlist(name)) for name in data if name not in ADDED)
        added = (
            sorted((name, [(f.name, f.size) for f in files.getlist(name)]) for name in files or {})
            if files
            else []
        )
        said = json.dumps([entered, added]).encode()
        return cls(key, hmac.new(key.encode(), said, sha256).hexdigest())

    def mark(self, act: str, on: Any, actor: Actor) -> str:
        """The key as it is kept: it counts for this act, on this matter, by this person."""
        by = actor.holds if actor.staff_id is None else str(actor.staff_id)
        return sha256("\0".join((act, matters.ref_of(on), by, self.key)).encode()).hexdigest()


def earlier(mark: str) -> LedgerLine | None:
    """The line of what the form with this mark did."""
    return LedgerLine.objects.filter(form_key=mark).first()


def result_of(line: LedgerLine) -> Any:
    """The matter in which a line stands."""
    return matters.kinds()[line.matter_kind]._base_manager.get(pk=line.matter_id)


def kept(sent: Sent | None, act: str, on: Any, actor: Actor) -> Mapping[str, str]:
    """What of a sending is written beside its ledger line."""
    return {"form_key": sent.mark(act, on, actor), "form_said": sent.said} if sent else {}
