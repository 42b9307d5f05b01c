"""Making the marks of applicants anew, should the key of fingerprints ever be another one."""

from __future__ import annotations

from django.db import transaction

from applications.models import Applicant
from foundation.privacy.keys import Unreadable
from foundation.privacy.rotation import Found


def remake_marks(check: bool) -> Found:
    """Mark one applicant at a time with the row locked; what has its mark already is left alone."""
    found = Found()
    for pk in Applicant.objects.order_by("pk").values_list("pk", flat=True).iterator():
        with transaction.atomic():
            try:
                applicant = Applicant.objects.select_for_update().get(pk=pk)
            except Unreadable:
                continue  # the step of its table names the column
            changed = applicant.mark()
            found.old += bool(changed)
            if changed and not check:
                applicant.save(update_fields=list(changed))
    return found
