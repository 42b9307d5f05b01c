"""Files of a form that came back with an error: kept on the server, so that nobody chooses them again.

The page of a form makes a `Keeping`, takes from it the files to validate (`gather`), and where the form comes back lets it keep
them (`keep`). A page that was sent by somebody who may not store anything yet only shows what was kept before (`show`). The
fields are `KeepsFiles`; templates/parts/kept.html lists under each what is kept, with the hidden fields that bring it back.
A kept file is validated and inspected like one that has just been chosen.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from foundation.files.acts import bounded, in_megabytes
from foundation.files.models import KEPT, KEPT_FOR_STAFF, KEPT_FOR_VISITORS, Audience, KeptFile
from foundation.files.names import clean_name
from foundation.files.outside import inspect
from foundation.files.rejected import Rejected
from foundation.files.roots import Place, root_of
from foundation.privacy.keys import Unreadable, decrypt_bytes, encrypt_bytes

#: The hidden field with the form's token, and what the names of a field's own fields end in: the files shown, those to drop.
TOKEN, SHOWN, DROPPED = "kept", "-kept", "-drop"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class KeptUpload(SimpleUploadedFile):
    """A kept file, as if it had just been uploaded."""

    def __init__(self, row: KeptFile, content: bytes) -> None:
        super().__init__(row.name, content, row.media_type)
        self.row = row


class NotTaken(UploadedFile):  # type: ignore[type-arg]
    """In place of a file that cannot be taken in: the field says why."""

    def __init__(self, name: str, why: str, kept_id: str = "") -> None:
        super().__init__(name=name, size=0)
        self.why, self.kept_id = why, kept_id


def identity(upload: Any) -> str:
    """What tells one file of a sending from another, the same at a second press, when kept files are gone."""
    if isinstance(upload, KeptUpload):
        return str(upload.row.pk)
    return getattr(upload, "kept_id", "") or str(upload.name)


@dataclass
class Shown:
    """What is kept of one field, as its page shows it."""

    token: str
    files: list[KeptFile] = field(default_factory=list)
    #: Sentences on files that were not kept and of which the field itself says nothing.
    left: list[str] = field(default_factory=list)


class KeepsFiles(forms.FileField):
    """A file field whose files are kept when the form comes back."""

    kept: Shown | None = None
    #: The most files; more than one can be chosen if the widget allows it.
    most = 1

    def __init__(self, *, inspected: bool = True, bound: str = "UPLOAD_MAX_BYTES", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        #: Whether only what may be stored is acceptable; the act of any other field reads the file itself.
        self.inspected = inspected
        #: The setting that says how large a file may be.
        self.bound = bound

    @property
    def several(self) -> bool:
        """Whether more than one file can be chosen."""
        return bool(getattr(self.widget, "allow_multiple_selected", False))

    def acceptable(self, upload: Any) -> tuple[bytes, str]:
        """The bytes and the type of a file that is acceptable in itself; raises `Rejected` for any other."""
        upload.seek(0)
        content = bounded(upload, getattr(settings, self.bound))
        upload.seek(0)
        if not content:
            raise Rejected("文件是空的，请检查后重新上传。")
        if not self.inspected:
            return content, "application/octet-stream"
        # Within one sending a file is looked into once, by its field or else when it is kept.
        known = getattr(upload, "accepted_as", "")
        upload.accepted_as = known or inspect(content, str(upload.name)).media_type
        return content, upload.accepted_as

    def to_python(self, data: Any) -> Any:
        """Refuse what was not taken in."""
        if isinstance(data, NotTaken):
            raise forms.ValidationError(data.why)
        return super().to_python(data)


class Keeping:
    """What is kept of one form: of whoever has its token and, at the desk, is the same member of the staff."""

    def __init__(self, form: str, data: QueryDict, *, at: datetime, staff_id: int | None = None) -> None:
        self.form, self.at, self.staff_id, self._data = form[:220], at, staff_id, data
        given = data.get(TOKEN, "")
        self._given = hashed(given) if _TOKEN.fullmatch(given) else ""
        #: Only a token that was handed out here is used again.
        self.token = given if self._given and self._rows().exists() else secrets.token_urlsafe(32)

    def _rows(self) -> QuerySet[KeptFile]:
        return self._mine().filter(owner_hash=self._given) if self._given else KeptFile.objects.none()

    def _mine(self) -> QuerySet[KeptFile]:
        """What is kept of this form for this member of the staff, or for visitors, whatever the token."""
        by = Q(staff__isnull=True) if self.staff_id is None else Q(staff=self.staff_id)
        return KeptFile.objects.filter(by, form=self.form, expires_at__gt=self.at)

    def gather(
        self, fields: Mapping[str, forms.Field], uploads: MultiValueDict[str, Any]
    ) -> MultiValueDict[str, Any]:
        """The files of the form: those kept and not dropped, then those uploaded now.

        A file chosen anew for a field of one file replaces the kept one. In place of a kept file that is gone, and of one too
        much for the form, stands a `NotTaken`.
        """
        found: MultiValueDict[str, Any] = MultiValueDict({name: uploads.getlist(name) for name in uploads})
        rows = {(row.field, str(row.pk)): row for row in self._rows()}
        own = {name: entry for name, entry in fields.items() if isinstance(entry, KeepsFiles)}
        old = {
            name: [_opened(rows.get((name, key)), key) for key in self._wanted(name)]
            for name, entry in own.items()
            if entry.several or not uploads.getlist(name)
        }
        total = sum(upload.size or 0 for files in old.values() for upload in files)
        for name in own:
            taken = list(old.get(name, []))
            for upload in uploads.getlist(name):
                total += upload.size or 0
                taken.append(upload if total <= settings.FORM_MAX_BYTES else _too_much(upload))
            if taken:
                found.setlist(name, taken)
        return found

    def _wanted(self, name: str) -> list[str]:
        """The kept files that the form names in this field and that are not to be dropped."""
        dropped = self._data.getlist(f"{name}{DROPPED}")
        shown = dict.fromkeys(self._data.getlist(f"{name}{SHOWN}")[:100])
        return [key for key in shown if key not in dropped]

    @transaction.atomic
    def keep(
        self, form: forms.Form, files: MultiValueDict[str, Any], *, only: Iterable[Any] | None = None
    ) -> None:
        """Keep every file that is acceptable in itself, and show them; `only` these, where some were dealt with."""
        chosen = None if only is None else set(map(id, only))
        shown: set[UUID] = set()
        for name, entry in form.fields.items():
            if not isinstance(entry, KeepsFiles):
                continue
            given = [u for u in files.getlist(name) if chosen is None or id(u) in chosen]
            # Of those it dealt with the page says itself what is wrong with them, as does a field with an error.
            wrong = chosen is not None or (form.is_bound and bool(form.errors.get(name)))
            keep = self._several if entry.several else self._one
            entry.kept = keep(name, entry, given, wrong)
            shown |= {row.pk for row in entry.kept.files}
        # What is not shown was dropped, replaced or dealt with; so no form ever keeps more than its bound.
        _delete(self._rows().exclude(pk__in=shown))

    def _several(self, name: str, entry: KeepsFiles, given: list[Any], wrong: bool) -> Shown:
        shown = Shown(self.token, [upload.row for upload in given if isinstance(upload, KeptUpload)])
        beyond = []
        for upload in given:
            if isinstance(upload, KeptUpload | NotTaken):
                continue
            if len(shown.files) >= entry.most:
                beyond.append(str(upload.name)[:60])
                continue
            self._add(name, entry, upload, shown, wrong)
        if beyond:
            shown.left.append(f"超出 {entry.most} 个，没有留下：{'、'.join(beyond)}")
        return shown

    def _one(self, name: str, entry: KeepsFiles, given: list[Any], wrong: bool) -> Shown:
        """A file that the field or the act refused is not kept; nor is the one that a good file replaces."""
        refused = wrong and bool(given) and isinstance(given[-1], KeptUpload)
        shown = Shown(self.token, [] if refused else list(self._rows().filter(field=name))[-1:])
        if dropped := self._data.getlist(f"{name}{DROPPED}"):
            shown.files = [row for row in shown.files if str(row.pk) not in dropped]
        if given and not wrong and not isinstance(given[-1], KeptUpload | NotTaken):
            self._add(name, entry, given[-1], fresh := Shown(self.token), wrong)
            shown = Shown(self.token, fresh.files or shown.files, fresh.left)
        return shown

    def _add(self, name: str, entry: KeepsFiles, upload: Any, shown: Shown, wrong: bool) -> None:
        """Write the bytes encrypted, then the row; a file that is not acceptable is told of instead."""
        try:
            content, media_type = entry.acceptable(upload)
        except Rejected as rejected:
            if not wrong:  # else the field has said so
                shown.left.append(f"{str(upload.name)[:60]}：{rejected}")
            return
        row = KeptFile(
            staff_id=self.staff_id,
            owner_hash=hashed(self.token),
            form=self.form,
            field=name,
            position=max((kept.position for kept in shown.files), default=0) + 1,
            name=clean_name(str(upload.name)),
            size=len(content),
            media_type=media_type,
            kept_at=self.at,
            expires_at=self.at + (KEPT_FOR_VISITORS if self.staff_id is None else KEPT_FOR_STAFF),
        )
        row.place.write(encrypt_bytes(content))
        row.save(force_insert=True)
        shown.files.append(row)

    def show(self, form: forms.Form) -> None:
        """Show what was kept before and is not to be dropped; store nothing."""
        rows = list(self._rows())
        for name, entry in form.fields.items():
            if isinstance(entry, KeepsFiles):
                wanted = self._wanted(name)
                found = [row for row in rows if row.field == name and str(row.pk) in wanted]
                entry.kept = Shown(self.token, found)

    def resume(self, form: forms.Form) -> None:
        """Show the files of this person's form that was never sent, with the draft of what was typed; under a new token."""
        mine = self._mine()
        last = mine.order_by("-kept_at").first() if self.staff_id is not None else None
        if last is None:
            return
        rows = list(mine.filter(owner_hash=last.owner_hash))
        mine.filter(owner_hash=last.owner_hash).update(owner_hash=hashed(self.token))
        for name, entry in form.fields.items():
            if isinstance(entry, KeepsFiles):
                entry.kept = Shown(self.token, [row for row in rows if row.field == name])

    def forget(self) -> None:
        """Delete what is kept of this form: it was performed."""
        _delete(self._rows())


