"""Clocks know how long they took; those that ended before are counted once, by the rules of counting."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import migrations, models


def count_what_ended(apps: Any, schema_editor: Any) -> None:
    """Count the time of the clocks that ended."""
    Clock = apps.get_model("deadlines", "Clock")
    ended = Clock.objects.filter(ended_at__isnull=False)
    if not ended.exists():
        return
    from foundation.deadlines.calendar import Calendar
    from foundation.deadlines.counting import Interval, time_used
    from foundation.deadlines.limits import Unit

    calendar, last = Calendar.load(), 0
    with pgtrigger.ignore("deadlines.Clock:ended_is_final"):
        while rows := list(ended.filter(pk__gt=last).order_by("pk").prefetch_related("pauses")[:1000]):
            for row in rows:
                pauses = [Interval(p.since, p.until, p.reason, p.clause) for p in row.pauses.all()]
                row.took = time_used(Unit(row.unit), row.started_at, row.ended_at, pauses, calendar)
            Clock.objects.bulk_update(rows, ["took"])
            last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0002_changes_public_pages")]

    operations = [
        migrations.AddField(
            model_name="clock",
            name="took",
            field=models.PositiveIntegerField("用时", null=True, editable=False),
        ),
        migrations.RunPython(count_what_ended, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(("took__isnull", True), ("ended_at__isnull", False), _connector="OR"),
                name="deadlines_clock_took_at_end",
            ),
        ),
    ]
