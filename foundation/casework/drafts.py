"""What somebody has typed into a form at the desk and not sent yet, kept for them on the server, encrypted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from foundation.casework.matters import ref_of
from foundation.casework.models import Draft
from foundation.casework.once import ADDED
from foundation.files.kept import without

#: How long what was typed is kept, and the most characters of it.
KEPT, LONGEST = timedelta(days=30), 2_000_000


def is_long(form: forms.Form) -> bool:
    """Whether a form has a text worth keeping."""
    return any(isinstance(entry.widget, forms.Textarea) for entry in form.fields.values())


def keep(staff_id: int, act: str, matter: Any, form: forms.Form, data: QueryDict, at: datetime) -> bool:
    """Keep what was typed into a form, without passwords, files and what pages add; returns whether it was kept."""
    if not is_long(form):
        return False
    secret = {
        name
        for name, entry in form.fields.items()
        if isinstance(entry.widget, forms.PasswordInput | forms.HiddenInput | forms.FileInput)
    }
    typed = without(data)
    for name in {*ADDED, *secret}:
        typed.pop(name, None)
    said = typed.urlencode()
    if len(said) > LONGEST:
        return False
    Draft.objects.update_or_create(
        staff_id=staff_id, act=act, ref=ref_of(matter), defaults={"typed": said, "saved_at": at}
    )
    return True


def kept(staff_id: int, act: str, matter: Any, at: datetime) -> Draft | None:
    """What this person typed for this act on this matter and did not send."""
    mine = Draft.objects.filter(staff_id=staff_id, act=act, ref=ref_of(matter))
    return mine.filter(saved_at__gt=at - KEPT).first()


def forget(staff_id: int, act: str, ref: str) -> None:
    """Drop what was typed, once the act is performed or its author says so."""
    Draft.objects.filter(staff_id=staff_id, act=act, ref=ref).delete()


def forget_old(at: datetime) -> None:
    """Drop what nobody came back to."""
    Draft.objects.filter(saved_at__lte=at - KEPT).delete()


def values_of(draft: Draft, form: forms.Form) -> dict[str, Any]:
    """The values by field, to show in a form."""
    typed = QueryDict(draft.typed)
    return {
        name: entry.widget.value_from_datadict(typed, {}, name)  # type: ignore[arg-type]
        for name, entry in form.fields.items()
        if not isinstance(entry.widget, forms.PasswordInput | forms.HiddenInput | forms.FileInput)
    }