def forget(form: str, staff_id: int) -> None:
    """Delete all that is kept of a form of this member of the staff, whatever its token."""
    _delete(KeptFile.objects.filter(form=form[:220], staff_id=staff_id))


def forget_old(at: datetime) -> None:
    """Delete what has expired, and bytes that a crash left without a row."""
    _delete(KeptFile.objects.filter(expires_at__lte=at))
    known = {pk.hex for pk in KeptFile.objects.values_list("pk", flat=True)}
    longest = (at - KEPT_FOR_STAFF - timedelta(hours=1)).timestamp()
    for found in root_of(Audience.PERSONAL).walk(KEPT):
        if found.name.rpartition("/")[2] not in known and found.written < longest:
            Place(Audience.PERSONAL, found.name).erase()


def without(data: QueryDict) -> QueryDict:
    """What was typed, without what brings kept files back."""
    typed = data.copy()
    for name in [n for n in typed if n == TOKEN or n.endswith((SHOWN, DROPPED))]:
        del typed[name]
    return typed


def hashed(token: str) -> str:
    """The stored digest of a token: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def _opened(row: KeptFile | None, key: str) -> UploadedFile:  # type: ignore[type-arg]
    gone = NotTaken("先前选好的文件", "先前选好的文件已经过期，请重新选择。", key)
    if row is None:
        return gone
    try:
        return KeptUpload(row, decrypt_bytes(row.place.read()))
    except (FileNotFoundError, Unreadable):
        return gone


def _too_much(upload: Any) -> NotTaken:
    most = in_megabytes(settings.FORM_MAX_BYTES)
    return NotTaken(str(upload.name), f"一张表的文件合计不超过 {most}，“{str(upload.name)[:60]}”没有收下。")


def _delete(rows: QuerySet[KeptFile]) -> None:
    """Delete rows, and their bytes once that is committed; names, which somebody may have no key for, are not read."""
    gone = list(rows.defer("name"))
    if not gone:
        return
    KeptFile.objects.filter(pk__in=[row.pk for row in gone]).delete()
    for row in gone:
        transaction.on_commit(row.place.erase, robust=True)  # else forgotten with what is old
