"""Finding applications by what was asked, and by name, telephone or identity number of whoever asked."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from applications import marks
from applications.models import Applicant, Application
from applications.models.application import PERSONAL_READERS
from foundation.agencies.actors import Actor
from foundation.characters import folded
from foundation.privacy.keys import Unreadable, decrypt, encrypt, fingerprint

#: What can be sought, and what it is called.
FIELDS: dict[str, str] = {
    "wanted": "申请内容",
    "name": "申请人姓名或名称（写全）",
    "phone": "申请人电话（写全）",
    "identity_number": "申请人证件号码（写全）",
}
#: The applications whose text is read in one search, the newest first: it is encrypted, so that no index can hold it.
MOST_READ = 5_000
#: How long what was found stays open to whoever sought it.
OPEN_FOR = timedelta(hours=2)


def personal(by: str) -> bool:
    """Whether seeking by this field tells who applied."""
    return by in marks.COLUMNS


def mark_of(by: str, sought: str) -> str:
    """The fingerprint of what was sought, which tells equal searches without their text."""
    if personal(by):
        return marks.COLUMNS[by][1](sought)
    return fingerprint("".join(sorted(_words(sought))), "sought in applications")


def found(by: str, sought: str, actor: Actor) -> QuerySet[Application]:
    """The applications that somebody may read and that fit, in two queries at most.

    By a personal field only those of agencies whose applicants' data this person may read.
    """
    seen: QuerySet[Application] = Application.objects.all().visible_to(actor)
    if not personal(by):
        return seen.filter(pk__in=_telling_of(_words(sought), seen))
    if not PERSONAL_READERS.everywhere(actor):
        seen = seen.filter(agency__in=PERSONAL_READERS.agencies(actor))
    mark = mark_of(by, sought)
    return seen.filter(**{f"applicant__{marks.COLUMNS[by][0]}": mark}) if mark else seen.none()


def _telling_of(words: set[str], seen: QuerySet[Application]) -> list[int]:
    """The newest applications whose subject has all of these words."""
    rows = seen.order_by("-pk").values_list("pk", "wanted", "wanted_number")[:MOST_READ]
    return [pk for pk, *texts in rows if words <= _within(words, _plain(" ".join(texts)))] if words else []


def _within(words: set[str], text: str) -> set[str]:
    return {word for word in words if word in text}


def _words(sought: str) -> set[str]:
    said = unicodedata.normalize("NFKC", folded(sought)).casefold()
    return set(said.split())


def _plain(text: str) -> str:
    """A text as it is compared: blanks in it, which pasted text is full of, do not count."""
    return "".join(unicodedata.normalize("NFKC", folded(text)).casefold().split())


@dataclass(frozen=True)
class Search:
    """A search that was made and logged, as the address of its list carries it: sealed, for this person and two hours alone."""

    by: str
    sought: str
    staff_id: int
    at: datetime

    def sealed(self) -> str:
        """What stands in the address: nobody reads from it, or from a log of addresses, what was sought."""
        return encrypt(json.dumps([self.by, self.sought, self.staff_id, self.at.isoformat()]))

    @classmethod
    def opened(cls, sealed: str, actor: Actor, now: datetime) -> Search | None:
        """The search, for the person who made it and while it is open; None for anything else."""
        try:
            by, sought, staff_id, at = json.loads(decrypt(sealed))
        except (Unreadable, ValueError, TypeError):
            return None
        made = cls(by, sought, staff_id, datetime.fromisoformat(at))
        good = staff_id == actor.staff_id and by in FIELDS and now - made.at < OPEN_FOR
        return made if good else None

    @property
    def said(self) -> str:
        """What was sought, in words; what is personal masked."""
        mask: Any = Applicant.MASKS.get(self.by)
        return f"{FIELDS[self.by].partition('（')[0]}：{mask(self.sought) if mask else self.sought}"
