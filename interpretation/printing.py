"""What is read aloud, as a sheet in large print for the village's loudspeaker: made once by the worker."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localtime

from foundation.agencies.actors import Actor
from foundation.files.acts import store_made
from foundation.papers import render
from foundation.worker import work_through
from interpretation.models import Interpretation

#: The most sheets of one run, the newest first.
AT_ONCE = 40


def make_missing(*, at: datetime, by: Actor) -> int:
    """Make the sheets of published interpretations that have something to be read aloud and no sheet yet; returns how many.

    Many workers may run it at once. They are handed out together: each time what is public changes, every kept page is made anew.
    """
    waiting = Interpretation.objects.public(at).filter(sheet=None).exclude(spoken="")
    keys = list(waiting.order_by("-published_at", "-pk").values_list("pk", flat=True)[:AT_ONCE])
    made: dict[int, bytes] = {}

    def typeset(pk: int) -> bool:
        made[pk] = as_pdf(Interpretation.objects.select_related("agency").get(pk=pk))
        return True

    try:
        work_through(keys, typeset, "sheet of an interpretation")
    finally:  # also when the worker's time is over
        kept = _keep(made, at, by)
    return kept


def _keep(made: dict[int, bytes], at: datetime, by: Actor) -> int:
    """Store the sheets of those interpretations that are still public and that no other worker has."""
    with transaction.atomic():
        free = Interpretation.objects.public(at).select_related("agency")
        locked = free.select_for_update(skip_locked=True, of=("self",), no_key=True)
        interpretations = list(locked.filter(pk__in=made, sheet=None))
        for one in interpretations:
            name = f"spoken-{one.pk}.pdf"
            file = store_made(made[one.pk], name=name, agency=one.agency, audience="public", by=by, at=at)
            Interpretation.objects.filter(pk=one.pk).update(sheet=file)
    return len(interpretations)


def as_pdf(interpretation: Interpretation) -> bytes:
    """Typeset what is read aloud, in large print."""
    assert interpretation.published_at is not None
    context = {
        "interpretation": interpretation,
        "lines": interpretation.spoken.splitlines(),
        "on": f"{localtime(interpretation.published_at):%Y-%m-%d}",
        "address": f"{settings.SITE_URL}{reverse('interpretation:detail', args=[interpretation.pk])}",
    }
    return render(render_to_string("interpretation/sheet.html", context), title=interpretation.title)
